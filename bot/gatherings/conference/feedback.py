"""Save feedback on a gathering: a rating, then an optional comment.

The rating is stored with the person's name, so that they can change it; nobody sees the name. The organiser and coaches
read the counts and the comments. Nothing is posted in the channel, because a few answers would reveal their authors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.errors import AlreadyCancelled, Invalid
from bot.gatherings.model import TEXT_LIMIT, GatheringSheet, Mark
from bot.gatherings.sheets import describe_gathering
from bot.notices import homes
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading, Transaction
from storage.gatherings import feedback, occurrences

WORDS_LIMIT = TEXT_LIMIT


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    """The feedback on a gathering. `words` are the comments, in alphabetical order, which hides their authors."""

    sheet: GatheringSheet
    counts: Mapping[Mark, int]
    words: tuple[str, ...]


def rate(tx: Transaction, actor: Actor, gathering_id: int, *, mark: str, now: datetime) -> GatheringSheet:
    """Save a participant's or an invited person's rating of a past gathering, in place of an earlier rating.

    Raises NotFound, NotAllowed, AlreadyCancelled. Raises Invalid before the end ("early"), and for an unknown
    mark ("none")."""
    sheet = _read_ended(tx, actor, gathering_id, now=now)
    if mark not in set(Mark):
        raise Invalid(field="mark", reason="none")
    occurrences.lock(tx, gathering_id)
    feedback.save_rating(tx, gathering_id, actor.person_id or 0, mark=Mark(mark), now=now)
    homes.owe_home(tx, [actor.person_id or 0], now=now)
    return sheet


def read_own_comment(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> tuple[GatheringSheet, str]:
    """Return the actor's own comment, "" for none. Raises like `add_comment`."""
    sheet = _read_ended(tx, actor, gathering_id, now=now)
    own = feedback.feedback_of(tx, gathering_id).get(actor.person_id or 0)
    if own is None:
        raise Invalid(field="words", reason="mark")
    return sheet, own.words or ""


def add_comment(tx: Transaction, actor: Actor, gathering_id: int, *, words: str, now: datetime) -> GatheringSheet:
    """Save a comment beside the actor's rating, in place of the previous comment; an empty text erases it.

    Raises like `rate`. Raises Invalid for the field "words": "long", or "mark" if the actor gave no rating."""
    sheet, before = read_own_comment(tx, actor, gathering_id, now=now)
    if len(words) > WORDS_LIMIT:
        raise Invalid(field="words", reason="long")
    if words.strip() != before:
        feedback.save_comment(tx, gathering_id, actor.person_id or 0, comment=words.strip() or None, now=now)
    return sheet


def read_feedback(tx: Reading, actor: Actor, gathering_id: int) -> FeedbackSummary:
    """Return the feedback without names, for the organiser and coaches. Raises NotFound, NotAllowed."""
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.host", sheet)
    given = feedback.feedback_of(tx, gathering_id).values()
    counts = {mark: sum(feedback.mark is mark for feedback in given) for mark in Mark}
    return FeedbackSummary(sheet, counts, tuple(sorted(feedback.words for feedback in given if feedback.words)))


def has_ratings(tx: Reading, gathering_id: int) -> bool:
    """Return whether anybody has rated the gathering."""
    return bool(feedback.feedback_of(tx, gathering_id))


def _read_ended(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    sheet = describe_gathering(tx, gathering_id)
    require(actor, "gatherings.rate", sheet)
    if sheet.is_cancelled:
        raise AlreadyCancelled(starts=sheet.appointment.starts)
    if sheet.appointment.ends > now:
        raise Invalid(field="mark", reason="early")
    return sheet
