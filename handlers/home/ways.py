"""Buttons of the Home: two main buttons, which depend on the role, and the other buttons in « Plus ». Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.catalogue.formats import Format
from bot.helpdesk.model import BUREAU
from bot.mentoring.model import MENTORING
from bot.programme.model import Person, Promotion
from bot.programme.roles import Role
from handlers.agenda.absence import views
from handlers.kit.blocks import Json, actions, button, header, modal, section

from . import texts

MOST_ASKED = 2  # the most buttons on the Home for formats of help that the programme added
HOSTS = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})


@dataclass(frozen=True, slots=True)
class Ways:
    """The facts about a person that decide which buttons their Home has.

    `running` are their running promotions. `books` is true for an EIG whose promotion runs. `has_cycles` is true if
    they have open or upcoming cycles. `closed` are dispositifs that are closed in all their promotions. `asks` are keys
    and names of formats that a porteur can ask for. `own_cycles` are open kinds of cycles that the programme added. If
    there are any, or if the person has such a cycle, `says_cycles` is true: the button then says « cycles »."""

    person: Person
    running: Sequence[Promotion] = ()
    books: bool = False
    has_cycles: bool = False
    closed: frozenset[str] = frozenset()
    asks: Sequence[tuple[str, str]] = ()
    own_cycles: Sequence[Format] = ()
    says_cycles: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.person.roles)

    @property
    def coached(self) -> list[Promotion]:
        """The running promotions whose pages the person can see as a coach."""
        return [promotion for promotion in self.running if self.person.coaches(promotion.id)]


def main_buttons(ways: Ways) -> Block:
    """Build the two main buttons for a person's roles. If there are other buttons, add « Plus »."""
    more = [button(texts.MORE, "home.more")] if _button_groups(ways) else []
    return actions(*_role_buttons(ways), *more)


def more_modal(ways: Ways) -> Json:
    blocks: list[Block] = []
    for title, row in _button_groups(ways):
        blocks += [header(title), actions(*row)]
    return modal("home.more", texts.MORE, blocks or [section(texts.NO_MORE)])


def _role_buttons(ways: Ways) -> list[InteractiveElement]:
    if Role.COACH in ways.roles:
        return [views.open_button(), _by_defi_button(ways.coached) if ways.coached else _programme_button()]
    if ways.books and (booking := _booking_buttons(ways)):
        return booking
    if ways.roles & HOSTS:
        return [_hours_button(), views.open_button()]
    asks = [button(texts.book(name), f"helpdesk.start:{key}", value=key) for key, name in ways.asks[:MOST_ASKED]]
    return [*asks, _catalogue_button(), _find_date_button()]


def _button_groups(ways: Ways) -> list[tuple[str, list[InteractiveElement]]]:
    coach, books, hosts = Role.COACH in ways.roles, ways.books, bool(ways.roles & HOSTS)
    found = coach or books or hosts
    mine = [button(texts.WEEK, "agenda.week")] if found else []
    cycles = texts.MY_OWN_CYCLES if ways.says_cycles else texts.MY_CYCLES
    mine += [button(cycles, "mentoring.list")] if _deals_with_cycles(ways) else []
    organise = _booking_buttons(ways) if books and coach else []
    organise += [_hours_button()] if coach or (hosts and books) else []
    organise += [views.open_button()] if hosts and books and not coach else []
    organise += [_find_date_button()] if found else []
    programme = [_programme_button()] if coach and ways.coached else []
    programme += [_catalogue_button()] if found else []
    groups = [(texts.MINE, mine), (texts.ORGANISE, organise), (texts.OF_PROGRAMME, programme)]
    return [(title, row) for title, row in groups if row]


def _booking_buttons(ways: Ways) -> list[InteractiveElement]:
    book = button(texts.BOOK, "helpdesk.start", style="primary")
    ask = button(texts.ASK_MENTORING, "mentoring.start")
    return [one for key, one in ((BUREAU, book), (MENTORING, ask)) if key not in ways.closed]


def _deals_with_cycles(ways: Ways) -> bool:
    """Return whether the person has cycles, or can have cycles as a host or a coach."""
    if Role.MENTOR in ways.roles or (ways.has_cycles and ways.roles & HOSTS):
        return True
    if Role.COACH in ways.roles:
        return bool(ways.own_cycles) or MENTORING not in ways.closed
    return any(
        given.hosts in ways.roles and (not given.people or ways.person.id in given.people) for given in ways.own_cycles
    )


def _by_defi_button(promotions: Sequence[Promotion]) -> InteractiveElement:
    """Build the button to « Défi par défi » of the first promotion. That page has links to the other promotions."""
    return button(texts.BY_DEFI, "records.overview", value=str(promotions[0].id))


def _programme_button() -> InteractiveElement:
    return button(texts.PROGRAMME, "gatherings.programme")


def _hours_button() -> InteractiveElement:
    return button(texts.MY_HOURS, "hours.open")


def _find_date_button() -> InteractiveElement:
    return button(texts.FIND_DATE, "polls.start")


def _catalogue_button() -> InteractiveElement:
    return button(texts.CATALOGUE, "catalogue.menu")
