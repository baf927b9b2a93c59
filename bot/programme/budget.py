"""Limits on what one person can send: mails to people outside the programme, open polls, requests for help.

With these limits, members cannot use the bot to flood strangers. Ordinary use stays below them."""

from collections.abc import Collection
from datetime import datetime

from bot.dates.paris import day_of
from bot.errors import BudgetSpent
from bot.programme.model import Actor
from bot.programme.service import person_of
from storage.database import Transaction
from storage.programme import history, people

# Limits for one person. OUTSIDERS_A_DAY limits the people outside the programme to whom a person writes.
OUTSIDERS_A_DAY = 50
OPEN_POLLS = 3
ASKS_AN_HOUR = 10


def spend_outside(tx: Transaction, actor: Actor, person_ids: Collection[int], *, about: str, now: datetime) -> None:
    """Count the people outside the programme to whom the actor writes today about one thing.

    `about` names the thing and its revision: the same revision is counted once. Raises BudgetSpent ("outside")."""
    outside = people.outsiders_among(tx, person_ids)
    if not outside:
        return
    today = f"outside {person_of(actor).id} {day_of(now).isoformat()} "
    for person_id in sorted(outside):
        history.add_receipt(tx, f"{today}{about} {person_id}", now=now)
    if history.count_received(tx, today) > OUTSIDERS_A_DAY:
        raise BudgetSpent(what="outside", most=OUTSIDERS_A_DAY)


def check_budget(what: str, *, used: int, limit: int) -> None:
    """Raise BudgetSpent, with `what` among its facts, unless `used` is below `limit`."""
    if used >= limit:
        raise BudgetSpent(what=what, most=limit)
