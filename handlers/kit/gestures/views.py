"""The forms with which a person reschedules, cancels or leaves an appointment, and their confirmations. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.agenda.around import BusyDay
from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, Clash
from bot.agenda.pending import undo_window_end
from bot.dates.words import day_words, moment_words, range_words
from handlers.kit.around import other_events_blocks
from handlers.kit.blocks import Json, Message, actions, button, context, field, message, modal, section, text_message
from handlers.kit.escaping import Said, bold
from handlers.kit.fields import TimeToConfirm, checkboxes, moment_fields, reason_field, write_move_metadata
from handlers.kit.sentences import capitalise, join_text
from handlers.kit.texts import BUSY_THEN, FIND_DATE, LEAVE, UNDO_FOR_TWO_MINUTES

from . import texts

REASON_LIMIT = 300
SESSIONS = "sessions"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFormTexts:
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
    form: str,
    form_texts: DateFormTexts,
    *,
    days: Sequence[BusyDay] = (),
    to_confirm: TimeToConfirm | None = None,
    now: datetime,
) -> Json:
    """Build the form for another time. If `to_confirm` is given, the form shows that time and its conflicts."""
    finds = form_texts.of if form_texts.asks else None
    blocks = [
        *([section(BUSY_THEN(names=join_names(to_confirm.names)))] if to_confirm else []),
        section(form_texts.head),
        *other_events_blocks(days, now=now),
        *moment_fields(to_confirm.starts if to_confirm else form_texts.starts),
        reason_field(texts.REASON_HINT, limit=REASON_LIMIT, initial=to_confirm.reason if to_confirm else None),
        context(texts.MOVE_RULE),
        *map(context, form_texts.rules),
        *([actions(button(FIND_DATE, "polls.start", value=str(finds.id)))] if finds else []),
    ]
    submit = texts.MOVE if form_texts.of else texts.SET
    return modal(
        form,
        form_texts.title,
        blocks,
        submit=submit,
        private_metadata=write_move_metadata(form_texts.thing_id, to_confirm),
    )


def cancel_form(form: str, form_texts: DateFormTexts, *, title: str) -> Json:
    rule = join_text([texts.CANCEL_RULE, *form_texts.ends])
    blocks = [section(form_texts.head), reason_field(texts.REASON_HINT, limit=REASON_LIMIT), context(rule)]
    return modal(form, title, blocks, submit=title, private_metadata=str(form_texts.thing_id))


def moved_modal(
    name: str,
    starts: Sequence[datetime],
    *,
    has_changed: bool = True,
    title: str = texts.MOVED_TITLE,
    undo_rows: Sequence[Block] = (),
    now: datetime,
) -> Json:
    """Build the confirmation of a reschedule. If `has_changed` is false, it says that the time is the same.

    `undo_rows` are the blocks of the undo button."""
    when = join_names([moment_words(start, now) for start in starts])
    if not has_changed:
        return _done_modal(texts.SAME_TITLE, section(texts.SAME(name=name, when=when)))
    return _done_modal(title, section(bold(texts.MOVED(name=name, when=when))), *(undo_rows or [context(texts.TOLD)]))


def cancelled_modal(
    name: str,
    starts: Sequence[datetime],
    *,
    host_declines: bool = False,
    undo_rows: Sequence[Block] = (),
    now: datetime,
) -> Json:
    """Build the confirmation of a cancellation. If `host_declines` is true, the host declined the séances.

    `undo_rows` are the blocks of the undo button."""
    when = join_names([moment_words(start, now) for start in starts])
    title, said = texts.CANCELLED_TITLE, texts.CANCELLED(name=name, when=when)
    if host_declines:
        title, said = texts.DECLINED_TITLE, texts.DECLINED(name=name, when=when)
    return _done_modal(title, section(bold(said)), *(undo_rows or [context(texts.TOLD)]))


def cancelled_message(name: str, starts: datetime, *, undo_rows: Sequence[Block] = (), now: datetime) -> Message:
    """Build the message that confirms a cancellation, for a button that asked in a dialog and not in a form."""
    said = texts.CANCELLED(name=name, when=moment_words(starts, now))
    if undo_rows:
        return message(join_text([said, UNDO_FOR_TWO_MINUTES]), section(said), *undo_rows)
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
    sessions: Sequence[Appointment],
    ticked_ids: Collection[int] = (),
    rule: Said | None = None,
    thing_id: int,
    others: Sequence[str],
    now: datetime,
) -> Json:
    """Build the form before leaving. If there are several séances, those in `ticked_ids` are ticked.

    If `ticked_ids` is empty, the next séance is ticked. `rule` says what leaving does not change."""
    hear = texts.who_hears(others, at_once=_is_notified_at_once(sessions, now=now))
    if len(sessions) == 1:
        when = moment_words(sessions[0].starts, now)
        blocks: list[Block] = [section(texts.LEAVE(name=name, when=when, others=hear))]
    else:
        blocks = [section(texts.LEAVE_SOME(name=name, others=hear))]
        blocks += session_choice_blocks(texts.WHICH_LEFT, sessions, ticked_ids=ticked_ids, now=now)
    blocks += [context(rule)] if rule else []
    carries = write_leave_metadata(thing_id, sessions)
    return modal(form, LEAVE, blocks, submit=texts.WILL_NOT_COME, private_metadata=carries)


def left_modal(name: str, sessions: Sequence[Appointment], *, return_action: str, thing_id: int, now: datetime) -> Json:
    """Build the confirmation that a person left séances, with the button to attend them again."""
    whens = [moment_words(appointment.starts, now) for appointment in sessions]
    tells = texts.LEFT_TOLD if _is_notified_at_once(sessions, now=now) else texts.LEFT_TELLS
    said = join_text([texts.LEFT(name=name, when=join_names(whens)), tells])
    value = f"{thing_id} {','.join(str(appointment.id) for appointment in sessions)}"
    blocks = [section(said), actions(button(texts.COME_BACK, return_action, value=value, of=whens[0]))]
    return modal("kit.gone", texts.NOTED_TITLE, blocks, last=True)


def left_message(name: str, starts: datetime, *, notified_sentence: Said, now: datetime) -> Message:
    """Build the message that a person left an appointment with one date.

    `notified_sentence` says which people will be notified."""
    return text_message(join_text([texts.LEFT(name=name, when=moment_words(starts, now)), notified_sentence]))


def return_form(form: str, sessions: Sequence[Appointment], *, thing_id: int, now: datetime) -> Json:
    """Build the form to attend séances again. All boxes are ticked."""
    ticked = [appointment.id for appointment in sessions]
    blocks = [sessions_field(texts.WHICH_BACK, sessions, ticked_ids=ticked, now=now)]
    return modal(form, texts.COME_BACK, blocks, submit=texts.WILL_COME, private_metadata=str(thing_id))


def returned_message(name: str, sessions: Sequence[Appointment], *, now: datetime) -> Message:
    return text_message(
        texts.CAME(name=name, when=join_names([moment_words(session.starts, now) for session in sessions]))
    )


def time_taken_message(clashes: Sequence[Clash], *, now: datetime) -> Message:
    whens = [f"{day_words(clash.starts, now)} {range_words(clash.starts, clash.ends)}" for clash in clashes]
    return text_message(texts.still_taken(whens))


def calendar_files_message(count: int, *, empty_sentence: Said = texts.NOTHING_TO_TAKE, offer_feed: bool) -> Message:
    """Build the answer to « Ajouter à mon agenda ». `empty_sentence` is the sentence if no file was sent."""
    key = texts.files(count) if count else empty_sentence
    more = [texts.OFFER_FEED] if count and offer_feed else []
    return message(join_text([key, *more]), section(key), *map(context, more))


def session_choice_blocks(
    label: str, sessions: Sequence[Appointment], *, ticked_ids: Collection[int], now: datetime
) -> list[Block]:
    """Build the boxes to choose among several séances. Those in `ticked_ids` are ticked, or else the first one."""
    ticked = [session.id for session in sessions if session.id in ticked_ids] or [sessions[0].id]
    return [sessions_field(label, sessions, ticked_ids=ticked, now=now)] if len(sessions) > 1 else []


def write_leave_metadata(thing: object, sessions: Sequence[Appointment]) -> str:
    """Serialise the private_metadata of a form: an id, and the id of the séance if the form offers only one.

    A séance that is added after the form opened is then not affected."""
    return f"{thing} {sessions[0].id}" if len(sessions) == 1 else str(thing)


def sessions_field(label: str, sessions: Sequence[Appointment], *, ticked_ids: Sequence[int], now: datetime) -> Block:
    choices = [(capitalise(moment_words(session.starts, now)), str(session.id)) for session in sessions]
    return field(
        SESSIONS,
        label,
        checkboxes(SESSIONS, choices, ticked=[choice for choice in choices if int(choice[1]) in ticked_ids]),
    )


def _done_modal(title: str, *blocks: Block) -> Json:
    return modal("kit.done", title, blocks, last=True)


def _is_notified_at_once(sessions: Sequence[Appointment], *, now: datetime) -> bool:
    return undo_window_end([session.starts for session in sessions], now=now) == now
