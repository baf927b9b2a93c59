"""Turns of presenters at a multidisciplinary group, and the state of each person asked; pure.

docs/programme.md, Gatherings: one or two people a group, in turn, asked three weeks ahead."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.programme.model import Person

ASKED_DAYS = 21  # how many days ahead presenters are asked
SWAP_DAYS = 3  # a replacement can be asked until this many days before
GROUP = 5  # average group size: one presenter per so many invited people
ABOUT_LIMIT = 300  # characters of what somebody presents
NOBODY = "nobody"  # state of a gathering without participants: no groups are made


class Holding(StrEnum):
    """Whom the organiser chose to host the groups, if there are too few coaches."""

    COACHES = "coaches"  # one group per free coach, larger if needed
    TWO_HOURS = "two-hours"  # two rounds with the same coaches, one hour apart
    KEEPERS = "keepers"  # groups without a coach have an EIG as timekeeper


class PresenterState(StrEnum):
    """State of a person asked to present. No answer is not a refusal; such a person is not asked again."""

    ASKED = "asked"
    AGREED = "agreed"
    SWAPPED = "swapped"  # the turn passed to the next person


PRESENTING = frozenset({PresenterState.ASKED, PresenterState.AGREED})


@dataclass(frozen=True, slots=True)
class Presenter:
    """A person asked to present, and their subject."""

    person_id: int
    state: PresenterState
    asked_at: datetime
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """How often a person has presented in this promotion, and when last (seconds since 1970; 0: never)."""

    times: int = 0
    last: int = 0


def wanted(invited: int) -> int:
    """Return how many presenters to ask for this number of invited people: one per group."""
    return -(-invited // GROUP)


def next_in_turn(
    candidates: Sequence[Person], past: Mapping[int, Past], *, many: int, taken: Collection[int] = ()
) -> list[Person]:
    """Return the next presenters: those who presented least, then longest ago, then by name, from different défis if
    possible.

    `taken`: people already asked for this gathering.
    """
    left = sorted(
        (candidate for candidate in candidates if candidate.id not in taken),
        key=lambda person: (
            past.get(person.id, Past()).times,
            past.get(person.id, Past()).last,
            person.name,
            person.id,
        ),
    )
    chosen: list[Person] = []
    while left and len(chosen) < many:
        least = past.get(left[0].id, Past()).times
        defis = {defi for person in chosen for defi in person.defi_ids}
        # With equal turns, a person whose défi has no presenter yet comes first.
        level = [person for person in left if past.get(person.id, Past()).times == least]
        pick = next((person for person in level if defis.isdisjoint(person.defi_ids)), level[0])
        chosen.append(pick)
        left.remove(pick)
    return chosen
