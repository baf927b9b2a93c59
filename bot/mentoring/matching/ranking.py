"""Rank mentors for a need; pure.

The rule (docs/programme.md, Mentoring): expertise for the need, then load, then how well the calendars fit; the id
last, so that two people see the same order."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bot.catalogue.words import reader
from bot.mentoring.model import Match, Mentor
from bot.programme.spelling import fold


def rank(
    mentors: Sequence[Mentor],
    *,
    domain: str,
    need: str,
    plans: Mapping[int, tuple[int, ...]],
    helps: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> list[Match]:
    """Rank mentors with `domain` among their expertises and room for one more cycle, best first.

    The order: most expertises named in the need, with words in which they offer help (`helps`, by person id); most room
    under their own limit; a plan (the earliest first séance first) before no hours, before an obstacle, which the
    caller names; id. `plans`: the four starts, in seconds since 1970, by the mentor's person id; a missing entry means
    none."""
    wanted, speaks = fold(domain), reader(need)
    found = [
        (mentor, _speaking(mentor, speaks), _helping(mentor, helps.get(mentor.person.id, ()), speaks))
        for mentor in mentors
        if mentor.room and any(fold(expertise) == wanted for expertise in mentor.person.expertises)
    ]

    def place(entry: tuple[Mentor, dict[str, str], tuple[str, ...]]) -> tuple[int, int, int, int, int]:
        mentor, speaking, helping = entry
        starts = plans.get(mentor.person.id, ())
        without = 1 if not mentor.has_hours else 2
        return (
            -len(speaking) - len(helping),
            -mentor.room,
            0 if starts else without,
            min(starts, default=0),
            mentor.person.id,
        )

    return [
        Match(
            mentor,
            expertises=(domain, *(one for folded, one in speaking.items() if folded != wanted)),
            starts=tuple(plans.get(mentor.person.id, ())),
            helps=helping,
        )
        for mentor, speaking, helping in sorted(found, key=place)
    ]


def _speaking(mentor: Mentor, speaks: Callable[[str], bool]) -> dict[str, str]:
    """Return the expertises that the need speaks of, each once, by how it is compared."""
    return {fold(expertise): expertise for expertise in mentor.person.expertises if speaks(expertise)}


def _helping(mentor: Mentor, words: Sequence[str], speaks: Callable[[str], bool]) -> tuple[str, ...]:
    """Get the words that somebody shows and the need speaks of, without those that are an expertise of theirs too."""
    known = {fold(expertise) for expertise in mentor.person.expertises}
    return tuple(word for word in words if fold(word) not in known and speaks(word))
