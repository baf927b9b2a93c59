"""Receive what a team types and presses about the bureau d'aide: one use case each, then the answer."""

from datetime import datetime
from functools import partial
from uuid import uuid4

from bot.errors import Invalid, SlotTaken, SlotUnbookable
from bot.helpdesk import service as helpdesk
from bot.helpdesk.model import Sheet
from bot.metrics import BOOKINGS
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn
from handlers.kit.words import by_word

from . import texts, views
from .forms import read_start, read_week, read_wish


def register(routes: Routes) -> None:
    """Enter the bureau d'aide's command, buttons and forms into the table of routes."""
    start = partial(routes.add, permits="helpdesk.start")
    start("command", "/bureau-aide", by_word("/bureau-aide", {"": begin}, help_line=texts.HELP))
    start("action", "helpdesk.start", begin)
    routes.add("view", "helpdesk.need", choose_slot, permits="helpdesk.book")
    routes.add("action", "helpdesk.week", turn_week, permits="helpdesk.browse")
    routes.add("view", "helpdesk.slot", book, permits="helpdesk.book")
    routes.add("action", "helpdesk.cancel", cancel, permits="helpdesk.cancel")
    routes.help.append(texts.HELP)


def begin(turn: Turn) -> None:
    """`/bureau-aide` or the card's button: open the first step."""
    with turn.tools.reading() as reading:
        choices = helpdesk.offer_choices(reading, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.open(views.need_form(choices, str(uuid4())))


def choose_slot(turn: Turn) -> None:
    """The first step is submitted: keep it, show the slots that suit it."""
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            wish = read_wish(turn.values, turn.known)
            openings = helpdesk.keep_wish(tx, turn.actor, turn.private, wish, now=now)
    except Invalid as refusal:
        turn.ack(response_action="errors", errors=_errors(refusal))
    else:
        turn.ack(response_action="push", view=views.slot_form(openings, now=now))


def turn_week(turn: Turn) -> None:
    """Show another week of slots in the same step."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        openings = helpdesk.browse(reading, turn.actor, turn.private, now=now)
    turn.ack()
    turn.open(views.slot_form(openings, now=now, monday=read_week(turn.value)))


def book(turn: Turn) -> None:
    """The slot is chosen: book it with the first ranked host who is still free, or say on the field what is left."""
    now = turn.tools.now()
    starts = read_start(turn.values)
    booked = _book_with_somebody(turn, starts, now=now) if starts else None
    BOOKINGS.labels(dispositif="bureau-aide", outcome="booked" if booked else "taken").inc()
    if booked:
        turn.ack(response_action="update", view=views.confirmation(booked, now=now))
        return
    with turn.tools.reading() as reading:
        openings = helpdesk.browse(reading, turn.actor, turn.private, now=now)
    turn.ack(response_action="errors", errors={"slot": views.left(openings, starts or now, now=now)})


def cancel(turn: Turn) -> None:
    """« Annuler le rendez-vous », said yes to: cancel for everybody."""
    with turn.tools.transaction() as tx:
        helpdesk.cancel(tx, turn.actor, int(turn.value), now=turn.tools.now())
    turn.ack()
    turn.respond(text=texts.CANCELLED, response_type="ephemeral", replace_original=False)


def _book_with_somebody(turn: Turn, starts: datetime, *, now: datetime) -> Sheet | None:
    # One transaction a host, so that no two hosts' rows are ever locked out of order.
    with turn.tools.reading() as reading:
        candidates = helpdesk.rank_hosts(reading, turn.actor, turn.private, starts=starts, now=now)
    for candidate in candidates:
        try:
            with turn.tools.transaction() as tx:
                booked = helpdesk.book(
                    tx,
                    turn.actor,
                    turn.private,
                    starts=starts,
                    candidate=candidate,
                    visio_url=turn.tools.settings.bot_visio_url,
                    now=now,
                )
                return helpdesk.describe(tx, booked.id)  # read here: what is booked is never answered by « réessayez »
        except (SlotTaken, SlotUnbookable):
            continue
    return None


def _errors(refusal: Invalid) -> dict[str, str]:
    field, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    return {field: texts.INVALID[field, reason]}
