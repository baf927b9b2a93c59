"""Each gesture, SIGKILL at each named step of it, one process or two: nothing of it happened or all of it, told once.

Whoever pressed does it again, as people do whose answer never came: that changes nothing, or does it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from bot.clock import machine_now
from bot.demo.stage import Stage
from bot.gatherings.kinds import CONFERENCE
from storage.audit import find_violations
from storage.database import Database
from tests.databases import BACKENDS, everything, fresh
from tests.faults.killing import Troupe, When
from tests.journeys.gatherings import gather_channels
from tests.journeys.mentors import CONFIRM, card, gather_mentors
from tests.journeys.promotion import CAST, NINE, NOW, STANDS, Promotion, plain, seed
from tests.journeys.test_committees import opens_form, reads
from tests.journeys.test_helpdesk_changes import MOVE, choose, open_form
from tests.journeys.test_plan_of_months import PLAN, months_to_come, opened
from tests.patience import PATIENCE
from tests.soak.received import compare

Press = Callable[[], object]


def a_booking(promotion: Promotion) -> Press:
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    return promotion.lea.submit


def a_move(promotion: Promotion) -> Press:
    promotion.book(promotion.lea)
    open_form(promotion, promotion.lea, MOVE)
    choose(promotion.lea, "Séance du", "mercredi 6 mai à 9 h")
    return promotion.lea.submit


def a_confirmation(promotion: Promotion) -> Press:
    mentoring = gather_mentors(promotion)
    mentoring.ask(promotion.lea)
    maya = mentoring.maya
    asked = maya.inbox()[0]
    return lambda: maya.click(next(one for one in asked.buttons if plain(one) == CONFIRM), message=asked)


def a_wish(promotion: Promotion) -> Press:
    """Another time for a séance of a cycle that runs: the mentor is asked, both times are held."""
    mentoring, lea = gather_mentors(promotion), promotion.lea
    mentoring.run(lea)
    mentoring.opens(lea, MOVE, title=MOVE, message=card(lea))
    mentoring.pick(lea, "Nouveau créneau", "mercredi 13 mai à 16 h")
    return lea.submit


def an_answer(promotion: Promotion) -> Press:
    gatherings = gather_channels(promotion)
    promotion.lea.command("/dispositifs agenda")  # her account is known: to recognise it is no part of the gesture
    announced = gatherings.announced(gatherings.make(gatherings.series(CONFERENCE), title="Publier ses données"))
    come = next(one for one in announced.buttons if plain(one) == "Je viens")
    return lambda: promotion.lea.click(come, message=announced)


def a_plan_of_months(promotion: Promotion) -> Press:
    gatherings = months_to_come(promotion)
    gatherings.claire.command("/dispositifs programme")
    gatherings.claire.click(PLAN)
    opened(gatherings, PLAN)
    return gatherings.claire.submit


def a_committee(promotion: Promotion) -> Press:
    gatherings = gather_channels(promotion)
    claire = gatherings.claire
    opens_form(gatherings)
    claire.choose("defis", "Carte Vive")
    assert gatherings.send(claire) == []
    reads(gatherings, claire, "1 comité sur 1 a une date.")
    return claire.submit


@dataclass(frozen=True, slots=True)
class Gesture:
    """What is pressed once `ready` has brought all to its last step; `writes`: a statement of its transaction.

    In the end: how many rows of TABLES there are, and how many messages of it people have had, all together.
    """

    ready: Callable[[Promotion], Press]
    writes: str
    rows: tuple[int, ...]
    told: int


TABLES = ("appointments", "participants", "claims", "changes")
GESTURES = {
    "booking": Gesture(a_booking, "INSERT INTO appointments", (1, 3, 5, 0), 3),
    "moving": Gesture(a_move, "INSERT INTO changes", (1, 3, 5, 0), 2),
    "confirming": Gesture(a_confirmation, "UPDATE mentoring_", (4, 8, 28, 0), 0),
    "wishing": Gesture(a_wish, "UPDATE mentoring_sessions", (4, 8, 35, 0), 1),
    "« Je viens »": Gesture(an_answer, "(INSERT INTO|UPDATE) participants", (1, 3, 7, 0), 0),
    "months": Gesture(a_plan_of_months, "INSERT INTO gathering_series", (6, 6, 318, 0), 0),
    "committee": Gesture(a_committee, "INSERT INTO appointments", (2, 10, 13, 0), 5),
}
OF_GESTURE = {
    "amid its writing": When.AMID,
    "before its commit": When.BEFORE,
    "after its commit": When.AFTER,
}
STANDS_BY, CLAIMED, NOTED = "DELETE FROM changes", "UPDATE notices SET state='leased'", "UPDATE notices SET .*sent_ts="
OF_NEWS = {  # once two minutes are over, people are told
    "before it stands": (When.BEFORE, STANDS_BY),
    "after it stands": (When.AFTER, STANDS_BY),
    "claimed": (When.AFTER, CLAIMED),
    "sending": (When.SENDING, "POST /api/chat.postMessage"),
    "sent, not noted": (When.BEFORE, NOTED),
    "noted": (When.AFTER, NOTED),
    "before the two minutes are over": None,
}
TOLD = ("booking", "moving", "committee")
OF_QUESTION = [step for step in OF_NEWS if "stands" not in step]  # a wish is no row of `changes`
PLACES = (("sqlite", 1), ("postgresql", 1), ("postgresql", 2))
OFTEN = {("committee", "after its commit", "postgresql", 2), ("moving", "sent, not noted", "sqlite", 1)}
OFTEN |= {("wishing", "after its commit", "sqlite", 1)}
KEPT_BY_THE_CLOCK = {"receipts", "homes"}  # each process writes there by itself


def gathered(stage: Stage, database: Database) -> Promotion:
    """Gather the promotion on a stage that has just been raised."""
    slack = stage.slack
    cast = {key: slack.add_person(name, email=f"{key}@example.org") for key, name in CAST.items()}
    general = slack.add_channel("general", members=list(cast.values()))
    coachs = slack.add_channel("coachs", members=[cast["claire"], cast["david"]], private=True)
    with database.transaction() as tx:
        ids = seed(tx, coachs.id)
    return Promotion(stage, database, general=general, coachs=coachs, ids=ids, **cast)


@contextmanager
def raised(backend: str, folder: Path, replicas: int) -> Iterator[tuple[Troupe, Promotion]]:
    """Raise a stage; in the end no rule of the database is broken, and each message owed was received once."""
    url = fresh(backend, folder)
    database = Database(url)
    try:
        stage = Troupe(folder, now=NOW, url=url, replicas=replicas)
        with stage:
            yield stage, gathered(stage, database)
            with database.reading() as reading:
                found = find_violations(reading, now=stage.clock(), machine_now=machine_now()) | compare(
                    reading, stage.slack
                )
            assert {name: broken for name, broken in found.items() if broken} == {}
    finally:
        database.close()


def table(names: Iterable[str], steps: Iterable[str]) -> list[ParameterSet]:
    """Give each gesture at each step in each place; all but OFTEN are rare."""
    cells = product(names, steps, PLACES)
    every = [(name, step, *place) for name, step, place in cells]
    return [pytest.param(*one, marks=() if one in OFTEN else pytest.mark.rare) for one in every]


def told(promotion: Promotion) -> int:
    """Give how many messages people have, all together."""
    return sum(len(who.inbox()) for who in promotion.stage.slack.people)


def held(promotion: Promotion) -> dict[str, list[str]]:
    """Give all that the database holds of what people do."""
    with promotion.database.reading() as tx:
        return {name: rows for name, rows in everything(tx).items() if name not in KEPT_BY_THE_CLOCK}


def check_end(promotion: Promotion, gesture: Gesture, before: int) -> None:
    """See that all of it happened, and that people were told once."""
    promotion.stand()
    rows = tuple(promotion.count(table) for table in TABLES)
    assert (rows, told(promotion) - before) == (gesture.rows, gesture.told)


@pytest.mark.parametrize(("name", "step", "backend", "replicas"), table(GESTURES, OF_GESTURE))
def test_a_gesture_killed_is_done_wholly_or_not_at_all(
    tmp_path: Path, name: str, step: str, backend: str, replicas: int
) -> None:
    gesture, when = GESTURES[name], OF_GESTURE[step]
    with raised(backend, tmp_path, replicas) as (stage, promotion):
        press = gesture.ready(promotion)
        had, before = told(promotion), held(promotion)
        stage.set_trap(when, gesture.writes)
        press()
        assert stage.has_died()
        assert (held(promotion) != before) == (when is When.AFTER)
        stage.go_on()
        press()
        check_end(promotion, gesture, had)


@pytest.mark.parametrize(
    ("name", "step", "backend", "replicas"), [*table(TOLD, OF_NEWS), *table(["wishing"], OF_QUESTION)]
)
def test_news_killed_reach_each_person_once(tmp_path: Path, name: str, step: str, backend: str, replicas: int) -> None:
    gesture, trap = GESTURES[name], OF_NEWS[step]
    with raised(backend, tmp_path, replicas) as (stage, promotion):
        press = gesture.ready(promotion)
        had = told(promotion)
        press()
        stage.settle()
        if trap is None:
            stage.kill()
        else:
            stage.set_trap(*trap)
            stage.set_clock(stage.clock() + STANDS)
        assert stage.has_died()
        stage.go_on()
        check_end(promotion, gesture, had)


@pytest.mark.parametrize(
    ("when", "backend"),
    [
        pytest.param(*one, marks=() if one == (When.BEFORE, "sqlite") else pytest.mark.rare)
        for one in product((When.AMID, When.BEFORE, When.AFTER), BACKENDS)
    ],
)
def test_what_was_said_when_it_is_killed_is_answered_once(tmp_path: Path, when: When, backend: str) -> None:
    """Slack says again what nobody has acknowledged: so it is acknowledged once its answer is owed, not as it comes."""
    with raised(backend, tmp_path, 1) as (stage, promotion):
        promotion.lea.command("/dispositifs agenda")  # her account is known
        stage.set_trap(when, "INSERT INTO notices")
        promotion.lea.message("comité")
        assert stage.has_died()
        stage.go_on()
        assert stage.slack.wait_for(promotion.lea.inbox, seconds=PATIENCE)
        stage.settle()
        assert len(promotion.lea.inbox()) == 1
