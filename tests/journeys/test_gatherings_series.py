"""A coach plans what comes back: a series from `/programme`, its dates, the month, what is to be arbitrated."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.sandbox.views import View
from tests.journeys.gatherings import PATIENCE, Gatherings, gather_channels
from tests.journeys.promotion import NOW, Promotion, plain, seen_last

MENU = "Le programme collectif"
NINE = NOW.replace(hour=9)  # of the first working day of May


@pytest.fixture
def gatherings(promotion: Promotion) -> Gatherings:
    return gather_channels(promotion)


def opened(gatherings: Gatherings, who: Person, title: str) -> View:
    view = gatherings.promotion.stage.slack.wait_for(
        lambda: (top := who.modal) and plain(top.title) == title and top, seconds=PATIENCE
    )
    assert view, f"{who.name} has {who.modal and who.modal.title!r} open, not {title!r}"
    return view


def menu(who: Person) -> Message:
    shown = who.command("/programme").message
    assert shown
    return shown


def begin(gatherings: Gatherings, who: Person, kind: str = "Conférence, table ronde ou masterclass") -> View:
    """Open the form of a series of this kind."""
    gatherings.opens(who, "Créer une série", title="Créer une série", message=menu(who))
    gatherings.press(who, kind)
    form = gatherings.promotion.stage.slack.wait_for(
        lambda: (top := who.modal) and top.callback_id == "gatherings.created" and top, seconds=PATIENCE
    )
    assert form
    return form


def create(gatherings: Gatherings, who: Person, rule: str, *, title: str = "", kind: str | None = None) -> str:
    """Make a series by its form; give what the modal says then."""
    begin(gatherings, who, kind) if kind else begin(gatherings, who)
    who.fill("rule", rule)
    if title:
        who.fill("title", title)
    if kind and "pairs" in kind:
        who.choose("metiers", "design")
    who.choose("organiser", who.name)
    assert gatherings.send(who) == []
    said = plain(opened(gatherings, who, "C’est créé").text)
    who.close(all=True)
    return said


def open_first(gatherings: Gatherings, who: Person) -> None:
    """Open the page of the first series of the list."""
    listed, field = menu(who), f"gatherings.series:{gatherings.ids['promotion']}"
    who.choose(field, who.options(field, message=listed)[0], message=listed)
    opened(gatherings, who, "Une série")


def wait(gatherings: Gatherings, condition: Callable[[], object]) -> None:
    assert gatherings.promotion.stage.slack.wait_for(condition, seconds=PATIENCE)


def test_coach_makes_a_series_and_the_month_tells_of_it(gatherings: Gatherings) -> None:
    claire, lea = gatherings.claire, gatherings.lea
    assert plain(lea.command("/programme").text).startswith("Cette action revient à d’autres personnes")
    assert "ce qu’il reste à régler" in plain(claire.command("/programme aide").text)
    assert "/programme aide" in plain(claire.command("/programme adie").text)
    assert "Rien ne revient encore" in plain(menu(claire).words)
    begin(gatherings, claire)
    claire.fill("rule", "6e mardi du mois")
    claire.fill("link", "visio")
    claire.fill("capacity", "douze")
    claire.choose("organiser", claire.name)
    errors = gatherings.send(claire)
    assert errors == [
        "Aucun mois n’a ce jour (« 6e mardi »). Il manque l’heure. Ajoutez par exemple : 14 h.",
        "Écrivez un nombre de places, par exemple 12, ou laissez vide.",
    ]
    claire.fill("rule", "2e mardi du mois, 14 h")
    claire.fill("capacity", "0")
    assert gatherings.send(claire) == [
        "Ce n’est pas une adresse. Collez un lien qui commence par https://.",
        "Il faut au moins une place. Laissez vide pour ne pas limiter.",
    ]
    claire.fill("link", "")
    claire.fill("capacity", "2")
    claire.choose("skills", "accessibilité")
    assert gatherings.send(claire) == []
    said = plain(opened(gatherings, claire, "C’est créé").text)
    assert "mardi 12 mai à 14 h, mardi 9 juin à 14 h et mercredi 15 juillet à 14 h" in said
    assert "Fête nationale (mardi 14 juillet)" in said
    claire.close(all=True)
    assert "Le deuxième mardi du mois à 14 h, 1 h 30, avec Claire Morel" in plain(menu(claire).words)
    gatherings.go_to(NINE + timedelta(minutes=1))
    posted = [plain(one.words) for one in gatherings.channel.messages if "Ce mois-ci" in one.words]
    assert len(posted) == 1
    assert "mardi 12 mai de 14 h à 15 h 30 : Conférence" in posted[0]
    assert "Compétences : accessibilité" in posted[0]
    assert "mardi 12 mai" in plain(lea.command("/dispositifs conférence").message.words)  # type: ignore[union-attr]


def test_what_is_to_be_arbitrated_is_asked_and_handed_over(gatherings: Gatherings) -> None:
    claire, david = gatherings.claire, gatherings.david
    gatherings.settle()  # the month's own question is behind: it would ask about both
    create(gatherings, claire, "12 mai 2026, 14 h", title="Les conférences")
    said = create(gatherings, claire, "12 mai 2026, 14 h 30", title="Design", kind="Groupe de partage entre pairs")
    assert "À arbitrer : mardi 12 mai à 14 h 30, Claire Morel a déjà un rendez-vous à cette heure-là." in said
    gatherings.settle()
    assert [one for one in gatherings.inbox("claire") if "À arbitrer" in one]
    gatherings.opens(claire, "Changer la date", title="Changer la date")
    claire.choose("time", "15:00")
    assert gatherings.send(claire) == ["Claire Morel n’est pas libre mardi 12 mai à 15 h. Choisissez un autre moment."]
    claire.close(all=True)
    gatherings.opens(claire, "Confier à quelqu’un", title="Confier à quelqu’un")
    claire.choose("person", "David Nguyen")
    assert gatherings.send(claire) == []
    claire.close(all=True)
    gatherings.settle()
    assert any("vous est confiée" in one for one in gatherings.inbox("david"))
    assert "Groupe de partage entre pairs : Design" in plain(david.command("/agenda").message.words)  # type: ignore[union-attr]
    asked = next(one for one in claire.inbox() if "préparer" in plain(one.words) or "réglé" in plain(one.words))
    assert asked.buttons == []


def test_one_date_is_moved_and_cancelled_alone(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    create(gatherings, claire, "2e mardi du mois, 14 h")
    open_first(gatherings, claire)
    gatherings.press(claire, "Ouvrir")
    opened(gatherings, claire, "Une date")
    gatherings.press(claire, "Changer la date")
    opened(gatherings, claire, "Changer la date")
    claire.choose("day", "2026-05-13")
    assert gatherings.send(claire) == []
    claire.close(all=True)
    assert "mercredi 13 mai à 14 h" in plain(menu(claire).words)
    open_first(gatherings, claire)
    gatherings.press(claire, "Mettre fin à la série")
    assert "terminée" in plain(opened(gatherings, claire, "C’est terminé").text)
    claire.close(all=True)
    assert "Rien ne revient encore" in plain(menu(claire).words)


def test_next_month_is_shown_before_anything_is_written(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    create(gatherings, claire, "2e mardi du mois, 14 h", title="Les conférences")
    shown = gatherings.opens(claire, "Le mois prochain", title="Le mois prochain", message=menu(claire))
    assert "mardi 9 juin de 14 h à 15 h 30 : Conférence, table ronde ou masterclass : Les conférences" in plain(
        shown.text
    )


def test_channel_without_the_bot_is_told_and_each_gets_a_message(gatherings: Gatherings) -> None:
    create(gatherings, gatherings.claire, "2e mardi du mois, 14 h")
    gatherings.channel.members.discard(gatherings.promotion.stage.slack.team.bot.id)
    gatherings.go_to(NINE + timedelta(minutes=2))
    told = [plain(one.words) for one in gatherings.promotion.coachs.messages]
    assert any("je ne suis pas dans ce canal" in one for one in told)
    assert any("Ce mois-ci" in one for one in gatherings.inbox("lea"))


def test_who_organised_and_left_is_replaced_by_one_press(gatherings: Gatherings) -> None:
    create(gatherings, gatherings.claire, "2e mardi du mois, 14 h")
    gatherings.promotion.end_membership("claire")
    gatherings.settle()
    wait(gatherings, lambda: any("ne fait plus partie" in one.words for one in gatherings.promotion.coachs.messages))
    card = next(one for one in gatherings.promotion.coachs.messages if "ne fait plus partie" in one.words)
    gatherings.answered(gatherings.david, "Je m’en occupe", message=card)
    assert plain(seen_last(gatherings.david)).startswith("C’est noté")
    gatherings.settle()
    assert "David Nguyen organise maintenant" in plain(card.words)
