"""A format that two presses open, or two coaches change, at one moment: once, and the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from bot.catalogue.catalogue import current_edition
from bot.catalogue.formats import MOST_FORMATS, Format
from bot.errors import Conflict, Invalid
from bot.planning import formats
from bot.programme.model import Actor
from storage.database import Database, Transaction
from storage.programme import openings, people, shapes
from tests.journeys.promotion import NOW, seed

GIVEN = Format("rdv-", "Permanence juridique", 30, description="Une question de droit.")


def at_once(database: Database, *gestures: Callable[[Transaction], object]) -> list[str]:
    """Do these at one moment, each in its transaction; return what came of each: "done", "nothing" or a refusal."""

    def attempt(gesture: Callable[[Transaction], object]) -> str:
        try:
            with database.transaction() as tx:
                return "nothing" if gesture(tx) is None else "done"
        except (Invalid, Conflict) as refusal:
            return str(refusal.facts.get("reason", refusal.code))

    with ThreadPoolExecutor(len(gestures)) as both:
        return sorted(both.map(attempt, gestures))


def test_one_draft_and_one_name_are_opened_once(database: Database) -> None:
    with database.transaction() as tx:
        ids = seed(tx)
        claire, david = (Actor("", people.by_id(tx, ids[key])) for key in ("claire", "david"))
        for actor, draft in ((claire, "d1"), (david, "d2")):
            formats.save_draft(tx, actor, draft, promotion_id=ids["promotion"], new_format=GIVEN, now=NOW)

    def opens(actor: Actor, draft: str) -> Callable[[Transaction], object]:
        return lambda tx: formats.add_drafted_format(tx, actor, draft, promotion_id=ids["promotion"], now=NOW)

    assert at_once(database, opens(claire, "d1"), opens(claire, "d1"), opens(david, "d2")) in (
        ["done", "nothing", "taken"],
        ["done", "taken", "taken"],
    )
    with database.reading() as reading:
        assert [key for key in current_edition(reading).formats if key.startswith("rdv-")] == [
            "rdv-permanence-juridique"
        ]


def test_no_name_is_that_of_a_gathering_which_the_next_start_puts_in_service(database: Database) -> None:
    of_file = {"key": "ren-droit", "name": GIVEN.name, "kind": "conference", "description": "Ensemble."}
    with database.transaction() as tx:
        ids = seed(tx)
        claire = Actor("", people.by_id(tx, ids["claire"]))
        formats.save_draft(tx, claire, "draft", promotion_id=ids["promotion"], new_format=GIVEN, now=NOW)
        shapes.write(tx, {"rencontres": [of_file]})  # imported while the form is open
    opens = partial(formats.add_drafted_format, actor=claire, draft_id="draft", promotion_id=ids["promotion"], now=NOW)
    assert at_once(database, opens) == ["taken"]


def test_two_changes_of_one_revision_are_one(database: Database) -> None:
    with database.transaction() as tx:
        ids = seed(tx)
        claire = Actor("", people.by_id(tx, ids["claire"]))
        before = formats.find_format(tx, claire, "bureau-aide", promotion_id=ids["promotion"], now=NOW)

    def changes(minutes: int) -> Callable[[Transaction], object]:
        def change(tx: Transaction) -> bool:
            changed = replace(before, minutes=minutes)
            formats.change_format(tx, claire, changed, promotion_id=ids["promotion"], now=NOW)
            return True

        return change

    assert at_once(database, changes(30), changes(45)) == ["changed", "done"]


def test_forty_formats_are_the_most_however_many_coaches_add_the_last(database: Database) -> None:
    with database.transaction() as tx:
        ids = seed(tx)
        claire, david = (Actor("", people.by_id(tx, ids[key])) for key in ("claire", "david"))
        room = MOST_FORMATS - len(current_edition(tx).formats)
        for number in range(room - 1):
            openings.save_format(tx, replace(GIVEN, key=f"rdv-{number}", name=f"Permanence {number}"))
        for actor, name in ((claire, "Avant-dernière"), (david, "Dernière")):
            given = replace(GIVEN, name=name)
            formats.save_draft(tx, actor, name, promotion_id=ids["promotion"], new_format=given, now=NOW)

    def opens(actor: Actor, draft: str) -> Callable[[Transaction], object]:
        return lambda tx: formats.add_drafted_format(tx, actor, draft, promotion_id=ids["promotion"], now=NOW)

    assert at_once(database, opens(claire, "Avant-dernière"), opens(david, "Dernière")) == ["done", "many"]
    with database.transaction() as tx:
        assert len(current_edition(tx).formats) == MOST_FORMATS
        before = formats.find_format(tx, claire, "rdv-0", promotion_id=ids["promotion"], now=NOW)
        changed = replace(before, minutes=45)
        formats.change_format(
            tx, claire, changed, promotion_id=ids["promotion"], now=NOW
        )  # those there are still change
