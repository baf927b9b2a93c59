"""The drawing of a plan, in a process of its own: matplotlib takes a second to begin, and much memory."""

import json
import sys
from base64 import b64decode, b64encode
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from bot.apart import Unfinished, ask, confine
from bot.evaluation.model import KEY as COMMITTEES

SECONDS = 15.0
MOST_MEMORY, MOST_CPU = 2_000_000_000, 30  # bytes, seconds
SIZE, INK = (14, 8), "#1e1e1e"  # inches
BANDS = ("#e8edff", "#fef6e3")  # phases, one after another
MARKS = {"seminaire-promotion": "#000091", "seminaire-porteurs": "#6a6af4", "comite": "#c9191e", "rapport": "#b34000"}
OTHER = "#18753c"


def paint(asked: dict[str, Any]) -> bytes | None:
    """Give the picture (PNG) of a title, a span, phases, months, holidays and rows of days; None: not in time."""
    try:
        written = ask(__name__, json.dumps(asked).encode(), seconds=SECONDS)
    except Unfinished:
        return None
    return b64decode(written) or None


def _paint(asked: dict[str, Any]) -> bytes:
    """Paint a row for each line, a band for each phase, what is no school in grey."""
    from matplotlib.dates import date2num
    from matplotlib.figure import Figure

    def at(day: str, more: int = 0) -> float:
        return float(date2num(date.fromisoformat(day) + timedelta(days=more)))  # type: ignore[no-untyped-call]

    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    for number, (name, first, last) in enumerate(asked["phases"]):
        axes.axvspan(at(first), at(last, 1), color=BANDS[number % 2], zorder=0)
        axes.text(at(first, 2), -0.9, name, fontsize=9, color=INK)
    for first, last in asked["school"]:
        axes.axvspan(at(first), at(last, 1), color="#888888", alpha=0.25, zorder=1)
    for row, one in enumerate(asked["rows"]):
        color, long = MARKS.get(one["family"], OTHER), 5 if one["family"] in (COMMITTEES, "atelier") else 2
        axes.broken_barh([(at(day), long) for day in one["days"]], (row - 0.3, 0.6), color=color, zorder=2)
    axes.set_xlim(at(asked["span"][0]), at(asked["span"][1], 1))
    axes.set_ylim(len(asked["rows"]) - 0.5, -1.5)
    axes.set_yticks(range(len(asked["rows"])), [one["name"] for one in asked["rows"]], fontsize=9)
    axes.set_xticks([at(day) for day, _ in asked["months"]], [name for _, name in asked["months"]], fontsize=8)
    axes.grid(axis="x", color="#cccccc")
    axes.set_title(asked["title"], color=INK)
    out = BytesIO()
    figure.savefig(out, format="png", dpi=110)
    return out.getvalue()


def _serve() -> None:
    confine(memory=MOST_MEMORY, cpu=MOST_CPU)
    sys.stdout.write(b64encode(_paint(json.load(sys.stdin))).decode())


if __name__ == "__main__":
    _serve()
