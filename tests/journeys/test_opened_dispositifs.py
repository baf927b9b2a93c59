"""« Dispositifs ouverts »: a coach closes and opens; who looks reads from when, and talks of it with their coach."""

from datetime import timedelta

from sqlalchemy import text

from bot.catalogue import openings
from bot.gatherings.kinds import CONFERENCE
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.programme import people
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import NOW, Promotion, plain, seen_last

OPENED, CHANGE, TALK, START = (
    "Dispositifs ouverts",
    "Changer",
    "En parler avec mon coach",
    "Réserver un bureau d’aide",
)
ALL = "Tous les dispositifs"


def set_state(promotion: Promotion, coach: Person, name: str, state: str, *, day: str | None = None) -> None:
    """Say from `/dispositifs programme` how a dispositif stands."""
    listed = coach.command("/dispositifs programme")
    coach.click("Les promotions", message=listed)
    promotion.opened(coach, title="Les promotions")
    coach.click(OPENED)
    page = promotion.opened(coach, title=OPENED)
    key = {"Bureau d’aide": "bureau-aide", "Mentorat": "mentorat", "Conférence": "conference"}[name]
    value = f"{promotion.ids['promotion']}-{key}"
    coach.press_raw(f"catalogue.opening:{value}", value=value)
    promotion.stage.slack.wait_for(lambda: page.callback_id == "catalogue.opened" or coach.modal is not page)
    coach.choose("state", state)
    if day:
        coach.fill("day", day)
    assert coach.submit() == Submission()
    coach.close(all=True)


def talk(promotion: Promotion, person: Person, message: object, *, line: str = "") -> str:
    """Press « En parler avec mon coach » and send; give what the modal says then."""
    person.click(TALK, message=message)  # type: ignore[arg-type] # what a click takes
    promotion.opened(person, title="En parler avec mon coach")
    if line:
        person.fill("line", line)
    assert person.submit() == Submission()
    said = plain(promotion.opened(person).text)
    person.close(all=True)
    return said


def test_nothing_changes_until_a_coach_says_so(promotion: Promotion) -> None:
    for words, first in (
        ("bureau d’aide", START),
        ("mentorat", "Demander un mentorat"),
        ("conférence", "Prochaines dates"),
    ):
        assert promotion.lea.command(f"/dispositifs {words}").buttons[0] == first
    promotion.lea.command("/bureau-aide")
    promotion.opened(promotion.lea, title="Bureau d’aide")


def test_a_closed_dispositif_says_from_when_and_is_started_by_nobody(promotion: Promotion) -> None:
    set_state(promotion, promotion.claire, "Bureau d’aide", "ouvre à une date", day="2026-06-08")
    card = promotion.lea.command("/dispositifs bureau d’aide")
    assert "Ouverture : lundi 8 juin" in plain(card.text)
    assert card.buttons == [TALK, ALL]
    refused = promotion.lea.command("/bureau-aide")
    said = "« Bureau d’aide » ouvre le lundi 8 juin. D’ici là, vous pouvez en parler avec votre coach."
    assert (plain(refused.text), refused.buttons) == (said, [TALK])
    promotion.lea.press_raw("helpdesk.start")
    promotion.stage.slack.wait_for(lambda: len(promotion.lea.replies()) > 2)
    assert seen_last(promotion.lea) == said
    assert promotion.david.command("/dispositifs bureau d’aide").buttons[0] == OPENED
    promotion.stage.advance(NOW + timedelta(days=35))  # that day it opens by itself
    assert promotion.lea.command("/dispositifs bureau d’aide").buttons[0] == START


def test_a_coach_closes_and_opens_again_and_the_history_has_it(promotion: Promotion) -> None:
    set_state(promotion, promotion.claire, "Mentorat", "n’est pas encore ouvert")
    assert plain(promotion.lea.command("/mentorat").text).startswith("« Mentorat » n’est pas encore ouvert.")
    set_state(promotion, promotion.david, "Mentorat", "est ouvert")
    assert promotion.lea.command("/dispositifs mentorat").buttons[0] == "Demander un mentorat"
    with promotion.database.reading() as reading:
        lines = reading.execute(
            text("SELECT actor_id, detail FROM history WHERE action = 'catalogue.open' ORDER BY id")
        )
        assert [(one.actor_id, one.detail) for one in lines] == [
            (promotion.ids["claire"], "mentorat closed"),
            (promotion.ids["david"], "mentorat 2026-05-04"),
        ]
    assert promotion.lea.command("/dispositifs programme").buttons == ["Prévenir les coachs"]


def test_what_cannot_be_started_yet_is_talked_of_once(promotion: Promotion) -> None:
    with promotion.database.transaction() as tx:
        mine = Membership(Role.COACH, promotion.ids["promotion"], promotion.ids["carte"])
        people.add_membership(tx, promotion.ids["david"], mine, welcomed_at=NOW)
    card = promotion.lea.command("/dispositifs rapport")
    assert card.buttons[0] == TALK
    assert talk(promotion, promotion.lea, card, line="Par où commencer ?").startswith("C’est transmis à David Nguyen.")
    assert talk(promotion, promotion.lea, card).startswith("C’est déjà transmis aujourd’hui")
    promotion.stage.settle()
    [asked] = promotion.david.inbox()
    said = "Léa Martin (défi Carte Vive) voudrait vous parler de « Rapport d’évaluation »."
    assert plain(asked.text).startswith(said)
    assert "Par où commencer ?" in asked.words
    assert promotion.coachs.messages == []


def test_who_has_no_coach_is_heard_in_the_coaches_channel(promotion: Promotion) -> None:
    promotion.sami.message("comité")
    promotion.stage.slack.wait_for(lambda: bool(promotion.sami.inbox()))
    card = promotion.sami.inbox()[-1]
    assert talk(promotion, promotion.sami, card).startswith("C’est transmis à l’équipe des coachs.")
    promotion.stage.settle()
    [asked] = promotion.coachs.messages
    assert plain(asked.text).startswith(
        "Sami Haddad (défi Carte Vive) voudrait vous parler de « Comité d’évaluation »."
    )
    assert TALK not in promotion.nadia.command("/dispositifs comité").buttons


def test_what_is_closed_says_its_first_date_where_one_is_planned(gatherings: Gatherings) -> None:
    promotion = gatherings.promotion
    set_state(promotion, promotion.claire, "Conférence", "n’est pas encore ouvert")
    opening = "Ouverture : pas encore ouvert"
    assert f"{opening}." in plain(promotion.lea.command("/dispositifs conférence").text)
    gatherings.make(gatherings.series(CONFERENCE), NOW + timedelta(days=8, hours=6))
    said = plain(promotion.lea.command("/dispositifs conférence").text)
    assert f"{opening}, première date prévue mardi 12 mai à 14 h." in said


def test_promotion_that_begins_small_shows_what_is_open_and_offers_the_rest_once(promotion: Promotion) -> None:
    lea, claire = promotion.lea, promotion.claire
    with promotion.database.transaction() as tx:
        openings.close_all_but_first(tx, promotion.ids["promotion"])
    lea.open_home()
    promotion.stage.settle()
    home = lea.home()
    assert home is not None
    assert "carnet" not in plain(home.text).lower()
    menu = plain(lea.command("/dispositifs").text)
    assert ("Bureau d’aide" in menu, "Carnet de bord" in menu, "Atelier" in menu) == (True, False, False)
    shown = plain(lea.command("/dispositifs aide").words)
    assert ("/bureau-aide" in shown, "/dispositifs carnet" in shown, "/dispositifs atelier" in shown) == (
        True,
        False,
        False,
    )
    assert plain(lea.command("/dispositifs carnet").text).startswith("« Carnet de bord » n’est pas encore ouvert.")
    first, second = "Ouvrir les ateliers ?", "un séminaire par phase réunit"
    claire.open_home()
    promotion.stage.settle()
    offered = claire.home()
    assert offered is not None
    assert (first in plain(offered.text), second in plain(offered.text)) == (True, False)  # one at a time
    claire.click("Ouvrir", message=offered)
    promotion.stage.settle()
    offered = claire.home()
    assert offered is not None
    assert (first in plain(offered.text), second in plain(offered.text)) == (False, True)
    claire.click("Pas maintenant", message=offered)
    promotion.stage.settle()
    offered = claire.home()
    assert offered is not None
    assert second not in plain(offered.text)
    assert "Atelier" in plain(lea.command("/dispositifs").text)
