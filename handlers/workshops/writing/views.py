"""Views of notes on a workshop: the question in the channel, the form, the outcome. Pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.words import moment_words
from bot.workshops.model import LINE_LIMIT, WorkshopLine, WorkshopSheet
from handlers.kit.blocks import Json, Message, actions, alone, button, field, keyed, modal, section, text_area
from handlers.kit.sentences import joined
from handlers.kit.told import open_button, try_button

from . import texts

WHAT = "what"


def thinking(sheet: WorkshopSheet, *, now: datetime) -> Message:
    """Build its question for the défi's channel; once it has begun, without the button."""
    workshop, date = sheet.workshop, sheet.standing
    if date is None:
        return alone(texts.UNDATED(defi=sheet.defi.name, question=workshop.question))
    if date.starts <= now:
        return alone(texts.BEGUN(defi=sheet.defi.name, question=workshop.question))
    ideas = len(sheet.of_kind(WorkshopLine.IDEA))
    more = [texts.PREPARE(what=workshop.preparation)] if workshop.preparation else []
    more += [texts.MANY(count=ideas)] if ideas > 1 else [texts.ONE] if ideas else []
    key = texts.THINK(defi=sheet.defi.name, when=moment_words(date.starts, now), question=workshop.question)
    return keyed(key, [*more, texts.GATHERED], actions(write_button(sheet, WorkshopLine.IDEA, now=now)))


def produced(sheet: WorkshopSheet, *, now: datetime) -> Message:
    """Ask what came of it."""
    key, date = texts.CAME(defi=sheet.defi.name), sheet.standing
    ways = [write_button(sheet, WorkshopLine.PRODUCT, now=now)]
    if date is not None:
        of = f"{moment_words(date.starts, now)}, {sheet.defi.name}"
        ways += [try_button(date.id, of=of), open_button(date.id, of=of)]
    return keyed(key, [texts.CAME_WHY], actions(*ways))


def write_button(sheet: WorkshopSheet, kind: WorkshopLine, *, now: datetime) -> InteractiveElement:
    """Build the way to the form of a kind of line."""
    when = moment_words(sheet.standing.starts, now) if sheet.standing else ""
    value = f"{kind.value} {sheet.workshop.id}"
    return button(texts.ADD[kind], f"workshops.write:{sheet.workshop.id}", value=value, of=f"{when}, {sheet.defi.name}")


def form(sheet: WorkshopSheet, kind: WorkshopLine, *, gesture: str) -> Json:
    """Build the form, under what is written so far."""
    so_far = []
    for written in sheet.of_kind(kind):
        author = sheet.people.get(written.author_id or 0)
        so_far.append(texts.SAYS(what=written.what, who=author.name if author else texts.SOMEBODY))
    blocks: list[Block] = [section(joined(so_far[-10:], "\n"))] if so_far else []
    blocks.append(field(WHAT, texts.WHAT[kind], text_area(WHAT, limit=LINE_LIMIT), hint=texts.HINT[kind]))
    private = f"{kind.value} {sheet.workshop.id} {gesture}"
    return modal("workshops.written", texts.TITLE[kind], blocks, submit=texts.KEEP, private_metadata=private)


def done() -> Json:
    """Show that it is noted."""
    return modal("workshops.done", texts.DONE_TITLE, [section(texts.DONE)])
