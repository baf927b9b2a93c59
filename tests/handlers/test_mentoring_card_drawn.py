"""What a mentoring cycle's card shows to whom, in every state, beyond what all golden views must keep."""

import json
import re
from dataclasses import replace
from datetime import datetime

import pytest

from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import CycleSheet
from bot.programme.model import Person
from bot.sandbox.blockkit.judge import MESSAGE_TEXT, message_faults, text_length, view_faults
from handlers.kit.blocks import Json, Message
from handlers.kit.faults import note_modal
from handlers.kit.mrkdwn import unescape
from handlers.mentoring.card import views as card_views
from handlers.mentoring.listing import views as listing_views
from tests.handlers.mentoring_card_examples import (
    COUNTERED,
    DECLINED,
    EXAMPLES,
    FOLLOWED,
    LATE,
    MIDWAY,
    MISSED,
    RUNNING,
)
from tests.handlers.mentoring_sheets import (
    AFTER,
    BETWEEN,
    CLAIRE,
    DURING,
    LEA,
    LINK,
    MAYA,
    NEED,
    NOW,
    ROSE,
    SAMI,
    sheet,
)

VIEWERS = (LEA, MAYA, SAMI, CLAIRE)
CROWD = [Person(20 + number, f"{number} & {'o' * 71}") for number in range(6)]  # with who asked, seven of 75 signs


def _card(given: CycleSheet, viewer: Person, *, now: datetime = NOW) -> Message:
    """Draw all that this person can do, as « Ouvrir » and a mail have it."""
    return card_views.whole_card(given, viewer.id, preparation="Écrire son besoin.", has_group=True, now=now)


def test_cards_fit_into_a_note() -> None:
    drawn = {name: note_modal(one) for name, draw in EXAMPLES.items() if isinstance(one := draw(), Message)}
    assert {name: found for name, one in drawn.items() if (found := view_faults(one))} == {}


@pytest.mark.parametrize(
    ("given", "now", "asker", "mentor", "guest", "coach"),
    [
        (sheet(CycleState.ASKED), NOW, "withdraw", "when decline", "", "when decline withdraw reassign"),
        (
            sheet(CycleState.OFFERED),
            NOW,
            "accept choose withdraw",
            "decline",
            "",
            "decline accept choose withdraw reassign",
        ),
        (sheet(), NOW, "withdraw", "confirm answer decline", "", "confirm answer decline withdraw reassign"),
        (sheet(CycleState.ANSWERED), NOW, "choose withdraw", "decline", "", "decline choose withdraw reassign"),
        (COUNTERED, NOW, "accept choose withdraw", "decline", "", "decline accept choose withdraw reassign"),
        (
            RUNNING,
            NOW,
            "link calendar move end",
            "link calendar move end",
            "link calendar skip leave",
            "hand_over move end",
        ),
        (
            RUNNING,
            DURING,
            "link calendar move end",
            "link missed calendar move end",
            "link calendar skip leave",
            "missed hand_over move end",
        ),
        (
            MISSED,
            BETWEEN,
            "link replan calendar move end",
            "link calendar move end",
            "link calendar skip leave",
            "replan hand_over move end",
        ),
        (
            replace(LATE, cycle=replace(LATE.cycle, mentor_id=MAYA.id)),
            BETWEEN,
            "link calendar end",
            "agree_late refuse_late missed end",
            "link calendar skip leave",
            "agree_late refuse_late missed hand_over end",
        ),
        (sheet(CycleState.DONE), AFTER, "review again", "review missed", "", ""),
        (sheet(CycleState.ENDED), BETWEEN, "", "", "", ""),
        (DECLINED, NOW, "next", "", "", "reassign"),
        (FOLLOWED, NOW, "", "", "", ""),
        (sheet(CycleState.LAPSED), NOW, "next", "", "", "reassign"),
        (sheet(CycleState.WITHDRAWN), NOW, "", "", "", ""),
    ],
    ids=lambda one: one.cycle.state if isinstance(one, CycleSheet) else "",
)
def test_card_has_the_buttons_of_its_readers_part(
    given: CycleSheet, now: datetime, asker: str, mentor: str, guest: str, coach: str
) -> None:
    shown = [
        " ".join(one["action_id"].partition(".")[2] for one in buttons(_card(given, who, now=now))) for who in VIEWERS
    ]
    assert shown == [asker, mentor, guest, coach]


@pytest.mark.parametrize(
    ("given", "who", "expected"),
    [
        (RUNNING, LEA, "move open:3"),
        (RUNNING, SAMI, "skip leave open:3"),
        (MISSED, LEA, "replan move open:3"),
        (MIDWAY, MAYA, "missed move open:3"),
        (LATE, ROSE, "agree_late refuse_late open:4"),
        (sheet(), MAYA, "confirm answer decline"),
    ],
)
def test_the_message_has_three_of_them_at_most(given: CycleSheet, who: Person, expected: str) -> None:
    drawn = card_views.card(given, who.id, preparation="", has_group=True, now=BETWEEN)
    assert " ".join(one["action_id"].partition(".")[2] for one in buttons(drawn)) == expected
    assert drawn.in_full.blocks == (drawn.whole or drawn.blocks)


def test_every_state_has_a_card_for_every_reader() -> None:
    drawn = [_card(sheet(state), who, now=now) for state in CycleState for who in VIEWERS for now in (NOW, AFTER)]
    assert [one.text for one in drawn if len(buttons(one)) > 5 or message_faults(list(one.blocks))] == []


@pytest.mark.parametrize(
    ("given", "who", "now", "title"),
    [
        (RUNNING, MAYA, DURING, "Mentorat\u00a0: séance en cours, jusqu’à 15\u00a0h\u00a030"),
        (MISSED, LEA, BETWEEN, "Mentorat\u00a0: une séance à reprogrammer"),
        (LATE, ROSE, BETWEEN, "Mentorat\u00a0: une date à accepter"),
        (LATE, LEA, BETWEEN.replace(day=28), "Mentorat\u00a0: accord de Rose Petit attendu"),
        (RUNNING, LEA, NOW, "Mentorat\u00a0: prochaine séance mardi 12 mai à 14\u00a0h"),
    ],
)
def test_a_running_cycles_title_is_what_counts_first(given: CycleSheet, who: Person, now: datetime, title: str) -> None:
    assert _card(given, who, now=now).blocks[0]["text"]["text"] == title


@pytest.mark.parametrize("state", [CycleState.LAPSED, CycleState.WITHDRAWN])
def test_times_are_free_again_only_where_some_were_held(state: CycleState) -> None:
    held = sheet(state)
    free = "créneaux sont de nouveau libres"
    for who in VIEWERS:
        said = [free in _card(one, who).text for one in (held, replace(held, sessions=()))]
        assert said == [True, False], who.name


def test_a_long_name_pushes_no_date_out_of_what_is_read_aloud() -> None:
    long = replace(LEA, name="Marie-Antoinette Delaporte-Vanderbeken de la Rochefoucauld")
    given = replace(MISSED, people={**MISSED.people, LEA.id: long})
    (replan,) = [one for one in buttons(_card(given, CLAIRE, now=BETWEEN)) if one["action_id"] == "mentoring.replan"]
    assert replan["accessibility_label"].startswith("mardi 19 mai à 14\u00a0h : Choisir un nouveau créneau")


def test_a_coach_speaks_for_somebody_named() -> None:
    labels = [one["text"]["text"] for one in buttons(_card(sheet(), CLAIRE))]
    assert labels == [
        "Confirmer les 4\u00a0séances, pour Maya Benali",
        "Répondre séance par séance, pour Maya Benali",
        "Décliner la demande, pour Maya Benali",
        "Retirer la demande, pour Léa Martin",
        "Proposer à quelqu’un d’autre",
    ]


def test_the_button_of_what_did_not_take_place_is_the_latest_sessions() -> None:
    by_state = {
        now: [one["value"] for one in buttons(_card(MIDWAY, MAYA, now=now)) if one["action_id"] == "mentoring.missed"]
        for now in (DURING, BETWEEN)
    }
    assert by_state == {DURING: ["12"], BETWEEN: ["12"]}
    done = sheet(CycleState.DONE)
    long_after = AFTER.replace(month=7)
    assert [one["action_id"] for one in buttons(_card(done, MAYA, now=long_after))] == ["mentoring.review"]


@pytest.mark.parametrize("sign", ["&", "*", ":tada:", "é", "<"])
def test_a_need_of_3000_signs_among_seven_long_names_is_shown_whole(sign: str) -> None:
    need = sign * (2600 if sign == "<" else 3000 // len(sign))  # 3000 signs of four characters alone are 12,000
    mentor, asker = replace(MAYA, name=CROWD[0].name), replace(LEA, name=CROWD[1].name)
    given = sheet(CycleState.RUNNING, need=need, link=LINK, guests=CROWD, mentor=mentor, asker=asker, reason="o" * 300)
    for drawn in (_card(given, CLAIRE), card_views.group_message(given, now=NOW)):
        assert message_faults(list(drawn.blocks)) == []
        assert text_length(list(drawn.blocks)) <= MESSAGE_TEXT
        assert unescape(shown(drawn)).count(sign) >= len(need) // len(sign)


def test_the_need_is_in_no_text_that_a_locked_screen_shows() -> None:
    drawn = [
        *(_card(sheet(state), who) for state in CycleState for who in VIEWERS),
        card_views.group_message(RUNNING, now=NOW),
    ]
    assert [one.text for one in drawn if NEED in one.text or NEED not in shown(one)] == []


def test_who_left_reads_the_need_no_longer() -> None:
    drawn = [json.dumps(EXAMPLES[name]().__dict__) for name in ("mentoring_card.card.left", "mentoring_group.closed")]
    hidden = (NEED[:20], "visio", "mardi")
    assert [one for one in hidden for text in drawn if one in text] == []


def test_the_message_to_each_and_the_lists_hold_no_need() -> None:
    lists = [name for name in EXAMPLES if name.startswith(("mentoring_list", "mentoring_group.started"))]
    assert [name for name in lists if NEED in shown(EXAMPLES[name]())] == []
    assert NEED not in shown(card_views.group_message(RUNNING, has_needs=False, now=NOW))


def test_what_no_longer_runs_is_not_told_to_each() -> None:
    assert card_views.cycle_started_message(sheet(CycleState.ENDED), MAYA.id, now=NOW) is None
    assert card_views.cycle_started_message(RUNNING, CLAIRE.id, now=NOW) is None


def test_the_message_of_the_group_keeps_its_buttons_while_the_cycle_runs() -> None:
    states = (CycleState.RUNNING, CycleState.DONE, CycleState.ENDED)
    drawn = {
        state: [one["action_id"] for one in buttons(card_views.group_message(sheet(state), now=NOW))]
        for state in states
    }
    assert drawn == {
        CycleState.RUNNING: ["mentoring.move", "mentoring.open:3"],
        CycleState.DONE: [],
        CycleState.ENDED: [],
    }


def test_typed_text_pings_nobody() -> None:
    drawn = json.dumps(EXAMPLES["mentoring_card.card.hostile"]().__dict__)
    assert re.findall(r"<[!@#]", drawn) == []


def test_the_list_says_first_what_waits_for_its_reader() -> None:
    waiting = replace(sheet(CycleState.OFFERED), cycle=replace(sheet(CycleState.OFFERED).cycle, id=9))
    drawn = listing_views.cycles_message(
        [RUNNING, waiting], LEA.id, may_request=True, is_mentor=False, is_coach=False, now=NOW
    )
    assert [one["action_id"] for one in buttons(drawn)] == ["mentoring.open:9", "mentoring.open:3", "mentoring.start"]
    assert "Maya Benali attend votre réponse avant le vendredi 8 mai à 17\u00a0h." in drawn.text


def test_cycles_with_one_person_are_told_apart_where_they_open() -> None:
    two = [MISSED, replace(MIDWAY, cycle=replace(MIDWAY.cycle, id=9))]
    drawn = listing_views.cycles_message(two, LEA.id, may_request=False, is_mentor=False, is_coach=False, now=BETWEEN)
    assert [one["accessibility_label"].replace("\u00a0", " ") for one in buttons(drawn)] == [
        "Ouvrir : à reprogrammer, Maya Benali, défi Carte Vive, science de la donnée",
        "mardi 26 mai à 14 h : Ouvrir, Maya Benali, défi Carte Vive, science de la…",
    ]


def test_a_list_of_twenty_long_names_fits_a_message() -> None:
    long = [sheet(mentor=replace(CROWD[0], id=30), domain="&" * 80, id=number) for number in range(25)]
    drawn = listing_views.cycles_message(long, LEA.id, may_request=True, is_mentor=True, is_coach=True, now=NOW)
    assert message_faults(list(drawn.blocks)) == []
    assert (len(buttons(drawn)), drawn.text.endswith("autres mentorats.")) == (3, True)


def test_a_need_too_long_for_a_message_is_cut_short() -> None:
    given = sheet(CycleState.RUNNING, need="<" * 3000, link=LINK, guests=CROWD, reason="&" * 300)
    drawn = _card(given, CLAIRE)
    assert text_length(list(drawn.blocks)) <= MESSAGE_TEXT
    assert "…" in shown(drawn)


def test_what_the_mentor_confirms_anew_is_counted() -> None:
    again = sheet(sessions=(SessionState.AGREED, SessionState.HELD, SessionState.AGREED, SessionState.AGREED))
    assert buttons(_card(again, MAYA))[0]["text"]["text"] == "Confirmer la séance"


def shown(drawn: object) -> str:
    """Give all that a message's blocks show, as it is read."""
    assert isinstance(drawn, Message)
    texts = re.findall(r'"text": "((?:[^"\\]|\\.)*)"', json.dumps(drawn.blocks, ensure_ascii=False))
    return "".join(texts).replace("&lt;", "<").replace("&amp;", "&")


def buttons(drawn: object) -> list[Json]:
    """Give a message's buttons."""
    assert isinstance(drawn, Message)
    rows = [block["elements"] for block in drawn.blocks if block["type"] == "actions"]
    return [one for row in rows for one in row if one["type"] == "button"]


def test_a_label_with_a_name_of_any_length_fits_into_a_button() -> None:
    for letters in range(2, 76):
        long = replace(MAYA, name="é" * letters)
        given = sheet()
        for one in buttons(_card(replace(given, people={**given.people, MAYA.id: long}), CLAIRE)):
            assert len(one["text"]["text"]) <= 75  # Slack's most
            assert len(one.get("accessibility_label", "")) <= 75
