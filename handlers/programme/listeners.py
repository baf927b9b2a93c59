"""Listeners about new and unknown people, and requests to coaches or a team. `Accounts` looks up Slack accounts."""

import logging
import time
from datetime import timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.agenda.calendars import invitations
from bot.catalogue.catalogue import current_edition, format_of
from bot.clock import Now
from bot.errors import NotFound
from bot.notices import asking, homes, team, welcome
from bot.programme import service
from bot.programme.model import Account
from bot.programme.permissions import require
from bot.tools import Database
from handlers.kit.blocks import message
from handlers.kit.identity import name_of
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .setup import listeners, uploads


def register(routes: Routes) -> None:
    routes.add("action", "programme.alert", alert_coaches, permits="programme.alert")
    routes.add("action", "programme.greet", greet_arrivals, permits="programme.greet")
    routes.add("action", "programme.skip_greeting", skip_greeting, permits="programme.greet")
    listeners.register(routes)
    uploads.register(routes)
    routes.add("action", "programme.talk", open_coach_form, permits="programme.talk")
    routes.add("view", "programme.talked", ask_coaches, permits="programme.talk")
    routes.add("action", "programme.ask_team", open_team_form, permits="programme.ask_team")
    routes.add("view", "programme.team_asked", ask_team, permits="programme.ask_team")


def alert_coaches(turn: Turn) -> None:
    """Notify the coaches that the actor asks for them, at most once a day (button « Prévenir les coachs »)."""
    with turn.tools.transaction() as tx:
        heard = team.request_coach(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.ALERTED if heard else texts.NOBODY_TO_ALERT))


def greet_arrivals(turn: Turn) -> None:
    """Send the welcome to all new members (button « Accueillir »). A second click has no effect."""
    offer_id, now, settings = _offer_id(turn), turn.tools.now(), turn.tools.settings
    mails = bool(settings.smtp_url and settings.mail_from)
    with turn.tools.transaction() as tx:
        greeted = welcome.greet_arrivals(tx, turn.actor, offer_id=offer_id, mails=mails, now=now)
    turn.ack()
    reply_or_show(turn, message(texts.greeted(greeted.count, lost=greeted.lost)))


def skip_greeting(turn: Turn) -> None:
    """Send no welcome to the new members, now or later (button « Ne pas accueillir », after its confirmation)."""
    with turn.tools.transaction() as tx:
        count = welcome.skip_greeting(tx, turn.actor, offer_id=_offer_id(turn), now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.skipped(count)))


def _offer_id(turn: Turn) -> int | None:
    return turn.value_id if turn.value else None


def open_coach_form(turn: Turn) -> None:
    require(turn.actor, "programme.talk")
    with turn.tools.reading() as reading:
        words = current_edition(reading).catalogue.get(turn.value)
    if words is None:
        raise NotFound(thing="dispositif")
    turn.ack()
    turn.show(views.coach_form(turn.value, words.name))


def ask_coaches(turn: Turn) -> None:
    """Notify the actor's coaches. For each dispositif, this works once a day."""
    now = turn.tools.now()
    with show_errors(turn, errors_on("line", texts.LONG)):
        with turn.tools.transaction() as tx:
            sent = asking.ask_coach(
                tx, turn.actor, dispositif=turn.private, line=turn.values.typed_text("line"), now=now
            )
        turn.ack(response_action="update", view=views.request_sent_modal(sent))


def open_team_form(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        name = asking.check_askable(reading, turn.actor, turn.value)
    turn.ack()
    turn.show(views.team_form(turn.value, name))


def ask_team(turn: Turn) -> None:
    """Ask the EIG of the porteur's défi. For each dispositif, this works once a day."""
    line, now = turn.values.typed_text("line"), turn.tools.now()
    with show_errors(turn, errors_on("line", texts.LONG)):
        with turn.tools.transaction() as tx:
            people, new = asking.ask_team(tx, turn.actor, dispositif=turn.private, line=line, now=now)
            what = format_of(tx, turn.private).name
        names = [person.name for person in people]
        turn.ack(response_action="update", view=views.team_asked_modal(names, turn.private, name=what, is_new=new))


log = logging.getLogger(__name__)

PER_RUN = 25  # the most look-ups in one run; a run every 30 seconds keeps to Slack's limit of 50 a minute
AGAIN = timedelta(days=1)
RUN_SECONDS = 2.0
GONE = ("user_not_found", "user_not_visible")  # Slack does not know this account, so look it up again tomorrow.


class Accounts:
    """Looks up people's Slack accounts by their e-mail addresses, and their time zones. Saves what it finds."""

    def __init__(self, database: Database, client: WebClient, now: Now) -> None:
        self._database = database
        self._client = client
        self._now = now

    def find(self, person_id: int) -> str | None:
        """Look a person's account up in Slack, save it, and return it.

        If the person has no account, enqueue their invitations as mails. Raises what Slack's client raises."""
        with self._database.reading() as reading:
            email = service.email_of(reading, person_id)
        if email is None:
            return None
        account = self._look_up(email)
        with self._database.transaction() as tx:
            service.note_account(tx, person_id, account, now=self._now())
            if account is None:
                invitations.owe_upcoming_invitations(tx, person_id, now=self._now())
        return account.id if account else None

    def match_some(self) -> None:
        """Look up some of the people without a known account. Each person is looked up once a day."""
        with self._database.reading() as reading:
            waiting = service.list_without_account(reading, now=self._now(), again=AGAIN, limit=PER_RUN)
        ends = time.monotonic() + RUN_SECONDS  # A shutdown waits for this run, so the run must be short.
        for person_id in waiting:
            if time.monotonic() > ends:
                return
            try:
                self.find(person_id)
            except (SlackApiError, OSError) as error:
                log.warning("users.lookupByEmail failed (%s); retrying later", error)
                return

    def refresh_zones(self) -> None:
        """Look up some people's time zones. Each person is looked up once a day."""
        with self._database.reading() as reading:
            waiting = service.zones_to_ask(reading, now=self._now(), again=AGAIN, limit=PER_RUN)
        ends = time.monotonic() + RUN_SECONDS
        for person_id, account in waiting:
            if time.monotonic() > ends:
                return
            try:
                zone = self._client.users_info(user=account)["user"].get("tz")
            except (SlackApiError, OSError) as error:
                if not isinstance(error, SlackApiError) or error.response["error"] not in GONE:
                    log.warning("users.info failed (%s); retrying later", error)
                    return
                zone = None
            with self._database.transaction() as tx:
                if service.note_zone(tx, person_id, zone, now=self._now()):
                    homes.owe_home(tx, [person_id], now=self._now())

    def _look_up(self, email: str) -> Account | None:
        """Return the Slack account with this e-mail address. If it does not exist or is deactivated, return None."""
        try:
            user = self._client.users_lookupByEmail(email=email)["user"]
        except SlackApiError as error:
            if error.response["error"] == "users_not_found":
                return None
            raise
        return None if user.get("deleted") else Account(str(user["id"]), name_of(user), user.get("tz"))
