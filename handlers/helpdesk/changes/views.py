"""Views to reschedule and cancel a bureau d'aide: the forms and their results. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from slack_sdk.models.blocks import Block

from bot.agenda.around import BusyDay
from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, Clash, shifted_starts
from bot.agenda.slots import Slot
from bot.dates.paris import day_of, from_epoch, to_paris
from bot.dates.words import moment_words
from bot.helpdesk.model import ChangeResult, RequestSheet, WeeklyRun
from bot.programme.model import Person
from handlers.helpdesk.agreeing import hosts_of
from handlers.helpdesk.card_texts import of_days
from handlers.helpdesk.card_views import coming_sessions
from handlers.helpdesk.slots import SlotField, own_week_blocks, slot_blocks, undo_blocks
from handlers.kit.around import other_events_blocks
from handlers.kit.blocks import Json, actions, button, context, field, modal, section
from handlers.kit.fields import day_picker, reason_field, time_picker
from handlers.kit.gestures import views
from handlers.kit.gestures.texts import (
    FIRST_DAY,
    FIRST_OF_REST,
    FIRST_TIME,
    MOVE,
    MOVE_REST,
    MOVE_REST_TITLE,
    NO_REST,
    REASON_HINT,
    REST,
    TOLD,
)

from . import texts
from .forms import DAY, TIME, ChangeMetadata, free_field_name, slot_field_name

_REASON = reason_field(REASON_HINT, limit=views.REASON_LIMIT)


def move_form(
    sheet: RequestSheet,
    metadata: ChangeMetadata,
    *,
    slots: Mapping[int, Sequence[Slot]],
    chosen_starts: Mapping[int, int],
    monday: date | None = None,
    hosts: Sequence[Person] = (),
    days: Sequence[BusyDay] = (),
    clashes: Sequence[Clash] = (),
    now: datetime,
) -> Json:
    """Build the form to reschedule for the person who booked. Each upcoming séance has its own slots.

    `hosts` are the hosts who must accept. `days` are the reader's other events. `clashes` are the team's other
    appointments, which the slots mention."""
    coming = coming_sessions(sheet, now=now)
    whens = {appointment.id: moment_words(appointment.starts, now) for appointment in coming}
    fields = _slot_fields(coming, whens, slots=slots, chosen_starts=chosen_starts)
    week = _own_week_blocks(sheet, coming, fields, slots=slots, monday=monday, clashes=clashes, now=now)
    whom = join_names(hosts_of(sheet, coming)) or texts.COACHES
    if not week:
        said = section(texts.NOTHING_FREE(whom=whom, days=of_days([*whens.values()])))
        return modal("helpdesk.unmoved", MOVE, [said])
    intro = texts.MOVE_INTRO if len(coming) > 1 else texts.MOVE_INTRO_ONE
    blocks = [
        section(intro),
        *_asked_blocks(hosts),
        *_move_rest_blocks(coming),
        *other_events_blocks(days, now=now),
        *week,
        context(texts.NONE_SUITS(whom=whom)),
        _REASON,
    ]
    return modal("helpdesk.moved", MOVE, blocks, submit=MOVE, private_metadata=str(metadata))


def _own_week_blocks(
    sheet: RequestSheet,
    sessions: Sequence[Appointment],
    fields: Sequence[SlotField],
    *,
    slots: Mapping[int, Sequence[Slot]],
    monday: date | None,
    clashes: Sequence[Clash],
    now: datetime,
) -> list[Block]:
    mondays = [(day := day_of(appointment.starts)) - timedelta(days=day.weekday()) for appointment in sessions]
    of_each = [slots.get(appointment.id, ()) for appointment in sessions]
    draw = partial(slot_blocks, minutes=sheet.request.minutes, clashes=clashes, people=sheet.people, now=now)
    if len(sessions) == 1:
        start = monday or mondays[0]
        return draw(of_each[0], fields=fields, week_action="helpdesk.move_week", monday=start)
    several = list(zip(mondays, fields, of_each, strict=True))
    return own_week_blocks(several, draw, action="helpdesk.move_week", monday=monday)


def _slot_fields(
    sessions: Sequence[Appointment],
    whens: Mapping[int, str],
    *,
    slots: Mapping[int, Sequence[Slot]],
    chosen_starts: Mapping[int, int],
) -> list[SlotField]:
    return [
        SlotField(
            slot_field_name(appointment.id),
            texts.SESSION(when=whens[appointment.id]).plain,
            chosen_starts.get(appointment.id, 0),
            optional=len(sessions) > 1,
            starts={slot.starts for slot in slots.get(appointment.id, ())},
        )
        for appointment in sessions
    ]


def move_freely_form(
    sheet: RequestSheet,
    metadata: ChangeMetadata,
    *,
    sessions: Sequence[Appointment],
    hosts: Sequence[Person] = (),
    days: Sequence[BusyDay] = (),
    now: datetime,
) -> Json:
    """Build the form to reschedule for the host, who can choose any later time. It shows the current times.

    `sessions` are séances that can move together. `hosts` are the hosts who must accept if a coach reschedules."""
    coming = coming_sessions(sheet, now=now)
    said = texts.MOVE_FREELY_ONE if len(coming) == 1 else texts.MOVE_FREELY
    blocks: list[Block] = [
        section(said),
        *_asked_blocks(hosts),
        *_move_rest_blocks(sessions),
        *other_events_blocks(days, now=now),
    ]
    for appointment in coming:
        when = moment_words(appointment.starts, now)
        local = to_paris(appointment.starts)
        day, time = free_field_name(DAY, appointment), free_field_name(TIME, appointment)
        blocks.append(field(day, texts.DAY_OF(when=when).plain, day_picker(day, initial=local.date().isoformat())))
        blocks.append(field(time, texts.TIME_OF(when=when).plain, time_picker(time, initial=f"{local:%H:%M}")))
    blocks.append(_REASON)
    return modal("helpdesk.moved", MOVE, blocks, submit=MOVE, private_metadata=str(metadata))


def move_rest_form(
    sheet: RequestSheet,
    metadata: ChangeMetadata,
    *,
    sessions: Sequence[Appointment],
    hosts: Sequence[Person] = (),
    slots: Sequence[Slot] | None,
    chosen: int = 0,
    monday: date | None = None,
    clashes: Sequence[Clash] = (),
    now: datetime,
) -> Json:
    """Build the form to reschedule the first séance of `sessions`, and all others by the same interval.

    `slots` are possible slots of the first séance. With each of them, all other séances have a free slot too. If
    `slots` is None, the host can choose any later time.
    `hosts` are the hosts who must accept, and `clashes` the team's other appointments."""
    first = sessions[0]
    said = REST(count=len(sessions)) if len(sessions) > 1 else texts.MOVE_FREELY_ONE
    blocks: list[Block] = [section(said), *_asked_blocks(hosts)]
    if len(sessions) < len(coming_sessions(sheet, now=now)):
        blocks.append(context(texts.OF_OTHERS))
    if slots is None:
        local, day, time = to_paris(first.starts), free_field_name(DAY, first), free_field_name(TIME, first)
        blocks.append(field(day, FIRST_DAY, day_picker(day, initial=local.date().isoformat())))
        blocks.append(field(time, FIRST_TIME, time_picker(time, initial=f"{local:%H:%M}")))
    elif slots:
        start = monday or (day_of(first.starts) - timedelta(days=day_of(first.starts).weekday()))
        fields = [SlotField(slot_field_name(first.id), FIRST_OF_REST, chosen)]
        runs = {slot.starts: WeeklyRun(_shifted_starts(sessions, slot.starts), slot.hosts) for slot in slots}
        blocks += slot_blocks(
            slots,
            fields=fields,
            minutes=sheet.request.minutes,
            week_action="helpdesk.move_rest",
            monday=start,
            clashes=clashes,
            people=sheet.people,
            runs=runs,
            now=now,
        )
    else:
        whom = join_names([sheet.people[id_].name for id_ in first.host_ids if id_ in sheet.people]) or texts.COACHES
        return modal("helpdesk.unmoved", MOVE_REST_TITLE, [section(NO_REST(whom=whom))])
    title, private = MOVE_REST_TITLE, str(metadata)
    return modal("helpdesk.rest_moved", title, [*blocks, _REASON], submit=MOVE, private_metadata=private)


def _shifted_starts(sessions: Sequence[Appointment], start: int) -> tuple[int, ...]:
    moved = shifted_starts(sessions, moved_id=sessions[0].id, starts=from_epoch(start)).values()
    return tuple(sorted(int(starts.timestamp()) for starts in moved))


def _asked_blocks(hosts: Sequence[Person]) -> list[Block]:
    return [section(texts.asks([host.name for host in hosts]))] if hosts else []


def _move_rest_blocks(sessions: Sequence[Appointment]) -> list[Block]:
    return [actions(button(MOVE_REST, "helpdesk.move_rest"))] if len(sessions) > 1 else []


def cancel_form(
    sheet: RequestSheet,
    metadata: ChangeMetadata,
    *,
    ticked_id: int | None = None,
    host_declines: bool = False,
    now: datetime,
) -> Json:
    """Build the form to cancel séances, with an optional reason.

    `ticked_id` is the id of the séance to tick. If `host_declines` is true, the reader declines to host the séances."""
    coming = coming_sessions(sheet, now=now)
    if host_declines:
        which = views.sessions_field(texts.WHICH_DECLINED, coming, ticked_ids=[ticked_id or 0], now=now)
        several = [which] if metadata.appointment_id is None else []
        blocks: list[Block] = [section(texts.DECLINE_SURE), *several, _REASON]
        carries = str(metadata)
        return modal("helpdesk.cancelled", texts.DECLINE, blocks, submit=texts.DECLINE, private_metadata=carries)
    if metadata.appointment_id is not None:
        blocks = [section(texts.SURE(what=sheet.what, when=moment_words(coming[0].starts, now)))]
    else:
        which = views.sessions_field(texts.WHICH, coming, ticked_ids=[ticked_id or 0], now=now)
        blocks = [section(texts.sure_of_several(len(coming), what=sheet.what)), which]
    blocks.append(_REASON)
    return modal("helpdesk.cancelled", texts.CANCEL, blocks, submit=texts.CANCEL, private_metadata=str(metadata))


def moved_modal(result: ChangeResult, appointment_ids: Collection[int], *, now: datetime) -> Json:
    sheet, undo = result.sheet, undo_blocks(result.batch, result.undo_until, now=now)
    starts = [session.starts for session in sheet.sessions if session.id in appointment_ids]
    held = [session for session in sheet.held if session.id in appointment_ids]
    if not held:
        return views.moved_modal(sheet.what, starts, undo_rows=undo, now=now)
    asked = section(texts.asked(hosts_of(sheet, held), moment_words(sheet.agreement_deadline(held[0]), now)))
    undo = [asked, *(undo or [context(TOLD)])]
    return views.moved_modal(sheet.what, starts, title=texts.ASKED_TITLE, undo_rows=undo, now=now)


def cancelled_modal(
    result: ChangeResult, appointment_ids: Collection[int], *, host_declines: bool = False, now: datetime
) -> Json:
    """Build the confirmation of a cancellation. If `host_declines` is true, the host declined the séances."""
    starts = [session.starts for session in result.sheet.sessions if session.id in appointment_ids]
    undo = undo_blocks(result.batch, result.undo_until, now=now)
    return views.cancelled_modal(result.sheet.what, starts, host_declines=host_declines, undo_rows=undo, now=now)
