"""Who comes to a committee follows the défi's team: a porteur who changes half-way, an EIG who leaves."""

import pytest
from sqlalchemy import func, select

from bot.agenda.model import Part as AgendaPart
from bot.evaluation import changes, facts, teams
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.sheets import describe_committee
from bot.planning.setup import setups
from bot.planning.setup.model import PromotionRef, SetupPart, Target, digest
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.notices.ledger import notices
from storage.programme import people

from .rig import Committees, paris


@pytest.fixture
def rig(database: Database) -> Committees:
    return Committees(database).open()


def leave(rig: Committees, who: str) -> None:
    """End what somebody is in the promotion."""
    with rig.database.transaction() as tx:
        rows = people.current_memberships(tx, promotion_id=rig.ids["promotion"], roles=[*Role])
        people.end_memberships(tx, [row.id for row in rows if row.person_id == rig.ids[who]], now=rig.now)


def tick(rig: Committees) -> list[int]:
    """Do what the clock does; give whom it concerned."""
    with rig.database.reading() as tx:
        found = teams.list_changed_members(tx, now=rig.now)
    for committee, person in found:
        rig.do(lambda tx, of=committee, who=person: teams.update_member(tx, of, person_id=who, now=rig.now))  # type: ignore[misc]
    return [person for _, person in found]


def guests(rig: Committees, made: CommitteeSheet) -> set[int]:
    with rig.database.reading() as tx:
        one = describe_committee(tx, made.committee.id).appointment
    return {*one.person_ids} - {*one.host_ids}


def told(rig: Committees, kind: str) -> set[int]:
    with rig.database.reading() as tx:
        return set(tx.execute(select(notices.c.person_id).where(notices.c.kind == kind)).scalars())


def test_porteur_who_takes_over_is_invited_and_the_one_before_comes_no_more(rig: Committees) -> None:
    made = rig.one()
    assert tick(rig) == []
    leave(rig, "paul")
    nora = rig.add("nora", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]))
    assert sorted(tick(rig)) == sorted([rig.ids["paul"], nora])
    assert guests(rig, made) == {rig.ids[one] for one in ("lea", "sami", "ines", "nora")}
    assert nora in told(rig, facts.CommitteeCard.kind)
    assert told(rig, facts.CommitteeLeft.kind) == {rig.ids["claire"]}
    assert tick(rig) == []


def test_porteur_changed_from_slack_moves_what_is_to_come(rig: Committees) -> None:
    made = rig.one()
    with rig.database.reading() as tx:
        defi = describe_committee(tx, made.committee.id).defi.name
    fields = ("nom", "email", "role", "defi", "metier", "expertises", "slack_id")
    place = Target(
        PromotionRef(True, rig.ids["promotion"]),
        SetupPart.PERSON,
        replaces=rig.ids["paul"],
        seen={one: digest("") for one in fields},
    )
    typed = {"nom": "Nora", "email": "nora@example.org", "role": "porteur", "defi": defi}
    rig.use(setups.save_form, "claire", place, typed_cells=typed)
    moved = tick(rig)
    with rig.database.reading() as tx:
        nora = people.by_email(tx, "nora@example.org")
    assert nora is not None
    assert sorted(moved) == sorted([rig.ids["paul"], nora.id])
    assert guests(rig, made) == {nora.id, *(rig.ids[one] for one in ("lea", "sami", "ines"))}


def test_who_said_that_they_cannot_come_is_not_invited_again(rig: Committees) -> None:
    made = rig.one()
    rig.use(changes.leave, "lea", made.committee.id)
    assert tick(rig) == []


@pytest.mark.parametrize("who", ["paul", "lea"])
def test_who_left_the_team_and_is_of_it_again_is_invited_again(rig: Committees, who: str) -> None:
    """The clock took them out: that is not their word, and their card is a new message."""
    made = rig.one()
    role = Role.PORTEUR if who == "paul" else Role.EIG
    leave(rig, who)
    assert tick(rig) == [rig.ids[who]]
    again = Membership(role, rig.ids["promotion"], rig.ids["defi0"])
    rig.do(lambda tx: people.add_membership(tx, rig.ids[who], again))
    assert tick(rig) == [rig.ids[who]]
    assert tick(rig) == []
    after = guests(rig, made)
    assert after == {rig.ids[one] for one in ("lea", "sami", "ines", "paul")}
    with rig.database.reading() as tx:
        assert describe_committee(tx, made.committee.id).both[1].part_of(rig.ids[who]) is AgendaPart.GUEST
    assert owed(rig, facts.CommitteeCard.kind, who) == 2
    assert owed(rig, facts.EmptySupport.kind, who) == 1


def test_who_joins_a_team_is_asked_for_the_support_and_nobody_is_asked_twice(rig: Committees) -> None:
    rig.one()
    before = {one: owed(rig, facts.EmptySupport.kind, one) for one in ("lea", "paul")}
    rig.add("nora", Membership(Role.PORTEUR, rig.ids["promotion"], rig.ids["defi0"]))
    tick(rig)
    assert before == {one: owed(rig, facts.EmptySupport.kind, one) for one in ("lea", "paul")} == {"lea": 1, "paul": 1}
    assert (owed(rig, facts.EmptySupport.kind, "nora"), owed(rig, facts.ReadingNotice.kind, "claire")) == (1, 1)


def owed(rig: Committees, kind: str, who: str) -> int:
    """Count the messages of a kind that somebody was owed."""
    query = select(func.count()).where(notices.c.kind == kind, notices.c.person_id == rig.ids[who])
    with rig.database.reading() as tx:
        return int(tx.execute(query).scalar_one())


def test_what_is_over_or_cancelled_is_left_as_it_was(rig: Committees) -> None:
    made, other = rig.one(), rig.one("2026-06-03 09:00", defi="defi1")
    rig.use(changes.cancel, "claire", other.committee.id)
    leave(rig, "rita")
    assert tick(rig) == []
    leave(rig, "paul")
    rig.now = paris("2026-06-16 09:00")  # the talk around the report begins
    assert tick(rig) == []
    assert rig.ids["paul"] in guests(rig, made)


def test_whole_team_that_leaves_a_promotion_that_goes_on_comes_no_more(rig: Committees) -> None:
    made = rig.one()
    rig.add("noe", Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi1"]))
    team = ("lea", "sami", "ines", "paul")
    for one in team:
        leave(rig, one)
    assert sorted(tick(rig)) == sorted(rig.ids[one] for one in team)
    assert (guests(rig, made), tick(rig)) == (set(), [])
