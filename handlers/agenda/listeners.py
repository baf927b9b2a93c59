"""Listeners of a person's own agenda. Each calls one use case, and answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.agenda import agenda, late
from bot.agenda.calendars import calendars
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import SettledChange
from bot.agenda.writing import found as writing
from bot.catalogue.formats import is_added_format
from bot.catalogue.tags import Tags, first_choice
from bot.errors import Garbled, Invalid, NotFound
from bot.planning import own_agenda, tags, undoing
from bot.planning.own_agenda import AgendaFilters
from bot.tools import Reading
from handlers.agenda.connecting import listeners
from handlers.agenda.connecting import texts as connecting_texts
from handlers.agenda.reminders import listeners as reminders
from handlers.kit.blocks import Json, Message
from handlers.kit.escaping import Said
from handlers.kit.faults import note_modal
from handlers.kit.gestures.dated import UNDO
from handlers.kit.gestures.undoing import undo_change
from handlers.kit.gestures.views import undone_sentence
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Listener, Routes
from handlers.kit.saying import read_card, reply_or_show
from handlers.kit.tags import metadata_of, read_metadata, read_tags
from handlers.kit.turn import Turn
from handlers.kit.words import AIDE, word_listener

from . import texts, views

HELP = ((texts.HELP, "agenda.read"), (connecting_texts.HELP, "agenda.connect"), (texts.HELP_DATE, "polls.start"))


def register(routes: Routes) -> None:
    read = partial(routes.add, permits="agenda.read")
    find = routes.tables["action"]["polls.start"].listener
    join = partial(show_joinable, routes)
    words: dict[str, Listener] = {"": show_agenda, "abonnement": show_feed, "connecter": listeners.open_form}
    words |= {"date": find, "rejoindre": join}
    words |= dict.fromkeys(("messages", "rappels"), reminders.open_form)
    read(
        "command",
        "/agenda",
        partial(show_filtered, listeners=words, fallback=word_listener("/agenda", words, help_line=HELP)),
    )
    read("action", "agenda.show", partial(apply_filter, join))
    read("action", "agenda.week", show_week)
    read("action", "agenda.renew", renew_feed)
    read("action", "agenda.revoke", revoke_feed)
    read("action", "agenda.late", open_delay_form)
    read("action", "agenda.late_by", notify_delay)
    routes.add("action", "agenda.put_back", restore_entry, permits="helpdesk.calendar")
    routes.add("action", "agenda.open", open_appointment, permits="agenda.open")
    routes.add("action", "agenda.history", show_history, permits="agenda.open")
    routes.add("action", "agenda.tags", open_tags_form, permits="agenda.tag")
    routes.add("view", "agenda.tagged", save_tags, permits="agenda.tag")
    routes.add("action", UNDO, undo_last_change, permits="agenda.undo")
    listeners.register(routes)
    routes.help.append(HELP)


def show_filtered(turn: Turn, *, listeners: Mapping[str, Listener], fallback: Listener) -> None:
    """Show the filtered agenda (`/agenda mai`, `/agenda mon défi`). Pass any other word to `fallback`."""
    typed = turn.text.lower() not in (*listeners, AIDE)
    with turn.tools.reading() as reading:
        shown = own_agenda.parse_filters(reading, turn.text, now=turn.tools.now()) if typed else None
    if shown is None:
        fallback(turn)
    else:
        turn.answer(_agenda_message(turn, shown))


def show_agenda(turn: Turn) -> None:
    turn.answer(_agenda_message(turn, AgendaFilters()))


def apply_filter(join: Listener, turn: Turn) -> None:
    """Show the agenda with the chosen filter or page. The new list replaces the old one, or opens over the Home."""
    if turn.value == views.JOIN:
        join(turn)
        return
    said = _agenda_message(turn, _read_filter(turn.value))
    turn.ack()
    if not turn.reply(said, replace=True):
        turn.open(note_modal(said, title=texts.MY_AGENDA))


def show_joinable(routes: Routes, turn: Turn) -> None:
    """Show the gatherings that the actor can join (`/agenda rejoindre`)."""
    routes.words["rejoindre"](turn)


def open_appointment(turn: Turn) -> None:
    """Show the card of an appointment with all its actions (« Ouvrir »)."""
    draw = _card_builder(turn, turn.value_id, opened_id=turn.value_id)
    turn.ack()
    turn.show(draw())


def show_history(turn: Turn) -> None:
    """Show the history of a card (« Historique »), if the actor may still open the card."""
    key, thing = split_pieces(turn.value, 2)
    opening, now = turn.opening_of(key), turn.tools.now()
    if opening is None or opening.past is None:
        raise Garbled
    with turn.tools.reading() as reading:
        opening.read(reading, turn.actor, thing_id=read_id(thing), now=now)
        past = opening.past(reading, read_id(thing))
    turn.ack()
    turn.show(views.history_modal(past, is_custom=is_added_format(key), now=now))


def restore_entry(turn: Turn) -> None:
    """Restore the calendar entry that the actor moved or deleted (« Remettre dans mon agenda »)."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        appointment = writing.restore_entry(tx, turn.actor, turn.value_id, now=now)
        outline = calendars.outline_of(tx, appointment)
    turn.ack()
    reply_or_show(turn, views.restored_message(outline, now=now))


def undo_last_change(turn: Turn) -> None:
    """Undo a reschedule or a cancellation (« Revenir en arrière »)."""
    undo_change(turn, undoing.undo_batch, undone_sentence=_undone_sentence)


def open_tags_form(turn: Turn) -> None:
    """Open the form of « Compétences et valeurs » with the saved tags. If there are none, the bot guesses tags."""
    about = read_metadata(turn.value)
    with turn.tools.reading() as reading:
        found = tags.find_appointments(reading, turn.actor, about.appointment_ids)
    turn.ack()
    known = first_choice(appointment.tags for appointment in found)
    turn.show(views.tags_form(metadata_of(about.appointment_ids, known), about.tags if known is None else known))


def save_tags(turn: Turn) -> None:
    """Save the chosen skills and values, and update all cards. Show an invalid choice as an error on its field."""
    seen, chosen = read_metadata(turn.private), read_tags(turn.values)
    ids = seen.appointment_ids
    before = None if seen.tags.guessed else seen.tags
    try:
        with turn.tools.transaction() as tx:
            tags.choose_tags(tx, turn.actor, ids, about=chosen, seen_tags=before, now=turn.tools.now())
    except Invalid as refusal:
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        if reason in texts.TAGS_INVALID:
            turn.ack(response_action="errors", errors={name: texts.TAGS_INVALID[reason]})
        else:
            turn.ack(response_action="update", view=_conflicting_tags_form(turn, ids, chosen))
        return
    if not turn.lies_over:
        turn.ack(response_action="update", view=views.tags_saved_modal())
        return
    draw = _card_builder(turn, ids[0])
    turn.ack()
    turn.update_view_below(draw())


def show_week(turn: Turn) -> None:
    """Show the appointments of the next seven days, below the message or over the Home (« Ma semaine »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        coming = calendars.list_upcoming(reading, turn.actor, now=now)
    turn.ack()
    reply_or_show(turn, views.week_message(coming, turn.known, now=now), title=texts.MY_WEEK)


def show_feed(turn: Turn) -> None:
    """Show the private address of the actor's calendar feed (`/agenda abonnement`).

    If the bot has a public address, the listener creates a missing feed address."""
    has_address = bool(turn.tools.settings.bot_base_url)
    with turn.tools.transaction() as tx:
        give = partial(calendars.ensure_feed_token, now=turn.tools.now()) if has_address else calendars.find_feed_token
        token = give(tx, turn.actor)
    turn.answer(_feed_message(turn, token))


def renew_feed(turn: Turn) -> None:
    """Replace the address of the actor's calendar feed (« Renouveler l’adresse »)."""
    with turn.tools.transaction() as tx:
        token = calendars.renew_feed(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.reply(_feed_message(turn, token, is_renewed=True), replace=True)


def revoke_feed(turn: Turn) -> None:
    """Delete the address of the actor's calendar feed (« Supprimer l’adresse »)."""
    with turn.tools.transaction() as tx:
        existed = calendars.revoke_feed(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.reply(views.feed_revoked_message(had_address=existed), replace=True)


def _card_builder(turn: Turn, appointment_id: int, *, opened_id: int | None = None) -> Callable[[], Json]:
    """Return a function that builds the card of an appointment. Raises NotAllowed, NotFound.

    `opened_id` is the id of the appointment that the person opened.
    A card can show several appointments of one request."""
    with turn.tools.reading() as reading:
        appointment = agenda.get(reading, appointment_id)
        opening = turn.opening_of(appointment.dispositif)
        if opening is None:
            raise NotFound(thing="appointment")
        thing_id = opening.find(reading, appointment.id)
        return read_card(turn, reading, key=appointment.dispositif, thing_id=thing_id, opened_id=opened_id)


def _undone_sentence(reading: Reading, undone_changes: Sequence[SettledChange], now: datetime) -> Said:
    outlines = calendars.outlines_of(reading, [change.appointment for change in undone_changes])
    return undone_sentence([(_appointment_name(outline), outline.appointment.starts) for outline in outlines], now=now)


def _appointment_name(outline: Outline) -> str:
    return f"{outline.name}, {outline.defi}" if outline.defi else outline.name


def _conflicting_tags_form(turn: Turn, ids: tuple[int, ...], own_tags: Tags) -> Json:
    """Build the form again if another person has saved tags meanwhile. It keeps the actor's choice `own_tags`."""
    with turn.tools.reading() as reading:
        known = first_choice(appointment.tags for appointment in tags.find_appointments(reading, turn.actor, ids))
    return views.tags_form(metadata_of(ids, known), own_tags, is_overtaken=True)


def _read_filter(text: str) -> AgendaFilters:
    """Parse a value of `views.filter_value`. Raises Garbled, NotFound."""
    _, what, month, page = split_pieces(text, 4)
    return AgendaFilters(what, "" if month == views.EVERY else month, read_id(page, 0))


def _agenda_message(turn: Turn, agenda_filter: AgendaFilters) -> Message:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = own_agenda.read_agenda(reading, turn.actor, agenda_filter, now=now)
    return views.agenda_message(found, turn.known, now=now)


def _feed_message(turn: Turn, token: str | None, *, is_renewed: bool = False) -> Message:
    base = turn.tools.settings.bot_base_url
    if not base or token is None:
        return views.without_address_message()
    return views.feed_message(f"{base.rstrip('/')}/agenda/{token}.ics", is_renewed=is_renewed)


def open_delay_form(turn: Turn) -> None:
    """Ask how late the actor will be for an appointment that is near (« J’aurai du retard »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = late.find_near_appointment(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    if found is None:
        reply_or_show(
            turn, views.delay_sent_message(None, is_told=False, reader_id=turn.known.id, is_chosen=True, now=now)
        )
    else:
        turn.show(views.delay_form(found, turn.known.id, now=now))


def notify_delay(turn: Turn) -> None:
    """Notify the other participants of the chosen delay, and replace the question by the result."""
    now, (appointment, minutes), mine = turn.tools.now(), split_pieces(turn.value, 2), turn.known.id
    with turn.tools.transaction() as tx:
        found, told = late.announce_delay(
            tx, turn.actor, read_id(minutes), appointment_id=read_id(appointment), now=now
        )
    said = views.delay_sent_message(found, is_told=told, reader_id=mine, is_chosen=True, now=now)
    turn.ack()
    if turn.in_modal:
        turn.replace_view(note_modal(said, title=texts.LATE_TITLE))
    else:
        reply_or_show(turn, said)
