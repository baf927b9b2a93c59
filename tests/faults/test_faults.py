"""A mistake of ours: one apology with the id that is in the log, on whatever surface the person stands."""

import logging
import re
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest

from bot.demo.stage import Stage
from bot.errors import Garbled, NotFound
from bot.sandbox.people.acks import Submission
from handlers.agenda.connecting import texts as connecting_texts
from handlers.catalogue import views as catalogue_views
from handlers.helpdesk import news_views
from handlers.helpdesk.booking import views as booking_views
from handlers.kit.texts import refusal_sentence
from tests.journeys.promotion import CANCELLED, NINE, Promotion, plain, raised

APOLOGY = re.compile(
    "Toutes mes excuses, quelque chose s’est mal passé de mon côté. Réessayez dans un instant ; "
    "si cela recommence, donnez aux coachs la référence ([0-9a-f]{8})."
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with raised("sqlite", tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def check(caplog: pytest.LogCaptureFixture) -> Callable[[list[str]], None]:
    """Check that these are one apology, under the id of the one fault that is logged with its traceback."""

    def compare(said: list[str]) -> None:
        found = [match.group(1) for match in map(APOLOGY.fullmatch, map(plain, said)) if match]
        logged = [record for record in caplog.records if record.message.startswith("fault ")]
        assert [f"fault {number}" for number in found] == [record.message for record in logged]
        assert (len(said), len(found)) == (1, 1), said
        assert logged[0].exc_info is not None
        assert not any("Traceback" in one or "Error" in one for one in said)

    return compare


def broken(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("made up for the test")


def texts(promotion: Promotion) -> list[str]:
    promotion.stage.slack.wait_for(promotion.lea.replies)
    return [reply.text for reply in promotion.lea.replies()]


def note(promotion: Promotion) -> list[str]:
    return [promotion.opened(promotion.lea, title="À savoir").text]


Check = Callable[[list[str]], None]
Patch = pytest.MonkeyPatch


def test_a_command_apologises_in_its_answer(promotion: Promotion, monkeypatch: Patch, check: Check) -> None:
    monkeypatch.setattr(catalogue_views, "menu_message", broken)
    answer = promotion.lea.command("/dispositifs")
    assert answer.ephemeral
    check(texts(promotion))


def test_a_command_that_has_been_acknowledged_apologises(
    promotion: Promotion, monkeypatch: Patch, check: Check
) -> None:
    monkeypatch.setattr(booking_views, "need_form", broken)
    promotion.lea.command("/bureau-aide")
    check(texts(promotion))
    assert promotion.lea.modal is None


def test_a_button_apologises_beside_its_message(promotion: Promotion, monkeypatch: Patch, check: Check) -> None:
    card = promotion.lea.command("/dispositifs bureau d’aide")
    monkeypatch.setattr(booking_views, "need_form", broken)
    promotion.lea.click("Réserver un bureau d’aide", message=card)
    promotion.stage.slack.wait_for(lambda: promotion.lea.replies()[1:])
    check(texts(promotion)[1:])


@pytest.mark.parametrize("modified", [False, True])
def test_a_step_apologises_on_its_field(promotion: Promotion, monkeypatch: Patch, check: Check, modified: bool) -> None:
    lea = promotion.lea
    promotion.begin(lea)
    if modified:
        assert lea.submit() == Submission()
        lea.click("Modifier")
        promotion.opened(lea, title="Modifier")
    with monkeypatch.context() as patch:
        patch.setattr(booking_views, "slot_form", broken)
        check(list(lea.submit().errors.values()))
    assert lea.submit() == Submission()  # what was typed has stayed
    assert promotion.count("drafts") == 1


def test_a_booking_that_was_made_is_confirmed_at_the_second_try(
    promotion: Promotion, monkeypatch: Patch, check: Check
) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    with monkeypatch.context() as patch:
        patch.setattr(booking_views, "confirmation_modal", broken)
        check(list(lea.submit().errors.values()))
    assert lea.submit() == Submission()
    assert promotion.opened(lea).title == "C’est réservé"
    promotion.stand()
    assert promotion.inboxes() == {key: [f"Bureau d’aide {NINE}"] for key in ("lea", "sami", "claire")}


def test_a_button_in_a_modal_apologises_over_it(promotion: Promotion, monkeypatch: Patch, check: Check) -> None:
    promotion.lea.shortcut("dispositifs.menu")
    promotion.opened(promotion.lea, title="Dispositifs EIG")
    monkeypatch.setattr(catalogue_views, "card", broken)
    promotion.lea.choose("catalogue.open", "Mentorat")
    check(note(promotion))
    promotion.lea.close()
    assert promotion.opened(promotion.lea).title == "Dispositifs EIG"


def test_a_button_in_a_third_modal_apologises_in_its_place(
    promotion: Promotion, monkeypatch: Patch, check: Check
) -> None:
    promotion.ask(promotion.lea)
    monkeypatch.setattr(booking_views, "slot_form", broken)
    promotion.turn_as_third(promotion.lea)
    check(note(promotion))
    promotion.lea.close()
    assert promotion.opened(promotion.lea).title == "Bureau d’aide"


def test_what_takes_a_while_apologises_in_its_place(promotion: Promotion, monkeypatch: Patch, check: Check) -> None:
    promotion.claire.command("/dispositifs agenda connecter")
    promotion.opened(promotion.claire, title="Connecter mon agenda")
    for name, typed in (("address", "ministere.invalid"), ("user", "claire"), ("password", "secret")):
        promotion.claire.fill(name, typed)
    monkeypatch.setattr(connecting_texts, "refused", broken)
    assert promotion.claire.submit() == Submission()
    check([promotion.opened(promotion.claire, title="À savoir").text])


def test_a_shortcut_apologises_in_a_modal(promotion: Promotion, monkeypatch: Patch, check: Check) -> None:
    monkeypatch.setattr(catalogue_views, "menu_message", broken)
    promotion.lea.shortcut("dispositifs.menu")
    check(note(promotion))


def test_a_direct_message_gets_the_apology_in_its_place(promotion: Promotion, monkeypatch: Patch, check: Check) -> None:
    monkeypatch.setattr("bot.catalogue.catalogue.find", broken)
    promotion.lea.message("mentorat")
    promotion.stage.slack.wait_for(promotion.lea.inbox)
    check([message.text for message in promotion.lea.inbox()])


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("helpdesk.cancel", "un"),
        ("helpdesk.cancel", ""),
        ("helpdesk.cancel", "9" * 30),
        ("helpdesk.agree", "1"),
        ("catalogue.share", "no-such-key"),
    ],
)
def test_a_forged_value_gets_one_kind_no(
    promotion: Promotion, caplog: pytest.LogCaptureFixture, action: str, value: str
) -> None:
    card = promotion.lea.command("/dispositifs mentorat", channel=promotion.general)
    promotion.lea.press_raw(action, value=value, message=card.message)
    promotion.stage.slack.wait_for(lambda: promotion.lea.replies()[1:])
    assert texts(promotion)[1:] == [refusal_sentence(Garbled() if action == "helpdesk.agree" else NotFound())]
    assert promotion.general.messages == []
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("value", ["", "x", "-9" * 20, "1e9"])
def test_a_forged_slot_gets_one_kind_no_on_the_form(
    promotion: Promotion, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    promotion.ask(promotion.lea)
    draft = promotion.opened(promotion.lea).private_metadata
    values = {"slot": {"slot:2026-05-04": {"selected_option": {"value": value}}}}
    answer = promotion.lea.submit_raw("helpdesk.slot", private_metadata=draft, values=values).answer
    assert answer["view"]["blocks"][0]["text"]["text"] == refusal_sentence(Garbled())
    assert promotion.count("appointments") == 0
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("action", "value"), [("catalogue.open", "no-such-key"), ("no.such", "x"), ("helpdesk.week", "x")]
)
def test_a_forged_press_is_answered_once(promotion: Promotion, action: str, value: str) -> None:
    promotion.lea.press_raw(action, value=value)
    assert len(texts(promotion)) == 1


def test_a_card_that_cannot_be_drawn_holds_up_no_other(
    promotion: Promotion, monkeypatch: Patch, caplog: pytest.LogCaptureFixture
) -> None:
    promotion.book(promotion.lea)
    with monkeypatch.context() as patch:
        patch.setattr(news_views, "cancelled_message", broken)
        patch.setattr("handlers.notices.sending.attempts._BACK_OFF", (-1.0,))
        promotion.cancel(promotion.lea)
    assert [getattr(promotion, key).inbox()[0].buttons for key in ("lea", "sami", "claire")] == CANCELLED
    assert sum("not rendered; retrying" in record.message for record in caplog.records) == 2
    promotion.ines.message("mentorat")
    assert promotion.answers(promotion.ines, 1) == ["Mentorat"]
