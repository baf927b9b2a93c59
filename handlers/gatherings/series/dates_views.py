"""What a series brings, drawn: its dates read back before they are written, and once they are. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.agenda.pending import UNDO
from bot.dates.paris import to_paris
from bot.dates.words import day_words, moment_words, span_words
from bot.gatherings.announcing import waits_until
from bot.gatherings.lacking import missing
from bot.gatherings.model import Sheet
from bot.gatherings.owing import soon
from bot.gatherings.series import Kept
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement.views import of
from handlers.kit.blocks import Json, actions, button, context, modal, section
from handlers.kit.escaping import bold, escape

from . import dates_texts as texts

SHOWN = 12  # dates of a series
FIRST, LAST = 8, 20  # hours: what begins before or ends after may be a slip
SATURDAY, SUNDAY = 5, 6
AT_ONCE = timedelta(minutes=10)
MOST_ASKING = 10  # dates, of all groups together


def foreseen(several: Sequence[Kept], draft_id: str, *, now: datetime) -> Json:
    """Draw what a form would bring, for who reads it before anything is written; several: a group for each métier."""
    edited, alone = several[0].remade is not None, len(several) == 1
    submit = texts.KEEP if edited else texts.CREATE if alone else texts.CREATE_EACH
    blocks = [context(texts.NOT_YET), *_series(several, now=now)]
    blocks += [] if edited else [context(texts.THEN_UNDO)]
    return modal(
        "gatherings.confirmed",
        texts.CHECK_TITLE,
        blocks,
        submit=submit,
        close=texts.CORRECT,
        private_metadata=draft_id,
    )


def made(several: Sequence[Kept], *, batch: str | None = None, now: datetime) -> Json:
    """Draw what was made or changed; `batch`: the gesture, while it can be undone."""
    blocks = [*_series(several, now=now), *(undo_blocks(batch) if batch is not None else [])]
    asking = [each for one in several for each in one.coming[:SHOWN] if _asks(each, now)]
    for sheet in asking[:MOST_ASKING]:
        value = str(sheet.gathering.id)
        opened = button(texts.OPEN, f"gatherings.gathering:{value}", value=value, of=of(sheet, now))
        blocks += [section(escape(_asked(sheet, now=now))), actions(opened)]
    title = texts.EDITED_TITLE if several[0].remade else texts.CREATED_TITLE
    return modal("gatherings.done", title, blocks, last=True)


def undo_blocks(batch: str) -> list[Block]:
    """Draw « Revenir en arrière », and for how long."""
    return [context(texts.UNDO_FOR_TWO_MINUTES), actions(button(texts.UNDO, "gatherings.undo", value=batch))]


def undone() -> Json:
    """Draw that nothing was made, after all."""
    return modal("gatherings.done", texts.UNDONE_TITLE, [section(texts.UNDONE)], last=True)


def too_late(said: str) -> Json:
    """Draw that it can be undone no more."""
    return modal("gatherings.done", texts.TOO_LATE_TITLE, [section(said)], last=True)


def changed(said: Sequence[str]) -> Json:
    """Draw why what was read back cannot be written any more."""
    return modal("gatherings.done", texts.CHANGED_TITLE, [section("\n".join([texts.CHANGED, *map(escape, said)]))])


def announces(sheet: Sheet, *, now: datetime) -> bool:
    """Say whether a date is announced as soon as it is written."""
    return sheet.gathering.announced_at is None and sheet.gathering.announce_at <= now + UNDO


def _series(several: Sequence[Kept], *, now: datetime) -> list[Block]:
    blocks: list[Block] = []
    if len(several) > 1:
        blocks.append(section(escape(texts.created_each([naming.name_of(one.series) for one in several]))))
    for one in several:
        lines: list[str] = [bold(escape(naming.name_of(one.series)))]
        if one.remade:
            said = texts.remade(moved=one.remade.moved, dropped=one.remade.dropped, announced=one.remade.announced)
            lines += [said] if said else []
        shown = one.coming[:SHOWN]
        head = texts.head(len(one.coming), len(one.coming) - len(shown)) if shown else texts.NO_DATE_YET
        blocks.append(section("\n".join([*lines, head, *(f"• {_line(each, now=now)}" for each in shown)])))
    return blocks


def _line(sheet: Sheet, *, now: datetime) -> str:
    """Say a date with its day in words, what may be a slip, and whether people hear of it at once."""
    one, gathering = sheet.appointment, sheet.gathering
    by_rule, slips = day_words(gathering.by_rule, now), _slips(one.starts, one.ends)
    said: list[str] = [escape(naming.moved_for(by_rule, gathering.moved_for))] if gathering.moved_for else []
    said += [texts.attention(slips)] if slips else []
    said += [escape(_unclaimed(sheet))] if gathering.unclaimed else []
    said += [texts.WAITS if _waits(sheet, now) else _announced(sheet, now=now)] if announces(sheet, now=now) else []
    return texts.line(span_words(one.starts, one.ends, now=now), said)


def _announced(sheet: Sheet, *, now: datetime) -> str:
    moment = soon(now + UNDO, before=sheet.appointment.starts)
    when = texts.NOW if moment - now <= AT_ONCE else moment_words(moment, now)
    return texts.announced(when, len(sheet.invited), sheet.channel)


def _slips(starts: datetime, ends: datetime) -> list[str]:
    first, last = to_paris(starts), to_paris(ends)
    found = {SATURDAY: [texts.SATURDAY], SUNDAY: [texts.SUNDAY]}.get(first.weekday(), [])
    found += [texts.EARLY] if first.hour < FIRST else []
    by_night = last.date() != first.date() and last.hour < FIRST
    ends_late = (last.hour, last.minute) > (LAST, 0) or by_night
    return [*found, *([texts.LATE] if first.hour >= LAST or ends_late else [])]


def _waits(sheet: Sheet, now: datetime) -> bool:
    return waits_until(sheet, now=now + UNDO) is not None


def _asks(sheet: Sheet, now: datetime) -> bool:
    return sheet.gathering.unclaimed or (announces(sheet, now=now) and _waits(sheet, now))


def _asked(sheet: Sheet, *, now: datetime) -> str:
    said = [_unclaimed(sheet)] if sheet.gathering.unclaimed else []
    lacks = [naming.lacking(code) for code in missing(sheet)]
    said += [texts.lacks(lacks)] if lacks else []
    return texts.asked(moment_words(sheet.appointment.starts, now), said)


def _unclaimed(sheet: Sheet) -> str:
    return texts.unclaimed(sheet.organiser.name if sheet.organiser else naming.SOMEBODY)
