"""Groups between peers by métier: one series for each in one go; a métier of one or two finds company.

programme-facts: a group gathers the EIG of one métier. With one or two there is no group: the organiser chooses, the
métier joins another's series, or its series invites alumni.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from bot.errors import Invalid, NotFound
from bot.gatherings import sheets
from bot.gatherings.changed import refresh
from bot.gatherings.locking import lock_series
from bot.gatherings.model import PAIRS, Series
from bot.gatherings.series import THING, Kept, create, drop, look, running
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.roles import METIER_WORDS, Metier, Role
from storage import gathering_series, people
from storage.database import Reading, Transaction

FEW = 2  # of a métier: no group by themselves


@dataclass(frozen=True, slots=True)
class Counted:
    """A métier of a promotion: how many EIG have it, and the series that gathers it."""

    metier: Metier
    count: int
    series: Series | None = None

    @property
    def is_alone(self) -> bool:
        """Whether these few have nobody to share with: no group, or one of them alone that no alumni are invited to."""
        if self.count > FEW:
            return False
        return self.series is None or (len(self.series.metiers) == 1 and Role.ALUMNI not in self.series.opened_to)


def count(tx: Reading, promotion_id: int, *, known: Sequence[Series] | None = None) -> list[Counted]:
    """Give the métiers that somebody of the promotion has, in the programme's order."""
    several = gathering_series.of_promotions(tx, [promotion_id]) if known is None else known
    series = {name: one for one in several if one.dispositif == PAIRS for name in one.metiers}
    found = Counter(
        membership.metier
        for person in people.with_role(tx, Role.EIG, promotion_id=promotion_id)
        for membership in person.current
        if membership.role is Role.EIG and membership.promotion_id == promotion_id and membership.metier
    )
    return [Counted(one, found[one.value], series.get(one.value)) for one in Metier if found[one.value]]


def create_each(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    given: Series,
    organisers: Mapping[str, int],
    visio_url: str | None,
    now: datetime,
) -> list[Kept]:
    """Make a series for each métier that has none and more than two EIG, each organised by its own coach.

    `given`: what they have in common. Two of one organiser would be at the same hour, and the second « à arbitrer ».
    Raises as `series.create`, and Invalid ("metiers", "none") when there is none to make one for.
    """
    require(actor, "gatherings.plan", given)
    running(tx, given.promotion_id, now=now)
    people.lock(tx, set(organisers.values()))
    drafts = {one.metier: str(uuid5(UUID(draft_id), one.metier.value)) for one in count(tx, given.promotion_id)}
    counted = count(tx, given.promotion_id)
    ours = [one for one in counted if gathering_series.id_of_draft(tx, drafts[one.metier]) is not None]
    chosen = ours or [one for one in counted if one.series is None and one.count > FEW]
    if not chosen:
        raise Invalid(field="metiers", reason="none", faults={"rule": "none"})
    kept = []
    for one in chosen:
        wanted = replace(
            given,
            dispositif=PAIRS,
            metiers=(one.metier.value,),
            title=METIER_WORDS[one.metier],
            organiser_id=organisers.get(one.metier.value, given.organiser_id),
        )
        kept.append(create(tx, actor, drafts[one.metier], given=wanted, visio_url=visio_url, now=now))
    return kept


def join(tx: Transaction, actor: Actor, series_id: int, *, metier: str, now: datetime) -> Kept:
    """Let a métier join another's series; a series that it had to itself ends.

    Raises NotAllowed, NotFound, Invalid ("metier", "gone"; "series", "gone": ended, or no group between peers).
    """
    if metier not in {one.value for one in Metier}:
        raise Invalid(field="metier", reason="gone")
    before = sheets.get_series(tx, series_id)
    require(actor, "gatherings.plan", before)
    own = [
        one
        for one in gathering_series.of_promotions(tx, [before.promotion_id])
        if one.dispositif == PAIRS and one.metiers == (metier,) and one.id != series_id
    ]
    locked = {one.id: lock_series(tx, one.id, now=now) for one in sorted([before, *own], key=lambda one: one.id)}
    series, coming = locked[series_id]
    if series.dispositif != PAIRS or series.ended_at is not None:
        raise Invalid(field="series", reason="gone")
    if metier not in series.metiers:
        gathering_series.put_metiers(tx, series_id, [*series.metiers, metier])
        record(tx, actor, "gatherings.join_metier", thing=THING, thing_id=series_id, now=now, detail=metier)
    for one in own:
        gathering_series.change(tx, one.id, ended_at=now)
        record(tx, actor, "gatherings.end", thing=THING, thing_id=one.id, now=now)
        drop(tx, actor, locked[one.id][1], now=now)
    refresh(tx, coming, now=now)
    return look(tx, sheets.get_series(tx, series_id), running(tx, series.promotion_id, now=now), now=now)


def invite_alumni(tx: Transaction, actor: Actor, series_id: int, *, now: datetime) -> Kept:
    """Open a series to alumni. Raises NotAllowed, NotFound."""
    series, coming = lock_series(tx, series_id, now=now)
    require(actor, "gatherings.plan", series)
    if series.ended_at is not None:
        raise NotFound(thing=THING)
    gathering_series.put(tx, replace(series, opened_to=series.opened_to | {Role.ALUMNI}))
    record(tx, actor, "gatherings.invite_alumni", thing=THING, thing_id=series_id, now=now)
    refresh(tx, coming, now=now)
    return look(tx, sheets.get_series(tx, series_id), running(tx, series.promotion_id, now=now), now=now)
