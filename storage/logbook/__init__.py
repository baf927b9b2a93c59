"""Logbooks: what somebody writes for themselves alone, and what their month brought."""
