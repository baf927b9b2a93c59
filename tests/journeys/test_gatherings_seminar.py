"""The promotion's seminar: two days prepared, a sheet for who comes, a need that its organiser alone reads."""

from datetime import datetime

from bot.gatherings.kinds import SEMINAR
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import PARIS, plain
from tests.journeys.test_gatherings_conference import open_date
from tests.patience import PATIENCE

STARTS = datetime(2026, 5, 26, 9, 0, tzinfo=PARIS)
FORM, SHEET, NEED = "Préparer la fiche", "Voir la fiche pratique", "Dire un besoin d’accessibilité"
NEEDS = "Voir les besoins"
RAMP = "Une rampe d’accès"


def test_seminar_of_two_days_keeps_needs_to_its_organiser(gatherings: Gatherings) -> None:
    claire, david, lea, sami = gatherings.claire, gatherings.david, gatherings.lea, gatherings.sami
    made = gatherings.make(gatherings.series(SEMINAR), STARTS)
    open_date(gatherings, claire, FORM)
    gatherings.opens(claire, FORM, title=FORM)
    claire.fill("abstract", "La confiance")
    claire.fill("place", "20 avenue de Ségur, Paris")
    claire.fill("sheet", "Métro Ségur, repas sur place")
    assert gatherings.send(claire) == []
    claire.close(all=True)

    card = gatherings.announced(made)
    words = plain(card.words)
    assert "du mardi 26 mai à 9 h au mercredi 27 mai à 17 h" in words
    assert "La confiance" in words
    assert "Métro" not in words
    said = gatherings.answered(sami, SHEET, message=card)
    assert said.startswith("La fiche pratique est pour les personnes qui viennent")
    assert gatherings.answered(sami, NEED, message=card).startswith("Répondez d’abord « Je viens »")
    gatherings.answered(lea, "Je viens", message=card)
    assert "Métro Ségur" in plain(gatherings.opens(lea, SHEET, title="Fiche pratique", message=card).text)
    lea.close(all=True)
    gatherings.opens(lea, NEED, title="Accessibilité", message=card)
    lea.fill("need", RAMP)
    assert gatherings.send(lea) == []
    lea.close(all=True)

    open_date(gatherings, claire, NEEDS)
    assert RAMP in plain(gatherings.opens(claire, NEEDS, title="Besoins").text)
    claire.close(all=True)
    david.press_raw("gatherings.needs", value=str(made.id))
    wait = gatherings.promotion.stage.slack.wait_for
    assert wait(lambda: david.replies() or david.modal, seconds=PATIENCE)
    assert RAMP not in plain(
        " ".join([*(one.text for one in david.replies()), david.modal.text if david.modal else ""])
    )
    assert "au mercredi 27 mai à 17 h" in plain(lea.command("/dispositifs agenda").text)
    gatherings.answered(lea, "Je ne viens pas", message=card)
    open_date(gatherings, claire, NEEDS)
    assert "Aucun besoin signalé." in plain(gatherings.opens(claire, NEEDS, title="Besoins").text)
