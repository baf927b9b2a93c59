"""The forms with which a person reschedules, cancels or leaves an appointment, and their confirmations. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.agenda.around import Around
from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, Clash
from bot.agenda.pending import undo_window_end
from bot.dates.words import day_words, moment_words, range_words
from handlers.kit.around import other_events_blocks
from handlers.kit.blocks import Json, Message, actions, button, context, field, message, modal, section, text_message
from handlers.kit.escaping import Said, bold
from handlers.kit.fields import Again, carry_seen, checkboxes, moment_fields, reason_field
from handlers.kit.sentences import capitalise, join_text
from handlers.kit.texts import BUSY_THEN, FIND_DATE, LEAVE, UNDO_FOR_TWO_MINUTES

from . import texts

REASON_LIMIT = 300
SESSIONS = "sessions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The texts and values of the forms about an appointment.

    `head` is the first sentence of the forms. `name` is the appointment's name in sentences, without an article. `of`
    is the appointment, or None if it has no date yet. `starts` is the initial value of the form. `rules` say what else
    a reschedule changes, and `ends` what else a cancellation changes. If `asks` is true, the form has a button to a
    date poll. `title` is the title of the form to reschedule."""

    thing_id: int
    head: Said
    name: str
    starts: datetime
    of: Appointment | None = None
    rules: Sequence[Said] = ()
    ends: Sequence[Said] = ()
    asks: bool = False
    title: str = texts.MOVE


def move_form(
    form: str, named: Named, *, days: Sequence[Around] = (), again: Again | None = None, now: datetime
) -> Json:
    """Build the form for another time. If `again` is given, the form shows that time and its conflicts."""
    finds = named.of if named.asks else None
    blocks = [
        *([section(BUSY_THEN(names=join_names(again.names)))] if again else []),
        section(named.head),
        *other_events_blocks(days, now=now),
        *moment_fields(again.starts if again else named.starts),
        reason_field(texts.REASON_HINT, limit=REASON_LIMIT, initial=again.reason if again else None),
        context(texts.MOVE_RULE),
        *map(context, named.rules),
        *([actions(button(FIND_DATE, "polls.start", value=str(finds.id)))] if finds else []),
    ]
    submit = texts.MOVE if named.of else texts.SET
    return modal(form, named.title, blocks, submit=submit, private_metadata=carry_seen(named.thing_id, again))


def cancel_form(form: str, named: Named, *, title: str) -> Json:
    rule = join_text([texts.CANCEL_RULE, *named.ends])
    blocks = [section(named.head), reason_field(texts.REASON_HINT, limit=REASON_LIMIT), context(rule)]
    return modal(form, title, blocks, submit=title, private_metadata=str(named.thing_id))


def moved_modal(
    name: str,
    starts: Sequence[datetime],
    *,
    changed: bool = True,
    title: str = texts.MOVED_TITLE,
    undo: Sequence[Block] = (),
    now: datetime,
) -> Json:
    """Build the confirmation of a reschedule. If `changed` is false, it says that the time is the same.

    `undo` are the blocks of the undo button."""
    when = join_names([moment_words(start, now) for start in starts])
    if not changed:
        return _done_modal(texts.SAME_TITLE, section(texts.SAME(name=name, when=when)))
    return _done_modal(title, section(bold(texts.MOVED(name=name, when=when))), *(undo or [context(texts.TOLD)]))


def cancelled_modal(
    name: str, starts: Sequence[datetime], *, declines: bool = False, undo: Sequence[Block] = (), now: datetime
) -> Json:
    """Build the confirmation of a cancellation. If `declines` is true, a host declined instead.

    `undo` are the blocks of the undo button."""
    when = join_names([moment_words(start, now) for start in starts])
    title, said = texts.CANCELLED_TITLE, texts.CANCELLED(name=name, when=when)
    if declines:
        title, said = texts.DECLINED_TITLE, texts.DECLINED(name=name, when=when)
    return _done_modal(title, section(bold(said)), *(undo or [context(texts.TOLD)]))


def cancelled_message(name: str, starts: datetime, *, undo: Sequence[Block] = (), now: datetime) -> Message:
    """Build the message that confirms a cancellation, for a button that asked in a dialog and not in a form."""
    said = texts.CANCELLED(name=name, when=moment_words(starts, now))
    if undo:
        return message(join_text([said, UNDO_FOR_TWO_MINUTES]), section(said), *undo)
    return text_message(join_text([said, texts.TOLD]))


def undone_modal(said: Said) -> Json:
    return _done_modal(texts.UNDONE_TITLE, section(said))


def undone_sentence(names: Sequence[tuple[str, datetime]], *, now: datetime) -> Said:
    return texts.UNDONE(names=join_names([f"{name}, {moment_words(starts, now)}" for name, starts in names]))


def too_late_modal(said: Said) -> Json:
    return _done_modal(texts.TOO_LATE_TITLE, section(said))


def leave_form(
    form: str,
    name: str,
    *,
    coming: Sequence[Appointment],
    named: Collection[int] = (),
    rule: Said | None = None,
    thing_id: int,
    others: Sequence[str],
    now: datetime,
) -> Json:
    """Build the form before leaving. If there are several séances, those in `named` are ticked.

    If `named` is empty, the next séance is ticked. `rule` says what leaving does not change."""
    hear = texts.who_hears(others, at_once=_is_told_at_once(coming, now=now))
    if len(coming) == 1:
        when = moment_words(coming[0].starts, now)
        blocks: list[Block] = [section(texts.LEAVE(name=name, when=when, others=hear))]
    else:
        blocks = [section(texts.LEAVE_SOME(name=name, others=hear))]
        blocks += sessions_choice(texts.WHICH_LEFT, coming, named=named, now=now)
    blocks += [context(rule)] if rule else []
    carries = carry(thing_id, coming)
    return modal(form, LEAVE, blocks, submit=texts.WILL_NOT_COME, private_metadata=carries)


def left_modal(name: str, gone: Sequence[Appointment], *, back: str, thing_id: int, now: datetime) -> Json:
    """Build the confirmation that a person left séances, with the button to attend them again."""
    whens = [moment_words(appointment.starts, now) for appointment in gone]
    tells = texts.LEFT_TOLD if _is_told_at_once(gone, now=now) else texts.LEFT_TELLS
    said = join_text([texts.LEFT(name=name, when=join_names(whens)), tells])
    value = f"{thing_id} {','.join(str(appointment.id) for appointment in gone)}"
    blocks = [section(said), actions(button(texts.COME_BACK, back, value=value, of=whens[0]))]
    return modal("kit.gone", texts.NOTED_TITLE, blocks, last=True)


def left_message(name: str, starts: datetime, *, tells: Said, now: datetime) -> Message:
    """Build the message that a person left an appointment with one date. `tells` says which people will be notified."""
    return text_message(join_text([texts.LEFT(name=name, when=moment_words(starts, now)), tells]))


def return_form(form: str, left: Sequence[Appointment], *, thing_id: int, now: datetime) -> Json:
    """Build the form to attend séances again. All boxes are ticked."""
    ticked = [appointment.id for appointment in left]
    blocks = [sessions_field(texts.WHICH_BACK, left, ticked=ticked, now=now)]
    return modal(form, texts.COME_BACK, blocks, submit=texts.WILL_COME, private_metadata=str(thing_id))


def returned_message(name: str, back: Sequence[Appointment], *, now: datetime) -> Message:
    return text_message(texts.CAME(name=name, when=join_names([moment_words(session.starts, now) for session in back])))


def still_taken_message(clashes: Sequence[Clash], *, now: datetime) -> Message:
    whens = [f"{day_words(clash.starts, now)} {range_words(clash.starts, clash.ends)}" for clash in clashes]
    return text_message(texts.still_taken(whens))


def entry_message(count: int, *, none: Said = texts.NOTHING_TO_TAKE, offer_feed: bool) -> Message:
    """Build the answer to « Ajouter à mon agenda ». `none` is the sentence if no file was sent."""
    key = texts.files(count) if count else none
    more = [texts.OFFER_FEED] if count and offer_feed else []
    return message(join_text([key, *more]), section(key), *map(context, more))


def sessions_choice(label: str, coming: Sequence[Appointment], *, named: Collection[int], now: datetime) -> list[Block]:
    """Build the boxes to choose among several séances. Those in `named` are ticked, or else the first one."""
    ticked = [session.id for session in coming if session.id in named] or [coming[0].id]
    return [sessions_field(label, coming, ticked=ticked, now=now)] if len(coming) > 1 else []


def carry(thing: object, coming: Sequence[Appointment]) -> str:
    """Serialise the private_metadata of a form: an id, and the id of the séance if the form offers only one.

    A séance that is added after the form opened is then not affected."""
    return f"{thing} {coming[0].id}" if len(coming) == 1 else str(thing)


def sessions_field(label: str, sessions: Sequence[Appointment], *, ticked: Sequence[int], now: datetime) -> Block:
    choices = [(capitalise(moment_words(session.starts, now)), str(session.id)) for session in sessions]
    return field(
        SESSIONS,
        label,
        checkboxes(SESSIONS, choices, ticked=[choice for choice in choices if int(choice[1]) in ticked]),
    )


def _done_modal(title: str, *blocks: Block) -> Json:
    return modal("kit.done", title, blocks, last=True)


def _is_told_at_once(sessions: Sequence[Appointment], *, now: datetime) -> bool:
    return undo_window_end([session.starts for session in sessions], now=now) == now
