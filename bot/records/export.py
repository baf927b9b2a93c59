"""Write tables and texts for coaches: a phase with its défis and their texts, and the coaches' overview."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO

from bot.dates.paris import to_paris
from bot.evaluation.support.model import INDICATOR, OUTCOMES, FilledSupport
from bot.mentoring.table import escape_formula
from bot.programme.model import Person
from bot.records.balance import DispositifUse, MajorityOpinion
from bot.records.glance import GlanceRow, PhaseExport
from bot.records.load import Load
from bot.records.model import Meeting
from bot.records.overview import DefiLine, Figures, Overview
from bot.records.report.model import (
    ANSWER,
    PHRASE,
    STOCK,
    Advice,
    AdviceImportance,
    AdviceOutcome,
    ReportSheet,
    Verdict,
)

COLUMNS = (
    *("defi", "administration", "comite", "menes_par", "support", "reponses", "questions", "objectifs_a_dire"),
    *("attend", "actions_ouvertes", "decisions", "compte_rendu", "rapport"),
)
DEFI_COLUMNS = (
    *("promotion", "defi", "administration", "derniere_rencontre", "avec", "phase", "bureaux_aide"),
    *("autres_rendez_vous", "ateliers", "comite", "rapport", "demandes_en_attente", "attend_depuis"),
)
USE_COLUMNS = ("promotion", "dispositif", "ont_dit_venir", "presences", "absences", "attente_mediane_jours")
BALANCE_COLUMNS = (
    *("promotion", "phase", "dispositif", "proposes", "tenus", "a_venir", "annules", "non_tenus"),
    *("avis", "utilite"),
)
LOAD_COLUMNS = ("promotion", "phase", "semaine_du", "anime", "heures_passees", "heures_a_venir", "heures_libres")
MASKED = "masqué"
THOUGHT: Mapping[MajorityOpinion, str] = {
    MajorityOpinion.USEFUL: "plutôt utile",
    MajorityOpinion.SHARED: "avis partagés",
    MajorityOpinion.USELESS: "plutôt pas utile",
}
INDICATORS: Mapping[str, str] = dict(zip(INDICATOR, ("Indicateur", "Cible", "Aujourd’hui", "Source"), strict=True))
SORTS: Mapping[AdviceImportance, str] = {
    AdviceImportance.DO: "À faire",
    AdviceImportance.ADVISED: "Conseillé",
    AdviceImportance.LEAD: "Piste",
}
VERDICTS: Mapping[Verdict | None, str] = {
    None: "sans réponse de l’équipe",
    Verdict.ACTION: "gardé, comme action",
    Verdict.ROADMAP: "gardé, dans la feuille de route",
    Verdict.REFUSED: "pas pour l’équipe",
}
PUBLISHED = "publié"
DOCUMENT, EMPTY, BEGUN, WHOLE = "document", "vide", "commencé", "rempli"


def write_table(exported: PhaseExport) -> bytes:
    """Format a phase as CSV (UTF-8 with BOM), one line for each défi, sorted by name. Times are in Paris time."""
    return _table(COLUMNS, [_cells(row, exported.meetings.get(row.defi.id)) for row in exported.found.rows])


def write_defis(several: Iterable[Overview]) -> bytes:
    """Format the défis of promotions as CSV (UTF-8 with BOM): counts, and dates in Paris time. Nothing is private."""
    return _table(DEFI_COLUMNS, [_defi_cells(overview, line) for overview in several for line in overview.lines])


def write_use(several: Iterable[Overview]) -> bytes:
    """Format attendance and waiting times as CSV (UTF-8 with BOM). Small figures are left out.

    Only `write_balance` has held and cancelled appointments. Sums in this table would reveal its masked figures."""
    return _table(USE_COLUMNS, [_use_cells(overview, figures) for overview in several for figures in overview.figures])


def write_balance(several: Iterable[DispositifUse]) -> bytes:
    """Format the balance as CSV (UTF-8 with BOM), one line for each dispositif and phase.

    Masked figures are marked as such. The phase is a number, or empty for dates outside all phases."""
    return _table(BALANCE_COLUMNS, [_balance_cells(use) for use in several])


def write_load(several: Iterable[Load]) -> bytes:
    """Format hosted hours as CSV (UTF-8 with BOM), one line for each promotion, host and week."""
    return _table(LOAD_COLUMNS, [_load_cells(load) for load in several])


def write_document(row: GlanceRow, meeting: Meeting | None) -> str:
    """Return a défi's support of its committee and the results of the committee, as plain text."""
    lines = [row.defi.name, row.defi.administration, ""]
    if row.filled is not None:
        starts = to_paris(row.filled.sheet.appointment.starts)
        lines += [f"Comité d’évaluation : {starts:%Y-%m-%d %H:%M}, avec {', '.join(row.leads)}", ""]
        lines += _support_lines(row.filled)
    if meeting is not None:
        lines += _titled_lines(
            "Décisions", [f"- {decision.what}" + _reason_suffix(decision.why) for decision in meeting.decisions]
        )
        lines += _titled_lines(
            "Actions", [f"- {record.action.what}{_owner_suffix(record.owner)}" for record in meeting.after]
        )
        lines += _titled_lines("Non abordé", [f"- {action.what}" for action in meeting.unreached])
    return "\n".join(lines).rstrip() + "\n"


def write_report(sheet: ReportSheet) -> str:
    """Return a published report as plain text. The committee's decisions are in `write_document`."""
    published = sheet.report.published_at
    lines = [f"Rapport d’évaluation de la phase {sheet.sheet.phase}, défi {sheet.defi.name}"]
    lines += [f"Publié le {to_paris(published):%Y-%m-%d}", ""] if published else [""]
    lines += _titled_lines(sheet.headings[PHRASE], [sheet.text(PHRASE)] if sheet.text(PHRASE) else [])
    became = [_advice_line(AdviceImportance(became.sort), became) for became in sheet.opening.became]
    lines += _titled_lines("Ce que sont devenus les conseils du rapport précédent", became)
    stock = [f"- {label} : {sheet.text(name)}" for name, label in STOCK.items() if sheet.text(name)]
    lines += _titled_lines("Le bilan de l’équipe", stock)
    for name, label in sheet.headings.items():
        lines += _titled_lines(label, [sheet.text(name)] if sheet.text(name) and name != PHRASE else [])
    lines += _titled_lines(
        "Conseils", [_advice_line(sort, advice) for sort, several in sheet.advice_by_sort() for advice in several]
    )
    lines += _titled_lines("La réponse de l’équipe", [sheet.text(ANSWER)] if sheet.text(ANSWER) else [])
    return "\n".join(lines).rstrip() + "\n"


def file_name(row: GlanceRow) -> str:
    """Return a unique name for a défi's file: the défi's name in letters, digits and hyphens, then its id."""
    plain = unicodedata.normalize("NFKD", row.defi.name).encode("ascii", "ignore").decode().lower()
    return f"{re.sub('[^a-z0-9]+', '-', plain).strip('-')[:60] or 'defi'}-{row.defi.id}.txt"


def _table(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow(columns)
    rows.writerows([escape_formula(str(cell)) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _defi_cells(overview: Overview, line: DefiLine) -> list[object]:
    since = [each.since for each in line.waiting if each.since is not None]
    return [
        overview.promotion.name,
        line.defi.name,
        line.defi.administration,
        _day(line.met),
        ", ".join(line.met_by),
        overview.phase.number if overview.phase else "",
        line.desks,
        line.own,
        line.workshops,
        _day(line.committee),
        PUBLISHED if line.reported else "",
        len(line.waiting),
        _day(min(since, default=None)),
    ]


def _use_cells(overview: Overview, figures: Figures) -> list[object]:
    told = (figures.come, figures.there, figures.missing, figures.days)
    return [overview.promotion.name, figures.dispositif, *("" if figure is None else figure for figure in told)]


def _balance_cells(use: DispositifUse) -> list[object]:
    counts = (use.offered, use.held, use.ahead, use.cancelled, use.unheld, use.answers)
    shown = [MASKED if count is None else count for count in counts]
    thought = THOUGHT[use.thought] if use.thought else ""
    return [use.promotion.name, use.phase or "", use.dispositif, *shown, thought]


def _load_cells(load: Load) -> list[object]:
    spent = [_hours(minutes) for minutes in (load.over, load.ahead, load.free)]
    return [load.promotion.name, load.phase or "", f"{load.monday:%Y-%m-%d}", load.host.name, *spent]


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes / 60:.2f}".replace(".", ",")


def _day(moment: datetime | None) -> str:
    return f"{to_paris(moment):%Y-%m-%d}" if moment else ""


def _cells(row: GlanceRow, meeting: Meeting | None) -> list[object]:
    filled, told = row.filled, {True: "parti", False: "rien de noté", None: ""}[row.told]
    names = [row.defi.name, row.defi.administration]
    if filled is None:
        return [*names, "", "", "", "", "", "", "", row.open, "", "", ""]
    return [
        *names,
        f"{to_paris(filled.sheet.appointment.starts):%Y-%m-%d %H:%M}",
        ", ".join(row.leads),
        DOCUMENT if filled.link else EMPTY if filled.is_untouched else BEGUN if filled.empty else WHOLE,
        filled.answered,
        len(filled.questions),
        filled.unsaid,
        ", ".join(person.name for person in row.waited_for),
        row.open,
        len(meeting.decisions) if meeting else "",
        told,
        PUBLISHED if row.reported else "",
    ]


def _support_lines(filled: FilledSupport) -> list[str]:
    lines = [f"Document de l’équipe : {filled.link}", ""] if filled.link else []
    aims = [
        f"- {aim.text} : {OUTCOMES.get(aim.outcome, 'pas encore dit').lower()}{_reason_suffix(aim.because)}"
        for aim in filled.aims
    ]
    lines += _titled_lines("Objectifs de la dernière fois", aims)
    for question in filled.questions:
        axis = filled.support.axes.get(filled.text(f"axis.{question.key}"))
        said = [filled.text(question.key) or "(pas de réponse)"]
        for who in sorted(filled.people):
            if theirs := filled.apart_of(who).get(question.key):
                said.append(f"{filled.people[who].name}, à part : {theirs}")
        lines += _titled_lines(f"{question.text} (axe : {axis})" if axis else question.text, said)
    measured = [f"{INDICATORS[name]} : {filled.text(name)}" for name in INDICATOR if filled.text(name)]
    lines += _titled_lines("Indicateur", measured)
    return [*lines, *_titled_lines("Objectifs pour la suite", [f"- {goal}" for goal in filled.coming])]


def _titled_lines(title: str, lines: list[str]) -> list[str]:
    return [title, "-" * len(title), *lines, ""] if lines else []


def _advice_line(sort: AdviceImportance, advice: Advice | AdviceOutcome) -> str:
    became = VERDICTS[Verdict(advice.verdict) if advice.verdict else None]
    return f"- {SORTS[sort]} : {advice.what} ({became}{f' : {advice.reason}' if advice.reason else ''})"


def _reason_suffix(why: str | None) -> str:
    return f" (parce que : {why})" if why else ""


def _owner_suffix(owner: Person | None) -> str:
    return f" ({owner.name})" if owner else ""
