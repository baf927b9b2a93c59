"""What is asked at every moment, in a database of 1, 10 and 100 promotions that are over beside the one that runs."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from bot.agenda import agenda
from bot.agenda.model import Part, State
from bot.door import ahead
from bot.notices import notices
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.settings import ExplicitSettings
from bot.tools import Tools
from handlers.home.listeners import read_content
from handlers.home.views import home_view
from storage.agenda.appointments import appointments, participants
from storage.agenda.claims import claims
from storage.database import Database, Transaction
from storage.helpdesk.requests import requests
from storage.helpdesk.requests import sessions as helpdesk_sessions
from storage.mentoring.cycles import cycles
from storage.mentoring.cycles import sessions as mentoring_sessions
from storage.notices.ledger import notices as ledger
from storage.programme import people, promotions
from storage.programme.history import history

from .home import book_standing
from .measure import Row, at_most, clocked, in_turns
from .slots import tidy
from .world import BACKENDS, NAMES, NOW, Cast, opened, settle

PAST = (1, 10, 100)  # promotions that are over
DEFIS, EACH = 17, 24  # défis of one, and appointments of a défi: a third are séances of mentoring
COMING = 10  # appointments of the one whose Home is drawn
TIMES = 40
GOAL = 1.5


def measure() -> list[Row]:
    """Give four rows for each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend, copies=len(PAST)) as databases:
        sides: dict[str, list[Callable[[], object]]] = {}
        for number, database in zip(PAST, databases, strict=True):
            with database.transaction() as tx:
                cast = settle(tx, eig=3, hosts=6)
            book_standing(database, cast, number=COMING)
            for one in range(number):  # with ids of their own, of which PostgreSQL's sequences know nothing
                with database.transaction() as tx:
                    _write_past(tx, one, coach=cast.hosts[0])
            if not database.is_sqlite:  # which nobody tells to look at what it holds
                tidy(database)
            for name, ask in _asked(database, cast).items():
                sides.setdefault(name, []).append(ask)
        rows = []
        for name, asks in sides.items():
            few, _, many = in_turns(*map(clocked, asks), times=TIMES, warm_up=8)
            figure, peer = f"{name}, {PAST[-1]} promotions over, {NAMES[backend]}", f"{PAST[0]} promotion over"
            rows.append(at_most(figure, many, few, peer_name=peer, times=GOAL))
        return rows


def _asked(database: Database, cast: Cast) -> dict[str, Callable[[], object]]:
    settings = ExplicitSettings(slack_signing_secret="growth", database_url="sqlite://")
    tools = Tools(database, lambda: NOW, settings, lambda: None)
    return {
        "Home of an EIG": partial(_draw, database, cast.eig[0]),
        "the search for free times": partial(_search, database, cast),
        "a claim of the dispatcher": partial(_claim, database),
        "a look ahead of the clock": partial(ahead.look_ahead, tools),
    }


def _draw(database: Database, person_id: int) -> None:
    with database.reading() as reading:
        person = people.by_id(reading, person_id)
        assert person is not None
        home_view(read_content(reading, person, now=NOW), now=NOW)


def _search(database: Database, cast: Cast) -> None:
    with database.reading() as reading:
        agenda.bookable_slots(reading, cast.hosts, minutes=60, now=NOW)


def _claim(database: Database) -> None:
    with database.rehearsal() as tx:
        notices.claim(tx, now=NOW, machine_now=NOW, limit=20)


def _write_past(tx: Transaction, number: int, *, coach: int) -> None:
    """Write a promotion that is over with what its people did, all hosted by a coach who is still there."""
    over = NOW - timedelta(days=365 * (number % 8 + 1))
    starts_on, ends_on = (over - timedelta(days=300)).date(), over.date()
    dates = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    promotion = promotions.save_promotion(tx, f"EIG past {number}", **dates)
    for place in range(DEFIS):
        defi = promotions.save_defi(tx, promotion, f"Défi {place}", administration="Bureau des cartes")
        eig = people.add(tx, name=f"EIG {number} {place}", email=f"past{number}.{place}@example.org")
        people.add_membership(tx, eig, Membership(Role.EIG, promotion, defi), welcomed_at=over)
        people.end_all_memberships(tx, eig, now=over)
        _write_appointments(tx, defi, eig=eig, coach=coach)


def _write_appointments(tx: Transaction, defi: int, *, eig: int, coach: int) -> None:
    first = int(tx.execute(sa.select(sa.func.coalesce(sa.func.max(appointments.c.id), 0))).scalar_one()) + 1
    ids, of = range(first, first + EACH), {"defi_id": defi, "state": State.CONFIRMED.value}
    times = {one: NOW - timedelta(days=400, hours=2 * one) for one in ids}
    rows = [
        {"id": one, "uid": f"past {one}", "dispositif": "bureau-aide", "starts": at, "ends": at + timedelta(hours=1)}
        for one, at in times.items()
    ]
    tx.execute(sa.insert(appointments), [row | of for row in rows])
    who = ((eig, Part.BOOKER), (coach, Part.HOST))
    tx.execute(
        sa.insert(participants),
        [{"appointment_id": one, "person_id": each, "part": part.value} for one in ids for each, part in who],
    )
    quarters = {one: int(at.timestamp()) // 900 for one, at in times.items()}
    tx.execute(
        sa.insert(claims),
        [{"person_id": coach, "quarter": at, "length": 5, "appointment_id": one} for one, at in quarters.items()],
    )
    _write_around(tx, defi, [*ids], eig=eig, coach=coach)


def _write_around(tx: Transaction, defi: int, ids: list[int], *, eig: int, coach: int) -> None:
    """Write the requests and the cycle that these belong to, what was told of them, and the history."""
    met, helped = ids[: EACH // 3], ids[EACH // 3 :]
    common = {"asked_by": eig, "defi_id": defi, "need": "Relire notre plan.", "asked_at": NOW - timedelta(days=500)}
    asked = [{"id": one, "draft_id": f"past {one}", "reason": "chosen", "host_id": coach} for one in helped]
    tx.execute(sa.insert(requests), [row | common for row in asked])
    tx.execute(sa.insert(helpdesk_sessions), [{"appointment_id": one, "request_id": one} for one in helped])
    cycle = {"id": met[0], "draft_id": f"past {met[0]}", "mentor_id": coach, "domain": "Données", "suits": "any"}
    cycle |= {"choice": "chosen", "state": "done", "turned_at": NOW - timedelta(days=450)}
    cycle |= {"sessions": 4, "minutes": 90, "window_days": 30}
    tx.execute(sa.insert(cycles), [cycle | common])
    held = [{"appointment_id": one, "cycle_id": met[0], "number": at, "state": "over"} for at, one in enumerate(met)]
    tx.execute(sa.insert(mentoring_sessions), held)
    sent = {"action": "post", "kind": "helpdesk.card", "subject": "helpdesk", "revision": 0, "state": "sent"}
    sent |= {"recipient": f"person:{eig}", "person_id": eig, "due": common["asked_at"], "closed_at": common["asked_at"]}
    told = [{"id": f"past {one} {at}", "key": f"past {one} {at}", "subject_id": one} for one in ids for at in range(5)]
    tx.execute(sa.insert(ledger), [row | sent for row in told])
    line = {"at": common["asked_at"], "actor_id": eig, "action": "helpdesk.book", "thing": "appointment", "detail": ""}
    tx.execute(sa.insert(history), [line | {"thing_id": one} for one in ids])
