"""The page's controls of the story: its time, the bot's process, scenes, suggestions and faults."""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from bot.sandbox import stamps
from bot.sandbox.refused import Json
from bot.sandbox.wire.faults import SWITCHES
from bot.sandbox.workspace import Sandbox

LIMITS = "rate_limits"  # a switch that is not among those of `Faults`
FRESH_S = 0.5  # seconds for which the possible moves of time are cached, since they may need a request


@dataclass(frozen=True, slots=True)
class Hint:
    """A suggestion: the label of its button, what it shows, and what the page does.

    `does`: "home" opens the app's Home. "command", "play" and "move" need `what`: a line to type, the Slack id of a
    person to play, the label of a move of time."""

    words: str
    about: str
    does: str
    what: str = ""


class Controls(Protocol):
    """The controls of the story, as the page needs them. A call may take seconds, and may come from any thread.

    The page shows an exception as a failure, which is also logged."""

    @property
    def bot_running(self) -> bool:
        """Return whether the bot is running."""

    def roles(self) -> Mapping[str, str]:
        """Return {Slack id: role} for the people in the story: « EIG, défi Relais »."""

    def tour(self, person_id: str) -> tuple[Hint, ...]:
        """Return suggestions for this person."""

    def moves(self) -> list[str]:
        """Return the labels of the moves of time that are possible now."""

    def move(self, label: str) -> None:
        """Move time. Raises LookupError if this move has become impossible."""

    def stop_bot(self) -> None:
        """Stop the bot. The workspace stays open."""

    def start_bot(self) -> None:
        """Start the bot, which then sends pending notices."""

    def scenes(self) -> list[str]:
        """Return the names of the scenes that can be loaded."""

    @property
    def scene(self) -> str:
        """The name of the current scene; "" if it is none of these."""

    def load(self, name: str) -> None:
        """Load a scene from its start. Raises LookupError for an unknown name."""


class Board:
    """The controls as all tabs see them. What takes time to compute is computed once for all tabs."""

    def __init__(self, controls: Controls | None) -> None:
        self.controls = controls
        self._lock = threading.Lock()
        self._roles: tuple[int, int, Json] = (0, 0, {})
        self._moves: tuple[float, list[str]] = (-FRESH_S, [])

    def state(self, sandbox: Sandbox, *, with_moves: bool) -> Json:
        """Return the state of the controls; moves of time only if the tab shows them."""
        switches = dict.fromkeys((*SWITCHES, LIMITS), False)
        switches |= {active.switch: True for active in sandbox.faults.describe() if active.switch}
        switches[LIMITS] = sandbox.limits.active
        found: Json = {"switches": switches}
        if self.controls is None:
            return found
        with self._lock:
            found |= {"running": self.controls.bot_running, "scenes": self.controls.scenes()}
            found["scene"] = self.controls.scene
            return found | {"roles": self._known_roles(sandbox), "moves": self._known_moves() if with_moves else []}

    def tour(self, person_id: str) -> list[Json]:
        """Return suggestions for this person, as JSON."""
        return [asdict(hint) for hint in self.controls.tour(person_id)] if self.controls else []

    def forget(self) -> None:
        """Forget the cached moves of time."""
        self._moves = (-FRESH_S, [])

    def _known_roles(self, sandbox: Sandbox) -> Json:
        number, people, roles = self._roles
        if self.controls and (number, people) != (id(sandbox), len(sandbox.people)):
            roles = dict(self.controls.roles())
            self._roles = (id(sandbox), len(sandbox.people), roles)
        return roles

    def _known_moves(self) -> list[str]:
        asked, moves = self._moves
        if self.controls and stamps.elapsed() - asked > FRESH_S:
            try:
                moves = list(self.controls.moves())
            except OSError:  # the bot is being stopped
                moves = []
            self._moves = (stamps.elapsed(), moves)
        return moves


def switch(sandbox: Sandbox, code: str, *, on: bool) -> None:
    """Switch a fault, or Slack's rate limits, on or off. Raises KeyError for any other code."""
    if code != LIMITS:
        sandbox.faults.switch(code, on=on)
    elif on:
        sandbox.limits.on()
    else:
        sandbox.limits.off()
