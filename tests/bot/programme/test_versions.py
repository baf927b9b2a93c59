"""Words of several people when one of them is forgotten: theirs are erased, the others' stand."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.programme import versions
from bot.programme.versions import Typed
from storage.database import Database
from storage.programme.versions import versions as rows
from storage.programme.versions import words
from tests.bot.gatherings.rig import Rig

OF = ("support", 7)
SECRET = "Un secret de Léa"


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill()


def save(rig: Rig, who: str, **typed: tuple[int, str]) -> list[str]:
    """Save words over these versions; give what clashes."""
    given = {name: Typed(*one) for name, one in typed.items()}
    return [one.theirs.text for one in rig.use(versions.save, who, OF, typed=given)]


def says(rig: Rig) -> dict[str, tuple[str, int | None]]:
    with rig.database.reading() as tx:
        found = versions.read(tx, *OF[:1], [OF[1]]).get(OF[1], {})
    return {name: (one.text, one.person_id) for name, one in found.items()}


def forget(rig: Rig, who: str) -> int:
    return rig.do(lambda tx: versions.forget(tx, rig.ids[who], now=rig.now))


def test_who_is_forgotten_leaves_no_word_and_no_name(rig: Rig) -> None:
    save(rig, "sami", succes=(0, "De Sami"))
    save(rig, "lea", succes=(1, SECRET), lien=(0, SECRET))
    save(rig, "sami", lien=(0, "https://exemple.fr"))  # over hers: set aside
    save(rig, "ines", autre=(0, "D’Inès"))
    rig.now += timedelta(days=1)
    assert forget(rig, "lea") == 2
    sami, ines = rig.ids["sami"], rig.ids["ines"]
    assert says(rig) == {"succes": ("De Sami", sami), "lien": ("", None), "autre": ("D’Inès", ines)}
    with rig.database.reading() as tx:
        for table in (rows, words):
            hers = table.c.text.contains(SECRET) | (table.c.person_id == rig.ids["lea"])
            assert tx.execute(select(func.count()).select_from(table).where(hers)).scalar_one() == 0
        assert [one.text for one in versions.past(tx, OF, "succes")] == ["De Sami", "", "De Sami"]
        assert versions.authors(tx, OF[0], [OF[1]]) == {(7, sami), (7, ines)}
    assert forget(rig, "lea") == 0
    assert says(rig)["succes"] == ("De Sami", sami)


def test_form_that_shows_what_is_erased_is_asked_about(rig: Rig) -> None:
    save(rig, "sami", succes=(0, "De Sami"))
    save(rig, "lea", succes=(1, SECRET))
    forget(rig, "lea")
    assert save(rig, "ines", succes=(2, "D’Inès")) == ["De Sami"]
    assert save(rig, "ines", succes=(3, "De Sami et d’Inès")) == []
    assert says(rig)["succes"] == ("De Sami et d’Inès", rig.ids["ines"])
