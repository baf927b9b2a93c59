"""The seminar of the promotion: two days, a place, a sheet, and needs that the organisers alone read."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.agenda import facts as agenda_facts
from bot.agenda.agenda import bookable_slots, quarter_hour_span
from bot.agenda.model import Part
from bot.agenda.model import Reply as Part_Reply
from bot.dates.hours import WeeklyHours
from bot.dates.paris import PARIS
from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotAllowed, NotFound
from bot.gatherings import facts as gatherings_facts
from bot.gatherings import lacking, seminars
from bot.gatherings.kinds import CONFERENCE, SEMINAR
from bot.gatherings.model import Gathering, Reply
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.settings import ExplicitSettings
from bot.tools import Tools
from bot.upkeep import empty_journal
from storage.agenda import appointments, hours
from storage.agenda.claims import claims
from storage.database import Database
from storage.gatherings import occurrences
from storage.notices.ledger import notices
from storage.programme import people
from storage.tables import metadata
from tests.bot.gatherings.rig import Rig
from tests.databases import fresh
from tests.promotion import found

STARTS = datetime(2026, 5, 26, 9, 0, tzinfo=PARIS)
NEED = "Une rampe d’accès, et un siège près de la porte"


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@pytest.fixture
def made(rig: Rig) -> Gathering:
    return rig.make(rig.series(SEMINAR), STARTS)


def come(rig: Rig, made: Gathering, who: str, reply: Reply = Reply.COMES) -> None:
    """Answer as the announcement's part does."""
    person = rig.ids[who]
    with rig.database.transaction() as tx:
        occurrences.put_answer(tx, made.id, person, reply=reply, now=rig.now)
        part = Part_Reply.COMES if reply is Reply.COMES else Part_Reply.LEFT
        appointments.set_participant(tx, made.appointment_id, person, part=Part.GUEST, reply=part)


def needs(rig: Rig, made: Gathering, who: str = "claire") -> list[tuple[str, str]]:
    with rig.database.reading() as tx:
        _, found = seminars.list_access_needs(tx, rig.actor(who), made.id)
    return [(person.name, said) for person, said in found]


def test_two_days_take_the_hosts_time_and_no_other(rig: Rig, made: Gathering) -> None:
    with rig.database.transaction() as tx:
        week = [WeeklyHours(day, "09:00", "18:00", None, None) for day in range(5)]
        hours.replace_weekly(tx, rig.ids["claire"], week)
        slots = bookable_slots(tx, [rig.ids["claire"]], minutes=60, now=rig.now)
        claimed = tx.execute(select(func.count()).where(claims.c.person_id == rig.ids["claire"])).scalar_one()
    one = rig.sheet(made).appointment
    assert (one.minutes, claimed) == (32 * 60, quarter_hour_span(one.starts, one.ends)[1])
    days = {datetime.fromtimestamp(slot.starts, PARIS).date().isoformat() for slot in slots}
    assert {"2026-05-25", "2026-05-26", "2026-05-27", "2026-05-28"} & days == {"2026-05-28"}  # 25 May: a holiday
    late = [one for one in slots if datetime.fromtimestamp(one.starts, PARIS).date().isoformat() == "2026-05-27"]
    assert late == []


def prepare(rig: Rig, made: Gathering, who: str = "claire", **given: str) -> None:
    values = {"themes": "", "place": "", "practical_sheet": "", **given}
    rig.use(seminars.save_preparation, who, made.id, **values)


def test_what_is_missing_is_given(rig: Rig, made: Gathering) -> None:
    assert lacking.missing_for_kind(rig.sheet(made)) == ["place", "sheet"]
    prepare(rig, made, themes="La confiance", place="  20 avenue de\nSégur ", practical_sheet="Métro Ségur")
    sheet = rig.sheet(made)
    assert lacking.missing_for_kind(sheet) == []
    assert (sheet.gathering.abstract, sheet.appointment.place) == ("La confiance", "20 avenue de Ségur")
    assert sheet.appointment.link is None  # nobody joins it from elsewhere
    assert sheet.gathering.sheet == "Métro Ségur"
    prepare(rig, made)
    assert lacking.missing_for_kind(rig.sheet(made)) == ["place", "sheet"]


@pytest.mark.parametrize(("field", "length"), [("themes", 3001), ("place", 301), ("practical_sheet", 3001)])
def test_too_long_is_said_on_the_field(rig: Rig, made: Gathering, field: str, length: int) -> None:
    with pytest.raises(Invalid) as refused:
        prepare(rig, made, **{field: "x" * length})
    names = {"themes": "abstract", "place": "place", "practical_sheet": "sheet"}
    assert refused.value.facts == {"field": names[field], "reason": "long"}
    assert lacking.missing_for_kind(rig.sheet(made)) == ["place", "sheet"]


def test_another_place_is_told_to_who_comes_and_its_mail_follows(rig: Rig, made: Gathering) -> None:
    with rig.database.transaction() as tx:
        key = Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"])
        rig.ids["mila"] = people.add(tx, name="Mila", email="mila@example.org")
        people.add_membership(tx, rig.ids["mila"], key)
        people.change(tx, rig.ids["mila"], looked_up_at=rig.now)
    come(rig, made, "lea")
    come(rig, made, "mila")
    prepare(rig, made, place="Ségur")
    assert told(rig, gatherings_facts.GatheringPlaceChanged.kind) == []
    prepare(rig, made, place="Bercy")
    assert told(rig, gatherings_facts.GatheringPlaceChanged.kind) == sorted(rig.ids[key] for key in ("lea", "mila"))
    assert told(rig, agenda_facts.Invite.kind)[-1:] == [rig.ids["mila"]]
    invited = len(told(rig, agenda_facts.Invite.kind))
    prepare(rig, made, place="Bercy", themes="Autre chose")
    assert len(told(rig, agenda_facts.Invite.kind)) == invited


def told(rig: Rig, kind: str) -> list[int]:
    query = select(notices.c.person_id).where(notices.c.kind == kind).order_by(notices.c.person_id)
    return list(rig.do(lambda tx: tx.execute(query).scalars()))


def test_need_is_read_by_the_organiser_and_the_host_alone(rig: Rig, made: Gathering) -> None:
    come(rig, made, "lea")
    rig.use(seminars.save_access_needs, "lea", made.id, text=f"  {NEED} ")
    assert needs(rig, made) == [("Lea", NEED)]
    for who in ("david", "sami", "lea", "paul"):
        with pytest.raises(NotAllowed):
            needs(rig, made, who)
    with rig.database.transaction() as tx:
        appointments.set_participant(tx, made.appointment_id, rig.ids["david"], part=Part.HOST, reply=Part_Reply.COMES)
    assert needs(rig, made, "david") == [("Lea", NEED)]


def test_need_is_written_nowhere_else(
    rig: Rig, made: Gathering, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    come(rig, made, "lea")
    before = every_row(rig)
    with caplog.at_level(logging.DEBUG):
        rig.use(seminars.save_access_needs, "lea", made.id, text=NEED)
    added = {table: rows for table, now in every_row(rig).items() if (rows := now - before[table])}
    assert set(added) == {"gathering_needs"}
    assert NEED not in caplog.text
    assert NEED not in "".join(capsys.readouterr())


def every_row(rig: Rig) -> dict[str, set[str]]:
    with rig.database.reading() as tx:
        return {table.name: {repr(tuple(row)) for row in tx.execute(select(table))} for table in metadata.sorted_tables}


def test_need_is_replaced_and_erased(rig: Rig, made: Gathering) -> None:
    come(rig, made, "lea")
    rig.use(seminars.save_access_needs, "lea", made.id, text=NEED)
    rig.use(seminars.save_access_needs, "lea", made.id, text="Un interprète")
    assert needs(rig, made) == [("Lea", "Un interprète")]
    rig.use(seminars.save_access_needs, "lea", made.id, text="   ")
    assert needs(rig, made) == []
    rig.use(seminars.save_access_needs, "lea", made.id, text=NEED)
    come(rig, made, "lea", Reply.DECLINES)
    come(rig, made, "lea")
    assert needs(rig, made) == []


def test_who_does_not_come_has_no_need_to_say(rig: Rig, made: Gathering) -> None:
    come(rig, made, "sami", Reply.DECLINES)
    come(rig, made, "ines", Reply.WAITS)
    for who in ("lea", "sami", "ines"):
        with pytest.raises(Invalid) as refused:
            rig.use(seminars.save_access_needs, who, made.id, text=NEED)
        assert refused.value.facts == {"field": "need", "reason": "not_coming"}
    for who in ("paul", "david", "claire"):
        with pytest.raises(NotAllowed):
            rig.use(seminars.save_access_needs, who, made.id, text=NEED)
    come(rig, made, "lea")
    with pytest.raises(Invalid):
        rig.use(seminars.save_access_needs, "lea", made.id, text="x" * 3001)
    rig.now = STARTS
    with pytest.raises(AlreadyStarted):
        rig.use(seminars.save_access_needs, "lea", made.id, text=NEED)


def test_needs_are_erased_thirty_days_after(rig: Rig, made: Gathering) -> None:
    come(rig, made, "lea")
    rig.use(seminars.save_access_needs, "lea", made.id, text=NEED)
    ends = rig.sheet(made).appointment.ends
    kept = rig.do(lambda tx: seminars.erase_access_needs(tx, now=ends + timedelta(days=30)))
    assert (kept, needs(rig, made)) == (0, [("Lea", NEED)])
    erased = rig.do(lambda tx: seminars.erase_access_needs(tx, now=ends + timedelta(days=30, seconds=1)))
    assert (erased, needs(rig, made)) == (1, [])


def test_an_erased_need_is_nowhere_in_the_files_of_the_database(tmp_path: Path) -> None:
    canaries = (
        "Une boucle magnétique",
        "Un interprète en langue des signes " * 80,
    )  # the second needs pages of its own
    database = Database(fresh("sqlite", tmp_path))
    rig = Rig(database).fill({"promotion": "Cpromo"})
    made = rig.make(rig.series(SEMINAR), STARTS)
    for canary in canaries:
        come(rig, made, "lea")
        rig.use(seminars.save_access_needs, "lea", made.id, text=canary)
        come(rig, made, "lea", Reply.DECLINES)
    empty_journal(Tools(database, lambda: rig.now, ExplicitSettings(), lambda: None))
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    database.close()
    assert {name for name, held in files.items() for canary in canaries if canary[:20].encode() in held} == set()
    assert set(files) == {"bot.db", "bot.db-wal", "bot.db-shm"}  # while it is served


def test_needs_of_what_is_cancelled_are_erased(rig: Rig, made: Gathering) -> None:
    come(rig, made, "lea")
    rig.use(seminars.save_access_needs, "lea", made.id, text=NEED)
    rig.do(lambda tx: appointments.change(tx, made.appointment_id, now=rig.now, state="cancelled"))
    assert rig.do(lambda tx: seminars.erase_access_needs(tx, now=rig.now)) == 1
    with pytest.raises(AlreadyCancelled):
        prepare(rig, made, place="Ségur")


def test_practical_sheet_is_for_who_comes(rig: Rig, made: Gathering) -> None:
    read = seminars.read_practical_sheet
    come(rig, made, "lea")
    with pytest.raises(Invalid) as refused, rig.database.reading() as tx:
        read(tx, rig.actor("lea"), made.id)
    assert refused.value.facts["reason"] == "none"
    prepare(rig, made, practical_sheet="Métro Ségur")
    with rig.database.reading() as tx:
        found = [read(tx, rig.actor(who), made.id).gathering.sheet for who in ("lea", "claire", "david")]
        assert found == ["Métro Ségur"] * 3
        with pytest.raises(Invalid) as refused:
            read(tx, rig.actor("sami"), made.id)
        assert refused.value.facts["reason"] == "not_coming"
        with pytest.raises(NotAllowed):
            read(tx, rig.actor("paul"), made.id)


def test_only_a_seminar_is_prepared(rig: Rig) -> None:
    other = rig.make(rig.series(CONFERENCE))
    with pytest.raises(NotFound):
        prepare(rig, other, place="Ségur")


@pytest.mark.parametrize("ended", [False, True])
def test_who_organised_and_has_left_reads_nobodys_need(rig: Rig, made: Gathering, ended: bool) -> None:
    come(rig, made, "lea")
    rig.use(seminars.save_access_needs, "lea", made.id, text="Un accès sans marche.")
    assert needs(rig, made) == [("Lea", "Un accès sans marche.")]
    rows = rig.do(lambda tx: people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.COACH]))
    gone = [row.id for row in rows if row.person_id == rig.ids["claire"]]
    rig.do(lambda tx: people.end_memberships(tx, gone, now=rig.now))
    if not ended:  # they are something in another promotion
        other = rig.do(lambda tx: found(tx, "EIG 10", phases=(), starts_on="2026-09-01", ends_on="2027-07-01"))
        rig.do(lambda tx: people.add_membership(tx, rig.ids["claire"], Membership(Role.COACH, other["promotion"])))
    with pytest.raises(NotAllowed):
        needs(rig, made)
