"""Choose the presenters of a multidisciplinary gathering in turn, and define the state of a presenter. Pure.

Each group has one or two presenters. People are asked in turn, three weeks ahead (docs/programme.md, Gatherings)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.programme.model import Person

ASKED_DAYS = 21  # presenters are asked this many days ahead
SWAP_DAYS = 3  # a presenter can be replaced until this many days before the gathering
GROUP = 5  # average group size: there is one presenter for this many invited people
ABOUT_LIMIT = 300  # longest subject of a presenter, in characters
NOBODY = "nobody"  # the value of `Gathering.grouping` if nobody attends, so that no groups are formed


class HostChoice(StrEnum):
    """The organiser's choice if there are too few coaches to host the groups."""

    COACHES = "coaches"  # each free coach hosts one group, so groups can be larger
    TWO_HOURS = "two-hours"  # each coach hosts two groups, one after the other
    KEEPERS = "keepers"  # in a group without a coach, an EIG keeps the time


class PresenterState(StrEnum):
    """The state of a person who was asked to present. Without an answer, the person counts as a presenter."""

    ASKED = "asked"
    AGREED = "agreed"
    SWAPPED = "swapped"  # the presenter passed the turn on to the next person


PRESENTING = frozenset({PresenterState.ASKED, PresenterState.AGREED})


@dataclass(frozen=True, slots=True)
class Presenter:
    """A person asked to present, and their subject."""

    person_id: int
    state: PresenterState
    asked_at: datetime
    about: str | None = None


@dataclass(frozen=True, slots=True)
class PastPresentations:
    """How often a person has presented in this promotion. `last` is the latest time in seconds since 1970, or 0."""

    times: int = 0
    last: int = 0


def presenter_count(invited_count: int) -> int:
    """Return how many of `invited_count` people to ask to present: one for each group of five."""
    return -(-invited_count // GROUP)


def next_presenters(
    candidates: Sequence[Person],
    past_by_person: Mapping[int, PastPresentations],
    *,
    count: int,
    already_asked: Collection[int] = (),
) -> list[Person]:
    """Return the next people to ask: people who presented least often, then people who presented longest ago.

    Among people who presented equally often, a person whose défi has no presenter yet comes first. `already_asked` are
    the ids of people who were already asked for this gathering."""
    left = sorted(
        (candidate for candidate in candidates if candidate.id not in already_asked),
        key=lambda person: (
            past_by_person.get(person.id, PastPresentations()).times,
            past_by_person.get(person.id, PastPresentations()).last,
            person.name,
            person.id,
        ),
    )
    chosen: list[Person] = []
    while left and len(chosen) < count:
        least = past_by_person.get(left[0].id, PastPresentations()).times
        defis = {defi for person in chosen for defi in person.defi_ids}
        level = [person for person in left if past_by_person.get(person.id, PastPresentations()).times == least]
        pick = next((person for person in level if defis.isdisjoint(person.defi_ids)), level[0])
        chosen.append(pick)
        left.remove(pick)
    return chosen
