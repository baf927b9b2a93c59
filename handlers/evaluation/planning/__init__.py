"""« Comités de la phase »: the form, the plan that is found, its lines, its booking."""
