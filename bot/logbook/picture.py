"""Skills then and now as one picture, drawn in a process of its own: matplotlib is slow to begin, and large."""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from bot.apart import Unfinished, ask, confine
from bot.logbook.model import Level, Progress

SECONDS = 15.0
MOST_MEMORY, MOST_CPU = 2_000_000_000, 30  # bytes, seconds
SIZE, INK = (9, 5), "#1e1e1e"  # inches
# A shape and a kind of line each, so that nobody has to tell colours apart.
LINES = (("#000091", "o", "-"), ("#c9191e", "s", "--"), ("#18753c", "^", ":"), ("#6a6af4", "D", "-."))
APART = 0.06  # between two skills that stand at the same word


def is_installed() -> bool:
    """Say whether pictures can be drawn here (the extra `planning`); nothing is imported by asking."""
    return find_spec("matplotlib") is not None


def draw(several: Sequence[Progress], *, names: Mapping[str, str], levels: Mapping[Level, str]) -> bytes | None:
    """Give the picture (PNG), None where it could not be drawn in time. `names`: of the skills; `levels`: the words."""
    lines = [
        [names[one.skill], [[phase, level.step] for phase, level in sorted(one.by_phase.items())]] for one in several
    ]
    question = {"lines": lines, "levels": [levels[one] for one in Level]}
    try:
        return b64decode(ask(__name__, json.dumps(question).encode(), seconds=SECONDS)) or None
    except Unfinished:
        return None


def _paint(asked: dict[str, Any]) -> bytes:
    """Paint a line for each skill, from phase to phase, among the four words."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    for number, (name, points) in enumerate(asked["lines"]):
        color, marker, style = LINES[number % len(LINES)]
        heights = [step + APART * number for _, step in points]
        axes.plot([phase for phase, _ in points], heights, style, color=color, marker=marker, markersize=9, label=name)
    axes.set_yticks(range(1, len(asked["levels"]) + 1), asked["levels"], color=INK)
    axes.set_ylim(0.6, len(asked["levels"]) + 0.5)
    axes.set_xticks(range(1, 5), [f"phase {number}" for number in range(1, 5)], color=INK)
    axes.set_xlim(0.7, 4.3)
    axes.grid(axis="y", color="#cccccc")
    figure.legend(loc="outside lower center", ncols=len(LINES), frameon=False)
    out = BytesIO()
    figure.savefig(out, format="png", dpi=110)
    return out.getvalue()


def _serve() -> None:
    confine(memory=MOST_MEMORY, cpu=MOST_CPU)
    sys.stdout.write(b64encode(_paint(json.load(sys.stdin))).decode())


if __name__ == "__main__":
    _serve()
