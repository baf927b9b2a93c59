"""What strangers send in the place of what was asked for, drawn by Hypothesis: texts, numbers, whole trees."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

Node: TypeAlias = Any  # what JSON holds, and what Python's reader takes beside: NaN, numbers without end
Path: TypeAlias = tuple[str | int, ...]
Test: TypeAlias = Callable[..., None]

READ = {"actions", "event", "private_metadata", "state", "text", "user", "user_id"}
TYPED = (("text",), ("event", "text"))  # of a command, of a message
MORE = 50  # times as many examples with `--all`

TEXTS: Sequence[str] = (
    *("", " ", "\n", "\t\r\n", "\0", "a\0b", "\ufeff", "\u200b\u200d", "\u2028\u2029\x85", "\x1b[31m", "\x7f\x80"),
    *("\u202e\u2066evil\u2069", "\u061c" * 40, "e" + "\u0301" * 3000, "Z̸̢̛͎͇" * 200, "👩‍👩‍👧‍👦" * 300, "🏴" * 2, "ﷺ" * 500),
    *("\ud800", "\udfff\ud800", "x\udc80y", "\uffff", "\U0010ffff", "İıſßŉ", "ﬁ", "①²", "٣", "１２", "−1"),
    *("<!channel>", "<@U0>", "<https://x|y>", "&lt;", "*_~`>", "<script>alert(1)</script>", "{}{0}%s%(a)s", "${7*7}"),
    *("=1+1", "@SUM(1)", "\r\nBcc: x@example.org", "../../etc/passwd", "%00%2e", "' OR 1=1 --", "\\", '"', "\\u0000"),
    *("0", "-1", "+1", "1_0", "1e9", "0x1", " 1", "1 ", "00", "NaN", "Infinity", "null", "true", "9" * 19, "9" * 5000),
    *(str(2**63 - 1), str(2**63), str(-(2**63)), str(2**64), "1 2", "1 2 3 4", "1:2", "1.2", ":", ".", " . "),
    *("2026-02-30", "9999-12-31", "0001-01-01", "2026-05-12", "24:00", "23:59", "٢٠٢٦-٠٥-١٢", "12 mai", "demain à 14h"),
    *("a" * 76, "a" * 256, "a" * 3001, "é" * 20_000, "lundi 9h-12h\n" * 300, "x@" + "a." * 300, "(" * 2000, "0" * 400),
)
NUMBERS: Sequence[float] = (
    *(0, 1, 2, 7, 40, -1, -(2**63), 2**31, 2**53, 2**62, 2**63 - 1, 2**63, 2**64, 10**30, 10**400),
    *(0.0, -0.0, 0.5, 1e308, float("inf"), float("-inf"), float("nan"), True, False),
)
WORST = ("\ud800", "un\udfff mot", "a\0b", "9" * 30, "-1", "\u202e<!channel>", "")
texts = st.one_of(
    st.sampled_from(WORST),
    st.sampled_from(TEXTS),
    st.text(st.characters(), max_size=60),  # halves of letters too
    st.lists(st.sampled_from(TEXTS), min_size=2, max_size=3).map("".join),
)
leaves = st.one_of(st.none(), st.sampled_from(NUMBERS), st.integers(), st.floats(), texts)
nodes: st.SearchStrategy[Node] = st.one_of(
    leaves,
    st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=8,
    ),
    st.sampled_from((1, 60, 700)).map(lambda depth: _deep(depth)),  # noqa: PLW0108 - defined below
)


def often(times: int) -> Callable[[Test], Test]:
    """Try so many examples, which are the same each time; with `--all` fifty times as many, drawn anew."""
    every = times if settings().derandomize else times * MORE
    return settings(max_examples=every, deadline=None, suppress_health_check=[*HealthCheck])


def _deep(depth: int) -> Node:
    found: Node = []
    for at in range(depth):
        found = [found] if at % 2 else {"value": found}
    return found


def paths(node: Node, path: Path = ()) -> Iterator[Path]:
    """Give the way to each node below this one."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from paths(child, (*path, key))


def at(node: Node, path: Path) -> Node:
    """Give what stands at the end of a way."""
    for key in path:
        node = node[key]
    return node


@dataclass(frozen=True, slots=True)
class Bend:
    """One way to spoil what is not known yet. `first` and `second` count through its places, round and round."""

    first: int
    second: int
    how: str
    node: Node
    text: str


_places = st.integers(0, 10_000)
_hows = st.sampled_from(("gone", "other", "other", "moved", "words", "many", "typed"))
bends = st.lists(st.builds(Bend, _places, _places, _hows, nodes, texts), min_size=1, max_size=3)


def bent(payload: Node, ways: Sequence[Bend]) -> Node:
    """Give a payload with nodes left out, replaced, moved from another place of it, or bent a little.

    Three of four times it is one that listeners read: most of what Slack sends nobody does; one of seven what somebody
    typed, which is a leaf among many.
    """
    found = deepcopy(payload)
    for way in ways:
        places = [*paths(found)]
        read = [one for one in places if READ & {*one} and not isinstance(at(found, one), dict | list)]
        places = read if way.second % 4 and read else places
        typed = [one for one in read if one[-1] == "value" or one in TYPED] if way.how == "typed" else []
        places = typed or places
        if not places:
            return way.node
        place = places[way.first % len(places)]
        held, key = at(found, place[:-1]), place[-1]
        if way.how == "gone":
            del held[key]
        elif way.how == "moved":
            held[key] = deepcopy(at(found, places[way.second % len(places)]))
        elif way.how == "typed":
            held[key] = way.text
        elif way.how in ("words", "many") and isinstance(held[key], str):
            held[key] = bent_text(held[key], way)
        else:
            held[key] = deepcopy(way.node)
    return found


def bent_text(text: str, way: Bend) -> str:
    """Give a text with a piece of it cut out, doubled, or replaced by what is hostile."""
    first, last = sorted(each % (len(text) + 1) for each in (way.first, way.second))
    other = text[first:last] * 2 if way.how == "many" else way.text
    return text[:first] + other + text[last:]


def bent_bytes(data: bytes, ways: Sequence[Bend]) -> bytes:
    """Give a file with pieces of it, mostly a line, cut out, doubled, moved, or replaced by what is hostile."""
    for way in ways:
        lines = data.splitlines(keepends=True) or [b""]
        at_line = way.first % len(lines)
        piece, moved = lines[at_line], lines[way.second % len(lines)]
        word = way.text.encode("utf-8", "surrogatepass")
        if way.how in ("words", "typed"):
            begins = next((piece.find(sign) + 1 for sign in (b":", b",", b"=", b" ") if sign in piece), 0)
            other = piece[:begins] + word + b"\n"
        elif way.how == "other":
            begins = way.second % (len(piece) + 1)
            other = piece[:begins] + word + piece[begins + len(word) :]
        else:
            other = {"gone": b"", "many": piece * 200, "moved": piece + moved}[way.how]
        data = b"".join((*lines[:at_line], other, *lines[at_line + 1 :]))[:300_000]
    return data
