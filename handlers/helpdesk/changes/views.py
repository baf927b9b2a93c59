"""Moving, cancelling and leaving a bureau d'aide drawn: the forms, and what they say once it is done. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.agenda.around import Around
from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, Clash
from bot.agenda.pending import until_of
from bot.agenda.slots import Slot
from bot.dates.paris import day_of, to_paris
from bot.dates.words import day_words, moment_words, range_words
from bot.helpdesk.model import REASON_LIMIT, Done, Sheet
from handlers.helpdesk.card.texts import COME_BACK, of_days
from handlers.helpdesk.card.views import coming_sessions, names_of, times_of
from handlers.helpdesk.slots.blocks import SlotField, own_weeks, slot_blocks, undo_blocks
from handlers.helpdesk.slots.texts import TOLD_AT_ONCE
from handlers.kit.around import around
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    alone,
    button,
    context,
    field,
    message,
    modal,
    section,
    text_area,
)
from handlers.kit.escaping import Said, bold
from handlers.kit.fields import boxes, day_picker, time_picker
from handlers.kit.sentences import joined
from handlers.kit.texts import LEAVE

from . import texts
from .forms import DAY, TIME, Carried, free_name, slot_name


def move_form(
    sheet: Sheet,
    carried: Carried,
    *,
    slots: Mapping[int, Sequence[Slot]],
    chosen: Mapping[int, int],
    monday: date | None = None,
    days: Sequence[Around] = (),
    now: datetime,
) -> Json:
    """Build the form of the person who booked: for each séance to come, one of its `slots`, at which its host is free.

    Each begins at its own week.

    `days`: what else is in the reader's own.
    """
    coming = coming_sessions(sheet, now=now)
    whens = {appointment.id: moment_words(appointment.starts, now) for appointment in coming}
    fields = [
        SlotField(
            slot_name(appointment.id),
            texts.SESSION(when=whens[appointment.id]).plain,
            chosen.get(appointment.id, 0),
            optional=len(coming) > 1,
            starts={slot.starts for slot in slots.get(appointment.id, ())},
        )
        for appointment in coming
    ]
    mondays = [(day := day_of(appointment.starts)) - timedelta(days=day.weekday()) for appointment in coming]
    of_each = [slots.get(appointment.id, ()) for appointment in coming]
    if len(coming) == 1:
        start = monday or mondays[0]
        week = slot_blocks(of_each[0], fields=fields, week_action="helpdesk.move_week", monday=start, now=now)
    else:
        several = list(zip(mondays, fields, of_each, strict=True))
        week = own_weeks(several, action="helpdesk.move_week", monday=monday, now=now)
    whom = join_names([sheet.people[id_].name for id_ in coming[0].host_ids if id_ in sheet.people]) or texts.COACHES
    if not week:
        said = section(texts.NOTHING_FREE(whom=whom, when=whens[coming[0].id]))
        return modal("helpdesk.unmoved", texts.MOVE_TITLE, [said])
    intro = texts.MOVE_INTRO if len(coming) > 1 else texts.MOVE_INTRO_ONE
    blocks = [section(intro), *around(days, now=now), *week, context(texts.NONE_SUITS(whom=whom)), _reason()]
    return modal("helpdesk.moved", texts.MOVE_TITLE, blocks, submit=texts.MOVE, private_metadata=str(carried))


def move_freely_form(sheet: Sheet, carried: Carried, *, days: Sequence[Around] = (), now: datetime) -> Json:
    """Build the form of the person who hosts: for each séance to come any later time, its present one to begin with."""
    coming = coming_sessions(sheet, now=now)
    said = texts.MOVE_FREELY_ONE if len(coming) == 1 else texts.MOVE_FREELY
    blocks: list[Block] = [section(said), *around(days, now=now)]
    for appointment in coming:
        when = moment_words(appointment.starts, now)
        local = to_paris(appointment.starts)
        day, time = free_name(DAY, appointment), free_name(TIME, appointment)
        blocks.append(field(day, texts.DAY_OF(when=when).plain, day_picker(day, initial=local.date().isoformat())))
        blocks.append(field(time, texts.TIME_OF(when=when).plain, time_picker(time, initial=f"{local:%H:%M}")))
    blocks.append(_reason())
    return modal("helpdesk.moved", texts.MOVE_TITLE, blocks, submit=texts.MOVE, private_metadata=str(carried))


def cancel_form(sheet: Sheet, carried: Carried, *, ticked: int | None = None, now: datetime) -> Json:
    """Build the form that cancels: which séances where there are several, and why, if one wishes to say.

    `ticked`: the séance that is meant, and no other; where it is not to come any more, none is.
    """
    coming = coming_sessions(sheet, now=now)
    whens = times_of(coming, now)
    if carried.appointment_id is not None:
        blocks: list[Block] = [section(texts.SURE(when=whens[0]))]
    else:
        choices = [
            (texts.SESSION(when=when).plain, str(appointment.id))
            for when, appointment in zip(whens, coming, strict=True)
        ]
        ticks = boxes("sessions", choices, ticked=[choice for choice in choices if choice[1] == str(ticked)])
        blocks = [section(texts.sure_of_several(len(coming))), field("sessions", texts.WHICH, ticks)]
    blocks.append(_reason())
    return modal("helpdesk.cancelled", texts.CANCEL_TITLE, blocks, submit=texts.CANCEL, private_metadata=str(carried))


def leave_form(sheet: Sheet, viewer_id: int, *, now: datetime) -> Json:
    """Build the question before somebody leaves alone."""
    coming = [appointment for appointment in coming_sessions(sheet, now=now) if appointment.part_of(viewer_id)]
    whens = times_of(coming, now)
    names = names_of(sheet, coming, besides=viewer_id)
    at_once = _is_told_at_once(coming, now=now)
    if len(coming) == 1:
        blocks = [section(texts.leave(whens[0], names, at_once=at_once))]
    else:
        choices = [
            (texts.SESSION(when=when).plain, str(appointment.id))
            for when, appointment in zip(whens, coming, strict=True)
        ]
        ticks = boxes("sessions", choices, ticked=choices)
        blocks = [
            section(texts.leave_several(len(coming), names, at_once=at_once)),
            field("sessions", texts.WHICH_LEFT, ticks),
        ]
    private = str(sheet.request.id)
    return modal("helpdesk.left", LEAVE, blocks, submit=texts.LEAVE, private_metadata=private)


def moved(done: Done, appointment_ids: Collection[int], *, now: datetime) -> Json:
    """Show what the modal says once séances have moved."""
    shown = [session for session in done.sheet.sessions if session.id in appointment_ids]
    return _done(texts.MOVED_TITLE, texts.moved(times_of(shown, now)), done, now=now)


def cancelled(done: Done, appointment_ids: Collection[int], *, now: datetime) -> Json:
    """Show what the modal says once séances are cancelled."""
    shown = [session for session in done.sheet.sessions if session.id in appointment_ids]
    return _done(texts.CANCELLED_TITLE, texts.CANCELLED(days=of_days(times_of(shown, now))), done, now=now)


def gone(request_id: int, left: Sequence[Appointment], *, now: datetime) -> Json:
    """Show what the modal says once somebody has left: what, and how to come after all."""
    tells = texts.LEFT_TOLD if _is_told_at_once(left, now=now) else texts.LEFT_TELLS
    said = joined([texts.LEFT(days=of_days(times_of(left, now))), tells])
    value = f"{request_id} {','.join(str(appointment.id) for appointment in left)}"
    back = button(COME_BACK, "helpdesk.come_back", value=value, of=moment_words(left[0].starts, now))
    return modal("helpdesk.gone", texts.LEFT_TITLE, [section(said), actions(back)], last=True)


def return_form(request_id: int, left: Sequence[Appointment], *, now: datetime) -> Json:
    """Build, for the person who left several séances, to which they come after all; all are ticked."""
    choices = [
        (texts.SESSION(when=moment_words(appointment.starts, now)).plain, str(appointment.id)) for appointment in left
    ]
    blocks = [field("sessions", texts.WHICH_BACK, boxes("sessions", choices, ticked=choices))]
    private = str(request_id)
    return modal("helpdesk.came", COME_BACK, blocks, submit=texts.RETURN, private_metadata=private)


def came(back: Sequence[Appointment], *, now: datetime) -> Message:
    """Build the answer to « Finalement, je viens »."""
    return alone(texts.CAME(days=of_days(times_of(back, now))))


def still_taken(clashes: Sequence[Clash], *, now: datetime) -> Message:
    """Show why somebody cannot come back: what they do then by now."""
    return alone(
        texts.still_taken(
            [f"{day_words(clash.starts, now)} {range_words(clash.starts, clash.ends)}" for clash in clashes]
        )
    )


def calendar(count: int, *, offer_feed: bool) -> Message:
    """Build the answer to « Ajouter à mon agenda », seen by one person."""
    said = [texts.taken_to_calendar(count) if count else texts.NOTHING_TO_TAKE]
    blocks: list[Block] = [section(said[0])]
    if count and offer_feed:
        said.append(texts.OFFER_FEED)
        blocks.append(context(texts.OFFER_FEED))
    return message(joined(said), *blocks)


def _is_told_at_once(sessions: Sequence[Appointment], *, now: datetime) -> bool:
    return until_of([session.starts for session in sessions], now=now) == now


def _reason() -> Block:
    return field(
        "reason",
        texts.REASON,
        text_area("reason", limit=REASON_LIMIT),
        hint=texts.REASON_HINT,
        optional=True,
    )


def _done(title: str, said: Said, done: Done, *, now: datetime) -> Json:
    undo = undo_blocks(done.batch, done.undo_until, now=now)
    blocks: list[Block] = [section(bold(said)), *(undo or [context(TOLD_AT_ONCE)])]
    return modal("helpdesk.done", title, blocks, last=True)
