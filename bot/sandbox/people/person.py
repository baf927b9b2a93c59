"""A scripted person who types commands, clicks, fills in modals and reads the screen, as in Slack's own client."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.sandbox.elements import STATEFUL, NotOnScreen, Placed, find_button, find_field, find_option
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.files import SeenFile
from bot.sandbox.memory.messages import Message, Reply
from bot.sandbox.memory.team import Delivery
from bot.sandbox.memory.views import View
from bot.sandbox.people import form
from bot.sandbox.people.acks import Submission, inputs_of, show_answer, show_outcome
from bot.sandbox.people.writer import HomeView, Writer
from bot.sandbox.refused import Json
from bot.sandbox.wire.desk import Surface
from bot.sandbox.wire.payloads import message_shortcut, shortcut, slash_command, view_closed, view_submission
from bot.sandbox.words import Block

__all__ = ["Click", "HomeView", "Person", "Submission"]

Where: TypeAlias = Message | Reply | View | HomeView | None  # where an action takes place; None: anywhere


@dataclass(frozen=True, slots=True)
class Click:
    """The result of a click. `error`: Slack's message (`operation_timeout`…). `declined`: no to the dialog."""

    error: str | None = None
    declined: bool = False
    delivery: Delivery | None = None


class Person(Writer):
    """A member of the workspace who uses Slack. Each action waits until the bot acknowledges it."""

    def at(self, window: str) -> "Person":
        """Return this person at one of their windows, in which the modals that they open are shown."""
        return Person(self._desk, self._account, window=window)

    @property
    def modal(self) -> View | None:
        """The top modal, or None."""
        with self._team.lock:
            return self._team.screens.top(self.id, window=self.window)

    def command(self, line: str, *, channel: Channel | None = None) -> Reply:
        """Type a slash command (by default in the DM with the app). Return the reply."""
        name, _, text = line.partition(" ")
        team = self._team
        where = channel or self.dm
        if self.id not in where.members:
            raise NotOnScreen(f"{self.name} is not in #{where.name}")
        if name == "/invite" and where.kind in ("public", "private"):
            return self._invite_app(where)
        if not self._account.may_command:
            return Reply(error="restricted_action")
        if team.app.command(name) is None:
            return Reply(error="invalid_command")
        payload = slash_command(team, self._account, command=name, text=text, channel=where)
        delivery = self._desk.command(self._account, where, payload=payload, window=self.window)
        return show_answer(team, self._account, channel=where, line=line, delivery=delivery)

    def _invite_app(self, channel: Channel) -> Reply:
        """Invite the app to a channel, whatever name was typed. It is a command of Slack, which apps do not receive."""
        with self._team.lock:
            channel.members.add(self._team.bot.id)
            self._team.tell()
        return Reply()

    def shortcut(self, callback_id: str) -> Click:
        """Choose a global shortcut of the app. Raises NotOnScreen if the manifest lacks it."""
        if (callback_id, "global") not in self._team.app.shortcuts:
            raise NotOnScreen(f"no shortcut « {callback_id} »; there are: {self._team.app.shortcuts}")
        payload = shortcut(self._team, self._account, callback_id=callback_id)
        return self._click(self._desk.interact(self._account, callback_id, payload=payload, window=self.window))

    def message_shortcut(self, callback_id: str, *, message: Message) -> Click:
        """Choose a shortcut of the app in the menu of a message.

        Raises NotOnScreen for an unknown shortcut, a message that this person does not see, or an ephemeral one, which
        has no menu.
        """
        if (callback_id, "message") not in self._team.app.shortcuts:
            raise NotOnScreen(f"no shortcut « {callback_id} »; there are: {self._team.app.shortcuts}")
        with self._team.lock:
            if message.ephemeral or message not in self._seen():
                raise NotOnScreen(f"{self.name} has no menu for this message")
            payload = message_shortcut(self._team, self._account, callback_id=callback_id, message=message)
        return self._click(self._desk.shortcut(self._account, message, payload=payload, window=self.window))

    def click(self, label: str, *, message: Where = None, confirm: bool = True) -> Click:
        """Click the button with this text, action_id or accessibility label. `confirm` answers its dialog, if any.

        It is searched in the open modal, in `message` or the newest message that has it, and in the Home. Raises
        NotOnScreen if it is nowhere.
        """
        with self._team.lock:
            surface, placed = self._find(label, message)
        if "confirm" in placed.element and not confirm:
            return Click(declined=True)
        return self._act(surface, placed)

    def choose(self, field: str, *labels: str, message: Where = None) -> Click:
        """Choose in a select, radio group, checkboxes, date or time picker, or menu. No label empties the field.

        The choice replaces the earlier one, and is sent at once where Slack does so. Raises NotOnScreen."""
        surface, placed = self._field(field, message)
        if placed.element["type"] == "overflow":
            option = find_option(placed.element["options"], labels[0])
            return self._act(surface, placed, {"selected_option": option})
        return self._enter(
            surface, placed, form.pick(self._desk, self._account, surface=surface, placed=placed, labels=labels)
        )

    def use(self, surface: Surface, placed: Placed, *, value: Json | None = None) -> Click:
        """Press a button, or set a field to `value` (in Slack's format), which is sent at once where Slack does so."""
        if placed.element["type"] in STATEFUL:
            return self._enter(surface, placed, value or {})
        return self._act(surface, placed, value)

    def suggest(self, surface: Surface, placed: Placed, *, query: str) -> list[Block]:
        """Return the options that the app has in an external select for a typed text."""
        return self._desk.suggest(self._account, surface, placed=placed, query=query)

    def fill(self, field: str, text: str, *, message: Where = None) -> Click:
        """Replace the text of a field. It is sent at once only with dispatch_action.

        A date is typed `2026-05-12`, a time `14:30`, a moment `2026-05-12T14:30` (in this person's time zone) or as
        seconds since 1970. "" empties the field.
        """
        surface, placed = self._field(field, message)
        return self._enter(surface, placed, form.typed(placed, text, tz=self._account.tz))

    def attach(self, field: str, name: str, *, data: bytes, mimetype: str | None = None) -> SeenFile:
        """Upload a file into a file field of a modal, without sharing it.

        Raises NotOnScreen if Slack's client refuses it: a type that is not listed, too many files, over 10 MB.
        """
        surface, placed = self._field(field, None)
        with self._team.lock:
            before = form.files_in(surface, self._account, placed=placed)
            form.refuse_file(placed, name, size=len(data), before=len(before))
            file = self._team.files.add(name, data=data, user=self.id, mimetype=mimetype)
            value = {"type": "file_input", "files": [*before, file.as_json()]}
        self._enter(surface, placed, value)
        return file.seen

    def detach(self, field: str, name: str) -> Click:
        """Remove a file from a file field, by its name or id. The file is not deleted."""
        surface, placed = self._field(field, None)
        with self._team.lock:
            before = form.files_in(surface, self._account, placed=placed)
            gone = next((file for file in before if name in (file["name"], file["id"])), None)
            if gone is None:
                raise NotOnScreen(f"« {placed.label} » holds no {name}; it holds {[file['name'] for file in before]}")
            value = {"type": "file_input", "files": [file for file in before if file is not gone]}
        return self._enter(surface, placed, value)

    def options(self, field: str, *, query: str = "", message: Where = None) -> list[str]:
        """Return the labels that a field offers. `query`: text typed into an external select."""
        surface, placed = self._field(field, message)
        return form.labels_in(self._desk, self._account, surface=surface, placed=placed, query=query)

    def submit(self) -> Submission:
        """Submit the modal, after the client's checks (required fields, lengths). Raises NotOnScreen."""
        with self._team.lock:
            view = self._open_modal()
            if not view.body.get("submit"):
                raise NotOnScreen(f"« {view.title} » has no submit")
            view.errors = form.client_errors(view)
            if view.errors:
                return Submission(errors=dict(view.errors), delivered=False)
            urls = self._desk.answers(self._account, view)
            payload = view_submission(self._team, self._account, view=view, response_urls=urls)
            inputs = inputs_of(view)
        name = f"view_submission {view.callback_id}"
        delivery = self._desk.interact(self._account, name, payload=payload, view=view, window=self.window)
        return show_outcome(self._team, view, inputs=inputs, delivery=delivery)

    def close(self, *, all: bool = False) -> None:
        """Press « Fermer » (closes this view), or with `all` the cross (closes the stack). Raises NotOnScreen."""
        with self._team.lock:
            view = self._open_modal()
            if all:
                view = self._team.screens.stacks[view.owner, view.window][0]
            cleared = all or bool(view.body.get("clear_on_close"))
            if cleared:
                self._team.screens.clear(view.owner, window=view.window)
            else:
                self._team.screens.remove(view)
            payload = view_closed(self._team, self._account, view=view, is_cleared=cleared)
        if view.body.get("notify_on_close"):
            self._desk.send("interactive", f"view_closed {view.callback_id}", payload=payload)

    def press_raw(
        self, action_id: str, *, value: str = "", message: Message | None = None, **overrides: object
    ) -> Delivery:
        """Forge a click on a button that may not exist. `overrides`: top-level keys of the payload to replace."""
        element = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "?"}}
        placed = Placed({"type": "actions", "block_id": "forged"}, {**element, "value": value}, "")
        with self._team.lock:
            surface = Surface(message=message) if message or self.modal is None else Surface(view=self.modal)
            if surface.view is None and surface.message is None:
                surface = Surface(message=self._forged_message())
        return self._desk.act(self._account, surface, placed=placed, overrides=overrides)

    def submit_raw(
        self,
        callback_id: str,
        *,
        private_metadata: str = "",
        values: dict[str, dict[str, Json]] | None = None,
        **overrides: object,
    ) -> Delivery:
        """Forge the submission of a modal that may not be open. `values`: its `view.state.values`."""
        title = {"type": "plain_text", "text": "?"}
        body = {"type": "modal", "title": title, "blocks": [], "callback_id": callback_id, "submit": title}
        body["private_metadata"] = private_metadata
        view = View("V0FORGED", self.id, body, "0.forged", "V0FORGED", None, values=values or {})
        payload = view_submission(self._team, self._account, view=view) | overrides
        return self._desk.interact(self._account, f"view_submission {callback_id}", payload=payload)

    def _forged_message(self) -> Message:
        team = self._team
        return Message(self.dm.id, team.timestamps.next(), team.bot.id, team.bot_id, team.app_id, "?", [])

    def _act(self, surface: Surface, placed: Placed, value: Json | None = None) -> Click:
        return self._click(self._desk.act(self._account, surface, placed=placed, value=value, window=self.window))

    def _click(self, delivery: Delivery) -> Click:
        return Click(error=delivery.error, delivery=delivery)

    def _enter(self, surface: Surface, placed: Placed, value: Json) -> Click:
        block_id, action_id = placed.path
        with self._team.lock:
            form.values_on(surface, self._account).setdefault(block_id, {})[action_id] = value
        if form.dispatches(placed):
            return self._act(surface, placed, value)
        return Click()

    def _open_modal(self) -> View:
        view = self.modal
        if view is None:
            raise NotOnScreen(f"{self.name} has no modal open")
        return view

    def _surfaces(self, where: Where) -> list[Surface]:
        """Return the views and messages in which a click is searched, in that order."""
        modal = [Surface(view=self.modal)] if self.modal is not None else []
        if isinstance(where, Reply):
            where = where.message
        if isinstance(where, HomeView):
            where = where.view
        if where is not None:
            return [*modal, Surface(view=where) if isinstance(where, View) else Surface(message=where)]
        home = self._team.screens.homes.get(self.id)
        shown = [Surface(message=other) for other in sorted(self._seen(), key=lambda message: message.ts, reverse=True)]
        return [*modal, *shown, *([Surface(view=home)] if home else [])]

    def _find(self, label: str, where: Where) -> tuple[Surface, Placed]:
        surfaces = self._surfaces(where)
        for surface in surfaces:
            placed = find_button(surface.blocks, label)
            if placed is not None:
                return surface, placed
        raise NotOnScreen(f"{self.name} sees no button « {label} »; there are: {self.buttons()}")

    def _field(self, field: str, where: Where) -> tuple[Surface, Placed]:
        with self._team.lock:
            missing = NotOnScreen(f"{self.name} has nothing to fill in")
            for surface in self._surfaces(where):
                try:
                    return surface, find_field(surface.blocks, field)
                except NotOnScreen as not_here:
                    missing = not_here if surface.view is not None else missing
            raise missing
