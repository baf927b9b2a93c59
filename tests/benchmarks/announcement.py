"""A gathering's announcement: an answer among many, and two hundred answers in a minute as the channel sees them."""

import time
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.dates.paris import day_of
from bot.gatherings import announcements, answers, sheets
from bot.gatherings.kinds import CONFERENCE, KINDS
from bot.gatherings.model import Gathering, Reply, Series
from bot.gatherings.series import occurrence
from bot.programme.model import Actor
from bot.sandbox.methods.rate_limits import RateLimits
from handlers.notices.dispatcher import Dispatcher
from handlers.notices.renderers import make_messages
from storage.database import Database
from storage.gatherings import gathering_series
from storage.programme import people, promotions

from .measure import Row, at_most, clocked, in_turns, timing
from .world import BACKENDS, NAMES, NOW, Cast, opened, settle

MANY, FEW = 200, 5
STEP = 60 / MANY  # seconds between two answers
LATEST = 5.0  # seconds after the last answer until it is shown: the goal of the issue
TIMES = 200


class Channel(WebClient):
    """A Slack with its own pace, which shows the card as it is now; `now` gives seconds."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-0", retry_handlers=[])
        self.at = 0.0
        self.limits = RateLimits(on=True, elapsed=lambda: self.at)
        self.shown = ""
        self.updates = self.refused = 0

    def api_call(self, api_method: str, **values: Any) -> SlackResponse:  # noqa: ANN401 the SDK's own signature
        given = values.get("json") or {}
        wait = self.limits.check(api_method, given.get("channel"))
        if wait is not None:
            self.refused += 1
            answer = self._answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(wait)})
            raise SlackApiError("too soon", answer)  # type: ignore[no-untyped-call] # the SDK gives it no types
        self.shown = given["text"]
        self.updates += api_method == "chat.update"
        return self._answer({"ok": True, "channel": "C0PROMO", "ts": "1.000001"}, 200, {})

    def _answer(self, data: dict[str, Any], status: int, headers: dict[str, str]) -> SlackResponse:
        return SlackResponse(
            client=self,
            http_verb="POST",
            api_url="chat.update",
            req_args={},
            data=data,
            headers=headers,
            status_code=status,
        )


def measure() -> list[Row]:
    """Give the rows of each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend) as (database,):
        with database.transaction() as tx:
            cast = settle(tx, eig=MANY + 1, hosts=2)
        few, many = (make(database, cast, host) for host in range(2))
        answer_all(database, cast, few, FEW)
        answer_all(database, cast, many, MANY)
        ours, peer = in_turns(
            clocked(_changing(database, cast, many)), clocked(_changing(database, cast, few)), times=TIMES, warm_up=10
        )
    with opened(backend) as (database,):
        with database.transaction() as tx:
            cast = settle(tx, eig=MANY, hosts=1)
        minute = _minute(database, cast, make(database, cast, 0), NAMES[backend])
    figure = f"an answer among {MANY}, {NAMES[backend]}"
    return [at_most(figure, ours, peer, peer_name=f"among {FEW}", times=1.5), minute]


def make(database: Database, cast: Cast, host: int) -> Gathering:
    """Make a conference in three weeks, announced."""
    with database.transaction() as tx:
        promotion = promotions.all_promotions(tx)[0]
        promotions.change_promotion(tx, promotion.id, channel_promotion="C0PROMO")
        series = Series(0, promotion.id, CONFERENCE, "", KINDS[CONFERENCE].minutes, cast.hosts[host])
        number = gathering_series.add(tx, series, draft_id=f"bench {host}", now=NOW)
        starts = (NOW + timedelta(days=22)).replace(hour=14)
        known = sheets.get_series(tx, number)
        made = occurrence.make_occurrence(
            tx, known, period="2026-05", starts=starts, day_by_rule=day_of(starts), now=NOW
        )
        if made is None:
            raise RuntimeError("it was made before")
        announcements.owe_announcement(tx, sheets.describe_gathering(tx, made.id), now=NOW)
        return made


def answer_all(database: Database, cast: Cast, made: Gathering, number: int) -> None:
    for at in range(number):
        _answer(database, cast, made, at, reply=Reply.COMES, now=NOW)


def _answer(database: Database, cast: Cast, made: Gathering, at: int, *, reply: Reply, now: datetime) -> None:
    with database.transaction() as tx:
        actor = Actor(f"UEIG{at}", people.by_id(tx, cast.eig[at]))
        answers.answer(tx, actor, made.id, reply=reply, now=now)


def _changing(database: Database, cast: Cast, made: Gathering) -> Any:  # noqa: ANN401 - a call
    replies = cycle((Reply.COMES, Reply.DECLINES))
    return lambda: _answer(database, cast, made, MANY, reply=next(replies), now=NOW)


def _minute(database: Database, cast: Cast, made: Gathering, name: str) -> Row:
    """Live through a minute of answers beside a dispatcher; time is made up, and so are Slack and its pace."""
    slack = Channel()

    def clock() -> datetime:
        return NOW + timedelta(seconds=int(slack.at))

    dispatcher = Dispatcher(
        client=slack,
        database=database,
        now=clock,
        machine_now=clock,
        render=make_messages(clock, []).render,
        look_up_account=lambda _person: None,
    )
    slack.at = 3600.0 * 2  # out of the quiet hours, in which it was owed
    dispatcher.run_once()
    begun, spent = slack.at, list[float]()
    for at in range(MANY):
        slack.at = begun + at * STEP
        started = time.perf_counter()
        _answer(database, cast, made, at, reply=Reply.COMES, now=clock())
        spent.append(time.perf_counter() - started)
        dispatcher.run_once()
    last = slack.at
    while f"{MANY} personnes viennent" not in slack.shown and slack.at < last + 60:
        slack.at += STEP
        dispatcher.run_once()
    late = slack.at - last
    said = f"last state after {late:.1f} s, {slack.updates} updates, {slack.refused} refused"
    goal = f"≤ {LATEST:g} s, ≤ 50 updates, none refused"
    met = late <= LATEST and slack.updates <= 50 and slack.refused == 0
    return Row(f"{MANY} answers in a minute, {name}", timing(spent), None, "", said, goal, met)
