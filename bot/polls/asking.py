"""Start a date poll: offer choices in a form, find suitable times, and send the question to everybody.

Every member of the programme may ask other members, and guests by e-mail address. A `Wish` for a date is saved as a
draft. A form that is sent twice has the same draft id, so it starts only one poll."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.agenda import drafts
from bot.agenda.school import HolidaySpan, holidays_of
from bot.agenda.slots import QUARTER
from bot.dates.holidays import add_working_days, is_working_day, next_working_day
from bot.dates.paris import day_of, from_epoch, midnight, moment_at
from bot.dates.working import LAST, answer_deadline, is_at_night
from bot.errors import Invalid, NotFound
from bot.polls import changes, news, wishes
from bot.polls.candidates import Candidate, TimeSearch, find_candidates
from bot.polls.model import MOST_DATES, MOST_PEOPLE, Poll, PollSheet, Stage, Voter
from bot.polls.sheets import describe, takes_part
from bot.polls.wishes import COACHES, WHOLE, Guest, PeopleChoice, PollChoices, PollFormValues, PollOffer, Wish
from bot.programme import budget
from bot.programme.history import record
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import coaches_of, person_of, running_promotions
from bot.workshops.model import WorkshopSheet
from bot.workshops.sheets import describe_workshop
from bot.workshops.workshops import check_undated, lock_undated
from storage.agenda import busy as calendars
from storage.agenda import hours
from storage.database import Reading, Transaction
from storage.polls import polls, times
from storage.programme import people, promotions
from storage.workshops import workshops

SUBJECT = news.SUBJECT
USUAL_DAYS = 30
ANSWERED_IN = 5  # the form proposes a deadline after this many working days
AT = LAST * 60  # the deadline is at this time of the last day, in minutes since 0 h
TEAM = (Role.EIG, Role.PORTEUR)


def form_choices(
    tx: Reading, actor: Actor, *, appointment_id: int | None = None, workshop_id: int | None = None, now: datetime
) -> PollChoices:
    """Return the choices of a form for a new poll, for an appointment to reschedule, or for a workshop without a date.

    Raises NotAllowed, and the errors of `changes.find_movable` and `find_workshop`."""
    require(actor, "polls.start")
    today = day_of(now)
    since = add_working_days(today, ANSWERED_IN + 1)
    until = since + timedelta(days=USUAL_DAYS)
    if appointment_id is not None:
        movable = changes.find_movable(tx, actor, appointment_id, now=now)
        return PollChoices((), since, until, movable.title, movable.people, movable.must)
    if workshop_id is not None:
        return workshop_form_choices(tx, actor, workshop_id, since=since, until=until, now=now)
    running = running_promotions(tx, now, person=actor.person)
    defis = [defi for each in running for defi in promotions.defis_of(tx, each.id)]
    return PollChoices(tuple(defis), since, until, promotions=tuple(running))


def search_dates(tx: Reading, actor: Actor, form_values: PollFormValues, *, now: datetime) -> PollOffer:
    """Look up the people named in the form, and find times that suit them. The search only reads, so it blocks nobody.

    Raises NotAllowed and the errors of `wishes.check_wish`. Raises Invalid for the fields "must_people" ("account",
    "nobody", "many") and "may_people" ("account")."""
    found, must, closed = resolve_wish(tx, actor, form_values, now=now)
    since, school = max(found.since, day_of(now)), _holidays(tx, actor, now=now)
    wanted = TimeSearch((*must, *found.must), found.may, found.minutes, since, found.until, closed, school)
    candidates = find_times(tx, wanted, moved_id=found.moves, now=now)
    named = people.by_ids(tx, [person_of(actor).id, *found.must, *found.may])
    everybody = {*wanted.must, *wanted.may}
    read, count = (
        len(calendars.people_with_read_feed(tx, everybody)),
        len(everybody) + len(found.must_guests) + len(found.may_guests),
    )
    return PollOffer(found, tuple(candidates), named, _usual_deadline(candidates, now=now), read, count)


def resolve_wish(
    tx: Reading, actor: Actor, form_values: PollFormValues, *, now: datetime
) -> tuple[Wish, tuple[int, ...], frozenset[int]]:
    """Look up the people of a wish. Return the wish, the actor's id (if the actor attends), and closed weekdays.

    Raises like `search_dates`."""
    require(actor, "polls.start")
    wish = form_values.wish
    wishes.check_wish(wish, today=day_of(now))
    me, closed = person_of(actor).id, frozenset[int]()
    found = _resolve_people(tx, actor, form_values, now=now)
    must: tuple[int, ...] = (me,)
    if wish.moves is not None:
        movable = changes.find_movable(tx, actor, wish.moves, now=now)
        found, closed = (
            replace(found, title=movable.title, minutes=movable.appointment.minutes),
            movable.closed_weekdays,
        )
        # A coach can reschedule an appointment that they do not attend.
        must = (me,) if movable.appointment.part_of(me) else ()
    elif wish.workshop is not None:
        found, closed = fill_workshop_wish(tx, actor, found, now=now)
    if not (found.must or found.may or found.must_guests or found.may_guests):
        raise Invalid(field="must_people", reason="nobody")
    if len(found.must) + len(found.may) + len(found.must_guests) + len(found.may_guests) > MOST_PEOPLE:
        raise Invalid(field="must_people", reason="many")
    return found, must, closed


def save_wish(tx: Transaction, actor: Actor, draft_id: str, *, wish: Wish, now: datetime) -> None:
    """Save a wish as a draft under the id of its form. Raises NotAllowed, DraftExpired (the poll exists already)."""
    require(actor, "polls.start")
    drafts.save(tx, actor, draft_id, content=wishes.write_wish(wish), now=now)


def find_times(tx: Reading, wanted: TimeSearch, *, moved_id: int | None = None, now: datetime) -> list[Candidate]:
    """Return at most ten suitable times. Two queries, or at most five with `moved_id`, an appointment to reschedule."""
    everybody = [*wanted.must, *wanted.may]
    since, until = midnight(wanted.since), midnight(wanted.until + timedelta(days=1))
    busy = [
        *times.busy_times(tx, everybody, since=since, until=until, excluded_id=moved_id),
        *changes.excluded_times(tx, moved_id),
    ]
    return find_candidates(wanted, busy, openings=hours.list_openings(tx, everybody), now=now)


def find_other_times(tx: Reading, actor: Actor, sheet: PollSheet, *, now: datetime) -> list[Candidate]:
    """Return at most ten other times that suit the voters, at least two working days from now."""
    poll, today = sheet.poll, day_of(now)
    must = tuple(voter.person_id for voter in sheet.voters if voter.required)
    may = tuple(voter.person_id for voter in sheet.voters if not voter.required)
    # The poll does not store the first day of the asker's search, so use the first date instead.
    first = day_of(from_epoch(min(poll.dates)))
    since = max(add_working_days(today, 2), min(first, today + timedelta(days=USUAL_DAYS)))
    until, school = since + timedelta(days=USUAL_DAYS), _holidays(tx, actor, now=now)
    wanted = TimeSearch((poll.asked_by, *must), may, poll.minutes, since, until, school=school)
    return [
        candidate
        for candidate in find_times(tx, wanted, moved_id=poll.moves, now=now)
        if candidate.starts not in poll.dates
    ]


def open_poll(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    dates: Collection[int],
    deadline: date,
    now: datetime,
) -> PollSheet:
    """Ask everybody which of these dates suit them. A form sent twice returns the first poll.

    Raises NotAllowed, DraftExpired, and BudgetSpent ("polls", "outside"). Raises Invalid for the fields "dates"
    ("none", "many", "past", "quarter", "day") and "deadline" ("past", "late")."""
    require(actor, "polls.start")
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return describe(tx, draft.result_id)
    wish = wishes.read_wish(draft)
    if wish.workshop is not None:
        lock_undated(tx, wish.workshop, dates=list(map(from_epoch, dates)), now=now)
    until = check_dates(dates, deadline, minutes=wish.minutes, now=now)
    link, place = (wish.where, None) if "://" in wish.where else (None, wish.where or None)
    me = person_of(actor).id
    poll = Poll(0, me, wish.title, wish.minutes, tuple(dates), until, now, link=link, place=place, moves=wish.moves)
    people.lock(tx, [me])  # this lock makes two simultaneous forms count against one budget
    opened = sum(other.stage is Stage.OPEN for other in polls.list_for_asker(tx, me))
    budget.check_budget("polls", used=opened, limit=budget.OPEN_POLLS)
    must = {*wish.must, *_add_guests(tx, wish.must_guests)}
    may = {*wish.may, *_add_guests(tx, wish.may_guests)} - must
    voters = [Voter(who, who in must, {}) for who in sorted((must | may) - {me})]
    number = polls.add(tx, poll, voters)
    budget.spend_outside(tx, actor, must | may, about=f"{SUBJECT} {number} 0", now=now)
    if wish.workshop is not None:
        # The team is asked again to refine its question before the new date.
        workshops.change(tx, wish.workshop, poll_id=number, appointment_id=None, thought_at=None)
    drafts.settle(tx, draft, result_id=number)
    record(tx, actor, "polls.ask", thing=SUBJECT, thing_id=number, now=now, detail=str(len(voters)))
    sheet = describe(tx, number)
    news.send_question(tx, sheet, now=now)
    return sheet


def check_dates(dates: Collection[int], deadline: date, *, minutes: int, now: datetime) -> datetime:
    """Check the dates and the last day of a poll; return its deadline. Raises the Invalid errors of `open_poll`."""
    if not dates:
        raise Invalid(field="dates", reason="none")
    if len(dates) > MOST_DATES:
        raise Invalid(field="dates", reason="many")
    if any(date <= now.timestamp() or date % QUARTER for date in dates):
        raise Invalid(field="dates", reason="past" if min(dates) <= now.timestamp() else "quarter")
    if any(not is_working_day(day_of(moment)) or is_at_night(moment, minutes) for moment in map(from_epoch, dates)):
        raise Invalid(field="dates", reason="day")
    until = moment_at(deadline, AT)
    if until <= now:
        raise Invalid(field="deadline", reason="past")
    if until >= from_epoch(min(dates)):
        raise Invalid(field="deadline", reason="late")
    return until


def _resolve_people(tx: Reading, actor: Actor, form_values: PollFormValues, *, now: datetime) -> Wish:
    running = running_promotions(tx, now, person=actor.person)
    me = person_of(actor).id
    must, must_guests = _find_people(tx, form_values.must, running, side="must_people")
    may, may_guests = _find_people(tx, form_values.may, running, side="may_people")
    emails = {guest.email for guest in must_guests}
    return replace(
        form_values.wish,
        must=tuple(sorted(must - {me})),
        may=tuple(sorted(may - must - {me})),
        must_guests=must_guests,
        may_guests=tuple(guest for guest in may_guests if guest.email not in emails),
    )


def _find_people(
    tx: Reading, who: PeopleChoice, running: Sequence[Promotion], *, side: str
) -> tuple[set[int], tuple[Guest, ...]]:
    by_account = people.by_slack_ids(tx, who.accounts) if who.accounts else {}
    if any(account not in by_account for account in who.accounts):
        raise Invalid(field=side, reason="account")
    by_email = people.by_emails(tx, [guest.email for guest in who.guests]) if who.guests else {}
    chosen = people.by_ids(tx, who.people).values() if who.people else ()
    several = [*by_account.values(), *by_email.values(), *chosen]
    for group in who.groups:
        several += _group_members(tx, group, running)
    guests = tuple(guest for guest in who.guests if guest.email not in by_email)
    return {person.id for person in several if takes_part(person)}, guests


def _group_members(tx: Reading, group: str, running: Sequence[Promotion]) -> list[Person]:
    name, _, number = group.partition(" ")
    if name in (COACHES, WHOLE):
        promotion = next((promotion for promotion in running if number in ("", str(promotion.id))), None)
        if promotion is None:
            raise NotFound(thing="promotion")
        if name == COACHES:
            return coaches_of(tx, promotion.id)
        here = people.list_with_role(tx, Role.EIG, promotion_id=promotion.id)
        return [person for person in here if any(each.promotion_id == promotion.id for each in person.current)]
    defis = [defi.id for each in running for defi in promotions.defis_of(tx, each.id)]
    if not group.isdigit() or int(group) not in defis:
        raise NotFound(thing="defi")
    return [person for role in TEAM for person in people.members_of_defi(tx, int(group), role=role)]


def _add_guests(tx: Transaction, guests: Collection[Guest]) -> set[int]:
    return {people.find_or_add(tx, name=guest.name, email=guest.email) for guest in guests}


def _holidays(tx: Reading, actor: Actor, *, now: datetime) -> tuple[HolidaySpan, ...]:
    found = running_promotions(tx, now, person=person_of(actor))
    return tuple(
        span for promotion in found for span in holidays_of(promotion, promotions.school_holidays_of(tx, promotion.id))
    )


def _usual_deadline(candidates: Collection[Candidate], *, now: datetime) -> date:
    usual = day_of(answer_deadline(now, ANSWERED_IN))
    first = day_of(from_epoch(min(candidate.starts for candidate in candidates))) if candidates else usual
    soon = next_working_day(day_of(now))
    return max(soon, min(usual, add_working_days(first, -1)))


def find_workshop(tx: Reading, actor: Actor, workshop_id: int, *, now: datetime) -> WorkshopSheet:
    """Return a workshop that has no date, if the actor leads it.

    Raises NotAllowed, NotFound, and Invalid for the field "workshop" ("dated", "ended")."""
    sheet = describe_workshop(tx, workshop_id, now=now)
    require(actor, "workshops.lead", sheet)
    check_undated(sheet)
    return sheet


def workshop_form_choices(
    tx: Reading, actor: Actor, workshop_id: int, *, since: date, until: date, now: datetime
) -> PollChoices:
    """Return the choices for a workshop. The team is preselected as required, and the invited experts as optional.

    The promotion's coaches can be chosen too. Raises like `find_workshop`."""
    sheet = find_workshop(tx, actor, workshop_id, now=now)
    team = [person for role in TEAM for person in people.members_of_defi(tx, sheet.defi.id, role=role)]
    experts = [sheet.people[expert] for expert in sheet.workshop.experts if takes_part(sheet.people.get(expert))]
    several = {person.id: person for person in (*team, *experts, *coaches_of(tx, sheet.promotion_id))}
    several.pop(actor.person_id or 0, None)
    must = tuple(person.id for person in team if person.id in several)
    invited = frozenset(expert.id for expert in experts) - {*must}
    return PollChoices((), since, until, sheet.workshop.title, tuple(several.values()), must, invited)


def fill_workshop_wish(tx: Reading, actor: Actor, wish: Wish, *, now: datetime) -> tuple[Wish, frozenset[int]]:
    """Return a wish with its workshop's title, length and place; and closed weekdays. Raises like `find_workshop`."""
    sheet = find_workshop(tx, actor, wish.workshop or 0, now=now)
    workshop = sheet.workshop
    return replace(
        wish, title=workshop.title, minutes=workshop.minutes, where=workshop.place
    ), sheet.defi.closed_weekdays
