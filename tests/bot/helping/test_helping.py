"""Words of help: what a form's words become, and which words a search finds."""

import pytest
from sqlalchemy import select

from bot.errors import Invalid
from bot.helping import facts, helping
from bot.helping.model import (
    LONGEST,
    HelpOutcome,
    HelpWords,
    WordSort,
    find_matches,
    find_similar,
    parse_words,
    vocabulary_of,
)
from handlers.helping.listeners import read_words
from handlers.kit.reading import Fields
from storage.database import Database
from storage.notices.ledger import notices
from tests.bot.gatherings.rig import Rig
from tests.promotion import depart

ACCESSIBLE, AGILE = "competence:accessibilite-numerique", "competence:agilite"
KNOWN = vocabulary_of((ACCESSIBLE, AGILE, "UX", "UI", "données ouvertes", "🙂"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("accessibilité", [ACCESSIBLE]),
        ("l’ACCESIBILITE numerique", [ACCESSIBLE]),
        ("agilte", [AGILE]),
        ("ux", ["UX"]),
        ("donnée ouverte", ["données ouvertes"]),
        ("accessibilité ouverte", []),
        ("???", []),
        ("plongée", []),
    ],
)
def test_search_forgives_typing(typed: str, found: list[str]) -> None:
    assert find_matches(typed, KNOWN) == found


def test_a_form_of_before_keeps_the_words_that_were_typed_beside_the_skills() -> None:
    chosen = {"selected_options": [{"value": ACCESSIBLE}]}
    read = read_words(Fields({"help": chosen, "help_own": {"value": "UX, tricot"}, "learn_own": {"value": "piano"}}))
    assert {sort: tuple(words) for sort, words in read.by_sort.items()} == {
        WordSort.HELP: (ACCESSIBLE, "UX", "tricot"),
        WordSort.PRACTISE: (),
        WordSort.LEARN: ("piano",),
    }


def test_the_word_that_was_meant_is_named_as_it_is_read() -> None:
    assert find_similar("accesiblité numrik", KNOWN)[0] == ACCESSIBLE
    assert find_similar("plongée", KNOWN) == []
    assert find_similar("🙂", KNOWN) == []


def test_words_are_said_once_a_skill_by_its_key() -> None:
    own = "agilité,  FALC ;falc\nUX, "
    assert parse_words(WordSort.HELP, [ACCESSIBLE, "competence:inconnue", own]) == (ACCESSIBLE, AGILE, "falc", "UX")


@pytest.mark.parametrize(("own", "reason"), [("a, b, c, d, e", "many"), ("x" * (LONGEST + 1), "long")])
def test_too_many_or_too_long_words_are_refused(own: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_words(WordSort.LEARN, [AGILE, own])
    assert refused.value.facts == {"field": "learn", "reason": reason}


@pytest.fixture
def rig(database: Database) -> Rig:
    rig = Rig(database).fill()
    words = HelpWords({WordSort.HELP: ("Cartes",)}, shown=True)
    rig.use(helping.save_words, "lea", words)
    return rig


def ask(rig: Rig) -> HelpOutcome:
    return rig.use(helping.ask_for_help, "sami", asked_id=rig.ids["lea"], word="Cartes")[0]


def waits(rig: Rig) -> list[str]:
    with rig.database.reading() as tx:
        return [person.name for _, person in helping.list_waiting(tx, rig.actor("lea"))]


def test_who_gets_no_answer_for_a_month_may_ask_again_and_is_heard_again(rig: Rig) -> None:
    assert [ask(rig), ask(rig)] == [HelpOutcome.SENT, HelpOutcome.WAITS]
    rig.now += helping.AGAIN
    assert [ask(rig), ask(rig)] == [HelpOutcome.SENT, HelpOutcome.WAITS]
    query = select(notices.c.subject_id).where(notices.c.kind == facts.HelpAsked.kind)
    first, second = rig.do(lambda tx: list(tx.execute(query).scalars()))
    assert (first, waits(rig)) == (second, ["Sami"])
    rig.use(helping.answer_request, "lea", ask_id=first, is_agreed=True)
    assert (ask(rig), waits(rig)) == (HelpOutcome.AGREED, [])


def test_who_left_the_programme_waits_for_no_answer(rig: Rig) -> None:
    ask(rig)
    rig.do(lambda tx: depart(tx, rig.ids["sami"]))
    assert waits(rig) == []


@pytest.mark.parametrize(("by", "shown"), [("ali", False), ("sami", True), ("claire", True)])
def test_a_name_tells_the_defi_to_the_team_and_its_coaches_only(rig: Rig, by: str, shown: bool) -> None:
    def read() -> list[bool]:
        return [one.details and bool(one.defis) for one in rig.use(helping.find_by_name, by, typed_text="léa")]

    assert read() == [shown]
    rig.use(helping.save_words, "lea", HelpWords({WordSort.HELP: ("Cartes",)}, shown=True, details=True))
    assert read() == [True]
