"""The request of an EIG for a cycle: the need, the mentor, the séances."""
