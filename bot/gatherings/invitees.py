"""Find the people invited to a gathering, by their role or by name.

A group between peers is for the EIG of its métiers. The porteurs' seminar is for porteurs and sponsors. Other
gatherings are for the EIG of the promotion (docs/programme.md, Gatherings). A series can be opened to more roles, and
people can be added by name. Organisers, hosts and speakers need no invitation."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.gatherings.model import Series
from bot.programme.model import Person
from bot.programme.roles import Role
from bot.programme.spelling import name_sort_key
from storage.database import Reading
from storage.programme import people

ANY_PROMOTION = frozenset({Role.ALUMNI})  # people with these roles may belong to an earlier promotion


def roles_of(series: Series) -> frozenset[Role]:
    """Return the roles that a series invites."""
    return series.kind.roles | series.opened_to


def invitees_by_series(tx: Reading, series_list: Collection[Series]) -> Mapping[int, tuple[Person, ...]]:
    """Return the people that each series invites, by series id and sorted by name. One query per promotion and role."""
    known: dict[tuple[Role, int | None], list[Person]] = {}
    found = {}
    for series in series_list:
        mine: dict[int, Person] = {}
        for role in roles_of(series):
            key = (role, None if role in ANY_PROMOTION else series.promotion_id)
            if key not in known:
                known[key] = people.list_with_role(tx, role, promotion_id=key[1])
            mine |= {person.id: person for person in known[key] if _is_invited_as(person, role, series)}
        found[series.id] = sort_by_name(person for person in mine.values() if person.id != series.organiser_id)
    return found


def is_invited_by_role(person: Person, series: Series) -> bool:
    """Return whether a series invites this person, as `invitees_by_series` does, but without a query."""
    mine = {
        membership.role
        for membership in person.current
        if membership.role in ANY_PROMOTION or membership.promotion_id in (None, series.promotion_id)
    }
    invites = any(_is_invited_as(person, role, series) for role in mine & roles_of(series))
    return invites and person.id != series.organiser_id


def add_guests(
    invited: Sequence[Person], guests: Iterable[Person], *, without_ids: Collection[int]
) -> tuple[Person, ...]:
    """Return, by name, these invited people and guests, except the people whose ids are in `without_ids`."""
    everybody = {person.id: person for person in (*invited, *guests)}
    return sort_by_name(person for person in everybody.values() if person.id not in without_ids)


def sort_by_name(people: Iterable[Person]) -> tuple[Person, ...]:
    """Sort people by name."""
    return tuple(sorted(people, key=name_sort_key))


def _is_invited_as(person: Person, role: Role, series: Series) -> bool:
    if role is not Role.EIG or not series.kind.gathers_metiers:
        return True
    return any(
        membership.role is Role.EIG
        and membership.promotion_id == series.promotion_id
        and membership.metier in series.metiers
        for membership in person.current
    )
