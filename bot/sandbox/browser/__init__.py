"""The stand-in for Slack in a browser: a page in French, on 127.0.0.1 only, with a WebSocket for each tab."""
