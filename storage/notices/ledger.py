"""The ledger of messages owed: table `notices`; `leases.py` claims its rows, `readings.py` reads them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    String,
    Table,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.notices.model import Action, Notice, NoticeState, Owed
from storage.database import Transaction
from storage.schema import Id, Moment, metadata


def _partial(name: str, *columns: str, where: str) -> Index:
    """Make an index of some rows only, on both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


# A row is open until `closed_at` is set. The partial indexes say it without naming a state: SQLite uses one only for a
# query in which its condition stands word for word, and a state would be a bound value there.
notices = Table(
    "notices",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),  # a UUID: a log names it, and it never returns
    Column("key", String(255), nullable=False, unique=True),  # built by bot.notices.model alone
    Column("action", String(20), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("recipient", String(60), nullable=False),
    Column("person_id", BigInteger, ForeignKey("people.id")),
    Column("channel", String(32)),
    Column("thread_ts", String(32)),
    Column("is_card", Boolean, nullable=False, server_default=false()),
    Column("card_id", String(36)),  # of an update or a file: the notice whose message it updates or is a reply to
    Column("urgent", Boolean, nullable=False, server_default=false()),  # goes before what else is due
    Column("detail", String(500), nullable=False, server_default=""),
    Column("due", Moment, nullable=False),
    Column("expires", Moment),
    Column("state", String(20), nullable=False, server_default=NoticeState.OWED.value),
    Column("lease_until", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("first_attempt", Moment),
    Column("doubtful", Boolean, nullable=False, server_default=false()),  # an attempt may have reached Slack
    Column("looks", Integer, nullable=False, server_default="0"),  # of them in doubt, to come before the last
    Column("file_name", String(255)),  # of a file, as it was tried last: by it the file is looked up
    Column("retry_at", Moment),
    Column("sent_channel", String(32)),
    Column("sent_ts", String(32)),
    Column("reason", String(200)),
    Column("closed_at", Moment),
    _partial("ix_notices_open", "due", "seq", where="closed_at IS NULL"),
    # In other words, those of `open_still`, for the reason told there.
    _partial("ix_notices_recipient", "recipient", "due", "seq", where="coalesce(closed_at, 0) = 0"),
    _partial("ix_notices_expires", "expires", where="closed_at IS NULL AND expires IS NOT NULL"),
    _partial("ix_notices_urgent", "due", "seq", where="closed_at IS NULL AND urgent"),
    Index("ix_notices_subject", "subject", "subject_id"),
    _partial("ix_notices_card_id", "card_id", where="card_id IS NOT NULL"),
    _partial("ix_notices_sent", "sent_channel", "sent_ts", where="sent_ts IS NOT NULL"),
    _partial("ix_notices_closed_at", "closed_at", where="closed_at IS NOT NULL"),
    # Room beside each row: no index holds what a lease changes, so that PostgreSQL writes it in the same page, and
    # leaves the indexes alone.
    postgresql_with={"fillfactor": 50},
)

card = notices.alias("card")  # the post whose message an update changes, or a file answers

OPEN = notices.c.closed_at.is_(None)
OWED = notices.c.state == NoticeState.OWED.value
LEASED = notices.c.state == NoticeState.LEASED.value


def open_still(rows: FromClause) -> ColumnElement[bool]:
    """Say OPEN so that the rows of a recipient are found by their own index.

    To PostgreSQL, whose statistics are of an hour when all was closed, the index of all that is open is empty, and to
    read all of it the cheapest way to find one row: here it cannot.
    """
    return func.coalesce(rows.c.closed_at, literal_column("0", BigInteger)) == literal_column("0", BigInteger)


def posted(rows: FromClause) -> ColumnElement[bool]:
    """Say that nothing keeps a row waiting: an update or a file waits until its card is posted."""
    return or_(
        rows.c.card_id.is_(None),
        exists().where(card.c.id == rows.c.card_id, card.c.state == literal_column(f"'{NoticeState.SENT}'")),
    )


POSTED = posted(notices)


def add(tx: Transaction, rows: Sequence[tuple[str, str, Owed]], *, card_id: str | None = None) -> int:
    """Write what is owed, as (id, key, Owed), once for each key, in one statement; give how many were new.

    `card_id`: of files, the card they wait for.
    """
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(notices).on_conflict_do_nothing(index_elements=["key"]).returning(notices.c.seq)
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
    return len(tx.execute(statement, values).all())


_ALIVE = notices.c.state.in_([NoticeState.OWED.value, NoticeState.LEASED.value, NoticeState.SENT.value])


def lock_cards(tx: Transaction, subject: str, subject_id: int, *, person_id: int | None = None) -> list[str]:
    """Lock the cards of a subject, or one person's; give the ids of those that may show what was true before.

    A card that nobody began to send is not among them: it is rendered once this transaction has ended, since a locked
    row is not claimed.
    """
    rows = tx.execute(
        select(notices.c.id, notices.c.state, notices.c.first_attempt)
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


def lock_card_of(tx: Transaction, person_id: int, *, subject: str, subject_id: int) -> str | None:
    """Lock a person's cards about a subject and give the id of the one that files belong to, None without one.

    It is the card itself (a kind that ends in `.card`), not a question that has buttons of its own; of several the
    newest. Locked: a card that is given up at this moment would leave behind what waits for it.
    """
    rows = tx.execute(
        select(notices.c.id)
        .where(
            notices.c.subject == subject,
            notices.c.subject_id == subject_id,
            notices.c.person_id == person_id,
            notices.c.is_card,
            _ALIVE,
        )
        .order_by(notices.c.kind.like("%.card"), notices.c.seq)
        .with_for_update()
    )
    return next(iter(rows.scalars().all()[::-1]), None)


def join_updates(tx: Transaction, card_ids: Collection[str], *, revision: int, due: datetime) -> set[str]:
    """Let the updates owed and not yet claimed stand for one more change; give the cards that have such an update.

    Writing to the row is what makes it true: until this transaction ends nobody claims it, so what it then shows
    includes the change.
    """
    joined = tx.execute(
        update(notices)
        .where(notices.c.card_id.in_(sorted(card_ids)), notices.c.action == Action.UPDATE.value, OPEN, OWED)
        .values(revision=revision, due=case((notices.c.due > due, literal(due, Moment())), else_=notices.c.due))
        .returning(notices.c.card_id)
    )
    return set(joined.scalars())


def add_updates(tx: Transaction, rows: Sequence[tuple[str, str, str]], *, revision: int, due: datetime) -> None:
    """Owe an update of these cards, given as (id, key, the card's id)."""
    taken = ("kind", "subject", "subject_id", "recipient", "person_id", "channel", "thread_ts", "detail")
    cards = {
        row.id: {name: getattr(row, name) for name in taken}
        for row in tx.execute(select(notices).where(notices.c.id.in_([card_id for _, _, card_id in rows])))
    }
    tx.execute(
        insert(notices),
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
    tx: Transaction, subject: str, subject_id: int, *, kinds: Collection[str] | None, reason: str, at: datetime
) -> int:
    """Drop what is owed about a subject and surely not sent, of these kinds or of all; give how many.

    Files and mails count as messages. Updates and Homes stay: they tell what is true where people already look.
    """
    which = and_(
        notices.c.subject == subject,
        notices.c.subject_id == subject_id,
        notices.c.action.in_([Action.POST.value, Action.GROUP.value, Action.FILE.value, Action.MAIL.value]),
        ~notices.c.doubtful,
        OPEN,
        OWED,
    )
    if kinds is not None:
        which = and_(which, notices.c.kind.in_(sorted(kinds)))
    return len(close(tx, which, state=NoticeState.DROPPED, reason=reason, at=at))


def close(
    tx: Transaction,
    which: ColumnElement[bool],
    *,
    state: NoticeState,
    at: datetime,
    reason: str | None = None,
    channel: str | None = None,
    ts: str | None = None,
) -> list[str]:
    """End notices in a final state and give their ids; what waits for a card that is never posted ends with it."""
    values = {"state": state.value, "reason": reason, "closed_at": at, "lease_until": None, "retry_at": None}
    ids = list(
        tx.execute(
            update(notices).where(which).values(sent_channel=channel, sent_ts=ts, **values).returning(notices.c.id)
        ).scalars()
    )
    if ids and state is not NoticeState.SENT:
        dying = update(notices).where(notices.c.card_id.in_(ids), OPEN, OWED)
        tx.execute(dying.values(values | {"state": NoticeState.DROPPED.value, "reason": "card_not_posted"}))
    return ids


def let_go(tx: Transaction, notice_id: str, *, reason: str) -> None:
    """Note of a notice that failed that nothing is lost by it: `reason` says what took its place."""
    failed = and_(notices.c.id == notice_id, notices.c.state == NoticeState.FAILED.value)
    tx.execute(update(notices).where(failed).values(state=NoticeState.DROPPED.value, reason=reason))


def ours(notice: Notice) -> ColumnElement[bool]:
    """Say that the lease of this notice is still the one it was claimed with."""
    return and_(notices.c.id == notice.id, LEASED, notices.c.attempts == notice.attempts)


def forget(tx: Transaction, *, before: datetime, cards_before: datetime) -> int:
    """Delete what was closed before `before`; cards in people's conversations, closed before `cards_before`."""
    posted = and_(notices.c.is_card, notices.c.state == NoticeState.SENT.value)
    return tx.execute(
        delete(notices)
        .where(notices.c.closed_at.is_not(None), notices.c.closed_at < before)
        .where(or_(~posted, notices.c.closed_at < cards_before))
    ).rowcount
