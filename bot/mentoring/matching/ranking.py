"""Ranking of mentors for a need (docs/programme.md, Mentoring); pure.

The person's id decides between mentors who are otherwise equal, so that everybody sees the same order."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bot.catalogue.words import expertise_matcher
from bot.mentoring.model import Mentor, MentorMatch
from bot.programme.spelling import fold


def rank_mentors(
    mentors: Sequence[Mentor],
    *,
    domain: str,
    need: str,
    plans_by_mentor: Mapping[int, tuple[int, ...]],
    help_words_by_mentor: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> list[MentorMatch]:
    """Rank the mentors who have the expertise `domain` and room for another cycle, best first.

    These criteria decide, in this order: the number of expertises and offers of help that the need mentions; the number
    of further cycles that the mentor accepts; mentors with a plan, then mentors without hours, then the others; the
    earliest start of the plan; the id. `help_words_by_mentor` has offers of help, and `plans_by_mentor` has starts in
    seconds since 1970, both by person id."""
    wanted, speaks = fold(domain), expertise_matcher(need)
    found = [
        (
            mentor,
            _mentioned_expertises(mentor, speaks),
            _mentioned_words(mentor, help_words_by_mentor.get(mentor.person.id, ()), speaks),
        )
        for mentor in mentors
        if mentor.room and any(fold(expertise) == wanted for expertise in mentor.person.expertises)
    ]

    def place(entry: tuple[Mentor, dict[str, str], tuple[str, ...]]) -> tuple[int, int, int, int, int]:
        mentor, speaking, helping = entry
        starts = plans_by_mentor.get(mentor.person.id, ())
        without = 1 if not mentor.has_hours else 2
        return (
            -len(speaking) - len(helping),
            -mentor.room,
            0 if starts else without,
            min(starts, default=0),
            mentor.person.id,
        )

    return [
        MentorMatch(
            mentor,
            expertises=(domain, *(one for folded, one in speaking.items() if folded != wanted)),
            starts=tuple(plans_by_mentor.get(mentor.person.id, ())),
            helps=helping,
        )
        for mentor, speaking, helping in sorted(found, key=place)
    ]


def _mentioned_expertises(mentor: Mentor, is_mentioned: Callable[[str], bool]) -> dict[str, str]:
    return {fold(expertise): expertise for expertise in mentor.person.expertises if is_mentioned(expertise)}


def _mentioned_words(mentor: Mentor, words: Sequence[str], is_mentioned: Callable[[str], bool]) -> tuple[str, ...]:
    known = {fold(expertise) for expertise in mentor.person.expertises}
    return tuple(word for word in words if fold(word) not in known and is_mentioned(word))
