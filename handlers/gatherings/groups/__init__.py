"""The small groups of a gathering, from the choice of presenters to the adjustment of the groups."""
