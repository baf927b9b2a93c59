"""What Slack takes at most: each block of the kit draws so much of a longer text, and all of one that just fits."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from handlers.kit import blocks
from handlers.kit.blocks import Json, fit_lines, line, message
from handlers.kit.escaping import Said, clip, clip_sentences, clip_words, shorten_label, split_text

BUTTON = blocks.button("Voir", "a.b")
CHOICES = [(str(one), str(one)) for one in range(100)]


def drawn(block: Any) -> Json:  # noqa: ANN401 - a block, an element or an option
    return dict(block.to_dict())


# By what is drawn: its limit (those of Slack's documentation), and the text that is seen of a longer one.
LIMITS: dict[str, tuple[int, Callable[[str], str]]] = {
    "header": (150, lambda text: drawn(blocks.header(text))["text"]["text"]),
    "section": (3000, lambda text: drawn(blocks.section(Said(text)))["text"]["text"]),
    "beside": (3000, lambda text: drawn(blocks.accessory_section(Said(text), BUTTON))["text"]["text"]),
    "words": (3000, lambda text: drawn(blocks.plain_section(text))["text"]["text"]),
    "fields": (2000, lambda text: drawn(blocks.two_column_section(Said(text)))["fields"][0]["text"]),
    "context": (2000, lambda text: drawn(blocks.context(Said(text)))["elements"][0]["text"]),
    "text": (4000, lambda text: message(Said(text)).text),
    "title": (24, lambda text: blocks.modal("a.b", text, [])["title"]["text"]),
    "sure": (300, lambda text: drawn(blocks.confirm_dialog("T", text, yes="Oui", no="Non"))["text"]["text"]),
    "heard": (75, lambda text: drawn(blocks.button("Voir", "a.b", of=text[7:]))["accessibility_label"]),  # « Voir : »
    "option": (75, lambda text: drawn(blocks.option((text, "v")))["text"]["text"]),
    "choice": (75, lambda text: drawn(blocks.select("a", "…", [(text, "v")]))["options"][0]["text"]["text"]),
    "described": (
        75,
        lambda text: drawn(blocks.select("a", "…", [("l", "v", text)]))["options"][0]["description"]["text"],
    ),
    "group": (
        75,
        lambda text: drawn(blocks.select("a", "…", groups=[(text, CHOICES)]))["option_groups"][0]["label"]["text"],
    ),
    "clip": (40, lambda text: clip(text, 40)),
    "clip_sentences": (40, lambda text: clip_sentences(text, 40)),
    "clip_words": (40, lambda text: clip_words(text, 40)),
    "short": (40, lambda text: shorten_label(text, 40)),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_text_that_fits_is_whole_and_a_longer_one_fills_its_room(name: str) -> None:
    limit, draw = LIMITS[name]
    assert len(draw("x" * limit)) == limit
    assert "…" not in draw("x" * limit)
    assert (len(draw("x" * (limit + 1))), draw("x" * (limit + 1))[-1]) == (limit, "…")


@pytest.mark.parametrize(
    "most",
    [
        lambda several: blocks.modal("a.b", "T", several),
        lambda several: drawn(blocks.select("a", "…", [("l", "v")] * len(several))),
    ],
)
def test_a_hundred_are_drawn_and_one_more_is_a_fault_of_ours(most: Callable[[list[Block]], Json]) -> None:
    assert most([blocks.divider()] * 100)
    with pytest.raises(ValueError, match="100 at most, not 101"):
        most([blocks.divider()] * 101)


@pytest.mark.parametrize(("room", "whole"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (9, 2)])
def test_lines_that_fit_are_drawn_whole(room: int, whole: int) -> None:
    lines = [line(Said("Un"), BUTTON), line(Said("Deux"), BUTTON)]
    assert len(fit_lines(lines, room)) == whole


def test_long_words_are_cut_where_a_word_ends() -> None:
    assert split_text("x" * 3000) == ["x" * 3000]
    assert split_text("x" * 3001) == ["x" * 3000, "x"]
    assert [len(one) for one in split_text(f"{'x' * 2999} {'y' * 10}")] == [2999, 10]
    assert [len(one) for one in split_text(f"{'x' * 1500} {'y' * 2000}")] == [
        3000,
        501,
    ]  # a word of more than half the room
    assert [len(one) for one in split_text(f"{'x' * 1501} {'y' * 2000}")] == [1501, 2000]
    assert split_text(f"{'x' * 2998}&amp;") == ["x" * 2998, "&amp;"]
