"""Ask EIG, porteurs and coaches on which half-days they can attend their committee, and remind them once.

A person who does not answer counts as available. The plan names such people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.agenda.agenda import LONGEST, STANDING
from bot.agenda.slots import QUARTER
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, from_epoch, moment_at
from bot.dates.working import week_morning
from bot.errors import NotFound
from bot.evaluation import facts
from bot.evaluation.model import ROLES, WORKED, CommitteeSheet, HalfDay, Round
from bot.evaluation.sheets import list_standing
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import may, require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, person_of, promotion_of
from bot.programme.spelling import name_sort_key
from storage.agenda import appointments, claims
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.programme import people

from .weeks import check_weeks, halves_of, span_of

SUBJECT = facts.HalfDays.subject
CHASED_AFTER = 3  # The reminder comes this many working days after the question.
AT = 9 * 60
# If « Votre semaine » is sent within this time, the question is sent together with it.
WAITS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class HalfDaysQuestion:
    """The question to one person about half-days. `shut` are excluded half-days, `busy` are those with a conflict.

    `committees` are the person's booked committees, whose date can be changed from their card. `settled` is set if all
    committees of the person's défis are booked. For a coach without a défi, it is set if all committees are booked."""

    round: Round
    halves: tuple[HalfDay, ...]
    shut: frozenset[int] = frozenset()
    busy: frozenset[int] = frozenset()
    answered: bool = False
    committees: tuple[CommitteeSheet, ...] = ()
    settled: bool = False


def people_to_ask(tx: Reading, promotion_id: int) -> list[Person]:
    """Return the people to ask, by name: the coaches, and the EIG and porteurs who have a défi."""
    found = {coach.id: coach for coach in coaches_of(tx, promotion_id)}
    for role in ROLES:
        for person in people.list_with_role(tx, role, promotion_id=promotion_id):
            if _is_asked(person, promotion_id):
                found[person.id] = person
    return sorted(found.values(), key=name_sort_key)


def teams_of(tx: Reading, promotion_id: int) -> dict[int, list[Person]]:
    """Return the EIG and porteurs of each défi, by défi id. A défi without members is left out."""
    found: dict[int, list[Person]] = {}
    for person in people_to_ask(tx, promotion_id):
        for defi in {
            membership.defi_id
            for membership in person.current
            if membership.role in ROLES and membership.promotion_id == promotion_id
        }:
            if defi is not None:
                found.setdefault(defi, []).append(person)
    return found


def ask_half_days(
    tx: Transaction, actor: Actor, *, promotion_id: int, phase: int, weeks: Collection[date], now: datetime
) -> Round:
    """Ask everybody for their half-days in these weeks.

    If the previous question was about the same weeks, only people who did not get it are asked. Raises NotAllowed,
    NotFound, and Invalid if the form could not offer these weeks."""
    require(actor, "evaluation.plan", Round(0, promotion_id, phase))
    check_weeks(weeks)
    promotion = promotion_of(tx, promotion_id)
    if promotion is None or all(other.number != phase for other in promotion.phases):
        raise NotFound(thing="phase")
    of = committees.ensure_round(tx, promotion_id, phase)
    of = committees.lock_round(tx, of.id) or of
    since = of.asked_at if set(of.weeks) == {*weeks} else None
    if since is None:
        since = now
        committees.change_round(tx, of.id, weeks=committees.weeks_to_text(weeks), asked_at=since)
    period, first = f"{committees.weeks_to_text(weeks)} {int(since.timestamp())}", moment_at(min(weeks), 0)
    to = [person.id for person in people_to_ask(tx, promotion_id)]
    due = question_time(now, latest=first)
    notices.tell(tx, facts.HalfDays(), about=of.id, to=to, due=due, expires=first, period=period)
    again = moment_at(add_working_days(day_of(due), CHASED_AFTER), AT)
    if again < first:
        notices.tell(tx, facts.HalfDaysAgain(), about=of.id, to=to, due=again, expires=first, period=period)
    record(tx, actor, "evaluation.ask", thing=SUBJECT, thing_id=of.id, now=now)
    homes.owe_home(tx, to, now=now)
    return _read_round(tx, of.id)


def question_time(now: datetime, *, latest: datetime) -> datetime:
    """Return when to send the question: with the next « Votre semaine » if it is near, or else now. Pure."""
    days = day_of(now), day_of(now + WAITS)
    return next((moment for moment in map(week_morning, days) if now < moment <= now + WAITS and moment < latest), now)


def read(tx: Reading, actor: Actor, round_id: int, *, now: datetime) -> HalfDaysQuestion:
    """Return the question to the actor, for the form. Raises NotAllowed, NotFound."""
    of = _read_round(tx, round_id)
    require(actor, "evaluation.half_days", of)
    return question_for(tx, of, person_of(actor).id, now=now)


def find_question(tx: Reading, actor: Actor, round_id: int, *, now: datetime) -> HalfDaysQuestion | None:
    """Return the question to the actor, for a message. Return None if the actor may no longer answer."""
    of = _read_round(tx, round_id)
    mine = actor.person is not None and may(actor, "evaluation.half_days", thing=of)
    return question_for(tx, of, person_of(actor).id, now=now) if mine else None


def question_for(tx: Reading, committee_round: Round, person_id: int, *, now: datetime) -> HalfDaysQuestion:
    """Return the question of a round for one person. The number of queries is constant."""
    promotion = promotion_of(tx, committee_round.promotion_id)
    days = halves_of(committee_round.weeks, until=promotion.ends_on) if promotion else []
    halves = tuple(day for day in days if span_of(day)[0] > now.timestamp())
    mine = committees.answers_of(tx, committee_round.id).get(person_id)
    said = mine is not None and committee_round.is_answered_by(mine)
    busy = busy_spans(tx, [person_id], since=span_of(halves[0])[0], until=span_of(halves[-1])[1]) if halves else {}
    taken = frozenset(
        halve.number for halve in halves if any(_overlaps(span_of(halve), each) for each in busy.get(person_id, ()))
    )
    booked = list_standing(tx, committee_round.id)
    own = tuple(sheet for sheet in booked if sheet.appointment.part_of(person_id))
    settled = _has_all_committees(tx, committee_round.promotion_id, person_id, {sheet.defi.id for sheet in booked})
    shut = mine.shut if mine else frozenset[int]()
    return HalfDaysQuestion(committee_round, halves, shut, taken, answered=said, committees=own, settled=settled)


def answer(
    tx: Transaction,
    actor: Actor,
    round_id: int,
    *,
    shown_halves: Collection[HalfDay],
    possible_halves: Collection[HalfDay],
    now: datetime,
) -> HalfDaysQuestion:
    """Save which half-days in `shown_halves` are possible. Keep answers about other days.

    Raises NotAllowed, NotFound."""
    of = committees.lock_round(tx, round_id)
    if of is None:
        raise NotFound(thing=SUBJECT)
    require(actor, "evaluation.half_days", of)
    me = person_of(actor).id
    before = committees.answers_of(tx, round_id).get(me)
    seen = {day.number for day in shown_halves}
    kept = before.shut - seen if before else set()
    committees.save_answer(
        tx, round_id, me, excluded_half_days=kept | (seen - {day.number for day in possible_halves}), now=now
    )
    notices.owe_updates(tx, SUBJECT, round_id, revision=0, due=now, person_id=me)
    homes.owe_home(tx, [me], now=now)
    return question_for(tx, of, me, now=now)


def find_unanswered_round(tx: Reading, person: Person, promotion_id: int, *, now: datetime) -> Round | None:
    """Return the next round whose question the person has not answered, or None.

    People whose committees are all booked need not answer."""
    if not _is_asked(person, promotion_id):
        return None
    for of in committees.rounds_asking_half_days(tx, promotion_id)[:1]:
        mine = committees.answers_of(tx, of.id).get(person.id)
        if of.weeks and moment_at(of.weeks[0], 0) > now and not (mine and of.is_answered_by(mine)):
            has = {committee.defi_id for committee in committees.list_current(tx, of.id)}
            return None if _has_all_committees(tx, promotion_id, person.id, has) else of
    return None


def question_expiry(tx: Reading, round_id: int) -> datetime:
    """Return when a round's question expires: after its last week. Raises NotFound, even if nobody was asked yet."""
    of = _read_round(tx, round_id)
    if not of.weeks:
        raise NotFound(thing=SUBJECT)
    return moment_at(max(of.weeks) + timedelta(days=WORKED), 0)


def people_without_answer(tx: Reading, committee_round: Round) -> list[Person]:
    """Return the people who have not answered, sorted by name. All half-days count as possible for them."""
    said = {
        who
        for who, answer in committees.answers_of(tx, committee_round.id).items()
        if committee_round.is_answered_by(answer)
    }
    return [person for person in people_to_ask(tx, committee_round.promotion_id) if person.id not in said]


def busy_spans(
    tx: Reading, person_ids: Collection[int], *, since: int, until: int
) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Return the busy times of each person, by person id, as (start, end) in seconds since 1970; two queries.

    Claimed times, and busy times of a connected calendar, include the break around them. Appointments that do not claim
    the person's time are returned without a break."""
    found: dict[int, list[tuple[int, int]]] = {}
    taking_part = appointments.spans_of(
        tx, person_ids, since=from_epoch(since), until=from_epoch(until), states=STANDING
    )
    for who, _, starts, ends in taking_part:
        found.setdefault(who, []).append((starts, ends))
    first, last = since // QUARTER - LONGEST, until // QUARTER
    for who, begins, long in claims.list_busy_times(tx, person_ids, first=first, last=last):
        found.setdefault(who, []).append((begins * QUARTER, (begins + long) * QUARTER))
    return found


def excluded_spans(tx: Reading, round_id: int) -> list[tuple[int, int, int]]:
    """Return (person id, start, end) for each half-day that a person excluded, in seconds since 1970; one query."""
    said = committees.answers_of(tx, round_id).values()
    return [(answer.person_id, *span_of(HalfDay.from_number(half))) for answer in said for half in sorted(answer.shut)]


def _has_all_committees(tx: Reading, promotion_id: int, person_id: int, booked_defi_ids: Collection[int]) -> bool:
    teams = teams_of(tx, promotion_id) if booked_defi_ids else {}
    mine = {defi for defi, team in teams.items() if any(person.id == person_id for person in team)}
    return bool(teams) and (mine or teams.keys()) <= {*booked_defi_ids}


def _is_asked(person: Person, promotion_id: int) -> bool:
    return any(
        (membership.role is Role.COACH and membership.promotion_id in (None, promotion_id))
        or (membership.role in ROLES and membership.defi_id is not None and membership.promotion_id == promotion_id)
        for membership in person.current
    )


def _overlaps(first: tuple[int, int], other: tuple[int, int]) -> bool:
    return first[0] < other[1] and other[0] < first[1]


def _read_round(tx: Reading, round_id: int) -> Round:
    of = committees.read_round(tx, round_id)
    if of is None:
        raise NotFound(thing=SUBJECT)
    return of
