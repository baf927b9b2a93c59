"""The hour and a quarter around a report: found with the plan, booked, moved and cancelled with its committee."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.errors import (
    AlreadyAnswered,
    AlreadyCancelled,
    AlreadyStarted,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    SlotTaken,
)
from bot.evaluation import changes, facts, planning, sheets, teams
from bot.evaluation.model import TALK, CommitteeSheet
from bot.evaluation.talks import possible_talk_starts
from bot.polls import changes as polls_changes
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people

from .rig import Committees, paris

COMMITTEE = "2026-06-02 09:00"  # a Tuesday
MOVES = (facts.TalkMoved.kind, facts.CommitteeMoved.kind)
FIRST = "2026-06-16 09:00"  # two weeks later: ten working days


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def occupy(rig: Committees, at: str, who: str, *, minutes: int = 60, dispositif: str = "bureau-aide") -> None:
    """Write something else that somebody comes to; nobody's: of the whole promotion."""
    someone = (Participant(rig.ids[who], Part.GUEST),) if who else ()
    defi = rig.ids["defi3"] if who else None
    plan = AgendaPlan(dispositif, rig.ids["promotion"], defi, paris(at), minutes, someone)
    with rig.database.transaction() as tx:
        appointments.add(tx, plan, uid=f"{at} {who}", state=State.CONFIRMED, now=rig.now)


def now_is(rig: Committees, sheet: CommitteeSheet) -> CommitteeSheet:
    with rig.database.reading() as tx:
        return sheets.describe_committee(tx, sheet.committee.id)


def when(sheet: CommitteeSheet) -> datetime | None:
    return sheet.both[1].starts if len(sheet.both) > 1 else None


def told(rig: Committees) -> list[int]:
    with rig.database.reading() as tx:
        kind = facts.TalkMoved.kind
        return sorted(row.person_id for row in tx.execute(select(notices).where(notices.c.kind == kind)))


def send(rig: Committees) -> None:
    """Let what is owed of talks have left, and an hour pass."""
    with rig.database.transaction() as tx:
        tx.execute(update(notices).where(notices.c.kind == facts.TalkMoved.kind).values(state="sent"))
    rig.now += timedelta(hours=1)


def test_starts_are_of_the_same_weekday_and_half_day_within_fifteen_working_days() -> None:
    found = list(
        possible_talk_starts(paris(COMMITTEE), until=paris("2026-11-11 00:00").date(), now=paris("2026-05-04 09:00"))
    )
    assert found[:3] == [paris(FIRST), paris("2026-06-16 09:30"), paris("2026-06-16 10:00")]
    assert {f"{one:%m-%d}" for one in found} == {"06-16", "06-23", "06-09"}
    assert max(found, key=lambda one: f"{one:%H:%M}") == paris("2026-06-16 11:00")  # a morning ends at half past twelve
    late = list(
        possible_talk_starts(paris("2026-06-02 16:30"), until=paris("2026-06-10 00:00").date(), now=paris(COMMITTEE))
    )
    assert late[0] == paris("2026-06-09 16:30")
    assert (
        list(possible_talk_starts(paris(COMMITTEE), until=paris("2026-06-05 00:00").date(), now=paris(COMMITTEE))) == []
    )


def test_talk_is_booked_with_its_committee_for_the_same_people_in_the_same_room(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    talk = made.talk
    assert talk is not None
    assert (talk.starts, talk.minutes, talk.dispositif, talk.link) == (
        paris(FIRST),
        75,
        "rapport",
        made.appointment.link,
    )
    assert talk.person_ids == made.appointment.person_ids
    assert talk.host_ids == (rig.ids["claire"],)
    with rig.database.reading() as tx:
        assert sheets.committee_ids(tx, [talk.id]) == {talk.id: made.committee.id}  # « Ouvrir »
    with pytest.raises(Invalid):  # its coach is there
        rig.one("2026-06-16 09:30", defi="defi1")


def test_a_date_is_looked_for_for_a_committee_and_not_for_its_talk(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    assert made.talk is not None
    with rig.database.reading() as tx:
        found = polls_changes.find_movable(tx, rig.actor("claire"), made.appointment.id, now=rig.now)
        assert found.appointment.id == made.appointment.id
        with pytest.raises(NotFound):
            polls_changes.find_movable(tx, rig.actor("claire"), made.talk.id, now=rig.now)


def test_talk_makes_way_for_coach_and_eig_and_where_it_can_for_the_porteur(rig: Committees) -> None:
    occupy(rig, "2026-06-16 09:00", "lea", minutes=200)
    occupy(rig, "2026-06-23 09:00", "paul", minutes=200)
    assert when(rig.one(COMMITTEE)) == paris("2026-06-09 09:00")  # all of them
    occupy(rig, "2026-06-17 08:00", "paul", minutes=600)
    occupy(rig, "2026-06-24 08:00", "paul", minutes=600)
    occupy(rig, "2026-06-10 08:00", "paul", minutes=600)
    assert when(rig.one("2026-06-03 09:00", "david", "defi1")) == paris("2026-06-17 09:00")  # not Paul's défi


def test_talk_goes_without_the_porteur_where_no_date_has_them_free(rig: Committees) -> None:
    for day in ("09", "16", "23"):
        occupy(rig, f"2026-06-{day} 08:00", "paul", minutes=600)
    assert when(rig.one(COMMITTEE)) == paris(FIRST)


def test_two_talks_of_a_plan_do_not_meet_and_the_promotions_own_days_stay_free(rig: Committees) -> None:
    occupy(rig, "2026-06-16 08:00", "", minutes=600, dispositif="seminaire-promotion")
    both = {"defi0": (COMMITTEE, "claire"), "defi1": ("2026-06-02 11:00", "claire")}
    made = rig.book(rig.keep(both, of=("defi0", "defi1")))
    assert [when(one) for one in made] == [paris("2026-06-23 09:00"), paris("2026-06-23 11:00")]


def test_committee_without_a_date_for_its_talk_is_named_and_has_one_later(rig: Committees) -> None:
    for day in ("09", "16", "23"):
        occupy(rig, f"2026-06-{day} 08:00", "lea", minutes=600)
    draft = rig.keep({"defi0": (COMMITTEE, "claire")}, of=("defi0",))
    with rig.database.reading() as tx:
        plan = planning.read_plan(tx, rig.actor("claire"), draft, now=rig.now)
    assert [one.talk for one in plan.written.lines] == [None]
    (made,) = rig.book(draft)
    assert made.talk is None
    for at, reason in (("2026-06-02 10:00", "before"), ("2026-05-01 09:00", "past"), ("2026-06-18 10:05", "quarter")):
        with pytest.raises(Invalid) as refusal:
            rig.use(changes.move_talk, "lea", made.committee.id, starts=paris(at))
        assert refusal.value.facts["reason"] == reason
    set_ = rig.use(changes.move_talk, "lea", made.committee.id, starts=paris("2026-06-18 10:00"))
    assert when(set_) == paris("2026-06-18 10:00")
    assert set_.both[1].person_ids == made.appointment.person_ids
    assert told(rig) == sorted(rig.ids[one] for one in ("sami", "ines", "paul", "claire"))


def test_time_of_a_talk_that_was_taken_meanwhile_books_nothing(rig: Committees) -> None:
    draft = rig.keep({"defi0": (COMMITTEE, "claire"), "defi1": ("2026-06-04 09:00", "david")})
    rig.one("2026-06-16 09:30", "claire", "defi2")
    with pytest.raises(Refusal):
        rig.book(draft)
    again = rig.keep({"defi0": (COMMITTEE, "claire")}, draft="plan-2", revision=rig.revision(), of=("defi0",))
    (made,) = rig.book(again)
    assert when(made) == paris("2026-06-23 09:00")


def test_team_moves_its_talk_until_it_starts_and_the_porteur_does_not(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    moved = rig.use(changes.move_talk, "lea", made.committee.id, starts=paris("2026-06-18 10:00"), reason="Le pont")
    assert (when(moved), moved.both[1].reason) == (paris("2026-06-18 10:00"), "Le pont")
    assert moved.appointment == made.appointment
    assert rig.use(changes.move_talk, "lea", made.committee.id, starts=paris("2026-06-18 10:00")) == moved
    for who in ("paul", "ali"):
        with pytest.raises(NotAllowed):
            rig.use(changes.move_talk, who, made.committee.id, starts=paris("2026-06-19 10:00"))
    rig.one("2026-06-19 09:00", "claire", "defi1")
    with pytest.raises(SlotTaken):
        rig.use(changes.move_talk, "claire", made.committee.id, starts=paris("2026-06-19 10:00"))
    rig.now = paris("2026-06-18 10:00")
    with pytest.raises(AlreadyStarted):
        rig.use(changes.move_talk, "claire", made.committee.id, starts=paris("2026-06-19 14:00"))


def test_talk_stays_where_it_is_still_after_its_committee_else_goes_along(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    near = rig.use(changes.move, "claire", made.committee.id, starts=paris("2026-06-04 10:00"))
    assert when(near) == paris(FIRST)
    after = rig.use(changes.move, "claire", made.committee.id, starts=paris("2026-06-17 14:00"))
    assert when(after) == paris("2026-07-01 14:00")
    last = rig.use(changes.move, "claire", made.committee.id, starts=paris("2026-11-11 14:00"))
    assert when(last) is None  # the promotion ends that day


def test_cancelled_committee_takes_its_talk_along(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    rig.use(changes.cancel, "claire", made.committee.id)
    rig.stand()
    assert rig.claimed("claire") == rig.claimed("claire", by=TALK) == set()
    assert when(now_is(rig, made)) is None
    with pytest.raises(AlreadyCancelled):
        rig.use(changes.move_talk, "claire", made.committee.id, starts=paris(FIRST))
    assert when(rig.one("2026-06-03 09:00")) == paris("2026-06-17 09:00")


def test_talk_is_cancelled_alone_and_has_another_date(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    for who in ("lea", "paul"):
        with pytest.raises(NotAllowed):
            rig.use(changes.cancel_talk, who, made.committee.id)
    after = rig.use(changes.cancel_talk, "claire", made.committee.id)
    assert (when(after), after.appointment.state) == (None, State.CONFIRMED)
    rig.stand()
    assert rig.claimed("claire", by=TALK) == set()
    assert rig.claimed("claire") != set()
    assert told(rig) == sorted(rig.ids[one] for one in ("lea", "sami", "ines", "paul"))
    with pytest.raises(AlreadyCancelled):
        rig.use(changes.cancel_talk, "claire", made.committee.id)
    again = rig.use(changes.move_talk, "lea", made.committee.id, starts=paris("2026-06-18 10:00"))
    assert when(again) == paris("2026-06-18 10:00")
    rig.use(changes.move_talk, "claire", made.committee.id, starts=paris("2026-06-19 10:00"))
    rig.now = paris("2026-06-19 10:00")
    with pytest.raises(AlreadyStarted):
        rig.use(changes.cancel_talk, "claire", made.committee.id)


def test_talk_that_has_its_date_anew_is_news_each_time(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    for day in (18, 19):
        rig.use(changes.cancel_talk, "claire", made.committee.id)
        send(rig)
        rig.use(changes.move_talk, "claire", made.committee.id, starts=paris(f"2026-06-{day} 10:00"))
        send(rig)
    assert told(rig).count(rig.ids["lea"]) == 4


@pytest.mark.parametrize("back", ["claire", "lea"])
def test_talk_that_stays_elsewhere_when_its_committee_moves_back_is_news(rig: Committees, back: str) -> None:
    number = rig.one(COMMITTEE).committee.id
    rig.use(changes.move_talk, "claire", number, starts=paris("2026-06-18 10:00"))
    rig.stand()
    send(rig)
    for who, at in (("claire", "2026-06-25 09:00"), (back, COMMITTEE)):
        moved = rig.use(changes.move, who, number, starts=paris(at))
    assert when(moved) == paris(FIRST)  # not where everybody knows it to be
    rig.stand()
    with rig.database.reading() as tx:
        rows = tx.execute(select(notices.c.kind, notices.c.person_id).where(notices.c.state == "owed")).all()
    names = {rig.ids[one]: one for one in ("claire", "lea", "sami", "ines", "paul")}
    news = {kind: sorted(names[row.person_id] for row in rows if row.kind == kind) for kind in MOVES}
    others = {"claire": ["ines", "lea", "paul", "sami"], "lea": ["ines", "paul", "sami"]}
    theirs = {"claire": [], "lea": ["claire"]}  # who chose the other date hears of the committee, and so of both
    assert news == {facts.TalkMoved.kind: others[back], facts.CommitteeMoved.kind: theirs[back]}


@pytest.mark.parametrize("before", [True, False], ids=["cancelled before", "with it"])
def test_cancelled_committee_names_the_talk_that_it_takes_along_alone(rig: Committees, before: bool) -> None:
    made = rig.one(COMMITTEE)
    if before:
        rig.use(changes.cancel_talk, "claire", made.committee.id)
        rig.stand()
        send(rig)
    rig.use(changes.cancel, "claire", made.committee.id)
    rig.stand()
    with rig.database.reading() as tx:
        kind = facts.CommitteeCancelled.kind
        rows = tx.execute(select(notices.c.detail).where(notices.c.kind == kind)).scalars().all()
    known = [facts.CommitteeCancelled.read(detail).known.keys() for detail in rows]
    talk = () if before else (made.both[1].id,)
    assert known == [{made.appointment.id, *talk}] * 4


def test_who_cannot_come_to_the_talk_leaves_it_alone(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    left = rig.use(changes.leave_talk, "paul", made.committee.id)
    talk = left.both[1]
    assert (left.appointment.part_of(rig.ids["paul"]), talk.part_of(rig.ids["paul"])) == (Part.GUEST, None)
    for who, refusal in (("paul", AlreadyAnswered), ("claire", NotAllowed)):
        with pytest.raises(refusal):
            rig.use(changes.leave_talk, who, made.committee.id)
    assert rig.use(changes.owe_calendar_files, "lea", made.committee.id) == 2
    assert rig.use(changes.owe_calendar_files, "paul", made.committee.id) == 1


def test_committee_of_before_talks_has_none_to_leave(rig: Committees) -> None:
    for day in ("09", "16", "23"):
        occupy(rig, f"2026-06-{day} 08:00", "lea", minutes=600)
    made = rig.one(COMMITTEE)
    with pytest.raises(NotFound):
        rig.use(changes.leave_talk, "paul", made.committee.id)


def test_porteur_who_changes_after_the_committee_changes_in_the_talk_alone(rig: Committees) -> None:
    made = rig.one(COMMITTEE)
    rig.now = paris("2026-06-03 09:00")
    with rig.database.transaction() as tx:
        other = people.add(tx, name="Nadia Petit", email="nadia@example.net")
        rig.ids["nadia"] = other
        people.add_membership(tx, other, Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]))
        rows = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[Role.PORTEUR])
        people.end_memberships(tx, [row.id for row in rows if row.person_id == rig.ids["paul"]], now=rig.now)
    with rig.database.reading() as tx:
        due = teams.list_changed_members(tx, now=rig.now)
    assert due == sorted((made.committee.id, rig.ids[one]) for one in ("paul", "nadia"))
    for committee, person in due:
        with rig.database.transaction() as tx:
            teams.update_member(tx, committee, person_id=person, now=rig.now)
    after = now_is(rig, made)
    assert after.appointment.person_ids == made.appointment.person_ids
    assert after.both[1].part_of(other) is Part.GUEST
    assert after.both[1].part_of(rig.ids["paul"]) is None
    with rig.database.reading() as tx:
        assert teams.list_changed_members(tx, now=rig.now + timedelta(hours=1)) == []
