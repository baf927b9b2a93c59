"""Words of several people: versions, both texts where two met, nothing lost; two writers at once on both databases."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from bot.errors import Invalid
from bot.programme import versions
from bot.programme.model import Actor
from bot.programme.versions import LIMIT, Clash, TypedField
from storage.database import Database
from storage.programme import people

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
OF = ("support", 7)


class Writers:
    """Léa and Sami, who write in one form."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW
        with database.transaction() as tx:
            self.ids = {name: people.add(tx, name=name) for name in ("lea", "sami")}
            self.actors = {name: Actor(name, people.by_id(tx, one)) for name, one in self.ids.items()}

    def save(self, who: str, /, **typed: tuple[int, str]) -> list[tuple[str, str, str]]:
        """Save what somebody typed over these versions; give the clashes: the field, theirs, mine."""
        self.now += timedelta(minutes=1)
        given = {name: TypedField(*one) for name, one in typed.items()}
        with self.database.transaction() as tx:
            found = versions.save_texts(tx, self.actors[who], OF, typed_texts=given, now=self.now)
        return [(one.theirs.field, one.theirs.text, one.mine) for one in found]

    def reads(self) -> dict[str, tuple[int | None, str]]:
        """Give the newest version of each field: its number and its words."""
        with self.database.reading() as tx:
            found = versions.newest_versions(tx, "support", [7, 8]).get(7, {})
        return {name: (one.number, one.text) for name, one in found.items()}

    def past(self, field: str) -> list[tuple[int | None, str, int | None]]:
        """Give all that was saved in a field, the newest first."""
        with self.database.reading() as tx:
            return [(one.number, one.text, one.person_id) for one in versions.list_versions(tx, OF, field)]


@pytest.fixture
def writers(database: Database) -> Writers:
    return Writers(database)


def test_each_save_is_a_version_and_the_same_words_are_none(writers: Writers) -> None:
    assert writers.reads() == {}
    assert writers.save("lea", succes=(0, "  Trois essais. "), blocages=(0, "")) == []
    assert writers.save("lea", succes=(0, "Trois essais.")) == []  # the same form once more
    assert writers.save("sami", succes=(1, "Quatre essais.")) == []
    assert writers.save("sami", succes=(2, "Quatre essais."), blocages=(0, "Les données")) == []
    assert writers.reads() == {"succes": (2, "Quatre essais."), "blocages": (1, "Les données")}
    lea, sami = writers.ids.values()
    assert writers.past("succes") == [(2, "Quatre essais.", sami), (1, "Trois essais.", lea)]
    assert writers.save("lea", succes=(2, "")) == []  # emptied on purpose
    assert writers.reads()["succes"] == (3, "")


def test_over_a_newer_version_both_are_shown_and_what_was_typed_is_set_aside(writers: Writers) -> None:
    writers.save("lea", succes=(0, "A"), blocages=(0, "B"))
    assert writers.save("sami", succes=(1, "A de Sami")) == []
    # Léa changes both fields of the form that she opened before: one is saved, one is asked about.
    both = {"succes": (1, "A de Léa"), "blocages": (1, "B de Léa")}
    assert writers.save("lea", **both) == [("succes", "A de Sami", "A de Léa")]
    assert writers.save("lea", **both) == [("succes", "A de Sami", "A de Léa")]  # sent twice
    assert writers.reads() == {"succes": (2, "A de Sami"), "blocages": (2, "B de Léa")}
    assert [text for _, text, _ in writers.past("succes")] == ["A de Léa", "A de Sami", "A"]
    assert writers.past("succes")[0][0] is None
    assert writers.save("lea", succes=(2, "A de Léa et de Sami")) == []
    assert writers.reads()["succes"] == (3, "A de Léa et de Sami")
    assert writers.save("lea", **both) == [("succes", "A de Léa et de Sami", "A de Léa")]


def test_what_a_form_only_shows_changes_nothing(writers: Writers) -> None:
    writers.save("lea", succes=(0, "A"))
    writers.save("sami", succes=(1, "Autre"))
    assert writers.save("lea", succes=(1, "A"), blocages=(0, "B")) == []  # she typed in the other field alone
    assert writers.reads() == {"succes": (2, "Autre"), "blocages": (1, "B")}
    # Her own form, sent once more after somebody went on from it, is saved already.
    writers.save("lea", succes=(2, "De Léa"))
    writers.save("sami", succes=(3, "De Sami"))
    assert writers.save("lea", succes=(2, "De Léa")) == []
    assert writers.save("lea", succes=(4, "A")) == []  # back to the first words, on purpose
    assert writers.reads()["succes"] == (5, "A")
    assert writers.save("sami", succes=(4, "")) == [("succes", "A", "")]
    assert writers.save("sami", succes=(9, "Forgé")) == [("succes", "A", "Forgé")]


def test_3000_characters_in_each_and_no_more(writers: Writers) -> None:
    whole = "<!channel>" + "é" * (LIMIT - 10)
    assert writers.save("lea", succes=(0, whole), blocages=(0, whole)) == []
    assert writers.reads() == {"succes": (1, whole), "blocages": (1, whole)}
    with pytest.raises(Invalid) as refusal:
        writers.save("lea", blocages=(1, "B"), succes=(1, whole + "é"))
    assert refusal.value.facts == {"field": "succes", "reason": "long"}
    assert writers.reads()["blocages"] == (1, whole)


def test_of_two_writers_at_once_one_is_asked_and_nothing_is_lost(writers: Writers) -> None:
    rounds, fields = 12, ("a", "b", "c")
    for over in range(rounds):
        together, found = Barrier(2), dict[str, list[Clash]]()

        def write(who: str, over: int = over, together: Barrier = together, found: dict = found) -> None:  # type: ignore[type-arg]
            typed = {name: TypedField(over, f"{who} {over}") for name in (fields if who == "lea" else fields[::-1])}
            together.wait()
            with writers.database.transaction() as tx:
                found[who] = versions.save_texts(tx, writers.actors[who], OF, typed_texts=typed, now=NOW)

        threads = [Thread(target=write, args=(one,)) for one in writers.ids]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(found) == ["lea", "sami"]
        newest = writers.reads()
        for name in fields:
            assert newest[name][0] == over + 1
            (clash,) = [one for several in found.values() for one in several if one.theirs.field == name]
            assert {clash.mine, clash.theirs.text} == {f"lea {over}", f"sami {over}"}
            assert newest[name][1] == clash.theirs.text
    for name in fields:
        saved = [text for number, text, _ in writers.past(name) if number]
        aside = [text for number, text, _ in writers.past(name) if number is None]
        assert (len(saved), len(aside), len({*saved, *aside})) == (rounds, rounds, 2 * rounds)
