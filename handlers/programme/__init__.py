"""The conversation about people and promotions: the welcome, requests to coaches and teams, and the setup."""
