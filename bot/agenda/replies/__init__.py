"""Answers by mail: calendar replies, bounces, and which of them are believed."""
