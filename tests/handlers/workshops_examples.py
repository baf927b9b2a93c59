"""Fixed values for workshops: the form, what coaches read, the card of its date, what is written around it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Appointment, Part, Participant, State
from bot.dates.paris import PARIS
from bot.polls.model import Meeting, Poll, Stage, Voter
from bot.polls.model import PollSheet as Found
from bot.polls.wishes import PollChoices
from bot.programme.model import Actor, Defi, Membership, Person, Phase
from bot.programme.roles import Role
from bot.workshops.model import WORKSHOP, NoteKind, Workshop, WorkshopNote, WorkshopSheet
from bot.workshops.model import WorkshopChoices as Asking
from handlers.agenda.reminders import texts as reminder_texts
from handlers.agenda.reminders import views as reminders
from handlers.kit.blocks import Message, message
from handlers.kit.told import opened_modal, put_actions_first
from handlers.polls.asking import views as dating
from handlers.polls.asking.forms import PollTarget
from handlers.polls.card import views as card
from handlers.workshops import texts
from handlers.workshops import views as asking
from tests.handlers.polls_examples import _home as home_of

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=PARIS)
STARTS = datetime(2026, 5, 26, 14, 0, tzinfo=PARIS)
AFTER = STARTS + timedelta(days=1)
GESTURE = "11111111-2222-4333-8444-555555555555"
HOSTILE = "À qui <!channel> & *l’outil*\u00a0?"
PHASE = Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11))
CARTE = Defi(1, 1, "Carte Vive", "Bureau des cartes", channel="C1", place="20 avenue de Ségur, salle 12")
RELAIS = Defi(2, 1, "Relais", "Bureau des relais")
LEA = Person(1, "Léa Martin", slack_id="U1", memberships=(Membership(Role.EIG, 1, 1),))
CLAIRE = Person(2, "Claire Morel", slack_id="U2", memberships=(Membership(Role.COACH, 1),))
NOUR = Person(3, "Nour Haddad", email="nour@example.net")
MAYA = Person(4, "Maya Roy")
PEOPLE = {one.id: one for one in (LEA, CLAIRE, NOUR, MAYA)}
ASKED = Workshop(5, 1, 1, "À qui notre carte servira-t-elle\u00a0?", "clinique", 210, NOW, place="Salle 12")
LED = replace(ASKED, coach_id=2, poll_id=7)
OWN = replace(LED, question=HOSTILE, format="Marche <!here>", minutes=420, place="", materials="Feutres & *craies*")
TRIO = ((1, Part.GUEST), (2, Part.HOST), (3, Part.GUEST))
LINES = (
    WorkshopNote(5, NoteKind.IDEA, "Montrer la carte à deux mairies", 1),
    WorkshopNote(5, NoteKind.IDEA, HOSTILE, None),
    WorkshopNote(5, NoteKind.PRODUCT, "La liste des usages\u00a0: https://pad.example.org/usages", 1),
)


def booked(**values: Any) -> Appointment:  # noqa: ANN401 - its fields
    """Give its date: Claire hosts, Léa and Nour come."""
    someone = tuple(Participant(who, part) for who, part in TRIO)
    ends = STARTS + timedelta(minutes=210)
    given = {"place": "Salle 12", "participants": someone, **values}
    state = given.pop("state", State.CONFIRMED)
    return Appointment(9, "u", WORKSHOP, 1, 1, STARTS, ends, state, 1, None, **given)


def sheet(asked: Workshop = ASKED, **values: Any) -> WorkshopSheet:  # noqa: ANN401 - its fields
    """Give a workshop of Carte Vive."""
    return WorkshopSheet(asked, CARTE, PEOPLE, **{"phase": PHASE, **values})


def meeting(about: WorkshopSheet, **values: Any) -> Meeting:  # noqa: ANN401 - its fields
    """Give its date as what can be moved and left."""
    one = booked(**values)
    starts = int(STARTS.timestamp())
    poll = Poll(7, 2, about.workshop.title, 210, (starts,), NOW, NOW, Stage.BOOKED, appointment_id=9)
    return Meeting(Found(poll, (Voter(1, True, {}), Voter(3, False, {})), PEOPLE, one), one, about)


def reminded(kind: str) -> Drawn:
    """Draw what reminds Léa of it."""
    outline = Outline(booked(), "Atelier collaboratif", "Carte Vive", PEOPLE)
    notes = ((reminder_texts.QUESTION, ASKED.question), (reminder_texts.BRING, ASKED.preparation))
    about = reminders.ReminderData(outline, 1, notes=(*notes, (reminder_texts.MATERIALS, "Feutres")))
    drawn = reminders.eve_message(about, now=NOW) if kind == "eve" else reminders.week_message(about, now=NOW)
    assert drawn is not None
    return drawn


DATED = sheet(LED, date=booked(), count=1)
LOOKING = sheet(LED)
UNDATED = sheet(replace(LED, poll_id=None))
WAITING = sheet(replace(ASKED, question=HOSTILE, materials="Feutres & *craies*", experts=(3, 4)))
OTHER = sheet(replace(OWN, id=6, poll_id=None))
CHOICE = Asking((CARTE,), PHASE, {1: 1})
THOUGHT = replace(DATED, lines=LINES[:1])
WRITTEN = replace(DATED, lines=LINES, count=3, beside=("Relais", ""))
TRIED = ("Appeler la mairie de Brest", HOSTILE)
MANY = [replace(DATED, date=replace(booked(), starts=STARTS + timedelta(days=one))) for one in range(11)]
CHOICES = PollChoices((), date(2026, 5, 12), date(2026, 6, 11), ASKED.title, (LEA, NOUR, CLAIRE), (1,), frozenset({3}))
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "workshop.form": lambda: asking.request_form(CHOICE, gesture=GESTURE, is_proposal=False, now=NOW),
    "workshop.form.none": lambda: asking.request_form(
        Asking((RELAIS,), PHASE, {}), gesture=GESTURE, is_proposal=False, now=NOW
    ),
    "workshop.form.asked": lambda: asking.request_form(
        Asking((CARTE,), PHASE, {1: 1}, (WAITING,)), gesture=GESTURE, is_proposal=False, now=NOW
    ),
    "workshop.form.precise": lambda: asking.request_form(
        CHOICE, gesture=GESTURE, is_proposal=False, shows_all_fields=True, now=NOW
    ),
    "workshop.form.coach": lambda: asking.request_form(
        Asking((CARTE, RELAIS), None, {}, (WAITING,)), gesture=GESTURE, is_proposal=True, now=NOW
    ),
    "workshop.asked": lambda: asking.request_sent_modal(sheet(), [sheet(), OTHER], viewer_id=1, now=NOW),
    "workshop.proposed": lambda: asking.request_sent_modal(
        sheet(replace(UNDATED.workshop, experts=(3, 4))), [], viewer_id=2, now=NOW
    ),
    "workshop.edit": lambda: asking.edit_form(sheet(OWN)),
    "workshop.edited": lambda: asking.done_modal(texts.EDITED),
    "workshop.request": lambda: asking.request_message(WAITING, now=NOW),
    "workshop.request.taken": lambda: asking.request_message(UNDATED, now=NOW),
    "workshop.request.over": lambda: asking.request_message(sheet(replace(ASKED, ended=True)), now=NOW),
    "workshop.request.dated": lambda: asking.request_message(
        replace(DATED, workshop=replace(LED, coach_id=None)), now=NOW
    ),
    "workshop.taken": lambda: asking.workshop_taken_message(UNDATED, now=NOW),
    "workshop.taken.dated": lambda: asking.workshop_taken_message(DATED, now=NOW),
    "workshop.taken.already": lambda: message(texts.TAKEN_ALREADY),
    "workshop.taken.busy": lambda: message(texts.NOT_FREE),
    "workshop.left": lambda: message(texts.LEFT),
    "workshop.withdrawn": lambda: message(texts.WITHDRAWN),
    "workshop.no_promotion": lambda: message(texts.NO_PROMOTION),
    "workshop.awaiting": lambda: home_of(
        *(asking.coach_line(one, now=NOW) for one in (sheet(), UNDATED)),
        *(asking.team_line(one, now=NOW) for one in (OTHER, LOOKING)),
    ),
    "workshop.listed": lambda: asking.workshops_message(
        [DATED, LOOKING, UNDATED, sheet()], viewer=Actor("U2", CLAIRE), now=NOW
    ),
    "workshop.listed.eig": lambda: asking.workshops_message([sheet(OWN), sheet()], viewer=Actor("U1", LEA), now=NOW),
    "workshop.listed.porteur": lambda: asking.workshops_message(MANY, viewer=Actor("U3", NOUR), now=NOW),
    "workshop.listed.none": lambda: asking.workshops_message([], viewer=Actor("U1", LEA), now=NOW),
    "workshop.date": lambda: dating.poll_form(CHOICES, GESTURE, target=PollTarget(workshop=5)),
    "workshop.date.precise": lambda: dating.poll_form(
        CHOICES, GESTURE, target=PollTarget(workshop=5), shows_all_fields=True
    ),
    "workshop.booked": lambda: dating.booked_modal(meeting(DATED).sheet, now=NOW),
    "workshop.card.host": lambda: card.card(meeting(WRITTEN), 2, now=NOW),
    "workshop.card.guest": lambda: card.card(meeting(THOUGHT), 1, now=NOW),
    "workshop.card.to_find": lambda: card.card(meeting(sheet(OWN, date=booked(), count=2), place=None), 3, now=NOW),
    "workshop.card.over": lambda: card.card(replace(meeting(WRITTEN), tried=TRIED), 1, now=AFTER),
    "workshop.card.opened": lambda: opened_modal(
        "Atelier", put_actions_first(card.whole_card(meeting(WRITTEN), 2, now=NOW).blocks), metadata="atelier 7"
    ),
    "workshop.reminder.week": lambda: reminded("week"),
    "workshop.reminder.eve": lambda: reminded("eve"),
    "workshop.writing.thinking": lambda: asking.thinking_message(DATED, now=NOW),
    "workshop.writing.thinking.one": lambda: asking.thinking_message(THOUGHT, now=NOW),
    "workshop.writing.thinking.many": lambda: asking.thinking_message(replace(WRITTEN, workshop=OWN), now=NOW),
    "workshop.writing.thinking.undated": lambda: asking.thinking_message(UNDATED, now=NOW),
    "workshop.writing.thinking.begun": lambda: asking.thinking_message(DATED, now=STARTS),
    "workshop.writing.produced": lambda: asking.produced_message(DATED, now=AFTER),
    "workshop.writing.form": lambda: asking.writing_form(WRITTEN, NoteKind.IDEA, gesture=GESTURE),
    "workshop.writing.form.product": lambda: asking.writing_form(DATED, NoteKind.PRODUCT, gesture=GESTURE),
    "workshop.writing.done": asking.writing_done_modal,
    "workshop.writing.late": lambda: message(texts.WHY["late"]),
}
