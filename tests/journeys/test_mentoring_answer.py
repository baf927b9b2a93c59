"""The mentor answers from a message: all at once, séance by séance, no, or when they could; the team decides."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.sandbox.people.person import Person
from tests.journeys.mentors import (
    ANSWER,
    CONFIRM,
    DECLINE,
    NEED,
    NEXT,
    PLANNED,
    WITHDRAW,
    Mentoring,
    buttons,
    card,
    dates,
    field_of,
    newest,
    news,
    paris,
    title,
)
from tests.journeys.promotion import NOW, plain, seen_last
from tests.patience import PATIENCE
from tests.promotion import depart

ALREADY = "La réponse est déjà donnée. Vous n’avez rien à faire."
OTHER = "Un autre créneau"
FOURTH = "mardi 2 juin"


def propose(mentoring: Mentoring, *, day: str, instead: str) -> None:
    """Let Maya confirm three séances and propose another time for the one on this day."""
    maya = mentoring.maya
    mentoring.opens(maya, ANSWER, title="Votre réponse")
    mentoring.pick(maya, f"{day}, de", OTHER)
    mentoring.pick(maya, f"au lieu du {day}", instead)
    mentoring.done(maya)


def statuses(who: Person) -> list[str]:
    """Give what a card says of each séance."""
    return [one.partition(" (")[2].removesuffix(")") for one in dates(card(who))]


def test_two_clicks_on_confirm_begin_one_cycle(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.ask(lea)
    shown = card(maya)
    label = next(one for one in shown.buttons if plain(one) == CONFIRM)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: maya.click(label, message=shown), range(2)))
    mentoring.promotion.stage.slack.wait_for(lambda: len(maya.replies()) == 2, seconds=PATIENCE)
    mentoring.settle()
    said = "Les 4 séances sont confirmées : mardi 12 mai à 14 h, mardi 19 mai à 14 h"
    assert sorted(plain(one.text)[: len(said)] for one in maya.replies()) == [ALREADY, said]
    (group,) = mentoring.groups
    assert [dates(one) for one in group.messages] == [PLANNED]
    assert mentoring.history() == [("mentoring.ask", "lea"), ("mentoring.confirm", "maya")]
    assert [title(card(one)) for one in (lea, maya)] == ["Mentorat : prochaine séance mardi 12 mai à 14 h"] * 2
    assert [news(one) for one in (lea, maya)] == [[], []]


def test_one_counter_proposal_is_one_message_and_moves_one_session(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.ask(lea, guests=["Sami Haddad"])
    before = mentoring.sessions()
    propose(mentoring, day="mardi 19 mai", instead="mercredi 20 mai à 15 h")
    (said,) = news(lea)
    assert said.startswith(
        "Maya Benali a répondu à votre demande de mentorat (défi Carte Vive) : 3 séances acceptées et 1 séance à un "
        "autre créneau."
    )
    assert statuses(lea) == ["acceptée", "autre créneau proposé", "acceptée", "acceptée"]
    after = mentoring.sessions()
    assert [old[:4] == new[:4] for old, new in zip(before, after, strict=True)] == [True, False, True, True]
    home = plain(lea.open_home().text)
    assert "Maya Benali attend votre réponse avant le" in home
    mentoring.answered(lea, "Accepter le créneau proposé")
    assert dates(mentoring.groups[-1].messages[0]) == [PLANNED[0], "mercredi 20 mai, de 15 h à 16 h 30", *PLANNED[2:]]
    assert [row[:2] for row in mentoring.sessions()] == [row[:2] for row in after]
    assert (newest(lea).buttons, news(maya), mentoring.promotion.sami.inbox()) == ([], [], [])


def test_an_answer_is_confirmed_again_however_it_comes_twice(mentoring: Mentoring) -> None:
    """Its acknowledgement is lost and the mentor presses once more; then Slack delivers that twice."""
    maya, slack = mentoring.maya, mentoring.promotion.stage.slack
    mentoring.ask(mentoring.promotion.lea)
    mentoring.opens(maya, ANSWER, title="Votre réponse")
    mentoring.pick(maya, f"{FOURTH}, de", "Je ne peux pas")
    slack.faults.fail("interactive", error="lost_ack")
    assert maya.submit().error
    slack.faults.fail("interactive", error="duplicate")
    before = len(slack.deliveries)
    assert "réponse" in mentoring.done(maya)
    first, again = slack.deliveries[before:]
    assert (first.answer["response_action"], first.answer == again.answer) == ("update", True)
    assert mentoring.history() == [("mentoring.ask", "lea"), ("mentoring.answer", "maya")]
    assert len(news(mentoring.promotion.lea)) == 1


def test_what_does_not_fit_in_an_answer_is_said_on_its_field(mentoring: Mentoring) -> None:
    maya = mentoring.maya
    mentoring.ask(mentoring.promotion.lea)
    mentoring.opens(maya, ANSWER, title="Votre réponse")
    mentoring.pick(maya, "mardi 12 mai, de", OTHER)
    mentoring.pick(maya, "au lieu du mardi 19 mai", "mercredi 20 mai à 15 h")
    first, second = field_of(maya, "au lieu du mardi 12 mai"), field_of(maya, "mardi 19 mai, de")
    assert set(maya.submit().errors) == {first, second}
    mentoring.pick(maya, "mardi 19 mai, de", OTHER)
    mentoring.pick(maya, "au lieu du mardi 12 mai", "mercredi 20 mai à 16 h 30")
    assert mentoring.send(maya) == ["Deux séances tomberaient le même jour. Choisissez un autre jour."]
    assert [row[4] for row in mentoring.sessions()] == ["held"] * 4


def test_a_session_refused_needs_a_time_that_the_mentor_confirms_alone(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.ask(lea)
    mentoring.opens(maya, ANSWER, title="Votre réponse")
    mentoring.pick(maya, f"{FOURTH}, de", "Je ne peux pas")
    mentoring.done(maya)
    assert buttons(newest(lea))[0] == "Choisir un nouveau créneau"
    mentoring.opens(lea, "Choisir un nouveau créneau", title="Choisir les créneaux", message=card(lea))
    offered = [plain(one) for one in lea.options(field_of(lea, FOURTH))]
    assert f"{FOURTH} à 14 h" not in offered
    mentoring.pick(lea, FOURTH, "lundi 1er juin à 14 h")
    assert "Maya Benali doit encore confirmer lundi 1er juin à 14 h." in mentoring.done(lea)
    assert (
        title(newest(maya))
        == "Léa Martin (défi Carte Vive) a choisi un autre créneau pour le mentorat : il reste à le confirmer."
    )
    mentoring.answered(maya, "Confirmer la séance")
    assert dates(mentoring.groups[-1].messages[0]) == [*PLANNED[:3], "lundi 1er juin, de 14 h à 15 h 30"]


def test_the_team_picks_another_time_than_the_one_proposed(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.ask(lea)
    propose(mentoring, day=FOURTH, instead="mercredi 3 juin à 15 h")
    mentoring.opens(lea, "Choisir d’autres créneaux", title="Choisir les créneaux", message=card(lea))
    mentoring.pick(lea, "Maya Benali propose mercredi 3 juin", "jeudi 4 juin à 14 h")
    mentoring.done(lea)
    assert statuses(maya) == ["acceptée"] * 3 + ["à confirmer"]
    assert newest(lea).buttons == []
    mentoring.answered(maya, "Confirmer la séance", message=card(maya))
    assert dates(card(lea)) == [*PLANNED[:3], "jeudi 4 juin, de 14 h à 15 h 30"]


def test_declined_in_one_click_the_next_mentor_is_a_click_away(mentoring: Mentoring) -> None:
    lea, maya, rose = mentoring.promotion.lea, mentoring.maya, mentoring.rose
    mentoring.ask(lea)
    mentoring.opens(maya, DECLINE, title=DECLINE)
    mentoring.press(maya, "Pas le temps ce mois-ci")
    mentoring.opened(maya, "C’est noté")
    mentoring.settle()
    assert mentoring.promotion.count("claims") == 0
    said = newest(lea)
    assert plain(said.text) == (
        "Maya Benali ne peut pas accepter votre demande de mentorat (défi Carte Vive). Raison : Pas le temps "
        "ce mois-ci. Dans ce domaine, vous pouvez aussi demander à Noé Lambert et Rose Petit. Ce que vous avez écrit "
        "est gardé."
    )
    shown = mentoring.opens(lea, NEXT, title="Votre demande", message=said)
    assert "Noé Lambert n’a pas encore donné ses disponibilités." in plain(shown.text)
    mentoring.press(lea, "Voir d’autres spécialistes")
    names = plain(mentoring.opened(lea, "Mentors et mentores").text)
    assert ("Maya Benali" in names, "Noé Lambert" in names) == (False, True)
    mentoring.look_at(lea, "Rose Petit")
    mentoring.done(lea)
    assert NEED in card(rose).words
    followed = next(one for one in lea.inbox() if one.ts == said.ts)
    assert followed.buttons == []


def test_declined_by_the_only_mentor_it_says_so_and_leads_to_the_coaches(mentoring: Mentoring) -> None:
    lea, maya, ids = mentoring.promotion.lea, mentoring.maya, mentoring.promotion.ids
    with mentoring.promotion.database.transaction() as tx:
        depart(tx, ids["noe"], ids["rose"])
    mentoring.ask(lea)
    mentoring.opens(maya, DECLINE, title=DECLINE)
    mentoring.press(maya, "Pas le temps ce mois-ci")
    mentoring.opened(maya, "C’est noté")
    mentoring.settle()
    said = newest(lea)
    assert "Personne d’autre ne peut être demandé" in plain(said.text)
    assert [plain(one) for one in said.buttons] == ["En parler avec mon coach"]
    mentoring.opens(lea, "En parler avec mon coach", title="En parler avec mon coach", message=said)


def test_withdrawn_a_request_cannot_be_confirmed_any_more(mentoring: Mentoring) -> None:
    lea, maya = mentoring.promotion.lea, mentoring.maya
    mentoring.ask(lea)
    before = card(maya)
    mentoring.opens(maya, ANSWER, title="Votre réponse")
    assert mentoring.answered(lea, WITHDRAW).startswith(
        "La demande est retirée : Maya Benali le saura dans un instant."
    )
    assert news(maya) == [
        "La demande de mentorat de Léa Martin (défi Carte Vive) est retirée. Vos créneaux sont de nouveau libres. Vous "
        "n’avez rien à faire."
    ]
    assert mentoring.send(maya) == [ALREADY]
    maya.close(all=True)
    maya.press_raw("mentoring.confirm", value=mentoring.cycle_id(), message=before)
    assert mentoring.reply(maya, 0) == ALREADY
    assert (buttons(card(maya)), mentoring.groups, mentoring.promotion.count("claims")) == ([], [], 0)


def test_a_form_sent_after_the_time_is_over_says_so(mentoring: Mentoring) -> None:
    maya = mentoring.maya
    mentoring.ask(mentoring.promotion.lea)
    mentoring.opens(maya, ANSWER, title="Votre réponse")
    mentoring.go_to(paris("05-11 14:05"))
    assert mentoring.send(maya)[0].startswith("Le délai pour répondre est passé : les créneaux sont de nouveau libres.")
    maya.press_raw("mentoring.confirm", value=mentoring.cycle_id(), message=card(maya))
    mentoring.reply(maya, 0)
    assert seen_last(maya).startswith("Le délai pour répondre est passé")
    assert mentoring.groups == []


def test_a_mentor_without_hours_is_asked_when_and_the_team_confirms(mentoring: Mentoring) -> None:
    lea, noe = mentoring.promotion.lea, mentoring.noe
    mentoring.ask(lea, mentor="Noé Lambert")
    assert (dates(card(noe)), buttons(card(noe))) == ([], ["Dire quand je pourrais", DECLINE])
    form = mentoring.opens(noe, "Dire quand je pourrais", title="Quand pourriez-vous ?")
    assert NEED in form.text
    days = ["lundi 11 mai 14h-17h", "mardi 19 mai 14h-17h", "mercredi 27 mai 14h-17h"]
    noe.fill("times", "\n".join([*days, "jeudi 14-17", "mradi 2 juin 14h-16h"]))
    (said,) = mentoring.send(noe)
    assert ("Ligne 4 : " in said, "Ligne 5 : " in said, "Ligne 1" in said) == (True, True, False)
    noe.fill("times", "\n".join(days))
    (said,) = mentoring.send(noe)
    assert "Il faut au moins quatre jours ouvrés" in said
    noe.fill("times", "\n".join([*days, "mardi 2 juin 9h-12h"]))
    given = [f"{one}, de 14 h à 15 h 30" for one in ("lundi 11 mai", "mardi 19 mai", "mercredi 27 mai")]
    given += [one for one in mentoring.done(noe).split("\n") if FOURTH in one]
    given[3] = given[3].removeprefix("• ")
    assert dates(card(lea)) == [f"{one} (à confirmer)" for one in given]
    two_days = NOW + timedelta(days=2)
    assert f"Confirmez ces quatre séances avant le mercredi {two_days.day} mai à 9 h" in plain(card(lea).words)
    mentoring.answered(lea, CONFIRM)
    assert dates(mentoring.groups[-1].messages[0]) == given
    verbs = ["ask", "give_times", "accept"]
    assert mentoring.history() == [
        (f"mentoring.{one}", who) for one, who in zip(verbs, ("lea", "noe", "lea"), strict=True)
    ]
