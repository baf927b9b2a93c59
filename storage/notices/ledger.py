"""The ledger of notices (table `notices`). `leases.py` claims its rows, and `readings.py` reads them."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.notices.model import ASKED, SAID_BY_MAIL, Action, Notice, NoticeState, NoticeToSend, UnsentNotice
from storage.database import Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import Id, Moment, metadata


def _partial_index(name: str, *columns: str, where: str) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


# A row is open until `closed_at` is set. SQLite uses a partial index only if the query has the same literal condition,
# and the state would be a bound value. So the partial indexes use `closed_at`, not the state.
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("seq", Id, primary_key=True),
    sa.Column("id", sa.String(36), nullable=False, unique=True),  # Logs show this UUID, which is never reused.
    sa.Column("key", sa.String(255), nullable=False, unique=True),  # only bot.notices.model builds keys
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("kind", sa.String(60), nullable=False),
    sa.Column("subject", sa.String(40), nullable=False),
    sa.Column("subject_id", sa.BigInteger, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("recipient", sa.String(60), nullable=False),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id")),
    sa.Column("channel", sa.String(32)),
    sa.Column("thread_ts", sa.String(32)),
    sa.Column("is_card", sa.Boolean, nullable=False, server_default=sa.false()),
    # The notice whose message an update changes, or to which a file replies.
    sa.Column("card_id", sa.String(36)),
    # Urgent notices are sent before other due notices.
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("detail", sa.String(500), nullable=False, server_default=""),
    sa.Column("due", Moment, nullable=False),
    sa.Column("expires", Moment),
    sa.Column("state", sa.String(20), nullable=False, server_default=NoticeState.OWED.value),
    sa.Column("lease_until", Moment),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("first_attempt", Moment),
    sa.Column("doubtful", sa.Boolean, nullable=False, server_default=sa.false()),  # An attempt may have reached Slack.
    # the lookups that remain if the delivery is doubtful
    sa.Column("looks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("file_name", sa.String(255)),  # the name of the file or of a merged mail, at the last attempt
    sa.Column("retry_at", Moment),
    sa.Column("sent_channel", sa.String(32)),
    sa.Column("sent_ts", sa.String(32)),
    sa.Column("reason", sa.String(200)),
    sa.Column("closed_at", Moment),
    _partial_index("ix_notices_open", "due", "seq", where="closed_at IS NULL"),
    # `is_still_open` has the same condition, and explains it.
    _partial_index("ix_notices_recipient", "recipient", "due", "seq", where="coalesce(closed_at, 0) = 0"),
    _partial_index("ix_notices_expires", "expires", where="closed_at IS NULL AND expires IS NOT NULL"),
    _partial_index("ix_notices_urgent", "due", "seq", where="closed_at IS NULL AND urgent"),
    sa.Index("ix_notices_subject", "subject", "subject_id"),
    _partial_index("ix_notices_card_id", "card_id", where="card_id IS NOT NULL"),
    _partial_index("ix_notices_sent", "sent_channel", "sent_ts", where="sent_ts IS NOT NULL"),
    _partial_index("ix_notices_closed_at", "closed_at", where="closed_at IS NOT NULL"),
    # This leaves free space in each page. Leases change no indexed column, so PostgreSQL can update a row within its
    # page (HOT), without updating indexes.
    postgresql_with={"fillfactor": 50},
)

card = notices.alias("card")  # the message that an update changes, or to which a file replies

SUPERSEDED = "superseded"
OPEN = notices.c.closed_at.is_(None)
OWED = notices.c.state == NoticeState.OWED.value
LEASED = notices.c.state == NoticeState.LEASED.value
# Dropped notices whose content certainly nobody read, neither in the notice nor in a mail that replaced it.
UNSAID = sa.and_(
    notices.c.state == NoticeState.DROPPED.value,
    ~notices.c.doubtful,
    sa.func.coalesce(notices.c.reason, "").not_in(SAID_BY_MAIL),
)
# The detail that a closed row keeps. The row of an answer to a direct message (ASKED) keeps none.
KEPT = sa.case((notices.c.kind == ASKED, ""), else_=notices.c.detail)


def is_still_open(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition OPEN in a form for which PostgreSQL must use the index of recipients.

    PostgreSQL's statistics may be from a time when all rows were closed. PostgreSQL would then expect that few rows are
    open, and read all open rows to find the rows of one recipient."""
    return sa.func.coalesce(rows.c.closed_at, sa.literal_column("0", sa.BigInteger)) == sa.literal_column(
        "0", sa.BigInteger
    )


def has_action(rows: sa.FromClause, actions: frozenset[Action]) -> sa.ColumnElement[bool]:
    """Return the condition that a row has one of these actions, written as literals."""
    return rows.c.action.in_([sa.literal_column(f"'{action}'") for action in sorted(actions)])


def is_card_posted(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that a row has no card, or that its card is posted. Updates and files wait for their card.

    The condition compares the card's state: with EXISTS, PostgreSQL may read all cards ever sent."""
    state = sa.select(card.c.state).where(card.c.id == rows.c.card_id).scalar_subquery()
    return sa.or_(rows.c.card_id.is_(None), state == sa.literal_column(f"'{NoticeState.SENT}'"))


POSTED = is_card_posted(notices)


# This uses the driver's row count: with RETURNING, SQLAlchemy would compile the statement for each number of rows.
_ADD = build_for_dialects(
    lambda insert: (
        insert(notices)
        .on_conflict_do_nothing(index_elements=["key"])
        .execution_options(preserve_rowcount=True)
        .inline()
    )
)


def add(tx: Transaction, rows: Sequence[tuple[str, str, NoticeToSend]], *, card_id: str | None = None) -> int:
    """Insert notices, as (id, key, NoticeToSend), unless their key exists. One round trip. Return how many are new.

    `card_id`: the card for which these files wait."""
    values = [
        {
            "id": notice_id,
            "key": key,
            "action": owed.action.value,
            "kind": owed.kind,
            "subject": owed.subject,
            "subject_id": owed.subject_id,
            "revision": owed.revision,
            "recipient": owed.recipient,
            "person_id": owed.person_id,
            "channel": owed.channel,
            "thread_ts": owed.thread_ts,
            "is_card": owed.card,
            "urgent": owed.urgent,
            "card_id": card_id,
            "detail": owed.detail,
            "due": owed.due,
            "expires": owed.expires,
        }
        for notice_id, key, owed in rows
    ]
    return tx.execute(_ADD[tx.dialect.name], values).rowcount


def free_keys(tx: Transaction, keys: Collection[str]) -> None:
    """Rename these keys if their notices were dropped unread, so that new notices can have the keys.

    Keys of notices that a newer notice replaced are kept."""
    renamed, replaced = notices.c.key + " " + notices.c.id, sa.func.coalesce(notices.c.reason, "") == SUPERSEDED
    tx.execute(sa.update(notices).where(notices.c.key.in_(sorted(keys)), UNSAID, ~replaced).values(key=renamed))


_ALIVE = notices.c.state.in_([NoticeState.OWED.value, NoticeState.LEASED.value, NoticeState.SENT.value])


def lock_cards(tx: Transaction, subject: str, subject_id: int, *, person_id: int | None = None) -> list[str]:
    """Lock the cards of a subject, or one person's cards. Return the ids of cards that may show an outdated state.

    A card that was never attempted is left out. Nobody can claim it while its row is locked, so it is rendered after
    this transaction."""
    rows = tx.execute(
        sa.select(notices.c.id, notices.c.state, notices.c.first_attempt)
        .where(
            notices.c.subject == subject,
            notices.c.subject_id == subject_id,
            notices.c.is_card,
            _ALIVE,
            *([] if person_id is None else [notices.c.person_id == person_id]),
        )
        .order_by(notices.c.seq)
        .with_for_update()
    )
    return [row.id for row in rows if row.state != NoticeState.OWED.value or row.first_attempt is not None]


def lock_card_of(
    tx: Transaction, person_id: int, *, subject: str, subject_id: int, due: datetime | None = None
) -> str | None:
    """Lock a person's cards about a subject. Return the id of the card to which files reply; None if they have none.

    Several cards may exist. A card whose kind ends in `.card` comes first, then a card that is due before the file
    (`due`), then the newest card. A card that fails at this moment would keep its files waiting for ever: the lock
    prevents this."""
    in_time = [notices.c.due <= due] if due is not None else []
    rows = tx.execute(
        sa.select(notices.c.id)
        .where(
            notices.c.subject == subject,
            notices.c.subject_id == subject_id,
            notices.c.person_id == person_id,
            notices.c.is_card,
            _ALIVE,
        )
        .order_by(notices.c.kind.like("%.card"), *in_time, notices.c.seq)
        .with_for_update()
    )
    return next(iter(rows.scalars().all()[::-1]), None)


def join_updates(tx: Transaction, card_ids: Collection[str], *, revision: int, due: datetime) -> set[str]:
    """Merge a change into pending updates of these cards that nobody claimed. Return the cards that have an update.

    The update's row is written, so nobody claims it before this transaction ends, and the update will show the
    change."""
    joined = tx.execute(
        sa.update(notices)
        .where(notices.c.card_id.in_(sorted(card_ids)), notices.c.action == Action.UPDATE.value, OPEN, OWED)
        .values(revision=revision, due=sa.case((notices.c.due > due, sa.literal(due, Moment())), else_=notices.c.due))
        .returning(notices.c.card_id)
    )
    return set(joined.scalars())


def add_updates(tx: Transaction, rows: Sequence[tuple[str, str, str]], *, revision: int, due: datetime) -> None:
    taken = ("kind", "subject", "subject_id", "recipient", "person_id", "channel", "thread_ts", "detail")
    cards = {
        row.id: {name: getattr(row, name) for name in taken}
        for row in tx.execute(sa.select(notices).where(notices.c.id.in_([card_id for _, _, card_id in rows])))
    }
    tx.execute(
        sa.insert(notices),
        [
            {
                "id": notice_id,
                "key": key,
                "action": Action.UPDATE.value,
                "card_id": card_id,
                "revision": revision,
                "due": due,
                **cards[card_id],
            }
            for notice_id, key, card_id in rows
        ],
    )


def drop(
    tx: Transaction,
    subject: str,
    subject_id: int,
    *,
    kinds: Collection[str] | None,
    detail: str | None = None,
    reason: str,
    at: datetime,
) -> int:
    """Drop the unsent notices about a subject: messages, files and mails. Return how many.

    `kinds`: only notices of these kinds; None for all. `detail`: only notices with this detail. Updates and Homes are
    kept, since they show the current state."""
    which = sa.and_(
        notices.c.subject == subject,
        notices.c.subject_id == subject_id,
        notices.c.action.in_([Action.POST.value, Action.GROUP.value, Action.FILE.value, Action.MAIL.value]),
        ~notices.c.doubtful,
        OPEN,
        OWED,
    )
    if kinds is not None:
        which = sa.and_(which, notices.c.kind.in_(sorted(kinds)))
    if detail is not None:
        which = sa.and_(which, notices.c.detail == detail)
    return len(close(tx, which, state=NoticeState.DROPPED, reason=reason, at=at))


def drop_pending_of_person(tx: Transaction, person_id: int, *, reason: str, at: datetime) -> None:
    close(tx, sa.and_(notices.c.person_id == person_id, OPEN, OWED), state=NoticeState.DROPPED, reason=reason, at=at)


def close(
    tx: Transaction,
    condition: sa.ColumnElement[bool],
    *,
    state: NoticeState,
    at: datetime,
    reason: str | None = None,
    channel: str | None = None,
    ts: str | None = None,
) -> list[str]:
    """Close notices in a final state. Return their ids. If a card is closed unsent, drop its files and updates."""
    values = {"state": state.value, "reason": reason, "closed_at": at, "lease_until": None, "retry_at": None}
    ids = list(
        tx.execute(
            sa.update(notices)
            .where(condition)
            .values(sent_channel=channel, sent_ts=ts, detail=KEPT, **values)
            .returning(notices.c.id)
        ).scalars()
    )
    if ids and state is not NoticeState.SENT:
        dying = sa.update(notices).where(notices.c.card_id.in_(ids), OPEN, OWED)
        tx.execute(dying.values(values | {"state": NoticeState.DROPPED.value, "reason": "card_not_posted"}))
    return ids


def drop_failed(tx: Transaction, notice_id: str, *, reason: str) -> None:
    """Change a notice from failed to dropped, so that it does not count as a failure. `reason`: what replaced it."""
    failed = sa.and_(notices.c.id == notice_id, notices.c.state == NoticeState.FAILED.value)
    tx.execute(sa.update(notices).where(failed).values(state=NoticeState.DROPPED.value, reason=reason))


def has_our_lease(notice: Notice) -> sa.ColumnElement[bool]:
    """Return the condition that a notice still has the lease with which it was claimed."""
    return sa.and_(notices.c.id == notice.id, LEASED, notices.c.attempts == notice.attempts)


_LOCKED = (
    sa.select(notices.c.id, notices.c.kind, notices.c.person_id, notices.c.channel, notices.c.detail)
    .where(
        notices.c.subject == sa.bindparam("of_subject"),
        notices.c.subject_id == sa.bindparam("of_id"),
        is_among(notices.c.kind, "kinds"),
        notices.c.action.in_([Action.POST.value, Action.MAIL.value]),
        ~notices.c.doubtful,
        OPEN,
        OWED,
    )
    .order_by(notices.c.seq)
    .with_for_update()
)


def lock_pending_notices(
    tx: Transaction, subject: str, subject_id: int, *, kinds: Collection[str]
) -> list[UnsentNotice]:
    """Lock the pending notices of these kinds about a subject, oldest first, so that none is sent meanwhile."""
    rows = tx.execute(_LOCKED, {"of_subject": subject, "of_id": subject_id, "kinds": sorted(kinds)})
    return [UnsentNotice(row.id, row.kind, row.person_id, row.channel, row.detail) for row in rows]


def drop_replaced_notices(tx: Transaction, ids: Collection[str], *, at: datetime) -> None:
    """Drop these locked notices. A newer notice replaces them."""
    if ids:
        close(tx, notices.c.id.in_(sorted(ids)), state=NoticeState.DROPPED, reason=SUPERSEDED, at=at)
