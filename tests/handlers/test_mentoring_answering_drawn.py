"""What the forms and messages before a cycle begins show, at the limits too, and how their fields are read."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.dates.hours_text import UnreadableText
from bot.dates.paris import from_epoch
from bot.errors import Invalid, Refusal, SlotTaken
from bot.mentoring.answers import MentorAnswer
from bot.mentoring.cycle import CycleState, SessionEvent
from bot.mentoring.model import SHIPPED, Obstacle
from bot.sandbox.blockkit.judge import MESSAGE_TEXT, message_faults, text_length, view_faults
from handlers.kit import texts
from handlers.kit.blocks import Message
from handlers.kit.escaping import escape, escape_controls
from handlers.kit.reading import Fields
from handlers.mentoring import request_views as asking_news_views
from handlers.mentoring.answering import texts as answering_texts
from handlers.mentoring.answering import views as answering_views
from handlers.mentoring.answering.forms import error_field, find_faults, read_answers, read_chosen_times, read_ranges
from handlers.mentoring.choosing import views as choosing_views
from tests.handlers.mentoring_answering_examples import (
    ANSWERED,
    ASKED,
    DECLINED,
    DST_FREE,
    DST_NOW,
    DST_STARTS,
    EARLIEST,
    EXAMPLES,
    FEW,
    HELD,
    LAPSED,
    LONG_SHEET,
    MANY,
    MENTOR,
    OFFERED,
    REASON,
    RUNNING,
    TEAM,
    WITHDRAWN,
    free,
    in_state,
    long,
)
from tests.handlers.mentoring_sheets import ANSWER_BY, HOSTILE, LEA, MAYA, NEED, NOW, SAMI, STARTS, sheet
from tests.handlers.typography import faults

MOST_CHOICES = 100  # of one list, in Slack
VIEW_BYTES = 250_000  # measured by others; Slack publishes no figure


def plain(drawn: Any) -> Any:  # noqa: ANN401 - JSON
    return [drawn.text, *drawn.blocks] if isinstance(drawn, Message) else drawn


def blocks_of(drawn: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    return list(drawn.blocks) if isinstance(drawn, Message) else drawn["blocks"]


def buttons(name: str) -> list[str]:
    rows = [block["elements"] for block in blocks_of(EXAMPLES[name]()) if block["type"] == "actions"]
    return [one["action_id"].removeprefix("mentoring.") for row in rows for one in row]


def fields(drawn: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in drawn["blocks"] if block["type"] == "input"}


def options(block: dict[str, Any]) -> list[str]:
    return [one["text"]["text"] for group in block["element"]["option_groups"] for one in group["options"]]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: answering_views.answer_form(LONG_SHEET, None, starts=MANY, now=NOW),
        lambda: answering_views.decline_form(LONG_SHEET, None),
        lambda: answering_views.available_times_form(in_state(ASKED), None, earliest=EARLIEST, now=NOW),
        lambda: answering_views.answer_saved_modal(in_state(ANSWERED), now=NOW),
        lambda: answering_views.sessions_planned_modal(in_state(OFFERED), now=NOW),
        lambda: choosing_views.choice_form(in_state(OFFERED), None, free=free(MANY), now=NOW),
        lambda: choosing_views.choice_form(in_state(ANSWERED), None, free=free(MANY), now=NOW),
        lambda: choosing_views.times_chosen_modal(LONG_SHEET, now=NOW),
    ],
)
def test_form_with_all_that_it_can_hold_is_one_that_slack_takes(draw: Callable[[], dict[str, Any]]) -> None:
    view = draw()
    assert view_faults(view) == []
    assert len(json.dumps(view).encode()) < VIEW_BYTES
    assert all(len(options(one)) <= MOST_CHOICES for one in fields(view).values() if "option_groups" in one["element"])


@pytest.mark.parametrize(
    "draw",
    [
        lambda: asking_news_views.chase_message(LONG_SHEET, MAYA.id, side=MENTOR, now=NOW),
        lambda: asking_news_views.chase_message(in_state(ANSWERED), LEA.id, side=TEAM, now=NOW),
        lambda: asking_news_views.mentor_answer_message(in_state(ANSWERED), is_open=True, now=NOW),
        lambda: asking_news_views.picked_times_message(LONG_SHEET, is_open=True, now=NOW),
        lambda: asking_news_views.lapsed_message(in_state(LAPSED), LEA.id, side=MENTOR, now=NOW),
        lambda: asking_news_views.declined_message(
            in_state(DECLINED, reason=long("& <!here>", 300)), is_posted=False, now=NOW
        ),
        lambda: choosing_views.withdrawn_message(in_state(WITHDRAWN)),
    ],
)
def test_message_with_the_longest_words_is_whole_and_pings_nobody(draw: Callable[[], Message]) -> None:
    drawn = draw()
    written = json.dumps(plain(drawn), ensure_ascii=False)
    assert message_faults(list(drawn.blocks)) == []
    assert text_length(list(drawn.blocks)) <= MESSAGE_TEXT
    assert "<!" not in written
    assert len(drawn.text) < 4000  # nothing was cut off


def test_the_form_has_an_answer_and_a_list_of_96_times_for_each_seance() -> None:
    drawn = fields(answering_views.answer_form(sheet(HELD), MAYA.id, starts=MANY, now=NOW))
    assert list(drawn) == [f"{kind}-{number}" for number in range(11, 15) for kind in ("answer", "time")]
    for number in range(11, 15):
        answer, time = drawn[f"answer-{number}"], drawn[f"time-{number}"]
        assert answer["element"]["initial_option"]["value"] == "confirm"
        assert not answer["optional"]
        assert time["optional"]
        assert len(options(time)) == 96
    labels = [one["label"]["text"] for one in drawn.values()]
    assert len(set(labels)) == len(labels)


def test_without_other_time_there_is_no_list_and_none_can_be_proposed() -> None:
    drawn = fields(EXAMPLES["answering.answer_form.nothing-free"]())  # type: ignore[arg-type]
    assert list(drawn) == ["answer-12", "answer-14"]
    chosen = [one["value"] for one in drawn["answer-12"]["element"]["options"]]
    assert chosen == ["confirm", "refuse"]


def test_other_times_are_other_than_those_that_wait() -> None:
    held = [int(one.appointment.starts.timestamp()) for one in sheet(HELD).sessions]
    drawn = answering_views.answer_form(sheet(HELD), MAYA.id, starts=sorted([*FEW, *held]), now=NOW)
    assert plain(drawn) == plain(answering_views.answer_form(sheet(HELD), MAYA.id, starts=FEW, now=NOW))


def test_times_of_the_month_in_which_clocks_change_are_those_of_paris() -> None:
    drawn = answering_views.answer_form(sheet(HELD, starts=DST_STARTS), MAYA.id, starts=DST_FREE, now=DST_NOW)
    labels = [one["label"]["text"] for name, one in fields(drawn).items() if name.startswith("answer")]
    hours = "de 14\u00a0h à 15\u00a0h\u00a030"
    days = ("mardi 20", "samedi 24", "mardi 27", "vendredi 30")
    assert labels == [f"{day} octobre, {hours}" for day in days]
    shown = options(fields(drawn)["time-13"])
    assert {one.partition(" à ")[2] for one in shown} == {"9\u00a0h", "11\u00a0h", "14\u00a0h", "16\u00a0h"}


def test_the_form_of_times_has_what_is_proposed_chosen_and_says_what_is_refused() -> None:
    drawn = fields(choosing_views.choice_form(sheet(ANSWERED), LEA.id, free=free(MANY), now=NOW))
    assert list(drawn) == ["time-12", "time-13"]
    assert drawn["time-12"]["element"]["initial_option"]["value"] == str(int(STARTS[1].timestamp()))
    assert drawn["time-12"]["label"]["text"] == "Maya Benali propose mardi 19 mai à 14\u00a0h"
    assert "initial_option" not in drawn["time-13"]["element"]
    assert drawn["time-13"]["label"]["text"].startswith("À la place du mardi 26 mai à 14\u00a0h")


def test_where_no_time_is_left_there_is_nothing_to_send_but_a_way_out() -> None:
    drawn = EXAMPLES["choosing.form.stuck"]()
    assert isinstance(drawn, dict)
    assert "submit" not in drawn
    assert buttons("choosing.form.stuck") == ["withdraw"]


def test_the_question_when_shows_the_need_before_it_asks() -> None:
    kinds = [block["type"] for block in blocks_of(EXAMPLES["answering.when_form"]())]
    said = json.dumps(EXAMPLES["answering.when_form"](), ensure_ascii=False)
    assert kinds[-1] == "input"
    assert escape_controls(HOSTILE) in said  # in a block that sets nothing
    assert "<https://docs.example.org/besoin?a=1&amp;b=2>" in said
    assert "l’équipe\u00a0: lundi et mardi, le matin, à partir du lundi 18 mai." in said


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("answering.decline_form", ["no_time"]),
        ("choosing.missing", ["choose"]),
        ("choosing.withdrawn", ["next"]),
        ("asking_news.chase.held", ["confirm", "answer", "decline"]),
        ("asking_news.chase.asked", ["when", "decline"]),
        ("asking_news.chase.offered", ["accept", "choose"]),
        ("asking_news.chase.answered", ["choose"]),
        ("asking_news.answered", ["choose"]),
        ("asking_news.answered.countered", ["accept", "choose"]),
        ("asking_news.answered.offered", ["accept", "choose"]),
        ("asking_news.answered.picked", []),
        ("asking_news.answered.running", []),
        ("asking_news.picked", ["confirm", "answer", "decline"]),
        ("asking_news.picked.answered", []),
        ("asking_news.declined", ["next"]),
        ("asking_news.declined.followed", []),
        ("asking_news.lapsed.mentor-silent", ["next"]),
        ("asking_news.lapsed.followed", []),
        ("asking_news.lapsed.team-silent", ["again", "next"]),
        ("asking_news.lapsed.mentor-told", []),
        ("asking_news.withdrawn", []),
    ],
)
def test_buttons_are_those_that_can_be_pressed(name: str, shown: list[str]) -> None:
    assert buttons(name) == shown


@pytest.mark.parametrize(
    "name", [one for one in EXAMPLES if one.startswith(("asking_news", "choosing", "answering.c"))]
)
def test_the_need_is_in_none_of_these_messages(name: str) -> None:
    drawn = json.dumps(plain(EXAMPLES[name]()), ensure_ascii=False)
    assert [one for one in (NEED, "Relire &lt;", "docs.example") if one in drawn] == []


def test_the_text_of_a_reminder_holds_who_what_when_and_until_when() -> None:
    drawn = EXAMPLES["asking_news.chase.held"]()
    assert isinstance(drawn, Message)
    needed = [
        "Léa Martin",
        "Carte Vive",
        "4\u00a0séances",
        "mardi 12 mai",
        "mardi 2 juin",
        "vendredi 8 mai à 17\u00a0h",
    ]
    assert [one for one in needed if one not in drawn.text] == []
    assert drawn.text.startswith("Léa Martin")


def test_a_reason_is_told_in_its_own_words_without_markup() -> None:
    drawn = EXAMPLES["asking_news.declined"]()
    assert isinstance(drawn, Message)
    reason = REASON.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert {"type": "plain_text", "text": reason, "emoji": False} in [one.get("text") for one in drawn.blocks]
    assert f"Raison\u00a0: {escape(REASON)}" in drawn.text


@pytest.mark.parametrize(
    "draw",
    [
        lambda: asking_news_views.chase_message(sheet(HELD), MAYA.id, side=TEAM, now=NOW),
        lambda: asking_news_views.chase_message(sheet(HELD), SAMI.id, side=MENTOR, now=NOW),
        lambda: asking_news_views.chase_message(sheet(HELD), MAYA.id, side=MENTOR, now=ANSWER_BY),
        lambda: asking_news_views.chase_message(sheet(RUNNING), MAYA.id, side=MENTOR, now=NOW),
        lambda: asking_news_views.declined_message(sheet(HELD), is_posted=True, now=NOW),
        lambda: asking_news_views.declined_message(sheet(DECLINED, followed_by=4), is_posted=False, now=NOW),
        lambda: asking_news_views.lapsed_message(sheet(HELD), LEA.id, side=MENTOR, now=NOW),
        lambda: asking_news_views.withdrawn_message(sheet(DECLINED), now=NOW),
    ],
)
def test_what_is_no_longer_true_is_not_told(draw: Callable[[], Message | None]) -> None:
    assert draw() is None


@pytest.mark.parametrize("state", CycleState)
@pytest.mark.parametrize("draw", [asking_news_views.mentor_answer_message, asking_news_views.picked_times_message])
def test_what_was_asked_has_no_button_once_it_is_settled(draw: Callable[..., Message], state: CycleState) -> None:
    drawn = draw(sheet(state), is_open=False, now=NOW)
    assert [block["type"] for block in drawn.blocks] == ["section"]


def chosen(value: object) -> dict[str, Any]:
    return {"selected_option": {"value": str(value)} if value is not None else None}


AT = int(datetime(2026, 5, 14, 8, 0, tzinfo=UTC).timestamp())


def test_answers_are_read_with_their_times() -> None:
    values = {
        "answer-11": chosen("confirm"),
        "time-11": chosen(None),
        "answer-12": chosen("counter"),
        "time-12": chosen(AT),
        "answer-13": chosen("refuse"),
    }
    assert find_faults(Fields(values)) == {}
    assert read_answers(Fields(values)) == {
        11: MentorAnswer(SessionEvent.CONFIRM),
        12: MentorAnswer(SessionEvent.COUNTER, from_epoch(AT)),
        13: MentorAnswer(SessionEvent.REFUSE),
    }
    assert read_chosen_times(Fields(values)) == {12: from_epoch(AT)}


@pytest.mark.parametrize(
    ("answer", "time", "fault"),
    [
        ("confirm", AT, {"answer-11": "which"}),
        ("refuse", AT, {"answer-11": "which"}),
        ("counter", None, {"time-11": "missing"}),
        ("counter", AT, {}),
        ("refuse", None, {}),
    ],
)
def test_an_answer_and_a_time_that_do_not_fit_are_said_on_their_field(
    answer: str, time: int | None, fault: dict[str, str]
) -> None:
    assert find_faults(Fields({"answer-11": chosen(answer), "time-11": chosen(time)})) == fault


DAY = 86_400
THREE = {11: from_epoch(AT + DAY), 12: from_epoch(AT), 13: from_epoch(AT + 3600)}


@pytest.mark.parametrize(
    ("refusal", "times", "field"),
    [
        (SlotTaken(starts=from_epoch(AT + 3600)), THREE, "time-13"),
        (Invalid(field="times", reason="soon"), THREE, "time-12"),
        (Invalid(field="times", reason="window"), THREE, "time-11"),
        (Invalid(field="times", reason="same_day"), THREE, "time-13"),
        (Invalid(field="times", reason="same_day"), {11: from_epoch(AT)}, "time-11"),
        (Invalid(field="answers", reason="missing"), {}, "answer-11"),
        (SlotTaken(), {99: from_epoch(AT)}, "answer-11"),
    ],
)
def test_a_refusal_is_said_on_the_field_of_its_time(refusal: Refusal, times: dict[int, datetime], field: str) -> None:
    values = {f"{kind}-{one}": chosen(None) for one in (11, 12, 13) for kind in ("answer", "time")}
    assert error_field(Fields(values), times, refusal=refusal) == field


def test_written_times_are_moments_of_paris_on_both_sides_of_a_change_of_clocks() -> None:
    typed = "vendredi 23 octobre 14h-17h\nlundi 26 octobre 14h-17h"
    read = read_ranges(Fields({"times": {"value": typed}}), today=date(2026, 10, 12))
    assert read == [
        (datetime(2026, 10, 23, 12, 0, tzinfo=UTC), datetime(2026, 10, 23, 15, 0, tzinfo=UTC)),
        (datetime(2026, 10, 26, 13, 0, tzinfo=UTC), datetime(2026, 10, 26, 16, 0, tzinfo=UTC)),
    ]


def test_lines_that_cannot_be_read_are_named_each_once() -> None:
    lines = ["mardi 12 mai 14h-17h", "mrdi 12 mai 14h-17h", "lundi 12 mai 9h-12h", "jeudi 14 mai", "jeudi 14 mai fermé"]
    with pytest.raises(UnreadableText) as unread:
        read_ranges(Fields({"times": {"value": "\n".join([*lines, *["quand je veux"] * 4])}}), today=date(2026, 5, 4))
    said = texts.faults(unread.value.faults)
    assert "Ligne 1" not in said
    assert [f"Ligne {number}\u00a0:" in said for number in (2, 3, 4, 5, 6, 7, 8)] == [True] * 6 + [False]
    assert "Vouliez-vous écrire «\u00a0mardi\u00a0»\u00a0?" in said
    assert said.endswith("Et 2\u00a0autres lignes à corriger.")
    assert faults(said) == []


@pytest.mark.parametrize("reason", [*(one.value for one in Obstacle), "none", "taken"])
def test_each_obstacle_says_what_to_add(reason: str) -> None:
    said = answering_texts.obstacle(reason, SHIPPED, "jeudi 7 mai")
    assert faults(said) == []
    needed = ["quatre jours ouvrés", "1\u00a0h\u00a030", "30\u00a0jours", "à partir du jeudi 7 mai"]
    assert [one for one in needed if one not in said] == []


def test_a_message_about_part_of_the_seances_counts_those_that_wait() -> None:
    drawn = EXAMPLES["asking_news.picked"]()
    assert isinstance(drawn, Message)
    labels = [one["text"]["text"] for block in drawn.blocks if block["type"] == "actions" for one in block["elements"]]
    assert labels[0] == "Confirmer les 2\u00a0séances"
    assert "2\u00a0autres créneaux" in drawn.text
