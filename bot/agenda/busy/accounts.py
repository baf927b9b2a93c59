"""Accounts of calendar servers. The bot decrypts a password only for a request to its server.

The table stores the encrypted password. The bot sends it to the server alone, and shows it to nobody, not even to its
owner. A new account waits in an encrypted draft until its owner chooses calendars. Until then the old account is used.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.agenda import drafts
from bot.errors import DraftExpired, FeedUnread
from bot.outside.dav import DavAccount
from bot.programme.model import Actor
from bot.programme.service import person_of
from bot.sealing import Seal, Unsealable
from storage.agenda import busy
from storage.agenda import drafts as stored_drafts
from storage.agenda.busy import ConnectedCalendar
from storage.agenda.drafts import NEW_ACCOUNT
from storage.database import Database, Reading, Transaction

# If a server refuses a password, the account gets this failure. The bot does not use the account until its owner saves
# it again, because some servers lock an account after a few refusals.
OFF = "password"
UNSEALED = "sealed"


class ConnectedAccount(NamedTuple):
    """An account that the bot may use. `writes_to`: the calendar to which it writes appointments, or None."""

    account: DavAccount
    writes_to: str | None


@dataclass(frozen=True, slots=True)
class ResealCounts:
    """The result of `reseal_passwords`: how many passwords were sealed again, and how many cannot be unsealed."""

    sealed: int
    lost: int


def account_of(reading: Reading, seal: Seal | None, person_id: int) -> ConnectedAccount | None:
    """Return a person's account. Return None if it is missing, if its password was refused or cannot be unsealed."""
    kept = busy.read(reading, person_id)
    if kept is None or kept.sealed is None or kept.failure == OFF:
        return None
    try:
        return ConnectedAccount(unseal_account(seal, kept), kept.writes_to)
    except FeedUnread:
        return None


def unseal_account(seal: Seal | None, feed_row: ConnectedCalendar) -> DavAccount:
    """Return the account with its password. Raises FeedUnread ("sealed") if the password cannot be unsealed."""
    try:
        if seal is None or feed_row.sealed is None or feed_row.username is None:
            raise Unsealable
        password = seal.open(feed_row.sealed, about=_seal_context(feed_row.person_id, feed_row.url, feed_row.username))
    except Unsealable:
        raise FeedUnread(UNSEALED) from None
    return DavAccount(feed_row.url, feed_row.username, password)


def seal_password(seal: Seal, person_id: int, account: DavAccount) -> str:
    """Seal a password for storage. The sealed password is valid only for this person, server and user."""
    return seal.seal(account.password, about=_seal_context(person_id, account.address, account.user))


def save_new_account(tx: Transaction, actor: Actor, account: DavAccount, *, seal: Seal, now: datetime) -> None:
    """Save a new account as a draft. It replaces an earlier draft, but not the account in use."""
    person_id = person_of(actor).id
    words = seal.seal(json.dumps([account.address, account.user, account.password]), about=_new_account_key(person_id))
    drafts.save(tx, actor, _new_account_key(person_id), content=words, now=now)


def read_new_account(reading: Reading, actor: Actor, seal: Seal | None, *, now: datetime) -> DavAccount | None:
    """Return the new account, or None. Raises FeedUnread ("sealed") if the account cannot be unsealed."""
    try:
        draft = drafts.find(reading, actor, _new_account_key(person_of(actor).id), now=now)
    except DraftExpired:
        return None
    try:
        if seal is None:
            raise Unsealable
        return DavAccount(*json.loads(seal.open(draft.content, about=draft.id)))
    except Unsealable:
        raise FeedUnread(UNSEALED) from None


def forget_new_account(tx: Transaction, person_id: int) -> None:
    """Delete the draft of the person's new account, if there is one."""
    stored_drafts.remove(tx, _new_account_key(person_id))


def reseal_passwords(database: Database, seal: Seal) -> ResealCounts:
    """Seal all passwords with the newest key, each in its own transaction. After an interruption, call it again."""
    with database.reading() as reading:
        found = busy.list_sealed_passwords(reading)
    done = lost = 0
    for person_id, before in found:
        try:
            again = seal.renew(before)
        except Unsealable:
            lost += 1
            continue
        if again is not None:
            with database.transaction() as tx:
                busy.reseal_password(tx, person_id, before, new_sealed=again)
            done += 1
    return ResealCounts(done, lost)


def _new_account_key(person_id: int) -> str:
    return f"{NEW_ACCOUNT}{person_id}"


def _seal_context(person_id: int, address: str, user: str) -> str:
    return f"{person_id} {address} {user}"
