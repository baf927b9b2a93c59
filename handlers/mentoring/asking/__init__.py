"""An EIG requests a cycle: the need, the mentor, the séances."""
