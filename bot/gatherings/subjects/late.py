"""Find a subject for a group between peers that was announced without one.

The first proposal after the announcement becomes the subject, without a vote. The organiser can still change it."""

from datetime import datetime

from bot.gatherings import news
from bot.gatherings.model import TITLE_LIMIT
from bot.gatherings.sheets import describe_gathering
from bot.gatherings.subjects import ballots, subjects
from bot.programme.history import record
from bot.programme.model import Actor
from storage.database import Transaction
from storage.gatherings import occurrences


def propose_subject(
    tx: Transaction, actor: Actor, gathering_id: int, *, text: str, form_id: str, now: datetime
) -> ballots.Ballot:
    """Propose a subject. A group announced without one gets the best proposal. Raises like `ballots.propose`."""
    ballot = ballots.propose(tx, actor, gathering_id, text=text, form_id=form_id, now=now)
    if not ballot.waits and fill_subject(tx, actor, ballot.sheet.gathering.id, now=now):
        return ballots.Ballot(describe_gathering(tx, ballot.sheet.gathering.id), ballot.proposals)
    return ballot


def fill_subject(tx: Transaction, actor: Actor, gathering_id: int, *, now: datetime) -> bool:
    """Make the best proposal the subject of a group that was announced without one. Return False if there is none."""
    sheet = describe_gathering(tx, gathering_id)
    late = sheet.kind.votes_subject and sheet.gathering.announced_at is not None
    best = (
        subjects.most_supported(subjects.list_proposals(tx, gathering_id))
        if late and subjects.is_open(sheet, now=now)
        else None
    )
    if best is None:
        return False
    occurrences.change(tx, gathering_id, title=shorten_to_title(best.text))
    record(tx, actor, "gatherings.choose", thing="gathering", thing_id=gathering_id, now=now, detail=str(best.id))
    news.refresh(tx, [describe_gathering(tx, gathering_id)], now=now)
    ballots.refresh(tx, sheet, now=now)
    return True


def shorten_to_title(text: str) -> str:
    """Shorten a proposal, which has at most 300 characters, to a title of at most 150."""
    return text if len(text) <= TITLE_LIMIT else f"{text[: TITLE_LIMIT - 1].rstrip()}…"
