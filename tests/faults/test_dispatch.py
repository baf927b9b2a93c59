"""The dispatcher when all goes well: what it sends, when it wakes, how it stops."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from threading import Barrier, Event, get_ident

import pytest

from bot.metrics import REGISTRY
from bot.notices.model import Notice
from bot.tools import Reading, Transaction
from storage.database import Database
from tests.faults.dispatch_rig import Rig, rigged, running, text_of
from tests.patience import PATIENCE


class Interrupted:
    """A database after whose first reading something happens at once."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.after_a_look: Callable[[], None] | None = None

    def transaction(self) -> AbstractContextManager[Transaction]:
        return self.database.transaction()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        with self.database.reading() as reading:
            yield reading
        happening, self.after_a_look = self.after_a_look, None
        if happening:
            happening()


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        yield ready


def test_post_carries_its_id_alone_and_unfolds_no_link(rig: Rig) -> None:
    rig.owe("Ada", 1, detail="mentorat")
    assert rig.dispatcher().run_once() == 1
    call = next(call for call in rig.sandbox.calls if call.method == "chat.postMessage")
    identity = call.arguments["metadata"]["event_payload"]["id"]
    assert call.arguments == {
        "channel": rig.sandbox.person("Ada").id,
        "text": "card 1 r0",
        "blocks": call.arguments["blocks"],
        "metadata": {"event_type": "dispositifs_notice", "event_payload": {"id": identity}},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    assert len(identity) == 36
    assert rig.inbox("Ada") == ["card 1 r0"]
    assert rig.dispatcher().run_once() == 0


def test_post_goes_to_a_channel_and_into_a_thread(rig: Rig) -> None:
    channel = rig.sandbox.add_channel("coachs")
    rig.owe(None, 1, channel=channel.id)
    rig.dispatcher().run_once()
    rig.owe(None, 2, channel=channel.id, thread_ts=channel.messages[0].ts)
    rig.dispatcher().run_once()
    assert [(one.text, one.thread_ts) for one in channel.messages] == [
        ("card 1 r0", None),
        ("card 2 r0", channel.messages[0].ts),
    ]


def test_update_changes_the_card_where_it_was_posted(rig: Rig) -> None:
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.owe_updates(1, revision=2)
    rig.owe_updates(1, revision=3)
    rig.dispatcher().run_once()
    assert rig.inbox("Ada") == ["card 1 r3"]
    call = rig.sandbox.calls[-1]
    assert (call.method, sorted(call.arguments)) == ("chat.update", ["blocks", "channel", "text", "ts"])
    assert rig.calls("chat.update") == 1


def test_update_owed_while_its_card_is_being_sent_follows_it(rig: Rig) -> None:
    rig.owe("Ada", 1)
    rig.before_sending = lambda notice: rig.owe_updates(1) if notice.revision == 0 else None
    dispatcher = rig.dispatcher()
    assert [dispatcher.run_once(), dispatcher.run_once(), dispatcher.run_once()] == [1, 1, 0]
    assert rig.inbox("Ada") == ["card 1 r1"]


def test_what_is_no_longer_true_is_not_sent(rig: Rig) -> None:
    rig.owe("Ada", 1, 2)
    rig.untrue = {1}
    rig.dispatcher().run_once()
    assert rig.inbox("Ada") == ["card 2 r0"]
    assert (rig.outlook().owed_now, rig.failures()) == (0, [])


def test_person_without_account_is_looked_up_first(rig: Rig) -> None:
    rig.add_person("Cleo", account=False)
    rig.accounts[rig.person_ids["Cleo"]] = rig.sandbox.add_person("Cleo").id
    rig.owe("Cleo", 1)
    rig.dispatcher().run_once()
    assert rig.inbox("Cleo") == ["card 1 r0"]


def test_person_without_account_anywhere_is_a_failure_that_shows_and_no_fault(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    rig.add_person("Cleo", account=False)
    rig.owe("Cleo", 1)
    rig.dispatcher().run_once()
    assert [(one.kind, one.reason, one.count) for one in rig.failures()] == [("card", "no_account", 1)]
    assert {one.levelname for one in caplog.records if "no_account" in one.getMessage()} == {"INFO"}


def test_metrics_tell_what_was_sent_what_waits_and_what_slack_refused(rig: Rig) -> None:
    def value(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(f"dispositifs_{name}", labels) or 0.0

    rig.owe("Ada", 1, kind="measured")
    rig.owe("Bob", 2, kind="measured")
    rig.sandbox.faults.fail("chat.postMessage", error="http_500")
    refused = value("slack_api_errors_total", method="chat.postMessage", error="internal_error")
    dispatcher = rig.dispatcher()

    def tells_of_one_that_is_late() -> bool:
        dispatcher.wake()  # the process may hold another stage, whose dispatcher writes the same gauges
        return (value("notices_due"), value("notices_late_seconds") > 0) == (1, True)

    with running(dispatcher):
        rig.sandbox.wait_for(lambda: rig.inbox("Bob"))
        assert rig.sandbox.wait_for(tells_of_one_that_is_late)
    assert value("notices_sent_total", kind="measured") >= 1
    assert value("slack_api_errors_total", method="chat.postMessage", error="internal_error") == refused + 1


def test_wake_up_reaches_a_loop_that_sleeps(rig: Rig) -> None:
    dispatcher = rig.dispatcher()
    with running(dispatcher):
        rig.sandbox.wait_for(lambda: False, seconds=0.2)  # it found nothing and sleeps for half a minute
        rig.owe("Ada", 1)
        dispatcher.wake()
        assert rig.sandbox.wait_for(lambda: rig.inbox("Ada")) == ["card 1 r0"]


def test_wake_up_is_not_lost_on_a_loop_that_is_busy(rig: Rig) -> None:
    """It comes after the last look of a loop that is about to sleep: an APScheduler job would have dropped it."""
    database = Interrupted(rig.database)
    dispatcher = rig.dispatcher(database=database)

    def owe_and_wake() -> None:
        rig.owe("Ada", 1)
        dispatcher.wake()

    database.after_a_look = owe_and_wake
    with running(dispatcher):
        assert rig.sandbox.wait_for(lambda: rig.inbox("Ada")) == ["card 1 r0"]


def test_wake_up_while_sending_is_acted_on_next(rig: Rig) -> None:
    dispatcher = rig.dispatcher()

    def owe_another(notice: Notice) -> None:
        if notice.subject_id == 1:
            rig.owe("Bob", 2)
            dispatcher.wake()

    rig.before_sending = owe_another
    rig.owe("Ada", 1)
    with running(dispatcher):
        assert rig.sandbox.wait_for(lambda: rig.inbox("Bob")) == ["card 2 r0"]


def test_loop_wakes_by_itself_when_something_comes_due(rig: Rig) -> None:
    rig.clock.goes = True
    rig.owe("Ada", 1, due=rig.clock() + timedelta(seconds=1))
    with running(rig.dispatcher()):
        assert rig.sandbox.wait_for(lambda: rig.inbox("Ada")) == ["card 1 r0"]


def test_stop_ends_the_answer_in_hand_and_gives_the_rest_back(rig: Rig) -> None:
    dispatcher = rig.dispatcher()
    begun, go_on = Event(), Event()

    def hesitate(_notice: Notice) -> None:
        begun.set()
        go_on.wait(PATIENCE)

    rig.before_sending = hesitate
    rig.owe("Ada", 1, 2)
    rig.owe("Bob", 3)
    dispatcher.start()
    assert begun.wait(PATIENCE)
    assert dispatcher.stop(0.05) is False
    go_on.set()
    assert dispatcher.stop(PATIENCE) is True
    assert (rig.inbox("Ada"), rig.inbox("Bob")) == (["card 1 r0"], [])
    assert [(notice.subject_id, notice.attempts) for notice in rig.claim()] == [(2, 1), (3, 1)]


def test_stop_of_a_sleeping_loop_wakes_it(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.notices.dispatcher._LONGEST_SLEEP", 2 * PATIENCE)
    dispatcher = rig.dispatcher()
    dispatcher.start()
    rig.sandbox.wait_for(lambda: False, seconds=0.1)
    assert dispatcher.is_running is True
    assert dispatcher.stop(PATIENCE) is True
    assert dispatcher.is_running is False


def test_two_dispatchers_send_each_of_200_notices_once_and_in_order(rig: Rig, database_url: str) -> None:
    names = [f"Person {number}" for number in range(40)]
    for name in names:
        rig.add_person(name)
    for subject_id in range(5):
        for name in names:
            rig.owe(name, subject_id)
    together, senders = Barrier(2), set[int]()

    def wait_for_the_other(_notice: Notice) -> None:
        if get_ident() not in senders:
            senders.add(get_ident())
            together.wait(PATIENCE)

    rig.before_sending = wait_for_the_other
    other = Database(database_url)
    both = (rig.dispatcher(), rig.dispatcher(database=other))

    def all_is_sent() -> bool:
        for dispatcher in both:
            dispatcher.wake()
        return rig.outlook().idle

    with running(*both):
        assert rig.sandbox.wait_for(all_is_sent, seconds=PATIENCE)
    other.close()
    expected = [text_of("card", subject_id) for subject_id in range(5)]
    assert {name: rig.inbox(name) for name in names} == dict.fromkeys(names, expected)
    assert (rig.calls("chat.postMessage"), len(senders)) == (200, 2)
