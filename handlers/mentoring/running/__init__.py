"""A cycle that runs is changed: another date, a new one, the end, somebody who leaves."""
