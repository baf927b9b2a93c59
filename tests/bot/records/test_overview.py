"""What coaches look at: dates and counts, nothing private, in as many queries for six promotions as for one."""

import csv
import json
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.agenda.model import AgendaPlan
from bot.agenda.model import State as Standing
from bot.catalogue.formats import Format
from bot.catalogue.phases import PHASES, tags_of
from bot.catalogue.tags import chosen_tags
from bot.clock import machine_now
from bot.command import cli
from bot.errors import NotAllowed, NotFound
from bot.gatherings.kinds import CONFERENCE, PAIRS
from bot.helpdesk.model import NeedKind, RankReason, RequestWish
from bot.planning import tags
from bot.records import balance, export, overview
from bot.records.model import Origin, Source, State, WaitingRequest
from bot.records.overview import Overview
from bot.workshops.model import Workshop
from handlers.records.overview import views
from storage.agenda import appointments
from storage.database import Database, Transaction
from storage.helpdesk import requests
from storage.programme import openings, promotions
from storage.records import actions
from storage.workshops import workshops
from tests.bot.evaluation.rig import Committees, paris

HOSTILE = '=HYPERLINK("https://x";"Cliquez")'
NEED = "Notre secret, et un audit RGAA"


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def look(rig: Committees, who: str = "claire") -> Overview:
    actor = rig.actor(who)
    with rig.database.reading() as tx:
        return overview.read_overview(tx, actor, rig.ids["promotion"], now=rig.now)


def ask(rig: Committees, defi: str = "defi0", *, who: str = "lea") -> None:
    """Ask for a bureau d'aide, for which no slot is free."""
    wish = RequestWish(rig.ids[defi], NEED, NeedKind.AUDIT)
    given = {"asked_by": rig.ids[who], "reason": RankReason.FREE, "host_id": None, "wished": "Jeudi", "now": rig.now}
    given["promotion_id"] = rig.ids["promotion"]
    rig.do(lambda tx: requests.add(tx, wish, draft_id=f"call-{defi}", minutes=60, **given))  # type: ignore[arg-type] # each its own


def counted(rig: Committees) -> int:
    """Count the statements of all promotions that run."""
    said = list[str]()

    def note(*given: object) -> None:
        said.append(str(given[2]))

    with rig.database.reading() as tx:
        event.listen(tx, "before_cursor_execute", note)
        try:
            overview.list_all(tx, now=rig.now)
        finally:
            event.remove(tx, "before_cursor_execute", note)
    return len(said)


def test_defi_by_defi_dates_and_what_waits(rig: Committees) -> None:
    rig.one()  # on 2 June, in phase 2
    ask(rig, "defi1")
    asked, promotion_id, defi_id = rig.now, rig.ids["promotion"], rig.ids["defi1"]
    new = Workshop(0, defi_id, rig.ids["lea"], "À qui servir ?", "vision", 210, rig.now)
    rig.do(lambda tx: workshops.add(tx, new))
    found = {one.defi.name: one for one in look(rig).lines}
    assert list(found) == ["Défi 0", "Défi 1", "Défi 2", "Défi 3"]
    assert (found["Défi 0"].met, found["Défi 0"].committee) == (None, paris("2026-06-02 09:00"))
    waits = [WaitingRequest(promotion_id, asked, defi_id), WaitingRequest(promotion_id, asked, defi_id, workshop=True)]
    assert (found["Défi 1"].waiting, found["Défi 0"].waiting) == (tuple(waits), ())
    rig.now = paris("2026-06-02 12:00")
    line = next(one for one in look(rig).lines if one.defi.name == "Défi 0")
    assert (line.met, line.met_by, line.is_long_ago(rig.now)) == (paris("2026-06-02 09:00"), ("Claire",), False)
    assert line.is_long_ago(rig.now + timedelta(days=22))
    for who in ("lea", "paul", "serge"):
        with pytest.raises(NotAllowed):
            look(rig, who)
    with pytest.raises(NotFound), rig.database.reading() as tx:
        overview.read_overview(tx, rig.actor("claire"), 99, now=rig.now)


def test_a_rendez_vous_of_the_programme_s_own_is_counted_apart_and_named(rig: Committees) -> None:
    rig.one()
    defi_id, promotion_id = rig.ids["defi0"], rig.ids["promotion"]
    rig.do(lambda tx: openings.save_format(tx, Format("rdv-droit", "Conseil juridique", 30, description="Du droit.")))
    wish = RequestWish(defi_id, NEED, format_key="rdv-droit")
    given = {"asked_by": rig.ids["lea"], "reason": RankReason.FREE, "host_id": None, "wished": "Jeudi", "now": rig.now}
    rig.do(lambda tx: requests.add(tx, wish, draft_id="c", minutes=30, promotion_id=promotion_id, **given))  # type: ignore[arg-type] # each its own
    plan = AgendaPlan("rdv-droit", promotion_id, defi_id, paris("2026-06-02 14:00"), 30, ())
    rig.do(lambda tx: appointments.add(tx, plan, uid="own", state=Standing.CONFIRMED, now=rig.now))
    line = look(rig).lines[0]
    assert (line.desks, line.own, [wait.name for wait in line.waiting]) == (0, 1, ["Conseil juridique"])
    said = json.dumps(views.overview_modal(look(rig), now=rig.now), ensure_ascii=False).replace("\u00a0", " ")
    assert ("Autres rendez-vous : 1" in said, "Bureaux d’aide : 0" in said) == (True, True)
    assert "Rendez-vous « Conseil juridique » demandé" in said


def test_what_is_closed_is_no_column_and_no_advice(rig: Committees) -> None:
    def shown() -> tuple[str, set[str]]:
        found = look(rig)
        kinds = {kind for missing in (found.eig, found.porteurs, found.valeurs) for kind in missing.kinds}
        return json.dumps(views.overview_modal(found, now=rig.now), ensure_ascii=False), kinds

    said, kinds = shown()
    assert ("Ateliers" in said, "Rapport" in said, "atelier" in kinds, CONFERENCE in kinds) == (True,) * 4
    for key in ("atelier", "comite", "rapport", CONFERENCE):
        rig.do(partial(openings.set_opening_day, promotion_id=rig.ids["promotion"], dispositif=key, opens_on=None))
    said, kinds = shown()
    assert [word for word in ("Ateliers", "atelier", "Comité", "Rapport") if word in said] == []
    assert kinds & {"atelier", CONFERENCE} == set()


def test_a_bureau_d_aide_is_booked_for_a_team_where_it_is_open_and_somebody_can_ask(rig: Committees) -> None:
    promotion_id = rig.ids["promotion"]
    assert look(rig).books
    rig.do(lambda tx: openings.set_opening_day(tx, promotion_id, "bureau-aide", opens_on=None))
    assert not look(rig).books
    rig.do(lambda tx: tx.exec_driver_sql("DELETE FROM openings"))
    rig.do(lambda tx: tx.exec_driver_sql("DELETE FROM memberships WHERE role = 'eig'"))
    assert not look(rig).books


def test_late_actions_are_those_of_committees_and_the_team_s_own(rig: Committees) -> None:
    """An action of a bureau d'aide or of mentoring, or kept from a message, is in no défi's line."""
    defi_id, day = rig.ids["defi0"], rig.now.date() - timedelta(days=1)
    committee = rig.one().appointment
    ids, promotion_id, at = [committee.id], rig.ids["promotion"], committee.starts

    def put(tx: Transaction, dispositif: str) -> int:
        plan = AgendaPlan(dispositif, promotion_id, defi_id, at, 60, ())
        return appointments.add(tx, plan, uid=dispositif, state=Standing.CONFIRMED, now=rig.now)

    ids += [rig.do(partial(put, dispositif=key)) for key in ("rapport", "bureau-aide", "mentorat")]
    sources = [Source(Origin.APPOINTMENT, id_) for id_ in ids]
    sources += [Source(Origin.ADVICE, 1), Source(), Source(Origin.MESSAGE, link="https://slack.example.org/p1")]
    for source in sources:
        given: dict[str, Any] = {"promotion_id": promotion_id, "defi_id": defi_id, "owner_id": rig.ids["lea"]}
        given |= {"what": "Écrire", "due": day.isoformat(), "state": State.TODO.value, "created_at": rig.now}
        given |= {"origin": source.origin.value, "origin_id": source.id, "origin_link": source.link}
        rig.do(partial(actions.add, **given))
    assert {line.defi.id: line.late_actions for line in look(rig).lines if line.late_actions} == {defi_id: 4}


def test_what_nothing_touches_and_what_could(rig: Committees) -> None:
    phase = PHASES[1]
    found = look(rig)
    assert (found.eig.tags, found.porteurs.tags, found.eig.free) == (phase.skills_eig, phase.skills_porteurs, ())
    talk = rig.make(rig.series(CONFERENCE, skills=("accessibilité",)))
    bare = rig.make(rig.series(CONFERENCE, title="Midi"))
    peers = rig.make(rig.series(PAIRS))
    rig.do(
        lambda tx: tx.execute(
            text(
                "INSERT INTO gathering_proposals (gathering_id, purpose, gesture, text, at) "
                "VALUES (:of, 'subject', 'g1', 'Notre empreinte carbone', 1)"
            ),
            {"of": peers.id},
        )
    )
    found = look(rig)
    assert [one.name for one in tags_of(one.key for one in found.eig.tags)] == [
        "Architecture agile",
        "Logiciel libre",
        "Système de design de l’État",
        "Écoconception",
    ]
    assert [one.id for one in found.eig.free] == [bare.appointment_id, peers.appointment_id]
    assert [(one.name, words) for one, words in found.eig.subjects] == [("Écoconception", "Notre empreinte carbone")]
    assert [one.name for one in found.touched] == ["Accessibilité numérique"]
    about = chosen_tags(["competence:architecture-agile", "valeur:entrepreneuriat"])
    rig.use(tags.choose_tags, "david", [talk.appointment_id], about=about, seen_tags=None)
    found = look(rig)
    assert [one.name for one in found.touched] == ["Architecture agile", "Entrepreneuriat"]
    assert "Accessibilité numérique" in [one.name for one in found.eig.tags]


def test_a_need_is_read_by_nothing_of_it_and_a_name_computes_nothing(rig: Committees) -> None:
    rig.one()
    rig.do(lambda tx: tx.execute(text("UPDATE defis SET name = :name WHERE name = 'Défi 0'"), {"name": HOSTILE}))
    ask(rig)
    found = look(rig)
    assert [one.name for one in found.touched] == []
    tables = export.write_defis([found]) + export.write_use([found])
    assert "secret" not in tables.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(export.write_defis([found]).decode("utf-8-sig")), delimiter=";"))
    assert rows[-1] == {
        "promotion": "EIG 9",
        "defi": f"'{HOSTILE}",
        "administration": "Ministère 0",
        "derniere_rencontre": "",
        "avec": "",
        "phase": "2",
        "bureaux_aide": "0",
        "autres_rendez_vous": "0",
        "ateliers": "0",
        "comite": "2026-06-02",
        "rapport": "",
        "demandes_en_attente": "1",
        "attend_depuis": f"{rig.now:%Y-%m-%d}",
    }
    used = list(csv.DictReader(StringIO(export.write_use([found]).decode("utf-8-sig")), delimiter=";"))
    assert [one["dispositif"] for one in used] == ["comite", "rapport"]


def test_counts_that_would_tell_of_one_are_left_out(rig: Committees) -> None:
    made = (
        "INSERT INTO appointments (uid, dispositif, promotion_id, defi_id, starts, ends, state) "
        "VALUES (:uid, 'mentorat', :of, :defi, 1700000000, 1700003600, 'confirmed')"
    )
    of = {"of": rig.ids["promotion"], "defi": rig.ids["defi0"]}
    rig.do(lambda tx: tx.execute(text(made), [{"uid": f"m-{at}", **of} for at in range(4)]))
    found = look(rig)
    with rig.database.reading() as tx:
        (total,) = balance.totals(tx, found.promotion, now=rig.now)
    assert (total.over, total.ahead, found.lines[0].met) == (None, 0, None)
    row = export.write_use([look(rig)]).decode("utf-8-sig").splitlines()[1]
    cells = ["EIG 9", "mentorat", *[""] * 4]
    assert row == ";".join(f'"{cell}"' for cell in cells)


def test_as_many_queries_for_six_promotions(rig: Committees) -> None:
    before = counted(rig)
    rig.one()
    with rig.database.transaction() as tx:
        for number in range(20, 25):
            days = {"starts_on": "2026-01-12", "ends_on": "2026-11-11"}
            other = promotions.save_promotion(tx, f"EIG {number}", **days)
            for defi in range(3):
                promotions.save_defi(tx, other, f"D {defi}", administration="M")
    rig.now = paris("2026-06-02 12:00")
    assert counted(rig) == before
    with rig.database.reading() as tx:
        assert len(overview.list_all(tx, now=rig.now)) == 6


def test_command_writes_two_tables(
    rig: Committees,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "clock").write_text(str(int((rig.now - machine_now() + timedelta(seconds=1)).total_seconds())))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BOT_CLOCK_FILE", str(tmp_path / "clock"))
    folder = tmp_path / "sortie" / "suivi"
    assert cli.run_command_line(["export", "suivi", "--out", str(folder)]) == 0
    assert "defis.csv, usage.csv et charge.csv" in capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == ["charge.csv", "defis.csv", "usage.csv"]
    assert len((folder / "defis.csv").read_text("utf-8-sig").splitlines()) == 5
    (tmp_path / "plein").write_text("")
    assert cli.run_command_line(["export", "suivi", "--out", str(tmp_path / "plein")]) == 1
