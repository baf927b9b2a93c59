"""A committee with its sheet: decisions and actions written by several, minutes, actions put off and closed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.evaluation import planning
from bot.evaluation.plans import CommitteeLine, CommitteeWish, DraftPlan
from bot.evaluation.support import support
from bot.evaluation.support.model import SupportPart
from bot.programme.service import actor_of
from bot.programme.versions import TypedField
from bot.records import actions
from bot.records.actions import NewAction
from bot.sandbox.people.person import Person
from bot.sandbox.post_office import Letter
from storage.evaluation import committees
from tests.journeys.by_mail import MAUD, reachable
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import PARIS, plain
from tests.journeys.test_committees import reads, shows

STARTS = datetime(2026, 5, 28, 10, 0, tzinfo=PARIS)
SHEET, SHOWN = "Ouvrir la feuille", "Feuille du comité"
OLD = "Appeler la préfecture"
DECISION, ACTION = "Tester à la préfecture <!channel>", "Une action"
HOSTILE = "<!channel> & *Carte*"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with reachable(request.param, tmp_path_factory, number=997) as stage:
        yield stage


def book(gatherings: Gatherings, *, said: str = "Deux services l’utilisent") -> int:
    """Have Claire book the committee of Carte Vive; give its id, once all have their cards. `said`: in its support."""
    ids, promotion, now = gatherings.ids, gatherings.promotion, gatherings.now
    with promotion.database.transaction() as tx:
        claire = actor_of(tx, ids["claire"])
        of = committees.ensure_round(tx, ids["promotion"], 2)
        line = CommitteeLine(ids["carte"], STARTS, (ids["claire"],))
        plan = DraftPlan(
            CommitteeWish(ids["promotion"], 2, (date(2026, 5, 25),), (ids["carte"],)), of.revision, "best", (line,)
        )
        planning.save_plan(tx, claire, draft := str(uuid4()), plan=plan, now=now)
        (sheet,) = planning.book(tx, claire, draft, visio_url="https://visio.example.org/{room}", now=now)
        committee, typed = sheet.committee.id, {"succes": TypedField(0, said)}
        support.save_form(
            tx, actor_of(tx, ids["lea"]), committee, part=SupportPart.ANSWERS, typed_values=typed, now=now
        )
    promotion.stand()
    return committee


def letters(gatherings: Gatherings) -> list[Letter]:
    gatherings.promotion.stage.settle()
    return gatherings.promotion.stage.slack.post.inbox(MAUD)


def opens_sheet(gatherings: Gatherings, who: Person) -> None:
    card = next(one for one in reversed(who.inbox()) if SHEET in map(plain, one.buttons))
    gatherings.opens(who, SHEET, title=SHOWN, message=card)


def decides(gatherings: Gatherings, who: Person, what: str, **more: str) -> None:
    gatherings.opens(who, "Noter une décision", title="Une décision")
    for name, said in {"what": what, **more}.items():
        who.fill(name, said)
    assert gatherings.send(who) == []
    shows(gatherings, who, SHOWN)


def agrees(gatherings: Gatherings, who: Person, what: str, owner: str, due: str) -> None:
    gatherings.opens(who, "Ajouter une action", title=ACTION)
    who.fill("what", what)
    who.choose("owner", owner)
    who.fill("due", due)
    assert gatherings.send(who) == []
    shows(gatherings, who, SHOWN)


def rewords(gatherings: Gatherings, who: Person, what: str) -> None:
    """Set the words of the first action of one's list right."""
    who.command("/dispositifs actions")
    shows(gatherings, who, "Actions")
    gatherings.opens(who, "Corriger les mots", title="Corriger l’action")
    who.fill("what", what)
    assert gatherings.send(who) == []
    reads(gatherings, who, what)
    who.close(all=True)
    gatherings.settle()


def write(gatherings: Gatherings) -> Letter:
    """Have Léa and Claire write on the sheet, both at once: decisions, actions, what was not reached; Maud by mail.

    Gives the invitation in her mail.
    """
    lea, claire, ids = gatherings.lea, gatherings.claire, gatherings.ids
    with gatherings.promotion.database.transaction() as tx:  # an action of before, due in a month
        place, new = actions.place_of(tx, defi_id=ids["carte"]), NewAction(OLD, ids["sami"], date(2026, 6, 30))
        actions.add(tx, actor_of(tx, ids["sami"]), new, place=place, now=gatherings.now)
    gatherings.go_to(STARTS + timedelta(minutes=10))
    opens_sheet(gatherings, lea)
    reads(gatherings, lea, f"{OLD}")
    opens_sheet(gatherings, claire)
    decides(gatherings, lea, DECISION, why="Le service est prêt", disagrees="Paul Mercier")
    decides(gatherings, claire, "Garder le périmètre")
    assert "Tester à la préfecture" in reads(gatherings, claire, "Garder le périmètre")  # Léa’s is there too
    agrees(gatherings, lea, "Montrer la maquette", "Maud Petit", "2026-06-09")
    agrees(gatherings, lea, "Écrire au service", "Léa Martin", "2026-06-10")
    assert "Deux services l’utilisent" in reads(gatherings, lea, "Écrire au service")  # the support, under it still
    gatherings.opens(lea, "Noter ce qui n’a pas été abordé", title="Non abordé")
    lea.choose("what", "Orientations")
    lea.choose("left", OLD)
    assert gatherings.send(lea) == []
    assert f"• {OLD}" in reads(gatherings, lea, "• Orientations")
    assert "Garder le périmètre" in reads(gatherings, lea, "• Orientations")
    for who in (lea, claire):
        who.close(all=True)
    invitation = next(one for one in letters(gatherings) if SHEET in links(one))
    page = DemoPage(links(invitation)[SHEET]).press(SHEET)  # Maud, from the invitation in her mail
    done = page.press("Noter une décision").press("Noter la décision", what="Prévenir la DSI", disagrees="Maud Petit")
    assert done.status == 200
    assert "Prévenir la DSI" in plain(DemoPage(links(invitation)[SHEET]).press(SHEET).text)
    return invitation


@pytest.mark.usefixtures("maud")
def test_committee_is_written_told_and_what_was_agreed_on_comes_back(gatherings: Gatherings) -> None:
    lea, paul, promotion = gatherings.lea, gatherings.paul, gatherings.promotion
    book(gatherings)
    invitation = write(gatherings)
    gatherings.go_to(datetime(2026, 5, 29, 8, 59, tzinfo=PARIS))
    over = DemoPage(links(invitation)["Je ne pourrai pas venir"])  # of the committee, and never of the talk to come
    assert ("Je ne pourrai pas venir" in over.text, over.status) == (False, 410)
    assert not [one for one in gatherings.inbox("lea") if one.startswith("Compte rendu")]
    gatherings.go_to(datetime(2026, 5, 29, 9, 1, tzinfo=PARIS))
    for key in ("lea", "claire", "paul"):
        (told,) = (one for one in gatherings.inbox(key) if "ce qui a été écrit" in one)
        assert "Tester à la préfecture" in told
        assert "Montrer la maquette (Maud Petit, pour le mardi 9 juin)" in told
        assert "Orientations" in told
    count = len(gatherings.inbox("lea"))
    rewords(gatherings, lea, "Écrire aux deux services")
    assert len(gatherings.inbox("lea")) == count  # what was told is set right, and nobody is told anew
    assert all(any("• Écrire aux deux services (" in one for one in gatherings.inbox(key)) for key in ("lea", "paul"))
    letter = letters(gatherings)[-1]
    assert plain(letter.subject) == "Jeudi 28 mai à 10 h : Compte rendu du comité du défi Carte Vive"
    assert paul.email
    (copy,) = (one for one in promotion.stage.slack.post.inbox(paul.email) if "Compte rendu" in one.subject)
    assert "En désaccord : Paul Mercier" in plain(copy.text)  # who is in Slack now and then has it by mail too
    assert "En désaccord : Paul Mercier" in plain(letter.text)
    assert "Merci, c’est noté." in plain(DemoPage(links(letter)["Un peu"]).press("Un peu").text)  # how useful it was
    assert gatherings.answered(lea, "Utile") == "Merci, c’est noté."
    gatherings.settle()
    assert "Merci, c’est noté." in gatherings.inbox("lea")[-1]

    gatherings.go_to(datetime(2026, 6, 8, 9, 1, tzinfo=PARIS))
    week = gatherings.inbox("lea")[-1]
    assert "Votre action de la semaine : Écrire aux deux services, pour le mercredi 10 juin." in week
    letter = letters(gatherings)[-1]
    assert "Votre action de la semaine : Montrer la maquette" in plain(letter.text)
    form = DemoPage(links(letter)["Reporter"]).press("Reporter")
    done = form.press("Garder cette date", due="2026-06-16")
    assert "cette action est reportée au mardi 16 juin" in plain(done.text)
    with promotion.database.reading() as reading:
        _, hers, _ = actions.list_open(reading, gatherings.ids["carte"], now=gatherings.now)
    assert (hers.action.due, hers.action.postponed, hers.age) == (date(2026, 6, 16), 1, 11)

    assert gatherings.answered(lea, "C’est fait").startswith(
        "C’est noté, cette action est faite : Écrire aux deux services."
    )
    gatherings.settle()
    assert "il n’y a plus rien à faire" in gatherings.inbox("lea")[-1]
    gatherings.go_to(datetime(2026, 6, 15, 9, 1, tzinfo=PARIS))
    found = links(letters(gatherings)[-1])
    assert "cette action est faite" in plain(DemoPage(found["C’est fait"]).press("C’est fait").text)
    with promotion.database.reading() as reading:
        (left,) = actions.list_open(reading, gatherings.ids["carte"], now=gatherings.now)
    assert left.action.what == OLD
    mails = promotion.stage.slack.post.inbox(paul.email)
    assert (len(gatherings.inbox("lea")) <= 18, len(gatherings.inbox("paul")) + len(mails) <= 8) == (True, True)


def test_message_becomes_an_action_whose_words_are_not_read(gatherings: Gatherings) -> None:
    lea, claire, promotion = gatherings.lea, gatherings.claire, gatherings.promotion
    said = promotion.stage.slack.team.post(gatherings.channel, text="Un secret à garder", blocks=[])
    assert lea.message_shortcut("records.message", message=said).error is None
    form = shows(gatherings, lea, ACTION)
    assert "Le lien du message est gardé, pas ses mots." in plain(form.text)
    lea.fill("what", f"  Écrire à {HOSTILE}  ")
    lea.choose("owner", "Sami Haddad")
    lea.fill("due", "2026-05-01")
    assert gatherings.send(lea) == ["Cette date est passée. Choisissez-en une à venir."]
    lea.fill("due", "2026-05-12")
    assert gatherings.send(lea) == []
    reads(gatherings, lea, "C’est noté : Écrire à")
    lea.close(all=True)
    assert claire.message_shortcut("records.message", message=said).error is None
    shows(gatherings, claire, ACTION)
    claire.choose("place", "Relais")
    assert gatherings.send(claire) == []
    assert "Pour le défi Relais" in reads(gatherings, claire, "Pour le défi")
    claire.close(all=True)

    with promotion.database.reading() as reading:
        (kept,) = actions.list_open(reading, gatherings.ids["carte"], now=gatherings.now)
    assert kept.action.origin_link == f"https://{promotion.stage.slack.team.domain}.slack.com/archives/" + (
        f"{gatherings.channel.id}/p{said.ts.replace('.', '')}"
    )
    assert "secret" not in f"{kept}"
    gatherings.go_to(datetime(2026, 5, 5, 9, 1, tzinfo=PARIS))
    assert gatherings.inbox("sami")[-1].startswith("Léa Martin vous confie une action : Écrire à <!channel>")
    gatherings.go_to(datetime(2026, 5, 11, 9, 1, tzinfo=PARIS))
    assert "Votre action de la semaine" in gatherings.inbox("sami")[-1]

    gatherings.go_to(datetime(2026, 5, 12, 8, 0, tzinfo=PARIS))
    claire.command("/dispositifs actions")
    assert "Sami Haddad, pour le mardi 12 mai" in plain(shows(gatherings, claire, "Actions").text)
    gatherings.opens(claire, "Confier à…", title="Confier l’action")
    claire.choose("owner", "Léa Martin")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "Léa Martin, pour le mardi 12 mai")  # the list below, set right
    gatherings.settle()
    week = gatherings.inbox("sami")[-1]
    assert (week.split("\n")[0], "il n’y a plus rien à faire" in week) == (
        "Votre semaine",
        True,
    )  # set right on a Tuesday


def test_decision_that_another_corrected_meanwhile_is_shown_beside_ones_own_words(gatherings: Gatherings) -> None:
    lea, claire = gatherings.lea, gatherings.claire
    book(gatherings)
    opens_sheet(gatherings, lea)
    decides(gatherings, lea, "Tester à la préfecture")
    opens_sheet(gatherings, claire)
    for who in (lea, claire):
        reads(gatherings, who, "Tester à la préfecture")
        gatherings.opens(who, "Corriger", title="Corriger la décision")
    lea.fill("what", "Tester à la sous-préfecture")
    assert gatherings.send(lea) == []
    claire.fill("what", "Tester en mairie")
    claire.fill("why", "Le maire le propose")
    assert gatherings.send(claire) == []
    assert "Texte actuel : Tester à la sous-préfecture" in reads(gatherings, claire, "Une autre personne a corrigé")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "Tester en mairie")
    gatherings.press(lea, "Actualiser")
    assert "Pourquoi : Le maire le propose" in reads(gatherings, lea, "Tester en mairie")


def test_porteuse_adds_an_action_of_her_own_from_her_mail(gatherings: Gatherings, maud: int) -> None:
    book(gatherings)
    gatherings.go_to(STARTS + timedelta(minutes=30))
    invitation = next(one for one in letters(gatherings) if SHEET in links(one))
    form = DemoPage(links(invitation)[SHEET]).press(SHEET).press("Ajouter une action")
    done = form.press("Ajouter l’action", what="Demander les accès", due="2026-06-11")
    assert (done.status, "Demander les accès" in plain(done.text)) == (200, True)
    form = DemoPage(links(invitation)[SHEET]).press(SHEET).press("Corriger les mots")
    done = form.press("Garder ces mots", what="Demander un accès en lecture")
    assert (done.status, "Demander un accès en lecture" in plain(done.text)) == (200, True)
    with gatherings.promotion.database.reading() as reading:
        (mine,) = actions.list_open(reading, gatherings.ids["carte"], now=gatherings.now)
    assert (mine.action.owner_id, mine.action.due) == (maud, date(2026, 6, 11))
