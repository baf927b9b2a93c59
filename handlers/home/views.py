"""Views of the App Home. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from slack_sdk.models.blocks import Block

from bot.agenda.busy.feeds import Feed
from bot.agenda.calendars.entries import Outline, join_names
from bot.agenda.late import is_near
from bot.agenda.model import Appointment
from bot.catalogue.formats import Format
from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words, relative_words, span_words
from bot.helpdesk.model import RequestSheet
from bot.helping.model import HelpWords
from bot.logbook.model import Logbook
from bot.mentoring.model import CycleSheet, Mentor
from bot.planning.own_agenda import WHOLE
from bot.planning.standing import CarriedDefi, PhaseProgress
from bot.programme.model import Person, Promotion
from bot.programme.roles import Role
from bot.programme.service import is_part_of
from handlers.agenda import views
from handlers.kit.blocks import (
    HomeLine,
    Json,
    accessory_section,
    actions,
    button,
    divider,
    fit_lines,
    header,
    line,
    modal,
    section,
    set_heading_levels,
)
from handlers.kit.escaping import Said
from handlers.kit.texts import OPEN_FIRST_OF_ALL
from handlers.kit.told import late_button, open_button

from . import sections, texts, ways
from .ways import Ways

NEXT = 3  # The Home shows at most this number of appointments.
JOINED_WITHIN = timedelta(hours=1)  # The Home shows the button to the room from this time before the start.
MOST_BLOCKS = 100


@dataclass(frozen=True, slots=True)
class HomeContent:
    """The content of a person's Home. A field is None or empty if the person has nothing to show in it.

    `promotions` are the person's running promotions with their progress. A person without a promotion sees the first
    running promotion. `cycles` are the open and running cycles, and `gathered` all other appointments. `awaiting` are
    lines of all features. `book` is the logbook, and `load` a mentor's number of cycles. `defis` are those of a porteur
    or sponsor. `reports` are pairs of a phase and a committee id, by défi id. `calendar` is the person's calendar."""

    person: Person
    sheets: tuple[RequestSheet, ...]
    awaiting: tuple[HomeLine, ...]
    promotions: tuple[tuple[Promotion, PhaseProgress], ...] = ()
    cycles: tuple[CycleSheet, ...] = ()
    gathered: tuple[Outline, ...] = ()
    book: Logbook | None = None
    words: HelpWords = field(default_factory=HelpWords)
    load: Mentor | None = None
    defis: tuple[CarriedDefi, ...] = ()
    reports: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    calendar: Feed | None = None
    closed: frozenset[str] = frozenset()
    asks: tuple[tuple[str, str], ...] = ()  # key and name of each format that a porteur can ask for
    own_cycles: tuple[Format, ...] = ()  # the open kinds of cycles that the programme added
    over: Promotion | None = None  # the person's last promotion, if all their promotions have ended

    @property
    def is_found(self) -> bool:
        """Return whether other people can find this person when they look for help."""
        held = self.person.current
        return self.over is None or any(
            membership.promotion_id is None or membership.role is Role.ALUMNI for membership in held
        )

    @property
    def ways(self) -> Ways:
        """The actions that this person can start from the Home."""
        return Ways(
            self.person,
            [promotion for promotion, _ in self.promotions],
            books=Role.EIG in self.person.roles and self.over is None,
            has_cycles=bool(self.cycles),
            closed=self.closed,
            asks=self.asks,
            own_cycles=self.own_cycles,
            says_cycles=bool(self.own_cycles) or any(sheet.terms.is_own for sheet in self.cycles),
        )


def home_view(content: HomeContent, *, now: datetime) -> Json:
    """Build a person's Home: pending questions, next appointments, main buttons, progress and settings.

    If the blocks would be too many for Slack, it leaves out the progress and the settings."""
    above: list[Block | Json] = [*_ended_promotion_blocks(content, now=now), header(texts.AWAITS)]
    coming: list[Block | Json] = [divider(), header(texts.COMES), *_coming_blocks(content, now=now)]
    coming += [divider(), ways.main_buttons(content.ways)]
    stands: list[Block | Json] = [divider(), *_progress_blocks(content, now=now)]
    wanted = sum(len(row.blocks) for row in content.awaiting)
    below = [*coming, *stands] if len(above) + wanted + len(coming) + len(stands) <= MOST_BLOCKS else coming
    awaiting = _awaiting_blocks(content.awaiting, max_blocks=MOST_BLOCKS - len(above) - len(below) - 1)
    return _home_view([*above, *(awaiting or [section(texts.NOTHING_AWAITS)]), *below])


def ended_home(content: HomeContent, *, now: datetime) -> Json:
    """Build the Home of a person whose programme is over: upcoming appointments, and their own data."""
    row = [button(texts.CATALOGUE, "catalogue.menu"), button(texts.ALERT, "programme.alert")]
    blocks: list[Block | Json] = [section(texts.ENDED), actions(*row)]
    if content.gathered:
        blocks += [divider(), header(texts.COMES), *_coming_blocks(content, now=now)]
    if content.book:
        blocks += [divider(), *sections.logbook_blocks(content.book, is_eig=False)]
    return _home_view(blocks)


def stranger_home() -> Json:
    buttons = actions(button(texts.CATALOGUE, "catalogue.menu"), button(texts.ALERT, "programme.alert"))
    return _home_view([section(texts.STRANGER), buttons])


def _awaiting_blocks(lines: Sequence[HomeLine], *, max_blocks: int) -> list[Block | Json]:
    shown = fit_lines(lines, max_blocks)
    blocks = [block for row in shown for block in row.blocks]
    return blocks if len(shown) == len(lines) else [*blocks, section(texts.more_awaits(len(lines) - len(shown)))]


def joinable_modal(lines: Sequence[HomeLine]) -> Json:
    shown = fit_lines(lines, MOST_BLOCKS - 2)
    blocks: list[Block | Json] = [section(texts.JOIN_INTRO if lines else texts.NOTHING_TO_JOIN)]
    blocks += [block for row in shown for block in row.blocks]
    blocks += [section(texts.more_to_join(len(lines) - len(shown)))] if len(shown) < len(lines) else []
    return modal("kit.note", texts.JOIN_TITLE, blocks)


def left_appointment_line(outline: Outline, *, now: datetime) -> HomeLine:
    """Build the line about an appointment that the reader left, with a button to attend again."""
    appointment, of = outline.appointment, texts.of(moment_words(outline.appointment.starts, now), outline.name)
    said = texts.LEFT(when=relative_words(appointment.starts, now), what=outline.name)
    return line(said, open_button(appointment.id, of=of))


def _progress_blocks(content: HomeContent, *, now: datetime) -> list[Block]:
    blocks = sections.defi_blocks(content.defis, content.reports, now=now)
    several = len(content.promotions) > 1
    for promotion, standing in content.promotions:
        named = several or not is_part_of(content.person, promotion.id)
        blocks += sections.promotion_blocks(promotion, standing, with_name=named, now=now)
    blocks += sections.mentor_load_blocks(content.load) if content.load else []
    blocks += sections.logbook_blocks(content.book, is_eig=Role.EIG in content.person.roles) if content.book else []
    blocks += sections.helping_blocks(content.words, has_ended=not content.is_found)
    return [*blocks, *sections.settings_blocks(content.calendar, now=now)]


def _coming_blocks(content: HomeContent, *, now: datetime) -> list[Block]:
    """Build the next appointments, each with « Ouvrir ». If there are more, add a button to the list of all."""
    mine = content.person.id
    coming: list[tuple[Appointment, Callable[[], Said], str]] = []
    for sheet in content.sheets:
        coming += [
            (appointment, partial(_helpdesk_sentence, appointment, sheet, viewer_id=mine, now=now), "")
            for appointment in sheet.standing
            if appointment.part_of(mine) and appointment.ends > now
        ]
    for cycle in content.cycles:
        name = cycle.title
        coming += [
            (
                session.appointment,
                partial(_mentoring_sentence, session.appointment, cycle, viewer_id=mine, now=now),
                name,
            )
            for session in cycle.sessions
            if session.state.stands and session.appointment.part_of(mine) and session.appointment.ends > now
        ]
    coming += [
        (outline.appointment, partial(_gathering_sentence, outline, now=now), outline.name)
        for outline in content.gathered
    ]
    coming.sort(key=lambda one: (one[0].starts, one[0].id))
    if not coming:
        return [section(texts.NOTHING_COMES)]
    shown = coming[:NEXT]
    blocks = [
        block
        for appointment, draw, name in shown
        for block in _appointment_blocks(appointment, draw(), name=name, now=now)
    ]
    if any(appointment.opens_room(mine) and _begins_soon(appointment, now=now) for appointment, _, _ in shown):
        blocks.append(section(OPEN_FIRST_OF_ALL))
    if len(coming) > NEXT:
        everything = button(texts.ALL, "agenda.show", value=views.filter_value(WHOLE), of=texts.COMES)
        blocks.append(actions(everything))
    return blocks


def _appointment_blocks(appointment: Appointment, said: Said, *, name: str, now: datetime) -> list[Block]:
    """Build an appointment with « Ouvrir ». From an hour before the start, add the room and « J’aurai du retard »."""
    when = moment_words(appointment.starts, now)
    of = texts.of(when, name) if name else when
    opens = open_button(appointment.id, of=of)
    near = _begins_soon(appointment, now=now)
    late = [late_button(appointment.id, of=of)] if near and is_near(appointment, now=now) else []
    link = appointment.link if near else None
    join = [button(texts.JOIN, f"kit.link:{appointment.id}", url=link, of=of)] if link else []
    return [section(said), actions(*join, opens, *late)] if join or late else [accessory_section(said, opens)]


def _begins_soon(appointment: Appointment, *, now: datetime) -> bool:
    return appointment.starts - now <= JOINED_WITHIN


def _helpdesk_sentence(appointment: Appointment, sheet: RequestSheet, *, viewer_id: int, now: datetime) -> Said:
    when, people = _when_and_people(appointment, sheet, viewer_id=viewer_id, now=now)
    return texts.SESSION(when=when, what=sheet.what, people=people, defi=sheet.defi.name)


def _mentoring_sentence(appointment: Appointment, sheet: CycleSheet, *, viewer_id: int, now: datetime) -> Said:
    when, people = _when_and_people(appointment, sheet, viewer_id=viewer_id, now=now)
    return texts.MENTORING_SESSION(when=when, what=sheet.what, people=people, defi=sheet.defi.name)


def _gathering_sentence(outline: Outline, *, now: datetime) -> Said:
    appointment = outline.appointment
    several_days = day_of(appointment.starts) != day_of(appointment.ends)
    when = (
        span_words(appointment.starts, appointment.ends, now=now)
        if several_days
        else relative_words(appointment.starts, now)
    )
    return texts.GATHERING(when=when, what=outline.name, place=f", {appointment.place}" if appointment.place else "")


def _when_and_people(
    appointment: Appointment, sheet: RequestSheet | CycleSheet, *, viewer_id: int, now: datetime
) -> tuple[str, str]:
    names = [sheet.people[id_].name for id_ in appointment.person_ids if id_ != viewer_id and id_ in sheet.people]
    return relative_words(appointment.starts, now), join_names(names)


def _ended_promotion_blocks(content: HomeContent, *, now: datetime) -> list[Block]:
    """Build the sentence for a person whose promotion has ended: they can book nothing."""
    if content.over is None:
        return []
    return [section(texts.PROMOTION_OVER(name=content.over.name, day=day_words(content.over.ends_on, now)))]


def _home_view(blocks: Sequence[Block | Json]) -> Json:
    return {"type": "home", "blocks": set_heading_levels(blocks)}
