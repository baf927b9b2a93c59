"""A team books a bureau d'aide, and what everybody sees of it."""

from datetime import datetime, timedelta

import pytest

from bot.sandbox.memory.messages import Message
from bot.sandbox.people.acks import Submission
from tests.journeys.promotion import CANCEL, NEED, NINE, PARIS, QUARTER_PAST_TEN, Promotion, first_line, plain

LEAD = ["Changer la date", CANCEL, "Autres actions"]
COME = ["Je ne pourrai pas venir", "Envoyer un document", "Autres actions"]
SLOTS, LINK = "Choisir un créneau", "Lien de la visio"


def link_of(card: Message) -> str:
    return next(plain(line).partition(" : ")[2] for line in card.words.split("\n") if plain(line).startswith(LINK))


def need_of(card: Message) -> str:
    """Give what is read between the need's title and what follows it."""
    lines = card.words.split("\n")
    follows = ("Sans préférence", "S’y préparer", "Changer la date", "Je ne pourrai pas venir")
    after = next((number for number, line in enumerate(lines) if plain(line).startswith(follows)), len(lines))
    return "\n".join(lines[lines.index("Le besoin") + 1 : after])


def test_a_team_books_and_everybody_gets_one_card(promotion: Promotion) -> None:
    lea, sami, claire = promotion.lea, promotion.sami, promotion.claire
    promotion.ask(lea)
    slots = promotion.slots(lea)
    assert slots[:4] == [NINE, "mardi 5 mai à 9 h 30", "mardi 5 mai à 10 h", "mardi 5 mai à 10 h 30"]
    promotion.choose(lea, NINE)
    assert lea.submit() == Submission()
    assert promotion.opened(lea).title == "C’est réservé"
    assert plain(promotion.opened(lea).text).startswith(f"Bureau d’aide {NINE}, heure de Paris, avec Claire Morel.")
    promotion.stand()
    cards = [lea.inbox(), sami.inbox(), claire.inbox()]
    assert [[first_line(one) for one in box] for box in cards] == [[f"Bureau d’aide {NINE}"]] * 3
    assert [box[0].buttons for box in cards] == [LEAD, COME, LEAD]
    assert len({link_of(box[0]) for box in cards}) == 1
    room = link_of(lea.inbox()[0]).removeprefix("https://visio.example.org/")
    assert (len(room), room.isalnum(), sum(sign.isdigit() for sign in room) >= 4) == (16, True, True)
    assert {need_of(box[0]) for box in cards} == {NEED}
    for box in cards:
        assert plain(box[0].text).startswith("Bureau d’aide mardi 5 mai, de 9 h à 10 h, heure de Paris, avec ")
        assert plain(box[0].text).endswith(f"Lien de la visio : {link_of(box[0])}.")
    assert [person.inbox() for person in (promotion.ines, promotion.david, promotion.nadia)] == [[], [], []]
    posts = [one for one in promotion.stage.slack.calls if "chat.post" in one.method]
    assert [bool(one.arguments.get("metadata")) for one in posts] == [True] * 3


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
    delivery = promotion.lea.submit_raw("helpdesk.need", private_metadata=DRAFT, values=forged_need("x" * 3001))
    assert delivery.answer["response_action"] == "errors"
    assert list(delivery.answer["errors"]) == ["need"]
    assert promotion.count("drafts") == 0


def test_another_team_s_defi_cannot_be_forged_in(promotion: Promotion) -> None:
    values = forged_need() | {"defi": {"defi": {"selected_option": {"value": str(promotion.ids["relais"])}}}}
    delivery = promotion.lea.submit_raw("helpdesk.need", private_metadata=DRAFT, values=values)
    assert "Ce sont les EIG qui réservent" in plain(str(delivery.answer))
    assert promotion.count("drafts") == 0


@pytest.mark.parametrize(
    ("guests", "host", "sessions", "field"),
    [
        (("lea", "ines"), "", 1, "participants"),
        (("lea", "claire"), "", 1, "participants"),
        (("lea",), "sami", 1, "host"),
        (("lea",), "nadia", 1, "host"),
        (("lea",), "", 5, "sessions"),
        (("lea",), "", 0, "sessions"),
    ],
)
def test_a_team_that_is_not_offered_cannot_be_forged(
    promotion: Promotion, guests: tuple[str, ...], host: str, sessions: int, field: str
) -> None:
    lea, ids = promotion.lea, promotion.ids | {"nadia": 999_999}
    assert lea.submit_raw("helpdesk.need", private_metadata=DRAFT, values=forged_need()).answer["view"]
    values: dict[str, dict[str, dict[str, object]]] = {
        "participants": {"participants": {"selected_options": [{"value": str(ids[one])} for one in guests]}},
        "host": {"host": {"selected_option": {"value": str(ids[host]) if host else "any"}}},
        "sessions": {"sessions": {"selected_option": {"value": str(sessions)}}},
    }
    answer = lea.submit_raw("helpdesk.team", private_metadata=DRAFT, values=values).answer
    assert list(answer["errors"]) == [field]
    late = {"slot": {"slot:2026-05-04": {"selected_option": {"value": str(int(AT_NINE.timestamp()))}}}}
    assert lea.submit_raw("helpdesk.slot", private_metadata=DRAFT, values=late).answer["response_action"] == "update"
    promotion.stand()
    assert promotion.inboxes() == {key: [f"Bureau d’aide {NINE}"] for key in ("lea", "sami", "claire")}


DRAFT = "d" * 36
AT_NINE = datetime(2026, 5, 5, 9, tzinfo=PARIS)


def forged_need(need: str = NEED) -> dict[str, dict[str, dict[str, object]]]:
    return {"need": {"need": {"type": "plain_text_input", "value": need}}}


def test_part_of_a_team_comes(promotion: Promotion) -> None:
    promotion.book(promotion.lea, guests=("Léa Martin",))
    assert promotion.inboxes() == {key: [f"Bureau d’aide {NINE}"] for key in ("lea", "claire")}


def test_who_books_comes_in_any_case(promotion: Promotion) -> None:
    promotion.book(promotion.lea, guests=("Sami Haddad",))
    assert list(promotion.inboxes()) == ["lea", "sami", "claire"]
    assert promotion.lea.inbox()[0].buttons == LEAD


def test_no_preference_takes_who_has_least_booked_then_by_name(promotion: Promotion) -> None:
    promotion.book(promotion.lea, NINE)
    promotion.book(promotion.ines, QUARTER_PAST_TEN)
    promotion.book(promotion.lea, "mercredi 6 mai à 9 h")
    assert [len(promotion.claire.inbox()), len(promotion.david.inbox())] == [2, 1]
    assert first_line(promotion.david.inbox()[0]) == f"Bureau d’aide {QUARTER_PAST_TEN}"
    promotion.ask(promotion.ines)
    promotion.choose(promotion.ines, "jeudi 7 mai à 9 h")
    promotion.ines.submit()
    said = plain(promotion.opened(promotion.ines, title="C’est réservé").text).split("\n")
    assert said == [  # when and with whom, that it can be undone, what comes next
        "Bureau d’aide jeudi 7 mai à 9 h, heure de Paris, avec David Nguyen.",
        "Les messages partent dans deux minutes. D’ici là, vous pouvez revenir en arrière.",
        "Revenir en arrière",
        "La carte de ce rendez-vous, dans vos messages, donne le lien et de quoi vous préparer. Vous pourrez y ajouter "
        "un document.",
    ]


def test_a_chosen_coach_is_taken_and_only_their_hours_are_offered(promotion: Promotion) -> None:
    promotion.book(promotion.ines, NINE, host="David Nguyen")
    promotion.ask(promotion.lea, host="David Nguyen")
    assert promotion.slots(promotion.lea)[:3] == [QUARTER_PAST_TEN, "mardi 5 mai à 10 h 30", "mardi 5 mai à 11 h"]
    promotion.choose(promotion.lea, QUARTER_PAST_TEN)
    assert promotion.lea.submit() == Submission()
    promotion.opened(promotion.lea, title="C’est réservé")
    promotion.stand()
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
    assert "Sans le mercredi : votre équipe n’est pas là ce jour-là" in plain(promotion.opened(ines).text)
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
    promotion.stage.slack.wait_for(lambda: "lundi 11 mai à 9 h" in promotion.slots(lea))
    assert promotion.slots(lea)[:2] == [NINE, "lundi 11 mai à 9 h"]  # what was chosen stays until another is
    promotion.choose(lea, "mercredi 13 mai à 11 h")
    assert lea.submit() == Submission()
    promotion.stand()
    assert promotion.inboxes()["claire"] == ["Bureau d’aide mercredi 13 mai à 11 h"]


def test_what_was_chosen_is_booked_from_another_week(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.choose(lea, NINE)
    lea.click("Semaine suivante")
    promotion.stage.slack.wait_for(lambda: "lundi 11 mai à 9 h" in promotion.slots(lea))
    assert lea.submit() == Submission()
    promotion.stand()
    assert promotion.inboxes()["claire"] == [f"Bureau d’aide {NINE}"]


def test_nothing_is_booked_while_nothing_is_chosen(promotion: Promotion) -> None:
    promotion.ask(promotion.lea)
    assert promotion.lea.submit().errors == {"slot": "Ce champ est obligatoire."}
    assert promotion.count("appointments") == 0


def test_going_back_changes_the_need(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea, need="Un premier besoin")
    lea.close()
    lea.fill("need", "Un autre besoin")
    promotion.team(lea)
    promotion.choose(lea, NINE)
    assert lea.submit() == Submission()
    promotion.stand()
    assert [need_of(person.inbox()[0]) for person in (lea, promotion.claire)] == ["Un autre besoin"] * 2
    assert promotion.count("drafts") == 1


def test_no_free_slot_at_all_is_said_and_the_coachs_are_asked(promotion: Promotion) -> None:
    promotion.close_all_hours()
    lea = promotion.lea
    promotion.ask(lea)
    assert plain(promotion.opened(lea, title=SLOTS).text).split("\n")[2] == (
        "Aucun créneau n’est libre dans les 60 prochains jours. Demandez une date à l’équipe des coachs, ou "
        "recevez un message dès qu’un créneau se libère."
    )
    lea.click("Demander à l’équipe des coachs")
    promotion.opened(lea, title="Demander une date")
    lea.fill("wished", "Jeudi matin")
    assert lea.submit() == Submission()
    promotion.stage.settle()
    assert [NEED in one.words for one in promotion.coachs.messages] == [False]
    assert "Jeudi matin" in promotion.coachs.messages[0].words


def test_whom_no_slot_suits_asks_the_coaches_from_the_list_of_slots(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    promotion.opened(lea, title=SLOTS)
    lea.click("Aucun créneau ne me va")
    promotion.opened(lea, title="Demander une date")
    lea.fill("wished", "Plutôt le soir")
    assert lea.submit() == Submission()
    promotion.stage.settle()
    assert "n’a pas trouvé de créneau qui lui va" in plain(promotion.coachs.messages[0].words)
    assert "Plutôt le soir" in promotion.coachs.messages[0].words
