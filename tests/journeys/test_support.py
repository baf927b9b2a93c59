"""A support: opened with last time's objectives, filled by a team and a porteuse by mail, merged, read, asked about."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.evaluation.support.model import THING
from bot.programme import versions
from bot.programme.service import actor_of
from bot.programme.shape import EIG
from bot.programme.versions import TypedField
from bot.sandbox.people.person import Person
from storage.evaluation import committees, supports
from tests.journeys.by_mail import reachable
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import PARIS, plain
from tests.journeys.test_committees import reads, shows
from tests.journeys.test_records import STARTS, book, letters

OPEN, SHEET, FORM = "Ouvrir le support", "Support du comité", "Nos réponses"
HOSTILE = "Trois essais <!channel> & *gras*"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with reachable(request.param, tmp_path_factory, number=996) as stage:
        yield stage


def set_aims(gatherings: Gatherings, *aims: str) -> None:
    """Have the team set objectives in the support of the phase before."""
    ids = gatherings.ids
    with gatherings.promotion.database.transaction() as tx:
        of = committees.ensure_round(tx, ids["promotion"], 1)
        supports.make(tx, of.id, [ids["carte"]], shape=EIG)
        support = supports.find(tx, of.id, ids["carte"])
        assert support
        typed = {f"aim{number}": TypedField(0, text) for number, text in enumerate(aims, 1)}
        versions.save_texts(tx, actor_of(tx, ids["lea"]), (THING, support.id), typed_texts=typed, now=gatherings.now)


def opens_form(gatherings: Gatherings, who: Person, label: str, title: str) -> None:
    """Open the support from the newest message that has it, then one of its forms."""
    gatherings.opens(who, OPEN, title=SHEET)
    gatherings.opens(who, label, title=title)


def team_fills_it(gatherings: Gatherings) -> None:
    """Léa and Sami have the same form open and change one answer; then Léa says what became of the objectives."""
    lea, sami = gatherings.lea, gatherings.sami
    opens_form(gatherings, lea, "Répondre", FORM)
    opens_form(gatherings, sami, "Répondre", FORM)
    lea.fill("succes", HOSTILE)
    assert gatherings.send(lea) == []
    said = reads(gatherings, lea, "C’est enregistré.")
    assert "Il manque encore : Difficultés, Objectifs atteints, Orientations et où en sont certains objectifs." in said
    assert "• Dix usagers : pas encore dit" in said
    assert "Les coachs lisent dès le vendredi 22 mai : Claire Morel." in said
    sami.fill("succes", "Quatre essais")
    sami.fill("difficultes", "é" * 3000)
    assert gatherings.send(sami) == []
    said = reads(gatherings, sami, "Quelqu’un a enregistré d’autres mots")
    assert "Trois essais" in said
    assert "Succès : ce qu’a écrit Léa Martin" in said
    sami.fill("succes", "Trois essais, puis un quatrième")
    assert gatherings.send(sami) == []
    assert "Trois essais, puis un quatrième" in reads(gatherings, sami, "C’est enregistré.")
    gatherings.opens(lea, "Dire où en sont les objectifs", title="Nos objectifs")
    lea.choose("outcome1", "En partie")
    lea.choose("outcome2", "Abandonné")
    assert gatherings.send(lea) == ["Dites en quelques mots pourquoi cet objectif est abandonné."]
    lea.fill("because2", "Les données manquent")
    assert gatherings.send(lea) == []
    reads(gatherings, lea, "• Un pilote : abandonné, parce que : Les données manquent")
    lea.choose("evaluation.past", "Succès")
    assert "mis de côté" in reads(gatherings, lea, "Quatre essais")
    for who in (lea, sami):
        who.close(all=True)


def porteuse_answers_apart(gatherings: Gatherings, maud: int) -> None:
    """Maud answers from her mail, and reads it again there."""
    letter = next(one for one in reversed(letters(gatherings)) if "rien écrit" in plain(one.text))
    form = DemoPage(links(letter)["Répondre à part"]).press("Répondre à part")
    done = form.press("Enregistrer", **{f"apart{maud}.succes": "Les agents l’utilisent"})
    assert "C’est enregistré." in plain(done.text)
    assert "Les agents l’utilisent" in plain(DemoPage(links(letter)[OPEN]).press(OPEN).text)


def test_support_is_filled_by_several_and_read(gatherings: Gatherings, maud: int) -> None:
    lea, claire = gatherings.lea, gatherings.claire
    set_aims(gatherings, "Dix usagers", "Un pilote")
    book(gatherings, said="")
    gatherings.go_to(datetime(2026, 5, 18, 9, 1, tzinfo=PARIS))
    told = gatherings.inbox("lea")[-1]
    assert "vous n’avez encore rien écrit dans le support" in told
    assert "Il se remplit avant le vendredi 22 mai : c’est ce jour-là que les coachs commencent à lire." in told
    assert "Changer la date" in [plain(one) for one in lea.inbox()[-1].buttons]
    team_fills_it(gatherings)
    porteuse_answers_apart(gatherings, maud)

    gatherings.go_to(datetime(2026, 5, 22, 8, 31, tzinfo=PARIS))
    told = next(one for one in reversed(gatherings.inbox("claire")) if "le support est à lire" in one)
    assert "Succès : Trois essais, puis un quatrième" in told
    assert "Il manque encore : Objectifs atteints et Orientations." in told
    assert "Réponse à part de : Maud Petit." in told
    assert "Rien encore de : Paul Mercier et Tom Lefèvre." in told
    gatherings.opens(claire, OPEN, title=SHEET)
    said = plain(shows(gatherings, claire, SHEET).text)
    assert "Maud Petit, à part :" in said
    assert "Répondre" not in [plain(one) for one in shows(gatherings, claire, SHEET).buttons]
    claire.close(all=True)
    gatherings.opens(lea, OPEN, title=SHEET)
    assert "à part :" not in plain(shows(gatherings, lea, SHEET).text)  # before the meeting
    lea.close(all=True)

    gatherings.go_to(STARTS + timedelta(minutes=5))
    gatherings.opens(lea, "Ouvrir la feuille", title="Feuille du comité")
    assert "Maud Petit, à part : Les agents l’utilisent" in reads(gatherings, lea, "Trois essais, puis un quatrième")
    lea.close(all=True)
    gatherings.go_to(datetime(2026, 5, 29, 9, 1, tzinfo=PARIS))
    assert any("vous a-t-il été utile ?" in one for one in gatherings.inbox("lea"))
    assert any("vous a-t-il été utile ?" in one for one in gatherings.inbox("paul"))  # a porteur too, by mail too
    letter = next(one for one in reversed(letters(gatherings)) if "utile ?" in plain(one.text))
    assert "Merci, c’est noté." in plain(DemoPage(links(letter)["Utile"]).press("Utile").text)
    assert gatherings.answered(lea, "Un peu") == "Merci, c’est noté."
    gatherings.settle()
    assert "Merci, c’est noté." in next(one for one in gatherings.inbox("lea") if "utile ?" in one)
