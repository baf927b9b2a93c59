"""What awaits somebody of gatherings on their Home: what is answered leaves it, and any number costs the same."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.gatherings import answers, attendance, changes
from bot.gatherings.awaiting import AwaitingGatherings, find_awaiting_gatherings
from bot.gatherings.conference import feedback
from bot.gatherings.groups import formation, presenters
from bot.gatherings.groups.turns import HostChoice
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS
from bot.gatherings.model import Reply
from bot.gatherings.series import orphans
from bot.gatherings.subjects import ballots
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import people
from tests.bot.gatherings.rig import EIG, Rig
from tests.bot.gatherings.test_announcements import run
from tests.bot.gatherings.test_attendance import held
from tests.databases import fresh

DAY = timedelta(days=1)


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "C0PROMO"})


def awaiting(rig: Rig, who: str) -> AwaitingGatherings:
    actor = rig.actor(who)
    with rig.database.reading() as reading:
        return find_awaiting_gatherings(reading, actor, now=rig.now)


def ask(rig: Rig, gathering_id: int) -> list[int]:
    return rig.do(lambda tx: presenters.ask_next_presenters(tx, gathering_id, now=rig.now))


def leave(rig: Rig, who: str) -> None:
    with rig.database.transaction() as tx:
        rows = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.COACH])
        people.end_memberships(tx, [one.id for one in rows if one.person_id == rig.ids[who]], now=rig.now)


def what(rig: Rig, who: str) -> set[str]:
    """Give the names of what somebody is asked at all."""
    found = awaiting(rig, who)
    return {one.name for one in fields(found) if getattr(found, one.name)}


def test_an_invitation_awaits_each_until_they_answer(rig: Rig) -> None:
    made = rig.talk()
    assert what(rig, "lea") == set()  # nobody has heard of it
    run(rig, rig.sheet(made).gathering.announce_at)
    assert {who: what(rig, who) for who in ("lea", "sami", "paul")} == {
        "lea": {"invitations"},
        "sami": {"invitations"},
        "paul": set(),
    }
    rig.use(answers.answer, "lea", made.id, reply=Reply.COMES)
    rig.use(answers.answer, "sami", made.id, reply=Reply.DECLINES)
    assert what(rig, "lea") | what(rig, "sami") == set()
    assert what(rig, "ines") == {"invitations"}
    rig.use(changes.cancel, "claire", made.id, now=rig.now)
    assert what(rig, "ines") == set()


def test_who_led_says_who_came_and_who_came_says_how_it_was(rig: Rig) -> None:
    made = held(rig, "lea", "sami")
    assert {who: what(rig, who) for who in ("claire", "lea", "ines", "david")} == {
        "claire": {"led"},
        "lea": {"to_rate"},
        "ines": set(),
        "david": set(),
    }
    rig.use(feedback.rate, "lea", made.id, mark="very")
    rig.use(attendance.record_attendance, "claire", made.id, absent_ids=[rig.ids["sami"]])
    assert what(rig, "claire") | what(rig, "lea") | what(rig, "sami") == set()


def test_what_is_over_is_asked_for_a_week(rig: Rig) -> None:
    held(rig, "lea")
    rig.now += 7 * DAY
    assert what(rig, "claire") | what(rig, "lea") == set()


def test_who_did_not_take_place_is_not_asked_how_it_was(rig: Rig) -> None:
    made = held(rig, "lea")
    rig.use(attendance.cancel_afterwards, "claire", made.id)
    assert what(rig, "claire") | what(rig, "lea") == set()


def test_whose_turn_it_is_is_asked_once_and_not_for_an_invitation_too(rig: Rig) -> None:
    made = rig.make(rig.series(MIXED), (rig.now + 20 * DAY).replace(hour=14))
    asked = ask(rig, made.id)
    first, second, third = (one for one in EIG if rig.ids[one] in asked)
    run(rig, rig.sheet(made).gathering.announce_at)
    assert what(rig, first) == what(rig, second) == {"to_present"}
    rig.use(presenters.agree_to_present, first, made.id)
    _, following = rig.use(presenters.pass_turn, second, made.id)
    assert following is not None
    (turn,) = (one for one in EIG if rig.ids[one] == following.id)
    assert {who: what(rig, who) for who in (first, second, third, turn)} == {
        first: set(),
        second: {"invitations"},
        third: {"to_present"},
        turn: {"to_present"},
    }


def test_who_organises_is_asked_who_holds_the_groups(rig: Rig) -> None:
    made = rig.make(rig.series(MIXED), (rig.now + 20 * DAY).replace(hour=14))
    leave(rig, "david")  # one coach for two groups
    run(rig, rig.sheet(made).gathering.announce_at)
    for who in EIG:
        rig.use(answers.answer, who, made.id, reply=Reply.COMES)
    assert what(rig, "claire") == set()
    run(rig, formation.hosts_asked_at(rig.sheet(made).appointment.starts))
    assert (what(rig, "claire"), what(rig, "lea")) == ({"holding"}, set())
    rig.use(formation.choose_hosts, "claire", made.id, holding=HostChoice.KEEPERS)
    assert what(rig, "claire") == set()


def test_a_subject_is_asked_a_week_before_the_vote_closes_until_one_is_supported(rig: Rig) -> None:
    made = rig.make(rig.series(PAIRS), (rig.now + 28 * DAY).replace(hour=14))
    members = [one for number, one in enumerate(EIG) if number % 3 == 0]
    assert what(rig, members[0]) == set()
    rig.now = rig.sheet(made).gathering.announce_at - 7 * DAY
    assert {who: what(rig, who) for who in (*members[:2], EIG[1])} == {
        members[0]: {"subjects"},
        members[1]: {"subjects"},
        EIG[1]: set(),
    }
    rig.use(ballots.propose, members[0], made.id, text="Les entretiens", form_id="one")
    assert (what(rig, members[0]), what(rig, members[1])) == (set(), {"subjects"})
    (ballot,) = awaiting(rig, members[1]).subjects
    rig.use(ballots.vote, members[1], made.id, chosen_ids=[ballot.proposals[0].id])
    assert what(rig, members[1]) == set()


def test_what_is_missing_awaits_who_leads_it_a_month_before(rig: Rig) -> None:
    rig.make(rig.series(CONFERENCE), (rig.now + 40 * DAY).replace(hour=14))
    assert what(rig, "claire") == set()
    rig.now += 10 * DAY
    assert (what(rig, "claire"), what(rig, "david")) == ({"to_settle"}, set())


def test_a_series_without_organiser_awaits_the_coaches(rig: Rig) -> None:
    series = rig.series(PAIRS)
    leave(rig, "claire")
    assert {who: what(rig, who) for who in ("david", "lea")} == {"david": {"orphaned"}, "lea": set()}
    rig.use(orphans.take_over_series, "david", series.id)
    assert what(rig, "david") == set()


def test_any_number_is_read_in_the_same_queries(rig: Rig) -> None:
    def counted() -> tuple[int, int]:
        actor, told = rig.actor("lea"), list[str]()
        with rig.database.reading() as reading:
            event.listen(reading, "after_cursor_execute", lambda _connection, _cursor, sql, *_: told.append(sql))
            found = find_awaiting_gatherings(reading, actor, now=rig.now)
        return len(found.invitations) + len(found.subjects) + len(found.to_present), len(told)

    def fill(times: int) -> None:
        for at in range(times):
            starts = (rig.now + (14 + at) * DAY).replace(hour=14)
            rig.talk(starts)
            rig.make(rig.series(PAIRS), starts)
            ask(rig, rig.make(rig.series(MIXED), starts + 7 * DAY).id)
        run(rig, rig.now + timedelta(minutes=3))

    fill(1)
    one = counted()
    fill(3)
    many = counted()
    assert (many[0] > 2 * one[0] > 0, many[1]) == (True, one[1])


def test_what_began_long_ago_is_not_read(tmp_path: Path) -> None:
    """By the plan of SQLite, which knows how many rows there are as little as PostgreSQL does on its first day."""
    database = Database(fresh("sqlite", tmp_path))
    rig, told = Rig(database).fill({"promotion": "C0PROMO"}), list[tuple[str, Any]]()
    actor = rig.actor("lea")
    with database.reading() as reading:
        event.listen(reading, "after_cursor_execute", lambda _one, _cursor, sql, given, *_: told.append((sql, given)))
        find_awaiting_gatherings(reading, actor, now=rig.now)
        asked = [(sql, given) for sql, given in told if "FROM gatherings JOIN gathering_series" in sql]
        plans = [str(reading.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()) for sql, given in asked]
    database.close()
    assert ["(starts>? AND starts<?)" in plan for plan in plans] == [True]
