"""A person's agenda, in pages. Filters show hosted appointments, a défi, a dispositif, or a month."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.agenda.calendars import calendars
from bot.agenda.calendars.entries import Outline
from bot.catalogue.catalogue import current_edition
from bot.dates.paris import day_of
from bot.planning.standing import OF_DEFI
from bot.programme.model import Actor, Person
from bot.programme.roles import Role
from bot.programme.service import person_of
from bot.programme.spelling import fold
from storage.agenda import appointments
from storage.database import Reading

PAGE = 15
WHOLE, HOSTED, DEFI = "all", "hosted", "defi"  # values of `what`; any other value is the key of a dispositif
_WITH_DEFI = frozenset({Role.EIG, Role.PORTEUR, Role.SPONSOR, Role.COACH})
_SMALL = frozenset(
    [
        "a",
        "au",
        "ce",
        "ces",
        "de",
        "des",
        "du",
        "en",
        "et",
        "le",
        "les",
        "ma",
        "mes",
        "mon",
        "nos",
        "notre",
        "pour",
        "que",
        "tout",
        "tous",
        "toutes",
    ]
)
_SAID = {"anime": HOSTED, "animes": HOSTED, "animer": HOSTED, "defi": DEFI, "equipe": DEFI}
_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]


_YEAR = re.compile("20[0-9]{2}")


class AgendaControl(StrEnum):
    """What a button of the agenda changes: the filter WHAT or MONTH, or the page. A new filter shows the first page."""

    WHAT = "what"
    MONTH = "month"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class AgendaFilters:
    """The filters. `what` is WHOLE, HOSTED, DEFI or a dispositif's key. `month` is "2026-05", or "" for all months.

    `typed`: the person typed the filters, so they are kept even if no appointment matches."""

    what: str = WHOLE
    month: str = ""
    page: int = 0
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """A page of an agenda. `outlines` are the appointments of the page, by start. `count` is the number on all pages.

    `dispositifs` (names by key) and `months` are the choices of the filters. `hosts` and `has_defi` tell whether HOSTED
    and DEFI can be chosen."""

    shown: AgendaFilters = field(default_factory=AgendaFilters)
    outlines: tuple[Outline, ...] = ()
    count: int = 0
    dispositifs: Mapping[str, str] = field(default_factory=dict)
    months: tuple[str, ...] = ()
    hosts: bool = False
    has_defi: bool = False

    @property
    def first(self) -> int:
        """The position of the page's first appointment, from 1."""
        return self.shown.page * PAGE + 1

    @property
    def has_more(self) -> bool:
        """Return whether another page follows."""
        return self.first - 1 + len(self.outlines) < self.count


def read_agenda(tx: Reading, actor: Actor, filters: AgendaFilters, *, now: datetime) -> Agenda:
    """Return the agenda for these filters. An unknown value shows everything. The number of queries is constant.

    A défi's agenda includes appointments that the actor does not attend. Raises NotAllowed if the actor is unknown."""
    mine = calendars.list_upcoming(tx, actor, now=now)
    person = person_of(actor)
    defis = _own_defi_ids(person)
    hosted = [outline for outline in mine if person.id in outline.appointment.host_ids]
    names = {outline.appointment.dispositif: outline.dispositif for outline in mine}
    if filters.typed and (asked := current_edition(tx).catalogue.get(filters.what)):
        names.setdefault(asked.key, asked.name)
    what = filters.what if filters.what in {WHOLE, *names} else WHOLE
    found = [outline for outline in mine if what in (WHOLE, outline.appointment.dispositif)]
    if filters.what == HOSTED and hosted:
        what, found = HOSTED, hosted
    elif filters.what == DEFI and defis:
        of_team = appointments.list_by_defis(tx, defis, dispositifs=OF_DEFI, now=now)
        others = calendars.outlines_of(
            tx, [appointment for appointment in of_team if appointment.part_of(person.id) is None]
        )
        theirs = [*others, *(outline for outline in mine if outline.appointment.defi_id in defis)]
        what, found = DEFI, sorted(theirs, key=lambda outline: (outline.appointment.starts, outline.appointment.id))
    months = tuple(dict.fromkeys(_month(outline) for outline in found))
    month = filters.month if filters.typed or filters.month in months else ""
    listed = [outline for outline in found if month in ("", _month(outline))]
    page = min(max(filters.page, 0), max(len(listed) - 1, 0) // PAGE)
    return Agenda(
        replace(filters, what=what, month=month, page=page, typed=False),
        tuple(listed[page * PAGE : (page + 1) * PAGE]),
        len(listed),
        dict(sorted(names.items(), key=lambda pair: fold(pair[1]))),
        months,
        bool(hosted),
        bool(defis),
    )


def parse_filters(tx: Reading, text: str, *, now: datetime) -> AgendaFilters | None:
    """Parse the text after `/agenda`: « mai 2027 », « mon défi », « comités en juin ». Return None for any other text.

    A month without a year is the next month of that name. Every word must be known."""
    shown, rest = AgendaFilters(typed=True), list[str]()
    for word in fold(text.replace("j’", "j ").replace("j'", "j ")).split():
        if word in _MONTHS:
            shown = replace(shown, month=_next_month(_MONTHS.index(word) + 1, now=now))
        elif shown.month and _YEAR.fullmatch(word):
            shown = replace(shown, month=f"{word}{shown.month[4:]}")
        elif word in _SAID:
            shown = replace(shown, what=_SAID[word])
        elif word not in _SMALL and len(word) > 1:
            rest.append(word)
    if rest:
        key = _find_dispositif(tx, " ".join(rest))
        return replace(shown, what=key) if key else None
    return shown if shown != AgendaFilters(typed=True) else None


def _find_dispositif(tx: Reading, words: str) -> str | None:
    edition = current_edition(tx)
    for dispositif in edition.catalogue.dispositifs:
        given = edition.attributes.get(dispositif.key)
        names = (dispositif.key, dispositif.name, *(given.titles + given.aliases if given else ()))
        if _bare_name(words) in map(_bare_name, names):
            return dispositif.key
    return None


def _bare_name(name: str) -> str:
    return " ".join(word.rstrip("sx") for word in fold(name).split() if word not in _SMALL and len(word) > 1)


def _next_month(month: int, *, now: datetime) -> str:
    today = day_of(now)
    return f"{today.year + (month < today.month)}-{month:02}"


def _own_defi_ids(person: Person) -> set[int]:
    return {
        membership.defi_id
        for membership in person.current
        if membership.role in _WITH_DEFI and membership.defi_id is not None
    }


def _month(outline: Outline) -> str:
    return f"{day_of(outline.appointment.starts):%Y-%m}"
