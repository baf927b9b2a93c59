"""A promotion's month drawn: « Ce mois-ci », its lines for a newcomer, the next month as a dry run. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.dates.paris import day_of
from bot.dates.words import day_words, join_words, moment_words, month_words, range_words
from bot.planning.lines import Line, Month, is_for_eig
from handlers.gatherings import texts as naming
from handlers.kit.blocks import Json, Message, context, divider, header, message, modal, section
from handlers.kit.escaping import bold, escape, escape_and_link

from . import texts

SHOWN = 40  # lines: a message holds 50 blocks


def month(told: Month, *, now: datetime) -> Message:
    """Draw « Ce mois-ci »: each event with its date, its place, its skills and values, whom it is open to."""
    title = texts.title(month_words(told.first))
    shown = told.lines[:SHOWN]
    spoken = [f"{'. '.join(_whole(one, now=now))}." for one in shown]
    blocks = [_drawn(one, now=now) for one in shown]
    return message(escape(" ".join([f"{title}.", *spoken, texts.FOOT])), header(title), *blocks, context(texts.FOOT))


def short(told: Month, *, now: datetime) -> list[str]:
    """Give each event in a line, for who has just arrived."""
    return [texts.line(_when(one, now), _name(one)) for one in told.lines]


def preview(told: Month, *, now: datetime) -> Json:
    """Draw the month to come as a dry run: what is to be settled, and the text that the channel will get."""
    blocks: list[Block] = [section(texts.next_title(month_words(told.first)))]
    if not told.lines:
        return modal("gatherings.planned", texts.NEXT_TITLE, [*blocks, section(texts.NOTHING)])
    blocks.append(context(texts.DRY))
    if not told.promotion.channels.get("promotion"):
        blocks.append(context(texts.WITHOUT_CHANNEL))
    to_do = [said for one in told.lines for said in _to_do(one, now=now)]
    blocks.append(section(_list(texts.TO_DO, to_do) if to_do else texts.NOTHING_TO_DO))
    written = texts.WRITTEN if told.promotion.channels.get("promotion") else texts.SENT
    for title, lines in (
        (written, [one for one in told.lines if is_for_eig(one)]),
        (texts.APART, [one for one in told.lines if not is_for_eig(one)]),
    ):
        blocks += [divider(), section(title), *(_drawn(one, now=now) for one in lines[:SHOWN])] if lines else []
    return modal("gatherings.planned", texts.NEXT_TITLE, blocks)


def lost(told: Month, *, reason: str) -> Message:
    """Draw for the coaches that the channel did not take it."""
    said = texts.lost(month_words(told.first), reason)
    return message(said, section(said))


def _list(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *(f"• {escape(one)}" for one in lines)])


def _to_do(one: Line, *, now: datetime) -> list[str]:
    what = texts.line(_when(one, now), _name(one))
    said = [texts.unclaimed(what)] if one.unclaimed else []
    if one.missing:
        said.append(texts.missing(what, join_words([naming.lacking(code) for code in one.missing])))
    if one.moved_for:
        said.append(f"{what}, {naming.moved_for(day_words(one.by_rule, now), one.moved_for)}")
    return said or ([texts.unmade(what)] if one.is_unmade else [])


def _drawn(one: Line, *, now: datetime) -> Block:
    first, *more = _whole(one, now=now)
    return section(bold(escape(first)) + "".join(f"\n{escape_and_link(each)}" for each in more))


def _whole(one: Line, *, now: datetime) -> list[str]:
    """Give all that is said of an event, its date and name first."""
    series = one.series
    said = [texts.line(_when(one, now), _name(one))]
    said += [texts.hosted(one.host.name)] if one.host else []
    said += [texts.place(one.place)] if one.place else []
    said += [texts.ONLINE] if one.is_online else []
    said += [texts.skills(join_words(series.skills))] if series.skills else []
    said += [texts.valeurs(join_words(series.valeurs))] if series.valeurs else []
    if series.opened_to:
        said.append(texts.opened(", ".join(naming.OPENED[role] for role in sorted(series.opened_to))))
    return said


def _when(one: Line, now: datetime) -> str:
    """Say when: the day and its hours, or from one day to another."""
    if day_of(one.starts) != day_of(one.ends):
        return f"du {moment_words(one.starts, now)} au {moment_words(one.ends, now)}"
    return f"{day_words(one.starts, now)} {range_words(one.starts, one.ends)}"


def _name(one: Line) -> str:
    return naming.named(one.series, one.title)
