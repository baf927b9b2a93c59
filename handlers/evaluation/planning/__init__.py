"""« Comités de la phase »: the form, the plan that comes of it, one line of it, its booking."""
