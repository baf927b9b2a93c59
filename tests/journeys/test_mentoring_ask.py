"""An EIG asks for a mentoring cycle: the need, who suits and why, the four séances, sent as one thing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from bot.dates.hours import WeeklyHours
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.people.person import Person
from storage.agenda import hours
from storage.programme import people
from tests.journeys.mentors import (
    AFTERNOONS,
    CONFIRM,
    DATA,
    DESIGN,
    NEED,
    PLANNED,
    WITHDRAW,
    Mentoring,
    buttons,
    card,
    dates,
    title,
)
from tests.journeys.promotion import Promotion, plain

UNTIL = "lundi 11 mai à 14 h"
QUARTERS = 4 * 7  # of four séances of 1 h 30, and a quarter between two appointments


def test_an_eig_asks_alone_and_each_side_has_one_card(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.begin(lea)
    first = plain(mentoring.opened(lea, "Mentorat").text)
    assert "Qui lira votre besoin et votre document : les personnes de votre équipe qui viennent" in first
    assert mentoring.send(lea) == []
    mentoring.look_at(lea, "Maya Benali")
    assert mentoring.done(lea).split("\n")[1:6] == [
        *(f"• {one.split(',')[0]} à 14 h" for one in PLANNED),
        f"Réponse au plus tard le {UNTIL}.",
    ]
    inboxes = {key: [title(one) for one in box] for key, who in mentoring.people.items() if (box := who.inbox())}
    assert inboxes == {
        "lea": [f"Mentorat : réponse de Maya Benali avant le {UNTIL}"],
        "maya": [f"Mentorat : votre réponse avant le {UNTIL}"],
    }
    assert [dates(card(one)) for one in (lea, maya)] == [[f"{one} (à confirmer)" for one in PLANNED]] * 2
    assert f"Le besoin\n{NEED}" in card(maya).words
    assert buttons(card(lea)) == [WITHDRAW]
    assert mentoring.promotion.count("claims") == QUARTERS


def test_part_of_a_team_comes_with_a_link_in_place_of_the_need(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.ask(lea, need="", link="https://docs.example.org/besoin", guests=["Sami Haddad"])
    for reader in (lea, maya):
        words = plain(card(reader).words)
        assert "https://docs.example.org/besoin" in words
        assert "Sami Haddad" in words
    assert mentoring.promotion.sami.inbox() == []
    listed = mentoring.promotion.sami.command("/mentorat liste")
    assert f"En attente d’une réponse de Maya Benali, jusqu’au {UNTIL}." in plain(listed.text)


def inputs(who: Person) -> list[str]:
    return [one["block_id"] for one in (who.modal.body["blocks"] if who.modal else []) if one["type"] == "input"]


def test_whom_no_time_suits_finds_the_way_to_the_coaches(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    mentoring.begin(lea)
    assert mentoring.send(lea) == []
    mentoring.look_at(lea, "Maya Benali")
    mentoring.press(lea, "Aucun créneau ne me va")
    mentoring.opened(lea, "En parler avec mon coach")
    assert mentoring.send(lea) == []
    mentoring.opened(lea, "C’est transmis")


def test_what_cannot_be_sent_is_said_on_its_field(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    mentoring.begin(lea, need=NEED)
    assert inputs(lea) == ["need", "domain"]
    mentoring.precise(lea)
    assert inputs(lea)[:3] == ["need", "link", "domain"]
    assert lea.modal
    assert lea.modal.values["need"]["need"]["value"] == NEED
    lea.fill("need", " \n ")
    assert lea.submit().errors == {
        "need": "Écrivez votre besoin en quelques phrases, ou donnez un lien vers votre document."
    }
    lea.fill("link", "notre document")
    assert list(lea.submit().errors) == ["link"]
    lea.fill("link", "")
    lea.fill("need", NEED)
    assert mentoring.send(lea) == []
    mentoring.opened(lea, "Mentors et mentores")


def test_one_request_and_one_cycle_at_a_time_in_a_domain(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    mentoring.ask(lea)
    mentoring.begin(lea)
    said = lea.submit().errors
    assert list(said) == ["domain"]
    assert plain(said["domain"]).startswith("Une demande est déjà ouverte dans ce domaine, une seule à la fois.")
    mentoring.answered(mentoring.maya, CONFIRM)
    assert mentoring.send(lea)[0].startswith("Un cycle est déjà en cours dans ce domaine, un seul à la fois.")
    lea.choose("domain", DESIGN)
    assert mentoring.send(lea) == []


def test_who_suits_is_ranked_with_a_reason_five_at_most(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    with promotion.database.transaction() as tx:
        for number in range(4):
            person = people.add(tx, name=f"Mentor {number}")
            people.add_membership(tx, person, Membership(Role.MENTOR), cycles_max=0 if number == 3 else None)
            people.set_expertises(tx, person, (DATA,))
            hours.replace_weekly(tx, person, AFTERNOONS)
    mentoring.begin(promotion.lea, need="Un modèle, et l’accessibilite de nos pages")
    assert mentoring.send(promotion.lea) == []
    shown = plain(mentoring.opened(promotion.lea, "Mentors et mentores").text).split("\n")
    assert shown[0] == f"5 spécialistes pour « {DATA} »."
    names = [*(f"Mentor {number}" for number in range(4)), *("Maya Benali", "Noé Lambert", "Rose Petit")]
    assert [one for one in shown if one in names] == ["Maya Benali", "Mentor 0", "Mentor 1", "Mentor 2", "Noé Lambert"]
    assert shown[2:6] == [
        "Maya Benali",
        f"Spécialité demandée : {DATA}. Autre spécialité utile : {DESIGN}.",
        "Peut encore suivre 2 équipes.",
        "Première séance possible : mardi 12 mai à 14 h.",
    ]


def test_one_of_the_four_is_replaced_before_it_is_sent(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    mentoring.plan(lea)
    mentoring.pick(lea, "Séance 2", "mardi 12 mai à 16 h")
    assert mentoring.send(lea) == ["Deux séances tombent le même jour. Choisissez un autre jour pour celle-ci."]
    mentoring.pick(lea, "Séance 2", "mercredi 20 mai à 16 h 30")
    mentoring.done(lea)
    moved = [PLANNED[0], "mercredi 20 mai, de 16 h 30 à 18 h", *PLANNED[2:]]
    assert dates(card(mentoring.maya)) == [f"{one} (à confirmer)" for one in moved]


def test_an_obstacle_is_said_and_the_next_month_or_somebody_else_is_offered(mentoring: Mentoring) -> None:
    promotion, lea = mentoring.promotion, mentoring.promotion.lea
    with promotion.database.transaction() as tx:
        later = [WeeklyHours(day, "14:00", "18:00", date(2026, 6, 29), None) for day in range(5)]
        hours.replace_weekly(tx, promotion.ids["maya"], later)
    mentoring.plan(lea)
    said = plain(mentoring.opened(lea, "Pas de date possible").text)
    assert said.startswith("Quatre séances avec Maya Benali ne tiennent pas en un mois à partir du jeudi 7 mai.")
    assert "Maya Benali n’a donné aucune disponibilité à cette période." in said
    mentoring.press(lea, "Le mois suivant")
    plan = plain(mentoring.opened(lea, "Les 4 séances").text)
    assert "juillet à 14 h" in plan
    mentoring.press(lea, "Voir d’autres spécialistes")
    mentoring.look_at(lea, "Rose Petit")
    mentoring.done(lea)
    assert [bool(one.inbox()) for one in (mentoring.maya, mentoring.rose)] == [False, True]


def test_of_two_teams_at_once_one_sees_on_the_fields_what_is_left(mentoring: Mentoring) -> None:
    teams = (mentoring.promotion.lea, mentoring.promotion.ines)
    for one in teams:
        mentoring.plan(one)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda one: one.submit(), teams))
    lost = [(who, done.errors) for who, done in zip(teams, results, strict=True) if done.errors]
    assert len(lost) == 1
    assert mentoring.promotion.count("claims") == QUARTERS
    (loser, errors), start = lost[0], "Ce créneau n’est plus libre. Il reste, par exemple : "
    assert list(errors) == [f"slot-{number}" for number in range(1, 5)]
    for name, said in errors.items():
        assert plain(said).startswith(start)
        mentoring.pick(loser, name, plain(said).removeprefix(start).split(", ")[0])
    mentoring.done(loser)
    mentoring.settle()
    assert mentoring.promotion.count("claims") == 2 * QUARTERS
    assert len([one for one in mentoring.maya.inbox() if dates(one)]) == 2


def test_what_is_sent_twice_is_one_request(mentoring: Mentoring, promotion: Promotion) -> None:
    lea = promotion.lea
    mentoring.plan(lea)
    view = mentoring.opened(lea, "Les 4 séances")
    draft, values = str(view.body["private_metadata"]), view.values
    mentoring.done(lea)
    again = lea.submit_raw("mentoring.send", private_metadata=draft, values=values)
    mentoring.settle()
    assert again.answer["view"]["title"]["text"] == "C’est envoyé"
    assert [promotion.count(one) for one in ("mentoring_cycles", "claims")] == [1, QUARTERS]
    assert len(mentoring.maya.inbox()) == 1
