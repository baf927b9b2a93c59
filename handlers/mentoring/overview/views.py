"""Views of the coaches' list of cycles: pending answers, next dates, and a list to open one. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block

from bot.dates.words import day_words, moment_words, relative_words
from bot.mentoring.cycle import CycleState, SessionState, SideToAnswer
from bot.mentoring.model import CycleSheet
from bot.mentoring.table import awaited_side
from handlers.kit.blocks import Choice, Group, Message, actions, button, context, header, message, section, select
from handlers.kit.escaping import Said, bold, clip, escape_to_fit
from handlers.kit.sentences import join_text
from handlers.mentoring import texts as shared
from handlers.mentoring.card.texts import TAKEN
from handlers.mentoring.coaching.texts import SOMEBODY
from handlers.mentoring.standing import coming_sessions, name_of, team_names

from . import texts

MOST_SHOWN = 25
MOST_SAID = 3400  # the most characters of the list, so that it fits into a message's text
LONGEST = 400
MOST_OPTIONS = 100  # the most options of the list that opens a cycle


def overview_message(sheets: Sequence[CycleSheet], *, has_added_cycles: bool = False, now: datetime) -> Message:
    """Build the list of all cycles, without the needs. Finished cycles are at the end, the latest first.

    The message counts the cycles that do not fit. A list opens the first hundred, and the export has all.
    `has_added_cycles` means that the programme has added cycles."""
    has_added_cycles = has_added_cycles or any(sheet.terms.is_own for sheet in sheets)
    title, nothing = (texts.ALL_TITLE, texts.NO_CYCLE) if has_added_cycles else (texts.TITLE, texts.NOTHING)
    if not sheets:
        return message(nothing, header(title), section(nothing))
    live = [sheet for sheet in sheets if sheet.cycle.state.is_live]
    over = [sheet for sheet in sheets if not sheet.cycle.state.is_live]
    ordered = [*live, *sorted(over, key=lambda sheet: (sheet.cycle.turned_at, sheet.cycle.id), reverse=True)]
    told = [_title_and_text(sheet, now=now) for sheet in ordered[:MOST_SHOWN]]
    lengths = accumulate(len(title) + len(words) + 4 for title, words in told)
    shown = told[: max(1, sum(length <= MOST_SAID for length in lengths))]
    blocks: list[Block] = [header(title)]
    blocks += [section(join_text([bold(title), words], "\n")) for title, words in shown]
    title_said = texts.ALL_SAID if has_added_cycles else texts.TITLE_SAID
    spoken = [title_said, *(texts.CYCLE(title=title, words=words) for title, words in shown)]
    left = ordered[len(shown) :]
    foot = [texts.more(len(left), sum(not sheet.cycle.state.is_live for sheet in left))] if left else []
    foot.append(texts.EXPORT_HOLDS)
    blocks.append(context(join_text(foot)))
    opener = select("mentoring.open", texts.OPEN_ONE, groups=_cycle_groups(ordered[:MOST_OPTIONS], now=now))
    blocks.append(actions(opener, button(texts.EXPORT, "mentoring.export")))
    return message(join_text([*spoken, *foot]), *blocks)


def export_message(*, has_added_cycles: bool = False, now: datetime) -> Message:
    """Build the direct message under which the bot posts the file of all cycles.

    `has_added_cycles` means that the programme has added cycles."""
    day = day_words(now, now)
    said = texts.EXPORT_CARD_OF_ALL(day=day) if has_added_cycles else texts.EXPORT_CARD(day=day)
    return message(said, section(said))


def _title_and_text(sheet: CycleSheet, *, now: datetime) -> tuple[Said, Said]:
    return escape_to_fit(sheet.defi.name, 100), clip(join_text(_cycle_sentences(sheet, now=now)), LONGEST)


def _cycle_sentences(sheet: CycleSheet, *, now: datetime) -> Iterator[Said]:
    cycle = sheet.cycle
    yield texts.PAIR(team=team_names(sheet), mentor=name_of(sheet, cycle.mentor_id), domain=cycle.domain)
    if cycle.state in texts.DATES:
        yield texts.DATES[cycle.state](number=cycle.terms.number)
    elif cycle.state.is_live:
        yield texts.STATES[cycle.state]
    else:
        yield texts.ENDS[cycle.state](day=day_words(cycle.turned_at, now))
    yield from _pending_answer(sheet, now=now)
    to_come = coming_sessions(sheet, now=now) if cycle.state is CycleState.RUNNING else []
    if to_come:
        yield shared.NEXT_SESSION(when=relative_words(to_come[0].appointment.starts, now))
    if cycle.taken_by is not None:
        yield TAKEN(coach=name_of(sheet, cycle.taken_by, otherwise=SOMEBODY))


def _pending_answer(sheet: CycleSheet, *, now: datetime) -> Iterator[Said]:
    """Yield who must answer in a cycle, since when, and until when. If nobody must answer, yield nothing."""
    cycle, turn = sheet.cycle, awaited_side(sheet)
    if turn is SideToAnswer.NOBODY:
        return
    name = name_of(sheet, cycle.mentor_id if turn is SideToAnswer.MENTOR else cycle.asked_by)
    since = day_words(cycle.turned_at, now)
    if cycle.state.is_open and cycle.answer_by:
        yield texts.WAITS_UNTIL(name=name, since=since, until=moment_words(cycle.answer_by, now))
    elif cycle.state.is_open:
        yield texts.WAITS(name=name, since=since)
    elif turn is SideToAnswer.MENTOR:
        yield texts.AGREES(period=cycle.terms.period, name=name)
    else:
        number = sum(session.state is SessionState.OPEN for session in sheet.sessions)
        yield texts.WITHOUT_TIME(what="une séance" if number == 1 else shared.count(number), name=name)


def _cycle_groups(sheets: Sequence[CycleSheet], *, now: datetime) -> list[Group]:
    named: dict[str, list[Choice]] = {texts.WAITING: [], texts.RUNNING: [], texts.OVER: []}
    for sheet in sheets:
        state = sheet.cycle.state
        label = texts.WAITING if state.is_open else texts.RUNNING if state.is_live else texts.OVER
        named[label].append(_cycle_choice(sheet, now=now))
    return [(label, choices) for label, choices in named.items() if choices]


def _cycle_choice(sheet: CycleSheet, *, now: datetime) -> Choice:
    cycle = sheet.cycle
    mentor, stands = name_of(sheet, cycle.mentor_id), _status_words(sheet, now=now)
    said = texts.CHOICE(stands=stands, domain=cycle.domain, defi=sheet.defi.name, mentor=mentor)
    return said.plain, str(cycle.id)


def _status_words(sheet: CycleSheet, *, now: datetime) -> str:
    """Return in short where a cycle stands: since when it waits, its next séance, or its end."""
    turned = day_words(sheet.cycle.turned_at, now)
    if sheet.cycle.state.is_open:
        return texts.SINCE(day=turned).plain
    if not sheet.cycle.state.is_live:
        return texts.ON(day=turned).plain
    turn, to_come = awaited_side(sheet), coming_sessions(sheet, now=now)
    if turn is not SideToAnswer.NOBODY:
        return texts.TO_AGREE if turn is SideToAnswer.MENTOR else texts.TO_DATE
    return moment_words(to_come[0].appointment.starts, now) if to_come else texts.PAST
