"""Ask people in turn to present at a multidisciplinary gathering, three weeks before it.

The question is sent with « Votre semaine ». One click passes the turn on to the next person."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.agenda.reminders.timetable import soonest_send_time, week_message_time
from bot.dates.paris import day_of
from bot.dates.working import week_morning
from bot.errors import AlreadyAnswered, Invalid
from bot.gatherings import announcements, answers, facts
from bot.gatherings.groups.presenting import asked_presenters
from bot.gatherings.groups.turns import (
    ABOUT_LIMIT,
    ASKED_DAYS,
    PRESENTING,
    SWAP_DAYS,
    Presenter,
    PresenterState,
    next_presenters,
    presenter_count,
)
from bot.gatherings.locks import check_upcoming
from bot.gatherings.model import GatheringSheet, Reply
from bot.gatherings.sheets import describe_gathering
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Membership, Person, Relation
from bot.programme.permissions import require
from bot.programme.roles import Role
from storage.database import Reading, Transaction
from storage.gatherings import gathering_groups, occurrences
from storage.notices import ledger

SUBJECT = facts.PresenterQuestion.subject
CHOSEN_BEFORE = timedelta(hours=1)  # « Votre semaine » asks the presenters, so they are chosen this long before it


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the gatherings whose presenters must be chosen now."""
    found = gathering_groups.gatherings_without_presenters(tx, now=now)
    return [
        one for one, starts in found if presenters_chosen_at(starts) <= now and starts - now > timedelta(days=SWAP_DAYS)
    ]


def next_due(tx: Reading, *, now: datetime) -> datetime | None:
    """Return when presenters must next be chosen."""
    return min(
        (presenters_chosen_at(starts) for _, starts in gathering_groups.gatherings_without_presenters(tx, now=now)),
        default=None,
    )


def presenters_chosen_at(starts: datetime) -> datetime:
    """Return when presenters are chosen, an hour before they are asked."""
    return presenters_asked_at(starts) - CHOSEN_BEFORE


def presenters_asked_at(starts: datetime) -> datetime:
    """Return when the presenters are asked: three weeks before, on the morning of « Votre semaine »."""
    return week_morning(day_of(starts) - timedelta(days=ASKED_DAYS))


def ask_next_presenters(tx: Transaction, gathering_id: int, *, now: datetime) -> list[int]:
    """Ask the next people in turn to present, one for five invited people. Return their ids; none on a second call."""
    sheet = _lock_gathering(tx, gathering_id)
    if sheet.is_cancelled or sheet.appointment.starts <= now or asked_presenters(tx, gathering_id):
        return []
    chosen = _ask_in_turn(tx, sheet, count=presenter_count(len(candidates(sheet))), now=now)
    homes.owe_home(tx, chosen, now=now)
    return chosen


def agree_to_present(
    tx: Transaction, actor: Actor, gathering_id: int, *, subject: str = "", now: datetime
) -> GatheringSheet:
    """« Je présente »: agree to present, with a subject (`subject`) if the actor gives one. The last answer counts.

    If the actor had not accepted the invitation, they accept it now. Raises NotFound, NotAllowed, AlreadyAnswered if
    the actor was not asked or passed their turn on, AlreadyCancelled, AlreadyStarted, Invalid for a long subject."""
    sheet, mine = _lock_question(tx, actor, gathering_id, now=now)
    if len(subject) > ABOUT_LIMIT:
        raise Invalid(field="about", reason="long")
    if mine.state not in PRESENTING:
        raise AlreadyAnswered
    said = (subject.strip() or None) if subject else mine.about
    coming = {person.id for person in sheet.who_replied(Reply.COMES)}
    if actor.person and actor.person_id not in coming and sheet.relation_to(actor.person) is Relation.GUEST:
        answers.answer(tx, actor, gathering_id, reply=Reply.COMES, now=now)
    if (mine.state, mine.about) == (PresenterState.AGREED, said):
        return sheet
    gathering_groups.change_presenter(tx, gathering_id, mine.person_id, state=PresenterState.AGREED.value, about=said)
    record(tx, actor, "gatherings.present", thing=sheet.kind.key, thing_id=gathering_id, now=now)
    _refresh(tx, gathering_id, person_ids=[mine.person_id], now=now)
    return sheet


def pass_turn(
    tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime
) -> tuple[GatheringSheet, Person | None]:
    """« Laisser mon tour »: ask the next person in turn, and return that person.

    If nobody is left to ask, the organiser is notified, and None is returned. Raises NotAllowed, AlreadyAnswered (a
    second click), AlreadyCancelled, AlreadyStarted."""
    sheet, mine = _lock_question(tx, actor, gathering_id, now=now)
    if mine.state not in PRESENTING:
        raise AlreadyAnswered
    record(tx, actor, "gatherings.swap", thing=sheet.kind.key, thing_id=gathering_id, now=now)
    return sheet, _ask_replacement(tx, sheet, mine.person_id, now=now)


def list_to_replace(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (gathering id, person id) for each presenter who declined or left and must be replaced."""
    return gathering_groups.list_unavailable_presenters(tx, now=now)


def replace_presenter(tx: Transaction, gathering_id: int, *, person_id: int, now: datetime) -> None:
    """Ask the next person in turn to replace a presenter who does not attend."""
    sheet = _lock_gathering(tx, gathering_id)
    mine = asked_presenters(tx, gathering_id).get(person_id)
    if mine and mine.state in PRESENTING and not sheet.is_cancelled and sheet.appointment.starts > now:
        _ask_replacement(tx, sheet, person_id, now=now)


def follow_new_date(tx: Transaction, sheet: GatheringSheet, *, now: datetime) -> None:
    """After a reschedule, plan the presenters' unsent messages for the new date.

    If a question was already sent, the question and its answer stay valid. Another notice reports the new date."""
    waiting = ledger.lock_pending_notices(
        tx, SUBJECT, sheet.gathering.id, kinds={facts.PresenterQuestion.kind, facts.PresenterReminder.kind}
    )
    ledger.drop_replaced_notices(tx, {row.id for row in waiting}, at=now)
    known = asked_presenters(tx, sheet.gathering.id)
    present = {person_id for person_id, presenter in known.items() if presenter.state in PRESENTING}
    unasked = present & {row.person_id for row in waiting if row.kind == facts.PresenterQuestion.kind}
    _owe_questions(tx, sheet, unasked, reminded_ids=present, now=now)


def candidates(sheet: GatheringSheet) -> list[Person]:
    """Return the people who can be asked to present: invited EIG of the promotion who have not declined."""
    declined = {answer.person_id for answer in sheet.answers.values() if answer.reply is Reply.DECLINES}
    eig = [person for person in sheet.invited if any(_is_eig_of(each, sheet) for each in person.current)]
    return [person for person in eig if person.id not in declined]


def _is_eig_of(membership: Membership, sheet: GatheringSheet) -> bool:
    return membership.role is Role.EIG and membership.promotion_id == sheet.promotion_id


def _lock_question(
    tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime
) -> tuple[GatheringSheet, Presenter]:
    sheet = _lock_gathering(tx, gathering_id)
    require(actor, "gatherings.answer", sheet)
    mine = asked_presenters(tx, gathering_id).get(actor.person_id or 0)
    if mine is None:
        raise AlreadyAnswered
    check_upcoming(sheet, now=now)
    return sheet, mine


def _ask_replacement(tx: Transaction, sheet: GatheringSheet, person_id: int, *, now: datetime) -> Person | None:
    gathering_id = sheet.gathering.id
    gathering_groups.change_presenter(tx, gathering_id, person_id, state=PresenterState.SWAPPED.value)
    in_time = sheet.appointment.starts - now > timedelta(days=SWAP_DAYS)
    chosen = _ask_in_turn(tx, sheet, count=1, now=now) if in_time else []
    if not chosen:
        organiser = [sheet.series.organiser_id]
        notices.tell(tx, facts.NoPresenter(person_id), about=gathering_id, to=organiser, due=now)
    _refresh(tx, gathering_id, person_ids=[person_id, *chosen], now=now)
    return sheet.people.get(chosen[0]) if chosen else None


def _ask_in_turn(tx: Transaction, sheet: GatheringSheet, *, count: int, now: datetime) -> list[int]:
    gathering_id = sheet.gathering.id
    known = asked_presenters(tx, gathering_id)
    past = gathering_groups.past_presenters(tx, sheet.series.promotion_id, excluded_id=gathering_id)
    chosen = [person.id for person in next_presenters(candidates(sheet), past, count=count, already_asked=known)]
    new = sorted(gathering_groups.ask_presenters(tx, gathering_id, chosen, now=now))
    _owe_questions(tx, sheet, new, reminded_ids=new, now=now)
    return new


def _owe_questions(
    tx: Transaction, sheet: GatheringSheet, asked_ids: Collection[int], *, reminded_ids: Collection[int], now: datetime
) -> None:
    gathering_id, starts = sheet.gathering.id, sheet.appointment.starts
    # A notice is sent once per period. The period has the time, so it is new even if an old date comes back.
    period = f"{int(starts.timestamp())} {int(now.timestamp())}"
    due, week = (
        max(soonest_send_time(now, latest=starts), presenters_asked_at(starts)),
        week_message_time(starts, since=now),
    )
    notices.tell(
        tx, facts.PresenterQuestion(), about=gathering_id, to=asked_ids, due=due, expires=starts, period=period
    )
    if week is not None:
        notices.tell(
            tx, facts.PresenterReminder(), about=gathering_id, to=reminded_ids, due=week, expires=starts, period=period
        )


def _refresh(tx: Transaction, gathering_id: int, *, person_ids: Collection[int], now: datetime) -> None:
    notices.owe_updates(tx, SUBJECT, gathering_id, revision=0, due=now)
    announcements.refresh_cards(tx, gathering_id, now=now)
    homes.owe_home(tx, person_ids, now=now)


def _lock_gathering(tx: Transaction, gathering_id: int) -> GatheringSheet:
    occurrences.lock(tx, gathering_id)
    return describe_gathering(tx, gathering_id)
