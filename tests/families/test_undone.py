"""What moves or cancels an appointment is undone for two minutes: all is as before, and nobody else hears of it.

Otherwise everybody concerned hears of it once. Of a bureau d'aide: `tests/bot/helpdesk`.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.agenda import pending
from bot.agenda.changes import was_undone
from bot.agenda.model import Appointment, State
from bot.errors import NotAllowed, Refusal, UndoTooLate
from bot.evaluation import changes as committees
from bot.evaluation.facts import CommitteeCard
from bot.gatherings import answers
from bot.gatherings import changes as gatherings
from bot.gatherings.groups import formation
from bot.gatherings.groups.turns import HostChoice
from bot.gatherings.kinds import CONFERENCE, MIXED
from bot.gatherings.model import Reply
from bot.notices import notices
from bot.notices.model import Action
from bot.planning import undoing
from bot.polls import changes as meetings
from bot.polls.facts import PollCard
from bot.polls.sheets import meeting_of
from handlers.kit.blocks import Message
from handlers.kit.gestures.dated import UNDO
from handlers.notices.renderers import make_messages
from storage.agenda import appointments
from storage.agenda.claims import claims
from storage.database import Database
from tests.bot.evaluation.rig import Committees
from tests.bot.gatherings.groups.test_formation import come, form
from tests.bot.gatherings.rig import EIG, Rig
from tests.bot.polls.rig import TUESDAY, YES, Polls

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass
class Thing:
    """An appointment that two people may change, `first` and `second`, and the people who come to it."""

    rig: Rig
    ids: list[int]
    move: Callable[..., object]  # who, starts
    cancel: Callable[[str], object]
    first: str
    second: str
    comes: set[str]
    kinds: tuple[str, str]

    def now(self) -> list[Appointment]:
        """Return what stands of it now."""
        with self.rig.database.reading() as tx:
            return appointments.read_all(tx, self.ids)

    def shape(self) -> list[tuple[object, ...]]:
        """Return what anybody may see of it, and all that is claimed for it."""
        with self.rig.database.reading() as tx:
            claimed = sorted(
                tuple(row) for row in tx.execute(claims.select()) if row.appointment_id in self.ids and row.length >= 0
            )
        seen = [(found.id, found.starts, found.ends, found.state, found.reason) for found in self.now()]
        return [*seen, *claimed]

    def batch(self, who: str) -> str:
        """Return the change that this person can undo."""
        mine, (first, *_) = self.rig.ids[who], self.ids
        found = self.rig.do(lambda tx: pending.last_undoable_batch(tx, mine, first, now=self.rig.now))
        assert found is not None
        return found

    def undo(self, who: str, batch: str) -> object:
        """Press « Revenir en arrière »."""
        return self.rig.use(undoing.undo_batch, who, batch)

    def heard(self) -> Counter[tuple[str, str]]:
        """Let two minutes go by and all messages leave; return who hears what, as often as they do."""
        places = {key for key in self.rig.ids if key == "promotion" or key.startswith("defi")}
        keys = {number: key for key, number in self.rig.ids.items() if key not in places}
        self.rig.now += 2 * MINUTE
        with self.rig.database.transaction() as tx:
            for batch in pending.due_batches(tx, now=self.rig.now):
                undoing.settle_batch(tx, batch, now=self.rig.now)
        messages, found = make_messages(lambda: self.rig.now, []), Counter[tuple[str, str]]()
        with self.rig.database.transaction() as tx:
            while claimed := notices.claim(tx, now=self.rig.now, machine_now=self.rig.now, limit=100):
                for notice in claimed:
                    drawn = notice.action is Action.POST and notice.person_id and messages.render(tx, notice)
                    if drawn and notice.person_id:
                        found[keys[notice.person_id], notice.kind] += 1
                    notices.close_sent(tx, notice, channel="D1", ts=f"{notice.seq}", machine_now=self.rig.now)
        return found


def a_meeting(database: Database) -> Thing:
    rig = Polls(database).open()
    sheet = rig.ask()
    for who in ("claire", "paul", "ali", "zoe"):
        rig.answer(sheet, who, YES, YES, YES)
    rig.pick(rig.now_is(sheet), TUESDAY)
    number = sheet.poll.id
    booked = rig.do(lambda tx: meeting_of(tx, number)).appointment
    return Thing(
        rig,
        [booked.id],
        lambda who, starts: rig.use(meetings.move, who, number, starts=starts),
        lambda who: rig.use(meetings.cancel, who, number),
        "lea",
        "claire",
        {"lea", "claire", "paul", "ali", "zoe"},
        ("polls.moved", "polls.cancelled"),
    )


def a_committee(database: Database) -> Thing:
    rig = Committees(database).open()
    made = rig.one()
    number, talk = made.committee.id, made.talk
    assert talk is not None
    return Thing(
        rig,
        [made.appointment.id, talk.id],
        lambda who, starts: rig.use(committees.move, who, number, starts=starts),
        lambda who: rig.use(committees.cancel, who, number),
        "claire",
        "david",
        {"claire", "lea", "sami", "ines", "paul"},
        ("evaluation.moved", "evaluation.cancelled"),
    )


def a_gathering(database: Database) -> Thing:
    rig = Rig(database).fill()
    made = rig.talk()
    for who in ("lea", "sami"):
        rig.use(answers.answer, who, made.id, reply=Reply.COMES)
    rig.stand()
    return Thing(
        rig,
        [made.appointment_id],
        lambda who, starts: rig.use(gatherings.move, who, made.id, starts=starts),
        lambda who: rig.use(gatherings.cancel, who, made.id),
        "claire",
        "david",
        {"claire", "lea", "sami", "anne"},
        ("gatherings.moved", "gatherings.cancelled"),
    )


def groups(database: Database) -> Thing:
    """Return a gathering whose groups are made: one host has two of them, one after the other."""
    rig = Rig(database).fill({"promotion": "Cpromo"})
    made = rig.make(rig.series(MIXED), (rig.now + 28 * DAY).replace(hour=14))
    rig.make(rig.series(CONFERENCE, organiser_id=rig.ids["david"]), rig.sheet(made).appointment.starts)
    come(rig, made, *EIG)
    rig.use(formation.choose_hosts, "claire", made.id, holding=HostChoice.TWO_HOURS)
    return Thing(
        rig,
        [made.appointment_id, *(one.appointment.id for one in form(rig, made))],
        lambda who, starts: rig.use(gatherings.move, who, made.id, starts=starts),
        lambda who: rig.use(gatherings.cancel, who, made.id),
        "claire",
        "david",
        {"claire", *EIG},
        ("gatherings.moved", "gatherings.cancelled"),
    )


THINGS = {"a meeting": a_meeting, "a committee": a_committee, "a gathering": a_gathering, "its groups": groups}


@pytest.fixture(params=THINGS)
def thing(request: pytest.FixtureRequest, database: Database) -> Thing:
    made = THINGS[request.param](database)
    made.rig.now += 10 * MINUTE
    made.heard()
    return made


def updated(thing: Thing, kind: str) -> dict[str, bool]:
    """Send what is due; return whose cards of this kind are drawn anew, and whether they can be undone there."""
    keys = {number: key for key, number in thing.rig.ids.items()}
    messages, found = make_messages(lambda: thing.rig.now, []), dict[str, bool]()
    with thing.rig.database.transaction() as tx:
        while claimed := notices.claim(tx, now=thing.rig.now, machine_now=thing.rig.now, limit=100):
            for notice in claimed:
                if (notice.action, notice.kind) == (Action.UPDATE, kind) and notice.person_id:
                    drawn = messages.render(tx, notice)
                    assert isinstance(drawn, Message)
                    rows = [block["elements"] for block in drawn.blocks if block["type"] == "actions"]
                    assert sum(map(len, rows)) <= 3
                    found[keys[notice.person_id]] = any(button["action_id"] == UNDO for row in rows for button in row)
                notices.close_sent(tx, notice, channel="D1", ts=f"{notice.seq}", machine_now=thing.rig.now)
    return found


@pytest.mark.parametrize(("which", "kind"), [("a meeting", PollCard.kind), ("a committee", CommitteeCard.kind)])
@pytest.mark.parametrize("verb", ["move", "cancel"])
def test_the_card_of_who_did_it_has_the_way_back_for_two_minutes(
    database: Database, which: str, kind: str, verb: str
) -> None:
    thing = THINGS[which](database)
    thing.rig.now += 10 * MINUTE
    thing.heard()
    updated(thing, kind)
    thing.move(thing.first, starts_of(thing) + DAY) if verb == "move" else thing.cancel(thing.first)
    assert updated(thing, kind) == {thing.first: True}
    thing.rig.now += 2 * MINUTE
    with thing.rig.database.transaction() as tx:
        for batch in pending.due_batches(tx, now=thing.rig.now):
            undoing.settle_batch(tx, batch, now=thing.rig.now)
    after = updated(thing, kind)
    assert (after[thing.first], {*after.values()}) == (False, {False})


def starts_of(thing: Thing) -> datetime:
    return thing.now()[0].starts


def told(people: set[str], kind: str) -> Counter[tuple[str, str]]:
    return Counter({(who, kind): 1 for who in people})


@pytest.mark.parametrize("verb", ["move", "cancel"])
def test_undone_all_is_as_before_and_nobody_hears(thing: Thing, verb: str) -> None:
    before = thing.shape()
    thing.move(thing.first, starts_of(thing) + DAY) if verb == "move" else thing.cancel(thing.first)
    assert thing.shape() != before
    batch = thing.batch(thing.first)
    with pytest.raises(NotAllowed):
        thing.undo(thing.second, batch)
    thing.rig.now += MINUTE
    thing.undo(thing.first, batch)
    assert thing.shape() == before
    assert thing.heard() == Counter()
    with pytest.raises(UndoTooLate):
        thing.undo(thing.first, batch)
    actor = thing.rig.actor(thing.first)
    assert thing.rig.do(lambda tx: was_undone(tx, actor, batch))  # which is said kindly


@pytest.mark.parametrize("verb", ["move", "cancel"])
def test_after_two_minutes_everybody_hears_once_and_it_is_too_late(thing: Thing, verb: str) -> None:
    thing.move(thing.first, starts_of(thing) + DAY) if verb == "move" else thing.cancel(thing.first)
    batch = thing.batch(thing.first)
    assert thing.heard() == told(thing.comes - {thing.first}, thing.kinds[verb == "cancel"])
    with pytest.raises(UndoTooLate):
        thing.undo(thing.first, batch)
    assert thing.heard() == Counter()


def test_a_time_that_one_of_its_groups_left_is_given_back(database: Database) -> None:
    thing = groups(database)
    thing.rig.now += 10 * MINUTE
    thing.heard()
    before = thing.shape()
    thing.move(thing.first, starts_of(thing) + 105 * MINUTE)  # the first group takes the time of the second
    assert thing.shape() != before
    thing.undo(thing.first, thing.batch(thing.first))
    assert thing.shape() == before
    assert thing.heard() == Counter()


def test_moved_again_by_another_the_first_cannot_undo_and_the_last_time_is_heard_once(thing: Thing) -> None:
    was = starts_of(thing)
    thing.move(thing.first, was + DAY)
    first = thing.batch(thing.first)
    thing.rig.now += MINUTE
    thing.move(thing.second, was + 2 * DAY)
    with pytest.raises(UndoTooLate):
        thing.undo(thing.first, first)
    assert starts_of(thing) == was + 2 * DAY
    assert thing.heard() == told(thing.comes - {thing.second}, thing.kinds[0])


def test_the_second_undone_the_first_stands_and_is_heard_once(thing: Thing) -> None:
    was = starts_of(thing)
    thing.move(thing.first, was + DAY)
    thing.rig.now += MINUTE
    thing.cancel(thing.second)
    thing.undo(thing.second, thing.batch(thing.second))
    assert starts_of(thing) == was + DAY
    assert thing.heard() == told(thing.comes - {thing.first}, thing.kinds[0])


@pytest.mark.parametrize("by", ["the same", "another"])
@pytest.mark.parametrize("verb", ["move", "cancel"])
def test_the_second_undone_when_the_first_is_over_the_first_is_heard_once(thing: Thing, verb: str, by: str) -> None:
    was, who = starts_of(thing), thing.first if by == "the same" else thing.second
    thing.move(thing.first, was + DAY)
    thing.rig.now += 1.5 * MINUTE
    thing.move(who, was + 2 * DAY) if verb == "move" else thing.cancel(who)
    batch = thing.batch(who)
    thing.rig.now += MINUTE
    thing.undo(who, batch)
    assert starts_of(thing) == was + DAY
    assert thing.heard() == told(thing.comes - {thing.first}, thing.kinds[0])


def test_within_an_hour_of_the_start_everybody_hears_at_once(thing: Thing) -> None:
    thing.rig.now = starts_of(thing) - 30 * MINUTE
    thing.heard()
    thing.cancel(thing.first)
    assert [found.state for found in thing.now()] == [State.CANCELLED] * len(thing.ids)
    mine = thing.rig.ids[thing.first]
    assert thing.rig.do(lambda tx: pending.last_undoable_batch(tx, mine, thing.ids[0], now=thing.rig.now)) is None
    thing.rig.now -= 2 * MINUTE
    assert thing.heard() == told(thing.comes - {thing.first}, thing.kinds[1])


def at_once(*gestures: Callable[[], object]) -> list[bool]:
    """Do these at one moment; return which of them were not refused."""

    def attempt(gesture: Callable[[], object]) -> bool:
        try:
            gesture()
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(len(gestures)) as both:
        return list(both.map(attempt, gestures))


def test_one_undoes_while_another_moves_again(thing: Thing) -> None:
    was = starts_of(thing)
    thing.move(thing.first, was + DAY)
    batch = thing.batch(thing.first)
    undo, move = lambda: thing.undo(thing.first, batch), lambda: thing.move(thing.second, was + 2 * DAY)
    _, moved = at_once(undo, move)
    assert moved
    assert starts_of(thing) == was + 2 * DAY
    assert thing.heard() == told(thing.comes - {thing.second}, thing.kinds[0])


def test_pressed_twice_at_one_moment_it_is_undone_once(thing: Thing) -> None:
    before = thing.shape()
    thing.cancel(thing.first)
    batch = thing.batch(thing.first)
    assert sorted(at_once(*[lambda: thing.undo(thing.first, batch)] * 2)) == [False, True]
    assert thing.shape() == before
    assert thing.heard() == Counter()


def test_undone_while_the_clock_commits_it_all_or_nothing_holds(thing: Thing) -> None:
    """Its process died; two others commit it: everybody hears once, or it is undone and nobody hears."""
    before = thing.shape()
    thing.move(thing.first, starts_of(thing) + DAY)
    batch = thing.batch(thing.first)
    late, actor = thing.rig.now + 2 * MINUTE, thing.rig.actor(thing.first)
    settle = lambda: thing.rig.do(lambda tx: undoing.settle_batch(tx, batch, now=late))  # noqa: E731
    undo = lambda: thing.rig.do(lambda tx: undoing.undo_batch(tx, actor, batch, now=late - MINUTE))  # noqa: E731
    undone, *_ = at_once(undo, settle, settle)
    assert (thing.shape() == before) == undone
    assert thing.heard() == (Counter() if undone else told(thing.comes - {thing.first}, thing.kinds[0]))
