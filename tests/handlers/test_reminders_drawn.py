"""What reminders show to whom, and the message that several share, beyond what all golden views must keep."""

import json
import re
from collections import deque
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.agenda.model import Outcome
from bot.agenda.reminders.choices import snooze_end
from bot.agenda.reminders.timetable import ReminderKind
from bot.evaluation import facts as evaluation_facts
from bot.gatherings import facts as gatherings_facts
from bot.mentoring import facts as mentoring_facts
from bot.notices.facts import Fact
from handlers.agenda.reminders import texts, views
from handlers.gatherings.groups import views as grouping_views
from handlers.kit.blocks import Json, Message
from handlers.kit.escaping import Said
from handlers.notices import joining
from tests.handlers import gatherings_groups_examples as groups
from tests.handlers.helpdesk_card_examples import CLAIRE, HOUR, LEA, NOW, ONE, SAMI, STARTS
from tests.handlers.reminder_examples import (
    AWAITING,
    CANCELLED,
    EVE,
    EXAMPLES,
    FRIDAY,
    LEFT,
    MONDAY,
    NEXT,
    WITHOUT_LINK,
    about,
    asked,
    joined,
    notice,
    told,
    week,
)

LATER_ONE = replace(ONE, id=9, starts=STARTS + HOUR * 48, ends=STARTS + HOUR * 49)
OPEN = "agenda.open"
ANSWERS = ["reminders.took_place", "reminders.incomplete", "reminders.postpone"]
TRY = "records.add"


def plain(drawn: Message) -> str:
    return drawn.text.replace("\u00a0", " ")


def buttons(drawn: Message) -> list[str]:
    """Give the ids of the buttons, in order."""
    elements = [one for block in drawn.blocks for one in block.get("elements", ())]
    return [one["action_id"].partition(":")[0] for one in elements if one.get("type") == "button"]


def choices(drawn: Message) -> list[str]:
    """Give what a message can be put off to, by the choices of its one list, which stands last."""
    lists = [block for block in drawn.blocks if block.get("block_id") == views.SNOOZE]
    assert lists in ([], [drawn.blocks[-1]])
    return [option["value"] for block in lists for option in block["elements"][0]["options"]]


def sections(drawn: Message) -> list[Json]:
    return [block for block in drawn.blocks if block["type"] == "section"]


def test_week_says_all_that_is_to_be_known() -> None:
    assert plain(views.week_message(about(), now=MONDAY)) == (
        "Bureau d’aide mardi 12 mai, de 14 h à 15 h, heure de Paris, avec Claire Morel et Sami Haddad, pour le défi "
        "Carte Vive. Lien de la visio : https://visio.example.org/carte-vive. Il manque votre document : vous pouvez "
        "l’envoyer, ou dire que vous présenterez le sujet en séance. S’y préparer : envoyer un document avant la "
        "séance, ou exposer le problème au début."
    )


def test_only_what_is_missing_has_a_button() -> None:
    ready = about(lacks_paper=False)
    assert [buttons(views.week_message(one, now=MONDAY)) for one in (about(), ready)] == [
        ["helpdesk.paper", "agenda.open"],
        ["agenda.open"],
    ]
    assert texts.MISSING not in views.week_message(ready, now=MONDAY).text


@pytest.mark.parametrize(
    ("one", "lacks", "drawn"),
    [(ONE, True, True), (WITHOUT_LINK, False, True), (WITHOUT_LINK, True, True), (ONE, False, False)],
    ids=["missing", "travels", "both", "neither"],
)
def test_eve_is_only_for_what_is_missing_or_far(one: object, lacks: bool, drawn: bool) -> None:
    assert isinstance(one, type(ONE))
    reminded = about(one, lacks_paper=lacks)
    assert (views.eve_message(reminded, now=EVE) is not None) == drawn
    assert views.eve_message(reminded, is_posted=True, now=EVE) is not None


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(60, "dans une heure, à 14 h"), (55, "dans une heure, à 14 h"), (66, "aujourd’hui à 14 h"), (20.5, "dans 21 min")],
)
def test_hour_says_how_soon_and_the_link_first(minutes: float, said: str) -> None:
    drawn = plain(views.hour_message(about(), now=STARTS - timedelta(minutes=minutes)))
    assert drawn.startswith(f"Bureau d’aide {said}")
    assert drawn.index("https://") < drawn.index("Claire Morel")


def test_hour_opens_the_link() -> None:
    drawn = views.hour_message(about(), now=STARTS - HOUR)
    (row,) = [block for block in drawn.blocks if block["type"] == "actions" and "block_id" not in block]
    assert [one.get("url") for one in row["elements"]] == [ONE.link, None, None]


def test_day_counts_who_comes_and_says_where_the_need_is() -> None:
    drawn = plain(views.day_message(about(viewer=CLAIRE), now=STARTS - HOUR))
    assert "Vous y retrouvez 2 personnes : Léa Martin et Sami Haddad." in drawn
    assert views.day_message(about(viewer=CLAIRE), now=STARTS - HOUR).text.endswith(texts.ON_THE_CARD)
    assert texts.ON_THE_CARD not in views.day_message(about(viewer=CLAIRE, need_on_card=False), now=STARTS - HOUR).text


@pytest.mark.parametrize(
    ("dispositif", "question", "yes"),
    [
        ("bureau-aide", "Le bureau d’aide d’hier a-t-il eu lieu ?", "Il a eu lieu"),
        ("conference", "La conférence d’hier a-t-elle eu lieu ?", "Elle a eu lieu"),
        ("cafe", "Le rendez-vous d’hier a-t-il eu lieu ?", "Il a eu lieu"),
    ],
)
def test_question_is_worded_for_the_dispositif(dispositif: str, question: str, yes: str) -> None:
    drawn = asked(replace(ONE, dispositif=dispositif))
    assert plain(drawn).startswith(question)
    tries = [TRY] if dispositif == "bureau-aide" else []
    assert buttons(drawn) == [*ANSWERS, *tries]
    labels = [one["text"]["text"] for one in drawn.blocks[-1]["elements"]][:3]
    assert labels == [yes, "Il manquait quelqu’un", "À reprogrammer"]
    assert {one["value"] for one in drawn.blocks[-1]["elements"][:3]} == {"7"}


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("reminders.after.")])
def test_only_what_asks_has_the_answers(name: str) -> None:
    drawn = EXAMPLES[name]()
    assert isinstance(drawn, Message)
    tries = [TRY] if TRY in buttons(drawn) else []  # what is to be tried can be said of a séance that took place
    assert buttons(drawn) == [*(ANSWERS if "a-t-" in drawn.text else []), *tries]
    assert ("bureau" in drawn.text and "reprogrammer" not in drawn.text) or not tries


def test_what_is_cancelled_left_or_over_says_so_without_a_gesture() -> None:
    gone = [about(CANCELLED), about(LEFT, SAMI)]
    for one, said in zip(gone, ("Annulé : bureau d’aide mardi 12 mai", "Sans vous : bureau d’aide"), strict=True):
        for drawn in (
            views.week_message(one, now=MONDAY),
            views.eve_message(one, is_posted=True, now=EVE),
            views.hour_message(one, now=EVE),
        ):
            assert plain(told(drawn)).startswith(said)
            assert [block["type"] for block in told(drawn).blocks] == ["section"]
    over = views.day_message(about(viewer=CLAIRE), now=NEXT)
    assert (buttons(over), choices(over)) == ([], [])


def test_typed_text_pings_nobody() -> None:
    drawn = EXAMPLES["reminders.week.hostile"]()
    assert isinstance(drawn, Message)
    written = json.dumps([drawn.text, *drawn.blocks], ensure_ascii=False)
    assert re.findall(r"<[!@#]", written) == []
    assert "Relais &amp; Cie &lt;!channel&gt;" in written
    assert "<https://visio.example.org/a?b=1&amp;c=2%7C3>" in written  # a bar would end the address


@pytest.mark.parametrize(
    ("now", "starts", "offered"),
    [
        (MONDAY, STARTS, ["600", "3600", "tomorrow"]),
        (STARTS - HOUR, STARTS, ["600"]),
        (STARTS - timedelta(minutes=10), STARTS, []),
        (FRIDAY, FRIDAY + timedelta(days=4), ["600", "3600", "tomorrow", "monday"]),
        (FRIDAY, datetime(2026, 5, 18, 7, 0, tzinfo=UTC), ["600", "3600", "tomorrow"]),
    ],
    ids=["usual", "an hour before", "too near", "friday", "friday for monday at 9"],
)
def test_it_can_be_put_off_to_what_comes_before_the_start(now: datetime, starts: datetime, offered: list[str]) -> None:
    drawn = views.snooze_block(starts, now=now)
    row = drawn.to_dict()["elements"][0] if drawn else {"options": []}
    assert [option["value"] for option in row["options"]] == offered
    assert all(snooze_end(choice, now=now) < starts for choice in offered)


def test_what_awaits_an_answer_is_five_lines_at_most() -> None:
    lines = [f"Ligne {number}." for number in range(1, 8)]
    for count, last in ((5, "Ligne 5."), (6, "Et 2 autres réponses."), (7, "Et 3 autres réponses.")):
        drawn = views.week_message(about(), awaiting=lines[:count], now=MONDAY)
        (block,) = [one for one in drawn.blocks if one.get("block_id") == views.AWAITING]
        listed = [one for one in block["text"]["text"].split("\n") if one.startswith("• ")]
        assert (len(listed), listed[-1]) == (5, f"• {last}")
        assert f"{last} {texts.WHERE_TO_ANSWER}" in drawn.text


def test_shared_message_says_once_what_awaits_an_answer_and_is_put_off_once() -> None:
    later_first = joined((ReminderKind.WEEK, week(LATER_ONE)), (ReminderKind.WEEK, week()))
    for part in (texts.AWAITING, *AWAITING):
        shown = json.dumps(later_first.blocks, ensure_ascii=False)
        escaped = part.replace("&", "&amp;")
        assert (later_first.text.count(escaped), shown.count(escaped)) == (1, 1)
    assert later_first.text.index(texts.AWAITING) > later_first.text.index("mardi 12 mai")
    assert choices(later_first) == ["600", "3600", "tomorrow"]
    assert len({one["block_id"] for one in later_first.blocks if "block_id" in one}) == 2


@pytest.mark.parametrize("first", [True, False])
def test_shared_message_is_put_off_to_what_comes_before_the_earliest_start(first: bool) -> None:
    now = STARTS - HOUR
    soon = (ReminderKind.HOUR, views.hour_message(about(), now=now))
    other = (ReminderKind.WEEK, week(LATER_ONE, now=now))
    assert choices(joined(*((soon, other) if first else (other, soon)))) == ["600"]
    too_soon = (ReminderKind.HOUR, views.hour_message(about(), now=STARTS - timedelta(minutes=5)))
    assert choices(joined(too_soon, other)) == []


def test_a_question_leaves_the_others_their_list() -> None:
    drawn = joined((ReminderKind.WEEK, week()), (ReminderKind.AFTER, asked()))
    assert choices(drawn) == ["600", "3600", "tomorrow"]
    assert buttons(drawn) == ["helpdesk.paper", "agenda.open", *ANSWERS]


@pytest.mark.parametrize("kind", [ReminderKind.EVE, ReminderKind.HOUR, ReminderKind.AFTER])
def test_a_part_alone_stays_as_it_was_drawn(kind: ReminderKind) -> None:
    drawn = told(views.eve_message(about(), now=EVE))
    assert joined((kind, drawn)) is drawn


@pytest.mark.parametrize(
    ("kinds", "title"),
    [
        ({ReminderKind.WEEK, ReminderKind.EVE}, "Votre semaine"),
        ({ReminderKind.WEEK, ReminderKind.DAY, ReminderKind.AFTER}, "Votre semaine"),
        ({ReminderKind.DAY, ReminderKind.AFTER}, "Votre journée"),
        ({ReminderKind.EVE, ReminderKind.HOUR}, "À venir"),
        ({ReminderKind.EVE, gatherings_facts.GatheringGroup.kind}, "À venir"),
        ({ReminderKind.EVE, ReminderKind.AFTER}, "Vos rendez-vous"),
        ({gatherings_facts.PresenterQuestion.kind, mentoring_facts.CheckIn.kind}, "Vos rendez-vous"),
        ({ReminderKind.AFTER, mentoring_facts.CheckIn.kind}, "Après vos séances"),
    ],
)
def test_title_says_what_is_gathered(kinds: Collection[str], title: str) -> None:
    drawn = joined(*((str(kind), told(Message(Said(f"Ce qui est dit {kind}."), ()))) for kind in kinds))
    assert drawn.text.startswith(f"{title}.")


def part(kind: str, at: int, drawn: Message | None) -> joining.JoinedPart:
    return joining.JoinedPart(notice(kind, number=at), told(drawn))


@pytest.mark.parametrize(
    ("count", "ways", "listed"),
    [
        (1, ["agenda.open", "kit.link", "absence.open"], 0),
        (2, ["agenda.open", "kit.link"] * 2 + ["absence.open"], 0),
        (5, ["agenda.open"] * 5, 0),
        (6, ["absence.open"], 6),
    ],
)
def test_each_of_a_full_day_is_opened_in_one_click_and_a_fuller_one_from_a_list(
    count: int, ways: list[str], listed: int
) -> None:
    ones = [replace(ONE, id=40 + at, starts=STARTS + at * HOUR, ends=STARTS + (at + 1) * HOUR) for at in range(count)]
    parts = [
        part(ReminderKind.DAY, at, views.day_message(about(one, viewer=CLAIRE), now=EVE))
        for at, one in enumerate(ones, 1)
    ]
    (together,) = joining.split_into_messages(parts)
    drawn = joining.join_parts(together)
    assert buttons(drawn) == ways
    lists = [
        one for block in drawn.blocks for one in block.get("elements", ()) if one.get("action_id") == "agenda.open"
    ]
    assert [[each["value"] for each in one["options"]] for one in lists] == [[str(one.id) for one in ones]] * bool(
        listed
    )
    for one in lists:
        assert one["options"][0]["text"]["text"].replace("\u00a0", " ") == "mardi 12 mai à 14 h, Bureau d’aide"
    assert drawn.text.count(str(ONE.link)) == count


def test_what_must_be_answered_keeps_its_buttons_before_what_only_opens() -> None:
    ones = [replace(ONE, id=40 + at, starts=STARTS + at * HOUR * 24, ends=STARTS + at * HOUR * 25) for at in range(4)]
    parts = [part(ReminderKind.WEEK, at, week(one)) for at, one in enumerate(ones, 1)]
    (together,) = joining.split_into_messages(parts)
    assert buttons(joining.join_parts(together)) == ["helpdesk.paper"] * 4


def test_question_and_one_s_group_are_one_message() -> None:
    """Five buttons together: the calendar's file and declining give way, which « Ouvrir » has too."""
    group = grouping_views.own_group_message(groups.SHEET, groups.FIRST, person_id=groups.EIG[1].id, now=groups.NOW)
    own = part(gatherings_facts.GatheringGroup.kind, 2, group)
    (together,) = joining.split_into_messages([part(ReminderKind.AFTER, 1, asked()), own])
    assert buttons(joining.join_parts(together)) == [*ANSWERS]
    assert buttons(joining.join_parts([own])) == ["gatherings.group_calendar", "gatherings.decline"]


@pytest.mark.parametrize(
    "fact", [evaluation_facts.HalfDays, evaluation_facts.HalfDaysAgain, evaluation_facts.EmptySupport]
)
def test_what_a_committee_asks_is_a_line_of_the_week(fact: type[Fact]) -> None:
    first, other = notice(ReminderKind.WEEK.value), notice(fact.kind, number=2)
    assert joining.take_joinable_notices(first, deque([other])) == [first, other]


def test_the_document_is_sent_for_the_request_and_another_time_chosen_by_it() -> None:
    sent = views.week_message(about(request_id=42), now=MONDAY)
    again = views.outcome_noted_message(ONE, Outcome.POSTPONED, request_id=42, now=NEXT)
    elements = [one for drawn in (sent, again) for block in drawn.blocks for one in block.get("elements", ())]
    values = {one["action_id"].partition(":")[0]: one["value"] for one in elements if one.get("type") == "button"}
    assert values == {"helpdesk.paper": "42", "agenda.open": str(ONE.id), "helpdesk.add": "42"}


def test_a_week_is_read_from_any_day() -> None:
    assert sections(views.week_message(about(viewer=LEA), now=NOW)) == sections(
        views.week_message(about(viewer=LEA), now=MONDAY)
    )
