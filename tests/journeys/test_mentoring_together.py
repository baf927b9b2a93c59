"""All séances of a cycle that remain move together: asked of the mentor once, or moved by the mentor, or none."""

from bot.agenda.pending import UNDO
from handlers.kit.gestures.texts import MOVE_REST, MOVE_REST_TITLE

from .mentors import MOVE, PLANNED, SECOND, Mentoring, card, dates, newest, news, paris
from .promotion import plain

BACK = "Revenir en arrière"
NEXT_DAYS = [
    "mercredi 13 mai, de 14 h à 15 h 30",
    "mercredi 20 mai, de 14 h à 15 h 30",
    "mercredi 27 mai, de 14 h à 15 h 30",
    "mercredi 3 juin, de 14 h à 15 h 30",
]
ASKED = "Léa Martin demande à déplacer les 4 séances de mentorat qui restent (défi Carte Vive), toutes ou aucune"


def wish(mentoring: Mentoring, to: str = "mercredi 13 mai à 14 h") -> str:
    """Ask to move all by a day, or to this time; give what the modal says then."""
    lea = mentoring.promotion.lea
    mentoring.opens(lea, MOVE, title=MOVE, message=mentoring.groups[0].messages[0])
    mentoring.opens(lea, MOVE_REST, title=MOVE_REST_TITLE)
    mentoring.pick(lea, "Première séance", to)
    assert mentoring.send(lea) == []
    return plain(mentoring.opened(lea, "C’est demandé").text)


def test_the_team_asks_once_for_all_and_one_answer_moves_them(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    group = mentoring.run(lea)
    wish(mentoring)
    lea.click(BACK)
    assert "mardi 2 juin à 14 h" in plain(mentoring.opened(lea, "Retour en arrière").text)
    lea.close(all=True)
    mentoring.promotion.stage.advance(mentoring.promotion.stage.clock() + SECOND)
    all_days = "mercredi 13 mai à 14 h, mercredi 20 mai à 14 h, mercredi 27 mai à 14 h et mercredi 3 juin à 14 h"
    assert all_days in wish(mentoring)
    lea.close(all=True)
    mentoring.settle()
    assert (news(maya), dates(group.messages[0])) == ([], PLANNED)
    mentoring.promotion.stand()
    (asked,) = news(maya)
    assert asked.startswith(ASKED)
    assert "mercredi 3 juin à 14 h, au lieu du mardi 2 juin à 14 h" in asked
    before = len(group.messages)
    said = mentoring.answered(maya, "Accepter les dates", message=newest(maya))
    assert said.startswith("C’est confirmé : les séances auront lieu mercredi 13 mai à 14 h,")
    assert dates(group.messages[0]) == NEXT_DAYS
    mentoring.hear_of_a_move()
    (told,) = group.messages[before:]
    assert plain(told.text).startswith("Nouvelles dates pour 4 séances de mentorat, heure de Paris :")
    assert mentoring.promotion.count("claims") == 28
    (after,) = news(maya)
    assert after.startswith("C’est confirmé : les séances auront lieu mercredi 13 mai à 14 h, mercredi 20 mai")


def test_the_mentor_keeps_all_dates_and_who_asked_hears_it_once(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    group = mentoring.run(lea)
    wish(mentoring)
    lea.close(all=True)
    mentoring.promotion.stand()
    said = mentoring.answered(maya, "Garder les dates prévues", message=newest(maya))
    assert said.startswith("C’est noté : les séances gardent leurs dates, mardi 12 mai à 14 h,")
    (kept,) = news(lea)
    assert kept.startswith("Les séances du mardi 12 mai à 14 h, mardi 19 mai à 14 h")
    assert dates(group.messages[0]) == PLANNED
    assert mentoring.promotion.count("claims") == 28


def test_the_mentor_moves_all_or_none_and_undoes_it(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    group = mentoring.run(lea)
    before = len(group.messages)
    mentoring.opens(maya, MOVE, title=MOVE, message=card(maya))
    mentoring.opens(maya, MOVE_REST, title=MOVE_REST_TITLE)
    maya.fill("Première séance\u00a0: heure de Paris", "20:10")
    (error,) = mentoring.send(maya)
    assert error.startswith("La séance du mardi 12 mai à 20 h 10 tomberait sur un moment qui n’est pas libre. Aucune")
    maya.fill("Première séance\u00a0: heure de Paris", "16:00")
    assert mentoring.send(maya) == []
    assert "mardi 2 juin à 16 h" in plain(mentoring.opened(maya, "C’est déplacé").text)
    maya.click(BACK)
    assert "mardi 2 juin à 14 h" in plain(mentoring.opened(maya, "Retour en arrière").text)
    maya.close(all=True)
    mentoring.promotion.stage.advance(mentoring.promotion.stage.clock() + UNDO)
    mentoring.settle()
    assert (len(group.messages), dates(group.messages[0])) == (before, PLANNED)


def test_the_dates_planned_end_the_question_and_are_said_again(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    group = mentoring.run(lea)
    wish(mentoring)
    lea.close(all=True)
    mentoring.promotion.stand()
    mentoring.opens(maya, "Choisir d’autres dates", title=MOVE_REST_TITLE, message=newest(maya))
    (error,) = mentoring.send(maya)  # the dates of the form, unchanged
    assert error.startswith("Ce sont les dates prévues, et la demande de l’équipe attend toujours une réponse")
    maya.close(all=True)
    mentoring.opens(lea, MOVE, title=MOVE, message=group.messages[0])
    mentoring.pick(lea, "Nouveau créneau", "mardi 12 mai à 14 h")
    assert mentoring.send(lea) == []
    said = plain(mentoring.opened(lea, "C’est noté").text)
    assert "Votre demande est retirée : les séances gardent leurs dates, mardi 12 mai à 14 h, mardi 19 mai" in said


def test_a_question_that_another_replaces_says_so(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.run(lea)
    wish(mentoring)
    lea.close(all=True)
    mentoring.promotion.stand()
    wish(mentoring, "mercredi 13 mai à 15 h")
    lea.close(all=True)
    mentoring.promotion.stand()
    replaced, asked = news(maya)
    assert replaced.startswith("L’équipe a remplacé cette demande par une autre")
    assert asked.startswith(ASKED)


def test_the_form_for_all_moves_nothing_once_its_date_changed(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    group = mentoring.run(lea)
    mentoring.opens(lea, MOVE, title=MOVE, message=group.messages[0])
    mentoring.opens(lea, MOVE_REST, title=MOVE_REST_TITLE)
    mentoring.pick(lea, "Première séance", "mercredi 13 mai à 14 h")
    mentoring.opens(maya, MOVE, title=MOVE, message=card(maya))
    maya.fill("Nouvelle heure (heure de Paris)", "15:00")
    assert mentoring.send(maya) == []
    (error,) = mentoring.send(lea)
    assert error.startswith("Les dates ont changé depuis l’ouverture de cette étape")
    assert news(maya) == []


def test_with_one_seance_left_all_is_not_offered(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    mentoring.run(lea)
    mentoring.go_to(paris("05-27 09:05"))
    view = mentoring.opens(lea, MOVE, title=MOVE, message=card(lea))
    assert MOVE_REST not in view.buttons
