"""« Comités de la phase », with which a coach searches dates for a phase's committees, and books them."""
