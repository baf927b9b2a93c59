"""What coaches look at, by programme: défi by défi, what nothing touches, figures, and two tables by message."""

import csv
from io import StringIO

from bot.gatherings.kinds import CONFERENCE
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.programme import people, promotions
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import plain

PAGE, TOUCHED, USE, TABLES = "Défi par défi", "Compétences et valeurs", "Usage en chiffres", "Recevoir les tableaux"


def test_coach_sees_each_defi_what_is_missing_and_receives_the_tables(gatherings: Gatherings) -> None:
    claire, promotion = gatherings.claire, gatherings.promotion
    gatherings.make(gatherings.series(CONFERENCE), title="Le RGAA")
    promotion.book(promotion.lea, host="Claire Morel", need="Un secret")
    claire.click("Créer une série", message=claire.command("/dispositifs programme"))
    promotion.opened(claire, title="Créer une série")
    claire.click(PAGE)
    said = plain(promotion.opened(claire, title=PAGE).text)
    assert "Carte Vive" in said
    assert "Bureaux d’aide : 1, Ateliers : 0, Comité : Sans date, Rapport : À publier" in said
    assert "secret" not in said
    claire.click(TOUCHED)
    said = plain(promotion.opened(claire, title=TOUCHED).text)
    assert "Compétences déjà abordées : Accessibilité numérique" in said
    assert "Entrepreneuriat" in said
    claire.close()
    promotion.opened(claire, title=PAGE)
    claire.click(USE)
    assert "Bureau d’aide : rendez-vous passés : 0 ; à venir : chiffre masqué" in plain(
        promotion.opened(claire, title=USE).text
    )
    claire.click(TABLES)
    claire.close(all=True)
    promotion.stage.settle()
    told = next(one for one in claire.inbox(threads=False) if one.words.startswith("Voici le suivi"))
    files = {each.name.partition("-")[0]: each for one in claire.thread(told) for each in one.files}
    assert sorted(files) == ["bilan", "charge", "defis", "usage"]
    table = promotion.stage.slack.file_bytes(files["defis"].id).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table), delimiter=";"))
    assert [(one["defi"], one["bureaux_aide"]) for one in rows] == [("Carte Vive", "1"), ("Relais", "0")]


def test_each_defi_is_a_page_of_the_home_with_ones_own_first(gatherings: Gatherings) -> None:
    claire, promotion = gatherings.claire, gatherings.promotion
    with promotion.database.transaction() as tx:
        relais = gatherings.ids["relais"]
        people.add_membership(tx, promotion.ids["claire"], Membership(Role.COACH, gatherings.ids["promotion"], relais))
        second = promotions.save_promotion(tx, "EIG 8", starts_on="2026-04-01", ends_on="2027-01-31")
        promotions.save_defi(tx, second, "Canopée", administration="Bureau des arbres")
        people.add_membership(tx, promotion.ids["claire"], Membership(Role.COACH, second))
    claire.open_home()
    wait = promotion.stage.slack.wait_for

    def says(words: str) -> bool:
        home = claire.home()
        return home is not None and words in plain(home.text)

    assert wait(lambda: says("Ce qui vous attend"))
    claire.click(PAGE)
    assert wait(lambda: says("Ce qui attend"))
    home = claire.home()
    assert home
    said = plain(home.text)
    assert claire.modal is None
    assert said.index("Relais") < said.index("Vous") < said.index("Carte Vive")
    promotion.book(promotion.lea, host="Claire Morel", need="Un secret")
    promotion.stage.settle()  # what changes redraws the page and leaves it there
    assert wait(lambda: says("aujourd’hui") or says("Défi par défi"))
    claire.click("EIG 8")
    assert wait(lambda: says("Canopée"))
    claire.click("Retour à l’accueil")
    assert wait(lambda: says("Ce qui vous attend"))


def test_coach_of_two_promotions_is_asked_which(gatherings: Gatherings) -> None:
    """The rooms of a promotion stay on the Programme page when a second one runs beside the first."""
    claire, promotion = gatherings.claire, gatherings.promotion
    with promotion.database.transaction() as tx:
        second = promotions.save_promotion(tx, "EIG 8", starts_on="2026-04-01", ends_on="2027-01-31")
        promotions.save_defi(tx, second, "Canopée", administration="Bureau des arbres")
        people.add_membership(tx, promotion.ids["claire"], Membership(Role.COACH, second))
    for room, title in ((PAGE, PAGE), ("Plan de la promotion", "Plan de la promotion")):
        claire.choose("gatherings.which", room, message=claire.command("/dispositifs programme"))
        assert promotion.opened(claire, title="Quelle promotion\u00a0?").buttons == ["EIG 7", "EIG 8"]
        claire.click("EIG 8")
        said = plain(promotion.opened(claire, title=title).text)
        assert "EIG 8" in said
        claire.close(all=True)
    claire.choose("gatherings.which", "Comités de la phase", message=claire.command("/dispositifs programme"))
    promotion.opened(claire, title="Quelle promotion\u00a0?")
    claire.click("EIG 7")
    assert promotion.opened(claire, title="Comités de la phase")
