"""Listeners of the forms about reminders, of snoozing, and of the question after an appointment."""

from datetime import datetime, timedelta
from functools import partial

from bot.agenda import agenda
from bot.agenda.model import Appointment, Outcome, Part
from bot.agenda.reminders import after, choices, reminders
from bot.agenda.reminders.timetable import ASKED_FOR, ReminderPolicy
from bot.catalogue import catalogue
from bot.catalogue.model import Dispositif
from bot.catalogue.openings import keys_closed_to
from bot.errors import Invalid, NotFound
from bot.helpdesk.sheets import request_ids
from bot.programme.roles import Role
from bot.programme.service import zones_of
from bot.tools import Reading
from handlers.agenda.reminders import form_views, texts, views
from handlers.agenda.reminders.forms import ReminderOffer, read_choices, read_policy, read_shown_choices
from handlers.kit.blocks import Json
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.told import STOP, MailLinks
from handlers.kit.turn import Turn


def register(routes: Routes) -> None:
    """Register the buttons and forms about reminders. The agenda registers `/agenda rappels`."""
    read = partial(routes.add, permits="agenda.read")
    read("action", "reminders.open", open_form)
    read("view", "reminders.keep", save_choices)
    policy = partial(routes.add, permits="agenda.policy")
    policy("action", "reminders.policies", open_policies)
    policy("action", "reminders.policy", choose_policy)
    policy("view", "reminders.set_policy", set_policy)
    routes.add("action", "reminders.snooze", snooze_reminder, permits="agenda.snooze")
    for name, listener in (
        ("took_place", note_took_place),
        ("incomplete", note_incomplete),
        ("postpone", note_postponed),
    ):
        routes.add("action", f"reminders.{name}", listener, permits="agenda.after")


def open_form(turn: Turn) -> None:
    """Open the form with the current choices (« Mes messages »)."""
    offered = _offered_choices(turn)
    with turn.tools.reading() as reading:
        held = choices.read_choices(reading, turn.actor)
        in_slack, _ = zones_of(reading, turn.known.id)
    turn.ack()
    turn.open(form_views.choices_form(held, offered, slack_zone=in_slack, is_coach=Role.COACH in turn.known.roles))


def save_choices(turn: Turn) -> None:
    """Save the choices (« Enregistrer »), or show the choices that another window saved meanwhile."""
    offered, seen = _offered_choices(turn), read_shown_choices(turn.private)
    chosen = read_choices(turn.values, seen, offer=offered)
    try:
        with turn.tools.transaction() as tx:
            kept = choices.save_choices(tx, turn.actor, chosen, shown_choices=seen, now=turn.tools.now())
            in_slack, _ = zones_of(tx, turn.known.id)
    except Invalid as refusal:
        turn.ack(response_action="errors", errors=texts.INVALID[str(refusal.facts["field"])])
        return
    coach = Role.COACH in turn.known.roles
    view = form_views.choices_saved_modal(kept.choices, offered, slack_zone=in_slack)
    if kept.clashes:
        view = form_views.choices_form(chosen, offered, slack_zone=in_slack, is_coach=coach, newer_choices=kept)
    turn.ack(response_action="update", view=view)


def open_policies(turn: Turn) -> None:
    """Open « Rappels des dispositifs » as a second modal. The form below keeps what the person typed."""
    with turn.tools.reading() as reading:
        view = _policy_form(turn, reading)
    turn.ack()
    show_it = turn.lay_over if turn.in_modal else turn.open
    show_it(view)


def choose_policy(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        view = _policy_form(turn, reading, turn.value)
    turn.ack()
    turn.open(view)


def set_policy(turn: Turn) -> None:
    """Save the dispositif's reminders for everybody (« Enregistrer »). The form stays open for another dispositif."""
    key = turn.private
    with turn.tools.transaction() as tx:
        before = reminders.read_policy(tx, turn.actor, key)
        policy = read_policy(turn.values, before, offered_kinds=form_views.policy_kinds(key))
        reminders.set_policy(tx, turn.actor, key, policy=policy, now=turn.tools.now())
        view = _policy_form(turn, tx, key, saved_policy=policy)
    turn.ack(response_action="update", view=view)


def snooze_reminder(turn: Turn) -> None:
    """Snooze the reminder (« Me le rappeler plus tard »), or say below the message why the bot cannot."""
    now = turn.tools.now()
    place = turn.body.get("container") or {}
    channel, ts = str(place.get("channel_id") or ""), str(place.get("message_ts") or "")
    try:
        with turn.tools.transaction() as tx:
            due = choices.snooze(tx, turn.actor, channel=channel, ts=ts, choice=turn.value, now=now)
        said = form_views.snoozed_message(due, now=now)
    except NotFound:
        said = form_views.no_appointment_left_message()
    except Invalid as refusal:
        if refusal.facts.get("reason") != "late":
            raise
        said = form_views.snoozed_late_message()
    turn.ack()
    reply_or_show(turn, said)


def _offered_choices(turn: Turn) -> ReminderOffer:
    settings = turn.tools.settings
    return form_views.offered_choices(turn.known, has_mail=bool(settings.smtp_url and settings.mail_from))


def _policy_form(
    turn: Turn, reading: Reading, key: str | None = None, *, saved_policy: ReminderPolicy | None = None
) -> Json:
    """Build the form of a dispositif's reminders. If `key` is None, show the first dispositif. Raises NotFound."""
    known, closed = (
        catalogue.current_edition(reading).catalogue,
        keys_closed_to(reading, turn.actor, now=turn.tools.now()),
    )
    shown = [dispositif for dispositif in known.dispositifs if dispositif.key not in closed]
    chosen: Dispositif | None = next(iter(shown), None) if key is None else known.get(key)
    if chosen is None:
        raise NotFound(thing="dispositif")
    policy = reminders.read_policy(reading, turn.actor, chosen.key)
    said = form_views.policy_saved_sentence(chosen, saved_policy) if saved_policy else None
    return form_views.policy_form(shown, chosen, policy=policy, last_result=said)


# how long after an appointment the links to unsubscribe from its reminders still work
KEPT = timedelta(days=400)


def _link_end(reading: Reading, appointment_id: int) -> datetime:
    return agenda.get(reading, appointment_id).ends + KEPT


def _answer_end(reading: Reading, appointment_id: int) -> datetime:
    return agenda.get(reading, appointment_id).ends + ASKED_FOR


STOPPING = MailLinks((STOP,), _link_end)
SAYING = MailLinks(("reminders.took_place", "reminders.incomplete", "reminders.postpone"), _answer_end)


def note_took_place(turn: Turn) -> None:
    """Record that the appointment took place (« Il a eu lieu »), and thank the person."""
    _note_outcome(turn, Outcome.TOOK_PLACE)


def note_incomplete(turn: Turn) -> None:
    """Record that somebody was missing (« Il manquait quelqu’un »), and thank the person."""
    _note_outcome(turn, Outcome.INCOMPLETE)


def note_postponed(turn: Turn) -> None:
    """Record that the appointment did not take place (« À reprogrammer »), and offer another time if possible."""
    _note_outcome(turn, Outcome.POSTPONED)


def _note_outcome(turn: Turn, outcome: Outcome) -> None:
    now, appointment_id = turn.tools.now(), turn.value_id
    with turn.tools.transaction() as tx:
        appointment = after.record_outcome(tx, turn.actor, appointment_id, outcome=outcome, now=now)
        request_id = request_ids(tx, [appointment.id]).get(appointment.id) if _is_booker(turn, appointment) else None
    turn.ack()
    reply_or_show(turn, views.outcome_noted_message(appointment, outcome, request_id=request_id, now=now))


def _is_booker(turn: Turn, appointment: Appointment) -> bool:
    """Check whether the actor is the booker. A coach who answers for the booker cannot book."""
    return appointment.part_of(turn.actor.person_id) is Part.BOOKER
