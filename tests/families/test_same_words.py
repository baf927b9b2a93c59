"""The table of gestures and dispositifs: pressed through Bolt, each cell answers in the words of its row.

A cell without a route says why the gesture does not exist there. Undoing, which is one button: `test_undone`."""

from collections.abc import Iterator, Mapping

import pytest

from bot.programme.model import Relation
from tests.architecture.cells import all_cells
from tests.architecture.forging import forge
from tests.architecture.staging import World, raised
from tests.architecture.things import set_up
from tests.databases import fresh
from tests.journeys.promotion import plain

MOVED, CANCELLED = ("Nouvelle date : ", ", heure de Paris."), ("Annulé : ",)
LEFT, CAME = ("C’est noté, vous ne viendrez pas : ",), ("C’est noté, vous venez : ",)
TAKEN = ("fichier", "dans notre conversation, sous le message de ce rendez-vous.")
HOSTS, COMES, LEAVES = Relation.HOST, Relation.GUEST, Relation.AWAY
ANNOUNCED = "its announcement takes another answer until it begins"

# Who presses which route; or why nobody can.
TABLE: Mapping[tuple[str, ...], Mapping[str, tuple[str, Relation] | str]] = {
    MOVED: {
        "bureau d'aide": ("helpdesk.moved", HOSTS),
        "mentoring": ("mentoring.moved", HOSTS),
        "committee": ("evaluation.moved", HOSTS),
        "talk around a report": ("evaluation.talk_moved", HOSTS),
        "meeting": ("polls.moved", HOSTS),
        "gathering": ("gatherings.shifted", Relation.NONE),
    },
    CANCELLED: {
        "bureau d'aide": ("helpdesk.cancelled", HOSTS),
        "mentoring": "the mentor puts a séance off, and the team chooses another time; a cycle ends as a whole",
        "committee": ("evaluation.cancelled", HOSTS),
        "talk around a report": ("evaluation.cancel_talk", HOSTS),
        "meeting": ("polls.cancelled", HOSTS),
        "gathering": ("gatherings.dropped", Relation.NONE),
    },
    LEFT: {
        "bureau d'aide": ("helpdesk.left", COMES),
        "mentoring": ("mentoring.skipped", COMES),
        "committee": ("evaluation.leave", COMES),
        "talk around a report": ("evaluation.leave_talk", COMES),
        "meeting": ("polls.leave", COMES),
        "gathering": ANNOUNCED,
    },
    CAME: {
        "bureau d'aide": ("helpdesk.came", LEAVES),
        "mentoring": ("mentoring.come_back", COMES),
        "committee": "a coach who stays asks them anew: its people are chosen with its date",
        "talk around a report": "as of a committee",
        "meeting": ("polls.come_back", LEAVES),
        "gathering": ANNOUNCED,
    },
    TAKEN: {
        "bureau d'aide": ("helpdesk.calendar", COMES),
        "mentoring": ("mentoring.calendar", COMES),
        "committee": ("evaluation.calendar", COMES),
        "talk around a report": "one button takes both files",
        "meeting": ("polls.calendar", COMES),
        "gathering": ("gatherings.calendar", HOSTS),
    },
}
CELLS = [
    pytest.param(words, *cell, id=f"{words[0]}-{which}")
    for words, row in TABLE.items()
    for which, cell in row.items()
    if not isinstance(cell, str)
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("words")
    with raised(folder, fresh("sqlite", folder)) as opened:
        yield opened


def test_each_row_has_each_dispositif() -> None:
    assert len({frozenset(row) for row in TABLE.values()}) == 1


@pytest.mark.parametrize(("words", "route", "relation"), CELLS)
def test_the_answer_is_in_the_words_of_the_row(
    world: World, words: tuple[str, ...], route: str, relation: Relation
) -> None:
    found = [cell for cell in all_cells(sampled=False) if cell.route == route and cell.allowed()]
    cell = next(each for each in found if each.relation is relation)
    try:
        outcome = forge(world, cell, set_up(world, cell))
        said = plain(outcome.shown)
    finally:
        world.begin_again()
    assert [each for each in words if each not in said] == [], said
