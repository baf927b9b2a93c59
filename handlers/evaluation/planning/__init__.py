"""Listeners, forms and views of « Comités de la phase »: a coach searches dates for committees, and books them."""
