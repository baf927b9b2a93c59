"""The composition root: it builds the database, the clock, Bolt, dispatchers and periodic jobs from the settings."""

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import sleep

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.behind import Behind
from bot.clock import machine_now, make_clock
from bot.door.readiness import BEAT_SECONDS, Readiness
from bot.door.web import make_door
from bot.house import House
from bot.log import quiet_logger
from bot.metrics import observe_answer
from bot.notices.model import ENTRY_ACTIONS, MAIL_ACTIONS, SLACK_ACTIONS
from bot.outside.dav import Dav
from bot.outside.documents import Fetcher
from bot.outside.exchange import ReachSettings
from bot.outside.mail_server import read_mailbox, read_server
from bot.outside.slack import SlackClient
from bot.programme.mail_links import database_mark
from bot.programme.service import appoint_coaches, claim_workspace
from bot.schedule import SECONDS, SECONDS_WITH_CLOCK_FILE, Schedule
from bot.sealing import Seal
from bot.settings import Settings
from bot.tools import Tools
from bot.upkeep import start_jobs
from handlers import register
from handlers.kit import turn
from handlers.kit.ack_runner import AckRunner
from handlers.kit.identity import Identities
from handlers.kit.lacking import RefusedBlockTypes
from handlers.notices.dispatcher import Dispatcher
from handlers.notices.mails.smtp import SmtpClient
from handlers.notices.sending.outcomes import retry_after_seconds
from handlers.programme.listeners import Accounts
from storage.database import Database

# Number of threads that write to people's calendars. A server that hangs blocks only one of them.
WRITERS = 2
# auth.test is retried at most ASKED_AGAIN times, each time after a wait of at most LONGEST_WAIT seconds.
ASKED_AGAIN, LONGEST_WAIT = 6, 10.0
BUSY = frozenset({429, 500, 502, 503, 504})  # A request with one of these HTTP statuses may succeed later.
# Number of threads. Bolt's default, five, is too few for slow listeners.
LISTENERS = 24


def build_bot(settings: Settings, *, fetcher: Fetcher | None = None) -> House:
    """Build the bot for a migrated database. `fetcher` fetches web addresses that people typed. Raises SlackApiError if
    Slack refuses the token. Raises OtherWorkspace if the database serves a workspace other than the token's."""
    now = make_clock(settings.bot_clock_file)
    database = Database(settings.database_url)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    lacking = RefusedBlockTypes()
    client = lacking.wrap(_make_client(token, settings))
    us = AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=_call_auth_test(client))
    mark = _prepare_database(database, settings, team_id=us.team_id or "")
    routes, accounts, schedule = register(), Accounts(database, client, now), Schedule()
    behind = Behind(routes, settings, now=now, salt=mark)
    make_dispatcher = partial(
        Dispatcher,
        client=client,
        database=database,
        now=now,
        machine_now=machine_now,
        render=behind.render,
        on_failed=behind.follow_up,
        look_up_account=accounts.find,
        post=_make_post(settings),
    )
    dispatcher, mailer = make_dispatcher(actions=SLACK_ACTIONS), make_dispatcher(actions=MAIL_ACTIONS)

    def wake() -> None:
        for thread in (dispatcher, mailer, *writers):
            thread.wake()

    reach = _exchange_options(settings)
    seal = make_seal(settings, salt=mark) if settings.bot_calendar_accounts else None
    tools = Tools(database, now, settings, wake, fetcher or Fetcher(**reach), dav=Dav(**reach), seal=seal)
    make_writer = partial(make_dispatcher, actions=ENTRY_ACTIONS, write=partial(behind.write, tools))
    writers: list[Dispatcher] = [make_writer() for _ in range(WRITERS)]
    executor = ThreadPoolExecutor(LISTENERS, thread_name_prefix="listener")
    bolt = _make_bolt(settings, us, executor=executor)
    routes.attach(bolt, tools=tools, identify=Identities(tools, team_id=us.team_id).find, lacking=lacking)
    AckRunner.install(bolt, observe_answer)
    schedule.run_every(SECONDS_WITH_CLOCK_FILE if settings.bot_clock_file else SECONDS, wake)
    schedule.run_every(SECONDS, accounts.match_some)
    schedule.run_every(SECONDS, accounts.refresh_zones)
    start_jobs(schedule, tools)
    calendars = {f"calendar {at}" if at else "calendar": writer for at, writer in enumerate(writers)}
    readiness = Readiness(tools, schedule, dispatchers={"slack": dispatcher, "mail": mailer, **calendars})
    schedule.run_every(BEAT_SECONDS, readiness.beat)
    ours = None if settings.uses_socket_mode else bolt
    door = make_door(tools, bolt=ours, readiness=readiness.make_report, make_desk=partial(behind.make_desk, tools))
    return House(tools, bolt, dispatcher, mailer, writers, schedule, door, executor, behind, readiness)


def _call_auth_test(client: WebClient) -> SlackResponse:
    """Call `auth.test`. Retry if Slack limits the rate or fails, for example when many replicas start at once."""
    for _ in range(ASKED_AGAIN):
        try:
            return client.auth_test()
        except SlackApiError as error:
            if error.response.status_code not in BUSY:
                raise
            sleep(min(retry_after_seconds(error.response.headers), LONGEST_WAIT))
    return client.auth_test()


def _prepare_database(database: Database, settings: Settings, *, team_id: str) -> str:
    """Check the workspace (`claim_workspace`), and appoint the coaches of BOT_COACHES. Return the database's salt."""
    with database.transaction() as tx:
        claim_workspace(tx, team_id)
        appoint_coaches(tx, settings.bot_coaches)
        return database_mark(tx)


def _make_client(token: str, settings: Settings) -> WebClient:
    # This client does not retry: if a response is lost, the SDK's own retry would send the message twice.
    # This client does not log: the dispatcher logs the result of each message.
    logger = logging.getLogger(f"{__name__}.client")
    logger.setLevel(logging.CRITICAL)
    return SlackClient(
        token,
        base_url=settings.slack_api_url,
        timeout=10,
        retry_handlers=[],
        logger=logger,
        proxy=settings.slack_proxy,
    )


def _make_bolt(settings: Settings, bot_identity: AuthorizeResult, *, executor: ThreadPoolExecutor) -> App:
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None
    # This client has no token: Bolt gets the token and the bot's identity from `authorize`.
    plain = SlackClient(
        base_url=settings.slack_api_url, timeout=turn.ANSWER_SECONDS, retry_handlers=[], proxy=settings.slack_proxy
    )
    with quiet_logger("slack_bolt") as logger:  # This hides Bolt's warning about a token in the environment.
        # Without a name, Bolt searches for one, which takes 5 % of the start.
        return App(
            name="dispositifs",
            client=plain,
            signing_secret=secret,
            authorize=lambda: bot_identity,
            listener_executor=executor,
            logger=logger,
        )


def _exchange_options(settings: Settings) -> ReachSettings:
    return {"proxy_for": settings.proxy_for, "reachable": frozenset(settings.bot_reachable)}


def make_seal(settings: Settings, *, salt: str) -> Seal | None:
    """Return the Seal for people's passwords. Return None without BOT_SECRET_KEY: people cannot enter passwords."""
    if settings.secret_key is None:
        return None
    return Seal(settings.secret_key, before=settings.secret_key_before, salt=salt)


def _make_post(settings: Settings) -> SmtpClient | None:
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    return SmtpClient(read_server(settings.smtp_url.get_secret_value()), read_mailbox(settings.mail_from))
