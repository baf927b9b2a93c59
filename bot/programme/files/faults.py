"""Faults of an imported file, with line and column. They are collected, so that one pass reports all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import Refusal
from bot.programme.spelling import shorten, space_french

Value = TypeVar("Value")


class BadValue(ValueError):
    """Raised by the parser of one value. Its text, in French, says what is wrong and how to correct the value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a file. `line` counts from 1. `column` is a column, or in a TOML file the path of a key.

    An empty `column` means the whole line."""

    line: int
    column: str
    reason: str

    def in_words(self) -> str:
        """Return the fault as one line of French, for the terminal or a message."""
        place = f"ligne {self.line}, {self.column}" if self.column else f"ligne {self.line}"
        return space_french(f"{place} : {self.reason}")


class FileFaults(Refusal):
    """Raised by `kind.read_file` for an invalid file. Facts: `file`, its name; `faults`, all its faults, by line."""

    code = "file_faults"

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(file=file, faults=faults)
        self.file = file
        self.faults = faults


class FaultList:
    """The faults found so far in one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Fault] = []

    def note(self, line: int, column: str, *, reason: str) -> None:
        """Add a fault. Plain spaces in `reason` become no-break spaces where French typography needs them."""
        self._found.append(Fault(line, shorten(column), space_french(reason)))

    def take(self, line: int, column: str, *, read: Callable[[], Value]) -> Value | None:
        """Return the result of `read`. If it raises BadValue, note its reason at this place and return None."""
        try:
            return read()
        except BadValue as bad:
            self.note(line, column, reason=str(bad))
            return None

    def __bool__(self) -> bool:
        return bool(self._found)

    def refuse(self) -> FileFaults:
        """Return the error to raise. It has all faults, sorted by line."""
        return FileFaults(self.file, tuple(sorted(self._found, key=lambda fault: fault.line)))
