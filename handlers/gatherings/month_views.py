"""A promotion's month drawn: « Ce mois-ci », its lines for a newcomer, the next month as a dry run. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.dates.paris import day_of
from bot.dates.words import day_words, join_words, moment_words, month_words, range_words
from bot.planning.lines import Line, Month, is_for_porteurs
from bot.programme.roles import Role
from handlers.kit.blocks import Json, Message, context, divider, header, message, modal, section
from handlers.kit.escaping import bold, escape

from . import month_texts as texts
from . import naming_texts as naming

SHOWN = 40  # lines: a message holds 50 blocks


def month(told: Month, *, now: datetime) -> Message:
    """Draw « Ce mois-ci »: each event with its date, its place or link, its skills and values, whom it is open to."""
    title = texts.title(month_words(told.first))
    lines = [_whole(one, now=now) for one in told.lines[:SHOWN]]
    blocks = [section(bold(escape(first)) + "".join(f"\n{escape(one)}" for one in more)) for first, *more in lines]
    spoken = [f"{'. '.join(one)}." for one in lines]
    return message(escape(" ".join([f"{title}.", *spoken])), header(title), *blocks, context(texts.FOOT))


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
    blocks += [divider(), section(texts.WRITTEN)]
    for first, *more in (_whole(one, now=now) for one in told.lines[:SHOWN]):
        blocks.append(section(bold(escape(first)) + "".join(f"\n{escape(one)}" for one in more)))
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
        said.append(f"{what}\u00a0: {naming.moved_for(day_words(one.by_rule, now), one.moved_for)}")
    return said or ([texts.unmade(what)] if one.is_unmade else [])


def _whole(one: Line, *, now: datetime) -> list[str]:
    """Give all that is said of an event, its date and name first."""
    series = one.series
    said = [texts.line(_when(one, now), _name(one))]
    said += [texts.hosted(one.host.name)] if one.host else []
    said += [texts.place(one.place)] if one.place else []
    said += [texts.link(one.link)] if one.link else []
    if is_for_porteurs(one):
        said.append(texts.meant(join_words([naming.OPENED[Role.PORTEUR], naming.OPENED[Role.SPONSOR]])))
    said += [texts.skills(join_words(series.skills))] if series.skills else []
    said += [texts.valeurs(join_words(series.valeurs))] if series.valeurs else []
    if series.opened_to:
        said.append(texts.opened(join_words([naming.OPENED[role] for role in sorted(series.opened_to)])))
    return said


def _when(one: Line, now: datetime) -> str:
    """Say when: the day and its hours, or from one day to another."""
    if day_of(one.starts) != day_of(one.ends):
        return f"du {moment_words(one.starts, now)} au {moment_words(one.ends, now)}"
    return f"{day_words(one.starts, now)} {range_words(one.starts, one.ends)}"


def _name(one: Line) -> str:
    return naming.named(one.series.dispositif, one.series.title, one.title)
