"""The live page's server: its files, its WebSocket, gestures by ids, what each tab is sent and what it is refused."""

import base64
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from bot.sandbox.browser.page import BrowserPage, serve_page
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import actions, button, section
from tests.patience import PATIENCE

Json = dict[str, Any]
OPTIONS = [{"text": {"type": "plain_text", "text": "même"}, "value": value} for value in ("un", "deux")]
MODAL: Json = {
    "type": "modal",
    "callback_id": "essai",
    "title": {"type": "plain_text", "text": "Essai"},
    "submit": {"type": "plain_text", "text": "Envoyer"},
    "blocks": [
        {
            "type": "input",
            "block_id": "need",
            "label": {"type": "plain_text", "text": "Besoin"},
            "element": {"type": "plain_text_input", "action_id": "need"},
        },
        {
            "type": "input",
            "block_id": "pick",
            "label": {"type": "plain_text", "text": "Choix"},
            "element": {"type": "static_select", "action_id": "pick", "options": OPTIONS},
        },
        {
            "type": "input",
            "block_id": "cv",
            "optional": True,
            "label": {"type": "plain_text", "text": "CV"},
            "element": {"type": "file_input", "action_id": "cv"},
        },
    ],
}


class Window:
    """A tab without a browser: what it was sent, put together, and gestures that wait for their answer."""

    def __init__(self, connection: ClientConnection, person: Person, name: str | None = None) -> None:
        self.connection, self.asked = connection, 0
        self.parts: Json = {}
        connection.send(json.dumps({"as": person.id, "window": name}))
        self.until(lambda: "me" in self.parts)

    def take(self) -> Json:
        told: Json = json.loads(self.connection.recv(timeout=PATIENCE))
        if "set" in told:
            self.parts = told["set"] if told.get("whole") else self.parts | told["set"]
            for path in told["gone"]:
                del self.parts[path]
        return told

    def until(self, condition: Callable[[], Any]) -> None:
        while not condition():
            self.take()

    def do(self, what: str, **details: object) -> Json:
        self.asked += 1
        self.connection.send(json.dumps({"do": what, "n": self.asked, **details}))
        while (told := self.take()).get("n") != self.asked:
            pass
        return told

    def texts(self) -> list[str]:
        return [part["text"] for path, part in sorted(self.parts.items()) if path.startswith("m/")]


@pytest.fixture
def page(sandbox: Sandbox) -> Iterator[BrowserPage]:
    served = serve_page(sandbox, port=0)
    yield served
    served.close()


@contextmanager
def window(page: BrowserPage, person: Person, name: str | None = None) -> Iterator[Window]:
    with connect(f"ws://127.0.0.1:{page.port}/ws", origin=Origin(page.address)) as connection:
        yield Window(connection, person, name)


def get(page: BrowserPage, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(page.address + path, headers=headers), timeout=PATIENCE
        ) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, dict(refused.headers), refused.read()


@pytest.mark.usefixtures("bot")
def test_page_is_served_whole_from_this_machine_alone(page: BrowserPage) -> None:
    status, headers, body = get(page, "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body.startswith(b'<!DOCTYPE html>\n<html lang="fr">')
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert b"http://" not in body
    assert b"https://" not in body
    for path in ("/app.js", "/app.css", "/mrkdwn.js"):
        assert get(page, path)[0] == 200
    for path in ("/page.py", "/../page.py", "/%2e%2e/page.py", "/file/F0", "/mail/1", "/mail/x", "/rien"):
        assert get(page, path)[0] == 404
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", page.port), timeout=PATIENCE)  # as any other address of this machine


@pytest.mark.usefixtures("bot")
def test_another_site_reaches_neither_page_nor_socket(page: BrowserPage) -> None:
    assert get(page, "/", Host=f"exemple.fr:{page.port}")[0] == 403
    with pytest.raises(InvalidStatus, match="403"):
        connect(f"ws://127.0.0.1:{page.port}/ws", origin=Origin("https://exemple.fr"))


def test_port_that_is_taken_is_an_os_error(sandbox: Sandbox, page: BrowserPage) -> None:
    with pytest.raises(OSError, match="in use"):
        serve_page(sandbox, port=page.port)


def test_command_opens_a_modal_that_is_filled_and_submitted(
    sandbox: Sandbox, page: BrowserPage, http_app: App, web: WebClient
) -> None:
    seen: list[Json] = []

    def open_it(ack: Ack, body: Json) -> None:
        ack()
        web.views_open(trigger_id=body["trigger_id"], view=MODAL)

    def take_it(ack: Ack, view: Json) -> None:
        seen.append(view["state"]["values"])
        ack(response_action="errors", errors={"need": "Trop court"}) if len(seen) == 1 else ack()

    http_app.command("/essai")(open_it)
    http_app.view("essai")(take_it)
    ana = sandbox.add_person("Ana")
    with window(page, ana) as tab:
        assert tab.do("command", channel=ana.dm.id, line="/essai bonjour") == {"n": 1, "error": None}
        tab.until(lambda: tab.parts["modal"])
        view = tab.parts["modal"]["id"]
        assert set(tab.do("submit", view=view)["errors"]) == {"need", "pick"}  # held back: nothing was entered
        assert seen == []
        values = {"need": {"need": "a"}, "pick": {"pick": "deux"}, "gone": {"x": "y"}}
        assert tab.do("submit", view=view, values=values)["errors"] == {"need": "Trop court"}
        tab.until(lambda: tab.parts["modal"]["errors"])
        assert seen[0]["pick"]["pick"]["selected_option"] == OPTIONS[1]  # by its value: the labels are the same
        assert tab.do("upload", view=view, block="cv", name="a.pdf", data=base64.b64encode(b"%PDF").decode()) == {
            "n": 4
        }
        assert tab.do("submit", view=view, values=values)["errors"] == {}
        tab.until(lambda: tab.parts["modal"] is None)
        assert [one["name"] for one in seen[1]["cv"]["cv"]["files"]] == ["a.pdf"]
        assert tab.do("submit", view=view)["error"] == "not_on_screen"
    assert sandbox.violations == []


def test_modal_is_in_the_window_alone_whose_trigger_opened_it(
    sandbox: Sandbox, page: BrowserPage, http_app: App, web: WebClient
) -> None:
    def open_it(ack: Ack, body: Json) -> None:
        ack()
        web.views_open(trigger_id=body["trigger_id"], view=MODAL | {"callback_id": body["text"]})

    http_app.command("/essai")(open_it)
    ana = sandbox.add_person("Ana")
    with window(page, ana, "one") as first, window(page, ana, "two") as second:
        for tab, text in ((first, "a"), (second, "b")):
            assert not tab.parts["modal"]
            tab.do("command", channel=ana.dm.id, line=f"/essai {text}")
            tab.until(lambda tab=tab: tab.parts["modal"])  # type: ignore[misc]
            seen = ana.modal  # a script's: the newest of all windows
            assert seen is not None
            assert (seen.id, seen.callback_id) == (tab.parts["modal"]["id"], text)
        assert first.do("submit", view=second.parts["modal"]["id"])["error"] == "not_on_screen"
        second.do("close", view=second.parts["modal"]["id"])
        second.until(lambda: second.parts["modal"] is None)
        kept = first.parts["modal"]["id"]
        with window(page, ana, "one") as again:  # the same window, after the server was away
            assert again.parts["modal"]["id"] == kept
    assert sandbox.violations == []


def test_press_finds_the_very_button_among_alike_ones(
    sandbox: Sandbox, page: BrowserPage, http_app: App, web: WebClient
) -> None:
    pressed: list[str] = []

    def note(ack: Ack, action: Json) -> None:
        ack()
        pressed.append(action["value"])

    http_app.action("x")(note)
    ana = sandbox.add_person("Ana")
    one, two = (actions(button("Annuler", "x", value=value)) for value in ("1", "2"))
    web.chat_postMessage(channel=ana.id, text="a", blocks=[section("a"), one, two])
    with window(page, ana) as tab:
        message = next(part for path, part in tab.parts.items() if path.startswith("m/"))
        where = {"channel": message["channel"], "ts": message["ts"], "action": "x"}
        assert tab.do("press", **where, block=message["blocks"][2]["block_id"])["error"] is None
        assert pressed == ["2"]
        assert tab.do("press", **where, block="none")["error"] == "not_on_screen"


@pytest.mark.usefixtures("bot")
def test_each_tab_sees_its_person_only_and_unread_marks_are_shared(
    sandbox: Sandbox, page: BrowserPage, web: WebClient
) -> None:
    ana, bob = sandbox.add_person("Ana"), sandbox.add_person("Bob")
    room = sandbox.add_channel("salle", members=[ana, bob])
    with window(page, ana) as first, window(page, ana) as second, window(page, bob) as other:
        web.chat_postMessage(channel=ana.id, text="pour Ana")
        web.chat_postEphemeral(channel=room.id, user=ana.id, text="pour Ana seule")
        bob.message("à la salle", channel=room)
        first.until(lambda: len(first.texts()) == 3)
        second.until(lambda: len(second.texts()) == 3)
        other.until(lambda: other.texts() == ["à la salle"])
        unread = {one["name"]: one["unread"] for one in second.parts["channels"]}
        assert unread == {sandbox.team.bot.name: 1, "salle": 2}
        first.do("read", channel=room.id, ts=room.messages[-1].ts)
        second.until(lambda: {one["name"]: one["unread"] for one in second.parts["channels"]}["salle"] == 0)
        assert other.do("message", channel=ana.dm.id, text="chez Ana")["error"] == "not_on_screen"
        web.chat_delete(channel=ana.dm.id, ts=ana.inbox()[0].ts)
        first.until(lambda: len(first.texts()) == 2)


@pytest.mark.usefixtures("bot")
def test_group_is_listed_by_its_members_and_its_button_pressed(
    sandbox: Sandbox, page: BrowserPage, web: WebClient
) -> None:
    ana, bob, cleo = (sandbox.add_person(name) for name in ("Ana", "Bob", "Cléo"))
    with window(page, ana) as mine, window(page, cleo) as theirs:
        group = web.conversations_open(users=[ana.id, bob.id])["channel"]["id"]
        blocks = [actions(button("Garder", "keep"))]
        web.chat_postMessage(channel=group, text="Carte", blocks=blocks)
        mine.until(lambda: "Carte" in mine.texts())
        (listed,) = (one for one in mine.parts["channels"] if one["id"] == group)
        assert (listed["name"], listed["kind"], listed["people"], listed["unread"]) == ("Bob, essai", "mpim", 3, 1)
        (card,) = (part for path, part in mine.parts.items() if path.startswith(f"m/{group}/"))
        where = {"channel": group, "ts": card["ts"], "block": card["blocks"][0]["block_id"], "action": "keep"}
        assert mine.do("press", **where)["error"] is None
        mine.do("message", channel=group, text="merci")
        mine.until(lambda: "merci" in mine.texts())
        assert "error" in theirs.do("press", **where)
        assert [one["kind"] for one in theirs.parts["channels"]] == ["im"]


@pytest.mark.usefixtures("bot")
def test_traffic_is_sent_to_who_watches_it(sandbox: Sandbox, page: BrowserPage, web: WebClient) -> None:
    ana = sandbox.add_person("Ana")
    with window(page, ana) as tab:
        web.chat_postMessage(channel=ana.id, text="a", blocks=[section("é" * 3)])
        ana.command("/essai")
        tab.until(lambda: tab.texts() == ["a"])
        assert not [path for path in tab.parts if path.startswith("t/")]
        tab.do("watch", panel="behind")
        tab.until(lambda: "t/d0" in tab.parts)
        rows = {part["name"]: part for path, part in tab.parts.items() if path.startswith("t/")}
        assert (rows["/essai"]["status"], rows["/essai"]["late"], rows["/essai"]["ms"] < 3000) == (200, False, True)
        assert rows["chat.postMessage"]["error"] is None
        assert "ééé" in tab.do("row", row="c0")["sent"]
        sandbox.team.break_rule("une règle")
        sandbox.team.tell()
        tab.until(lambda: tab.parts["stage"]["broken"] == ["une règle"])


@pytest.mark.usefixtures("bot")
def test_faults_are_switches_for_all_tabs(sandbox: Sandbox, page: BrowserPage) -> None:
    ana, codes = sandbox.add_person("Ana"), ("slack_down", "rate_limits")
    with window(page, ana) as tab, window(page, ana) as other:
        for code in codes:
            tab.do("fault", code=code, on=True)
        other.until(lambda: [code for code, on in other.parts["stage"]["switches"].items() if on] == list(codes))
        assert (sandbox.faults.take("auth.test", {}) is None, sandbox.limits.active) == (False, True)
        for code in codes:
            tab.do("fault", code=code, on=False)
        assert (sandbox.faults.take("auth.test", {}) is None, sandbox.limits.active) == (True, False)
        assert tab.do("fault", code="nothing", on=True)["error"] == "not_understood"
        assert tab.do("move", label="+1 h")["error"] == "not_understood"  # no controls were given


@pytest.mark.usefixtures("bot")
def test_file_is_saved_and_never_opened_as_a_page(sandbox: Sandbox, page: BrowserPage) -> None:
    ana = sandbox.add_person("Ana")
    evil = sandbox.team.files.add('a".html', data=b"<script>1</script>", user=ana.id)
    status, headers, body = get(page, f"/file/{evil.id}")
    assert (status, body) == (200, b"<script>1</script>")
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%22.html"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.usefixtures("bot")
def test_another_workspace_is_shown_to_the_person_of_the_same_name(sandbox: Sandbox, page: BrowserPage) -> None:
    sandbox.add_person("Bob")
    ana = sandbox.add_person("Ana")
    other = Sandbox()
    other.add_person("Zoé")
    again = other.add_person("Ana")
    with window(page, ana) as tab:
        tab.connection.send(json.dumps({"as": ana.id, "name": ""}))  # chosen in the list: no name is sent
        tab.take()
        page.show(other)
        tab.until(lambda: tab.parts["me"]["id"] == again.id)
        other.team.post(again.dm, text="neuf", blocks=[])
        tab.until(lambda: tab.texts() == ["neuf"])


@pytest.mark.usefixtures("bot")
def test_fifty_tabs_all_see_a_message(sandbox: Sandbox, page: BrowserPage) -> None:
    ana, bob = sandbox.add_person("Ana"), sandbox.add_person("Bob")
    room = sandbox.add_channel("salle", members=[ana, bob])
    seen: list[str] = []

    def look() -> None:
        with window(page, ana) as tab:
            ready.wait(PATIENCE)
            tab.until(tab.texts)
            seen.extend(tab.texts())

    ready = threading.Barrier(51)
    tabs = [threading.Thread(target=look) for _ in range(50)]
    for tab in tabs:
        tab.start()
    ready.wait(PATIENCE)
    bob.message("bonjour", channel=room)
    for tab in tabs:
        tab.join(PATIENCE)
    assert seen == ["bonjour"] * 50


@pytest.mark.usefixtures("bot")
def test_senseless_frames_end_no_server(sandbox: Sandbox, page: BrowserPage) -> None:
    ana = sandbox.add_person("Ana")
    for frame in ("{", "[]", "1", '"as"', '{"do":[]}', '{"do":"press"}', '{"do":"row","row":"x"}', "{}"):
        with connect(f"ws://127.0.0.1:{page.port}/ws", origin=Origin(page.address)) as connection:
            connection.send(frame)
    with window(page, ana) as tab:
        assert tab.do("close", view="V0") == {"n": 1}


def test_mails_are_shown_to_who_looks_and_their_html_is_fenced_in(page: BrowserPage, sandbox: Sandbox) -> None:
    ana = sandbox.add_person("Ana Roche")
    mail = b"From: bot@a.fr\r\nSubject: Bonjour\r\nContent-Type: text/html\r\n\r\n<script>x</script><p>ici</p>\r\n"
    with window(page, ana) as tab:
        sandbox.post.take("bot@a.fr", ("lea@b.fr",), data=mail)
        tab.do("watch", panel="mails")
        tab.until(lambda: "mail/1" in tab.parts)
        assert {key: tab.parts["mail/1"][key] for key in ("subject", "to", "html")} == {
            "subject": "Bonjour",
            "to": ["lea@b.fr"],
            "html": True,
        }
        tab.do("watch", panel="")
        tab.until(lambda: "mail/1" not in tab.parts)
    status, headers, body = get(page, "/mail/1")
    assert (status, body.strip()) == (200, b"<script>x</script><p>ici</p>")
    rules = headers["Content-Security-Policy"].split("; ")
    assert rules == [
        *("default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'"),
        "sandbox allow-popups allow-popups-to-escape-sandbox",  # its links open beside it, as in a mail programme
    ]
