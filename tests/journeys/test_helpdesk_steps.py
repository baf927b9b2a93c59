"""A team books a bureau d'aide in two steps, several séances at once, one more later, or takes it back."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.programme import people
from tests.journeys.promotion import NEED, NINE, QUARTER_PAST_TEN, Promotion, first_line, plain, seen_last

CARD = f"Bureau d’aide {NINE}"
TEAM = "Modifier"
UNDONE = f"C’est fait : le bureau d’aide du {NINE} n’est plus réservé. Personne d’autre n’a reçu de message."
UNDONE_ALREADY = "C’est déjà fait : tout est comme avant. Personne d’autre n’a reçu de message."
LINK = "https://doc.example.org/plan"


def change(promotion: Promotion, statement: str, **values: object) -> None:
    with promotion.database.transaction() as tx:
        tx.execute(text(statement), values)


def kept(promotion: Promotion, columns: str) -> list[Any]:
    """Give columns of the newest request."""
    with promotion.database.reading() as reading:
        row = reading.execute(text(f"SELECT {columns} FROM helpdesk_requests ORDER BY id DESC LIMIT 1"))
        return list(row.one())


def said(person: Person) -> str:
    return plain(person.modal.text) if person.modal else ""


def wait_for_replies(promotion: Promotion, person: Person, count: int) -> None:
    promotion.stage.slack.wait_for(lambda: len(person.replies()) == count)


def turn_week(promotion: Promotion, person: Person, label: str) -> None:
    shown = promotion.opened(person).hash
    person.click(label)
    promotion.stage.slack.wait_for(lambda: person.modal and person.modal.hash != shown)


def test_one_is_booked_in_four_gestures(promotion: Promotion) -> None:
    lea = promotion.lea
    lea.command("/bureau-aide")
    fields = [one for one in promotion.opened(lea, title="Bureau d’aide").body["blocks"] if one["type"] == "input"]
    assert [one["block_id"] for one in fields] == ["need"]
    lea.fill("need", NEED)
    assert lea.submit() == Submission()
    assert said(lea).split("\n")[0] == "Une séance, toute l’équipe, sans préférence de coach."
    lea.choose("slot", lea.options("slot")[0])
    assert lea.submit() == Submission()
    assert promotion.opened(lea, title="C’est réservé").buttons == ["Revenir en arrière"]
    assert said(lea).startswith(f"Bureau d’aide {NINE}, heure de Paris, avec Claire Morel.")
    promotion.stage.settle()
    assert promotion.inboxes() == {"lea": [CARD]}  # hers at once
    assert lea.inbox()[0].buttons[0] == "Revenir en arrière"
    promotion.stand()
    assert promotion.inboxes() == {key: [CARD] for key in ("lea", "sami", "claire")}
    assert lea.inbox()[0].buttons[0] == "Changer la date"
    assert "Sans préférence : Claire Morel était libre à l’heure choisie" in plain(lea.inbox()[0].words)
    assert kept(promotion, "need, kind, document, sessions, reason") == [NEED, "inconnu", "later", 1, "free"]


def test_the_subject_is_said_afterwards_on_the_card(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.book(lea)
    assert "Sujet" not in plain(lea.inbox()[0].words)
    lea.click("Autres actions")
    promotion.opened(lea, title="Bureau d’aide")
    lea.click("Préciser la demande")
    promotion.opened(lea, title="Préciser la demande")
    lea.choose("kind", "Audit de code")
    assert lea.submit() == Submission()
    promotion.stage.settle()
    assert ["Sujet : Audit de code" in plain(one.inbox()[0].words) for one in (lea, promotion.claire)] == [True] * 2
    assert kept(promotion, "kind, document") == ["audit", "later"]


def test_an_expertise_is_told_where_the_need_speaks_of_it(promotion: Promotion) -> None:
    with promotion.database.transaction() as tx:
        people.set_expertises(tx, promotion.ids["david"], ["Audit de code"])
    promotion.book(promotion.lea, need="Faire auditer le code de notre prototype.")
    assert "David Nguyen connaît ce type de besoin" in plain(promotion.lea.inbox()[0].words)
    assert kept(promotion, "kind, reason") == ["inconnu", "expertise"]


def test_part_of_a_team_comes_and_who_books_in_any_case(promotion: Promotion) -> None:
    promotion.book(promotion.lea, guests=("Sami Haddad",))
    promotion.book(promotion.sami, QUARTER_PAST_TEN, guests=("Sami Haddad",))
    assert {key: len(box) for key, box in promotion.inboxes().items()} == {"lea": 1, "sami": 2, "claire": 1, "david": 1}


def test_several_seances_are_booked_at_once_with_one_host(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea, sessions=3)
    for field, slot in (("slot", NINE), ("slot2", NINE), ("slot3", "mardi 5 mai à 9 h 30")):
        promotion.choose(lea, slot, field)
    assert list(lea.submit().errors) == ["slot2", "slot3"]
    promotion.choose(lea, "mardi 5 mai à 11 h", "slot2")
    turn_week(promotion, lea, "Semaine suivante")
    promotion.choose(lea, "lundi 11 mai à 9 h", "slot3")
    assert lea.submit() == Submission()
    assert said(promotion.lea).split("\n")[:4] == [
        "3 séances de bureau d’aide avec Claire Morel, heure de Paris :",
        f"• {NINE}",
        "• mardi 5 mai à 11 h",
        "• lundi 11 mai à 9 h",
    ]
    promotion.stand()
    assert promotion.inboxes() == {key: [f"{CARD}, puis 2 autres séances"] for key in ("lea", "sami", "claire")}
    assert promotion.count("claims") == 15


def test_all_seances_or_none_are_booked(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea, sessions=2, host="David Nguyen")
    promotion.choose(lea, NINE)
    promotion.choose(lea, "mercredi 6 mai à 9 h", "slot2")
    promotion.book(promotion.ines, "jeudi 7 mai à 9 h", host="David Nguyen")
    promotion.choose(lea, "jeudi 7 mai à 9 h", "slot2")
    assert {name: plain(one) for name, one in lea.submit().errors.items()} == {
        "slot2": "Ce créneau n’est plus libre. Il reste, jeudi 7 mai : 10 h 30, 11 h et 11 h 30."
    }
    assert promotion.count("appointments") == 1
    promotion.choose(lea, "mercredi 6 mai à 9 h", "slot2")
    assert lea.submit() == Submission()
    assert promotion.count("appointments") == 3


def test_two_teams_race_for_sets_that_meet_and_one_gets_all_of_its_own(promotion: Promotion) -> None:
    racers = (promotion.lea, promotion.ines)
    others = ("jeudi 7 mai à 9 h", "lundi 11 mai à 9 h")
    for person, other in zip(racers, others, strict=True):
        promotion.ask(person, sessions=2, host="Claire Morel")
        promotion.choose(person, NINE, "slot2")
        if other.startswith("lundi"):
            turn_week(promotion, person, "Semaine suivante")
        promotion.choose(person, other)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda person: person.submit(), racers))
    assert sorted(list(outcome.errors) for outcome in outcomes) == [[], ["slot2"]]
    assert promotion.count("appointments") == 2
    loser = racers[0] if outcomes[0].errors else racers[1]
    promotion.choose(loser, "mercredi 6 mai à 9 h" if loser is promotion.lea else "lundi 11 mai à 11 h", "slot2")
    assert loser.submit() == Submission()
    promotion.stand()
    assert [len(one.inbox()) for one in (promotion.lea, promotion.ines, promotion.claire)] == [1, 1, 2]


def test_hours_that_no_coach_has_together_are_named_for_one(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.book(promotion.ines, NINE, host="Claire Morel")
    promotion.book(promotion.ines, "jeudi 7 mai à 9 h", host="David Nguyen")
    promotion.ask(lea, sessions=2)
    promotion.choose(lea, NINE)
    promotion.choose(lea, "jeudi 7 mai à 9 h", "slot2")
    assert {name: plain(one) for name, one in lea.submit().errors.items()} == {
        "slot": "Personne n’est libre à toutes ces heures. Claire Morel est libre jeudi 7 mai à 9 h : gardez ce "
        "créneau et changez l’autre."
    }
    assert promotion.count("appointments") == 2


def test_going_back_keeps_what_was_typed(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea, need="Un premier besoin", guests=("Léa Martin",), host="David Nguyen", sessions=2)
    lea.close()
    lea.fill("need", "Un autre besoin")
    assert lea.submit() == Submission()  # the second step is drawn anew, from the draft
    assert said(lea).split("\n")[0] == "2 séances, Léa Martin, avec David Nguyen."
    promotion.turn(lea, "Choisir chaque créneau")
    promotion.choose(lea, NINE)
    promotion.choose(lea, "mercredi 6 mai à 9 h", "slot2")
    assert lea.submit() == Submission()
    promotion.stand()
    assert kept(promotion, "need, host_id, sessions") == ["Un autre besoin", promotion.ids["david"], 2]
    assert list(promotion.inboxes()) == ["lea", "david"]
    assert promotion.count("drafts") == 1


def test_the_date_alone_is_told_to_the_channel_when_it_is_ticked(promotion: Promotion) -> None:
    statement = "UPDATE defis SET channel = :to WHERE id = :id"
    change(promotion, statement, to=promotion.general.id, id=promotion.ids["carte"])
    lea = promotion.lea
    booked(promotion)
    lea.close(all=True)
    promotion.stage.settle()
    lea.click("Autres actions")
    promotion.opened(lea, title="Bureau d’aide")
    lea.click("Préciser la demande")
    promotion.opened(lea, title="Préciser la demande")
    lea.choose("channel", "Dire la date dans le canal du défi")
    assert lea.submit() == Submission()
    promotion.stage.settle()
    assert len(promotion.general.messages) == 0  # when the others hear, and not before
    promotion.stand()
    assert len(promotion.general.messages) == 1
    assert NEED not in promotion.general.messages[0].words
    lea.click("Autres actions")
    promotion.opened(lea, title="Bureau d’aide")
    lea.click("Préciser la demande")
    assert "Canal du défi" not in plain(promotion.opened(lea, title="Préciser la demande").text)


def test_a_clash_is_shown_before_booking(promotion: Promotion) -> None:
    promotion.book(promotion.lea, host="Claire Morel")
    promotion.ask(promotion.sami, host="David Nguyen", guests=("Sami Haddad",))
    assert promotion.slots(promotion.sami)[:2] == [
        f"{NINE} (autre rendez-vous : Sami Haddad)",
        "mardi 5 mai à 9 h 30 (autre rendez-vous : Sami Haddad)",
    ]
    assert "Sami Haddad, mardi 5 mai de 9 h à 10 h" in said(promotion.sami)
    promotion.choose(promotion.sami, f"{NINE} (autre rendez-vous : Sami Haddad)")
    assert promotion.sami.submit() == Submission()
    assert "À noter, déjà un autre rendez-vous à ce moment-là : Sami Haddad." in said(promotion.sami)


def test_the_reason_for_a_host_is_told(promotion: Promotion) -> None:
    own_coach = "UPDATE memberships SET defi_id = :defi WHERE person_id = :who"
    change(promotion, own_coach, defi=promotion.ids["carte"], who=promotion.ids["david"])
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    assert promotion.lea.submit() == Submission()
    assert "avec David Nguyen." in said(promotion.lea)
    promotion.stand()
    told = "Sans préférence : parmi les personnes libres à la réservation, David Nguyen suit ce défi"
    assert [told in plain(one.inbox()[0].words) for one in (promotion.lea, promotion.david)] == [True, True]


def booked(promotion: Promotion) -> None:
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    assert promotion.lea.submit() == Submission()
    promotion.opened(promotion.lea, title="C’est réservé")


@pytest.mark.parametrize("where", ["modal", "card"])
def test_what_is_undone_within_two_minutes_nobody_else_hears_of(promotion: Promotion, where: str) -> None:
    booked(promotion)
    promotion.stage.settle()
    if where == "card":
        promotion.lea.close(all=True)
    promotion.lea.click("Revenir en arrière")
    if where == "card":
        promotion.stage.slack.wait_for(lambda: seen_last(promotion.lea) == UNDONE)
    else:
        promotion.opened(promotion.lea, title="Retour en arrière")
        assert said(promotion.lea).split("\n")[0] == UNDONE
    promotion.stand()
    gone = {"lea": [f"Annulé : bureau d’aide du {NINE}"]}
    assert (promotion.inboxes(), promotion.count("claims")) == (gone, 0)
    assert promotion.lea.inbox()[0].buttons == ["Réserver à nouveau"]


def test_undoing_twice_says_twice_that_it_is_undone(promotion: Promotion) -> None:
    booked(promotion)
    promotion.lea.close(all=True)
    listed = promotion.lea.command("/bureau-aide liste")
    for count, said_then in ((2, UNDONE), (3, UNDONE_ALREADY)):
        promotion.lea.click("Revenir en arrière", message=listed)
        wait_for_replies(promotion, promotion.lea, count)
        assert seen_last(promotion.lea) == said_then


def test_undoing_after_two_minutes_changes_nothing(promotion: Promotion) -> None:
    booked(promotion)
    promotion.stand()
    promotion.lea.click("Revenir en arrière")
    promotion.opened(promotion.lea, title="C’est déjà parti")
    assert said(promotion.lea).startswith("Les messages sont partis")
    assert promotion.count("claims") == 5


def test_one_more_seance_is_added_with_the_same_host(promotion: Promotion) -> None:
    promotion.book(promotion.lea, host="David Nguyen")
    [request_id] = kept(promotion, "id")
    promotion.lea.press_raw("helpdesk.add", value=str(request_id), message=promotion.lea.inbox()[0])
    promotion.opened(promotion.lea, title="Choisir un créneau")
    promotion.choose(promotion.lea, "jeudi 7 mai à 9 h")
    assert promotion.lea.submit() == Submission()
    assert said(promotion.lea).startswith("Bureau d’aide jeudi 7 mai à 9 h, heure de Paris, avec David Nguyen.")
    promotion.stand()
    assert promotion.count("helpdesk_requests") == 1
    assert [first_line(one.inbox()[0]) for one in (promotion.sami, promotion.david)] == [
        f"{CARD}, puis une autre séance"
    ] * 2


def test_somebody_else_adds_nothing(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    [request_id] = kept(promotion, "id")
    promotion.sami.press_raw("helpdesk.add", value=str(request_id), message=promotion.sami.inbox()[0])
    promotion.stage.slack.wait_for(promotion.sami.replies)
    assert seen_last(promotion.sami) == "Seule la personne qui a réservé peut ajouter une séance."


def test_four_are_booked_at_the_same_hour_every_week(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea, sessions=4, weekly=True)
    assert promotion.opened(lea).title == "Choisir les créneaux"
    first = f"{NINE}, puis les 12, 19 et 26 mai"
    assert promotion.slots(lea, "weekly")[0] == first
    lea.choose("weekly", lea.options("weekly")[0])
    assert lea.submit() == Submission()
    weeks = [NINE, "mardi 12 mai à 9 h", "mardi 19 mai à 9 h", "mardi 26 mai à 9 h"]
    assert said(lea).split("\n")[:5] == [
        "4 séances de bureau d’aide avec Claire Morel, heure de Paris :",
        *(f"• {one}" for one in weeks),
    ]
    promotion.stand()
    assert promotion.inboxes() == {key: [f"{CARD}, puis 3 autres séances"] for key in ("lea", "sami", "claire")}


def test_the_same_hour_passes_over_a_holiday_and_says_so(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea, sessions=3, weekly=True)
    thursday = next(one for one in lea.options("weekly") if plain(one).startswith("jeudi 7 mai à 9 h,"))
    assert plain(thursday).startswith("jeudi 7 mai à 9 h, puis les 21 et 28 mai")
    assert "Semaines sautées : jeudi 14 mai (jour férié)" in said(lea)
    lea.choose("weekly", thursday)
    promotion.turn(lea, "Choisir chaque créneau")  # and back: what was chosen stays
    assert plain(lea.options("slot2")[0]).startswith("jeudi 21 mai à 9 h")
    promotion.turn(lea, "Même heure chaque semaine")
    assert lea.submit() == Submission()
    assert said(lea).split("\n")[1:4] == [f"• jeudi {day} mai à 9 h" for day in (7, 21, 28)]


def test_a_week_lost_meanwhile_is_said_and_nothing_is_booked(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea, sessions=2, weekly=True, host="David Nguyen")
    lea.choose("weekly", lea.options("weekly")[0])
    promotion.ask(promotion.ines, host="David Nguyen")
    promotion.turn(promotion.ines, "Semaine suivante")
    promotion.choose(promotion.ines, "mardi 12 mai à 9 h")
    assert promotion.ines.submit() == Submission()
    assert {name: plain(one).split(":")[0] for name, one in lea.submit().errors.items()} == {
        "weekly": "Cette suite de créneaux n’est plus libre. Il reste, mardi 5 mai "
    }
    assert promotion.count("appointments") == 1
    lea.choose("weekly", next(one for one in lea.options("weekly") if plain(one).startswith("mercredi 6 mai à 9 h,")))
    assert lea.submit() == Submission()
    assert promotion.count("appointments") == 3


def test_four_weekly_hours_are_booked_in_six_clicks(promotion: Promotion) -> None:
    lea = promotion.lea
    lea.command("/bureau-aide")  # 1, from the Home
    promotion.opened(lea, title="Bureau d’aide")
    lea.fill("need", NEED)
    assert lea.submit() == Submission()  # 2
    turn_week(promotion, lea, "4\u00a0séances, une par semaine")  # 3
    assert said(lea).split("\n")[0] == "4 séances, toute l’équipe, sans préférence de coach."
    lea.choose("weekly", lea.options("weekly")[0])  # 4, 5
    assert lea.submit() == Submission()  # 6
    promotion.opened(lea, title="C’est réservé")
    assert promotion.count("appointments") == 4


def test_what_modifies_the_slots_lies_over_them_and_closes_to_them(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.ask(lea)
    slots = promotion.opened(lea, title="Choisir un créneau").id
    lea.choose("slot", lea.options("slot")[0])
    lea.click("Modifier")
    promotion.opened(lea, title="Modifier")
    lea.close()
    assert promotion.opened(lea, title="Choisir un créneau").id == slots
    assert lea.submit() == Submission()
    assert promotion.count("appointments") == 1


def test_with_no_slot_two_ways_out_are_offered(promotion: Promotion) -> None:
    promotion.close_all_hours()
    promotion.ask(promotion.lea)
    assert promotion.opened(promotion.lea, title="Choisir un créneau").buttons == [
        "Modifier",
        "Demander à l’équipe des coachs",
        "Me prévenir quand un créneau se libère",
    ]
    assert said(promotion.lea).split("\n")[2].startswith("Aucun créneau n’est libre dans les 60 prochains jours.")
    promotion.modify(promotion.lea, host="Claire Morel")
    assert "puis « Sans préférence »" in said(promotion.lea)


def test_the_list_names_what_comes_and_undoes_what_was_just_done(promotion: Promotion) -> None:
    booked(promotion)
    promotion.lea.close(all=True)
    reply = promotion.lea.command("/bureau-aide liste")
    assert plain(reply.text) == (
        "Vos bureaux d’aide. Défi Carte Vive : demain à 9 h, avec Claire Morel (coach) et Sami Haddad. Vous pouvez "
        "revenir en arrière ici pendant deux minutes."
    )
    assert reply.buttons == ["Ouvrir", "Revenir en arrière", "Réserver"]
    assert plain(promotion.claire.command("/bureau-aide liste").text).startswith("Vos bureaux d’aide. Défi Carte Vive")
    promotion.lea.click("Revenir en arrière", message=reply)
    promotion.stage.slack.wait_for(lambda: seen_last(promotion.lea) == UNDONE)
    assert seen_last(promotion.lea) == UNDONE
    nothing = "Vos bureaux d’aide. Aucun bureau d’aide à venir."
    assert plain(promotion.lea.command("/bureau-aide liste").text) == nothing


@pytest.mark.parametrize("guests", [("ines",), ()])
def test_a_forged_team_is_refused_on_its_field(promotion: Promotion, guests: tuple[str, ...]) -> None:
    promotion.ask(promotion.lea)
    promotion.lea.click("Modifier")
    chosen = [{"value": str(promotion.ids[one])} for one in guests]
    values: dict[str, dict[str, Any]] = {"participants": {"participants": {"selected_options": chosen}}}
    private = promotion.opened(promotion.lea, title=TEAM).private_metadata
    delivery = promotion.lea.submit_raw("helpdesk.team", private_metadata=private, values=values)
    assert list(delivery.answer["errors"]) == ["participants"]
