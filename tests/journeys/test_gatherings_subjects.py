"""Subjects as people choose them: asked beforehand, voted for at the end, told with the announcement; the porteurs'."""

from datetime import timedelta

from bot.gatherings.kinds import PORTEURS
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person
from storage.programme import people
from tests.journeys.gatherings import DATA, DESIGN, Gatherings
from tests.journeys.promotion import plain, seen_last

WEEK = timedelta(days=7)
MONTH = timedelta(days=35)
PROPOSE, VOTE, SUPPORT = "Proposer un sujet", "Soutenir un sujet", "Soutenir ou proposer un sujet"
FIELD, VOTES = "Votre sujet", "Les sujets que vous soutenez"


def propose(gatherings: Gatherings, key: str, text: str, *, message: Message | None = None) -> None:
    who = gatherings.people[key]
    gatherings.opens(who, PROPOSE, title=PROPOSE, message=message)
    who.fill(FIELD, text)
    assert gatherings.send(who) == []
    assert who.modal is not None
    assert plain(who.modal.title) == "Sujet proposé"
    who.close()


def vote(gatherings: Gatherings, key: str, label: str, *choices: str, message: Message | None = None) -> None:
    who = gatherings.people[key]
    gatherings.opens(who, label, title="Choisir un sujet", message=message)
    who.choose(VOTES, *choices)
    assert gatherings.send(who) == []
    who.close()


def test_peers_choose_what_they_talk_about(gatherings: Gatherings) -> None:
    series = gatherings.series(metiers=(DESIGN,))
    first = gatherings.make(series)
    second = gatherings.make(series, gatherings.sheet(first).appointment.starts + MONTH)
    gatherings.go_to(first.announce_at - WEEK + timedelta(minutes=1))
    card = gatherings.channel.messages[-1]
    assert "de quoi parler" in plain(card.text)

    propose(gatherings, "lea", "Mener <!channel> des entretiens", message=card)
    propose(gatherings, "ali", "Tester sans maquette", message=card)
    gatherings.settle()
    vote(gatherings, "lea", VOTE, "1. Mener <!channel> des entretiens", "2. Tester sans maquette", message=card)
    gatherings.settle()
    assert "Tester sans maquette (2 soutiens), Mener" in plain(card.text)
    assert "&lt;!channel&gt;" in card.text
    assert "Seules les personnes concernées par ce rendez-vous" in gatherings.answered(
        gatherings.sami, PROPOSE, message=card
    )

    announced = gatherings.announced(first)
    assert plain(announced.text).startswith("Groupe de partage entre pairs (design) « Tester sans maquette », mardi")
    assert "le sujet est « Tester sans maquette »" in plain(card.text)
    assert "terminé" in seen_last(press_old(gatherings, "lea", "gatherings.propose", first.id))
    gatherings.press(gatherings.lea, "Je viens", message=announced)
    gatherings.press(gatherings.ali, "Je viens", message=announced)
    gatherings.go_to(gatherings.sheet(first).appointment.starts - timedelta(hours=2))
    assert any("travailler sur « Tester sans maquette »" in one for one in gatherings.inbox("lea"))

    gatherings.go_to(gatherings.sheet(first).appointment.ends + timedelta(hours=1))
    after = gatherings.channel.messages[-1]
    assert "Prochain rendez-vous" in plain(after.text)
    propose(gatherings, "ali", "Accessibilité", message=after)
    gatherings.settle()
    assert "Accessibilité (1 soutien)" in plain(after.text)
    assert plain(gatherings.announced(second).text).startswith("Groupe de partage entre pairs (design) « Accessibilité")


def press_old(gatherings: Gatherings, key: str, action: str, gathering_id: int) -> Person:
    """Press a button as on an old message, or on a page of another part."""
    who = gatherings.people[key]
    old = gatherings.promotion.stage.slack.team.post(who.dm, text="?", blocks=[])
    before = len(who.replies())
    who.press_raw(action, value=str(gathering_id), message=old)
    seen = gatherings.promotion.stage.slack.wait_for(lambda: who.modal is not None or len(who.replies()) > before)
    assert seen, f"nothing came of {action}"
    return who


def test_without_proposals_the_organiser_gives_the_subject(gatherings: Gatherings) -> None:
    first = gatherings.make(gatherings.series(metiers=(DESIGN,)))
    announced = gatherings.announced(first)
    assert plain(announced.text).startswith("Groupe de partage entre pairs (design), mardi")
    claire = gatherings.claire
    assert any("le sujet" in one for one in gatherings.inbox("claire"))
    gatherings.press(claire, "Ouvrir")
    assert gatherings.promotion.stage.slack.wait_for(lambda: claire.modal is not None)
    gatherings.opens(claire, "Donner le sujet", title="Sujet du groupe")
    claire.fill("Le sujet", "Ce que Claire propose")
    assert gatherings.send(claire) == []
    gatherings.settle()
    assert plain(announced.text).startswith("Groupe de partage entre pairs (design) « Ce que Claire propose")


def test_a_metier_of_one_joins_another(gatherings: Gatherings) -> None:
    other = gatherings.make(gatherings.series(metiers=(DESIGN,)))
    alone = gatherings.make(
        gatherings.series(metiers=(DATA,), by="david"),
        gatherings.sheet(other).appointment.starts + timedelta(hours=2),
    )
    gatherings.go_to(alone.announce_at - WEEK + timedelta(minutes=1))
    told = [one for one in gatherings.inbox("david") if "ce groupe réunit" in one]
    assert len(told) == 1
    david = gatherings.david
    gatherings.opens(david, "Réunir avec un autre groupe", title="Réunir avec un groupe")
    david.choose("Avec quel groupe", "Groupe de partage entre pairs (design)")
    assert gatherings.send(david) == []
    gatherings.settle()
    assert gatherings.sheet(alone).is_cancelled
    assert {one.name for one in gatherings.sheet(other).invited} >= {"Inès Diallo", "Tom Lefèvre", "Léa Martin"}
    for key in ("ines", "tom"):
        assert len([one for one in gatherings.inbox(key) if "se réunissent" in one]) == 1


def test_porteurs_choose_invite_and_share(gatherings: Gatherings) -> None:
    seminar = gatherings.make(gatherings.series(PORTEURS))
    gatherings.go_to(seminar.announce_at + timedelta(seconds=30))
    card = gatherings.porteurs.messages[-1]
    assert "Aucun sujet" in plain(card.text)
    propose(gatherings, "paul", "Pérenniser", message=card)
    gatherings.go_to(gatherings.now + timedelta(seconds=62))  # by then everybody's own message follows
    vote(gatherings, "rita", SUPPORT, "1. Pérenniser", message=card)
    vote(gatherings, "serge", SUPPORT, "1. Pérenniser")  # a sponsor, by the message in their own conversation
    gatherings.settle()
    assert "Pérenniser (3 soutiens)" in plain(card.text)

    paul = gatherings.paul
    for said in ([], ["Cette personne a déjà son invitation."]):
        gatherings.press(paul, "Inviter un ou une collègue", message=card)
        assert gatherings.promotion.stage.slack.wait_for(lambda: paul.modal and plain(paul.modal.title) == "Inviter")
        paul.fill("Ou son nom", "Noé Petit")
        paul.fill("Et son adresse e-mail", "noe.petit@ministere.example.org")
        assert gatherings.send(paul) == said
        paul.close()
    with gatherings.promotion.database.reading() as tx:
        noe = people.by_email(tx, "noe.petit@ministere.example.org")
    assert noe is not None
    assert noe.id in {one.id for one in gatherings.sheet(seminar).invited}

    gatherings.press(paul, "Je viens", message=card)
    gatherings.go_to(gatherings.sheet(seminar).appointment.ends + timedelta(hours=1))
    after = gatherings.porteurs.messages[-1]
    gatherings.opens(paul, "Partager ce que j’en retiens", title="Partager", message=after)
    paul.fill("Ce que vous en retenez", "Nommer un relais & <!channel>")
    assert gatherings.send(paul) == []
    gatherings.settle()
    shared = gatherings.porteurs.messages[-1]
    assert "Ce que Paul Mercier retient" in plain(shared.text)
    assert "&lt;!channel&gt;" in shared.text
