"""`bot export cycles`: states and dates of all mentoring cycles as CSV, printed or written to a file.

A module, as each command that has a rule of its own.
"""

import sys
from datetime import datetime
from pathlib import Path

from bot.command.schema_check import opened
from bot.errors import Refusal
from bot.mentoring.coaches import running_cycles
from bot.mentoring.table import write_table


class Unwritable(Refusal):
    """Raised by `export_cycles`: the file cannot be written. Facts: `why`."""

    code = "unwritable"


def export_cycles(url: str, *, out: Path | None, now: datetime) -> list[str]:
    """Write the cycles of the promotions that run to `out`, or print them; give the lines that say so.

    Nobody of Slack asks: who holds the database may read it. Raises DatabaseUnfit, Unwritable.
    """
    with opened(url) as database, database.reading() as reading:
        sheets = running_cycles(reading, now=now)
    table = write_table(sheets, now=now)
    if out is None:
        sys.stdout.write(table.decode("utf-8-sig"))  # the mark at the beginning is for spreadsheets, which open files
        return []
    try:
        out.write_bytes(table)
    except OSError as error:
        raise Unwritable(why=f"{out} : ce fichier ne peut pas être écrit ({error.strerror}).") from error
    return [f"C’est écrit dans {out} : {len(sheets)} cycle{'s' if len(sheets) > 1 else ''}."]
