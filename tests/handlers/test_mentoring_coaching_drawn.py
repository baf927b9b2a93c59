"""What coaches are shown of cycles, beyond what all golden views must keep."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import Invalid
from bot.mentoring.cycle import CycleState, SessionState
from bot.mentoring.model import SHIPPED
from handlers.kit.blocks import Message
from handlers.kit.reading import Fields
from handlers.mentoring.asking.forms import read_limit, read_mentor
from handlers.mentoring.card import buttons
from handlers.mentoring.coaching import views as coaching_views
from handlers.mentoring.overview import views as overview_views
from handlers.mentoring.standing import ReaderRole
from tests.handlers.mentoring_coaching_examples import (
    EACH,
    EXAMPLES,
    HANDED,
    LAPSED,
    MANY,
    RUNNING,
    SECRET,
    taken_by_claire,
)
from tests.handlers.mentoring_sheets import AFTER, CLAIRE, LEA, MAYA, NEED, NOE, NOW, ROSE, sheet


def plain(name: str) -> Any:  # noqa: ANN401 - JSON
    drawn = EXAMPLES[name]()
    return [drawn.text, *drawn.blocks] if isinstance(drawn, Message) else drawn


def pressed(name: str) -> list[str]:
    blocks = plain(name)["blocks"] if isinstance(plain(name), dict) else plain(name)[1:]
    return [one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]]


def values_of(block: dict[str, Any]) -> list[str]:
    groups = block["elements"][0]["option_groups"]
    return [option["value"] for group in groups for option in group["options"]]


def test_typed_text_pings_nobody() -> None:
    said = json.dumps([[one.text, *mrkdwn(one)] for draw in EXAMPLES.values() if isinstance(one := draw(), Message)])
    assert [text for text in ("<!", "<@") if text in said] == []


def mrkdwn(drawn: Message) -> list[str]:
    """Give what Slack reads as markup; a choice of a list is plain text."""
    return [one["text"]["text"] for one in drawn.blocks if one["type"] == "section" and one["text"]["type"] == "mrkdwn"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_need_document_and_reason_are_never_shown(name: str) -> None:
    drawn = json.dumps(plain(name), ensure_ascii=False)
    assert [word for word in (NEED, "Relire", "docs.example", str(SECRET["reason"])) if word in drawn] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("coaching.overview", ["open", "export"]),
        ("coaching.overview.nothing", []),
        ("coaching.no_group", ["open"]),
        ("coaching.unanswered", ["take"]),
        ("coaching.unanswered.taken", []),
        ("coaching.orphaned", ["hand_over", "take"]),
        ("coaching.orphaned.request", ["reassign", "take"]),
        ("coaching.orphaned.taken", ["hand_over"]),
        ("coaching.orphaned.settled", []),
        ("coaching.orphaned.over", []),
        ("coaching.took", ["open", "reassign"]),
        ("coaching.took.running", ["open", "hand_over"]),
        ("coaching.handed.taker", []),
    ],
)
def test_buttons_are_those_that_can_be_pressed(name: str, shown: list[str]) -> None:
    assert pressed(name) == [f"mentoring.{one}" for one in shown]


def test_list_says_who_waits_for_whom_since_when() -> None:
    said = {one.split("*")[1]: one for one in mrkdwn(overview_views.overview_message(EACH[:1], now=NOW))}
    assert said == {
        "Carte Vive": "*Carte Vive*\nLéa Martin et Sami Haddad, avec Maya Benali (science de la donnée). "
        "Demande envoyée, sans dates. Réponse attendue de Maya Benali, depuis le dimanche 3 mai, "
        "au plus tard le vendredi 8 mai à 17\u00a0h."
    }
    waits = [text for text in mrkdwn(overview_views.overview_message(EACH, now=NOW)) if "Réponse attendue" in text]
    assert [text.split("attendue de ")[1].split(",")[0] for text in waits] == [
        "Maya Benali",
        "Léa Martin",
        "Maya Benali",
        "Léa Martin",
    ]


def test_two_hundred_cycles_fit_with_the_live_ones_first() -> None:
    drawn = overview_views.overview_message(MANY, now=NOW)
    sections = mrkdwn(drawn)
    foot, row = drawn.blocks[-2], drawn.blocks[-1]
    live = [str(one.cycle.id) for one in MANY if one.cycle.state.is_live]
    assert (len(live), values_of(row)) == (100, live)
    assert len(sections) > 10
    assert foot["elements"][0]["text"].startswith(
        f"Et {200 - len(sections)}\u00a0autres cycles, dont 100 déjà terminés."
    )


def test_cycles_of_the_same_people_are_told_apart_in_the_list() -> None:
    (opener, _export) = overview_views.overview_message(EACH, now=NOW).blocks[-1]["elements"]
    named = {
        group["label"]["text"]: [one["text"]["text"] for one in group["options"]] for group in opener["option_groups"]
    }
    assert (
        named["En attente d’une réponse"][0]
        == "depuis le dimanche 3 mai\u00a0: science de la donnée, Carte Vive, Maya Benali"
    )
    waiting, over = named["En attente d’une réponse"], named["Terminés ou sans suite"]
    assert (len({*waiting}), len({*over})) == (len(waiting), len(over))


def test_what_is_over_stands_behind_and_its_last_first() -> None:
    over = [sheet(CycleState.DONE, id=1, turned_at=NOW), sheet(CycleState.LAPSED, id=2, turned_at=AFTER)]
    row = overview_views.overview_message([*over, RUNNING], now=AFTER).blocks[-1]
    assert values_of(row) == [str(RUNNING.cycle.id), "2", "1"]


def test_mentors_of_the_domain_stand_first_with_their_room() -> None:
    groups = plain("coaching.hand_over_form")["blocks"][1]["element"]["option_groups"]
    assert [(group["label"]["text"], [one["text"]["text"] for one in group["options"]]) for group in groups] == [
        ("Pour ce domaine", ["Noé Lambert\u00a0: 2\u00a0places", "Rose Petit\u00a0: 1\u00a0place"]),
        ("Autres domaines", ["Zoé Blanc\u00a0: limite atteinte"]),
    ]


@pytest.mark.parametrize(("limit", "shown"), [(None, "2"), (0, "0"), (10, "10"), (15, "10")])
def test_limit_form_begins_with_what_holds_now(limit: int | None, shown: str) -> None:
    assert coaching_views.limit_form(limit, SHIPPED)["blocks"][0]["element"]["initial_option"]["value"] == shown


@pytest.mark.parametrize(
    "draw",
    [
        lambda: coaching_views.no_group_message(sheet(CycleState.ENDED), reason="no_account", now=NOW),
        lambda: coaching_views.no_group_message(RUNNING, reason="no_account", now=AFTER),
        lambda: coaching_views.unanswered_message(sheet(CycleState.HELD), now=NOW),
        lambda: coaching_views.mentor_lost_message(RUNNING, person=None, now=NOW),
        lambda: coaching_views.coach_in_charge_message(LAPSED, now=NOW),
        lambda: coaching_views.coach_in_charge_message(taken_by_claire(sheet(CycleState.DONE)), now=NOW),
        lambda: coaching_views.coach_in_charge_message(taken_by_claire(RUNNING), now=AFTER),
        lambda: coaching_views.handed_over_message(RUNNING, LEA.id, giver=MAYA, taker=ROSE, now=NOW),
        lambda: coaching_views.handed_over_message(HANDED, LEA.id, giver=None, taker=ROSE, now=NOW),
        lambda: coaching_views.handed_over_message(
            sheet(CycleState.DONE, mentor=ROSE), LEA.id, giver=MAYA, taker=ROSE, now=AFTER
        ),
    ],
)
def test_what_is_no_longer_true_is_not_told(draw: Callable[[], Message | None]) -> None:
    assert draw() is None


def test_who_gave_a_cycle_away_is_told_though_it_is_over() -> None:
    done = replace(HANDED, cycle=replace(HANDED.cycle, state=CycleState.DONE))
    assert coaching_views.handed_over_message(done, MAYA.id, giver=MAYA, taker=ROSE, now=AFTER) is not None


def test_fields_are_read_and_an_empty_one_is_refused() -> None:
    values = {"mentor": {"selected_option": {"value": str(NOE.id)}}, "limit": {"selected_option": {"value": "0"}}}
    assert (read_mentor(Fields(values)), read_limit(Fields(values))) == (NOE.id, 0)
    for read, facts in (
        (read_mentor, {"field": "mentor", "reason": "gone"}),
        (read_limit, {"field": "limit", "reason": "range"}),
    ):
        with pytest.raises(Invalid) as refused:
            read(Fields({"mentor": {"selected_option": None}}))
        assert refused.value.facts == facts


def test_a_cycle_that_only_waits_for_a_time_is_handed_over_and_looked_after() -> None:
    over, open_ = SessionState.OVER, SessionState.OPEN
    given = sheet(CycleState.RUNNING, sessions=(over, over, over, open_), taken_by=CLAIRE.id)
    row = buttons.buttons_of(given, ReaderRole.COACH, viewer_id=CLAIRE.id, now=AFTER)
    assert "mentoring.hand_over" in [one.to_dict()["action_id"] for one in row]
    assert coaching_views.coach_in_charge_message(given, now=AFTER)
