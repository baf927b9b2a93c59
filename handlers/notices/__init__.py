"""Renders and sends notices, which are all messages that do not answer a click directly."""
