"""The secret part of a person's mail links, stored apart from their identity. A new secret ends the old links."""

from datetime import datetime
from secrets import token_urlsafe

from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.service import person_of
from storage.database import Reading, Transaction
from storage.programme import accounts

_BYTES = 16


def database_mark(tx: Transaction) -> str:
    """Return the random id of this database. It is created at the first start, and copies of the database keep it."""
    accounts.add_link_secret(tx, accounts.NOBODY, token_urlsafe(_BYTES))
    return accounts.read_link_secret(tx, accounts.NOBODY)


def link_secret(tx: Reading, person_id: int) -> str:
    """Return the secret part of a person's links; "" if the links were never replaced."""
    return accounts.read_link_secret(tx, person_id)


def replace_links(tx: Transaction, actor: Actor, *, now: datetime) -> None:
    """End all mail links of the actor, for example if a mail was forwarded. Raises NotFound for an unknown actor."""
    person = person_of(actor)
    end_links(tx, person.id)
    record(tx, actor, "links.replace", thing="person", thing_id=person.id, now=now)


def end_links(tx: Transaction, person_id: int) -> None:
    """End all mail links of a person, without a line of history."""
    accounts.replace_link_secret(tx, person_id, token_urlsafe(_BYTES))
