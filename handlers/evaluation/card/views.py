"""Views of a committee: its card for one person, its forms and its notices. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block, ConfirmObject, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, Part
from bot.dates.words import day_words, moment_words, range_words
from bot.evaluation.model import CommitteeSheet
from bot.programme.model import Person
from handlers.evaluation.support import texts as support_texts
from handlers.kit import tags
from handlers.kit.blocks import (
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    headed_message,
    header,
    message,
    section,
)
from handlers.kit.escaping import Said, clip, escape, escape_and_link
from handlers.kit.gestures.texts import MOVE, leave_sure
from handlers.kit.gestures.views import DateFormTexts
from handlers.kit.sentences import FACT, fact, join_text, labelled_fact
from handlers.kit.texts import (
    CALENDAR,
    GO_BACK,
    JOIN,
    LEAVE,
    LEAVE_TITLE,
    LEAVE_YES,
    LINK,
    MORE,
    OPEN_FIRST,
    PLACE,
    REASONED,
    WHEN,
    WITH,
)
from handlers.kit.told import add_undo, open_button, shorten_card

from . import texts

SHORT = 600  # the most characters shown of a text from the catalogue
MOST = 5
# The card in Slack shows the first two of these buttons, if the person has them.
KEPT = (
    "agenda.undo",
    *("records.report", "evaluation.leave_talk", "evaluation.move_talk"),
    *("records.sheet", "evaluation.leave", "evaluation.move"),
)
AHEAD = timedelta(days=14)


def card(
    sheet: CommitteeSheet,
    viewer_id: int,
    *,
    preparation: str,
    all_buttons: bool = False,
    undo_id: str | None = None,
    now: datetime,
) -> Message:
    """Build a person's card of a committee, or of the coming meeting about its report.

    The card is about the meeting if the committee is over, or if the person left the committee. If `all_buttons` is
    true, the card has all buttons, as after « Ouvrir ». `undo_id` is the id of a change that the person can undo."""
    talk = _upcoming_talk(sheet, viewer_id, now=now)
    drawn = (
        _talk_card(sheet, talk, viewer_id, all_buttons=all_buttons, now=now)
        if talk is not None
        else _committee_card(sheet, viewer_id, preparation=preparation, all_buttons=all_buttons, now=now)
    )
    appointment = talk or sheet.appointment
    more = open_button(appointment.id, of=moment_words(appointment.starts, now), label=MORE)
    return drawn if all_buttons else shorten_card(add_undo(drawn, undo_id), kept_actions=KEPT, more_button=more)


def _committee_card(
    sheet: CommitteeSheet, viewer_id: int, *, preparation: str, all_buttons: bool, now: datetime
) -> Message:
    appointment, when = sheet.appointment, moment_words(sheet.appointment.starts, now)
    if sheet.is_cancelled:
        said = texts.IS_CANCELLED
        title = header(texts.CANCELLED_TITLE(when=when).plain)
        return message(join_text([_spoken_sentence(sheet, now=now), said]), title, section(said))
    if sheet.has_left(viewer_id):
        title = header(texts.LEFT_TITLE(when=when).plain)
        return message(join_text([_spoken_sentence(sheet, now=now), texts.YOU_LEFT]), title, section(texts.YOU_LEFT))
    over = appointment.ends <= now
    facts = _fact_pairs(sheet, viewer_id, now=now)
    small = [] if over or not preparation else [(texts.PREPARE, clip(escape(preparation), SHORT))]
    titled = texts.PAST_TITLE(when=when) if over else texts.TITLE(when=when)
    title = header(titled.plain)
    blocks: list[Block] = [title, section(join_text([labelled_fact(name, what) for name, what in facts], "\n"))]
    blocks += [context(FACT(name=name, what=what)) for name, what in small]
    opens = not over and appointment.opens_room(viewer_id)
    blocks += [context(OPEN_FIRST)] if opens else []
    row = _after_committee_buttons(sheet, viewer_id, now=now) if over else _committee_buttons(sheet, viewer_id, now=now)
    row += (
        _support_buttons(sheet, now=now)
        if appointment.part_of(viewer_id) is Part.GUEST and not all_buttons and len(row) < MOST
        else []
    )
    more = [*_move_talk_buttons(sheet, viewer_id, now=now), *_cancel_talk_buttons(sheet, viewer_id, now=now)]
    more = more if all_buttons and not over else []
    blocks += [actions(*each) for each in (row, more) if each]
    spoken = [_spoken_sentence(sheet, now=now), *(fact(name, what) for name, what in (*facts, *small))]
    spoken += [fact(LINK, appointment.link)] if appointment.link and not over else []
    return message(join_text([*spoken, *([OPEN_FIRST] if opens else [])]), *blocks)


def date_form_texts(sheet: CommitteeSheet, *, has_no_deadline: bool = True, now: datetime) -> DateFormTexts:
    """Return the texts for the forms to reschedule and cancel.

    If `has_no_deadline` is false, the form to reschedule says until when the team can do it."""
    return DateFormTexts(
        thing_id=sheet.committee.id,
        head=_spoken_sentence(sheet, now=now),
        name=texts.NAME(defi=sheet.defi.name),
        starts=sheet.appointment.starts,
        of=sheet.appointment,
        rules=[texts.MOVE_RULE] if has_no_deadline else [texts.MOVE_RULE, texts.TEAM_RULE],
        ends=[texts.CANCEL_RULE],
        asks=True,
    )


def talk_form_texts(sheet: CommitteeSheet, *, now: datetime) -> DateFormTexts:
    talk = next(iter(sheet.both[1:]), None)
    phase, defi, when = sheet.phase, sheet.defi.name, moment_words((talk or sheet.appointment).starts, now)
    of_talk = texts.TALK_SPOKEN(phase=phase, defi=defi, when=when)
    return DateFormTexts(
        thing_id=sheet.committee.id,
        title=MOVE if talk else texts.TALK_DATE,
        head=of_talk if talk else texts.TALK_HEAD(phase=phase, defi=defi, when=when),
        name=texts.TALK_NAME(defi=sheet.defi.name),
        starts=talk.starts if talk else sheet.appointment.starts + AHEAD,
        of=talk,
        rules=[texts.TALK_RULE],
    )


def talk_moved_message(
    sheet: CommitteeSheet, *, old_start: datetime | None, by: Person | None, now: datetime
) -> Message:
    """Build the notice that the meeting about the report has a date, or a new date.

    `old_start` is the previous date, if there was one."""
    talk = sheet.both[-1]
    after, who, defi = moment_words(talk.starts, now), _person_name(by), sheet.defi.name
    key = texts.TALK_SET(who=who, defi=defi, after=after)
    if old_start is not None:
        key = texts.TALK_MOVED(who=who, defi=defi, after=after, before=moment_words(old_start, now))
    return headed_message(key, [*_reason_lines(talk), texts.MOVED_FOOT])


def talk_cancelled_message(sheet: CommitteeSheet, *, old_start: datetime, by: Person | None, now: datetime) -> Message:
    """Build the notice that the meeting about the report is cancelled. `old_start` is the date that the reader knew."""
    key = texts.TALK_CANCELLED(who=_person_name(by), defi=sheet.defi.name, when=moment_words(old_start, now))
    return headed_message(key, [texts.TALK_TO_SET])


def moved_message(
    sheet: CommitteeSheet, reader_id: int, *, old_start: datetime, move_count: int, by: Person | None, now: datetime
) -> Message:
    """Build the notice of a new time. From the third reschedule on, it tells hosts the number of reschedules."""
    other = sheet.appointment
    after, was = moment_words(other.starts, now), moment_words(old_start, now)
    key = texts.MOVED(who=_person_name(by), defi=sheet.defi.name, after=after, before=was)
    often = [texts.TIMES(nth=texts.nth(move_count))] if move_count > 2 and sheet.hosts(reader_id) else []
    talk = [texts.TALK_IS(when=moment_words(appointment.starts, now)) for appointment in sheet.both[1:]]
    return headed_message(key, [*_reason_lines(other), *talk, *often, texts.MOVED_FOOT])


def cancelled_message(
    sheet: CommitteeSheet, *, old_start: datetime, talk: datetime | None, by: Person | None, now: datetime
) -> Message:
    """Build the notice that a committee is cancelled. `old_start` is the committee's time that the reader knew.

    `talk` is the time of the meeting about the report, if there was one."""
    key = texts.CANCELLED(who=_person_name(by), defi=sheet.defi.name, when=moment_words(old_start, now))
    too = [texts.TALK_TOO(when=moment_words(talk, now))] if talk else []
    return headed_message(key, [*_reason_lines(sheet.appointment), *too, texts.ANOTHER])


def participant_left_message(
    sheet: CommitteeSheet, appointment: Appointment, *, person: Person, now: datetime
) -> Message:
    when = moment_words(appointment.starts, now)
    if appointment.id == sheet.appointment.id:
        return headed_message(texts.LEFT(who=person.name, defi=sheet.defi.name, when=when), [])
    return headed_message(texts.LEFT_TALK(who=person.name, defi=sheet.defi.name, when=when), [])


def leave_confirmation() -> ConfirmObject:
    return confirm_dialog(LEAVE_TITLE, leave_sure(texts.HOSTS_TOLD), yes=LEAVE_YES, no=GO_BACK)


def _fact_pairs(sheet: CommitteeSheet, viewer_id: int, *, now: datetime) -> list[tuple[str, Said | str]]:
    other = sheet.appointment
    hosts = [sheet.people[id_].name for id_ in other.host_ids if id_ != viewer_id]
    others = [sheet.people[id_].name for id_ in other.person_ids if id_ not in (viewer_id, *other.host_ids)]
    facts: list[tuple[str, Said | str]] = [
        (WHEN, texts.HOUR(day=day_words(other.starts, now), hours=range_words(other.starts, other.ends))),
        (texts.FOR, texts.PHASE(defi=sheet.defi.name, phase=sheet.phase)),
    ]
    if hosts or others:
        facts.append((WITH, join_names([*hosts, *others])))
    if other.place:
        facts.append((PLACE, escape_and_link(other.place)))
    talk = [_hours_line(appointment, now=now) for appointment in sheet.both[1:]]
    return [*facts, (texts.TALK, talk[0] if talk else texts.NO_TALK), *tags.facts(sheet.tags)]


def _hours_line(appointment: Appointment, *, now: datetime) -> Said:
    return texts.HOUR(day=day_words(appointment.starts, now), hours=range_words(appointment.starts, appointment.ends))


def _upcoming_talk(sheet: CommitteeSheet, viewer_id: int, *, now: datetime) -> Appointment | None:
    over = sheet.appointment.ends <= now or sheet.has_left(viewer_id)
    ahead = [
        appointment
        for appointment in sheet.both[1:]
        if appointment.ends > now and (appointment.part_of(viewer_id) or not sheet.has_left(viewer_id))
    ]
    return ahead[0] if ahead and over and not sheet.is_cancelled else None


def _talk_card(
    sheet: CommitteeSheet, talk: Appointment, viewer_id: int, *, all_buttons: bool, now: datetime
) -> Message:
    """Build the card of the meeting about the report, which follows the committee."""
    when = moment_words(talk.starts, now)
    spoken = texts.TALK_SPOKEN(phase=sheet.phase, when=when, defi=sheet.defi.name)
    alike = replace(sheet, appointment=replace(talk, tags=sheet.appointment.tags), talk=None)
    facts = [fact for fact in _fact_pairs(alike, viewer_id, now=now) if fact[0] != texts.TALK]
    blocks: list[Block] = [header(texts.TALK_TITLE(when=when).plain)]
    blocks.append(section(join_text([labelled_fact(name, what) for name, what in facts], "\n")))
    opens = talk.opens_room(viewer_id)
    blocks += [context(OPEN_FIRST)] if opens else []
    row = _talk_buttons(sheet, talk, viewer_id, now=now)
    blocks += [actions(*each) for each in ((row[:MOST], row[MOST:]) if all_buttons else (row[:MOST],)) if each]
    said = [spoken, *(fact(name, what) for name, what in facts)]
    said += [fact(LINK, talk.link)] if talk.link else []
    return message(join_text([*said, *([OPEN_FIRST] if opens else [])]), *blocks)


def _talk_buttons(
    sheet: CommitteeSheet, talk: Appointment, viewer_id: int, *, now: datetime
) -> list[InteractiveElement]:
    value, of, part = str(sheet.committee.id), moment_words(talk.starts, now), talk.part_of(viewer_id)
    row = [button(JOIN, "kit.link", url=talk.link, of=of, style="primary")] if talk.link else []
    row.append(_report_button(sheet, now=now))
    if talk.starts <= now:
        return [*row, _sheet_button(sheet, now=now)]
    if part is Part.GUEST:
        ask = confirm_dialog(LEAVE_TITLE, leave_sure(texts.HOSTS_TOLD), yes=LEAVE_YES, no=GO_BACK)
        row.append(button(LEAVE, "evaluation.leave_talk", value=value, of=of, confirm=ask))
    row += _move_talk_buttons(sheet, viewer_id, now=now)
    row += [button(CALENDAR, "evaluation.calendar", value=value, of=of)] if part else []
    return [*row, _sheet_button(sheet, now=now), *_cancel_talk_buttons(sheet, viewer_id, now=now)]


def _after_committee_buttons(sheet: CommitteeSheet, viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    return [
        _report_button(sheet, now=now),
        _sheet_button(sheet, now=now),
        *_move_talk_buttons(sheet, viewer_id, now=now),
    ]


def _report_button(sheet: CommitteeSheet, *, now: datetime) -> InteractiveElement:
    of = f"{moment_words(sheet.appointment.starts, now)}, {sheet.defi.name}"
    return button(texts.REPORT, "records.report", value=str(sheet.committee.id), of=of)


def _move_talk_buttons(sheet: CommitteeSheet, viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    """Build the button to schedule the meeting about the report. If the reader may not do this, build nothing."""
    talk = next(iter(sheet.both[1:]), None)
    viewer = sheet.people.get(viewer_id)
    leads = sheet.appointment.part_of(viewer_id) is not Part.GUEST
    if (talk and talk.starts <= now) or not (leads or (viewer is not None and sheet.defi.id in viewer.defi_ids)):
        return []
    of = f"{moment_words((talk or sheet.appointment).starts, now)}, {sheet.defi.name}"
    label = texts.MOVE_TALK if talk else texts.SET_TALK
    return [button(label, "evaluation.move_talk", value=str(sheet.committee.id), of=of)]


def _cancel_talk_buttons(sheet: CommitteeSheet, viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    """Build the button with which hosts and coaches cancel only the meeting about the report, until it starts."""
    talk = next(iter(sheet.both[1:]), None)
    if talk is None or talk.starts <= now or sheet.appointment.part_of(viewer_id) is Part.GUEST:
        return []
    ask = confirm_dialog(texts.CANCEL_TALK_TITLE, texts.CANCEL_TALK_SURE, yes=texts.CANCEL_TALK_YES, no=GO_BACK)
    value, of = str(sheet.committee.id), f"{moment_words(talk.starts, now)}, {sheet.defi.name}"
    return [button(texts.CANCEL_TALK, "evaluation.cancel_talk", value=value, of=of, confirm=ask)]


def _committee_buttons(sheet: CommitteeSheet, viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    appointment, value = sheet.appointment, str(sheet.committee.id)
    of, part = moment_words(appointment.starts, now), appointment.part_of(viewer_id)
    leads, team = part is not Part.GUEST, sheet.people.get(viewer_id)
    green = "primary" if leads or appointment.starts <= now else None
    row = [button(JOIN, "kit.link", url=appointment.link, of=of, style=green)] if appointment.link else []
    row.append(_sheet_button(sheet, now=now))
    if appointment.starts <= now:
        return row
    if leads or (team is not None and sheet.defi.id in team.defi_ids):
        row.append(button(MOVE, "evaluation.move", value=value, of=of))
    if leads:
        row.append(button(texts.CANCEL, "evaluation.cancel", value=value, of=of))
    if part is Part.GUEST:
        row.append(button(LEAVE, "evaluation.leave", value=value, of=of, confirm=leave_confirmation()))
    return [*row, button(CALENDAR, "evaluation.calendar", value=value, of=of)] if part else row


def _sheet_button(sheet: CommitteeSheet, *, now: datetime) -> InteractiveElement:
    of = moment_words(sheet.appointment.starts, now)
    return button(texts.SHEET, "records.sheet", value=str(sheet.committee.id), of=of)


def _support_buttons(sheet: CommitteeSheet, *, now: datetime) -> list[InteractiveElement]:
    """Build the button that opens the support, until the committee starts. The défi's sheet has the same link."""
    appointment = sheet.appointment
    of = moment_words(appointment.starts, now)
    about = str(sheet.committee.id)
    return [button(support_texts.OPEN, "evaluation.support", value=about, of=of)] if appointment.starts > now else []


def _spoken_sentence(sheet: CommitteeSheet, *, now: datetime) -> Said:
    when = moment_words(sheet.appointment.starts, now)
    return texts.SPOKEN(phase=sheet.phase, when=when, defi=sheet.defi.name)


def _person_name(person: Person | None) -> str:
    return person.name if person else texts.SOMEBODY


def _reason_lines(appointment: Appointment) -> list[Said]:
    return [REASONED(reason=appointment.reason)] if appointment.reason else []
