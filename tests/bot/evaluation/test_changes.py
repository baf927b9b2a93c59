"""A committee moved by its team until the coaches read, by a coach until the start; cancelled, and had again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.agenda import pending
from bot.errors import (
    AlreadyAnswered,
    AlreadyCancelled,
    AlreadyStarted,
    Invalid,
    NotAllowed,
    NotFound,
    SlotTaken,
    UndoTooLate,
)
from bot.evaluation import changes, facts
from bot.evaluation.facts import CommitteeMoved
from bot.evaluation.model import CommitteeSheet
from bot.planning import undoing
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import history

from .rig import Committees, paris, span

LATER = "2026-06-04 10:00"


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def news(rig: Committees, kind: str) -> list[tuple[int, str]]:
    with rig.database.reading() as tx:
        found = tx.execute(select(notices).where(notices.c.kind == kind, notices.c.state == "owed"))
        return sorted((row.person_id, row.detail) for row in found)


def batch_of(rig: Committees, made: CommitteeSheet, *, talk: bool = False) -> str:
    with rig.database.reading() as tx:
        change = pending.find_change(tx, made.talk.id if talk and made.talk else made.appointment.id)
    assert change is not None
    return change.batch


def test_team_moves_its_committee_and_the_others_are_told(rig: Committees) -> None:
    made = rig.one()
    moved = rig.use(changes.move, "lea", made.committee.id, starts=paris(LATER), reason="La salle est prise")
    assert (moved.appointment.starts, moved.appointment.reason) == (paris(LATER), "La salle est prise")
    assert rig.claimed("claire") == span(LATER) | span("2026-06-02 09:00")
    assert news(rig, CommitteeMoved.kind) == []  # it can be undone
    rig.stand()
    assert rig.claimed("claire") == span(LATER)
    others = sorted(rig.ids[one] for one in ("sami", "ines", "paul", "claire"))
    told = news(rig, CommitteeMoved.kind)
    assert [who for who, _ in told] == others
    fact = CommitteeMoved.read(told[0][1])
    before = int(made.appointment.starts.timestamp())
    assert fact == CommitteeMoved(rig.ids["lea"], {made.appointment.id: before}, 1)
    again = rig.use(changes.move, "lea", made.committee.id, starts=paris(LATER))  # the same form, sent twice
    assert again == moved


def test_third_move_says_that_it_is_the_third(rig: Committees) -> None:
    made = rig.one()
    for at in (LATER, "2026-06-04 11:00", "2026-06-05 09:00"):
        rig.now += timedelta(hours=1)
        rig.use(changes.move, "lea", made.committee.id, starts=paris(at))
        rig.use(undoing.undo_batch, "lea", batch_of(rig, made))  # which does not count
        rig.use(changes.move, "lea", made.committee.id, starts=paris(at))
        rig.stand()
    (fact,) = [
        CommitteeMoved.read(detail) for who, detail in news(rig, CommitteeMoved.kind) if who == rig.ids["claire"]
    ]
    assert fact.times == 3


def test_from_three_working_days_before_only_coaches_move_it(rig: Committees) -> None:
    made = rig.one("2026-06-02 09:00")  # a Tuesday: Friday, Thursday and Wednesday are the three days before
    rig.now = paris("2026-05-27 23:59") - timedelta(days=1)
    rig.use(changes.move, "lea", made.committee.id, starts=paris("2026-06-02 10:00"))
    rig.now = paris("2026-05-28 00:01")
    with pytest.raises(Invalid) as refusal:
        rig.use(changes.move, "lea", made.committee.id, starts=paris(LATER))
    assert refusal.value.facts == {"field": "starts", "reason": "reading"}
    assert rig.use(changes.move, "david", made.committee.id, starts=paris(LATER)).appointment.starts == paris(LATER)


def test_move_is_refused_where_it_cannot_be(rig: Committees) -> None:
    made, other = rig.one(), rig.one("2026-06-03 09:00", defi="defi1")

    def refused(kind: type[Exception], who: str, at: str = LATER, **values: object) -> Exception:
        with pytest.raises(kind) as refusal:
            rig.use(changes.move, who, made.committee.id, starts=paris(at), **values)
        return refusal.value

    refused(NotAllowed, "paul")
    refused(NotAllowed, "ali")
    refused(SlotTaken, "claire", "2026-06-03 10:00")
    for at, reason in (("2026-05-01 09:00", "past"), ("2026-06-04 10:05", "quarter")):
        assert isinstance(refusal := refused(Invalid, "claire", at), Invalid)
        assert refusal.facts["reason"] == reason
    assert isinstance(long := refused(Invalid, "claire", reason="a" * 301), Invalid)
    assert long.facts["reason"] == "long"
    with pytest.raises(NotFound):
        rig.use(changes.move, "claire", other.committee.id + 1, starts=paris(LATER))
    assert rig.claimed("claire") == span("2026-06-02 09:00") | span("2026-06-03 09:00")
    rig.now = paris("2026-06-02 09:00")
    refused(AlreadyStarted, "claire")


def test_cancelled_committee_frees_its_coach_and_the_defi_can_have_another(rig: Committees) -> None:
    made = rig.one()
    for who in ("lea", "paul"):
        with pytest.raises(NotAllowed):
            rig.use(changes.cancel, who, made.committee.id)
    rig.use(changes.cancel, "claire", made.committee.id, reason="Reporté en juillet")
    rig.stand()
    assert rig.claimed("claire") == set()
    assert [who for who, _ in news(rig, facts.CommitteeCancelled.kind)] == sorted(
        rig.ids[one] for one in ("lea", "sami", "ines", "paul")
    )
    assert news(rig, facts.CommitteeCard.kind) == []
    act: tuple[Callable[..., object], ...] = (changes.cancel, changes.move)
    for case in act:
        with pytest.raises(AlreadyCancelled):
            rig.use(case, "claire", made.committee.id, **({"starts": paris(LATER)} if case is changes.move else {}))
    again = rig.one(LATER)
    assert again.committee.id != made.committee.id
    with rig.database.reading() as tx:
        lines = [one.action for one in history.entries_of(tx, "appointment", made.appointment.id)]
    assert lines == ["comite.hold", "comite.confirm", "comite.cancel"]


def test_who_cannot_come_leaves_alone_and_the_coach_hears_it(rig: Committees) -> None:
    made = rig.one()
    for who in ("claire", "ali"):
        with pytest.raises(NotAllowed):
            rig.use(changes.leave, who, made.committee.id)
    left = rig.use(changes.leave, "paul", made.committee.id)
    assert (left.has_left(rig.ids["paul"]), left.has_left(rig.ids["lea"]), left.is_cancelled) == (True, False, False)
    assert [who for who, _ in news(rig, facts.CommitteeLeft.kind)] == [rig.ids["claire"]]
    with pytest.raises(AlreadyAnswered):  # a second press
        rig.use(changes.leave, "paul", made.committee.id)
    rig.use(changes.cancel, "claire", made.committee.id)
    with pytest.raises(AlreadyCancelled):
        rig.use(changes.leave, "lea", made.committee.id)


def test_a_cancelled_committee_is_not_taken_back_over_another_in_its_place(rig: Committees) -> None:
    made = rig.one()
    rig.use(changes.cancel, "claire", made.committee.id)
    batch = batch_of(rig, made)
    rig.book(rig.keep({"defi0": (LATER, "claire")}, draft="again", revision=rig.revision()))
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, "claire", batch)
    rig.stand()
    assert rig.claimed("claire") == span(LATER)


def test_a_talk_moved_alone_is_undone_alone_and_not_after_its_committee_moved(rig: Committees) -> None:
    made = rig.one()
    talk = made.talk
    assert talk is not None
    later = talk.starts + timedelta(days=1)
    rig.use(changes.move_talk, "lea", made.committee.id, starts=later)
    with rig.database.reading() as tx:
        batch = pending.last_undoable_batch(tx, rig.ids["lea"], talk.id, now=rig.now)
    assert batch is not None
    assert news(rig, facts.TalkMoved.kind) == []
    rig.use(undoing.undo_batch, "lea", batch)
    rig.stand()
    assert news(rig, facts.TalkMoved.kind) == []
    rig.use(changes.move_talk, "lea", made.committee.id, starts=later)
    rig.use(changes.move, "claire", made.committee.id, starts=paris(LATER))  # by which the talk's new date stands
    assert {who for who, _ in news(rig, facts.TalkMoved.kind)} == {
        rig.ids[one] for one in ("claire", "sami", "ines", "paul")
    }


def test_a_committee_and_its_talk_are_undone_together_or_not_at_all(rig: Committees) -> None:
    made = rig.one()
    talk = made.talk
    assert talk is not None
    rig.use(
        changes.move, "lea", made.committee.id, starts=talk.ends + timedelta(minutes=30)
    )  # so the talk moves as well
    first = batch_of(rig, made)
    rig.use(changes.move, "claire", made.committee.id, starts=talk.ends + timedelta(hours=2))
    with pytest.raises(UndoTooLate):
        rig.use(undoing.undo_batch, "lea", first)
