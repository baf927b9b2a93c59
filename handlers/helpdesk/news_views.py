"""Views of the notices about changes to a bureau d'aide. Pure.

Each view returns None if its notice is outdated for the reader."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, Part, State
from bot.dates.paris import from_epoch
from bot.dates.words import day_words, moment_words
from bot.helpdesk.model import Document, RequestSheet
from bot.helpdesk.wishes import may_still_host
from bot.programme.model import Person
from handlers.helpdesk.hosting import texts
from handlers.kit.blocks import Message, actions, button, message, plain_sections, section
from handlers.kit.escaping import Said
from handlers.kit.sentences import capitalise, end_sentence, fact
from handlers.kit.sentences import join_text as together
from handlers.kit.told import open_button

from . import card_texts, news_texts
from .agreeing import awaited_answer
from .card_views import coming_sessions, participant_name, start_words

_TEAM = (Part.BOOKER, Part.GUEST)


def added_message(
    sheet: RequestSheet, viewer_id: int, *, appointment_ids: Sequence[int], by: Person | None, now: datetime
) -> Message | None:
    """Build the notice that a person booked more séances. It shows their current times."""
    standing = _sessions_of(sheet.standing, appointment_ids, viewer_id)
    if not standing:
        return None
    return _notice(
        news_texts.added(_person_name(by), start_words(standing, now), sheet.defi.name, what=sheet.what),
        open_row=_open_block(standing[0], now=now),
    )


def moved_message(
    sheet: RequestSheet, viewer_id: int, *, known: Mapping[int, int], by: Person | None, now: datetime
) -> Message | None:
    """Build the notice of a reschedule. `known` are the starts that people knew, by séance, in seconds since 1970."""
    standing = _sessions_of(sheet.standing, known, viewer_id)
    gone = [appointment for appointment in standing if int(appointment.starts.timestamp()) != known[appointment.id]]
    if not gone:
        return None
    moves = [
        (moment_words(from_epoch(known[appointment.id]), now), moment_words(appointment.starts, now))
        for appointment in gone
    ]
    return _notice(
        news_texts.moved(_person_name(by), moves, sheet.defi.name, what=sheet.what),
        *_reason_facts(gone),
        *_answer_facts(sheet, gone, viewer_id, now=now),
        open_row=_open_block(gone[0], now=now),
    )


def cancelled_message(
    sheet: RequestSheet,
    viewer_id: int,
    *,
    known: Mapping[int, int],
    by: Person | None,
    was_agreed: bool = True,
    unchosen: bool = False,
    now: datetime,
) -> Message | None:
    """Build the notice of a cancellation, with a button to book again. `known` are the starts that people knew.

    If `was_agreed` is false, the host declined or left held séances, or did not answer in time. If `unchosen` is true,
    the team chose none of the times that the host (`by`) proposed instead."""
    gone = _sessions_of([session for session in sheet.sessions if session.state is State.CANCELLED], known, viewer_id)
    if not gone:
        return None
    whens = [moment_words(from_epoch(known[appointment.id]), now) for appointment in gone]
    somebody = any(someone.part in _TEAM for appointment in gone for someone in appointment.present)
    defi = sheet.defi.name
    text = (
        news_texts.cancelled(_person_name(by), whens, defi, what=sheet.what)
        if somebody
        else news_texts.nobody_left(whens, defi, what=sheet.what)
    )
    mine = (
        by is not None and by.id == viewer_id and not unchosen
    )  # If the reader declined to host the séances, these hours do not become free for other teams.
    if not was_agreed:
        text = news_texts.not_agreed(_person_name(by), card_texts.of_days(whens), defi, what=sheet.what, mine=mine)
    if unchosen:
        name = _person_name(by) or card_texts.SOMEBODY
        text = news_texts.UNCHOSEN(by=name, what=sheet.what, days=card_texts.of_days(whens), defi=defi)
    part = gone[0].part_of(viewer_id)
    freed = news_texts.HOUR_IS_FREE if len(gone) == 1 else news_texts.HOURS_ARE_FREE
    free = [freed] if part is Part.HOST and not mine else []
    whole = together([text, *_reason_facts(gone), *free])
    # An invited porteur may not be able to book, so check before building the button.
    reader = sheet.people.get(viewer_id)
    books = part in _TEAM and reader is not None and sheet.is_asked_by(reader)
    again = button(news_texts.BOOK_ANOTHER, "helpdesk.start", value=sheet.request.format_key)
    return message(whole, section(whole), *([actions(again)] if books else []))


def agreed_message(
    sheet: RequestSheet,
    viewer_id: int,
    *,
    appointment_ids: Sequence[int],
    host: Person | None,
    by: Person | None,
    now: datetime,
) -> Message | None:
    """Build the notice that the host accepted séances. `by` is the host, or the coach who accepted for the host."""
    coming = _sessions_of(coming_sessions(sheet, now=now), appointment_ids, viewer_id)
    theirs = [each for each in coming if each not in sheet.held and host and host.id in each.host_ids]
    if not theirs or host is None:
        return None
    days = card_texts.of_days(start_words(theirs, now))
    said = news_texts.HOST_AGREED(host=capitalise(host.name), what=sheet.what, days=days)
    if by is not None and by.id != host.id:
        said = news_texts.HOST_AGREED_FOR(by=by.name, host=host.name, what=sheet.what, days=days)
        if host.id == viewer_id:
            said = news_texts.AGREED_FOR_YOU(by=by.name, what=sheet.what, days=days)
    return _notice(said, open_row=_open_block(theirs[0], now=now))


def left_message(
    sheet: RequestSheet, viewer_id: int, *, appointment_ids: Sequence[int], person: Person | None, now: datetime
) -> Message | None:
    """Build the notice that a participant cannot attend. Another notice tells about cancelled séances."""
    standing = _sessions_of(sheet.standing, appointment_ids, viewer_id)
    gone = [appointment for appointment in standing if person is None or appointment.part_of(person.id) is None]
    if not gone or person is None:
        return None
    said = news_texts.left(person.name, start_words(gone, now), sheet.defi.name, what=sheet.what)
    return _notice(said, *_answer_facts(sheet, gone, viewer_id, now=now), open_row=_open_block(gone[0], now=now))


def came_back_message(
    sheet: RequestSheet, viewer_id: int, *, appointment_ids: Sequence[int], person: Person | None, now: datetime
) -> Message | None:
    """Build the notice that a person attends again, to participants and to the coach who invited the person.

    The notice names only the séances that the person still attends."""
    outside = not sheet.involves(viewer_id)
    standing = [session for session in sheet.standing if session.id in appointment_ids]
    theirs = [session for session in standing if outside or session.part_of(viewer_id)]
    back = [appointment for appointment in theirs if person is not None and appointment.part_of(person.id)]
    if not back or person is None:
        return None
    days = card_texts.of_days(start_words(back, now))
    said = news_texts.CAME(what=sheet.what, name=person.name, days=days, defi=sheet.defi.name)
    return _notice(said, open_row=_open_block(back[0], now=now))


def handed_message(
    sheet: RequestSheet,
    viewer_id: int,
    *,
    appointment_ids: Sequence[int],
    giver: Person | None,
    taker: Person | None,
    now: datetime,
) -> Message | None:
    """Build the notice that `taker` replaces `giver` as the host, or has been asked to replace `giver`."""
    hosted = [
        appointment
        for appointment in coming_sessions(sheet, now=now)
        if appointment.id in appointment_ids and taker and appointment.part_of(taker.id) is Part.HOST
    ]
    if taker is None or giver is None or not hosted:
        return None
    agreed = [appointment for appointment in hosted if appointment not in sheet.held]
    said = [_handed_sentence(sheet, agreed, giver, taker, viewer_id, now=now)] if agreed else []
    asked = [appointment for appointment in hosted if appointment in sheet.held]
    said += [_asked_instead_sentence(sheet, asked, giver, taker, viewer_id, now=now)] if asked else []
    return _notice(*said, open_row=None if giver.id == viewer_id else _open_block(hosted[0], now=now))


def _handed_sentence(
    sheet: RequestSheet, sessions: Sequence[Appointment], giver: Person, taker: Person, viewer_id: int, *, now: datetime
) -> Said:
    what, days, defi = sheet.what, card_texts.of_days(start_words(sessions, now)), sheet.defi.name
    if giver.id == viewer_id:
        return news_texts.HANDED_FROM_YOU(what=what, taker=taker.name, days=days, defi=defi)
    if taker.id == viewer_id:
        return news_texts.HANDED_TO_YOU(what=what, giver=giver.name, days=days, defi=defi)
    return news_texts.HANDED(what=what, taker=taker.name, giver=giver.name, days=days, defi=defi)


def _asked_instead_sentence(
    sheet: RequestSheet, sessions: Sequence[Appointment], giver: Person, taker: Person, viewer_id: int, *, now: datetime
) -> Said:
    what, days, defi = sheet.what, card_texts.of_days(start_words(sessions, now)), sheet.defi.name
    until = moment_words(sheet.agreement_deadline(sessions[0]), now)
    if giver.id == viewer_id:
        return news_texts.NOW_FROM_YOU(what=what, taker=taker.name, days=days, defi=defi, until=until)
    if taker.id == viewer_id:
        return news_texts.NOW_TO_YOU(what=what, giver=giver.name, days=days, defi=defi, until=until)
    return news_texts.NOW_TO_TAKER(what=what, taker=taker.name, giver=giver.name, days=days, defi=defi, until=until)


def held_message(sheet: RequestSheet, viewer_id: int, *, by: Person | None, now: datetime) -> Message | None:
    theirs = [session for session in sheet.standing if session.part_of(viewer_id)]
    if not theirs:
        return None
    name = capitalise(by.name if by else card_texts.SOMEBODY)
    days = card_texts.of_days(start_words(theirs, now))
    return _notice(news_texts.HELD(what=sheet.what, name=name, days=days, defi=sheet.defi.name))


def joined_message(
    sheet: RequestSheet, viewer_id: int, *, appointment_ids: Sequence[int], who: Person | None, now: datetime
) -> Message | None:
    """Build the notice that a colleague or a specialist was added to séances."""
    coming = [appointment for appointment in coming_sessions(sheet, now=now) if who and appointment.part_of(who.id)]
    theirs = [
        appointment
        for appointment in coming
        if appointment.id in appointment_ids and (appointment.part_of(viewer_id) or not sheet.involves(viewer_id))
    ]
    if who is None or not theirs:
        return None
    name = participant_name(who, theirs[0].part_of(who.id), promotion_id=sheet.promotion_id)
    days, defi = card_texts.of_days(start_words(theirs, now)), sheet.defi.name
    said = news_texts.JOINED(what=sheet.what, person=name, days=days, defi=defi)
    if who.id == viewer_id:
        said = news_texts.JOINED_TOO(what=sheet.what, days=days, defi=defi)
        if len(theirs) == len(coming):
            said = news_texts.JOINED_AGAIN(what=sheet.what, days=days, defi=defi)
    return _notice(said, open_row=_open_block(theirs[0], now=now))


def paper_lost_message(sheet: RequestSheet, *, now: datetime) -> Message | None:
    """Build the notice that a document was lost. Return None if no document is awaited, or if no séance is upcoming."""
    if sheet.request.paper.document is not Document.LATER or not coming_sessions(sheet, now=now):
        return None
    send = button(news_texts.SEND, "helpdesk.paper", value=str(sheet.request.id))
    return message(news_texts.LOST, section(news_texts.LOST), actions(send))


def note_message(
    sheet: RequestSheet, viewer_id: int, *, text: str, author: Person | None, now: datetime
) -> Message | None:
    """Build a host's note. Return None for a person who attends no upcoming séance."""
    theirs = [appointment for appointment in coming_sessions(sheet, now=now) if appointment.part_of(viewer_id)]
    if not theirs:
        return None
    name = author.name if author else card_texts.SOMEBODY
    said = news_texts.NOTE_SAID(
        what=sheet.what, name=name, days=card_texts.of_days(start_words(theirs, now)), defi=sheet.defi.name
    )
    return message(
        together([said, end_sentence(text)]), section(said), *plain_sections(text), _open_block(theirs[0], now=now)
    )


def specialist_message(
    sheet: RequestSheet,
    viewer_id: int,
    *,
    appointment_ids: Sequence[int],
    by: Person | None,
    until: datetime | None,
    is_posted: bool,
    now: datetime,
) -> Message | None:
    """Build the question that asks a specialist to attend, or the sentence that later replaces the question.

    The question leaves out the need, and names all séances that await this answer. After the deadline, `until` is None.
    """
    meant = [session for session in sheet.sessions if session.id in appointment_ids]
    asked = [session for session in coming_sessions(sheet, now=now) if session.awaits(viewer_id)]
    asked = asked if any(session in meant for session in asked) else []
    comes = [session for session in meant if session in sheet.standing and session.part_of(viewer_id)]
    what, defi = sheet.what, sheet.defi.name
    days = card_texts.of_days(start_words(asked or comes or meant, now))
    if not asked or until is None:
        over = news_texts.NOT_WANTED(what=what, days=days, defi=defi)
        if comes:
            over = news_texts.COMES(what=what, days=days, defi=defi)
        return _notice(over) if is_posted else None
    name, when = capitalise(_person_name(by) or card_texts.SOMEBODY), moment_words(until, now)
    text = news_texts.WANTED(by=name, what=what, days=days, defi=defi, until=when)
    row = actions(*specialist_buttons(sheet, viewer_id, of=moment_words(asked[0].starts, now)))
    return message(text, section(text), row)


def specialist_buttons(sheet: RequestSheet, person_id: int, *, of: str) -> list[InteractiveElement]:
    value = f"{sheet.request.id} {person_id}"
    return [
        button(news_texts.COME, "helpdesk.join", value=value, of=of, style="primary"),
        button(news_texts.STAY_OUT, "helpdesk.stay_out", value=value, of=of),
    ]


def stays_away_message(
    sheet: RequestSheet, person: Person | None, *, appointment_ids: Sequence[int], is_late: bool, now: datetime
) -> Message | None:
    """Build the notice that a specialist will not attend. Return None if the specialist attends or was asked again."""
    meant = [session for session in sheet.sessions if session.id in appointment_ids]
    coming = [session for session in coming_sessions(sheet, now=now) if session in meant]
    if person is None or any(each.part_of(person.id) or each.awaits(person.id) for each in coming):
        return None
    name, what, defi = person.name, sheet.what, sheet.defi.name
    days = card_texts.of_days(start_words(coming or meant, now))
    said = news_texts.STAYS_OUT(name=name, what=what, days=days, defi=defi)
    if is_late:
        said = news_texts.STAYS_OUT_LATE(name=name, what=what, days=days, defi=defi)
    return _notice(said, open_row=_open_block(coming[0], now=now) if coming else None)


def share_need_message(
    sheet: RequestSheet, person: Person | None, *, answer: bool | None, is_posted: bool, now: datetime
) -> Message | None:
    """Build the question to the team: may a specialist read the need? The answer replaces the question."""
    if person is None:
        return None
    coming = [appointment for appointment in coming_sessions(sheet, now=now) if appointment.part_of(person.id)]
    name, defi, days = person.name, sheet.defi.name, card_texts.of_days(start_words(coming or sheet.sessions, now))
    if answer is not None or not coming:
        said = (
            news_texts.SHOWN(what=sheet.what, name=name, days=days, defi=defi)
            if answer
            else news_texts.HIDDEN(what=sheet.what, name=name, days=days, defi=defi)
        )
        if answer is None:
            said = news_texts.ASKED_IN_VAIN(what=sheet.what, name=name, days=days, defi=defi)
        return _notice(said) if is_posted else None
    text = news_texts.ASKS(what=sheet.what, name=name, days=days, defi=defi)
    value = f"{sheet.request.id} {person.id}"
    of = f"{moment_words(coming[0].starts, now)}, {person.name}"
    show = button(news_texts.SHOW, "helpdesk.agree", value=value, of=of)
    hide = button(news_texts.HIDE, "helpdesk.refuse", value=value, of=of)
    return message(text, section(text), actions(show, hide))


def orphaned_message(sheet: RequestSheet, person: Person | None, *, posted: bool, now: datetime) -> Message | None:
    """Build the notice to coaches that a host is gone or unreachable. Later, a `posted` notice names the solution."""
    coming = coming_sessions(sheet, now=now)
    theirs = [appointment for appointment in coming if person and person.id in appointment.host_ids]
    if person is None or not theirs:
        return _notice(_settled_sentence(sheet, person, coming)) if person and posted else None
    name, defi, days = person.name, sheet.defi.name, card_texts.of_days(start_words(theirs, now))
    text = (
        news_texts.UNREACHABLE(what=sheet.what, name=name, days=days, defi=defi)
        if may_still_host(sheet, person)
        else news_texts.ORPHANED(what=sheet.what, name=name, days=days, defi=defi)
    )
    short = join_names([day_words(appointment.starts, now) for appointment in theirs])
    value, of = f"{sheet.request.id} {theirs[0].id}", f"{short}, {card_texts.of_defi(defi)}"
    give = button(texts.HAND_OVER, "helpdesk.hand_over", value=value, of=of, style="primary")
    cancel = button(card_texts.CANCEL, "helpdesk.cancel", value=value, of=of, style="danger")
    return message(text, section(text), actions(give, cancel))


def _sessions_of(
    sessions: Sequence[Appointment], appointment_ids: Sequence[int] | Mapping[int, int], viewer_id: int
) -> list[Appointment]:
    return [session for session in sessions if session.id in appointment_ids and session.part_of(viewer_id)]


def _notice(*said: Said, open_row: Block | None = None) -> Message:
    whole = together(said)
    return message(whole, section(whole), *([open_row] if open_row else []))


def _open_block(appointment: Appointment, *, now: datetime) -> Block:
    return actions(open_button(appointment.id, of=moment_words(appointment.starts, now)))


def _reason_facts(sessions: Sequence[Appointment]) -> list[Said]:
    given = dict.fromkeys(session.reason for session in sessions if session.reason)
    return [fact(card_texts.REASON, words) for words in given if words]


def _answer_facts(sheet: RequestSheet, sessions: Sequence[Appointment], viewer_id: int, *, now: datetime) -> list[Said]:
    """Return a line with the people who must accept these séances, and the deadline. Return [] if no séance is held."""
    answer = awaited_answer(sheet, viewer_id, now=now) if any(session in sheet.held for session in sessions) else None
    return [fact(*answer)] if answer else []


def _person_name(person: Person | None) -> str:
    return person.name if person else ""


def _settled_sentence(sheet: RequestSheet, person: Person, sessions: Sequence[Appointment]) -> Said:
    ids = sorted({host for appointment in sessions for host in appointment.host_ids})
    hosts = [sheet.people[id_].name for id_ in ids if id_ in sheet.people]
    name, defi = person.name, sheet.defi.name
    return (
        news_texts.orphan_settled(name, hosts, defi, what=sheet.what)
        if hosts
        else news_texts.ORPHAN_OVER(what=sheet.what, name=name, defi=defi)
    )
