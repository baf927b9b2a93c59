"""What hosts and coaches do about a bureau d'aide: take a request without slot, propose, hand over, add, write."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot.dates.hours import WeeklyHours
from bot.helpdesk import hosting
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person
from storage.agenda import hours
from storage.programme import people
from tests.journeys.promotion import NEED, NINE, NOW, Promotion, first_line, plain, seen_last

WISHED = "Jeudi matin & <!channel>"
CALL, WAIT = "Demander à l’équipe des coachs", "Me prévenir quand un créneau se libère"


def nothing_free(promotion: Promotion, person: Person) -> None:
    promotion.close_all_hours()
    promotion.ask(person)
    promotion.opened(person, title="Choisir un créneau")


def call(promotion: Promotion, person: Person) -> None:
    nothing_free(promotion, person)
    person.click(CALL)
    promotion.opened(person, title="Demander une date")
    person.fill("wished", WISHED)
    assert person.submit().errors == {}
    promotion.opened(person, title="Demande envoyée")
    person.close(all=True)
    promotion.stage.settle()


def newest(person: Person) -> Message:
    return person.inbox(threads=False)[-1]


def step(promotion: Promotion, person: Person, label: str, *, title: str) -> None:
    """Open « Autres actions » on the card, then one of them."""
    person.click("Autres actions")
    promotion.opened(person, title="Bureau d’aide")
    person.click(label)
    promotion.opened(person, title=title)


def told(promotion: Promotion, person: Person, title: str) -> str:
    """Give what the modal says once it is done, and close it."""
    said = plain(promotion.opened(person, title=title).text)
    person.close(all=True)
    promotion.stage.settle()
    return said


def add_specialist(promotion: Promotion) -> None:
    with promotion.database.transaction() as tx:
        nora = people.add(tx, name="Nadia Petit", email=promotion.nadia.email)
        people.add_membership(tx, nora, Membership(Role.EXPERT))
        promotion.ids["nadia"] = nora


def test_one_coach_takes_a_request_without_slot_and_the_team_accepts_a_date(promotion: Promotion) -> None:
    lea, claire = promotion.lea, promotion.claire
    call(promotion, lea)
    (asked,) = promotion.coachs.messages
    assert "Jeudi matin &amp; &lt;!channel&gt;" in asked.text
    assert NEED not in plain(f"{asked.text} {asked.words}")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda coach: coach.click("Je m’en occupe", message=asked), (claire, promotion.david)))
    promotion.stage.slack.wait_for(lambda: claire.replies() and promotion.david.replies())
    promotion.stage.settle()
    taker, other = (claire, promotion.david) if claire.inbox() else (promotion.david, claire)
    assert seen_last(taker) == "Vous vous occupez de cette demande : le détail arrive en message direct."
    assert seen_last(other) == f"{taker.name} s’en occupe déjà. Vous n’avez rien à faire."
    assert promotion.coachs.messages[0].buttons == []
    assert NEED in newest(taker).words
    assert first_line(newest(lea)).startswith(f"{taker.name} s’occupe de votre demande de bureau d’aide")
    taker.click("Proposer des dates")
    promotion.opened(taker, title="Proposer des dates")
    taker.fill("Premier créneau", "2026-05-04T07:00")
    taker.fill("Deuxième créneau", "2026-05-07T18:20")
    assert list(taker.submit().errors) == ["time-1"]
    taker.fill("Premier créneau", "2026-05-07T18:00")
    assert list(taker.submit().errors) == ["time-2"]
    taker.fill("Deuxième créneau", "2026-05-09T10:00")
    assert taker.submit().errors == {}
    told(promotion, taker, "C’est proposé")
    proposal = newest(lea)
    assert [plain(one) for one in proposal.buttons] == [
        "Choisir jeudi 7 mai à 18 h",
        "Choisir samedi 9 mai à 10 h",
        "Aucun ne convient",
    ]
    lea.click("Choisir samedi 9 mai à 10\u00a0h", message=proposal)
    promotion.stage.slack.wait_for(lea.replies)
    assert seen_last(lea).startswith("C’est noté : le bureau d’aide aura lieu samedi 9 mai à 10 h")
    assert lea.replies()[-1].buttons == ["Revenir en arrière"]
    promotion.stand()
    assert {first_line(newest(one)) for one in (lea, promotion.sami, taker)} == {"Bureau d’aide samedi 9 mai à 10 h"}
    assert next(one for one in lea.inbox() if one.ts == proposal.ts).buttons == []
    lea.press_raw("helpdesk.accept", value="1")
    promotion.stage.slack.wait_for(lambda: len(lea.replies()) > 1)
    assert seen_last(lea) == "La réponse est déjà donnée. Vous n’avez rien à faire."
    assert promotion.count("appointments") == 1


@pytest.mark.usefixtures("ticks")
def test_who_waits_is_told_once_when_a_slot_opens(promotion: Promotion) -> None:
    lea = promotion.lea
    nothing_free(promotion, lea)
    lea.click(WAIT)
    assert "Vous recevrez un seul message" in told(promotion, lea, "C’est noté")
    assert lea.inbox() == []
    with promotion.database.transaction() as tx:
        hours.replace_weekly(tx, promotion.ids["claire"], [WeeklyHours(3, "09:00", "10:00", None, None)])
    promotion.stage.slack.wait_for(lea.inbox)
    promotion.stand()
    (said,) = lea.inbox()
    assert first_line(said).startswith("Un créneau s’est libéré au bureau d’aide (défi Carte Vive) : ")
    lea.click("Réserver", message=said)
    promotion.opened(lea, title="Bureau d’aide")


def test_the_team_declines_the_times_proposed_and_keeps_its_date(promotion: Promotion) -> None:
    lea, claire = promotion.lea, promotion.claire
    promotion.book(lea, host="Claire Morel")
    step(promotion, claire, "Proposer un autre créneau", title="Proposer des dates")
    claire.fill("Premier créneau", "2026-05-05T09:00")
    assert [plain(one) for one in claire.submit().errors.values()] == [
        "Le rendez-vous est déjà à cette heure. Choisissez un autre créneau."
    ]
    claire.fill("Premier créneau", "2026-05-06T17:45")
    assert claire.submit().errors == {}
    told(promotion, claire, "C’est proposé")
    lea.click("Aucun ne convient")
    promotion.stage.slack.wait_for(lea.replies)
    promotion.stage.settle()
    assert seen_last(lea) == "C’est noté. La personne qui a proposé ces créneaux le saura."
    assert newest(lea).buttons == []
    assert plain(newest(claire).text) == (
        "L’équipe du défi Carte Vive ne peut venir à aucun des créneaux proposés pour le bureau d’aide (mercredi 6 mai "
        "à 17 h 45). Le rendez-vous garde sa date : mardi 5 mai à 9 h."
    )
    assert first_line(lea.inbox()[0]) == f"Bureau d’aide {NINE}"


def test_a_host_hands_over_to_who_is_free_and_says_why_not_else(promotion: Promotion) -> None:
    lea, claire, david = promotion.lea, promotion.claire, promotion.david
    promotion.book(lea, host="Claire Morel")
    promotion.book(promotion.ines, "mardi 5 mai à 9 h 30", host="David Nguyen")
    step(promotion, claire, "Confier le rendez-vous", title="Confier le rendez-vous")
    claire.choose("À qui", "David Nguyen")
    assert [plain(one) for one in claire.submit().errors.values()] == [
        "David Nguyen a déjà un rendez-vous à cette heure (mardi 5 mai à 9 h). Choisissez quelqu’un d’autre."
    ]
    david.click("Annuler le rendez-vous")
    promotion.opened(david, title="Annuler le rendez-vous")
    assert david.submit().errors == {}
    david.close(all=True)
    promotion.stand()
    assert claire.submit().errors == {}
    assert "David Nguyen animera le bureau d’aide du mardi 5 mai à 9 h." in told(promotion, claire, "C’est confié")
    assert f"Le besoin\n{NEED}" in newest(david).words
    assert plain(newest(lea).text).startswith("David Nguyen animera à la place de Claire Morel")
    david.click("Autres actions", message=newest(david))
    promotion.opened(david, title="Bureau d’aide")


def test_an_old_form_says_that_a_colleague_has_handed_it_over_already(promotion: Promotion) -> None:
    claire, ids = promotion.claire, promotion.ids
    promotion.book(promotion.lea, host="Claire Morel")
    step(promotion, claire, "Confier le rendez-vous", title="Confier le rendez-vous")
    claire.choose("À qui", "David Nguyen")
    with promotion.database.transaction() as tx:
        david = people.by_id(tx, ids["david"])
        assert david
        request_id = tx.execute(text("SELECT max(id) FROM helpdesk_requests")).scalar_one()
        hosting.hand_over(tx, Actor("", david), request_id, to_id=david.id, now=NOW)
    assert claire.submit().errors == {}
    assert told(promotion, claire, "Confier le rendez-vous").startswith("C’est déjà fait : Claire Morel n’anime plus")


def test_two_hosts_swap_an_hour_once_both_agree(promotion: Promotion) -> None:
    lea, claire, david = promotion.lea, promotion.claire, promotion.david
    promotion.book(lea, host="Claire Morel")
    promotion.book(promotion.ines, host="David Nguyen")
    promotion.stage.settle()
    cards = len(claire.inbox(threads=False))
    step(promotion, claire, "Échanger cette heure", title="Échanger cette heure")
    taken = claire.options("Avec qui")
    assert plain(taken[0]) == "Reprendre mon heure, sans échange"
    claire.choose("Avec qui", taken[1])
    assert claire.submit().errors == {}
    assert told(promotion, claire, "C’est proposé").startswith("David Nguyen a jusqu’au")
    question = newest(david)
    assert plain(question.text).startswith("Claire Morel vous propose un échange : vous animeriez à sa place le bureau")
    assert NEED not in f"{question.text} {question.words}"
    david.click("D’accord", message=question)
    promotion.stage.slack.wait_for(david.replies)
    promotion.stage.settle()
    assert seen_last(david).startswith("C’est noté : vous animerez à la place de Claire Morel")
    assert plain(newest(lea).text).startswith("David Nguyen animera à la place de Claire Morel")
    assert [one.buttons for one in david.inbox() if one.ts == question.ts] == [[]]
    assert any("David Nguyen est d’accord" in plain(one.text) for one in claire.inbox(threads=False)[cards:])
    david.press_raw("helpdesk.swap_yes", value="1")
    promotion.stage.slack.wait_for(lambda: len(david.replies()) > 1)
    assert seen_last(david) == "La réponse est déjà donnée. Vous n’avez rien à faire."


def test_a_specialist_reads_the_need_once_the_team_agreed(promotion: Promotion) -> None:
    lea, claire, nadia = promotion.lea, promotion.claire, promotion.nadia
    add_specialist(promotion)
    promotion.book(lea, host="Claire Morel")
    step(promotion, claire, "Ajouter quelqu’un", title="Ajouter quelqu’un")
    assert claire.options("Qui") == ["David Nguyen", "Nadia Petit"]
    claire.choose("Qui", "Nadia Petit")
    assert claire.submit().errors == {}
    assert "reçoit la question" in told(promotion, claire, "C’est demandé")
    (asked,) = nadia.inbox()
    assert (NEED in f"{asked.text} {asked.words}", asked.buttons) == (False, ["Je viens", "Je ne peux pas"])
    for stranger in (promotion.sami, promotion.ines, lea):
        stranger.press_raw("helpdesk.join", value=f"1 {promotion.ids['nadia']}")
    promotion.stage.settle()
    assert len(nadia.inbox()) == 1
    nadia.click("Je viens")
    promotion.stage.slack.wait_for(lambda: seen_last(nadia))
    assert seen_last(nadia).startswith("C’est noté : vous venez au bureau d’aide")
    promotion.stage.settle()
    asked, card = nadia.inbox(threads=False)
    assert (asked.buttons, NEED in f"{asked.words} {card.text} {card.words}") == ([], False)
    for forger in (promotion.sami, nadia, promotion.ines):
        forger.press_raw("helpdesk.agree", value=f"1 {promotion.ids['nadia']}")
    promotion.stage.settle()
    assert NEED not in newest(nadia).words
    lea.click("Oui, partager le besoin")
    promotion.stage.slack.wait_for(lea.replies)
    promotion.stage.settle()
    assert NEED in newest(nadia).words
    assert newest(lea).buttons == []
    assert seen_last(lea) == "C’est noté : le besoin sera lu avant le rendez-vous."


def test_a_word_and_another_link_reach_who_comes(promotion: Promotion) -> None:
    lea, claire = promotion.lea, promotion.claire
    promotion.book(lea, host="Claire Morel")
    step(promotion, claire, "Laisser un mot", title="Laisser un mot")
    claire.fill("Votre mot", "Apportez vos <!here> chiffres")
    assert claire.submit().errors == {}
    told(promotion, claire, "C’est envoyé")
    for person in (lea, promotion.sami):
        assert newest(person).text.endswith("Apportez vos &lt;!here&gt; chiffres.")
    step(promotion, claire, "Changer le lien", title="Changer le lien")
    claire.fill("Lien de la visio", "https://exemple.example.org/salle")
    assert claire.submit().errors == {}
    told(promotion, claire, "C’est changé")
    assert "https://exemple.example.org/salle" in lea.inbox()[0].text


@pytest.mark.usefixtures("ticks")
def test_a_host_who_left_the_programme_is_replaced_from_the_coaches_channel(promotion: Promotion) -> None:
    lea, david = promotion.lea, promotion.david
    promotion.book(lea, host="Claire Morel")
    promotion.end_membership("claire")
    promotion.stage.slack.wait_for(lambda: promotion.coachs.messages)
    david.click("Confier le rendez-vous", message=promotion.coachs.messages[0])
    promotion.opened(david, title="Confier le rendez-vous")
    david.choose("À qui", "David Nguyen")
    assert david.submit().errors == {}
    told(promotion, david, "C’est confié")
    (asked,) = promotion.coachs.messages
    assert (asked.buttons, "David Nguyen animera" in asked.text) == ([], True)
    assert first_line(david.inbox()[0]) == f"Bureau d’aide {NINE}"
