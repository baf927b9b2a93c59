"""Each reader of data from outside is fed the worst input that its limits let in; its processor time is measured.

`bot/runtime/limits.py` has the limits. `thread_time` counts the processor time of this thread alone, so that a busy machine
changes little.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import thread_time

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from bot.clock import machine_now
from bot.door.pages import add_pages
from bot.runtime.limits import ONE_CLICK, PAGE_FORM
from bot.settings import Settings
from bot.signing import Signer
from bot.tools import Tools
from handlers.notices.mails.linking import Links, Pointer
from handlers.notices.renderers import PURPOSES, make_messages
from handlers.pages.desk import Desk
from storage.database import Database
from tests.architecture.house import routes

FIELDS, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
NOBODY = 0.02  # seconds for what is not addressed to us


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if the block takes more processor time."""
    before = thread_time()
    yield
    spent = thread_time() - before
    assert spent < seconds, f"{spent:.3f} s"


Post = Callable[[str, bytes, str], TestResponse]


@pytest.fixture
def post(database: Database) -> Post:
    """Return what posts a body of a content type to a link: a token, or "" for a link that we signed."""
    links = Links(Signer("the key of these pages, long enough", salt="x"), base="http://x", purposes=PURPOSES)
    tools = Tools(database, machine_now, Settings(_env_file=None, database_url="sqlite://"), lambda: None)
    door, messages = Flask("pages"), make_messages(machine_now, [], links=links)
    add_pages(door, Desk(tools, routes(), messages=messages, links=links), settings=tools.settings)
    act = next(iter(PURPOSES))
    ours = links.write(Pointer(act, "", "", 1, "", 0, 10**6, 0, ""))
    client = Client(door)
    client.post(f"/r/{ours}")  # what is loaded for the first one
    return lambda token, data, kind: client.post(f"/r/{token or ours}", data=data, content_type=kind)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"&" * PAGE_FORM.size, FIELDS),
        (b"a=&" * (PAGE_FORM.size // 3), FIELDS),
        (b"a=%FF&" * (PAGE_FORM.size // 6), FIELDS),
        (PART * (PAGE_FORM.size // len(PART)), PARTS),
        (b"--b\r\n" * (PAGE_FORM.size // 5), PARTS),
    ],
    ids=["empty fields", "fields", "broken fields", "parts", "boundaries"],
)
def test_form_to_a_link_that_nobody_has_or_of_too_many_fields_is_not_parsed(post: Post, data: bytes, kind: str) -> None:
    for token, status in (("nobody", 404), ("", 413)):
        with within(NOBODY):
            assert post(token, data, kind).status_code == status


def test_largest_form_of_a_link_takes_little(post: Post) -> None:
    fields, one = PAGE_FORM.count or 0, PAGE_FORM.size // (PAGE_FORM.count or 1)
    worst = b"&".join([b"a=" + b"%FF" * ((one - 3) // 3)] * fields)
    with within(PAGE_FORM.seconds):
        assert post("", worst, FIELDS).status_code == 410  # of nobody
    with within(ONE_CLICK.seconds):
        assert post("", (PART * 100)[: ONE_CLICK.size], PARTS).status_code == 410
