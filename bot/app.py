"""The composition root: settings → database, clock, Bolt, dispatcher, clock jobs. The whole house in one screen."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.clock import clock_from, machine_now
from bot.fetching import Fetcher
from bot.house import House
from bot.mail_server import read_mailbox, read_server
from bot.metrics import SLACK_ACK_SECONDS, SLACK_REQUESTS
from bot.notices.model import MAIL_ACTIONS, SLACK_ACTIONS
from bot.programme.service import appoint_coaches, serve_workspace
from bot.schedule import SECONDS, SECONDS_WITH_CLOCK_FILE, Schedule
from bot.settings import Settings
from bot.tools import Tools
from bot.upkeep import start_jobs
from bot.web import make_door
from handlers import register
from handlers.kit.ack_runner import AckRunner
from handlers.kit.identity import Identities
from handlers.kit.turn import ANSWER_SECONDS
from handlers.notices.jobs import Dispatcher
from handlers.notices.renderers import make_messages
from handlers.notices.smtp import Post
from handlers.programme.accounts import Accounts
from storage.database import Database

LISTENERS = 24  # threads: Bolt's own five are used up by five slow listeners


def build(settings: Settings, *, fetcher: Fetcher | None = None) -> House:
    """Build the house for a migrated database. Raises SlackApiError for a bad token, OtherWorkspace for another's.

    `fetcher`: what reads addresses that people gave, when it may reach what the usual one does not (tests).
    """
    now = clock_from(settings.bot_clock_file)
    database = Database(settings.database_url)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    # The SDK's own retry sends a message twice when the answer was lost: what sends has none.
    client = WebClient(
        token, base_url=settings.slack_api_url, timeout=10, retry_handlers=[], proxy=settings.slack_proxy
    )
    us = AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=client.auth_test())
    with database.transaction() as tx:
        serve_workspace(tx, us.team_id or "")
        appoint_coaches(tx, settings.bot_coaches)

    routes, accounts = register(), Accounts(database, client, now)
    messages = make_messages(now, routes.help)
    make_dispatcher = partial(
        Dispatcher,
        client=client,
        database=database,
        now=now,
        machine_now=machine_now,
        render=messages.render,
        on_failed=messages.follow,
        look_up_account=accounts.find,
        post=_make_post(settings),
    )
    dispatcher, mailer = make_dispatcher(actions=SLACK_ACTIONS), make_dispatcher(actions=MAIL_ACTIONS)

    def wake() -> None:
        dispatcher.wake()
        mailer.wake()

    tools = Tools(database, now, settings, wake, fetcher or Fetcher(proxy_for=settings.proxy_for))
    executor = ThreadPoolExecutor(LISTENERS, thread_name_prefix="listener")
    bolt = _make_bolt(settings, us, executor=executor)
    routes.attach(bolt, tools=tools, identify=Identities(tools).find)
    AckRunner.install(bolt, _observe)

    schedule = Schedule()
    schedule.every(SECONDS_WITH_CLOCK_FILE if settings.bot_clock_file else SECONDS, wake)
    schedule.every(SECONDS, accounts.match_some)
    start_jobs(schedule, tools)
    parts, served = (schedule, dispatcher, mailer), None if settings.uses_socket_mode else bolt
    door = make_door(tools, bolt=served, is_working=lambda: all(one.is_running for one in parts))
    return House(tools, bolt, dispatcher, mailer, schedule, door, executor)


def _make_bolt(settings: Settings, us: AuthorizeResult, *, executor: ThreadPoolExecutor) -> App:
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None
    # Without a token of its own: what `authorize` gives serves each request, and auth.test is asked once, at the start.
    plain = WebClient(
        base_url=settings.slack_api_url, timeout=ANSWER_SECONDS, retry_handlers=[], proxy=settings.slack_proxy
    )
    return App(client=plain, signing_secret=secret, authorize=lambda: us, listener_executor=executor)


def _make_post(settings: Settings) -> Post | None:
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    return Post(read_server(settings.smtp_url.get_secret_value()), read_mailbox(settings.mail_from))


def _observe(kind: str, outcome: str, seconds: float) -> None:
    SLACK_REQUESTS.labels(kind=kind, outcome=outcome).inc()
    SLACK_ACK_SECONDS.observe(seconds)
