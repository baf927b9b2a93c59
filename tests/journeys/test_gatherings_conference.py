"""A conference from its organiser's form to what it brought: speakers, questions without a name, two clicks after."""

from datetime import datetime, timedelta

from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Gathering
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person
from storage.programme import people
from tests.journeys.gatherings import IN_THREE_WEEKS, Gatherings
from tests.journeys.promotion import PARIS, plain
from tests.patience import PATIENCE

HANDED = datetime(2026, 5, 22, 14, 0, tzinfo=PARIS)  # the working day before: Monday 25 May is a holiday
FORM = "Compléter l’annonce"


def open_date(gatherings: Gatherings, who: Person, wanted: str) -> None:
    """Go from the command to the page of the first date of the first series, where this button stands."""
    listed, field = who.command("/dispositifs programme").message, f"gatherings.series:{gatherings.ids['promotion']}"
    assert listed
    who.choose(field, who.options(field, message=listed)[0], message=listed)
    wait = gatherings.promotion.stage.slack.wait_for
    assert wait(lambda: who.modal and plain(who.modal.title) == "Une série", seconds=PATIENCE)
    gatherings.press(who, "Ouvrir")
    assert wait(lambda: who.modal and wanted in map(plain, who.modal.buttons), seconds=PATIENCE)


def fill_in(gatherings: Gatherings, made: Gathering) -> None:
    """Say what it is about and who speaks, first with a line that has no address."""
    claire, david = gatherings.claire, gatherings.david
    open_date(gatherings, claire, FORM)
    gatherings.opens(claire, FORM, title=FORM)
    claire.fill("title", "Table ronde : ouvrir <!channel>")
    claire.fill("abstract", "Ce que publier change.")
    claire.choose("speakers", david.name)
    gatherings.promotion.turn(claire, "Préciser")
    claire.fill("outside", "Anne Dupont, anne")
    assert gatherings.send(claire) == [
        "Je ne trouve pas d’adresse dans « Anne Dupont, anne » : écrivez un nom, une virgule, une adresse."
    ]
    claire.fill("outside", "Anne Dupont, anne.dupont@exemple.fr")
    assert gatherings.send(claire) == []
    claire.close(all=True)
    gatherings.settle()
    assert any(one.startswith("Table ronde « Ouvrir") for one in gatherings.inbox("david"))
    with gatherings.promotion.database.reading() as reading:
        anne = people.by_email(reading, "anne.dupont@exemple.fr")
    assert anne is not None
    assert {one.person_id for one in gatherings.sheet(made).appointment.present} >= {anne.id, gatherings.ids["david"]}


def ask(gatherings: Gatherings, card: Message) -> None:
    """Ask without a name, ask the same again, ask another, and support the first."""
    lea, sami = gatherings.lea, gatherings.sami
    assert "Ce que publier change." in plain(card.words)
    assert "<!channel>" not in card.text
    gatherings.opens(lea, "Poser une question", title="Poser une question", message=card)
    lea.fill("text", "Comment convaincre ?")
    lea.choose("anonymous", lea.options("anonymous")[0])
    assert gatherings.send(lea) == []
    lea.close(all=True)
    gatherings.opens(sami, "Poser une question", title="Poser une question", message=card)
    sami.fill("text", "comment convaincre")
    assert len(gatherings.send(sami)) == 1  # it is asked already
    sami.fill("text", "Par où commencer ?")
    assert gatherings.send(sami) == []
    sami.close(all=True)
    gatherings.settle()
    shown = gatherings.opens(sami, "Voir les questions", title="Questions", message=gatherings.cards()[-1])
    assert "Question anonyme, aucun soutien" in plain(shown.text)
    assert "Léa" not in plain(shown.text)
    sami.click("Soutenir")
    wait = gatherings.promotion.stage.slack.wait_for
    assert wait(lambda: sami.modal and "Question anonyme, 1 soutien" in plain(sami.modal.text), seconds=PATIENCE)
    sami.close(all=True)


def test_conference_from_its_form_to_what_it_brought(gatherings: Gatherings) -> None:
    claire, lea = gatherings.claire, gatherings.lea
    wait = gatherings.promotion.stage.slack.wait_for
    made = gatherings.make(gatherings.series(CONFERENCE))
    gatherings.go_to(made.announce_at + timedelta(seconds=30))
    gatherings.settle()
    asked = gatherings.inbox("claire")[-1]
    assert ("L’annonce attend le titre" in asked, "au plus tard le mardi 19 mai à 9 h" in asked) == (True, True)
    fill_in(gatherings, made)
    assert gatherings.cards() == []
    gatherings.go_to(gatherings.now + timedelta(minutes=2))
    assert wait(gatherings.cards, seconds=PATIENCE)
    assert any("Tout est réglé" in one for one in gatherings.inbox("claire"))
    assert "David Nguyen" not in plain(gatherings.cards()[-1].words)  # was asked, and has not said yes
    assert gatherings.answered(gatherings.david, "Je viens").startswith("C’est noté, vous venez")
    gatherings.settle()
    assert wait(lambda: "Avec : David Nguyen" in plain(gatherings.cards()[-1].words), seconds=PATIENCE)
    ask(gatherings, gatherings.cards()[-1])

    gatherings.go_to(HANDED + timedelta(minutes=1))
    [handed] = [one for one in gatherings.inbox("david") if "questions vous attendent" in one]
    assert "Comment convaincre ?" in handed
    assert [one for one in gatherings.inbox("claire") if "questions vous attendent" in one]
    gatherings.answered(lea, "Je viens", message=gatherings.cards()[-1])

    gatherings.go_to(IN_THREE_WEEKS + timedelta(hours=2))
    after = next(one for one in reversed(gatherings.channel.messages) if "vous a-t-elle été utile" in plain(one.words))
    assert gatherings.answered(lea, "Très utile", message=after).startswith("Merci, c’est noté : « Très utile ».")
    gatherings.opens(lea, "Ajouter un mot", title="Ajouter un mot")
    lea.fill("words", "Encore !")
    assert gatherings.send(lea) == []
    lea.close(all=True)
    said = gatherings.answered(gatherings.paul, "Peu utile", message=after)
    assert said == "Seules les personnes invitées à ce rendez-vous peuvent le faire."
    assert "Encore" not in plain(after.words)
    gatherings.go_to((IN_THREE_WEEKS + timedelta(days=1)).replace(hour=9, minute=1))  # « Qui est venu ? »
    gatherings.press(claire, "Voir les retours")
    assert wait(lambda: claire.modal and "Encore !" in plain(claire.modal.text), seconds=PATIENCE)
    assert claire.modal
    assert "Très utile : 1" in plain(claire.modal.text)
    assert "Léa" not in plain(claire.modal.text)


def test_conference_of_tomorrow_without_a_title_waits_until_nine_that_day(gatherings: Gatherings) -> None:
    tomorrow = datetime(2026, 5, 5, 14, 0, tzinfo=PARIS)
    gatherings.make(gatherings.series(CONFERENCE), tomorrow)
    gatherings.go_to(gatherings.now + timedelta(minutes=3))
    gatherings.settle()
    asked = gatherings.inbox("claire")[-1]
    assert ("L’annonce attend le titre" in asked, "au plus tard le mardi 5 mai à 9 h" in asked) == (True, True)
    assert gatherings.cards() == []
    gatherings.go_to(tomorrow.replace(hour=8))
    assert gatherings.cards() == []
    gatherings.go_to(tomorrow.replace(hour=9, minute=1))
    assert gatherings.promotion.stage.slack.wait_for(gatherings.cards, seconds=PATIENCE)
