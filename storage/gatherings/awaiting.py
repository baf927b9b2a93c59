"""Gatherings that may await something of one person: invited to, hosting, presenting or attended."""

from datetime import datetime

import sqlalchemy as sa

from bot.agenda.model import Part, State
from bot.agenda.model import Reply as Comes
from bot.gatherings.groups.turns import PresenterState
from bot.gatherings.kinds import KINDS
from bot.gatherings.model import Reply
from storage.agenda.appointments import appointments, ends_after, participants
from storage.agenda.changes import is_pending
from storage.database import Reading
from storage.schema import Moment

from .feedback import feedback
from .gathering_groups import presenters
from .gathering_series import series
from .occurrences import answers, gatherings

_ME: sa.BindParameter[int] = sa.bindparam("person")
_NOW = sa.bindparam("now", type_=Moment())
_OF_IT = answers.c.gathering_id == gatherings.c.id, answers.c.person_id == _ME
_TO_COME, _ENDED = appointments.c.starts > _NOW, appointments.c.ends <= _NOW
_LEADS = sa.or_(
    series.c.organiser_id == _ME,
    sa.exists().where(
        participants.c.appointment_id == appointments.c.id,
        participants.c.person_id == _ME,
        participants.c.part == Part.HOST.value,
        participants.c.reply == Comes.COMES.value,
    ),
)
_UNANSWERED = sa.and_(_TO_COME, gatherings.c.announced_at.is_not(None), ~sa.exists().where(*_OF_IT))
_VOTES = sa.and_(
    _TO_COME,
    gatherings.c.title.is_(None),
    series.c.dispositif.in_([kind.key for kind in KINDS.values() if kind.votes_subject]),
)
_PRESENTS = sa.and_(
    _TO_COME,
    sa.exists().where(
        presenters.c.gathering_id == gatherings.c.id,
        presenters.c.person_id == _ME,
        presenters.c.state == PresenterState.ASKED.value,
    ),
)
_LED = sa.and_(_ENDED, gatherings.c.attendance.is_(None), _LEADS)
_CAME = sa.and_(
    _ENDED,
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
        sa.or_(_UNANSWERED, _VOTES, _PRESENTS, sa.and_(_TO_COME, _LEADS), _LED, _CAME),
    )
    .order_by(appointments.c.starts, gatherings.c.id)
)


_JOINABLE = (
    sa.select(gatherings.c.id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(
        _TO_COME,
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


def gathering_ids(tx: Reading, person_id: int, *, since: datetime, until: datetime, now: datetime) -> list[int]:
    """Return those that end after `since` and start before `until` and may ask this person something, by start."""
    values = {"person": person_id, "since": since, "until": until, "now": now}
    return list(tx.execute(IDS, values).scalars())


def joinable_ids(tx: Reading, person_id: int, *, until: datetime, now: datetime, limit: int) -> list[int]:
    """Return what is announced, starts before `until`, and to which this person neither comes nor stands in line."""
    values = {"person": person_id, "until": until, "now": now, "most": limit}
    return list(tx.execute(_JOINABLE, values).scalars())
