"""Functions that paint a plan's picture in a subprocess, which imports no other code of the plan."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot import pictures
from bot.evaluation.model import COMMITTEE
from bot.pictures import GRID, INK, Asked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (14, 8)  # in inches
BANDS = ("#e8edff", "#fef6e3")  # colours of alternating phases
MARKS = {"seminaire-promotion": "#000091", "seminaire-porteurs": "#6a6af4", "comite": "#c9191e", "rapport": "#b34000"}
OTHER = "#18753c"


def draw_plan(content: Asked) -> bytes | None:
    """Return the picture (PNG), or None after a timeout.

    `content`: a title, a span, phases, months, school holidays and rows."""
    return pictures.draw_picture(__name__, content)


def _paint(figure: "Figure", content: Asked) -> None:
    from matplotlib.dates import date2num

    def at(day: str, more: int = 0) -> float:
        return float(date2num(date.fromisoformat(day) + timedelta(days=more)))  # type: ignore[no-untyped-call]

    axes = figure.subplots()
    for number, (name, first, last) in enumerate(content["phases"]):
        axes.axvspan(at(first), at(last, 1), color=BANDS[number % 2], zorder=0)
        axes.text(at(first, 2), -0.9, name, fontsize=9, color=INK)
    for first, last in content["school"]:
        axes.axvspan(at(first), at(last, 1), color="#888888", alpha=0.25, zorder=1)
    for row, row_ in enumerate(content["rows"]):
        color, long = MARKS.get(row_["family"], OTHER), 5 if row_["family"] in (COMMITTEE, "atelier") else 2
        axes.broken_barh([(at(day), long) for day in row_["days"]], (row - 0.3, 0.6), color=color, zorder=2)
    axes.set_xlim(at(content["span"][0]), at(content["span"][1], 1))
    axes.set_ylim(len(content["rows"]) - 0.5, -1.5)
    axes.set_yticks(range(len(content["rows"])), [one["name"] for one in content["rows"]], fontsize=9)
    axes.set_xticks([at(day) for day, _ in content["months"]], [name for _, name in content["months"]], fontsize=8)
    axes.grid(axis="x", color=GRID)
    axes.set_title(content["title"], color=INK)


if __name__ == "__main__":
    pictures.write_picture(_paint, size=SIZE)
