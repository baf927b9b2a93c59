"""Find out in one query which of a person's lists (QUESTIONS) have any entries.

Most lists are empty, and on a distant database, a query for each would cost a round trip. The statements are from the
modules that own the tables."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from bot.agenda.model import Part, Reply, State
from storage.agenda import busy
from storage.database import Reading
from storage.evaluation import committees
from storage.gatherings import gathering_line, gathering_series
from storage.helpdesk import requests, swaps
from storage.logbook import logbooks
from storage.mentoring import cycles, mentoring_clock
from storage.notices import welcomes
from storage.polls import polls
from storage.programme import helping
from storage.records import actions, reports
from storage.workshops import workshops

# Statements have different names for the same parameter: {name in a statement: name in `values`}.
_CALLED = {"person_id": "person", "owner": "person", "asked": "person"}
QUESTIONS: dict[str, tuple[sa.Select[Any], dict[str, str]]] = {
    "logbook": (logbooks.FOLLOWED, {}),
    "cycles": (cycles.OF_PERSON, {}),
    "lost": (mentoring_clock.LOST, {"since": "lost_since"}),
    "calls": (requests.OPEN_CALLS, {}),
    "left": (requests.LEFT_BEHIND, {}),
    "swaps": (swaps.OPEN, {}),
    "rounds": (committees.ASKED, {}),
    "unled": (committees.UNLED, {}),
    "actions": (actions.OF_OWNER, {}),
    "reports": (reports.OVER, {"since": "over_since"}),
    "polls": (polls.ASKED_OF, {}),
    "choices": (polls.TO_CHOOSE, {}),
    "workshops": (workshops.GOING, {}),
    "asks": (helping.WAITING, {}),
    "words": (helping.OF_PERSON, {}),
    "orphans": (gathering_series.ORPHANS, {}),
    "gatherings": (gathering_line.IDS, {}),
    "arrivals": (welcomes.OFFERS, {"subject": "arrivals"}),
    "calendar": (busy.READ, {}),
}


def questions_with_rows(
    tx: Reading, names: Collection[str], *, now: datetime, today: date, values: dict[str, object]
) -> frozenset[str]:
    """Return which of these questions (keys of QUESTIONS) have at least one row as their answer. One query.

    `values`: further parameters of the statements, by name."""
    given = {
        "now": now,
        "today": today.isoformat(),
        "cancelled": State.CANCELLED.value,
        "confirmed": State.CONFIRMED.value,
        "states": [State.HELD.value, State.CONFIRMED.value],
        "host": Part.HOST.value,
        "comes": Reply.COMES.value,
    }
    return frozenset(tx.execute(_questions_query(tuple(sorted(names))), given | values).scalars())


@cache
def _questions_query(names: tuple[str, ...]) -> sa.Executable:
    return sa.union_all(*(_question_query(name) for name in names))


def _question_query(name: str) -> sa.Select[Any]:
    question, called = QUESTIONS[name]

    def renamed(element: object, **_: object) -> sa.BindParameter[Any] | None:
        if not isinstance(element, sa.BindParameter) or not element.required:
            return None
        return sa.bindparam((called | _CALLED).get(element.key, element.key), type_=element.type)

    there = question.with_only_columns(sa.text("1")).order_by(None).exists()
    named: sa.Label[str] = sa.literal_column(f"'{name}'").label("name")
    return sa.select(named).where(visitors.replacement_traverse(there, {}, renamed))
