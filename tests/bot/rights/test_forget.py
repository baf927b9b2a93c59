"""In time, who is nothing in the programme any more is forgotten, and what was written in promotions long over goes."""

from datetime import UTC, date, datetime

import sqlalchemy as sa

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.polls.model import Poll, Voter
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.rights import rights
from bot.workshops.model import Workshop
from storage.agenda import appointments
from storage.database import Database, Transaction
from storage.polls import polls
from storage.programme import people, promotions
from storage.tables import metadata
from storage.workshops import workshops

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BEFORE = datetime(2024, 3, 1, 9, tzinfo=UTC)


def promotion(tx: Transaction, starts: date, ends: date) -> int:
    return promotions.save_promotion(tx, f"EIG {starts}", starts_on=starts.isoformat(), ends_on=ends.isoformat())


def gathered(tx: Transaction) -> dict[str, int]:
    """Write an old promotion and one that runs, with people of each kind; give their ids."""
    old = promotion(tx, date(2024, 1, 8), date(2024, 10, 31))
    new = promotion(tx, date(2026, 9, 1), date(2027, 6, 30))
    held = {
        "gone": [Membership(Role.EIG, old)],
        "alumni": [Membership(Role.EIG, old), Membership(Role.ALUMNI)],
        "coach": [Membership(Role.COACH, old), Membership(Role.COACH, new)],
        "mentor": [Membership(Role.MENTOR)],
        "left": [Membership(Role.MENTOR)],
        "just": [Membership(Role.MENTOR)],
        **{key: [] for key in ("guest", "asked", "expert", "late", "name")},
    }
    ids = {}
    for key, several in held.items():
        ids[key] = people.add(tx, name=key, email=f"{key}@exemple.fr")
        for one in several:
            people.add_membership(tx, ids[key], one)
    invited(tx, ids["guest"], BEFORE)
    invited(tx, ids["late"], NOW)
    polls.add(tx, Poll(0, ids["coach"], "Date", 60, (1,), NOW, NOW), [Voter(ids["asked"], True, {})])
    defi = promotions.save_defi(tx, new, "Guichet", administration="Ministère")
    workshops.add(tx, Workshop(0, defi, ids["coach"], "?", "atelier", 60, BEFORE, None, experts=(ids["expert"],)))
    people.end_all_memberships(tx, ids["left"], now=BEFORE)
    people.end_all_memberships(tx, ids["just"], now=NOW)
    return ids


def invited(tx: Transaction, person_id: int, at: datetime) -> None:
    """Write an appointment to which somebody was invited by their address alone."""
    plan = AgendaPlan("atelier", None, None, at, 60, (Participant(person_id, Part.GUEST),))
    appointments.add(tx, plan, uid=f"uid-{person_id}", state=State.CONFIRMED, now=at)


def named(database: Database) -> set[str]:
    with database.reading() as reading:
        return set(reading.execute(sa.select(people.people.c.name)).scalars())


def test_who_is_nothing_any_more_for_so_long_is_forgotten(database: Database) -> None:
    with database.transaction() as tx:
        gathered(tx)
        assert rights.erase_expired(tx, months=24, now=NOW) == 3
        assert rights.erase_expired(tx, months=24, now=NOW) == 0
    assert named(database) == {
        "Personne effacée",
        "alumni",
        "coach",
        "mentor",
        "just",
        "asked",
        "expert",
        "late",
        "name",
    }


def test_nobody_is_forgotten_without_a_term_nor_before_it(database: Database) -> None:
    with database.transaction() as tx:
        gathered(tx)
        assert rights.erase_expired(tx, months=0, now=NOW) == 0
        assert rights.erase_expired(tx, months=36, now=NOW) == 0
    assert "Personne effacée" not in named(database)


def test_what_was_written_in_a_promotion_long_over_goes_and_what_runs_stays(database: Database) -> None:
    requests = metadata.tables["coach_requests"]
    with database.transaction() as tx:
        ids = gathered(tx)
        for at in (BEFORE, NOW):
            line = {"person_id": ids["alumni"], "dispositif": "atelier", "line": "en confiance", "asked_at": at}
            tx.execute(sa.insert(requests).values(line))
        rights.erase_expired(tx, months=24, now=NOW)
        assert tx.execute(sa.select(requests.c.asked_at)).scalars().all() == [NOW]


def test_a_promotion_that_runs_beside_keeps_what_was_written_meanwhile(database: Database) -> None:
    requests = metadata.tables["coach_requests"]
    with database.transaction() as tx:
        ids = gathered(tx)
        promotion(tx, date(2024, 2, 1), date(2026, 12, 31))
        line = {"person_id": ids["alumni"], "dispositif": "atelier", "line": "en confiance", "asked_at": BEFORE}
        tx.execute(sa.insert(requests).values(line))
        rights.erase_expired(tx, months=24, now=NOW)
        assert len(tx.execute(sa.select(requests.c.asked_at)).all()) == 1
