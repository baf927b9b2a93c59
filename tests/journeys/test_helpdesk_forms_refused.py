"""Forms of a bureau d'aide that are forged, somebody else's, or out of date: each is refused where it was sent from."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.sandbox.people.acks import Submission
from tests.journeys.promotion import NEED, NINE, NOW, Promotion, plain

CLOSED = "Ce formulaire ne sert plus. Recommencez avec le bouton ou la commande qui l’a ouvert."


def slot_values(moment: object) -> dict[str, dict[str, dict[str, object]]]:
    seconds = str(int(moment.timestamp()))  # type: ignore[attr-defined]
    return {"slot": {"slot:2026-05-04": {"type": "static_select", "selected_option": {"value": seconds}}}}


def need_values() -> dict[str, dict[str, dict[str, object]]]:
    return {"need": {"need": {"type": "plain_text_input", "value": "Un besoin imposé"}}}


def team_values(promotion: Promotion) -> dict[str, dict[str, dict[str, object]]]:
    return {
        "participants": {"participants": {"selected_options": [{"value": str(promotion.ids["lea"])}]}},
        "host": {"host": {"selected_option": {"value": "any"}}},
    }


def test_the_same_form_sent_later_with_another_slot_keeps_the_first(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    draft = promotion.opened(lea).private_metadata
    assert lea.submit() == Submission()
    late = slot_values(NOW + timedelta(days=3, hours=1))
    answer = lea.submit_raw("helpdesk.slot", private_metadata=draft, values=late).answer
    assert NINE in plain(answer["view"]["blocks"][0]["text"]["text"])
    promotion.stand()
    assert promotion.count("appointments") == 1
    for step, values in (("helpdesk.need", need_values()), ("helpdesk.team", team_values(promotion))):
        again = lea.submit_raw(step, private_metadata=draft, values=values).answer
        assert plain(again["view"]["blocks"][0]["text"]["text"]) == CLOSED


@pytest.mark.parametrize(
    "ahead",
    [
        timedelta(days=-6, hours=1),
        timedelta(hours=1),
        timedelta(days=1, hours=1, minutes=7),
        timedelta(days=4, hours=1),
        timedelta(days=5, hours=1),
        timedelta(days=1, hours=9),
        timedelta(days=63, hours=1),
        timedelta(days=400 * 365, hours=1),
    ],
    ids=["past", "today", "no grid", "holiday", "saturday", "evening", "too far", "centuries"],
)
def test_a_slot_that_is_none_cannot_be_forged(promotion: Promotion, ahead: timedelta) -> None:
    promotion.ask(promotion.lea)
    draft = promotion.opened(promotion.lea).private_metadata
    answer = promotion.lea.submit_raw("helpdesk.slot", private_metadata=draft, values=slot_values(NOW + ahead)).answer
    assert answer["response_action"] == "errors"
    assert plain(answer["errors"]["slot"]).startswith("Ce créneau n’est plus libre. ")
    owed = "notices WHERE kind <> 'records.host_week'"  # coaches are owed their week by the clock
    assert [promotion.count(one) for one in ("appointments", "claims", "changes", owed)] == [0] * 4


def test_a_wednesday_of_a_closed_team_cannot_be_forged(promotion: Promotion) -> None:
    promotion.ask(promotion.ines)
    wednesday = slot_values(NOW + timedelta(days=2, hours=1))
    draft = promotion.opened(promotion.ines).private_metadata
    answer = promotion.ines.submit_raw("helpdesk.slot", private_metadata=draft, values=wednesday).answer
    assert list(answer["errors"]) == ["slot"]
    assert promotion.count("appointments") == 0


def test_somebody_else_s_draft_is_no_use(promotion: Promotion) -> None:
    promotion.ask(promotion.lea)
    draft = promotion.opened(promotion.lea).private_metadata
    values = slot_values(NOW + timedelta(days=1, hours=1))
    for other in (promotion.sami, promotion.ines, promotion.claire, promotion.nadia):
        delivery = other.submit_raw("helpdesk.slot", private_metadata=draft, values=values)
        assert delivery.status == 200
        assert delivery.answer["response_action"] == "update"
        for step, mine in (("helpdesk.need", need_values()), ("helpdesk.team", team_values(promotion))):
            said = other.submit_raw(step, private_metadata=draft, values=mine).answer
            assert said["view"]["callback_id"] == "kit.note", said
        for action in ("helpdesk.week", "helpdesk.call", "helpdesk.wait"):
            other.press_raw(action, value="2026-05-11" if action == "helpdesk.week" else draft, view=forged_view(draft))
    promotion.stand()
    assert promotion.count("appointments") == 0
    assert [promotion.count(one) for one in ("drafts", "helpdesk_requests", "helpdesk_waits")] == [1, 0, 0]
    promotion.choose(promotion.lea, NINE)
    assert promotion.lea.submit() == Submission()
    promotion.stand()
    assert f"Le besoin\n{NEED}" in promotion.claire.inbox()[0].words


def forged_view(draft: str) -> dict[str, object]:
    return {"id": "V0FORGED", "type": "modal", "private_metadata": draft, "state": {"values": {}}}


def view_json(promotion: Promotion) -> dict[str, object]:
    return promotion.stage.slack.team.view_json(promotion.opened(promotion.lea))


@pytest.mark.parametrize("draft", ["", "x" * 3000, "00000000-0000-0000-0000-000000000000", "'; DROP TABLE drafts; --"])
def test_an_unknown_draft_is_said_to_be_closed(promotion: Promotion, draft: str) -> None:
    values = slot_values(NOW + timedelta(days=1, hours=1))
    answer = promotion.lea.submit_raw("helpdesk.slot", private_metadata=draft, values=values).answer
    assert plain(answer["view"]["blocks"][0]["text"]["text"]) == CLOSED


def test_a_draft_of_two_days_ago_is_said_to_be_closed(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, "jeudi 7 mai à 10 h")
    promotion.stage.advance(NOW + timedelta(days=1, hours=23))
    lea.click("Semaine suivante")
    promotion.stage.slack.wait_for(lambda: "lundi 11 mai à 9 h" in promotion.slots(lea))
    promotion.choose(lea, "mardi 12 mai à 9 h")
    promotion.stage.advance(NOW + timedelta(days=2, seconds=5))
    assert [plain(error) for error in lea.submit().errors.values()] == [CLOSED]
    promotion.keep_house()
    assert promotion.count("drafts") == 0


def test_a_refusal_in_the_third_modal_is_said_in_its_place(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    third = promotion.opened(lea, title="Choisir un créneau")
    promotion.stage.advance(NOW + timedelta(days=2, seconds=5))
    promotion.turn_as_third(lea)
    said = promotion.opened(lea, title="À savoir")  # Slack lays no fourth modal over a third
    assert (said.id, plain(said.text)) == (third.id, CLOSED)
    lea.close()
    assert promotion.opened(lea).title == "Bureau d’aide"
    assert lea.submit() == Submission()  # the need is there still, and is all it takes
    assert promotion.slots(lea)[0] == "jeudi 7 mai à 9 h"


def test_who_has_left_meanwhile_alerts_the_coachs_from_the_third_modal(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    promotion.end_membership("lea")
    assert lea.submit() == Submission()
    lea.click("Prévenir les coachs")
    assert promotion.stage.slack.wait_for(lambda: lea.modal and plain(lea.modal.text).startswith("Je préviens"))
    promotion.stage.settle()
    assert len(promotion.coachs.messages) == 1


def test_a_refusal_in_a_first_modal_is_laid_over_it(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.book(lea, "jeudi 7 mai à 11 h")
    with promotion.database.reading() as reading:
        request_id = reading.execute(text("SELECT id FROM helpdesk_requests")).scalar_one()
    lea.press_raw("helpdesk.add", value=str(request_id), message=lea.inbox()[0])
    form = promotion.opened(lea, title="Choisir un créneau")
    promotion.stage.advance(NOW + timedelta(days=2, minutes=10))
    lea.click("Semaine suivante")
    assert plain(promotion.opened(lea, title="À savoir").text) == CLOSED
    lea.close()
    assert promotion.opened(lea).id == form.id


def test_a_modal_closed_meanwhile_is_no_fault(promotion: Promotion, caplog: pytest.LogCaptureFixture) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    shown = view_json(promotion)
    lea.close(all=True)
    assert lea.press_raw("helpdesk.week", value="2026-05-11", view=shown).error is None
    answered = promotion.stage.slack.wait_for(
        lambda: [one.answer for one in promotion.stage.slack.calls if one.method == "views.update"]
    )
    assert [one["error"] for one in answered] == ["not_found"]
    lea.submit_raw("helpdesk.slot", private_metadata=str(shown["private_metadata"]), values={})
    assert [record.message for record in caplog.records if "fault" in record.message] == []
    assert lea.replies() == []


def test_a_command_that_came_too_late_says_so(promotion: Promotion, caplog: pytest.LogCaptureFixture) -> None:
    promotion.stage.slack.faults.fail("views.open", error="expired_trigger_id")
    promotion.lea.command("/bureau-aide")
    said = promotion.stage.slack.wait_for(lambda: [plain(one.text) for one in promotion.lea.replies()])
    assert said == ["Je n’ai pas pu répondre à temps. Rien n’a changé : réessayez dans une minute."]
    assert [record.message for record in caplog.records if "fault" in record.message] == []
