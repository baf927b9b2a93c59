"""Handle proposals and votes that people make in messages about a gathering, and update these messages.

At the end of a group between peers, people vote for the subject of the next group (docs/programme.md, Gatherings). If
the next group does not exist yet, a proposal waits for it. If a group is cancelled, its proposals move to the next
group. Other kinds of gatherings have a ballot for each gathering."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.gatherings import announcements, facts
from bot.gatherings.model import GatheringSheet, Proposal, Purpose
from bot.gatherings.sheets import Helping, describe_gathering, sheets_of
from bot.gatherings.subjects import subjects
from bot.notices import homes, notices
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.gatherings import gathering_series, occurrences
from storage.gatherings import proposals as gathering_proposals

CARD = facts.SubjectQuestion.subject
AFTER = facts.GatheringFollowUp.subject


@dataclass(frozen=True, slots=True)
class Ballot:
    """The proposals for a gathering, most supported first. If `waits` is true, the next gathering does not exist yet.

    `helping` has the colleagues who offer help with one of these subjects."""

    sheet: GatheringSheet
    proposals: tuple[Proposal, ...]
    waits: bool = False
    helping: Helping = ()

    def is_open(self, now: datetime) -> bool:
        """Return whether people can still propose and vote."""
        return self.waits or subjects.is_open(self.sheet, now=now)

    def supported_by(self, person_id: int | None) -> frozenset[int]:
        """Return the ids of the proposals that a person supports."""
        return frozenset(proposal.id for proposal in self.proposals if person_id in proposal.supporters)


def ballot_of(tx: Reading, sheet: GatheringSheet, *, now: datetime) -> Ballot:
    """Return the ballot that messages about this gathering show, with a constant number of queries."""
    if not sheet.kind.votes_subject:
        return Ballot(sheet, tuple(subjects.list_proposals(tx, sheet.gathering.id)))
    return ballots_of(tx, [sheet], now=now)[0]


def ballots_of(tx: Reading, gatherings: Sequence[GatheringSheet], *, now: datetime) -> list[Ballot]:
    """Return the ballots of groups between peers, in the same order and with a constant number of queries."""
    everyone = sheets_of(tx, occurrences.list_by_series(tx, {sheet.series.id for sheet in gatherings}))
    known = gathering_proposals.by_gatherings(tx, [sheet.gathering.id for sheet in everyone], Purpose.SUBJECT)
    by_series: dict[int, list[GatheringSheet]] = {}
    for sheet in everyone:
        by_series.setdefault(sheet.series.id, []).append(sheet)
    return [_ballot(sheet, by_series[sheet.series.id], known, now=now) for sheet in gatherings]


def _ballot(
    sheet: GatheringSheet,
    series_gatherings: Collection[GatheringSheet],
    proposals_by_gathering: dict[int, list[Proposal]],
    *,
    now: datetime,
) -> Ballot:
    place, waits = _ballot_gathering(sheet, series_gatherings, now=now)
    takes = waits or subjects.is_open(place, now=now)
    found = (
        ballot_proposals(place, series_gatherings, proposals_by_gathering=proposals_by_gathering)
        if takes
        else proposals_by_gathering.get(place.gathering.id, ())
    )
    return Ballot(place, tuple(subjects.rank(found)), waits)


def ballot_proposals(
    target: GatheringSheet,
    series_gatherings: Collection[GatheringSheet],
    *,
    proposals_by_gathering: dict[int, list[Proposal]],
) -> list[Proposal]:
    """Return the proposals for the open group `target`. Proposals that wait in its series are included."""
    waiting = [
        proposal
        for some in _waiting_proposals(series_gatherings, proposals_by_gathering, target).values()
        for proposal in some
    ]
    return [*proposals_by_gathering.get(target.gathering.id, ()), *waiting]


def read(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> Ballot:
    """Return the ballot for the forms to propose and vote.

    Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted, Invalid if the vote is closed."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.propose", sheet)
    ballot = ballot_of(tx, sheet, now=now)
    if not ballot.waits:
        subjects.check_open(ballot.sheet, now=now)
    return ballot


def propose(tx: Transaction, actor: Actor, gathering_id: int, *, text: str, form_id: str, now: datetime) -> Ballot:
    """Propose a subject in a message about this gathering. Raises like `subjects.propose`."""
    ballot = lock(tx, gathering_id, now=now)
    place = ballot.sheet.gathering.id
    subjects.propose(tx, actor, place, text=text, form_id=form_id, may_wait=ballot.waits, now=now)
    return _refresh_ballot(tx, ballot, by=actor, now=now)


def vote(tx: Transaction, actor: Actor, gathering_id: int, *, chosen_ids: Collection[int], now: datetime) -> Ballot:
    """Support exactly these subjects, and no others of the ballot. Raises like `subjects.vote`."""
    ballot = lock(tx, gathering_id, now=now)
    subjects.vote(tx, actor, ballot.sheet.gathering.id, chosen_ids=chosen_ids, may_wait=ballot.waits, now=now)
    return _refresh_ballot(tx, ballot, by=actor, now=now)


def withdraw(tx: Transaction, actor: Actor, proposal_id: int, *, now: datetime) -> Ballot:
    """Withdraw a subject, as its author or a coach. Raises like `subjects.withdraw`."""
    proposal = subjects.withdraw(tx, actor, proposal_id, now=now)
    return _refresh_ballot(tx, ballot_of(tx, describe_gathering(tx, proposal.gathering_id), now=now), by=actor, now=now)


def lock(tx: Transaction, gathering_id: int, *, is_closing: bool = False, now: datetime) -> Ballot:
    """Lock a ballot's series and gatherings. Move waiting proposals to the ballot if it is open or `is_closing`."""
    sheet = describe_gathering(tx, gathering_id)
    if not sheet.kind.votes_subject:
        occurrences.lock(tx, gathering_id)
        return ballot_of(tx, describe_gathering(tx, gathering_id), now=now)
    gathering_series.lock(tx, sheet.series.id)
    everyone = sheets_of(tx, occurrences.list_by_series(tx, [sheet.series.id]))
    sheet = next(sheet for sheet in everyone if sheet.gathering.id == gathering_id)
    place, waits = _ballot_gathering(sheet, everyone, now=now)
    known = gathering_proposals.by_gatherings(tx, [sheet.gathering.id for sheet in everyone], Purpose.SUBJECT)
    waiting = (
        _waiting_proposals(everyone, known, place) if is_closing or waits or subjects.is_open(place, now=now) else {}
    )
    for one in sorted({place.gathering.id, *waiting}):
        occurrences.lock(tx, one)
    gathering_proposals.move(
        tx, [proposal.id for some in waiting.values() for proposal in some], target_id=place.gathering.id
    )
    return Ballot(place, tuple(subjects.list_proposals(tx, place.gathering.id)), waits)


def refresh(tx: Transaction, sheet: GatheringSheet, *, now: datetime) -> None:
    """Update the messages that show a gathering's subjects: its cards, and the follow-up of the gathering before it."""
    in_channel = sheet.channel is not None
    due = now + (announcements.JOINED if in_channel else announcements.JOINED_DIRECT)
    notices.owe_updates(tx, CARD, sheet.gathering.id, revision=0, due=due)
    if not sheet.kind.votes_subject:
        announcements.refresh_cards(tx, sheet.gathering.id, now=now)
        # People outside the channel see the proposals too, on a card of their own.
        soon = now + announcements.JOINED_DIRECT
        notices.owe_updates(tx, announcements.CARD_SUBJECT, sheet.gathering.id, revision=0, due=soon)
        return
    last = last_gathering(sheets_of(tx, occurrences.list_by_series(tx, [sheet.series.id])), now=now)
    if last is not None:
        notices.owe_updates(tx, AFTER, last.gathering.id, revision=0, due=due)


def _refresh_ballot(tx: Transaction, before: Ballot, *, by: Actor, now: datetime) -> Ballot:
    refresh(tx, before.sheet, now=now)
    homes.owe_home(tx, [by.person_id or 0], now=now)
    place = before.sheet.gathering.id
    return Ballot(before.sheet, tuple(subjects.list_proposals(tx, place)), before.waits)


def _ballot_gathering(
    sheet: GatheringSheet, series_gatherings: Collection[GatheringSheet], *, now: datetime
) -> tuple[GatheringSheet, bool]:
    if sheet.appointment.ends > now:
        return sheet, False
    coming = [sheet for sheet in series_gatherings if subjects.is_open(sheet, now=now)]
    if coming:
        return min(coming, key=lambda sheet: sheet.appointment.starts), False
    last = last_gathering(series_gatherings, now=now) or sheet
    return last, last.series.ended_at is None


def last_gathering(series_gatherings: Collection[GatheringSheet], *, now: datetime) -> GatheringSheet | None:
    """Return the last gathering that is over and was not cancelled."""
    over = [sheet for sheet in series_gatherings if not sheet.is_cancelled and sheet.appointment.ends <= now]
    return max(over, key=lambda sheet: sheet.appointment.ends, default=None)


def _waiting_proposals(
    series_gatherings: Collection[GatheringSheet],
    proposals_by_gathering: dict[int, list[Proposal]],
    target: GatheringSheet,
) -> dict[int, list[Proposal]]:
    found = {
        sheet.gathering.id: [
            proposal
            for proposal in proposals_by_gathering.get(sheet.gathering.id, ())
            if sheet.is_cancelled or proposal.at >= sheet.appointment.ends
        ]
        for sheet in series_gatherings
        if sheet.gathering.id != target.gathering.id
    }
    return {one: some for one, some in found.items() if some}
