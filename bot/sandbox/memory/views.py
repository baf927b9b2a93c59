"""Modals and Homes: the stack of views of each person, the hashes of views, and the values entered in them."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.elements import buttons_in, state_of, with_ids
from bot.sandbox.refused import Json, Refused
from bot.sandbox.stamps import new_hash, new_id
from bot.sandbox.words import Block, NameOf, read_blocks, read_text

DEEPEST = 3  # modals in a stack, at most


@dataclass(slots=True, eq=False)
class View:
    """A view on a person's screen. `errors`: {block_id: text beside the field}.

    `window`: the window in which it was opened; "" for a Home, and in scripts.
    """

    id: str
    owner: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None
    stack: int = 1
    values: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    name_of: NameOf = field(default=str, repr=False)
    window: str = ""

    @property
    def type(self) -> str:
        """The type: `modal` or `home`."""
        return str(self.body["type"])

    @property
    def blocks(self) -> list[Block]:
        """The blocks, each with its block_id."""
        blocks: list[Block] = self.body["blocks"]
        return blocks

    @property
    def title(self) -> str:
        return read_text(self.body.get("title"))

    @property
    def text(self) -> str:
        """All text, in order, and the values that were entered."""
        return read_blocks(self.blocks, self.values, name_of=self.name_of)

    @property
    def buttons(self) -> list[str]:
        """The texts of the buttons, in order."""
        return [read_text(placed.element["text"]) for placed in buttons_in(self.blocks)]

    @property
    def callback_id(self) -> str:
        """The view's callback_id; "" without one."""
        return str(self.body.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """The view's private_metadata; "" without one."""
        return str(self.body.get("private_metadata", ""))

    def replace(self, body: Json) -> None:
        """Replace the content of this view, which gets a new hash. Values are kept where both ids are the same."""
        self.body = dict(body, blocks=with_ids(body["blocks"]))
        self.values = state_of(self.blocks, self.values)
        self.errors = {}
        self.hash = new_hash()

    def as_json(self, *, team_id: str, app_id: str, bot_id: str) -> Json:
        """Return the view object of payloads and answers."""
        own: Json = {key: self.body.get(key) for key in ("title", "submit", "close")}
        own |= {key: self.body.get(key, "") for key in ("callback_id", "private_metadata", "external_id")}
        return {
            "id": self.id,
            "team_id": team_id,
            "type": self.type,
            "blocks": self.blocks,
            **own,
            "state": {"values": self.values},
            "hash": self.hash,
            "clear_on_close": bool(self.body.get("clear_on_close")),
            "notify_on_close": bool(self.body.get("notify_on_close")),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": app_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
        }


class Screens:
    """The Home of each person, and their modals in each of their windows. Callers hold the workspace's lock.

    A script has no window: every window that has none shows its modals, and it sees the last one opened."""

    def __init__(self, name_of: NameOf) -> None:
        self.stacks: dict[tuple[str, str], list[View]] = {}  # by person and window, the last opened view at the end
        self.homes: dict[str, View] = {}
        self._name_of = name_of

    def top(self, owner: str, *, window: str = "") -> View | None:
        """Return a person's top view in this window."""
        places = (
            [(owner, window), (owner, "")]
            if window
            else [stack for stack in reversed(self.stacks) if stack[0] == owner]
        )
        return next((self.stacks[place][-1] for place in places if self.stacks.get(place)), None)

    def open(self, owner: str, body: Json, *, window: str = "") -> View:
        """Show a modal in place of the others in that window. Raises Refused (duplicate_external_id)."""
        self._refuse_duplicate(body, None)
        self.stacks.pop((owner, window), None)
        stack: list[View] = []
        self.stacks[owner, window] = stack
        return self._add(stack, owner, body, window=window)

    def push(self, below: View, body: Json) -> View:
        """Push a modal on top of another one. Raises Refused: not_found if that one is closed, push_limit_reached."""
        stack = self.stacks.get((below.owner, below.window))
        if not stack:
            raise Refused("not_found")
        if len(stack) >= DEEPEST:  # as in Slack: no error if a third modal was opened from the second one meanwhile
            raise Refused("push_limit_reached", blameless=stack[-1] is not below)
        self._refuse_duplicate(body, None)
        return self._add(stack, below.owner, body, window=below.window)

    def update(self, view: View, body: Json, *, known_hash: str | None = None) -> View:
        """Replace the content of a view. Raises Refused: hash_conflict, duplicate_external_id."""
        if known_hash is not None and known_hash != view.hash:
            raise Refused("hash_conflict")
        self._refuse_duplicate(body, view)
        view.replace(body)
        return view

    def publish(self, owner: str, body: Json, *, known_hash: str | None = None) -> View:
        """Show a person's Home. Raises Refused: hash_conflict, duplicate_external_id."""
        home = self.homes.get(owner)
        if home is not None:
            return self.update(home, body, known_hash=known_hash)
        self._refuse_duplicate(body, None)
        self.homes[owner] = self._new(owner, body, None)
        return self.homes[owner]

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """Return an open view, modal or Home, by its id or external_id."""
        for view in self._all():
            if view_id == view.id or (external_id and external_id == view.body.get("external_id")):
                return view
        return None

    def remove(self, view: View) -> None:
        stack = self.stacks.get((view.owner, view.window), [])
        if view in stack:
            stack.remove(view)

    def clear(self, owner: str, *, window: str = "") -> None:
        """Close all modals in a window of a person."""
        self.stacks[owner, window] = []

    def _all(self) -> list[View]:
        return [*(view for stack in self.stacks.values() for view in stack), *self.homes.values()]

    def _refuse_duplicate(self, body: Json, own: View | None) -> None:
        external_id = body.get("external_id")
        if external_id and any(v is not own and v.body.get("external_id") == external_id for v in self._all()):
            raise Refused("duplicate_external_id")

    def _add(self, stack: list[View], owner: str, body: Json, *, window: str) -> View:
        view = self._new(owner, body, stack[-1] if stack else None)
        view.stack, view.window = len(stack) + 1, window
        stack.append(view)
        return view

    def _new(self, owner: str, body: Json, below: View | None) -> View:
        view_id = new_id("V")
        view = View(
            id=view_id,
            owner=owner,
            body={},
            hash="",
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
            name_of=self._name_of,
        )
        view.replace(body)
        return view
