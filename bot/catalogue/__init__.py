"""The eleven dispositifs as data, the importer of the programme's page, and a search tolerant of typos."""
