"""A coach plans what comes back: a series from the programme page, its dates, the month, what is to be arbitrated."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from tests.journeys.gatherings import Gatherings, gather_channels
from tests.journeys.promotion import NOW, Promotion, plain, seen_last
from tests.patience import PATIENCE

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
    shown = who.command("/dispositifs programme").message
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
    if title and kind and "pairs" in kind:
        gatherings.promotion.turn(who, "Préciser")
    if title:
        who.fill("title", title)
    if kind and "pairs" in kind:
        who.choose("metiers", "design")
    who.choose("organiser", who.name)
    assert gatherings.send(who) == []
    opened(gatherings, who, "Vérifier la série")
    assert gatherings.send(who) == []
    said = plain(opened(gatherings, who, "C’est créé").text)
    who.close(all=True)
    return said


def stand(gatherings: Gatherings) -> None:
    """Let the two minutes go by in which what was made can be undone."""
    gatherings.go_to(gatherings.now + timedelta(minutes=2, seconds=3))


def open_first(gatherings: Gatherings, who: Person) -> None:
    """Open the page of the first series of the list."""
    listed, field = menu(who), f"gatherings.series:{gatherings.ids['promotion']}"
    who.choose(field, who.options(field, message=listed)[0], message=listed)
    opened(gatherings, who, "Une série")


def wait(gatherings: Gatherings, condition: Callable[[], object]) -> None:
    assert gatherings.promotion.stage.slack.wait_for(condition, seconds=PATIENCE)


def test_coach_makes_a_series_and_the_month_tells_of_it(gatherings: Gatherings) -> None:
    claire, lea = gatherings.claire, gatherings.lea
    assert plain(lea.command("/dispositifs programme").text).startswith("Seule l’équipe des coachs peut le faire.")
    assert "ce qu’il reste à régler" in plain(claire.command("/dispositifs programme aide").text)
    assert "/dispositifs programme aide" in plain(claire.command("/dispositifs programme adie").text)
    assert "Aucune série pour l’instant." in plain(menu(claire).words)
    form = begin(gatherings, claire)
    asked = [one for one in form.body["blocks"] if one["type"] == "input"]
    assert [one["block_id"] for one in asked] == ["rule", "minutes", "organiser", "title", "place"]
    assert asked[2]["element"]["initial_option"]["text"]["text"] == claire.name
    claire.fill("rule", "6e mardi du mois")
    gatherings.promotion.turn(claire, "Préciser")
    claire.fill("link", "visio")
    claire.fill("capacity", "douze")
    claire.choose("organiser", claire.name)
    errors = gatherings.send(claire)
    assert errors == [
        "Ce jour n’existe pas (« 6e mardi »). Il manque l’heure. Ajoutez par exemple : 14 h.",
        "Écrivez un nombre de places, par exemple 12, ou laissez vide.",
    ]
    claire.fill("rule", "2e mardi du mois, 14 h")
    claire.fill("capacity", "0")
    assert gatherings.send(claire) == [
        "Donnez une adresse complète, qui commence par https://.",
        "Il faut au moins une place. Laissez vide pour ne pas limiter.",
    ]
    claire.fill("link", "")
    claire.fill("capacity", "2")
    claire.choose("skills", "Accessibilité numérique")
    assert gatherings.send(claire) == []
    said = plain(opened(gatherings, claire, "Vérifier la série").text)
    assert "mardi 12 mai, de 14 h à 15 h 30 : " in said
    assert "mercredi 15 juillet, de 14 h à 15 h 30 : au lieu du mardi 14 juillet, jour férié (Fête nationale)" in said
    assert "Aucune série pour l’instant." in plain(menu(claire).words)  # nothing is written yet
    assert gatherings.send(claire) == []
    assert "deux minutes" in plain(opened(gatherings, claire, "C’est créé").text)
    claire.close(all=True)
    stand(gatherings)
    assert "Le deuxième mardi du mois à 14 h, 1 h 30, avec Claire Morel" in plain(menu(claire).words)
    gatherings.go_to(NINE + timedelta(minutes=1))
    posted = [plain(one.words) for one in gatherings.channel.messages if "Ce mois-ci" in one.words]
    assert len(posted) == 1
    assert "mardi 12 mai de 14 h à 15 h 30 : Conférence" in posted[0]
    assert "Compétence : Accessibilité numérique" in posted[0]
    assert "mardi 12 mai" in plain(lea.command("/dispositifs conférence").message.words)  # type: ignore[union-attr]


def test_what_is_to_be_arbitrated_is_asked_and_handed_over(gatherings: Gatherings) -> None:
    claire, david = gatherings.claire, gatherings.david
    gatherings.settle()  # the month's own question is behind: it would ask about both
    create(gatherings, claire, "12 mai 2026, 14 h", title="Les conférences")
    said = create(gatherings, claire, "12 mai 2026, 14 h 30", title="Design", kind="Groupe de partage entre pairs")
    assert "sans animation, Claire Morel a déjà un rendez-vous à cette heure-là" in said
    gatherings.settle()
    assert [one for one in gatherings.inbox("claire") if "Sans animation" in one] == []
    stand(gatherings)
    asked = [one for one in claire.inbox() if "Sans animation" in plain(one.words)]
    assert len(asked) == 1  # although its subject is missing too, and is asked about at the same time
    assert "le sujet" in plain(asked[0].words)
    gatherings.opens(claire, "Changer la date", title="Changer la date")
    claire.choose("time", "15:00")
    assert gatherings.send(claire) == ["Claire Morel n’est pas libre mardi 12 mai à 15 h. Choisissez un autre créneau."]
    claire.close(all=True)
    gatherings.opens(claire, "Confier à quelqu’un", title="Confier à quelqu’un")
    claire.choose("person", "David Nguyen")
    assert gatherings.send(claire) == []
    claire.close(all=True)
    gatherings.settle()
    assert any("vous est confiée" in one for one in gatherings.inbox("david"))
    assert "Groupe de partage entre pairs (Design)" in plain(david.command("/dispositifs agenda").message.words)  # type: ignore[union-attr]
    assert [one.buttons for one in claire.inbox() if one.ts == asked[0].ts] == [[]]


def test_one_date_is_moved_and_cancelled_alone(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    create(gatherings, claire, "2e mardi du mois, 14 h")
    open_first(gatherings, claire)
    gatherings.press(claire, "Ouvrir")
    opened(gatherings, claire, "Une date")
    gatherings.press(claire, "Changer la date")
    opened(gatherings, claire, "Changer la date")
    assert gatherings.send(claire) == []  # the day and the hour that it has
    assert "mardi 12 mai à 14 h. Rien n’a changé." in plain(opened(gatherings, claire, "Rien n’a changé").text)
    claire.close(all=True)
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
    assert "Aucune série pour l’instant." in plain(menu(claire).words)


def test_colleague_moves_a_date_and_takes_that_back(gatherings: Gatherings) -> None:
    claire, david = gatherings.claire, gatherings.david
    create(gatherings, claire, "2e mardi du mois, 14 h")
    stand(gatherings)

    def moves_it() -> None:
        open_first(gatherings, david)
        gatherings.press(david, "Ouvrir")
        opened(gatherings, david, "Une date")
        gatherings.press(david, "Changer la date")
        opened(gatherings, david, "Changer la date")
        david.choose("day", "2026-05-13")
        assert gatherings.send(david) == []
        assert "Les messages partent dans deux minutes." in plain(opened(gatherings, david, "C’est déplacé").text)

    before = len(gatherings.inbox("claire"))
    moves_it()
    gatherings.press(david, "Revenir en arrière")
    said = plain(opened(gatherings, david, "Retour en arrière").text)
    assert "Tout est comme avant : " in said
    assert "mardi 12 mai à 14 h. Personne d’autre n’a reçu de message." in said
    david.close(all=True)
    stand(gatherings)
    assert len(gatherings.inbox("claire")) == before
    moves_it()
    david.close(all=True)
    gatherings.settle()
    assert len(gatherings.inbox("claire")) == before
    stand(gatherings)
    assert sum("mercredi 13 mai à 14 h" in one for one in gatherings.inbox("claire")[before:]) == 1


def test_slip_is_pointed_out_and_what_was_made_is_undone(gatherings: Gatherings) -> None:
    claire, cards = gatherings.claire, len(gatherings.channel.messages)
    begin(gatherings, claire, "Groupe de partage pluridisciplinaire")
    claire.fill("rule", "9 mai 2026, 22 h")
    claire.choose("organiser", claire.name)
    assert gatherings.send(claire) == []
    said = plain(opened(gatherings, claire, "Vérifier la série").text)
    assert "samedi 9 mai, de 22 h à 23 h 30 : attention, c’est un samedi et c’est tard" in said
    assert "sera annoncé tout de suite à 6 personnes, dans" in said
    claire.close()
    claire.fill("rule", "12 mai 2026, 14 h")
    assert gatherings.send(claire) == []
    assert "attention" not in plain(opened(gatherings, claire, "Vérifier la série").text)
    assert gatherings.send(claire) == []
    opened(gatherings, claire, "C’est créé")
    gatherings.go_to(gatherings.now + timedelta(seconds=100))
    gatherings.press(claire, "Revenir en arrière")
    said = plain(opened(gatherings, claire, "Retour en arrière").text)
    assert said.split("\n") == [
        "Tout est comme avant : cette série et ses dates n’existent plus, et personne n’a reçu de message.",
        "• Groupe de partage pluridisciplinaire : mardi 12 mai à 14 h",
    ]
    claire.close(all=True)
    stand(gatherings)
    assert len(gatherings.channel.messages) == cards
    assert "Aucune série pour l’instant." in plain(menu(claire).words)


def test_absence_of_the_organiser_is_pointed_out_before_anything_is_written(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    claire.command("/disponibilites absent")
    opened(gatherings, claire, "Je ne suis pas là")
    claire.choose("absence.days", "Mardi 5 mai")
    wait(gatherings, lambda: claire.modal and "mardi 5 mai." in plain(claire.modal.text))
    assert gatherings.send(claire) == []
    opened(gatherings, claire, "C’est noté")
    claire.close(all=True)
    begin(gatherings, claire, "Groupe de partage pluridisciplinaire")
    claire.fill("rule", "5 mai 2026, 16 h")
    claire.choose("organiser", claire.name)
    warning = "attention, Claire Morel ne sera pas là ce jour-là"
    assert gatherings.send(claire) == []
    assert warning in plain(opened(gatherings, claire, "Vérifier la série").text)
    claire.close()
    for rule, organiser in (("6 mai 2026, 16 h", claire), ("5 mai 2026, 16 h", gatherings.david)):
        claire.fill("rule", rule)
        claire.choose("organiser", organiser.name)
        assert gatherings.send(claire) == []
        assert warning not in plain(opened(gatherings, claire, "Vérifier la série").text)
        claire.close()


def test_undone_too_late_it_stays(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    create(gatherings, claire, "12 mai 2026, 14 h", kind="Groupe de partage pluridisciplinaire")
    open_first(gatherings, claire)  # found again on its page, while it lasts
    assert "Revenir en arrière" in map(plain, claire.modal.buttons)  # type: ignore[union-attr]
    stand(gatherings)
    gatherings.press(claire, "Revenir en arrière")
    assert "il est trop tard pour revenir en arrière" in plain(opened(gatherings, claire, "Trop tard").text)
    claire.close(all=True)
    assert "mardi 12 mai à 14 h" in plain(menu(claire).words)
    wait(gatherings, gatherings.cards)
    open_first(gatherings, claire)
    assert "Revenir en arrière" not in map(plain, claire.modal.buttons)  # type: ignore[union-attr]


def test_series_whose_dates_stay_is_changed_at_once(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    create(gatherings, claire, "2e mardi du mois, 14 h")
    stand(gatherings)
    open_first(gatherings, claire)
    gatherings.press(claire, "Modifier la série")
    opened(gatherings, claire, "Modifier la série")
    gatherings.promotion.turn(claire, "Préciser")
    claire.fill("place", "Ségur, salle 12")
    claire.fill("capacity", "20")
    assert gatherings.send(claire) == []
    opened(gatherings, claire, "C’est enregistré")
    claire.close(all=True)
    open_first(gatherings, claire)
    gatherings.press(claire, "Modifier la série")
    opened(gatherings, claire, "Modifier la série")
    claire.fill("rule", "3e mardi du mois, 14 h")
    assert gatherings.send(claire) == []
    said = plain(opened(gatherings, claire, "Vérifier la série").text)
    assert "3 dates changent d’heure ou de jour." in said
    assert gatherings.send(claire) == []
    opened(gatherings, claire, "C’est enregistré")
    assert "mardi 19 mai à 14 h" in plain(menu(claire).words)
    claire.close(all=True)
    open_first(gatherings, claire)
    gatherings.press(claire, "Modifier la série")
    opened(gatherings, claire, "Modifier la série")
    gatherings.promotion.turn(claire, "Préciser")  # the form before had no field for the places
    blocks = [block for block in claire.modal.blocks if block["type"] == "input"]  # type: ignore[union-attr]
    values = {block["block_id"]: block["element"].get("initial_value") for block in blocks}
    assert (values["place"], values["capacity"]) == ("Ségur, salle 12", "20")


def test_next_month_is_shown_before_anything_is_written(gatherings: Gatherings) -> None:
    claire = gatherings.claire
    create(gatherings, claire, "2e mardi du mois, 14 h", title="Les conférences")
    gatherings.opens(claire, "Créer une série", title="Créer une série", message=menu(claire))
    shown = gatherings.opens(claire, "Voir le mois prochain", title="Le mois prochain")
    assert "mardi 9 juin de 14 h à 15 h 30 : Les conférences" in plain(shown.text)


def test_channel_without_the_bot_is_told_and_each_gets_a_message(gatherings: Gatherings) -> None:
    create(gatherings, gatherings.claire, "2e mardi du mois, 14 h")
    stand(gatherings)
    gatherings.channel.members.discard(gatherings.promotion.stage.slack.team.bot.id)
    gatherings.go_to(NINE + timedelta(minutes=2))
    told = [plain(one.words) for one in gatherings.promotion.coachs.messages]
    assert any("je ne suis pas dans ce canal" in one for one in told)
    assert any("Ce mois-ci" in one for one in gatherings.inbox("lea"))


@pytest.mark.usefixtures("ticks")
def test_who_organised_and_left_is_replaced_by_one_press(gatherings: Gatherings) -> None:
    create(gatherings, gatherings.claire, "2e mardi du mois, 14 h")
    gatherings.promotion.end_membership("claire")
    gatherings.settle()
    wait(
        gatherings,
        lambda: any("n’est plus coach de la promotion" in one.words for one in gatherings.promotion.coachs.messages),
    )
    card = next(one for one in gatherings.promotion.coachs.messages if "n’est plus coach de la promotion" in one.words)
    gatherings.answered(gatherings.david, "Je m’en occupe", message=card)
    assert plain(seen_last(gatherings.david)).startswith("C’est noté")
    gatherings.settle()
    assert "David Nguyen organise maintenant" in plain(card.words)
