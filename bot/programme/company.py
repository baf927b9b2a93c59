"""Who accompanies whom: the coaches and the team of somebody's défis."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.programme.model import Defi, Person
from bot.programme.roles import Role
from storage.database import Reading
from storage.programme import people, promotions

_OF_DEFI = frozenset({Role.EIG, Role.PORTEUR})


@dataclass(frozen=True, slots=True)
class Company:
    """A défi of somebody's, with its coaches and the EIG who work on it beside them."""

    defi: Defi
    coaches: tuple[Person, ...]
    eig: tuple[Person, ...]


def company_of(tx: Reading, person: Person | None) -> Sequence[Company]:
    """Give the défis that somebody works on or answers for now, by name."""
    held = {one.defi_id for one in person.current if one.role in _OF_DEFI and one.defi_id} if person else set()
    return (
        [
            Company(defi, _others(tx, defi, Role.COACH, person), _others(tx, defi, Role.EIG, person))
            for defi in sorted(promotions.defis_by_ids(tx, held).values(), key=lambda one: one.name)
        ]
        if held
        else []
    )


def _others(tx: Reading, defi: Defi, role: Role, person: Person | None) -> tuple[Person, ...]:
    return tuple(one for one in people.of_defi(tx, defi.id, role=role) if person is None or one.id != person.id)
