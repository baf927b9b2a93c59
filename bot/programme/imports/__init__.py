"""What was read of files, written: who joins and leaves, the promotion, the weekly hours."""
