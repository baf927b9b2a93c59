"""The command `/programme`, which shows all series and the page of each."""
