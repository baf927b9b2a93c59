"""« Dispositifs ouverts »: coaches open each dispositif once it is staffed."""
