"""Import files: write their promotion, people and weekly hours to the database."""
