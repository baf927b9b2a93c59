"""A promotion's month drawn: « Ce mois-ci », its lines for a newcomer, the next month as a dry run. Pure."""

from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block

from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words, month_words, range_words
from bot.planning.lines import Line, Month, is_for_eig
from handlers.gatherings import texts as naming
from handlers.kit import tags
from handlers.kit.blocks import Json, Message, alone, context, divider, header, message, modal, section
from handlers.kit.escaping import Said, bold, escape_and_link
from handlers.kit.sentences import FACT, joined, stopped

from . import texts

SHOWN = 40  # lines: a message holds 50 blocks
MOST_SAID = 3000  # characters of them: all that is shown is heard, and a message says 4,000


def month(told: Month, *, now: datetime) -> Message:
    """Build « Ce mois-ci »: each event with its date, its place, its skills and values, whom it is open to."""
    title = texts.TITLE(month=month_words(told.first))
    spoken = [stopped(joined([_line(one, now=now), *_more(one)], ". ")) for one in told.lines]
    lengths = accumulate(len(one) + 1 for one in spoken)
    shown = max(1, sum(length <= MOST_SAID for length in list(lengths)[:SHOWN]))
    blocks = [_drawn(one, now=now) for one in told.lines[:shown]]
    names = dict.fromkeys(naming.named(one.series, one.title) for one in told.lines[shown:])
    rest = [texts.others(len(told.lines) - shown, [*names])] if names else []
    heard = joined([stopped(title), *spoken[:shown], *rest, texts.FOOT])
    return message(heard, header(title.plain), *blocks, *map(section, rest), context(texts.FOOT))


def short(told: Month, *, now: datetime) -> list[str]:
    """Return each event in a line, for the person who has just arrived; not escaped."""
    return [_line(one, now=now).plain for one in told.lines]


def preview(told: Month, *, now: datetime) -> Json:
    """Build the month to come as a dry run: what is to be settled, and the text that the channel will get."""
    blocks: list[Block] = [section(texts.NEXT_TITLE(month=month_words(told.first)))]
    if not told.lines:
        return modal("gatherings.planned", texts.NEXT, [*blocks, section(texts.NOTHING)])
    blocks.append(context(texts.DRY))
    if not told.promotion.channels.get("promotion"):
        blocks.append(context(texts.WITHOUT_CHANNEL))
    to_do = [what for one in told.lines for what in _to_do(one, now=now)]
    blocks.append(section(joined([texts.TO_DO, *to_do], "\n• ") if to_do else texts.NOTHING_TO_DO))
    written = texts.WRITTEN if told.promotion.channels.get("promotion") else texts.SENT
    for title, lines in (
        (written, [one for one in told.lines if is_for_eig(one)]),
        (texts.APART, [one for one in told.lines if not is_for_eig(one)]),
    ):
        blocks += [divider(), section(title), *(_drawn(one, now=now) for one in lines[:SHOWN])] if lines else []
    return modal("gatherings.planned", texts.NEXT, blocks)


def lost(told: Month, *, reason: str) -> Message:
    """Show for the coaches that the channel did not take it."""
    return alone(texts.lost(month_words(told.first), reason))


def _to_do(one: Line, *, now: datetime) -> list[Said]:
    what = _line(one, now=now)
    found = [texts.UNCLAIMED(what=what)] if one.unclaimed else []
    if one.missing:
        found.append(texts.MISSING(what=what, lacks=naming.lacking(one.missing)))
    if one.moved_for:
        found.append(
            texts.MOVED(what=what, moved=naming.IN_PLACE_OF(day=day_words(one.by_rule, now), holiday=one.moved_for))
        )
    return found or ([texts.UNMADE(what=what)] if one.is_unmade else [])


def _drawn(one: Line, *, now: datetime) -> Block:
    return section(joined([bold(_line(one, now=now)), *_more(one, linking=True)], "\n"))


def _line(one: Line, *, now: datetime) -> Said:
    return texts.LINE(when=_when(one, now), name=naming.named(one.series, one.title))


def _more(one: Line, *, linking: bool = False) -> list[Said]:
    """Return all that is said of an event behind its date and name; `linking`: its place can be clicked."""
    series = one.series
    lines = [texts.HOSTED(name=one.host.name)] if one.host else []
    lines += [texts.PLACE(where=escape_and_link(one.place) if linking else one.place)] if one.place else []
    lines += [texts.ONLINE] if one.is_online else []
    lines += [FACT(name=name, what=what) for name, what in tags.facts(one.tags)]
    if series.opened_to:
        lines.append(texts.OPENED(names=", ".join(naming.OPENED[role] for role in sorted(series.opened_to))))
    return lines


def _when(one: Line, now: datetime) -> str:
    """Return when: the day and its hours, or from one day to another."""
    if day_of(one.starts) != day_of(one.ends):
        return f"du {moment_words(one.starts, now)} au {moment_words(one.ends, now)}"
    return f"{day_words(one.starts, now)} {range_words(one.starts, one.ends)}"
