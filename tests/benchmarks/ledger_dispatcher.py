"""One process of the `ledger` rows: the bot's own dispatcher, beside a Slack that says yes (see `ledger_peers.py`)."""

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.clock import machine_now
from bot.notices.model import Notice
from bot.tools import Reading
from handlers.kit.blocks import Message, message, section
from handlers.kit.escaping import Said
from handlers.notices.dispatcher import Dispatcher
from storage.database import Database

from .ledger_peers import ANSWER, drain, main

DRAWN = message(Said("Une séance demain à 9 h."), section(Said("Une séance demain à 9 h.")))


def dispatcher(address: str) -> None:
    """Run the bot's own dispatcher: small batches, each notice closed by itself as soon as it is sent."""
    database = Database(address)
    drawn: list[str] = []

    def render(_reading: Reading, notice: Notice) -> Message:
        drawn.append(notice.id)
        return DRAWN

    one = dispatcher_of(database, AgreeingClient(), render=render)

    def once() -> list[str]:
        drawn.clear()
        one.run_once()
        return list(drawn)

    drain(database, once)


class AgreeingClient(WebClient):
    """A client whose Slack answers at once, without a socket."""

    def api_call(self, api_method: str, **_values: Any) -> SlackResponse:  # noqa: ANN401 the SDK's own signature
        """Say yes."""
        return SlackResponse(
            client=self, http_verb="POST", api_url=api_method, req_args={}, data=ANSWER, headers={}, status_code=200
        )


def dispatcher_of(
    database: Database, client: WebClient, *, render: Callable[[Reading, Notice], Message | None]
) -> Dispatcher:
    """Make a dispatcher on the machine's clock, of people whose accounts are known."""
    return Dispatcher(
        client=client,
        database=database,
        now=machine_now,
        machine_now=machine_now,
        render=render,
        look_up_account=lambda _person_id: None,
    )


if __name__ == "__main__":
    main({"dispatcher": dispatcher})
