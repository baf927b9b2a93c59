"""The App Home drawn. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import Outline, join_names
from bot.agenda.model import Appointment, Part
from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words, relative_words, span_words
from bot.evaluation.model import Round
from bot.helpdesk.awaiting import Awaiting
from bot.helpdesk.model import Sheet
from bot.mentoring.cycle import SessionState
from bot.mentoring.model import Sheet as CycleSheet
from bot.programme.model import Person, Promotion
from bot.programme.roles import Role
from handlers.evaluation.half_days.texts import CHOOSE
from handlers.kit.blocks import Json, actions, button, divider, header, section, under_a_title
from handlers.kit.escaping import Said
from handlers.kit.texts import OPEN_FIRST_OF_ALL
from handlers.mentoring.standing import awaited_id, awaits, status

from . import texts

MOST_SHOWN = 15  # séances: a Home holds 100 blocks
MOST_AWAITING = 10  # of each sort
AWAITING_ROOM = 60  # blocks: all the rest takes 38 at most
HOSTS = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})
MENTORING = frozenset({Role.COACH, Role.MENTOR})  # who has something to set or to look after without a cycle of theirs


@dataclass(frozen=True, slots=True)
class Content:
    """What one person's Home says. `promotion`: theirs, or the one that runs. `cycles`: open or running.

    `gathered`: what else they come to or lead. `half_days`: of which committees they are asked when they can come.
    """

    person: Person
    sheets: tuple[Sheet, ...]
    awaiting: Awaiting
    promotion: Promotion | None
    cycles: tuple[CycleSheet, ...] = ()
    gathered: tuple[Outline, ...] = ()
    half_days: Round | None = None


def home(content: Content, *, now: datetime) -> Json:
    """Draw a person's Home."""
    awaiting = _awaiting(content, now=now)
    blocks = [header(texts.AWAITS), *(awaiting or [section(texts.NOTHING_AWAITS)]), divider()]
    blocks += [header(texts.COMES), *_coming(content, now=now), _starts(content)]
    stands = _promotion(content.promotion, now=now)
    if stands:
        blocks += [divider(), header(texts.STANDS), section(stands)]
    return _view(blocks)


def stranger() -> Json:
    """Draw the Home of somebody whom the programme does not know yet."""
    buttons = actions(button(texts.CATALOGUE, "catalogue.menu"), button(texts.ALERT, "programme.alert"))
    return _view([section(texts.STRANGER), buttons])


def _awaiting(content: Content, *, now: datetime) -> list[Block]:
    found, mine = content.awaiting, content.person.id
    blocks: list[Block] = []
    if content.half_days is not None:
        value = str(content.half_days.id)
        blocks.append(section(texts.HALF_DAYS(phase=content.half_days.phase)))
        blocks.append(actions(button(CHOOSE, "evaluation.half_days", value=value)))
    for cycle in [one for one in content.cycles if awaits(one, mine)][:MOST_AWAITING]:
        blocks += _cycle(cycle, mine, now=now)
    for sheet, times in found.times[:MOST_AWAITING]:
        name = sheet.defi.name
        blocks.append(section(texts.times(name, len(times))))
        chosen = [(moment_words(one.starts, now), one) for one in times]
        row = [
            button(texts.choose(when), f"helpdesk.accept:{one.id}", value=str(one.id), of=name) for when, one in chosen
        ]
        blocks.append(actions(*row))
    for sheet, person in found.to_show[:MOST_AWAITING]:
        value = f"{sheet.request.id} {person.id}"
        blocks.append(section(texts.TO_SHOW(person=person.name, defi=sheet.defi.name)))
        agree = button(texts.AGREE, "helpdesk.agree", value=value, of=person.name)
        blocks.append(actions(agree, button(texts.REFUSE, "helpdesk.refuse", value=value, of=person.name)))
    for sheet in found.calls[:MOST_AWAITING]:
        blocks += _asked(texts.CALL(defi=sheet.defi.name), texts.TAKE, "helpdesk.take", sheet)
    for sheet in found.taken[:MOST_AWAITING]:
        blocks += _asked(texts.TAKEN(defi=sheet.defi.name), texts.PROPOSE, "helpdesk.propose", sheet)
    for sheet in found.to_send[:MOST_AWAITING]:
        when = moment_words(min(one.starts for one in sheet.standing if one.starts > now), now)
        blocks += _asked(texts.TO_SEND(defi=sheet.defi.name, when=when), texts.SEND, "helpdesk.paper", sheet)
    waiting = [one for one in content.sheets if not one.sessions and one.request.asked_by == mine]
    offered = {sheet.request.id for sheet, _ in found.times}
    blocks += [section(_waiting(one)) for one in waiting if one.request.id not in offered]
    for cycle in [one for one in content.cycles if awaited_id(one) is not None and not awaits(one, mine)]:
        blocks += _cycle(cycle, mine, now=now)
    return blocks[:AWAITING_ROOM]


def _cycle(sheet: CycleSheet, mine: int, *, now: datetime) -> list[Block]:
    """Say who is waited for in a cycle, with the way to its card."""
    said = texts.MENTORING(what=status(sheet, mine, now=now), defi=sheet.defi.name)
    other = sheet.asker if mine == sheet.cycle.mentor_id else sheet.mentor
    of, value = texts.MENTORING_OF(what=other.name, domain=sheet.cycle.domain).plain, str(sheet.cycle.id)
    return [section(said), actions(button(texts.OPEN, f"mentoring.open:{value}", value=value, of=of))]


def _waiting(sheet: Sheet) -> Said:
    coach = sheet.people.get(sheet.request.taken_by or 0)
    defi = sheet.defi.name
    return texts.TAKEN_BY(coach=coach.name, defi=defi) if coach else texts.WAITING(defi=defi)


def _asked(text: Said, label: str, action: str, sheet: Sheet) -> list[Block]:
    value = str(sheet.request.id)
    return [section(text), actions(button(label, action, value=value, of=sheet.defi.name))]


def _coming(content: Content, *, now: datetime) -> list[Block]:
    mine = content.person.id
    coming: list[tuple[Appointment, Callable[[], list[Block]]]] = [
        (one, partial(_helpdesk, one, sheet, mine=mine, now=now))
        for sheet in content.sheets
        for one in sheet.standing
        if one.part_of(mine) and one.ends > now
    ]
    coming += [
        (each.appointment, partial(_mentoring, each.appointment, sheet, mine=mine, now=now))
        for sheet in content.cycles
        for each in sheet.sessions
        if each.state is SessionState.CONFIRMED and each.appointment.part_of(mine) and each.appointment.ends > now
    ]
    coming += [(one.appointment, partial(_gathering, one, now=now)) for one in content.gathered]
    coming.sort(key=lambda pair: (pair[0].starts, pair[0].id))
    if not coming:
        return [section(texts.NOTHING_COMES)]
    blocks = [block for _, draw in coming[:MOST_SHOWN] for block in draw()]
    if any(one.opens_room(mine) for one, _ in coming[:MOST_SHOWN]):
        blocks.append(section(OPEN_FIRST_OF_ALL))
    if len(coming) > MOST_SHOWN:
        blocks.append(section(texts.more_to_come(len(coming) - MOST_SHOWN)))
    return blocks


def _helpdesk(one: Appointment, sheet: Sheet, *, mine: int, now: datetime) -> list[Block]:
    row = _buttons(one, sheet, mine=mine, now=now)
    when, people = _words(one, sheet, mine=mine, now=now)
    return [section(texts.SESSION(when=when, people=people, defi=sheet.defi.name)), *([actions(*row)] if row else [])]


def _mentoring(one: Appointment, sheet: CycleSheet, *, mine: int, now: datetime) -> list[Block]:
    of, value = moment_words(one.starts, now), str(sheet.cycle.id)
    of = texts.MENTORING_OF(what=of, domain=sheet.cycle.domain).plain
    row = [button(texts.JOIN, f"kit.link:{one.id}", url=one.link, of=of)] if one.link else []
    row.append(button(texts.OPEN, f"mentoring.open:{one.id}", value=value, of=of))
    when, people = _words(one, sheet, mine=mine, now=now)
    return [section(texts.MENTORING_SESSION(when=when, people=people, defi=sheet.defi.name)), actions(*row)]


def _gathering(outline: Outline, *, now: datetime) -> list[Block]:
    one = outline.appointment
    several_days = day_of(one.starts) != day_of(one.ends)
    when = span_words(one.starts, one.ends, now=now) if several_days else relative_words(one.starts, now)
    said = texts.GATHERING(when=when, what=outline.name, place=f", {one.place}" if one.place else "")
    of = moment_words(one.starts, now)
    row = [button(texts.JOIN, f"kit.link:{one.id}", url=one.link, of=of)] if one.link else []
    return [section(said), *([actions(*row)] if row else [])]


def _words(one: Appointment, sheet: Sheet | CycleSheet, *, mine: int, now: datetime) -> tuple[str, str]:
    """Give when a séance is, and with whom."""
    names = [sheet.people[each].name for each in one.person_ids if each != mine and each in sheet.people]
    return relative_words(one.starts, now), join_names(names)


def _buttons(one: Appointment, sheet: Sheet, *, mine: int, now: datetime) -> list[InteractiveElement]:
    """Give what this person can do about a séance; once it has begun they can only join it."""
    when = moment_words(one.starts, now)
    row = [button(texts.JOIN, f"kit.link:{one.id}", url=one.link, of=when)] if one.link else []
    if one.starts <= now:
        return row
    changes = sheet.part_of(mine) in (Part.BOOKER, Part.HOST)
    label, action = (texts.MORE, "helpdesk.more") if changes else (texts.LEAVE, "helpdesk.leave")
    return [*row, button(label, f"{action}:{one.id}", value=str(sheet.request.id), of=when)]


def _starts(content: Content) -> Block:
    person = content.person
    row = [button(texts.CATALOGUE, "catalogue.menu")]
    if content.sheets:
        row.append(button(texts.MY_LIST, "helpdesk.list"))
    if content.cycles or person.roles & MENTORING:
        row.append(button(texts.MY_CYCLES, "mentoring.list"))
    if Role.EIG in person.roles:
        ask = button(texts.ASK_MENTORING, "mentoring.start")
        row = [button(texts.BOOK, "helpdesk.start", style="primary"), ask, *row]
    if person.roles & HOSTS:
        row.append(button(texts.MY_HOURS, "hours.open"))
    row.append(button(texts.MY_REMINDERS, "reminders.open"))
    return actions(*row)


def _promotion(promotion: Promotion | None, *, now: datetime) -> Said | None:
    if promotion is None:
        return None
    phase = promotion.phase_on(day_of(now))
    if phase is None:
        return _between(promotion, now=now)
    return texts.PHASE(number=phase.number, name=phase.name, until=day_words(phase.ends_on, now))


def _between(promotion: Promotion, *, now: datetime) -> Said:
    today = day_of(now)
    coming = [one for one in promotion.phases if one.starts_on > today]
    if not coming:
        return texts.OVER(name=promotion.name)
    following = min(coming, key=lambda one: one.starts_on)
    day = day_words(following.starts_on, now)
    begun = any(one.ends_on < today for one in promotion.phases)
    if not begun:
        return texts.FIRST(day=day)
    return texts.SOON(number=following.number, name=following.name, day=day)


def _view(blocks: Sequence[Block]) -> Json:
    return {"type": "home", "blocks": under_a_title(blocks)}
