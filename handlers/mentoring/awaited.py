"""Who reads a cycle's card, and who is waited for: the reader, or somebody else; pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum, auto

from bot.dates.words import moment_words, relative_words
from bot.mentoring.cycle import CycleState, SessionState, Turn, turn_of
from bot.mentoring.model import Session, Sheet

from . import listing_texts as texts
from .sheet_words import name_of


class Reader(Enum):
    """What who reads a card is in its cycle; a coach is whoever is nothing in it and may read it all the same."""

    ASKER = auto()
    MENTOR = auto()
    GUEST = auto()
    COACH = auto()
    LEFT = auto()


def reader_of(sheet: Sheet, viewer_id: int) -> Reader:
    """Say what a person is in a cycle; who left it, or handed it over, is told apart from a coach."""
    cycle = sheet.cycle
    if viewer_id == cycle.asked_by:
        return Reader.ASKER
    if viewer_id == cycle.mentor_id:
        return Reader.MENTOR
    if viewer_id in cycle.guest_ids:
        return Reader.GUEST
    # A coach never took part; who has left did, in a séance that is over at least.
    came = any(each.person_id == viewer_id for one in sheet.sessions for each in one.appointment.participants)
    return Reader.LEFT if came else Reader.COACH


def in_state(sheet: Sheet, *states: SessionState) -> list[Session]:
    """Give the séances in one of these states, by start."""
    return [one for one in sheet.sessions if one.state in states]


def awaited_id(sheet: Sheet) -> int | None:
    """Give who is waited for: whose answer a request needs, or who has to see to a séance without time."""
    cycle = sheet.cycle
    if cycle.state is CycleState.RUNNING:
        if in_state(sheet, SessionState.OPEN):
            return cycle.asked_by
        return cycle.mentor_id if in_state(sheet, SessionState.LATE) else None
    turn = turn_of(cycle.state)
    return {Turn.MENTOR: cycle.mentor_id, Turn.TEAM: cycle.asked_by, Turn.NOBODY: None}[turn]


def awaits(sheet: Sheet, viewer_id: int) -> bool:
    """Say whether something in this cycle waits for this person."""
    if awaited_id(sheet) == viewer_id:
        return True
    # A time past the month waits for the mentor even while another séance waits for who asked.
    late = sheet.cycle.state is CycleState.RUNNING and in_state(sheet, SessionState.LATE)
    return bool(late) and viewer_id == sheet.cycle.mentor_id


def until_words(sheet: Sheet, *, now: datetime) -> str:
    """Give until when an answer is waited for, "" where no time is set."""
    until = sheet.cycle.answer_by
    return moment_words(until, now) if until else ""


def next_session(sheet: Sheet, *, now: datetime) -> Session | None:
    """Give the séance that runs or comes next."""
    return next((one for one in sheet.timed if one.appointment.ends > now), None)


def status(sheet: Sheet, viewer_id: int, *, now: datetime) -> str:
    """Say in one sentence where a live cycle stands for this person; not escaped."""
    cycle = sheet.cycle
    if cycle.state is CycleState.RUNNING:
        return " ".join(_running(sheet, viewer_id, now=now))
    until = until_words(sheet, now=now)
    awaited = awaited_id(sheet)
    if awaited == viewer_id:
        other = cycle.mentor_id if viewer_id == cycle.asked_by else cycle.asked_by
        return texts.awaits_you(name_of(sheet, other), until)
    return texts.awaits(name_of(sheet, awaited), until)


def _running(sheet: Sheet, viewer_id: int, *, now: datetime) -> Iterable[str]:
    cycle = sheet.cycle
    asker, mentor = name_of(sheet, cycle.asked_by), name_of(sheet, cycle.mentor_id)
    opened, late = (in_state(sheet, one) for one in (SessionState.OPEN, SessionState.LATE))
    if opened:
        when = moment_words(opened[0].appointment.starts, now)
        yield texts.replan_yours(when) if viewer_id == cycle.asked_by else texts.replan(when, asker)
    if late:
        when = moment_words(late[0].appointment.starts, now)
        yield texts.late_yours(when, asker) if viewer_id == cycle.mentor_id else texts.late(when, mentor)
    coming = next_session(sheet, now=now)
    if coming and coming.state is SessionState.CONFIRMED:
        yield texts.next_session(relative_words(coming.appointment.starts, now))
    elif not opened and not late:
        yield texts.OVER
