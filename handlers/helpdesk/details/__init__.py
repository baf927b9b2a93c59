"""What a request says besides its need: its subject, and whether the défi's channel hears of the date."""
