"""Small groups that are made, changed by hand: one person to another group, the rest found anew."""
