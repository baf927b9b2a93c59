"""A mailbox read over IMAP: a real server, the stand-in's, and servers that fail in each way there is."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from threading import Thread
from time import monotonic

import pytest

from bot.outside.mail_server import InboxPlace, read_inbox
from bot.outside.mailbox import MOST, Inbox, InboxUnread
from bot.runtime.limits import MAIL
from bot.sandbox.reply_box import ReplyBox
from tests.patience import PATIENCE
from tests.processes import free_port

SINCE = date(2026, 5, 4)


@pytest.fixture
def box() -> Iterator[ReplyBox]:
    box = ReplyBox()
    box.open()
    yield box
    box.close()


def why(place: InboxPlace, *, seconds: float = PATIENCE) -> str:
    """Give why a mailbox cannot be read."""
    with pytest.raises(InboxUnread) as unread, Inbox(place, seconds=seconds).opened() as visit:
        visit.new(after=0, since=SINCE)
    return unread.value.reason


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (
            "imaps://ana%40exemple.fr:a%2Fb@imap.exemple.fr",
            InboxPlace("imap.exemple.fr", 993, True, "ana@exemple.fr", "a/b"),
        ),
        ("imaps://ana:secret@imap/Bo%20te/R", InboxPlace("imap", 993, True, "ana", "secret", "Bo te/R")),
        ("imap://ana:secret@127.0.0.1:1143/", InboxPlace("127.0.0.1", 1143, False, "ana", "secret")),
    ],
)
def test_address_of_a_mailbox_is_read(url: str, place: InboxPlace) -> None:
    assert (read_inbox(url), "secret" in repr(read_inbox(url))) == (place, False)


@pytest.mark.parametrize(
    "url",
    [
        *("", "imap.exemple.fr", "https://a:b@imap", "imaps://imap", "imaps://ana@imap", "imaps://a:b@imap:x"),
        *("imap://a:b@imap.exemple.fr", "imaps://a:b@imap/x?y", "imaps://a:b@imap/x%0D%0AA1", "imaps://a%0A:b@imap"),
    ],
)
def test_no_mailbox_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 as in `test_mail_server`
        read_inbox(url)


def test_what_is_new_is_given_in_order_and_read_whole(box: ReplyBox) -> None:
    for number in range(3):
        box.put(f"Subject: {number}\r\n\r\né{{5}}\r\n)".encode())
    with Inbox(read_inbox(box.url)).opened() as visit:
        assert visit.validity == 1
        assert [uid for uid, _ in visit.new(after=0, since=SINCE)] == [1, 2, 3]
        assert visit.new(after=2, since=SINCE) == [(3, len(box.mails[3]))]
        assert visit.new(after=3, since=SINCE) == []  # « 4:* » is the last mail too
        assert visit.read(2) == box.mails[2]
        assert visit.read(9) is None


def test_many_mails_come_in_several_visits(box: ReplyBox) -> None:
    box.mails.update((uid, b"x") for uid in range(1, MOST + 5))
    with Inbox(read_inbox(box.url)).opened() as visit:
        assert len(visit.new(after=0, since=SINCE)) == MOST


def test_server_that_sends_more_than_was_asked_for_is_left(box: ReplyBox) -> None:
    box.put(b"x" * (2 * MAIL.size + 1))
    with pytest.raises(InboxUnread, match="broken"), Inbox(read_inbox(box.url)).opened() as visit:
        visit.read(1)


def test_each_failure_has_its_word(box: ReplyBox) -> None:
    url = box.url
    assert why(read_inbox(url.replace("sandbox", "wrong"))) == "forbidden"
    assert why(read_inbox(f"{url}/Autre")) == "no_folder"
    box.validity = None
    assert why(read_inbox(url)) == "no_uids"
    box.silent = True
    assert why(read_inbox(url), seconds=0.3) == "slow"
    secure = read_inbox(url.replace("imap://", "imaps://"))
    assert why(secure) == "unsafe"
    box.close()
    assert why(read_inbox(url)) == "unreachable"


@pytest.mark.parametrize(
    "said", [b"220 smtp ready\r\n", b"* BYE busy\r\n", b"\xff" * 5000, b"* OK\r\n" * 3 + b"x" * 1_100_000]
)
def test_what_is_no_imap_server_is_broken(said: bytes) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer() -> None:
            wire, _ = server.accept()
            with closing(wire):
                try:
                    wire.sendall(said)
                    while wire.recv(1000):
                        pass
                except OSError:
                    pass  # it was left

        Thread(target=answer, daemon=True).start()
        place = InboxPlace("127.0.0.1", server.getsockname()[1], False, "ana", "secret")
        assert why(place, seconds=0.5) in {"broken", "slow"}


def test_real_server_is_read() -> None:
    pytest.importorskip("pymap", reason="the real IMAP server is not installed")
    port = free_port()  # not one that another test may be given meanwhile
    line = [
        sys.executable,
        "-c",
        "from pymap.main import main; main()",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "dict",
        "--demo-data",
    ]
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    place = InboxPlace("127.0.0.1", port, False, "demouser", "demopass")
    try:
        until = monotonic() + PATIENCE
        while monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                assert server.poll() is None
        with Inbox(place).opened() as visit:
            found = visit.new(after=0, since=date(2000, 1, 1))
            assert found
            for uid, size in found:
                mail = visit.read(uid)
                assert mail is not None
                assert len(mail) == size
            last = found[-1][0]
            assert (visit.new(after=last, since=SINCE), visit.read(last + 9)) == ([], None)
        assert why(InboxPlace("127.0.0.1", port, False, "demouser", "wrong")) == "forbidden"
        assert why(InboxPlace("127.0.0.1", port, False, "demouser", "demopass", "Nulle part")) == "no_folder"
    finally:
        server.terminate()
        server.wait(PATIENCE)
