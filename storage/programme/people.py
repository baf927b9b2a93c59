"""People and their memberships: tables `people`, `memberships`, `expertises`."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.programme.model import Membership, Person, name_of_address
from bot.programme.roles import Role
from bot.programme.spelling import name_sort_key
from storage.database import Reading, Transaction
from storage.dialects import insert_into, is_among
from storage.schema import Id, Moment, metadata

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("email", sa.String(254), unique=True),
    sa.Column("slack_id", sa.String(32), unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("visio", sa.String(500)),
    sa.Column("looked_up_at", Moment),  # when Slack was last asked for the account of the e-mail
    sa.Column("zone", sa.String(64)),
    sa.Column("own_zone", sa.String(64)),  # the person's own choice, which has priority (ZONE)
    sa.Column("zone_at", Moment),
    sa.Column("erased_at", Moment),
)

ZONE = sa.func.coalesce(people.c.own_zone, people.c.zone).label("zone")

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id")),
    sa.Column("defi_id", sa.BigInteger, sa.ForeignKey("defis.id")),
    sa.Column("metier", sa.String(100)),
    sa.Column("cycles_max", sa.Integer),
    sa.Column("ended_at", Moment),
    sa.Column("welcomed_at", Moment),
    sa.Index("ix_memberships_person_id", "person_id"),
    sa.Index("ix_memberships_defi_id", "defi_id"),
    sa.Index("ix_memberships_promotion_id_role", "promotion_id", "role"),
)

expertises = sa.Table(
    "expertises",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("name", sa.String(100), primary_key=True),
)


# Statements are built once, as building one costs several times more than running it.
_PEOPLE = (
    sa.select(
        people.c.id,
        people.c.name,
        people.c.email,
        people.c.slack_id,
        people.c.visio,
        ZONE,
        memberships.c.role,
        memberships.c.promotion_id,
        memberships.c.defi_id,
        memberships.c.metier,
        memberships.c.ended_at,
        expertises.c.name,
    )
    .select_from(
        people.outerjoin(memberships, memberships.c.person_id == people.c.id).outerjoin(
            expertises, expertises.c.person_id == people.c.id
        )
    )
    .order_by(people.c.id, memberships.c.id)
)
_BY_SLACK_ID = _PEOPLE.where(people.c.slack_id == sa.bindparam("slack_id"))
_BY_ID = _PEOPLE.where(people.c.id == sa.bindparam("id"))
_BY_EMAIL = _PEOPLE.where(people.c.email == sa.bindparam("email"))
_BY_SLACK_IDS = _PEOPLE.where(is_among(people.c.slack_id, "slack_ids"))
_BY_IDS = _PEOPLE.where(is_among(people.c.id, "ids"))
_BY_EMAILS = _PEOPLE.where(is_among(people.c.email, "emails"))

MEMBERS = sa.select(memberships.c.person_id).where(memberships.c.ended_at.is_(None))
_ROLE_NOW = MEMBERS.where(memberships.c.role == sa.bindparam("role"))
_WITH_ANY_ROLE = _PEOPLE.where(people.c.id.in_(MEMBERS))
_WITH_ROLE = _PEOPLE.where(people.c.id.in_(_ROLE_NOW))
_WITH_ROLE_HERE = _PEOPLE.where(
    people.c.id.in_(
        _ROLE_NOW.where(
            sa.or_(memberships.c.promotion_id.is_(None), memberships.c.promotion_id == sa.bindparam("promotion_id"))
        )
    )
)
_OF_DEFI = _PEOPLE.where(people.c.id.in_(_ROLE_NOW.where(memberships.c.defi_id == sa.bindparam("defi_id"))))
_HELD = (
    sa.select(memberships.c.role, memberships.c.metier, sa.func.count(memberships.c.person_id.distinct()))
    .where(memberships.c.ended_at.is_(None))
    .group_by(memberships.c.role, memberships.c.metier)
)
# With key_share, other transactions can write rows that only refer to the person, such as a new message, without
# waiting.
_LOCK = sa.select(people.c.id).where(is_among(people.c.id, "ids")).order_by(people.c.id).with_for_update(key_share=True)


def by_slack_id(tx: Reading, slack_id: str) -> Person | None:
    """Return the person with this Slack account, and their memberships. One query."""
    return _read_one(tx, _BY_SLACK_ID, slack_id=slack_id)


def by_id(tx: Reading, person_id: int) -> Person | None:
    return _read_one(tx, _BY_ID, id=person_id)


def zones_of(tx: Reading, person_id: int) -> tuple[str | None, str | None]:
    """Return a person's zone in Slack, and the zone that they chose."""
    row = tx.execute(sa.select(people.c.zone, people.c.own_zone).where(people.c.id == person_id)).one_or_none()
    return (row.zone, row.own_zone) if row else (None, None)


def by_email(tx: Reading, email: str) -> Person | None:
    """Return the person with this e-mail, in upper or lower case."""
    return _read_one(tx, _BY_EMAIL, email=email.strip().lower())


def by_emails(tx: Reading, emails: Collection[str]) -> dict[str, Person]:
    """Return the people with these e-mails, by e-mail. The e-mails are in lower case. One query."""
    return {person.email: person for person in _read(tx, _BY_EMAILS, emails=sorted(emails)) if person.email}


def by_slack_ids(tx: Reading, slack_ids: Collection[str]) -> dict[str, Person]:
    found = _read(tx, _BY_SLACK_IDS, slack_ids=sorted(slack_ids))
    return {person.slack_id: person for person in found if person.slack_id}


def by_ids(tx: Reading, ids: Collection[int]) -> dict[int, Person]:
    return {person.id: person for person in _read(tx, _BY_IDS, ids=sorted(ids))}


def list_with_role(tx: Reading, role: Role, *, promotion_id: int | None = None) -> list[Person]:
    """Return the people who have `role` now, by name. With `promotion_id`, the role is in this promotion or in none."""
    if promotion_id is None:
        return _read(tx, _WITH_ROLE, role=role.value)
    return _read(tx, _WITH_ROLE_HERE, role=role.value, promotion_id=promotion_id)


def list_with_any_role(tx: Reading) -> list[Person]:
    return _read(tx, _WITH_ANY_ROLE)


def members_of_defi(tx: Reading, defi_id: int, *, role: Role = Role.EIG) -> list[Person]:
    """Return the people who have this role in a défi now, by name."""
    return _read(tx, _OF_DEFI, role=role.value, defi_id=defi_id)


def lock(tx: Transaction, ids: Collection[int]) -> None:
    tx.execute(_LOCK, {"ids": sorted(ids)})


def add(tx: Transaction, *, name: str, email: str | None = None, slack_id: str | None = None) -> int:
    values = {"name": name, "email": email, "slack_id": slack_id}
    return int(tx.execute(sa.insert(people).values(values).returning(people.c.id)).scalar_one())


def display_name(name: str, email: str | None) -> str:
    """Return a person's display name. If the name is an address, return only its start, as addresses are private."""
    return name_of_address(name) if name == email else name


def find_or_add(tx: Transaction, *, name: str, email: str) -> int:
    """Insert a person, unless the e-mail (in lower case) exists. Return the id of the new or known person."""
    tx.execute(insert_into(tx, people).values(name=name, email=email).on_conflict_do_nothing())
    return int(tx.execute(sa.select(people.c.id).where(people.c.email == email)).scalar_one())


def outsiders_among(tx: Reading, person_ids: Collection[int]) -> set[int]:
    """Return which of these people have neither a Slack account nor a current membership."""
    if not person_ids:
        return set()
    current = sa.select(memberships.c.person_id).where(memberships.c.ended_at.is_(None))
    strangers = sa.select(people.c.id).where(
        is_among(people.c.id, "ids"), people.c.slack_id.is_(None), people.c.id.not_in(current)
    )
    return set(tx.execute(strangers, {"ids": sorted(person_ids)}).scalars())


def change(tx: Transaction, person_id: int, **values: object) -> None:
    tx.execute(sa.update(people).where(people.c.id == person_id).values(values))


def claim_slack_id(tx: Transaction, person_id: int, slack_id: str) -> bool:
    """Assign a Slack account to a person who has none. Return False if they or another person already had one."""
    taken = sa.select(people.c.id).where(people.c.slack_id == slack_id).exists()
    done = tx.execute(
        sa.update(people).where(people.c.id == person_id, people.c.slack_id.is_(None), ~taken).values(slack_id=slack_id)
    )
    return done.rowcount == 1


def current_memberships(tx: Reading, *, promotion_id: int | None, roles: Collection[Role]) -> list[Any]:
    """Return (id, person_id, role, defi_id, metier, cycles_max) of current memberships with these roles.

    They belong to this promotion, or to none if `promotion_id` is None."""
    return list(
        tx.execute(
            sa.select(
                memberships.c.id,
                memberships.c.person_id,
                memberships.c.role,
                memberships.c.defi_id,
                memberships.c.metier,
                memberships.c.cycles_max,
            ).where(
                memberships.c.promotion_id.is_(None)
                if promotion_id is None
                else memberships.c.promotion_id == promotion_id,
                memberships.c.role.in_(sorted(role.value for role in roles)),
                memberships.c.ended_at.is_(None),
            )
        )
    )


def add_membership(
    tx: Transaction,
    person_id: int,
    membership: Membership,
    *,
    cycles_max: int | None = None,
    welcomed_at: datetime | None = None,
) -> None:
    """Insert a membership that begins now. `welcomed_at` is None if the person must be welcomed."""
    tx.execute(
        sa.insert(memberships).values(
            person_id=person_id,
            role=membership.role.value,
            promotion_id=membership.promotion_id,
            defi_id=membership.defi_id,
            metier=membership.metier,
            cycles_max=cycles_max,
            welcomed_at=welcomed_at,
        )
    )


def change_membership(tx: Transaction, membership_id: int, *, metier: str | None, cycles_max: int | None) -> None:
    tx.execute(
        sa.update(memberships).where(memberships.c.id == membership_id).values(metier=metier, cycles_max=cycles_max)
    )


def end_memberships(tx: Transaction, membership_ids: Collection[int], *, now: datetime) -> None:
    tx.execute(sa.update(memberships).where(memberships.c.id.in_(sorted(membership_ids))).values(ended_at=now))


def end_all_memberships(tx: Transaction, person_id: int, *, now: datetime) -> None:
    held = memberships.c.person_id == person_id
    tx.execute(sa.update(memberships).where(held, memberships.c.ended_at.is_(None)).values(ended_at=now))


def last_membership_end(tx: Reading, person_id: int) -> datetime | None:
    ended = sa.select(memberships.c.ended_at).where(
        memberships.c.person_id == person_id, memberships.c.ended_at.is_not(None)
    )
    return max(tx.execute(ended).scalars(), default=None)


def set_expertises(tx: Transaction, person_id: int, names: Sequence[str]) -> None:
    tx.execute(sa.delete(expertises).where(expertises.c.person_id == person_id))
    if names:
        tx.execute(sa.insert(expertises), [{"person_id": person_id, "name": name} for name in dict.fromkeys(names)])


def _read_one(tx: Reading, statement: sa.Select[Any], **values: object) -> Person | None:
    found = _read(tx, statement, **values)
    return found[0] if found else None


def _read(tx: Reading, statement: sa.Select[Any], **values: object) -> list[Person]:
    details: dict[int, tuple[str, str | None, str | None, str | None]] = {}
    zones: dict[int, str | None] = {}
    parts: defaultdict[int, dict[Membership, None]] = defaultdict(dict)
    skills: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for row in tx.execute(statement, values):
        person_id, name, email, slack_id, visio, zone, role, promotion_id, defi_id, metier, ended_at, skill = row
        details[person_id], zones[person_id] = (display_name(name, email), email, slack_id, visio), zone
        if role is not None:
            parts[person_id][Membership(Role(role), promotion_id, defi_id, metier, ended_at is not None)] = None
        if skill is not None:
            skills[person_id][skill] = None
    found = (
        Person(
            person_id,
            *detail,
            memberships=tuple(parts[person_id]),
            expertises=tuple(sorted(skills[person_id])),
            zone=zones[person_id],
        )
        for person_id, detail in details.items()
    )
    return sorted(found, key=name_sort_key)


def count_by_role(tx: Reading) -> list[tuple[str, str | None, int]]:
    """Return (role, métier, number of people) of all current memberships."""
    return [(role, metier, number) for role, metier, number in tx.execute(_HELD)]
