"""What a form does not show it does not change: untouched forms, people who are added, people who are corrected."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.dates.hours import WeeklyHours
from bot.planning.setup import setups
from bot.planning.setup.model import ID, PromotionRef, Setup, SetupPart, Target, digest, to_text
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.sandbox.elements import state_of, with_ids
from handlers.kit.reading import read_fields
from handlers.programme.setup import views
from handlers.programme.setup.forms import read_cells, read_metadata
from storage.agenda import hours
from storage.database import Database, Transaction
from storage.programme import people, promotions
from tests.bot.planning.setup.lines import add_lines
from tests.bot.planning.setup.test_setup import NOW, coach, edit, new, opened, ready, refused
from tests.databases import everything

SKILLS = [f"expertise {number}, {'x' * 59}"[:75] for number in range(20)]
WEEK = [WeeklyHours(0, "09:00", "12:00"), WeeklyHours(1, "09:00", "10:00"), WeeklyHours(1, "10:00", "12:00")]


def person(tx: Transaction, name: str, *several: Membership, **more: Any) -> int:  # noqa: ANN401 - columns
    """Add somebody who is all of this."""
    made = people.add(tx, name=name, **more)
    for one in several:
        people.add_membership(tx, made, one)
    return made


def crowd(tx: Transaction, ref: PromotionRef) -> None:
    """Fill an open promotion with people of every kind, each field at its limit."""
    carte, relais = (one.id for one in promotions.defis_of(tx, ref.id))
    other = promotions.save_promotion(tx, "EIG 7", starts_on="2026-01-01", ends_on="2026-12-31")
    rose = person(
        tx,
        "R" * 120,
        Membership(Role.MENTOR),
        Membership(Role.COACH, ref.id),
        Membership(Role.ALUMNI),
        Membership(Role.COACH, other),
        email=f"{'r' * 240}@example.org",
        slack_id="UROSE",
    )
    people.set_expertises(tx, rose, SKILLS)
    hours.replace_weekly(tx, rose, [*WEEK, WeeklyHours(4, "09:00", "12:00", NOW.date(), None)])
    person(tx, "Sans adresse", Membership(Role.EIG, ref.id, carte, "droit"), slack_id="USANS")
    both = (Membership(Role.EIG, ref.id, relais, "design"), Membership(Role.PORTEUR, ref.id, carte))
    person(tx, "Deux rôles", *both, email="deux@example.org")
    eig_and_coach = (Membership(Role.COACH, ref.id), Membership(Role.EIG, ref.id, carte, "science-donnee"))
    person(tx, "Deux défis", *eig_and_coach, email="defis@example.org")
    person(tx, "Partout", Membership(Role.COACH), Membership(Role.SPONSOR, ref.id, relais), email="p@example.org")
    promotions.change_defi(tx, carte, closed_weekdays="025", visio=f"https://{'v' * 400}.fr", place="L" * 200)
    promotions.change_promotion(tx, ref.id, channel_coachs="C0COACHS")


def places(setup: Setup) -> list[Target]:
    """Return every form of a promotion."""
    items = [(SetupPart.DEFI, one) for one in setup.defis] + [(SetupPart.PERSON, one) for one in setup.people]
    items += [(SetupPart.HOURS, one) for one in setup.people if setup.week_text(one["email"])]
    whole = [Target(setup.ref, SetupPart.PROMOTION), Target(setup.ref, SetupPart.CHANNELS)]
    return whole + [Target(setup.ref, part, int(one[ID])) for part, one in items]


def save(tx: Transaction, actor: Actor, setup: Setup, place: Target, **typed: str) -> Setup:
    """Send a form as it is drawn, but for what is typed."""
    drawn = views.item_form(setup, place)
    carried = read_metadata(drawn["private_metadata"])
    cells = read_cells(read_fields({"values": state_of(with_ids(drawn["blocks"]))}), carried)
    return setups.save_form(tx, actor, carried, typed_cells=cells | typed, now=NOW)


def of(setup: Setup, name: str) -> Target:
    """Return the place of a person of this name."""
    return Target(setup.ref, SetupPart.PERSON, next(int(one[ID]) for one in setup.people if one["nom"] == name))


@pytest.mark.parametrize("is_open", [False, True])
def test_untouched_form_changes_nothing(database: Database, is_open: bool) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana)
        crowd(tx, ref)
        if not is_open:
            held = setups.find_setup(tx, ana, ref)
            ref = PromotionRef(False, promotions.add_setup(tx, to_text(held), now=NOW))
        setup = setups.find_setup(tx, ana, ref)
        before = everything(tx)
        for place in places(setup):
            save(tx, ana, setup, place)
            assert everything(tx) == before, place


@pytest.mark.parametrize("name", ["R" * 120, "Sans adresse", "Deux rôles", "Deux défis", "Partout"])
def test_corrected_name_changes_the_name_alone(database: Database, name: str) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana)
        crowd(tx, ref)
        setup = setups.find_setup(tx, ana, ref)
        before = everything(tx)
        save(tx, ana, setup, of(setup, name), nom="Nouveau")
        after = everything(tx)
    assert {table: len({*rows} ^ {*after[table]}) for table, rows in before.items() if rows != after[table]} == {
        "people": 2,
        "history": 2,
    }


Adds = Callable[[Transaction, Actor, PromotionRef], object]


def by_form(tx: Transaction, actor: Actor, ref: PromotionRef) -> object:
    return new(tx, actor, ref, nom="Rose", email="rose@example.org", role="coach")


def by_paste(tx: Transaction, actor: Actor, ref: PromotionRef) -> object:
    return add_lines(tx, actor, Target(ref, SetupPart.PERSON), text="rose@example.org,Rose,coach", now=NOW)


@pytest.mark.parametrize("adds", [by_form, by_paste], ids=lambda adds: adds.__name__)
@pytest.mark.parametrize("is_open", [False, True])
def test_adding_somebody_known_ends_nothing(database: Database, adds: Adds, is_open: bool) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana) if is_open else ready(tx, ana)
        other = promotions.save_promotion(tx, "EIG 7", starts_on="2026-01-01", ends_on="2026-12-31")
        held = (Membership(Role.ALUMNI, metier="design"), Membership(Role.COACH, other))
        rose = person(tx, "Rose", *held, email="rose@example.org", slack_id="UROSE")
        people.set_expertises(tx, rose, ["données"])
        adds(tx, ana, ref)
        if not is_open:
            ref = PromotionRef(True, setups.open_promotion(tx, ana, ref, now=NOW)[0].id)
        found = people.by_id(tx, rose)
        assert found is not None
        assert (found.current, found.expertises) == ((*held, Membership(Role.COACH, ref.id)), ("données",))


def test_mentors_and_specialists_are_in_the_list_of_an_open_promotion(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana)
        rose = person(tx, "Rose", Membership(Role.MENTOR), email="rose@example.org")
        person(tx, "Basile", Membership(Role.EXPERT), email="basile@example.org")
        setup = setups.find_setup(tx, ana, ref)
        assert [one["nom"] for one in setup.with_role(Role.MENTOR, Role.EXPERT)] == ["Basile", "Rose"]
        again = refused(lambda: new(tx, ana, ref, nom="Rose", email="rose@example.org", role="mentor|coach"))
        assert [*again.fields] == ["email"]
        setups.remove_item(tx, ana, Target(ref, SetupPart.PERSON, rose), now=NOW)
        found = people.by_id(tx, rose)
        assert found is not None
        assert found.current == ()


def test_coach_of_every_promotion_keeps_one_membership(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana)
        crowd(tx, ref)
        setup = setups.find_setup(tx, ana, ref)
        place = of(setup, "Partout")
        save(tx, ana, setup, place, nom="Partout Ailleurs", defi="Relais|Carte Vive")
        found = people.by_id(tx, place.item)
        assert found is not None
        assert [one.role for one in found.current].count(Role.COACH) == 1
        setup = setups.find_setup(tx, ana, ref)
        assert [*refused(lambda: save(tx, ana, setup, place, role="sponsor")).fields] == ["role"]
        assert [*refused(lambda: save(tx, ana, setup, place, email="q@example.org")).fields] == ["email"]


def test_hours_of_a_person_who_hosts_no_longer_do_not_stop_the_opening(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        line = "tom@example.org,Tom,mentor"
        tom = of(add_lines(tx, ana, Target(ref, SetupPart.PERSON), text=line, now=NOW), "Tom")
        week = Target(ref, SetupPart.HOURS, tom.item, seen={"semaine": digest("")})
        setups.save_form(tx, ana, week, typed_cells={"semaine": "mardi 9h-12h"}, now=NOW)
        edit(tx, ana, ref, part=SetupPart.PERSON, item=tom.item, typed={"role": "eig", "defi": "Relais"})
        setups.open_promotion(tx, ana, ref, now=NOW)
        found = people.by_email(tx, "tom@example.org")
        assert found is not None
        assert [one.weekly for one in hours.list_openings(tx, [found.id])] in ([], [()])


def test_roles_and_defis_change_as_they_are_ticked(database: Database) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana)
        crowd(tx, ref)
        carte, relais = (one.id for one in promotions.defis_of(tx, ref.id))
        setup = setups.find_setup(tx, ana, ref)
        save(tx, ana, setup, of(setup, "Deux rôles"), role="eig|mentor", defi="Relais", metier="droit")
        save(tx, ana, setup, of(setup, "Deux défis"), defi="Relais")
        save(tx, ana, setup, of(setup, "R" * 120), nom="Rose", role="coach")
        found = {one.name: set(one.current) for one in people.list_with_any_role(tx)}
    assert found["Deux rôles"] == {
        Membership(Role.EIG, ref.id, relais, "droit"),
        Membership(Role.MENTOR, metier="droit"),
    }
    assert {(one.role, one.defi_id) for one in found["Deux défis"]} == {(Role.COACH, None), (Role.EIG, relais)}
    assert {one.role for one in found["Rose"]} == {Role.COACH}
    assert carte != relais


@pytest.mark.parametrize("is_open", [False, True])
def test_corrected_address_keeps_the_rest(database: Database, is_open: bool) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = opened(tx, ana) if is_open else ready(tx, ana)
        setup = setups.find_setup(tx, ana, ref)
        maud = of(setup, "Maud")
        week = Target(ref, SetupPart.HOURS, maud.item, seen={"semaine": digest("")})
        setup = setups.save_form(tx, ana, week, typed_cells={"semaine": "mardi 9h-12h"}, now=NOW)
        taken = refused(lambda: save(tx, ana, setup, maud, email="lea@example.org"))
        wrong = refused(lambda: save(tx, ana, setup, maud, email="maud@"))
        assert [[*one.fields] for one in (taken, wrong)] == [["email"], ["email"]]
        after = save(tx, ana, setup, maud, email="Maud.Roy@example.org")
        assert after.week_text("maud.roy@example.org") == "mardi 9h-12h"
        if not is_open:
            setups.open_promotion(tx, ana, ref, now=NOW)
        found = people.by_email(tx, "maud.roy@example.org")
        assert found is not None
        assert (found.name, people.by_email(tx, "maud@example.org")) == ("Maud", None)
        assert [len(one.weekly) for one in hours.list_openings(tx, [found.id])] == [1]
