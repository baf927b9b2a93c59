"""Events of a person's month beside their appointments, from other tables, for them alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.gatherings.groups.turns import PRESENTING
from bot.gatherings.model import Purpose
from bot.records.model import State
from storage.database import Reading
from storage.dialects import among
from storage.gatherings.gathering_groups import groups, presenters
from storage.gatherings.gathering_series import series
from storage.gatherings.occurrences import answers, gatherings
from storage.gatherings.proposals import proposals
from storage.records.actions import actions
from storage.schema import Moment

Written: TypeAlias = tuple[int, str, datetime]  # its id, its words, when


@dataclass(frozen=True, slots=True)
class Gathered:
    """What an appointment was, as a gathering or one of its small groups.

    `tags`: keys or names of skills and values. `came`: who hosted it did not say that this person was missing.
    """

    gathering_id: int
    skills: tuple[str, ...]
    valeurs: tuple[str, ...]
    came: bool
    presents: bool
    about: str | None


_PERSON: sa.BindParameter[int] = sa.bindparam("person")
_SINCE, _UNTIL = sa.bindparam("since", type_=Moment()), sa.bindparam("until", type_=Moment())
_GATHERED = (
    sa.select(
        gatherings.c.id,
        gatherings.c.appointment_id.label("whole_id"),
        groups.c.appointment_id.label("group_id"),
        series.c.skills,
        series.c.valeurs,
        answers.c.attended,
        presenters.c.about,
        presenters.c.state,
    )
    .join(series, series.c.id == gatherings.c.series_id)
    .outerjoin(groups, groups.c.gathering_id == gatherings.c.id)
    .outerjoin(answers, sa.and_(answers.c.gathering_id == gatherings.c.id, answers.c.person_id == _PERSON))
    .outerjoin(presenters, sa.and_(presenters.c.gathering_id == gatherings.c.id, presenters.c.person_id == _PERSON))
    .where(
        sa.or_(
            among(gatherings.c.appointment_id, "ids"),
            among(groups.c.appointment_id, "ids"),
        )
    )
)
_ASKED = (
    sa.select(proposals.c.id, proposals.c.text, proposals.c.at)
    .where(
        proposals.c.author_id == _PERSON,
        proposals.c.purpose == Purpose.QUESTION.value,
        proposals.c.at >= _SINCE,
        proposals.c.at < _UNTIL,
    )
    .order_by(proposals.c.id)
)
_FINISHED = (
    sa.select(actions.c.id, actions.c.what.label("text"), actions.c.closed_at.label("at"))
    .where(
        actions.c.owner_id == _PERSON,
        actions.c.state == State.DONE.value,
        actions.c.closed_at >= _SINCE,
        actions.c.closed_at < _UNTIL,
    )
    .order_by(actions.c.id)
)


def gathered(tx: Reading, person_id: int, appointment_ids: Collection[int]) -> dict[int, Gathered]:
    """Return which of these appointments were gatherings or their groups, and what this person did there; one query."""
    ids = sorted(appointment_ids)
    found: dict[int, Gathered] = {}
    for row in tx.execute(_GATHERED, {"person": person_id, "ids": ids}) if ids else ():
        presents = row.state in {state.value for state in PRESENTING}
        skills, valeurs = (tuple(skill for skill in text.split("|") if skill) for text in (row.skills, row.valeurs))
        one = Gathered(row.id, skills, valeurs, row.attended is not False, presents, row.about)
        found |= {each: one for each in (row.whole_id, row.group_id) if each in appointment_ids}
    return found


def asked(tx: Reading, person_id: int, *, since: datetime, until: datetime) -> list[Written]:
    """Return the questions that somebody asked under their name between two moments; one query."""
    return _written(tx, _ASKED, person_id, since=since, until=until)


def finished(tx: Reading, person_id: int, *, since: datetime, until: datetime) -> list[Written]:
    """Return the actions of theirs that somebody closed as done between two moments; one query."""
    return _written(tx, _FINISHED, person_id, since=since, until=until)


def _written(
    tx: Reading, statement: sa.Select[Any], person_id: int, *, since: datetime, until: datetime
) -> list[Written]:
    rows = tx.execute(statement, {"person": person_id, "since": since, "until": until})
    return [(row.id, row.text, row.at) for row in rows]
