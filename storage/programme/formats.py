"""What the programme changed of its formats, and those that it added: table `formats`."""

from secrets import randbits

import sqlalchemy as sa

from bot.catalogue.formats import KEY_LENGTH, Format
from bot.dates.hours import WeeklyHours
from bot.programme.roles import Role
from storage.database import Reading, Transaction
from storage.dialects import on_both
from storage.schema import metadata

formats = sa.Table(
    "formats",
    metadata,
    sa.Column("key", sa.String(KEY_LENGTH), primary_key=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("sessions", sa.Integer, nullable=False),
    sa.Column("hosts", sa.String(20), nullable=False),
    sa.Column("people", sa.Text, nullable=False),  # ids, with spaces between
    sa.Column("lead_hours", sa.Integer, nullable=False),
    sa.Column("horizon_days", sa.Integer, nullable=False),
    sa.Column("hours", sa.Text, nullable=False),  # "3 14:00 17:00", a line a range
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("preparation", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),  # grows with each change
    # Drawn anew with each change: readers cache by their sum, and a change that is rolled back leaves none behind
    sa.Column("stamp", sa.BigInteger, nullable=False),
)

_COLUMNS = [column.name for column in formats.c if column.name != "stamp"]
_ALL = sa.select(formats).order_by(formats.c.key)
_ADD = on_both(lambda insert: insert(formats).on_conflict_do_nothing().returning(formats.c.key))
CHANGES = sa.select(sa.func.coalesce(sa.func.sum(formats.c.stamp), 0)).scalar_subquery()


def read_all(tx: Reading) -> list[Format]:
    """Return what was changed or added, by key."""
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
            hours=tuple(_read(line) for line in row.hours.splitlines()),
            question=row.question,
            description=row.description,
            preparation=row.preparation,
            revision=row.revision,
        )
        for row in tx.execute(_ALL)
    ]


def put(tx: Transaction, given: Format) -> bool:
    """Write a format as its next revision; False where it is not at `given.revision` any more, 0 being no row."""
    row = {name: getattr(given, name) for name in _COLUMNS} | {"hosts": given.hosts.value}
    row["people"] = " ".join(map(str, given.people))
    row |= {"revision": given.revision + 1, "stamp": randbits(40)}
    row["hours"] = "\n".join(f"{span.weekday} {span.starts} {span.ends}" for span in given.hours)
    if not given.revision:
        return bool(tx.execute(_ADD[tx.dialect.name], row).all())
    same = sa.update(formats).where(formats.c.key == given.key, formats.c.revision == given.revision)
    return tx.execute(same.values(row)).rowcount == 1


def _read(line: str) -> WeeklyHours:
    weekday, starts, ends = line.split()
    return WeeklyHours(int(weekday), starts, ends)
