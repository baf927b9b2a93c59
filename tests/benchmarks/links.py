"""The page of a link, looked at and pressed, beside the same use case by its button in Slack; mails with links."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count, cycle
from time import perf_counter
from urllib.parse import urlencode

from slack_sdk import WebClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bot.clock import machine_now
from bot.door.pages import POSTS
from bot.door.readiness import Report
from bot.door.web import make_door
from bot.gatherings import facts
from bot.notices import copies, notices
from bot.notices.model import MAIL_ACTIONS
from bot.outside.mail_server import read_mailbox, read_server
from bot.sandbox.post_office import PostOffice
from bot.settings import ExplicitSettings
from bot.signing import Signer
from bot.tools import Tools
from handlers import register
from handlers.notices.dispatcher import Dispatcher
from handlers.notices.mails.linking import Links, LinkTarget
from handlers.notices.mails.smtp import SmtpClient
from handlers.notices.renderers import PURPOSES, make_messages
from handlers.pages.desk import Desk
from storage.database import Database
from storage.programme import people

from .announcement import answer_all, make
from .measure import Row, Timing, at_most, clocked, in_turns, timing
from .receiving import agreeing_slack, bot_on, press
from .world import BACKENDS, NAMES, NOW, opened, settle

TIMES, WARM_UP = 200, 20
PEOPLE = 50
DONE = {"gatherings.come": "vous venez", "gatherings.decline": "vous ne venez pas"}
ACTS = tuple(DONE)
MAILS = 1000
Call = Callable[[], object]


def measure() -> list[Row]:
    """Give the rows of each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend) as (database,):
        with database.transaction() as tx:
            cast = settle(tx, eig=PEOPLE + 2, hosts=1)
        made = make(database, cast, 0)
        answer_all(database, cast, made, PEOPLE)
        page = _Pages(database, made.id, cast.eig[PEOPLE])
        page.prepare(TIMES + WARM_UP)
        with agreeing_slack() as slack, bot_on(database, slack) as bot:
            acts = cycle(ACTS)

            def by_button() -> float:  # by somebody else: each changes their own answer each time
                return bot.receive(press(f"UEIG{PEOPLE + 1}", next(acts), made.id))

            sides = by_button, clocked(page.look), clocked(page.post)
            button, look, post = in_turns(*sides, times=TIMES, warm_up=WARM_UP)
        mails = [_send_all(database, made.id, links=one) for one in (page.links, None)]
    name, peer = NAMES[backend], f"the button in Slack, {PEOPLE} people having answered"
    return [
        at_most(f"a link's page, GET, {name}", look, button, peer_name=peer, times=1.5),
        at_most(f"a link's page, POST, {name}", post, button, peer_name=peer, times=1.5),
        at_most(
            f"{MAILS} mails with links owed at once, {name}", *mails, peer_name="the same without links", times=1.5
        ),
    ]


def _send_all(database: Database, gathering_id: int, *, links: Links | None) -> Timing:
    """Owe as many people who have no Slack the announcement at once; time until the last mail has been taken."""
    machine = machine_now()
    with database.transaction() as tx:
        for number in range(MAILS):
            name = f"{'with' if links else 'without'} {number}"
            person = people.add(tx, name=name, email=f"{name.replace(' ', '-')}@example.org")
            mail = copies.Copy(facts.GatheringCard.kind, "").owed(gathering_id, to=person, due=machine)
            notices.owe(tx, replace(mail, subject=facts.GatheringCard.subject))
    office = PostOffice()
    office.open()
    post = SmtpClient(read_server(office.url), read_mailbox("bot@example.org"))
    render = make_messages(lambda: NOW, [], links=links).render
    dispatcher = Dispatcher(
        client=WebClient(),
        database=database,
        now=machine_now,
        machine_now=machine_now,
        render=render,
        look_up_account=lambda _: None,
        post=post,
        actions=MAIL_ACTIONS,
    )
    started = perf_counter()
    while dispatcher.run_once():
        pass
    spent = perf_counter() - started
    taken = office.letters
    office.close()
    if len(taken) != MAILS or ("/r/" in taken[0].text) != (links is not None):
        raise RuntimeError(f"{len(taken)} mails came")
    return timing([spent])


class _Pages:
    """The door with one person's links of one gathering, as a proxy asks it; no link is pressed too often."""

    def __init__(self, database: Database, gathering_id: int, person_id: int) -> None:
        links = Links(Signer("secret of the benchmarks, long enough", salt="x"), base="http://x", purposes=PURPOSES)
        tools = Tools(database, lambda: NOW, ExplicitSettings(database_url="sqlite://"), lambda: None)
        messages = make_messages(tools.now, [], links=links)
        desk = Desk(tools, register(), messages=messages, links=links)
        self._door = make_door(tools, bolt=None, readiness=Report, make_desk=lambda: desk)
        self.links, self._gathering_id, self._person_id = links, gathering_id, person_id
        self._views: dict[int, str] = {}  # what the page of each link carries, signed: it was looked at before
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
        link = number // POSTS
        act = next(self._acts)
        view = {"view": self._views[link], "press": f"{act} {self._gathering_id}", "gesture": f"gesture {number}"}
        said = self._ask("POST", urlencode(view).encode(), number=link)
        if DONE[act] not in said:
            raise RuntimeError("it was not done")

    def prepare(self, times: int) -> None:
        """Look at the pages of as many links as are needed to press so often."""
        for link in range(times // POSTS + 1):
            html = self._ask("GET", b"", number=link)
            self._views[link] = html.partition('name="view" value="')[2].partition('"')[0]

    def _ask(self, method: str, data: bytes, *, number: int = 0) -> str:
        kind, subject = facts.GatheringCard.kind, facts.GatheringCard.subject
        pointer = LinkTarget(ACTS[0], kind, subject, self._gathering_id, "", number, self._person_id, self._until, "")
        environ = EnvironBuilder(
            f"/r/{self.links.write(pointer)}",
            method=method,
            data=data,
            content_type="application/x-www-form-urlencoded",
        ).get_environ()
        body, status, _ = run_wsgi_app(self._door, environ)
        html = b"".join(body).decode()
        if not status.startswith("200") or "<h1>" not in html:
            raise RuntimeError(f"no page: {status}")
        return html
