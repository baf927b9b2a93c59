"""Calendar files while appointments change: in the thread each is there once, and the newest is among them."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.agenda.calendars import calendars
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant, Reply, State
from bot.notices import notices
from bot.notices.model import Action, Notice
from bot.programme.model import Actor
from handlers.agenda import news
from handlers.kit.told import Upload
from handlers.notices.renderers import find_fact_renderers, make_renderers
from storage.agenda import appointments
from storage.database import Database
from storage.programme import people
from tests.faults.dispatch_rig import Killed, Rig, a_file, die, rigged

NINE = datetime(2026, 5, 12, 7, 0, tzinfo=UTC)
STEPS = ("files.getUploadURLExternal", "files.completeUploadExternal")


class Calendar:
    """Ada's appointments, each with a card about it in her conversation, and their files as the bot draws them."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.draw = make_renderers(find_fact_renderers(news), rig.clock)
        rig.before_sending = self.show

    def show(self, notice: Notice) -> None:
        """Draw an appointment's file as the product does, and leave the rest to the rig."""
        if notice.action is Action.FILE:
            with self.rig.database.reading() as reading:
                drawn = self.draw[notice.kind](reading, notice)
            assert isinstance(drawn, Upload)
            self.rig.drawn = drawn
        else:
            self.rig.drawn = None

    def book(self, *uids: str) -> list[int]:
        """Write appointments down, and post a card about each."""
        ada = self.rig.person_ids["Ada"]
        plan = AgendaPlan("bureau-aide", None, None, NINE, 60, (Participant(ada, Part.BOOKER),))
        with self.rig.database.transaction() as tx:
            ids = [appointments.add(tx, plan, uid=uid, state=State.CONFIRMED, now=NINE) for uid in uids]
        self.rig.owe("Ada", *ids, kind="helpdesk.card")
        while self.rig.dispatcher().run_once():
            pass
        return ids

    def take(self, number: int) -> None:
        """« Ajouter à mon agenda »."""
        with self.rig.database.transaction() as tx:
            actor = Actor("UADA", people.by_id(tx, self.rig.person_ids["Ada"]))
            assert (
                calendars.owe_calendar_files(
                    tx, actor, [self.read(number)], card=("thing", number), now=self.rig.clock()
                )
                == 1
            )

    def change(self, number: int) -> None:
        """Give it another time, of which nobody is told yet."""
        with self.rig.database.transaction() as tx:
            starts = self.read(number).starts + timedelta(hours=1)
            appointments.change(tx, number, now=NINE, starts=starts, ends=starts + timedelta(hours=1))

    def tell(self, number: int) -> None:
        """Owe who took the entry the file of what it has become."""
        with self.rig.database.transaction() as tx:
            calendars.owe_changed_files(tx, [self.read(number)], card=("thing", number), now=self.rig.clock())

    def answer(self, number: int, *, comes: bool) -> None:
        """Let Ada leave, and her entry be taken out, or come again and take it: the revision stays."""
        ada = self.rig.person_ids["Ada"]
        with self.rig.database.transaction() as tx:
            appointments.set_participant(tx, number, ada, reply=Reply.COMES if comes else Reply.LEFT)
        if comes:
            self.take(number)
        else:
            with self.rig.database.transaction() as tx:
                calendars.owe_removal(tx, self.read(number), ada, card=("thing", number), now=self.rig.clock())

    def read(self, number: int) -> Appointment:
        with self.rig.database.reading() as reading:
            found = appointments.read(reading, number)
        assert found is not None
        return found

    def names(self) -> list[str]:
        return [name for name, _ in self.rig.files("Ada")]

    def methods(self) -> list[str]:
        """Give what each file asks of a calendar."""
        return [data.decode().partition("METHOD:")[2].split()[0] for _, data in self.rig.files("Ada")]


@pytest.fixture
def calendar(database: Database) -> Iterator[Calendar]:
    with rigged(database) as rig:
        yield Calendar(rig)


def refuse(rig: Rig) -> None:
    rig.sandbox.faults.fail("files.getUploadURLExternal", error="ratelimited", retry_after=5)
    rig.dispatcher().run_once()


def test_file_that_waits_gives_way_to_the_one_of_what_changed(calendar: Calendar) -> None:
    """It was the whole fault: the older was drawn from what is true, so that the newer came twice."""
    (one,) = calendar.book("a")
    calendar.take(one)
    refuse(calendar.rig)
    calendar.change(one)
    calendar.tell(one)
    calendar.rig.let_pass(10, calendar.rig.dispatcher())
    assert (calendar.names(), calendar.rig.outlook().owed_now) == (["rdv-a-1.ics"], 0)


@pytest.mark.parametrize("changes", [1, 2])
def test_file_that_showed_the_change_before_it_was_told_comes_once(calendar: Calendar, changes: int) -> None:
    """Within the two minutes of « Revenir en arrière » the appointment has changed and nothing is owed yet."""
    (one,) = calendar.book("a")
    calendar.take(one)
    refuse(calendar.rig)
    for _ in range(changes):
        calendar.change(one)
    calendar.rig.let_pass(10, calendar.rig.dispatcher())
    assert calendar.names() == [f"rdv-a-{changes}.ics"]
    calendar.tell(one)
    calendar.rig.let_pass(3, calendar.rig.dispatcher())
    assert (calendar.names(), calendar.rig.outlook().owed_now) == ([f"rdv-a-{changes}.ics"], 0)
    calendar.change(one)
    calendar.tell(one)
    calendar.rig.let_pass(3, calendar.rig.dispatcher())
    assert calendar.names()[1:] == [f"rdv-a-{changes + 1}.ics"]


def test_file_that_a_newer_one_replaced_after_it_was_claimed_is_not_drawn(calendar: Calendar) -> None:
    first, second = calendar.book("a", "b")
    calendar.take(first)
    calendar.take(second)

    def move_the_second() -> None:
        if calendar.read(second).revision == 0:
            calendar.change(second)
            calendar.tell(second)

    dispatcher = calendar.rig.dispatcher(before={"files.getUploadURLExternal": move_the_second})
    calendar.rig.let_pass(3, dispatcher)
    assert (calendar.names(), calendar.rig.outlook().owed_now) == (["rdv-a-0.ics", "rdv-b-1.ics"], 0)


def test_killed_at_any_step_and_changed_at_any_moment_each_file_is_there_once(calendar: Calendar) -> None:
    """The process dies before or after a call; the change is known, or told, before it died or since; or Slack is late.

    The last call names what it tried: so it is found again, whatever the appointment has become since.
    """
    rig = calendar.rig
    cases = list(product(STEPS, ("before", "after", "late"), ("never", "before", "known", "since")))
    numbers = calendar.book(*(f"{at:02}" for at in range(len(cases))))
    for number, (method, how, when) in zip(numbers, cases, strict=True):
        calendar.take(number)
        if when in ("before", "known"):
            calendar.change(number)
        if when == "before":
            calendar.tell(number)
        if how == "late":
            rig.late.seconds[method] = [45]
            rig.dispatcher().run_once()
        else:
            with pytest.raises(Killed):
                rig.dispatcher(**{how: {method: die}}).run_once()  # type: ignore[arg-type]
        if when == "since":
            calendar.change(number)
        if when in ("known", "since"):
            calendar.tell(number)
        rig.let_pass(120, rig.dispatcher(), step=20)
        assert rig.outlook().owed_now == 0, (method, how, when)
    there = Counter(calendar.names())
    twice = {name: cases[int(name.split("-")[1])] for name, number in there.items() if number > 1}
    wanted = {f"rdv-{at:02}-{int(when != 'never')}.ics" for at, (_, _, when) in enumerate(cases)}
    assert (twice, wanted - there.keys(), rig.failed) == ({}, set(), [])


@pytest.mark.parametrize("error", ["reset_before", "reset_after"])
def test_file_of_who_left_is_not_taken_for_the_one_that_they_had(calendar: Calendar, error: str) -> None:
    """All are of one revision, minutes apart, in one thread; what is in doubt is found, or sent, by its own name."""
    rig = calendar.rig
    (one,) = calendar.book("a")
    calendar.take(one)
    rig.let_pass(2, rig.dispatcher())
    for comes in (False, True, False):
        rig.sandbox.faults.fail("files.completeUploadExternal", error=error)
        calendar.answer(one, comes=comes)
        rig.let_pass(120, rig.dispatcher(), step=20)
    assert calendar.methods() == ["REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert (len(set(calendar.names())), calendar.names()[0], rig.outlook().owed_now) == (4, "rdv-a-0.ics", 0)


def test_files_that_waited_while_somebody_left_and_came_again_are_one(calendar: Calendar) -> None:
    (one,) = calendar.book("a")
    calendar.take(one)
    refuse(calendar.rig)
    calendar.answer(one, comes=False)
    calendar.answer(one, comes=True)
    calendar.rig.let_pass(10, calendar.rig.dispatcher())
    assert (calendar.methods(), calendar.rig.outlook().owed_now) == (["REQUEST"], 0)


def test_files_of_several_in_one_thread_do_not_replace_one_another(calendar: Calendar) -> None:
    """A request has one card for all its séances."""
    rig = calendar.rig
    first, second = calendar.book("a", "b")
    with rig.database.transaction() as tx:
        actor = Actor("UADA", people.by_id(tx, rig.person_ids["Ada"]))
        both = [calendar.read(first), calendar.read(second)]
        assert calendars.owe_calendar_files(tx, actor, both, card=("thing", first), now=rig.clock()) == 2
    refuse(rig)
    rig.let_pass(10, rig.dispatcher())
    assert (sorted(calendar.names()), rig.outlook().owed_now) == (["rdv-a-0.ics", "rdv-b-0.ics"], 0)


@pytest.mark.parametrize("method", STEPS)
@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("moved", [None, 0, 1])
def test_files_of_several_come_in_one_reply_whatever_dies_or_changes(
    calendar: Calendar, method: str, how: str, moved: int | None
) -> None:
    """Taken together they come together, each once; whose time changed meanwhile comes by itself, as it is now."""
    rig = calendar.rig
    numbers = calendar.book("a", "b", "c")
    with rig.database.transaction() as tx:
        actor = Actor("UADA", people.by_id(tx, rig.person_ids["Ada"]))
        for _ in range(2):  # pressed twice
            all_three = [calendar.read(one) for one in numbers]
            assert calendars.owe_calendar_files(tx, actor, all_three, card=("thing", numbers[0]), now=rig.clock()) == 3
    with pytest.raises(Killed):
        rig.dispatcher(**{how: {method: die}}).run_once()  # type: ignore[arg-type]
    shared = (method, how) == (STEPS[-1], "after")
    if moved is not None:
        calendar.change(numbers[moved])
        with rig.database.transaction() as tx:
            changed = [calendar.read(numbers[moved])]
            calendars.owe_changed_files(tx, changed, card=("thing", numbers[0]), now=rig.clock())
    rig.let_pass(120, rig.dispatcher(), step=20)
    names = [f"rdv-{uid}-{int(at == moved and not shared)}.ics" for at, uid in enumerate("abc")]
    later = [f"rdv-{'abc'[moved]}-1.ics"] if moved is not None and shared else []
    assert (Counter(calendar.names()), rig.outlook().owed_now) == (Counter([*names, *later]), 0)
    assert rig.calls("files.completeUploadExternal") == 1 + (moved is not None)


def test_file_in_doubt_of_the_version_before_is_looked_up_by_the_name_it_is_drawn_with(calendar: Calendar) -> None:
    """Nobody noted what it was tried with."""
    rig = calendar.rig
    (one,) = calendar.book("a")
    calendar.take(one)
    rig.sandbox.faults.fail("files.completeUploadExternal", error="reset_after")
    rig.dispatcher().run_once()
    with rig.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE notices SET file_name = NULL, looks = 0")
    rig.let_pass(10, rig.dispatcher())
    assert (calendar.names(), rig.calls("files.completeUploadExternal")) == (["rdv-a-0.ics"], 1)
    assert rig.outlook().owed_now == 0


def test_document_that_was_replaced_while_it_waited_comes_once(calendar: Calendar) -> None:
    """A copy is drawn from the document that a request has now: the older of two rows would bring the newer one too."""
    rig = calendar.rig
    rig.before_sending = lambda _notice: None
    rig.owe("Ada", 7)
    rig.dispatcher().run_once()
    rig.uploads[7] = a_file(7, data=b"the first")
    rig.owe_file("Ada", 7)
    refuse(rig)
    rig.uploads[7] = Upload("besoin-7-1.pdf", "Besoin", "le besoin", data=b"the second")
    rig.owe_file("Ada", 7, revision=1)
    rig.let_pass(10, rig.dispatcher())
    assert rig.files("Ada") == [("besoin-7-1.pdf", b"the second")]


def test_files_about_different_people_for_one_host_do_not_replace_one_another(calendar: Calendar) -> None:
    """What a host sends on to each whom no mail reaches is of one kind and one appointment."""
    rig = calendar.rig
    rig.before_sending = lambda _notice: None
    rig.owe("Ada", 7)
    rig.dispatcher().run_once()
    with rig.database.transaction() as tx:
        for person in ("12", "13"):
            owed = rig.a_file_owed("Ada", 7, period=person)
            assert notices.owe_file(tx, owed, card_subject=("thing", 7), replaces=False)
    assert [notice.subject_id for notice in rig.claim()] == [7, 7]
