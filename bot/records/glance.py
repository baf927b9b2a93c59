"""Summary of a phase for its coaches: each défi's committee, support, minutes, actions and missing answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalogue.openings import keys_closed_in
from bot.dates.working import next_working_morning
from bot.errors import NotFound
from bot.evaluation.half_days import teams_of
from bot.evaluation.model import Round
from bot.evaluation.sheets import list_standing
from bot.evaluation.support import support
from bot.evaluation.support.model import FilledSupport
from bot.evaluation.weeks import phase_to_close
from bot.programme.model import Actor, Defi, Person, Phase, Promotion
from bot.programme.permissions import require
from bot.programme.service import promotion_of
from bot.records import meeting
from bot.records.model import Meeting
from bot.records.report.model import ReportSheet
from bot.records.report.sheets import describe
from bot.workshops.model import WORKSHOP
from bot.workshops.sheets import count_by_defi
from storage.database import Reading
from storage.evaluation import committees
from storage.programme import promotions
from storage.records import actions, minutes, reports


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """A défi in a phase. `filled` is its committee with the support, or None if the committee has no date.

    `waited_for` are people who have not answered. `open` is the number of open actions. `told`: the minutes were sent;
    None if they are pending. `late`: the minutes are late. `reported`: the report is published. `workshops` is the
    number of workshops that are booked or held, None if there are none and workshops are closed."""

    defi: Defi
    filled: FilledSupport | None = None
    waited_for: tuple[Person, ...] = ()
    open: int = 0
    told: bool | None = None
    late: bool = False
    reported: bool = False
    workshops: int | None = 0

    @property
    def leads(self) -> list[str]:
        """The names of the hosts of the défi's committee."""
        sheet = self.filled.sheet if self.filled else None
        return [sheet.people[id_].name for id_ in sheet.appointment.host_ids] if sheet else []


@dataclass(frozen=True, slots=True)
class Glance:
    """A phase of a promotion. `useful` has the ratings of its committees, or None if there are too few."""

    promotion: Promotion
    phase: Phase
    rows: tuple[GlanceRow, ...]
    useful: dict[str, int] | None = None


def read_glance(tx: Reading, actor: Actor, promotion_id: int, *, phase: int | None = None, now: datetime) -> Glance:
    """Return the summary of a phase, for a coach. Without `phase`, it is the phase that ends next.

    The number of queries is constant. Raises NotAllowed, NotFound (such a phase does not exist)."""
    require(actor, "evaluation.plan", Round(0, promotion_id, phase or 0))
    return gather_glance(tx, promotion_id, phase=phase, now=now)


def gather_glance(tx: Reading, promotion_id: int, *, phase: int | None = None, now: datetime) -> Glance:
    """Return the summary of a phase. No permission is checked. Raises NotFound."""
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    of = phase_to_close(promotion, now=now) if phase is None else _find_phase(promotion, phase)
    if of is None:
        raise NotFound(thing="phase")
    round_ = committees.round_of(tx, promotion_id, of.number)
    sheets = list_standing(tx, round_.id) if round_ else []
    filled = {sheet.support.defi_id: sheet for sheet in support.read_supports(tx, sheets)}
    teams = teams_of(tx, promotion_id)
    # In a closed promotion, nobody is in a team any more: list all its défis.
    closed = promotion.closed_at is not None
    defis = [defi for defi in promotions.defis_of(tx, promotion_id) if closed or defi.id in teams or defi.id in filled]
    told = minutes.minutes_sent_by_committee(tx, [sheet.sheet.committee.id for sheet in filled.values()])
    open_: dict[int, int] = {}
    for action in actions.list_open_of_defis(tx, [defi.id for defi in defis]):
        open_[action.defi_id or 0] = open_.get(action.defi_id or 0, 0) + 1
    written = reports.published_defi_ids(tx, round_.id) if round_ else set()
    several = (_row(defi, filled.get(defi.id), told, workshop_count=open_.get(defi.id, 0), now=now) for defi in defis)
    held = count_by_defi(tx, [defi.id for defi in defis], of)
    none = None if WORKSHOP in keys_closed_in(tx, [promotion_id], now=now) else 0
    rows = tuple(
        replace(row, reported=row.defi.id in written, workshops=held.get(row.defi.id, none)) for row in several
    )
    return Glance(promotion, of, rows, support.usefulness(tx, round_.id) if round_ else None)


@dataclass(frozen=True, slots=True)
class PhaseExport:
    """All data of a phase. `meetings` and `reports` are by défi id."""

    found: Glance
    meetings: Mapping[int, Meeting]
    reports: Mapping[int, ReportSheet]


def gather_export(tx: Reading, promotion_id: int, *, phase: int | None = None, now: datetime) -> PhaseExport:
    """Return all data of a phase, for the command line. No permission is checked. Raises NotFound."""
    found = gather_glance(tx, promotion_id, phase=phase, now=now)
    rows = tuple(_fill_row(tx, row) for row in found.rows)
    sheets = [row.filled.sheet for row in rows if row.filled]
    return PhaseExport(
        replace(found, rows=rows),
        {sheet.defi.id: meeting.gather_sheet(tx, sheet, now=now) for sheet in sheets},
        {
            row.defi.id: describe(tx, row.filled.sheet.committee.id, now=now)
            for row in rows
            if row.filled and row.reported
        },
    )


def _fill_row(tx: Reading, row: GlanceRow) -> GlanceRow:
    return replace(row, filled=support.read_support(tx, row.filled.sheet.committee.id)) if row.filled else row


def _row(
    defi: Defi, filled: FilledSupport | None, minutes_sent: dict[int, bool], *, workshop_count: int, now: datetime
) -> GlanceRow:
    if filled is None:
        return GlanceRow(defi, open=workshop_count)
    appointment = filled.sheet.appointment
    waited = tuple(support.list_awaited_writers(filled)) if appointment.starts > now else ()
    seen_to = minutes_sent.get(filled.sheet.committee.id)
    late = not seen_to and next_working_morning(appointment.ends) <= now
    return GlanceRow(defi, filled, waited, workshop_count, seen_to, late)


def _find_phase(promotion: Promotion, number: int) -> Phase | None:
    return next((phase for phase in promotion.phases if phase.number == number), None)
