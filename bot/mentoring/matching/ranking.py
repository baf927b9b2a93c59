"""Which mentors for a need, in which order; pure.

The rule (issue 6): expertise for the need, then load, then how well the calendars fit; the id last, so that two people
who look see the same.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.catalogue.words import stems
from bot.mentoring.model import Match, Mentor
from bot.programme.spelling import fold

TYPO_FROM = 6  # letters: in a shorter word, one letter more or less is another word


def rank(mentors: Sequence[Mentor], *, domain: str, need: str, plans: Mapping[int, tuple[int, ...]]) -> list[Match]:
    """Rank the mentors who have `domain` among their expertises and take one more cycle, the best first.

    The order: most expertises that the need speaks of; most room under their own limit; a plan (the earliest first
    séance first) before no hours, who would be asked, before an obstacle, which is left to the caller to name; id.
    `plans`: the four starts, in seconds since 1970, by the mentor's person id; without entry there is none.
    """
    wanted, speaks = fold(domain), _reader(need)
    found = [
        (mentor, _speaking(mentor, speaks))
        for mentor in mentors
        if mentor.room and any(fold(one) == wanted for one in mentor.person.expertises)
    ]

    def place(entry: tuple[Mentor, dict[str, str]]) -> tuple[int, int, int, int, int]:
        mentor, speaking = entry
        starts = plans.get(mentor.person.id, ())
        without = 1 if not mentor.has_hours else 2
        return (-len(speaking), -mentor.room, 0 if starts else without, min(starts, default=0), mentor.person.id)

    return [
        Match(
            mentor,
            expertises=(domain, *(one for folded, one in speaking.items() if folded != wanted)),
            starts=tuple(plans.get(mentor.person.id, ())),
        )
        for mentor, speaking in sorted(found, key=place)
    ]


def _speaking(mentor: Mentor, speaks: Callable[[str], bool]) -> dict[str, str]:
    """Give the expertises that the need speaks of, each once, by how it is compared."""
    return {fold(one): one for one in mentor.person.expertises if speaks(one)}


def _reader(need: str) -> Callable[[str], bool]:
    """Give what tells whether the need has all the words of an expertise, whatever their endings and a typo."""
    words = frozenset(stems(need))
    long = [word for word in words if len(word) >= TYPO_FROM - 1]

    @cache
    def has(word: str) -> bool:
        if word in words:
            return True
        if len(word) < TYPO_FROM:
            return False
        near = [one for one in long if one[0] == word[0]]
        return process.extractOne(word, near, scorer=OSA.distance, score_cutoff=1) is not None

    @cache
    def speaks(expertise: str) -> bool:
        told = stems(expertise)
        return bool(told) and all(has(word) for word in told)

    return speaks
