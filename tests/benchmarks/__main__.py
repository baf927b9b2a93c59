"""`make bench`: prints one table of speeds beside their floors; names on the command line choose rows."""

import argparse
import time

from rich.console import Console
from rich.table import Table

from . import (
    announcement,
    booking,
    busy_times,
    calendars,
    clicks,
    committees,
    dispositifs,
    groups,
    growth,
    helping,
    home,
    hostile,
    ledger,
    ledger_calls,
    links,
    loads,
    memory,
    mentoring,
    mentoring_clicks,
    mentoring_match,
    month,
    overview,
    page,
    people,
    polls,
    processes,
    races,
    rights,
    slots,
    start,
    support,
    year,
)
from .measure import Row, Timing

GROUPS = {
    "dispositifs": dispositifs.measure,
    "loads": loads.measure,
    "booking": booking.measure,
    "processes": processes.measure,
    "clicks": clicks.measure,
    "home": home.measure,
    "hostile": hostile.measure,
    "mentoring": lambda: [*mentoring.measure(), *mentoring_match.measure(), *mentoring_clicks.measure()],
    "groups": groups.measure,
    "committees": committees.measure,
    "polls": polls.measure,
    "helping": helping.measure,
    "rights": rights.measure,
    "overview": overview.measure,
    "year": year.measure,
    "support": support.measure,
    "month": month.measure,
    "announcement": announcement.measure,
    "links": links.measure,
    "calendars": lambda: [*calendars.measure(), *busy_times.measure()],
    "races": races.measure,
    "ledger": lambda: [*ledger.measure(), *ledger_calls.measure()],
    "slots": slots.measure,
    "growth": growth.measure,
    "start": start.measure,
    "page": page.measure,
    "people": people.measure,
    "memory": memory.measure,
}
LONG = {"memory"}  # a quarter of an hour by itself: only where it is named


def main() -> None:
    """Measure what was named, or everything; the exit status says nothing of the speed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Speed, beside floors and peers.")
    parser.add_argument(
        "rows", nargs="*", metavar="ROW", help=f"some of: {', '.join(GROUPS)} (all but {', '.join(LONG)})"
    )
    wanted = parser.parse_args().rows
    if unknown := sorted(set(wanted) - set(GROUPS)):
        parser.error(f"no such row: {', '.join(unknown)}")
    console = Console()
    started = time.perf_counter()
    rows: list[Row] = []
    for name in wanted or [one for one in GROUPS if one not in LONG]:
        with console.status(f"measuring {name}"):
            rows += GROUPS[name]()
    console.print(drawn(rows))
    console.print(f"Milliseconds: p50 / p99 (samples). {time.perf_counter() - started:.0f} s.")


def drawn(rows: list[Row]) -> Table:
    """Draw the table."""
    table = Table(title="Ours beside a floor or a peer, measured in turns in this run", title_justify="left")
    for name in ("figure", "ours", "floor or peer", "ratio", "goal", "met"):
        table.add_column(name, justify="left" if name in ("figure", "goal") else "right")
    for row in rows:
        peer = f"{_spelled(row.peer)}\n{row.peer_name}".strip()
        met = "" if row.met is None else "yes" if row.met else "[bold red]no[/]"
        table.add_row(row.figure, _spelled(row.ours), peer, row.ratio, row.goal, met, end_section=True)
    return table


def _spelled(timing: Timing | None) -> str:
    return f"{timing.p50:.2f} / {timing.p99:.2f} ({timing.samples})" if timing else ""


if __name__ == "__main__":
    main()
