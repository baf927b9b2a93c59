"""The permission table's cells: who they are, how each stands to the thing, and what the table says of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.programme.imports.people import ROLES_OF_NO_PROMOTION
from bot.programme.model import Membership, Relation
from bot.programme.permissions import RULES
from bot.programme.roles import Role
from tests.architecture import evaluation_cells as evaluation
from tests.architecture import gatherings_answers_cells as gatherings_answers
from tests.architecture import gatherings_conference_cells as talks
from tests.architecture import gatherings_groups_cells as gatherings_groups
from tests.architecture import gatherings_series_cells as gatherings_series
from tests.architecture import gatherings_subjects_cells as subjects
from tests.architecture import logbook_cells as logbook
from tests.architecture import mentoring_cells as mentoring
from tests.architecture import polls_cells as polls
from tests.architecture import records_cells as records
from tests.architecture import setup_cells as setup
from tests.architecture import workshops_cells as workshops
from tests.architecture.house import routes
from tests.architecture.mentoring_cells import Standing

HERE, ELSEWHERE, EVERYWHERE = "this promotion", "another promotion", "no promotion"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody as the table knows them; `role` None: a stranger."""

    key: str
    role: Role | None
    where: str = HERE
    ended: bool = False

    def holds(self, *, in_promotion: bool) -> Role | None:
        """Give the role that counts for a thing of this promotion, or for what belongs to none."""
        return None if self.ended or (in_promotion and self.where == ELSEWHERE) else self.role

    def membership(self, promotions: dict[str, int], defi: int) -> Membership | None:
        """Give what a file would say of them."""
        if self.role is None:
            return None
        return Membership(self.role, promotions.get(self.where), defi if self.where == HERE else None)


PERSONAS = (
    *(Persona(role.value, role, EVERYWHERE if role in ROLES_OF_NO_PROMOTION else HERE) for role in Role),
    Persona("ended-eig", Role.EIG, ended=True),
    Persona("ended-coach", Role.COACH, ended=True),
    Persona("coach-elsewhere", Role.COACH, ELSEWHERE),
    Persona("coach-everywhere", Role.COACH, EVERYWHERE),
    Persona("unknown", None),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One forged request: through which route, by whom, standing how to the thing; `team`: they are of its défi."""

    route: str
    persona: Persona
    relation: Relation
    team: bool = False

    @property
    def name(self) -> str:
        return f"{self.route}-{self.persona.key}-{self.relation.value}{'-team' if self.team else ''}"

    def allowed(self) -> bool:
        """Say what the table says, and what the thing itself asks: one's own draft, gesture, feed."""
        permits, of_promotion = PERMITS[self.route]
        if self.persona.role is None and self.route in NEEDS_A_PERSON:
            return False
        if self.route in NEEDS_A_ROLE and self.persona.holds(in_promotion=False) is None:
            return False
        if self.route in polls.NEEDS_A_PLACE and self.persona.ended:
            return False
        if self.route in OWN_ALONE and self.relation is not Relation.OWNER:
            return False
        relation = self._of_team if permits in {"helpdesk.book", "mentoring.ask"} else self.relation
        role = self.persona.holds(in_promotion=of_promotion)

        def lets(action: str) -> bool:
            return relation in RULES[action].get(role, frozenset())

        let = lets(permits)
        return let and (self.route not in mentoring.ALSO or lets(mentoring.ALSO[self.route]))

    @property
    def _of_team(self) -> Relation:
        carries = self.persona.role is Role.PORTEUR
        return (Relation.CARRIES if carries else Relation.TEAM) if self.team else Relation.NONE


# Actions, and routes of others, whose thing belongs to no promotion: a role of any counts.
_OF_NO_PROMOTION = {
    *("catalogue.browse", "catalogue.share", "home.open", "programme.alert"),
    *("programme.ask_team", "programme.talk", "catalogue.openings"),
    *("agenda.connect", "agenda.hours", "agenda.policy", "agenda.read", "agenda.snooze", "records.list"),
    "records.letter_undo",  # by its author
    *("helpdesk.swap_yes", "helpdesk.swap_no"),  # by the colleague who is asked
    "records.tables",  # those of all promotions of who asks
    *("helpdesk.ask_desk", "helpdesk.browse", "helpdesk.list", "helpdesk.start", "helpdesk.undo", "agenda.undo"),
    *(f"mentoring.{verb}" for verb in ("browse", "export", "limit", "list", "list_all", "start")),
    *("/programme", "gatherings.programme", "gatherings.which", "gatherings.list"),
    *logbook.OF_NO_PROMOTION,
    *("helping.join", "helping.answer"),
    *polls.OF_NO_PROMOTION,
    *setup.OF_NO_PROMOTION,
    "workshops.list",
}
# What they permit shows all of them, too.
_OF_A_PROMOTION = {f"catalogue.{verb}" for verb in ("opening", "opened", "start", "later")}
# route → (what it permits, whether its thing belongs to a promotion)
PERMITS = {
    name: (route.permits, name in _OF_A_PROMOTION or not _OF_NO_PROMOTION & {name, route.permits})
    for table in routes().tables.values()
    for name, route in table.items()
}

# One's own agenda, or cycles: the table lets everybody ask, who is nobody has none; an address is for who is in the
# programme now.
NEEDS_A_PERSON = {
    "talk.coming",
    *(
        "/agenda",
        "agenda.week",
        "agenda.show",
        "agenda.renew",
        "agenda.revoke",
        "agenda.late",
        "agenda.late_by",
        "reminders.open",
        "reminders.keep",
        "reminders.snooze",
        "home.more",
        "home.back",
    ),
    *mentoring.NEEDS_A_PERSON,
    *gatherings_series.NEEDS_A_PERSON,
}
NEEDS_A_ROLE = {"agenda.renew"}
# A draft, and a gesture to undo, are whose they are, whatever the table permits besides.
OWN_ALONE = {
    *("helpdesk.team", "helpdesk.slot", "helpdesk.called", "helpdesk.undo"),
    *("agenda.undo", "mentoring.undo", "hours.keep", "absence.undo", "helpdesk.over", "helpdesk.noted_held"),
    *("records.letter_sent", "records.letter_undo"),
    *mentoring.OWN_ALONE,
    *polls.OWN_ALONE,
    *setup.OWN_ALONE,
}

_NOBODY: Standing = (Relation.NONE, False)
_OWN: tuple[Standing, ...] = ((Relation.OWNER, False), _NOBODY)
_DRAFT: tuple[Standing, ...] = ((Relation.OWNER, True), (Relation.OWNER, False), (Relation.NONE, True), _NOBODY)
_CALL: tuple[Standing, ...] = ((Relation.BOOKER, True), (Relation.GUEST, True), _NOBODY)
_SHEET: tuple[Standing, ...] = (
    (Relation.BOOKER, True),
    (Relation.GUEST, True),
    (Relation.HOST, False),
    (Relation.EXPERT, False),
    (Relation.NONE, True),
    _NOBODY,
)
_STANDINGS: dict[str, tuple[Standing, ...]] = {
    "helpdesk.need": ((Relation.NONE, True), _NOBODY),
    **dict.fromkeys(("helpdesk.come_back", "helpdesk.came"), ((Relation.AWAY, True), (Relation.AWAY, False), _NOBODY)),
    **dict.fromkeys(("helpdesk.join", "helpdesk.stay_out"), ((Relation.ASKED, False), *_SHEET)),
    **dict.fromkeys(("agenda.open", "agenda.history", "agenda.put_back"), _SHEET),
    **dict.fromkeys(
        ("agenda.tags", "agenda.tagged"),
        ((Relation.HOST, True), (Relation.GUEST, False), (Relation.NONE, True), _NOBODY),
    ),
    **dict.fromkeys(("helpdesk.needs", "helpdesk.for_team", "helpdesk.need_for"), (_NOBODY,)),
    "helpdesk.start": (_NOBODY,),
    **dict.fromkeys(
        ("helpdesk.each", "helpdesk.edit", "helpdesk.week"), ((Relation.OWNER, True), (Relation.NONE, True), _NOBODY)
    ),
    "helpdesk.take": _CALL,
    **dict.fromkeys(("helpdesk.swap_yes", "helpdesk.swap_no"), ((Relation.HOST, False), _NOBODY)),
    **dict.fromkeys(("reminders.took_place", "reminders.incomplete", "reminders.postpone"), _CALL),
    "hours.keep": _OWN,
    **dict.fromkeys(("helpdesk.undo", "agenda.undo", "mentoring.undo"), _OWN),
    "absence.undo": _OWN,
    **dict.fromkeys(("helpdesk.team", "helpdesk.slot", "helpdesk.call", "helpdesk.called", "helpdesk.wait"), _DRAFT),
    **dict.fromkeys(("helpdesk.over", "helpdesk.noted_held"), _DRAFT),
    **mentoring.STANDINGS,
    **gatherings_answers.STANDINGS,
    **gatherings_groups.STANDINGS,
    **talks.STANDINGS,
    **evaluation.STANDINGS,
    **logbook.STANDINGS,
    **dict.fromkeys(("helping.accept", "helping.decline"), ((Relation.OWNER, False), _NOBODY)),
    **polls.STANDINGS,
    **setup.STANDINGS,
    **workshops.STANDINGS,
    **records.STANDINGS,
    **subjects.STANDINGS,
}
# Tried by an allowed and a refused role alone: the same rule guards the same use case of another route, tried by all.
SAMPLED = {
    "programme.skip_greeting": "programme.greet",
    "hours.block": "hours.keep",
    "hours.forget_feed": "hours.keep",
    "hours.edit": "hours.keep",
    "hours.open": "/disponibilites",
    "absence.open": "/disponibilites",
    "absence.days": "/disponibilites",
    "reminders.open": "reminders.keep",
    "agenda.show": "agenda.week",
    "agenda.history": "agenda.open",
    "agenda.late": "agenda.week",
    "agenda.late_by": "agenda.week",
    "reminders.incomplete": "reminders.took_place",
    "reminders.postpone": "reminders.took_place",
    "reminders.policies": "reminders.set_policy",
    "reminders.policy": "reminders.set_policy",
    "helpdesk.team": "helpdesk.slot",
    "helpdesk.over": "helpdesk.noted_held",
    "helpdesk.edit": "helpdesk.week",
    "helpdesk.each": "helpdesk.week",
    "helpdesk.call": "helpdesk.week",
    "helpdesk.called": "helpdesk.slot",
    "helpdesk.wait": "helpdesk.week",
    "helpdesk.move": "helpdesk.moved",
    "helpdesk.move_week": "helpdesk.moved",
    "helpdesk.move_rest": "helpdesk.moved",
    "helpdesk.rest_moved": "helpdesk.moved",
    "helpdesk.more": "agenda.open",
    "agenda.tags": "agenda.tagged",
    "helpdesk.came": "helpdesk.come_back",
    "helpdesk.cancel": "helpdesk.cancelled",
    "helpdesk.leave": "helpdesk.left",
    "helpdesk.paper": "helpdesk.gave",
    "helpdesk.precise": "helpdesk.gave",
    "helpdesk.precised": "helpdesk.gave",
    "helpdesk.accept_hosting": "helpdesk.proposed",
    "helpdesk.propose": "helpdesk.proposed",
    "helpdesk.hand_over": "helpdesk.proposed",
    "helpdesk.handed": "helpdesk.proposed",
    "helpdesk.invite": "helpdesk.proposed",
    "helpdesk.invited": "helpdesk.proposed",
    "helpdesk.note": "helpdesk.proposed",
    "helpdesk.noted": "helpdesk.proposed",
    "helpdesk.link": "helpdesk.proposed",
    "helpdesk.linked": "helpdesk.proposed",
    "helpdesk.swap": "helpdesk.swap_asked",
    "helpdesk.swap_no": "helpdesk.swap_yes",
    "helpdesk.decline": "helpdesk.accept",
    "helpdesk.stay_out": "helpdesk.join",
    "helpdesk.agree": "helpdesk.accept",
    "helpdesk.refuse": "helpdesk.accept",
    **mentoring.SAMPLED,
    **gatherings_answers.SAMPLED,
    **gatherings_groups.SAMPLED,
    **talks.SAMPLED,
    **evaluation.SAMPLED,
    **logbook.SAMPLED,
    "helping.open": "helping.said",
    "helping.decline": "helping.accept",
    **polls.SAMPLED,
    **setup.SAMPLED,
    **workshops.SAMPLED,
    **records.SAMPLED,
    **gatherings_series.SAMPLED,
    **subjects.SAMPLED,
}


def standings(route: str) -> tuple[Standing, ...]:
    """Give how somebody can stand to what the route acts on."""
    return _STANDINGS.get(route, _SHEET if route.startswith("helpdesk.") else (_NOBODY,))


@cache
def all_cells(*, sampled: bool = True) -> tuple[Cell, ...]:
    """Give every cell: a stranger has no row of their own and so no part in anything.

    Not `sampled`: all who can stand so also where another route's cells say the same.
    """
    return tuple(
        cell
        for at, route in enumerate(PERMITS)
        for standing in standings(route)
        for cell in (_some(route, standing, at) if sampled and route in SAMPLED else _each(route, standing))
    )


def _each(route: str, standing: Standing, turn: int = 0) -> list[Cell]:
    """Give everybody who can stand so, beginning with another one at each turn."""
    parts = (mentoring, subjects, talks, evaluation, records, workshops)
    tried = [persona for persona in PERSONAS if all(one.is_tried(route, persona.key, standing) for one in parts)]
    known = [Cell(route, persona, *standing) for persona in tried if persona.role is not None]
    at = turn % len(known)
    strangers = [Cell(route, persona, *standing) for persona in PERSONAS if persona.role is None]
    return known[at:] + known[:at] + (strangers if standing == _NOBODY else [])


def _some(route: str, standing: Standing, turn: int) -> Iterator[Cell]:
    """Give somebody whom the table allows, somebody known whom it refuses, where it does, and a stranger."""
    cells = _each(route, standing, turn)
    for allowed in (True, False):
        fitting = [cell for cell in cells if cell.persona.role and cell.allowed() is allowed]
        yield from sorted(fitting, key=lambda cell: cell.persona.ended)[:1]  # a link of who has left serves no more
    yield from (cell for cell in cells if cell.persona.role is None)
