"""Nobody answers a request for mentoring, or nobody can be reached: it lapses, and somebody looks after it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.mentors import (
    CONFIRM,
    NEED,
    NEXT,
    Mentoring,
    buttons,
    card,
    newest,
    news,
    paris,
)
from tests.journeys.promotion import plain, seen_last
from tests.patience import PATIENCE

TAKE = "Je m’en occupe"
LAPSED = (
    "Maya Benali n’a pas pu répondre à temps à votre demande de mentorat (défi Carte Vive). Les créneaux retenus sont "
    "de nouveau libres. Dans ce domaine, vous pouvez aussi demander à Noé Lambert et Rose Petit. Ce que vous avez "
    "écrit est gardé. L’équipe des coachs le sait aussi."
)


def test_a_request_without_answer_lapses_and_one_coach_takes_it(mentoring: Mentoring) -> None:
    promotion, lea = mentoring.promotion, mentoring.promotion.lea
    mentoring.ask(lea)
    mentoring.go_to(paris("05-11 14:05"))
    assert news(lea) == [LAPSED]
    assert (card(mentoring.maya).buttons, promotion.count("claims")) == ([], 0)
    (told,) = promotion.coachs.messages
    assert plain(told.text) == (
        "Une demande de mentorat reste sans réponse (défi Carte Vive, science de la donnée). Léa Martin l’a envoyée le "
        "lundi 4 mai à Maya Benali, qui n’a pas répondu à temps. Les dates retenues sont de nouveau libres."
    )
    with ThreadPoolExecutor(2) as pool:
        coaches = (promotion.claire, promotion.david)
        list(pool.map(lambda coach: mentoring.press(coach, TAKE, message=told), coaches))
    promotion.stage.slack.wait_for(lambda: all(one.replies() for one in coaches), seconds=PATIENCE)
    mentoring.settle()
    taker, other = coaches if seen_last(coaches[0]).startswith("C’est noté") else coaches[::-1]
    assert seen_last(taker) == (
        "C’est noté : vous vous occupez du mentorat du défi Carte Vive. La personne qui l’a demandé le saura."
    )
    assert seen_last(other) == f"{taker.name} s’en occupe déjà. Vous n’avez rien à faire."
    (told,) = promotion.coachs.messages
    assert (told.buttons, f"{taker.name} s’occupe de la demande" in plain(told.text)) == ([], True)
    assert news(lea)[1].startswith(f"{taker.name}, de l’équipe des coachs, s’occupe de votre demande de mentorat")


def test_after_a_silence_the_next_mentor_is_a_click_away(mentoring: Mentoring) -> None:
    lea = mentoring.promotion.lea
    mentoring.ask(lea)
    mentoring.go_to(paris("05-11 14:05"))
    mentoring.opens(lea, NEXT, title="Votre demande", message=newest(lea))
    mentoring.press(lea, "Modifier la demande")
    assert mentoring.opened(lea, "Mentorat").values["need"]["need"]["value"] == NEED
    lea.close()
    mentoring.opened(lea, "Votre demande")
    mentoring.press(lea, "Modifier la demande")
    mentoring.opened(lea, "Mentorat")
    mentoring.pick(lea, "Avec qui", "Proposez-moi quelqu’un")
    assert mentoring.send(lea) == []
    assert "Maya Benali" not in mentoring.opened(lea, "Mentors et mentores").text  # who was asked in vain
    mentoring.look_at(lea, "Noé Lambert")
    mentoring.done(lea)
    assert NEED in card(mentoring.noe).words
    assert (newest(lea), buttons(card(mentoring.noe))[0]) == (card(lea), "Dire quand je pourrais")
    assert NEXT not in [plain(one) for one in lea.buttons()]


def test_a_coach_asks_somebody_else_for_the_team(mentoring: Mentoring) -> None:
    promotion, claire = mentoring.promotion, mentoring.promotion.claire
    mentoring.ask(promotion.lea)
    mentoring.go_to(paris("05-11 14:05"))
    mentoring.answered(claire, TAKE)
    offer = mentoring.opens(claire, NEXT, title="Votre demande")
    assert plain(offer.text).startswith("Vous faites cette demande pour Léa Martin, défi Carte Vive.")
    mentoring.press(claire, "Voir d’autres spécialistes")
    mentoring.look_at(claire, "Rose Petit")
    assert "Léa Martin reçoit un message avec la demande, puis la réponse." in mentoring.done(claire)
    assert "Léa Martin vous demande quatre séances de mentorat." in plain(card(mentoring.rose).text)
    assert card(promotion.lea).text.startswith("Rose Petit a votre demande")
    assert NEXT not in [plain(one) for one in promotion.lea.buttons()]
    mentoring.answered(mentoring.rose, CONFIRM)
    assert mentoring.history()[-2:] == [("mentoring.ask", "claire"), ("mentoring.confirm", "rose")]


def test_a_team_that_does_not_confirm_a_plan_frees_it_and_the_mentor_is_told(mentoring: Mentoring) -> None:
    lea, noe = mentoring.promotion.lea, mentoring.noe
    mentoring.ask(lea, mentor="Noé Lambert")
    mentoring.opens(noe, "Dire quand je pourrais", title="Quand pourriez-vous ?")
    days = ("mardi 12 mai", "mardi 19 mai", "mardi 26 mai", "mardi 2 juin")
    noe.fill("times", "\n".join(f"{one} 14h-16h" for one in days))
    mentoring.done(noe)
    mentoring.go_to(paris("05-06 09:05"))
    assert news(noe) == [
        "Léa Martin (défi Carte Vive) n’a pas répondu à temps : vos créneaux pour le mentorat sont de nouveau libres. "
        "Vous n’avez rien à faire."
    ]
    assert news(lea)[-1].startswith("Le délai est passé pour votre demande de mentorat à Noé Lambert")
    assert buttons(newest(lea)) == ["Refaire la demande", NEXT]
    assert (mentoring.promotion.coachs.messages, mentoring.promotion.count("claims")) == ([], 0)
    form = mentoring.opens(lea, "Refaire la demande", title="Mentorat")
    assert form.values["need"]["need"]["value"] == NEED


@pytest.mark.parametrize("told", [False, True])
def test_of_a_mentor_who_cannot_be_reached_the_coaches_learn_once(mentoring: Mentoring, told: bool) -> None:
    promotion = mentoring.promotion
    if told:
        mentoring.ask(promotion.lea)
    promotion.stage.slack.deactivate(mentoring.maya)
    if not told:
        mentoring.ask(promotion.lea)
    mentoring.go_to(paris("05-11 09:05"))  # both reminders were due
    (said,) = promotion.coachs.messages
    assert plain(said.text) == (
        "Mes messages n’arrivent pas à Maya Benali, qui doit répondre à Léa Martin (mentorat, défi Carte Vive, science "
        "de la donnée). Léa Martin attend une réponse. Prévenez Maya Benali autrement, ou cherchez qui peut prendre "
        "la suite."
    )
    assert buttons(said) == [NEXT, TAKE]
    mentoring.opens(promotion.claire, NEXT, title="Votre demande", message=said)
    mentoring.done(promotion.claire)
    assert plain(promotion.coachs.messages[0].text).startswith("Le mentorat du défi Carte Vive, prévu avec Maya Benali")


def test_a_coach_answers_for_the_mentor_and_the_history_says_so(mentoring: Mentoring) -> None:
    claire = mentoring.promotion.claire
    mentoring.ask(mentoring.promotion.lea)
    listed = claire.command("/mentorat tous")
    claire.choose("mentoring.open", claire.options("mentoring.open", message=listed)[0], message=listed)
    mentoring.opened(claire, "Mentorat")
    said = plain(mentoring.opens(claire, f"{CONFIRM}, pour Maya Benali", title="À savoir").text)
    assert said.startswith("Les 4 séances sont confirmées : mardi 12 mai à 14 h")
    mentoring.settle()
    assert mentoring.history()[-1] == ("mentoring.confirm", "claire")
    assert len(mentoring.groups) == 1


@pytest.mark.usefixtures("ticks")
def test_a_mentor_who_left_the_programme_is_replaced_by_a_coach(mentoring: Mentoring) -> None:
    promotion = mentoring.promotion
    mentoring.run(promotion.lea)
    promotion.end_membership("maya")
    promotion.stage.slack.wait_for(lambda: promotion.coachs.messages, seconds=PATIENCE)
    mentoring.settle()
    (told,) = promotion.coachs.messages
    assert plain(told.text).startswith("Maya Benali ne fait plus de mentorat et accompagnait Léa Martin")
    mentoring.opens(promotion.david, "Confier le cycle", title="Confier le cycle", message=told)
    mentoring.pick(promotion.david, "À qui", "Noé Lambert : 2 places")
    mentoring.done(promotion.david)
    (told,) = promotion.coachs.messages
    assert plain(told.text).startswith("Noé Lambert remplace Maya Benali pour le mentorat du défi Carte Vive.")
    assert told.buttons == []
