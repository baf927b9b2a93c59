"""The files of a promotion: imported again, they change nothing, whatever stands in its columns."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from bot.catalogue.phases import PHASES
from bot.dates.hours import WeeklyHours
from bot.planning.setup.writing import promotion_files
from bot.programme.files.kind import read_file
from bot.programme.imports.outcome import ImportResult
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.model import Actor, Membership, Phase, Promotion
from bot.programme.roles import Metier, Role
from storage.agenda import hours
from storage.database import Database, Transaction
from storage.programme import people, promotions
from tests.bot.planning.setup.test_setup import NOW
from tests.databases import everything

SIGNS = "aéœ’ -«»\"\\;,=+@#<>&'()[]{}日🌱"
LETTERS = "Zoé"


def text(draw: Random, most: int) -> str:
    """Return a text that a file can hold: any sign but the bar, without spaces at its ends or twice."""
    found = LETTERS + "".join(draw.choices(SIGNS, k=draw.randint(0, most - 4)))
    return " ".join(found.split())[:most].strip()


def memberships(draw: Random, promotion: int, defis: list[int]) -> list[Membership]:
    """Return what somebody is: up to three roles, each with défis or none as the role has them."""
    found: list[Membership] = []
    for role in draw.sample(list(Role), draw.randint(1, 3)):
        metier = draw.choice([None, *(one.value for one in Metier)])
        if role in (Role.MENTOR, Role.EXPERT, Role.ALUMNI):
            found.append(Membership(role, metier=metier))
        elif role in (Role.EIG, Role.PORTEUR):
            several = draw.sample(defis, draw.randint(1, len(defis)))
            found += [Membership(role, promotion, one, metier) for one in several]
        else:
            found.append(Membership(role, promotion, draw.choice([None, *defis]), metier))
    return found


def seed(tx: Transaction, draw: Random) -> int:
    """Write a promotion with all its columns, its défis, and a dozen people of every kind."""
    dates = {"starts_on": "2026-01-12", "ends_on": "2026-11-11"}
    channels = {
        f"channel_{use}": draw.choice([None, f"C0{use.upper()}"]) for use in ("promotion", "coachs", "porteurs")
    }
    number = promotions.save_promotion(tx, text(draw, 75), **dates, **channels)
    other = promotions.save_promotion(tx, "Une autre", **dates)
    firsts = [date(2026, 1, 12), date(2026, 3, draw.randint(1, 31)), date(2026, 6, 1), date(2026, 9, 7)]
    lasts = [first - timedelta(days=draw.randint(1, 3)) for first in firsts[1:]] + [date(2026, 11, draw.randint(1, 11))]
    pairs = list(zip(firsts, lasts, strict=True))[: draw.randint(1, 4)]
    promotions.save_phases(tx, number, [Phase(at, text(draw, 75), *days) for at, days in enumerate(pairs, start=1)])
    defis = [
        promotions.save_defi(
            tx,
            number,
            f"{place} {text(draw, 60)}",
            administration=text(draw, 75),
            channel=draw.choice([None, "C0DEFI"]),
            visio=draw.choice([None, "https://visio.example.org/" + "a" * draw.randint(1, 400)]),
            place=draw.choice([None, text(draw, 200)]),
            closed_weekdays="".join(sorted(draw.sample("0123456", draw.randint(0, 4)))),
            documents_by_link=draw.choice([True, False]),
        )
        for place in range(3)
    ]
    for place in range(12):
        email = None if place == 11 else f"p{place}@example.org"
        person = people.add(tx, name=text(draw, 75), email=email, slack_id=draw.choice([None, f"U0P{place}"]))
        for one in memberships(draw, number, defis):
            limit = draw.choice([None, 1, 20]) if one.role is Role.MENTOR else None
            people.add_membership(tx, person, one, cycles_max=limit)
        people.add_membership(tx, person, draw.choice([Membership(Role.COACH), Membership(Role.SPONSOR, other)]))
        people.set_expertises(tx, person, [f"{at} {text(draw, 70)}" for at in range(draw.randint(0, 20))])
        week = [WeeklyHours(day, "08:15", "24:00") for day in draw.sample(range(7), draw.randint(0, 7))]
        hours.replace_weekly(tx, person, [*week, *_limited(draw, week)])
    return number


def _limited(draw: Random, week: list[WeeklyHours]) -> list[WeeklyHours]:
    """Return hours of the early morning with a first or a last day."""
    limits: list[dict[str, Any]] = [{"valid_from": NOW.date()}, {"valid_until": NOW.date()}]
    return [WeeklyHours(one.weekday, "06:00", "07:00", **draw.choice(limits)) for one in week[:2]]


def again(tx: Transaction, number: int) -> ImportResult:
    """Export a promotion and import its files as the command line does."""
    promotion = promotions.promotion_by_id(tx, number)
    assert promotion is not None
    return imported(tx, promotion, promotion_files(tx, promotion))


def imported(
    tx: Transaction, promotion: Promotion, files: Mapping[str, bytes], *, confirmed: bool = False
) -> ImportResult:
    """Import files as the command line does."""
    return apply_import(
        tx,
        [NamedFile(name, read_file(name, data)) for name, data in files.items()],
        promotion_name=promotion.name,
        phase_names=[one.name for one in PHASES],
        confirmed=confirmed,
        actor=Actor("U0"),
        now=NOW,
    )


@pytest.mark.parametrize("number", range(20))
def test_exported_files_change_nothing_when_they_are_imported(database: Database, number: int) -> None:
    with database.transaction() as tx:
        promotion = seed(tx, Random(number))
        before = everything(tx)
        result = again(tx, promotion)
        assert (result.changes, result.left, result.joined, result.amended) == (False, (), (), ())
        assert everything(tx) == before
