"""An EIG asks for a cycle: the need, who, the four séances."""
