"""A coach says when they can be met, reads it back, blocks an hour, and takes care of what lies outside."""

from datetime import datetime, timedelta

import pytest

from bot.agenda import agenda
from bot.agenda.model import AgendaPlan, Part, Participant
from bot.helpdesk.model import RankReason, RequestWish
from bot.programme.model import Actor
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.agenda import hours
from storage.helpdesk import requests
from storage.programme import people
from tests.journeys.promotion import NOW, Promotion, plain, seen_last

TITLE = "Vos disponibilités"
BLOCK = "Bloquer ce créneau"
TEN = "mardi 5 mai de 10 h à 11 h"
WEEK = "lundi 9h-12h\nmardi 9h-12h, 14h-17h"


def start(promotion: Promotion, person: Person) -> str:
    """Open the form; give its words."""
    person.command("/disponibilites")
    return plain(promotion.opened(person, title=TITLE).text)


def fill(person: Person, week: str, days: str = "", link: str = "") -> None:
    for field, text in (("week", week), ("days", days), ("link", link)):
        person.fill(field, text)


def free(person: Person) -> list[str]:
    return [plain(label) for label in person.options("slot")]


def choose(person: Person, slot: str) -> None:
    person.choose("slot", next(label for label in person.options("slot") if plain(label) == slot))


def typed(person: Person, field: str) -> str:
    assert person.modal
    return str(next(iter(person.modal.values[field].values()))["value"] or "")


def shown(person: Person) -> str:
    assert person.modal
    return plain(person.modal.text)


def kept(promotion: Promotion, key: str = "claire") -> tuple[list[str], list[str]]:
    """Give the hours of somebody, and their exceptions."""
    with promotion.database.reading() as reading:
        opening = hours.list_openings(reading, [promotion.ids[key]])[0]
    weekly = [f"{one.weekday} {one.starts}-{one.ends}" for one in opening.weekly]
    return weekly, [f"{one.day} {one.starts}-{one.ends}" for one in opening.exceptions]


def book(promotion: Promotion, starts: datetime, *, request: bool = True) -> int:
    """Book Claire for the team of Carte Vive, behind the bot's back; give the request, 0 for none."""
    lea, claire = promotion.ids["lea"], promotion.ids["claire"]
    with promotion.database.transaction() as tx:
        parts = (Participant(lea, Part.BOOKER), Participant(claire, Part.HOST))
        plan = AgendaPlan("bureau-aide", promotion.ids["promotion"], promotion.ids["carte"], starts, 60, parts)
        actor = Actor("", people.by_id(tx, lea))
        batch = starts.isoformat()
        booked = agenda.book(tx, actor, [plan], batch=batch, now=NOW)
        if not request:
            return 0
        wish = RequestWish(promotion.ids["carte"], "Un besoin")
        number = requests.add(
            tx,
            wish,
            draft_id=batch[:36],
            asked_by=lea,
            promotion_id=plan.promotion_id,
            reason=RankReason.CHOSEN,
            host_id=claire,
            minutes=60,
            now=NOW,
        ).id
        requests.add_sessions(tx, number, [one.id for one in booked])
        return number


def test_hours_are_read_back_and_then_hold(promotion: Promotion) -> None:
    claire = promotion.claire
    assert "• lundi : de 9 h à 12 h 30\n" in start(promotion, claire)
    assert typed(claire, "week").splitlines()[0] == "lundi 9h-12h30"
    fill(claire, WEEK, "du 12 au 14 mai fermé", "https://visio.example.org/claire")
    assert claire.submit() == Submission()
    assert [line for line in shown(claire).splitlines() if line] == [
        "Voici ce que j’ai compris",
        "Chaque semaine",
        "• lundi : de 9 h à 12 h",
        "• mardi : de 9 h à 12 h et de 14 h à 17 h",
        "Exceptions",
        "• du mardi 12 au jeudi 14 mai : fermé",
        "Lien de visio : https://visio.example.org/claire",
        "Rien n’est encore enregistré.",
    ]
    assert len(kept(promotion)[0]) == 5
    assert claire.submit() == Submission()
    assert shown(claire).startswith("Vos disponibilités sont enregistrées.")
    assert kept(promotion) == (
        ["0 09:00-12:00", "1 09:00-12:00", "1 14:00-17:00"],
        [f"2026-05-{day} None-None" for day in (12, 13, 14)],
    )
    claire.close()
    assert claire.modal is None
    start(promotion, claire)
    assert [typed(claire, field) for field in ("week", "days", "link")] == [
        WEEK,
        "du 12 au 14 mai fermé",
        "https://visio.example.org/claire",
    ]


def test_each_line_that_cannot_be_read_is_told_on_its_field(promotion: Promotion) -> None:
    claire = promotion.claire
    start(promotion, claire)
    fill(claire, "lunid 9h-12h\nmardi 9h-12h\nmercredi 12h-9h", "3 mai 2026 fermé", "https://")
    found = claire.submit()
    if not found.delivered:  # Slack's own client knows that this is no address
        claire.fill("link", "http://visio.example.org/<!here>")
        found = claire.submit()
    assert {name: plain(text) for name, text in found.errors.items()} == {
        "week": "Ligne 1 : je ne connais pas « lunid ». Vouliez-vous écrire « lundi » ? "
        "Ligne 3 : « 12h-9h » finit avant de commencer.",
        "days": "Ligne 1 : « 3 mai 2026 » est passé : retirez cette ligne.",
        "link": "Donnez une adresse complète, qui commence par https://.",
    }
    assert len(kept(promotion)[0]) == 5


def test_an_hour_is_blocked_in_two_clicks_and_what_is_typed_stays(promotion: Promotion) -> None:
    claire = promotion.claire
    start(promotion, claire)
    claire.fill("week", WEEK)
    claire.fill("days", "14 mai fermé")
    claire.click(BLOCK)
    promotion.stage.slack.wait_for(lambda: "Choisissez d’abord un créneau" in shown(claire))
    choose(claire, TEN)
    claire.click(BLOCK)
    promotion.stage.slack.wait_for(lambda: f"C’est bloqué : {TEN}." in shown(claire))
    assert TEN not in free(claire)
    assert (typed(claire, "week"), typed(claire, "days")) == (WEEK, "mardi 5 mai 9h-10h, 11h-12h30\njeudi 14 mai fermé")
    assert kept(promotion)[1] == ["2026-05-05 09:00-10:00", "2026-05-05 11:00-12:30"]
    assert claire.submit() == Submission()
    assert "ont changé depuis" not in shown(claire)  # by the form itself
    assert claire.submit() == Submission()
    assert kept(promotion)[1][-1] == "2026-05-14 None-None"


def test_a_block_beside_a_text_that_cannot_be_read_is_not_lost_in_silence(promotion: Promotion) -> None:
    claire = promotion.claire
    start(promotion, claire)
    claire.fill("days", "14 mia fermé")
    choose(claire, TEN)
    claire.click(BLOCK)
    promotion.stage.slack.wait_for(lambda: "sans quoi il serait perdu" in shown(claire))
    assert typed(claire, "days") == "14 mia fermé"
    claire.fill("days", "14 mai fermé")
    assert claire.submit() == Submission()
    assert "vous remplacez ce qui suit" in shown(claire)


def test_an_hour_booked_meanwhile_is_not_blocked(promotion: Promotion) -> None:
    claire = promotion.claire
    start(promotion, claire)
    choose(claire, TEN)
    book(promotion, NOW + timedelta(days=1, hours=2))
    claire.click(BLOCK)
    promotion.stage.slack.wait_for(lambda: "Ce créneau vient d’être réservé" in shown(claire))
    assert (kept(promotion)[1], TEN in free(claire)) == ([], False)


def test_what_lies_outside_is_listed_with_three_ways_out(promotion: Promotion) -> None:
    claire = promotion.claire
    number = book(promotion, NOW + timedelta(days=1, hours=1))
    book(promotion, NOW + timedelta(days=2, hours=1), request=False)
    start(promotion, claire)
    fill(claire, "lundi 9h-12h")
    assert claire.submit() == Submission()
    assert "2 rendez-vous sont en dehors de ces heures." in shown(claire)
    assert "• Bureau d’aide, mardi 5 mai de 9 h à 10 h, pour le défi Carte Vive, avec Léa Martin" in shown(claire)
    ways = ["Changer la date", "Confier le rendez-vous", "Annuler le rendez-vous"]
    assert claire.modal
    assert claire.modal.buttons == ways
    assert claire.click(ways[0], confirm=False).declined  # it asks first: nothing is kept yet
    assert claire.submit() == Submission()
    assert claire.modal.buttons == ways
    pressed = [one for block in claire.modal.blocks for one in block.get("elements", []) if one["type"] == "button"]
    assert [one["value"].split()[0] for one in pressed] == [str(number)] * 3
    assert [" " in one["value"] for one in pressed] == [False, True, True]  # which séance is meant
    assert [one["action_id"].partition(":")[0] for one in pressed] == [
        "helpdesk.move",
        "helpdesk.hand_over",
        "helpdesk.cancel",
    ]
    assert [one for one in pressed if "confirm" in one] == []
    assert {plain(one["accessibility_label"]) for one in pressed} == {
        f"mardi 5 mai à 9 h : {way}, Carte Vive" for way in ways
    }


def test_two_windows_the_last_one_holds_and_says_what_it_replaced(promotion: Promotion) -> None:
    claire = promotion.claire
    start(promotion, claire)
    fill(claire, "lundi 9h-12h")
    with promotion.database.transaction() as tx:  # another window, on another device
        hours.replace_weekly(tx, promotion.ids["claire"], [])
    assert claire.submit() == Submission()
    assert "En enregistrant, vous remplacez ce qui suit :\nChaque semaine\n• Pas d’heures fixes." in shown(claire)
    assert claire.submit() == Submission()
    assert "Ce que vous venez d’enregistrer remplace ce qui suit" in shown(claire)
    assert kept(promotion)[0] == ["0 09:00-12:00"]


def test_a_form_left_open_for_two_days_keeps_nothing(promotion: Promotion) -> None:
    claire = promotion.claire
    start(promotion, claire)
    fill(claire, "lundi 9h-12h")
    assert claire.submit() == Submission()
    promotion.stage.set_clock(NOW + timedelta(days=2, hours=1))
    promotion.keep_house()
    assert claire.submit() == Submission()
    assert "Ce formulaire ne sert plus" in shown(claire)
    assert len(kept(promotion)[0]) == 5


@pytest.mark.parametrize("key", ["lea", "nadia"])
def test_who_hosts_nothing_is_told_so(promotion: Promotion, key: str) -> None:
    person: Person = getattr(promotion, key)
    answer = person.command("/disponibilites")
    assert person.modal is None
    assert plain(answer.text).startswith(
        "Ce sont les coachs, les mentores, les mentors et"
        if key == "lea"
        else "Le catalogue est ouvert à tout le monde"
    )
    person.press_raw("hours.open")
    promotion.stage.slack.wait_for(lambda: len(person.replies()) > 1)
    assert seen_last(person) == plain(answer.text)


def test_the_command_explains_itself(promotion: Promotion) -> None:
    said = plain(promotion.claire.command("/disponibilites aide").text)
    assert said == (
        "`/disponibilites` : dire quand on peut réserver avec vous, fermer une date, bloquer un créneau. "
        "`/disponibilites absent` : vous n’êtes pas là aujourd’hui"
    )
    promotion.claire.press_raw("hours.open")
    assert promotion.opened(promotion.claire, title=TITLE)


def test_the_form_is_behind_the_catalogue_s_command_too(promotion: Promotion) -> None:
    promotion.claire.command("/dispositifs dispo")
    assert promotion.opened(promotion.claire, title=TITLE)
