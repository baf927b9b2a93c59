"""Find gatherings for which a periodic job or a person has something to do, and read answers and waiting lists."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import Part, State
from bot.agenda.model import Reply as Comes
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.kinds import KINDS
from bot.gatherings.model import Answer, Reply
from storage.agenda.appointments import appointments, ends_after, participants
from storage.agenda.changes import is_pending
from storage.agenda.leavers import still_has_role
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.notices.ledger import notices
from storage.programme.people import memberships
from storage.schema import Moment
from storage.values import from_row

from .feedback import feedback
from .gathering_groups import groups, presenters
from .gathering_series import series
from .occurrences import answers, gatherings, invited

_STANDS = appointments.c.state == State.CONFIRMED.value
_NOW = sa.bindparam("now", type_=Moment())
_TO_COME = sa.and_(_STANDS, appointments.c.starts > _NOW)
_JOINED = gatherings.join(appointments, appointments.c.id == gatherings.c.appointment_id)
_UNANNOUNCED = sa.and_(_STANDS, gatherings.c.announced_at.is_(None), ~is_pending(gatherings.c.appointment_id))
_LIVES = sa.select(
    sa.or_(sa.exists().where(series.c.ended_at.is_(None)), sa.exists().where(gatherings.c.closed_at.is_(None)))
)
_UNCLOSED = sa.and_(_STANDS, gatherings.c.closed_at.is_(None))

_MINE = sa.select(answers).where(
    answers.c.gathering_id == sa.bindparam("gathering"), answers.c.person_id == sa.bindparam("person")
)
_COUNTS = (
    sa.select(answers.c.reply, sa.func.count())
    .where(answers.c.gathering_id == sa.bindparam("gathering"))
    .group_by("reply")
)
_LINE = (
    sa.select(answers.c.person_id)
    .where(answers.c.gathering_id == sa.bindparam("gathering"), answers.c.reply == Reply.WAITS.value)
    .order_by(answers.c.number)
)
_DUE = (
    sa.select(gatherings.c.id)
    .select_from(_JOINED)
    .where(_UNANNOUNCED, gatherings.c.announce_at <= _NOW)
    .order_by(gatherings.c.announce_at, gatherings.c.id)
)
_NEXT = sa.select(sa.func.min(gatherings.c.announce_at)).select_from(_JOINED).where(_UNANNOUNCED)
_ENDED = (
    sa.select(gatherings.c.id)
    .select_from(_JOINED)
    .where(_UNCLOSED, appointments.c.ends <= _NOW)
    .order_by(appointments.c.ends, gatherings.c.id)
)
_NEXT_END = sa.select(sa.func.min(appointments.c.ends)).select_from(_JOINED).where(_UNCLOSED)
_ANNOUNCED = (
    sa.select(gatherings.c.id)
    .select_from(_JOINED)
    .where(_TO_COME, gatherings.c.announced_at.is_not(None))
    .order_by(gatherings.c.id)
)
_CAPACITY = sa.func.coalesce(gatherings.c.capacity, series.c.capacity)
_MOVING = (
    sa.select(gatherings.c.id)
    .select_from(
        _JOINED.join(series, series.c.id == gatherings.c.series_id).join(
            answers, answers.c.gathering_id == gatherings.c.id
        )
    )
    .where(_TO_COME)
    .group_by(gatherings.c.id, gatherings.c.capacity, series.c.capacity)
    .having(
        sa.func.sum(sa.case((answers.c.reply == Reply.WAITS.value, 1), else_=0)) > 0,
        sa.or_(
            _CAPACITY.is_(None),
            sa.func.sum(sa.case((answers.c.reply == Reply.COMES.value, 1), else_=0)) < _CAPACITY,
        ),
    )
    .order_by(gatherings.c.id)
)
_LEFT = (
    sa.select(answers.c.gathering_id, answers.c.person_id)
    .select_from(_JOINED.join(answers, answers.c.gathering_id == gatherings.c.id))
    .where(
        _TO_COME,
        answers.c.reply != Reply.DECLINES.value,
        ~sa.exists().where(memberships.c.person_id == answers.c.person_id, memberships.c.ended_at.is_(None)),
        sa.exists().where(memberships.c.person_id == answers.c.person_id),  # A person who never had a role is a guest.
        ~sa.exists().where(
            invited.c.gathering_id == answers.c.gathering_id, invited.c.person_id == answers.c.person_id
        ),
    )
    .order_by(answers.c.gathering_id, answers.c.number)
)
_GROUPED = participants.c.appointment_id == groups.c.appointment_id
_OF = sa.func.coalesce(gatherings.c.id, groups.c.gathering_id)
_HOSTS = (
    sa.select(_OF, participants.c.appointment_id, participants.c.person_id)
    .select_from(
        participants.join(appointments, appointments.c.id == participants.c.appointment_id)
        .outerjoin(gatherings, gatherings.c.appointment_id == participants.c.appointment_id)
        .outerjoin(series, series.c.id == gatherings.c.series_id)
        .outerjoin(groups, _GROUPED)
    )
    .where(
        _TO_COME,
        appointments.c.dispositif.in_(KINDS),
        participants.c.part == Part.HOST.value,
        participants.c.reply == Comes.COMES.value,
        ~still_has_role(),
        # Another job handles the dates of a series whose organiser has left.
        sa.or_(groups.c.gathering_id.is_not(None), participants.c.person_id != series.c.organiser_id),
    )
    .order_by(participants.c.appointment_id, participants.c.person_id)
)
_INVITED = sa.exists().where(
    invited.c.gathering_id == sa.bindparam("gathering"), invited.c.person_id == sa.bindparam("person")
)
_TOLD = sa.select(notices.c.subject_id, notices.c.person_id).where(
    notices.c.subject == sa.bindparam("subject_name"),
    is_among(notices.c.subject_id, "ids"),
    notices.c.kind == sa.bindparam("of_kind"),
)


def has_work(tx: Reading) -> bool:
    """Return whether any series is running, or any gathering needs a follow-up."""
    return bool(tx.execute(_LIVES).scalar_one())


def answer_of(tx: Reading, gathering_id: int, person_id: int) -> Answer | None:
    row = tx.execute(_MINE, {"gathering": gathering_id, "person": person_id}).one_or_none()
    return None if row is None else from_row(Answer, row)


def answer_counts(tx: Reading, gathering_id: int) -> dict[Reply, int]:
    """Return how many people gave each answer. Answers that nobody gave are left out."""
    return {Reply(reply): int(count) for reply, count in tx.execute(_COUNTS, {"gathering": gathering_id})}


def waiting_list(tx: Reading, gathering_id: int) -> list[int]:
    return list(tx.execute(_LINE, {"gathering": gathering_id}).scalars())


def is_invited(tx: Reading, gathering_id: int, person_id: int) -> bool:
    return bool(tx.execute(sa.select(_INVITED), {"gathering": gathering_id, "person": person_id}).scalar())


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the gatherings whose announcement is due, even if they have begun, except those with a pending change."""
    return list(tx.execute(_DUE, {"now": now}).scalars())


def next_announcement(tx: Reading) -> datetime | None:
    return tx.execute(_NEXT).scalar()


def list_ended(tx: Reading, *, now: datetime) -> list[int]:
    """Return the gatherings that are over and whose follow-up was not sent."""
    return list(tx.execute(_ENDED, {"now": now}).scalars())


def next_end(tx: Reading) -> datetime | None:
    """Return the earliest end of the gatherings without a follow-up, even if it is past."""
    return tx.execute(_NEXT_END).scalar()


def list_announced(tx: Reading, *, now: datetime) -> list[int]:
    return list(tx.execute(_ANNOUNCED, {"now": now}).scalars())


def list_with_free_places(tx: Reading, *, now: datetime) -> list[int]:
    """Return upcoming gatherings that have both a free place and a waiting list."""
    return list(tx.execute(_MOVING, {"now": now}).scalars())


def list_leavers(tx: Reading, *, now: datetime) -> list[tuple[int, int]]:
    """Return (gathering, person) of people who left the programme but still attend a gathering or wait for a place.

    People who were invited by name are left out."""
    return [(row.gathering_id, row.person_id) for row in tx.execute(_LEFT, {"now": now})]


def list_hosts_without_role(tx: Reading, *, now: datetime) -> list[tuple[int, int, int]]:
    """Return (gathering, appointment, person) of hosts of a gathering or a group who may no longer host there.

    The organiser of the whole series is left out."""
    return [
        (int(line_id), int(appointment), int(who)) for line_id, appointment, who in tx.execute(_HOSTS, {"now": now})
    ]


def notified_pairs(tx: Reading, gathering_ids: Collection[int], *, subject: str, kind: str) -> set[tuple[int, int]]:
    """Return the (gathering, person) pairs for which a message of this kind exists, in any state. One query."""
    values = {"ids": sorted(gathering_ids), "subject_name": subject, "of_kind": kind}
    return {(row.subject_id, row.person_id) for row in tx.execute(_TOLD, values)}


def touch_appointment(tx: Transaction, appointment_id: int, *, now: datetime) -> None:
    """Record when the participants changed. If calendar entries have the same revision, this time decides."""
    tx.execute(appointments.update().where(appointments.c.id == appointment_id).values(changed_at=now))


_ME: sa.BindParameter[int] = sa.bindparam("person")

_OF_IT = answers.c.gathering_id == gatherings.c.id, answers.c.person_id == _ME
_AWAITING_TO_COME, _AWAITING_ENDED = appointments.c.starts > _NOW, appointments.c.ends <= _NOW
_LEADS = sa.or_(
    series.c.organiser_id == _ME,
    sa.exists().where(
        participants.c.appointment_id == appointments.c.id,
        participants.c.person_id == _ME,
        participants.c.part == Part.HOST.value,
        participants.c.reply == Comes.COMES.value,
    ),
)
_UNANSWERED = sa.and_(_AWAITING_TO_COME, gatherings.c.announced_at.is_not(None), ~sa.exists().where(*_OF_IT))
_VOTES = sa.and_(
    _AWAITING_TO_COME,
    gatherings.c.title.is_(None),
    series.c.dispositif.in_([kind.key for kind in KINDS.values() if kind.votes_subject]),
)
_PRESENTS = sa.and_(
    _AWAITING_TO_COME,
    sa.exists().where(
        presenters.c.gathering_id == gatherings.c.id,
        presenters.c.person_id == _ME,
        presenters.c.state == PresenterState.ASKED.value,
    ),
)
_LED = sa.and_(_AWAITING_ENDED, gatherings.c.attendance.is_(None), _LEADS)
_CAME = sa.and_(
    _AWAITING_ENDED,
    sa.exists().where(*_OF_IT, answers.c.reply == Reply.COMES.value),
    ~sa.exists().where(feedback.c.gathering_id == gatherings.c.id, feedback.c.person_id == _ME),
)
IDS = (
    sa.select(gatherings.c.id)
    .join(series, series.c.id == gatherings.c.series_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        appointments.c.state == State.CONFIRMED.value,
        *ends_after("since"),
        appointments.c.starts < sa.bindparam("until", type_=Moment()),
        ~is_pending(gatherings.c.appointment_id),
        sa.or_(_UNANSWERED, _VOTES, _PRESENTS, sa.and_(_AWAITING_TO_COME, _LEADS), _LED, _CAME),
    )
    .order_by(appointments.c.starts, gatherings.c.id)
)


_JOINABLE = (
    sa.select(gatherings.c.id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        _AWAITING_TO_COME,
        appointments.c.starts < sa.bindparam("until", type_=Moment()),
        appointments.c.state == State.CONFIRMED.value,
        gatherings.c.announced_at.is_not(None),
        ~is_pending(gatherings.c.appointment_id),
        ~sa.exists().where(*_OF_IT, answers.c.reply != Reply.DECLINES.value),
        ~sa.exists().where(
            participants.c.appointment_id == appointments.c.id,
            participants.c.person_id == _ME,
            participants.c.reply == Comes.COMES.value,
        ),
    )
    .order_by(appointments.c.starts, gatherings.c.id)
    .limit(sa.bindparam("most"))
)


def awaiting_ids(tx: Reading, person_id: int, *, since: datetime, until: datetime, now: datetime) -> list[int]:
    """Return the gatherings between `since` and `until` that may need something from this person, by start."""
    values = {"person": person_id, "since": since, "until": until, "now": now}
    return list(tx.execute(IDS, values).scalars())


def joinable_ids(tx: Reading, person_id: int, *, until: datetime, now: datetime, limit: int) -> list[int]:
    """Return at most `limit` announced gatherings before `until` for which this person neither comes nor waits."""
    values = {"person": person_id, "until": until, "now": now, "most": limit}
    return list(tx.execute(_JOINABLE, values).scalars())
