"""Keep a key for each question that a team writes, so that each answer stays with its question. Pure.

A team writes its questions as lines. If it adds, removes or reorders lines, each question keeps its key. A reworded
question gets the key of the question that it resembles. The key of a removed question is kept, because the team may
write the question again."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

# This field stores the keys: each line has a key and its question, such as "own3 Qui nous lit ?".
KEYS = "questions.keys"
ALIKE = 0.6  # If two texts are at least this similar (0 to 1), they are the same question.
# The field KEYS has at most this many characters. If it gets longer, the oldest removed questions are dropped.
MOST_KEPT = 2500
_KEY = re.compile(r"own[1-9][0-9]{0,2}")

# Pairs of a key and its question. The current questions come first, and then the removed ones.
Keyed: TypeAlias = tuple[tuple[str, str], ...]


def is_own_question(name: str) -> bool:
    """Return whether a field has the answer to a question that a team wrote."""
    return _KEY.fullmatch(name) is not None


def split_questions(text: str) -> list[str]:
    """Split the text of a field into questions, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_keys(text: str) -> Keyed:
    """Parse a text that `write_keys` made."""
    pairs = (line.split(" ", 1) for line in text.splitlines() if " " in line)
    return tuple((key, question) for key, question in pairs)


def write_keys(keyed: Keyed) -> str:
    """Serialise keys and questions, one a line. If the text is too long, drop the oldest removed questions."""
    lines = [f"{key} {question}" for key, question in keyed]
    while len("\n".join(lines)) > MOST_KEPT:
        lines.pop()
    return "\n".join(lines)


def key_by_position(lines: Sequence[str]) -> Keyed:
    """Return each question with a key for its position. Old questions, saved without keys, have these keys."""
    return tuple((f"own{number}", line) for number, line in enumerate(lines, 1))


def find_keys(lines: Sequence[str], known_keys: Keyed) -> Keyed:
    """Return each of these lines with its key. If no keys are known, use the key of its position."""
    if not known_keys:
        return key_by_position(lines)
    left, found = list(known_keys), []
    for line in lines:
        pair = next((question for question in left if question[1] == line), None)
        if pair is not None:
            left.remove(pair)
            found.append(pair)
    return tuple(found)


def assign_keys(lines: Sequence[str], *, previous_keys: Keyed, answered_fields: Iterable[str]) -> Keyed:
    """Return each of these lines with its key, followed by removed questions with their keys.

    `previous_keys` has the previous keys. `answered_fields` has the names of the fields with an answer. A new question
    gets a key that is in neither."""
    left, mine = list(previous_keys), dict[int, str]()
    for same in (_is_same, _is_alike):
        for at, line in enumerate(lines):
            pair = next((question for question in left if at not in mine and same(question[1], line)), None)
            if pair is not None:
                left.remove(pair)
                mine[at] = pair[0]
    taken = {*(key for key, _ in previous_keys), *filter(is_own_question, answered_fields)}
    fresh = (f"own{number}" for number in range(1, 1000) if f"own{number}" not in taken)
    return (*((mine.get(at) or next(fresh), line) for at, line in enumerate(lines)), *left)


def _is_same(first: str, other: str) -> bool:
    return first == other


def _is_alike(first: str, other: str) -> bool:
    return SequenceMatcher(None, first.casefold(), other.casefold()).ratio() >= ALIKE
