"""« Écrire aux porteurs »: a coach's letter to all porteurs of a promotion, or to those who have not answered.

A reader gets the letter in Slack, or else by mail. The coach sees a preview, sends the letter once, and can undo the
sending for two minutes. A person gets at most one letter a week, whichever coach writes (docs/programme.md, Messages).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.agenda import drafts
from bot.agenda.model import State
from bot.agenda.pending import UNDO
from bot.errors import Invalid, NotAllowed, NotFound, UndoTooLate
from bot.gatherings.sheets import sheets_of
from bot.notices import notices
from bot.programme.history import record
from bot.programme.model import Actor, Person, Promotion
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import is_part_of, person_of, running_promotion_ids
from bot.records import facts
from bot.records.model import Letter
from bot.records.overview import coached_promotion
from storage.database import Reading, Transaction
from storage.gatherings import occurrences
from storage.polls import polls
from storage.programme import people
from storage.records import letters

WEEK = timedelta(days=7)
FAR = timedelta(days=400)
LIMIT = 2000  # characters of a letter
SUBJECT = facts.LetterSent.subject


class ReaderChoice(StrEnum):
    """Choice of readers: all porteurs, or those who have not answered an invitation or a poll."""

    ALL = "all"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class LetterReaders:
    """The readers of a letter, sorted by name. `heard` are porteurs who got a letter this week and do not get this one.

    `unreachable` are porteurs who have neither Slack nor an address."""

    promotion: Promotion
    whom: ReaderChoice
    readers: tuple[Person, ...]
    heard: tuple[Person, ...] = ()
    unreachable: tuple[Person, ...] = ()
    text: str = ""

    @property
    def in_slack(self) -> int:
        """The number of readers who get the letter in Slack. The others get a mail."""
        return sum(person.slack_id is not None for person in self.readers)


def reader_choices(
    tx: Reading, actor: Actor, promotion_id: int, *, now: datetime
) -> tuple[LetterReaders, LetterReaders]:
    """Return two choices: all porteurs, and those who have not answered. Raises NotAllowed, NotFound."""
    promotion = _coached_promotion(tx, actor, promotion_id, now=now)
    everybody = people.list_with_role(tx, Role.PORTEUR, promotion_id=promotion_id)
    waited = _awaited_ids(tx, promotion_id, now=now)
    silent = [person for person in everybody if person.id in waited]
    return _sort_readers(tx, promotion, ReaderChoice.ALL, everybody, now=now), _sort_readers(
        tx, promotion, ReaderChoice.SILENT, silent, now=now
    )


def preview_letter(
    tx: Transaction, actor: Actor, promotion_id: int, *, draft_id: str, whom: ReaderChoice, text: str, now: datetime
) -> LetterReaders:
    """Save a letter as a draft, and return its readers.

    Raises NotAllowed, NotFound, DraftExpired, and Invalid for "letter" ("empty", "long") and "whom" ("nobody")."""
    said = text.strip()
    everybody, silent = reader_choices(tx, actor, promotion_id, now=now)
    if not said or len(said) > LIMIT:
        raise Invalid(field="letter", reason="long" if said else "empty")
    found = everybody if whom is ReaderChoice.ALL else silent
    if not found.readers:
        raise Invalid(field="whom", reason="nobody")
    content = json.dumps({"promotion": promotion_id, "whom": whom.value, "text": said})
    drafts.save(tx, actor, draft_id, content=content, now=now)
    return LetterReaders(found.promotion, whom, found.readers, found.heard, found.unreachable, said)


def send_letter(tx: Transaction, actor: Actor, draft_id: str, *, now: datetime) -> tuple[Letter, int]:
    """Enqueue the letter of a draft once, due in two minutes. Return the letter and the number of its readers.

    The porteurs are locked, so that two coaches cannot write to one person at the same time.
    Raises like `preview_letter`."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    if draft.result_id is None:
        promotion_id = int(json.loads(draft.content)["promotion"])
        people.lock(tx, [person.id for person in people.list_with_role(tx, Role.PORTEUR, promotion_id=promotion_id)])
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return _read_letter(tx, draft.result_id), 0
    said = json.loads(draft.content)
    everybody, silent = reader_choices(tx, actor, said["promotion"], now=now)
    readers = (everybody if said["whom"] == ReaderChoice.ALL else silent).readers
    if not readers:
        raise Invalid(field="whom", reason="nobody")
    ids, mine = [person.id for person in readers], person_of(actor).id
    number = letters.add(tx, promotion_id=said["promotion"], author_id=mine, text=said["text"], reader_ids=ids, now=now)
    drafts.settle(tx, draft, result_id=number)
    notices.tell(tx, facts.LetterSent(), about=number, to=ids, due=now + UNDO)
    record(tx, actor, "records.letter", thing=SUBJECT, thing_id=number, now=now, detail=str(len(ids)))
    return _read_letter(tx, number), len(ids)


def undo(tx: Transaction, actor: Actor, letter_id: int, *, now: datetime) -> Letter:
    """« Revenir en arrière »: undo the actor's letter within two minutes. Raises NotAllowed, NotFound, UndoTooLate."""
    letter = letters.read(tx, letter_id, lock=True)
    if letter is None:
        raise NotFound(thing="letter")
    require(actor, "gatherings.plan")
    if letter.author_id != actor.person_id:
        raise NotAllowed(action="gatherings.plan")
    if letter.undone_at is not None:
        return letter
    if letter.sent_at + UNDO <= now:
        raise UndoTooLate
    letters.mark_undone(tx, letter_id, now=now)
    notices.drop_unsent(tx, SUBJECT, letter_id, reason="undone", now=now)
    record(tx, actor, "records.letter_undo", thing=SUBJECT, thing_id=letter_id, now=now)
    return letter


def find(tx: Reading, letter_id: int) -> tuple[Letter, Person | None] | None:
    """Return a letter and its author; None if the letter was undone or its author was erased."""
    letter = letters.read(tx, letter_id)
    if letter is None or letter.undone_at is not None or not letter.text:
        return None
    return letter, people.by_id(tx, letter.author_id)


def _coached_promotion(tx: Reading, actor: Actor, promotion_id: int, *, now: datetime) -> Promotion:
    promotion = coached_promotion(tx, actor, promotion_id)
    if promotion_id not in running_promotion_ids(tx, now):
        raise NotFound(thing="promotion")
    return promotion


def _sort_readers(
    tx: Reading, promotion: Promotion, whom: ReaderChoice, several: Sequence[Person], *, now: datetime
) -> LetterReaders:
    heard = letters.recipients_since(tx, [person.id for person in several], since=now - WEEK)
    left = [person for person in several if person.id not in heard]
    reached = tuple(person for person in left if person.slack_id or person.email)
    return LetterReaders(
        promotion,
        whom,
        reached,
        tuple(person for person in several if person.id in heard),
        tuple(person for person in left if person not in reached),
    )


def _awaited_ids(tx: Reading, promotion_id: int, *, now: datetime) -> set[int]:
    coming = occurrences.list_between(tx, promotion_id, since=now, until=now + FAR)
    announced = [gathering for gathering in coming if gathering.announced_at is not None]
    found = {
        person.id
        for sheet in (sheets_of(tx, announced) if announced else ())
        if sheet.appointment.starts > now and sheet.appointment.state is State.CONFIRMED
        for person in sheet.invited
        if person.id not in sheet.answers
    }
    going = polls.list_open(tx)
    askers = people.by_ids(tx, {poll.asked_by for poll in going})
    inside = {asker.id for asker in askers.values() if is_part_of(asker, promotion_id)}
    asked = {poll.id for poll in going if poll.asked_by in inside}
    voters = polls.voters_of(tx, asked) if asked else {}
    return found | {voter.person_id for each in voters.values() for voter in each if voter.answered_at is None}


def _read_letter(tx: Reading, letter_id: int) -> Letter:
    letter = letters.read(tx, letter_id)
    if letter is None:
        raise NotFound(thing="letter")
    return letter
