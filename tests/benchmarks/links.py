"""The page of a link, looked at and pressed, beside the same use case by its button in Slack; mails with links."""

from collections.abc import Callable
from itertools import count, cycle
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder, run_wsgi_app

from bot.door.pages import POSTS
from bot.door.readiness import Report
from bot.door.web import make_door
from bot.gatherings import facts
from bot.settings import Settings
from bot.signing import Signer
from bot.tools import Tools
from handlers import register
from handlers.notices.mails.linking import Links, Pointer
from handlers.notices.renderers import PURPOSES, make_messages
from handlers.pages.desk import Desk
from storage.database import Database

from .announcement import answer_all, make
from .measure import Row, at_most, clocked, in_turns
from .receiving import agreeing_slack, bot_on, press
from .world import BACKENDS, NAMES, NOW, opened, settle

TIMES, WARM_UP = 200, 20
PEOPLE = 50
ACTS = ("gatherings.come", "gatherings.decline")
Call = Callable[[], object]


def measure() -> list[Row]:
    """Give the rows of each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend) as (database,):
        with database.transaction() as tx:
            cast = settle(tx, eig=PEOPLE + 1, hosts=1)
        made = make(database, cast, 0)
        answer_all(database, cast, made, PEOPLE)
        page = _Pages(database, made.id, cast.eig[PEOPLE])
        with agreeing_slack() as slack, bot_on(database, slack) as bot:
            acts = cycle(ACTS)

            def by_button() -> float:
                return bot.receive(press(f"UEIG{PEOPLE}", next(acts), made.id))

            sides = by_button, clocked(page.look), clocked(page.post)
            button, look, post = in_turns(*sides, times=TIMES, warm_up=WARM_UP)
    name, peer = NAMES[backend], f"the button in Slack, {PEOPLE} people having answered"
    return [
        at_most(f"a link's page, GET, {name}", look, button, peer_name=peer, times=1.5),
        at_most(f"a link's page, POST, {name}", post, button, peer_name=peer, times=1.5),
    ]


class _Pages:
    """The door with one person's links of one gathering, as a proxy asks it; no link is pressed too often."""

    def __init__(self, database: Database, gathering_id: int, person_id: int) -> None:
        links = Links(Signer("secret of the benchmarks, long enough", salt="x"), base="http://x", purposes=PURPOSES)
        tools = Tools(database, lambda: NOW, Settings(_env_file=None, database_url="sqlite://"), lambda: None)
        messages = make_messages(tools.now, [], links=links)
        desk = Desk(tools, register(), messages=messages, links=links)
        self._door = make_door(tools, bolt=None, readiness=Report, desk=desk)
        self._links, self._gathering_id, self._person_id = links, gathering_id, person_id
        self._number = count()
        self._acts = cycle(ACTS)
        with database.reading() as reading:
            ends = PURPOSES[ACTS[0]].ends(reading, gathering_id)
        self._until = int(ends.timestamp())

    def look(self) -> None:
        """Open it."""
        self._ask("GET", b"")

    def post(self) -> None:
        """Press its other button."""
        number = next(self._number)
        form = {"press": f"{next(self._acts)} {self._gathering_id}", "gesture": f"gesture {number}"}
        self._ask("POST", urlencode(form).encode(), number=number // POSTS)

    def _ask(self, method: str, data: bytes, *, number: int = 0) -> None:
        kind, subject = facts.Card.kind, facts.Card.subject
        pointer = Pointer(ACTS[0], kind, subject, self._gathering_id, "", number, self._person_id, self._until, "")
        environ = EnvironBuilder(
            f"/r/{self._links.write(pointer)}",
            method=method,
            data=data,
            content_type="application/x-www-form-urlencoded",
        ).get_environ()
        body, status, _ = run_wsgi_app(self._door, environ)
        if not status.startswith("200") or b"<h1>" not in b"".join(body):
            raise RuntimeError(f"no page: {status}")
