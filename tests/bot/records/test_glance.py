"""A phase at a glance: who waits for what, in as many queries for any number of défis; and the same outside Slack."""

import csv
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.clock import machine_now
from bot.command import cli
from bot.errors import NotAllowed, NotFound
from bot.evaluation import changes
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.support import support
from bot.evaluation.support.model import SupportPart
from bot.programme.shape import EIG
from bot.programme.versions import TypedField
from bot.records import actions, export, glance, meeting
from bot.records.glance import Glance
from bot.records.report import service as report
from bot.records.report.model import AdviceImportance
from bot.workshops.model import WORKSHOP
from handlers.evaluation.card import leading_views
from storage.database import Database
from storage.programme import openings, promotions
from tests.bot.evaluation.rig import Committees, paris

HOSTILE = '=HYPERLINK("https://x") <!channel>'
REPORT = f"""Rapport d’évaluation de la phase 2, défi Défi 0
Publié le 2026-06-03

En une phrase
-------------
{HOSTILE}

Le bilan de l’équipe
--------------------
- Ce qui a compté pour nous : Les agents étaient là

Conseils
--------
- À faire : Publier le code (pas pour l’équipe : La loi l’interdit)

La réponse de l’équipe
----------------------
Merci
"""


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def look(rig: Committees, who: str = "claire", **values: int) -> Glance:
    actor = rig.actor(who)
    with rig.database.reading() as tx:
        return glance.read_glance(tx, actor, rig.ids["promotion"], now=rig.now, **values)


def write(
    rig: Committees, who: str, made: CommitteeSheet, part: SupportPart = SupportPart.ANSWERS, /, **typed: str
) -> None:
    given = {name: TypedField(0, text) for name, text in typed.items()}
    rig.use(support.save_form, who, made.committee.id, part=part, typed_values=given)


def counted(rig: Committees) -> int:
    """Count the statements of a glance."""
    said, actor = list[str](), rig.actor("claire")

    def note(*given: object) -> None:
        said.append(str(given[2]))

    with rig.database.reading() as tx:
        event.listen(tx, "before_cursor_execute", note)
        try:
            glance.read_glance(tx, actor, rig.ids["promotion"], now=rig.now)
        finally:
            event.remove(tx, "before_cursor_execute", note)
    return len(said)


def test_who_waits_for_what_is_said_by_defi(rig: Committees) -> None:
    first, second = rig.one(), rig.one("2026-06-03 09:00", "david", "defi1")
    write(rig, "lea", first, succes="Trois essais", difficultes=HOSTILE)
    write(rig, "ali", second, **dict.fromkeys((one.key for one in EIG.questions), "Écrit"))
    rig.use(
        actions.add,
        "claire",
        actions.NewAction("Écrire au service", rig.ids["lea"], date(2026, 6, 20)),
        place=rig.do(lambda tx: actions.place_of(tx, defi_id=rig.ids["defi0"])),
    )
    found = look(rig)
    rows = {one.defi.name: one for one in found.rows}
    assert (found.phase.number, list(rows)) == (2, ["Défi 0", "Défi 1", "Défi 2", "Défi 3"])
    assert [one.name for one in rows["Défi 0"].waited_for] == ["Ines", "Paul", "Sami"]
    assert [one.name for one in rows["Défi 1"].waited_for] == ["Rita"]
    assert (rows["Défi 2"].filled, rows["Défi 0"].open, rows["Défi 1"].open) == (None, 1, 0)
    assert (rows["Défi 0"].leads, rows["Défi 0"].late, found.useful) == (["Claire"], False, None)
    rig.use(changes.cancel, "claire", second.committee.id)
    assert {one.defi.name: one.filled is None for one in look(rig).rows}["Défi 1"]
    rig.now = paris("2026-06-03 09:00")  # the morning after
    row = look(rig).rows[0]
    assert (row.waited_for, row.told, row.late) == ((), None, True)
    rig.do(lambda tx: meeting.tell_minutes(tx, first.committee.id, now=rig.now))
    assert (look(rig).rows[0].told, look(rig).rows[0].late) == (False, True)  # nothing was written: it was asked
    for who in ("lea", "paul", "serge"):
        with pytest.raises(NotAllowed):
            look(rig, who)
    with pytest.raises(NotFound):
        look(rig, phase=9)
    assert [one.filled for one in look(rig, phase=3).rows] == [None] * 4


def test_phase_that_is_moved_after_its_committees_are_planned_keeps_them(rig: Committees) -> None:
    made = rig.one()
    with rig.database.transaction() as tx:
        before = promotions.promotions_not_ended(tx, rig.now.date())[0].phases
        later = [one if one.number != 2 else type(one)(2, one.name, one.starts_on, date(2026, 7, 31)) for one in before]
        promotions.save_phases(tx, rig.ids["promotion"], later)
    (row,) = [one for one in look(rig).rows if one.filled]
    assert row.filled is not None
    assert (row.filled.sheet.appointment.starts, row.filled.sheet.phase) == (made.appointment.starts, 2)
    write(rig, "lea", made, succes="Trois essais")


def test_number_of_queries_is_the_same_for_one_defi_and_for_all(rig: Committees) -> None:
    rig.one()
    few = counted(rig)
    for number, at in ((1, "2026-06-03 09:00"), (2, "2026-06-03 14:00"), (3, "2026-06-04 09:00")):
        made = rig.one(at, defi=f"defi{number}")
        write(rig, ("ali", "eva", "noa")[number - 1], made, succes="Écrit")
    assert counted(rig) == few
    assert few < 25


def test_phase_is_exported_with_harmless_cells_and_a_document_a_defi(
    rig: Committees,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = rig.one()
    write(rig, "lea", made, succes="Trois essais", difficultes=HOSTILE)
    write(rig, "paul", made, SupportPart.APART, **{f"apart{rig.ids['paul']}.succes": "Deux services l’utilisent"})
    write(rig, "lea", made, SupportPart.NEXT, aim1="Dix usagers")
    write(rig, "sami", made, SupportPart.INDICATOR, indicator="Usagers", target="50", source="Journal")
    rig.use(meeting.add_decision, "claire", made.committee.id, what="Continuer", why="Le service est prêt")
    with rig.database.transaction() as tx:
        promotions.save_defi(tx, rig.ids["promotion"], "Défi 1", administration=HOSTILE)
    rig.now = paris("2026-06-03 09:00")
    rig.use(
        report.save_report_texts,
        "lea",
        made.committee.id,
        typed_texts={"marque": TypedField(0, "Les agents étaient là")},
    )
    rig.use(report.save_report_texts, "claire", made.committee.id, typed_texts={"phrase": TypedField(0, HOSTILE)})
    rig.use(report.save_advice, "claire", made.committee.id, sort=AdviceImportance.DO, what="Publier le code")
    rig.use(report.publish_report, "claire", made.committee.id)
    rig.use(report.reject_advice, "lea", made.committee.id, advice_id=1, reason="La loi l’interdit")
    rig.use(report.save_report_texts, "paul", made.committee.id, typed_texts={"reponse": TypedField(0, "Merci")})
    (tmp_path / "clock").write_text(str(int((rig.now - machine_now() + timedelta(seconds=1)).total_seconds())))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BOT_CLOCK_FILE", str(tmp_path / "clock"))
    folder = tmp_path / "sortie" / "phase"
    assert cli.run_command_line(["export", "phase", "--out", str(folder)]) == 0
    assert "un tableau et 5 documents" in capsys.readouterr().out.replace("\u00a0", " ")
    names = sorted(one.name for one in folder.iterdir())
    texts = [f"defi-{number}-{rig.ids[f'defi{number}']}.txt" for number in range(4)]
    assert names == [*texts, "phase-2.csv", f"rapport-{texts[0]}"]
    data = (folder / "phase-2.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == export.COLUMNS
    first = rows[0]
    assert (first["defi"], first["comite"], first["support"], first["reponses"], first["decisions"]) == (
        *("Défi 0", "2026-06-02 09:00", "commencé"),
        *("2", "1"),
    )
    assert [one["rapport"] for one in rows] == ["publié", "", "", ""]
    assert rows[1]["administration"] == f"'{HOSTILE}"
    text = (folder / f"defi-0-{rig.ids['defi0']}.txt").read_text()
    for words in ("Trois essais", HOSTILE, "Paul, à part : Deux services l’utilisent", "- Dix usagers", "Cible : 50"):
        assert words in text
    assert "- Continuer (parce que : Le service est prêt)" in text
    assert (folder / f"rapport-{texts[0]}").read_text() == REPORT
    assert cli.run_command_line(["export", "phase", "--phase", "9"]) != 0


def test_no_workshop_is_counted_where_they_are_closed(rig: Committees) -> None:
    assert {row.workshops for row in look(rig).rows} == {0}
    rig.do(lambda tx: openings.set_opening_day(tx, rig.ids["promotion"], WORKSHOP, opens_on=None))
    assert {row.workshops for row in look(rig).rows} == {None}
    with rig.database.reading() as tx:
        shown = leading_views.phase_modal(glance.gather_glance(tx, rig.ids["promotion"], now=rig.now), now=rig.now)
    assert "teliers" not in str(shown)
