"""Words that hurt are heard in many registers, and words like them about code, tools and défis are not (`hurt.txt`)."""

from collections import defaultdict
from pathlib import Path

import pytest

from bot.catalogue.catalogue import OWN_WORDS, MessageAnswer, MessageMeaning, interpret_message
from bot.catalogue.hurt import distress_kind, is_complaint
from bot.catalogue.talk import Talk
from bot.programme.model import Actor

CARE = [one for one in Talk if one.is_care]


def read() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    heading = ""
    for line in Path(__file__).with_name("hurt.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not line.startswith("#"):
            found[heading].append(line)
    return found


SENTENCES = read()


@pytest.mark.parametrize("talk", CARE)
def test_words_that_hurt_are_heard(talk: Talk) -> None:
    answer = MessageAnswer(MessageMeaning.TALK, (talk.value,))
    said = SENTENCES[talk.value]
    assert {one: found for one in said if (found := interpret_message(OWN_WORDS, Actor(""), words=one)) != answer} == {}
    assert len(said) > 25


def test_words_that_only_look_like_them_are_not() -> None:
    assert {one: found for one in SENTENCES["none"] if (found := distress_kind(one) or is_complaint(one))} == {}
    assert len(SENTENCES["none"]) > 300


@pytest.mark.parametrize("mark", ["'", "’"])
def test_apostrophes_accents_and_capitals_change_nothing(mark: str) -> None:
    for words in ("j'en peux plus", "je n'en peux plus", "j'ai envie de pleurer", "harcèlement", "je me sens épuisée"):
        for written in (words, words.upper(), words.capitalize()):
            assert distress_kind(written.replace("'", mark)) is Talk.UNWELL, written


def test_no_name_alias_or_need_of_the_catalogue_hurts() -> None:
    index = OWN_WORDS.index
    written = [" ".join(one) for one in (*index.names, *index.needs)]
    assert [one for one in written if distress_kind(one) or is_complaint(one)] == []


def test_a_long_text_is_read_at_once() -> None:
    assert distress_kind("Je vous raconte mon défi. " * 100 + "Et je n’en peux plus.") is Talk.UNWELL
    assert distress_kind("vraiment " * 20_000) is None
