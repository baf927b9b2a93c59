"""Slack fails while somebody stands before a form: one kind sentence, and what was typed or chosen stays."""

from collections.abc import Iterator

import pytest

from bot.demo.stage import Stage
from bot.sandbox.people.acks import Submission
from tests.faults.test_slack_fails import BEFORE, ERRORS, EVERYBODY, fail
from tests.journeys.promotion import NEED, NINE, Promotion, plain, raised
from tests.journeys.test_plan_of_months import PLAN, SCHOOL

ALERT, WAIT = "Prévenir les coachs", "Me prévenir quand un créneau se libère"
APOLOGY = "Toutes mes excuses, quelque chose s’est mal passé de mon côté."


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with raised("sqlite", tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("by", ["command", "button"])
def test_a_form_that_does_not_open_is_said(promotion: Promotion, error: str, by: str) -> None:
    lea = promotion.lea
    card = lea.command("/dispositifs bureau d’aide", channel=promotion.general) if by == "button" else None
    fail(promotion, "views.open", error)
    shown = len(lea.replies())
    if card:
        lea.click("Réserver un bureau d’aide", message=card)
    else:
        lea.command("/bureau-aide")
    promotion.stage.slack.wait_for(lambda: lea.replies()[shown:])
    assert [plain(reply.text)[: len(APOLOGY)] for reply in lea.replies()[shown:]] == [APOLOGY]
    assert [call.method for call in promotion.stage.slack.calls if "views" in call.method] == ["views.open"]
    if error in BEFORE:
        assert lea.modal is None
        lea.command("/bureau-aide")
    promotion.opened(lea, title="Bureau d’aide")
    lea.fill("need", NEED)
    promotion.team(lea)
    promotion.choose(lea, NINE)
    assert lea.submit() == Submission()
    promotion.stand()
    assert promotion.inboxes() == EVERYBODY


@pytest.mark.parametrize("error", ERRORS)
def test_a_week_that_does_not_show_leaves_what_was_chosen(promotion: Promotion, error: str) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    fail(promotion, "views.update", error)
    promotion.turn_as_third(lea)
    note = promotion.opened(lea, title="À savoir")  # in its place: Slack lays no fourth modal over a third
    assert plain(note.text).startswith(APOLOGY)
    lea.close()
    assert promotion.opened(lea).title == "Bureau d’aide"
    assert lea.submit() == Submission()
    lea.click("Semaine suivante")
    promotion.stage.slack.wait_for(lambda: "lundi 11 mai à 9 h" in promotion.slots(lea))
    assert lea.submit() == Submission()
    promotion.stand()
    assert promotion.inboxes() == EVERYBODY


@pytest.mark.parametrize("error", ERRORS)
def test_a_menu_that_does_not_open_is_said_in_its_place(promotion: Promotion, error: str) -> None:
    fail(promotion, "views.open", error)
    promotion.sami.shortcut("dispositifs.menu")
    shown = promotion.opened(promotion.sami)
    expected = {"reset_after": "Dispositifs EIG", "timeout": "Dispositifs EIG"}.get(error, "À savoir")
    assert shown.title == expected
    promotion.sami.shortcut("dispositifs.menu")
    assert promotion.opened(promotion.sami, title="Dispositifs EIG")


@pytest.mark.parametrize("error", ERRORS)
def test_who_waits_for_a_slot_is_noted_once_though_the_answer_fails(promotion: Promotion, error: str) -> None:
    lea = promotion.lea
    promotion.close_all_hours()
    promotion.ask(lea)
    fail(promotion, "views.update", error)
    lea.click(WAIT)
    assert plain(promotion.opened(lea, title="À savoir").text).startswith(APOLOGY)
    lea.close()
    if promotion.opened(lea).title != "C’est noté":  # the answer came all the same
        lea.click(WAIT)
    assert promotion.opened(lea, title="C’est noté")
    assert promotion.count("helpdesk_waits") == 1


@pytest.mark.parametrize("error", ERRORS)
def test_the_coachs_are_alerted_once_though_the_note_fails(promotion: Promotion, error: str) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    promotion.end_membership("lea")
    assert lea.submit() == Submission()
    fail(promotion, "views.update", error)
    lea.click(ALERT)
    promotion.stage.slack.wait_for(lambda: lea.modal and APOLOGY in plain(lea.modal.text))
    assert plain(promotion.opened(lea, title="À savoir").text).startswith(APOLOGY)
    promotion.stage.settle()
    assert len(promotion.coachs.messages) == 1


def test_a_press_that_came_after_another_lays_nothing_over_it_and_says_nothing(promotion: Promotion) -> None:
    """Of two presses in a row on a second modal, one lays the third: that Slack refuses the other is no fault."""
    claire, slack = promotion.claire, promotion.stage.slack
    claire.command("/dispositifs programme")
    claire.click(PLAN)
    promotion.opened(claire, title=PLAN)
    fail(promotion, "views.push", "push_limit_reached")
    claire.click(SCHOOL)
    assert slack.wait_for(lambda: [one for one in slack.calls if one.method == "views.push"])
    claire.click(SCHOOL)
    assert promotion.opened(claire, title=SCHOOL).stack == 2
    assert [one.answer["ok"] for one in slack.calls if one.method == "views.push"] == [False, True]
