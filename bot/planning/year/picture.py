"""The plan as one picture, drawn in a process of its own: matplotlib takes a second to begin, and much memory."""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from bot.apart import Unfinished, confine
from bot.apart import ask as ask_apart
from bot.dates.phases import add_months
from bot.dates.words import month_words
from bot.notices import service as notices
from bot.planning.facts import YearCard, YearPicture
from bot.planning.year.model import COMMITTEES, Line, Sheet
from bot.planning.year.service import THING, read
from bot.programme.model import Actor
from bot.programme.service import known
from storage.database import Transaction
from storage.programme import people

SECONDS = 15.0
MOST_MEMORY, MOST_CPU = 2_000_000_000, 30  # bytes, seconds
MOST_MONTHS = 36
ONE_PRESS = 10  # seconds: presses in the same ten are one
SIZE, INK = (14, 8), "#1e1e1e"  # inches
BANDS = ("#e8edff", "#fef6e3")  # phases, one after another
MARKS = {"seminaire-promotion": "#000091", "seminaire-porteurs": "#6a6af4", "comite": "#c9191e", "rapport": "#b34000"}
OTHER = "#18753c"


def is_installed() -> bool:
    """Say whether pictures can be drawn here (the extra `planning`); nothing is imported by asking."""
    return find_spec("matplotlib") is not None


def ask(tx: Transaction, actor: Actor, promotion_id: int, *, now: datetime) -> None:
    """Owe the actor a message that says the plan, with its picture in the thread. Raises NotAllowed, NotFound."""
    read(tx, actor, promotion_id, now=now)
    me = known(actor).id
    people.lock(tx, [me])  # two presses at once: the second sees what the first owes
    press = int(now.timestamp()) // ONE_PRESS
    if not notices.tell(tx, YearCard(), about=promotion_id, to=[me], due=now, period=str(press)):
        return
    file = YearPicture(now).owed(promotion_id, to=me, due=now, period=str(press))
    notices.owe_file(tx, file, card=(THING, promotion_id))


def draw(sheet: Sheet, *, title: str, names: Callable[[Line], str]) -> bytes | None:
    """Give the picture (PNG), None where it could not be drawn in time. `names`: how a line is called."""
    promotion = sheet.promotion
    first = promotion.starts_on.replace(day=1)
    months = [
        one for at in range(MOST_MONTHS) if promotion.starts_on < (one := add_months(first, at)) < promotion.ends_on
    ]
    rows = [
        {"name": names(one), "family": one.family, "days": [each.isoformat() for each in one.days]}
        for one in sheet.year.lines
        if one.days and not one.out
    ]
    question = {
        "title": title,
        "months": [[one.isoformat(), month_words(one)] for one in months],
        "span": [promotion.starts_on.isoformat(), promotion.ends_on.isoformat()],
        "phases": [[one.name, one.starts_on.isoformat(), one.ends_on.isoformat()] for one in promotion.phases],
        "school": [[one.first.isoformat(), one.last.isoformat()] for one in sheet.school],
        "rows": rows,
    }
    try:
        written = ask_apart(__name__, json.dumps(question).encode(), seconds=SECONDS)
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
