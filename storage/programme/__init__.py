"""Store people, promotions, formats, texts with several authors, and the history."""
