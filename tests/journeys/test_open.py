"""« Ouvrir »: whoever reads of an appointment, wherever, opens all that its card says and does it from there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.sandbox.memory.messages import Reply
from bot.sandbox.memory.views import View
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from tests.journeys.gatherings import Gatherings
from tests.journeys.mentors import Mentoring
from tests.journeys.promotion import CANCEL, NEED, NOW, STANDS, Promotion, plain, seen_last

MOVE = "Changer la date"
OPEN, DESK, CYCLE, TOGETHER = "Ouvrir", "Bureau d’aide", "Mentorat", "Rendez-vous collectif"
LATER = (NOW + timedelta(days=22)).replace(hour=14)


def words(view: View) -> str:
    return plain(view.text)


def home(person: Person) -> View | None:
    person.open_home()
    return person.home()


def booked(promotion: Promotion, *, guests: tuple[str, ...] = ("Sami Haddad",)) -> None:
    promotion.book(promotion.lea, host="Claire Morel", guests=guests)


PLACES: dict[str, Callable[[Person], Reply | View | None]] = {
    "home": home,
    "agenda": lambda person: person.command("/dispositifs agenda"),
    "list": lambda person: person.command("/bureau-aide liste"),
}


def opens(promotion: Promotion, person: Person, place: str, *, title: str = DESK) -> View:
    """Press « Ouvrir » in this place: one click."""
    person.click(OPEN, message=PLACES[place](person))
    return promotion.opened(person, title=title)


@pytest.mark.parametrize("place", PLACES)
def test_all_of_a_helpdesk_card_is_opened_and_cancelled_from_anywhere(promotion: Promotion, place: str) -> None:
    booked(promotion)
    opened = opens(promotion, promotion.lea, place)
    assert NEED in words(opened)
    assert [plain(one) for one in opened.buttons] == [
        "Rejoindre la visio",
        "Changer la date",
        CANCEL,
        "Ajouter à mon agenda",
        "Ajouter une séance",
        "Envoyer un document",
        "Préciser la demande",
        "Historique",
    ]
    promotion.lea.click(CANCEL)
    promotion.opened(promotion.lea, title=CANCEL)
    promotion.lea.close()
    assert promotion.opened(promotion.lea).title == DESK  # the card is under its form
    promotion.lea.click(CANCEL)
    promotion.opened(promotion.lea, title=CANCEL)
    assert promotion.lea.submit() == Submission()
    assert "Annulé : bureau d’aide" in words(promotion.opened(promotion.lea))
    promotion.lea.close()
    assert promotion.lea.modal is None  # what is done closes all


def test_who_hosts_reads_the_need_of_the_day_in_one_click_and_adds_somebody(promotion: Promotion) -> None:
    booked(promotion)
    promotion.stage.advance(NOW + timedelta(days=1, minutes=35))
    morning = next(one for one in promotion.claire.inbox() if one.words.startswith("Votre journée"))
    promotion.claire.click(OPEN, message=morning)
    assert NEED in words(promotion.opened(promotion.claire, title=DESK))
    promotion.claire.click("Ajouter quelqu’un")
    promotion.opened(promotion.claire, title="Ajouter quelqu’un")
    promotion.claire.choose("person", "David Nguyen")
    assert promotion.claire.submit() == Submission()
    assert "David Nguyen" in words(promotion.opened(promotion.claire))


def test_what_was_just_done_is_taken_back_where_it_is_opened(promotion: Promotion) -> None:
    booked(promotion)
    promotion.lea.click(CANCEL)
    promotion.opened(promotion.lea, title=CANCEL)
    promotion.lea.submit()
    promotion.lea.close(all=True)
    listed = promotion.lea.command("/bureau-aide liste")
    assert OPEN not in listed.buttons  # nothing of it is to come
    before = promotion.lea.inbox(threads=False)[0]
    assert promotion.stage.slack.wait_for(lambda: "Revenir en arrière" in before.buttons)
    with promotion.database.reading() as reading:
        request = reading.execute(text("SELECT id FROM helpdesk_requests")).scalar_one()
    # From a window that still shows the card as it was.
    promotion.lea.press_raw("helpdesk.more", value=str(request), message=before)
    opened = promotion.opened(promotion.lea, title=DESK)
    assert "Revenir en arrière" in map(plain, opened.buttons)
    promotion.lea.click("Revenir en arrière")
    assert promotion.opened(promotion.lea, title="Retour en arrière")
    assert states(promotion) == ["confirmed"]
    promotion.lea.close(all=True)
    promotion.stage.advance(promotion.stage.clock() + STANDS)
    opened = opens(promotion, promotion.lea, "home")
    assert "Revenir en arrière" not in map(plain, opened.buttons)


def states(promotion: Promotion) -> list[str]:
    with promotion.database.reading() as reading:
        return list(reading.execute(text("SELECT state FROM appointments")).scalars())


@pytest.mark.parametrize("over", ["cancelled", "begun"])
def test_what_is_over_says_so_and_where_the_rest_is(promotion: Promotion, over: str) -> None:
    booked(promotion)
    listed = promotion.sami.command("/dispositifs agenda")
    if over == "cancelled":
        promotion.cancel(promotion.lea)
    else:
        promotion.stage.advance(NOW + timedelta(days=1, hours=3))
    promotion.sami.click(OPEN, message=listed)
    opened = promotion.opened(promotion.sami, title=DESK)
    assert words(opened).startswith("Annulé" if over == "cancelled" else "Passé")
    again = ["Réserver à nouveau"] if over == "cancelled" else []
    again.append("Historique")
    assert (opened.buttons, "Vos rendez-vous à venir sont dans l’onglet Accueil." in words(opened)) == (
        again,
        len(again) == 1,
    )


def test_what_is_others_now_says_so_and_shows_no_need(promotion: Promotion) -> None:
    booked(promotion, guests=())
    mine = promotion.claire.command("/dispositifs agenda")
    promotion.claire.click(OPEN, message=mine)
    promotion.opened(promotion.claire, title=DESK)
    promotion.claire.click("Confier le rendez-vous")
    promotion.opened(promotion.claire, title="Confier le rendez-vous")
    promotion.claire.choose("person", "David Nguyen")
    assert promotion.claire.submit() == Submission()
    promotion.claire.close(all=True)
    promotion.claire.click(OPEN, message=mine)
    handed = promotion.opened(promotion.claire, title=DESK)
    assert "Vous n’animez plus ce rendez-vous." in words(handed)
    assert NEED not in words(handed)
    promotion.claire.click("Historique")
    past = words(promotion.opened(promotion.claire, title="Historique"))
    assert "animation confiée à David Nguyen, par Claire Morel." in past
    assert "créneau réservé, par Léa Martin." in past
    promotion.claire.close()
    assert promotion.opened(promotion.claire).title == DESK  # it lies over the card
    request = row(promotion, "SELECT max(id) FROM helpdesk_requests")
    _refused(promotion, "agenda.history", f"bureau-aide {request}")
    theirs = row(promotion, "SELECT max(id) FROM appointments")
    _refused(promotion, f"agenda.open:{theirs}", str(theirs))


def _refused(promotion: Promotion, act: str, value: str) -> None:
    before = len(promotion.ines.replies())
    promotion.ines.press_raw(act, value=value)
    assert promotion.stage.slack.wait_for(lambda: len(promotion.ines.replies()) > before)
    assert seen_last(promotion.ines).startswith("Seules les personnes qui y participent et l’équipe des coachs")
    assert promotion.ines.modal is None


def row(promotion: Promotion, query: str) -> int:
    with promotion.database.reading() as reading:
        return int(reading.execute(text(query)).scalar_one())


def test_who_leaves_from_the_opened_card_sees_it_said(promotion: Promotion) -> None:
    booked(promotion)
    opens(promotion, promotion.sami, "home")
    promotion.sami.click("Je ne pourrai pas venir")
    promotion.opened(promotion.sami, title="Je ne pourrai pas venir")
    assert promotion.sami.submit() == Submission()
    promotion.sami.close(all=True)
    promotion.stage.settle()
    assert promotion.sami.command("/dispositifs agenda").buttons == ["Ouvrir le catalogue", "Mes messages"]


@pytest.mark.parametrize("place", ["home", "agenda", "mentorat"])
def test_a_cycle_is_opened_and_moved_from_anywhere(mentoring: Mentoring, place: str) -> None:
    promotion, lea = mentoring.promotion, mentoring.promotion.lea
    mentoring.run(lea)
    where = (
        home(lea) if place == "home" else lea.command("/dispositifs agenda" if place == "agenda" else "/mentorat liste")
    )
    lea.click(OPEN, message=where)
    opened = promotion.opened(lea, title=CYCLE)
    assert "Le besoin" in words(opened)
    lea.click(MOVE)
    promotion.opened(lea, title=MOVE)
    mentoring.pick(lea, "Nouveau créneau", "mercredi 13 mai à 16 h")
    assert "Vous proposez une autre date : mercredi 13 mai à 16 h" in mentoring.done(lea)


def test_a_mentor_answers_from_the_opened_card_which_says_so_then(mentoring: Mentoring) -> None:
    promotion, maya = mentoring.promotion, mentoring.maya
    mentoring.ask(promotion.lea)
    maya.click(OPEN, message=home(maya))
    promotion.opened(maya, title=CYCLE)
    maya.click("Confirmer les 4 séances")
    promotion.opened(maya, title="À savoir")
    maya.close()
    running = promotion.stage.slack.wait_for(lambda: (top := maya.modal) and "prochaine séance" in words(top) and top)
    assert running
    assert "Confirmer les 4 séances" not in map(plain, running.buttons)


@pytest.mark.parametrize("place", ["home", "agenda"])
def test_a_gathering_is_opened_and_answered_from_anywhere(gatherings: Gatherings, place: str) -> None:
    promotion, lea = gatherings.promotion, gatherings.lea
    made = gatherings.make(gatherings.series("conference"), LATER, title="Le RGAA")
    gatherings.answered(lea, "Je viens", message=gatherings.announced(made))
    gatherings.settle()
    lea.click(OPEN, message=PLACES[place](lea))
    opened = promotion.opened(lea, title=TOGETHER)
    assert "Vous avez répondu « Je viens »." in words(opened)
    lea.click("Je ne viens pas")
    promotion.opened(lea, title="À savoir")
    lea.close()
    assert promotion.stage.slack.wait_for(
        lambda: lea.modal and "Vous avez répondu « Je ne viens pas »" in words(lea.modal)
    )


def test_who_hosts_a_gathering_moves_it_from_the_opened_card(gatherings: Gatherings) -> None:
    promotion, claire = gatherings.promotion, gatherings.claire
    gatherings.make(gatherings.series("conference"), LATER, title="Le RGAA")
    claire.click(OPEN, message=claire.command("/dispositifs agenda"))
    opened = promotion.opened(claire, title=TOGETHER)
    assert ("Je viens" in opened.buttons, "Changer la date" in opened.buttons) == (False, True)
    claire.click("Changer la date")
    promotion.opened(claire, title="Changer la date")
    claire.fill("time", "15:00")
    assert claire.submit().errors == {}
    assert "15 h" in words(promotion.opened(claire))


def test_pressed_twice_and_from_a_message_of_the_version_before(promotion: Promotion) -> None:
    booked(promotion)
    listed = promotion.lea.command("/dispositifs agenda")
    for _ in range(2):
        promotion.lea.click(OPEN, message=listed)
        promotion.opened(promotion.lea, title=DESK)
        promotion.lea.close(all=True)
    request = row(promotion, "SELECT max(id) FROM helpdesk_requests")
    for name in ("helpdesk.more", "helpdesk.more:7", "helpdesk.leave:7"):
        promotion.sami.press_raw(name, value=str(request))
        promotion.opened(promotion.sami)
        promotion.sami.close(all=True)


@pytest.mark.parametrize("value", ["", "0", "nine", "999999", "99999999999999999999"])
def test_nothing_else_is_opened(promotion: Promotion, value: str) -> None:
    promotion.lea.press_raw("agenda.open", value=value)
    assert promotion.stage.slack.wait_for(promotion.lea.replies)
    assert "Je ne retrouve pas ce dont il s’agit" in seen_last(promotion.lea)


def test_who_hosts_gets_the_document_where_they_read_the_need(promotion: Promotion) -> None:
    booked(promotion)
    sami, claire = promotion.sami, promotion.claire
    opens(promotion, sami, "home")
    sami.click("Envoyer un document")
    promotion.opened(sami, title="Envoyer un document")
    sami.attach("file", "plan.pdf", data=b"%PDF-1.7 un plan")
    assert sami.submit().errors == {}
    sami.close(all=True)
    promotion.stage.advance(promotion.stage.clock() + timedelta(seconds=3))
    before = files_in(claire)
    assert "plan.pdf, dans le fil du message de ce rendez-vous" in words(opens(promotion, claire, "agenda"))
    claire.click("Recevoir le document")
    promotion.opened(claire, title="À savoir")
    promotion.stage.advance(promotion.stage.clock() + timedelta(seconds=3))
    assert (len(before), len(files_in(claire))) == (1, 2)
    sami.press_raw("helpdesk.document", value=str(row(promotion, "SELECT max(id) FROM helpdesk_requests")))
    assert promotion.stage.slack.wait_for(sami.replies)
    assert "Seules les personnes qui animent reçoivent le document." in seen_last(sami)


def files_in(person: Person) -> list[str]:
    return [file.name for message in person.inbox() for file in message.files]
