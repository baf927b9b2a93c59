"""The App Home drawn. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.busy.feeds import Feed
from bot.agenda.calendars.entries import Outline, join_names
from bot.agenda.model import Appointment, Part
from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words, relative_words, span_words
from bot.helpdesk.model import Sheet
from bot.helping.model import Words
from bot.logbook.model import Logbook
from bot.mentoring.cycle import SessionState
from bot.mentoring.model import Mentor
from bot.mentoring.model import Sheet as CycleSheet
from bot.planning.own_agenda import WHOLE
from bot.planning.standing import Carried, Standing
from bot.programme.model import Person, Promotion
from bot.programme.roles import Role
from handlers.agenda import views as agenda
from handlers.agenda.absence import views as absence
from handlers.kit.blocks import (
    Json,
    Line,
    actions,
    button,
    divider,
    fitting,
    header,
    line,
    modal,
    section,
    under_a_title,
)
from handlers.kit.texts import OPEN_FIRST_OF_ALL
from handlers.kit.told import open_button
from handlers.mentoring import texts as mentoring_texts

from . import sections, texts

PAGE = 10  # appointments: a Home holds 100 blocks, and what awaits an answer needs them more
MOST_BLOCKS = 100
HOSTS = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})
MENTORING = frozenset({Role.COACH, Role.MENTOR})  # who has something to set or to look after without a cycle of theirs


@dataclass(frozen=True, slots=True)
class Content:
    """What one person's Home says.

    `promotions`: theirs that run, or the first, with what was used of the phase and due. `cycles`: open or running.

    `gathered`: what else they come to or lead. `awaiting`: what each feature gives, a line each. `page`: of what comes,
    from 0. `book`: their logbook's skills, `load`: of a mentor, `defis`: which they carry, with the last `reports` by
    défi, as (phase, committee's id); None or none where they have none. `calendar`: their own.
    """

    person: Person
    sheets: tuple[Sheet, ...]
    awaiting: tuple[Line, ...]
    promotions: tuple[tuple[Promotion, Standing], ...] = ()
    cycles: tuple[CycleSheet, ...] = ()
    gathered: tuple[Outline, ...] = ()
    page: int = 0
    book: Logbook | None = None
    words: Words = field(default_factory=Words)
    load: Mentor | None = None
    defis: tuple[Carried, ...] = ()
    reports: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    calendar: Feed | None = None
    over: Promotion | None = None  # theirs, when it has ended and another is not theirs

    @property
    def is_found(self) -> bool:
        """Whether others find this person by their words: of what runs, of no promotion, or an alumni."""
        held = self.person.current
        return self.over is None or any(one.promotion_id is None or one.role is Role.ALUMNI for one in held)


def home(content: Content, *, now: datetime) -> Json:
    """Draw a person's Home: what can be done from here, what awaits them, what comes, where they stand.

    What awaits them is on each page, and takes all the room that it needs, at last that of where they stand.
    """
    above: list[Block | Json] = [*_over(content, now=now), _starts(content), header(texts.AWAITS)]
    coming: list[Block | Json] = [divider(), header(texts.COMES), *_coming(content, now=now)]
    stands: list[Block | Json] = [divider(), *_standing(content, now=now)]
    wanted = sum(len(one.blocks) for one in content.awaiting)
    below = [*coming, *stands] if len(above) + wanted + len(coming) + len(stands) <= MOST_BLOCKS else coming
    awaiting = _awaiting(content.awaiting, room=MOST_BLOCKS - len(above) - len(below) - 1)
    return _view([*above, *(awaiting or [section(texts.NOTHING_AWAITS)]), *below])


def ended(content: Content, *, now: datetime) -> Json:
    """Draw the Home of somebody whose programme has ended: what they still come to, what stays theirs."""
    row = [button(texts.CATALOGUE, "catalogue.menu"), button(texts.ALERT, "programme.alert")]
    blocks: list[Block | Json] = [section(texts.ENDED), actions(*row)]
    if content.gathered:
        blocks += [divider(), header(texts.COMES), *_coming(content, now=now)]
    if content.book:
        blocks += [divider(), *sections.logbook(content.book, keeps=False)]
    return _view(blocks)


def stranger() -> Json:
    """Draw the Home of somebody whom the programme does not know yet."""
    buttons = actions(button(texts.CATALOGUE, "catalogue.menu"), button(texts.ALERT, "programme.alert"))
    return _view([section(texts.STRANGER), buttons])


def _awaiting(lines: Sequence[Line], *, room: int) -> list[Block | Json]:
    shown = fitting(lines, room)
    blocks = [block for one in shown for block in one.blocks]
    return blocks if len(shown) == len(lines) else [*blocks, section(texts.more_awaits(len(lines) - len(shown)))]


def joinable(lines: Sequence[Line]) -> Json:
    """Draw what somebody can still come to, a line each."""
    shown = fitting(lines, MOST_BLOCKS - 2)
    blocks: list[Block | Json] = [section(texts.JOIN_INTRO if lines else texts.NOTHING_TO_JOIN)]
    blocks += [block for one in shown for block in one.blocks]
    blocks += [section(texts.more_to_join(len(lines) - len(shown)))] if len(shown) < len(lines) else []
    return modal("kit.note", texts.JOIN_TITLE, blocks)


def left(outline: Outline, *, now: datetime) -> Line:
    """Draw what somebody left, with the way to come back to it."""
    one, of = outline.appointment, texts.of(moment_words(outline.appointment.starts, now), outline.name)
    said = texts.LEFT(when=relative_words(one.starts, now), what=outline.name)
    return line(said, open_button(one.id, of=of))


def _standing(content: Content, *, now: datetime) -> list[Block]:
    """Draw where somebody stands, by what they are; somebody in two roles has the parts of both."""
    blocks = sections.defis(content.defis, content.reports, now=now)
    blocks += sections.load(content.load) if content.load else []
    blocks += sections.logbook(content.book, keeps=Role.EIG in content.person.roles) if content.book else []
    blocks += sections.helping(content.words, over=not content.is_found)
    blocks += sections.calendar(content.calendar, now=now)
    several = len(content.promotions) > 1
    for one, standing in content.promotions:
        blocks += sections.promotion(one, standing, named=several, now=now)
    return blocks


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
    last = (len(coming) - 1) // PAGE
    page = min(content.page, last)  # some of it is over, or was cancelled, since
    shown = coming[page * PAGE : (page + 1) * PAGE]
    blocks = [block for _, draw in shown for block in draw()]
    if any(one.opens_room(mine) for one, _ in shown):
        blocks.append(section(OPEN_FIRST_OF_ALL))
    if last:
        blocks.append(section(texts.page(page * PAGE + 1, page * PAGE + len(shown), len(coming))))
        blocks.append(_turning(page, last))
    return blocks


def _turning(page: int, last: int) -> Block:
    row = [button(texts.EARLIER, "home.turn:earlier", value=str(page - 1))] if page else []
    row += [button(texts.LATER, "home.turn:later", value=str(page + 1))] if page < last else []
    return actions(*row, button(texts.MY_AGENDA, "agenda.show", value=agenda.carry(WHOLE)))


def _helpdesk(one: Appointment, sheet: Sheet, *, mine: int, now: datetime) -> list[Block]:
    when, people = _words(one, sheet, mine=mine, now=now)
    said, of = texts.SESSION(when=when, people=people, defi=sheet.defi.name), moment_words(one.starts, now)
    leaves = one.starts > now and sheet.part_of(mine) in (Part.GUEST, Part.EXPERT)
    leave = button(texts.LEAVE, f"helpdesk.leave:{one.id}", value=str(sheet.request.id), of=of)
    return [section(said), _row(one, *([leave] if leaves else []), of=of)]


def _mentoring(one: Appointment, sheet: CycleSheet, *, mine: int, now: datetime) -> list[Block]:
    of = mentoring_texts.OF_CYCLE(what=moment_words(one.starts, now), domain=sheet.cycle.domain).plain
    when, people = _words(one, sheet, mine=mine, now=now)
    return [section(texts.MENTORING_SESSION(when=when, people=people, defi=sheet.defi.name)), _row(one, of=of)]


def _gathering(outline: Outline, *, now: datetime) -> list[Block]:
    one = outline.appointment
    several_days = day_of(one.starts) != day_of(one.ends)
    when = span_words(one.starts, one.ends, now=now) if several_days else relative_words(one.starts, now)
    said = texts.GATHERING(when=when, what=outline.name, place=f", {one.place}" if one.place else "")
    return [section(said), _row(one, of=texts.of(moment_words(one.starts, now), outline.name))]


def _row(one: Appointment, *more: InteractiveElement, of: str) -> Block:
    """Draw the way into the room, where there is one, and to all that can be done, before what is done at once."""
    join = [button(texts.JOIN, f"kit.link:{one.id}", url=one.link, of=of)] if one.link else []
    return actions(*join, open_button(one.id, of=of), *more)


def _words(one: Appointment, sheet: Sheet | CycleSheet, *, mine: int, now: datetime) -> tuple[str, str]:
    """Give when a séance is, and with whom."""
    names = [sheet.people[each].name for each in one.person_ids if each != mine and each in sheet.people]
    return relative_words(one.starts, now), join_names(names)


def _over(content: Content, *, now: datetime) -> list[Block]:
    """Say that their promotion has ended, where it has: what is booked in one cannot be booked any more."""
    if content.over is None:
        return []
    return [section(texts.PROMOTION_OVER(name=content.over.name, day=day_words(content.over.ends_on, now)))]


def _starts(content: Content) -> Block:
    """Draw what can be done from here, what is wanted most first."""
    person = content.person
    row = [button(texts.CATALOGUE, "catalogue.menu")]
    if Role.COACH in person.roles:
        week, needs = button(texts.WEEK, "agenda.week"), button(texts.NEEDS, "helpdesk.needs")
        row = [week, needs, button(texts.PROGRAMME, "gatherings.programme"), *row]
    if content.sheets:
        row.append(button(texts.MY_LIST, "helpdesk.list"))
    if content.cycles or person.roles & MENTORING:
        row.append(button(texts.MY_CYCLES, "mentoring.list"))
    if Role.EIG in person.roles and content.over is None:
        ask = button(texts.ASK_MENTORING, "mentoring.start")
        row = [button(texts.BOOK, "helpdesk.start", style="primary"), ask, *row]
    if person.roles & HOSTS:
        row += [button(texts.MY_HOURS, "hours.open"), absence.open_button()]
    row += [button(texts.FIND_DATE, "polls.start"), button(texts.MY_MESSAGES, "reminders.open")]
    if content.calendar is None:
        row.append(button(texts.CONNECT, "agenda.connect"))
    return actions(*row)


def _view(blocks: Sequence[Block | Json]) -> Json:
    return {"type": "home", "blocks": under_a_title(blocks)}
