"""Personal data, table by table: what a person may read, and what an erasure does.

`KEPT` names every column that points to a person, and a test checks that none is missing. Facts that people share are
kept without a name, such as that an appointment took place or what a team decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from storage.agenda.drafts import NEW_ACCOUNT
from storage.database import Reading, Transaction
from storage.tables import metadata


class End(Enum):
    """The effect of an erasure on a person's row."""

    GONE = "gone"  # The row is deleted.
    WORDS = "words"  # The texts are erased, and the row is kept for others.
    NAMELESS = "nameless"  # The texts belong to a team, so only the name is removed.
    STAYS = "stays"  # The row is kept unchanged: it has only ids, times or states.


@dataclass(frozen=True, slots=True)
class Kept:
    """A column that points to a person (`whose`), the fields that this person may read, and the effect of an erasure.

    `shown`: columns that the person may read. `words`: columns that an erasure empties. `at`: the column with the time
    of writing. Long after the promotion of that time, the row or its words are erased too. `through`: a table with
    `person_id`, if `whose` points to this table and not to a person. `hidden`: rows whose id has this prefix have a
    password."""

    table: str
    whose: str
    end: End
    shown: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    at: str | None = None
    through: str | None = None
    hidden: str | None = None

    @property
    def key(self) -> str:
        return f"{self.table}.{self.whose}"

    def of(self, people_ids: "sa.Select[Any] | sa.ScalarSelect[Any]") -> sa.ColumnElement[bool]:
        """Return the condition that rows belong to these people. `people_ids` is a query."""
        column = self.columns.c[self.whose]
        if self.through is None:
            return column.in_(people_ids)
        held = metadata.tables[self.through]
        return column.in_(sa.select(held.c.id).where(held.c.person_id.in_(people_ids)))

    @property
    def columns(self) -> sa.Table:
        return metadata.tables[self.table]


_WHEN = ("appointment_id",)  # shown to the person as the appointment's title and time (`_shown_rows`)
_OF_WHAT = ("promotion_id", "defi_id")  # shown as the name of the promotion or the défi

KEPT: tuple[Kept, ...] = (
    Kept("memberships", "person_id", End.STAYS, shown=("role", *_OF_WHAT, "metier", "cycles_max", "ended_at")),
    Kept("expertises", "person_id", End.GONE, shown=("name",)),
    Kept("participants", "person_id", End.STAYS, shown=(*_WHEN, "reply")),
    Kept("hours", "person_id", End.GONE, shown=("weekday", "day", "starts", "ends", "valid_from", "valid_until")),
    Kept("absences", "person_id", End.GONE, shown=("first_day", "last_day", "word")),
    Kept("absence_lines", "taker_id", End.STAYS),
    Kept("claims", "person_id", End.STAYS),
    Kept("changes", "actor_id", End.NAMELESS),
    Kept("busy_feeds", "person_id", End.GONE, shown=("good_at",)),
    Kept("busy_blocks", "person_id", End.GONE, shown=("starts", "ends")),
    Kept("calendar_entries", "person_id", End.GONE, shown=(*_WHEN, "starts", "ends")),
    Kept("feeds", "person_id", End.GONE, shown=("made_at",)),
    Kept("calendar_takers", "person_id", End.GONE, shown=(*_WHEN, "taken_at")),
    Kept(
        "reminder_wishes",
        "person_id",
        End.GONE,
        shown=("week", "eve", "hour", "day", "after", "by_mail", "wakes", "sleeps"),
    ),
    Kept("drafts", "person_id", End.GONE, shown=("content", "expires_at"), hidden=NEW_ACCOUNT),
    Kept("homes", "person_id", End.GONE, shown=("opened_at",)),
    Kept("outcomes", "said_by", End.NAMELESS, shown=(*_WHEN, "at")),
    Kept("coach_requests", "person_id", End.GONE, shown=("dispositif", "line", "asked_at"), at="asked_at"),
    Kept(
        "helpdesk_requests",
        "asked_by",
        End.WORDS,
        shown=("need", "document_ref", "document_name", "wished", "asked_at"),
        words=("need", "document_ref", "document_name", "wished"),
        at="asked_at",
    ),
    Kept("helpdesk_requests", "host_id", End.STAYS),
    Kept("helpdesk_requests", "taken_by", End.STAYS),
    Kept("helpdesk_waits", "person_id", End.GONE, shown=("asked_at", "told_at"), at="asked_at"),
    Kept("helpdesk_waits", "host_id", End.STAYS),
    Kept("helpdesk_guests", "person_id", End.STAYS),
    Kept("helpdesk_notes", "author_id", End.GONE, shown=("text", "at"), at="at"),
    Kept("helpdesk_proposals", "host_id", End.STAYS, shown=("starts",)),
    Kept("helpdesk_swaps", "host_id", End.STAYS, shown=("given_starts", "returned_starts")),
    Kept("helpdesk_swaps", "taker_id", End.STAYS, shown=("given_starts", "returned_starts")),
    Kept(
        "mentoring_cycles",
        "asked_by",
        End.WORDS,
        shown=("format_name", "domain", "need", "link", "reason", "asked_at"),
        words=("need", "link", "reason"),
        at="asked_at",
    ),
    Kept("mentoring_cycles", "mentor_id", End.STAYS, shown=("format_name", "domain", "asked_at")),
    Kept("mentoring_cycles", "taken_by", End.STAYS),
    Kept("mentoring_guests", "person_id", End.STAYS, shown=("left_at",)),
    Kept("mentoring_reviews", "person_id", End.WORDS, shown=("useful", "text", "at"), words=("text",), at="at"),
    Kept("gathering_series", "organiser_id", End.STAYS, shown=("dispositif", "title", "created_at")),
    Kept("gathering_adjustments", "changed_by", End.NAMELESS, shown=("changed_at",)),
    Kept("gathering_answers", "person_id", End.STAYS, shown=("reply", "answered_at", "attended")),
    Kept("gathering_feedback", "person_id", End.GONE, shown=("mark", "words", "at"), at="at"),
    Kept("gathering_groups", "keeper_id", End.STAYS, shown=_WHEN),
    Kept("gathering_invited", "person_id", End.STAYS),
    Kept("gathering_invited", "invited_by", End.NAMELESS),
    Kept("gathering_needs", "person_id", End.GONE, shown=("text", "at"), at="at"),
    Kept(
        "gathering_presenters",
        "person_id",
        End.WORDS,
        shown=("about", "asked_at"),
        words=("about",),
        at="asked_at",
    ),
    Kept("gathering_proposals", "author_id", End.NAMELESS, shown=("text", "at")),
    Kept("gathering_supports", "person_id", End.GONE),
    Kept("committee_half_days", "person_id", End.GONE, shown=("answered_at",)),
    Kept("committee_raters", "person_id", End.STAYS),
    Kept("committee_lines", "author_id", End.NAMELESS, shown=("what", "why", "disagrees", "written_at")),
    Kept("words", "person_id", End.NAMELESS, shown=("text", "at")),
    Kept("versions", "person_id", End.NAMELESS, shown=("text", "at")),
    Kept("actions", "owner_id", End.STAYS, shown=("what", "due", "why", "created_at", "closed_at")),
    Kept("actions", "created_by", End.NAMELESS),
    Kept("letters", "author_id", End.WORDS, shown=("text", "sent_at"), words=("text",), at="sent_at"),
    Kept("letter_readers", "person_id", End.GONE),
    Kept("reports", "published_by", End.NAMELESS, shown=("published_at",)),
    Kept("report_advice", "answered_by", End.NAMELESS, shown=("what", "reason", "answered_at")),
    Kept(
        "polls",
        "asked_by",
        End.WORDS,
        shown=("title", "created_at", "deadline"),
        words=("title",),
        at="created_at",
    ),
    Kept("poll_voters", "person_id", End.GONE, shown=("answers", "answered_at")),
    Kept("workshops", "asked_by", End.STAYS, shown=("question", "created_at")),
    Kept("workshops", "coach_id", End.STAYS),
    Kept("workshop_lines", "author_id", End.NAMELESS, shown=("what", "written_at")),
    Kept("logbook_words", "logbook_id", End.GONE, shown=("month", "text", "at"), through="logbooks"),
    Kept("logbook_levels", "logbook_id", End.GONE, shown=("skill", "level", "at"), through="logbooks"),
    Kept("logbook_evidence", "logbook_id", End.GONE, shown=("month", "said"), through="logbooks"),
    Kept("logbook_shares", "person_id", End.WORDS, shown=("title", "text"), words=("title", "text", "logbook_id")),
    Kept("logbook_shares", "coach_id", End.STAYS),
    Kept("logbooks", "person_id", End.GONE),
    Kept("helping_words", "person_id", End.GONE, shown=("sort", "word")),
    Kept("helping", "person_id", End.GONE, shown=("shown", "details", "said_at")),
    Kept("helping_asks", "asker_id", End.GONE, shown=("word", "asked_at"), at="asked_at"),
    Kept("helping_asks", "asked_id", End.GONE, shown=("word", "asked_at", "answered_at", "agreed")),
    Kept("replies", "person_id", End.GONE, shown=(*_WHEN, "response", "words", "at"), at="at"),
    Kept("bounces", "person_id", End.GONE, shown=("at",)),
    Kept("year_plans", "confirmed_by", End.NAMELESS),
    Kept("year_lines", "organiser_id", End.STAYS),
    Kept("notices", "person_id", End.STAYS, shown=("closed_at",)),
)


APART = "apart"  # prefix of the fields of a support that belong to one person (`bot.evaluation.support.model`)
NAMELESS = "Personne effacée"
NEWEST = 500  # At most this many rows of a table are shown.

people = metadata.tables["people"]
memberships = metadata.tables["memberships"]
promotions = metadata.tables["promotions"]
appointments = metadata.tables["appointments"]


def read_person(tx: Reading, person_id: int) -> Iterator[tuple[Kept, list[dict[str, Any]]]]:
    """Yield a person's data, table by table: the fields that the person may read, in the newest 500 rows."""
    for table in KEPT:
        if table.shown and (rows := _shown_rows(tx, table, person_id)):
            yield table, rows


def is_erased(tx: Reading, person_id: int) -> bool:
    return tx.execute(sa.select(people.c.erased_at).where(people.c.id == person_id)).scalar() is not None


def list_erased(tx: Reading) -> list[int]:
    return list(
        tx.execute(sa.select(people.c.id).where(people.c.erased_at.is_not(None)).order_by(people.c.id)).scalars()
    )


def erase(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Erase a person's texts, and their name in shared data. Texts that are written later: see `erase_since`."""
    gone = {
        "name": NAMELESS,
        "email": None,
        "slack_id": None,
        "visio": None,
        "zone": None,
        "own_zone": None,
        "erased_at": now,
    }
    tx.execute(sa.update(people).where(people.c.id == person_id).values(gone))
    for name in ("words", "versions"):
        table = metadata.tables[name]
        tx.execute(sa.delete(table).where(table.c.field.startswith(f"{APART}{person_id}.", autoescape=True)))
    for one in KEPT:
        _erase_rows(tx, one, one.of(_select_person(person_id)))


def erase_written(tx: Transaction, *, until: datetime) -> None:
    """Erase personal texts that were written before `until`, such as requests. Texts of a team or for all stay."""
    for table in KEPT:
        if table.at is not None:
            _erase_rows(tx, table, table.columns.c[table.at] < until)


def erase_since(tx: Transaction) -> None:
    """Erase again the texts of erased people. Others, or another replica, may have written some after the erasure."""
    erased = sa.select(people.c.id).where(people.c.erased_at.is_not(None))
    # Usually nobody was erased. This check then saves thirty statements a day.
    if tx.execute(erased.limit(1)).first() is None:
        return
    for table in KEPT:
        _erase_rows(tx, table, table.of(erased))


def list_long_gone(tx: Reading, *, before: datetime, day: str) -> list[int]:
    """Return the people whose part in the programme ended before `before` (a moment on the day `day`), by id.

    A member's part ends when their last membership or its promotion ends. A guest, of whom only the address is known,
    has no membership. Their part ends with the last appointment, gathering, workshop or date poll to which they were
    invited."""
    last = memberships.outerjoin(promotions, promotions.c.id == memberships.c.promotion_id)
    still = (
        sa.select(memberships.c.person_id)
        .select_from(last)
        .where(
            sa.or_(memberships.c.ended_at.is_(None), memberships.c.ended_at >= before),
            sa.or_(promotions.c.ends_on.is_(None), promotions.c.ends_on >= day),
        )
    )
    were = sa.select(memberships.c.person_id).distinct()
    members = people.c.id.in_(were) & people.c.id.not_in(still)
    guests = people.c.id.not_in(were) & _was_invited() & ~_was_invited(since=before)
    wanted = (members | guests) & people.c.erased_at.is_(None)
    return list(tx.execute(sa.select(people.c.id).where(wanted).order_by(people.c.id)).scalars())


def _was_invited(*, since: datetime | None = None) -> sa.ColumnElement[bool]:
    """Return the condition that a person was invited to anything as a guest.

    With `since`, only appointments, gatherings, date polls and workshops that end after `since` or are still open
    count."""
    names = ("participants", "poll_voters", "polls", "gathering_invited", "gatherings", "workshops")
    participants, voters, polls, invited, gatherings, workshops = (metadata.tables[name] for name in names)
    always: sa.ColumnElement[bool] = sa.true()
    lately = always if since is None else appointments.c.ends >= since
    asked = always if since is None else polls.c.deadline >= since
    open_still = workshops.c.closed_at.is_(None) & ~workshops.c.ended
    waits = always if since is None else (workshops.c.created_at >= since) | open_still
    ids = sa.select(appointments.c.id).where(lately)
    experts, own = (sa.literal(" ") + column + " " for column in (workshops.c.experts, sa.cast(people.c.id, sa.String)))
    return sa.or_(
        people.c.id.in_(sa.select(participants.c.person_id).where(participants.c.appointment_id.in_(ids))),
        people.c.id.in_(sa.select(voters.c.person_id).join(polls, polls.c.id == voters.c.poll_id).where(asked)),
        people.c.id.in_(
            sa.select(invited.c.person_id)
            .join(gatherings, gatherings.c.id == invited.c.gathering_id)
            .where(gatherings.c.appointment_id.in_(ids))
        ),
        sa.select(1).where(experts.contains(own), waits).exists(),
    )


def oldest_kept_day(tx: Reading, *, day: str) -> str | None:
    """Return the first day (ISO) of the oldest promotion that ends on `day` or later; None if none does."""
    return tx.execute(sa.select(sa.func.min(promotions.c.starts_on)).where(promotions.c.ends_on >= day)).scalar()


def _select_person(person_id: int) -> sa.Select[Any]:
    return sa.select(people.c.id).where(people.c.id == person_id)


def _shown_rows(tx: Reading, one: Kept, person_id: int) -> list[dict[str, Any]]:
    table = one.columns
    named: list[sa.ColumnElement[Any]] = []
    source: sa.FromClause = table
    for name in one.shown:
        if name in _OF_WHAT:
            other = metadata.tables[f"{name.removesuffix('_id')}s"]
            source = source.outerjoin(other, other.c.id == table.c[name])
            named.append(other.c.name.label(name.removesuffix("_id")))
        elif name not in _WHEN:
            named.append(table.c[name])
    if "appointment_id" in one.shown:
        source = source.join(appointments, appointments.c.id == table.c.appointment_id)
        named = [appointments.c.dispositif, appointments.c.starts, *named]
    newest = [column.desc() for column in table.primary_key.columns]
    asked = sa.select(*named).select_from(source).where(one.of(_select_person(person_id)))
    if one.hidden:
        asked = asked.where(~table.c.id.startswith(one.hidden, autoescape=True))
    found = tx.execute(asked.order_by(*newest).limit(NEWEST))
    return [dict(row) for row in found.mappings()]


def _erase_rows(tx: Transaction, one: Kept, which: sa.ColumnElement[bool]) -> None:
    table = one.columns
    match one.end:
        case End.GONE:
            tx.execute(sa.delete(table).where(which))
        case End.WORDS:
            empty = {name: None if table.c[name].nullable else "" for name in one.words}
            tx.execute(sa.update(table).where(which).values(empty))
        case End.NAMELESS:
            tx.execute(sa.update(table).where(which).values({one.whose: None}))
        case End.STAYS:
            pass
