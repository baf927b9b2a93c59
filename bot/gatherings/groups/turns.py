"""Choose the presenters of a multidisciplinary gathering in turn, and define the state of a presenter. Pure.

One or two people present in each group. They are asked in turn, three weeks ahead (docs/programme.md, Gatherings)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.programme.model import Person

ASKED_DAYS = 21  # presenters are asked this many days ahead
SWAP_DAYS = 3  # another person can be asked until this many days before the gathering
GROUP = 5  # average group size: there is one presenter for this many invited people
ABOUT_LIMIT = 300  # longest subject of a presenter, in characters
NOBODY = "nobody"  # the value of `Gathering.grouping` if nobody attends, so that no groups are formed


class Holding(StrEnum):
    """The organiser's choice of hosts for the groups, if there are too few coaches."""

    COACHES = "coaches"  # each free coach hosts one group, which may be larger
    TWO_HOURS = "two-hours"  # the same coaches host two rounds, one hour apart
    KEEPERS = "keepers"  # in a group without a coach, an EIG keeps the time


class PresenterState(StrEnum):
    """State of a person asked to present. A person who has not answered still presents, and is not asked again."""

    ASKED = "asked"
    AGREED = "agreed"
    SWAPPED = "swapped"  # the presenter left their turn to the next person


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
    """How often a person has presented in this promotion. `last` is the last time (seconds since 1970, 0 for never)."""

    times: int = 0
    last: int = 0


def presenter_count(invited: int) -> int:
    """Return how many presenters to ask among this number of invited people: one for each group."""
    return -(-invited // GROUP)


def next_presenters(
    candidates: Sequence[Person], past: Mapping[int, Past], *, many: int, taken: Collection[int] = ()
) -> list[Person]:
    """Return the next presenters: people who presented least, then longest ago, then by name.

    If people presented equally often, a person whose défi has no presenter yet comes first. `taken` are the ids of
    people who were already asked for this gathering."""
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
        # Of the people who presented equally often, prefer one whose défi has no presenter yet.
        level = [person for person in left if past.get(person.id, Past()).times == least]
        pick = next((person for person in level if defis.isdisjoint(person.defi_ids)), level[0])
        chosen.append(pick)
        left.remove(pick)
    return chosen
