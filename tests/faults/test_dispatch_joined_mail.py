"""What one reader is owed by mail at one time is one mail: nothing lost, nothing doubled, whatever fails in between."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.notices.model import MAIL_ACTIONS, Action
from storage.database import Database
from storage.notices import mailbox
from storage.notices.ledger import notices
from tests.faults.dispatch_rig import Killed, Rig, rigged
from tests.faults.mail_server import Server, serving
from tests.faults.test_dispatch_crashes import Failing

WEEK, COPY, MINUTES = "remind.week", "mail.copy", "records.minutes"
ALL = "Votre semaine ; mail.copy 3 r0"
WORDS = ["remind.week 1 r0", "remind.week 2 r0", "mail.copy 3 r0"]


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        ready.add_person("Cleo", account=False, email="cleo@exemple.fr")
        ready.add_person("Dan", account=False, email="dan@exemple.fr")
        yield ready


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as ready:
        yield ready


def owe(rig: Rig, name: str, *subject_ids: int, kind: str = COPY, **values: object) -> None:
    rig.owe(name, *subject_ids, action=Action.MAIL, kind=kind, card=False, **values)


def three(rig: Rig) -> None:
    owe(rig, "Cleo", 1, 2, kind=WEEK)
    owe(rig, "Cleo", 3)


def came(server: Server) -> list[tuple[str, list[str]]]:
    """Give the subject of each mail that came, and which parts it says."""
    mails = [(str(one["Subject"]).replace("\u00a0", " "), one.get_body(("plain",))) for one in server.mails]
    return [(subject, _parts(str(body.get_content()) if body else "")) for subject, body in mails]


def _parts(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.split(" ")[0] in (WEEK, COPY, MINUTES, "invitation")]


def _name(server: Server, number: int) -> str:
    return server.identities()[number].strip("<>").partition("@")[0]


def states(rig: Rig) -> dict[int, str]:
    with rig.database.reading() as reading:
        rows = reading.execute(select(notices.c.subject_id, notices.c.state))
        return {row.subject_id: row.state for row in rows}


def test_mails_of_one_reader_and_moment_are_one(rig: Rig, server: Server) -> None:
    three(rig)
    owe(rig, "Dan", 4)
    owe(rig, "Cleo", 5, kind="invitation")
    assert rig.dispatcher(post=server.post()).run_once() == 5
    assert came(server) == [
        (ALL, WORDS),
        ("invitation 5 r0", ["invitation 5 r0"]),
        ("mail.copy 4 r0", ["mail.copy 4 r0"]),
    ]
    assert (set(states(rig).values()), len(set(server.identities()))) == ({"sent"}, 3)


def test_what_is_claimed_for_one_mail_brings_along_all_of_hers(rig: Rig, server: Server) -> None:
    for subject_id in range(10, 29):
        owe(rig, "Dan", subject_id, kind="invitation")
    owe(rig, "Cleo", 1, 2, 3, kind=WEEK)
    rig.dispatcher(post=server.post()).run_once()
    assert came(server)[-1] == ("Votre semaine", [f"remind.week {number} r0" for number in (1, 2, 3)])


def test_part_that_is_true_no_more_is_left_out(rig: Rig, server: Server) -> None:
    three(rig)
    rig.untrue = {2}
    rig.dispatcher(post=server.post()).run_once()
    assert came(server) == [("remind.week 1 r0 ; mail.copy 3 r0", [WORDS[0], WORDS[2]])]
    assert states(rig) == {1: "sent", 2: "dropped", 3: "sent"}


def test_parts_around_one_that_is_true_no_more_are_closed_at_one_go(rig: Rig, server: Server) -> None:
    three(rig)
    rig.untrue = {2}
    with pytest.raises(Killed):  # transactions: the claim, a name, the close of what has left, that of the other
        rig.dispatcher(post=server.post(), database=Failing(rig.database, Killed, 4, 5)).run_once()
    rig.clock.advance(61)
    rig.dispatcher(post=server.post()).run_once()
    assert came(server) == [("remind.week 1 r0 ; mail.copy 3 r0", [WORDS[0], WORDS[2]])]
    assert states(rig) == {1: "sent", 2: "dropped", 3: "sent"}


def test_what_the_server_puts_off_stays_owed_and_goes_as_one_with_what_came_since(rig: Rig, server: Server) -> None:
    three(rig)
    server.answer = "451 4.3.0 not now"
    rig.dispatcher(post=server.post()).run_once()
    assert set(states(rig).values()) == {"owed"}
    server.answer = "250 kept"
    owe(rig, "Cleo", 4)
    rig.untrue = {1}  # by whose name all were tried
    rig.clock.advance(6)
    rig.dispatcher(post=server.post()).run_once()
    assert came(server) == [
        (
            "remind.week 2 r0 ; mail.copy 3 r0 ; mail.copy 4 r0",
            ["remind.week 2 r0", "mail.copy 3 r0", "mail.copy 4 r0"],
        )
    ]
    assert states(rig) == {1: "dropped", 2: "sent", 3: "sent", 4: "sent"}


@pytest.mark.parametrize("step", ["as it notes the name", "as it closes", "lost answer"])
def test_what_may_have_arrived_goes_again_as_it_was_and_takes_nothing_along(
    rig: Rig, server: Server, step: str
) -> None:
    """Programmes show one Message-ID once: under that of a mail that has come, what is new would be hidden."""
    three(rig)
    if step == "lost answer":
        server.lost_answers = 1
        rig.dispatcher(post=server.post()).run_once()
    else:
        dies_at = {"as it notes the name": 3, "as it closes": 4}[step]  # transactions: the claim, two names, the close
        with pytest.raises(Killed):
            rig.dispatcher(post=server.post(), database=Failing(rig.database, Killed, dies_at, dies_at + 1)).run_once()
    owe(rig, "Cleo", 4)
    rig.clock.advance(61)
    rig.dispatcher(post=server.post()).run_once()
    named, ids = came(server), server.identities()
    assert set(states(rig).values()) == {"sent"}
    if step == "as it notes the name":  # nothing had left: all of it goes, once
        assert sorted(part for _, parts in named for part in parts) == sorted([*WORDS, "mail.copy 4 r0"])
        return
    assert named == [(ALL, WORDS), (ALL, WORDS), ("mail.copy 4 r0", ["mail.copy 4 r0"])]
    assert (ids[0] == ids[1], len(set(ids))) == (True, 2)


def test_part_whose_words_are_refused_takes_no_other_along(rig: Rig, server: Server) -> None:
    three(rig)
    server.banned = b"mail.copy 3 r0"
    rig.dispatcher(post=server.post()).run_once()
    assert came(server) == [(words, [words]) for words in WORDS[:2]]
    assert states(rig) == {1: "sent", 2: "sent", 3: "failed"}
    assert rig.failed == [(COPY, "mail_refused")]
    with rig.database.transaction() as tx:  # each has a mail of its own by now, and comes back alone
        assert [one.subject_id for one in mailbox.fail_bounced_mail(tx, _name(server, 0), reason="mail_bounced")] == [1]


def test_address_that_is_refused_is_asked_for_once_and_each_part_told(rig: Rig, server: Server) -> None:
    three(rig)
    server.refused["cleo@exemple.fr"] = "550 5.1.1 no such user"
    rig.dispatcher(post=server.post()).run_once()
    assert (set(states(rig).values()), server.connections) == ({"failed"}, 1)
    assert rig.failed == [(WEEK, "mail_unknown"), (WEEK, "mail_unknown"), (COPY, "mail_unknown")]


def test_two_dispatchers_at_once_say_each_part_once(rig: Rig, server: Server) -> None:
    for number in range(4):
        rig.add_person(f"P{number}", account=False, email=f"p{number}@exemple.fr")
        owe(rig, f"P{number}", *(10 * number + each for each in range(5)))
    both = Barrier(2)

    def send() -> None:
        one = rig.dispatcher(post=server.post(), actions=MAIL_ACTIONS)
        both.wait()
        for _ in range(200):
            if not one.run_once() and not rig.outlook().owed_now:
                return

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(send) for _ in range(2)]:
            done.result()
    said = [part for _, parts in came(server) for part in parts]
    wanted = sorted(f"mail.copy {10 * number + each} r0" for number in range(4) for each in range(5))
    assert (sorted(said), len(server.mails)) == (wanted, 4)


def test_mail_waits_for_what_else_its_reader_is_told_but_not_for_long(rig: Rig, server: Server) -> None:
    mailer = rig.dispatcher(post=server.post(), actions=MAIL_ACTIONS)
    rig.owe("Cleo", 9, card=False)  # in Slack, where nobody has looked yet
    owe(rig, "Cleo", 1)
    owe(rig, "Dan", 2)
    assert (mailer.run_once(), came(server)) == (1, [("mail.copy 2 r0", ["mail.copy 2 r0"])])
    rig.dispatcher(actions=[Action.POST]).run_once()  # there is no account
    owe(rig, "Cleo", 3)
    mailer.run_once()
    assert came(server)[1:] == [("mail.copy 1 r0 ; mail.copy 3 r0", ["mail.copy 1 r0", "mail.copy 3 r0"])]
    rig.owe("Cleo", 10, card=False)
    owe(rig, "Cleo", 4)
    rig.clock.advance(121)  # Slack does not answer
    mailer.run_once()
    assert came(server)[-1] == ("mail.copy 4 r0", ["mail.copy 4 r0"])


def test_mail_that_comes_back_takes_back_all_that_it_said(rig: Rig, server: Server) -> None:
    three(rig)
    owe(rig, "Dan", 4)
    rig.dispatcher(post=server.post()).run_once()
    named = _name(server, 0)
    with rig.database.transaction() as tx:
        found = mailbox.fail_bounced_mail(tx, named, reason="mail_bounced")
        assert (
            sorted(one.subject_id for one in found),
            mailbox.fail_bounced_mail(tx, named, reason="mail_bounced"),
        ) == (
            [1, 2, 3],
            [],
        )
    assert states(rig) == {1: "failed", 2: "failed", 3: "failed", 4: "sent"}
