"""What a bureau d'aide's card shows to whom, beyond what all golden views must keep."""

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from bot.agenda.model import State
from bot.dates.paris import from_epoch
from bot.errors import Invalid
from bot.helpdesk.model import Document, Paper
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.blockkit.judge import MESSAGE_TEXT, text_length
from handlers.helpdesk import card_views, news_views
from handlers.helpdesk.changes.forms import ChangeMetadata, read_metadata, read_moves, read_sessions
from handlers.helpdesk.paper.listeners import read_paper
from handlers.kit.blocks import Message
from tests.handlers.helpdesk_card_examples import (
    BEFORE,
    BOTH,
    CLAIRE,
    EXAMPLES,
    GONE,
    LEA,
    NORA,
    NOW,
    REQUEST,
    SAMI,
    SAMI_LEFT_ONE,
    SEVERAL,
    SHEET,
    STARTS,
    TWO,
)
from tests.journeys.promotion import plain

MOVE, CANCEL, MORE, LEAVE, PAPER = (
    "helpdesk.move",
    "helpdesk.cancel",
    "helpdesk.more",
    "helpdesk.leave",
    "helpdesk.paper",
)
DAY = f"day-7-{int(STARTS.timestamp())}"
TIME = f"time-7-{int(STARTS.timestamp())}"


@pytest.mark.parametrize(
    ("name", "buttons"),
    [
        ("booker", [MOVE, CANCEL, MORE]),
        ("undoable", ["helpdesk.undo", MOVE, MORE]),
        ("host", [MOVE, CANCEL, MORE]),
        ("guest", [LEAVE, PAPER, MORE]),
        ("guest-file", [LEAVE, MORE]),
        ("specialist", [LEAVE, MORE]),
        ("left", ["helpdesk.come_back"]),
        ("left-one", [LEAVE, "helpdesk.come_back", MORE]),
        ("cancelled", ["helpdesk.again"]),
        ("cancelled.host", []),
        ("running", [MORE]),
        ("past", []),
    ],
)
def test_card_has_the_buttons_of_its_readers_part(name: str, buttons: list[str]) -> None:
    assert [one["action_id"] for one in buttons_of(EXAMPLES[f"card.card.{name}"]())] == buttons


def test_a_specialist_reads_need_and_document_once_the_team_agreed() -> None:
    paper = Paper(Document.LINK, "https://docs.example.org/plan")
    sheet = replace(SEVERAL, request=replace(REQUEST, paper=paper))
    shown = {
        viewer.name: (REQUEST.need in str(drawn), "docs.example.org" in str(drawn))
        for viewer in (NORA, SAMI, CLAIRE)
        if (drawn := card_views.card(sheet, viewer.id, preparation="", now=NOW))
    }
    assert shown == {NORA.name: (False, False), SAMI.name: (True, True), CLAIRE.name: (True, True)}


def test_the_need_is_in_no_text_that_a_locked_screen_shows() -> None:
    assert REQUEST.need not in card_views.card(SHEET, LEA.id, preparation="", now=NOW).text


@pytest.mark.parametrize("sign", ["<", "&", "é"])
def test_a_need_of_3000_signs_is_shown_whole(sign: str) -> None:
    sheet = replace(SHEET, request=replace(REQUEST, need=sign * 3000))
    card = card_views.card(sheet, CLAIRE.id, preparation="Écrire son besoin. " * 10, now=NOW)
    texts = [block["text"]["text"] for block in card.blocks if block["type"] == "section"]
    shown = "".join(texts).replace("&lt;", "<").replace("&amp;", "&")
    assert (text_length(list(card.blocks)) <= MESSAGE_TEXT, shown.count(sign) >= 3000) == (True, True)


def test_typed_text_pings_nobody() -> None:
    assert re.findall(r"<[!@#]", str(EXAMPLES["card.card.hostile"]())) == []


def test_the_channel_hears_the_date_and_nothing_else() -> None:
    text = str(EXAMPLES["card.channel"]())
    hidden = (REQUEST.need, LEA.name, CLAIRE.name, SHEET.defi.name, "visio")
    assert [one for one in hidden if one in text] == []


def test_only_who_can_book_reads_the_button_to_book_again() -> None:
    porteur = replace(SAMI, memberships=(Membership(Role.PORTEUR, 1, 1),))
    for person, books in ((SAMI, True), (porteur, False)):
        sheet = replace(GONE, people={**GONE.people, SAMI.id: person})
        told = news_views.cancelled_message(sheet, SAMI.id, known=BEFORE, by=LEA, now=NOW)
        assert ("helpdesk.start" in str(told)) == books


def test_what_is_no_longer_true_is_not_told() -> None:
    back = {7: int(STARTS.timestamp())}
    assert news_views.moved_message(GONE, SAMI.id, known=BEFORE, by=LEA, now=NOW) is None
    assert news_views.moved_message(SHEET, SAMI.id, known=back, by=LEA, now=NOW) is None
    assert news_views.cancelled_message(SHEET, SAMI.id, known=back, by=LEA, now=NOW) is None
    assert news_views.added_message(GONE, SAMI.id, appointment_ids=[7], by=LEA, now=NOW) is None
    assert news_views.left_message(GONE, LEA.id, appointment_ids=[7], person=SAMI, now=NOW) is None
    assert news_views.moved_message(SHEET, NORA.id, known=BEFORE, by=LEA, now=NOW) is None
    given = replace(SHEET, request=replace(REQUEST, paper=Paper(Document.SPOKEN)))
    assert news_views.paper_lost_message(given, now=NOW) is None
    assert news_views.paper_lost_message(SHEET, now=STARTS) is None


def test_the_team_can_book_again_and_the_host_cannot() -> None:
    again = [bool(buttons_of(EXAMPLES[f"news.cancelled.{one}"]())) for one in ("guest", "host")]
    assert again == [True, False]


def test_only_what_the_host_touched_moves() -> None:
    values = {
        DAY: {"selected_date": "2026-05-12"},
        TIME: {"selected_time": "14:00"},
        f"day-8-{BEFORE[8]}": {"selected_date": "2026-05-20"},
        f"time-8-{BEFORE[8]}": {"selected_time": "09:15"},
    }
    assert [(one.appointment_id, one.starts) for one in read_moves(values, minutes=60)] == [(8, from_epoch(1779261300))]
    del values[f"day-8-{BEFORE[8]}"]
    with pytest.raises(Invalid) as refused:
        read_moves(values, minutes=60)
    assert refused.value.facts == {"field": "slot", "reason": "same"}


@pytest.mark.parametrize("minutes", [0, 60])
def test_two_sessions_keep_fifteen_minutes_between_them(minutes: int) -> None:
    first, second = ({"selected_option": {"value": str(BEFORE[7] + 60 * more)}} for more in (0, minutes))
    with pytest.raises(Invalid) as refused:
        read_moves({"slot-7": first, "slot-8": second}, minutes=60)
    assert refused.value.facts == {"field": "slot-8", "reason": "near"}


def test_no_box_ticked_cancels_nothing() -> None:
    with pytest.raises(Invalid):
        read_sessions({"sessions": {"selected_options": []}}, ChangeMetadata(1, "b"))
    assert read_sessions({}, read_metadata(str(ChangeMetadata(1, str(uuid4()), 7)))) == [7]


def test_a_document_is_one_thing() -> None:
    file = {"files": [{"id": "F1", "name": "plan.pdf", "size": 3}]}
    assert read_paper({"file": file, "link": {"value": None}}) == (Paper(Document.FILE, "F1", "plan.pdf"), 3)
    both: dict[str, Any] = {"file": file, "link": {"value": "https://example.org/plan"}}
    nothing: dict[str, Any] = {"file": {}, "link": {}}
    for values in (both, nothing):
        with pytest.raises(Invalid):
            read_paper(values)


def test_a_cancelled_seance_is_said_in_the_card() -> None:
    half = replace(BOTH, sessions=(replace(BOTH.sessions[0], state=State.CANCELLED), BOTH.sessions[1]))
    text = card_views.card(half, LEA.id, preparation="", now=NOW).text.replace("\u00a0", " ")
    assert "mardi 12 mai, de 14 h à 15 h (séance annulée) ; mardi 19 mai, de 14 h à 15 h" in text


def buttons_of(drawn: object) -> list[dict[str, Any]]:
    blocks = drawn.blocks if isinstance(drawn, Message) else ()
    return [one for block in blocks for one in block.get("elements", ()) if one.get("type") == "button"]


def test_the_room_is_that_of_the_next_session_to_which_the_reader_comes() -> None:
    later = "https://visio.example.org/later"
    sheet = replace(SAMI_LEFT_ONE, sessions=(SAMI_LEFT_ONE.sessions[0], replace(TWO, link=later)))
    rooms = {who: card_views.card(sheet, who, preparation="", now=NOW).text for who in (1, 2)}
    assert (later in rooms[2], later in rooms[1]) == (True, False)


def test_who_comes_to_nothing_more_is_not_offered_to_leave() -> None:
    sheet = replace(SAMI_LEFT_ONE, sessions=(replace(TWO, starts=NOW - (STARTS - NOW)), SAMI_LEFT_ONE.sessions[0]))
    drawn = card_views.card(sheet, SAMI.id, preparation="", now=NOW)
    assert LEAVE not in [one["action_id"] for one in buttons_of(drawn)]


def test_the_session_that_somebody_else_leaves_names_them() -> None:
    drawn = card_views.card(SAMI_LEFT_ONE, CLAIRE.id, preparation="", now=NOW)
    lines = [one for one in plain(drawn.blocks[1]["text"]["text"]).split("\n") if "sans" in one]
    assert [one.partition(" (")[2] for one in lines] == ["sans Sami Haddad)"]
    assert "Sami Haddad" in plain(drawn.text)  # who comes to the other
