"""A committee's sheet and its minutes: written by several, kept whatever becomes of it, told once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.errors import Invalid, NotAllowed
from bot.evaluation import changes, leading
from bot.evaluation import facts as evaluation
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.support import support
from bot.notices.facts import Fact
from bot.records import actions, facts, meeting
from bot.records.actions import NewAction
from bot.records.model import Meeting, State
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.evaluation.rig import Committees, paris


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def sheet(rig: Committees, made: CommitteeSheet, who: str = "lea") -> Meeting:
    with rig.database.reading() as tx:
        return meeting.read(tx, rig.actor(who), made.committee.id, now=rig.now)


def tick(rig: Committees) -> list[int]:
    """Do what the clock does, in two replicas; give the committees it saw to."""
    with rig.database.reading() as tx:
        found = meeting.list_due(tx, now=rig.now)
    for one in found * 2:
        rig.do(lambda tx, of=one: meeting.tell_minutes(tx, of, now=rig.now))  # type: ignore[misc]
    return found


def told(rig: Committees, fact: type[Fact]) -> list[str]:
    """Give who is told, and by what, by name."""
    names = {number: key for key, number in rig.ids.items() if not key.startswith(("defi", "promotion"))}
    with rig.database.reading() as tx:
        found = tx.execute(select(notices).where(notices.c.kind == fact.kind, notices.c.action != "update"))
        return sorted(f"{names[row.person_id]} {row.action}" for row in found)


def test_minutes_go_to_all_concerned_once_the_next_working_morning(rig: Committees) -> None:
    made = rig.one("2026-06-05 16:00")  # a Friday
    rig.use(meeting.add_decision, "lea", made.committee.id, what="Tester", why="Vite", disagrees="Paul", gesture="one")
    rig.use(meeting.add_decision, "lea", made.committee.id, what="Tester", gesture="one")  # sent twice
    new = NewAction("Montrer la maquette", rig.ids["paul"], date(2026, 6, 20), gesture="two")
    rig.use(meeting.add_action, "sami", made.committee.id, new=new)
    rig.use(meeting.save_unreached, "paul", made.committee.id, what=["Les orientations", " ", "Les orientations"])
    rig.use(meeting.save_unreached, "lea", made.committee.id, what=["Les orientations"])
    rig.use(changes.leave, "ines", made.committee.id)  # concerned all the same
    written = sheet(rig, made)
    assert [(one.what, one.why, one.disagrees) for one in written.decisions] == [("Tester", "Vite", "Paul")]
    assert [one.action.what for one in written.after] == ["Montrer la maquette"]
    assert [one.what for one in written.unreached] == ["Les orientations"]
    assert written.before == ()  # what is agreed on here is no open action from before

    rig.now = paris("2026-06-08 08:59")
    assert tick(rig) == []
    rig.now = paris("2026-06-08 09:00")
    assert tick(rig) == [made.committee.id]
    everybody = [f"{one} post" for one in ("claire", "ines", "lea", "paul", "sami")]
    assert told(rig, facts.Minutes) == sorted([*everybody, "paul mail"])
    assert told(rig, facts.ActionAssigned) == []  # the minutes say it
    assert tick(rig) == []
    rig.use(meeting.add_decision, "lea", made.committee.id, what="Et encore")
    assert len(told(rig, facts.Minutes)) == 6  # set right in place, not told again


def test_action_that_comes_after_the_minutes_is_told_to_who_is_to_do_it(rig: Committees) -> None:
    made = rig.one("2026-06-05 16:00")
    rig.use(meeting.add_action, "sami", made.committee.id, new=NewAction("Montrer", rig.ids["paul"], date(2026, 6, 20)))
    rig.now = paris("2026-06-08 09:00")
    tick(rig)
    assert told(rig, facts.ActionAssigned) == []  # the minutes say it
    for owner in ("lea", "sami"):
        rig.use(
            meeting.add_action, "sami", made.committee.id, new=NewAction("Écrire", rig.ids[owner], date(2026, 6, 20))
        )
    assert told(rig, facts.ActionAssigned) == ["lea post"]  # who adds their own knows


def test_usefulness_is_asked_by_the_minutes_and_alone_where_there_are_none(rig: Committees) -> None:
    made, other = rig.one(), rig.one("2026-06-02 14:00", "david", "defi1")
    rig.use(meeting.add_decision, "lea", made.committee.id, what="Tester")
    rig.now = paris("2026-06-03 09:00")
    assert sorted(tick(rig)) == [made.committee.id, other.committee.id]
    assert told(rig, evaluation.UsefulQuestion) == ["ali post", "rita post", "tom post", "zoe post"]

    def asked(who: str, of: CommitteeSheet) -> bool | None:
        person = rig.actor(who).person
        assert person
        with rig.database.reading() as tx:
            return support.may_still_rate(tx, of.committee.id, person, now=rig.now)

    assert [asked(who, made) for who in ("lea", "paul", "claire", "zoe")] == [True, True, None, None]
    rig.use(support.rate_committee, "paul", made.committee.id, choice="un_peu")
    assert asked("paul", made) is False
    rig.now += timedelta(days=8)
    assert [asked(who, made) for who in ("lea", "paul")] == [None, False]


def test_who_led_it_and_coaches_it_no_more_is_not_asked_for_its_minutes(rig: Committees) -> None:
    rig.one("2026-06-05 16:00")
    rig.now = paris("2026-06-05 20:00")
    rig.do(lambda tx: people.end_all_memberships(tx, rig.ids["claire"], now=rig.now))
    rig.now = paris("2026-06-08 09:00")
    tick(rig)
    assert {*told(rig, facts.MinutesQuestion)} == {"emma post"}


def test_where_nothing_was_written_who_led_it_is_asked_once_and_minutes_follow(rig: Committees) -> None:
    made = rig.one()
    rig.now = paris("2026-06-03 09:00")
    assert tick(rig) == [made.committee.id]
    assert (told(rig, facts.Minutes), told(rig, facts.MinutesQuestion)) == ([], ["claire post"])
    rig.now += timedelta(days=1)
    assert tick(rig) == []
    rig.use(meeting.add_decision, "claire", made.committee.id, what="Tester")
    rig.use(meeting.add_decision, "claire", made.committee.id, what="Publier")
    assert "lea post" in told(rig, facts.Minutes)
    with rig.database.reading() as tx:
        due = set(tx.execute(select(notices.c.due).where(notices.c.kind == facts.Minutes.kind)).scalars())
    assert due == {paris("2026-06-05 09:00")}
    assert told(rig, facts.MinutesQuestion) == ["claire post"]


def test_of_a_committee_that_nobody_led_its_coaches_are_asked(rig: Committees) -> None:
    """Claire led it and left; Emma coaches the défi, and nobody took it."""
    made = rig.one()
    rig.do(lambda tx: people.end_all_memberships(tx, rig.ids["claire"], now=rig.now))
    rig.do(lambda tx: leading.remove_leaver(tx, made.committee.id, person_id=rig.ids["claire"], now=rig.now))
    rig.now = paris("2026-06-03 09:00")
    assert tick(rig) == [made.committee.id]
    assert told(rig, facts.MinutesQuestion) == ["emma post"]


def test_of_one_that_nobody_led_and_whose_defi_has_no_coach_all_are_asked(rig: Committees) -> None:
    made = rig.one(defi="defi1")
    rig.do(lambda tx: people.end_all_memberships(tx, rig.ids["claire"], now=rig.now))
    rig.do(lambda tx: leading.remove_leaver(tx, made.committee.id, person_id=rig.ids["claire"], now=rig.now))
    rig.now = paris("2026-06-03 09:00")
    assert tick(rig) == [made.committee.id]
    assert {*told(rig, facts.MinutesQuestion)} == {"david post", "emma post"}


def test_committee_cancelled_after_decisions_leaves_them_to_the_next(rig: Committees) -> None:
    made = rig.one()
    rig.use(meeting.add_decision, "lea", made.committee.id, what="Tester")
    rig.use(meeting.add_action, "lea", made.committee.id, new=NewAction("Montrer", rig.ids["lea"], date(2026, 6, 20)))
    rig.use(changes.cancel, "claire", made.committee.id)
    assert sheet(rig, made, "claire").sheet.is_cancelled
    assert [one.what for one in sheet(rig, made, "claire").decisions] == ["Tester"]
    rig.now = paris("2026-06-03 09:00")
    assert tick(rig) == []
    again = rig.one("2026-06-05 09:00")
    after = sheet(rig, again)
    assert [one.what for one in after.decisions] == ["Tester"]
    assert [one.action.what for one in after.after] == ["Montrer"]
    with rig.database.reading() as tx:
        assert [one.action.what for one in actions.list_open(tx, rig.ids["defi0"], now=rig.now)] == ["Montrer"]
    rig.now = paris("2026-06-08 09:00")
    assert tick(rig) == [again.committee.id]
    assert "lea post" in told(rig, facts.Minutes)


def test_open_actions_of_before_open_the_sheet_with_their_age(rig: Committees) -> None:
    with rig.database.reading() as tx:
        place = actions.place_of(tx, defi_id=rig.ids["defi0"])
    old = rig.use(actions.add, "lea", NewAction("Écrire", rig.ids["lea"], date(2026, 5, 6)), place=place)
    assert old
    made = rig.one()
    rig.now += timedelta(days=10)
    assert [(one.action.id, one.age) for one in sheet(rig, made).before] == [(old.id, 10)]
    rig.use(actions.finish, "lea", old.id)
    assert sheet(rig, made).before == ()


def test_who_does_not_take_part_neither_reads_nor_writes(rig: Committees) -> None:
    made = rig.one()
    for other in ("rita", "zoe", "serge"):
        with pytest.raises(NotAllowed):
            sheet(rig, made, other)
        with pytest.raises(NotAllowed):
            rig.use(meeting.add_decision, other, made.committee.id, what="Tester")
        with pytest.raises(NotAllowed):
            rig.use(
                meeting.add_action,
                other,
                made.committee.id,
                new=NewAction("Montrer", rig.ids["lea"], date(2026, 6, 20)),
            )
    assert sheet(rig, made, "david").is_empty  # another coach sees to it


def test_words_that_are_too_many_are_refused_on_their_field(rig: Committees) -> None:
    made = rig.one()
    for said, fault in (
        ({"what": " "}, ("what", "none")),
        ({"what": "x" * 3000}, ("what", "long")),
        ({"what": "x", "why": "y" * 3000}, ("why", "long")),
        ({"what": "x", "disagrees": "y" * 3000}, ("disagrees", "long")),
    ):
        with pytest.raises(Invalid) as no:
            rig.use(meeting.add_decision, "lea", made.committee.id, **said)
        assert (no.value.facts["field"], no.value.facts["reason"]) == fault
    assert sheet(rig, made).is_empty


def test_correction_that_another_overtook_is_refused_and_loses_nothing(rig: Committees) -> None:
    made = rig.one()
    rig.use(meeting.add_decision, "lea", made.committee.id, what="Tester <!channel>")
    (line,) = sheet(rig, made).decisions
    rig.use(meeting.correct_decision, "sami", line.id, revision=0, what="Tester ici")
    rig.use(meeting.correct_decision, "sami", line.id, revision=0, what="Tester ici")  # the same form again
    with pytest.raises(Invalid) as no:
        rig.use(meeting.correct_decision, "lea", line.id, revision=0, what="Tester là")
    assert no.value.facts["reason"] == "overtaken"
    assert [(one.what, one.revision) for one in sheet(rig, made).decisions] == [("Tester ici", 1)]


def test_race_of_several_who_write_and_close_at_once_loses_nobodys_words(rig: Committees) -> None:
    made = rig.one()
    with rig.database.reading() as tx:
        place = actions.place_of(tx, defi_id=rig.ids["defi0"])
    one = rig.use(actions.add, "lea", NewAction("Écrire", rig.ids["lea"], date(2026, 5, 6)), place=place)
    assert one
    writers = [(who, f"{who} {at}") for at in range(3) for who in ("lea", "sami", "claire", "paul")]

    def close(later: bool) -> bool:
        try:
            if later:
                rig.use(actions.postpone, "lea", one.id, until=date(2026, 5, 7))
            else:
                rig.use(actions.finish, "lea", one.id)
        except Invalid as no:
            return no.facts["reason"] == "closed"
        return True

    with ThreadPoolExecutor(8) as pool:
        closed = [pool.submit(close, later) for later in (True, False, True, False)]
        written = [
            pool.submit(rig.use, meeting.add_decision, who, made.committee.id, what=what) for who, what in writers
        ]
    assert [each.result() for each in closed] == [True] * 4
    assert [each.exception() for each in written] == [None] * 12
    assert {each.what for each in sheet(rig, made).decisions} == {what for _, what in writers}
    with rig.database.reading() as tx:
        ended = actions.read(tx, rig.actor("lea"), one.id, verb="records.close")
    assert ended.state is State.DONE  # put off before or not at all: what is done stays so
