"""Find new members to welcome, and read the cards that offer coaches to welcome them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from bot.notices.model import Action, NoticeState
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.programme.history import history
from storage.programme.people import memberships, people
from storage.programme.promotions import RUNNING, promotions
from storage.values import from_row

from .ledger import notices


@dataclass(frozen=True, slots=True)
class Arrival:
    """A membership of a person who was not welcomed. `promotion_id` is None for a role without promotion."""

    id: int
    person_id: int
    promotion_id: int | None


@dataclass(frozen=True, slots=True)
class WelcomeOffer:
    """A card about new members. `detail` is the promotion. Each coach may have their own message of the card."""

    id: int
    detail: str
    answered: bool


@dataclass(frozen=True, slots=True)
class FailedWelcome:
    """A welcome that failed because the person had no Slack account. The person has one now."""

    person_id: int
    detail: str
    revision: int


_before = memberships.alias("before")
_later = notices.alias("later")

_RUNNING = sa.select(promotions.c.id).where(RUNNING)
_WELCOMED_BEFORE = sa.exists().where(
    _before.c.person_id == memberships.c.person_id,
    _before.c.welcomed_at.is_not(None),
    sa.or_(
        _before.c.promotion_id == memberships.c.promotion_id,
        memberships.c.promotion_id.is_(None)
        & (_before.c.promotion_id.is_(None) | _before.c.promotion_id.in_(_RUNNING)),
        _before.c.promotion_id.is_(None) & (_before.c.role == memberships.c.role),
    ),
)
_ARRIVED = (
    sa.select(memberships.c.id, memberships.c.person_id, memberships.c.promotion_id)
    .where(
        memberships.c.ended_at.is_(None),
        memberships.c.welcomed_at.is_(None),
        sa.or_(
            memberships.c.promotion_id.in_(_RUNNING) & is_among(memberships.c.role, "roles_of_promotion"),
            memberships.c.promotion_id.is_(None) & is_among(memberships.c.role, "roles_of_none"),
        ),
        ~_WELCOMED_BEFORE,
    )
    .order_by(memberships.c.id)
)
_LOCK_ARRIVED = _ARRIVED.with_for_update()
_WELCOME = (
    sa.update(memberships)
    .where(is_among(memberships.c.id, "ids"), memberships.c.welcomed_at.is_(None))
    .values(welcomed_at=sa.bindparam("at"))
    .returning(memberships.c.id)
)
_ABOUT = (notices.c.subject == sa.bindparam("subject"), notices.c.action == Action.POST.value)
OFFERS = (
    sa.select(
        notices.c.subject_id,
        notices.c.detail,
        sa.exists()
        .where(history.c.thing == sa.bindparam("subject"), history.c.thing_id == notices.c.subject_id)
        .label("answered"),
    )
    .where(*_ABOUT)
    .distinct()
    .order_by(notices.c.subject_id)
)
_TOLD = sa.select(notices.c.recipient).where(*_ABOUT, notices.c.subject_id == sa.bindparam("subject_id"))
_UNREACHED = (
    sa.select(notices.c.person_id, notices.c.detail, notices.c.revision)
    .join(people, people.c.id == notices.c.person_id)
    .where(
        *_ABOUT,
        notices.c.kind == sa.bindparam("kind"),
        notices.c.state == NoticeState.FAILED.value,
        notices.c.reason == sa.bindparam("reason"),
        people.c.slack_id.is_not(None),
        ~sa.exists().where(
            _later.c.subject == notices.c.subject,
            _later.c.subject_id == notices.c.subject_id,
            _later.c.kind == notices.c.kind,
            _later.c.detail == notices.c.detail,
            _later.c.revision > notices.c.revision,
        ),
    )
    .order_by(notices.c.seq)
)


def list_arrivals(
    tx: Reading, *, today: date, roles_of_promotion: Collection[str], roles_without_promotion: Collection[str]
) -> list[Arrival]:
    """Return the current memberships with these roles whose people were not welcomed, oldest first.

    Ended promotions do not count. A person was welcomed if an earlier membership in the same promotion, or with the
    same role without promotion, was welcomed. It may have ended. For a role without promotion, a welcome in a running
    promotion or for another role without promotion is enough."""
    given = {
        "today": today.isoformat(),
        "roles_of_promotion": roles_of_promotion,
        "roles_of_none": roles_without_promotion,
    }
    return [from_row(Arrival, row) for row in tx.execute(_ARRIVED, given)]


def lock_arrivals(
    tx: Transaction, *, today: date, roles_of_promotion: Collection[str], roles_without_promotion: Collection[str]
) -> list[Arrival]:
    """Return what `list_arrivals` returns, locked in order of id, so that no other transaction gets them."""
    given = {
        "today": today.isoformat(),
        "roles_of_promotion": roles_of_promotion,
        "roles_of_none": roles_without_promotion,
    }
    return [from_row(Arrival, row) for row in tx.execute(_LOCK_ARRIVED, given)]


def mark_welcomed(tx: Transaction, membership_ids: Collection[int], *, now: datetime) -> set[int]:
    return set(tx.execute(_WELCOME, {"ids": sorted(membership_ids), "at": now}).scalars())


def list_offers(tx: Reading, subject: str) -> list[WelcomeOffer]:
    """Return the cards of this subject, sorted by id. `answered`: the history has an entry about it."""
    return [from_row(WelcomeOffer, row, id=row.subject_id) for row in tx.execute(OFFERS, {"subject": subject})]


def list_recipients(tx: Reading, subject: str, offer_id: int) -> set[str]:
    return set(tx.execute(_TOLD, {"subject": subject, "subject_id": offer_id}).scalars())


def list_failed_welcomes(tx: Reading, subject: str, *, kind: str, reason: str) -> list[FailedWelcome]:
    """Return the messages of this kind that failed for `reason`, to people who have an account now.

    A message is left out if a newer one replaced it."""
    return [
        from_row(FailedWelcome, row)
        for row in tx.execute(_UNREACHED, {"subject": subject, "kind": kind, "reason": reason})
    ]
