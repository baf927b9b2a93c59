"""Killed right before and right after a commit: all of it is there, or nothing; whoever does it again changes nothing.

What is owed is a row of the same commit, so no message is lost or doubled: from there on `test_dispatch_crashes.py`.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.agenda.busy import connecting
from bot.errors import NotFound
from bot.evaluation import facts as evaluation
from bot.evaluation import planning
from bot.mentoring import coaches
from bot.outside.dav import DavAccount
from bot.planning.setup import setups as setup
from bot.planning.setup.model import PromotionRef, Setup, to_text
from bot.planning.year import confirming
from bot.planning.year import service as year
from bot.polls import facts as polls
from bot.polls import running
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.programme.versions import TypedField
from bot.records import actions
from bot.records import facts as records
from bot.records.report import service as report
from bot.rights import closing, rights
from bot.rights import facts as rights_facts
from bot.sealing import Seal
from bot.tools import Transaction
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people, promotions
from tests.bot.evaluation.rig import Committees, paris
from tests.bot.gatherings.rig import EIG, VISIO
from tests.bot.planning.year.test_service import Years
from tests.bot.polls.rig import YES, Polls
from tests.databases import BACKENDS, everything, fresh
from tests.patience import PATIENCE
from tests.processes import Forked
from tests.promotion import enter

SEAL = Seal("k" * 32, salt="base")
SERVER = "https://agenda.example.org/"
CHOSEN = connecting.CalendarChoice(
    DavAccount(SERVER, "claire", "secret"), (f"{SERVER}cal/",), None, "agenda.example.org", 0
)
TEAM = ("ines", "lea", "paul", "sami")
Ids = Mapping[str, int]


def do(tx: Transaction, case: str, about: str, *, ids: Ids, now: datetime) -> None:
    """Do it: what a coach presses, or the clock finds to do."""
    claire = Actor("", people.by_id(tx, ids["claire"]))
    if case == "plan":
        planning.book(tx, claire, about, visio_url=VISIO, now=now)
    elif case == "report":
        report.publish_report(tx, claire, int(about), now=now)
    elif case == "closing":
        closing.close_promotion(tx, claire, int(about), months=24, now=now)
    elif case == "months":
        promotion = int(about)
        seen = year.read_plan(tx, claire, promotion, now=now).plan.revision
        confirming.confirm_plan(tx, claire, promotion, seen_revision=seen, visio_url=VISIO, now=now)
    elif case == "calendars":
        connecting.save_choice(tx, claire, CHOSEN, seal=SEAL, now=now)
    elif case == "full":
        coaches.set_limit(tx, Actor("", people.by_id(tx, int(about))), limit=0, now=now)
    elif case == "action":
        lea = Actor("", people.by_id(tx, ids["lea"]))
        actions.reword(tx, lea, int(about), what="Montrer la carte", seen_corrections=0, now=now)
    elif case == "opening":
        setup.open_promotion(tx, claire, PromotionRef(False, int(about)), now=now)
    elif case == "erasure":
        with suppress(NotFound):  # a second one finds nobody
            rights.erase_actor(tx, Actor("", people.by_id(tx, int(about))), now=now)
    else:
        for one in running.list_due(tx, now=now):
            running.follow_up(tx, one, now=now)


def die(url: str, case: str, about: str, ids: Ids, now: datetime, after: bool) -> None:
    """Do it in a process that dies right before its commit, or right after."""
    database = Database(url)
    with database.transaction() as tx:
        do(tx, case, about, ids=ids, now=now)
        if not after:
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def a_plan(database: Database) -> tuple[Committees, str]:
    rig = Committees(database).open()
    return rig, rig.keep({"defi0": ("2026-06-02 09:00", "claire"), "defi1": ("2026-06-02 14:00", "claire")})


def a_report(database: Database) -> tuple[Committees, str]:
    rig, draft = a_plan(database)
    committee = rig.book(draft)[0].committee.id
    rig.now = paris("2026-06-03 09:00")
    rig.use(report.save_report_texts, "claire", committee, typed_texts={"phrase": TypedField(0, "Un pilote qui sert.")})
    return rig, str(committee)


def a_poll(database: Database) -> tuple[Polls, str]:
    rig = Polls(database).open()
    sheet = rig.ask()
    rig.answer(sheet, "paul", YES, YES, YES)
    rig.now = sheet.poll.deadline
    return rig, str(sheet.poll.id)


def a_closing(database: Database) -> tuple[Committees, str]:
    rig, _ = a_plan(database)
    return rig, str(rig.ids["promotion"])


def an_opening(database: Database) -> tuple[Committees, str]:
    rig, _ = a_plan(database)
    dates = {"name": "EIG 10", "starts_on": "2027-09-01", "ends_on": "2028-06-30"}
    defi = {"id": "1", "name": "Canopée", "administration": "Bureau des arbres"}
    coach = {"id": "1", "email": "maud@example.org", "nom": "Maud", "role": "coach"}
    with database.transaction() as tx:
        number = promotions.add_setup(tx, to_text(Setup(PromotionRef(False, 0), dates, (defi,), (coach,))), now=rig.now)
    return rig, str(number)


def an_erasure(database: Database) -> tuple[Committees, str]:
    rig, _ = a_plan(database)
    return rig, str(rig.ids["sami"])


def months(database: Database) -> tuple[Years, str]:
    rig = Years(database).begin()
    return rig, str(rig.of)


def calendars(database: Database) -> tuple[Committees, str]:
    rig, _ = a_plan(database)
    rig.use(connecting.save_account, "claire", account=CHOSEN.account, seal=SEAL)
    return rig, ""


def a_mentor(database: Database) -> tuple[Committees, str]:
    rig, _ = a_plan(database)
    with database.transaction() as tx:
        return rig, str(enter(tx, "Maya", Membership(Role.MENTOR, None)))


def an_action(database: Database) -> tuple[Committees, str]:
    rig, _ = a_plan(database)
    with database.reading() as tx:
        place = actions.place_of(tx, defi_id=rig.ids["defi0"])
    made = rig.use(
        actions.add, "lea", actions.NewAction("Montrer la cart", rig.ids["lea"], date(2026, 5, 20)), place=place
    )
    assert made
    return rig, str(made.id)


def told(rig: Committees | Polls | Years, kind: str) -> Counter[str]:
    """Give how often each person is owed this."""
    names = {number: key for key, number in rig.ids.items() if not key.startswith(("defi", "promotion"))}
    with rig.database.reading() as tx:
        found = tx.execute(select(notices).where(notices.c.kind == kind, notices.c.action == "post"))
        return Counter(names[row.person_id] for row in found)


Made = Callable[[Database], tuple[Committees | Polls | Years, str]]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("case", "make", "kind", "whom"),
    [
        ("plan", a_plan, evaluation.CommitteeCard.kind, Counter()),  # they hear once its two minutes are over
        ("report", a_report, records.ReportPublished.kind, Counter(TEAM)),
        ("poll", a_poll, polls.PollClosed.kind, Counter(["lea"])),
        ("closing", a_closing, rights_facts.PromotionClosed.kind, Counter((*EIG, "paul", "rita"))),
        ("opening", an_opening, rights_facts.PromotionClosed.kind, Counter()),
        ("erasure", an_erasure, rights_facts.PromotionClosed.kind, Counter()),
        ("months", months, rights_facts.PromotionClosed.kind, Counter()),
        ("calendars", calendars, rights_facts.PromotionClosed.kind, Counter()),
        ("full", a_mentor, rights_facts.PromotionClosed.kind, Counter()),
        ("action", an_action, rights_facts.PromotionClosed.kind, Counter()),
    ],
    ids=[
        "a committee's plan booked",
        "a report published",
        "a poll closed",
        "a promotion closed",
        "one opened",
        "somebody erased",
        "a plan of months confirmed",
        "calendars chosen",
        "« Je suis complet »",
        "an action set right",
    ],
)
def test_killed_around_a_commit_all_is_done_or_nothing(
    tmp_path: Path, backend: str, case: str, make: Made, kind: str, whom: Counter[str]
) -> None:
    url = fresh(backend, tmp_path)
    database = Database(url)
    try:
        rig, about = make(database)
        with database.reading() as tx:
            before = everything(tx)
        for after in (False, True):
            process = Forked(die, url, case, about, rig.ids, rig.now, after)
            assert process.wait(PATIENCE) == -signal.SIGKILL
            with database.reading() as tx:
                found = everything(tx)
            assert (found != before, told(rig, kind)) == (after, whom if after else Counter())
        with database.transaction() as tx:
            do(tx, case, about, ids=rig.ids, now=rig.now)  # pressed again, or found by the clock again
        with database.reading() as tx:
            assert everything(tx) == found
    finally:
        database.close()
