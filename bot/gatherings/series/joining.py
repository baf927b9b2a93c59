"""Add a métier of one or two EIG to another group between peers, or invite alumni (docs/programme.md, Gatherings).

If the métier has its own group, this group ends. If it has none, `SmallGroup.series` is not stored, and its id is 0."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.agenda import holds
from bot.agenda.locks import lock
from bot.dates.working import shift_out_of_quiet
from bot.errors import Conflict, Invalid, NotFound
from bot.gatherings import changes, facts, news, sheets
from bot.gatherings.invitees import invitees_by_series, sort_by_name
from bot.gatherings.kinds import PAIRS
from bot.gatherings.locks import list_upcoming
from bot.gatherings.model import GatheringSheet, Purpose, Series
from bot.gatherings.series.metiers import FEW, MetierCount
from bot.gatherings.subjects import ballots, late, subjects
from bot.notices import homes, notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Metier, Role
from bot.programme.spelling import fold
from storage.database import Reading, Transaction
from storage.gatherings import gathering_series, occurrences, proposals
from storage.programme import people

SUBJECT = facts.SmallGroupNotice.subject
METIERS = frozenset(metier.value for metier in Metier)


@dataclass(frozen=True, slots=True)
class SmallGroup:
    """A group between peers with few EIG. `alumni` is the number of alumni, who could be invited.

    `others` are the promotion's other groups. For a métier without a group, the series has the id 0."""

    series: Series
    members: tuple[Person, ...]
    others: tuple[Series, ...]
    alumni: int

    @property
    def is_few(self) -> bool:
        """Return whether the group still has two EIG or fewer. Other people may have joined it after the notice."""
        return len(self.members) <= FEW


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The result of a merge. `into` has the métiers of `ended` from now on, and `number` dates were cancelled.

    If the métier had no group, the id of `ended` is 0."""

    ended: Series
    into: Series
    number: int = 0


def is_small_group(tx: Reading, series: Series) -> bool:
    """Return whether a group between peers has two EIG or fewer, and does not invite alumni."""
    return has_few_members(series, invitees_by_series(tx, [series])[series.id])


def has_few_members(series: Series, invited_people: Collection[Person]) -> bool:
    """Do the same as `is_small_group`, without a query. `invited_people` are the people that the series invites."""
    alone = series.kind.gathers_metiers and series.ended_at is None and Role.ALUMNI not in series.opened_to
    return alone and len(_eig_of_group(series, invited_people)) <= FEW


def explain_small_group(tx: Transaction, sheet: GatheringSheet, *, now: datetime) -> None:
    """Explain to the organiser of a small group, once for each series, how to enlarge the group."""
    if not has_few_members(sheet.series, sheet.invited):
        return
    to = [sheet.series.organiser_id]
    notices.tell(tx, facts.SmallGroupNotice(), about=sheet.series.id, to=to, due=shift_out_of_quiet(now))


def read_small_group(tx: Reading, series_id: int) -> SmallGroup:
    """Return a small group, with the groups and alumni that could join it. Raises NotFound."""
    series = sheets.get_series(tx, series_id)
    return _describe_small_groups(
        tx, [series], all_series=gathering_series.list_by_promotions(tx, [series.promotion_id])
    )[0]


def list_small_groups(
    tx: Reading, promotion_id: int, *, all_series: Sequence[Series], metier_counts: Iterable[MetierCount]
) -> list[SmallGroup]:
    """Return the promotion's small groups, then its small métiers without a group. `all_series` are its series."""
    peers = [series for series in all_series if series.kind.gathers_metiers]
    meant = invitees_by_series(tx, peers)
    found = [peer for peer in peers if has_few_members(peer, meant[peer.id])]
    found += [ungrouped_series(promotion_id, count.metier.value) for count in metier_counts if count.is_alone]
    return _describe_small_groups(tx, found, all_series=all_series)


def ungrouped_series(promotion_id: int, metier: str) -> Series:
    """Return a series, not stored, that stands for a métier without a group."""
    return Series(0, promotion_id, PAIRS, "", 0, 0, metiers=(metier,))


def open_joining(tx: Reading, actor: Actor, series_id: int) -> SmallGroup:
    """Return the data of the form that merges a group into another. Raises NotFound, NotAllowed."""
    found = read_small_group(tx, series_id)
    require(actor, "gatherings.plan", found.series)
    _check_between_peers(found.series)
    return found


def open_metier(tx: Reading, actor: Actor, promotion_id: int, *, metier: str) -> SmallGroup:
    """Return the data of the form that adds a métier without a group to a group. Raises NotFound, NotAllowed."""
    series = ungrouped_series(promotion_id, metier)
    require(actor, "gatherings.plan", series)
    if metier not in METIERS:
        raise NotFound(thing="metier")
    return _describe_small_groups(tx, [series], all_series=gathering_series.list_by_promotions(tx, [promotion_id]))[0]


def merge_into_other(
    tx: Transaction, actor: Actor, series_id: int, *, other_series_id: int, now: datetime
) -> MergeResult:
    """Merge a group into another: add its métiers to the other group, end its series, and cancel its upcoming dates.

    The people of both groups are notified once. Subjects that people proposed move to the other group. Raises NotFound
    if a group has ended, for example after a first click. Raises NotAllowed. Raises Invalid for the field "series":
    "same" if it is the same group or another promotion's, "kind" if one of them is not a group between peers."""
    coming = _lock(tx, series_id, other_series_id, now=now)
    series, other = sheets.get_series(tx, series_id), sheets.get_series(tx, other_series_id)
    for each in (series, other):
        require(actor, "gatherings.plan", each)
    if series.id == other.id or series.promotion_id != other.promotion_id:
        raise Invalid(field="series", reason="same")
    for each in (series, other):
        _check_between_peers(each)
    told = {
        *(person.id for person in invitees_by_series(tx, [series])[series_id]),
        series.organiser_id,
        other.organiser_id,
    }
    gathering_series.put_metiers(tx, other.id, {*series.metiers, *other.metiers})
    gathering_series.change(tx, series_id, ended_at=now)
    record(tx, actor, "gatherings.join", thing="series", thing_id=series_id, now=now, detail=str(other.id))
    changes.settle_pending_changes(tx, [sheet.appointment.id for sheet in coming], now=now)
    holds.release(tx, actor, [sheet.appointment for sheet in coming], now=now)
    _move_proposals(tx, series_id, other.id, now=now)
    told |= {id_ for sheet in coming for id_ in sheet.appointment.person_ids}
    for number in (series_id, other.id):
        notices.owe_updates(tx, SUBJECT, number, revision=0, due=now)
    to = told - {actor.person_id or 0}
    notices.tell(tx, facts.GroupMerge(other.id), about=series_id, to=to, due=now)
    after = sheets.sheets_of(tx, [sheet.gathering for sheet in coming])
    news.refresh(tx, after, other_person_ids=told, now=now)
    return MergeResult(series, sheets.get_series(tx, other.id), len(coming))


def join_metier(tx: Transaction, actor: Actor, metier: str, *, other_series_id: int, now: datetime) -> MergeResult:
    """Add a métier without a group to an existing group. The métier's EIG and the organiser are notified once.

    A second click changes nothing. Raises NotFound (the group ended, or the métier is unknown), NotAllowed. Raises
    Invalid for the field "series": "kind" if it is not a group between peers, "taken" if the métier has a group."""
    gathering_series.lock(tx, other_series_id)
    other = sheets.get_series(tx, other_series_id)
    require(actor, "gatherings.plan", other)
    _check_between_peers(other)
    if metier not in METIERS:
        raise NotFound(thing="metier")
    ended = ungrouped_series(other.promotion_id, metier)
    if metier in other.metiers:
        return MergeResult(ended, other)
    known = gathering_series.list_by_promotions(tx, [other.promotion_id])
    if any(metier in series.metiers for series in known if series.kind.gathers_metiers):
        raise Invalid(field="series", reason="taken")
    gathering_series.put_metiers(tx, other.id, {*other.metiers, metier})
    record(tx, actor, "gatherings.join_metier", thing="series", thing_id=other.id, now=now, detail=metier)
    told = {*(person.id for person in invitees_by_series(tx, [ended])[0]), other.organiser_id}
    merged, to = facts.GroupMerge(Metier(metier)), told - {actor.person_id or 0}
    # A notice is sent once per period. The period has the time, because a métier may leave a group and join it again.
    period = f"{metier} {int(now.timestamp())}"
    notices.tell(tx, merged, about=other.id, to=to, due=now, period=period)
    notices.owe_updates(tx, SUBJECT, other.id, revision=0, due=now)
    homes.owe_home(tx, told, now=now)
    return MergeResult(ended, sheets.get_series(tx, other.id))


def next_gathering(tx: Reading, series_id: int, *, now: datetime) -> GatheringSheet | None:
    """Return the next gathering of a series; None if there is none."""
    return next(iter(list_upcoming(tx, series_id, now=now)), None)


def invite_alumni(tx: Transaction, actor: Actor, series_id: int, *, now: datetime) -> SmallGroup:
    """Invite alumni to a group and to its announced dates. Raises NotFound, NotAllowed, Invalid for other series."""
    gathering_series.lock(tx, series_id)
    series = sheets.get_series(tx, series_id)
    require(actor, "gatherings.plan", series)
    _check_between_peers(series)
    if Role.ALUMNI not in series.opened_to:
        roles = sorted({*series.opened_to, Role.ALUMNI})
        gathering_series.change(tx, series_id, opened_to=",".join(role.value for role in roles))
        record(tx, actor, "gatherings.open", thing="series", thing_id=series_id, now=now, detail=Role.ALUMNI.value)
        notices.owe_updates(tx, SUBJECT, series_id, revision=0, due=now)
    return read_small_group(tx, series_id)


def _lock(tx: Transaction, series_id: int, other_id: int, *, now: datetime) -> list[GatheringSheet]:
    before = list_upcoming(tx, series_id, now=now)
    claimants = {id_ for sheet in before for id_ in sheet.appointment.claimant_ids}
    things = (
        (gathering_series.lock, {series_id, other_id}),
        (occurrences.lock, [sheet.gathering.id for sheet in before]),
    )
    lock(tx, claimants, *things, appointments=[sheet.appointment.id for sheet in before])
    coming = list_upcoming(tx, series_id, now=now)
    if {sheet.gathering.id for sheet in coming} - {sheet.gathering.id for sheet in before}:
        raise Conflict
    return coming


def _move_proposals(tx: Transaction, series_id: int, other_id: int, *, now: datetime) -> None:
    mine = {sheet.gathering.id: sheet for sheet in sheets.sheets_of(tx, occurrences.list_by_series(tx, [series_id]))}
    others = sheets.sheets_of(tx, occurrences.list_by_series(tx, [other_id]))
    into = next((sheet for sheet in list_upcoming(tx, other_id, now=now) if subjects.is_open(sheet, now=now)), None)
    place = into or ballots.last_gathering(others, now=now)
    if place is None:
        return
    occurrences.lock(tx, place.gathering.id)
    found = proposals.by_gatherings(tx, [*mine, *(other.gathering.id for other in others)], Purpose.SUBJECT)
    there = {
        fold(proposal.text): proposal
        for proposal in ballots.ballot_proposals(place, others, proposals_by_gathering=found)
    }
    moved = []
    for number, some in found.items():
        for proposal in some if number in mine else ():
            if not (mine[number].is_cancelled or proposal.at >= mine[number].appointment.ends):
                continue
            same = there.get(fold(proposal.text))
            if same is None:
                moved.append(proposal.id)
                continue
            for supporter in sorted(proposal.supporters):
                proposals.put_support(tx, same.id, supporter)
            proposals.remove(tx, proposal.id)
    proposals.move(tx, moved, target_id=place.gathering.id, at=None if into else now)
    if into and moved and not late.fill_subject(tx, Actor(""), into.gathering.id, now=now):
        ballots.refresh(tx, into, now=now)


def _describe_small_groups(
    tx: Reading, small_series: Sequence[Series], *, all_series: Sequence[Series]
) -> list[SmallGroup]:
    if not small_series:
        return []
    peers = [series for series in all_series if series.kind.gathers_metiers]
    alumni = len(people.list_with_role(tx, Role.ALUMNI))
    written = invitees_by_series(tx, [series for series in small_series if series.id])
    found = []
    for series in small_series:
        others = tuple(peer for peer in peers if peer.id != series.id)
        meant = written[series.id] if series.id else invitees_by_series(tx, [series])[series.id]
        found.append(SmallGroup(series, _eig_of_group(series, meant), others, alumni))
    return found


def _check_between_peers(series: Series) -> None:
    if series.ended_at is not None:
        raise NotFound(thing="series")
    if not series.kind.gathers_metiers:
        raise Invalid(field="series", reason="kind")


def _eig_of_group(series: Series, invited_people: Collection[Person]) -> tuple[Person, ...]:
    return sort_by_name(
        person
        for person in invited_people
        if any(
            membership.role is Role.EIG
            and membership.promotion_id == series.promotion_id
            and membership.metier in series.metiers
            for membership in person.current
        )
    )
