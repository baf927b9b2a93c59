"""The dispatcher with a real mail server that refuses, is silent, or loses its answers; both databases."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.errors import Unavailable
from bot.notices import notices
from bot.notices.model import MAIL_ACTIONS, SLACK_ACTIONS, Action
from bot.outside.mail_server import read_mailbox, read_server
from handlers.notices.mails.smtp import SmtpClient
from handlers.notices.sending.outcomes import RetryLater
from storage.database import Database
from tests.faults.dispatch_rig import Rig, rigged, running
from tests.faults.mail_server import SENDER, Server, certificate, chattering, knows, serving, silent
from tests.faults.test_dispatch_crashes import Failing
from tests.patience import PATIENCE, counted

ADA, BOB, CLEO = "ada@exemple.fr", "bob@exemple.fr", "cleo@exemple.fr"


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        ready.add_person("Cleo", account=False, email=CLEO)
        ready.add_person("Dan", account=False, email="dan@exemple.fr")
        yield ready


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as ready:
        yield ready


def owe_mail(rig: Rig, name: str, *subject_ids: int, **values: object) -> None:
    rig.owe(name, *subject_ids, action=Action.MAIL, kind="invitation", card=False, **values)


def failures(rig: Rig) -> list[str]:
    return [one.reason for one in rig.failures()]


def test_mail_is_sent_once_to_who_has_no_account(rig: Rig, server: Server) -> None:
    owe_mail(rig, "Cleo", 1)
    dispatcher = rig.dispatcher(post=server.post())
    assert [dispatcher.run_once(), dispatcher.run_once()] == [1, 0]
    assert server.envelopes == [("bot@exemple.fr", [CLEO])]
    [mail] = server.mails
    assert (mail["Subject"], mail["To"], mail["From"]) == ("invitation 1 r0", CLEO, SENDER)
    assert (rig.outlook().owed_now, rig.failures(), rig.sandbox.calls) == (0, [], [])


def test_mails_come_in_order_and_wait_for_no_message(rig: Rig, server: Server) -> None:
    server.refused[CLEO] = "450 4.2.0 later"
    owe_mail(rig, "Cleo", 1, 2)
    owe_mail(rig, "Dan", 3)
    dispatcher = rig.dispatcher(post=server.post())
    dispatcher.run_once()
    assert [mail["Subject"] for mail in server.mails] == ["invitation 3 r0"]
    server.refused.clear()
    rig.clock.advance(6)
    dispatcher.run_once()
    assert [mail["Subject"] for mail in server.mails[1:]] == ["invitation 1 r0", "invitation 2 r0"]


def test_mail_whose_answer_was_lost_goes_again_as_the_same(rig: Rig, server: Server) -> None:
    server.lost_answers = 1
    owe_mail(rig, "Cleo", 1)
    dispatcher = rig.dispatcher(post=server.post())
    dispatcher.run_once()
    assert (dispatcher.run_once(), len(server.mails)) == (0, 1)
    rig.clock.advance(6)
    dispatcher.run_once()
    identities = server.identities()
    assert (len(identities), len(set(identities)), identities[0].endswith("@exemple.fr>")) == (2, 1, True)
    assert (rig.outlook().owed_now, rig.failures()) == (0, [])


@pytest.mark.parametrize("kind", ["invitation", "card"])
def test_database_that_is_away_for_a_moment_as_mails_are_closed_costs_no_second_mail(
    rig: Rig, server: Server, kind: str
) -> None:
    rig.owe("Cleo", 1, 2, action=Action.MAIL, kind=kind, card=False)
    away = Failing(rig.database, Unavailable, 2, 3) if kind == "invitation" else Failing(rig.database, Unavailable, 3)
    assert rig.dispatcher(post=server.post(), database=away).run_once() == 2
    assert max(away.numbers) < away.opened
    sent = len(server.mails)
    rig.clock.advance(61)
    assert (rig.dispatcher(post=server.post()).run_once(), len(server.mails)) == (0, sent)


def test_answers_that_always_get_lost_end_after_a_few_mails(rig: Rig, server: Server) -> None:
    server.lost_answers = 100
    owe_mail(rig, "Cleo", 1)
    for _ in range(6):
        rig.dispatcher(post=server.post()).run_once()
        rig.clock.advance(301)
    assert (len(server.mails), failures(rig), rig.failed) == (4, ["mail_unsure"], [("invitation", "mail_unsure")])


def test_mail_in_doubt_is_not_sent_too_late(rig: Rig, server: Server) -> None:
    server.lost_answers = 1
    owe_mail(rig, "Cleo", 1, expires=rig.clock.later(60))
    rig.dispatcher(post=server.post()).run_once()
    rig.clock.advance(61)
    rig.dispatcher(post=server.post()).run_once()
    assert (len(server.mails), rig.outlook().owed_now, rig.failures()) == (1, 0, [])


@pytest.mark.parametrize("answer", ["450 4.2.0 later", "421 4.3.2 closing"])
def test_mail_that_the_server_puts_off_goes_later_once(rig: Rig, server: Server, answer: str) -> None:
    server.refused[CLEO] = answer
    owe_mail(rig, "Cleo", 1)
    rig.dispatcher(post=server.post()).run_once()
    server.refused.clear()
    server.answer = "451 4.3.0 not now"
    rig.clock.advance(6)
    rig.dispatcher(post=server.post()).run_once()
    server.answer = "250 kept"
    rig.clock.advance(16)
    rig.dispatcher(post=server.post()).run_once()
    assert (len(server.mails), rig.outlook().owed_now, rig.failures()) == (1, 0, [])


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "550 unknown", "550 5.2.1 closed", "553 sorry"])
def test_address_that_does_not_exist_fails_and_is_told(rig: Rig, server: Server, answer: str) -> None:
    server.refused[CLEO] = answer
    owe_mail(rig, "Cleo", 1)
    owe_mail(rig, "Dan", 2)
    assert rig.dispatcher(post=server.post()).run_once() == 2
    assert (failures(rig), rig.failed, len(server.mails)) == (
        ["mail_unknown"],
        [("invitation", "mail_unknown")],
        1,
    )


@pytest.mark.parametrize("answer", ["554 5.7.1 relay access denied", "552 5.2.2 mailbox full", "554 5.3.2 closing"])
def test_server_that_passes_nothing_on_says_nothing_of_the_address(rig: Rig, server: Server, answer: str) -> None:
    server.refused[CLEO] = answer
    owe_mail(rig, "Cleo", 1)
    rig.dispatcher(post=server.post()).run_once()
    assert rig.failed == [("invitation", "mail_refused")]


def test_mail_whose_content_is_refused_fails(rig: Rig, server: Server) -> None:
    server.answer = "554 5.7.1 no"
    owe_mail(rig, "Cleo", 1)
    rig.dispatcher(post=server.post()).run_once()
    assert failures(rig) == ["mail_refused"]


def test_without_server_address_or_true_words_it_fails_or_ends(rig: Rig, server: Server) -> None:
    rig.add_person("Eve", account=False)
    rig.add_person("Fay", account=False, email="fay@exemple.fr>\r\nRCPT TO:<x@exemple.fr")
    owe_mail(rig, "Cleo", 1, 2)
    rig.untrue = {2}
    rig.dispatcher().run_once()
    owe_mail(rig, "Eve", 3)
    owe_mail(rig, "Fay", 4)
    rig.dispatcher(post=server.post()).run_once()
    assert sorted(failures(rig)) == ["bad_address", "no_mail", "no_smtp"]
    assert (server.mails, rig.outlook().owed_now) == ([], 0)


@pytest.mark.parametrize("way", [silent, chattering])
def test_server_that_hangs_takes_its_time_and_no_more(rig: Rig, way: Callable[[], AbstractContextManager[int]]) -> None:
    owe_mail(rig, "Cleo", 1)
    owe_mail(rig, "Dan", 2)
    with way() as port:
        post = SmtpClient(read_server(f"smtp://127.0.0.1:{port}"), read_mailbox(SENDER), seconds=0.4)
        assert rig.dispatcher(post=post).run_once() == 1  # what stops one stops all: the other was given back
    assert (rig.failures(), rig.outlook().owed_now) == ([], 2)


def test_server_that_is_slow_to_take_a_mail_leaves_it_in_doubt(rig: Rig, server: Server) -> None:
    server.slow = 2 * PATIENCE
    owe_mail(rig, "Cleo", 1)
    while not server.mails:  # on a busy machine it may not come so far in so little time
        rig.clock.advance(301)
        rig.dispatcher(post=server.post(seconds=0.3)).run_once()  # had it waited, the mail would not go a second time
    server.slow, before = 0.0, len(server.mails)
    rig.clock.advance(301)
    rig.dispatcher(post=server.post()).run_once()
    assert (len(server.mails) > before, len(set(server.identities()))) == (True, 1)


def test_messages_of_slack_do_not_wait_for_a_server_that_hangs(rig: Rig) -> None:
    with silent() as port:
        post = SmtpClient(read_server(f"smtp://127.0.0.1:{port}"), read_mailbox(SENDER), seconds=3)
        slack, mail = rig.dispatcher(actions=SLACK_ACTIONS), rig.dispatcher(post=post, actions=MAIL_ACTIONS)
        owe_mail(rig, "Cleo", 1)
        rig.owe("Ada", 2)
        with running(slack, mail), counted() as seconds:
            assert rig.sandbox.wait_for(lambda: rig.inbox("Ada")) == ["card 2 r0"]
            assert seconds() < 2.5


def test_who_sends_mails_claims_nothing_where_a_message_of_slack_is_due(rig: Rig) -> None:
    rig.owe("Ada", 1)
    slack, mail = rig.dispatcher(actions=SLACK_ACTIONS), rig.dispatcher(actions=MAIL_ACTIONS)
    assert mail.run_turn() > 1  # seconds to sleep: what is ready and in other hands is looked at again in one
    slack.run_turn()
    assert rig.inbox("Ada") == ["card 1 r0"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_wrong_password_stops_mails_alone_and_asks_once(rig: Rig) -> None:
    with serving(authenticator=knows, auth_required=True, auth_require_tls=False) as server:
        wrong, right = server.post(login="bot:wrong%40@"), server.post(login="bot:right@")
        owe_mail(rig, "Cleo", 1)
        owe_mail(rig, "Dan", 2)
        rig.owe("Ada", 3)
        dispatcher = rig.dispatcher(post=wrong)
        dispatcher.run_once()
        assert (server.connections, rig.inbox("Ada"), wrong.check()) == (
            1,
            ["card 3 r0"],
            RetryLater("mail_auth", 300, pauses=True),
        )
        assert dispatcher.run_once() == 0
        rig.clock.advance(301)
        rig.dispatcher(post=right).run_once()
        assert (len(server.mails), rig.failures(), rig.outlook().owed_now) == (2, [], 0)


def test_nothing_is_said_without_tls_off_this_machine(rig: Rig) -> None:
    with serving(host="127.0.0.2") as server:
        post = server.post(host="127.0.0.2", login="bot:right@")
        owe_mail(rig, "Cleo", 1)
        rig.dispatcher(post=post).run_once()
        assert (server.mails, post.check()) == ([], RetryLater("mail_no_tls", 300, pauses=True))


def test_tls_is_used_when_offered_and_its_certificate_checked(server: Server, tmp_path: Path) -> None:
    context = certificate(tmp_path)
    with serving(tls_context=context, require_starttls=True) as near:
        assert near.post().check() is None
    with serving(host="127.0.0.2", tls_context=context, require_starttls=True) as far:
        assert far.post(host="127.0.0.2").check() == RetryLater("mail_certificate", 300, pauses=True)
    with serving(ssl_context=context) as from_the_start:
        assert from_the_start.post(secure=True).check() is None
    assert server.post(secure=True).check() == RetryLater("mail_no_tls", 300, pauses=True)


def test_nobody_there_waits_and_says_so(rig: Rig, server: Server) -> None:
    post = SmtpClient(read_server("smtp://127.0.0.1:9"), read_mailbox(SENDER))
    owe_mail(rig, "Cleo", 1)
    rig.dispatcher(post=post).run_once()
    assert (post.check(), rig.outlook().owed_now) == (RetryLater("unreachable", pauses=True), 1)
    rig.clock.advance(6)
    rig.dispatcher(post=server.post()).run_once()
    assert len(server.mails) == 1


def test_mail_is_dropped_with_what_it_tells_of(rig: Rig, server: Server) -> None:
    owe_mail(rig, "Cleo", 1)
    with rig.database.transaction() as tx:
        assert notices.drop_unsent(tx, "thing", 1, reason="cancelled", now=rig.clock()) == 1
    rig.dispatcher(post=server.post()).run_once()
    assert server.mails == []
