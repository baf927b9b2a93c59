"""Rank mentors for a need (docs/programme.md, Mentoring); pure.

After expertise, load and calendars, the id decides, so that everybody sees the same order."""

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
    """Rank the mentors with `domain` among their expertises and room for another cycle, best first.

    The order: most expertises named in the need, including words in which they offer help (`helps`, by person id);
    most room under their own limit; a plan (the earliest first séance first), then no hours, then an obstacle; id.
    `plans`: the starts, in seconds since 1970, by person id."""
    wanted, speaks = fold(domain), reader(need)
    found = [
        (
            mentor,
            _mentioned_expertises(mentor, speaks),
            _mentioned_words(mentor, helps.get(mentor.person.id, ()), speaks),
        )
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


def _mentioned_expertises(mentor: Mentor, speaks: Callable[[str], bool]) -> dict[str, str]:
    """Return the expertises that the need mentions, by their normalised form."""
    return {fold(expertise): expertise for expertise in mentor.person.expertises if speaks(expertise)}


def _mentioned_words(mentor: Mentor, words: Sequence[str], speaks: Callable[[str], bool]) -> tuple[str, ...]:
    """Return a person's offers of help that the need mentions, except words that are also their expertise."""
    known = {fold(expertise) for expertise in mentor.person.expertises}
    return tuple(word for word in words if fold(word) not in known and speaks(word))
