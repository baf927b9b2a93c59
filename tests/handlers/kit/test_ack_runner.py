"""The runner that stands in the place of Bolt's: answers at once, late, and when the listener fails."""

import logging
import time
from collections.abc import Callable
from threading import Event, current_thread

import pytest
from slack_bolt import Ack, App
from slack_bolt.listener.thread_runner import ThreadListenerRunner

from handlers.kit.ack_runner import AckRunner
from tests.handlers.kit.conftest import COMMAND, answer_of, send
from tests.patience import PATIENCE, counted


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the seconds of each sleep of this thread, in which Bolt and we wait for the listener."""
    taken: list[float] = []
    sleep, ours = time.sleep, current_thread()

    def note(seconds: float) -> None:
        if current_thread() is ours:
            taken.append(seconds)
        sleep(seconds)

    monkeypatch.setattr("slack_bolt.listener.thread_runner.time.sleep", note)
    return taken


@pytest.fixture
def observed() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def app(make_app: Callable[[], App], observed: list[tuple[str, str]]) -> App:
    app = make_app()
    AckRunner.install(app, lambda kind, outcome, _seconds: observed.append((kind, outcome)))
    return app


def keep_in(faults: list[Exception]) -> Callable[..., None]:
    def keep(error: Exception) -> None:
        faults.append(error)

    return keep


def test_bolt_keeps_its_runner_where_we_put_ours(make_app: Callable[[], App]) -> None:
    app = make_app()
    assert type(vars(app)["_listener_runner"]) is ThreadListenerRunner
    AckRunner.install(app, lambda *_: None)
    assert app.listener_runner is vars(app)["_listener_runner"]
    assert type(app.listener_runner) is AckRunner


def test_bolts_own_runner_sleeps_between_two_looks(make_app: Callable[[], App], naps: list[float]) -> None:
    app = make_app()
    go = Event()

    def wait(ack: Ack) -> None:
        go.wait(0.03)
        ack()

    app.command("/essai")(wait)
    assert (send(app, COMMAND).status, set(naps)) == (200, {0.01})


def test_our_runner_never_sleeps(app: App, naps: list[float]) -> None:
    go = Event()

    def wait(ack: Ack) -> None:
        go.wait(0.03)
        ack()

    app.command("/essai")(wait)
    assert (send(app, COMMAND).status, naps) == (200, [])


def test_answer_leaves_while_the_listener_still_works(app: App, observed: list[tuple[str, str]]) -> None:
    answered, ended = Event(), Event()

    def work(ack: Ack) -> None:
        ack("Voici.")
        answered.wait(PATIENCE)
        ended.set()

    app.command("/essai")(work)
    response = send(app, COMMAND)
    assert (response.status, answer_of(response), ended.is_set()) == (200, "Voici.", False)
    answered.set()
    assert ended.wait(PATIENCE)
    assert observed == [("command", "ok")]


def test_late_listener_has_no_answer(
    app: App, observed: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    go = Event()

    def late(ack: Ack) -> None:
        go.wait(PATIENCE)
        ack("Trop tard.")

    app.command("/essai")(late)
    listener = app._listeners[0]  # noqa: SLF001 - Bolt has no other way to a shorter wait
    listener.ack_timeout = 0  # seconds
    assert send(app, COMMAND).status == 404  # Bolt goes on to look for a listener that answers
    assert observed == [("command", "late")]
    assert [record.getMessage() for record in caplog.records if record.name.endswith("ack_runner")] == [
        "late did not ack in time; Slack shows an error or sends it again"
    ]
    go.set()


def test_fault_is_answered_500_where_nobody_answered(app: App, observed: list[tuple[str, str]]) -> None:
    faults: list[Exception] = []
    app.error(keep_in(faults))

    @app.command("/essai")
    def fail() -> None:
        raise RuntimeError("essai")

    assert send(app, COMMAND).status == 500
    assert ([str(fault) for fault in faults], observed) == (["essai"], [("command", "fault")])


def test_fault_is_answered_by_the_apology(app: App, observed: list[tuple[str, str]]) -> None:
    def apologise(ack: Ack) -> None:
        ack("Désolé.")

    app.error(apologise)

    @app.command("/essai")
    def fail() -> None:
        raise RuntimeError("essai")

    response = send(app, COMMAND)
    assert (response.status, answer_of(response), observed) == (200, "Désolé.", [("command", "ok")])


def test_fault_after_the_answer_changes_nothing_of_it(app: App, observed: list[tuple[str, str]]) -> None:
    faulty = Event()

    @app.error
    def note() -> None:
        faulty.set()

    @app.command("/essai")
    def fail(ack: Ack) -> None:
        ack("Voici.")
        raise RuntimeError("essai")

    response = send(app, COMMAND)
    assert (response.status, answer_of(response), faulty.wait(PATIENCE)) == (200, "Voici.", True)
    assert observed == [("command", "ok")]


def test_failing_apology_still_ends_the_wait(app: App, caplog: pytest.LogCaptureFixture) -> None:
    def worse() -> None:
        raise ValueError("worse")

    app.error(worse)

    @app.command("/essai")
    def fail() -> None:
        raise RuntimeError("essai")

    app._listeners[0].ack_timeout = 600  # noqa: SLF001 - as above
    with caplog.at_level(logging.CRITICAL), counted() as seconds:
        send(app, COMMAND)
        assert seconds() < PATIENCE


EVENT = {
    "type": "event_callback",
    "event_id": "Ev1",
    "team_id": "T0",
    "event": {"type": "app_mention", "user": "U0LEA", "channel": "C0", "text": "bonjour", "ts": "1.0"},
}


def test_event_is_answered_once_its_listener_is_done(app: App, observed: list[tuple[str, str]]) -> None:
    done: list[bool] = []

    @app.event("app_mention")
    def hear() -> None:
        time.sleep(0.05)
        done.append(True)

    assert (send(app, EVENT).status, done, observed) == (200, [True], [("event_callback", "ok")])


def test_event_that_takes_long_is_answered_meanwhile(app: App, observed: list[tuple[str, str]]) -> None:
    go, done = Event(), Event()

    @app.event("app_mention")
    def hear() -> None:
        go.wait(PATIENCE)
        done.set()

    listener = app._listeners[0]  # noqa: SLF001 - as above
    listener.ack_timeout = 0
    assert (send(app, EVENT).status, done.is_set()) == (200, False)
    go.set()
    assert (done.wait(PATIENCE), observed) == (True, [("event_callback", "ok")])


def test_event_whose_listener_fails_is_answered_once_it_was_told(app: App, observed: list[tuple[str, str]]) -> None:
    faults: list[Exception] = []
    app.error(keep_in(faults))

    @app.event("app_mention")
    def hear() -> None:
        raise RuntimeError("essai")

    assert (send(app, EVENT).status, len(faults), observed) == (200, 1, [("event_callback", "ok")])
