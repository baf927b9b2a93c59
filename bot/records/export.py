"""A phase for who leaves Slack: a table of its défis, and a text a défi with its support and what came of it."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from io import StringIO

from bot.dates.paris import to_paris
from bot.evaluation.support.model import AXES, INDICATOR, OUTCOMES, Filled
from bot.mentoring.table import harmless
from bot.programme.model import Person
from bot.records.glance import Glance, Row
from bot.records.model import Meeting

COLUMNS = (
    *("defi", "administration", "comite", "menes_par", "support", "reponses", "questions", "objectifs_a_dire"),
    *("attend", "actions_ouvertes", "decisions", "compte_rendu"),
)
INDICATORS: Mapping[str, str] = dict(zip(INDICATOR, ("Indicateur", "Cible", "Aujourd’hui", "Source"), strict=True))
DOCUMENT, EMPTY, BEGUN, WHOLE = "document", "vide", "commencé", "rempli"


def write_table(found: Glance, meetings: Mapping[int, Meeting]) -> bytes:
    """Write a phase as CSV in UTF-8 with BOM, a line a défi by name; `meetings`: by défi. Moments are Paris's."""
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in found.rows:
        rows.writerow([harmless(str(cell)) for cell in _cells(one, meetings.get(one.defi.id))])
    return text.getvalue().encode("utf-8-sig")


def write_document(row: Row, meeting: Meeting | None) -> str:
    """Write what a défi prepared for its committee, and what came of it, as plain text."""
    lines = [row.defi.name, row.defi.administration, ""]
    if row.filled is not None:
        starts = to_paris(row.filled.sheet.appointment.starts)
        lines += [f"Comité d’évaluation : {starts:%Y-%m-%d %H:%M}, avec {', '.join(row.leads)}", ""]
        lines += _support(row.filled)
    if meeting is not None:
        lines += _titled("Décisions", [f"- {one.what}" + _because(one.why) for one in meeting.decisions])
        lines += _titled("Actions", [f"- {one.action.what}{_owner(one.owner)}" for one in meeting.after])
        lines += _titled("Non abordé", [f"- {one.what}" for one in meeting.unreached])
    return "\n".join(lines).rstrip() + "\n"


def file_name(row: Row) -> str:
    """Name a défi's text: letters, digits and hyphens, and its id, so that no two are one."""
    plain = unicodedata.normalize("NFKD", row.defi.name).encode("ascii", "ignore").decode().lower()
    return f"{re.sub('[^a-z0-9]+', '-', plain).strip('-')[:60] or 'defi'}-{row.defi.id}.txt"


def _cells(row: Row, meeting: Meeting | None) -> list[object]:
    filled, told = row.filled, {True: "parti", False: "rien de noté", None: ""}[row.told]
    names = [row.defi.name, row.defi.administration]
    if filled is None:
        return [*names, "", "", "", "", "", "", "", row.open, "", ""]
    return [
        *names,
        f"{to_paris(filled.sheet.appointment.starts):%Y-%m-%d %H:%M}",
        ", ".join(row.leads),
        DOCUMENT if filled.link else EMPTY if filled.is_untouched else BEGUN if filled.empty else WHOLE,
        filled.answered,
        len(filled.questions),
        filled.unsaid,
        ", ".join(one.name for one in row.waited_for),
        row.open,
        len(meeting.decisions) if meeting else "",
        told,
    ]


def _support(filled: Filled) -> list[str]:
    lines = [f"Document de l’équipe : {filled.link}", ""] if filled.link else []
    aims = [
        f"- {one.text} : {OUTCOMES.get(one.outcome, 'pas encore dit').lower()}{_because(one.because)}"
        for one in filled.aims
    ]
    lines += _titled("Objectifs de la dernière fois", aims)
    for one in filled.questions:
        axis = AXES.get(filled.text(f"axis.{one.key}"))
        said = [filled.text(one.key) or "(pas de réponse)"]
        for who in sorted(filled.people):
            if theirs := filled.apart_of(who).get(one.key):
                said.append(f"{filled.people[who].name}, à part : {theirs}")
        lines += _titled(f"{one.text} (axe : {axis})" if axis else one.text, said)
    measured = [f"{INDICATORS[name]} : {filled.text(name)}" for name in INDICATOR if filled.text(name)]
    lines += _titled("Indicateur", measured)
    return [*lines, *_titled("Objectifs pour la suite", [f"- {one}" for one in filled.coming])]


def _titled(title: str, lines: list[str]) -> list[str]:
    return [title, "-" * len(title), *lines, ""] if lines else []


def _because(why: str | None) -> str:
    return f" (parce que : {why})" if why else ""


def _owner(owner: Person | None) -> str:
    return f" ({owner.name})" if owner else ""
