"""Choose the subject of a group between peers, by a vote before the announcement or by the organiser's decision.

The next subject is chosen at the end of each group. Before the first group of a series, the bot asks people for
proposals (docs/programme.md, Gatherings)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.agenda.model import Appointment
from bot.dates.working import shift_out_of_quiet
from bot.errors import Invalid
from bot.gatherings import announcements, calls, news
from bot.gatherings.facts import SubjectQuestion
from bot.gatherings.kinds import kind_of
from bot.gatherings.lacking import SUBJECT, missing_for_kind
from bot.gatherings.locks import check_upcoming
from bot.gatherings.model import TITLE_LIMIT, GatheringSheet
from bot.gatherings.series import joining
from bot.gatherings.sheets import describe_gathering, find_helping_people
from bot.gatherings.subjects import ballots, subjects
from bot.gatherings.subjects.late import shorten_to_title
from bot.notices import homes, notices
from bot.notices.model import Action, Notice
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.gatherings import occurrences, proposals

# People are asked for subjects this long before the vote closes: by default, three weeks before the group meets.
ASKED_BEFORE = timedelta(days=7)
NOBODY = Actor("")


def announce_after_vote(tx: Transaction, gathering_id: int, *, now: datetime) -> None:
    """Announce a gathering. If it is a group between peers, close the vote on its subject first.

    If nobody proposed a subject, or if a conference lacks facts, the organiser is asked for them."""
    closing = _close_vote(tx, gathering_id, now=now)
    waits = announcements.announce(tx, gathering_id, now=now)
    sheet = describe_gathering(tx, gathering_id)
    if closing and missing_for_kind(sheet):
        calls.ask_missing_facts(tx, [sheet], period=f"{SUBJECT} {gathering_id}", now=now)
    if waits:
        asked = f"waits {gathering_id} {int(sheet.appointment.starts.timestamp())}"
        calls.ask_missing_facts(tx, [sheet], period=asked, now=now)
    homes.owe_home(tx, [*(person.id for person in sheet.invited), calls.person_to_ask(sheet)], now=now)


def _close_vote(tx: Transaction, gathering_id: int, *, now: datetime) -> bool:
    if not describe_gathering(tx, gathering_id).kind.votes_subject:
        return False
    ballot = ballots.lock(tx, gathering_id, is_closing=True, now=now)
    sheet = describe_gathering(tx, gathering_id)
    gathering, starts = sheet.gathering, sheet.appointment.starts
    if (
        gathering.announced_at
        or sheet.is_cancelled
        or gathering.title is not None
        or not gathering.announce_at <= now < starts
    ):
        return False
    best = subjects.most_supported(ballot.proposals)
    if best is not None:
        occurrences.change(tx, gathering_id, title=shorten_to_title(best.text))
        record(tx, NOBODY, "gatherings.choose", thing="gathering", thing_id=gathering_id, now=now, detail=str(best.id))
    ballots.refresh(tx, sheet, now=now)
    return True


def open_subject(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> ballots.Ballot:
    """Return the proposals for the form that sets the subject. Raises like `set_subject`."""
    sheet = describe_gathering(tx, gathering_id)
    _check_may_set(actor, sheet, now=now)
    ballot = ballots.ballot_of(tx, sheet, now=now)
    about = " ".join([sheet.gathering.title or "", *(proposal.text for proposal in ballot.proposals)])
    return replace(ballot, helping=find_helping_people(tx, sheet.invited, text=about))


def set_subject(tx: Transaction, actor: Actor, gathering_id: int, *, title: str, now: datetime) -> GatheringSheet:
    """Set or change a group's subject, as its organiser, its host or a coach, and close the vote.

    Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted, Invalid ("title"): "empty", "long", "kind"."""
    ballot = ballots.lock(tx, gathering_id, now=now)
    sheet = describe_gathering(tx, gathering_id)
    _check_may_set(actor, sheet, now=now)
    said = " ".join(title.split())
    if not said:
        raise Invalid(field="title", reason="empty")
    if len(said) > TITLE_LIMIT:
        raise Invalid(field="title", reason="long")
    if said != sheet.gathering.title:
        occurrences.change(tx, gathering_id, title=said)
        record(tx, actor, "gatherings.title", thing="gathering", thing_id=gathering_id, now=now)
        news.refresh(tx, [describe_gathering(tx, gathering_id)], now=now)
        ballots.refresh(tx, ballot.sheet, now=now)
    return describe_gathering(tx, gathering_id)


def subject_of(tx: Reading, appointment: Appointment) -> str:
    """Return the subject of a group between peers, for its members to prepare; "" for any other appointment."""
    if not kind_of(appointment.dispositif).votes_subject:
        return ""
    found = occurrences.by_appointments(tx, [appointment.id]).get(appointment.id)
    return (found.title or "") if found else ""


def list_due(tx: Reading, *, now: datetime) -> list[int]:
    """Return the ids of the first groups of series for which the bot must now ask for subjects."""
    return proposals.gatherings_without_subject(
        tx, after=now, until=now + ASKED_BEFORE, kind=SubjectQuestion.kind, subject=SubjectQuestion.subject
    )


def next_due(tx: Reading) -> datetime | None:
    """Return when the bot must next ask for subjects. The moment is in the past if the question is due."""
    found = proposals.next_announcement_without_subject(tx, kind=SubjectQuestion.kind, subject=SubjectQuestion.subject)
    return found - ASKED_BEFORE if found else None


def ask_first_subjects(tx: Transaction, gathering_id: int, *, now: datetime) -> None:
    """Ask « De quoi parler ? » in the channel or by direct messages. Notify the organiser if the group is small."""
    occurrences.lock(tx, gathering_id)
    sheet = describe_gathering(tx, gathering_id)
    if not subjects.is_open(sheet, now=now):
        return
    _ask(tx, sheet, channel=sheet.channel, now=now)
    joining.explain_small_group(tx, sheet, now=now)
    homes.owe_home(tx, [person.id for person in sheet.invited], now=now)


def handle_refused_channel(tx: Transaction, notice: Notice, *, now: datetime) -> None:
    """Ask each person by direct message after a channel refused the question."""
    sheet = describe_gathering(tx, notice.subject_id)
    if notice.action is Action.POST and notice.channel and subjects.is_open(sheet, now=now):
        _ask(tx, sheet, channel=None, now=now)


def _ask(tx: Transaction, sheet: GatheringSheet, *, channel: str | None, now: datetime) -> None:
    about, closes = sheet.gathering.id, subjects.closes_at(sheet)
    due_at = min(shift_out_of_quiet(now), closes)
    if channel is not None:
        notices.tell(tx, SubjectQuestion(), about=about, channel=channel, due=due_at, expires=closes)
        return
    people = [person.id for person in sheet.invited] or [sheet.series.organiser_id]
    notices.tell(tx, SubjectQuestion(), about=about, to=people, due=due_at, expires=closes)


def _check_may_set(actor: Actor, sheet: GatheringSheet, *, now: datetime) -> None:
    require(actor, "gatherings.host", sheet)
    check_upcoming(sheet, now=now)
    if not sheet.kind.votes_subject:
        raise Invalid(field="title", reason="kind")
