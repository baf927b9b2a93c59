"""Try channels before they are saved: Slack refuses reads by a bot outside the channel, and nobody sees the attempt."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, wait

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.planning.setup import setups
from bot.planning.setup.channels import Chosen
from bot.planning.setup.model import Faulty
from bot.programme.files.faults import Fault
from handlers.kit.turn import Turn

from . import texts

AT_ONCE, SECONDS = 8, 2.0  # a form is answered within three seconds: what Slack has not answered by then is kept


def try_out(turn: Turn, chosen: Collection[Chosen]) -> None:
    """Raise Faulty where the bot could not write in one of these channels, by field or by line; NotAllowed."""
    if not chosen:
        return
    setups.check_start(turn.actor)
    closed = unreachable(turn.client, {channel.channel for channel in chosen})
    refused = [
        (channel, texts.CLOSED_CHANNEL[closed[channel.channel]]) for channel in chosen if channel.channel in closed
    ]
    if refused:
        fields = {channel.key: why for channel, why in refused if not channel.line}
        raise Faulty(fields, lines=[Fault(channel.line, channel.key, why) for channel, why in refused if channel.line])


def unreachable(client: WebClient, channels: Collection[str]) -> dict[str, str]:
    """Return why Slack keeps a channel from the bot, by channel; no answer counts as none."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="channel")
    asked = {pool.submit(_refusal, client, channel): channel for channel in channels}
    answered, _ = wait(asked, timeout=SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    return {asked[future]: code for future in answered if (code := future.result()) in texts.CLOSED_CHANNEL}


def _refusal(client: WebClient, channel: str) -> str:
    try:
        client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        return str(error.response.get("error"))
    except OSError:
        return ""
    return ""
