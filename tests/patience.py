"""How long tests wait: for a condition, and 30 seconds at most, whatever else the machine does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from bot import pictures
from bot.agenda.busy import connecting, feeds, worker
from bot.planning import committee_worker
from bot.sandbox.memory.team import Team
from handlers.kit import ack_runner, turn
from handlers.kit.ack_runner import AckRunner
from storage import database

PATIENCE = 30  # seconds
NAP = 0.02  # seconds
# `python -m bot`, as patient as the tests: a new process may take more than three seconds to answer on a busy machine.
PATIENT_BOT = (
    "import runpy; from handlers.kit.ack_runner import AckRunner; AckRunner.patience = 10; "
    "runpy.run_module('bot', run_name='__main__', alter_sys=True)"
)
BOT_WAITS = database.WAIT_SECONDS  # what a bot waits for its database: read before `be_patient` changes it


def be_patient() -> None:
    """Have the bot and every workspace of this process wait as long as the tests do.

    Slack waits three seconds for an answer, and the bot as many for Slack's to a click; a few for the calendar that
    somebody connects, nine for the search of a phase's committees, fifteen for a picture.

    A test may set less for its own workspace. `make bench` holds the bot to the three seconds, and
    `tests/storage/test_database.py` the database to its two.
    """
    Team.patience_s = PATIENCE
    AckRunner.patience = 10
    ack_runner.EVENT = PATIENCE  # else an event is acknowledged before its listener is through, and nobody waits for it
    database.WAIT_SECONDS = 10.0  # two seconds in a bot: they measured the machine, not the database
    committee_worker.SECONDS = PATIENCE  # of a search that ends by itself where the machine is free
    turn.ANSWER_SECONDS = pictures.SECONDS = PATIENCE
    worker.SECONDS = feeds.GLANCE = feeds.ACCOUNT_SECONDS = connecting.TRY_SECONDS = PATIENCE


@contextmanager
def counted() -> Iterator[Callable[[], float]]:
    """Count seconds in naps of a thread, for a limit that is part of the contract.

    A machine that holds this process up holds the naps up too, and a late nap counts as a short one.
    """
    over, naps = Event(), [0]

    def count() -> None:
        while not over.wait(NAP):
            naps[0] += 1

    thread = Thread(target=count, name="naps")
    thread.start()
    try:
        yield lambda: naps[0] * NAP
    finally:
        over.set()
        thread.join()
