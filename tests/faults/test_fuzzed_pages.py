"""What anybody can ask of the door: addresses, headers and forms bent by Hypothesis are answered; nothing changes."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from bot.door.readiness import Report
from bot.door.web import Door as Serving
from bot.door.web import make_door
from tests.architecture.hostile import Bend, bends, bent, bent_text, often, texts
from tests.architecture.linking import Pages, form_for
from tests.architecture.staging import raised
from tests.architecture.test_links import allowed
from tests.architecture.things import set_up
from tests.databases import fresh, raw

BASE = "https://bot.example.org"
ACTS = ("gatherings.come", "helpdesk.leave", "mentoring.review", "evaluation.half_days", "polls.open")
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/\xe9", "")
DONE = "SELECT id, actor_id FROM history ORDER BY id"
METHODS = ("GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT")
Log = pytest.LogCaptureFixture


@dataclass
class Door:
    """The door of a world, as a server calls it, and what writes links to it."""

    pages: Pages
    serve: Serving

    def ask(self, method: str, path: bytes, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Ask for a path of any bytes; give the status and the answer."""
        status: list[str] = []
        environ = {
            **headers,
            "REQUEST_METHOD": method,
            "PATH_INFO": path.decode("latin-1"),
            "SCRIPT_NAME": "",
            "SERVER_NAME": "bot",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
        }
        said = b"".join(self.serve(environ, lambda line, *_: status.append(line)))  # type: ignore[arg-type]
        return int(status[0].partition(" ")[0]), said


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rare)])
def door(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("pages")
    with raised(folder, fresh(request.param, folder)) as world:
        pages, tools = Pages(world), world.stage.house.tools
        reached = replace(tools, settings=tools.settings.model_copy(update={"bot_base_url": BASE}))
        yield Door(
            pages, make_door(reached, bolt=None, readiness=lambda: Report(None, {}), make_desk=lambda: pages.desk)
        )


@often(40)
@given(data=st.data())
def test_address_is_answered_and_changes_nothing(door: Door, caplog: Log, data: st.DataObject) -> None:
    begins = data.draw(st.sampled_from((b"/agenda/", b"/r/", b"/promotion.ics", b"/metrics", b"/readyz", b"/")))
    ends = data.draw(st.binary(max_size=60) | texts.map(lambda text: text.encode("utf-8", "surrogatepass")))
    path = begins + ends + data.draw(st.sampled_from((b"", b".ics")))
    names = ("HOST", "AUTHORIZATION", "X_FORWARDED_FOR", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "RANGE", "COOKIE")
    given = data.draw(st.dictionaries(st.sampled_from(names), texts, max_size=3))
    headers = {f"HTTP_{name}": text.encode("utf-8", "replace").decode("latin-1") for name, text in given.items()}
    asked_from = data.draw(st.sampled_from(("10.0.0.1", "127.0.0.1", "::1", "fe80::1%eth0", "")))
    method = data.draw(st.sampled_from(METHODS))
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    body = data.draw(st.binary(max_size=60))
    before = door.pages.world.everything()
    status, _ = door.ask(method, path, body, form | headers | {"REMOTE_ADDR": asked_from})
    assert status < 500
    assert faults(caplog) == []
    assert door.pages.world.everything() == before


@often(25)
@given(act=st.sampled_from(ACTS), ways=bends, spoilt=st.booleans(), kind=st.sampled_from(KINDS))
def test_form_of_a_link_does_what_its_page_shows_or_nothing(
    door: Door, caplog: Log, act: str, ways: list[Bend], *, spoilt: bool, kind: str
) -> None:
    cell = allowed(act)
    world = door.pages.world
    world.begin_again()
    thing = set_up(world, cell)
    token = door.pages.links.write(door.pages.pointer(cell, thing))
    form = bent(form_for(door.pages, token, cell, thing), ways)
    token = bent_text(token, ways[0]) if spoilt else token
    fields = form if isinstance(form, dict) else {"view": form}
    body = urlencode(fields, doseq=True, errors="surrogatepass").encode()
    before = world.read(lambda tx: raw(tx, DONE))
    headers = {"CONTENT_TYPE": kind, "REMOTE_ADDR": f"10.0.{ways[0].first % 256}.1"}
    status, _ = door.ask("POST", b"/r/" + token.encode("utf-8", "surrogatepass"), body, headers)
    assert status < 500
    assert faults(caplog) == []
    new = world.read(lambda tx: raw(tx, DONE))[len(before) :]
    assert {actor for _, actor in new} <= {world.me(cell)}


def test_door_has_no_other_address_than_those_that_are_named(door: Door) -> None:
    """No folder of files is served, so that no path leads out of one."""
    pages = door.serve.pages
    assert isinstance(pages, Flask)
    found = {(rule.rule, *sorted(rule.methods or ())) for rule in pages.url_map.iter_rules()}
    looks = ("GET", "HEAD", "OPTIONS")
    named = (
        "/healthz",
        "/readyz",
        "/metrics",
        "/agenda/<token>.ics",
        "/promotion.ics",
        "/r/page.css",
        "/r/<token>",
        "/clock",
    )
    assert found == {*((page, *looks) for page in named), ("/r/<token>", "OPTIONS", "POST")}


def faults(caplog: Log) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
