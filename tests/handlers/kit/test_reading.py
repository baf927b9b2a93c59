"""The one parser: what it reads, and that it refuses all else without a word of it."""

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.errors import DraftExpired, Garbled, NotFound
from bot.gatherings.model import Reply
from handlers.kit import reading

UUID = "0b4f8a52-7a0e-4a38-9a51-2f0f6e1a7c11"
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(some.characters(), max_size=40),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=20), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("text", ["1", "007", str(2**63 - 1)])
def test_id_is_a_whole_number_within_63_bits(text: str) -> None:
    assert reading.read_id(text) == int(text)


@pytest.mark.parametrize("text", ["", "0", "-1", "+1", "1.0", "1_0", " 1", "1\n", "١", "1e9", str(2**63), "9" * 5000])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(NotFound):
        reading.read_id(text)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-5", "2026-00", "2026-13", "2026--1", "-1-05", "2026-05-01", "2026-05\n", "٢٠٢٦-٠٥"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    assert reading.read_month("2026-05") == "2026-05"
    with pytest.raises(Garbled):
        reading.read_month(text)


def test_none_may_be_said_by_zero() -> None:
    assert reading.read_id("0", 0) == 0


@pytest.mark.parametrize("text", ["", f"{UUID}0", f"{{{UUID}}}", f"{UUID} 7", "d\n", "é", "\ud800"])
def test_what_is_no_id_of_a_form_is_refused(text: str) -> None:
    assert reading.read_mark(UUID) == UUID
    with pytest.raises(DraftExpired):
        reading.read_mark(text)


@pytest.mark.parametrize("text", ["", "2026-5-1", "2026-02-30", "2026-W20-1", "0001-01-01", "9999-12-31", "20260512"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert reading.read_date("2026-05-12") == date(2026, 5, 12)
    with pytest.raises(Garbled):
        reading.read_date(text)


@pytest.mark.parametrize("text", ["", "9h", "9:30", "24:01", "12:60", "-1:00", "12:30:00"])
def test_what_is_no_clock_time_is_refused(text: str) -> None:
    assert reading.read_clock_time("09:30") == 570
    with pytest.raises(Garbled):
        reading.read_clock_time(text)


@pytest.mark.parametrize("text", ["", "-1", "32503680000", "1e9", "9" * 19])
def test_what_is_no_moment_is_refused(text: str) -> None:
    assert reading.read_epoch("1778572800") == datetime(2026, 5, 12, 8, tzinfo=UTC)
    with pytest.raises(Garbled):
        reading.read_epoch(text)


def test_word_is_one_of_ours() -> None:
    assert reading.read_word(Reply, Reply.COMES.value) is Reply.COMES
    with pytest.raises(Garbled):
        reading.read_word(Reply, "canari")


@pytest.mark.parametrize("text", ["1", "1 2 3 4", "", "1  2"])
def test_pieces_are_as_many_as_were_written(text: str) -> None:
    assert (reading.split_pieces("1 2", 2), reading.split_pieces("1 2 3", 2, max_pieces=3)) == (
        ["1", "2"],
        ["1", "2", "3"],
    )
    with pytest.raises((Garbled, NotFound)):
        [reading.read_id(one) for one in reading.split_pieces(text, 2, max_pieces=3)]


def state(field: object, name: str = "need") -> dict[str, Any]:
    return {"values": {name: {name: field}}}


def test_fields_hold_what_we_know_of_them() -> None:
    read = reading.read_fields(
        {
            "values": {
                "need": {"need": {"type": "plain_text_input", "value": "Un\0 besoin \ud800"}},
                "defi": {"defi": {"type": "static_select", "selected_option": {"text": {}, "value": "7"}}},
                "none": {"none": {"type": "static_select", "selected_option": None}},
                "day": {"day": {"selected_date": "2026-05-12"}},
                "file": {"file": {"files": [{"id": "F1", "name": "plan.pdf", "size": 12, "url_private": "x"}]}},
                "empty": {},
            }
        }
    )
    assert read == {
        "need": {"value": "Un besoin ?"},
        "defi": {"selected_option": {"value": "7"}},
        "none": {},
        "day": {"selected_date": "2026-05-12"},
        "file": {"files": [{"id": "F1", "name": "plan.pdf", "size": 12}]},
        "empty": {},
    }
    assert (read["of another form"], "of another form" in read) == ({}, False)


@pytest.mark.parametrize("nothing", [None, {}, {"values": None}, {"values": {}}])
def test_form_without_fields_holds_none(nothing: object) -> None:
    assert reading.read_fields(nothing) == {}


WRONG: dict[str, list[object]] = {
    "value": [7, ["canari"], "x" * 10_001],
    "selected_option": ["7", [7], {"value": 7}],
    "selected_options": [{}, ["7"], [{"value": 7}], [{"value": "7"}] * 101],
    "selected_date": [7, "demain", "0001-01-01"],
    "selected_time": [7, "midi"],
    "selected_date_time": ["1778572800", -1, 2**63, 1.5, True],
    "files": ["F1", ["F1"], [{}], [{"id": 7}], [{"id": "F1", "size": "12"}]],
}
NO_FIELDS: list[object] = [
    *("text", 7, [], {"values": "text"}, {"values": []}, {"values": {"need": "text"}}, state(7)),
    {"values": {f"field-{number}": {} for number in range(201)}},
]


@pytest.mark.parametrize("state", [*NO_FIELDS, *(state({key: one}) for key, wrong in WRONG.items() for one in wrong)])
def test_fields_of_another_kind_are_refused(state: object) -> None:
    with pytest.raises(Garbled):
        reading.read_fields(state)


@given(JSON)
def test_whatever_comes_is_read_or_refused(whatever: object) -> None:
    for one in (whatever, {"values": whatever}, state(whatever)):
        with suppress(Garbled):
            reading.read_fields(one)
    for action in ({"value": whatever}, {"selected_option": whatever}):
        with suppress(Garbled):
            assert "\0" not in reading.read_button(action).encode().decode()  # half a character cannot be encoded


def test_field_gives_what_was_typed_and_ticked_and_nothing_where_it_is_not() -> None:
    values = {"a": {"x": {"value": "Mot"}}, "b": {"x": {"selected_options": [{"value": "7"}, {"value": "8"}]}}}
    fields = reading.read_fields({"values": values})
    assert [fields.typed_text(name) for name in "abc"] == ["Mot", "", ""]
    assert [fields.ticked_values(name) for name in "abc"] == [[], ["7", "8"], []]
