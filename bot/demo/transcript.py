"""The transcript: what each person types, clicks and sees, and whether it is what it should be."""

import time
from collections.abc import Callable

from rich.console import Console
from rich.markup import escape

from bot.demo.looks import flat
from bot.sandbox.person import Person

PATIENCE = 10.0  # seconds: what a step shows, or owes, is there by then
SHOWN = 900  # characters of a message: the page shows it whole


class Transcript:
    """A story told while it happens; `failures` are the steps that did not show what they should."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.lines: list[str] = []
        self.failures: list[str] = []

    def scene(self, title: str) -> None:
        """Begin a scene."""
        self._console.print(f"\n[bold]{escape(title)}[/bold]", highlight=False)
        self.lines.append(f"— {title} —")

    def does(self, person: Person, what: str) -> None:
        """Tell what somebody types or clicks."""
        self._console.print(f"\n[cyan]{escape(person.name)}[/cyan] {escape(what)}", highlight=False, soft_wrap=True)
        self.lines.append(f"{person.name} {what}")

    def passes(self, what: str) -> None:
        """Tell what happens without anybody."""
        self._console.print(f"\n[dim]{escape(what)}[/dim]", highlight=False)
        self.lines.append(what)

    def sees(self, person: Person, look: Callable[[], str | None], *expected: str) -> None:
        """Wait until what somebody sees holds every expected word, tell it, and note a failure if it never does."""
        deadline = time.monotonic() + PATIENCE
        seen = look() or ""
        while not _holds(seen, expected) and time.monotonic() < deadline:
            time.sleep(0.02)
            seen = look() or ""
        self._tell(person, seen)
        missing = [words for words in expected if not _holds(seen, (words,))]
        if missing:
            self._fail(f"{person.name} devrait voir {missing}")

    def checks(self, what: str, holds: bool) -> None:
        """Tell something that must be true of the whole, and note a failure if it is not."""
        self._console.print(f"  {'✓' if holds else '✗'} {escape(what)}", highlight=False, soft_wrap=True)
        self.lines.append(f"{'Vérifié' if holds else 'Faux'} : {what}")
        if not holds:
            self.failures.append(what)

    def _tell(self, person: Person, seen: str) -> None:
        shown = seen if len(seen) <= SHOWN else seen[:SHOWN] + "…"
        self._console.print(f"  [dim]{escape(person.name)} voit :[/dim]", highlight=False)
        for line in shown.splitlines() or ["(rien)"]:
            self._console.print(f"  │ {escape(line)}", highlight=False, soft_wrap=True)
        self.lines.append(f"{person.name} voit :\n{shown}")

    def _fail(self, what: str) -> None:
        self._console.print(f"  [red]✗ {escape(what)}[/red]", highlight=False)
        self.lines.append(f"Faux : {what}")
        self.failures.append(what)


def _holds(seen: str, expected: tuple[str, ...]) -> bool:
    whole = flat(seen)
    return all(flat(words) in whole for words in expected)
