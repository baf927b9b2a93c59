"""The conversation about gatherings: plan series, announce, answer, propose, group, look back."""
