"""The stand-in for Slack in the browser: one live page in French, on 127.0.0.1 only, a WebSocket for each tab."""
