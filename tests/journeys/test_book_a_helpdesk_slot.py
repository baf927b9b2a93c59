"""A team books a bureau d'aide, and what everybody sees of it."""

from datetime import datetime, timedelta

import pytest

from bot.sandbox.acks import Submission
from bot.sandbox.elements import placed_in
from bot.sandbox.messages import Message
from tests.journeys.promotion import CANCEL, NEED, NINE, PARIS, QUARTER_PAST_TEN, Promotion, first_line, plain

JOIN = "Rejoindre la visio"


def link_of(card: Message) -> str:
    return next(str(placed.element["url"]) for placed in placed_in(card.blocks) if "url" in placed.element)


def need_of(card: Message) -> str:
    """Give what is read between the need's title and what follows it."""
    lines = card.words.split("\n")
    after = next(number for number, line in enumerate(lines) if plain(line).startswith("S’y préparer"))
    return "\n".join(lines[lines.index("Le besoin") + 1 : after])


def test_a_team_books_and_everybody_gets_one_card(promotion: Promotion) -> None:
    lea, sami, claire = promotion.lea, promotion.sami, promotion.claire
    lea.command("/bureau-aide")
    assert promotion.opened(lea).title == "Bureau d’aide"
    lea.fill("need", NEED)
    assert lea.submit() == Submission()
    slots = promotion.slots(lea)
    assert slots[:4] == [NINE, "mardi 5 mai à 9 h 30", "mardi 5 mai à 10 h", "mardi 5 mai à 10 h 30"]
    promotion.choose(lea, NINE)
    assert lea.submit() == Submission()
    assert promotion.opened(lea).title == "C’est réservé"
    assert plain(promotion.opened(lea).text).startswith(f"Bureau d’aide {NINE}, heure de Paris, avec Claire Morel.")
    promotion.stage.settle()
    cards = [lea.inbox(), sami.inbox(), claire.inbox()]
    assert [[first_line(one) for one in box] for box in cards] == [[f"Bureau d’aide {NINE}"]] * 3
    assert [box[0].buttons for box in cards] == [[JOIN, CANCEL], [JOIN], [JOIN, CANCEL]]
    assert len({link_of(box[0]) for box in cards}) == 1
    room = link_of(lea.inbox()[0]).removeprefix("https://visio.example.org/")
    assert (len(room), room.isalnum(), sum(sign.isdigit() for sign in room) >= 4) == (16, True, True)
    assert {need_of(box[0]) for box in cards} == {NEED}
    for box in cards:
        assert plain(box[0].text).startswith("Bureau d’aide mardi 5 mai, de 9 h à 10 h, heure de Paris, avec ")
        assert plain(box[0].text).endswith(f"Lien de la visio : {link_of(box[0])}.")
    assert [person.inbox() for person in (promotion.ines, promotion.david, promotion.nadia)] == [[], [], []]
    assert [one.arguments["metadata"] is not None for one in promotion.stage.slack.calls if "chat.post" in one.method]


@pytest.mark.parametrize(
    "need",
    [
        "Voir <!channel> et <@U123|x> & co",
        "&amp; &lt;!here&gt;",
        "*gras* _italique_ ~barré~ `code`\n> cité\n• liste",
        "🙂\u200d↔️ 👩🏽\u200d💻",
        "שלום \u202eabc\u202c مرحبا",
        "&" * 3000,
        "<" * 3000,
        "é" * 3000,
        ("mot " * 750).strip(),
        "  des espaces autour  ",
    ],
    ids=["pings", "entities", "marks", "emoji", "rtl", "ampersands", "brackets", "accents", "words", "spaces"],
)
def test_a_need_is_shown_as_it_was_typed(promotion: Promotion, need: str) -> None:
    promotion.book(promotion.lea, need=need)
    for person in (promotion.lea, promotion.sami, promotion.claire):
        shown = [need_of(card) for card in person.inbox()]
        assert ["".join(one.split()) for one in shown] == ["".join(need.split())]  # cut at a space, or anywhere
        assert len(need) > 2000 or shown == [need.strip()]
    for call in promotion.stage.slack.calls:
        if call.method == "chat.postMessage":
            assert "<!" not in call.arguments["text"]


@pytest.mark.parametrize("need", ["", "   \n "])
def test_an_empty_need_is_asked_for_on_its_field(promotion: Promotion, need: str) -> None:
    promotion.lea.command("/bureau-aide")
    promotion.opened(promotion.lea)
    promotion.lea.fill("need", need)
    held_back = promotion.lea.submit()
    assert list(held_back.errors) == ["need"]
    assert held_back.delivered is bool(need)
    assert promotion.count("drafts") == 0


def test_a_need_of_3001_characters_is_held_back_even_when_forged(promotion: Promotion) -> None:
    values = forged_need(promotion, need="x" * 3001)
    delivery = promotion.lea.submit_raw("helpdesk.need", private_metadata="d" * 36, values=values)
    assert delivery.answer["response_action"] == "errors"
    assert list(delivery.answer["errors"]) == ["need"]
    assert promotion.count("drafts") == 0


def test_somebody_of_another_team_cannot_be_forged_in(promotion: Promotion) -> None:
    values = forged_need(promotion, guests=("lea", "ines"))
    delivery = promotion.lea.submit_raw("helpdesk.need", private_metadata="d" * 36, values=values)
    assert list(delivery.answer["errors"]) == ["participants"]
    values = forged_need(promotion, guests=("ines",), defi="relais")
    delivery = promotion.lea.submit_raw("helpdesk.need", private_metadata="d" * 36, values=values)
    assert "Rien n’a changé" in plain(str(delivery.answer))
    values = forged_need(promotion, host="sami")
    delivery = promotion.lea.submit_raw("helpdesk.need", private_metadata="d" * 36, values=values)
    assert list(delivery.answer["errors"]) == ["host"]
    assert promotion.count("drafts") == 0


def forged_need(
    promotion: Promotion, *, need: str = NEED, guests: tuple[str, ...] = ("lea",), host: str = "", defi: str = ""
) -> dict[str, dict[str, dict[str, object]]]:
    ids = promotion.ids
    values: dict[str, dict[str, dict[str, object]]] = {
        "need": {"need": {"type": "plain_text_input", "value": need}},
        "participants": {"participants": {"selected_options": [{"value": str(ids[one])} for one in guests]}},
        "host": {"host": {"selected_option": {"value": str(ids[host]) if host else "any"}}},
    }
    return values | ({"defi": {"defi": {"selected_option": {"value": str(ids[defi])}}}} if defi else {})


def test_part_of_a_team_comes(promotion: Promotion) -> None:
    promotion.book(promotion.lea, guests=("Léa Martin",))
    assert promotion.inboxes() == {key: [f"Bureau d’aide {NINE}"] for key in ("lea", "claire")}


def test_who_books_comes_in_any_case(promotion: Promotion) -> None:
    promotion.book(promotion.lea, guests=("Sami Haddad",))
    assert list(promotion.inboxes()) == ["lea", "sami", "claire"]
    assert promotion.lea.inbox()[0].buttons == [JOIN, CANCEL]


def test_no_preference_takes_who_has_least_booked_then_by_name(promotion: Promotion) -> None:
    promotion.book(promotion.lea, NINE)
    promotion.book(promotion.ines, QUARTER_PAST_TEN)
    promotion.book(promotion.lea, "mercredi 6 mai à 9 h")
    assert [len(promotion.claire.inbox()), len(promotion.david.inbox())] == [2, 1]
    assert first_line(promotion.david.inbox()[0]) == f"Bureau d’aide {QUARTER_PAST_TEN}"
    promotion.ask(promotion.ines)
    promotion.choose(promotion.ines, "jeudi 7 mai à 9 h")
    promotion.ines.submit()
    assert plain(promotion.opened(promotion.ines).text).split("\n")[-1] == (
        "Parmi les coachs libres à cette heure, David Nguyen a le moins de rendez-vous ces jours-là."
    )


def test_a_chosen_coach_is_taken_and_only_their_hours_are_offered(promotion: Promotion) -> None:
    promotion.book(promotion.ines, NINE, host="David Nguyen")
    promotion.ask(promotion.lea, host="David Nguyen")
    assert promotion.slots(promotion.lea)[:3] == [QUARTER_PAST_TEN, "mardi 5 mai à 10 h 30", "mardi 5 mai à 11 h"]
    promotion.choose(promotion.lea, QUARTER_PAST_TEN)
    assert promotion.lea.submit() == Submission()
    assert "ces jours-là" not in promotion.opened(promotion.lea).text
    promotion.stage.settle()
    assert [first_line(one) for one in promotion.david.inbox()] == [
        f"Bureau d’aide {NINE}",
        f"Bureau d’aide {QUARTER_PAST_TEN}",
    ]
    assert promotion.claire.inbox() == []


def weeks(promotion: Promotion) -> list[list[str]]:
    """Page through all weeks as Inès, with her team closed on Wednesdays; give the slots of each."""
    ines = promotion.ines
    promotion.ask(ines)
    pages = [promotion.slots(ines)]
    while "Semaine suivante" in promotion.opened(ines).text:
        before = promotion.opened(ines).hash
        assert ines.click("Semaine suivante").error is None
        promotion.stage.slack.wait_for(lambda before=before: ines.modal and ines.modal.hash != before)  # type: ignore[misc]
        pages.append(promotion.slots(ines))
    return pages


def test_all_weeks_are_paged_through_without_closed_days(promotion: Promotion) -> None:
    pages = weeks(promotion)
    first, last = datetime(2026, 5, 5, tzinfo=PARIS), datetime(2026, 7, 3, tzinfo=PARIS)  # 60 days from 4 May
    days = {slot.rsplit(" à ", 1)[0] for page in pages for slot in page}
    assert [page[0].rsplit(" à ", 1)[0] for page in pages][:3] == ["mardi 5 mai", "lundi 11 mai", "lundi 18 mai"]
    assert pages[-1][-1] == "vendredi 3 juillet à 11 h 30"
    closed = {"vendredi 8 mai", "jeudi 14 mai", "lundi 25 mai"}  # holidays: 1945, Ascension, Pentecost
    weekdays = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    open_days = [day for day in weekdays if day.weekday() in (0, 1, 3, 4)]
    assert len(days) == len(open_days) - len(closed)
    assert days & closed == set()
    assert [day for day in days if day.startswith(("mercredi", "samedi", "dimanche"))] == []
    assert len(pages) == 9
    promotion.ines.click("Semaine précédente")
    promotion.stage.slack.wait_for(lambda: promotion.slots(promotion.ines)[0] == pages[-2][0])
    assert promotion.slots(promotion.ines) == pages[-2]


def test_another_week_can_be_booked(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    lea.click("Semaine suivante")
    promotion.stage.slack.wait_for(lambda: promotion.slots(lea)[0] == "lundi 11 mai à 9 h")
    assert lea.submit().errors == {"slot": "Ce champ est obligatoire."}  # the other week's choice is not kept
    promotion.choose(lea, "mercredi 13 mai à 11 h")
    assert lea.submit() == Submission()
    promotion.stage.settle()
    assert promotion.inboxes()["claire"] == ["Bureau d’aide mercredi 13 mai à 11 h"]


def test_going_back_changes_the_need(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea, need="Un premier besoin")
    lea.close()
    lea.fill("need", "Un autre besoin")
    assert lea.submit() == Submission()
    promotion.choose(lea, NINE)
    assert lea.submit() == Submission()
    promotion.stage.settle()
    assert [need_of(person.inbox()[0]) for person in (lea, promotion.claire)] == ["Un autre besoin"] * 2
    assert promotion.count("drafts") == 1


def test_no_free_slot_at_all_names_the_coachs_and_alerts_them(promotion: Promotion) -> None:
    promotion.close_all_hours()
    lea = promotion.lea
    promotion.ask(lea)
    assert promotion.opened(lea).title == "Choisir un créneau"
    assert plain(promotion.opened(lea).text).split("\n")[0] == (
        "Aucun créneau n’est libre dans les 60 prochains jours. Écrivez à Claire Morel et David Nguyen, coachs EIG, ou "
        "prévenez toute l’équipe d’un clic."
    )
    lea.click("Prévenir les coachs")
    promotion.stage.settle()
    assert promotion.stage.slack.wait_for(lambda: len(promotion.coachs.messages)) == 1
    assert plain(promotion.coachs.messages[0].words) == (
        "@Léa Martin demande à vous parler, sans doute faute de créneau libre au bureau d’aide. Répondez en message "
        "direct."
    )


def test_a_coach_is_told_kindly_that_teams_book(promotion: Promotion) -> None:
    answer = promotion.claire.command("/bureau-aide")
    assert (answer.ephemeral, plain(answer.text)) == (
        True,
        "Cette action revient à d’autres personnes. Rien n’a changé.",
    )
