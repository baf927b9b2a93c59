"""Small talk, by direct message, mention and command: the right answer with the right button, and no search."""

import pytest
from sqlalchemy import select

from bot.notices.model import ASKED
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person
from storage.notices.ledger import notices
from storage.programme import openings, people
from tests.journeys.mentors import paris
from tests.journeys.promotion import CANCEL, NINE, QUARTER_PAST_TEN, Promotion, first_line, plain

BOOK, MENTORING, MINE, CATALOGUE = (
    "Réserver un bureau d’aide",
    "Demander un mentorat",
    "Mes rendez-vous",
    "Voir le catalogue",
)
MOVE = "Changer la date"


def say(promotion: Promotion, person: Person, words: str) -> Message:
    """Write to the bot and wait for its answer."""
    before = len(person.inbox())
    person.message(words)
    promotion.stage.slack.wait_for(lambda: len(person.inbox()) > before)
    promotion.stage.settle()
    return person.inbox()[-1]


def test_annuler_lists_three_by_date_and_opens_the_one_that_is_chosen(promotion: Promotion) -> None:
    for slot in (NINE, "mercredi 6 mai à 9 h", QUARTER_PAST_TEN):
        promotion.book(promotion.lea, slot, host="Claire Morel")
    answer = say(promotion, promotion.lea, "je voudrais annuler")
    assert first_line(answer).startswith("Lequel ? Voici vos rendez-vous à venir, par date.")
    assert answer.buttons == [CANCEL, CANCEL, CANCEL, MINE]
    lines = [plain(one) for one in answer.words.split("\n") if "Bureau d’aide" in one]
    assert [one.split(" : ")[0] for one in lines] == ["demain à 9 h", "demain à 10 h 15", "mercredi 6 mai à 9 h"]
    promotion.lea.click(CANCEL, message=answer)
    asked = plain(promotion.opened(promotion.lea, title=CANCEL).text)
    assert asked.startswith(f"Le bureau d’aide du {NINE} sera annulé")
    promotion.lea.submit()
    promotion.stand()
    assert say(promotion, promotion.lea, "anuler mon rdv").buttons == [CANCEL, CANCEL, MINE]


def test_with_one_it_is_that_one_and_with_none_what_can_be_done(promotion: Promotion) -> None:
    none = say(promotion, promotion.lea, "annuler")
    assert first_line(none).startswith("Vous n’avez aucun rendez-vous à venir : il n’y a rien à annuler.")
    assert none.buttons == [BOOK, CATALOGUE]
    promotion.book(promotion.lea)
    one = say(promotion, promotion.lea, "annuler")
    assert first_line(one).startswith("Voici votre rendez-vous à venir.")
    assert one.buttons == [CANCEL, MINE]
    moved = say(promotion, promotion.lea, "déplacer mon rdv")
    assert moved.buttons == [MOVE, MINE]
    promotion.lea.click(MOVE, message=moved)
    promotion.opened(promotion.lea, title=MOVE)
    guest = say(promotion, promotion.sami, "changer la date")
    who = "Seules la personne qui a réservé, celle qui anime et l’équipe des coachs"
    assert f"{who} peuvent en changer la date." in plain(guest.words)
    assert guest.buttons == ["Ouvrir", MINE]


def test_next_mine_and_coach(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    coming = say(promotion, promotion.claire, "mon prochain rendez-vous ?")
    assert coming.buttons == ["Rejoindre la visio", "Ouvrir", MINE]
    assert say(promotion, promotion.claire, "visio").buttons == coming.buttons
    promotion.claire.click(MINE, message=coming)
    promotion.stage.slack.wait_for(lambda: bool(promotion.claire.replies()))
    assert plain(promotion.claire.replies()[-1].text).startswith("À venir pour vous.")
    assert plain(say(promotion, promotion.lea, "mes rendez-vous").text).startswith("À venir pour vous.")
    coach = plain(say(promotion, promotion.lea, "qui est mon coach ?").text)
    assert coach.startswith("Pour le défi Carte Vive, toute l’équipe des coachs vous accompagne : <@")
    assert "Claire Morel" not in coach
    assert say(promotion, promotion.lea, "réserver").buttons == [BOOK, MENTORING, MINE, CATALOGUE]


@pytest.mark.parametrize(
    ("words", "answer"),
    [("merci !", "Avec plaisir !"), ("au revoir", "À bientôt !"), ("annuler une migration", "Rien sous ce nom.")],
)
def test_thanks_and_farewell_are_answered_and_a_need_is_searched(promotion: Promotion, words: str, answer: str) -> None:
    assert first_line(say(promotion, promotion.nadia, words)).startswith(answer)
    assert plain(promotion.nadia.command(f"/dispositifs {words}").text).startswith(answer)


def test_whoever_asks_for_their_data_has_the_button_that_shows_them(promotion: Promotion) -> None:
    for who in (promotion.lea, promotion.nadia):
        answer = say(promotion, who, "effacer mes données")
        assert answer.buttons == ["Mes données"]
        who.click("Mes données", message=answer)
        promotion.stage.slack.wait_for(lambda one=who: bool(one.replies()))  # type: ignore[misc]
    assert promotion.lea.replies()[-1].buttons == ["Recevoir le fichier", "Effacer mes données"]
    assert plain(promotion.nadia.replies()[-1].text).startswith("Je ne garde rien à votre sujet")


def test_who_is_unknown_is_shown_the_way_in(promotion: Promotion) -> None:
    assert say(promotion, promotion.nadia, "bonjour").buttons == [CATALOGUE, "Prévenir les coachs"]
    assert say(promotion, promotion.nadia, "mes rendez-vous").buttons == [CATALOGUE, "Prévenir les coachs"]


def test_in_a_channel_nobody_else_reads_somebodys_appointments(promotion: Promotion) -> None:
    promotion.book(promotion.lea)
    before = len(promotion.lea.inbox())
    promotion.lea.mention("mes rendez-vous", channel=promotion.general)
    promotion.stage.slack.wait_for(lambda: len(promotion.lea.inbox()) > before)
    promotion.lea.mention("merci", channel=promotion.general)
    promotion.stage.slack.wait_for(lambda: [one for one in promotion.general.messages if one.from_app])
    promotion.stage.settle()
    assert [first_line(one) for one in promotion.general.messages if one.from_app] == [
        "Avec plaisir ! Écrivez-moi quand vous voulez."
    ]
    answer = promotion.lea.command("/dispositifs mes rendez-vous")
    assert (answer.message, plain(answer.text)[:18]) == (answer.message, "À venir pour vous.")


def asked_of(promotion: Promotion) -> list[tuple[str, str]]:
    """Return what the ledger holds of answers to what somebody wrote."""
    with promotion.stage.house.tools.reading() as reading:
        rows = reading.execute(select(notices.c.state, notices.c.detail).where(notices.c.kind == ASKED))
        return [(one.state, one.detail) for one in rows]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("je me sens vraiment mal", "Je ne suis qu’un programme"),
        ("J'EN PEUX PLUS, envie de pleurer", "Je ne suis qu’un programme"),
        ("j’ai un souci avec mon porteur", "Je ne suis qu’un programme"),
        ("je veux en finir", "Ne gardez pas cela pour vous."),
        ("ça ne marche pas", "Toutes mes excuses"),
        ("my coach is the problem", "Je ne suis qu’un programme"),
    ],
)
def test_words_that_hurt_lead_to_people_and_are_kept_nowhere(promotion: Promotion, words: str, first: str) -> None:
    say(promotion, promotion.claire, "bonjour")  # known by her account from now on
    forgotten = len(asked_of(promotion))
    others = [promotion.claire, promotion.sami]
    before = [len(one.inbox()) for one in others]
    answer = say(promotion, promotion.lea, words)
    said = plain(answer.words)
    assert said.startswith(first)
    assert answer.buttons == ["Écrire à Claire Morel"]
    assert ("3114" in said and "15" in said) == ("finir" in words)
    assert ("Odile Ferrand, référente du programme" in said) == (not first.startswith("Toutes"))
    assert ("Slack, lui, conserve ce que vous écrivez" in said) == (not first.startswith("Toutes"))
    promotion.stage.settle()
    assert [len(one.inbox()) for one in others] == before
    assert asked_of(promotion) == [("sent", "")] * (forgotten + 1)
    assert plain(promotion.lea.command(f"/dispositifs {words}").text).startswith(first)


def test_a_problem_with_code_is_searched(promotion: Promotion) -> None:
    for words in ("mon déploiement ne marche pas", "je suis nul en SQL", "comité difficile"):
        assert not say(promotion, promotion.lea, words).words.startswith(("Je ne suis", "Ne gardez", "Toutes"))


def test_the_sick_see_that_day_alone_and_leave_without_cancelling_for_the_others(promotion: Promotion) -> None:
    promotion.book(promotion.lea, NINE)
    promotion.book(promotion.lea, "mercredi 6 mai à 9 h")
    answer = say(promotion, promotion.lea, "je suis malade demain")
    assert first_line(answer).startswith("Voici votre rendez-vous demain.")
    assert answer.buttons == ["Je ne pourrai pas venir", CANCEL, MINE]
    assert "mercredi" not in plain(answer.words)
    promotion.lea.click("Je ne pourrai pas venir", message=answer)
    promotion.opened(promotion.lea, title="Je ne pourrai pas venir")
    promotion.lea.submit()
    promotion.stand()
    assert say(promotion, promotion.sami, "annuler").buttons[:2] == [CANCEL, "Je ne pourrai pas venir"]
    nothing = say(promotion, promotion.lea, "I am sick tomorrow")
    assert plain(nothing.words) == "Je ne vois aucun rendez-vous pour vous demain. Prenez soin de vous."


def test_who_comes_late_says_so_once_to_those_of_the_appointment_at_hand(promotion: Promotion) -> None:
    promotion.book(promotion.lea, NINE, host="Claire Morel")
    promotion.stand()
    early = say(promotion, promotion.lea, "je serai en retard de 10 minutes")
    assert plain(early.words).startswith("Je ne vois aucun rendez-vous pour vous dans les trois heures")
    promotion.stage.set_clock(paris("05-05 08:50"))
    answer = say(promotion, promotion.lea, "je serai en retard de 10 minutes")
    assert plain(answer.words).startswith("Un message part à Claire Morel")

    def told() -> list[str]:
        return [said for one in promotion.claire.inbox() if "retard" in (said := plain(one.words))]

    promotion.stage.slack.wait_for(lambda: bool(told()))
    assert told()[0].startswith("Léa Martin aura environ 10 minutes de retard : Bureau d’aide")
    again = say(promotion, promotion.lea, "Je serai en retard de 10 minutes")
    assert plain(again.words).startswith("Ce message est déjà parti à Claire Morel")
    assert len(told()) == 1


@pytest.mark.parametrize("way", ["reminder", "home", "card"])
def test_who_comes_late_chooses_how_late_where_the_appointment_stands(promotion: Promotion, way: str) -> None:
    lea = promotion.lea
    promotion.book(lea, NINE, host="Claire Morel")
    promotion.stage.advance(paris("05-05 08:10"))
    if way == "reminder":
        reminder = next(one for one in lea.inbox() if "J’aurai du retard" in one.buttons)
        assert plain(reminder.words).startswith("Bureau d’aide")
        lea.click("J’aurai du retard", message=reminder)
    else:
        lea.open_home()
        lea.click("Ouvrir" if way == "card" else "J’aurai du retard", message=lea.home())
    if way == "card":
        promotion.opened(lea, title="Bureau d’aide")
        lea.click("J’aurai du retard")
    asked = promotion.opened(lea, title="Du retard")
    assert [plain(one) for one in asked.buttons] == ["5 minutes", "10 minutes", "15 minutes"]
    assert "Claire Morel" in plain(asked.text)

    def told() -> list[str]:
        return [said for one in promotion.claire.inbox() if "retard : " in (said := plain(one.words))]

    lea.click("10\u00a0minutes")
    assert promotion.stage.slack.wait_for(
        lambda: lea.modal and "Un message part à Claire Morel" in plain(lea.modal.text)
    )
    promotion.stage.slack.wait_for(lambda: bool(told()))
    assert [one[:46] for one in told()] == ["Léa Martin aura environ 10 minutes de retard : "[:46]]
    again = say(promotion, lea, "Je serai en retard de 10 minutes")
    assert plain(again.words).startswith("Ce message est déjà parti à Claire Morel")
    assert len(told()) == 1


def test_people_and_defis_are_asked_for_in_a_sentence(promotion: Promotion) -> None:
    assert say(promotion, promotion.lea, "mes messages").buttons == ["Mes messages"]
    assert say(promotion, promotion.claire, "comment ajouter une personne").buttons == ["Les promotions"]
    assert plain(say(promotion, promotion.lea, "Qui est Sami ?").words).startswith("Sami Haddad, EIG, défi Carte Vive")
    assert "« zoe »" in plain(say(promotion, promotion.lea, "Qui est Zoé ?").words)
    nobody = say(promotion, promotion.lea, "qui peut m’aider sur React ?")
    assert plain(nobody.words).startswith("Personne n’a encore indiqué pouvoir aider sur « react »")
    assert plain(say(promotion, promotion.lea, "Carte Vive").words).startswith("Défi Carte Vive")
    assert plain(promotion.sami.command("/dispositifs carte vive").text).startswith("*Défi Carte Vive*")
    stranger = say(promotion, promotion.nadia, "Qui est Sami ?")
    assert plain(stranger.words) == "Je réponds à cela aux personnes du programme."


def test_where_a_defi_stands_is_told_to_the_people_who_follow_it_alone(promotion: Promotion) -> None:
    promotion.book(promotion.lea, need="Un secret")  # an hour with a coach is its team's alone
    for person in (promotion.sami, promotion.claire):
        told = plain(say(promotion, person, "où en est le défi Carte Vive ?").words)
        assert "Ni atelier, ni comité, ni échange n’est prévu" in told
        assert "secret" not in told
    other = plain(say(promotion, promotion.ines, "Où en est le défi Carte Vive ?").words)
    assert (other.startswith("Défi Carte Vive"), "Ni atelier, ni comité, ni échange" in other) == (True, False)
    assert "Ni atelier, ni comité, ni échange" in plain(
        promotion.sami.command("/dispositifs où en est Carte Vive").text
    )
    assert "Carte Vive, Bureau" not in plain(say(promotion, promotion.nadia, "où en est Carte Vive ?").words)


@pytest.mark.parametrize("role", [Role.PORTEUR, Role.SPONSOR])
def test_who_carries_or_sponsors_a_defi_is_told_where_it_stands_and_of_no_other(
    promotion: Promotion, role: Role
) -> None:
    promotion.book(promotion.lea, need="Un secret")
    with promotion.database.transaction() as tx:
        nadia = people.add(tx, name="Nadia Petit", email=promotion.nadia.email, slack_id=promotion.nadia.id)
        people.add_membership(tx, nadia, Membership(role, promotion.ids["promotion"], promotion.ids["carte"]))
    told = plain(say(promotion, promotion.nadia, "où en est le défi Carte Vive ?").words)
    assert ("Ni atelier, ni comité, ni échange n’est prévu" in told, "secret" in told) == (True, False)
    other = plain(say(promotion, promotion.nadia, "où en est le défi Relais ?").words)
    assert "Ni atelier, ni comité, ni échange" not in other


def test_hosts_of_the_day_are_named_with_their_hours(promotion: Promotion) -> None:
    told = plain(say(promotion, promotion.lea, "qui est de permanence ?").words)
    assert told.startswith("Heures ouvertes aujourd’hui au bureau d’aide")
    assert "Claire Morel, de 9 h à 12 h" in told
    told = plain(say(promotion, promotion.lea, "qui est de permanence demain ?").words)
    assert told.startswith("Heures ouvertes demain au bureau d’aide")
    told = plain(say(promotion, promotion.lea, "qui reçoit vendredi ?").words)  # a holiday
    assert told.startswith("Aucune heure ouverte vendredi 8 mai au bureau d’aide. Il y en a lundi 11 mai :")
    assert say(promotion, promotion.claire, "mes permanences").buttons == ["Mes disponibilités", MINE]
    promotion.close_all_hours()
    assert plain(say(promotion, promotion.lea, "qui est de permanence ?").words).startswith("Personne n’a ouvert")
    assert plain(say(promotion, promotion.nadia, "qui est de permanence ?").words).startswith("Je réponds à cela")


def test_hosts_are_named_to_the_people_who_have_a_bureau_d_aide_alone(promotion: Promotion) -> None:
    closed = "Aucun bureau d’aide n’est ouvert pour vous en ce moment."
    promotion.end_membership("ines")
    with promotion.database.transaction() as tx:
        people.add_membership(tx, promotion.ids["ines"], Membership(Role.ALUMNI))
    assert plain(say(promotion, promotion.ines, "qui est de permanence ?").words).startswith(closed)
    with promotion.database.transaction() as tx:
        openings.set_opening_day(tx, promotion.ids["promotion"], "bureau-aide", opens_on=None)
    assert plain(say(promotion, promotion.lea, "qui est de permanence ?").words).startswith(closed)
