"""What each racer does, in a thread or a process of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.agenda import service as agenda
from bot.agenda.model import Part, Participant, Plan
from bot.errors import Refusal
from bot.programme.model import Actor
from storage.database import Database


def race(database: Database, bids: list[tuple[int, datetime, int]], *, now: datetime) -> list[str]:
    """Let a thread for each bid (host, start, minutes) book; give what came of each, in that order."""

    def bid(wanted: tuple[int, datetime, int]) -> str:
        host, starts, minutes = wanted
        plan = Plan("bureau-aide", None, None, starts, minutes, (Participant(host, Part.HOST),))
        try:
            with database.transaction() as tx:
                agenda.book(tx, Actor("U0"), plan, now=now)
        except Refusal as refusal:
            return type(refusal).__name__
        return "booked"

    with ThreadPoolExecutor(len(bids)) as pool:
        return list(pool.map(bid, bids))


def race_apart(url: str, bids: list[tuple[int, datetime, int]], *, now: datetime) -> list[str]:
    """Do the same with a database opened here: what a process runs."""
    database = Database(url)
    try:
        return race(database, bids, now=now)
    finally:
        database.close()
