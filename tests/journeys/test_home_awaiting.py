"""What awaits somebody is answered from the Home, and neither the Home nor the message asks it again."""

from datetime import timedelta

from bot.gatherings.groups import formation
from bot.gatherings.kinds import CONFERENCE, MIXED
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from tests.journeys.gatherings import IN_THREE_WEEKS, Gatherings
from tests.journeys.promotion import Promotion, plain

COME, DECLINE, PRESENT, SWAP = "Je viens", "Je ne viens pas", "Je présente", "Laisser mon tour"
EVERYBODY, USEFUL = "Tout le monde est venu", "Très utile"


def at_home(person: Person) -> list[str]:
    """Open the Home, and give its buttons."""
    return [plain(one) for one in person.open_home().buttons]


def shown(person: Person) -> View:
    """Give the Home as it stands."""
    home = person.home()
    assert home
    return home


def buttons(person: Person) -> list[str]:
    """Give the buttons of the Home as it stands."""
    return [plain(one) for one in shown(person).buttons]


def press(gatherings: Gatherings, person: Person, label: str) -> str:
    """Press this on the Home; give what a modal says then, closed again."""
    found = next(one for one in shown(person).buttons if plain(one) == label)
    assert person.click(found, message=shown(person)).error is None
    view = gatherings.promotion.stage.slack.wait_for(lambda: person.modal)
    assert view, f"nothing is said to « {label} »"
    said = plain(view.text)
    person.close(all=True)
    gatherings.settle()
    return said


def asked(person: Person) -> list[str]:
    """Give the buttons of all that stands in somebody's conversation with the bot."""
    return [plain(one) for message in person.inbox() for one in message.buttons]


def test_an_invitation_is_answered_from_the_home_and_true_in_the_channel(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE), title="Le RGAA")
    gatherings.announced(made)
    assert COME in at_home(gatherings.lea)
    assert "Le RGAA" in plain(shown(gatherings.lea).text)
    said = press(gatherings, gatherings.lea, COME)
    assert "C’est noté" in said or "Vous venez" in said, said
    assert COME not in buttons(gatherings.lea)  # drawn anew by itself
    assert "Léa Martin" in plain(gatherings.cards()[-1].words)
    at_home(gatherings.sami)
    press(gatherings, gatherings.sami, DECLINE)
    assert DECLINE not in buttons(gatherings.sami)
    assert gatherings.promotion.stage.slack.violations == []


def test_whose_turn_it_is_to_present_says_so_on_the_home_and_the_message_asks_no_more(gatherings: Gatherings) -> None:
    gatherings.make(gatherings.series(MIXED))
    gatherings.go_to(IN_THREE_WEEKS - timedelta(days=21))
    first, second = (gatherings.people[key] for key in gatherings.eig if SWAP in asked(gatherings.people[key]))
    assert {PRESENT, SWAP} <= {*at_home(first)}
    assert "Vous présentez mardi 26 mai à 14 h." in press(gatherings, first, PRESENT)
    assert (PRESENT in asked(first), PRESENT in buttons(first)) == (False, False)
    at_home(second)
    assert "reçoit maintenant la demande à votre place." in press(gatherings, second, SWAP)
    assert (SWAP in asked(second), SWAP in buttons(second)) == (False, False)


def test_who_led_and_who_came_answer_from_the_home(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE), title="Le RGAA")
    card = gatherings.announced(made)
    gatherings.answered(gatherings.lea, COME, message=card)
    gatherings.go_to(IN_THREE_WEEKS + timedelta(days=1))
    assert EVERYBODY in asked(gatherings.claire)
    assert EVERYBODY in at_home(gatherings.claire)
    assert press(gatherings, gatherings.claire, EVERYBODY).endswith("C’est noté : tout le monde est venu.")
    assert (EVERYBODY in asked(gatherings.claire), EVERYBODY in buttons(gatherings.claire)) == (False, False)
    assert USEFUL in at_home(gatherings.lea)
    assert "Merci, c’est noté : « Très utile »." in press(gatherings, gatherings.lea, USEFUL)
    assert USEFUL not in buttons(gatherings.lea)


def test_a_coach_completes_chooses_and_reads_from_the_home(gatherings: Gatherings) -> None:
    conference, mixed = gatherings.series(CONFERENCE), gatherings.series(MIXED)
    gatherings.make(conference)
    gatherings.make(mixed, IN_THREE_WEEKS + timedelta(days=1))
    claire = gatherings.claire
    gatherings.settle()
    assert "Compléter l’annonce" in at_home(claire)
    claire.click("Compléter l’annonce", message=shown(claire))
    assert gatherings.promotion.opened(claire, title="Compléter l’annonce")
    claire.close(all=True)
    for title in ("Programme", "Ma semaine"):
        claire.click("Plus", message=shown(claire))
        gatherings.promotion.opened(claire, title="Plus")
        claire.click(title)
        assert gatherings.promotion.opened(claire, title=title)
        if title == "Ma semaine":
            claire.click("Les besoins")
            assert gatherings.promotion.opened(claire, title="Les besoins")
        claire.close(all=True)
    gatherings.go_to(formation.hosts_asked_at(IN_THREE_WEEKS + timedelta(days=1)) + timedelta(minutes=1))
    assert gatherings.promotion.stage.slack.violations == []


def test_how_a_bureau_daide_went_is_said_from_the_home(promotion: Promotion) -> None:
    lea = promotion.lea
    promotion.book(lea)
    promotion.stand()
    promotion.stage.advance(promotion.stage.clock() + timedelta(days=4))
    took_place = "Il a eu lieu"
    assert took_place in [plain(one) for message in lea.inbox() for one in message.buttons]
    assert took_place in [plain(one) for one in lea.open_home().buttons]
    lea.click(took_place, message=shown(lea))
    view = promotion.stage.slack.wait_for(lambda: lea.modal)
    assert view
    assert "Merci" in plain(view.text)
    lea.close(all=True)
    promotion.stage.advance(promotion.stage.clock() + timedelta(seconds=3))
    assert took_place not in buttons(lea)
    assert took_place not in [plain(one) for message in lea.inbox() for one in message.buttons]
