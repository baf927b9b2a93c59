"""Views for the asker of a date poll, with its state, its answers, the ranking and other dates. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ConfirmObject, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment
from bot.dates.paris import day_of
from bot.dates.words import moment_words
from bot.polls.candidates import Candidate
from bot.polls.model import Choice, DateVotes, PollSheet, Stage
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    field,
    headed_message,
    line,
    message,
    modal,
    section,
    text_message,
)
from handlers.kit.escaping import Said
from handlers.kit.fields import checkboxes, day_picker
from handlers.kit.sentences import SPACE, capitalise, join_text
from handlers.kit.texts import GO_BACK
from handlers.kit.told import undo_blocks
from handlers.polls.asking import texts as asking_texts
from handlers.polls.asking.forms import DATES, DEADLINE, MORE_DATES
from handlers.polls.asking.views import own_date_fields
from handlers.polls.words import date_choice, date_words, people_names, quoted_title, suitability_words

from . import texts

SHOWN = 3  # the most dates with a button, since a message has five buttons at most
MOST_LACKING = 8


def state_message(sheet: PollSheet, *, now: datetime) -> Message:
    """Build the message about the poll's state, with the asker's buttons. If the poll has ended, build its outcome."""
    poll = sheet.poll
    key = texts.RUNNING(
        title=quoted_title(sheet), answered=texts.answers(sheet.count_answered(now)), of=len(sheet.voters)
    )
    if poll.stage is Stage.OPEN:
        lacking = [voter.person_id for voter in sheet.voters if voter.lacks(poll.upcoming_dates(now))]
        lines = [texts.LACKING(names=people_names(sheet, lacking, max_names=MOST_LACKING))] if lacking else []
        told = [*lines, texts.UNTIL(when=moment_words(poll.deadline, now))]
        return headed_message(
            key,
            told,
            actions(_answers_button(sheet), _dates_button(sheet), _close_button(sheet), _abandon_button(sheet)),
        )
    if poll.stage is Stage.CLOSED:
        return headed_message(
            key, [_why_sentence(sheet)], actions(_answers_button(sheet), _dates_button(sheet), _abandon_button(sheet))
        )
    return headed_message(key, [_outcome_sentence(sheet, now=now)])


def closed_message(sheet: PollSheet, *, now: datetime) -> Message:
    """Build the message that ranks the dates, with reasons and buttons. After a date is chosen, build the outcome."""
    ranked = sheet.ranked_dates(now)
    if sheet.poll.stage not in (Stage.CLOSED, Stage.OPEN):
        return headed_message(best_date_sentence(sheet, ranked, now=now), [_outcome_sentence(sheet, now=now)])
    suit = [
        standing for standing in ranked[:SHOWN] if standing.yes or standing.maybe
    ]  # Dates that suit nobody are left out.
    told = [_why_sentence(sheet)]
    told += [
        texts.NEXT(when=date_words(standing.starts, now), reason=suitability_words(sheet, standing))
        for standing in suit[1:]
    ]
    picks = [_pick_button(sheet, standing, now=now) for standing in suit]
    return headed_message(
        best_date_sentence(sheet, ranked, now=now), told, actions(*picks, _answers_button(sheet), _dates_button(sheet))
    )


def awaiting_line(sheet: PollSheet, *, now: datetime) -> HomeLine:
    """Build the line of the asker's Home. It asks for a choice, or says how many people have answered."""
    answered, of = texts.answers(sheet.count_answered(now)), len(sheet.voters)
    if sheet.poll.stage is Stage.CLOSED:
        return line(texts.AWAITING(title=quoted_title(sheet), answered=answered, of=of), _answers_button(sheet))
    return line(texts.RUNNING(title=quoted_title(sheet), answered=answered, of=of), _answers_button(sheet))


def answers_modal(sheet: PollSheet, *, last_result: Said | None = None, may_undo: bool = False, now: datetime) -> Json:
    """Build the modal of all answers with the asker's buttons, best date first.

    `last_result` is the result of the last action. If the asker has just booked a date and can undo the booking,
    `may_undo` is true."""
    poll = sheet.poll
    blocks: list[Block] = [section(last_result)] if last_result else []
    if poll.stage in (Stage.OPEN, Stage.CLOSED):
        for standing in sheet.ranked_dates(now):
            blocks += _candidate_blocks(sheet, standing, now=now)
        more = [_close_button(sheet)] if poll.stage is Stage.OPEN else []
        blocks += [actions(_dates_button(sheet), *more, _abandon_button(sheet)), context(texts.ONLY_YOU)]
    elif last_result is None:
        blocks.append(section(_outcome_sentence(sheet, now=now)))
        blocks += undo_blocks("polls.undo", str(sheet.poll.id)) if may_undo else []
    return modal("polls.looked", texts.TITLE, blocks)


def dates_form(sheet: PollSheet, other_candidates: Sequence[Candidate], *, now: datetime) -> Json:
    poll = sheet.poll
    blocks: list[Block] = [section(texts.DATES_INTRO)]
    if kept := [date_choice(date_, now) for date_ in poll.upcoming_dates(now)]:
        blocks.append(field(DATES, texts.KEPT, checkboxes(DATES, kept, ticked=kept), optional=True))
    if other_candidates:
        more = [date_choice(other.starts, now, note=_busy_names(sheet, other)) for other in other_candidates]
        blocks.append(field(MORE_DATES, texts.MORE, checkboxes(MORE_DATES, more), optional=True))
    until = day_of(max(poll.deadline, now))
    deadline = day_picker(DEADLINE, initial=until.isoformat())
    blocks += [*own_date_fields(), field(DEADLINE, asking_texts.DEADLINE, deadline, hint=asking_texts.DEADLINE_HINT)]
    private = str(poll.id)
    return modal("polls.redated", texts.DATES_TITLE, blocks, submit=texts.DATES_SUBMIT, private_metadata=private)


def poll_ended_message() -> Message:
    return text_message(texts.ENDED_DONE)


def dates_done_modal() -> Json:
    return modal("polls.done", texts.DATES_DONE_TITLE, [section(texts.DATES_DONE)])


def booked_message(sheet: PollSheet, *, may_undo: bool = False, now: datetime) -> Message:
    """Build the confirmation of a booked date. It names people who cannot come. `may_undo` adds the undo button."""
    appointment = sheet.appointment
    if appointment is None or sheet.is_cancelled:
        return text_message(_outcome_sentence(sheet, now=now))
    title, starts = quoted_title(sheet), moment_words(appointment.starts, now)
    said = texts.BOOKED(title=title, when=starts) if sheet.is_meeting else texts.MOVED(title=title, when=starts)
    at = int(appointment.starts.timestamp())
    out = [
        voter.person_id for voter in sheet.voters if sheet.is_meeting and appointment.part_of(voter.person_id) is None
    ]
    taken_by_now = [each for each in out if (mine := sheet.voter(each)) and mine.answers.get(at) is not Choice.NO]
    more = [texts.WITHOUT(names=people_names(sheet, taken_by_now))] if taken_by_now else []
    key = join_text([said, *more])
    return message(key, section(key), *(undo_blocks("polls.undo", str(sheet.poll.id)) if may_undo else []))


def undone_modal(sheet: PollSheet, undone_appointment: Appointment | None, *, now: datetime) -> Json:
    """Build the confirmation that the booking is undone. If the poll is closed, a button leads to the answers."""
    key = texts.UNDONE(
        title=quoted_title(sheet), when=moment_words(undone_appointment.starts, now) if undone_appointment else ""
    )
    blocks: list[Block] = [section(key)]
    if sheet.poll.stage is Stage.CLOSED:
        blocks.append(actions(_answers_button(sheet)))
    return modal("polls.done", texts.UNDONE_TITLE, blocks, last=True)


def date_taken_message(sheet: PollSheet, starts: int, *, busy_names: Sequence[str], now: datetime) -> Message:
    """Build the error that a date is taken, with the people who are not free and the best other date."""
    at = date_words(starts, now)
    said = (
        texts.TAKEN(names=join_names(busy_names), has="a" if len(busy_names) == 1 else "ont", when=at)
        if busy_names
        else texts.TAKEN_ALONE(when=at)
    )
    others = [standing for standing in sheet.ranked_dates(now) if standing.starts != starts][:1]
    told = [texts.NEXT(when=date_words(other.starts, now), reason=suitability_words(sheet, other)) for other in others]
    row = [_pick_button(sheet, other, now=now) for other in others]
    return headed_message(said, told, actions(*row, _dates_button(sheet)))


def best_date_sentence(sheet: PollSheet, ranked: Sequence[DateVotes], *, now: datetime) -> Said:
    if not ranked:
        return texts.NO_DATE(title=quoted_title(sheet))
    first = ranked[0]
    if not (first.yes or first.maybe):
        return texts.NO_YES(title=quoted_title(sheet))
    return texts.BEST(
        title=quoted_title(sheet), when=date_words(first.starts, now), reason=suitability_words(sheet, first)
    )


def _candidate_blocks(sheet: PollSheet, standing: DateVotes, *, now: datetime) -> list[Block]:
    said = texts.STANDS(when=capitalise(date_words(standing.starts, now)), reason=suitability_words(sheet, standing))
    groups = (
        (texts.YES, standing.yes),
        (texts.MAYBE, standing.maybe),
        (texts.NO, standing.no),
        (texts.SILENT, standing.silent),
    )
    who = [texts.WHO(choice=words, names=people_names(sheet, ids, max_names=100)) for words, ids in groups if ids]
    pick = button(
        texts.PICK_THIS,
        f"polls.pick:{standing.starts}",
        value=f"{sheet.poll.id} {standing.starts}",
        of=date_words(standing.starts, now),
        confirm=_pick_dialog(sheet, standing.starts, now=now),
    )
    suits = standing.yes or standing.maybe or standing.silent
    return [section(said), context(join_text(who, f"{SPACE}; ")), *([actions(pick)] if suits else [])]


def _pick_button(sheet: PollSheet, standing: DateVotes, *, now: datetime) -> InteractiveElement:
    words = date_words(standing.starts, now)
    return button(
        texts.PICK(when=words).plain,
        f"polls.pick:{standing.starts}",
        value=f"{sheet.poll.id} {standing.starts}",
        of=f"{words}, {sheet.poll.title}",
        confirm=_pick_dialog(sheet, standing.starts, now=now),
    )


def _pick_dialog(sheet: PollSheet, starts: int, *, now: datetime) -> ConfirmObject:
    moves = sheet.poll.moves is not None
    date, of = capitalise(date_words(starts, now)), quoted_title(sheet)
    said = texts.MOVE_SURE(when=date, title=of).plain if moves else texts.PICK_SURE(when=date, title=of).plain
    title, yes = (texts.MOVE_TITLE, texts.MOVE_YES) if moves else (texts.PICK_TITLE, texts.PICK_YES)
    return confirm_dialog(title, said, yes=yes, no=GO_BACK)


def _why_sentence(sheet: PollSheet) -> Said:
    return texts.WHY[sheet.poll.why] if sheet.poll.why else texts.STILL_OPEN


def _outcome_sentence(sheet: PollSheet, *, now: datetime) -> Said:
    appointment = sheet.appointment
    if sheet.is_cancelled:
        return texts.CANCELLED
    if sheet.poll.stage is Stage.BOOKED and appointment is not None:
        return texts.CAME(when=moment_words(appointment.starts, now))
    return texts.ENDED


def _busy_names(sheet: PollSheet, candidate: Candidate) -> str:
    """Return the names of the people who are busy at a time that is not in the poll."""
    missing = (*candidate.must_not, *candidate.may_not)
    return (
        asking_texts.WITHOUT.format(names=people_names(sheet, missing, max_names=2))
        if missing
        else asking_texts.NO_CLASH
    )


def _answers_button(sheet: PollSheet) -> InteractiveElement:
    return button(texts.LOOK, "polls.look", value=str(sheet.poll.id), of=sheet.poll.title)


def _dates_button(sheet: PollSheet) -> InteractiveElement:
    return button(texts.DATES, "polls.dates", value=str(sheet.poll.id), of=sheet.poll.title)


def _close_button(sheet: PollSheet) -> InteractiveElement:
    ask = confirm_dialog(texts.CLOSE_TITLE, texts.CLOSE_SURE, yes=texts.CLOSE_YES, no=texts.CLOSE_NO)
    return button(texts.CLOSE, "polls.close", value=str(sheet.poll.id), of=sheet.poll.title, confirm=ask)


def _abandon_button(sheet: PollSheet) -> InteractiveElement:
    ask = confirm_dialog(texts.END_TITLE, texts.END_SURE, yes=texts.END_YES, no=texts.END_NO)
    return button(texts.END, "polls.end", value=str(sheet.poll.id), of=sheet.poll.title, confirm=ask)
