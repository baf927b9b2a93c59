"""Views of a promotion's month: « Ce mois-ci », its lines for a newcomer, the next month as a preview. Pure."""

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
    spoken = [stopped(joined([_line(line, now=now), *_more(line)], ". ")) for line in told.lines]
    lengths = accumulate(len(text) + 1 for text in spoken)
    shown = max(1, sum(length <= MOST_SAID for length in list(lengths)[:SHOWN]))
    blocks = [_drawn(line, now=now) for line in told.lines[:shown]]
    names = dict.fromkeys(naming.named(line.series, line.title) for line in told.lines[shown:])
    rest = [texts.others(len(told.lines) - shown, [*names])] if names else []
    heard = joined([stopped(title), *spoken[:shown], *rest, texts.FOOT])
    return message(heard, header(title.plain), *blocks, *map(section, rest), context(texts.FOOT))


def short(told: Month, *, now: datetime) -> list[str]:
    """Return each event in a line, for the person who has just arrived; not escaped."""
    return [_line(line, now=now).plain for line in told.lines]


def preview(told: Month, *, now: datetime) -> Json:
    """Build the month to come as a dry run: what is to be settled, and the text that the channel will get."""
    blocks: list[Block] = [section(texts.NEXT_TITLE(month=month_words(told.first)))]
    if not told.lines:
        return modal("gatherings.planned", texts.NEXT, [*blocks, section(texts.NOTHING)])
    blocks.append(context(texts.DRY))
    if not told.promotion.channels.get("promotion"):
        blocks.append(context(texts.WITHOUT_CHANNEL))
    to_do = [what for line in told.lines for what in _to_do(line, now=now)]
    blocks.append(section(joined([texts.TO_DO, *to_do], "\n• ") if to_do else texts.NOTHING_TO_DO))
    written = texts.WRITTEN if told.promotion.channels.get("promotion") else texts.SENT
    for title, lines in (
        (written, [line for line in told.lines if is_for_eig(line)]),
        (texts.APART, [line for line in told.lines if not is_for_eig(line)]),
    ):
        blocks += [divider(), section(title), *(_drawn(line, now=now) for line in lines[:SHOWN])] if lines else []
    return modal("gatherings.planned", texts.NEXT, blocks)


def lost(told: Month, *, reason: str) -> Message:
    """Show for the coaches that the channel did not take it."""
    return alone(texts.lost(month_words(told.first), reason))


def _to_do(line: Line, *, now: datetime) -> list[Said]:
    what = _line(line, now=now)
    found = [texts.UNCLAIMED(what=what)] if line.unclaimed else []
    if line.missing:
        found.append(texts.MISSING(what=what, lacks=naming.lacking(line.missing)))
    if line.moved_for:
        found.append(
            texts.MOVED(what=what, moved=naming.IN_PLACE_OF(day=day_words(line.by_rule, now), holiday=line.moved_for))
        )
    return found or ([texts.UNMADE(what=what)] if line.is_unmade else [])


def _drawn(line: Line, *, now: datetime) -> Block:
    return section(joined([bold(_line(line, now=now)), *_more(line, linking=True)], "\n"))


def _line(line: Line, *, now: datetime) -> Said:
    return texts.LINE(when=_when(line, now), name=naming.named(line.series, line.title))


def _more(line: Line, *, linking: bool = False) -> list[Said]:
    """Return all that is said of an event behind its date and name; `linking`: its place can be clicked."""
    series = line.series
    lines = [texts.HOSTED(name=line.host.name)] if line.host else []
    lines += [texts.PLACE(where=escape_and_link(line.place) if linking else line.place)] if line.place else []
    lines += [texts.ONLINE] if line.is_online else []
    lines += [FACT(name=name, what=what) for name, what in tags.facts(line.tags)]
    if series.opened_to:
        lines.append(texts.OPENED(names=", ".join(naming.OPENED[role] for role in sorted(series.opened_to))))
    return lines


def _when(line: Line, now: datetime) -> str:
    """Return when: the day and its hours, or from one day to another."""
    if day_of(line.starts) != day_of(line.ends):
        return f"du {moment_words(line.starts, now)} au {moment_words(line.ends, now)}"
    return f"{day_words(line.starts, now)} {range_words(line.starts, line.ends)}"
