"""Describe a cycle's status in words for its reader: dates, people, pending answers. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum, auto

from bot.agenda.calendars.entries import join_names
from bot.dates.words import day_words, moment_words, range_words, relative_words
from bot.mentoring.cycle import CycleState, SessionState, SideToAnswer, side_to_answer
from bot.mentoring.model import CycleSheet, Session
from bot.programme.model import Person
from handlers.kit.escaping import Said
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.sentences import join_text

from . import texts


class ReaderRole(Enum):
    """The reader's role in a cycle. COACH is any reader who has never taken part, and LEFT a former participant."""

    ASKER = auto()
    MENTOR = auto()
    GUEST = auto()
    COACH = auto()
    LEFT = auto()


def session_line(session: Session, *, now: datetime) -> str:
    """Return a séance's day and hours: "mardi 12 mai, de 14 h à 15 h 30"."""
    when = session.appointment
    return f"{day_words(when.starts, now)}, {range_words(when.starts, when.ends)}"


def session_moments(sessions: Iterable[Session], now: datetime) -> list[str]:
    return [moment_words(session.appointment.starts, now) for session in sessions]


def coming_sessions(sheet: CycleSheet, *, now: datetime) -> list[Session]:
    return [session for session in sheet.timed_sessions if session.appointment.starts > now]


def goes_on(sheet: CycleSheet, *, now: datetime) -> bool:
    """Check whether a cycle has an upcoming séance, or a séance without a time."""
    return bool(coming_sessions(sheet, now=now) or sessions_in(sheet, SessionState.OPEN))


def turn_value(sheet: CycleSheet) -> str:
    """Return the value of a button that accepts times: the cycle's id, and since when the cycle awaits the answer."""
    return f"{sheet.cycle.id} {int(sheet.cycle.turned_at.timestamp())}"


def read_turn(value: str) -> tuple[int, int | None]:
    """Parse a value of `turn_value`. An old button has only the cycle."""
    cycle, *since = split_pieces(value, 1, max_pieces=2)
    return read_id(cycle), read_id(since[0], 0) if since else None


def name_of(sheet: CycleSheet, person_id: int | None, *, otherwise: str = "") -> str:
    person: Person | None = sheet.people.get(person_id or 0)
    return person.name if person else otherwise


def team_names(sheet: CycleSheet, *, except_id: int = 0) -> str:
    """Return the names of the asker and the guests, except the person `except_id`."""
    return join_names([name_of(sheet, id_) for id_ in sheet.team_ids if id_ != except_id and id_ in sheet.people])


def role_of_reader(sheet: CycleSheet, viewer_id: int) -> ReaderRole:
    cycle = sheet.cycle
    if viewer_id == cycle.asked_by:
        return ReaderRole.ASKER
    if viewer_id == cycle.mentor_id:
        return ReaderRole.MENTOR
    if viewer_id in cycle.guest_ids:
        return ReaderRole.GUEST
    # A former participant is listed in the séances. A coach is not.
    came = any(
        participant.person_id == viewer_id
        for session in sheet.sessions
        for participant in session.appointment.participants
    )
    return ReaderRole.LEFT if came else ReaderRole.COACH


def sessions_in(sheet: CycleSheet, *states: SessionState) -> list[Session]:
    return [session for session in sheet.sessions if session.state in states]


def awaited_person_id(sheet: CycleSheet) -> int | None:
    """Return the id of the person who must answer a request, or a question about a séance. None if nobody must."""
    cycle = sheet.cycle
    if cycle.state is CycleState.RUNNING:
        if sessions_in(sheet, SessionState.OPEN):
            return cycle.asked_by
        return cycle.mentor_id if sessions_in(sheet, SessionState.LATE, SessionState.MOVING) else None
    turn = side_to_answer(cycle.state)
    return {SideToAnswer.MENTOR: cycle.mentor_id, SideToAnswer.TEAM: cycle.asked_by, SideToAnswer.NOBODY: None}[turn]


def is_awaited(sheet: CycleSheet, viewer_id: int) -> bool:
    """Check whether the cycle awaits an answer or a decision of this person."""
    if awaited_person_id(sheet) == viewer_id:
        return True
    # The mentor may have to agree to one séance although another séance awaits the asker.
    late = sheet.cycle.state is CycleState.RUNNING and sessions_in(sheet, SessionState.LATE, SessionState.MOVING)
    return bool(late) and viewer_id == sheet.cycle.mentor_id


def deadline_words(sheet: CycleSheet, *, now: datetime) -> str:
    """Return the deadline of an answer, or "" if the cycle has no deadline."""
    until = sheet.cycle.answer_by
    return moment_words(until, now) if until else ""


def next_session(sheet: CycleSheet, *, now: datetime) -> Session | None:
    """Return the séance that takes place now, or the next one."""
    return next((session for session in sheet.timed_sessions if session.appointment.ends > now), None)


def open_questions(sheet: CycleSheet, viewer_id: int, *, max_per_kind: int | None = None, now: datetime) -> list[Said]:
    """Return the open questions of a running cycle for this reader, at most `max_per_kind` of each kind."""
    cycle = sheet.cycle
    asker, mentor = name_of(sheet, cycle.asked_by), name_of(sheet, cycle.mentor_id)
    said = list[Said]()
    for session in sessions_in(sheet, SessionState.OPEN)[:max_per_kind]:
        when = moment_words(session.appointment.starts, now)
        own = viewer_id == cycle.asked_by
        said.append(texts.REPLAN_YOURS(when=when) if own else texts.REPLAN(when=when, asker=asker))
    for session in sessions_in(sheet, SessionState.LATE)[:max_per_kind]:
        when = moment_words(session.appointment.starts, now)
        own = viewer_id == cycle.mentor_id
        period = cycle.terms.period
        said.append(
            texts.LATE_YOURS(when=when, asker=asker, period=period)
            if own
            else texts.LATE(when=when, mentor=mentor, period=period)
        )
    moving = sessions_in(sheet, SessionState.MOVING)
    together = [session for session in moving if session.together]
    if len(together) > 1:
        whens = join_names([moment_words(session.wanted or now, now) for session in together])
        own, count = viewer_id == cycle.mentor_id, len(together)
        said.append(
            texts.ALL_MOVING_YOURS(asker=asker, count=count, whens=whens)
            if own
            else texts.ALL_MOVING(mentor=mentor, count=count, whens=whens)
        )
        moving = [session for session in moving if not session.together]
    for session in moving[:max_per_kind]:
        when, wanted = moment_words(session.appointment.starts, now), moment_words(session.wanted or now, now)
        own = viewer_id == cycle.mentor_id
        said.append(
            texts.MOVING_YOURS(when=when, wanted=wanted, asker=asker)
            if own
            else texts.MOVING(when=when, wanted=wanted, mentor=mentor)
        )
    return said


def status_sentence(sheet: CycleSheet, viewer_id: int, *, now: datetime) -> Said:
    cycle = sheet.cycle
    if cycle.state is not CycleState.RUNNING:
        until, awaited = deadline_words(sheet, now=now), awaited_person_id(sheet)
        if awaited != viewer_id:
            return texts.awaits(name_of(sheet, awaited), until)
        other = cycle.mentor_id if viewer_id == cycle.asked_by else cycle.asked_by
        return texts.awaits_you(name_of(sheet, other), until)
    said, coming = open_questions(sheet, viewer_id, max_per_kind=1, now=now), next_session(sheet, now=now)
    if coming and coming.state.stands:
        said.append(texts.NEXT_SESSION(when=relative_words(coming.appointment.starts, now)))
    return join_text(said or [texts.OVER])
