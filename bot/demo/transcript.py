"""The transcript: what each person types, clicks and sees, and whether that is right."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.markup import escape

from bot.demo.looks import flat

PATIENCE = 30.0  # seconds to wait for the messages of a step, at most
SHOWN_LINES, SHOWN_SIGNS = 3, 110  # lines and characters that are shown of a message; the page shows all


class Named(Protocol):
    """A person in the transcript, with or without a Slack account."""

    @property
    def name(self) -> str:
        """The person's name."""


@dataclass(slots=True)
class _Told:
    """The current scene: how much was checked in it, and what failed."""

    title: str
    checks: int
    failures: list[str]


class Transcript:
    """A story that is printed while it is played: each step in short; with `brief`, a line at the end of each scene."""

    def __init__(self, console: Console, *, brief: bool = False) -> None:
        self._console, self._brief = console, brief
        self._scenes: list[_Told] = []

    @property
    def failures(self) -> list[str]:
        """The steps that did not show the text that was expected."""
        return [failure for scene in self._scenes for failure in scene.failures]

    def scene(self, title: str) -> None:
        """Begin a scene of the transcript."""
        self._sum_up()
        self._scenes.append(_Told(title, 0, []))
        self._print(f"\n[bold]{escape(title)}[/bold]")

    def does(self, person: Named, what: str) -> None:
        """Print what a person types or clicks."""
        self._print(f"[cyan]{escape(person.name)}[/cyan] {escape(what)}")

    def passes(self, what: str) -> None:
        """Print something that happens by itself."""
        self._print(f"[dim]{escape(what)}[/dim]")

    def sees(self, person: Named, look: Callable[[], str | None], *expected: str) -> None:
        """Wait until the person sees all `expected` texts, and print what they see. Otherwise note a failure."""
        deadline = time.monotonic() + PATIENCE
        seen = look() or ""
        while not _holds(seen, expected) and time.monotonic() < deadline:
            time.sleep(0.02)
            seen = look() or ""
        self._print(f"  [dim]{escape(person.name)} voit :[/dim]", *(f"  │ {escape(line)}" for line in _shorten(seen)))
        missing = [words for words in expected if not _holds(seen, (words,))]
        self._note(f"{person.name} devrait voir {missing}", not missing)
        if missing:
            self._print(f"  [red]✗ {escape(self.failures[-1])}[/red]")

    def checks(self, what: str, holds: bool) -> None:
        """Print a check. If it does not hold, note a failure."""
        self._print(f"  {'✓' if holds else '✗'} {escape(what)}")
        self._note(what, holds)

    def end(self) -> bool:
        """Print the summary. Return whether all steps were right."""
        self._sum_up()
        failed, checks = len(self.failures), sum(scene.checks for scene in self._scenes)
        counted = f"{len(self._scenes)} scènes, {_counted(checks)}."
        if failed:
            have = "n’a" if failed == 1 else "n’ont"
            said = f"[red]{counted} {failed} {have} pas montré ce qu’il fallait.[/red]"
        else:
            said = f"{counted} Tout s’est passé comme prévu."
        self._console.print(f"\n{said}", highlight=False, soft_wrap=True)
        return not failed

    def _note(self, what: str, holds: bool) -> None:
        if not self._scenes:
            self._scenes.append(_Told("", 0, []))
        self._scenes[-1].checks += 1
        if not holds:
            self._scenes[-1].failures.append(what)

    def _sum_up(self) -> None:
        """If `brief`, print the line of the scene that ends."""
        if not self._brief or not self._scenes:
            return
        told = self._scenes[-1]
        mark = "[red]✗[/red]" if told.failures else "✓"
        lines = [f"{mark} {escape(told.title)} [dim]({_counted(told.checks)})[/dim]"]
        lines += [f"  [red]{escape(failure)}[/red]" for failure in told.failures]
        self._console.print(*lines, sep="\n", highlight=False, soft_wrap=True)

    def _print(self, *lines: str) -> None:
        if not self._brief:
            self._console.print(*lines, sep="\n", highlight=False, soft_wrap=True)


def _counted(checks: int) -> str:
    return "1 vérification" if checks == 1 else f"{checks} vérifications"


def _shorten(seen: str) -> list[str]:
    """Return the first lines of what a person sees, and « … » for the rest."""
    lines = seen.splitlines() or ["(rien)"]
    shown = [line if len(line) <= SHOWN_SIGNS else line[: SHOWN_SIGNS - 1] + "…" for line in lines[:SHOWN_LINES]]
    return shown if len(lines) <= SHOWN_LINES else [*shown, "…"]


def _holds(seen: str, expected: tuple[str, ...]) -> bool:
    whole = flat(seen)
    return all(flat(words) in whole for words in expected)
