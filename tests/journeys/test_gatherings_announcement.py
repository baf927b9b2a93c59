"""A gathering is announced, people answer, a place is freed, and the host says who came."""

from bot.gatherings.model import CONFERENCE
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import plain

COME, DECLINE, CALENDAR = "Je viens", "Je ne viens pas", "Ajouter à mon agenda"
TITLE = "Lire <!channel> & écrire"


def shown(gatherings: Gatherings) -> str:
    """Give what the channel's newest card says now."""
    gatherings.settle()
    return plain(gatherings.channel.messages[-1].words)


def test_announcement_says_all_and_counts_in_place(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE, skills=("Écoute",), valeurs=("Partage",)), title=TITLE)
    card = gatherings.announced(made)
    words = plain(card.words)
    named = "Conférence, table ronde ou masterclass « Lire <!channel> & écrire »"
    assert words.split("\n")[0] == f"{named}, mardi 26 mai, de 14 h à 15 h 30 (1 h 30)."
    assert "Personne n’a encore répondu « Je viens »." in words
    said = gatherings.answered(gatherings.lea, COME, message=card)
    assert said.startswith("C’est noté, vous venez : ")
    gatherings.answered(gatherings.sami, DECLINE, message=card)
    gatherings.answered(gatherings.ines, COME, message=card)
    assert "2 personnes viennent : Léa Martin et Inès Diallo." in shown(gatherings)
    gatherings.answered(gatherings.lea, DECLINE, message=card)
    assert "1 personne vient : Inès Diallo." in shown(gatherings)
    assert len(gatherings.channel.messages) == 1
    assert "<!channel>" not in card.text
