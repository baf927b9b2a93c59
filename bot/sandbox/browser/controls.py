"""The page's controls of the story: time, the bot's process, scenes, suggestions, and faults."""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from bot.sandbox import stamps
from bot.sandbox.refused import Json
from bot.sandbox.wire.faults import SWITCHES
from bot.sandbox.workspace import Sandbox

LIMITS = "rate_limits"  # a switch in addition to those of `Faults`
FRESH_S = 0.5  # seconds for which clock moves are cached, as reading them may take a request


@dataclass(frozen=True, slots=True)
class Hint:
    """A suggestion: the label of its button, the result, and what the page does.

    `does`: "home" opens the app's Home; "command", "play" and "move" take `what`: a line to type, the Slack id of the
    person to play, the label of a move of time."""

    words: str
    about: str
    does: str
    what: str = ""


class Controls(Protocol):
    """The interface of the story's controls; each call may take seconds and comes from any thread.

    Exceptions are shown on the page as failures, and logged."""

    @property
    def bot_running(self) -> bool:
        """Return whether the bot runs."""

    def roles(self) -> Mapping[str, str]:
        """Return the roles of people in the story, by their Slack ids: « EIG, défi Relais »."""

    def tour(self, person_id: str) -> tuple[Hint, ...]:
        """Return suggestions for this person."""

    def moves(self) -> list[str]:
        """Return the labels of the possible moves of time."""

    def move(self, label: str) -> None:
        """Move time; raises LookupError for a move that has become impossible."""

    def stop_bot(self) -> None:
        """Stop the bot; the workspace stays open."""

    def start_bot(self) -> None:
        """Start the bot, which sends pending notices."""

    def scenes(self) -> list[str]:
        """Return the names of the scenes that can be loaded."""

    @property
    def scene(self) -> str:
        """The name of the current scene; empty for none of these."""

    def load(self, name: str) -> None:
        """Load another scene from its start; raises LookupError for an unknown one."""


class Board:
    """The controls as all tabs see them; expensive values are computed once for all tabs."""

    def __init__(self, controls: Controls | None) -> None:
        self.controls = controls
        self._lock = threading.Lock()
        self._roles: tuple[int, int, Json] = (0, 0, {})
        self._moves: tuple[float, list[str]] = (-FRESH_S, [])

    def state(self, sandbox: Sandbox, *, with_moves: bool) -> Json:
        """Return the state of the controls; time jumps only if they are visible."""
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
        """Discard the cached moves of time."""
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
    """Turn a fault, or Slack's rate limits, on or off. Raises KeyError for any other code."""
    if code != LIMITS:
        sandbox.faults.switch(code, on=on)
    elif on:
        sandbox.limits.on()
    else:
        sandbox.limits.off()
