"""Kinds of gatherings as values: code reads the fields of a kind and never compares its key. Pure.

The figures are those of docs/programme.md, Dispositifs, unless a line says otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from bot.dates.phases import add_months
from bot.programme.model import Promotion
from bot.programme.roles import Role
from bot.programme.shape import in_use

# Keys of the kinds, as in the catalogue, rows and buttons.
PAIRS = "pairs"
MIXED = "pluridisciplinaire"
CONFERENCE = "conference"
PORTEURS = "seminaire-porteurs"
SEMINAR = "seminaire-promotion"

Days: TypeAlias = Callable[[Promotion], Sequence[date]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of gathering; by default of an hour and a half, for the EIG of the promotion.

    Audience: `roles` are invited; if it `gathers_metiers`, only EIG of its series' métiers. `channel` names the
    promotion's channel where it is announced; people with the role `holds` are in that channel, and so are coaches.

    Facts: `lacks` are codes of the facts it needs except its place (`bot.gatherings.lacking` reports them); without
    those in `held_back_by` its announcement waits. `days` proposes the days of an event with chosen days; None for a
    monthly one. `every`: how often a kind of the programme's own comes back. `in_person`: it has no online room.

    Activities: people vote for its subject (`votes_subject`); it `mixes` them into small groups, each with a room
    and a presenter; it `has_talk`, with questions; it `brings_colleagues`, and participants share documents
    afterwards; it `tells_needs`: it has a practical sheet, and participants enter their access needs; participants
    rate it (`rates`)."""

    key: str
    minutes: int = 90
    roles: frozenset[Role] = frozenset({Role.EIG})
    channel: str = "promotion"
    holds: Role = Role.EIG
    lacks: tuple[str, ...] = ()
    held_back_by: frozenset[str] = frozenset()
    days: Days | None = None
    every: str = ""
    gathers_metiers: bool = False
    votes_subject: bool = False
    mixes: bool = False
    has_talk: bool = False
    brings_colleagues: bool = False
    tells_needs: bool = False
    in_person: bool = False
    rates: bool = False


def _two_weeks_into_each_phase(promotion: Promotion) -> list[date]:
    return [phase.starts_on + timedelta(days=14) for phase in promotion.phases]


def _early_and_before_the_end(promotion: Promotion) -> list[date]:
    return [promotion.starts_on + timedelta(days=21), add_months(promotion.ends_on, -2)]


# By key, in the order of the form.
KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(PAIRS, lacks=("subject",), gathers_metiers=True, votes_subject=True),
        Kind(MIXED, mixes=True),
        Kind(
            CONFERENCE,
            lacks=("title", "abstract", "speakers"),
            held_back_by=frozenset({"title", "speakers"}),
            has_talk=True,
            rates=True,
        ),
        Kind(
            PORTEURS,
            minutes=210,
            roles=frozenset({Role.PORTEUR, Role.SPONSOR}),
            channel="porteurs",
            holds=Role.PORTEUR,
            days=_two_weeks_into_each_phase,
            brings_colleagues=True,
        ),
        Kind(
            SEMINAR,
            minutes=32 * 60,  # from 9 h to 17 h of the next day
            lacks=("place", "sheet"),
            days=_early_and_before_the_end,
            tells_needs=True,
            in_person=True,
            rates=True,
        ),
    )
}
KINDS = {
    **KINDS,
    **{
        each.key: replace(
            KINDS[each.kind],
            key=each.key,
            every=each.every,
            days=KINDS[each.kind].days if each.every == "days" else None,
        )
        for each in in_use().rencontres
    },
}


def kind_of(key: str) -> Kind:
    """Return the kind of this key; for any other dispositif, a kind without special features."""
    return KINDS.get(key) or Kind(key)
