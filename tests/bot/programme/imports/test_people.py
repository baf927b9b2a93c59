import pytest
from sqlalchemy import select, update

from bot.programme.files.faults import Fault
from bot.programme.imports.outcome import AmendedItem, Ending, ImportFaults, ImportPart, NeedsConfirmation
from bot.programme.model import Membership, Person
from bot.programme.roles import Role
from bot.programme.service import appoint_coaches
from storage.database import Database
from storage.programme import people
from tests.bot.programme.imports.written import EIG, LATER, PROMOTION, csv, memberships_of, run

COACHES = ("claire@exemple.fr,Claire,coach,,,,,", "david@exemple.fr,David,coach,,,,,")
MENTOR = "mo@exemple.fr,Mo,mentore,,,architecture,,2"


def person(database: Database, email: str) -> Person:
    with database.reading() as reading:
        found = people.by_email(reading, email)
    assert found is not None
    return found


def test_file_ends_only_the_roles_it_contains(database: Database) -> None:
    run(database, PROMOTION, csv(*EIG, *COACHES, MENTOR))
    result = run(database, csv(*EIG, COACHES[0]), now=LATER)
    assert (result.left, result.joined) == ((ImportPart("David", Role.COACH),), ())
    assert memberships_of(database, ended=True) == [("david", "coach", "EIG 7", None)]
    assert memberships_of(database) == [
        ("claire", "coach", "EIG 7", None),
        ("ines", "eig", "EIG 7", "Relais"),
        ("lea", "eig", "EIG 7", "Écho"),
        ("mo", "mentor", None, None),
        ("sami", "eig", "EIG 7", "Écho"),
    ]


def test_ended_membership_keeps_its_row_and_who_comes_back_gets_another(database: Database) -> None:
    run(database, PROMOTION, csv(*EIG, *COACHES))
    run(database, csv(COACHES[0]), now=LATER)
    before = person(database, "david@exemple.fr")
    assert run(database, csv(*COACHES)).joined == (ImportPart("David", Role.COACH),)
    after = person(database, "david@exemple.fr")
    assert (before.id, before.roles) == (after.id, frozenset())
    assert after.memberships == (Membership(Role.COACH, 1, ended=True), Membership(Role.COACH, 1))
    with database.reading() as reading:
        rows = reading.execute(
            select(people.memberships.c.ended_at).where(people.memberships.c.person_id == after.id)
        ).scalars()
        assert sorted(rows, key=str) == [LATER, None]


def test_several_roles_and_defis_are_several_memberships(database: Database) -> None:
    run(
        database,
        PROMOTION,
        csv("a@exemple.fr,A,porteuse|sponsor|mentor,Écho|relais|ECHO,,,,", "b@exemple.fr,B,coach,Écho,,,,"),
    )
    assert memberships_of(database) == [
        ("a", "mentor", None, None),
        ("a", "porteur", "EIG 7", "Relais"),
        ("a", "porteur", "EIG 7", "Écho"),
        ("a", "sponsor", "EIG 7", "Relais"),
        ("a", "sponsor", "EIG 7", "Écho"),
        ("b", "coach", "EIG 7", "Écho"),
    ]


def test_who_changes_defi_leaves_one_and_joins_another(database: Database) -> None:
    run(database, PROMOTION, csv(*EIG))
    result = run(database, csv(*EIG[:2], EIG[2].replace("Relais", "Écho")))
    assert (result.joined, result.left) == (
        (ImportPart("Inès", Role.EIG, "Écho"),),
        (ImportPart("Inès", Role.EIG, "Relais"),),
    )


def test_mentors_experts_and_alumni_need_no_promotion_and_no_defi(database: Database) -> None:
    result = run(database, csv(MENTOR, "x@exemple.fr,X,experte,,,,,", "y@exemple.fr,Y,alumna,Écho,design,,,"))
    assert (result.promotion, result.defi_ignored) == (None, ("Y",))
    assert memberships_of(database) == [
        ("mo", "mentor", None, None),
        ("x", "expert", None, None),
        ("y", "alumni", None, None),
    ]


def test_other_promotion_keeps_its_people(database: Database) -> None:
    run(database, PROMOTION, csv(*EIG, *COACHES))
    run(database, PROMOTION.replace("EIG 7", "EIG 8"), csv(COACHES[0]), promotion="EIG 8")
    assert memberships_of(database, ended=True) == []
    assert [row for row in memberships_of(database) if row[1] == "coach"] == [
        ("claire", "coach", "EIG 7", None),
        ("claire", "coach", "EIG 8", None),
        ("david", "coach", "EIG 7", None),
    ]


def test_coaches_of_the_settings_are_never_ended(database: Database) -> None:
    with database.transaction() as tx:
        appoint_coaches(tx, ["claire@exemple.fr"])
    result = run(database, PROMOTION, csv(*COACHES))
    assert result.amended == (AmendedItem("Claire", ("name",)),)
    run(database, csv(COACHES[1]), confirmed=True)
    assert memberships_of(database) == [("claire", "coach", None, None), ("david", "coach", "EIG 7", None)]


def test_details_are_amended(database: Database) -> None:
    run(database, PROMOTION, csv(*EIG, MENTOR))
    changed = csv(
        "LEA@exemple.fr,Léa Martin,EIG,Écho,droit du numérique,,U0LEA,",
        *EIG[1:],
        "mo@exemple.fr,Mo,mentor,,,logiciel libre|droit,,3",
    )
    result = run(database, changed)
    assert result.amended == (
        AmendedItem("Léa Martin", ("name", "slack_id", "metier")),
        AmendedItem("Mo", ("expertises", "cycles_max")),
    )
    assert (result.people_added, result.joined, result.left) == ((), (), ())
    lea, mo = person(database, "lea@exemple.fr"), person(database, "mo@exemple.fr")
    assert (lea.name, lea.slack_id, lea.memberships) == ("Léa Martin", "U0LEA", (Membership(Role.EIG, 1, 1, "droit"),))
    assert mo.expertises == ("droit", "logiciel libre")
    assert run(database, changed).changes == 0


def test_empty_limit_keeps_the_one_that_a_mentor_set(database: Database) -> None:
    run(database, PROMOTION, csv(MENTOR))
    with database.transaction() as tx:
        tx.execute(update(people.memberships).values(cycles_max=0))
    again = "mo@exemple.fr,Mo,mentore,,design,architecture,,"
    assert run(database, csv(again)).amended == (AmendedItem("Mo", ("metier",)),)
    with database.reading() as reading:
        assert reading.execute(select(people.memberships.c.cycles_max)).scalars().all() == [0]
    assert run(database, csv(MENTOR)).amended == (AmendedItem("Mo", ("metier", "cycles_max")),)


def test_empty_slack_id_keeps_the_account(database: Database) -> None:
    run(database, PROMOTION, csv("lea@exemple.fr,Léa,EIG,Écho,,,U0LEA,"))
    assert run(database, csv("lea@exemple.fr,Léa,EIG,Écho,,,,")).changes == 0
    assert person(database, "lea@exemple.fr").slack_id == "U0LEA"


def test_empty_expertises_are_kept_by_a_file_that_does_not_say_all(database: Database) -> None:
    run(database, PROMOTION, csv("mo@exemple.fr,Mo,mentor|coach,,,droit,,"))
    assert run(database, csv("mo@exemple.fr,Mo,coach,,,,,")).amended == ()
    assert run(database, csv("mo@exemple.fr,Mo,mentor|coach,,,,,")).amended == (AmendedItem("Mo", ("expertises",)),)
    assert person(database, "mo@exemple.fr").expertises == ()


def test_slack_id_of_somebody_else_is_a_fault(database: Database) -> None:
    run(database, PROMOTION, csv("lea@exemple.fr,Léa,EIG,Écho,,,U0LEA,", "sami@exemple.fr,Sami,EIG,Écho,,,,"))
    with pytest.raises(ImportFaults) as caught:
        run(database, csv("lea@exemple.fr,Léa,EIG,Écho,,,,", "sami@exemple.fr,Sami,EIG,Écho,,,U0LEA,"))
    assert [file.faults for file in caught.value.files] == [
        (
            Fault(
                3,
                "slack_id",
                "«\u00a0U0LEA\u00a0» est le compte Slack de «\u00a0Léa\u00a0»\u00a0: corrigez-le, ou videz la case.",
            ),
        )
    ]


def test_two_people_may_exchange_their_slack_ids(database: Database) -> None:
    run(database, PROMOTION, csv("a@exemple.fr,A,coach,,,,U0ONE,", "b@exemple.fr,B,coach,,,,U0TWO,"))
    run(
        database,
        csv("a@exemple.fr,A,coach,,,,U0TWO,", "b@exemple.fr,B,coach,,,,U0NEW,", "c@exemple.fr,C,coach,,,,U0ONE,"),
    )
    accounts = {mailbox: person(database, f"{mailbox}@exemple.fr").slack_id for mailbox in "abc"}
    assert accounts == {"a": "U0TWO", "b": "U0NEW", "c": "U0ONE"}


def test_exactly_a_third_may_end_and_one_more_needs_confirmation(database: Database) -> None:
    many = [f"p{number}@exemple.fr,P{number},EIG,Écho,,,," for number in range(5)]
    run(database, PROMOTION, csv(*many, COACHES[0], MENTOR))
    with pytest.raises(NeedsConfirmation) as caught:
        run(database, csv(*many[:2]))
    assert caught.value.endings == (Ending("EIG 7", 3, 6, ("P2", "P3", "P4")),)
    assert len(memberships_of(database)) == 7
    assert [part.person for part in run(database, csv(*many[:3])).left] == ["P3", "P4"]
    assert [part.person for part in run(database, csv(many[0]), confirmed=True).left] == ["P1", "P2"]


def test_people_of_no_promotion_are_counted_apart(database: Database) -> None:
    many = [f"p{number}@exemple.fr,P{number},EIG,Écho,,,," for number in range(9)]
    run(database, PROMOTION, csv(*many, MENTOR, "x@exemple.fr,X,expert,,,,,"))
    with pytest.raises(NeedsConfirmation) as caught:
        run(database, csv("new@exemple.fr,New,mentor,,,,,"))
    assert caught.value.endings == (Ending(None, 1, 2, ("Mo",)),)


def test_who_has_neither_email_nor_slack_is_named(database: Database) -> None:
    run(database, PROMOTION)
    with database.transaction() as tx:
        people.add_membership(tx, people.add(tx, name="Sans Adresse"), Membership(Role.SPONSOR, 1))
        people.add(tx, name="Hors programme")
    result = run(database, csv("lea@exemple.fr,Léa,EIG,Écho,,,U0LEA,", "sami@exemple.fr,Sami,EIG,Écho,,,,"))
    assert (result.unreachable, result.to_look_up) == (("Sans Adresse",), ("Sami",))
