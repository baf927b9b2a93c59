"""Views of notices about a running cycle, of the question after a séance, and of the request for a review. Pure.

A view returns None for an outdated notice. A question that has been answered shows the answer instead of buttons. If
the question is answered before it is sent (`is_posted` is False), the view returns None."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.dates.paris import day_of, from_epoch
from bot.dates.words import day_words, moment_words
from bot.mentoring.cycle import CycleState, Outcome, SessionState, last_day
from bot.mentoring.facts import LateTimeQuestion
from bot.mentoring.model import CycleSheet, Session
from bot.mentoring.news import late_question
from bot.mentoring.running import LAST_WORD
from bot.mentoring.sheets import session_of
from bot.programme.model import Person
from handlers.kit.blocks import Message, actions, button, message, section
from handlers.kit.escaping import Said, clip_sentences
from handlers.kit.sentences import join_text
from handlers.kit.told import open_button, try_button
from handlers.mentoring import texts
from handlers.mentoring.card import texts as card_texts
from handlers.mentoring.card.buttons import ask_again_button, review_button
from handlers.mentoring.running.forms import CycleMetadata
from handlers.mentoring.standing import coming_sessions, session_line, session_moments, team_names

from . import progress_texts

SHORT = 1500  # the longest text from the catalogue, in characters
_ENDED = (CycleState.ENDED, CycleState.WITHDRAWN)


def moved_message(
    sheet: CycleSheet, viewer_id: int | None, *, seen_starts: Mapping[int, int], by: Person | None, now: datetime
) -> Message | None:
    """Build the notice of new times. `seen_starts` has the starts that the reader last saw, in seconds since 1970."""
    gone = [
        session
        for session in sheet.timed_sessions
        if int(session.appointment.starts.timestamp())
        != seen_starts.get(session.appointment.id, session.appointment.starts.timestamp())
    ]
    if not gone or not _takes_part(sheet, viewer_id):
        return None
    if len(gone) > 1:
        return _moved_all_message(sheet, viewer_id, gone, seen_starts=seen_starts, by=by, now=now)
    other = gone[0]
    before = moment_words(from_epoch(seen_starts[other.appointment.id]), now)
    said = progress_texts.MOVED(
        what=sheet.what, defi=_defi_words(sheet, viewer_id), after=session_line(other, now=now), before=before
    )
    told = [progress_texts.MOVED_BY(name=_name_or_somebody(by)), *_reason_sentences(other.appointment.reason)]
    return _notice_message(said, *told, buttons=[_open_button(other, now=now)])


def _moved_all_message(
    sheet: CycleSheet,
    viewer_id: int | None,
    sessions: Sequence[Session],
    *,
    seen_starts: Mapping[int, int],
    by: Person | None,
    now: datetime,
) -> Message:
    said = progress_texts.MOVED_ALL(what=sheet.what, count=len(sessions), defi=_defi_words(sheet, viewer_id))
    lines = [
        progress_texts.MOVED_LINE(
            after=session_line(session, now=now),
            before=moment_words(from_epoch(seen_starts[session.appointment.id]), now),
        )
        for session in sessions
    ]
    told = [progress_texts.MOVED_ALL_BY(name=_name_or_somebody(by)), *_reason_sentences(sessions[0].appointment.reason)]
    return _notice_message(join_text([said, *lines], "\n"), *told, buttons=[_open_button(sessions[0], now=now)])


def missed_message(sheet: CycleSheet, *, appointment_id: int, is_posted: bool = True, now: datetime) -> Message | None:
    """Ask the asker for a new time, because a séance did not take place, or the mentor cannot attend it.

    If the séance needs no new time any more, show what happened to it."""
    session = session_of(sheet, appointment_id)
    day = day_words(session.appointment.starts, now)
    if _needs_time(sheet, session):
        replan = _replan_button(sheet, session, progress_texts.OF_SESSION(day=day).plain)
        # If the outcome is not MISSED, the mentor has said before the séance that they cannot attend it.
        put_off, mentor = session.outcome is not Outcome.MISSED, sheet.mentor.name
        said = (
            progress_texts.PUT_OFF(day=day, mentor=mentor) if put_off else progress_texts.MISSED(day=day, mentor=mentor)
        )
        return _notice_message(said, progress_texts.CHOOSE_TIME, buttons=[replan])
    return _notice_message(_status_sentence(sheet, session, now=now)) if is_posted else None


def late_message(
    sheet: CycleSheet,
    *,
    appointment_id: int,
    other_ids: Sequence[int] = (),
    times_id: int = 0,
    is_posted: bool = True,
    now: datetime,
) -> Message | None:
    """Ask the mentor to agree to a séance after the cycle's window, or to other times for séances.

    `other_ids` has the ids of other séances in the same question. `times_id` identifies the times in the question. If
    the team has asked for other times since, the question is outdated."""
    session = session_of(sheet, appointment_id)
    starts = session.appointment.starts
    when = session_line(session, now=now)
    if session.state is SessionState.MOVING and session.wanted and session.word_by:
        if late_question(sheet, session) != LateTimeQuestion(appointment_id, tuple(other_ids), times_id):
            return _notice_message(join_text([progress_texts.REPLACED, texts.NOTHING_TO_DO])) if is_posted else None
        return _time_question_message(
            sheet, session, asked_time=session.wanted, deadline=moment_words(session.word_by, now), now=now
        )
    if session.state is SessionState.LATE and sheet.cycle.state is CycleState.RUNNING:
        last = day_words(last_day(sheet.cycle.first_day or day_of(starts), sheet.cycle.terms), now)
        until, terms = moment_words(starts - LAST_WORD, now), sheet.cycle.terms
        why = progress_texts.LATE_WHY(period=terms.period, name=sheet.asker.name, last=last, until=until)
        value = str(appointment_id)
        buttons = [
            button(progress_texts.AGREE, "mentoring.agree_late", value=value, of=when),
            button(progress_texts.REFUSE, "mentoring.refuse_late", value=value, of=when),
        ]
        return _notice_message(progress_texts.LATE(defi=_of_defi(sheet), when=when), why, buttons=buttons)
    if not is_posted:
        return None
    stands = session.state is SessionState.CONFIRMED
    if stands and other_ids:
        several = [other for other in sheet.timed_sessions if other.appointment.id in (appointment_id, *other_ids)]
        return _notice_message(progress_texts.ALL_AGREED(whens=join_names(session_moments(several, now))))
    return _notice_message(
        progress_texts.LATE_AGREED(when=when)
        if stands
        else join_text([progress_texts.LATE_NEEDED, texts.NOTHING_TO_DO])
    )


def kept_message(
    sheet: CycleSheet, *, appointment_id: int, asked_time: datetime, other_ids: Sequence[int] = (), now: datetime
) -> Message | None:
    """Build the notice to the asker that a séance keeps its time, because the mentor did not agree to another time.

    `other_ids` has the ids of other séances in the same question. They keep their times too."""
    first = session_of(sheet, appointment_id)
    asked = [first, *(session_of(sheet, id_) for id_ in other_ids)]
    stay = [session for session in asked if session.state.stands and session.appointment.starts > now]
    if not stay or (first in stay and asked_time in (first.wanted, first.appointment.starts)):
        return None
    when = join_names(session_moments(stay, now))
    if not other_ids:
        said = progress_texts.KEPT(when=when, wanted=moment_words(asked_time, now))
    else:
        said = progress_texts.KEPT_ALL(whens=when) if len(stay) > 1 else progress_texts.KEPT_ONE(when=when)
    return _notice_message(said, buttons=[_open_button(stay[0], now=now)])


def late_refused_message(sheet: CycleSheet, *, appointment_id: int, starts: int, now: datetime) -> Message | None:
    """Build the notice that the mentor refused a séance after the cycle's window, with a button for another time."""
    session = session_of(sheet, appointment_id)
    when = moment_words(from_epoch(starts), now)
    said = progress_texts.LATE_REFUSED(when=when, mentor=sheet.mentor.name)
    if _needs_time(sheet, session):
        replan = _replan_button(sheet, session, progress_texts.INSTEAD_OF(when=when).plain)
        return _notice_message(said, progress_texts.CHOOSE_TIME, buttons=[replan])
    return _notice_message(said, _status_sentence(sheet, session, now=now))


def replanned_message(sheet: CycleSheet, *, appointment_id: int, by: Person | None, now: datetime) -> Message | None:
    session = session_of(sheet, appointment_id)
    if not session.state.stands and session.state is not SessionState.OVER:
        return None
    when = session_line(session, now=now)
    said = progress_texts.REPLANNED(what=sheet.what, defi=_of_defi(sheet), when=when)
    told = progress_texts.REPLANNED_BY(name=_name_or_somebody(by))
    return _notice_message(said, told, buttons=[_open_button(session, now=now)])


def left_message(sheet: CycleSheet, *, leaver: Person | None, now: datetime) -> Message | None:
    if leaver is None or sheet.cycle.state is not CycleState.RUNNING or leaver.id in sheet.team_ids:
        return None
    following = coming_sessions(sheet, now=now)
    more = [texts.NEXT_SESSION(when=session_line(following[0], now=now))] if following else []
    return _notice_message(progress_texts.LEFT(name=leaver.name, what=sheet.what, defi=_of_defi(sheet)), *more)


def ended_message(sheet: CycleSheet, viewer_id: int | None, *, by: Person | None, now: datetime) -> Message | None:
    """Build the notice that a cycle ended early, and why. It lists the séances that are cancelled."""
    if sheet.cycle.state not in _ENDED or not _takes_part(sheet, viewer_id):
        return None
    defi = _defi_words(sheet, viewer_id)
    dropped = [
        session
        for session in sheet.sessions
        if session.state is SessionState.DROPPED and session.appointment.starts > now
    ]
    lines = [session_line(session, now=now) for session in dropped]
    if by:
        said = progress_texts.ENDED(name=by.name, what=sheet.what, defi=defi)
    else:
        said = progress_texts.ENDED_ALONE(what=sheet.what, defi=defi)
    again = [ask_again_button(sheet)] if viewer_id == sheet.cycle.asked_by else []
    return _notice_message(said, texts.cancelled(lines), *_reason_sentences(sheet.cycle.reason), buttons=again)


def check_in_message(
    sheet: CycleSheet, *, appointment_id: int, starts: int | None = None, is_posted: bool = True, now: datetime
) -> Message | None:
    """Ask the asker once how a séance went. If the bot has the answer, show it instead.

    `starts` is when the séance began, in seconds since 1970. The séance may have been rescheduled since."""
    session = session_of(sheet, appointment_id)
    if starts is not None and session.state.holds_time and int(session.appointment.starts.timestamp()) != starts:
        before, after = (day_words(moment, now) for moment in (from_epoch(starts), session.appointment.starts))
        said = join_text([progress_texts.HAS_ANOTHER_DATE(before=before, after=after), texts.NOTHING_TO_DO])
        return _notice_message(said) if is_posted else None
    day = day_words(session.appointment.starts, now)
    if _can_still_answer(sheet, session, now=now):
        whose = progress_texts.WHOSE(what=sheet.what, mentor=sheet.mentor.name, defi=_of_defi(sheet))
        asked = progress_texts.DID_IT_TAKE_PLACE(day=day)
        buttons = [*_answer_buttons(session, day), try_button(appointment_id, of=day)]
        return _notice_message(asked, whose, progress_texts.NO_ANSWER_IS_YES, buttons=buttons)
    tries = [try_button(appointment_id, of=day)] if session.outcome is Outcome.TOOK_PLACE else []
    return _notice_message(_answer_sentence(sheet, session, day, now=now), buttons=tries) if is_posted else None


def review_message(
    sheet: CycleSheet,
    viewer_id: int,
    *,
    appointment_id: int | None,
    inspiration: str,
    has_reviewed: bool,
    is_posted: bool = True,
    now: datetime,
) -> Message | None:
    """Build the request to review a finished cycle, for the asker or the mentor.

    If `appointment_id` is given, the asker's message also asks how this last séance went. `inspiration` is the
    catalogue's text « S’en inspirer »."""
    if viewer_id not in (sheet.cycle.asked_by, sheet.cycle.mentor_id):
        return None
    if sheet.cycle.state is not CycleState.DONE:
        return (
            _notice_message(progress_texts.GOES_ON) if is_posted and sheet.cycle.state is CycleState.RUNNING else None
        )
    asker = viewer_id == sheet.cycle.asked_by
    defi, what = _of_defi(sheet), sheet.what
    said = [progress_texts.REVIEWED] if has_reviewed else []
    said += [card_texts.fact(progress_texts.INSPIRATION, clip_sentences(inspiration, SHORT))] if inspiration else []
    rate = [] if has_reviewed else [review_button(sheet)]
    if (
        asker
        and appointment_id is not None
        and _can_still_answer(sheet, last := session_of(sheet, appointment_id), now=now)
    ):
        # The message also asks about the last séance. The button to request another cycle is only on the card.
        day = day_words(last.appointment.starts, now)
        mentor = sheet.mentor.name
        over = (
            progress_texts.LAST_ONE(what=what, mentor=mentor, defi=defi)
            if has_reviewed
            else progress_texts.LAST_ONE_ASKS(what=what, mentor=mentor, defi=defi)
        )
        more = [over, progress_texts.NO_ANSWER_IS_YES, *said]
        return _notice_message(
            progress_texts.DID_IT_TAKE_PLACE(day=day), *more, buttons=[*_answer_buttons(last, day), *rate]
        )
    names = sheet.mentor.name if asker else team_names(sheet)
    key = (
        progress_texts.OVER(what=what, names=names, defi=defi)
        if has_reviewed
        else progress_texts.OVER_ASKS(what=what, names=names, defi=defi)
    )
    return _notice_message(key, *said, buttons=[*rate, *([ask_again_button(sheet)] if asker else [])])


def _open_button(session: Session, *, now: datetime) -> InteractiveElement:
    return open_button(session.appointment.id, of=moment_words(session.appointment.starts, now))


def _notice_message(key: Said, *more: Said, buttons: Sequence[InteractiveElement] = ()) -> Message:
    beside = [section(join_text(more, "\n"))] if more else []
    return message(join_text([key, *more]), section(key), *beside, *([actions(*buttons)] if buttons else []))


def _can_still_answer(sheet: CycleSheet, session: Session, *, now: datetime) -> bool:
    over = session.state is SessionState.OVER or session.appointment.ends <= now
    live = sheet.cycle.state in (CycleState.RUNNING, CycleState.DONE)
    return live and over and session.outcome is None and session.state.holds_time


def _answer_buttons(session: Session, day: str) -> list[InteractiveElement]:
    value = str(session.appointment.id)
    return [
        button(progress_texts.TOOK_PLACE, "mentoring.took_place", value=value, of=day),
        button(progress_texts.INCOMPLETE, "mentoring.incomplete", value=value, of=day),
        button(progress_texts.POSTPONE, "mentoring.postpone", value=value, of=day),
    ]


def _answer_sentence(sheet: CycleSheet, session: Session, day: str, *, now: datetime) -> Said:
    """Return the answer about a séance. If nobody answered, return what has happened to the séance."""
    if session.outcome is Outcome.TOOK_PLACE:
        return progress_texts.DID_TAKE_PLACE(day=day)
    if session.outcome is Outcome.INCOMPLETE:
        return progress_texts.WAS_INCOMPLETE(day=day)
    if _needs_time(sheet, session):
        return progress_texts.IS_TO_REPLAN(day=day)
    return progress_texts.END_ASKS_NOTHING if sheet.cycle.state in _ENDED else _status_sentence(sheet, session, now=now)


def _status_sentence(sheet: CycleSheet, session: Session, *, now: datetime) -> Said:
    when = session_line(session, now=now)
    if session.state is SessionState.LATE:
        return progress_texts.AWAITS_WORD(mentor=sheet.mentor.name, when=when)
    if session.state.holds_time:
        return progress_texts.HAS_TIME(when=when)
    return join_text([progress_texts.GIVEN_UP, texts.NOTHING_TO_DO])


def _needs_time(sheet: CycleSheet, session: Session) -> bool:
    return session.state is SessionState.OPEN and sheet.cycle.state is CycleState.RUNNING


def _time_question_message(
    sheet: CycleSheet, session: Session, *, asked_time: datetime, deadline: str, now: datetime
) -> Message:
    """Ask the mentor to agree to another time. The séance keeps its time until the mentor agrees."""
    if len(sheet.sessions_asked_with(session)) > 1:
        return _times_question_message(sheet, session, deadline=deadline, now=now)
    when, other = moment_words(session.appointment.starts, now), moment_words(asked_time, now)
    # The button contains the time in the question, since the team may ask for another time later.
    value = f"{session.appointment.id} {int(asked_time.timestamp())}"
    carried = CycleMetadata(sheet.cycle.id, session.appointment.id)
    buttons = [
        button(progress_texts.AGREE, "mentoring.agree_late", value=value, of=other),
        button(card_texts.KEEP_DATE, "mentoring.refuse_late", value=value, of=when),
        button(progress_texts.OTHER_DATE, "mentoring.move", value=str(carried), of=when),
    ]
    said = progress_texts.MOVE_ASKED(
        name=sheet.asker.name, what=sheet.what, defi=_of_defi(sheet), when=when, wanted=other
    )
    why = join_text([*_reason_sentences(session.why), progress_texts.MOVE_UNTIL(until=deadline)], "\n")
    return _notice_message(said, why, buttons=buttons)


def _times_question_message(sheet: CycleSheet, session: Session, *, deadline: str, now: datetime) -> Message:
    """Ask the mentor to agree to other times of several séances. The answer is about all of them."""
    asked = sheet.sessions_asked_with(session)
    when = moment_words(asked[0].appointment.starts, now)
    value = f"{asked[0].appointment.id} {sheet.times_id(session)}"
    buttons = [
        button(card_texts.AGREE_ALL, "mentoring.agree_late", value=value, of=when),
        button(card_texts.KEEP_ALL, "mentoring.refuse_late", value=value, of=when),
        button(progress_texts.OTHER_DATES, "mentoring.move_rest", value=str(sheet.cycle.id), of=when),
    ]
    said = progress_texts.ALL_ASKED(what=sheet.what, defi=_of_defi(sheet), count=len(asked), name=sheet.asker.name)
    lines = [
        progress_texts.MOVED_LINE(
            after=moment_words(other.wanted or now, now), before=moment_words(other.appointment.starts, now)
        )
        for other in asked
    ]
    why = join_text([*_reason_sentences(session.why), progress_texts.ALL_UNTIL(until=deadline)], "\n")
    return _notice_message(join_text([said, *lines], "\n"), why, buttons=buttons)


def _replan_button(sheet: CycleSheet, session: Session, object_name: str) -> InteractiveElement:
    carried = CycleMetadata(sheet.cycle.id, session.appointment.id)
    return button(card_texts.REPLAN, "mentoring.replan", value=str(carried), of=object_name)


def _takes_part(sheet: CycleSheet, viewer_id: int | None) -> bool:
    return viewer_id is None or viewer_id in (*sheet.team_ids, sheet.cycle.mentor_id)


def _defi_words(sheet: CycleSheet, viewer_id: int | None) -> str:
    return "" if viewer_id is None else _of_defi(sheet)


def _of_defi(sheet: CycleSheet) -> Said:
    return progress_texts.OF_DEFI(name=sheet.defi.name)


def _reason_sentences(words: str | None) -> list[Said]:
    return [card_texts.fact(card_texts.REASON, words)] if words else []


def _name_or_somebody(person: Person | None) -> str:
    return person.name if person else progress_texts.SOMEBODY
