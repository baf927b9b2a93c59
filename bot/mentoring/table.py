"""Write cycles as a table for a spreadsheet, with states and dates. It has no needs, links, people or reasons. Pure."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import StringIO

from bot.dates.paris import to_paris
from bot.mentoring.cycle import CycleState, SessionState, SideToAnswer, side_to_answer
from bot.mentoring.model import CycleSheet

COLUMNS = (
    "cycle",
    "etat",
    "attend",
    "depuis",
    "defi",
    "dispositif",
    "domaine",
    "seances_a_venir",
    "premiere",
    "derniere",
)
STATES: Mapping[CycleState, str] = {
    CycleState.ASKED: "dates demandées",
    CycleState.OFFERED: "dates proposées",
    CycleState.HELD: "dates retenues",
    CycleState.ANSWERED: "dates à choisir",
    CycleState.RUNNING: "en cours",
    CycleState.DONE: "terminé",
    CycleState.ENDED: "arrêté avant la fin",
    CycleState.DECLINED: "décliné",
    CycleState.LAPSED: "sans réponse",
    CycleState.WITHDRAWN: "retiré",
}
WAITS_FOR: Mapping[SideToAnswer, str] = {
    SideToAnswer.MENTOR: "mentore ou mentor",
    SideToAnswer.TEAM: "équipe",
    SideToAnswer.NOBODY: "",
}
HOST = "personne qui anime"  # In a format that the programme added, this replaces « mentor ».
# A spreadsheet runs a text as a formula if it begins with one of these, even after invisible characters (UNSEEN).
FORMULA = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNSEEN = " \u00a0\u200b\u200c\u200d\u2060\ufeff\u202a\u202d\u202e\u2066\u2069\0"


def awaited_side(sheet: CycleSheet) -> SideToAnswer:
    """Return which side has to answer a request or, in a running cycle, a question about a séance."""
    if sheet.cycle.state is not CycleState.RUNNING:
        return side_to_answer(sheet.cycle.state)
    states = {session.state for session in sheet.sessions}
    if states & {SessionState.LATE, SessionState.MOVING}:
        return SideToAnswer.MENTOR
    return SideToAnswer.TEAM if SessionState.OPEN in states else SideToAnswer.NOBODY


def write_table(sheets: Iterable[CycleSheet], *, now: datetime) -> bytes:
    """Format cycles as CSV (UTF-8 with BOM), one line for each cycle, in the given order. Times are in Paris time."""
    text = StringIO()
    # Quote all cells: a spreadsheet that splits lines at commas could run the second part as a formula.
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    rows.writerows(_row(sheet, now=now) for sheet in sheets)
    return text.getvalue().encode("utf-8-sig")


def _row(sheet: CycleSheet, *, now: datetime) -> list[object]:
    cycle = sheet.cycle
    starts = [session.appointment.starts for session in sheet.timed_sessions]
    to_come = [session for session in sheet.timed_sessions if session.appointment.ends > now]
    dates = [f"{to_paris(moment):%Y-%m-%d %H:%M}" for moment in (min(starts), max(starts))] if starts else ["", ""]
    since = f"{to_paris(cycle.turned_at):%Y-%m-%d}" if cycle.state.is_open else ""
    turn = awaited_side(sheet)
    waits = HOST if turn is SideToAnswer.MENTOR and cycle.terms.is_own else WAITS_FOR[turn]
    named = (cycle.terms.format_name, "") if cycle.terms.is_own else (cycle.terms.what, cycle.domain)
    names = [escape_formula(name) for name in (sheet.defi.name, *named)]
    return [cycle.id, STATES[cycle.state], waits, since, *names, len(to_come), *dates]


def escape_formula(text: str) -> str:
    """Return a text as a cell that a spreadsheet does not run as a formula."""
    return f"'{text}" if text.lstrip(UNSEEN).startswith(FORMULA) else text
