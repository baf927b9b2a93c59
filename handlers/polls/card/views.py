"""Views of a poll's answers, and of its meeting: the card for one person, the forms and the notices. Pure."""

from collections.abc import Collection
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Appointment, Part, State
from bot.dates.words import day_words, duration_words, moment_words, range_words
from bot.polls.model import Choice, Meeting, PollSheet, Stage, Voter
from bot.programme.model import Person
from bot.workshops.model import IN_A_PHASE, NoteKind, WorkshopSheet
from handlers.kit import tags
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    field,
    headed_message,
    header,
    message,
    modal,
    section,
    select,
    text_message,
)
from handlers.kit.escaping import Said, clip_words, escape_and_link
from handlers.kit.gestures.texts import COME_BACK, MOVE, leave_sure
from handlers.kit.gestures.views import DateFormTexts, returned_message
from handlers.kit.sentences import ITEM, SPACE, capitalise, fact, join_text, labelled_fact
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
from handlers.kit.told import add_undo, open_button, shorten_card, try_button
from handlers.polls.asking.forms import date_field_name
from handlers.polls.words import asker_name, date_list_words, date_words, people_names, quoted_title

from . import texts

MOST_NAMES = 20
SHORT = 600
# A shortened card shows only the first two of these buttons that it has.
KEPT = ("agenda.undo", "polls.move", "polls.leave", "workshops.write", "records.add", "polls.cancel")


def card(meeting: Meeting, viewer_id: int, *, undo: str | None = None, now: datetime) -> Message:
    """Build a meeting's card with the buttons that the viewer may use. `undo` is a change that they can undo."""
    appointment = meeting.appointment
    of = f"{moment_words(appointment.starts, now)}, {meeting.sheet.poll.title}"
    drawn = add_undo(whole_card(meeting, viewer_id, now=now), undo)
    return shorten_card(drawn, kept_actions=KEPT, more_button=open_button(appointment.id, of=of, label=MORE))


def whole_card(meeting: Meeting, viewer_id: int, *, now: datetime) -> Message:
    appointment = meeting.appointment
    title = texts.TITLE(title=quoted_title(meeting.sheet), when=moment_words(appointment.starts, now))
    if appointment.state is State.CANCELLED:
        gone = texts.CANCELLED_TITLE(title=quoted_title(meeting.sheet), when=moment_words(appointment.starts, now))
        said = join_text([_card_sentence(meeting, now=now), texts.IS_CANCELLED])
        return message(said, header(gone.plain), section(texts.IS_CANCELLED))
    over = appointment.ends <= now
    facts = _card_facts(meeting, viewer_id, now=now)
    left = [texts.YOU_LEFT] if meeting.has_left(viewer_id) and not over else []
    lines = join_text([*(labelled_fact(name, what) for name, what in facts), *left], "\n")
    blocks: list[Block] = [header(title.plain), section(lines)]
    opens = not over and appointment.opens_room(viewer_id)
    blocks += [context(OPEN_FIRST)] if opens else []
    row = [] if over and meeting.workshop is None else _card_buttons(meeting, viewer_id, now=now)
    blocks += [actions(*row)] if row else []
    spoken = [_card_sentence(meeting, now=now), *(fact(name, what) for name, what in facts), *left]
    spoken += [fact(LINK, appointment.link)] if appointment.link and not over else []
    return message(join_text([*spoken, *([OPEN_FIRST] if opens else [])]), *blocks)


def meeting_name(meeting: Meeting) -> Said:
    """Return a meeting's name, for sentences that all kinds of appointments share."""
    return quoted_title(meeting.sheet)


def named_meeting(meeting: Meeting, *, now: datetime) -> DateFormTexts:
    one = meeting.appointment
    return DateFormTexts(
        thing_id=meeting.sheet.poll.id,
        head=_card_sentence(meeting, now=now),
        name=meeting_name(meeting),
        starts=one.starts,
        of=one,
    )


def moved_message(meeting: Meeting, *, before: datetime, by: Person | None, now: datetime) -> Message:
    after, was = moment_words(meeting.appointment.starts, now), moment_words(before, now)
    key = texts.MOVED(who=_name_or_somebody(by), title=quoted_title(meeting.sheet), after=after, before=was)
    return headed_message(key, [*_reason_sentence(meeting), texts.MOVED_FOOT])


def cancelled_message(meeting: Meeting, *, before: datetime, by: Person | None, now: datetime) -> Message:
    """Build the notice that the meeting is cancelled. `before` is the start that the reader last saw."""
    key = texts.CANCELLED(who=_name_or_somebody(by), title=quoted_title(meeting.sheet), when=moment_words(before, now))
    return headed_message(key, _reason_sentence(meeting))


def attendance_changed_message(meeting: Meeting, *, participant: Person, is_coming: bool, now: datetime) -> Message:
    """Build the notice to the host that a participant will not come, or will come after all."""
    title, when = quoted_title(meeting.sheet), moment_words(meeting.appointment.starts, now)
    if is_coming:
        return text_message(texts.CAME_BACK(who=participant.name, title=title, when=when))
    return text_message(texts.LEFT(who=participant.name, title=title, when=when))


def rejoined_message(meeting: Meeting, *, now: datetime) -> Message:
    return returned_message(meeting_name(meeting), [meeting.appointment], now=now)


def _card_facts(meeting: Meeting, viewer_id: int, *, now: datetime) -> list[tuple[str, Said | str]]:
    appointment, sheet = meeting.appointment, meeting.sheet
    others = [id_ for id_ in appointment.person_ids if id_ != viewer_id]
    out = [
        participant.person_id
        for participant in appointment.participants
        if appointment.part_of(participant.person_id) is None
    ]
    out = [each for each in out if each != viewer_id]
    facts: list[tuple[str, Said | str]] = [
        (
            WHEN,
            texts.HOUR(day=day_words(appointment.starts, now), hours=range_words(appointment.starts, appointment.ends)),
        )
    ]
    if others:
        facts.append((WITH, people_names(sheet, others, max_names=MOST_NAMES)))
    if out and appointment.part_of(viewer_id) is Part.HOST:
        facts.append((texts.ANSWERS if len(out) > 1 else texts.OUT, people_names(sheet, out, max_names=MOST_NAMES)))
    if appointment.place:
        facts.append((PLACE, escape_and_link(appointment.place)))
    about = _workshop_facts(meeting, meeting.workshop, viewer_id) if meeting.workshop else []
    return [*facts, *about, *tags.facts(meeting.tags)]


def _workshop_facts(meeting: Meeting, workshop_sheet: WorkshopSheet, viewer_id: int) -> list[tuple[str, Said | str]]:
    """Return the lines about a workshop, with labels: question, format, place, ideas, results, number in its phase."""
    workshop = workshop_sheet.workshop
    whole = (
        texts.PREPARED.format(format=workshop.named, preparation=workshop.preparation)
        if workshop.preparation
        else workshop.named
    )
    named = [(texts.QUESTION, workshop.question), (texts.FORMAT, whole), (texts.MATERIALS, workshop.materials)]
    named += [(PLACE, "" if workshop.place else texts.NO_PLACE)]
    for name, kind in ((texts.IDEAS, NoteKind.IDEA), (texts.PRODUCED, NoteKind.PRODUCT)):
        named.append(
            (name, clip_words("\u00a0; ".join(each.what for each in workshop_sheet.lines_of_kind(kind)), SHORT))
        )
    named.append((texts.TRIED, clip_words("\u00a0; ".join(meeting.tried), SHORT)))
    if workshop_sheet.phase:
        count = texts.OF_PHASE.format(
            count=workshop_sheet.count, of=max(workshop_sheet.count, IN_A_PHASE), phase=workshop_sheet.phase.number
        )
        named.append((texts.COUNTED, count))
    facts: list[tuple[str, Said | str]] = [(name, escape_and_link(what)) for name, what in named if what]
    if workshop_sheet.beside and workshop_sheet.workshop.coach_id == viewer_id:
        defis = join_names(sorted({each for each in workshop_sheet.beside if each}))
        facts.append((texts.NOTE, texts.BESIDE(defis=texts.OF_DEFIS.format(names=defis) if defis else "")))
    return facts


def _card_buttons(meeting: Meeting, viewer_id: int, *, now: datetime) -> list[InteractiveElement]:
    appointment, value = meeting.appointment, str(meeting.sheet.poll.id)
    if meeting.workshop and appointment.ends <= now:
        return _buttons_after(meeting.workshop, appointment, now=now)
    of, part = f"{moment_words(appointment.starts, now)}, {meeting.sheet.poll.title}", appointment.part_of(viewer_id)
    leads = part is Part.HOST or (part is None and not meeting.has_left(viewer_id))  # A coach is not a participant.
    green = "primary" if part is Part.HOST or appointment.starts <= now else None
    joins = appointment.link and part is not None
    row = [button(JOIN, "kit.link", url=appointment.link, of=of, style=green)] if joins else []
    if appointment.starts <= now:
        return [*row, *([_results_button(meeting.workshop, object_name=of)] if meeting.workshop else [])]
    if leads:
        row.append(button(MOVE, "polls.move", value=value, of=of))
        row.append(button(texts.CANCEL, "polls.cancel", value=value, of=of))
    elif part is None:
        return [button(COME_BACK, "polls.come_back", value=value, of=of)]
    else:
        ask = confirm_dialog(LEAVE_TITLE, leave_sure(texts.HOSTS_TOLD), yes=LEAVE_YES, no=GO_BACK)
        row.append(button(LEAVE, "polls.leave", value=value, of=of, confirm=ask))
    row += _buttons_before(meeting.workshop, is_host=leads, object_name=of) if meeting.workshop else []
    return [*row, button(CALENDAR, "polls.calendar", value=value, of=of)] if part else row


def _buttons_before(workshop_sheet: WorkshopSheet, *, is_host: bool, object_name: str) -> list[InteractiveElement]:
    """Build the buttons before a workshop: add an idea, and for its coach also edit the question and the place."""
    number = str(workshop_sheet.workshop.id)
    idea = button(texts.IDEA, "workshops.write", value=f"{NoteKind.IDEA.value} {number}", of=object_name)
    return [idea, *([button(texts.EDIT, "workshops.edit", value=number, of=object_name)] if is_host else [])]


def _buttons_after(
    workshop_sheet: WorkshopSheet, appointment: Appointment, *, now: datetime
) -> list[InteractiveElement]:
    of = f"{moment_words(appointment.starts, now)}, {workshop_sheet.defi.name}"
    return [_results_button(workshop_sheet, object_name=of), try_button(appointment.id, of=of)]


def _results_button(workshop_sheet: WorkshopSheet, *, object_name: str) -> InteractiveElement:
    value = f"{NoteKind.PRODUCT.value} {workshop_sheet.workshop.id}"
    return button(texts.PRODUCED, "workshops.write", value=value, of=object_name)


def _card_sentence(meeting: Meeting, *, now: datetime) -> Said:
    return texts.SPOKEN(title=quoted_title(meeting.sheet), when=moment_words(meeting.appointment.starts, now))


def _name_or_somebody(person: Person | None) -> str:
    return person.name if person else texts.SOMEBODY


def _reason_sentence(meeting: Meeting) -> list[Said]:
    reason = meeting.appointment.reason
    return [REASONED(reason=reason)] if reason else []


def question_message(sheet: PollSheet, reader_id: int, *, reason: str = "asked", now: datetime) -> Message:
    """Build the question to a voter. If the poll has ended, build its outcome.

    `reason` says why the voter gets it: the poll is new, it reminds the voter, or its dates have changed."""
    poll, mine = sheet.poll, sheet.voter(reader_id)
    key = _key_sentence(sheet, reason)
    if poll.stage is not Stage.OPEN or poll.deadline <= now or mine is None:
        return headed_message(key, _outcome_sentences(sheet, mine, now=now))
    dates = poll.upcoming_dates(now)
    left = [date for date in dates if date not in mine.answers]
    lines = [] if not left else [ITEM(what=capitalise(date_words(date, now))) for date in dates]
    until = moment_words(poll.deadline, now)
    if not mine.answers:
        told = texts.NOT_SENT(when=until)
    elif left:
        told = texts.PARTLY(dates=date_list_words(left, now), when=until)
    else:
        told = texts.SENT(said=_answers_words(mine, dates, now=now), when=until)
    of, value = f"{until}, {poll.title}", str(poll.id)
    opens = button(
        texts.OPEN if left else texts.CHANGE, "polls.open", value=value, of=of, style="primary" if left else None
    )
    every = [button(texts.ALL, "polls.all", value=value, of=of)] if left else []
    told_of = _voter_sentences(sheet, mine, now=now)
    return headed_message(key, [*told_of, *lines, told, texts.PRIVATE(who=asker_name(sheet))], actions(opens, *every))


def answer_form(sheet: PollSheet, reader_id: int, *, busy_starts: Collection[int], now: datetime) -> Json:
    """Build the form with a list for each date. It preselects the last answer, or « Oui » if the person is free."""
    poll, mine = sheet.poll, sheet.voter(reader_id)
    title, length = quoted_title(sheet), duration_words(poll.minutes)
    whole = mine is not None and not mine.lacks(poll.upcoming_dates(now))
    intro = texts.INTRO_AGAIN(title=title, length=length) if whole else texts.INTRO(title=title, length=length)
    blocks: list[Block] = [section(intro)]
    choices = {choice: (words, choice.value) for choice, words in texts.CHOICES.items()}
    others = {standing.starts: standing for standing in sheet.ranked_dates(now)}
    for starts in poll.upcoming_dates(now):
        one, words = others[starts], capitalise(date_words(starts, now))
        guess = Choice.NO if starts in busy_starts else Choice.YES
        before = mine.answers.get(starts, guess) if mine else guess
        label = texts.BUSY(when=words).plain if starts in busy_starts else words
        name = date_field_name(starts)
        several = zip(Choice, (one.yes, one.maybe, one.no), strict=True)
        hint = texts.counts({what: sum(each != reader_id for each in some) for what, some in several})
        blocks.append(
            field(name, label, select(name, texts.CHOOSE, list(choices.values()), initial=choices[before]), hint=hint)
        )
    private = str(poll.id)
    return modal("polls.answered", texts.ANSWERING_TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def answered_modal(sheet: PollSheet, reader_id: int, *, now: datetime) -> Json:
    return modal("polls.done", texts.DONE_TITLE, [section(text) for text in _answer_lines(sheet, reader_id, now=now)])


def answered_all_message(
    sheet: PollSheet, reader_id: int, *, busy_starts: Collection[int] = (), now: datetime
) -> Message:
    """Build the confirmation of « Tout me convient », with the dates on which the person is not free."""
    taken = [texts.DONE_BUSY(dates=date_list_words(sorted(busy_starts), now))] if busy_starts else []
    return text_message(join_text([*_answer_lines(sheet, reader_id, now=now), *taken]))


def ended_message(sheet: PollSheet) -> Message:
    return text_message(texts.ENDED_KEY(who=asker_name(sheet), title=quoted_title(sheet)))


def _voter_sentences(sheet: PollSheet, voter: Voter, *, now: datetime) -> list[Said]:
    """Return the lines about the appointment to reschedule, the place, and whether the voter is required."""
    poll, appointment = sheet.poll, sheet.appointment
    instead = (
        [texts.INSTEAD(when=moment_words(appointment.starts, now))] if poll.moves is not None and appointment else []
    )
    where = [texts.WHERE(place=poll.place)] if poll.place else []
    return [*instead, *where, texts.NEEDED if voter.required else texts.WISHED]


def _key_sentence(sheet: PollSheet, reason: str) -> Said:
    who, title, length = asker_name(sheet), quoted_title(sheet), duration_words(sheet.poll.minutes)
    if reason == "again":
        return texts.KEY_AGAIN(who=who, title=title, length=length)
    if reason == "redated":
        return texts.KEY_REDATED(who=who, title=title, length=length)
    return texts.KEY(who=who, title=title, length=length)


def _answer_lines(sheet: PollSheet, reader_id: int, *, now: datetime) -> list[Said]:
    poll, mine = sheet.poll, sheet.voter(reader_id)
    lines = [texts.DONE(said=_answers_words(mine, poll.upcoming_dates(now), now=now))] if mine else []
    until = moment_words(poll.deadline, now)
    closed = poll.stage is not Stage.OPEN
    return [*lines, texts.DONE_CLOSED(who=asker_name(sheet)) if closed else texts.DONE_OPEN(when=until)]


def _outcome_sentences(sheet: PollSheet, voter: Voter | None, *, now: datetime) -> list[Said]:
    poll, appointment = sheet.poll, sheet.appointment
    if poll.stage is Stage.BOOKED and appointment is not None:
        came = texts.BOOKED(when=moment_words(appointment.starts, now))
    elif poll.stage is Stage.ENDED:
        came = texts.ENDED(who=asker_name(sheet))
    else:
        came = texts.CLOSED(who=asker_name(sheet))
    said = [texts.SENT_CLOSED(said=_answers_words(voter, poll.dates, now=now))] if voter and voter.answers else []
    return [came, *said]


def _answers_words(voter: Voter, dates: Collection[int], *, now: datetime) -> Said:
    """Return a person's answers, as « oui pour mardi 19 mai à 10 h, non pour jeudi 21 mai à 10 h »."""
    parts = []
    for choice, words in texts.LOW.items():
        some = [date for date in dates if voter.answers.get(date) is choice]
        parts += [texts.SAID(choice=words, dates=date_list_words(some, now))] if some else []
    return join_text(parts, f"{SPACE}; ")
