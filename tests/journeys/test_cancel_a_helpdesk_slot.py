"""Who booked or the coach cancels; the others are told; nobody else can, and nothing is done twice."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person, Submission
from tests.journeys.promotion import CANCEL, NEED, NINE, NOW, Promotion, first_line, plain, seen_last

DONE = f"Annulé : bureau d’aide, {NINE}."
BEFORE = "Ce rendez-vous était déjà annulé. Vous n’avez rien à faire."
AGAIN = "Réserver à nouveau"
GONE = f"Annulé : bureau d’aide du {NINE}"
CARD = f"Bureau d’aide {NINE}"


def card_of(person: Person) -> Message:
    return person.inbox()[0]


def text_of(person: Person) -> str:
    return plain(person.modal.text) if person.modal else ""


def told(promotion: Promotion, person: Person, count: int) -> list[str]:
    """Wait for what this person alone is told."""
    promotion.stage.slack.wait_for(lambda: len(person.replies()) >= count)
    return [plain(reply.text) for reply in person.replies()]


def cancel(promotion: Promotion, person: Person, card: Message) -> None:
    """Cancel from a card, and see that it is done."""
    person.click(CANCEL, message=card)
    promotion.opened(person, title=CANCEL)
    assert person.submit() == Submission()
    assert plain(promotion.opened(person, title="C’est annulé").text).split("\n")[0] == DONE
    person.close(all=True)


@pytest.mark.parametrize(("who", "others"), [("lea", ("sami", "claire")), ("claire", ("lea", "sami"))])
def test_who_booked_and_the_coach_cancel_for_all(promotion: Promotion, who: str, others: tuple[str, ...]) -> None:
    promotion.book(promotion.lea)
    person: Person = getattr(promotion, who)
    person.click(CANCEL, message=card_of(person))
    promotion.opened(person, title=CANCEL)
    person.close()
    assert (first_line(card_of(person)), promotion.count("claims")) == (CARD, 5)
    cancel(promotion, person, card_of(person))
    promotion.stand()
    news = f"Annulé : bureau d’aide (défi Carte Vive), {NINE}. {person.name} l’a annulé."
    told_to = {"lea": news, "sami": news, "claire": f"{news} L’heure est de nouveau libre pour d’autres équipes."}
    assert promotion.inboxes() == {key: [GONE, said] if key in others else [GONE] for key, said in told_to.items()}
    for key in ("lea", "sami", "claire"):
        assert getattr(promotion, key).inbox()[0].buttons == ([] if key == "claire" else [AGAIN])
    assert promotion.count("claims") == 0
    promotion.ask(promotion.ines, host="Claire Morel")
    assert promotion.slots(promotion.ines)[0] == NINE


def test_what_is_cancelled_is_booked_again_with_its_need_by_who_books(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    cancel(promotion, promotion.lea, card_of(promotion.lea))
    promotion.stand()
    for person in (promotion.lea, promotion.sami):
        person.click(AGAIN, message=card_of(person))
        step = promotion.opened(person, title="Bureau d’aide")
        assert plain(NEED) in plain(step.text)
        person.close(all=True)
    promotion.lea.press_raw("agenda.open", value=promotion.newest_id("appointments"))
    promotion.opened(promotion.lea, title="Bureau d’aide")
    promotion.lea.click(AGAIN)
    promotion.stage.slack.wait_for(
        lambda: "Votre besoin" in plain(((shown := promotion.lea.modal) and shown.text) or "")
    )
    assert promotion.lea.submit() == Submission()  # the need as it was: nothing is typed
    promotion.choose(promotion.lea, NINE)
    assert promotion.lea.submit() == Submission()
    promotion.opened(promotion.lea, title="C’est réservé")
    promotion.claire.press_raw("helpdesk.again", value=promotion.newest_id("helpdesk_requests"))
    assert told(promotion, promotion.claire, 1)[-1].startswith("Seules les personnes de l’équipe")


def test_a_form_submitted_again_changes_nothing(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    private: dict[str, str] = {}
    for person in (promotion.lea, promotion.claire):
        person.click(CANCEL, message=card_of(person))
        private[person.name] = promotion.opened(person, title=CANCEL).private_metadata
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(person.submit_raw, "helpdesk.cancelled", private_metadata=private[person.name], values=REASON)
            for person in (promotion.lea, promotion.claire) * 2
        ]
    answers = sorted(plain(json.dumps(one.result().answer, ensure_ascii=False)) for one in sent)
    assert [(DONE in one, BEFORE in one) for one in answers].count((True, False)) == 2  # the same form twice
    assert [(DONE in one, BEFORE in one) for one in answers].count((False, True)) == 2
    promotion.stand()
    assert sum(len(box) for box in promotion.inboxes().values()) == 3 + 2
    assert promotion.count("claims") == 0


REASON = {"reason": {"reason": {"type": "plain_text_input", "value": None}}}


def value_of(card: Message) -> str:
    elements = [one for block in card.blocks for one in block.get("elements", [])]
    return next(str(one["value"]) for one in elements if one.get("action_id") == "helpdesk.cancel")


def test_a_late_click_is_told_that_it_has_begun(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.stage.advance(NOW + timedelta(days=1, hours=1, seconds=1))
    for person in (promotion.lea, promotion.claire):
        person.press_raw("helpdesk.cancel", value=value_of(card_of(person)))
        assert told(promotion, person, 1)[0].startswith("Ce rendez-vous a déjà commencé")
    promotion.stage.settle()
    assert {key: box[0] for key, box in promotion.inboxes().items()} == dict.fromkeys(("lea", "sami", "claire"), CARD)
    assert promotion.count("claims") == 5


def test_a_minute_before_the_start_it_can_be_cancelled_and_is_told_at_once(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.stage.advance(NOW + timedelta(minutes=59, days=1))
    cancel(promotion, promotion.lea, card_of(promotion.lea))
    promotion.stage.settle()
    assert {key: len(box) for key, box in promotion.inboxes().items()} == {
        "lea": 3,
        "sami": 4,
        "claire": 4,
    }  # their week too


def test_a_guest_is_refused_kindly(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.sami.press_raw("helpdesk.cancel", value=value_of(card_of(promotion.lea)))
    assert told(promotion, promotion.sami, 1) == [
        "Seules la personne qui a réservé, celle qui anime et l’équipe des coachs peuvent le faire."
    ]
    promotion.stage.settle()
    assert promotion.inboxes() == {key: [CARD] for key in ("lea", "sami", "claire")}
    assert (promotion.count("claims"), CANCEL in card_of(promotion.lea).buttons) == (5, True)


def test_a_stranger_is_told_whom_to_ask(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.nadia.press_raw("helpdesk.cancel", value=value_of(card_of(promotion.lea)))
    assert [reply.split(".")[1] for reply in told(promotion, promotion.nadia, 1)] == [
        " Écrivez à Claire Morel, coach EIG, ou prévenez toute l’équipe d’un clic"
    ]
    assert promotion.count("claims") == 5


def test_a_colleague_cancels_for_the_coach_and_the_news_names_them(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.david.press_raw("helpdesk.cancel", value=value_of(card_of(promotion.claire)))
    promotion.opened(promotion.david, title=CANCEL)
    assert promotion.david.submit() == Submission()
    promotion.stand()
    assert "David Nguyen l’a annulé." in first_line(promotion.claire.inbox()[1])
    assert [len(box) for box in promotion.inboxes().values()] == [2, 2, 2]


@pytest.mark.parametrize("value", ["999999", "0", "-1"])
def test_an_unknown_appointment_is_refused_kindly(promotion: Promotion, value: str) -> None:
    promotion.lea.press_raw("helpdesk.cancel", value=value)
    (said,) = told(promotion, promotion.lea, 1)
    assert plain(said) == "Je ne retrouve pas ce dont il s’agit : cela a peut-être été annulé ou effacé."


def test_a_host_who_has_left_can_take_back_their_part_and_nothing_else(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.end_membership("claire")
    cancel(promotion, promotion.claire, card_of(promotion.claire))
    promotion.stand()
    assert promotion.count("claims") == 0
    answer = promotion.claire.command("/bureau-aide")
    assert answer.buttons == ["Prévenir les coachs"]


def test_a_membership_that_ends_in_the_middle_stops_the_booking(promotion: Promotion) -> None:
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    promotion.end_membership("lea")
    assert promotion.lea.submit() == Submission()
    assert "pour réserver, il faut" in plain(promotion.opened(promotion.lea).text)
    owed = promotion.count("notices WHERE kind <> 'records.host_week'")  # which the clock owes coaches
    assert (promotion.count("appointments"), owed) == (0, 0)


def test_a_coach_who_left_in_the_middle_cannot_be_booked(promotion: Promotion) -> None:
    promotion.ask(promotion.lea, host="David Nguyen")
    promotion.choose(promotion.lea, NINE)
    promotion.end_membership("david")
    outcome = promotion.lea.submit()
    assert list(outcome.errors) == ["slot"]
    assert promotion.count("appointments") == 0


def test_what_was_cancelled_can_be_booked_again_and_cancelled_again(promotion: Promotion) -> None:
    for _ in (1, 2):
        promotion.book(promotion.lea, host="Claire Morel")
        cancel(promotion, promotion.lea, promotion.lea.inbox()[-1])
        promotion.stand()
    assert [first_line(one) for one in promotion.lea.inbox()] == [GONE, GONE]
    assert len(promotion.claire.inbox()) == 4
    assert seen_last(promotion.sami) == ""


def test_a_reason_with_signs_that_no_database_keeps_is_kept_without_them(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    promotion.lea.click(CANCEL, message=card_of(promotion.lea))
    form = promotion.opened(promotion.lea, title=CANCEL)
    typed = {"reason": {"reason": {"type": "plain_text_input", "value": "Une \0grippe <!channel>"}}}
    answer = promotion.lea.submit_raw("helpdesk.cancelled", private_metadata=form.private_metadata, values=typed).answer
    assert DONE in plain(json.dumps(answer, ensure_ascii=False))
    promotion.stand()
    assert "Raison : Une grippe <!channel>" in plain(promotion.claire.inbox()[-1].words)
