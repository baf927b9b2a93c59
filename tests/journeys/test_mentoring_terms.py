"""A coach gives the mentorat other terms in Slack: two, three, eight séances, asked for and confirmed; what stays."""

import pytest

from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.journeys.mentors import CONFIRM, PLANNED, Mentoring, card, dates
from tests.journeys.promotion import Promotion, plain
from tests.journeys.test_shape_formats import open_page


def open_form(promotion: Promotion, coach: Person) -> None:
    """Open « Modifier le format » of the mentorat."""
    open_page(promotion, coach)
    value = f"{promotion.ids['promotion']}-mentorat"
    coach.press_raw(f"catalogue.opening:{value}", value=value)
    assert promotion.stage.slack.wait_for(lambda: coach.modal and "Modifier le format" in coach.modal.buttons)
    coach.click("Modifier le format")
    promotion.opened(coach, title="Modifier le format")


def fill(coach: Person, sessions: str, minutes: str, window: str) -> Submission:
    """Choose these in the form, and send it."""
    for name, value in (("sessions", sessions), ("minutes", minutes), ("window", window)):
        coach.choose(name, value.replace(" ", "\u00a0"))
    return coach.submit()


def change(promotion: Promotion, coach: Person, sessions: str, minutes: str, window: str) -> str:
    """Change the terms; give what the preview said."""
    open_form(promotion, coach)
    assert fill(coach, sessions, minutes, window) == Submission()
    said = plain(promotion.opened(coach, title="Aperçu").text)
    assert coach.submit() == Submission()
    assert "Les cycles déjà demandés ne changent pas." in plain(promotion.opened(coach, title="C’est enregistré").text)
    coach.close(all=True)
    return said


def ask(mentoring: Mentoring, who: Person, number: int) -> str:
    """Ask Maya for a cycle of so many; give what its steps said."""
    mentoring.begin(who)
    said = plain(who.modal.text) if who.modal else ""
    assert mentoring.send(who) == []
    mentoring.opened(who, "Mentors et mentores")
    promotion = mentoring.promotion
    promotion.turn(who, f"Voir les {number}\u00a0séances")
    plan = mentoring.opened(who, f"Les {number} séances")
    labels = [plain(block["label"]["text"]) for block in plan.blocks if block["type"] == "input"]
    assert labels == [f"Séance {at}" for at in range(1, number + 1)]
    said += plain(plan.text)
    mentoring.done(who)
    return said


@pytest.mark.parametrize(
    ("number", "minutes", "window", "words"),
    [
        (2, "45 minutes", "14 jours", "Deux séances de 45 minutes en 14 jours"),
        (3, "1 h", "45 jours", "Trois séances de 1 h en 45 jours"),
        (8, "1 h 30", "90 jours", "Huit séances de 1 h 30 en 90 jours"),
    ],
)
def test_so_many_are_asked_for_and_confirmed(
    mentoring: Mentoring, number: int, minutes: str, window: str, words: str
) -> None:
    promotion, lea, maya = mentoring.promotion, mentoring.promotion.lea, mentoring.maya
    shown = change(
        promotion, promotion.claire, str(number), minutes.replace(" ", "\u00a0"), window.replace(" ", "\u00a0")
    )
    assert shown.split("\n")[:2] == [
        "Aujourd’hui : quatre séances de 1 h 30 en un mois.",
        f"Désormais : {words[0].lower()}{words[1:]}.",
    ]
    said = ask(mentoring, lea, number)
    assert f"{words}, avec quelqu’un de la DINUM" in said
    assert "un mois" not in said
    assert "quatre" not in said.casefold()
    assert len(dates(card(maya))) == number
    assert f"vous demande {words.split(' de ', maxsplit=1)[0].lower()} de mentorat" in plain(card(maya).words)
    mentoring.answered(maya, f"Confirmer les {number} séances")
    assert len(dates(card(lea))) == number
    assert len(mentoring.sessions()) == number


def test_what_was_asked_for_before_keeps_its_four(mentoring: Mentoring) -> None:
    promotion, lea, ines = mentoring.promotion, mentoring.promotion.lea, mentoring.promotion.ines
    mentoring.ask(lea)
    mentoring.plan(ines)
    change(promotion, promotion.claire, "3", "1 h", "45 jours")
    mentoring.answered(mentoring.maya, CONFIRM)
    assert dates(card(lea)) == PLANNED
    shown = plain(mentoring.opened(ines, "Les 4 séances").text)  # she was in the form
    assert "Quatre séances de 1 h 30 avec Maya Benali" in shown
    mentoring.done(ines)
    assert [len(dates(card(who))) for who in (lea, ines)] == [4, 4]


def test_what_does_not_fit_is_said_on_its_field_and_by_who_was_slower(mentoring: Mentoring) -> None:
    promotion, claire, david = mentoring.promotion, mentoring.promotion.claire, mentoring.promotion.david
    open_form(promotion, claire)
    said = {name: plain(text) for name, text in fill(claire, "8", "1 h", "21 jours").errors.items()}
    assert said == {"window": "Tant de séances ne tiennent pas en si peu de jours : choisissez plus de jours."}
    assert fill(claire, "3", "1 h", "21 jours") == Submission()
    promotion.opened(claire, title="Aperçu")
    change(promotion, david, "2", "30 minutes", "14 jours")
    assert claire.submit() == Submission()
    late = promotion.stage.slack.wait_for(
        lambda: claire.modal and "Quelqu’un vient de le modifier" in claire.modal.text
    )
    assert late
