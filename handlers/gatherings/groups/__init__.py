"""Small groups of a gathering: who presents, how groups are made, adjusted and told."""
