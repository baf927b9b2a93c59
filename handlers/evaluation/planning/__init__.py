"""« Comités de la phase »: the form, the resulting plan, its lines, its booking."""
