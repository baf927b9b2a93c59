"""Read and write formats of dispositifs, their opening days in promotions, and requests about them to coaches.

Tables `formats`, `openings`, `coach_requests`."""

from collections.abc import Collection
from datetime import date, datetime
from secrets import randbits

import sqlalchemy as sa

from bot.catalogue.formats import KEY_LENGTH, Format
from bot.dates.hours import WeeklyHours
from bot.programme.roles import Role
from storage.database import Reading, Transaction
from storage.dialects import build_for_dialects, is_among
from storage.schema import Id, Moment, metadata

openings = sa.Table(
    "openings",
    metadata,
    sa.Column("promotion_id", sa.BigInteger, sa.ForeignKey("promotions.id"), primary_key=True, autoincrement=False),
    sa.Column("dispositif", sa.String(100), primary_key=True),
    sa.Column("opens_on", sa.String(10)),  # NULL if the dispositif is closed and has no opening day
)

# Only the coaches who receive the text may read it, so it is not in the history.
coach_requests = sa.Table(
    "coach_requests",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", sa.BigInteger, sa.ForeignKey("people.id"), nullable=False),
    sa.Column("dispositif", sa.String(100), nullable=False),
    sa.Column("line", sa.String(500)),
    sa.Column("asked_at", Moment, nullable=False),
)

_OF_PROMOTIONS = sa.select(openings).where(is_among(openings.c.promotion_id, "ids"))
_PUT = build_for_dialects(
    lambda insert: (added := insert(openings)).on_conflict_do_update(
        index_elements=["promotion_id", "dispositif"], set_={"opens_on": added.excluded.opens_on}
    )
)
_ASK = sa.insert(coach_requests).returning(coach_requests.c.id)
_ASKED = sa.select(coach_requests).where(coach_requests.c.id == sa.bindparam("request_id"))


def opening_days(tx: Reading, promotion_ids: Collection[int]) -> dict[tuple[int, str], date | None]:
    """Return the opening days that were set, as {(promotion, dispositif): day, None if not open yet}. One query."""
    rows = tx.execute(_OF_PROMOTIONS, {"ids": sorted(promotion_ids)})
    return {
        (row.promotion_id, row.dispositif): date.fromisoformat(row.opens_on) if row.opens_on else None for row in rows
    }


def set_opening_day(tx: Transaction, promotion_id: int, dispositif: str, *, opens_on: date | None) -> None:
    """Save the opening day of a dispositif. None means that it is closed and has no opening day."""
    row = {"promotion_id": promotion_id, "dispositif": dispositif, "opens_on": opens_on and opens_on.isoformat()}
    tx.execute(_PUT[tx.dialect.name], row)


def add_request(tx: Transaction, person_id: int, *, dispositif: str, line: str | None, now: datetime) -> int:
    row = {"person_id": person_id, "dispositif": dispositif, "line": line, "asked_at": now}
    return int(tx.execute(_ASK, row).scalar_one())


def read_request(tx: Reading, request_id: int) -> tuple[int, str, str | None] | None:
    row = tx.execute(_ASKED, {"request_id": request_id}).one_or_none()
    return None if row is None else (row.person_id, row.dispositif, row.line)


formats = sa.Table(
    "formats",
    metadata,
    sa.Column("key", sa.String(KEY_LENGTH), primary_key=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("sessions", sa.Integer, nullable=False),
    sa.Column("hosts", sa.String(20), nullable=False),
    sa.Column("people", sa.Text, nullable=False),  # ids, space-separated
    sa.Column("lead_hours", sa.Integer, nullable=False),
    sa.Column("horizon_days", sa.Integer, nullable=False),
    sa.Column("hours", sa.Text, nullable=False),  # lines like "3 14:00 17:00": weekday, start, end
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("preparation", sa.Text, nullable=False),
    sa.Column("window_days", sa.Integer, nullable=False),  # A cycle must take place within these days.
    sa.Column("needs_agreement", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("askers", sa.String(20), nullable=False, server_default="eig"),  # roles, space-separated
    sa.Column("revision", sa.Integer, nullable=False),
    # Each change sets a new random number. The sum of all numbers is a cache key, which a rollback restores.
    sa.Column("stamp", sa.BigInteger, nullable=False),
)

_COLUMNS = [column.name for column in formats.c if column.name != "stamp"]
_ALL = sa.select(formats).order_by(formats.c.key)
_LOCK = sa.select(formats.c.key).order_by(formats.c.key).with_for_update()
_ADD = build_for_dialects(lambda insert: insert(formats).on_conflict_do_nothing().returning(formats.c.key))
CHANGES = sa.select(sa.func.coalesce(sa.func.sum(formats.c.stamp), 0)).scalar_subquery()


def read_formats(tx: Reading) -> list[Format]:
    """Return the formats that coaches changed or added, sorted by key."""
    return [
        Format(
            key=row.key,
            name=row.name,
            minutes=row.minutes,
            sessions=row.sessions,
            hosts=Role(row.hosts),
            people=tuple(map(int, row.people.split())),
            lead_hours=row.lead_hours,
            horizon_days=row.horizon_days,
            hours=tuple(_parse_hours(line) for line in row.hours.splitlines()),
            question=row.question,
            description=row.description,
            preparation=row.preparation,
            window_days=row.window_days,
            needs_agreement=row.needs_agreement,
            askers=tuple(map(Role, row.askers.split())),
            revision=row.revision,
        )
        for row in tx.execute(_ALL)
    ]


def lock_formats(tx: Transaction) -> None:
    """Lock all formats. Transactions that add a format call this first, so that no other is added meanwhile."""
    tx.execute(_LOCK)


def save_format(tx: Transaction, new_format: Format) -> bool:
    """Save a format as its next revision. Return False if another person changed it since `new_format.revision`.

    If `new_format.revision` is 0, the format is new. Return False if its key exists."""
    row = {name: getattr(new_format, name) for name in _COLUMNS} | {"hosts": new_format.hosts.value}
    row["people"] = " ".join(map(str, new_format.people))
    row["askers"] = " ".join(new_format.askers)
    row |= {"revision": new_format.revision + 1, "stamp": randbits(40)}
    row["hours"] = "\n".join(f"{span.weekday} {span.starts} {span.ends}" for span in new_format.hours)
    if not new_format.revision:
        return bool(tx.execute(_ADD[tx.dialect.name], row).all())
    same = sa.update(formats).where(formats.c.key == new_format.key, formats.c.revision == new_format.revision)
    return tx.execute(same.values(row)).rowcount == 1


def _parse_hours(line: str) -> WeeklyHours:
    weekday, starts, ends = line.split()
    return WeeklyHours(int(weekday), starts, ends)
