"""The eleven dispositifs as data, the importer of the programme's page, a search proof against accents and typos."""
