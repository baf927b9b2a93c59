"""Make pictures in a subprocess, since matplotlib takes a second to load and needs much memory."""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.apart import SubprocessFailed, confine_process, run_subprocess

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Asked: TypeAlias = dict[str, Any]  # the content of a picture, as JSON

SECONDS = 15.0
MOST_MEMORY, MOST_CPU = 2_000_000_000, 30  # bytes, seconds
INK, GRID = "#1e1e1e", "#cccccc"


def is_installed() -> bool:
    """Return whether pictures can be drawn (the extra `planning` is installed). Nothing is imported."""
    return find_spec("matplotlib") is not None


def draw_picture(module: str, content: Asked) -> bytes | None:
    """Return the picture (PNG) that `module` draws; None if it fails or takes too long."""
    try:
        return b64decode(run_subprocess(module, json.dumps(content).encode(), seconds=SECONDS)) or None
    except SubprocessFailed:
        return None


def write_picture(paint: Callable[["Figure", Asked], None], *, size: tuple[int, int]) -> None:
    """Make a picture with `paint` and write it to standard output, in the subprocess that `draw_picture` started.

    `size` is (width, height) in inches."""
    confine_process(memory_bytes=MOST_MEMORY, cpu_seconds=MOST_CPU)
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    paint(figure, json.load(sys.stdin))
    out = BytesIO()
    figure.savefig(out, format="png", dpi=110)
    sys.stdout.write(b64encode(out.getvalue()).decode())
