"""Views of a committee: the sheet for one person, its forms, and the minutes. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.dates.words import join_words, moment_words
from bot.evaluation.support.model import Answered
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.records.model import DECISION_LIMIT, LINE_LIMIT, ListedAction, Meeting, SheetLine
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    actions,
    button,
    context,
    field,
    headed_message,
    header,
    message,
    modal,
    section,
    text_area,
    text_message,
)
from handlers.kit.escaping import Said, clip
from handlers.kit.fields import checkboxes
from handlers.kit.sentences import fact, join_text
from handlers.kit.texts import RATE, RATE_WHY, RATED
from handlers.kit.told import rating_row
from handlers.records.actions import views

from . import texts
from .forms import DISAGREES, LEFT, MORE, WHAT, WHY

MOST_BEFORE, MOST_DECISIONS, MOST_AFTER, MOST_UNREACHED = 10, 12, 10, 10  # A modal has at most 100 blocks.
# docs/programme.md proposes at most five actions per committee. People can add more.
PROPOSED = 5
MOST_ANSWERS = 14  # the most paragraphs of answers; the support shows all answers
MOST_MINUTES, MOST_SECTION = 9_000, 2_900  # Slack takes 13,200 characters in all blocks, and 3,000 in one.


def sheet_modal(meeting: Meeting, *, viewer: Actor, support: Sequence[Answered], now: datetime) -> Json:
    """Build the sheet: open actions, the questions and answers of the support, decisions, and buttons."""
    committee = meeting.sheet
    when = moment_words(committee.appointment.starts, now)
    blocks: list[Block] = [section(texts.INTRO(phase=committee.phase, defi=committee.defi.name, when=when))]
    blocks += [section(texts.CANCELLED)] if committee.is_cancelled else []
    blocks += [header(texts.BEFORE), *_blocks_before(meeting, viewer, now=now), header(texts.AGENDA)]
    asked = join_words([question.text for question, _, _ in support])
    blocks += [section(each) for each in _answer_lines(support)[:MOST_ANSWERS] or [texts.NO_ANSWER(questions=asked)]]
    blocks += [header(texts.DECIDE), *_decision_blocks(meeting, now=now), *_blocks_after(meeting, viewer, now=now)]
    value = str(committee.committee.id)
    fill = button(texts.SUPPORT, "evaluation.support", value=value)
    writes = [
        button(texts.ADD_DECISION, "records.decide", value=value, style="primary"),
        button(texts.ADD_ACTION, "records.agree", value=value),
        button(texts.ADD_UNREACHED, "records.unreached", value=value),
        button(texts.REFRESH, "records.sheet", value=value),
    ]
    blocks += [actions(*writes, fill), context(texts.SHARED)]
    return modal("records.sheet", texts.TITLE, blocks, private_metadata=value)


def decision_form(private: str, *, decision: SheetLine | None = None, newer_decision: SheetLine | None = None) -> Json:
    """Build the form of a decision, or of its correction. `newer_decision` is another person's version."""
    given = decision.what if decision else None
    why, disagrees = (decision.why, decision.disagrees) if decision else (None, None)
    blocks: list[Block] = []
    if newer_decision:
        blocks = [
            section(texts.OVERTAKEN),
            section(join_text([texts.NOW_SAYS(what=newer_decision.what), *_reason_lines(newer_decision)], "\n")),
        ]
    blocks += [
        field(WHAT, texts.WHAT, text_area(WHAT, limit=DECISION_LIMIT, initial=given), hint=texts.READERS),
        field(WHY, texts.WHY, text_area(WHY, limit=LINE_LIMIT, initial=why), optional=True),
        field(
            DISAGREES,
            texts.DISAGREES,
            text_area(DISAGREES, limit=LINE_LIMIT, initial=disagrees),
            hint=texts.DISAGREES_HINT,
            optional=True,
        ),
    ]
    title = texts.CORRECT_TITLE if decision else texts.DECISION_TITLE
    return modal("records.decided", title, blocks, submit=texts.SUBMIT, private_metadata=private)


def unreached_form(private: str, *, questions: Sequence[Choice], open_actions: Sequence[Choice]) -> Json:
    blocks = [field(WHAT, texts.UNREACHED_WHAT, checkboxes(WHAT, questions), hint=texts.UNREACHED_HINT, optional=True)]
    blocks += [field(LEFT, texts.UNREACHED_LEFT, checkboxes(LEFT, open_actions), optional=True)] if open_actions else []
    blocks += [
        field(MORE, texts.UNREACHED_MORE, text_area(MORE, limit=DECISION_LIMIT), optional=True),
    ]
    submit = texts.UNREACHED_SUBMIT
    return modal("records.left_over", texts.UNREACHED_FORM, blocks, submit=submit, private_metadata=private)


def minutes_message(meeting: Meeting, *, may_rate: bool | None = None, now: datetime) -> Message:
    """Build the minutes with decisions, actions and points not reached, and ask how useful the committee was.

    `may_rate` is False if the reader has rated the committee already, and None if the reader may not rate it."""
    committee = meeting.sheet
    when = moment_words(committee.appointment.starts, now)
    key = texts.MINUTES_KEY(phase=committee.phase, defi=committee.defi.name, when=when)
    parts = [(texts.DECISIONS, [_decision_line(decision) for decision in meeting.decisions])]
    parts.append((texts.ACTIONS, [_action_line(each, now=now) for each in meeting.after]))
    parts.append((texts.UNREACHED, [texts.ITEM(what=each.what) for each in meeting.unreached]))
    kept = [(name, lines) for name, lines in parts if lines]
    blocks: list[Block] = [header(texts.MINUTES_TITLE(defi=committee.defi.name).plain), section(key)]
    room = MOST_MINUTES
    for name, lines in kept:
        fits = _fit_lines(lines, room)
        room -= sum(map(len, fits))
        blocks += [header(name), *(section(each) for each in _pack_sections(fits))]
        blocks += [context(texts.ON_THE_SHEET(count=len(lines) - len(fits)))] if len(fits) < len(lines) else []
    open_sheet = button(
        texts.OPEN_SHEET, "records.sheet", value=str(committee.committee.id), of=f"{when}, {committee.defi.name}"
    )
    spoken = [fact(name, join_text(lines, "\n")) for name, lines in kept]
    words, rating = _rating_parts(meeting, may_rate=may_rate, now=now)
    return message(join_text([key, *spoken, *words]), *blocks, actions(open_sheet), *rating)


def _rating_parts(meeting: Meeting, *, may_rate: bool | None, now: datetime) -> tuple[list[Said], list[Block]]:
    if not may_rate:
        words = [] if may_rate is None else [RATED]
        return words, [section(word) for word in words]
    committee = meeting.sheet
    row = rating_row(
        committee.committee.id, of=f"{moment_words(committee.appointment.starts, now)}, {committee.defi.name}"
    )
    return [RATE, RATE_WHY], [section(RATE), row, context(RATE_WHY)]


def no_minutes_message(meeting: Meeting, *, now: datetime) -> Message:
    """Ask the host whether they want to record anything about the committee. If minutes exist by now, say so."""
    committee = meeting.sheet
    when = moment_words(committee.appointment.starts, now)
    if not meeting.is_empty:
        return text_message(texts.WRITTEN_SINCE(defi=committee.defi.name, when=when))
    key = texts.NO_MINUTES(defi=committee.defi.name, when=when)
    row = button(
        texts.OPEN_SHEET, "records.sheet", value=str(committee.committee.id), of=f"{when}, {committee.defi.name}"
    )
    return headed_message(key, [texts.NO_MINUTES_WHY], actions(row))


def _answer_lines(support: Sequence[Answered]) -> list[Said]:
    lines = []
    for question, answer, apart in support:
        lines += [texts.ANSWER(question=question.text, answer=answer)] if answer or apart else []
        lines += [texts.APART(who=who, answer=said) for who, said in apart]
    return _pack_sections(lines)


def _fit_lines(lines: Sequence[Said], max_chars: int) -> Sequence[Said]:
    """Return the first lines that fit into `max_chars` characters, at least one."""
    for count, text in enumerate(lines):
        max_chars -= len(text)
        if max_chars < 0 and count:
            return lines[:count]
    return lines


def _pack_sections(lines: Sequence[Said]) -> list[Said]:
    packed: list[list[Said]] = []
    for line in lines:
        if packed and sum(len(each) + 1 for each in packed[-1]) + len(line) <= MOST_SECTION:
            packed[-1].append(line)
        else:
            packed.append([line])
    return [join_text(each, "\n") for each in packed]


def _blocks_before(meeting: Meeting, viewer: Actor, *, now: datetime) -> list[Block]:
    if not meeting.before:
        return [section(texts.NONE_BEFORE)]
    return _action_blocks(meeting.before, viewer, meeting, max_lines=MOST_BEFORE, now=now)


def _blocks_after(meeting: Meeting, viewer: Actor, *, now: datetime) -> list[Block]:
    blocks: list[Block] = []
    if meeting.after:
        blocks += [header(texts.AFTER), *_action_blocks(meeting.after, viewer, meeting, max_lines=MOST_AFTER, now=now)]
        blocks += [context(texts.ENOUGH)] if len(meeting.after) >= PROPOSED else []
    if meeting.unreached:
        lines = [texts.ITEM(what=clip(each.what, LINE_LIMIT)) for each in meeting.unreached[:MOST_UNREACHED]]
        blocks += [header(texts.UNREACHED_TITLE), section(join_text(lines, "\n"))]
        blocks += _more_blocks(len(meeting.unreached), MOST_UNREACHED)
    return blocks


def _action_blocks(
    records: Sequence[ListedAction], viewer: Actor, meeting: Meeting, *, max_lines: int, now: datetime
) -> list[Block]:
    blocks: list[Block] = []
    coach = may(viewer, "records.reassign", thing=meeting.sheet)
    for record in records[:max_lines]:
        blocks.append(section(views.action_lines(record, with_age=True, now=now)))
        row = views.action_buttons(record, viewer.person_id or 0, is_coach=coach, with_reword=True, now=now)
        blocks += [actions(*row)] if row else []
    return [*blocks, *_more_blocks(len(records), max_lines)]


def _decision_blocks(meeting: Meeting, *, now: datetime) -> list[Block]:
    blocks: list[Block] = [] if meeting.decisions else [section(texts.NONE_DECIDED)]
    for decision in meeting.decisions[-MOST_DECISIONS:]:
        of = f"{moment_words(decision.written_at, now)}, {decision.what}"
        correct = button(texts.CORRECT, f"records.correct:{decision.id}", value=str(decision.id), of=of)
        blocks += [section(_decision_line(decision)), actions(correct)]
    return [*blocks, *_more_blocks(len(meeting.decisions), MOST_DECISIONS)]


def _decision_line(decision: SheetLine) -> Said:
    return join_text([texts.DECISION(what=decision.what), *_reason_lines(decision)], "\n")


def _reason_lines(decision: SheetLine) -> list[Said]:
    beside = [texts.WHY_SAID(why=decision.why)] if decision.why else []
    return [*beside, *([texts.DISAGREED(who=decision.disagrees)] if decision.disagrees else [])]


def _action_line(record: ListedAction, *, now: datetime) -> Said:
    return texts.ITEM(what=f"{record.action.what} ({views.fact_words(record, as_date=True, now=now)})")


def _more_blocks(count: int, max_lines: int) -> list[Block]:
    return [context(texts.MORE(count=count - max_lines))] if count > max_lines else []
