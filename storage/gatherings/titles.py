"""Find the titles and speakers of appointments that are gatherings, for the agenda.

The agenda must not import the modules of gatherings, so the tables are declared again here."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from bot.agenda.titles import TitleParts
from storage.database import Reading
from storage.dialects import is_among
from storage.programme.history import history

_gatherings = sa.table(
    "gatherings",
    sa.column("id", sa.BigInteger),
    sa.column("series_id", sa.BigInteger),
    sa.column("appointment_id", sa.BigInteger),
    sa.column("title", sa.String),
)
_series = sa.table("gathering_series", sa.column("id", sa.BigInteger), sa.column("title", sa.String))
_groups = sa.table(
    "gathering_groups", sa.column("appointment_id", sa.BigInteger), sa.column("gathering_id", sa.BigInteger)
)
_metiers = sa.table("gathering_metiers", sa.column("series_id", sa.BigInteger), sa.column("metier", sa.String))
_SAID = (_series.c.title.label("series"), _gatherings.c.title, _metiers.c.metier)
_WHOLE: Any = (
    sa.select(_gatherings.c.appointment_id, *_SAID)
    .join_from(_gatherings, _series, _series.c.id == _gatherings.c.series_id)
    .outerjoin(_metiers, _metiers.c.series_id == _series.c.id)
    .where(is_among(_gatherings.c.appointment_id, "ids"))
)
_SMALL: Any = (
    sa.select(_groups.c.appointment_id, *_SAID)
    .join_from(_groups, _gatherings, _gatherings.c.id == _groups.c.gathering_id)
    .join(_series, _series.c.id == _gatherings.c.series_id)
    .outerjoin(_metiers, _metiers.c.series_id == _series.c.id)
    .where(is_among(_groups.c.appointment_id, "ids"))
)
_TITLES = sa.union_all(_WHOLE, _SMALL)
# In the history, the detail of an entry with these actions is a person's id.
SPEAKER_ASKED, SPEAKER_AGREED = "gatherings.ask_speaker", "gatherings.speak"
_SPEAKERS = (
    sa.select(_gatherings.c.appointment_id, history.c.action, history.c.detail)
    .join_from(_gatherings, history, sa.and_(history.c.thing == "gathering", history.c.thing_id == _gatherings.c.id))
    .where(is_among(_gatherings.c.appointment_id, "ids"), history.c.action.in_((SPEAKER_ASKED, SPEAKER_AGREED)))
    .order_by(history.c.id)
)


def titles_of(tx: Reading, appointment_ids: Collection[int]) -> dict[int, TitleParts]:
    """Return the titles of those appointments that are gatherings or their groups. One query."""
    if not appointment_ids:
        return {}
    found: dict[int, TitleParts] = {}
    for row in tx.execute(_TITLES, {"ids": sorted(appointment_ids)}):
        known = found.get(row.appointment_id)
        metiers = (*(known.metiers if known else ()), *([row.metier] if row.metier else []))
        found[row.appointment_id] = TitleParts(row.series, row.title, metiers)
    return found


def agreed_speakers(tx: Reading, appointment_ids: Collection[int]) -> dict[int, set[int]]:
    """Return, by appointment, the people who agreed to speak. If they were asked again later, they must agree again."""
    last: dict[tuple[int, str], str] = {}
    for row in tx.execute(_SPEAKERS, {"ids": sorted(appointment_ids)}) if appointment_ids else ():
        last[row.appointment_id, row.detail] = row.action
    found: dict[int, set[int]] = {}
    for (appointment_id, person), action in last.items():
        if action == SPEAKER_AGREED:
            found.setdefault(appointment_id, set()).add(int(person))
    return found
