"""Plan all committees of a phase: read the coach's choices, keep the solver's plan, change and book it.

At the end of each phase, each défi and its porteurs meet coaches. A coach reads the plan, changes or removes lines, and
confirms it. All lines are booked, or none. The same form plans the committee of a single défi."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.agenda import changes, drafts, holds, locks, pending
from bot.agenda.model import AgendaPlan, Appointment, Kind, Part, Participant
from bot.agenda.slots import QUARTER
from bot.catalogue.eleven import ATTRIBUTES
from bot.catalogue.model import Mode
from bot.dates.paris import day_of, from_epoch
from bot.errors import Conflict, DraftExpired, Invalid, NotFound, SlotTaken, UndoTooLate
from bot.evaluation import changes as evaluation_changes
from bot.evaluation import half_days, news, plans, talks, weeks
from bot.evaluation.lines import check_line, check_talk, find_unavailable_people, talk_fault
from bot.evaluation.model import COMMITTEE, TALK, CommitteeSheet, Round
from bot.evaluation.placement import MINUTES, CommitteeTeam, PlacementProblem, Start
from bot.evaluation.plans import (
    GAPS,
    MOST_A_DAY,
    MOST_COACHES,
    CommitteeChoices,
    CommitteeLine,
    CommitteePlan,
    CommitteeWish,
    DraftPlan,
    SolverTask,
)
from bot.evaluation.sheets import committee_ids, describe_committee, list_standing, sheets_of
from bot.evaluation.support import support
from bot.meeting_links import make_link
from bot.notices import notices
from bot.programme.history import record
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, promotion_of
from storage.agenda import appointments, hours
from storage.agenda import changes as noted
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.programme import people, promotions


def open_choices(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> CommitteeChoices:
    """Return the options of the form for the phase that ends next. Raises NotAllowed, and NotFound if there is none."""
    require(actor, "evaluation.plan", Round(0, promotion_id, 0))
    promotion = promotion_of(tx, promotion_id)
    phase = weeks.phase_to_close(promotion, now=now) if promotion else None
    if promotion is None or phase is None:
        raise NotFound(thing="phase")
    of = committees.round_of(tx, promotion_id, phase.number)
    booked = list_standing(tx, of.id) if of else []
    has = {sheet.defi.id for sheet in booked}
    teams = half_days.teams_of(tx, promotion_id)
    asked = of is not None and of.asked_at is not None
    return CommitteeChoices(
        promotion,
        phase,
        tuple(weeks.offered_weeks(promotion, phase, now=now)),
        of.weeks if of and of.weeks else tuple(weeks.usual_weeks(promotion, phase, now=now)),
        tuple(defi for defi in promotions.defis_of(tx, promotion_id) if defi.id in teams and defi.id not in has),
        tuple(coaches_of(tx, promotion_id)),
        tuple(booked),
        of,
        tuple(half_days.people_without_answer(tx, of)) if of and asked else (),
        len(half_days.people_to_ask(tx, promotion_id)) if asked else 0,
    )


def solver_task(tx: Reading, actor: Actor, wish: CommitteeWish, *, now: datetime) -> SolverTask:
    """Return the input of the solver. The number of queries is constant.

    Raises NotAllowed and NotFound. Raises Invalid with the reason "none" or "past" for "weeks", "none" for "defis" and
    "coaches", and "range" for "a_day", "gap" and "each"."""
    choices = open_choices(tx, actor, wish.promotion_id, now=now)
    _check_wish(wish, choices)
    until = choices.promotion.ends_on
    starts = weeks.starts_of(wish.weeks, until=until, now=now)
    if all(start.spare for start in starts):
        raise Invalid(field="weeks", reason="past")
    by_defi = half_days.teams_of(tx, wish.promotion_id)
    coaches = tuple(person.id for person in choices.coaches)
    mine = [team for team in choices.teams if team.id in wish.defi_ids]
    everybody = {*coaches, *(person.id for defi in mine for person in by_defi[defi.id])}
    answers = committees.answers_of(tx, choices.round.id) if choices.round else {}
    shut = frozenset((who, half) for who in everybody & answers.keys() for half in answers[who].shut)
    had = [
        (coach, day_of(sheet.appointment.starts).toordinal())
        for sheet in choices.booked
        for coach in sheet.appointment.host_ids
    ]
    wanted = PlacementProblem(
        starts,
        tuple(_make_team(defi, by_defi[defi.id], choices.coaches, starts=starts) for defi in mine),
        coaches,
        _busy_starts(tx, everybody, starts) | _away_starts(tx, everybody, starts),
        shut,
        a_day=wish.a_day,
        gap=wish.gap,
        each=wish.each,
        had=tuple(had),
    )
    wanted = _exclude_collective(tx, wish.promotion_id, wanted)
    return SolverTask(
        replace(wish, defi_ids=tuple(defi.id for defi in mine)), choices.round.revision if choices.round else 0, wanted
    )


def save_plan(tx: Transaction, actor: Actor, draft_id: str, *, plan: DraftPlan, now: datetime) -> CommitteePlan:
    """Save a plan as the draft of its form. Find a time for the meeting of each line that has none, if possible.

    Raises NotAllowed, and DraftExpired if the plan is already booked."""
    require(actor, "evaluation.plan", _round_of(plan))
    without = [line for line in plan.lines if line.talk is None]
    promotion_id = plan.wish.promotion_id
    plan = plan.with_talks(talks.talk_starts(tx, without, promotion_id=promotion_id, phase_lines=plan.lines, now=now))
    drafts.save(tx, actor, draft_id, content=plans.write_plan(plan), now=now)
    return _fill_plan(tx, draft_id, plan)


def read_plan(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> CommitteePlan:
    """Return a plan. Raises NotAllowed, DraftExpired."""
    return _fill_plan(tx, draft_id, _read_draft(tx, actor, draft_id, now=now))


def set_line(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    defi_id: int,
    starts: datetime | None,
    coach_ids: Collection[int] = (),
    talk: datetime | None = None,
    now: datetime,
) -> CommitteePlan:
    """Change the line of a défi, or remove it if `starts` is None. Raises NotAllowed, NotFound, DraftExpired.

    `talk` is the time of the meeting about the report. If it is None, or if the time that the plan had does not fit any
    more, the bot finds another time. Raises Invalid. The reasons for "starts" and "talk" are "past", "quarter",
    "closed" (not a working day), "taken" (a coach is not free) and "before" (before the committee's end). The reasons
    for "coaches" are "none" and "many"."""
    plan = _read_draft(tx, actor, draft_id, now=now, lock=True)
    if defi_id not in plan.wish.defi_ids:
        raise NotFound(thing="defi")
    line = None
    if starts is not None:
        line = CommitteeLine(defi_id, starts, tuple(sorted({*coach_ids})), talk)
        check_line(tx, plan, replace(line, talk=None), now=now)
        before = plan.line_of(defi_id)
        if before and talk == before.talk and (starts != before.starts or talk_fault(tx, plan, line, now=now)):
            line = replace(line, talk=None)
        check_talk(tx, plan, line, now=now)
    return save_plan(tx, actor, draft_id, plan=plan.with_line(defi_id, line), now=now)


def book(tx: Transaction, actor: Actor, draft_id: str, *, visio_url: str, now: datetime) -> list[CommitteeSheet]:
    """Book all lines of a plan, or none, and enqueue the participants' cards. Return the committees, by start.

    A second submission returns the same committees. Raises NotAllowed, DraftExpired and Conflict. Raises SlotTaken,
    with the `defi_id`, if the coaches of a line are not free. Raises Invalid if the plan is "empty", or
    "outdated" because more committees of this phase were booked. Raises like `set_line` if a line no longer fits."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    if draft.result_id is not None:
        return list_standing(tx, draft.result_id)
    plan = _read_draft(tx, actor, draft_id, now=now)
    coaches = {coach for line in plan.lines for coach in line.coach_ids}
    locks.lock(tx, coaches)
    of = committees.ensure_round(tx, plan.wish.promotion_id, plan.wish.phase)
    of = committees.lock_round(tx, of.id) or of
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return list_standing(tx, draft.result_id)
    plan = plans.parse_plan(draft)
    if not {coach for line in plan.lines for coach in line.coach_ids} <= coaches:
        raise Conflict
    if not plan.lines:
        raise Invalid(field="plan", reason="empty")
    if of.revision != plan.revision:
        raise Invalid(field="plan", reason="outdated")
    made, told = _book(tx, actor, plan, batch=draft_id, visio_url=visio_url, now=now)
    ids = {
        committees.add(tx, of.id, defi, appointment_id=appointment.id, talk_id=talk.id if talk else None)
        for defi, (appointment, talk) in made.items()
    }
    committees.change_round(tx, of.id, revision=of.revision + 1)
    drafts.settle(tx, draft, result_id=of.id)
    record(tx, actor, "evaluation.book", thing=half_days.SUBJECT, thing_id=of.id, now=now, detail=str(len(ids)))
    booked = sheets_of(tx, [committee for committee in committees.list_current(tx, of.id) if committee.id in ids])
    if told == now:
        evaluation_changes.settle(tx, draft_id, now=now)
    support.create_supports(tx, of.id, booked, now=told)
    # From now on, the message of the question shows the committee's date.
    notices.owe_updates(tx, half_days.SUBJECT, of.id, revision=0, due=told)
    news.refresh_cards(tx, booked, now=told)
    return sorted(booked, key=lambda sheet: (sheet.appointment.starts, sheet.defi.id))


def undoable_batch(tx: Reading, actor: Actor, booked: Collection[CommitteeSheet], *, now: datetime) -> str | None:
    """Return the batch in which the actor booked some of these committees, or None if it cannot be undone any more."""
    found = noted.changes_by_appointment(tx, [sheet.appointment.id for sheet in booked]) if booked else {}
    mine = {
        change.batch for change in found.values() if change.kind is Kind.BOOK and change.actor_id == actor.person_id
    }
    return next((name for name in sorted(mine) if pending.undo_deadline(tx, name, now=now)), None)


def undo(tx: Transaction, actor: Actor, batch: str, *, now: datetime) -> list[CommitteeSheet]:
    """« Revenir en arrière »: undo the booking of a plan before anybody is notified. Return its committees.

    Raises NotAllowed, UndoTooLate (at a second click too) and Conflict. Only the person who booked may undo."""
    ids = [change.appointment_id for change in noted.list_batch(tx, batch)]
    numbers = {*committee_ids(tx, ids).values()} if ids else set[int]()
    if not numbers:
        raise UndoTooLate
    before = sheets_of(tx, [it for number in sorted(numbers) if (it := committees.read(tx, number))])
    of, both = before[0].committee.round_id, [each for sheet in before for each in sheet.both]
    last = noted.changes_by_appointment(tx, [appointment.id for appointment in both])
    if any(change.batch != batch for change in last.values()):  # One of the committees has changed since.
        raise UndoTooLate
    claimants = {who for appointment in both for who in appointment.claimant_ids}
    require(actor, "evaluation.plan", Round(of, before[0].promotion_id, before[0].phase))
    locks.lock(tx, claimants, (committees.lock_round, [of]), (committees.lock, numbers), appointments=ids)
    changes.undo(tx, actor, batch, now=now)
    for committee_id in numbers:
        committees.mark_ended(tx, committee_id)
    if now_is := committees.lock_round(tx, of):
        committees.change_round(tx, of, revision=now_is.revision + 1)
    record(tx, actor, "evaluation.undo", thing=half_days.SUBJECT, thing_id=of, now=now, detail=str(len(numbers)))
    for committee_id in numbers:
        support.plan_messages(tx, describe_committee(tx, committee_id), replan=True, now=now)
    notices.owe_updates(tx, half_days.SUBJECT, of, revision=0, due=now)
    news.refresh_cards(tx, before, now=now)
    return before


def _book(
    tx: Transaction, actor: Actor, plan: DraftPlan, *, batch: str, visio_url: str, now: datetime
) -> tuple[dict[int, tuple[Appointment, Appointment | None]], datetime]:
    for row in plan.lines:
        check_line(tx, plan, row, now=now)
        check_talk(tx, plan, row, now=now)
    defis = promotions.defis_by_ids(tx, plan.wish.defi_ids)
    known = people.by_ids(tx, {coach for line in plan.lines for coach in line.coach_ids})
    teams = half_days.teams_of(tx, plan.wish.promotion_id)
    bookings = [
        _booking(
            defis[line.defi_id], line, teams.get(line.defi_id, []), host=known[line.coach_ids[0]], visio_url=visio_url
        )
        for line in plan.lines
    ]
    bookings += [
        talks.talk_plan(
            defis[line.defi_id],
            coach_ids=line.coach_ids,
            team_ids=[person.id for person in teams.get(line.defi_id, ()) if person.id not in line.coach_ids],
            starts=line.talk,
            committee_plan=like,
        )
        for line, like in zip(plan.lines, bookings, strict=True)
        if line.talk is not None
    ]
    try:
        held = holds.hold(tx, actor, bookings, now=now)
    except SlotTaken as refusal:
        starts = refusal.facts["starts"]
        defi = next(line.defi_id for line in plan.lines if starts in (line.starts, line.talk))
        raise SlotTaken(starts=starts, defi_id=defi) from None
    told = pending.record_booking(tx, held, actor=actor, batch=batch, now=now)
    holds.confirm(tx, actor, held, now=now)
    made = {
        (other.dispositif, other.defi_id): other
        for other in appointments.read_all(tx, [appointment.id for appointment in held])
    }
    return {line.defi_id: (made[COMMITTEE, line.defi_id], made.get((TALK, line.defi_id))) for line in plan.lines}, told


def _booking(defi: Defi, line: CommitteeLine, team: Collection[Person], *, host: Person, visio_url: str) -> AgendaPlan:
    """Return the plan of a committee's appointment: at the défi's place if it has one, or else in a video room."""
    parts = {person.id: Part.GUEST for person in team} | dict.fromkeys(line.coach_ids, Part.HOST)
    place = None if ATTRIBUTES[COMMITTEE].mode is Mode.EN_LIGNE else defi.place
    link = defi.visio or (None if place else host.visio or make_link(visio_url))
    return AgendaPlan(
        COMMITTEE,
        defi.promotion_id,
        defi.id,
        line.starts,
        MINUTES,
        tuple(Participant(who, part) for who, part in parts.items()),
        link=link,
        place=place,
    )


def _check_wish(wish: CommitteeWish, choices: CommitteeChoices) -> None:
    weeks.check_weeks(wish.weeks)
    if wish.phase != choices.phase.number:
        raise NotFound(thing="phase")
    if not {team.id for team in choices.teams} & {*wish.defi_ids}:
        raise Invalid(field="defis", reason="none")
    if not choices.coaches:
        raise Invalid(field="coaches", reason="none")
    ranges = (("a_day", wish.a_day, range(1, MOST_A_DAY + 1)), ("gap", wish.gap, GAPS))
    for name, value, allowed in (*ranges, ("each", wish.each, range(1, MOST_COACHES + 1))):
        if value not in allowed:
            raise Invalid(field=name, reason="range")


def _fill_plan(tx: Reading, draft_id: str, plan: DraftPlan) -> CommitteePlan:
    coaches = tuple(coaches_of(tx, plan.wish.promotion_id))
    of = committees.round_of(tx, plan.wish.promotion_id, plan.wish.phase)
    named = {each for line in plan.lines for each in line.coach_ids} | {each.person_id or 0 for each in plan.loosened}
    teams = half_days.teams_of(tx, plan.wish.promotion_id)
    lacking = {
        id_
        for id_ in plan.wish.defi_ids
        if not any(_has_role(person, Role.PORTEUR, id_) for person in teams.get(id_, ()))
    }
    known = people.by_ids(tx, named)
    shut, busy = find_unavailable_people(tx, plan, committee_round=of, teams=teams, coaches=known)
    return CommitteePlan(
        draft_id,
        plan,
        promotions.defis_by_ids(tx, plan.wish.defi_ids),
        known,
        coaches,
        tuple(half_days.people_without_answer(tx, of)) if of and of.asked_at else (),
        frozenset(lacking),
        shut,
        busy,
    )


def _read_draft(tx: Reading, actor: Actor, draft_id: str, *, now: datetime, lock: bool = False) -> DraftPlan:
    draft = drafts.find(tx, actor, draft_id, now=now, lock=lock)
    if draft.result_id is not None:
        raise DraftExpired
    plan = plans.parse_plan(draft)
    require(actor, "evaluation.plan", _round_of(plan))
    return plan


def _round_of(plan: DraftPlan) -> Round:
    return Round(0, plan.wish.promotion_id, plan.wish.phase)


def _make_team(
    defi: Defi, team: Collection[Person], coaches: Collection[Person], *, starts: tuple[Start, ...]
) -> CommitteeTeam:
    closed = (at for at, start in enumerate(starts) if (start.day - 1) % 7 in defi.closed_weekdays)
    own = tuple(coach.id for coach in coaches if _has_role(coach, Role.COACH, defi.id))
    return CommitteeTeam(defi.id, tuple(person.id for person in team), own, frozenset(closed))


def _has_role(person: Person, role: Role, defi_id: int) -> bool:
    return any(membership.role is role and membership.defi_id == defi_id for membership in person.current)


def _busy_starts(tx: Reading, person_ids: Collection[int], starts: tuple[Start, ...]) -> frozenset[tuple[int, int]]:
    """Return (person id, index of a start) for each conflict. Each committee includes a break of 15 minutes."""
    length = weeks.claimed_quarters_of(0)[1] * QUARTER
    spans = half_days.busy_spans(tx, person_ids, since=starts[0].at, until=starts[-1].at + length)
    return frozenset(
        (who, at)
        for who, mine in spans.items()
        for at, start in enumerate(starts)
        if any(begins < start.at + length and start.at < ends for begins, ends in mine)
    )


def _away_starts(tx: Reading, person_ids: Collection[int], starts: tuple[Start, ...]) -> frozenset[tuple[int, int]]:
    closed = {
        (ing.host_id, exception.day.toordinal())
        for ing in hours.list_openings(tx, [*person_ids])
        for exception in ing.exceptions
        if exception.starts is None or exception.ends is None
    }
    return frozenset((who, at) for who, day in closed for at, start in enumerate(starts) if start.day == day)


def _exclude_collective(tx: Reading, promotion_id: int, problem: PlacementProblem) -> PlacementProblem:
    from_, until = problem.starts[0].at, problem.starts[-1].at + MINUTES * 60
    spans = [
        (int(begins.timestamp()), int(ends.timestamp()))
        for begins, ends in appointments.list_collective_spans(
            tx, promotion_id, since=from_epoch(from_), until=from_epoch(until)
        )
    ]
    closed = frozenset(
        at
        for at, start in enumerate(problem.starts)
        if any(begins < start.at + MINUTES * 60 and start.at < ends for begins, ends in spans)
    )
    return replace(problem, teams=tuple(replace(team, closed=team.closed | closed) for team in problem.teams))
