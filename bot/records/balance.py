"""« Bilan »: how much each dispositif was used in each phase, and how useful it was. Closed promotions are included.

Figures under five are masked. Figures from which these could be deduced by subtraction are masked too (see
`indexes_to_mask`). Nobody is named, and needs are left out.
« Usage en chiffres » shows the sums over all phases (`totals`)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.dates.paris import day_of
from bot.evaluation.support.support import FEWEST
from bot.gatherings.kinds import KINDS
from bot.gatherings.series.overview import PromotionThing
from bot.programme.model import Actor, Promotion
from bot.programme.permissions import require, roles_for
from bot.programme.roles import Role
from bot.records.model import OpinionCount, OverviewAppointment
from bot.records.overview import keys_of
from storage.database import Reading
from storage.programme import promotions
from storage.records import overview
from storage.records.overview import opinions_of, postponed_ids, seances_of

OUTSIDE = 0  # The phase number for dates that are in no phase.
USEFUL, USELESS = frozenset({"very", "yes", "utile"}), frozenset({"little", "no", "pas_cette_fois"})
SOME = "some"  # For a gathering, this answer means « Utile ». For mentoring, it means « Un peu ».


class MajorityOpinion(StrEnum):
    """What most people thought. Exact shares could reveal the answers of a few people."""

    USEFUL = "useful"
    SHARED = "shared"
    USELESS = "useless"


@dataclass(frozen=True, slots=True)
class DispositifUse:
    """The use of a dispositif in a phase of a promotion. Masked figures are None.

    `offered` counts all appointments: they took place (`held`), did not (`unheld`), are `ahead` or `cancelled`."""

    promotion: Promotion
    dispositif: str
    phase: int
    offered: int | None
    held: int | None
    ahead: int | None
    cancelled: int | None
    unheld: int | None
    answers: int | None
    thought: MajorityOpinion | None = None


@dataclass(frozen=True, slots=True)
class DispositifTotal:
    """The use of a dispositif over all phases of a promotion. A sum that would reveal a masked figure is None."""

    dispositif: str
    over: int | None
    ahead: int | None
    cancelled: int | None


@dataclass(slots=True)
class _Counts:
    held: int = 0
    ahead: int = 0
    cancelled: int = 0
    unheld: int = 0
    useful: int = 0
    useless: int = 0
    answers: int = 0
    cycles: set[int] = field(default_factory=set)


def list_coached(tx: Reading, actor: Actor, *, now: datetime) -> list[DispositifUse]:
    """Return the figures of the promotions that the actor coaches, even if they are closed. Raises NotAllowed."""
    require(actor, "gatherings.plan")
    several = promotions.all_promotions(tx)
    return read_figures(tx, [each for each in several if Role.COACH in roles_for(actor, PromotionThing(each))], now=now)


def read_figures(tx: Reading, several: Sequence[Promotion], *, now: datetime) -> list[DispositifUse]:
    """Return the figures, sorted by promotion, dispositif and phase; six queries."""
    return [
        use
        for (promotion, key), counts in _gather_counts(tx, several, now=now)
        for use in _mask_counts(promotion, key, counts)
    ]


def totals(tx: Reading, promotion: Promotion, *, now: datetime) -> list[DispositifTotal]:
    """Return the sums over all phases, for each dispositif that has an appointment.

    The sum of past appointments includes missed séances. Otherwise it would not agree with the figures of
    `read_figures`, which people also see."""
    found = [_total_of(key, list(counts.values())) for (_, key), counts in _gather_counts(tx, [promotion], now=now)]
    return [total for total in found if (total.over, total.ahead, total.cancelled) != (0, 0, 0)]


def _gather_counts(
    tx: Reading, several: Sequence[Promotion], *, now: datetime
) -> list[tuple[tuple[Promotion, str], Mapping[int, _Counts]]]:
    ids = [promotion.id for promotion in several]
    if not ids:
        return []
    booked = [each for each in overview.list_appointments(tx, ids) if each.gathering_id or each.dispositif not in KINDS]
    cycles, missed = seances_of(tx, ids)
    unheld, opinions = frozenset(postponed_ids(tx, ids) | missed), opinions_of(tx, ids)
    found = []
    for promotion in several:
        own = [each for each in booked if each.promotion_id == promotion.id]
        thought = [each for each in opinions if each.promotion_id == promotion.id]
        for key in keys_of(own):
            counts = _counts(promotion, key, own, thought, unheld=unheld, cycles=cycles, now=now)
            found.append(((promotion, key), counts))
    return found


def _counts(
    promotion: Promotion,
    key: str,
    booked: Sequence[OverviewAppointment],
    opinions: Sequence[OpinionCount],
    *,
    unheld: frozenset[int],
    cycles: Mapping[int, int],
    now: datetime,
) -> Mapping[int, _Counts]:
    counts = {number: _Counts() for number in (*(phase.number for phase in promotion.phases), OUTSIDE)}
    for each in booked:
        if each.dispositif == key:
            of = counts[_phase_number(promotion, each.starts)]
            of.cycles |= {cycles[each.id]} if each.id in cycles else set()
            if each.id in unheld:  # A missed séance is also stored as cancelled.
                of.unheld += 1
            elif each.cancelled:
                of.cancelled += 1
            elif each.ends > now:
                of.ahead += 1
            else:
                of.held += 1
    for opinion in opinions:
        if opinion.dispositif == key:
            number = opinion.phase if opinion.at is None else _phase_number(promotion, opinion.at)
            of = counts[number if number in counts else OUTSIDE]
            of.answers += opinion.count
            is_useful = opinion.choice in USEFUL or (opinion.choice == SOME and key in KINDS)
            of.useful += opinion.count if is_useful else 0
            of.useless += opinion.count if opinion.choice in USELESS else 0
    return counts


def _mask_counts(promotion: Promotion, key: str, counts: Mapping[int, _Counts]) -> list[DispositifUse]:
    numbers = [number for number, of in counts.items() if of != _Counts()]
    columns = _columns([counts[number] for number in numbers])
    found = []
    for at, number in enumerate(numbers):
        cell = {name: column[at] for name, column in columns.items()}
        parts = [cell[name] for name in ("held", "ahead", "cancelled", "unheld")]
        whole = None if None in parts else sum(part or 0 for part in parts)
        thought = _majority_opinion(counts[number]) if cell["answers"] else None
        found.append(DispositifUse(promotion, key, number, offered=whole, thought=thought, **cell))
    return found


def _columns(counts: Sequence[_Counts]) -> dict[str, list[int | None]]:
    many, (over, ahead, cancelled) = len(counts), _shown_columns(counts)
    answers, _ = mask_column([of.answers for of in counts])
    both = over[0]
    others = {"ahead": ahead[0], "cancelled": cancelled[0], "answers": answers}
    return others | {"held": both[:many], "unheld": both[many:]}


def _total_of(key: str, counts: Sequence[_Counts]) -> DispositifTotal:
    return DispositifTotal(key, *(total for _, total in _shown_columns([of for of in counts if of != _Counts()])))


def _shown_columns(counts: Sequence[_Counts]) -> list[tuple[list[int | None], int | None]]:
    """Return three masked columns, each with its sum: over (`held` by phase, then `unheld` by phase), ahead, cancelled.

    Another page shows `held` plus `unheld` for each défi. If `unheld` of a phase is masked, its `held` is masked too,
    even if it is zero. If a phase has séances of fewer than five cycles, all its figures are masked."""
    many, unheld = len(counts), [of.unheld for of in counts]
    few = {at for at, of in enumerate(counts) if 0 < len(of.cycles) < FEWEST}
    places = indexes_to_mask(unheld, also=few)
    both = mask_column([*(of.held for of in counts), *unheld], also={*places, *(many + at for at in places)})
    return [both, *(mask_column([getattr(of, name) for of in counts], also=few) for name in ("ahead", "cancelled"))]


def mask_column(values: Sequence[int], *, also: Collection[int] = ()) -> tuple[list[int | None], int | None]:
    """Return the figures of a column (None if masked) and their sum (None if it would reveal a masked figure).

    If only one figure is masked, the sum reveals it. If two masked figures add up to eight, both must be four."""
    hidden = indexes_to_mask(values, also=also)
    masked = [values[at] for at in hidden if values[at]]
    whole = None if hidden and not _is_safe(masked) else sum(values)
    return [None if at in hidden else figure for at, figure in enumerate(values)], whole


def indexes_to_mask(values: Sequence[int], *, also: Collection[int] = ()) -> set[int]:
    """Return the indexes of the figures of a column to mask, so that the sum reveals none under five.

    Figures from one to four are masked; zero is not. As long as a reader who knows the sum and this rule could deduce a
    masked figure, one more figure of at least five is masked. So a figure is masked alone only if all others are zero.
    Figures with an index in `also` are always masked."""
    hidden = {at for at, figure in enumerate(values) if 0 < figure < FEWEST} | set(also)
    others = [at for at, figure in enumerate(values) if figure >= FEWEST and at not in hidden]
    while hidden and others and not _is_safe([values[at] for at in hidden if values[at]]):
        hidden.add(others.pop(0))
    return hidden


def _is_safe(masked: Collection[int]) -> bool:
    """Return whether other figures could have the same sum, so that a reader cannot deduce the masked figures."""
    whole, many = sum(masked), len(masked)
    if many < 2 or whole < FEWEST:
        return False
    return max(masked) >= FEWEST or many < whole < many * (FEWEST - 1)


def _phase_number(promotion: Promotion, at: datetime) -> int:
    phase = promotion.phase_on(day_of(at))
    return phase.number if phase else OUTSIDE


def _majority_opinion(counts: _Counts) -> MajorityOpinion:
    if counts.useful * 2 > counts.answers:
        return MajorityOpinion.USEFUL
    return MajorityOpinion.USELESS if counts.useless * 2 > counts.answers else MajorityOpinion.SHARED
