"""Propose and support subjects of gatherings, and questions to their speakers.

All invited people can propose and support. A proposal can be anonymous: then history, drafts and notices do not name
its author. The author of an anonymous proposal is not counted as a supporter, because supporters are stored by name.
With `may_wait`, people propose and vote after a gathering, for the next one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Invalid, NotFound
from bot.gatherings.locks import check_upcoming
from bot.gatherings.model import PROPOSAL_LIMIT, GatheringSheet, Proposal, Purpose
from bot.gatherings.sheets import describe_gathering
from bot.programme.history import record
from bot.programme.model import Actor, Person, Relation
from bot.programme.permissions import require
from bot.programme.spelling import fold
from storage.database import Reading, Transaction
from storage.gatherings import occurrences
from storage.gatherings import proposals as gathering_proposals

MOST = 20  # a gathering has at most this many proposals of one purpose


@dataclass(frozen=True, slots=True)
class ProposalThing:
    """A proposal, for permission checks: its author is its owner."""

    proposal: Proposal
    sheet: GatheringSheet

    @property
    def promotion_id(self) -> int | None:
        """The promotion whose roles a permission checks."""
        return self.sheet.promotion_id

    def relation_to(self, person: Person) -> Relation:
        """Return `OWNER` for the proposal's author, or else the person's relation to the gathering."""
        return Relation.OWNER if self.proposal.author_id == person.id else self.sheet.relation_to(person)


def rank(proposals: Collection[Proposal]) -> list[Proposal]:
    """Return the proposals, the most supported first, then the oldest."""
    return sorted(proposals, key=lambda proposal: (-len(proposal.supporters), proposal.at, proposal.id))


def most_supported(proposals: Collection[Proposal]) -> Proposal | None:
    """Return the most supported proposal, or the oldest of several such proposals; None without proposals."""
    return next(iter(rank(proposals)), None)


def list_proposals(tx: Reading, gathering_id: int, *, purpose: Purpose = Purpose.SUBJECT) -> list[Proposal]:
    """Return the proposals for a gathering, the most supported first, then the oldest."""
    return rank(gathering_proposals.by_gatherings(tx, [gathering_id], purpose).get(gathering_id, ()))


def closes_at(sheet: GatheringSheet, purpose: Purpose = Purpose.SUBJECT) -> datetime:
    """Return until when people can propose and support proposals: until the start of the gathering.

    For the subject of a group between peers: until the announcement, unless the group is announced without one."""
    late = sheet.gathering.announced_at is not None and sheet.gathering.title is None
    voted = purpose is Purpose.SUBJECT and sheet.kind.votes_subject and not late
    return min(sheet.gathering.announce_at, sheet.appointment.starts) if voted else sheet.appointment.starts


def is_open(sheet: GatheringSheet, *, purpose: Purpose = Purpose.SUBJECT, now: datetime) -> bool:
    """Return whether people can still propose and support: before `closes_at`, and before the subject is chosen."""
    settled = purpose is Purpose.SUBJECT and sheet.kind.votes_subject and sheet.gathering.title is not None
    return not sheet.is_cancelled and not settled and now < closes_at(sheet, purpose)


def check_open(sheet: GatheringSheet, *, purpose: Purpose = Purpose.SUBJECT, now: datetime) -> None:
    """Check that the vote is open. Raises AlreadyCancelled, AlreadyStarted, Invalid for a closed vote."""
    check_upcoming(sheet, now=now)
    if not is_open(sheet, purpose=purpose, now=now):
        raise Invalid(field="vote", reason="closed")


def propose(
    tx: Transaction,
    actor: Actor,
    gathering_id: int,
    *,
    text: str,
    form_id: str,
    purpose: Purpose = Purpose.SUBJECT,
    is_anonymous: bool = False,
    may_wait: bool = False,
    now: datetime,
) -> Proposal:
    """Propose a subject or a question. If the form `form_id` is submitted twice, it is proposed once.

    A named author who is invited also supports the proposal. Raises NotFound, NotAllowed, Invalid ("text"): "empty",
    "long", "twice" if the same proposal exists, "many". If `may_wait` is false, raises like `check_open` too."""
    sheet = _lock(tx, gathering_id)
    require(actor, "gatherings.propose", sheet)
    known = gathering_proposals.find_by_gesture(tx, form_id)
    if known is not None:
        return known
    if not may_wait:
        check_open(sheet, purpose=purpose, now=now)
    said = _read_text(text, list_proposals(tx, gathering_id, purpose=purpose))
    author_id = None if is_anonymous else actor.person_id
    gathering_proposals.add(tx, gathering_id, purpose=purpose, gesture=form_id, author_id=author_id, text=said, now=now)
    made = gathering_proposals.find_by_gesture(tx, form_id)
    if made is None or is_anonymous:
        return _require_found(made)
    if author_id is not None and any(person.id == author_id for person in sheet.invited):
        gathering_proposals.put_support(tx, made.id, author_id)
    record(tx, actor, "gatherings.propose", thing="proposal", thing_id=made.id, now=now)
    return _require_found(gathering_proposals.read(tx, made.id))


def withdraw(tx: Transaction, actor: Actor, proposal_id: int, *, now: datetime) -> Proposal:
    """Withdraw a proposal as author or as coach. Raises like `check_open`, or NotAllowed, NotFound (second click)."""
    sheet, proposal = _lock_proposal(tx, proposal_id)
    require(actor, "gatherings.withdraw", ProposalThing(proposal, sheet))
    # A proposal that was made after the gathering is for the next one, so it can still be withdrawn.
    if proposal.at < sheet.appointment.ends:
        check_open(sheet, purpose=proposal.purpose, now=now)
    gathering_proposals.remove(tx, proposal_id)
    record(tx, actor, "gatherings.withdraw", thing="proposal", thing_id=proposal_id, now=now)
    return proposal


def support(
    tx: Transaction, actor: Actor, proposal_id: int, *, is_supported: bool | None = None, now: datetime
) -> Proposal:
    """Support a proposal if `is_supported` is true, stop supporting it if False. None reverses the present state.

    Raises NotFound if the proposal was withdrawn, NotAllowed, and the errors of `check_open`."""
    sheet, proposal = _lock_proposal(tx, proposal_id)
    require(actor, "gatherings.support", sheet)
    check_open(sheet, purpose=proposal.purpose, now=now)
    me = _person_id(actor)
    if (me not in proposal.supporters) if is_supported is None else is_supported:
        gathering_proposals.put_support(tx, proposal_id, me)
    else:
        gathering_proposals.drop_support(tx, proposal_id, me)
    return _require_found(gathering_proposals.read(tx, proposal_id))


def vote(
    tx: Transaction,
    actor: Actor,
    gathering_id: int,
    *,
    chosen_ids: Collection[int],
    purpose: Purpose = Purpose.SUBJECT,
    may_wait: bool = False,
    now: datetime,
) -> list[Proposal]:
    """Support exactly these proposals of a gathering. Return all proposals, the most supported first.

    Raises NotFound, NotAllowed, Invalid ("vote"): "none" without proposals, "gone" if a chosen proposal was withdrawn.
    Raises like `check_open` if `may_wait` is false."""
    sheet = _lock(tx, gathering_id)
    require(actor, "gatherings.support", sheet)
    if not may_wait:
        check_open(sheet, purpose=purpose, now=now)
    known = list_proposals(tx, gathering_id, purpose=purpose)
    if not known:
        raise Invalid(field="vote", reason="none")
    if not {*chosen_ids} <= {proposal.id for proposal in known}:
        raise Invalid(field="vote", reason="gone")
    me = _person_id(actor)
    for proposal in known:
        if proposal.id in chosen_ids:
            gathering_proposals.put_support(tx, proposal.id, me)
        else:
            gathering_proposals.drop_support(tx, proposal.id, me)
    return list_proposals(tx, gathering_id, purpose=purpose)


def _read_text(text: str, known_proposals: Sequence[Proposal]) -> str:
    said = " ".join(text.split())
    if not said or not fold(said):
        raise Invalid(field="text", reason="empty")
    if len(said) > PROPOSAL_LIMIT:
        raise Invalid(field="text", reason="long")
    if any(fold(proposal.text) == fold(said) for proposal in known_proposals):
        raise Invalid(field="text", reason="twice")
    if len(known_proposals) >= MOST:
        raise Invalid(field="text", reason="many")
    return said


def _lock(tx: Transaction, gathering_id: int) -> GatheringSheet:
    occurrences.lock(tx, gathering_id)
    return describe_gathering(tx, gathering_id)


def _lock_proposal(tx: Transaction, proposal_id: int) -> tuple[GatheringSheet, Proposal]:
    found = _require_found(gathering_proposals.read(tx, proposal_id))
    sheet = _lock(tx, found.gathering_id)
    proposal = _require_found(gathering_proposals.read(tx, proposal_id))
    if proposal.gathering_id != found.gathering_id:  # somebody moved the proposal to the next gathering before the lock
        sheet = _lock(tx, proposal.gathering_id)
    return sheet, proposal


def _require_found(proposal: Proposal | None) -> Proposal:
    if proposal is None:
        raise NotFound(thing="proposal")
    return proposal


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotFound(thing="person")
    return actor.person_id
