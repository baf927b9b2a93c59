"""People without Slack take part from their mails: pages say what, who and when; only a press changes something."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import text

from bot.agenda.reminders import reminders
from bot.agenda.reminders.timetable import EVERYTHING, ReminderKind, ReminderWishes
from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.evaluation import half_days, planning
from bot.evaluation.plans import CommitteeLine, CommitteeWish, DraftPlan
from bot.gatherings.facts import GatheringCard
from bot.gatherings.kinds import CONFERENCE, PORTEURS, SEMINAR
from bot.gatherings.model import Gathering, Reply
from bot.notices import notices
from bot.notices.copies import Copy
from bot.programme.roles import Role
from bot.programme.service import actor_of
from bot.rights import rights
from storage.evaluation import committees
from tests.journeys.by_mail import MAUD, newest, reachable, take_from_slack
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import IN_THREE_WEEKS, Gatherings
from tests.journeys.promotion import PARIS, plain
from tests.promotion import depart

ASKED = "Comment tenir dans la durée ?"


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with reachable(request.param, tmp_path_factory, number=999) as stage:
        yield stage


def announced(gatherings: Gatherings, made: Gathering) -> dict[str, str]:
    """Announce a gathering; give the links of Maud's mail."""
    gatherings.go_to(made.announce_at + timedelta(seconds=30))
    return links(newest(gatherings.promotion))


def reply(gatherings: Gatherings, made: Gathering, person_id: int) -> Reply | None:
    answered = gatherings.sheet(made).answers.get(person_id)
    return answered.reply if answered else None


def test_porteuse_lives_a_seminar_of_porteurs_from_her_mail(gatherings: Gatherings, maud: int) -> None:
    made = gatherings.make(gatherings.series(PORTEURS))
    found = announced(gatherings, made)
    for _ in range(50):  # a scanner
        page = DemoPage(found["Je viens"])
    assert DemoPage(found["Je viens"], method="HEAD").html == ""
    assert page.buttons == ["Je viens", "Je ne viens pas"]
    assert "mardi 26 mai, de 14 h à 17 h 30" in page.text
    assert reply(gatherings, made, maud) is None

    done = page.press("Je viens")
    assert "C’est noté, vous venez" in done.text
    assert "Lien de la visio" in done.text
    assert reply(gatherings, made, maud) is Reply.COMES
    assert "C’est déjà pris en compte" in page.press("Je viens").text  # the same page, pressed twice
    page.press("Je ne viens pas")  # the same link undoes, and so does going back to the same page
    assert reply(gatherings, made, maud) is Reply.DECLINES
    DemoPage(found["Je viens"]).press("Je viens")

    asked = DemoPage(found["Proposer un sujet"]).press("Proposer un sujet")
    empty = asked.press("Proposer ce sujet", text="")
    assert "Remplissez ce champ." in empty.text
    assert 'aria-invalid="true"' in empty.html
    proposed = empty.press("Proposer ce sujet", text=ASKED)
    assert ASKED in proposed.text
    vote = DemoPage(found["Proposer un sujet"]).press("Soutenir ou proposer un sujet")
    field = next(name for name in vote.fields if name.startswith("chosen"))
    said = vote.press("Enregistrer", **{field: []})
    assert "Merci, c’est noté." in said.text
    invitation = newest(gatherings.promotion)
    assert "Je ne viens pas" in links(invitation)


@pytest.mark.usefixtures("maud")
def test_porteuse_lives_a_conference_from_her_mail(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE, opened_to=frozenset({Role.PORTEUR})), title="Ouvrir le code")
    found = announced(gatherings, made)
    assert newest(gatherings.promotion).html.count("<h1") == 1
    page = DemoPage(found["Poser une question"]).press("Poser une question")
    assert page.press("Poser la question", text=ASKED, anonymous="yes").status == 200
    listed = DemoPage(found["Poser une question"]).press("Voir les questions")
    assert ASKED in listed.text
    assert "1 soutien" in listed.press("Soutenir").text
    DemoPage(found["Je viens"]).press("Je viens")
    gatherings.go_to(gatherings.sheet(made).appointment.ends + timedelta(hours=2))
    found = links(newest(gatherings.promotion))
    said = DemoPage(found["Très utile"]).press("Très utile")
    assert "Merci, c’est noté : « Très utile »" in said.text
    words = said.press("Ajouter un mot")
    assert "Merci, votre mot est gardé" in words.press("Envoyer", words="Clair").text
    assert 'maxlength="3000"' in words.html
    again = DemoPage(found["Utile"]).press("Utile").press("Ajouter un mot")
    assert "Clair" in again.text  # what she wrote before


def test_porteuse_gives_her_half_days_and_leaves_her_committee_from_her_mails(
    gatherings: Gatherings, maud: int
) -> None:
    promotion, now = gatherings.promotion, gatherings.now
    whole, week = gatherings.ids["promotion"], date(2026, 5, 25)
    with promotion.database.transaction() as tx:
        claire = actor_of(tx, gatherings.ids["claire"])
        asked = half_days.ask_half_days(tx, claire, promotion_id=whole, phase=2, weeks=(week,), now=now)
    promotion.stage.advance(now + timedelta(hours=1))  # « Votre semaine »
    form = DemoPage(links(newest(promotion))["Choisir mes demi-journées"]).press("Choisir mes demi-journées")
    field = next(name for name in form.fields if name.startswith("week-"))
    assert "aucune demi-journée proposée n’est possible" in form.press("Envoyer ma réponse", **{field: []}).text
    with promotion.database.reading() as reading:
        assert len(committees.answers_of(reading, asked.id)[maud].shut) == 8  # Pentecost Monday is none

    line = CommitteeLine(
        gatherings.ids["carte"], datetime(2026, 5, 28, 10, 0, tzinfo=PARIS), (gatherings.ids["claire"],)
    )
    with promotion.database.transaction() as tx:
        plan = DraftPlan(CommitteeWish(whole, 2, (week,), (line.defi_id,)), asked.revision, "best", (line,))
        planning.save_plan(tx, claire, draft := str(uuid4()), plan=plan, now=now)
        planning.book(tx, claire, draft, visio_url="https://visio.example.org/{room}", now=now)
    promotion.stand()
    found = links(newest(promotion))
    assert "Annuler le comité" not in found
    left = DemoPage(found["Je ne pourrai pas venir"]).press("Je ne pourrai pas venir").press("Oui, ne pas venir")
    assert "C’est noté, vous ne viendrez pas" in left.text


def test_links_say_what_became_of_what_they_were_for(gatherings: Gatherings, maud: int) -> None:
    promotion = gatherings.promotion
    made = gatherings.make(gatherings.series(PORTEURS))
    link = announced(gatherings, made)["Je viens"]
    write = promotion.database.transaction
    old = DemoPage(link)

    two_tabs = DemoPage(link)
    two_tabs.press("Je viens")
    old.press("Je ne viens pas")
    assert reply(gatherings, made, maud) is Reply.DECLINES  # the last one counts
    for wrong in (f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}", f"{link}A", link.rpartition(".")[0], link[:-60]):
        page = DemoPage(wrong)
        assert (page.status, page.text.count("Page introuvable")) == (404, 2)
    assert DemoPage(link, data={"press": "gatherings.come 999", "gesture": "x"}).status == 200
    shown = DemoPage(link)
    other = f"gatherings.propose {made.id}"  # a link of the same thing for another purpose opens it, this one does not
    for forged in (other, f"gatherings.invite {made.id}", "gatherings.come 999", "x"):
        assert DemoPage(link, data={**shown.form("Je viens"), "press": forged}).buttons == [
            "Je viens",
            "Je ne viens pas",
        ]
    assert DemoPage(link, data={**shown.form("Je viens"), "view": "e30.AAAA"}).buttons == [
        "Je viens",
        "Je ne viens pas",
    ]
    assert reply(gatherings, made, maud) is Reply.DECLINES

    with write() as tx:
        tx.execute(text("UPDATE appointments SET starts = starts + 86400, ends = ends + 86400"))
        tx.execute(text("UPDATE claims SET quarter = quarter + 96 + 10000"))  # in two steps: a key is a key
        tx.execute(text("UPDATE claims SET quarter = quarter - 10000"))
    moved = DemoPage(link)
    assert "La date a changé depuis cet e-mail." in moved.text
    assert "mercredi 27 mai, de 14 h à 17 h 30" in moved.text
    moved.press("Je viens")
    assert reply(gatherings, made, maud) is Reply.COMES

    with write() as tx:
        tx.execute(text("UPDATE appointments SET state = 'cancelled'"))
    cancelled = DemoPage(link)
    assert ("Annulé" in cancelled.text, cancelled.buttons) == (True, [])
    assert "annulé" in moved.press("Je ne viens pas").text
    assert reply(gatherings, made, maud) is Reply.COMES
    with write() as tx:
        tx.execute(text("UPDATE appointments SET state = 'confirmed'"))

    gatherings.go_to(IN_THREE_WEEKS + timedelta(hours=5))  # the end that the mail told of, not the one of now
    late = DemoPage(link)
    assert (late.status, late.buttons) == (410, ["Recevoir un nouveau lien"])
    before = len(promotion.stage.slack.post.inbox(MAUD))
    assert "Un nouvel e-mail part" in late.press("Recevoir un nouveau lien").text
    late.press("Recevoir un nouveau lien")
    fresh = links(newest(promotion))["Je viens"]
    assert len(promotion.stage.slack.post.inbox(MAUD)) == before + 1  # one, however often it is asked for
    assert DemoPage(fresh).status == 200
    gatherings.go_to(IN_THREE_WEEKS + timedelta(days=2))
    over = DemoPage(fresh)
    assert (over.status, over.buttons, "terminé" in over.text) == (410, [], True)


def test_links_end_with_who_they_are_of(gatherings: Gatherings, maud: int) -> None:
    promotion = gatherings.promotion
    made = gatherings.make(gatherings.series(PORTEURS))
    link = announced(gatherings, made)["Je viens"]
    DemoPage(link).press("Remplacer tous mes liens")  # it was forwarded
    assert DemoPage(link).buttons == ["Recevoir un nouveau lien"]
    fresh = links(newest(promotion))["Je viens"]
    assert DemoPage(fresh).buttons == ["Je viens", "Je ne viens pas"]
    with promotion.database.transaction() as tx:
        depart(tx, maud)
    left = DemoPage(fresh)
    assert (left.status, left.buttons) == (410, [])
    before = len(promotion.stage.slack.post.inbox(MAUD))
    DemoPage(fresh, data={"anew": "1"})
    promotion.stage.settle()
    assert len(promotion.stage.slack.post.inbox(MAUD)) == before
    assert reply(gatherings, made, maud) is None


@pytest.mark.usefixtures("maud")
def test_who_has_no_slack_reads_what_is_kept_about_them_and_erases_it(gatherings: Gatherings) -> None:
    promotion, post = gatherings.promotion, gatherings.promotion.stage.slack.post
    made = gatherings.make(gatherings.series(PORTEURS))
    link = announced(gatherings, made)["Je viens"]
    DemoPage(link).press("Je viens")
    before = len(post.inbox(MAUD))
    asked = DemoPage(link).press("Mes données")
    assert "Un e-mail part à votre adresse" in asked.text
    assert "maud" not in asked.html.lower()  # whoever holds the page learns nothing
    assert "Un e-mail est déjà parti aujourd’hui" in DemoPage(link).press("Mes données").text
    letter = newest(promotion)
    sent = post.inbox(MAUD)[before:]
    assert [one.subject for one in sent].count("Vos données dans le programme EIG") == 1
    [file] = [one for one in letter.message.iter_attachments() if one.get_filename() == "mes-donnees.txt"]
    kept = plain(file.get_content().lstrip("\ufeff"))
    assert f"E-mail : {MAUD}" in kept
    assert "participation : vous venez" in kept

    erase = links(letter)["Effacer mes données"]
    for method in ("GET", "HEAD", "GET"):
        page = DemoPage(erase, method=method)
    assert page.buttons == ["Recevoir le fichier", "Effacer mes données"]
    assert "une fois par jour au plus" in page.press("Recevoir le fichier").text
    promotion.stage.settle()
    assert len(post.inbox(MAUD)) == before + len(sent)  # by another way, the same one mail a day
    form = page.press("Effacer mes données")
    assert form.buttons == ["Tout effacer"]
    assert "Ce qui disparaît tout de suite" in form.text
    assert promotion.count("people WHERE erased_at IS NOT NULL") == 0
    done = form.press("Tout effacer")
    assert "C’est fait : votre nom et vos mots sont effacés." in done.text
    assert "Maud Petit" not in done.text
    assert promotion.count("people WHERE erased_at IS NOT NULL") == 1
    for again in (form.press("Tout effacer"), DemoPage(erase), DemoPage(link), DemoPage(link, data={"mine": "1"})):
        assert (again.status, "gardé à votre sujet" in again.text, again.buttons) == (410, True, [])
    promotion.stage.settle()
    assert len(post.inbox(MAUD)) == before + len(sent)


def test_ones_data_come_with_nothing_that_one_may_hand_on(gatherings: Gatherings, maud: int) -> None:
    promotion, post = gatherings.promotion, gatherings.promotion.stage.slack.post
    made = gatherings.make(gatherings.series(PORTEURS))
    announced(gatherings, made)
    before = len(post.inbox(MAUD))
    with promotion.database.transaction() as tx:
        rights.request_mail(tx, actor_of(tx, maud), now=gatherings.now)
        copy = Copy(GatheringCard.kind, "").owed(made.id, to=maud, due=gatherings.now, period="again")
        notices.owe(tx, replace(copy, subject=GatheringCard.subject))
    promotion.stage.settle()
    sent = [one.message for one in post.inbox(MAUD)[before:]]
    files = [[each.get_filename() for each in one.iter_attachments()] for one in sent]
    assert sorted(files) == [[], ["mes-donnees.txt"]]


def test_rights_of_who_left_stay_and_a_replaced_link_has_none(gatherings: Gatherings, maud: int) -> None:
    promotion, post = gatherings.promotion, gatherings.promotion.stage.slack.post
    link = announced(gatherings, gatherings.make(gatherings.series(PORTEURS)))["Je viens"]
    handed_on = link
    DemoPage(link).press("Remplacer tous mes liens")
    link = links(newest(promotion))["Je viens"]
    with promotion.database.transaction() as tx:
        depart(tx, maud)
    before = len(post.inbox(MAUD))
    assert DemoPage(handed_on, data={"mine": "1"}).buttons == ["Recevoir un nouveau lien"]
    promotion.stage.settle()
    assert len(post.inbox(MAUD)) == before
    DemoPage(link).press("Mes données")  # of who left too: their data are there still
    erase = links(newest(promotion))["Effacer mes données"]
    take_from_slack(promotion, "Claire Morel", email="claire@agence.example.org")
    with promotion.database.transaction() as tx:
        rights.request_mail(tx, actor_of(tx, gatherings.ids["claire"]), now=gatherings.now)
    hosts = links(newest(promotion, "claire@agence.example.org"))["Effacer mes données"]
    told = DemoPage(hosts).press("Effacer mes données")
    assert "Réglez d’abord ce qui suit" in told.text
    assert told.buttons == []
    gatherings.go_to(gatherings.now + timedelta(days=8))
    assert DemoPage(erase).status == 410
    before = len(post.inbox(MAUD))
    assert DemoPage(erase, data={"anew": "1"}).status == 410  # no button of its page: nothing goes again that is over
    promotion.stage.settle()
    assert len(post.inbox(MAUD)) == before
    DemoPage(erase).press("Mes données")
    assert DemoPage(links(newest(promotion))["Effacer mes données"]).press("Effacer mes données").press("Tout effacer")
    assert promotion.count("people WHERE erased_at IS NOT NULL") == 1


def test_page_is_kept_from_strangers_caches_frames_and_logs(
    gatherings: Gatherings, maud: int, caplog: pytest.LogCaptureFixture
) -> None:
    made = gatherings.make(gatherings.series(PORTEURS))
    link = announced(gatherings, made)["Je ne viens pas"]  # of all tests here, this one presses it too often
    page = DemoPage(link)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Set-Cookie"] is None
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
    assert all(sign not in page.html for sign in ("<script", "style=", " on", "http:"))
    large = DemoPage(link, data={"text": "x" * 400_000})
    assert (large.status, "rien n’a changé" in large.text) == (413, True)
    huge = DemoPage(link, data={"text": "x"}, length=10_000_000)  # it is answered before it has come
    assert (huge.status, "rien n’a changé" in huge.text) == (413, True)
    assert reply(gatherings, made, maud) is None
    assert link.rpartition("/")[2] not in caplog.text
    base = link.rpartition("/")[0]
    assert [DemoPage(f"{base}/{number}").status for number in range(35)][-1] == 429
    assert DemoPage(link).status == 200  # who has a link is not kept out
    assert [DemoPage(link, data={}).status for _ in range(35)][-1] == 429
    gatherings.promotion.stage.stop_bot()  # what it counted is gone: the next test may follow links within the minute
    gatherings.promotion.stage.start_bot()


def test_mail_programme_stops_a_kind_of_reminder_in_one_click(gatherings: Gatherings, maud: int) -> None:
    promotion = gatherings.promotion
    made = gatherings.make(gatherings.series(PORTEURS))
    DemoPage(announced(gatherings, made)["Je viens"]).press("Je viens")
    gatherings.go_to(IN_THREE_WEEKS - timedelta(minutes=30))
    promotion.stage.settle()
    letter = [one for one in promotion.stage.slack.post.inbox(MAUD) if one.message["List-Unsubscribe"]][-1]
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Je ne viens pas" in links(letter)  # what the mails of the appointment itself lead to
    stop = str(letter.message["List-Unsubscribe"]).replace("\r\n", "").replace(" ", "").strip("<>")

    def wishes() -> ReminderWishes:
        with promotion.database.reading() as reading:
            return reminders.read_wishes(reading, actor_of(reading, maud))

    assert DemoPage(stop).buttons == ["Ne plus recevoir ce rappel"]
    DemoPage(stop, data={})
    assert wishes() == ReminderWishes()  # looked at, and posted without the word: nothing changes
    for _ in range(2):
        assert "Vous ne recevez plus ce rappel" in DemoPage(stop, data={"List-Unsubscribe": "One-Click"}).text
    assert wishes() in [ReminderWishes(kinds=EVERYTHING - {kind}) for kind in (ReminderKind.HOUR, ReminderKind.WEEK)]
    assert "Vous recevez ce rappel" in DemoPage(stop).press("Le recevoir de nouveau").text
    assert wishes() == ReminderWishes()
    invitation = next(one for one in promotion.stage.slack.post.inbox(MAUD) if one.calendar)
    assert invitation.message["List-Unsubscribe"] is None  # it is no reminder
    assert "Pour changer la date" not in plain(invitation.text)  # the link below does


@pytest.mark.usefixtures("maud")
def test_open_calendar_says_what_and_when_and_nothing_of_anybody(gatherings: Gatherings) -> None:
    made = gatherings.make(gatherings.series(CONFERENCE), title="Ouvrir le code")
    gatherings.make(gatherings.series(SEMINAR), IN_THREE_WEEKS + timedelta(days=30))
    address = f"{gatherings.promotion.stage.address}/promotion.ics"
    assert "Ouvrir le code" not in DemoPage(address).html  # it is not announced yet
    announced(gatherings, gatherings.make(gatherings.series(PORTEURS)))
    gatherings.go_to(made.announce_at + timedelta(seconds=30))
    page = DemoPage(address)
    calendar = Calendar.from_ical(page.html)
    assert sorted(plain(str(one["SUMMARY"])) for one in calendar.walk("VEVENT")) == [
        "Conférence « Ouvrir le code »",
        "Séminaire de la promotion",
        "Séminaire des porteurs et porteuses",
    ]
    times = {"DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND"}
    assert {key for one in calendar.walk("VEVENT") for key in one} - times == {
        *("UID", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION", "TRANSP"),
    }
    assert {str(one["DESCRIPTION"]) for one in calendar.walk("VEVENT")} == {""}
    assert "visio" not in page.html
