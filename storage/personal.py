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


class ErasureEffect(Enum):
    """The effect of an erasure on a person's row."""

    GONE = "gone"  # The row is deleted.
    WORDS = "words"  # The texts are erased, and the row is kept for others.
    NAMELESS = "nameless"  # The texts belong to a team, so only the name is removed.
    STAYS = "stays"  # The row is kept unchanged: it has only ids, times or states.


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A column that points to a person (`whose`), the fields that this person may read, and the effect of an erasure.

    `shown`: columns that the person may read. `words`: columns that an erasure empties. `at`: the column with the time
    of writing, by which `erase_old_texts` finds old rows. `through`: the table to which `whose` points, if its column
    `person_id` has the person. `hidden`: rows whose id has this prefix are not shown, since they have a password."""

    table: str
    whose: str
    end: ErasureEffect
    shown: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    at: str | None = None
    through: str | None = None
    hidden: str | None = None

    @property
    def key(self) -> str:
        return f"{self.table}.{self.whose}"

    def of(self, people_ids: "sa.Select[Any] | sa.ScalarSelect[Any]") -> sa.ColumnElement[bool]:
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

KEPT: tuple[PersonalColumn, ...] = (
    PersonalColumn(
        "memberships", "person_id", ErasureEffect.STAYS, shown=("role", *_OF_WHAT, "metier", "cycles_max", "ended_at")
    ),
    PersonalColumn("expertises", "person_id", ErasureEffect.GONE, shown=("name",)),
    PersonalColumn("participants", "person_id", ErasureEffect.STAYS, shown=(*_WHEN, "reply")),
    PersonalColumn(
        "hours",
        "person_id",
        ErasureEffect.GONE,
        shown=("weekday", "day", "starts", "ends", "valid_from", "valid_until"),
    ),
    PersonalColumn("absences", "person_id", ErasureEffect.GONE, shown=("first_day", "last_day", "word")),
    PersonalColumn("absence_lines", "taker_id", ErasureEffect.STAYS),
    PersonalColumn("claims", "person_id", ErasureEffect.STAYS),
    PersonalColumn("changes", "actor_id", ErasureEffect.NAMELESS),
    PersonalColumn("busy_feeds", "person_id", ErasureEffect.GONE, shown=("good_at",)),
    PersonalColumn("busy_blocks", "person_id", ErasureEffect.GONE, shown=("starts", "ends")),
    PersonalColumn("calendar_entries", "person_id", ErasureEffect.GONE, shown=(*_WHEN, "starts", "ends")),
    PersonalColumn("feeds", "person_id", ErasureEffect.GONE, shown=("made_at",)),
    PersonalColumn("calendar_takers", "person_id", ErasureEffect.GONE, shown=(*_WHEN, "taken_at")),
    PersonalColumn(
        "reminder_wishes",
        "person_id",
        ErasureEffect.GONE,
        shown=("week", "eve", "hour", "day", "after", "by_mail", "wakes", "sleeps"),
    ),
    PersonalColumn("drafts", "person_id", ErasureEffect.GONE, shown=("content", "expires_at"), hidden=NEW_ACCOUNT),
    PersonalColumn("homes", "person_id", ErasureEffect.GONE, shown=("opened_at",)),
    PersonalColumn("outcomes", "said_by", ErasureEffect.NAMELESS, shown=(*_WHEN, "at")),
    PersonalColumn(
        "coach_requests", "person_id", ErasureEffect.GONE, shown=("dispositif", "line", "asked_at"), at="asked_at"
    ),
    PersonalColumn(
        "helpdesk_requests",
        "asked_by",
        ErasureEffect.WORDS,
        shown=("need", "document_ref", "document_name", "wished", "asked_at"),
        words=("need", "document_ref", "document_name", "wished"),
        at="asked_at",
    ),
    PersonalColumn("helpdesk_requests", "host_id", ErasureEffect.STAYS),
    PersonalColumn("helpdesk_requests", "taken_by", ErasureEffect.STAYS),
    PersonalColumn("helpdesk_waits", "person_id", ErasureEffect.GONE, shown=("asked_at", "told_at"), at="asked_at"),
    PersonalColumn("helpdesk_waits", "host_id", ErasureEffect.STAYS),
    PersonalColumn("helpdesk_guests", "person_id", ErasureEffect.STAYS),
    PersonalColumn("helpdesk_notes", "author_id", ErasureEffect.GONE, shown=("text", "at"), at="at"),
    PersonalColumn("helpdesk_proposals", "host_id", ErasureEffect.STAYS, shown=("starts",)),
    PersonalColumn("helpdesk_swaps", "host_id", ErasureEffect.STAYS, shown=("given_starts", "returned_starts")),
    PersonalColumn("helpdesk_swaps", "taker_id", ErasureEffect.STAYS, shown=("given_starts", "returned_starts")),
    PersonalColumn(
        "mentoring_cycles",
        "asked_by",
        ErasureEffect.WORDS,
        shown=("format_name", "domain", "need", "link", "reason", "asked_at"),
        words=("need", "link", "reason"),
        at="asked_at",
    ),
    PersonalColumn("mentoring_cycles", "mentor_id", ErasureEffect.STAYS, shown=("format_name", "domain", "asked_at")),
    PersonalColumn("mentoring_cycles", "taken_by", ErasureEffect.STAYS),
    PersonalColumn("mentoring_guests", "person_id", ErasureEffect.STAYS, shown=("left_at",)),
    PersonalColumn(
        "mentoring_reviews", "person_id", ErasureEffect.WORDS, shown=("useful", "text", "at"), words=("text",), at="at"
    ),
    PersonalColumn(
        "gathering_series", "organiser_id", ErasureEffect.STAYS, shown=("dispositif", "title", "created_at")
    ),
    PersonalColumn("gathering_adjustments", "changed_by", ErasureEffect.NAMELESS, shown=("changed_at",)),
    PersonalColumn("gathering_answers", "person_id", ErasureEffect.STAYS, shown=("reply", "answered_at", "attended")),
    PersonalColumn("gathering_feedback", "person_id", ErasureEffect.GONE, shown=("mark", "words", "at"), at="at"),
    PersonalColumn("gathering_groups", "keeper_id", ErasureEffect.STAYS, shown=_WHEN),
    PersonalColumn("gathering_invited", "person_id", ErasureEffect.STAYS),
    PersonalColumn("gathering_invited", "invited_by", ErasureEffect.NAMELESS),
    PersonalColumn("gathering_needs", "person_id", ErasureEffect.GONE, shown=("text", "at"), at="at"),
    PersonalColumn(
        "gathering_presenters",
        "person_id",
        ErasureEffect.WORDS,
        shown=("about", "asked_at"),
        words=("about",),
        at="asked_at",
    ),
    PersonalColumn("gathering_proposals", "author_id", ErasureEffect.NAMELESS, shown=("text", "at")),
    PersonalColumn("gathering_supports", "person_id", ErasureEffect.GONE),
    PersonalColumn("committee_half_days", "person_id", ErasureEffect.GONE, shown=("answered_at",)),
    PersonalColumn("committee_raters", "person_id", ErasureEffect.STAYS),
    PersonalColumn(
        "committee_lines", "author_id", ErasureEffect.NAMELESS, shown=("what", "why", "disagrees", "written_at")
    ),
    PersonalColumn("words", "person_id", ErasureEffect.NAMELESS, shown=("text", "at")),
    PersonalColumn("versions", "person_id", ErasureEffect.NAMELESS, shown=("text", "at")),
    PersonalColumn("actions", "owner_id", ErasureEffect.STAYS, shown=("what", "due", "why", "created_at", "closed_at")),
    PersonalColumn("actions", "created_by", ErasureEffect.NAMELESS),
    PersonalColumn(
        "letters", "author_id", ErasureEffect.WORDS, shown=("text", "sent_at"), words=("text",), at="sent_at"
    ),
    PersonalColumn("letter_readers", "person_id", ErasureEffect.GONE),
    PersonalColumn("reports", "published_by", ErasureEffect.NAMELESS, shown=("published_at",)),
    PersonalColumn("report_advice", "answered_by", ErasureEffect.NAMELESS, shown=("what", "reason", "answered_at")),
    PersonalColumn(
        "polls",
        "asked_by",
        ErasureEffect.WORDS,
        shown=("title", "created_at", "deadline"),
        words=("title",),
        at="created_at",
    ),
    PersonalColumn("poll_voters", "person_id", ErasureEffect.GONE, shown=("answers", "answered_at")),
    PersonalColumn("workshops", "asked_by", ErasureEffect.STAYS, shown=("question", "created_at")),
    PersonalColumn("workshops", "coach_id", ErasureEffect.STAYS),
    PersonalColumn("workshop_lines", "author_id", ErasureEffect.NAMELESS, shown=("what", "written_at")),
    PersonalColumn(
        "logbook_words", "logbook_id", ErasureEffect.GONE, shown=("month", "text", "at"), through="logbooks"
    ),
    PersonalColumn(
        "logbook_levels", "logbook_id", ErasureEffect.GONE, shown=("skill", "level", "at"), through="logbooks"
    ),
    PersonalColumn("logbook_evidence", "logbook_id", ErasureEffect.GONE, shown=("month", "said"), through="logbooks"),
    PersonalColumn(
        "logbook_shares",
        "person_id",
        ErasureEffect.WORDS,
        shown=("title", "text"),
        words=("title", "text", "logbook_id"),
    ),
    PersonalColumn("logbook_shares", "coach_id", ErasureEffect.STAYS),
    PersonalColumn("logbooks", "person_id", ErasureEffect.GONE),
    PersonalColumn("helping_words", "person_id", ErasureEffect.GONE, shown=("sort", "word")),
    PersonalColumn("helping", "person_id", ErasureEffect.GONE, shown=("shown", "details", "said_at")),
    PersonalColumn("helping_asks", "asker_id", ErasureEffect.GONE, shown=("word", "asked_at"), at="asked_at"),
    PersonalColumn("helping_asks", "asked_id", ErasureEffect.GONE, shown=("word", "asked_at", "answered_at", "agreed")),
    PersonalColumn("replies", "person_id", ErasureEffect.GONE, shown=(*_WHEN, "response", "words", "at"), at="at"),
    PersonalColumn("bounces", "person_id", ErasureEffect.GONE, shown=("at",)),
    PersonalColumn("year_plans", "confirmed_by", ErasureEffect.NAMELESS),
    PersonalColumn("year_lines", "organiser_id", ErasureEffect.STAYS),
    PersonalColumn("notices", "person_id", ErasureEffect.STAYS, shown=("closed_at",)),
)


APART = "apart"  # prefix of the fields of a support that belong to one person (`bot.evaluation.support.model`)
NAMELESS = "Personne effacée"
NEWEST = 500  # At most this many rows of a table are shown.

people = metadata.tables["people"]
memberships = metadata.tables["memberships"]
promotions = metadata.tables["promotions"]
appointments = metadata.tables["appointments"]


def read_person(tx: Reading, person_id: int) -> Iterator[tuple[PersonalColumn, list[dict[str, Any]]]]:
    """Yield a person's data, table by table: the fields that the person may read, in the newest 500 rows."""
    for table in KEPT:
        if table.shown and (rows := _shown_rows(tx, table, person_id)):
            yield table, rows


def is_erased(tx: Reading, person_id: int) -> bool:
    return tx.execute(sa.select(people.c.erased_at).where(people.c.id == person_id)).scalar() is not None


def list_erased_people(tx: Reading) -> list[int]:
    return list(
        tx.execute(sa.select(people.c.id).where(people.c.erased_at.is_not(None)).order_by(people.c.id)).scalars()
    )


def erase(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Erase a person's texts, and their name in shared data. `erase_again` erases texts that are written later."""
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


def erase_old_texts(tx: Transaction, *, until: datetime) -> None:
    """Erase personal texts written before `until`, such as requests. Texts of a team or for everybody stay."""
    for table in KEPT:
        if table.at is not None:
            _erase_rows(tx, table, table.columns.c[table.at] < until)


def erase_again(tx: Transaction) -> None:
    """Erase again the texts of erased people. Others, or another replica, may have written some after the erasure."""
    erased = sa.select(people.c.id).where(people.c.erased_at.is_not(None))
    # This check saves thirty statements a day, since usually nobody was erased.
    if tx.execute(erased.limit(1)).first() is None:
        return
    for table in KEPT:
        _erase_rows(tx, table, table.of(erased))


def list_long_gone(tx: Reading, *, before: datetime, day: str) -> list[int]:
    """Return the people whose part in the programme ended before the moment `before`, by id. `day`: its day.

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


def _shown_rows(tx: Reading, personal_column: PersonalColumn, person_id: int) -> list[dict[str, Any]]:
    table = personal_column.columns
    named: list[sa.ColumnElement[Any]] = []
    source: sa.FromClause = table
    for name in personal_column.shown:
        if name in _OF_WHAT:
            other = metadata.tables[f"{name.removesuffix('_id')}s"]
            source = source.outerjoin(other, other.c.id == table.c[name])
            named.append(other.c.name.label(name.removesuffix("_id")))
        elif name not in _WHEN:
            named.append(table.c[name])
    if "appointment_id" in personal_column.shown:
        source = source.join(appointments, appointments.c.id == table.c.appointment_id)
        named = [appointments.c.dispositif, appointments.c.starts, *named]
    newest = [column.desc() for column in table.primary_key.columns]
    asked = sa.select(*named).select_from(source).where(personal_column.of(_select_person(person_id)))
    if personal_column.hidden:
        asked = asked.where(~table.c.id.startswith(personal_column.hidden, autoescape=True))
    found = tx.execute(asked.order_by(*newest).limit(NEWEST))
    return [dict(row) for row in found.mappings()]


def _erase_rows(tx: Transaction, personal_column: PersonalColumn, condition: sa.ColumnElement[bool]) -> None:
    table = personal_column.columns
    match personal_column.end:
        case ErasureEffect.GONE:
            tx.execute(sa.delete(table).where(condition))
        case ErasureEffect.WORDS:
            empty = {name: None if table.c[name].nullable else "" for name in personal_column.words}
            tx.execute(sa.update(table).where(condition).values(empty))
        case ErasureEffect.NAMELESS:
            tx.execute(sa.update(table).where(condition).values({personal_column.whose: None}))
        case ErasureEffect.STAYS:
            pass
