"""Listeners of a host's hours: the form, its preview, and a slot to block."""

from functools import partial
from uuid import uuid4

from bot.agenda import availability, blocking
from bot.agenda.availability import Preview, UnreadableHours
from bot.agenda.blocking import BlockedTime
from bot.agenda.busy import feeds
from bot.errors import SlotTaken, SlotUnbookable
from bot.helpdesk.sheets import request_ids
from bot.tools import Reading
from handlers.agenda.absence import listeners
from handlers.agenda.connecting import texts as connecting_texts
from handlers.agenda.hours import texts, views
from handlers.agenda.hours.forms import HoursFormValues, read_form_values, read_metadata
from handlers.kit import texts as kit_texts
from handlers.kit.escaping import Said
from handlers.kit.routes import Routes
from handlers.kit.saying import show_errors
from handlers.kit.turn import Turn
from handlers.kit.words import word_listener

HELP = ((texts.HELP, "agenda.hours"),)


def register(routes: Routes) -> None:
    edit = partial(routes.add, permits="agenda.hours")
    words = {"": open_form, **dict.fromkeys(("absent", "absente", "pas là", "malade"), listeners.open_form)}
    edit("command", "/disponibilites", word_listener("/disponibilites", words, help_line=HELP))
    edit("action", "hours.open", open_form)
    edit("action", "hours.block", block_slot)
    edit("action", "hours.forget_feed", forget_feed)
    edit("view", "hours.edit", preview_hours)
    edit("view", "hours.keep", save_hours)
    listeners.register(routes)
    routes.help.append(HELP)


def open_form(turn: Turn) -> None:
    """Open the form with the current hours (`/disponibilites`)."""
    _show_form(turn, draft_id=str(uuid4()))


def block_slot(turn: Turn) -> None:
    """Block the chosen hour (« Bloquer ce créneau »). Show the form again with the typed text."""
    typed, (draft_id, seen) = read_form_values(turn.values), read_metadata(turn.private)
    if typed.slot is None:
        _show_form(turn, draft_id=draft_id, seen_version=seen, typed_values=typed, last_result=texts.CHOOSE_FIRST)
        return
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            done = blocking.block_slot(tx, turn.actor, starts=typed.slot, now=now)
    except (SlotTaken, SlotUnbookable) as refusal:
        said = texts.JUST_TAKEN if isinstance(refusal, SlotTaken) else texts.OVER
        _show_form(turn, draft_id=draft_id, seen_version=seen, typed_values=typed, last_result=said)
    else:
        _show_blocked(turn, done, draft_id=draft_id, seen_version=seen, typed_values=typed)


def forget_feed(turn: Turn) -> None:
    """Disconnect the calendar at once (« Ne plus lire cet agenda »). Show the form again with the typed text."""
    typed, (draft_id, seen) = read_form_values(turn.values), read_metadata(turn.private)
    with turn.tools.transaction() as tx:
        availability.read_hours(tx, turn.actor, now=turn.tools.now())  # This refuses an actor who does not host.
        feeds.forget_feed(tx, turn.actor, now=turn.tools.now())
    _show_form(turn, draft_id=draft_id, seen_version=seen, typed_values=typed, last_result=connecting_texts.FORGOTTEN)


def preview_hours(turn: Turn) -> None:
    """Preview the hours as the bot understood them, or show errors (« Relire »)."""
    now, typed, (draft_id, seen) = turn.tools.now(), read_form_values(turn.values), read_metadata(turn.private)
    peek = feeds.peek_feed(turn.tools, turn.actor, typed_address=typed.feed, now=now)
    said = {"week": typed.week, "days": typed.days, "link": typed.link, "seen_version": seen}
    with show_errors(turn, _errors, UnreadableHours):
        with turn.tools.transaction() as tx:
            found = availability.save_hours_draft(tx, turn.actor, draft_id, **said, peek=peek, now=now)
            requests = _request_ids(tx, found)
        busy = peek.found if peek else None
        view = views.preview_modal(
            found, requests=requests, busy_count=busy, draft_id=draft_id, viewer_id=turn.known.id, now=now
        )
        turn.ack(response_action="push", view=view)


def save_hours(turn: Turn) -> None:
    """Save the previewed hours (« Enregistrer »)."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        done = availability.apply_hours_draft(tx, turn.actor, turn.draft, now=now)
        requests = _request_ids(tx, done)
    view = views.hours_saved_modal(done, requests=requests, viewer_id=turn.known.id, now=now)
    turn.ack(response_action="update", view=view)


def _show_blocked(
    turn: Turn, result: BlockedTime, *, draft_id: str, seen_version: str, typed_values: HoursFormValues
) -> None:
    """Show the form again. If the typed text of exceptional days is valid, add the blocked hour to this text."""
    now = turn.tools.now()
    days = blocking.add_blocked_time(typed_values.days, result, now=now)
    said = views.blocked_sentence(result, in_form=days is not None, now=now)
    if days is not None:
        typed_values = HoursFormValues(typed_values.week, days, typed_values.link, None)
        seen_version = result.hours.version if seen_version == result.before.version else seen_version
    _show_form(turn, draft_id=draft_id, seen_version=seen_version, typed_values=typed_values, last_result=said)


def _show_form(
    turn: Turn,
    *,
    draft_id: str,
    seen_version: str | None = None,
    typed_values: HoursFormValues | None = None,
    last_result: Said | None = None,
) -> None:
    """Show the form.

    `seen_version` is the version of the hours that the host edits, or None for the current version."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        hours = availability.read_hours(reading, turn.actor, now=now)
        slots = blocking.list_free_slots(reading, turn.actor, now=now)
        feed = feeds.read_feed(reading, turn.actor, now=now)
    private = f"{draft_id or uuid4()} {hours.version if seen_version is None else seen_version}"
    turn.ack()
    turn.open(
        views.hours_form(
            hours, slots, feed=feed, private=private, now=now, typed_values=typed_values, last_result=last_result
        )
    )


def _request_ids(reading: Reading, preview: Preview) -> dict[int, int]:
    return request_ids(reading, [outline.appointment.id for outline in preview.touched])


def _errors(refusal: UnreadableHours) -> dict[str, str]:
    errors = {name: kit_texts.faults(found) for name, found in refusal.faults.items() if found}
    errors |= {"link": texts.link_fault(refusal.link)} if refusal.link else {}
    return errors | ({"feed": connecting_texts.fault(refusal.feed)} if refusal.feed else {})
