"""Limits on what one person can send: mails to people outside the programme, open polls, requests for help.

They prevent members from using the bot to flood strangers; ordinary use does not reach them."""

from collections.abc import Collection
from datetime import datetime

from bot.dates.paris import day_of
from bot.errors import BudgetSpent
from bot.programme.model import Actor
from bot.programme.service import known
from storage.database import Transaction
from storage.programme import history, people

OUTSIDERS_A_DAY = 50  # most messages to outsiders a day; a poll sends each at most two
OPEN_POLLS = 3
ASKS_AN_HOUR = 10


def spend_outside(tx: Transaction, actor: Actor, person_ids: Collection[int], *, about: str, now: datetime) -> None:
    """Count the people outside the programme whom the actor writes to today about one thing.

    `about` names the thing and its revision: the same one is not counted twice. Raises BudgetSpent ("outside")."""
    outside = people.outside(tx, person_ids)
    if not outside:
        return
    today = f"outside {known(actor).id} {day_of(now).isoformat()} "
    for person_id in sorted(outside):
        history.receive(tx, f"{today}{about} {person_id}", now=now)
    if history.count_received(tx, today) > OUTSIDERS_A_DAY:
        raise BudgetSpent(what="outside", most=OUTSIDERS_A_DAY)


def check(what: str, *, used: int, most: int) -> None:
    """Raise BudgetSpent, which names `what`, unless `used` is below `most`."""
    if used >= most:
        raise BudgetSpent(what=what, most=most)
