"""« Je ne suis pas là aujourd’hui »: all of a host's day in two clicks, told once, undone within two minutes."""

from datetime import datetime, timedelta

from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.journeys.promotion import PARIS, Promotion, plain
from tests.journeys.test_helpdesk_changes import book

NINE_ON_TUESDAY = datetime(2026, 5, 5, 9, tzinfo=PARIS)
HALF_PAST_ELEVEN = NINE_ON_TUESDAY + timedelta(hours=2, minutes=15)
MORNING = datetime(2026, 5, 5, 7, 30, tzinfo=PARIS)
TITLE, UNDO = "Je ne suis pas là", "Revenir en arrière"
AT_NINE = "De 9\u00a0h à 10\u00a0h, Bureau d’aide, défi Carte Vive, avec Léa Martin et Sami Haddad"


def open_form(promotion: Promotion, person: Person) -> str:
    person.command("/disponibilites absent")
    return plain(promotion.opened(person, title=TITLE).text)


def said(promotion: Promotion, person: Person) -> str:
    assert person.submit() == Submission()
    return plain(promotion.opened(person, title="C’est noté").text)


def inboxes(promotion: Promotion) -> dict[str, list[str]]:
    """Give what everybody has, in their own conversation, beside files."""
    people = ("lea", "sami", "claire", "david")
    return {key: [plain(one.text) for one in getattr(promotion, key).inbox(threads=False)] for key in people}


def test_a_day_is_handed_over_in_two_clicks_and_everybody_hears_once(promotion: Promotion) -> None:
    book(promotion, NINE_ON_TUESDAY)
    promotion.stage.advance(MORNING)
    before = {key: len(some) for key, some in inboxes(promotion).items()}
    shown = open_form(promotion, promotion.claire)
    assert "Un rendez-vous à venir aujourd’hui, mardi 5 mai." in shown
    assert promotion.claire.options(AT_NINE)[:2] == ["Confier à David Nguyen", "Proposer d’autres dates"]
    answer = said(promotion, promotion.claire)
    assert "David Nguyen prend votre place" in answer
    promotion.stage.settle()
    assert {key: len(some) for key, some in inboxes(promotion).items()} == before
    promotion.stand()
    new = {key: some[before[key] :] for key, some in inboxes(promotion).items()}
    assert {key: len(some) for key, some in new.items()} == {"lea": 1, "sami": 1, "david": 1, "claire": 0}
