"""An account of a calendar server, decrypted only for a request to that server.

The encrypted password is stored in the table, sent to the server alone, and shown to nobody, not even its owner. A new
account whose calendars are not chosen yet waits in an encrypted draft while the old one is used.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.agenda import drafts
from bot.errors import DraftExpired, FeedUnread
from bot.outside.dav import DavAccount
from bot.programme.model import Actor
from bot.programme.service import known
from bot.sealing import Seal, Unsealable
from storage.agenda import busy
from storage.agenda import drafts as stored_drafts
from storage.agenda.busy import FeedKept
from storage.agenda.drafts import NEW_ACCOUNT
from storage.database import Database, Reading, Transaction

# An account with this failure is not tried again until its owner saves it: some servers lock it after a few failures.
OFF = "password"
UNSEALED = "sealed"  # reason: our key cannot decrypt it


class Connected(NamedTuple):
    """An account that works, as far as we know, and the calendar that appointments are written to (None: none)."""

    account: DavAccount
    writes_to: str | None


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many passwords were sealed with the newest key, and how many no key can open."""

    sealed: int
    lost: int


def account_of(reading: Reading, seal: Seal | None, person_id: int) -> Connected | None:
    """Return a person's account; None without one, or while it is off until its owner repairs it."""
    kept = busy.read(reading, person_id)
    if kept is None or kept.sealed is None or kept.failure == OFF:
        return None
    try:
        return Connected(opened(seal, kept), kept.writes_to)
    except FeedUnread:
        return None


def opened(seal: Seal | None, kept: FeedKept) -> DavAccount:
    """Return the account with its password. Raises FeedUnread ("sealed") without a key, or with another one."""
    try:
        if seal is None or kept.sealed is None or kept.username is None:
            raise Unsealable
        password = seal.open(kept.sealed, about=_seal_context(kept.person_id, kept.url, kept.username))
    except Unsealable:
        raise FeedUnread(UNSEALED) from None
    return DavAccount(kept.url, kept.username, password)


def sealed(seal: Seal, person_id: int, account: DavAccount) -> str:
    """Return a password sealed for storage, bound to this account."""
    return seal.seal(account.password, about=_seal_context(person_id, account.address, account.user))


def keep_new(tx: Transaction, actor: Actor, account: DavAccount, *, seal: Seal, now: datetime) -> None:
    """Save a new account beside the current one, replacing any other new account."""
    person_id = known(actor).id
    words = seal.seal(json.dumps([account.address, account.user, account.password]), about=_new(person_id))
    drafts.keep(tx, actor, _new(person_id), content=words, now=now)


def read_new(reading: Reading, actor: Actor, seal: Seal | None, *, now: datetime) -> DavAccount | None:
    """Return the new account, None without one. Raises FeedUnread ("sealed") without a key, or with another one."""
    try:
        draft = drafts.find(reading, actor, _new(known(actor).id), now=now)
    except DraftExpired:
        return None
    try:
        if seal is None:
            raise Unsealable
        return DavAccount(*json.loads(seal.open(draft.content, about=draft.id)))
    except Unsealable:
        raise FeedUnread(UNSEALED) from None


def forget_new(tx: Transaction, person_id: int) -> None:
    """Delete the new account, because it became the current one or was given up."""
    stored_drafts.remove(tx, _new(person_id))


def renew(database: Database, seal: Seal) -> Renewed:
    """Seal all passwords again with the newest key, in one transaction each; an interrupted run can be continued."""
    with database.reading() as reading:
        found = busy.all_sealed(reading)
    done = lost = 0
    for person_id, before in found:
        try:
            again = seal.renew(before)
        except Unsealable:
            lost += 1
            continue
        if again is not None:
            with database.transaction() as tx:
                busy.reseal(tx, person_id, before, again=again)
            done += 1
    return Renewed(done, lost)


def _new(person_id: int) -> str:
    return f"{NEW_ACCOUNT}{person_id}"


def _seal_context(person_id: int, address: str, user: str) -> str:
    """Return the context a password is sealed with, so that it cannot be used for another address."""
    return f"{person_id} {address} {user}"
