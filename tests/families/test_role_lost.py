"""Nobody hosts in a promotion that they no longer coach, even where they are of the programme by another role.

Claire coaches another promotion from now on: of each feature, what she was to host is found as it is for somebody who
left the programme, and `bot audit` names what is still hers a day later.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from bot.evaluation import leading
from bot.gatherings import changes, clock
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.series import orphans
from bot.helpdesk import away
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.audit import RULES
from storage.database import Database, Transaction
from storage.notices.ledger import notices
from storage.programme import people
from tests.bot.evaluation.rig import Committees
from tests.bot.gatherings.rig import Rig
from tests.bot.helpdesk.bureau import Bureau, opened
from tests.promotion import depart, found

HOSTING = next(rule for rule in RULES if rule.name == "host_left")


def move_on(rig: Rig | Bureau, key: str) -> None:
    """Let a coach of the promotion be one of another, and of no other from now on."""

    def work(tx: Transaction) -> None:
        depart(tx, rig.ids[key], at=rig.now)
        other = found(tx, "EIG 8", starts_on="2026-02-02", ends_on="2026-12-11")["promotion"]
        people.add_membership(tx, rig.ids[key], Membership(Role.COACH, other))

    rig.do(work)


def told(rig: Rig | Bureau, kind: str) -> int:
    """Count the messages of a kind, whoever gets them."""
    return len(rig.do(lambda tx: tx.execute(select(notices.c.id).where(notices.c.kind == kind)).all()))


def broken(rig: Rig | Bureau) -> list[str]:
    """Return what the audit says of hosts, a day and a half later."""
    later = rig.now + timedelta(hours=36)
    return rig.do(lambda tx: list(HOSTING.broken(tx, later, later)))


def test_a_bureau_d_aide_is_brought_before_the_coaches_once(database: Database) -> None:
    bureau = opened(database)
    number = bureau.book(bureau.now + timedelta(days=7, hours=1))
    (session,) = bureau.sheet(number).sessions
    assert (bureau.do(lambda tx: away.list_leavers(tx, now=bureau.now)), broken(bureau)) == ([], [])
    move_on(bureau, "claire")
    for _ in range(3):
        bureau.now += timedelta(minutes=1)
        for request_id, who in bureau.do(lambda tx: away.list_leavers(tx, now=bureau.now)):
            bureau.do(lambda tx, of=request_id, w=who: away.remove_leaver(tx, of, person_id=w, now=bureau.now))  # type: ignore[misc]
    assert told(bureau, "helpdesk.orphaned") == 1
    assert broken(bureau) == [f"appointment {session.id} person {bureau.ids['claire']}"]
    bureau.hand_over(number, "david")
    assert (bureau.hosts(number), broken(bureau)) == (["david"], [])


def test_a_mentor_keeps_a_bureau_d_aide_whose_format_they_host(database: Database) -> None:
    bureau = opened(database)
    number = bureau.book(bureau.now + timedelta(days=7, hours=1))
    (session,) = bureau.sheet(number).sessions

    def work(tx: Transaction) -> None:  # as after « Qui reçoit » became the mentors
        depart(tx, bureau.ids["claire"], at=bureau.now)
        people.add_membership(tx, bureau.ids["claire"], Membership(Role.MENTOR))

    bureau.do(work)
    assert bureau.hosts(number) == ["claire"]
    assert session.host_ids == (bureau.ids["claire"],)
    assert bureau.do(lambda tx: away.list_leavers(tx, now=bureau.now)) == []
    assert broken(bureau) == []


def test_a_request_that_a_coach_took_is_brought_before_the_others(database: Database) -> None:
    bureau = opened(database)
    number = bureau.call()
    bureau.take(number)
    move_on(bureau, "claire")
    for request_id, who in bureau.do(away.calls_of_leavers):
        bureau.do(lambda tx, of=request_id, w=who: away.reopen_call(tx, of, person_id=w, now=bureau.now))  # type: ignore[misc]
    assert bureau.sheet(number).request.taken_by is None


def test_a_date_and_a_series_look_for_somebody_else(database: Database) -> None:
    rig = Rig(database).fill()
    series = rig.series(CONFERENCE)
    made = rig.make(series)
    rig.use(changes.hand_over, "claire", made.id, person_id=rig.ids["david"])
    rig.stand()
    look: Callable[[], list[str]] = lambda: [  # noqa: E731
        work.__name__
        for work, _ in rig.do(lambda tx: clock.list_due_jobs(tx, now=rig.now))
        if work.__name__ in ("_free_host", "ask_coaches")
    ]
    assert look() == []
    move_on(rig, "david")
    assert look() == ["_free_host"]
    rig.do(lambda tx: people.add_membership(tx, rig.ids["david"], Membership(Role.COACH, rig.ids["promotion"])))
    assert look() == []
    rig.do(lambda tx: depart(tx, rig.ids["claire"], at=rig.now))
    rig.do(lambda tx: people.add_membership(tx, rig.ids["claire"], Membership(Role.ALUMNI)))
    assert look() == ["ask_coaches"]
    rig.use(orphans.take_over_series, "david", series.id)
    assert look() == []


def test_a_committee_is_led_by_somebody_else(database: Database) -> None:
    rig = Committees(database).open()
    made = rig.one()
    move_on(rig, "claire")
    assert rig.do(lambda tx: leading.list_leavers(tx, now=rig.now)) == [(made.committee.id, rig.ids["claire"])]
    rig.do(lambda tx: leading.remove_leaver(tx, made.committee.id, person_id=rig.ids["claire"], now=rig.now))
    assert (rig.do(lambda tx: leading.list_leavers(tx, now=rig.now)), broken(rig)) == ([], [])
    assert told(rig, "evaluation.orphaned")
