"""The small groups drawn: the organiser's question, one's own group, all of them. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.entries import OPEN_FIRST, join_names
from bot.agenda.model import Part, State
from bot.dates.words import moment_words, range_words, span_words
from bot.gatherings.grouped import Group
from bot.gatherings.grouping import Asked, closes_at
from bot.gatherings.model import Sheet
from bot.gatherings.turns import Holding
from bot.links import is_opened_by_host
from bot.programme.model import Person
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement.views import of
from handlers.gatherings.presenters import texts as presenters_texts
from handlers.kit.blocks import Message, actions, button, message, section
from handlers.kit.escaping import bold, escape, escape_and_link

from . import texts

Said = str


def question(asked: Asked, free: Sequence[Person], *, groups: int, now: datetime) -> Message:
    """Draw the organiser's question with what comes of each choice, or what they answered."""
    sheet, named = asked.sheet, _named(asked.sheet, now)
    coming = len(asked.wanted.members)
    key = escape(texts.too_few(named, coming, groups, join_names([one.name for one in free])))
    if sheet.is_cancelled:
        return _alone(escape(texts.cancelled(named)))
    if sheet.gathering.grouping is not None:
        noted = texts.chosen(asked.holding)
        return message(f"{key} {noted}", section(f"{key}\n{noted}"))
    late = texts.by_default(moment_words(closes_at(sheet.appointment.starts), now))
    offered = [Holding.COACHES, Holding.TWO_HOURS, Holding.KEEPERS] if free else [Holding.KEEPERS]
    effects = [texts.choice(one) for one in offered]
    shown = "\n".join([key, bold(texts.QUESTION), *(f"• {one}" for one in effects), late])
    row = actions(*_holdings(sheet, offered, of=of(sheet, now)))
    return message(" ".join([key, texts.QUESTION, *effects, late]), section(shown), row)


def own_group(sheet: Sheet, group: Group, *, person_id: int, now: datetime) -> Message:
    """Draw one's own group: when, with whom, who presents, and the link."""
    one, named = group.appointment, _named(sheet, now)
    if one.state is State.CANCELLED:
        return _alone(escape(texts.cancelled(named)))
    part = one.part_of(person_id)
    if part is None:
        return _alone(escape(texts.gone(named)))
    key = escape(texts.own(group.number, span_words(one.starts, one.ends, now=now)))
    where = [escape_and_link(f"{announcement_texts.fact(announcement_texts.WHERE, one.place)}.")] if one.place else []
    leads = part is Part.HOST or (group.host is None and group.keeper is not None and group.keeper.id == person_id)
    opens = [OPEN_FIRST] if leads and one.ends > now and is_opened_by_host(one.link) else []
    presents = any(person.id == person_id for person, _ in group.presents)
    prepare = [presenters_texts.PREPARE] if presents and one.starts > now else []
    lines = [*_company(group, person_id), *_lead(group, person_id, part), *where, *opens, *prepare]
    said = " ".join((f"{key}.", *lines))
    mine = announcement_texts.of(moment_words(one.starts, now), texts.numbered(group.number))
    row: list[InteractiveElement] = []
    if one.ends > now:
        join = [button(texts.JOIN, f"kit.link:{one.id}", url=one.link, of=mine)] if one.link else []
        row = [*join, button(texts.CALENDAR, "gatherings.group_calendar", value=str(one.id), of=mine)]
    if row and part is Part.GUEST and one.starts > now:
        row.append(button(texts.DECLINE, "gatherings.decline", value=str(sheet.gathering.id), of=mine))
    blocks: list[Block] = [section("\n".join((bold(key), *lines)))]
    return message(said, *blocks, *([actions(*row)] if row else []))


def overview(sheet: Sheet, groups: Sequence[Group], *, solved: str = "", now: datetime) -> Message:
    """Draw all groups for who organises: who is in which, who holds it, and how well they are mixed."""
    if not groups:
        return _alone(texts.NOBODY_COMES if solved else texts.NOT_MADE)
    key = escape(texts.overview(_named(sheet, now), len(groups)))
    lines = [escape(_line(one)) for one in groups]
    more = [texts.SOLVED[solved]] if solved in texts.SOLVED else []
    if any(len(one.presents) > 2 for one in groups):
        more.append(texts.TOO_MANY)
    blocks = [section(bold(key)), *(section(line) for line in lines), *([section(" ".join(more))] if more else [])]
    return message(" ".join((f"{key}.", *(f"{line}." for line in lines), *more)), *blocks)


def show_button(sheet: Sheet, *, now: datetime) -> InteractiveElement:
    """Draw the way to all groups, for the organiser's page."""
    return button(texts.SHOW, "gatherings.groups", value=str(sheet.gathering.id), of=of(sheet, now))


def _holdings(sheet: Sheet, offered: Sequence[Holding], *, of: str) -> list[InteractiveElement]:
    value = sheet.gathering.id
    return [
        button(texts.HOLDINGS[one], f"gatherings.hold_groups:{one.value}", value=f"{value} {one.value}", of=of)
        for one in offered
    ]


def _named(sheet: Sheet, now: datetime) -> str:
    return f"{naming.name_of(sheet.series, sheet.gathering)}, {moment_words(sheet.appointment.starts, now)}"


def _alone(said: str) -> Message:
    return message(said, section(said))


def _company(group: Group, person_id: int) -> list[Said]:
    others = [one.name for one in group.members if one.id != person_id]
    named = [f"{one.name} (« {about} »)" if about else one.name for one, about in group.presents]
    lines: list[str] = [escape(texts.company(join_names(others)))] if others else []
    return [*lines, escape(naming.presenting(named))] if named else lines


def _lead(group: Group, person_id: int, part: Part) -> list[Said]:
    if part is Part.HOST:
        return [texts.HOSTS]
    if group.host is not None:
        return [escape(texts.hosted(group.host.name))]
    if group.keeper is None:
        return []
    return [texts.ANIMATES] if group.keeper.id == person_id else [escape(texts.hosted(texts.of_eig(group.keeper.name)))]


def _line(group: Group) -> Said:
    one = group.appointment
    lead = group.host.name if group.host else texts.of_eig(group.keeper.name) if group.keeper else ""
    names = join_names([each.name for each in group.members])
    return texts.group_line(group.number, range_words(one.starts, one.ends), names, lead)
