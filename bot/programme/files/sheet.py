"""Read a CSV file as rows with named cells. Cells are separated by commas or semicolons; columns have any order."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.programme.files.faults import BadValue, FaultList
from bot.programme.files.fields import clean_text
from bot.programme.spelling import nearest_word, proposal_sentence, quote, squash
from bot.runtime.limits import PROMOTION_FILE

MAX_ROWS = PROMOTION_FILE.count or 0
MAX_PARTS = 20
MAX_HEADER = 2_000  # characters; a longer first line is not a header
# Tabs may separate cells that were copied from a spreadsheet. For a file with tabs, a fault explains how to save it.
_DELIMITERS = ",;\t"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Header:
    """The first line that is not empty: its number, its cells as written, and the separator."""

    line: int
    names: tuple[str, ...]
    delimiter: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: the text of each cell as typed, by column."""

    line: int
    cells: dict[str, str]
    faults: FaultList

    def read_required(self, column: str, read: Callable[[str], Value]) -> Value | None:
        """Return the value of a required cell. If the cell is empty or invalid, note a fault and return None."""
        self._check_filled(column)
        return self.read_optional(column, read)

    def read_optional(self, column: str, read: Callable[[str], Value]) -> Value | None:
        """Return the value of an optional cell, None if it is empty. If it is invalid, note a fault and return None."""
        if self.is_empty(column):
            return None
        return self.faults.take(self.line, column, read=lambda: read(clean_text(self.cells[column])))

    def several(self, column: str, read: Callable[[str], Value], *, needed: bool = False) -> tuple[Value, ...]:
        """Return the values in a cell, separated by `|`, in order and without duplicates. Invalid values are noted."""
        if needed:
            self._check_filled(column)
        parts = self.read_optional(column, _split_parts) or ()
        values = [self.faults.take(self.line, column, read=partial(read, part)) for part in parts]
        return tuple(dict.fromkeys(value for value in values if value is not None))

    def is_empty(self, column: str) -> bool:
        """Return whether this cell is empty, has only separators, or belongs to a missing column."""
        return not self.cells.get(column, "").replace("|", " ").strip()

    def _check_filled(self, column: str) -> None:
        # A missing column is reported once, with the header.
        if column in self.cells and self.is_empty(column):
            self.note(column, f"La case « {column} » est vide : remplissez-la.")

    def note(self, column: str, reason: str) -> None:
        """Note a fault of this line."""
        self.faults.note(self.line, column, reason=reason)


def find_header(text: str, known_columns: Sequence[str]) -> Header | None:
    """Return the header of `text`, split by the separator that gives the most columns of `known_columns`.

    Return None if the first line is too long, or the text has no line."""
    for number, content in enumerate(io.StringIO(text, newline=""), start=1):
        if not content.strip(' \t\r\n",;'):
            continue
        if len(content) > MAX_HEADER:
            return None
        words = {squash(column) for column in known_columns}
        splits = [(tuple(_split_line(content, delimiter)), delimiter) for delimiter in _DELIMITERS]
        names, delimiter = max(
            splits, key=lambda split: (sum(squash(name) in words for name in split[0]), len(split[0]))
        )
        return Header(number, names, delimiter)
    return None


def read_rows(
    text: str,
    header: Header,
    *,
    columns: Sequence[str],
    required: Sequence[str],
    faults: FaultList,
    allows_tabs: bool = False,
) -> list[Row]:
    """Parse the lines under `header` that are not empty. Note faults of the header, and lines with wrong cells.

    `allows_tabs`: tabs may separate cells, as in cells that were copied from a spreadsheet."""
    if header.delimiter == "\t" and not allows_tabs:
        faults.note(
            header.line, "", reason="Des tabulations séparent les colonnes : enregistrez avec virgule ou point-virgule."
        )
    names = _read_header(header, columns=columns, required=required, faults=faults)
    rows: list[Row] = []
    for line, cells in _split_rows(text, header.delimiter, faults=faults):
        if line <= header.line or not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MAX_ROWS:
            faults.note(line, "", reason=f"Ce fichier dépasse {MAX_ROWS} lignes : partagez-le en plusieurs fichiers.")
            break
        rows.append(Row(line, _name_cells(line, cells, names=names, faults=faults), faults))
    if not rows and not faults:
        faults.note(header.line, "", reason="Ce fichier n’a que son en-tête : ajoutez au moins une ligne.")
    return rows


def _read_header(
    header: Header, *, columns: Sequence[str], required: Sequence[str], faults: FaultList
) -> list[str | None]:
    """Return the column of each cell of the header: "" for an empty cell, None (with a fault) for an invalid name."""
    by_word = {squash(column): column for column in columns}
    names: list[str | None] = []
    meant: set[str | None] = set()  # columns that misspelt names probably mean: they are not also reported as missing
    for name in header.names:
        column = by_word.get(squash(name))
        if not name.strip():
            names.append("")
        elif column is None:
            near = nearest_word(name, columns)
            meant.add(near)
            unknown = f"La colonne {quote(name.strip())} est inconnue."
            faults.note(header.line, name.strip(), reason=f"{unknown} {proposal_sentence(near, columns)}")
            names.append(None)
        elif column in names:
            faults.note(header.line, column, reason=f"La colonne « {column} » figure deux fois : gardez-en une.")
            names.append(None)
        else:
            names.append(column)
    for column in required:
        if column not in names and column not in meant:
            faults.note(header.line, column, reason=f"La colonne « {column} » manque : ajoutez-la à l’en-tête.")
    return names


def _name_cells(line: int, cells: list[str], *, names: list[str | None], faults: FaultList) -> dict[str, str]:
    """Return the cells by column. Spreadsheets leave out empty cells at the end of a line."""
    named = {name: "" for name in names if name}
    stray = False
    for place, cell in enumerate(cells):
        name = names[place] if place < len(names) else ""
        if name:
            named[name] = cell
        elif name == "" and cell.strip():
            stray = True
    if stray:
        faults.note(
            line,
            "",
            reason="Cette ligne a plus de valeurs que l’en-tête n’a de colonnes : "
            "mettez entre guillemets une valeur qui contient le séparateur.",
        )
    return named


def _split_rows(text: str, delimiter: str, *, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of each record. Note a fault for a record with misplaced quotes, and drop it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                faults.note(line, "", reason="Une valeur de cette ligne est bien trop longue : raccourcissez-la.")
            else:
                faults.note(
                    line, "", reason="Les guillemets de cette ligne ne vont pas par deux : fermez-les ou ôtez-les."
                )
            continue
        yield line, cells


def _split_line(content: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([content], delimiter=delimiter, strict=True, skipinitialspace=True), [])
    except csv.Error:
        return []


def _split_parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.split("|") if part.strip()]
    if len(parts) > MAX_PARTS:
        raise BadValue(f"Cette case contient {len(parts)} valeurs : gardez-en {MAX_PARTS} au plus.")
    return parts
