"""Parse the text of a TOML file, and find the line of each key, which the standard parser does not give."""

import re
import tomllib
from collections import Counter
from typing import Any

from bot.programme.files.faults import FaultList

# Limits in characters: without them, dotted keys make the standard parser use gigabytes.
MAX_LENGTH = 100_000
MAX_LINE = 2_000
_TABLE = re.compile(r"\s*(\[\[?)\s*[\"']?([\w-]+)[\"']?\s*\]")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*[.=]")
_LINE = re.compile(r"at line ([0-9]+)")
_TWICE = ("overwrite", "twice", "Duplicate", "mutate")


def looks_like_toml(text: str) -> bool:
    """Return whether the first line is a table or a key of TOML. Empty lines and comments are skipped."""
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return bool(_TABLE.match(first) or (_KEY.match(first) and "=" in first))


def parse_toml(text: str, faults: FaultList) -> dict[str, Any] | None:
    """Return the values of the file. If it is too long or not TOML, note a fault and return None."""
    if len(text) > MAX_LENGTH:
        faults.note(
            1, "", reason=f"Ce fichier dépasse {MAX_LENGTH} caractères : ôtez-en ce qui n’est pas la promotion."
        )
        return None
    lines = _split_lines(text)
    if long := [number for number, content in enumerate(lines, start=1) if len(content) > MAX_LINE]:
        for number in long:
            faults.note(number, "", reason=f"Cette ligne dépasse {MAX_LINE} caractères : raccourcissez-la.")
        return None
    try:
        return tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError) as error:
        said = str(error)
        found = _LINE.search(said)
        line = int(found[1]) if found else max(1, len(_split_lines(text.rstrip())))
        if any(word in said for word in _TWICE):
            faults.note(line, "", reason="Cette ligne répète un nom déjà donné : gardez-en un seul.")
        else:
            faults.note(line, "", reason='Cette ligne n’est pas du TOML : écrivez cle = "texte" ou cle = 2026-09-01.')
        return None


def find_key_lines(text: str) -> dict[str, int]:
    """Return the line of each key by its path, such as `name`, `phases[2]`, `phases[2].ends_on` (counted from 1).

    Keys within inline tables are missing: `line_of` returns the line of their parent."""
    lines: dict[str, int] = {}
    counts: Counter[str] = Counter()
    table, in_text = "", False
    for number, content in enumerate(_split_lines(text), start=1):
        if not in_text and (found := _TABLE.match(content)):
            table = found[2]
            if found[1] == "[[":
                counts[table] += 1
                table = f"{table}[{counts[table]}]"
            lines.setdefault(table, number)
        elif not in_text and (found := _KEY.match(content)):
            lines.setdefault(f"{table}.{found[1]}" if table else found[1], number)
        in_text ^= (content.count('"""') + content.count("'''")) % 2 == 1
    return lines


def line_of(path: str, lines: dict[str, int]) -> int:
    """Return the line of `path`. If `path` has no line, return the line of its parent, or else line 1."""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path, 1)


def _split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
