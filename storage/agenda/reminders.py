"""Read and save people's choices of reminders, each dispositif's reminders, and outcomes of appointments.

Change the reminders that are not sent yet. Tables `reminder_wishes`, `reminder_policies`, `outcomes`,
`notices`."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import Outcome, State
from bot.agenda.reminders.timetable import ReminderKind, ReminderPolicy, ReminderWishes, WakingHours
from bot.notices.model import Action, NoticeState
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, insert_into, is_among
from storage.notices.ledger import notices
from storage.programme.people import ZONE, people
from storage.schema import Moment, metadata

from .appointments import appointments

wishes = sa.Table(
    "reminder_wishes",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
    sa.Column("week", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("eve", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("hour", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("day", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("after", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("by_mail", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("wakes", sa.Integer, nullable=False, server_default="480"),
    sa.Column("sleeps", sa.Integer, nullable=False, server_default="1140"),
)

policies = sa.Table(
    "reminder_policies",
    metadata,
    sa.Column("dispositif", sa.String(40), primary_key=True),
    sa.Column("week", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("eve", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("hour", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("day", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("after", sa.Boolean, nullable=False, server_default=sa.true()),
)

outcomes = sa.Table(
    "outcomes",
    metadata,
    sa.Column("appointment_id", sa.BigInteger, sa.ForeignKey("appointments.id"), primary_key=True, autoincrement=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("said_by", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("at", Moment, nullable=False),
)

_WISHES = sa.select(wishes).where(is_among(wishes.c.person_id, "people"))
_HOURS = (
    sa.select(people.c.id, ZONE, wishes.c.wakes, wishes.c.sleeps)
    .select_from(people.outerjoin(wishes, wishes.c.person_id == people.c.id))
    .where(is_among(people.c.id, "people"))
)
_POLICY = sa.select(policies).where(policies.c.dispositif == sa.bindparam("of"))
_KINDS = [kind.value for kind in ReminderKind]
_REVISION = sa.select(appointments.c.revision).where(appointments.c.id == notices.c.subject_id).scalar_subquery()
_DROP = (
    sa.update(notices)
    .where(
        notices.c.subject == sa.bindparam("subject_name"),
        is_among(notices.c.subject_id, "ids"),
        notices.c.kind.in_(_KINDS),
        notices.c.state == NoticeState.OWED.value,
        notices.c.attempts == 0,
        notices.c.revision != _REVISION,
    )
    .values(state=NoticeState.DROPPED.value, reason=sa.bindparam("why"), closed_at=sa.bindparam("at"))
    .returning(notices.c.subject_id, notices.c.kind, notices.c.person_id, notices.c.due, notices.c.expires)
)
_UNPLANNED = sa.select(appointments.c.id).where(
    appointments.c.starts > sa.bindparam("after", type_=Moment()),
    appointments.c.state == State.CONFIRMED.value,
    ~sa.exists().where(
        notices.c.subject == sa.bindparam("of"), notices.c.subject_id == appointments.c.id, notices.c.kind.in_(_KINDS)
    ),
)
_SAY = build_for_dialects(lambda insert: insert(outcomes).on_conflict_do_nothing().returning(outcomes.c.appointment_id))
_SAID = sa.select(outcomes.c.outcome).where(outcomes.c.appointment_id == sa.bindparam("appointment"))


def wishes_of(tx: Reading, person_ids: Collection[int]) -> Mapping[int, ReminderWishes]:
    """Return the choices of these people, by person. People without choices are left out. One query."""
    if not person_ids:
        return {}
    rows = tx.execute(_WISHES, {"people": sorted(person_ids)})
    return {
        row.person_id: ReminderWishes(
            frozenset(kind for kind in ReminderKind if getattr(row, kind.value.removeprefix("remind."))),
            WakingHours(row.wakes, row.sleeps),
            row.by_mail,
        )
        for row in rows
    }


def waking_hours_of(tx: Reading, person_ids: Collection[int]) -> Mapping[int, WakingHours]:
    """Return the waking hours of these people in their time zones (8 h to 19 h if they chose none). One query."""
    if not person_ids:
        return {}
    rows = tx.execute(_HOURS, {"people": sorted(person_ids)})
    return {
        row.id: WakingHours(zone=row.zone) if row.wakes is None else WakingHours(row.wakes, row.sleeps, row.zone)
        for row in rows
    }


def set_wishes(tx: Transaction, person_id: int, new_wishes: ReminderWishes) -> None:
    row = {kind.value.removeprefix("remind."): kind in new_wishes.kinds for kind in ReminderKind}
    quiet = {"wakes": new_wishes.quiet.wakes, "sleeps": new_wishes.quiet.sleeps}
    _upsert(tx, wishes, {"person_id": person_id}, {"by_mail": new_wishes.by_mail, **row, **quiet})


def policy_of(tx: Reading, dispositif: str) -> ReminderPolicy:
    row = tx.execute(_POLICY, {"of": dispositif}).one_or_none()
    if row is None:
        return ReminderPolicy()
    return ReminderPolicy(frozenset(kind for kind in ReminderKind if getattr(row, kind.value.removeprefix("remind."))))


def set_policy(tx: Transaction, dispositif: str, new_policy: ReminderPolicy) -> None:
    row = {kind.value.removeprefix("remind."): kind in new_policy.kinds for kind in ReminderKind}
    _upsert(tx, policies, {"dispositif": dispositif}, row)


def _upsert(tx: Transaction, table: sa.Table, key: Mapping[str, object], values: Mapping[str, object]) -> None:
    statement = insert_into(tx, table).values(**key, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=[*key], set_=dict(values)))


def appointments_without_reminders(tx: Reading, after: datetime, *, subject: str) -> list[int]:
    """Return the ids of confirmed appointments after a moment for which no reminder was ever enqueued."""
    return list(tx.execute(_UNPLANNED, {"after": after, "of": subject}).scalars())


def change_reminder_channel(tx: Transaction, person_id: int, *, source: Action, target: Action) -> None:
    """Move a person's reminders from one channel to another, except reminders that the bot tried to send.

    A reminder that already exists in the other channel is not moved."""
    there, key = notices.alias("there"), target.value + sa.func.substr(notices.c.key, len(source.value) + 1)
    recipient = f"person {person_id}" if target is Action.POST else f"mail {person_id}"
    tx.execute(
        sa.update(notices)
        .where(
            notices.c.person_id == person_id,
            notices.c.kind.in_(_KINDS),
            notices.c.action == source.value,
            notices.c.state == NoticeState.OWED.value,
            notices.c.attempts == 0,
            ~sa.exists().where(there.c.key == key),
        )
        .values(
            action=target.value,
            recipient=recipient,
            key=key,
            is_card=sa.and_(sa.literal(target is Action.POST), notices.c.kind == ReminderKind.AFTER.value),
        )
    )


def drop_outdated_reminders(
    tx: Transaction, appointment_ids: Collection[int], *, subject: str, reason: str, at: datetime
) -> set[tuple[int, str, int, datetime, datetime | None]]:
    """Drop the unsent reminders of these appointments that belong to an earlier revision.

    Return (appointment, kind, person, due, expires) of each."""
    values = {"subject_name": subject, "ids": sorted(appointment_ids), "why": reason, "at": at}
    return {(row.subject_id, row.kind, row.person_id, row.due, row.expires) for row in tx.execute(_DROP, values)}


def add_outcome(tx: Transaction, appointment_id: int, outcome: Outcome, *, said_by: int | None, now: datetime) -> bool:
    """Save the outcome of an appointment. If it already has an outcome, keep the old outcome and return False."""
    row = {"appointment_id": appointment_id, "outcome": outcome.value, "said_by": said_by, "at": now}
    return tx.execute(_SAY[tx.dialect.name], row).one_or_none() is not None


def ids_with_outcome(tx: Reading, appointment_ids: Collection[int]) -> set[int]:
    found = sa.select(outcomes.c.appointment_id).where(outcomes.c.appointment_id.in_(appointment_ids))
    return set(tx.execute(found).scalars()) if appointment_ids else set()


def outcome_of(tx: Reading, appointment_id: int) -> Outcome | None:
    said = tx.execute(_SAID, {"appointment": appointment_id}).scalar_one_or_none()
    return None if said is None else Outcome(said)


PERIOD = "snooze"

_PUT_OFF = (
    notices.c.state == NoticeState.OWED.value,
    notices.c.attempts == 0,
    notices.c.key.like(f"% {PERIOD} %"),
)
# Delete the row. If it were only marked as dropped, it would keep its unique key. If a person snoozed to 9 h, then to
# 10 h, and then to 9 h again, the kept key would prevent the last reminder.
_FORGET = sa.delete(notices).where(
    notices.c.person_id == sa.bindparam("person"),
    notices.c.subject == sa.bindparam("of"),
    is_among(notices.c.subject_id, "ids"),
    is_among(notices.c.kind, "kinds"),
    *_PUT_OFF,
)
_OF = appointments.c.id == notices.c.subject_id
_CARRY = (
    sa.update(notices)
    .where(
        notices.c.subject == sa.bindparam("of"),
        is_among(notices.c.subject_id, "ids"),
        *_PUT_OFF,
        sa.exists().where(_OF, appointments.c.state == State.CONFIRMED.value, appointments.c.starts > notices.c.due),
    )
    .values(
        revision=sa.select(appointments.c.revision).where(_OF).scalar_subquery(),
        expires=sa.select(appointments.c.starts).where(_OF).scalar_subquery(),
    )
)


_REVIVE = (
    sa.update(notices)
    .where(
        notices.c.subject == sa.bindparam("of"),
        is_among(notices.c.subject_id, "ids"),
        notices.c.state == NoticeState.DROPPED.value,
        notices.c.reason == sa.bindparam("why"),
        notices.c.closed_at >= sa.bindparam("since", type_=Moment()),
        notices.c.key.like(f"% {PERIOD} %"),
        sa.exists().where(
            _OF, appointments.c.state == State.CONFIRMED.value, appointments.c.starts == notices.c.expires
        ),
    )
    .values(
        state=NoticeState.OWED.value,
        reason=None,
        closed_at=None,
        revision=sa.select(appointments.c.revision).where(_OF).scalar_subquery(),
    )
)


def revive_snoozed_reminders(
    tx: Transaction, appointment_ids: Collection[int], *, subject: str, reason: str, since: datetime
) -> None:
    """Restore snoozed reminders of these appointments that were dropped for `reason` at or after `since`.

    A reminder is restored only if its appointment has the same start as before."""
    tx.execute(_REVIVE, {"of": subject, "ids": sorted(appointment_ids), "why": reason, "since": since})


def forget_owed(
    tx: Transaction, person_id: int, *, subject: str, subject_ids: Collection[int], kinds: Collection[str]
) -> None:
    values = {"person": person_id, "of": subject, "ids": sorted(subject_ids), "kinds": sorted(kinds)}
    tx.execute(_FORGET, values)


def keep_snoozed_reminders(tx: Transaction, appointment_ids: Collection[int], *, subject: str) -> None:
    """Keep the snoozed reminders that are due before the start of their changed appointment.

    This sets the appointment's current revision and start in the reminders, since an outdated reminder is not sent."""
    tx.execute(_CARRY, {"of": subject, "ids": sorted(appointment_ids)})
