"""The times when hosts can be booked: weekly hours, and exceptions for single days (table `hours`)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

import sqlalchemy as sa

from bot.dates.hours import DayHours, HostHours, WeeklyHours
from storage.database import Reading, Transaction
from storage.dialects import is_among
from storage.schema import Id, metadata

# There is one table, so that the slot search reads all hosts' hours in one query. A row with `weekday` is weekly. A row
# with `day` is an exception; if it has no clock times, it closes the day. Clock times are text, in Europe/Paris time.
hours = sa.Table(
    "hours",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("weekday", sa.Integer),
    sa.Column("day", sa.String(10)),
    sa.Column("starts", sa.String(5)),
    sa.Column("ends", sa.String(5)),
    sa.Column("valid_from", sa.String(10)),
    sa.Column("valid_until", sa.String(10)),
    sa.Index("ix_hours_person_id", "person_id"),
)


# The statement is built once, for speed. Equal rows share one value, since the slot search reads about thirty rows for
# each host.
_OF_HOSTS = (
    sa.select(
        hours.c.person_id,
        hours.c.weekday,
        hours.c.day,
        hours.c.starts,
        hours.c.ends,
        hours.c.valid_from,
        hours.c.valid_until,
    )
    .where(is_among(hours.c.person_id, "hosts"))
    .order_by(hours.c.person_id, hours.c.id)
)


def list_openings(tx: Reading, host_ids: Sequence[int]) -> list[HostHours]:
    """Return each host's hours and exceptions, in the order of `host_ids`, in one query."""
    weekly: defaultdict[int, list[WeeklyHours]] = defaultdict(list)
    exceptions: defaultdict[int, list[DayHours]] = defaultdict(list)
    rows = tx.execute(_OF_HOSTS, {"hosts": sorted(host_ids)}).all()
    for person_id, weekday, day, starts, ends, valid_from, valid_until in rows:
        if weekday is None:
            exceptions[person_id].append(_to_day_hours(day, starts, ends))
        else:
            weekly[person_id].append(_to_weekly_hours(weekday, starts, ends, valid_from, valid_until))
    return [HostHours(host, tuple(weekly[host]), tuple(exceptions[host])) for host in host_ids]


def replace_weekly(
    tx: Transaction, person_id: int, values: Collection[WeeklyHours], *, only_unbounded: bool = False
) -> None:
    """Replace a person's weekly hours, and keep the exceptions.

    With `only_unbounded`, only the hours that are valid without a first and a last day are replaced."""
    mine = [hours.c.person_id == person_id, hours.c.weekday.is_not(None)]
    if only_unbounded:
        mine += [hours.c.valid_from.is_(None), hours.c.valid_until.is_(None)]
    tx.execute(sa.delete(hours).where(*mine))
    if values:
        tx.execute(
            sa.insert(hours),
            [
                {
                    "person_id": person_id,
                    "weekday": value.weekday,
                    "starts": value.starts,
                    "ends": value.ends,
                    "valid_from": value.valid_from and value.valid_from.isoformat(),
                    "valid_until": value.valid_until and value.valid_until.isoformat(),
                }
                for value in values
            ],
        )


def add_day_hours(tx: Transaction, person_id: int, day_hours: DayHours) -> None:
    tx.execute(sa.insert(hours).values(_day_hours_row(person_id, day_hours)))


def replace_day_hours(
    tx: Transaction, person_id: int, values: Collection[DayHours], *, since: date, until: date | None = None
) -> None:
    """Replace a person's exceptions from the day `since` to the day `until`, both included (None: without end)."""
    mine = [hours.c.person_id == person_id, hours.c.day >= since.isoformat()]
    if until is not None:
        mine.append(hours.c.day <= until.isoformat())
    tx.execute(sa.delete(hours).where(*mine))
    if values:
        tx.execute(sa.insert(hours), [_day_hours_row(person_id, value) for value in values])


def _day_hours_row(person_id: int, day_hours: DayHours) -> dict[str, object]:
    return {
        "person_id": person_id,
        "day": day_hours.day.isoformat(),
        "starts": day_hours.starts,
        "ends": day_hours.ends,
    }


@lru_cache(maxsize=4096)
def _to_weekly_hours(
    weekday: int, starts: str, ends: str, valid_from: str | None, valid_until: str | None
) -> WeeklyHours:
    return WeeklyHours(weekday, starts, ends, _to_day(valid_from), _to_day(valid_until))


@lru_cache(maxsize=4096)
def _to_day_hours(day: str, starts: str | None, ends: str | None) -> DayHours:
    return DayHours(date.fromisoformat(day), starts, ends)


def _to_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
