"""Listeners of « Trouver une date », from the form to the question that people get."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import cast
from uuid import uuid4

from bot.agenda.calendars.entries import join_names
from bot.dates.paris import from_epoch
from bot.errors import Invalid, SlotTaken
from bot.polls import asking, picking, running
from bot.polls.wishes import PollFormValues
from bot.programme.service import known_accounts
from handlers.kit.blocks import Json
from handlers.kit.fields import WHOLE_FORM
from handlers.kit.routes import Routes
from handlers.kit.saying import explain_refusals, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .forms import (
    DATES,
    DEADLINE,
    MUST,
    MUST_MAILS,
    OWN_DAY,
    TITLE,
    read_dates,
    read_deadline,
    read_metadata,
    read_own_date,
    read_poll_request,
    read_target,
)

MOST_ASKED = 8  # the most accounts to look up in Slack, since a form must be answered within three seconds
_WHY = {"reading": texts.READING, "dated": texts.DATED, "ended": texts.ENDED}


def register(routes: Routes) -> None:
    add = partial(routes.add, permits="polls.start")
    add("action", "polls.start", open_form)
    add("view", "polls.search", search_dates)
    add("view", "polls.asked", send_question)


def open_form(turn: Turn) -> None:
    """Open the form (button or command « Trouver une date »). A button can name an appointment or a workshop.

    « Préciser » in the form replaces it with the form of all fields."""
    now, precise = turn.tools.now(), turn.value.endswith(WHOLE_FORM)
    target = read_target(turn.value.removesuffix(WHOLE_FORM).strip())
    with explain_refusals(turn, _WHY):
        with turn.tools.reading() as reading:
            choices = asking.form_choices(
                reading, turn.actor, appointment_id=target.moves, workshop_id=target.workshop, now=now
            )
        turn.ack()
        show = turn.open if precise else turn.show
        show(views.poll_form(choices, str(uuid4()), target=target, shows_all_fields=precise))


def search_dates(turn: Turn) -> None:
    """Show suitable times in place of the form. If the form already gives a workshop's date, book that date instead."""
    now = turn.tools.now()
    draft_id, target = read_metadata(turn.private)
    try:
        asked = read_poll_request(turn.values, target)
        _identify_accounts(turn, asked)
        starts = read_own_date(turn.values) if target.workshop is not None else None
        if starts is not None:
            turn.ack(response_action="update", view=_book_known_date(turn, asked, starts))
            return
        with turn.tools.reading() as reading:
            found = asking.search_dates(reading, turn.actor, asked, now=now)
        with turn.tools.transaction() as tx:
            asking.save_wish(tx, turn.actor, draft_id, wish=found.wish, now=now)
    except SlotTaken as refusal:
        names = join_names(cast("tuple[str, ...]", refusal.facts["names"]))
        turn.ack(response_action="errors", errors={OWN_DAY: texts.TAKEN.format(names=names)})
        return
    except Invalid as refusal:
        turn.ack(response_action="errors", errors=field_errors(turn, refusal))
        return
    turn.ack(response_action="update", view=views.dates_form(found, draft_id, now=now))


def _book_known_date(turn: Turn, poll_request: PollFormValues, starts: int) -> Json:
    """Book a workshop on the date that its coach typed, and return the confirmation."""
    now, visio = turn.tools.now(), turn.tools.settings.bot_visio_url
    with turn.tools.transaction() as tx:
        sheet = picking.book_without_poll(
            tx, turn.actor, poll_request, starts=from_epoch(starts), visio_url=visio, now=now
        )
        undoes = picking.is_undoable(tx, turn.actor, sheet, now=now)
    return views.booked_modal(sheet, may_undo=undoes, now=now)


def send_question(turn: Turn) -> None:
    now = turn.tools.now()
    with show_errors(turn, partial(field_errors, turn)):
        dates, deadline = read_dates(turn.values), read_deadline(turn.values)
        with turn.tools.transaction() as tx:
            sheet = asking.open_poll(tx, turn.actor, turn.draft, dates=dates, deadline=deadline, now=now)
            busy = running.busy_dates(tx, sheet, turn.known.id)
        turn.ack(response_action="update", view=views.question_sent_modal(sheet, busy_starts=busy, now=now))


def _identify_accounts(turn: Turn, poll_request: PollFormValues) -> None:
    """Look up the people behind accounts that the bot does not know. It asks Slack about eight of them at most."""
    accounts = {*poll_request.must.accounts, *poll_request.may.accounts}
    with turn.tools.reading() as reading:
        new = sorted(accounts - known_accounts(reading, accounts))
    for account in new[:MOST_ASKED]:
        turn.identify(account)


def field_errors(turn: Turn, refusal: Invalid) -> dict[str, str]:
    """Return the errors by field. Without proposed dates, an error about dates is on the field of the typed date."""
    name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    if name == "starts":
        return {MUST: texts.READING.plain}
    if name == "workshop":
        return {DEADLINE if DEADLINE in turn.inputs else MUST: _WHY[reason].plain}
    where = OWN_DAY if name == DATES and DATES not in turn.inputs else name
    return {where: _error_texts(turn.inputs)[name, reason]}


def _error_texts(inputs: Collection[str]) -> Mapping[tuple[str, str], str]:
    """Return the error messages for a form with these fields. A message never mentions a field that the form lacks."""
    if MUST_MAILS in inputs:
        return texts.INVALID
    return {**texts.INVALID, **(texts.IN_SHORT if TITLE in inputs else texts.IN_MOVED)}
