"""What is said of an appointment once it is over: the words; pure."""

from enum import StrEnum


class Outcome(StrEnum):
    """How an appointment went, as who booked it says; nothing said means that it took place (product.md)."""

    TOOK_PLACE = "took-place"
    INCOMPLETE = "incomplete"  # « Il manquait quelqu’un »
    POSTPONED = "postponed"  # « À reprogrammer »
