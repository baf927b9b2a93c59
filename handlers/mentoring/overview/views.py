"""The list of all cycles drawn for coaches: who waits for whom since when, what is next, a list to open one. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block

from bot.dates.words import day_words, moment_words, relative_words
from bot.mentoring.cycle import CycleState, SessionState, Turn
from bot.mentoring.model import Sheet
from bot.mentoring.table import waits_for
from handlers.kit.blocks import Choice, Group, Message, actions, button, context, header, message, section, select
from handlers.kit.escaping import clip, escape
from handlers.mentoring.coaching import texts
from handlers.mentoring.standing import coming, name_of, team_names

MOST_SHOWN = 25  # cycles
MOST_SAID = 3400  # characters: all their words have to fit in a message's text
LONGEST = 400  # characters of one of them
MOST_OPTIONS = 100  # in the list that opens one


def overview(sheets: Sequence[Sheet], *, now: datetime) -> Message:
    """Draw the cycles in their order, those that are over behind and the last of them first; the need is never in it.

    What does not fit in a message is counted; a list opens each of the first hundred, the export holds all.
    """
    if not sheets:
        return message(texts.NOTHING, header(texts.TITLE), section(texts.NOTHING))
    live = [one for one in sheets if one.cycle.state.is_live]
    over = [one for one in sheets if not one.cycle.state.is_live]
    ordered = [*live, *sorted(over, key=lambda one: (one.cycle.turned_at, one.cycle.id), reverse=True)]
    told = [_words(one, now=now) for one in ordered[:MOST_SHOWN]]
    lengths = accumulate(len(title) + len(words) + 4 for title, words in told)
    shown = told[: max(1, sum(length <= MOST_SAID for length in lengths))]
    blocks: list[Block] = [header(texts.TITLE)]
    blocks += [section(f"*{title}*\n{words}") for title, words in shown]
    spoken = [f"{texts.TITLE}.", *(f"{title}\u00a0: {words}" for title, words in shown)]
    left = ordered[len(shown) :]
    foot = [texts.more(len(left), sum(not one.cycle.state.is_live for one in left))] if left else []
    foot.append(texts.EXPORT_HOLDS)
    blocks.append(context(" ".join(foot)))
    opener = select("mentoring.open", texts.OPEN_ONE, groups=_groups(ordered[:MOST_OPTIONS], now=now))
    blocks.append(actions(opener, button(texts.EXPORT, "mentoring.export")))
    return message(" ".join([*spoken, *foot]), *blocks)


def _words(sheet: Sheet, *, now: datetime) -> tuple[str, str]:
    """Give the défi and all that is said of its cycle, escaped."""
    said = f"{'. '.join(_sentences(sheet, now=now))}."
    return clip(escape(sheet.defi.name), 100), clip(escape(said), LONGEST)


def _sentences(sheet: Sheet, *, now: datetime) -> Iterator[str]:
    cycle = sheet.cycle
    yield texts.pair(team_names(sheet), name_of(sheet, cycle.mentor_id), cycle.domain)
    live = cycle.state.is_live
    yield texts.STATES[cycle.state] if live else texts.over(cycle.state, day_words(cycle.turned_at, now))
    waits = _waits(sheet, now=now)
    if waits:
        yield waits
    to_come = coming(sheet, now=now) if cycle.state is CycleState.RUNNING else []
    if to_come:
        yield texts.next_one(relative_words(to_come[0].appointment.starts, now))
    if cycle.taken_by is not None:
        yield texts.looks_after(name_of(sheet, cycle.taken_by, otherwise=texts.SOMEBODY))


def _waits(sheet: Sheet, *, now: datetime) -> str:
    """Say who has to answer, since when and until when; nothing where nobody has to."""
    cycle, turn = sheet.cycle, waits_for(sheet)
    if turn is Turn.NOBODY:
        return ""
    name = name_of(sheet, cycle.mentor_id if turn is Turn.MENTOR else cycle.asked_by)
    if cycle.state.is_open:
        until = moment_words(cycle.answer_by, now) if cycle.answer_by else ""
        return texts.waits(name, day_words(cycle.turned_at, now), until)
    if turn is Turn.MENTOR:
        return texts.agrees(name)
    return texts.without_time(sum(one.state is SessionState.OPEN for one in sheet.sessions), name)


def _groups(sheets: Sequence[Sheet], *, now: datetime) -> list[Group]:
    named: dict[str, list[Choice]] = {texts.WAITING: [], texts.RUNNING: [], texts.OVER: []}
    for one in sheets:
        state = one.cycle.state
        label = texts.WAITING if state.is_open else texts.RUNNING if state.is_live else texts.OVER
        named[label].append(_choice(one, now=now))
    return [(label, choices) for label, choices in named.items() if choices]


def _choice(sheet: Sheet, *, now: datetime) -> Choice:
    cycle = sheet.cycle
    mentor = name_of(sheet, cycle.mentor_id)
    return texts.choice(_stands(sheet, now=now), cycle.domain, sheet.defi.name, mentor), str(cycle.id)


def _stands(sheet: Sheet, *, now: datetime) -> str:
    """Say what tells a cycle from others of its group: since when it waits, its next séance, when it ended."""
    turned = day_words(sheet.cycle.turned_at, now)
    if sheet.cycle.state.is_open or not sheet.cycle.state.is_live:
        return texts.dated(turned, waits=sheet.cycle.state.is_open)
    turn, to_come = waits_for(sheet), coming(sheet, now=now)
    if turn is not Turn.NOBODY:
        return texts.TO_AGREE if turn is Turn.MENTOR else texts.TO_DATE
    return moment_words(to_come[0].appointment.starts, now) if to_come else texts.PAST
