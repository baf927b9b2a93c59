"""The host's actions: propose times, hand over, add a person, leave a note, change the link."""
