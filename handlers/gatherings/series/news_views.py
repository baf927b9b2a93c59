"""What is told about series drawn: another time, cancelled, another host, what is asked of organisers. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.agenda.model import Appointment
from bot.dates.words import moment_words
from bot.gatherings.announcing import held_until
from bot.gatherings.lacking import missing
from bot.gatherings.model import Series, Sheet
from bot.gatherings.orphans import Orphan
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement.views import of
from handlers.gatherings.date.views import choices, name_of
from handlers.gatherings.programme.views import said_rule
from handlers.kit.blocks import Message, actions, button, context, header, message, section
from handlers.kit.escaping import escape, escape_and_link

from . import news_texts as texts

SHOWN = 15  # dates that one message asks about
BUTTONS = 5
NEXT = 3


def moved(
    sheet: Sheet,
    group: Appointment | None = None,
    *,
    before: datetime,
    reader_id: int | None,
    now: datetime,
) -> Message:
    """Draw that it has another time; `group`: its reader's own, which may begin later and has a room of its own.

    `reader_id` None: in the channel, without the reason, which the form says is read by who was to come. The room is
    told to who comes: not there, nor to who waits in line.
    """
    for_all = reader_id is None
    one = group or sheet.appointment
    was = before + (one.starts - sheet.appointment.starts)
    reason = None if for_all else one.reason
    said = texts.moved(name_of(sheet), moment_words(was, now), moment_words(one.starts, now), reason)
    room = None if for_all else group.link if group else sheet.room_for(reader_id)
    where = one.place or room
    lines = [said, *([texts.where(where)] if where else [])]
    foot = texts.moved_foot_for_all() if for_all else texts.moved_foot()
    return message(escape(" ".join([said, foot])), section("\n".join(map(escape_and_link, lines))), context(foot))


def cancelled(sheet: Sheet, *, known: datetime | None = None, for_all: bool = False, now: datetime) -> Message:
    """Draw that it is cancelled, by the time that its reader knows; `for_all`: in the channel, without the reason."""
    one = sheet.appointment
    reason = None if for_all else one.reason
    said = escape(texts.cancelled(name_of(sheet), moment_words(known or one.starts, now), reason))
    return message(said, section(said))


def handed(sheet: Sheet, *, reader_id: int | None, taker_id: int, now: datetime) -> Message:
    """Draw that somebody else hosts it: for them, or for who did."""
    name, when = name_of(sheet), moment_words(sheet.appointment.starts, now)
    taker = sheet.people.get(taker_id)
    if reader_id == taker_id:
        said = texts.handed_to(name, when)
    else:
        said = texts.handed_from(taker.name if taker else naming.SOMEBODY, name, when)
    return message(escape(said), section(escape(said)))


def called(several: Sequence[Sheet], *, now: datetime) -> Message:
    """Draw what is asked of an organiser: all that is to be arbitrated or missing, with the way to each date."""
    if not several:
        return message(texts.SETTLED, section(texts.SETTLED))
    blocks: list[Block] = [header(texts.ASK_TITLE)]
    spoken = [f"{texts.ASK_TITLE}."]
    for at, sheet in enumerate(several[:SHOWN]):
        said = _asked(sheet, now=now)
        spoken.append(said)
        blocks.append(section(escape(said)))
        if len(several) == 1 and sheet.gathering.unclaimed:
            blocks.append(actions(*choices(sheet, now=now)))
        elif at < BUTTONS:
            value = str(sheet.gathering.id)
            opened = button(texts.OPEN, f"gatherings.gathering:{value}", value=value, of=of(sheet, now))
            blocks.append(actions(opened))
    return message(escape(" ".join(spoken)), *blocks)


def orphaned(orphan: Orphan, coming: Sequence[Sheet], *, now: datetime) -> Message:
    """Draw for the coaches that who organised a series has left, or who does now."""
    series, name = orphan.series, _name(orphan.series)
    if orphan.taker is not None:
        said = escape(texts.adopted(orphan.taker.name, name))
        return message(said, section(said))
    if series.ended_at is not None:
        said = escape(texts.over(name))
        return message(said, section(said))
    who = orphan.left.name if orphan.left else naming.SOMEBODY
    rule = said_rule(series, now=now)
    whens = [moment_words(one.appointment.starts, now) for one in coming[:NEXT]]
    said = escape(texts.orphaned(who, name, rule, whens))
    row = actions(button(texts.TAKE, "gatherings.take", value=str(series.id), style="primary"))
    return message(said, section(said), row)


def took(series: Series) -> Message:
    """Draw what who takes a series over is answered."""
    said = escape(texts.took(_name(series)))
    return message(said, section(said))


def _asked(sheet: Sheet, *, now: datetime) -> str:
    name, when = name_of(sheet), moment_words(sheet.appointment.starts, now)
    lacks = [naming.lacking(code) for code in missing(sheet)]
    said = [texts.unclaimed(name, when)] if sheet.gathering.unclaimed else []
    said += [texts.missing(name, when, lacks)] if lacks else []
    until = held_until(sheet)
    said += [texts.held(moment_words(until, now))] if until else []
    return " ".join(said)


def _name(series: Series) -> str:
    return naming.name_of(series)
