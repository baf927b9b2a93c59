"""Find out in one query which of the queries for a person's Home would return rows.

Most of them return nothing, and each would be a round trip to the database. So a feature runs its query only if this
module finds that it returns rows."""

from collections.abc import Sequence
from datetime import datetime

from bot.dates.paris import day_of
from bot.gatherings.attendance import ASKED_FOR
from bot.gatherings.awaiting import SETTLED_WITHIN
from bot.mentoring.awaiting import LOST_FOR
from bot.notices.welcome import SUBJECT
from bot.programme.model import Actor, Promotion
from bot.programme.roles import Role
from bot.programme.service import person_of
from bot.records.report.sheets import SEEN_TO
from storage.database import Reading
from storage.glance import questions_with_rows
from storage.records.reports import coach_parameters

_OF_ALL = frozenset({"logbook", "cycles", "actions", "polls", "choices", "asks", "words", "gatherings", "calendar"})
_OF_HOSTS = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})
_OF_COACHES = frozenset({"lost", "calls", "left", "unled", "workshops", "orphans", "arrivals"})


def queries_with_rows(
    tx: Reading, actor: Actor, running_promotions: Sequence[Promotion], *, now: datetime
) -> frozenset[str]:
    """Return the names of the queries in `storage.glance.QUESTIONS` that return rows for this person; one query.

    The queries for coaches are skipped for other people. `running_promotions`: the promotions that the Home shows."""
    me = person_of(actor)
    names = _OF_ALL | (_OF_COACHES if Role.COACH in me.roles else set())
    names |= {"rounds"} if running_promotions else set()
    names |= {"swaps"} if me.roles & _OF_HOSTS else set()
    names |= {"reports"} if me.roles & {Role.EIG, Role.COACH} else set()
    values: dict[str, object] = {
        "person": me.id,
        "promotions": sorted(promotion.id for promotion in running_promotions),
        "defis": sorted(me.defi_ids),
        "arrivals": SUBJECT,
        "lost_since": now - LOST_FOR,
        "over_since": now - SEEN_TO,
        **coach_parameters(me),
        "since": now - ASKED_FOR,
        "until": now + SETTLED_WITHIN,
    }
    return questions_with_rows(tx, names, now=now, today=day_of(now), values=values)
