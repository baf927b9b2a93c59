"""Rank the hosts for « Sans préférence », with the reason for each host's place; pure.

The rule is in docs/programme.md, Bureau d'aide. All séances of a request get the same host."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from bot.helpdesk.model import EXPERTISE_WORDS, NeedKind, RankedHost, RankReason
from bot.programme.model import Person
from bot.programme.roles import Role


def rank_free_hosts(
    free_hosts: Sequence[Person], *, kinds: Collection[NeedKind], defi_id: int, booked_minutes: Mapping[int, int]
) -> list[RankedHost]:
    """Rank free hosts, best first. `kinds` are the kinds of the need. Each host gets the reason for their place.

    A host without an advantage over the hosts ranked lower gets the reason FREE. The last host also gets it."""

    def place(person: Person) -> tuple[bool, bool, int, str, int]:
        return (
            not any(is_expert(person, kind) for kind in kinds),
            not coaches_defi(person, defi_id),
            booked_minutes.get(person.id, 0),
            person.name,
            person.id,
        )

    ranked = sorted(free_hosts, key=place)
    places = [place(person) for person in ranked]
    reasons = [_rank_reason(places[at], places[at + 1 :]) for at in range(len(ranked))]
    return [RankedHost(person.id, reason) for person, reason in zip(ranked, reasons, strict=True)]


def guess_kinds(need: str) -> set[NeedKind]:
    """Guess the kinds of a need from its words. Only the ranking uses the guess."""
    words = re.findall(r"\w+", _fold(need))
    return {kind for kind, stems in EXPERTISE_WORDS.items() if any(word.startswith(stems) for word in words)}


def kinds_of(kind: NeedKind, need: str) -> set[NeedKind]:
    """Return the kind that was chosen for a need. If none was chosen, return the kinds that its words suggest."""
    return guess_kinds(need) if kind is NeedKind.UNKNOWN else {kind}


def is_expert(person: Person, kind: NeedKind) -> bool:
    """Return whether an expertise of this person fits this kind of need."""
    known = [_fold(expertise) for expertise in person.expertises]
    return any(word in expertise for word in EXPERTISE_WORDS[kind] for expertise in known)


def coaches_defi(person: Person, defi_id: int) -> bool:
    """Return whether this person is the défi's own coach, as the imported file says."""
    return any(membership.role is Role.COACH and membership.defi_id == defi_id for membership in person.current)


def _rank_reason(
    mine: tuple[bool, bool, int, str, int], others: Sequence[tuple[bool, bool, int, str, int]]
) -> RankReason:
    if not others:
        return RankReason.FREE
    if not mine[0] and all(other[0] for other in others):
        return RankReason.EXPERTISE
    if not mine[1] and all(other[1] for other in others if other[0] == mine[0]):
        return RankReason.OWN_COACH
    if all(mine[2] < other[2] for other in others if other[:2] == mine[:2]) and any(
        other[:2] == mine[:2] for other in others
    ):
        return RankReason.LEAST_BOOKED
    return RankReason.FREE


def _fold(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
