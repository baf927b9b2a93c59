"""Plot a person's skills, phase by phase."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot import pictures
from bot.logbook.model import Level, Progress
from bot.pictures import GRID, INK, Asked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (9, 5)  # in inches
# Each line has a (colour, marker, line style). Markers and styles help people who cannot distinguish colours.
LINES = (("#000091", "o", "-"), ("#c9191e", "s", "--"), ("#18753c", "^", ":"), ("#6a6af4", "D", "-."))
APART = 0.06  # the distance between lines of skills at the same level


def draw_progress(
    progress_list: Sequence[Progress], *, names: Mapping[str, str], levels: Mapping[Level, str]
) -> bytes | None:
    """Return the picture (PNG); None after a timeout. `names` has skills' names by key, and `levels` levels' names."""
    lines = [
        [names[progress.skill], [[phase, level.step] for phase, level in sorted(progress.by_phase.items())]]
        for progress in progress_list
    ]
    return pictures.draw_picture(__name__, {"lines": lines, "levels": [levels[level] for level in Level]})


def _draw_lines(figure: "Figure", drawing: Asked) -> None:
    axes = figure.subplots()
    for number, (name, points) in enumerate(drawing["lines"]):
        color, marker, style = LINES[number % len(LINES)]
        heights = [step + APART * number for _, step in points]
        axes.plot([phase for phase, _ in points], heights, style, color=color, marker=marker, markersize=9, label=name)
    axes.set_yticks(range(1, len(drawing["levels"]) + 1), drawing["levels"], color=INK)
    axes.set_ylim(0.6, len(drawing["levels"]) + 0.5)
    axes.set_xticks(range(1, 5), [f"phase {number}" for number in range(1, 5)], color=INK)
    axes.set_xlim(0.7, 4.3)
    axes.grid(axis="y", color=GRID)
    figure.legend(loc="outside lower center", ncols=len(LINES), frameon=False)


if __name__ == "__main__":
    pictures.write_picture(_draw_lines, size=SIZE)
