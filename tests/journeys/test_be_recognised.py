"""A Slack account becomes a person of the programme at their first word, by their e-mail."""

from pathlib import Path

import pytest

from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.programme import people
from tests.journeys.promotion import NOW, Promotion, plain
from tests.patient_stage import PatientStage
from tests.promotion import enter, settle_in

STRANGER = ["Prévenir les coachs"]


def add(promotion: Promotion, email: str) -> int:
    """Add Nadia to the first défi, as an import does: by e-mail, without an account."""
    ids = promotion.ids
    with promotion.database.transaction() as tx:
        person = enter(tx, "Nadia Petit", Membership(Role.EIG, ids["promotion"], ids["carte"]), email=email)
        settle_in(tx)  # no arrival is told, in this test or the next
    return person


def account(promotion: Promotion, person: int) -> str | None:
    with promotion.database.reading() as reading:
        found = people.by_id(reading, person)
    return found.slack_id if found else None


def test_somebody_imported_by_email_is_known_at_the_first_command(promotion: Promotion) -> None:
    person = add(promotion, promotion.nadia.email or "")
    promotion.nadia.command("/bureau-aide")
    assert promotion.opened(promotion.nadia).title == "Bureau d’aide"
    assert account(promotion, person) == promotion.nadia.id
    asked = [call for call in promotion.stage.slack.calls if call.method == "users.info"]
    promotion.nadia.command("/bureau-aide")
    assert [call for call in promotion.stage.slack.calls if call.method == "users.info"] == asked


@pytest.mark.parametrize("error", ["ratelimited", "http_500", "reset_before", "fatal_error", "user_not_found"])
def test_a_silent_slack_makes_a_stranger_for_this_time_only(promotion: Promotion, error: str) -> None:
    person = add(promotion, promotion.nadia.email or "")
    promotion.stage.slack.faults.fail("users.info", error=error)
    assert promotion.nadia.command("/bureau-aide").buttons == STRANGER
    assert account(promotion, person) is None
    promotion.nadia.command("/bureau-aide")
    assert promotion.opened(promotion.nadia).title == "Bureau d’aide"


def test_slack_is_not_asked_at_each_word_of_a_stranger(promotion: Promotion) -> None:
    for _ in range(3):
        assert promotion.nadia.command("/bureau-aide").buttons == STRANGER
    asked = [call.method for call in promotion.stage.slack.calls if call.method.startswith("users.")]
    assert asked == ["users.info"]


def test_an_account_of_another_workspace_is_a_stranger_whatever_its_email(promotion: Promotion) -> None:
    person = add(promotion, promotion.nadia.email or "")
    promotion.stage.slack.team.accounts[promotion.nadia.id].team_id = "T0OTHER"  # Slack Connect
    assert promotion.nadia.command("/bureau-aide").buttons == STRANGER
    assert account(promotion, person) is None


def test_an_account_of_another_email_is_a_stranger(promotion: Promotion) -> None:
    add(promotion, "nadia.petit@example.com")
    assert promotion.nadia.command("/bureau-aide").buttons == STRANGER


def test_a_direct_message_makes_known_as_well(promotion: Promotion) -> None:
    person = add(promotion, promotion.nadia.email or "")
    promotion.nadia.message("bonjour")
    promotion.answers(promotion.nadia, 1)
    assert account(promotion, person) == promotion.nadia.id


def test_a_first_coach_by_setting_has_the_name_of_their_account(tmp_path: Path) -> None:
    with PatientStage(tmp_path, now=NOW, coaches=("ana@example.org",)) as stage:
        ana = stage.slack.add_person("Ana Roche", email="ana@example.org")
        bob = stage.slack.add_person("Bob Vidal", email="bob@example.org")
        assert plain(ana.command("/bureau-aide").text).startswith(
            "Ce sont les EIG qui réservent un bureau d’aide, pour leur défi."
        )
        answer = bob.command("/bureau-aide")
        assert answer.text.count("Écrivez à Ana Roche, coach EIG") == 1
        bob.click("Prévenir les coachs", message=answer)
        stage.settle()
        assert [message.text.startswith(f"<@{bob.id}>") for message in ana.inbox()] == [True]
        assert stage.slack.violations == []
