"""The App Home of a team and a mentor, gathered from the database: what waits for whom, at a constant price."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import event

from bot.catalogue.catalogue import format_of
from bot.catalogue.formats import Format
from bot.dates.hours import WeeklyHours
from bot.dates.paris import day_of
from bot.planning import formats
from bot.programme.model import Actor
from bot.programme.roles import Role
from handlers.home.listeners import read_content
from handlers.home.views import NEXT, home_view
from handlers.home.ways import more_modal
from storage.agenda import hours
from storage.database import Database
from storage.programme import openings, people
from tests.bot.mentoring.rig import NOW, Rig, make_rig
from tests.journeys.mentors import DESIGN

EVENINGS = [WeeklyHours(day, "14:00", "18:00", None, None) for day in range(5)]


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


def drawn(rig: Rig, key: str) -> tuple[str, int]:
    """Give what a person's Home says, and how many queries it took."""
    with rig.database.reading() as reading:
        person = people.by_id(reading, rig.ids[key])
        assert person is not None
        told: list[str] = []
        event.listen(reading, "after_cursor_execute", lambda _connection, _cursor, sql, *_: told.append(sql))
        content = read_content(reading, person, now=rig.now)
        count = len(told)
    return json.dumps(home_view(content, now=rig.now), ensure_ascii=False).replace("\u00a0", " "), count


def test_home_says_who_is_waited_for(rig: Rig) -> None:
    rig.asked(guest_ids=(rig.ids["sami"],))
    said = {key: drawn(rig, key)[0] for key in ("lea", "sami", "maya", "ines")}
    yours, theirs = "Léa Martin attend votre réponse avant le", "En attente d’une réponse de Maya Benali, jusqu’au"
    found = {key: [one for one in (yours, theirs) if one in text] for key, text in said.items()}
    assert found == {"lea": [theirs], "sami": [theirs], "maya": [yours], "ines": []}
    assert "mentorat avec" not in said["maya"]  # what is held is no séance to come yet


def test_home_shows_the_sessions_once_they_are_confirmed(rig: Rig) -> None:
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    for key in ("lea", "sami", "maya"):
        said, _ = drawn(rig, key)
        assert ("Ce qui vous attend" in said, "Tout est à jour" in said) == (True, True)
        assert (said.count("mentorat avec"), len(sheet.sessions)) == (NEXT, 4)
        assert "Tout voir" in said
    assert "mentorat avec" not in drawn(rig, "ines")[0]


def test_home_takes_as_many_queries_for_three_cycles_as_for_one(rig: Rig) -> None:
    with rig.database.transaction() as tx:
        hours.replace_weekly(tx, rig.ids["rose"], EVENINGS)
    rig.running()
    one = drawn(rig, "lea")[1]
    rig.asked(mentor="rose", who="sami", guest_ids=(rig.ids["lea"],))
    rig.asked(mentor="maya", domain=DESIGN)
    said, three = drawn(rig, "lea")
    assert (said.count("En attente d’une réponse"), three) == (2, one)


def test_who_hosts_a_cycle_of_the_programme_opens_the_list_of_their_cycles(rig: Rig) -> None:
    given = Format("cycle-juridique", "Accompagnement", 45, sessions=3, window_days=60, description="Trois.")
    rig.add("edgar", Role.EXPERT)
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], "mentorat", opens_on=None))
    assert (lists(rig, "edgar"), lists(rig, "claire"), lists(rig, "maya")) == ("", "", "Mes mentorats")
    rig.do(lambda tx: formats.import_format(tx, given, actor=Actor(""), now=NOW))
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], given.key, opens_on=day_of(NOW)))
    assert (lists(rig, "edgar"), lists(rig, "claire"), lists(rig, "maya")) == ("", "Mes cycles", "Mes cycles")
    revision = rig.do(lambda tx: format_of(tx, given.key).revision)
    rig.do(lambda tx: openings.save_format(tx, replace(given, hosts=Role.EXPERT, revision=revision)))
    assert (lists(rig, "edgar"), lists(rig, "lea")) == ("Mes cycles", "")


def lists(rig: Rig, key: str) -> str:
    """Give the name of the button to the list of cycles behind « Plus », if there is one."""
    with rig.database.reading() as reading:
        content = read_content(reading, rig.actor(key).person, now=rig.now)  # type: ignore[arg-type]
    rows = [block["elements"] for block in more_modal(content.ways)["blocks"] if block["type"] == "actions"]
    return next((one["text"]["text"] for row in rows for one in row if one["action_id"] == "mentoring.list"), "")
