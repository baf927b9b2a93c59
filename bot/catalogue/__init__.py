"""The catalogue: the eleven dispositifs as data, the import of the programme's page, and a search."""
