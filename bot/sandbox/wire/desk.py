"""Turn what people do into payloads, with trigger ids and response_urls, and send them."""

from dataclasses import dataclass

from bot.sandbox.elements import STATEFUL, Placed, placed_in
from bot.sandbox.memory.account import Account
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.team import Delivery, Team
from bot.sandbox.memory.views import View
from bot.sandbox.refused import Json
from bot.sandbox.wire.delivery import UNREACHED, Courier
from bot.sandbox.wire.events import SLACK_WAITS, Repeats, send_event
from bot.sandbox.wire.payloads import action_of, block_actions, block_suggestion
from bot.sandbox.wire.response_urls import ResponseUrls
from bot.sandbox.words import Block


@dataclass(frozen=True, slots=True)
class Surface:
    """A view or a message that a person sees, with its fields and buttons."""

    view: View | None = None
    message: Message | None = None

    @property
    def blocks(self) -> list[Block]:
        """The message's blocks."""
        if self.view is not None:
            return self.view.blocks
        return self.message.blocks if self.message else []


class Desk:
    """Sends what people do. `courier`: None until the app is installed. `retry_waits`: see Repeats."""

    def __init__(
        self, team: Team, response_urls: ResponseUrls, *, retry_waits: tuple[float, ...] = SLACK_WAITS
    ) -> None:
        self.team, self.response_urls = team, response_urls
        self.courier: Courier | None = None
        self.repeats = Repeats(team, lambda: self.courier, waits=retry_waits)

    def send(self, kind: str, name: str, *, payload: Json) -> Delivery:
        """Send a payload as it is. Without an app, nobody answers."""
        if self.courier is None:
            return Delivery(kind, name, payload, error=UNREACHED)
        return self.courier.send(kind, name, payload=payload)

    def event(self, name: str, event: Json) -> None:
        """Send an event if the app subscribed to it, and repeat it until the app acknowledges it."""
        if self.courier is None:
            return
        delivery = send_event(self.team, self.courier, event_name=name, event=event)
        if delivery is not None:
            self.repeats.follow(delivery)

    def interact(
        self, account: Account, name: str, *, payload: Json, view: View | None = None, window: str = ""
    ) -> Delivery:
        """Send an interaction with a new trigger id, which is valid for what `view` allows, in that window."""
        with self.team.lock:
            trigger_id = self.team.triggers.issue(account.id, window=window, view_id=view.id if view else None)
            payload.setdefault("trigger_id", trigger_id)
        return self.send("interactive", name, payload=payload)

    def command(self, account: Account, channel: Channel, *, payload: Json, window: str = "") -> Delivery:
        """Send a slash command, with its trigger id and response_url."""
        with self.team.lock:
            payload["trigger_id"] = self.team.triggers.issue(account.id, window=window)
            payload["response_url"] = self.response_urls.issue(account.id, channel, message=None)
        return self.send("slash_commands", payload["command"], payload=payload)

    def act(
        self,
        account: Account,
        surface: Surface,
        *,
        placed: Placed,
        value: Json | None = None,
        window: str = "",
        overrides: Json | None = None,
    ) -> Delivery:
        """Send block_actions for an element of a view or a message. `overrides`: what a forged payload replaces."""
        with self.team.lock:
            action = action_of(placed, value)
            payload = block_actions(self.team, account, action=action, view=surface.view, message=surface.message)
            if surface.message is not None:
                channel = self.team.channels[surface.message.channel_id]
                payload["response_url"] = self.response_urls.issue(account.id, channel, message=surface.message)
        payload |= overrides or {}
        return self.interact(account, action["action_id"], payload=payload, view=surface.view, window=window)

    def shortcut(self, account: Account, message: Message, *, payload: Json, window: str = "") -> Delivery:
        """Send a message shortcut. Its response_url writes a new message, and never changes that one."""
        with self.team.lock:
            channel = self.team.channels[message.channel_id]
            payload["response_url"] = self.response_urls.issue(account.id, channel, message=None)
        return self.interact(account, payload["callback_id"], payload=payload, window=window)

    def answers(self, account: Account, view: View) -> list[Json]:
        """Return a submission's response_urls: one for each conversation in a field with `response_url_enabled`."""
        found: list[Json] = []
        for placed in placed_in(view.blocks):
            if placed.block["type"] != "input" or not placed.element.get("response_url_enabled"):
                continue
            block_id, action_id = placed.path
            chosen = self.team.channels.get(view.values[block_id][action_id][STATEFUL[placed.element["type"]][0]])
            if chosen is not None:
                url = self.response_urls.issue(account.id, chosen, message=None)
                place = {"block_id": block_id, "action_id": action_id, "channel_id": chosen.id}
                found.append(place | {"response_url": url})
        return found

    def suggest(self, account: Account, surface: Surface, *, placed: Placed, query: str) -> list[Block]:
        """Request the options of an external select from the bot; none if its answer is invalid."""
        team = self.team
        with team.lock:
            whole = block_actions(team, account, action={}, view=surface.view, message=surface.message)
            where = {key: whole[key] for key in ("container", "view", "message", "channel") if key in whole}
            payload = block_suggestion(team, account, placed=placed, query=query, **where)
        delivery = self.send("interactive", placed.path[1], payload=payload)
        answer = delivery.answer if isinstance(delivery.answer, dict) else {}
        groups = answer.get("option_groups") or [{"options": answer.get("options") or []}]
        found = [option for group in groups for option in group["options"]]
        if delivery.error is None and ("options" in answer) == ("option_groups" in answer):
            team.break_rule(f"block_suggestion {placed.path[1]}: answer with `options` or `option_groups`")
        if len(found) > 100:
            team.break_rule(f"block_suggestion {placed.path[1]}: no more than 100 items allowed")
        return found
