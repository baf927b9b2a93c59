"""The permission table's cells: who they are, how each stands to the thing, and what the table says of them."""

from dataclasses import dataclass

from bot.programme.model import Membership, Relation
from bot.programme.permissions import RULES
from bot.programme.roles import Role

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
    *(Persona(role.value, role) for role in Role),
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
        """Say what the table says; a form of the second step needs the draft and the team."""
        if self.route == "helpdesk.slot":
            return self._may("helpdesk.book", self._of_team, of_promotion=True) and self.relation is Relation.OWNER
        permits, of_promotion = PERMITS[self.route]
        relation = self._of_team if permits == "helpdesk.book" else self.relation
        return self._may(permits, relation, of_promotion=of_promotion)

    @property
    def _of_team(self) -> Relation:
        return Relation.TEAM if self.team else Relation.NONE

    def _may(self, permits: str, relation: Relation, *, of_promotion: bool) -> bool:
        return relation in RULES[permits].get(self.persona.holds(in_promotion=of_promotion), frozenset())


# route → (what it permits, whether its thing belongs to a promotion)
PERMITS = {
    "/dispositifs": ("catalogue.browse", False),
    "catalogue.open": ("catalogue.browse", False),
    "catalogue.menu": ("catalogue.browse", False),
    "dispositifs.menu": ("catalogue.browse", False),
    "message": ("catalogue.browse", False),
    "app_mention": ("catalogue.browse", False),
    "catalogue.share": ("catalogue.share", False),
    "programme.alert": ("programme.alert", False),
    "/bureau-aide": ("helpdesk.start", False),
    "helpdesk.start": ("helpdesk.start", False),
    "helpdesk.need": ("helpdesk.book", True),
    "helpdesk.week": ("helpdesk.browse", False),
    "helpdesk.slot": ("helpdesk.book", True),
    "helpdesk.cancel": ("helpdesk.cancel", True),
}

_STANDINGS: dict[str, tuple[tuple[Relation, bool], ...]] = {
    "helpdesk.need": ((Relation.NONE, False), (Relation.NONE, True)),
    "helpdesk.week": ((Relation.OWNER, True), (Relation.NONE, True), (Relation.NONE, False)),
    "helpdesk.slot": ((Relation.OWNER, True), (Relation.OWNER, False), (Relation.NONE, True), (Relation.NONE, False)),
    "helpdesk.cancel": (
        (Relation.BOOKER, True),
        (Relation.GUEST, True),
        (Relation.HOST, False),
        (Relation.NONE, True),
        (Relation.NONE, False),
    ),
}


def all_cells() -> list[Cell]:
    """Give every cell: a stranger has no row of their own and so no part in anything."""
    return [
        Cell(route, persona, relation, team)
        for route in PERMITS
        for persona in PERSONAS
        for relation, team in _STANDINGS.get(route, ((Relation.NONE, False),))
        if persona.role is not None or (relation is Relation.NONE and not team)
    ]
