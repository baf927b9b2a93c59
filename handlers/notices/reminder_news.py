"""Renderers of an appointment's reminders, of the question after it, and of the bot's own notices."""

from dataclasses import replace
from datetime import datetime

from bot.agenda import agenda, facts
from bot.agenda.calendars.calendars import outline_of
from bot.agenda.model import Appointment, Part, State
from bot.agenda.reminders import after, reminders
from bot.agenda.reminders.timetable import ReminderKind
from bot.catalogue.catalogue import OWN_WORDS, current_edition
from bot.catalogue.formats import booking_key
from bot.catalogue.model import plain_text
from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.gatherings.kinds import KINDS
from bot.gatherings.model import Reply
from bot.gatherings.sheets import GatheringWords, describe_gathering, gathering_id_of, words_of
from bot.gatherings.subjects import peers
from bot.helpdesk import sheets
from bot.helpdesk.awaiting import find_awaiting_requests
from bot.helping import helping
from bot.mentoring import sheets as mentoring
from bot.notices import lateness, welcome
from bot.notices.model import Notice
from bot.planning import rooms
from bot.planning.coming import must_prepare
from bot.planning.facts import RoomsNotice
from bot.planning.lines import rest_of_month
from bot.planning.once_a_week import is_week_enough, mentions_group
from bot.programme.model import Actor, Person
from bot.programme.roles import Role
from bot.records.actions import list_earlier_actions
from bot.tools import Reading
from bot.workshops import sheets as workshops
from bot.workshops.model import WORKSHOP, Workshop
from handlers.agenda.reminders import texts, views
from handlers.agenda.reminders.views import ReminderData
from handlers.gatherings.date import views as month_views
from handlers.helpdesk.listing import texts as helpdesk_texts
from handlers.helpdesk.listing.views import to_agree_sentence
from handlers.helping import texts as helping_texts
from handlers.kit.blocks import Message
from handlers.kit.told import RenderContext, draws
from handlers.mentoring import texts as mentoring_texts
from handlers.mentoring.standing import is_awaited, status_sentence
from handlers.programme import views as programme_views
from handlers.workshops import texts as workshop_texts

from . import views as notices_views

_WITH_A_NEED = frozenset({"bureau-aide", "mentorat"})  # The card of these dispositifs shows the person's need.


@draws(*facts.REMINDERS.values())
def render_reminder(context: RenderContext[facts.Reminder]) -> Message | None:
    """Build a reminder, or None if it would not help. If a reminder is posted already, always rebuild it."""
    appointment = agenda.get(context.reading, context.about)
    if not context.posted and not _is_useful(context.reading, appointment, context.notice, now=context.now):
        return None
    about = _read_reminder_data(context.reading, appointment, context.reader_id)
    match context.fact:
        case facts.WeekReminder() if not _is_shown_as_eve(context.reading, appointment, context.notice):
            lines = [] if context.posted else _awaiting_questions(context.reading, about, now=context.now)
            return views.week_message(about, awaiting=lines, now=context.now)
        case facts.WeekReminder() | facts.EveReminder():
            asked = _find_workshop(context.reading, appointment)
            stays = asked is not None and workshops.is_at_home(context.reading, asked, context.reader_id)
            travels = not stays and (not appointment.link or bool(appointment.place))
            helps = context.posted or travels or _asks_for_document(context.reading, about)
            drawn = views.eve_message(about, is_posted=context.posted, now=context.now) if helps else None
            return replace(drawn, told_as=ReminderKind.EVE.value) if drawn else None
        case facts.HourReminder():
            return views.hour_message(about, now=context.now)
        case facts.DayReminder():
            return views.day_message(about, now=context.now)
    answered = about.outcome is not None and not context.posted
    return None if answered else views.after_message(about, now=context.now)


def _is_useful(reading: Reading, appointment: Appointment, notice: Notice, *, now: datetime) -> bool:
    """Return whether the appointment is unchanged, the reminder comes at the right time, and the person wants it."""
    kind, person_id = ReminderKind(notice.kind), notice.person_id or 0
    # Compare times instead of revisions, since a revision also changes when another person joins or leaves.
    same = notice.due >= appointment.ends if kind is ReminderKind.AFTER else notice.expires == appointment.starts
    stands = appointment.state is State.CONFIRMED and same
    if not stands or appointment.part_of(person_id) is None or (kind is ReminderKind.HOUR and not appointment.link):
        return False
    if kind is ReminderKind.WEEK and mentions_group(reading, appointment, due=notice.due):
        return False
    if kind is ReminderKind.HOUR and is_week_enough(reading, appointment, person_id):
        return False
    in_time = appointment.ends <= now if kind is ReminderKind.AFTER else appointment.starts > now
    wanted = reminders.is_reminder_wanted(reading, kind, person_id=person_id, dispositif=appointment.dispositif)
    if _is_shown_as_eve(reading, appointment, notice):
        wanted = reminders.is_reminder_wanted(
            reading, ReminderKind.EVE, person_id=person_id, dispositif=appointment.dispositif
        )
    return in_time and wanted


def _is_shown_as_eve(reading: Reading, appointment: Appointment, notice: Notice) -> bool:
    """Return whether a line of « Votre semaine » is shown as the message of the day before.

    This happens if the person opted out of « Votre semaine », and the appointment is on the next working day."""
    starts = notice.expires or appointment.starts
    if notice.kind != ReminderKind.WEEK or day_of(notice.due) != add_working_days(day_of(starts), -1):
        return False
    person_id, dispositif = notice.person_id or 0, appointment.dispositif
    return not reminders.is_reminder_wanted(reading, ReminderKind.WEEK, person_id=person_id, dispositif=dispositif)


def _asks_for_document(reading: Reading, about: ReminderData) -> bool:
    """Return whether this reminder asks for a missing document.

    The booker is asked once, in the reminder before the first séance. If the booker does not attend it, the other
    participants are asked."""
    if not about.lacks_paper or about.request_id is None:
        return False
    sheet = sheets.describe_request(reading, about.request_id)
    first = [appointment for appointment in sheet.standing if appointment not in sheet.held][:1]
    bookers = {participant.person_id for participant in about.appointment.present if participant.part is Part.BOOKER}
    return about.appointment.id in {appointment.id for appointment in first} and about.person_id in (
        bookers or {about.person_id}
    )


def _read_reminder_data(reading: Reading, appointment: Appointment, person_id: int) -> ReminderData:
    """Read what a reminder shows. The number of queries is constant."""
    words = current_edition(reading).catalogue.get(appointment.dispositif) or OWN_WORDS.catalogue.get(
        appointment.dispositif
    )
    request_id = sheets.request_ids(reading, [appointment.id]).get(appointment.id)
    said = words_of(reading, appointment.id) if appointment.dispositif in KINDS else None
    asked = _find_workshop(reading, appointment)
    to_prepare = must_prepare(reading, appointment, person_id)
    mine = next((participant for participant in appointment.present if participant.person_id == person_id), None)
    return ReminderData(
        outline_of(reading, appointment),
        person_id,
        preparation=plain_text(words.preparer) if words and to_prepare else "",
        inspiration=plain_text(words.inspirer) if words else "",
        request_id=request_id,
        lacks_paper=request_id is not None and to_prepare,
        need_on_card=bool(mine and mine.sees_need and booking_key(appointment.dispositif) in _WITH_A_NEED),
        outcome=after.outcome_of(reading, appointment.id),
        notes=_gathering_notes(said) if said else _workshop_notes(asked) if asked else (),
        subject=peers.subject_of(reading, appointment) if to_prepare else "",
        answered=_accepted_count(reading, appointment),
        tries=tuple(action.what for action in list_earlier_actions(reading, appointment, person_id=person_id)),
    )


def _accepted_count(reading: Reading, appointment: Appointment) -> int | None:
    gathering_id = gathering_id_of(reading, appointment.id) if appointment.dispositif in KINDS else None
    return None if gathering_id is None else len(describe_gathering(reading, gathering_id).who_replied(Reply.COMES))


def _gathering_notes(words: GatheringWords) -> tuple[tuple[str, str], ...]:
    named = ((texts.ABSTRACT, words.abstract), (texts.READING, words.reading), (texts.SHEET, words.sheet))
    return tuple((name, what) for name, what in named if what)


def _find_workshop(reading: Reading, appointment: Appointment) -> Workshop | None:
    return workshops.workshop_of(reading, appointment.id) if appointment.dispositif == WORKSHOP else None


def _workshop_notes(workshop: Workshop) -> tuple[tuple[str, str], ...]:
    named = (
        (texts.QUESTION, workshop.question),
        (texts.BRING, workshop.preparation),
        (texts.MATERIALS, workshop.materials),
    )
    return tuple((name, what) for name, what in named if what)


def _awaiting_questions(reading: Reading, about: ReminderData, *, now: datetime) -> list[str]:
    """Return a sentence of the Home for each question that the person must answer. The number of queries is constant.

    No sentence asks for a missing document, because another reminder does."""
    person = about.outline.people.get(about.person_id)
    if person is None or not person.roles:
        return []
    actor = Actor(person.slack_id or "", person)
    offered = workshops.phase_to_offer(reading, person, now=now)
    offer = [workshop_texts.OFFER(phase=offered.number)] if offered else []
    still = [helping_texts.ASK_IN_WEEK] if helping.is_asked_this_week(reading, person, now=now) else []
    return [
        *_request_questions(reading, actor, now=now),
        *_cycle_questions(reading, actor, person, now=now),
        *offer,
        *still,
    ]


def _request_questions(reading: Reading, actor: Actor, *, now: datetime) -> list[str]:
    found = find_awaiting_requests(reading, actor, sheets.list_mine(reading, actor, now=now), now=now)
    return [
        *(to_agree_sentence(sheet, actor.person_id or 0, now=now) for sheet in found.to_agree),
        *(helpdesk_texts.times(sheet.defi.name, len(times), what=sheet.what) for sheet, times in found.times),
        *(
            helpdesk_texts.TO_SHOW(what=sheet.what, person=person.name, defi=sheet.defi.name)
            for sheet, person in found.to_show
        ),
        *(helpdesk_texts.CALL(what=sheet.what, defi=sheet.defi.name) for sheet in found.calls),
        *(helpdesk_texts.TAKEN_CALL(what=sheet.what, defi=sheet.defi.name) for sheet in found.taken),
    ]


def _cycle_questions(reading: Reading, actor: Actor, person: Person, *, now: datetime) -> list[str]:
    return [
        mentoring_texts.CYCLE(cycle=sheet.what, what=status_sentence(sheet, person.id, now=now), defi=sheet.defi.name)
        for sheet in mentoring.list_mine(reading, actor, now=now)
        if is_awaited(sheet, person.id)
    ]


MONTH_LINES = 6  # Nobody reads a longer list on the first day of a month.
IN_PROMOTION = frozenset({Role.EIG, Role.COACH, Role.PORTEUR})


@draws(welcome.Greeting)
def render_greeting(context: RenderContext[welcome.Greeting]) -> Message | None:
    """Build the welcome, with the events in the rest of the month."""
    found = welcome.read_welcome(
        context.reading, context.about, promotion_id=context.fact.promotion_id, now=context.now
    )
    if found is None:
        return None
    month = rest_of_month(context.reading, found.person, found.promotion, now=context.now)
    lines = (
        month_views.month_lines(month, now=context.now)[:MONTH_LINES] if month and found.roles & IN_PROMOTION else ()
    )
    by_mail = found.person.slack_id is None
    return programme_views.greeting_message(found, month_lines=lines, by_mail=by_mail, now=context.now)


@draws(RoomsNotice)
def render_replaced(context: RenderContext[RoomsNotice]) -> Message | None:
    """Build the list of the reader's appointments whose video room was replaced."""
    news = rooms.read_news(context.reading, context.about, since=context.fact.since, now=context.now)
    return notices_views.replaced_message(news, now=context.now) if news else None


@draws(lateness.LatenessAlert)
def render_late(context: RenderContext[lateness.LatenessAlert]) -> Message:
    return notices_views.late_message(
        context.fact, lateness.count_late(context.reading, now=context.now), now=context.now
    )
