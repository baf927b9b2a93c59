"""Coaches and cycles: handing over, the export, the list of all, one who takes care; a mentor's own limit."""

import csv
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest

from bot.agenda import holds
from bot.agenda.model import AgendaPlan, Part, Participant
from bot.dates.paris import from_epoch
from bot.errors import AlreadyTaken, Invalid, NotAllowed, SlotTaken
from bot.mentoring import answers, changes, coaches, lapses, running
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.mentoring.model import MENTORING, SHIPPED, CycleSheet
from bot.mentoring.sheets import list_all
from bot.mentoring.table import COLUMNS, STATES, WAITS_FOR, escape_formula, write_table
from storage.agenda import hours
from storage.database import Database
from storage.mentoring import cycles
from tests.journeys.mentors import AFTERNOONS, DESIGN

from .rig import DAY, NOW, Rig, make_rig


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


def hand_over(rig: Rig, sheet: CycleSheet, to: str, *, by: str = "claire") -> CycleSheet:
    actor = rig.actor(by)
    return rig.do(lambda tx: coaches.hand_over(tx, actor, sheet.cycle.id, mentor_id=rig.ids[to], now=rig.now))


def occupy(rig: Rig, mentor: str, sheet: CycleSheet) -> None:
    """Claim the last séance's time of another mentor, for something else."""
    parts = (Participant(rig.ids["ines"], Part.BOOKER), Participant(rig.ids[mentor], Part.HOST))
    starts = sheet.sessions[-1].appointment.starts
    plan = AgendaPlan(MENTORING, rig.ids["promotion"], rig.ids["relais"], starts, SHIPPED.minutes, parts)
    rig.do(lambda tx: holds.hold(tx, rig.actor("ines"), [plan], now=rig.now))


def missed_first(rig: Rig) -> CycleSheet:
    """Give a cycle of which the first séance did not take place and has no time yet."""
    sheet = rig.running()
    first, lea = sheet.sessions[0].appointment, rig.actor("lea")
    rig.now = first.ends + timedelta(hours=1)
    rig.tick()
    return rig.do(lambda tx: running.record_outcome(tx, lea, first.id, outcome=Outcome.MISSED, now=rig.now))


def replan_first(rig: Rig, sheet: CycleSheet, *, at: int) -> CycleSheet:
    """Give the séance without time one of those free for it, by its place among them."""
    lea, cycle = rig.actor("lea"), sheet.cycle.id
    (one,) = [one.appointment.id for one in sheet.sessions if one.state is SessionState.OPEN]
    with rig.database.reading() as tx:
        _, free = changes.read_free_times(tx, lea, cycle, appointment_id=one, now=rig.now)
    starts = from_epoch(free.team[at])
    return rig.do(lambda tx: running.replan_session(tx, lea, cycle, appointment_id=one, starts=starts, now=rig.now))


def told(rig: Rig, kind: str) -> Counter[str]:
    return Counter({whom: count for (of, whom), count in rig.owed().items() if of == kind})


def exported(rig: Rig, who: str = "claire") -> list[dict[str, str]]:
    actor = rig.actor(who)
    with rig.database.reading() as tx:
        data = coaches.export_cycles(tx, actor, now=rig.now)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_hand_over_swaps_the_claims_and_tells_all(rig: Rig) -> None:
    before = rig.running(guest_ids=(rig.ids["sami"],))
    after = hand_over(rig, before, "rose")
    assert (after.cycle.mentor_id, after.cycle.state) == (rig.ids["rose"], CycleState.RUNNING)
    assert [one.appointment.starts for one in after.sessions] == [one.appointment.starts for one in before.sessions]
    assert {one.appointment.host_ids for one in after.sessions} == {(rig.ids["rose"],)}
    assert rig.claims() == rig.claims_of(after)
    assert told(rig, "handed") == Counter(lea=1, sami=1, maya=1, rose=1)
    assert told(rig, "card")["rose"] == 1


def test_what_comes_back_to_a_mentor_is_told_each_time(rig: Rig) -> None:
    sheet = rig.running()
    for to in ("rose", "maya", "rose"):
        sheet = hand_over(rig, sheet, to)
    assert told(rig, "handed") == Counter(lea=3, maya=3, rose=3)
    assert rig.claims() == rig.claims_of(sheet)


def test_a_cycle_that_only_awaits_a_date_is_told_each_time_it_comes_back(rig: Rig) -> None:
    """No séance moves with it: only the moment tells one hand-over from another."""
    sheet, lea = rig.running(), rig.actor("lea")
    for session in sheet.sessions:
        of = session.appointment
        rig.now = of.ends + timedelta(hours=1)
        rig.tick()
        outcome = Outcome.MISSED if session is sheet.sessions[-1] else Outcome.TOOK_PLACE
        rig.do(lambda tx, of=of, outcome=outcome: running.record_outcome(tx, lea, of.id, outcome=outcome, now=rig.now))  # type: ignore[misc]
    for to in ("rose", "maya", "rose"):
        rig.now += timedelta(hours=1)
        sheet = hand_over(rig, sheet, to)
    assert told(rig, "handed") == Counter(lea=3, maya=3, rose=3)


def test_hand_over_to_somebody_taken_changes_nothing(rig: Rig) -> None:
    sheet = rig.running()
    occupy(rig, "rose", sheet)
    claims, owed = rig.claims(), rig.owed()
    with pytest.raises(SlotTaken) as refused:
        hand_over(rig, sheet, "rose")
    assert refused.value.facts == {"starts": sheet.sessions[-1].appointment.starts}
    assert (rig.sheet(sheet), rig.claims(), rig.owed()) == (sheet, claims, owed)


def test_hand_over_frees_what_lapsed_of_the_taker(rig: Rig) -> None:
    sheet = rig.running()
    rig.do(lambda tx: hours.replace_weekly(tx, rig.ids["rose"], AFTERNOONS))
    starts = [one.appointment.starts for one in sheet.sessions]
    lapsed = rig.send(rig.keep("ines", wish=rig.wish("rose", defi="relais")), "ines", starts=starts)
    assert lapsed.cycle.answer_by is not None
    rig.now = lapsed.cycle.answer_by  # and the clock has not ticked yet
    after = hand_over(rig, sheet, "rose")
    assert rig.sheet(lapsed).cycle.state is CycleState.LAPSED
    assert rig.claims() == rig.claims_of(after)


def test_seance_over_stays_with_who_gave_it_and_the_rest_goes(rig: Rig) -> None:
    sheet = rig.running()
    rig.now = sheet.sessions[1].appointment.ends + timedelta(hours=1)
    rig.tick()
    after = hand_over(rig, sheet, "noe")
    maya, noe = rig.ids["maya"], rig.ids["noe"]
    assert [one.appointment.host_ids for one in after.sessions] == [(maya,), (maya,), (noe,), (noe,)]


def test_seance_without_time_is_handed_over_and_then_claims_the_takers_time(rig: Rig) -> None:
    sheet = missed_first(rig)
    handed = hand_over(rig, sheet, "rose")
    assert handed.sessions[0].state is SessionState.OPEN
    after = replan_first(rig, handed, at=0)
    assert {one.appointment.host_ids for one in after.sessions} == {(rig.ids["rose"],)}
    assert rig.claims() == rig.claims_of(after)


def test_who_takes_over_is_asked_for_their_word_about_a_seance_past_the_month(rig: Rig) -> None:
    sheet = replan_first(rig, missed_first(rig), at=-1)
    assert sheet.sessions[-1].state is SessionState.LATE
    assert told(rig, "late") == Counter(maya=1)
    hand_over(rig, sheet, "rose")
    assert told(rig, "late") == Counter(maya=1, rose=1)


@pytest.mark.parametrize(("to", "reason"), [("maya", "own"), ("lea", "own"), ("david", "gone")])
def test_hand_over_to_who_cannot_take_it_is_refused(rig: Rig, to: str, reason: str) -> None:
    sheet = rig.running()
    with pytest.raises(Invalid) as refused:
        hand_over(rig, sheet, to)
    assert refused.value.facts == {"field": "mentor", "reason": reason}


def test_hand_over_of_a_request_or_of_nothing_to_come_is_refused(rig: Rig) -> None:
    asked = rig.asked()
    for again in range(2):
        with pytest.raises(Invalid) as refused:
            hand_over(rig, asked, "rose")
        assert refused.value.facts == {"field": "mentor", "reason": "none"}
        if not again:
            rig.now = rig.confirm(asked).sessions[3].appointment.ends


def test_two_coaches_hand_over_at_once_and_one_mentor_hosts(rig: Rig) -> None:
    sheet = rig.running()
    claire, david = rig.actor("claire"), rig.actor("david")
    done = rig.together(
        lambda tx: coaches.hand_over(tx, claire, sheet.cycle.id, mentor_id=rig.ids["rose"], now=rig.now),
        lambda tx: coaches.hand_over(tx, david, sheet.cycle.id, mentor_id=rig.ids["noe"], now=rig.now),
    )
    assert set(done) <= {"done", "Conflict"}
    after = rig.sheet(sheet)
    assert {one.appointment.host_ids for one in after.sessions} == {(after.cycle.mentor_id,)}
    assert rig.claims() == rig.claims_of(after)


def test_others_stand_by_domain_then_room_and_their_own_mentor_is_not_among_them(rig: Rig) -> None:
    rig.asked("ines", "rose", defi="relais")
    sheet = rig.running(domain=DESIGN)
    actor = rig.actor("claire")
    with rig.database.reading() as tx:
        _, found = coaches.offer_mentors(tx, actor, sheet.cycle.id, now=rig.now)
    assert [(one.person.name, one.room) for one in found] == [("Noé Lambert", 2), ("Rose Petit", 0)]


@pytest.mark.parametrize("who", ["lea", "maya", "nobody"])
def test_only_coaches_list_hand_over_and_export(rig: Rig, who: str) -> None:
    sheet = rig.running()
    rig.ids.setdefault("nobody", 0)
    with pytest.raises(NotAllowed):
        hand_over(rig, sheet, "rose", by=who)
    with pytest.raises(NotAllowed):
        exported(rig, who)
    actor = rig.actor(who)
    with pytest.raises(NotAllowed):
        rig.do(lambda tx: list_all(tx, actor, now=rig.now))
    with pytest.raises(NotAllowed):
        rig.do(lambda tx: coaches.ask_export(tx, actor, now=rig.now))


@pytest.mark.parametrize("limit", [0, 3, 10])
def test_limit_is_kept_and_counts(rig: Rig, limit: int) -> None:
    maya = rig.actor("maya")
    assert rig.do(lambda tx: coaches.read_limit(tx, maya)) is None
    rig.do(lambda tx: coaches.set_limit(tx, maya, limit=limit, now=rig.now))
    assert rig.do(lambda tx: coaches.read_limit(tx, maya)) == limit
    assert rig.do(lambda tx: coaches.read_limit(tx, rig.actor("rose"))) == 1
    if limit:
        assert rig.asked().cycle.state is CycleState.HELD
    else:
        with pytest.raises(Invalid) as refused:
            rig.asked()
        assert refused.value.facts == {"field": "mentor", "reason": "full"}


@pytest.mark.parametrize("limit", [-1, 11])
def test_limit_out_of_range_changes_nothing(rig: Rig, limit: int) -> None:
    rose = rig.actor("rose")
    with pytest.raises(Invalid) as refused:
        rig.do(lambda tx: coaches.set_limit(tx, rose, limit=limit, now=rig.now))
    assert refused.value.facts == {"field": "limit", "reason": "range"}
    assert rig.do(lambda tx: coaches.read_limit(tx, rose)) == 1


def test_only_a_mentor_has_a_limit(rig: Rig) -> None:
    for who in ("lea", "claire"):
        with pytest.raises(NotAllowed):
            rig.do(lambda tx, who=who: coaches.set_limit(tx, rig.actor(who), limit=3, now=rig.now))  # type: ignore[misc]


def test_export_holds_states_and_dates(rig: Rig) -> None:
    runs = rig.running()
    asked = rig.asked("ines", "noe", defi="relais")
    first, last = (f"{runs.sessions[at].appointment.starts:%Y-%m-%d}" for at in (0, 3))
    rows = exported(rig)
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["cycle"], row["etat"], row["attend"], row["depuis"], row["seances_a_venir"]) for row in rows] == [
        (str(runs.cycle.id), "en cours", "", "", "4"),
        (str(asked.cycle.id), "dates demandées", "mentore ou mentor", "2026-05-04", "0"),
    ]
    assert [(row["premiere"][:10], row["derniere"][:10]) for row in rows] == [(first, last), ("", "")]
    assert rows[0]["premiere"][11:] == f"{(runs.sessions[0].appointment.starts + timedelta(hours=2)):%H:%M}"


def test_export_never_holds_a_need_a_link_a_name_or_a_reason(rig: Rig) -> None:
    link, need, reason = "https://docs.example.org/tres-secret", 'Un besoin;"secret"\r\nsur deux lignes', "Motif secret"
    mine = rig.asked(need=need, link=link)
    rig.do(lambda tx: answers.decline_request(tx, rig.actor("maya"), mine.cycle.id, reason=reason, now=rig.now))
    rig.do(lambda tx: cycles.change(tx, mine.cycle.id, domain='=HYPERLINK("https://x.example.org");droit'))
    rows = exported(rig)
    said = "\n".join(value for row in rows for value in row.values())
    names = [person.name for person in mine.people.values()]
    assert len(rows) == 1
    assert [word for word in (link, "secret", "deux lignes", reason, *names) if word in said] == []
    assert (rows[0]["etat"], rows[0]["domaine"]) == ("décliné", '\'=HYPERLINK("https://x.example.org");droit')


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "|", "＝", "＠", "\t=", "\r", " =", "\u00a0@", "\ufeff=", "\u202e+", "\n-"]
)
def test_cell_that_a_spreadsheet_would_compute_is_shown(sign: str) -> None:
    assert escape_formula(f"{sign}1+cmd") == f"'{sign}1+cmd"
    assert [escape_formula(one) for one in ("Écho", "a=b", "1 - 2", "", " ")] == ["Écho", "a=b", "1 - 2", "", " "]


def test_cells_stay_whole_where_a_spreadsheet_parts_at_commas() -> None:
    written = write_table([], now=NOW).decode("utf-8-sig")
    assert written == ";".join(f'"{column}"' for column in COLUMNS) + "\r\n"


def test_every_state_has_its_word() -> None:
    assert set(STATES) == set(CycleState)
    assert len({*STATES.values()}) == len(CycleState)
    assert len(WAITS_FOR) == 3


def test_export_pressed_twice_is_one_and_later_another(rig: Rig) -> None:
    claire = rig.actor("claire")

    def press(after: int) -> None:
        at = NOW + timedelta(seconds=after)
        rig.do(lambda tx: coaches.ask_export(tx, claire, now=at))

    for number, start in enumerate((0, 8, 9), 1):  # wherever in its ten seconds the first press falls
        for after in (start, start + 1, start + 2):
            press(60 * number + after)
        assert rig.owed() == {("export", "claire"): number, ("export.card", "claire"): number}


def test_list_begins_with_what_waits_longest_then_by_next_date_then_what_is_over(rig: Rig) -> None:
    rig.do(lambda tx: coaches.set_limit(tx, rig.actor("maya"), limit=3, now=rig.now))
    over = rig.asked("ines", "noe", defi="relais")
    rig.do(lambda tx: answers.decline_request(tx, rig.actor("noe"), over.cycle.id, now=rig.now))
    runs = rig.running()
    rig.now += DAY / 24
    long = rig.asked("ines", "maya", defi="relais")
    rig.now += DAY / 24
    short = rig.asked("lea", "maya", domain=DESIGN)
    with rig.database.reading() as tx:
        found = list_all(tx, rig.actor("claire"), now=rig.now)
    assert [one.cycle.id for one in found] == [one.cycle.id for one in (long, short, runs, over)]


def test_one_coach_takes_care_and_who_asked_is_told_once(rig: Rig) -> None:
    sheet = rig.asked("lea", "noe")
    rig.now += DAY * 10
    rig.tick()
    assert rig.sheet(sheet).cycle.state is CycleState.LAPSED
    claire, david = rig.actor("claire"), rig.actor("david")
    for _ in range(2):
        taken = rig.do(lambda tx: lapses.take_request(tx, claire, sheet.cycle.id, now=rig.now))
        assert taken.cycle.taken_by == rig.ids["claire"]
    with pytest.raises(AlreadyTaken) as refused:
        rig.do(lambda tx: lapses.take_request(tx, david, sheet.cycle.id, now=rig.now))
    assert refused.value.facts == {"name": "Claire Morel"}
    assert told(rig, "taken") == Counter(lea=1)
