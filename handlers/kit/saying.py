"""Reply to clicks, explain refusals, and show the card of « Ouvrir ».

A reply to a message's button appears beside the message, and other replies in a modal. Forms show refusals on fields.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from bot.agenda.late import list_near_appointments
from bot.catalogue.formats import booking_key, is_added_format
from bot.dates.words import moment_words
from bot.errors import Garbled, Invalid, NotAllowed, Refusal, SlotTaken
from bot.tools import Reading

from . import texts
from .blocks import Json, Message, message
from .escaping import Said
from .faults import note_modal
from .reading import read_id, split_pieces
from .told import late_button, opened_modal
from .turn import Turn

OnFields: TypeAlias = Callable[[Invalid], Mapping[str, str]]


def reply_or_show(turn: Turn, said: Message, *, title: str = texts.NOTE_TITLE) -> None:
    """Reply to a click after its ack. `title` is the title of the reply if a modal shows it."""
    if turn.body.get("response_url"):
        turn.reply(said)
    elif turn.in_modal:
        turn.lay_over(note_modal(said, title=title))
        if turn.in_card:
            _refresh_card(turn)
    else:
        turn.open(note_modal(said, title=title))


@contextmanager
def explain_refusals(turn: Turn, sentences: Mapping[str, Said]) -> Iterator[None]:
    """Show the sentence for the reason of an Invalid in the `with` block. The caller must return right after it."""
    try:
        yield
    except Invalid as refusal:
        turn.ack()
        reply_or_show(turn, message(sentences[str(refusal.facts["reason"])]))


@contextmanager
def show_errors(
    turn: Turn,
    on_fields: Callable[[Any], Mapping[str, str]],
    *kinds: type[Refusal],
    taken: tuple[str, str] | None = None,
) -> Iterator[None]:
    """Show a refusal in the `with` block on a field of the form. The caller must return right after the block.

    `kinds` are the exceptions to catch, by default `Invalid`. `taken` is the field and the error message for SlotTaken.
    If `taken` is None, SlotTaken is raised."""
    refused = kinds or (Invalid,)
    try:
        yield
    except refused as refusal:
        turn.ack(response_action="errors", errors=on_fields(refusal))
    except SlotTaken:
        if taken is None:
            raise
        turn.ack(response_action="errors", errors=dict([taken]))


def errors_on(field: str, messages: str | Mapping[str, str]) -> OnFields:
    """Return a function that shows each error on `field`.

    `messages` is the error message, or error messages by reason."""
    return lambda refusal: {
        field: _plain_text(messages if isinstance(messages, str) else messages[str(refusal.facts["reason"])])
    }


def errors_by_field(messages: Mapping[tuple[str, str], str]) -> OnFields:
    """Return a function that shows an error on the field of the Invalid.

    `messages` has messages by field and reason."""
    return lambda refusal: {
        _refused_field(refusal): _plain_text(messages[_refused_field(refusal), str(refusal.facts["reason"])])
    }


def errors_by_reason(messages: Mapping[tuple[str, str], tuple[str, str]]) -> OnFields:
    """Return a function that finds a field of the form and a message, by the field and the reason of an Invalid."""
    return lambda refusal: dict([messages[_refused_field(refusal), str(refusal.facts["reason"])]])


def open_card(turn: Turn, *, key: str, thing_id: int) -> None:
    """Show the card of a request, cycle, gathering or committee. If a modal is open, the card lies over it."""
    with turn.tools.reading() as reading:
        draw = read_card(turn, reading, key=key, thing_id=thing_id)
    turn.ack()
    turn.show(draw())


def read_card(
    turn: Turn, reading: Reading, *, key: str, thing_id: int, opened_id: int | None = None
) -> Callable[[], Json]:
    """Return a function that builds the modal of a card. `key` is the dispositif's key. Raises NotAllowed, NotFound.

    If the card is about several appointments, `opened_id` is the id of the appointment that the reader opened."""
    opening = turn.opening_of(key)
    if opening is None:
        raise Garbled
    now, title = turn.tools.now(), texts.OWN_TITLES[booking_key(key)] if is_added_format(key) else opening.title
    draw = opening.read(reading, turn.actor, thing_id=thing_id, now=now)
    several = [
        appointment
        for appointment in list_near_appointments(reading, turn.actor, now=now)
        if appointment.dispositif == key
    ]
    mine = next((appointment for appointment in several if opening.find(reading, appointment.id) == thing_id), None)
    late = late_button(mine.id, of=moment_words(mine.starts, now)) if mine else None
    has_past, carries = opening.past is not None, f"{key} {thing_id}"
    return lambda: opened_modal(
        title, draw(), metadata=carries, opened_id=opened_id, delay_button=late, has_past=has_past
    )


def _refused_field(refusal: Invalid) -> str:
    return str(refusal.facts["field"])


def _plain_text(said: str) -> str:
    return said.plain if isinstance(said, Said) else said


def _refresh_card(turn: Turn) -> None:
    key, thing_id, *_ = split_pieces(turn.private, 2, max_pieces=3)
    try:
        with turn.tools.reading() as reading:
            view = read_card(turn, reading, key=key, thing_id=read_id(thing_id), opened_id=turn.opened_at)()
    except NotAllowed as refusal:
        # After the click, the person may not see the card any more.
        view = note_modal(message(texts.refusal_sentence(refusal)))
    turn.replace_view(view)
