"""Store logbooks and copies of entries for coaches. Find events that a person may note in their logbook.

Also find people who reserved hours for their logbook after their last day as an EIG."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.agenda.model import Reply, State
from bot.dates.paris import day_of
from bot.gatherings.groups.turns import PRESENTING
from bot.gatherings.model import Purpose
from bot.logbook.model import LOGBOOK, AssessedLevel, Evidence, FieldText, Level, Logbook, Share
from bot.programme.roles import Role
from bot.records.model import State as ActionState
from storage.agenda.appointments import appointments, participants
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.gatherings.gathering_groups import groups, presenters
from storage.gatherings.gathering_series import series
from storage.gatherings.occurrences import answers, gatherings
from storage.gatherings.proposals import proposals
from storage.programme.people import memberships
from storage.programme.promotions import promotions
from storage.records.actions import actions
from storage.schema import Id, Moment, metadata
from storage.values import from_row

logbooks = sa.Table(
    "logbooks",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), nullable=False),
    sa.Column("skills", sa.String(200), nullable=False, server_default=""),  # keys, space-separated
    sa.UniqueConstraint("person_id", "promotion_id"),
)

words = sa.Table(
    "logbook_words",
    metadata,
    sa.Column("logbook_id", sa.BigInteger, sa.ForeignKey("logbooks.id"), primary_key=True, autoincrement=False),
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("aside", sa.Text),
    sa.Column("asked", sa.Text),
    sa.Column("at", Moment, nullable=False),
)

levels = sa.Table(
    "logbook_levels",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("logbook_id", sa.BigInteger, sa.ForeignKey("logbooks.id"), nullable=False),
    sa.Column("skill", sa.String(60), nullable=False),
    sa.Column("phase", sa.Integer, nullable=False),
    sa.Column("level", sa.String(10), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_logbook_levels_logbook_id", "logbook_id"),
)

evidence = sa.Table(
    "logbook_evidence",
    metadata,
    sa.Column("logbook_id", sa.BigInteger, sa.ForeignKey("logbooks.id"), primary_key=True, autoincrement=False),
    sa.Column("fact", sa.String(40), primary_key=True),
    sa.Column("month", sa.String(7), nullable=False),
    sa.Column("day", sa.String(10), nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("tags", sa.String(400), nullable=False, server_default=""),  # keys, space-separated
)

# If a logbook is erased, its shared entries stay without their texts, and the coach's message says so.
shares = sa.Table(
    "logbook_shares",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("logbook_id", sa.BigInteger, sa.ForeignKey("logbooks.id")),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("coach_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("text", sa.Text),
    sa.Index("ix_logbook_shares_logbook_id", "logbook_id"),
)

FOLLOWED = sa.select(logbooks).where(logbooks.c.person_id == sa.bindparam("person")).order_by(logbooks.c.promotion_id)
_ID: sa.BindParameter[int] = sa.bindparam("logbook")
_WORDS = sa.select(words).where(words.c.logbook_id == _ID)
_LEVELS = sa.select(levels).where(levels.c.logbook_id == _ID).order_by(levels.c.id)
_LEVELS_OF = sa.select(levels).where(is_among(levels.c.logbook_id, "ids")).order_by(levels.c.id)
_EVIDENCE = sa.select(evidence).where(evidence.c.logbook_id == _ID).order_by(evidence.c.day, evidence.c.fact)
_SHARE = sa.select(shares).where(shares.c.id == sa.bindparam("share"))
_PUT_WORD = build_for_dialects(
    lambda insert: (new := insert(words)).on_conflict_do_update(
        index_elements=["logbook_id", "month", "name"],
        set_={name: new.excluded[name] for name in ("text", "number", "aside", "asked", "at")},
    )
)
_ADD_EVIDENCE = build_for_dialects(lambda insert: insert(evidence).on_conflict_do_nothing())


def logbook_ids_of(tx: Reading, person_id: int) -> list[tuple[int, int]]:
    """Return (promotion, logbook) for each logbook of a person, sorted by promotion. One query."""
    return [(row.promotion_id, row.id) for row in tx.execute(FOLLOWED, {"person": person_id})]


def read(tx: Reading, person_id: int, promotion_id: int) -> Logbook:
    """Return a person's logbook of a promotion with its content. Its id is 0 if the person wrote nothing."""
    rows = tx.execute(FOLLOWED, {"person": person_id}).all()
    row = next((row for row in rows if row.promotion_id == promotion_id), None)
    if row is None:
        return Logbook(0, person_id, promotion_id)
    given = {"logbook": row.id}
    found = [from_row(FieldText, row) for row in tx.execute(_WORDS, given)]
    return Logbook(
        row.id,
        person_id,
        promotion_id,
        tuple(row.skills.split()),
        {(word.month, word.name): word for word in found},
        tuple(from_row(AssessedLevel, row) for row in tx.execute(_LEVELS, given)),
        tuple(from_row(Evidence, row, tags=tuple(row.tags.split())) for row in tx.execute(_EVIDENCE, given)),
    )


def list_logbooks(tx: Reading, person_id: int) -> list[Logbook]:
    """Return a person's logbooks, by promotion, with skills and levels but without texts. At most two queries."""
    rows = tx.execute(FOLLOWED, {"person": person_id}).all()
    said = tx.execute(_LEVELS_OF, {"ids": [row.id for row in rows]}).all() if rows else []
    return [
        Logbook(
            row.id,
            person_id,
            row.promotion_id,
            tuple(row.skills.split()),
            assessed=tuple(from_row(AssessedLevel, line) for line in said if line.logbook_id == row.id),
        )
        for row in rows
    ]


def make(tx: Transaction, person_id: int, promotion_id: int) -> int:
    """Create a person's logbook; return its id. Lock the person's row before this call."""
    row = {"person_id": person_id, "promotion_id": promotion_id}
    return int(tx.execute(sa.insert(logbooks).values(row).returning(logbooks.c.id)).scalar_one())


def set_word(tx: Transaction, logbook_id: int, word: FieldText) -> None:
    tx.execute(_PUT_WORD[tx.dialect.name], {"logbook_id": logbook_id, **asdict(word)})


def set_skills(tx: Transaction, logbook_id: int, skills: Collection[str]) -> None:
    tx.execute(sa.update(logbooks).where(logbooks.c.id == logbook_id).values(skills=" ".join(skills)))


def add_level(tx: Transaction, logbook_id: int, skill: str, *, phase: int, level: Level, now: datetime) -> None:
    row = {"logbook_id": logbook_id, "skill": skill, "phase": phase, "level": level.value, "at": now}
    tx.execute(sa.insert(levels), row)


def add_evidence(tx: Transaction, logbook_id: int, evidence: Evidence) -> None:
    row = {"logbook_id": logbook_id, "fact": evidence.fact, "month": evidence.month, "day": evidence.day.isoformat()}
    tx.execute(_ADD_EVIDENCE[tx.dialect.name], {**row, "said": evidence.said, "tags": " ".join(evidence.tags)})


def drop_evidence(tx: Transaction, logbook_id: int, fact: str) -> None:
    tx.execute(sa.delete(evidence).where(evidence.c.logbook_id == logbook_id, evidence.c.fact == fact))


def add_share(tx: Transaction, logbook_id: int, *, person_id: int, coach_id: int, title: str, text: str) -> int:
    row = {"logbook_id": logbook_id, "person_id": person_id, "coach_id": coach_id, "title": title, "text": text}
    return int(tx.execute(sa.insert(shares).values(row).returning(shares.c.id)).scalar_one())


def read_share(tx: Reading, share_id: int) -> Share | None:
    row = tx.execute(_SHARE, {"share": share_id}).one_or_none()
    return None if row is None else from_row(Share, row)


def erase(tx: Transaction, logbook_id: int) -> list[int]:
    """Erase a logbook with its content. Return the ids of its shared entries, whose texts are erased too."""
    shown = shares.c.logbook_id == logbook_id
    emptied = sa.update(shares).where(shown).values(logbook_id=None, title=None, text=None).returning(shares.c.id)
    found = list(tx.execute(emptied).scalars())
    for table in (words, levels, evidence):
        tx.execute(sa.delete(table).where(table.c.logbook_id == logbook_id))
    tx.execute(sa.delete(logbooks).where(logbooks.c.id == logbook_id))
    return sorted(found)


_UNTIL = (
    sa.select(sa.func.max(promotions.c.ends_on))
    .select_from(memberships.join(promotions, promotions.c.id == memberships.c.promotion_id))
    .where(
        memberships.c.person_id == participants.c.person_id,
        memberships.c.role == Role.EIG.value,
        memberships.c.ended_at.is_(None),
    )
    .scalar_subquery()
)
_TO_COME = sa.select(appointments.c.id, appointments.c.starts).where(
    appointments.c.dispositif == LOGBOOK,
    appointments.c.state == State.CONFIRMED.value,
    appointments.c.starts > sa.bindparam("now", type_=Moment()),
)
_HELD = sa.select(participants.c.person_id, participants.c.appointment_id, _UNTIL.label("until")).where(
    is_among(participants.c.appointment_id, "ids"), participants.c.reply == Reply.COMES.value
)


def people_with_hours_after_end(tx: Reading, *, now: datetime) -> dict[int, date | None]:
    """Return the people who reserved hours after their last day as an EIG, with that day.

    The day is None if the person is not an EIG now."""
    starts = {row.id: row.starts for row in tx.execute(_TO_COME, {"now": now})}
    found: dict[int, date | None] = {}
    for row in tx.execute(_HELD, {"ids": sorted(starts)}) if starts else ():
        last_day = date.fromisoformat(row.until) if row.until else None
        if last_day is None or day_of(starts[row.appointment_id]) > last_day:
            found[row.person_id] = last_day
    return found


Written: TypeAlias = tuple[int, str, datetime]  # (id, text, time)


@dataclass(frozen=True, slots=True)
class PersonalGathering:
    """An appointment that is a gathering or one of its small groups, from a person's point of view.

    `skills` and `valeurs`: keys or names. `came`: the host did not record this person as absent."""

    gathering_id: int
    skills: tuple[str, ...]
    valeurs: tuple[str, ...]
    came: bool
    presents: bool
    about: str | None


_PERSON: sa.BindParameter[int] = sa.bindparam("person")
_SINCE, _MONTHS_UNTIL = sa.bindparam("since", type_=Moment()), sa.bindparam("until", type_=Moment())
_GATHERED = (
    sa.select(
        gatherings.c.id,
        gatherings.c.appointment_id.label("whole_id"),
        groups.c.appointment_id.label("group_id"),
        series.c.skills,
        series.c.valeurs,
        answers.c.attended,
        presenters.c.about,
        presenters.c.state,
    )
    .join(series, series.c.id == gatherings.c.series_id)
    .outerjoin(groups, groups.c.gathering_id == gatherings.c.id)
    .outerjoin(answers, sa.and_(answers.c.gathering_id == gatherings.c.id, answers.c.person_id == _PERSON))
    .outerjoin(presenters, sa.and_(presenters.c.gathering_id == gatherings.c.id, presenters.c.person_id == _PERSON))
    .where(
        sa.or_(
            is_among(gatherings.c.appointment_id, "ids"),
            is_among(groups.c.appointment_id, "ids"),
        )
    )
)
_ASKED = (
    sa.select(proposals.c.id, proposals.c.text, proposals.c.at)
    .where(
        proposals.c.author_id == _PERSON,
        proposals.c.purpose == Purpose.QUESTION.value,
        proposals.c.at >= _SINCE,
        proposals.c.at < _MONTHS_UNTIL,
    )
    .order_by(proposals.c.id)
)
_FINISHED = (
    sa.select(actions.c.id, actions.c.what.label("text"), actions.c.closed_at.label("at"))
    .where(
        actions.c.owner_id == _PERSON,
        actions.c.state == ActionState.DONE.value,
        actions.c.closed_at >= _SINCE,
        actions.c.closed_at < _MONTHS_UNTIL,
    )
    .order_by(actions.c.id)
)


def gatherings_among(tx: Reading, person_id: int, appointment_ids: Collection[int]) -> dict[int, PersonalGathering]:
    """Return those of these appointments that are gatherings or small groups, from a person's view. One query."""
    ids = sorted(appointment_ids)
    found: dict[int, PersonalGathering] = {}
    for row in tx.execute(_GATHERED, {"person": person_id, "ids": ids}) if ids else ():
        presents = row.state in {state.value for state in PRESENTING}
        skills, valeurs = (tuple(skill for skill in text.split("|") if skill) for text in (row.skills, row.valeurs))
        one = PersonalGathering(row.id, skills, valeurs, row.attended is not False, presents, row.about)
        found |= {each: one for each in (row.whole_id, row.group_id) if each in appointment_ids}
    return found


def questions_asked_by(tx: Reading, person_id: int, *, since: datetime, until: datetime) -> list[Written]:
    """Return the questions that a person asked under their own name between two moments. One query."""
    return _read_written(tx, _ASKED, person_id, since=since, until=until)


def actions_finished_by(tx: Reading, person_id: int, *, since: datetime, until: datetime) -> list[Written]:
    """Return the actions that a person closed as done between two moments. One query."""
    return _read_written(tx, _FINISHED, person_id, since=since, until=until)


def _read_written(
    tx: Reading, statement: sa.Select[Any], person_id: int, *, since: datetime, until: datetime
) -> list[Written]:
    rows = tx.execute(statement, {"person": person_id, "since": since, "until": until})
    return [(row.id, row.text, row.at) for row in rows]
