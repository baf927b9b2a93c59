"""Views of small groups: the organiser's question, one's own group, all of them. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import InteractiveElement

from bot.agenda.calendars.entries import OPEN_FIRST
from bot.agenda.model import Part, State
from bot.dates.words import join_words, moment_words, range_words, span_words
from bot.gatherings.groups.formation import GroupsAsked, closes_at
from bot.gatherings.groups.grouping import Group
from bot.gatherings.groups.turns import Holding
from bot.gatherings.model import GatheringSheet, Reply
from bot.meeting_links import is_opened_by_host
from bot.programme.model import Person
from handlers.gatherings import texts as naming
from handlers.gatherings.adjusting.views import adjust_button
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement.views import cancelled, of, title_of
from handlers.gatherings.presenters import texts as presenters_texts
from handlers.kit.blocks import Line, Message, actions, alone, button, keyed, line, message, section
from handlers.kit.escaping import Said, bold, escape_and_link
from handlers.kit.sentences import fact, joined, stopped
from handlers.kit.texts import CALENDAR, LEAVE, LINK
from handlers.kit.told import open_button

from . import texts


def question(asked: GroupsAsked, free: Sequence[Person], *, groups: int, now: datetime) -> Message:
    """Build the organiser's question with what comes of each choice, or what they answered."""
    sheet, coming = asked.sheet, len(asked.wanted.members)
    if sheet.is_cancelled:
        return alone(cancelled(sheet, now))
    key = texts.too_few(title_of(sheet, now), coming, groups, join_words([person.name for person in free]))
    if sheet.gathering.grouping is not None:
        said = [key, texts.CHOSEN(effect=texts.EFFECTS[asked.holding])]
        return message(joined(said), section(joined(said, "\n")))
    late = texts.BY_DEFAULT(until=moment_words(closes_at(sheet.appointment.starts), now))
    offered = [Holding.COACHES, Holding.TWO_HOURS, Holding.KEEPERS] if free else [Holding.KEEPERS]
    effects = [texts.CHOICE(holding=texts.HOLDINGS[way], effect=texts.EFFECTS[way]) for way in offered]
    shown = [key, joined([bold(texts.QUESTION), *effects], "\n• "), late]
    row = actions(*_holdings(sheet, offered, of=of(sheet, now)))
    return message(joined([key, texts.QUESTION, *effects, late]), section(joined(shown, "\n")), row)


def awaiting(sheet: GatheringSheet, *, now: datetime) -> Line:
    """Build the organiser's question for the Home; where no coach is free, each choice comes to an EIG who animates."""
    late = texts.BY_DEFAULT(until=moment_words(closes_at(sheet.appointment.starts), now))
    said = joined([texts.WHO(named=title_of(sheet, now)), late])
    return line(said, *_holdings(sheet, [*Holding], of=of(sheet, now)))


def own_group(sheet: GatheringSheet, group: Group, *, person_id: int, now: datetime) -> Message:
    """Build one's own group: when, with whom, who presents, and the link."""
    appointment = group.appointment
    if appointment.state is State.CANCELLED:
        return alone(cancelled(sheet, now))
    part = appointment.part_of(person_id)
    if part is None:
        return alone(texts.GONE(named=title_of(sheet, now)))
    key = texts.OWN(number=group.number, when=span_words(appointment.starts, appointment.ends, now=now))
    where = [stopped(naming.WHERE(place=escape_and_link(appointment.place)))] if appointment.place else []
    leads = part is Part.HOST or _keeps(group, person_id)
    opens = [OPEN_FIRST] if leads and appointment.ends > now and is_opened_by_host(appointment.link) else []
    presents = any(person.id == person_id for person, _ in group.presents)
    prepare = [presenters_texts.PREPARE] if presents and appointment.starts > now else []
    link = [fact(LINK, appointment.link)] if appointment.link and appointment.ends > now else []
    lines = [*_company(group, person_id), *_lead(group, person_id, part), *where, *opens, *prepare, *link]
    mine = announcement_texts.of(moment_words(appointment.starts, now), texts.NUMBERED(number=group.number).plain)
    row: list[InteractiveElement] = []
    if appointment.ends > now:
        row = [button(CALENDAR, "gatherings.group_calendar", value=str(appointment.id), of=mine)]
    if row and part is Part.GUEST and appointment.starts > now:
        row.append(button(LEAVE, "gatherings.decline", value=str(sheet.gathering.id), of=mine))
    shown = section(joined([bold(key), *lines], "\n"))
    return message(joined([stopped(key), *lines]), shown, *([actions(*row)] if row else []))


def overview(sheet: GatheringSheet, groups: Sequence[Group], *, solved: str = "", now: datetime) -> Message:
    """Build all groups for the person who organises: who is in which, who holds it, and how well they are mixed."""
    if not groups:
        return _nobody(sheet, now=now) if solved else _not_made(sheet, now=now)
    key = texts.overview(title_of(sheet, now), len(groups))
    lines = [_line(group) for group in groups]
    more = [texts.SOLVED[solved]] if solved in texts.SOLVED else []
    if any(len(group.presents) > 2 for group in groups):
        more.append(texts.TOO_MANY)
    row = [actions(adjust_button(sheet.gathering.id, of=of(sheet, now)))] if sheet.appointment.starts > now else []
    blocks = [section(bold(key)), *map(section, lines), *([section(joined(more))] if more else []), *row]
    return message(joined([*map(stopped, [key, *lines]), *more]), *blocks)


def _not_made(sheet: GatheringSheet, *, now: datetime) -> Message:
    """Return when groups will be made; once answers have closed, with the way to make them now."""
    starts = sheet.appointment.starts
    if not closes_at(starts) <= now < starts:
        return alone(texts.NOT_MADE)
    make = button(texts.NOW, "gatherings.form_now", value=str(sheet.gathering.id), of=of(sheet, now), style="primary")
    return message(texts.LATE, section(texts.LATE), *([actions(make)] if sheet.replied(Reply.COMES) else []))


def _nobody(sheet: GatheringSheet, *, now: datetime) -> Message:
    """Build the organiser's notice that nobody comes; until the start, with their options."""
    key = texts.NOBODY_COMES(named=title_of(sheet, now))
    if sheet.appointment.starts <= now:
        return keyed(key, [])
    return keyed(key, [texts.TO_CHANGE], actions(open_button(sheet.appointment.id, of=of(sheet, now))))


def show_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    """Build the way to all groups, for the organiser's page."""
    return button(texts.SHOW, "gatherings.groups", value=str(sheet.gathering.id), of=of(sheet, now))


def _holdings(sheet: GatheringSheet, offered: Sequence[Holding], *, of: str) -> list[InteractiveElement]:
    value = sheet.gathering.id
    return [
        button(texts.HOLDINGS[way], f"gatherings.hold_groups:{way.value}", value=f"{value} {way.value}", of=of)
        for way in offered
    ]


def _company(group: Group, person_id: int) -> list[Said]:
    others = [member.name for member in group.members if member.id != person_id]
    presents = presenters_texts.presenting(
        [(person.name, about) for person, about in group.presents if person.id not in group.silent]
    )
    return [*([texts.COMPANY(names=join_words(others))] if others else []), *([presents] if presents else [])]


def _lead(group: Group, person_id: int, part: Part) -> list[Said]:
    if part is Part.HOST:
        return [texts.HOSTS]
    if _keeps(group, person_id):
        return [texts.ANIMATES]
    return [texts.HOSTED(name=name) for name in _leader(group)]


def _keeps(group: Group, person_id: int) -> bool:
    return group.host is None and group.keeper is not None and group.keeper.id == person_id


def _leader(group: Group) -> list[str]:
    """Name who hosts a group, if anybody does."""
    if group.host is not None:
        return [group.host.name]
    return [texts.OF_EIG(name=group.keeper.name).plain] if group.keeper else []


def _line(group: Group) -> Said:
    appointment = group.appointment
    facts = ", ".join([range_words(appointment.starts, appointment.ends), *_leader(group)])
    return texts.GROUP(number=group.number, facts=facts, names=join_words([member.name for member in group.members]))
