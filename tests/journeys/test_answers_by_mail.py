"""Who has no Slack answers from their own calendar program: what the invitation asked, and what a bounce says."""

import time
from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest
from icalendar import Calendar

from bot.demo.pages import DemoPage, links
from bot.demo.stage import Stage
from bot.gatherings.kinds import PORTEURS
from bot.gatherings.model import Reply
from bot.planning import replying
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.post_office import Letter
from storage.agenda import replies
from storage.programme import people
from tests.journeys.by_mail import MAUD, come, newest, reachable
from tests.journeys.conftest import KINDS
from tests.journeys.gatherings import Gatherings
from tests.journeys.promotion import Promotion, note_answer, plain
from tests.patience import PATIENCE
from tests.replies import bounce, entry, mail

OMAR = "omar@agence.example.org"
SECRET = "Je suis à l’hôpital"
BOUNCED = (
    f"Les e-mails envoyés à Omar Sy reviennent : {OMAR} ne les reçoit pas.\n"
    "Corrigez l’adresse avec un fichier de personnes, et prévenez cette personne autrement."
)


@pytest.fixture(scope="module", params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with reachable(request.param, tmp_path_factory, number=998) as stage:
        yield stage


def receive(promotion: Promotion, data: bytes) -> None:
    """Let a mail come, and the bot deal with it."""
    stage, box = promotion.stage, promotion.stage.slack.replies
    uid = box.put(data)
    until = time.monotonic() + PATIENCE
    while uid not in box.fetched and time.monotonic() < until:
        replying.read_answers(stage.house.tools, 0)
        time.sleep(0.02)
    stage.settle()


def read(letter: Letter) -> tuple[str, int, list[str]]:
    """Give UID and SEQUENCE of an invitation, and who is named in it, by the lines that an answer depends on."""
    part = next(one for one in letter.message.walk() if one.get_content_type() == "text/calendar")
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    several = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
    named = [f"{one} {one.params['PARTSTAT']} {one.params['RSVP']}" for one in several]
    return str(event["UID"]), int(str(event["SEQUENCE"])), [str(event["ORGANIZER"]), *sorted(named)]


def ask_in_omar(promotion: Promotion, *, hears: bool = True) -> None:
    """Let Claire ask a mentor without Slack into Léa's bureau d'aide, who says yes; else Claire notes it for them."""
    claire = promotion.claire
    with promotion.database.transaction() as tx:
        people.add_membership(tx, people.add(tx, name="Omar Sy", email=OMAR), Membership(Role.MENTOR))
    promotion.book(promotion.lea, host="Claire Morel")
    claire.click("Autres actions")
    promotion.opened(claire, title="Bureau d’aide")
    claire.click("Ajouter quelqu’un")
    promotion.opened(claire, title="Ajouter quelqu’un")
    claire.choose("Qui", "Omar Sy")
    assert claire.submit().errors == {}
    promotion.opened(claire, title="C’est demandé")
    claire.close(all=True)
    come(promotion, OMAR) if hears else note_answer(promotion, claire)


def told(promotion: Promotion) -> list[str]:
    """Give what Claire was told, newest last."""
    return [plain(one.text) for one in promotion.claire.inbox()]


def test_mentor_answers_from_their_calendar_program(promotion: Promotion, caplog: pytest.LogCaptureFixture) -> None:
    ask_in_omar(promotion)
    uid, sequence, named = read(newest(promotion, OMAR))
    assert named[0] == "mailto:bot@dispositifs.example.org"
    assert f"mailto:{OMAR} NEEDS-ACTION TRUE" in named
    assert all(one.endswith("ACCEPTED FALSE") for one in named[1:] if OMAR not in one)
    now = promotion.stage.clock().astimezone(UTC)
    before = told(promotion)

    receive(promotion, mail(OMAR, entry(uid, OMAR, sequence=sequence, at=now)))
    assert told(promotion) == before  # they come, as they did

    comment = (f"COMMENT:{SECRET}\\, désolé",)
    declined = entry(uid, OMAR, "DECLINED", sequence=sequence, at=now + timedelta(minutes=1), more=comment)
    receive(promotion, mail(OMAR, declined, words="canari du corps"))
    promotion.stand()
    assert SECRET in told(promotion)[-1] or SECRET in told(promotion)[-2]
    assert any("Omar Sy ne vient" in one or "Omar Sy ne pourra" in one for one in told(promotion)[len(before) :])
    assert read(newest(promotion, OMAR))[0] == uid

    heard = len(told(promotion))
    receive(promotion, mail(OMAR, declined))  # the same, a second time
    promotion.stand()
    assert len(told(promotion)) == heard
    assert all(word not in caplog.text for word in (SECRET, "canari", OMAR))


def test_older_entry_is_asked_again_and_a_bounce_is_told_once(promotion: Promotion) -> None:
    ask_in_omar(promotion)
    first = newest(promotion, OMAR)
    uid, sequence, _ = read(first)
    now = promotion.stage.clock()
    claire = promotion.claire
    claire.click("Changer la date")
    promotion.opened(claire)
    claire.fill("heure de Paris", "20:15")
    assert claire.submit().errors == {}
    claire.close(all=True)
    promotion.stand()
    moved = newest(promotion, OMAR)
    assert read(moved)[1] > sequence

    receive(promotion, mail(OMAR, entry(uid, OMAR, "DECLINED", sequence=sequence, at=now)))
    again = newest(promotion, OMAR)
    assert "à confirmer à nouveau" in plain(again.subject)
    assert read(again)[:2] == read(moved)[:2]
    assert f"mailto:{OMAR} NEEDS-ACTION TRUE" in read(again)[2]
    with promotion.database.reading() as reading:
        omar = people.by_email(reading, OMAR)
        found = replies.find_appointment(reading, uid)
        assert omar is not None
        assert found is not None
        assert found.part_of(omar.id) is not None

    for _ in range(2):
        receive(promotion, bounce(moved.identity, OMAR))
    assert [BOUNCED in plain(one.words) for one in promotion.coachs.messages] == [False, True]
    assert sum("Omar Sy n’a pas reçu" in plain(one.text) for one in claire.inbox()) == 1


def test_address_that_the_mail_server_does_not_know_is_told_the_coaches_once(promotion: Promotion) -> None:
    """As of a mail that comes back: nobody else would ever hear that it is wrong."""
    promotion.stage.slack.post.unknown.add(OMAR)
    ask_in_omar(promotion, hears=False)
    promotion.stand()
    claire = promotion.claire
    claire.click("Changer la date")
    promotion.opened(claire)
    claire.fill("heure de Paris", "20:15")
    assert claire.submit().errors == {}
    promotion.stand()
    assert promotion.stage.slack.post.inbox(OMAR) == []
    assert sum(BOUNCED in plain(one.words) for one in promotion.coachs.messages) == 1


def test_porteuse_declines_a_seminar_in_her_calendar_and_comes_after_all(gatherings: Gatherings, maud: int) -> None:
    promotion = gatherings.promotion
    made = gatherings.make(gatherings.series(PORTEURS))
    gatherings.go_to(made.announce_at + timedelta(seconds=30))
    DemoPage(links(newest(promotion))["Je viens"]).press("Je viens")
    uid, sequence, named = read(newest(promotion))
    assert f"mailto:{MAUD} ACCEPTED TRUE" in named  # she said so on the page
    now = promotion.stage.clock()
    replies_of: list[Reply | None] = []
    for number, partstat in enumerate(("DECLINED", "TENTATIVE", "ACCEPTED")):
        file = entry(uid, MAUD, partstat, sequence=sequence, at=now + timedelta(minutes=number))
        receive(promotion, mail(MAUD, file))
        answered = gatherings.sheet(made).answers.get(maud)
        replies_of.append(answered.reply if answered else None)
    assert replies_of == [Reply.DECLINES, Reply.DECLINES, Reply.COMES]
    promotion.stage.settle()
    assert sum("« Peut-être »" in plain(one.text) for one in promotion.claire.inbox()) == 1
