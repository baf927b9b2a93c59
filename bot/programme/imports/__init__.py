"""Write the content of imported files: new and former members, the promotion, the weekly hours."""
