"""Write what was parsed from files: new and former members, the promotion, the weekly hours."""
