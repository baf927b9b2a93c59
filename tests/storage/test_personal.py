"""What is kept about a person is said for every column that points to one, and erasure leaves none of their words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from handlers.rights import texts
from storage import personal
from storage.database import Database, Transaction
from storage.personal import KEPT, ErasureEffect
from storage.tables import metadata

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
CANARY = "canari"
# Texts beside a person that are nobody's own words: links and keys of ours, a team's, what a team decided together.
NOBODYS = frozenset(
    {
        *("gathering_series.place", "gathering_series.link", "gathering_series.rule", "gathering_series.title"),
        *("gathering_series.skills", "gathering_series.valeurs", "gathering_series.opened_to"),
        *("polls.dates", "polls.place", "polls.link"),
        *("notices.detail", "notices.key", "notices.file_name", "notices.reason"),
        *("memberships.metier", "mentoring_cycles.domain", "year_lines.what", "year_lines.confirmed"),
        *(f"workshops.{name}" for name in ("question", "format", "place", "materials", "experts")),
    }
)


def pointing() -> Iterator[tuple[str, str]]:
    """Give each (table, column) that points to a person."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(one.column.table.name == "people" for one in column.foreign_keys):
                yield table.name, column.name


def test_each_column_that_points_to_a_person_says_what_becomes_of_it() -> None:
    assert sorted((one.table, one.whose) for one in KEPT if one.through is None) == sorted(pointing())


BARE = {
    "formats.people": "hosts of a format: whoever left has no role to host in, and the id has no name",
    "history.actor_id": "who did it, by an id that has no name after erasure",
    "link_marks.person_id": "the mark that mail links carry, changed at erasure so that they end",
    "helpdesk_requests.answer_by": "a time",
    "mentoring_cycles.answer_by": "a time",
    "mentoring_sessions.word_by": "a time",
}


def test_each_column_named_like_a_person_points_to_people_or_is_listed() -> None:
    named = {column for _, column in pointing()} | {"people"}
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if not column.foreign_keys and (column.name in named or column.name.endswith("_by"))
    }
    assert found == set(BARE)


def test_what_is_shown_has_its_words() -> None:
    assert {one.key for one in KEPT if one.shown} == set(texts.TITLES)
    columns = {name.removesuffix("_id") for one in KEPT for name in one.shown if name != "appointment_id"}
    columns |= {"dispositif", "starts"}
    assert columns == set(texts.LABELS)
    for one in KEPT:
        assert {*one.shown, *one.words} <= {column.name for column in one.columns.columns}


def test_each_text_beside_a_person_goes_or_is_nobodys_own() -> None:
    """A new text column says in `KEPT` that it goes with its person, or here that it is no person's alone."""
    ends: dict[str, set[ErasureEffect]] = {}
    words = {f"{one.table}.{name}" for one in KEPT for name in one.words}
    for one in KEPT:
        ends.setdefault(one.table, set()).add(one.end)
    kept = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if table.name in ends and isinstance(column.type, sa.String) and (column.type.length or 999) > 60
        if not ends[table.name] & {ErasureEffect.GONE, ErasureEffect.NAMELESS}
    }
    assert kept - words == NOBODYS


def given(tx: Transaction, table: sa.Table, made: dict[str, Any], *, key: int, person: int) -> dict[str, Any]:
    """Write a row about the person, and those that it points to; give it."""
    row: dict[str, Any] = {}
    for column in table.columns:
        target = next((one.column.table for one in column.foreign_keys), None)
        if target is not None and target.name == "people":
            row[column.name] = person
        elif target is not None and not column.nullable:
            if target.name not in made:
                given(tx, target, made, key=key, person=person)
            row[column.name] = made[target.name]["id" if "id" in target.c else next(iter(target.primary_key.c)).name]
        elif target is not None:
            row[column.name] = None
        elif isinstance(column.type, sa.String):
            row[column.name] = f"{CANARY}-{key}-{table.name}.{column.name}"[: column.type.length]
        elif isinstance(column.type, sa.Boolean):
            row[column.name] = False
        elif isinstance(column.type, sa.types.TypeDecorator):
            row[column.name] = NOW - timedelta(days=30)
        else:
            row[column.name] = key
    if table.name in {"words", "versions"}:
        row["field"] = f"apart{person}.succes"
    tx.execute(sa.insert(table).values(row))
    made[table.name] = row
    return row


def filled(database: Database) -> tuple[int, int]:
    """Write a row of each table about Léa, and about Sami; give their ids."""
    ids = []
    with database.transaction() as tx:
        for number, name in ((71, "Léa"), (72, "Sami")):
            row = {"id": number, "name": f"{CANARY}-{name}", "email": f"{CANARY}-{number}@exemple.fr"}
            tx.execute(sa.insert(metadata.tables["people"]).values(row))
            ids.append(number)
        for number in ids:
            made: dict[str, Any] = {}
            for one in KEPT:
                if one.table not in made:
                    given(tx, one.columns, made, key=number, person=number)
    return ids[0], ids[1]


def cells(database: Database) -> list[tuple[str, str, object, dict[str, Any]]]:
    """Give each cell of each table with its row."""
    with database.reading() as reading:
        return [
            (table.name, name, value, dict(row))
            for table in metadata.sorted_tables
            for row in reading.execute(sa.select(table)).mappings()
            for name, value in row.items()
        ]


def own_words(database: Database, person: int) -> set[str]:
    """Give the cells that hold words of this person's own, of those that erasure promises to take."""
    whose = {(one.table, one.whose): one for one in KEPT}
    found = set()
    for table, name, value, row in cells(database):
        for (kept, column), one in whose.items():
            theirs = kept == table and row[column] == person and str(value).startswith(CANARY)
            if theirs and (one.end in {ErasureEffect.GONE, ErasureEffect.NAMELESS} or name in one.words):
                found.add(f"{table}.{name}")
    return found


def test_erasure_takes_what_is_theirs_and_nothing_of_anybody_else(database: Database) -> None:
    lea, sami = filled(database)
    before = [one for one in cells(database) if sami in one[3].values()]
    assert own_words(database, lea) > {"helpdesk_requests.need", "gathering_needs.text", "absences.word", "words.text"}
    with database.reading() as reading:
        assert {one.key for one, _ in personal.read_person(reading, lea)} == set(texts.TITLES)
    with database.transaction() as tx:
        personal.erase(tx, lea, now=NOW)
    assert own_words(database, lea) == set()
    assert not [one for one in cells(database) if str(one[2]).startswith(f"{CANARY}-Léa")]
    assert not [one for one in cells(database) if str(one[2]) == f"{CANARY}-{lea}@exemple.fr"]
    assert [one for one in cells(database) if one[0] in {"words", "versions"} and one[3]["thing_id"] == lea] == []
    assert [one for one in cells(database) if sami in one[3].values()] == before
    took_part = [one for one in cells(database) if one[0] == "participants" and one[3]["person_id"] == lea]
    assert took_part  # that it took place stays


def test_what_is_written_about_the_erased_goes_too(database: Database) -> None:
    lea, sami = filled(database)
    with database.transaction() as tx:
        personal.erase(tx, lea, now=NOW)
        tx.execute(sa.insert(metadata.tables["expertises"]).values(person_id=lea, name="SQL"))
        personal.erase_again(tx)
    left = [one[3] for one in cells(database) if one[0] == "expertises"]
    assert {row["person_id"] for row in left} == {sami}


@pytest.mark.parametrize(("days", "gone"), [(29, True), (31, False)])
def test_words_of_an_old_promotion_go_by_their_time(database: Database, days: int, gone: bool) -> None:
    lea, _ = filled(database)
    with database.transaction() as tx:
        personal.erase_old_texts(tx, until=NOW - timedelta(days=days))
    timed = {f"{one.table}.{name}" for one in KEPT if one.at and one.end is ErasureEffect.WORDS for name in one.words}
    left = timed & own_words(database, lea)
    assert left == (set() if gone else timed)
