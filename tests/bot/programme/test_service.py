"""Who is who: accounts and e-mails joined, first coaches appointed, one workspace served."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.programme.model import Account, Actor, Membership
from bot.programme.roles import Role
from bot.programme.service import (
    OtherWorkspace,
    appoint_coaches,
    claim_workspace,
    current_promotion,
    identify,
    is_part_of,
    list_coaches,
    list_without_account,
    note_account,
    recognise_account,
    running_promotions,
    workspace_id,
)
from storage.database import Database, Transaction
from storage.programme import history, people, promotions
from tests.promotion import found

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


@pytest.fixture
def tx(database: Database) -> Iterator[Transaction]:
    with database.transaction() as tx:
        yield tx


def actions(tx: Transaction, person: int) -> list[str]:
    return [entry.action for entry in history.entries_of(tx, "person", person)]


def test_an_account_joins_the_person_of_its_email(tx: Transaction) -> None:
    ana = people.add(tx, name="Ana Roche", email="ana@example.org")
    actor = recognise_account(tx, "U1", email="ANA@Example.org ", name="ana.r", now=NOW)
    assert (actor.slack_id, actor.person_id) == ("U1", ana)
    assert identify(tx, "U1") == actor
    assert actor.person is not None
    assert actor.person.name == "Ana Roche"
    assert recognise_account(tx, "U1", email=None, name="", now=NOW) == actor
    assert actions(tx, ana) == ["programme.recognise"]


@pytest.mark.parametrize("email", [None, "", "bob@example.org"])
def test_an_unknown_email_is_nobody(tx: Transaction, email: str | None) -> None:
    people.add(tx, name="Ana Roche", email="ana@example.org")
    people.add(tx, name="Sans adresse")
    assert recognise_account(tx, "U1", email=email, name="", now=NOW) == Actor("U1")


def test_a_second_account_of_one_email_takes_nothing_over(tx: Transaction) -> None:
    ana = people.add(tx, name="Ana Roche", email="ana@example.org")
    recognise_account(tx, "U1", email="ana@example.org", name="", now=NOW)
    assert recognise_account(tx, "U2", email="ana@example.org", name="", now=NOW) == Actor("U2")
    assert identify(tx, "U1").person_id == ana
    assert actions(tx, ana) == ["programme.recognise"]


def test_an_account_that_is_somebody_does_not_become_another(tx: Transaction) -> None:
    ana = people.add(tx, name="Ana Roche", slack_id="U1")
    bob = people.add(tx, name="Bob Vidal", email="bob@example.org")
    assert recognise_account(tx, "U1", email="bob@example.org", name="", now=NOW).person_id == ana
    note_account(tx, bob, Account("U1"), now=NOW)
    found = people.by_id(tx, bob)
    assert found is not None
    assert found.slack_id is None


def test_two_first_words_at_once_make_one_account(database: Database) -> None:
    with database.transaction() as tx:
        ana = people.add(tx, name="Ana Roche", email="ana@example.org")

    def speak(_: int) -> int | None:
        with database.transaction() as tx:
            return recognise_account(tx, "U1", email="ana@example.org", name="", now=NOW).person_id

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(speak, range(4))) == [ana] * 4
    with database.transaction() as tx:
        assert actions(tx, ana) == ["programme.recognise"]


def test_first_coaches_are_appointed_once(tx: Transaction) -> None:
    ana = people.add(tx, name="Ana Roche", email="ana@example.org")
    people.add_membership(tx, ana, Membership(Role.EIG, None, None))
    for _ in range(2):
        appoint_coaches(tx, ("ana@example.org", "bob@example.org"))
    found = list_coaches(tx, NOW, person=None)
    assert [(coach.name, sorted(coach.roles)) for coach in found] == [
        ("Ana Roche", [Role.COACH, Role.EIG]),
        ("bob", [Role.COACH]),
    ]
    assert [len(coach.memberships) for coach in found] == [2, 1]
    appoint_coaches(tx, ())
    assert list_coaches(tx, NOW, person=None) == found


def test_a_first_coach_gets_the_name_of_their_account(tx: Transaction) -> None:
    appoint_coaches(tx, ("bob@example.org",))
    assert [(one.name, one.email, one.is_named) for one in list_coaches(tx, NOW, person=None)] == [
        ("bob", "bob@example.org", False)
    ]
    recognise_account(tx, "U1", email="bob@example.org", name="Bob Vidal", now=NOW)
    assert [(coach.name, coach.is_named) for coach in list_coaches(tx, NOW, person=None)] == [("Bob Vidal", True)]
    appoint_coaches(tx, ("bob@example.org",))
    assert [(coach.name, coach.slack_id) for coach in list_coaches(tx, NOW, person=None)] == [("Bob Vidal", "U1")]


def test_the_coachs_are_those_of_the_promotion_that_runs(tx: Transaction) -> None:
    old = found(tx, "EIG 6", phases=(), starts_on="2025-01-12", ends_on="2025-11-11")["promotion"]
    new = found(tx)["promotion"]
    for name, promotion, ended in (("Zoé", new, False), ("Ana", old, False), ("Bob", None, False), ("Cleo", new, True)):
        person = people.add(tx, name=name)
        people.add_membership(tx, person, Membership(Role.COACH, promotion))
        if ended:
            rows = people.current_memberships(tx, promotion_id=new, roles=[Role.COACH])
            people.end_memberships(tx, [row.id for row in rows if row.person_id == person], now=NOW)
    current = current_promotion(tx, NOW, person=None)
    assert current is not None
    assert current.name == "EIG 7"
    assert [coach.name for coach in list_coaches(tx, NOW, person=None)] == ["Bob", "Zoé"]


def test_of_two_promotions_that_run_each_has_its_own_people(tx: Transaction) -> None:
    first = found(tx)["promotion"]
    second = found(tx, "EIG 8", phases=(), starts_on="2026-03-01")["promotion"]
    given = {
        "Ana": [Membership(Role.COACH, first)],
        "Bob": [Membership(Role.COACH, second)],
        "Max": [Membership(Role.COACH, first), Membership(Role.EIG, second)],
        "Noa": [Membership(Role.EIG, second)],
        "Rose": [Membership(Role.MENTOR)],
        "Zoé": [Membership(Role.COACH)],
    }
    known = {}
    for name, held in given.items():
        number = people.add(tx, name=name)
        for one in held:
            people.add_membership(tx, number, one)
        known[name] = people.by_id(tx, number)
    theirs = {name: [one.id for one in running_promotions(tx, NOW, person=one)] for name, one in known.items()}
    both = [first, second]
    assert theirs == {"Ana": [first], "Bob": [second], "Max": both, "Noa": [second], "Rose": both, "Zoé": both}
    assert [one.name for one in list_coaches(tx, NOW, person=known["Noa"])] == ["Bob", "Zoé"]
    assert [one.name for one in list_coaches(tx, NOW, person=None)] == ["Ana", "Bob", "Max", "Zoé"]
    current = {name: current_promotion(tx, NOW, person=one) for name, one in known.items()}
    expected = dict.fromkeys(given, first) | {"Bob": second, "Noa": second}
    assert {name: one.id for name, one in current.items() if one} == expected
    of = {name: [is_part_of(one, each) for each in both] for name, one in known.items() if one}
    assert of["Rose"] == [False, False]
    assert of["Zoé"] == of["Max"] == [True, True]


def test_names_are_sorted_as_a_french_reader_looks_them_up(tx: Transaction) -> None:
    here = found(tx)["promotion"]
    for name in ("Zone", "Œuvre", "Échelle", "Parcours"):
        promotions.save_defi(tx, here, name, administration="Bureau")
    for name in ("Zoé", "Éloïse", "fatima", "Œdipe", "Olga", "Ada"):
        people.add_membership(tx, people.add(tx, name=name), Membership(Role.COACH, here))
    names = [one.name for one in list_coaches(tx, NOW, person=None)]
    assert names == ["Ada", "Éloïse", "fatima", "Œdipe", "Olga", "Zoé"]
    assert [one.name for one in promotions.defis_of(tx, here)] == ["Échelle", "Œuvre", "Parcours", "Zone"]


def test_one_workspace_is_served(tx: Transaction) -> None:
    assert workspace_id(tx) is None
    claim_workspace(tx, "T1")
    claim_workspace(tx, "T1")
    assert workspace_id(tx) == "T1"
    with pytest.raises(OtherWorkspace) as refused:
        claim_workspace(tx, "T2")
    assert refused.value.facts == {"known": "T1", "given": "T2"}
    claim_workspace(tx, "T1")


def test_who_has_no_account_is_asked_about_once_a_day(tx: Transaction) -> None:
    ana, bob = (people.add(tx, name=name, email=f"{name}@example.org") for name in ("ana", "bob"))
    people.add(tx, name="Sans adresse")
    day = timedelta(days=1)
    assert list_without_account(tx, now=NOW, again=day, limit=10) == [ana, bob]
    assert list_without_account(tx, now=NOW, again=day, limit=1) == [ana]
    note_account(tx, ana, None, now=NOW)
    note_account(tx, bob, Account("U2"), now=NOW)
    assert list_without_account(tx, now=NOW + day, again=day, limit=10) == []
    assert list_without_account(tx, now=NOW + day + timedelta(seconds=1), again=day, limit=10) == [ana]
