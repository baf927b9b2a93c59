"""Lists that are sent again: they correct what they name, what they change is said first; a preparation given up."""

import pytest

from bot.errors import NotFound
from bot.planning.setup import setups, uploads
from bot.planning.setup.lists import ListChange, ListReview
from bot.planning.setup.model import Cells, PromotionRef, Setup, SetupPart, Target, digest
from bot.planning.setup.uploads import Upload
from bot.programme.model import Actor
from storage.database import Database, Transaction
from storage.programme import people
from tests.bot.planning.setup.lines import add_lines, prepare
from tests.bot.planning.setup.test_setup import DATES, NOW, begun, coach, opened, ready

TEAM = """lea@example.org,Léa,EIG,Carte Vive,design,données|cartes
marie1@example.org,Marie Martin,EIG,Carte Vive,design
marie2@example.org,Marie Martin,porteuse,Relais
maud@example.org,Maud,coach"""
CORRECTED = """lea@example.com,Léa,EIG,Carte Vive,science de la donnée
marie1@example.org,Marie Martin,EIG,Relais,design
marie2@example.org,Marie Martin,porteuse,Relais
zoe@example.org,Zoé,EIG,Relais
maud@example.org,Maud,coach"""


def pasted(text: str, part: SetupPart = SetupPart.PERSON) -> Upload:
    return Upload("liste", text.encode(), part)


def team(tx: Transaction, actor: Actor) -> PromotionRef:
    """Set up two défis, and people of whom Maud has said her hours."""
    ref = begun(tx, actor)
    after = add_lines(tx, actor, Target(ref, SetupPart.PERSON), text=TEAM, now=NOW)
    maud = next(int(one["id"]) for one in after.people if one["nom"] == "Maud")
    week = Target(ref, SetupPart.HOURS, maud, seen={"semaine": digest("")})
    setups.save_form(tx, actor, week, typed_cells={"semaine": "mardi 9h-12h"}, now=NOW)
    return ref


def review(tx: Transaction, actor: Actor, ref: PromotionRef, given: Upload) -> ListReview | None:
    return uploads.review_upload(tx, actor, ref, given=uploads.parse_upload(given), now=NOW)


def named(setup: Setup) -> dict[str, Cells]:
    return {one["email"]: one for one in setup.people}


def test_corrected_list_says_what_it_changes_then_corrects(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = team(tx, ana)
        before = named(setups.find_setup(tx, ana, ref))
        assert review(tx, ana, ref, pasted(CORRECTED)) == ListReview(
            ("Zoé",),
            (
                ListChange(SetupPart.PERSON, "Léa", ("email", "metier")),
                ListChange(SetupPart.PERSON, "Marie Martin", ("defi",)),
            ),
            (),
        )
        prepare(tx, ana, ref, given=pasted(CORRECTED), now=NOW)
        after = named(setups.find_setup(tx, ana, ref))
        assert {**before["lea@example.org"], "email": "lea@example.com", "metier": "science-donnee"} == after[
            "lea@example.com"
        ]
        assert after["lea@example.com"]["expertises"] == "données|cartes"  # the list did not have this column
        assert len(after) == 5
        assert review(tx, ana, ref, pasted(CORRECTED)) is None  # sent twice


def test_second_half_of_a_list_only_adds(database: Database) -> None:
    first, second = TEAM.splitlines()[:1], TEAM.splitlines()[1:]
    with database.transaction() as tx:
        ana = coach(tx)
        ref = begun(tx, ana)
        for half in (first, second):
            assert review(tx, ana, ref, pasted("\n".join(half))) is None
            prepare(tx, ana, ref, given=pasted("\n".join(half)), now=NOW)
        assert len(setups.find_setup(tx, ana, ref).people) == 4


@pytest.mark.parametrize("drops", [False, True])
def test_people_whom_a_list_no_longer_names_stay_or_leave(database: Database, drops: bool) -> None:
    shorter = "\n".join(TEAM.splitlines()[:1])
    with database.transaction() as tx:
        ana = coach(tx)
        ref = team(tx, ana)
        assert review(tx, ana, ref, pasted(shorter)) == ListReview(
            (), (), ("Marie Martin",)
        )  # the EIG: the list has no other
        prepare(tx, ana, ref, given=pasted(shorter), drops=drops, now=NOW)
        after = setups.find_setup(tx, ana, ref)
        assert len(after.people) == (3 if drops else 4)
        assert after.week_text("maud@example.org") == "mardi 9h-12h"


def test_corrected_address_in_a_list_keeps_the_hours(database: Database) -> None:
    again = TEAM.replace("maud@example.org", "maud.roy@example.org")
    with database.transaction() as tx:
        ana = coach(tx)
        ref = team(tx, ana)
        prepare(tx, ana, ref, given=pasted(again), now=NOW)
        after = setups.find_setup(tx, ana, ref)
        assert (len(after.people), after.week_text("maud.roy@example.org")) == (4, "mardi 9h-12h")


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        (
            pasted("Relais, Bureau des relais et des liens", SetupPart.DEFI),
            (ListChange(SetupPart.DEFI, "Relais", ("administration",)),),
        ),
        (
            Upload("h.csv", b"email,jour,debut,fin\nmaud@example.org,lundi,09:00,12:00\n"),
            (ListChange(SetupPart.HOURS, "Maud"),),
        ),
        (
            Upload("p.toml", b'name = "EIG 8"\nstarts_on = 2026-09-01\nends_on = 2027-07-31\n'),
            (ListChange(SetupPart.PROMOTION, "EIG 8", ("ends_on",)),),
        ),
        (
            Upload("p.csv", b"email,nom,role\nmaud@example.org,Maud Roy,coach\n"),
            (ListChange(SetupPart.PERSON, "Maud", ("nom",)),),
        ),
    ],
)
def test_every_list_says_what_it_changes(database: Database, given: Upload, changes: tuple[ListChange, ...]) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = team(tx, ana)
        found = review(tx, ana, ref, given)
        assert found is not None
        assert [(one.part, one.keys) for one in found.changed] == [(one.part, one.keys) for one in changes]
        prepare(tx, ana, ref, given=given, now=NOW)
        assert review(tx, ana, ref, given) is None


def test_list_pasted_in_an_open_promotion_corrects_what_it_says_alone(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana)
        lea = people.by_email(tx, "lea@example.org")
        assert lea is not None
        people.set_expertises(tx, lea.id, ["données"])
        again = pasted("lea@example.org,Léa Roy,EIG,Carte Vive,design\nmaud@example.org,Maud,coach")
        found = review(tx, ana, ref, again)
        assert found is not None
        assert [one.keys for one in found.changed] == [("nom",)]
        prepare(tx, ana, ref, given=again, now=NOW)
        after = people.by_id(tx, lea.id)
        assert after is not None
        assert (after.name, after.memberships, after.expertises) == ("Léa Roy", lea.memberships, ("données",))


def test_abandoned_preparation_leaves_nothing_and_its_number_stays_taken(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        assert setups.abandon_setup(tx, ana, ref, now=NOW) == "EIG 8"
        assert setups.list_promotions(tx, ana, now=NOW)[0] == []
        with pytest.raises(NotFound):
            setups.find_setup(tx, ana, ref)
        again = setups.start_setup(tx, ana, "another gesture", typed_cells=DATES, now=NOW)
        assert again.ref != ref
        running = opened_again(tx, ana, again.ref)
        with pytest.raises(NotFound):
            setups.abandon_setup(tx, ana, running, now=NOW)


def opened_again(tx: Transaction, actor: Actor, ref: PromotionRef) -> PromotionRef:
    add_lines(tx, actor, Target(ref, SetupPart.DEFI), text="Carte Vive, Bureau", now=NOW)
    add_lines(tx, actor, Target(ref, SetupPart.PERSON), text="maud@example.org,Maud,coach", now=NOW)
    return PromotionRef(True, setups.open_promotion(tx, actor, ref, now=NOW)[0].id)
