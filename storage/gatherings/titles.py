"""What appointments are about, by the titles of the gatherings and series that they belong to; read by the agenda.

The tables are named again here: the agenda stands below the gatherings, whose own modules it must not know.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, BindParameter, String, bindparam, column, select, table, union_all

from bot.agenda.titles import Titles
from storage.database import Reading

_gatherings = table(
    "gatherings", column("id", BigInteger), column("series_id"), column("appointment_id"), column("title", String)
)
_series = table("gathering_series", column("id", BigInteger), column("title", String))
_groups = table("gathering_groups", column("appointment_id"), column("gathering_id"))
_metiers = table("gathering_metiers", column("series_id"), column("metier", String))
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_SAID = (_series.c.title.label("series"), _gatherings.c.title, _metiers.c.metier)
_WHOLE: Any = (
    select(_gatherings.c.appointment_id, *_SAID)
    .join_from(_gatherings, _series, _series.c.id == _gatherings.c.series_id)
    .outerjoin(_metiers, _metiers.c.series_id == _series.c.id)
    .where(_gatherings.c.appointment_id.in_(_ids))
)
_SMALL: Any = (
    select(_groups.c.appointment_id, *_SAID)
    .join_from(_groups, _gatherings, _gatherings.c.id == _groups.c.gathering_id)
    .join(_series, _series.c.id == _gatherings.c.series_id)
    .outerjoin(_metiers, _metiers.c.series_id == _series.c.id)
    .where(_groups.c.appointment_id.in_(_ids))
)
_TITLES = union_all(_WHOLE, _SMALL)


def titles_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, Titles]:
    """Give what each of these is named by, for those that are gatherings; one query."""
    if not appointment_ids:
        return {}
    found: dict[int, Titles] = {}
    for row in tx.execute(_TITLES, {"ids": sorted(appointment_ids)}):
        known = found.get(row.appointment_id)
        metiers = (*(known.metiers if known else ()), *([row.metier] if row.metier else []))
        found[row.appointment_id] = Titles(row.series, row.title, metiers)
    return found
