"""Use cases that confirm a plan, all or nothing. The announcements are sent later, when they are due.

The plan's gatherings become series, and « Comités de la phase » proposes the plan's weeks of committees. The plan
stores the dates of reports and workshops. Existing events that do not fit are rescheduled through their series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import NAMESPACE_OID, uuid5

from bot.agenda import changes, locks
from bot.agenda.pending import UNDO
from bot.dates.holidays import DAY
from bot.dates.paris import day_of
from bot.dates.recurrence import Rule
from bot.errors import Invalid, NotAllowed, NotFound, UndoTooLate
from bot.gatherings import news
from bot.gatherings.kinds import kind_of
from bot.gatherings.locks import claimant_ids, group_appointments, lock_series
from bot.gatherings.model import Series
from bot.gatherings.series import service
from bot.gatherings.sheets import sheets_of
from bot.planning.year.model import (
    COMMITTEES,
    GATHERED,
    MONTHLY,
    REPORTS,
    WORKSHOPS,
    PlanSheet,
    YearLine,
    YearPlan,
)
from bot.planning.year.service import THING, existing_events, make_sheet, read_plan
from bot.programme.history import record
from bot.programme.model import Actor, Phase, Promotion
from bot.programme.permissions import require
from bot.programme.roles import METIER_WORDS, Metier
from bot.programme.service import promotion_of
from storage.agenda import changes as noted
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.gatherings import gathering_series, occurrences
from storage.programme import promotions, years


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The result of a confirmation. `written`: the written lines.

    `dropped`: number of cancelled dates, which were after the promotion's end. `undoes`: the coach can undo the
    confirmation for two minutes. This needs a plan that was never confirmed, and no event before."""

    sheet: PlanSheet
    written: tuple[YearLine, ...] = ()
    dropped: int = 0
    undoes: bool = False


def confirm_plan(
    tx: Transaction, actor: Actor, promotion_id: int, *, seen_revision: int, visio_url: str | None, now: datetime
) -> Confirmation:
    """Write all unconfirmed lines of a plan. `seen_revision` is the one that the coach saw. Idempotent.

    Raises NotAllowed, NotFound, the errors of a series, and Invalid for "plan": "overtaken" if it changed since,
    "no_coach"."""
    require(actor, "planning.year", YearPlan(promotion_id))
    promotion = promotion_of(tx, promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    before = read_plan(tx, actor, promotion_id, now=now)
    locks.lock(tx, {*before.people, *_find_claimants(tx, promotion)})
    plan = years.lock(tx, promotion_id)
    sheet = make_sheet(tx, plan, promotion, now=now)
    if not sheet.has_changes:
        return Confirmation(sheet)
    if plan.revision != seen_revision:
        raise Invalid(field="plan", reason="overtaken")
    if not sheet.coaches:
        raise Invalid(field="plan", reason="no_coach")
    dropped = _cancel_beyond(tx, actor, sheet, now=now)
    _write_gatherings(tx, actor, sheet, visio_url=visio_url, now=now)
    made = gathering_series.list_by_drafts(tx, [_draft_id(plan, line.key) for line in sheet.year.lines])
    service.tell_organisers(tx, actor, made, now=now)
    for line in sheet.year.written_lines:
        _write_line(tx, promotion_id, line)
    years.change(tx, promotion_id, revision=plan.revision + 1, confirmed_at=now, confirmed_by=actor.person_id)
    detail = str(len(sheet.year.written_lines))
    record(tx, actor, "planning.year_confirm", thing=THING, thing_id=promotion_id, now=now, detail=detail)
    batch = noted.list_batch(tx, _batch_id(plan))
    undoes = not sheet.has_events and all(change.until > now for change in batch)
    return Confirmation(read_plan(tx, actor, promotion_id, now=now), sheet.year.written_lines, dropped, undoes)


def undo_confirmation(tx: Transaction, actor: Actor, promotion_id: int, *, now: datetime) -> PlanSheet:
    """« Revenir en arrière »: undo the first confirmation of a plan before anybody is notified.

    Raises NotAllowed (also if another person confirmed it), NotFound, UndoTooLate (also after a second click)."""
    require(actor, "planning.year", YearPlan(promotion_id))
    before = read_plan(tx, actor, promotion_id, now=now)
    made = gathering_series.list_by_drafts(tx, [_draft_id(before.plan, line.key, -1) for line in before.year.lines])
    sheets = sheets_of(tx, occurrences.list_by_series(tx, [series.id for series in made])) if made else []
    whom = {series.organiser_id for series in made} | {
        who for sheet in sheets for who in sheet.appointment.claimant_ids
    }
    things: list[locks.Things] = [(years.lock, [promotion_id]), (gathering_series.lock, [series.id for series in made])]
    locks.lock(tx, whom, *things, appointments=[sheet.appointment.id for sheet in sheets])
    plan = years.read(tx, promotion_id)
    if plan.confirmed_at is None or plan.confirmed_at + UNDO <= now or plan.revision != before.plan.revision:
        raise UndoTooLate
    if plan.confirmed_by != actor.person_id:
        raise NotAllowed(action="undo")
    if sheets:
        changes.undo(tx, actor, _batch_id(plan, -1), now=now)
    for occurrence in made:
        gathering_series.change(tx, occurrence.id, ended_at=now)
    news.refresh(tx, sheets_of(tx, [sheet.gathering for sheet in sheets]), now=now)
    for key, choice in years.read_choices(tx, promotion_id).items():
        if choice.confirmed:
            years.set_line(tx, promotion_id, key, confirmed="")
    for of in committees.rounds_of(tx, promotion_id):
        if of.asked_at is None:
            committees.change_round(tx, of.id, weeks="")
    years.change(tx, promotion_id, revision=plan.revision + 1, confirmed_at=None, confirmed_by=None)
    record(tx, actor, "planning.year_undo", thing=THING, thing_id=promotion_id, now=now)
    return read_plan(tx, actor, promotion_id, now=now)


def set_phases(
    tx: Transaction, actor: Actor, promotion_id: int, *, ends: Mapping[int, date], now: datetime
) -> PlanSheet:
    """Save other ends of the phases, by number, and return the changed plan. For a preview, the caller rolls back.

    Each phase begins the day after the previous phase. Raises NotAllowed, NotFound, Invalid with the `number` of a
    phase that would end before it begins."""
    require(actor, "planning.year", YearPlan(promotion_id))
    promotions.lock_imports(tx)
    promotion = promotion_of(tx, promotion_id)
    if promotion is None or {phase.number for phase in promotion.phases} != {*ends}:
        raise NotFound(thing="promotion")
    phases: list[Phase] = []
    for phase in promotion.phases:
        starts = phases[-1].ends_on + DAY if phases else phase.starts_on
        if ends[phase.number] < starts:
            raise Invalid(field="ends", reason="order", number=phase.number)
        phases.append(replace(phase, starts_on=starts, ends_on=ends[phase.number]))
    if tuple(phases) != promotion.phases:
        promotions.save_phases(tx, promotion_id, phases)
        promotions.change_promotion(tx, promotion_id, ends_on=phases[-1].ends_on.isoformat())
        record(tx, actor, "programme.promotion", thing="promotion", thing_id=promotion_id, now=now, detail="phases")
    return read_plan(tx, actor, promotion_id, now=now)


def move_phases(
    tx: Transaction,
    actor: Actor,
    promotion_id: int,
    *,
    ends: Mapping[int, date],
    seen_revision: int,
    visio_url: str | None,
    now: datetime,
) -> Confirmation:
    """Move the ends of phases, and everything that the plan derives from them, all or nothing.

    An unconfirmed plan needs no change, because it is computed from the phases. Raises like `set_phases` and
    `confirm_plan`."""
    sheet = set_phases(tx, actor, promotion_id, ends=ends, now=now)
    if sheet.plan.confirmed_at is None and not any(line.there for line in sheet.year.lines):
        return Confirmation(sheet)
    return confirm_plan(tx, actor, promotion_id, seen_revision=seen_revision, visio_url=visio_url, now=now)


def _find_claimants(tx: Reading, promotion: Promotion) -> set[int]:
    known = existing_events(tx, promotion)
    ids = [series.id for series in (*known.series.values(), *known.others)]
    several = (
        [sheet for sheet in sheets_of(tx, occurrences.list_by_series(tx, ids)) if not sheet.is_cancelled] if ids else []
    )
    return claimant_ids(several, group_appointments(tx, several)) if several else set()


def _write_line(tx: Transaction, promotion_id: int, line: YearLine) -> None:
    if line.family == COMMITTEES:
        of = committees.ensure_round(tx, promotion_id, int(line.variant))
        committees.lock_round(tx, of.id)
        committees.change_round(tx, of.id, weeks=line.what)
    elif line.family in (REPORTS, WORKSHOPS, *GATHERED):
        years.set_line(tx, promotion_id, line.key, confirmed=line.what)


def _write_gatherings(tx: Transaction, actor: Actor, sheet: PlanSheet, *, visio_url: str | None, now: datetime) -> None:
    standing = existing_events(tx, sheet.promotion).series
    for family in GATHERED:
        several = [line for line in sheet.year.lines_of(family) if line.what and not line.out]
        if any(line.writes for line in several):
            rule = _merged_rule(several, standing.get(family))
            _save_series(
                tx,
                actor,
                sheet,
                several[0],
                rule=rule,
                existing_series=standing.get(family),
                visio_url=visio_url,
                now=now,
            )
    for line in sheet.year.written_lines:
        if line.family in MONTHLY and line.rule is not None:
            known = standing.get(line.key)
            _save_series(tx, actor, sheet, line, rule=line.rule, existing_series=known, visio_url=visio_url, now=now)


def _merged_rule(several: Sequence[YearLine], existing_series: Series | None) -> Rule:
    old = {Rule.from_text(line.there).days[0] for line in several if line.there}
    stays = {*Rule.from_text(existing_series.rule).days} - old if existing_series else set()
    rules = [line.rule for line in several if line.rule]
    return Rule(rules[0].minute, days=tuple(sorted({*stays, *(day for rule in rules for day in rule.days)})))


def _save_series(
    tx: Transaction,
    actor: Actor,
    sheet: PlanSheet,
    line: YearLine,
    *,
    rule: Rule,
    existing_series: Series | None,
    visio_url: str | None,
    now: datetime,
) -> None:
    if existing_series is not None:
        organiser = (
            existing_series.organiser_id if existing_series.organiser_id in sheet.people else sheet.coaches[0].id
        )
        given = replace(existing_series, rule=rule.text, organiser_id=organiser)
        service.edit(tx, actor, existing_series.id, values=given, visio_url=visio_url, now=now)
        return
    metier = Metier(line.variant) if kind_of(line.family).gathers_metiers else None
    given = Series(
        0,
        sheet.promotion.id,
        line.family,
        rule.text,
        kind_of(line.family).minutes,
        line.organiser_id or sheet.coaches[0].id,
        title=METIER_WORDS[metier] if metier else None,
        metiers=(metier.value,) if metier else (),
    )
    draft, batch = _draft_id(sheet.plan, line.key), _batch_id(sheet.plan)
    service.create(tx, actor, draft, values=given, visio_url=visio_url, batch=batch, now=now)


def _draft_id(plan: YearPlan, key: str, before: int = 0) -> str:
    return str(uuid5(NAMESPACE_OID, f"{plan.promotion_id} {key} {plan.revision + before}"))


def _batch_id(plan: YearPlan, before: int = 0) -> str:
    return _draft_id(plan, "plan", before)


def _cancel_beyond(tx: Transaction, actor: Actor, sheet: PlanSheet, *, now: datetime) -> int:
    if not sheet.beyond:
        return 0
    dropped = 0
    known = existing_events(tx, sheet.promotion)
    for one in (*known.series.values(), *known.others):
        if any(day_of(each.starts) > sheet.promotion.ends_on and not each.cancelled for each in known.made[one.id]):
            _, coming = lock_series(tx, one.id, now=now)
            beyond = [each for each in coming if day_of(each.appointment.starts) > sheet.promotion.ends_on]
            service.cancel_occurrences(tx, actor, beyond, now=now)
            dropped += len(beyond)
    return dropped
