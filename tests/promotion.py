"""The promotion that all tests use: its phases, and the one place that writes a promotion and who is of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import update

from bot.dates.hours import WeeklyHours
from bot.dates.paris import PARIS
from bot.programme.model import Membership, Phase
from storage.agenda import hours
from storage.database import Transaction
from storage.programme import people, promotions

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday; 8 and 14 May are holidays
PHASES = (
    Phase(1, "Valider l’hypothèse", date(2026, 1, 12), date(2026, 3, 11)),
    Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11)),
    Phase(3, "Prouver la valeur", date(2026, 6, 12), date(2026, 9, 11)),
    Phase(4, "Amplifier l’impact", date(2026, 9, 12), date(2026, 11, 11)),
)
MORNINGS = tuple(WeeklyHours(day, "09:00", "12:30", None, None) for day in range(5))
CARTE = {"name": "Carte Vive", "administration": "Bureau des cartes"}
RELAIS = {"name": "Relais", "administration": "Bureau des relais"}


def found(
    tx: Transaction,
    name: str = "EIG 7",
    *,
    phases: Sequence[Phase] = PHASES,
    defis: Mapping[str, Mapping[str, str]] | None = None,
    **columns: str | None,
) -> dict[str, int]:
    """Write a promotion and its défis, by key; give the ids, its own as « promotion ». Without dates it is of 2026."""
    dates = {"starts_on": "2026-01-12", "ends_on": "2026-11-11"}
    promotion = promotions.save_promotion(tx, name, **(dates | columns))
    if phases:
        promotions.save_phases(tx, promotion, phases)
    made = {key: promotions.save_defi(tx, promotion, **one) for key, one in (defis or {}).items()}
    return {"promotion": promotion} | made


def enter(
    tx: Transaction,
    name: str,
    membership: Membership,
    *,
    email: str | None = None,
    slack_id: str | None = None,
    week: Sequence[WeeklyHours] = (),
    expertises: Sequence[str] = (),
    cycles_max: int | None = None,
) -> int:
    """Write somebody and what they are in the programme; give the id. `week`: when they can be met."""
    person = people.add(tx, name=name, email=email, slack_id=slack_id)
    people.add_membership(tx, person, membership, cycles_max=cycles_max)
    if week:
        hours.replace_weekly(tx, person, week)
    if expertises:
        people.set_expertises(tx, person, expertises)
    return person


def settle_in(tx: Transaction) -> None:
    """Let nobody have just arrived: no coach is asked to welcome them."""
    tx.execute(update(people.memberships).values(welcomed_at=NOW))


def depart(tx: Transaction, *person_ids: int, at: datetime = NOW) -> None:
    """Let these people leave the programme."""
    theirs = people.memberships.c.person_id.in_(person_ids)
    tx.execute(update(people.memberships).where(theirs).values(ended_at=at))
