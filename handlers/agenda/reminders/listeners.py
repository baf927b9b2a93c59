"""Receive what one wants to be reminded of, what each dispositif reminds of, and what is put off."""

from datetime import datetime, timedelta
from functools import partial

from bot.agenda import service as agenda
from bot.agenda.calendars import invitations
from bot.agenda.reminders import service as reminders
from bot.agenda.reminders import snoozes
from bot.agenda.reminders.timetable import ASKED_FOR, Policy
from bot.catalogue import service as catalogue
from bot.catalogue.model import Dispositif
from bot.errors import Invalid, NotFound
from bot.programme.roles import Role
from bot.tools import Reading
from handlers.agenda.reminders import form_texts as texts
from handlers.agenda.reminders import form_views as views
from handlers.agenda.reminders.forms import SLEEPS, Offered, read_policy, read_wishes
from handlers.kit.blocks import Json
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.told import STOP, Purpose
from handlers.kit.turn import Turn


def register(routes: Routes) -> None:
    """Enter the buttons and forms of reminders into the table of routes; `/agenda rappels` is the agenda's."""
    read = partial(routes.add, permits="agenda.read")
    read("action", "reminders.open", show)
    read("view", "reminders.keep", keep)
    policy = partial(routes.add, permits="agenda.policy")
    policy("action", "reminders.policies", open_policies)
    policy("action", "reminders.policy", choose_policy)
    policy("view", "reminders.set_policy", set_policy)
    routes.add("action", "reminders.snooze", snooze, permits="agenda.snooze")


def show(turn: Turn) -> None:
    """« Mes rappels », or `/agenda rappels`: open the form, filled in with what holds."""
    offered = _offered(turn)
    with turn.tools.reading() as reading:
        wishes = reminders.read_wishes(reading, turn.actor)
    turn.ack()
    turn.open(views.form(wishes, offered, coach=Role.COACH in turn.known.roles))


def keep(turn: Turn) -> None:
    """« Enregistrer »: it holds from now on, or the later hour is to be corrected."""
    offered = _offered(turn)
    try:
        with turn.tools.transaction() as tx:
            wishes = read_wishes(turn.values, reminders.read_wishes(tx, turn.actor), offered=offered)
            invitations.set_wishes(tx, turn.actor, wishes, now=turn.tools.now())
    except Invalid:
        turn.ack(response_action="errors", errors={SLEEPS: texts.ORDER})
    else:
        turn.ack(response_action="update", view=views.kept(wishes, offered))


def open_policies(turn: Turn) -> None:
    """« Rappels des dispositifs »: over one's own form, whose boxes stay as they are."""
    with turn.tools.reading() as reading:
        view = _policy_form(turn, reading)
    turn.ack()
    show_it = turn.lay_over if turn.in_modal else turn.open
    show_it(view)


def choose_policy(turn: Turn) -> None:
    """Another dispositif was chosen: show its boxes."""
    with turn.tools.reading() as reading:
        view = _policy_form(turn, reading, turn.value)
    turn.ack()
    turn.open(view)


def set_policy(turn: Turn) -> None:
    """« Enregistrer »: it holds for everybody; the form stays, for the next dispositif."""
    key = turn.private
    with turn.tools.transaction() as tx:
        before = reminders.read_policy(tx, turn.actor, key)
        policy = read_policy(turn.values, before, offered=views.policy_kinds(key))
        reminders.set_policy(tx, turn.actor, key, policy=policy, now=turn.tools.now())
        view = _policy_form(turn, tx, key, kept=policy)
    turn.ack(response_action="update", view=view)


def snooze(turn: Turn) -> None:
    """« Me le rappeler plus tard »: owe it once more, or say why not, beside the message."""
    now = turn.tools.now()
    place = turn.body.get("container") or {}
    channel, ts = str(place.get("channel_id") or ""), str(place.get("message_ts") or "")
    try:
        with turn.tools.transaction() as tx:
            due = snoozes.snooze(tx, turn.actor, channel=channel, ts=ts, choice=turn.value, now=now)
        said = views.snoozed(due, now=now)
    except NotFound:
        said = views.nothing_left()
    except Invalid as refusal:
        if refusal.facts.get("reason") != "late":
            raise
        said = views.snoozed_late()
    turn.ack()
    say(turn, said)


def _offered(turn: Turn) -> Offered:
    settings = turn.tools.settings
    return views.offer(turn.known, has_mail=bool(settings.smtp_url and settings.mail_from))


def _policy_form(turn: Turn, reading: Reading, key: str | None = None, *, kept: Policy | None = None) -> Json:
    """Draw what a dispositif reminds of, by default the first of the catalogue. Raises NotFound for none of it."""
    known = catalogue.current(reading).catalogue
    chosen: Dispositif | None = known.dispositifs[0] if key is None else known.get(key)
    if chosen is None:
        raise NotFound(thing="dispositif")
    policy = reminders.read_policy(reading, turn.actor, chosen.key)
    said = views.policy_kept(chosen, kept) if kept else None
    return views.policy_form(known.dispositifs, chosen, policy=policy, said=said)


# From the mails: no more of this kind, and how what they booked went.
KEPT = timedelta(days=400)  # a mail is found again long after what it was about


def _later(reading: Reading, appointment_id: int) -> datetime:
    return agenda.get(reading, appointment_id).ends + KEPT


def _asked(reading: Reading, appointment_id: int) -> datetime:
    return agenda.get(reading, appointment_id).ends + ASKED_FOR


STOPPING = Purpose((STOP,), _later)
SAYING = Purpose(("reminders.took_place", "reminders.incomplete", "reminders.postpone"), _asked)
