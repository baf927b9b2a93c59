"""What the account of a promotion counts besides its appointments: those that did not take place, cycles, opinions.

Counts by promotion, dispositif and phase or moment; no name, need or word is selected.
"""

from collections.abc import Collection

import sqlalchemy as sa

from bot.agenda.model import Outcome, Part, Reply, State
from bot.mentoring.cycle import Outcome as Said
from bot.records.model import Hosted, Opinion
from storage.agenda.appointments import appointments, participants
from storage.agenda.reminders import outcomes
from storage.database import Reading
from storage.dialects import among
from storage.evaluation.committees import rounds
from storage.evaluation.supports import usefulness
from storage.gatherings.feedback import feedback
from storage.gatherings.occurrences import gatherings
from storage.mentoring.cycles import cycles, sessions
from storage.mentoring.reviews import reviews
from storage.programme.promotions import defis
from storage.values import value

_UNHELD = (
    sa.select(outcomes.c.appointment_id)
    .join(appointments, appointments.c.id == outcomes.c.appointment_id)
    .where(among(appointments.c.promotion_id, "ids"), outcomes.c.outcome == Outcome.POSTPONED.value)
)
_SEANCES = (
    sa.select(sessions.c.appointment_id, sessions.c.cycle_id, sessions.c.outcome)
    .join(appointments, appointments.c.id == sessions.c.appointment_id)
    .where(among(appointments.c.promotion_id, "ids"))
)
_HOSTED = (
    sa.select(
        appointments.c.promotion_id,
        appointments.c.starts,
        appointments.c.ends,
        participants.c.person_id.label("host_id"),
    )
    .join(participants, participants.c.appointment_id == appointments.c.id)
    .where(
        among(appointments.c.promotion_id, "ids"),
        appointments.c.state == State.CONFIRMED.value,
        appointments.c.dispositif != sa.bindparam("without"),
        participants.c.part == Part.HOST.value,
        participants.c.reply == Reply.COMES.value,
    )
    .order_by(appointments.c.starts, appointments.c.id, participants.c.person_id)
)
_OF_GATHERINGS = (
    sa.select(
        appointments.c.promotion_id,
        appointments.c.dispositif,
        appointments.c.starts.label("at"),
        feedback.c.mark.label("choice"),
        sa.func.count().label("count"),
    )
    .join(gatherings, gatherings.c.id == feedback.c.gathering_id)
    .join(appointments, appointments.c.id == gatherings.c.appointment_id)
    .where(among(appointments.c.promotion_id, "ids"))
    .group_by(appointments.c.promotion_id, appointments.c.dispositif, appointments.c.starts, feedback.c.mark)
)
_OF_MENTORING = (
    sa.select(
        defis.c.promotion_id,
        sa.literal("mentorat").label("dispositif"),
        reviews.c.at,
        reviews.c.useful.label("choice"),
        sa.func.count().label("count"),
    )
    .join(cycles, cycles.c.id == reviews.c.cycle_id)
    .join(defis, defis.c.id == cycles.c.defi_id)
    .where(among(defis.c.promotion_id, "ids"))
    .group_by(defis.c.promotion_id, reviews.c.at, reviews.c.useful)
)
_OF_COMMITTEES = (
    sa.select(
        rounds.c.promotion_id,
        sa.literal("comite").label("dispositif"),
        rounds.c.phase,
        usefulness.c.choice,
        usefulness.c.count,
    )
    .join(rounds, rounds.c.id == usefulness.c.round_id)
    .where(among(rounds.c.promotion_id, "ids"))
)


def unheld_in(tx: Reading, promotion_ids: Collection[int]) -> set[int]:
    """Return the appointments of these promotions that did not take place at their time, as the booker said."""
    return set(tx.execute(_UNHELD, {"ids": sorted(promotion_ids)}).scalars())


def hosted_in(tx: Reading, promotion_ids: Collection[int], *, without: str) -> list[Hosted]:
    """Return what stands in these promotions, once for each of its hosts, by start; `without`: this dispositif."""
    rows = tx.execute(_HOSTED, {"ids": sorted(promotion_ids), "without": without})
    return [value(Hosted, row) for row in rows]


def seances_of(tx: Reading, promotion_ids: Collection[int]) -> tuple[dict[int, int], set[int]]:
    """Return the cycle of each mentoring séance of these promotions, by appointment, and which were missed.

    One that has a new time is missed no more.
    """
    rows = tx.execute(_SEANCES, {"ids": sorted(promotion_ids)}).all()
    missed = {row.appointment_id for row in rows if row.outcome == Said.MISSED.value}
    return {row.appointment_id: row.cycle_id for row in rows}, missed


def opinions_of(tx: Reading, promotion_ids: Collection[int]) -> list[Opinion]:
    """Return how useful people found gatherings, mentoring and committees, as counts; three queries."""
    ids = {"ids": sorted(promotion_ids)}
    dated = (*tx.execute(_OF_GATHERINGS, ids), *tx.execute(_OF_MENTORING, ids))
    found = [value(Opinion, row, phase=0) for row in dated]
    return found + [value(Opinion, row, at=None) for row in tx.execute(_OF_COMMITTEES, ids)]
