"""One tab of the page: it sends its person and window, then actions, and is sent what changes for that person."""

import json
import logging
import threading
import time
from typing import Protocol

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

from bot.sandbox import stamps
from bot.sandbox.browser.controls import Board, switch
from bot.sandbox.browser.drawings import Parts, Pen, Reads, draw_all, draw_letters, dump
from bot.sandbox.browser.gestures import GESTURES, Hands
from bot.sandbox.browser.traffic import draw_traffic, tell_row
from bot.sandbox.elements import NotOnScreen
from bot.sandbox.people.person import Person
from bot.sandbox.refused import Json
from bot.sandbox.workspace import Sandbox

GATHER_S = 0.003  # changes within so many seconds are sent together
REST = 4  # pause after a rendering, in multiples of the time that it took
LEAST_S, MOST_S = 0.02, 1.0  # shortest and longest time between two renderings
AT_ONCE = 8  # actions of one tab that run at the same time

log = logging.getLogger(__name__)


class Shared(Protocol):
    """What all tabs share."""

    sandbox: Sandbox
    board: Board
    reads: Reads
    pen: Pen


class Tab:
    """Serves the connection of a tab until it closes."""

    def __init__(self, shared: Shared, connection: ServerConnection) -> None:
        self._shared, self._connection = shared, connection
        self._key: tuple[str, str] = ("", "")
        self._window = str(id(connection))
        self._watching = ""
        self._sent: Parts = {}
        self._stale = self._over = False
        self._hands: Hands | None = None
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def run(self) -> None:
        pusher = threading.Thread(target=self._push, name="page-tab", daemon=True)
        try:
            for text in self._connection:
                asked = json.loads(text)
                if not isinstance(asked, dict):
                    break
                if "as" in asked:
                    self._key, self._sent = (str(asked["as"]), str(asked.get("name", ""))), {}
                    self._window = str(asked.get("window") or self._window)
                    if pusher.ident is None:
                        pusher.start()
                    self._refresh()
                else:
                    self._slots.acquire()
                    threading.Thread(target=self._do, args=(asked,), name="page-gesture", daemon=True).start()
        except (ConnectionClosed, ValueError):
            pass
        finally:
            self._over = True
            self._refresh()

    def _who(self, sandbox: Sandbox) -> Person | None:
        """Return the tab's person: by id, or in a new workspace by name; otherwise the first person."""
        people = sandbox.people
        wanted, name = self._key
        if found := next((person for person in people if person.id == wanted), None):
            self._key = (found.id, found.name)  # another scene may have a person of the same name
            return found
        return next((person for person in people if person.name == name), people[0] if people else None)

    def _do(self, asked: Json) -> None:
        try:
            done = self._answer(asked)
        except NotOnScreen:
            done = {"error": "not_on_screen"}
        except (LookupError, TypeError, ValueError) as wrong:
            log.warning("the page asked for what cannot be: %s (%s)", asked.get("do"), wrong)
            done = {"error": "not_understood"}
        except Exception:  # the page shows any error of the story's controls
            log.exception("the page's gesture failed: %s", asked.get("do"))
            done = {"error": "failed"}
        finally:
            self._slots.release()
        self._refresh()
        self._send(dump({"n": asked.get("n"), **done}))

    def _answer(self, asked: Json) -> Json:
        shared, what = self._shared, asked["do"]
        sandbox, controls = shared.sandbox, shared.board.controls
        if what in GESTURES:
            return GESTURES[what](self._hands_of(sandbox), asked)
        match what:
            case "watch":
                self._watching = str(asked["panel"])
            case "row":
                return dict(tell_row(sandbox.team, str(asked["row"])))
            case "read":
                shared.reads.mark(self._hands_of(sandbox).person.id, str(asked["channel"]), ts=str(asked["ts"]))
            case "fault":
                switch(sandbox, str(asked["code"]), on=bool(asked["on"]))
            case _ if controls is None:
                raise LookupError(what)
            case "move":
                controls.move(str(asked["label"]))
            case "stop":
                controls.stop_bot()
            case "start":
                controls.start_bot()
            case "load":
                controls.load(str(asked["scene"]))
            case _:
                raise LookupError(what)
        shared.board.forget()
        return {}

    def _hands_of(self, sandbox: Sandbox) -> Hands:
        person = self._who(sandbox)
        if person is None:
            raise NotOnScreen("nobody is there")
        hands = self._hands
        if hands is None or hands.team is not sandbox.team or hands.person.id != person.id:
            self._hands = hands = Hands(sandbox.team, person.at(self._window))
        return hands

    def _refresh(self) -> None:
        """Make all tabs look for changes, since the workspace does not announce every action."""
        self._stale = True
        self._shared.sandbox.team.tell()

    def _push(self) -> None:
        version, team = -1, None
        while not self._over:
            sandbox = self._shared.sandbox
            if sandbox.team is not team:
                version, team, self._sent = -1, sandbox.team, {}
            with team.lock:
                if team.version == version and not self._stale:
                    team.changed.wait(MOST_S)
            time.sleep(GATHER_S)
            started = stamps.elapsed()
            self._stale = False
            try:
                version = self._draw(sandbox)
            except Exception:  # a scene is being set up, or a control failed: try again later
                log.exception("the page could not be drawn")
                time.sleep(MOST_S)
            time.sleep(min(MOST_S, max(LEAST_S, REST * (stamps.elapsed() - started))))

    def _draw(self, sandbox: Sandbox) -> int:
        shared, team, before = self._shared, sandbox.team, self._sent
        person = self._hands_of(sandbox).person if sandbox.people else None
        stage = shared.board.state(sandbox, with_moves=self._watching == "levers")
        with team.lock:
            version = team.version
            parts = draw_all(team, person, pen=shared.pen, reads=shared.reads) if person else {}
            parts |= draw_traffic(team) if self._watching == "behind" else {}
            stage["broken"] = list(team.violations)
        parts |= draw_letters(sandbox.post) if self._watching == "mails" else {}
        parts["stage"] = dump(stage)
        parts["tour"] = dump(shared.board.tour(person.id) if person else [])
        changed = {path: part for path, part in parts.items() if before.get(path) != part}
        gone = [path for path in before if path not in parts]
        if changed or gone:
            inside = ",".join(f"{dump(path)}:{part}" for path, part in changed.items())
            whole = "" if before else '"whole":true,'
            self._sent = parts
            self._send(f'{{{whole}"set":{{{inside}}},"gone":{dump(gone)}}}')
        return version

    def _send(self, text: str) -> None:
        try:
            self._connection.send(text)
        except ConnectionClosed:
            self._over = True
