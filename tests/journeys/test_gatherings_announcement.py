"""A gathering is announced, people answer, a place is freed, and the host says who came."""

from datetime import datetime, timedelta

from bot.gatherings import announcements
from bot.gatherings.kinds import CONFERENCE, PORTEURS
from bot.sandbox.people.acks import Submission
from storage.gatherings import occurrences as store
from storage.programme import people
from tests.journeys.gatherings import IN_THREE_WEEKS, Gatherings
from tests.journeys.promotion import PARIS, plain, seen_last
from tests.patience import PATIENCE

COME, DECLINE, CALENDAR = "Je viens", "Je ne viens pas", "Ajouter à mon agenda"
TITLE = "Lire <!channel> & écrire"
NAMED = f"Conférence « {TITLE} »"
WHEN = "mardi 26 mai, de 14 h à 15 h 30, heure de Paris"
ROOM = "https://visio.example.org/"


def shown(gatherings: Gatherings) -> str:
    """Give what the channel's newest card says now."""
    gatherings.settle()
    return plain(gatherings.cards()[-1].words)


def test_announcement_says_all_and_counts_in_place(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE, skills=("Écoute",), valeurs=("Partage",)), title=TITLE)
    card = gatherings.announced(made)
    words = plain(card.words)
    assert words.split("\n")[0] == f"{NAMED}, {WHEN}."
    assert ("Avec : Anne Petit." in words, "personne vient" in words) == (True, False)
    assert ("le lien est donné aux personnes qui viennent" in words, ROOM in words) == (True, False)
    said = gatherings.answered(gatherings.lea, COME, message=card)
    assert (said.startswith("C’est noté, vous venez : "), ROOM in said) == (True, True)
    assert ROOM not in gatherings.answered(gatherings.sami, DECLINE, message=card)
    gatherings.answered(gatherings.ines, COME, message=card)
    assert "2 personnes viennent : Léa Martin et Inès Diallo." in shown(gatherings)
    gatherings.answered(gatherings.lea, DECLINE, message=card)
    assert "1 personne vient : Inès Diallo." in shown(gatherings)
    assert len(gatherings.cards()) == 1
    assert "<!channel>" not in card.text


def test_full_gathering_has_a_line_and_a_freed_place_can_be_given_back(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE, capacity=1), title=TITLE)
    card = gatherings.announced(made)
    for who in ("lea", "sami", "ines"):
        said = gatherings.answered(gatherings.people[who], COME, message=card)
    assert ("1 personne est avant vous." in said, ROOM in said) == (True, False)
    assert "C’est complet, et 2 personnes attendent une place." in shown(gatherings)
    gatherings.answered(gatherings.lea, DECLINE, message=card)
    gatherings.settle()
    assert gatherings.inbox("sami")[-1].startswith("Une place s’est libérée : elle est pour vous.")
    gatherings.answered(gatherings.sami, "Rendre ma place")
    gatherings.settle()
    assert gatherings.inbox("sami")[-1].startswith("Vous avez rendu votre place.")
    assert gatherings.inbox("ines")[-1].startswith("Une place s’est libérée : elle est pour vous.")
    assert "1 personne vient : Inès Diallo." in shown(gatherings)


def test_who_is_not_invited_and_who_hosts_are_answered_kindly(gatherings: Gatherings) -> None:
    card = gatherings.announced(gatherings.make(gatherings.series(CONFERENCE), title=TITLE))
    for who in ("nadia", "paul"):
        gatherings.answered(gatherings.people[who], COME, message=card)
    assert (
        seen_last(gatherings.paul)
        == "Seules les personnes concernées par ce rendez-vous et l’équipe des coachs peuvent l’ouvrir."
    )
    said = gatherings.answered(gatherings.claire, COME, message=card)
    assert said == "Vous animez cette séance : votre venue est déjà notée. Vous n’avez rien à faire."
    gatherings.go_to(datetime(2026, 5, 26, 14, 5, tzinfo=PARIS))
    said = gatherings.answered(gatherings.lea, COME, message=card)
    assert said == "Cette séance a déjà commencé : les réponses sont closes. Rien n’a changé."
    assert "personne vient" not in plain(card.words)


def test_entry_comes_into_one_s_own_conversation(gatherings: Gatherings) -> None:
    card = gatherings.announced(gatherings.make(gatherings.series(CONFERENCE), title=TITLE))
    assert gatherings.answered(gatherings.lea, CALENDAR, message=card).startswith("Répondez d’abord « Je viens »")
    gatherings.answered(gatherings.lea, COME, message=card)
    said = gatherings.answered(gatherings.lea, CALENDAR, message=card)
    assert said.startswith("Le fichier d’agenda arrive dans notre conversation, sous le message de ce rendez-vous.")
    gatherings.settle()
    (own,) = [one for one in gatherings.lea.inbox() if one.thread_ts in (None, one.ts)]
    assert "Vous avez répondu « Je viens »." in plain(own.words)
    files = [each.name for one in gatherings.lea.inbox() for each in one.files]
    assert [name.startswith("rdv-") for name in files] == [True]


def test_channel_without_the_bot_brings_cards_and_word_to_the_organiser(gatherings: Gatherings) -> None:
    slack = gatherings.promotion.stage.slack
    apart = slack.add_channel("design", members=[gatherings.lea], with_bot=False)
    made = gatherings.make(gatherings.series(CONFERENCE, channel=apart.id), title=TITLE)
    gatherings.go_to(made.announce_at + timedelta(seconds=30))
    gatherings.settle()
    assert apart.messages == []
    told = gatherings.inbox("claire")[-1]
    assert "Je n’ai pas pu annoncer dans le canal" in told
    assert "/invite @dispositifs-eig" in told
    for who in gatherings.eig:
        assert gatherings.inbox(who)[-1].startswith(f"{NAMED}, {WHEN}.")
    gatherings.answered(gatherings.lea, COME)
    gatherings.go_to(gatherings.now + timedelta(seconds=62))
    assert "1 personne vient : Léa Martin." in gatherings.inbox("sami")[-1]
    assert "Vous avez répondu « Je viens »." in gatherings.inbox("lea")[-1]


def test_who_has_only_mail_is_written_to_and_the_organiser_answers_for_them(gatherings: Gatherings) -> None:
    promotion = gatherings.promotion
    with promotion.database.transaction() as tx:
        outside = people.add(tx, name="Nadine Roux", email="nadine@exemple.example.org")
        people.change(tx, outside, looked_up_at=gatherings.now)
    made = gatherings.make(gatherings.series(CONFERENCE), title=TITLE)
    with promotion.database.transaction() as tx:
        store.invite(tx, made.id, [outside], inviter_id=gatherings.ids["claire"])
    gatherings.announced(made)
    post = promotion.stage.slack.post
    assert promotion.stage.slack.wait_for(lambda: post.inbox("nadine@exemple.example.org"))
    (mail,) = post.inbox("nadine@exemple.example.org")
    assert "Claire Morel" in plain(mail.text)
    assert NAMED in plain(mail.text)


def test_coach_answers_for_somebody(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE), title=TITLE)
    card = gatherings.announced(made)
    claire = gatherings.claire
    claire.press_raw("gatherings.gathering", value=str(made.id), message=card)
    assert gatherings.promotion.stage.slack.wait_for(lambda: claire.modal)
    gatherings.opens(claire, "Répondre pour quelqu’un", title="Répondre pour quelqu’un")
    claire.choose("person", "Léa Martin")
    claire.choose("reply", "Vient")
    assert claire.submit() == Submission()
    assert claire.modal
    assert plain(claire.modal.text).startswith("Léa Martin vient : ")
    claire.close(all=True)
    gatherings.settle()
    told = gatherings.inbox("lea")[-1]
    assert ("Claire Morel a répondu « Je viens » à votre place." in told, ROOM in told) == (True, True)
    assert "1 personne vient : Léa Martin." in shown(gatherings)


def test_who_has_not_answered_reads_a_line_of_their_week(gatherings: Gatherings) -> None:
    first = gatherings.make(gatherings.series(CONFERENCE), title=TITLE)
    for days, title in ((1, "B"), (2, "C")):
        gatherings.make(gatherings.series(CONFERENCE, by="david"), IN_THREE_WEEKS + timedelta(days=days), title=title)
    card = gatherings.announced(first)
    gatherings.answered(gatherings.sami, COME, message=card)
    before = {who: len(gatherings.inbox(who)) for who in ("lea", "sami")}
    gatherings.go_to(datetime(2026, 5, 18, 9, 1, tzinfo=PARIS))
    said = gatherings.inbox("lea")[before["lea"] :]
    assert [one.split("\n")[0] for one in said] == ["Votre semaine"]
    assert said[0].count("vous n’avez pas encore répondu") == 3
    buttons = [plain(one) for one in gatherings.lea.inbox()[-1].buttons]
    assert (buttons.count(COME), buttons.count(DECLINE)) == (3, 0)  # a full message: to decline is on the card
    gatherings.answered(gatherings.lea, COME, message=gatherings.lea.inbox()[-1])
    gatherings.settle()
    assert gatherings.inbox("lea")[-1].count("vous n’avez pas encore répondu") == 2
    assert gatherings.inbox("sami")[-1].count("vous n’avez pas encore répondu") == 2


def test_end_brings_what_to_draw_from_it_and_the_host_says_who_came(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(PORTEURS), datetime(2026, 5, 26, 9, 0, tzinfo=PARIS))
    gatherings.go_to(made.announce_at + timedelta(seconds=30))
    gatherings.settle()
    card = gatherings.cards(gatherings.porteurs)[-1]
    for who in ("paul", "rita"):
        gatherings.answered(gatherings.people[who], COME, message=card)
    gatherings.go_to(datetime(2026, 5, 26, 12, 35, tzinfo=PARIS))
    gatherings.settle()
    after = plain(gatherings.porteurs.messages[-1].words)
    assert "merci à toutes les personnes présentes" in after
    assert "S’en inspirer : " in after
    assert "Les réponses sont closes." in plain(card.words)
    gatherings.go_to(datetime(2026, 5, 27, 9, 1, tzinfo=PARIS))
    assert "2 personnes avaient répondu « Je viens » : Paul Mercier et Rita Lopes." in gatherings.inbox("claire")[-1]
    gatherings.opens(gatherings.claire, "Il manquait quelqu’un", title="Qui manquait ?")
    gatherings.claire.choose("missing-1", "Rita Lopes")
    assert gatherings.claire.submit() == Submission()
    gatherings.claire.close(all=True)
    gatherings.settle()
    assert gatherings.inbox("claire")[-1].endswith("C’est noté : il manquait Rita Lopes.")
    sheet = gatherings.sheet(made)
    assert sheet.answers[gatherings.ids["rita"]].attended is False


def test_slack_that_limits_updates_shows_the_last_state_in_the_end(gatherings: Gatherings) -> None:
    slack = gatherings.promotion.stage.slack
    card = gatherings.announced(gatherings.make(gatherings.series(CONFERENCE), title=TITLE))
    slack.faults.fail("chat.update", error="ratelimited", retry_after=1)
    gatherings.answered(gatherings.lea, COME, message=card)
    assert slack.wait_for(lambda: "1 personne vient : Léa Martin." in plain(card.words), seconds=PATIENCE)
    assert timedelta(seconds=2) == announcements.JOINED


def test_the_host_of_a_gathering_hears_in_the_morning_how_many_answered(gatherings: Gatherings) -> None:
    card = gatherings.announced(gatherings.make(gatherings.series(CONFERENCE), title=TITLE))
    for who in ("lea", "sami", "ines"):
        gatherings.answered(gatherings.people[who], COME, message=card)
    gatherings.answered(gatherings.sami, DECLINE, message=card)
    gatherings.go_to(IN_THREE_WEEKS - timedelta(hours=5))
    day = next(one for one in gatherings.inbox("claire") if one.startswith("Votre journée"))
    assert "2 personnes ont répondu « Je viens »." in day
    assert "Personne d’autre" not in day
