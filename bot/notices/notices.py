"""Operations on the ledger for use cases and dispatchers: enqueue, drop, claim, retry, close. Slack is not used here.

A notice is a row that is written in the transaction of its cause. It is sent exactly once if that transaction commits
(docs/decisions/ledger.md)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from bot.notices.facts import Fact
from bot.notices.model import (
    LEASE,
    SOON,
    Action,
    EarlierAttempt,
    FailureCount,
    LedgerState,
    NewestCard,
    Notice,
    NoticeInMessage,
    NoticeState,
    NoticeToSend,
    key_of,
    key_of_update,
)
from storage.database import Reading, Transaction
from storage.notices import files, leases, ledger, readings
from storage.programme import people

# Time is cut into periods of this many seconds. Clicks in one period, or in two successive ones, request one file.
ONE_PRESS = 10
_MESSAGES = frozenset({Action.POST, Action.GROUP, Action.MAIL, Action.ENTRY})


def owe(tx: Transaction, owed: NoticeToSend | Sequence[NoticeToSend]) -> int:
    """Enqueue one or several messages, unless their key exists. Return how many are new.

    A message that is `anew` can have the key of a dropped notice. Raises ValueError for files and Homes: use
    `owe_file` and `bot.notices.homes`."""
    several = [owed] if isinstance(owed, NoticeToSend) else owed
    if any(message.action not in _MESSAGES for message in several):
        raise ValueError("only posts, mails and entries are owed by owe")
    return _add(tx, several)


def _add(tx: Transaction, several: Sequence[NoticeToSend], *, card_id: str | None = None) -> int:
    rows = [(_new_id(), key_of(owed), owed) for owed in several]
    added = ledger.add(tx, rows, card_id=card_id) if rows else 0
    again = [(_new_id(), key, owed) for _, key, owed in rows if owed.anew] if added < len(rows) else []
    if again:
        ledger.free_keys(tx, [key for _, key, _ in again])
        added += ledger.add(tx, again, card_id=card_id)
    return added


def tell(
    tx: Transaction,
    fact: Fact,
    *,
    about: int,
    to: Iterable[int] = (),
    channel: str | None = None,
    due: datetime,
    expires: datetime | None = None,
    revision: int = 0,
    period: str | None = None,
    card: bool | None = None,
) -> int:
    """Enqueue a fact for each of these people, or for a channel, unless its key exists. Return how many are new.

    `about`: id of the subject. Defaults depend on the kind of the fact (`facts.Manner`).
    For other arguments, see `NoticeToSend`."""
    whom = [None] if channel is not None else sorted({*to})
    owed = partial(fact.owed, about, channel=channel, due=due, expires=expires, revision=revision)
    return owe(tx, [owed(to=person_id, period=period, card=card) for person_id in whom])


def list_messages_about(
    reading: Reading, kind: type[Fact], *, about: int, since: datetime | None = None
) -> list[tuple[int | None, str]]:
    """Return (person id, detail) of the messages of this kind about this subject, the oldest first.

    Dropped messages are left out, unless a mail has their content. `since`: only messages that are due from then on."""
    return readings.list_messages_about(reading, kind.subject, about, kind=kind.kind, since=since)


def owe_updates(
    tx: Transaction, subject: str, subject_id: int, *, revision: int, due: datetime, person_id: int | None = None
) -> int:
    """Enqueue an update of the cards about a subject, of all people or of one person. Return the number of cards.

    If a card has a pending update that nobody claimed, the two updates become one, with the earlier due time. An update
    waits for its card, and is dropped with it. A card that was never attempted needs no update."""
    cards = ledger.lock_cards(tx, subject, subject_id, person_id=person_id)
    joined = ledger.join_updates(tx, cards, revision=revision, due=due) if cards else set()
    ids = [(card, _new_id()) for card in cards if card not in joined]
    if ids:
        rows = [(new, key_of_update(card, new), card) for card, new in ids]
        ledger.add_updates(tx, rows, revision=revision, due=due)
    return len(cards)


def owe_file(tx: Transaction, owed: NoticeToSend, *, card_subject: tuple[str, int], replaces: bool = True) -> bool:
    """Enqueue a file in the thread of the person's card about `card_subject` (subject, id). Return whether it is new.

    The file waits until the card is posted, and is dropped with it. A file with `anew` can reuse the key of a dropped
    file, except if that file was dropped for a newer one. `replaces`: drop an older unsent file of the same kind and
    subject. Return False if the person has no card, or the key exists. Raises ValueError if `owed` is not a file."""
    if owed.action is not Action.FILE or owed.person_id is None:
        raise ValueError("only files are owed by owe_file")
    subject, subject_id = card_subject
    card_id = ledger.lock_card_of(tx, owed.person_id, subject=subject, subject_id=subject_id, due=owed.due)
    if card_id is None or not _add(tx, [owed], card_id=card_id):
        return False
    if replaces:
        files.replace_pending_files(tx, owed, key=key_of(owed))
    return True


def owe_files(
    tx: Transaction,
    owed: Sequence[NoticeToSend],
    *,
    merge_files: Callable[[Sequence[NoticeToSend]], NoticeToSend],
    card_subject: tuple[str, int],
) -> set[int]:
    """Enqueue files about several subjects for one person, as one reply. Return the ids of subjects with a new file.

    Each file keeps its own key. If several are new, `merge_files` makes one file of them. See `owe_file`."""
    fresh = [message for message in owed if owe_file(tx, message, card_subject=card_subject)]
    if len(fresh) > 1:
        files.drop_joined_files(tx, [key_of(message) for message in fresh], at=fresh[0].due)
        owe_file(tx, merge_files(fresh), card_subject=card_subject, replaces=False)
    return {message.subject_id for message in fresh}


def send_file(
    tx: Transaction, person_id: int, *, card: Fact, file: Fact, now: datetime, kind_position: tuple[int, int] = (0, 1)
) -> None:
    """Enqueue a message with the requested file in its thread. A second click shortly after the first is ignored.

    If several kinds of files use the same kind of card, `kind_position` is the index of this kind, and the number of
    kinds."""
    # If two clicks come at once, the second one waits here and finds the message of the first.
    people.lock(tx, [person_id])
    place, several = kind_position
    number = several * (int(now.timestamp()) // ONE_PRESS) + place
    if ledger.lock_card_of(tx, person_id, subject=card.subject, subject_id=number - several) is not None:
        return
    tell(tx, card, about=number, to=[person_id], due=now)
    owe_file(tx, file.owed(number, to=person_id, due=now), card_subject=(card.subject, number))


def drop_unsent(
    tx: Transaction,
    subject: str,
    subject_id: int,
    *,
    reason: str,
    now: datetime,
    kinds: Collection[str] | None = None,
    detail: str | None = None,
) -> int:
    """Drop unsent notices about a subject. Return how many. If `kinds` is None, drop all kinds.

    `detail`: drop only notices with this detail. `reason` is one word. A notice that is being sent is not recalled. A
    file is dropped with its own subject and kind, or with its card. Updates and Homes are kept, since they show the
    current state."""
    return ledger.drop(tx, subject, subject_id, kinds=kinds, detail=detail, reason=reason, at=now)


def claim(
    tx: Transaction,
    *,
    now: datetime,
    machine_now: datetime,
    limit: int,
    actions: Collection[Action] = tuple(Action),
    joined_kinds: Collection[str] = (),
) -> list[Notice]:
    """Lease due notices to one dispatcher, in order for each recipient. Drop expired notices.

    Notices of the kinds `joined_kinds` share a message: if one is leased, all due ones to the same recipient are leased
    too. `now` is on the bot's clock. `machine_now` is on the machine's clock, since a lease expires after LEASE of real
    time."""
    return leases.claim(
        tx, now=now, machine_now=machine_now, lease=LEASE, limit=limit, actions=actions, joined_kinds=joined_kinds
    )


def release_claimed(tx: Transaction, claimed: Sequence[Notice]) -> None:
    """Release claimed notices that were not attempted."""
    leases.give_back(tx, claimed)


def close_sent(tx: Transaction, notice: Notice, *, channel: str | None, ts: str | None, machine_now: datetime) -> bool:
    """Close a notice as sent. `channel` and `ts` identify its message. Return False if our lease has expired."""
    return bool(close_many_sent(tx, [(notice, channel, ts)], machine_now=machine_now))


def close_many_sent(
    tx: Transaction, sent: Sequence[tuple[Notice, str | None, str | None]], *, machine_now: datetime
) -> set[str]:
    """Close several notices as sent in one statement. Return the ids of the notices that were still leased to us."""
    return leases.close_sent(tx, sent, at=machine_now)


def close_failed(tx: Transaction, notice: Notice, *, reason: str, machine_now: datetime) -> bool:
    """Close a notice as failed, for a `reason` that `count_failures` shows. Return False if our lease has expired."""
    return bool(ledger.close(tx, ledger.has_our_lease(notice), state=NoticeState.FAILED, reason=reason, at=machine_now))


def close_dropped(tx: Transaction, notice: Notice, *, reason: str, machine_now: datetime) -> bool:
    """Drop an outdated notice for `reason`. Return False if our lease has expired."""
    return bool(
        ledger.close(tx, ledger.has_our_lease(notice), state=NoticeState.DROPPED, reason=reason, at=machine_now)
    )


def retry(
    tx: Transaction, notice: Notice, *, at: datetime, ambiguous: bool, reason: str, looks: int | None = None
) -> bool:
    """Retry a notice at the time `at` of the machine's clock. Return False if our lease has expired.

    `ambiguous`: this attempt may have arrived, so the next attempt begins with a lookup, if possible. `looks`: the
    number of lookups that remain, or None to keep the current number. `reason` is kept until the retry."""
    # Round up, so that no retry is early.
    whole = at if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)
    return leases.retry(tx, notice, at=whole, ambiguous=ambiguous, reason=reason, lookups_left=looks)


def note_attempt(tx: Transaction, notice: Notice, name: str) -> bool:
    """Record the name under which a file is about to be sent. Return False if our lease has expired."""
    return files.note_attempt(tx, notice, name)


def earlier_attempt(reading: Reading, notice: Notice, name: str) -> EarlierAttempt | None:
    """Return what happened to another file of this kind and thread that was sent under this name, if any."""
    return files.earlier_attempt(reading, notice, name)


def is_obsolete(reading: Reading, notice: Notice, *, now: datetime) -> bool:
    """Return whether a claimed notice has expired, or another one has replaced it."""
    return files.is_expired(reading, notice, now=now)


def ledger_state(
    reading: Reading, *, now: datetime, machine_now: datetime, actions: Collection[Action] = tuple(Action)
) -> LedgerState:
    """Return the state of the ledger. `ready` counts only notices with these actions."""
    return readings.read_outlook(reading, now=now, machine_now=machine_now, soon=SOON, actions=actions)


def count_failures(reading: Reading, *, since: datetime) -> list[FailureCount]:
    """Count failed notices since a moment, by kind and reason, the most frequent first."""
    return readings.list_failures(reading, since=since)


def notices_in_message(reading: Reading, person_id: int, *, channel: str, ts: str) -> list[NoticeInMessage]:
    """Return the notices that one message to a person contained, in the order of sending."""
    return readings.notices_in_message(reading, person_id, channel=channel, ts=ts)


def newest_card(reading: Reading, subject: str, subject_id: int, *, kind: str) -> NewestCard | None:
    """Return the newest card of this kind about the subject, sent or not; None if none exists."""
    return readings.newest_card(reading, subject, subject_id, kind=kind)


def _new_id() -> str:
    return str(uuid4())
