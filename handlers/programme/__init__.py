"""The conversation about people and the promotion, such as the welcome and the setup."""
