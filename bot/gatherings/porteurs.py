"""Invite colleagues to the porteurs' seminar, and share texts after it.

The seminar takes half a day in each phase, for porteurs and sponsors. A porteur or a coach can invite colleagues. After
the announcement, people propose and support subjects (`ballots`). The seminar shows nothing about an individual EIG."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from bot.errors import AlreadyCancelled, AlreadyStarted, Invalid, NotFound
from bot.gatherings import announcements, facts
from bot.gatherings.model import SHARED_LIMIT, GatheringSheet, Proposal, Purpose, Reply
from bot.gatherings.sheets import describe_gathering
from bot.notices import notices
from bot.notices.model import Action, Notice
from bot.programme import budget
from bot.programme.files.faults import BadValue
from bot.programme.files.fields import read_email, read_name
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.gatherings import occurrences, proposals
from storage.programme import people

MOST = 30  # colleagues did not ask for the bot's messages, so a seminar invites at most this many


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague to invite. The values come from the form or from Slack."""

    name: str
    email: str
    slack_id: str | None = None


@dataclass(frozen=True, slots=True)
class PorteursShared:
    """A text shared after a seminar; `author` is None if that person was erased."""

    sheet: GatheringSheet
    proposal: Proposal
    author: Person | None


def open_invitation(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """Return the seminar for the invitation form. Raises like `invite`, except the errors about the colleague."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.invite", sheet)
    _check_may_invite(sheet)
    if sheet.appointment.starts <= now:
        raise AlreadyStarted(starts=sheet.appointment.starts)
    return sheet


def invite(
    tx: Transaction, actor: Actor, gathering_id: int, *, colleague: Colleague, now: datetime
) -> tuple[Person, GatheringSheet]:
    """Invite a colleague to a seminar. Return the colleague and the seminar.

    The colleague is found by Slack account or by e-mail, or created. After the announcement of the seminar, the
    colleague is notified in Slack or by mail. Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted,
    BudgetSpent ("outside"). Raises Invalid "shape" for the fields "name" and "email". Raises Invalid for the field
    "colleague": "already" if the colleague is invited, or "many"."""
    occurrences.lock(tx, gathering_id)
    sheet = open_invitation(tx, actor, gathering_id, now=now)
    person = _find_or_create_colleague(tx, colleague)
    if person.id in {*(person.id for person in sheet.invited), *sheet.appointment.host_ids, sheet.series.organiser_id}:
        raise Invalid(field="colleague", reason="already")
    if len(occurrences.guests_of(tx, [gathering_id]).get(gathering_id, ())) >= MOST:
        raise Invalid(field="colleague", reason="many")
    budget.spend_outside(tx, actor, [person.id], about=f"gathering {gathering_id}", now=now)
    occurrences.invite(tx, gathering_id, [person.id], inviter_id=actor.person_id)
    record(tx, actor, "gatherings.invite", thing="gathering", thing_id=gathering_id, now=now, detail=str(person.id))
    if sheet.gathering.announced_at is not None:
        announcements.owe_cards(tx, describe_gathering(tx, gathering_id), [person], now=now)
        announcements.refresh_cards(tx, gathering_id, now=now)
    return person, sheet


def open_sharing(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """Return the seminar for the sharing form. Raises like `share_text`, except the errors about the text."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.share", sheet)
    _check_may_invite(sheet)
    if sheet.appointment.starts > now:
        raise Invalid(field="text", reason="early")
    return sheet


def share_text(
    tx: Transaction, actor: Actor, gathering_id: int, *, text: str, form_id: str, now: datetime
) -> GatheringSheet:
    """Share a text after a seminar, in its channel, or with each participant if it has no channel.

    If the form `form_id` is submitted twice, the text is shared once. Raises NotFound, NotAllowed, AlreadyCancelled,
    and Invalid if it is too early, or if the text is empty or too long."""
    occurrences.lock(tx, gathering_id)
    sheet = open_sharing(tx, actor, gathering_id, now=now)
    said = text.strip()
    if not any(sign.isalnum() for sign in said):
        raise Invalid(field="text", reason="empty")
    if len(said) > SHARED_LIMIT:
        raise Invalid(field="text", reason="long")
    written = proposals.add(
        tx, gathering_id, purpose=Purpose.SHARED, gesture=form_id, author_id=actor.person_id, text=said, now=now
    )
    made = proposals.find_by_gesture(tx, form_id)
    if written and made is not None:
        record(tx, actor, "gatherings.share", thing="proposal", thing_id=made.id, now=now)
        _owe_shared(tx, sheet, made, channel=sheet.channel, now=now)
    return sheet


def read_shared(tx: Reading, proposal_id: int) -> PorteursShared:
    """Return a shared text, for its renderer. Raises NotFound."""
    proposal = proposals.read(tx, proposal_id)
    if proposal is None:
        raise NotFound(thing="proposal")
    author = people.by_id(tx, proposal.author_id) if proposal.author_id is not None else None
    return PorteursShared(describe_gathering(tx, proposal.gathering_id), proposal, author)


def handle_refused_channel(tx: Transaction, notice: Notice, *, now: datetime) -> None:
    """Send a shared text to each participant after a channel refused it."""
    if notice.action is Action.POST and notice.channel:
        shared = read_shared(tx, notice.subject_id)
        _owe_shared(tx, shared.sheet, shared.proposal, channel=None, now=now)


def _owe_shared(
    tx: Transaction, sheet: GatheringSheet, proposal: Proposal, *, channel: str | None, now: datetime
) -> None:
    if channel is not None:
        notices.tell(tx, facts.SharedText(), about=proposal.id, channel=channel, due=now)
        return
    took_part = {*sheet.appointment.person_ids, *(person.id for person in sheet.who_replied(Reply.COMES))}
    notices.tell(tx, facts.SharedText(), about=proposal.id, to=took_part - {proposal.author_id or 0}, due=now)


def _check_may_invite(sheet: GatheringSheet) -> None:
    if not sheet.kind.brings_colleagues:
        raise NotFound(thing="gathering")
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=sheet.appointment.starts)


def _find_or_create_colleague(tx: Transaction, colleague: Colleague) -> Person:
    known = people.by_slack_id(tx, colleague.slack_id) if colleague.slack_id else None
    if known is not None:
        return known
    try:
        email = read_email(unicodedata.normalize("NFC", colleague.email).strip())
    except BadValue:
        raise Invalid(field="email", reason="shape") from None
    known = people.by_email(tx, email)
    if known is None:
        try:
            name = read_name(" ".join(unicodedata.normalize("NFC", colleague.name).split()))
        except BadValue:
            raise Invalid(field="name", reason="shape") from None
        known = people.by_id(tx, people.find_or_add(tx, name=name, email=email))
    if known is None:
        raise NotFound(thing="person")
    if colleague.slack_id and known.slack_id is None:
        people.claim_slack_id(tx, known.id, colleague.slack_id)
    return known
