"""Who can help: one's own words, who is who, asking one person, their answer."""
