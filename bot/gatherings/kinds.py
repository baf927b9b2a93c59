"""Define the kinds of gatherings as values. Code reads the fields of a kind and never compares its key. Pure.

The figures come from docs/programme.md, Dispositifs, unless a comment says otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from bot.dates.phases import add_months
from bot.programme.model import Promotion
from bot.programme.roles import Role
from bot.programme.shape import shape_in_use

# The catalogue, the database and the buttons use these keys.
PAIRS = "pairs"
MIXED = "pluridisciplinaire"
CONFERENCE = "conference"
PORTEURS = "seminaire-porteurs"
SEMINAR = "seminaire-promotion"

Days: TypeAlias = Callable[[Promotion], Sequence[date]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of gathering. By default it lasts an hour and a half and is for the EIG of the promotion.

    Audience: people with one of the `roles` are invited. If `gathers_metiers` is true, only the EIG of the series'
    métiers are invited. `channel` names the promotion's channel that gets the announcement. Its members are the coaches
    and the people with the role `holds`.

    Facts: `lacks` are codes of the facts that a gathering needs, and `bot.gatherings.lacking` reports the missing ones.
    If a fact in `held_back_by` is missing, the announcement waits. `days` computes proposed days; it is None for a kind
    that comes back every month. `every` is the frequency of a kind from the programme's file. A kind that is
    `in_person` has no online room.

    Activities: `votes_subject` means that people vote for the subject. `mixes` means that people meet in small groups,
    each with a room and a presenter. `has_talk` means that there are speakers, and questions to them.
    `brings_colleagues` means that participants invite colleagues and share texts afterwards. `tells_needs` means that
    there is a practical sheet, and that participants enter their access needs. `rates` means that participants rate
    it."""

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


def _dates_in_phases(promotion: Promotion) -> list[date]:
    return [phase.starts_on + timedelta(days=14) for phase in promotion.phases]


def _seminar_dates(promotion: Promotion) -> list[date]:
    return [promotion.starts_on + timedelta(days=21), add_months(promotion.ends_on, -2)]


# The form lists the kinds in this order.
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
            days=_dates_in_phases,
            brings_colleagues=True,
        ),
        Kind(
            SEMINAR,
            minutes=32 * 60,  # from 9 h to 17 h of the next day
            lacks=("place", "sheet"),
            days=_seminar_dates,
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
        for each in shape_in_use().rencontres
    },
}


def kind_of(key: str) -> Kind:
    """Return the kind with this key. For an unknown key, return a kind without special features."""
    return KINDS.get(key) or Kind(key)
