"""Share an entry of a logbook with a coach, get the logbook as a file, or erase the whole logbook."""

from collections.abc import Sequence
from datetime import datetime

from bot import pictures
from bot.errors import Invalid, NotFound
from bot.logbook import facts, hour, service
from bot.logbook.facts import LogbookPaper
from bot.logbook.model import Logbook, Place, Share, digest_of
from bot.notices import homes, notices
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.service import coaches_of, company_of
from bot.programme.spelling import name_sort_key
from storage.database import Reading, Transaction
from storage.logbook import logbooks
from storage.programme import people


def open_sharing(tx: Reading, actor: Actor, *, now: datetime) -> tuple[Logbook, Sequence[Person]]:
    """Return the logbook, and the coaches who could read an entry. The coaches of the actor's défi come first.

    Raises NotAllowed, and Invalid if no text was written or the person lacks a coach."""
    require(actor, "logbook.keep")
    book, promotion = service.own_logbook(tx, actor, now=now)
    own = {coach.id: coach for company in company_of(tx, actor.person) for coach in company.coaches}
    others = {coach.id: coach for coach in sorted(coaches_of(tx, promotion.id), key=name_sort_key)}
    coaches = [person for person in {**own, **others}.values() if person.id != actor.person_id]
    if not any(word.text for word in book.words.values()):
        raise Invalid(field="entry", reason="none")
    if not coaches:
        raise Invalid(field="coach", reason="alone")
    return book, coaches


def preview_entry(tx: Reading, actor: Actor, place: Place, *, coach_id: int, now: datetime) -> tuple[str, Person]:
    """Return the text to share, and the coach. Raises like `open_sharing`, plus NotFound."""
    book, coaches = open_sharing(tx, actor, now=now)
    coach = next((person for person in coaches if person.id == coach_id), None)
    text = book.text(place[1], place[0])
    if coach is None or not text:
        raise NotFound(thing="entry")
    return text, coach


def share_entry(
    tx: Transaction, actor: Actor, place: Place, *, coach_id: int, title: str, seen_digest: str, now: datetime
) -> Person:
    """Share an entry with a coach as the owner previewed it. Return the coach.

    `title` is the entry's question, and `seen_digest` is the digest of the previewed text. Raises like `preview_entry`,
    and Invalid if the owner has changed the text in another window."""
    people.lock(tx, [actor.person_id or 0])
    text, coach = preview_entry(tx, actor, place, coach_id=coach_id, now=now)
    if digest_of(text) != seen_digest:
        raise Invalid(field="entry", reason="changed")
    book, _ = service.own_logbook(tx, actor, now=now)
    about = logbooks.add_share(tx, book.id, person_id=book.person_id, coach_id=coach.id, title=title, text=text)
    notices.tell(tx, facts.LogbookShared(), about=about, to=[coach.id], due=now)
    return coach


def read_share(tx: Reading, share_id: int, *, reader_id: int) -> tuple[Share, Person] | None:
    """Return a shared entry and its owner; None if the entry was not shared with the reader."""
    found = logbooks.read_share(tx, share_id)
    owner = people.by_id(tx, found.person_id) if found and found.coach_id == reader_id else None
    return (found, owner) if found and owner else None


def ask_file(tx: Transaction, actor: Actor, paper: LogbookPaper, *, now: datetime) -> None:
    """Enqueue a file of the actor's logbook. A second click just after the first one sends no second file.

    Raises NotAllowed, Invalid ("file"): "empty", or "extra" if the optional package that draws is not installed."""
    book, _ = service.own_logbook(tx, actor, now=now)
    if book.is_empty or (paper is LogbookPaper.PICTURE and not book.progress):
        raise Invalid(field="file", reason="empty")
    if paper is LogbookPaper.PICTURE and not pictures.is_installed():
        raise Invalid(field="file", reason="extra")
    which = list(LogbookPaper).index(paper), len(LogbookPaper)
    notices.send_file(
        tx, book.person_id, card=facts.FileMessage(paper), file=facts.LogbookFile(paper), kind_position=which, now=now
    )


def erase_logbooks(tx: Transaction, actor: Actor, *, now: datetime) -> bool:
    """Erase all of the actor's logbooks without delay, and release their hours. Return False if nothing was erased.

    The copies that coaches have of entries lose their text, in the database and in the messages. The bot still
    remembers that the entries were shared. Raises NotAllowed for a person who never was an EIG."""
    person_id = actor.person_id or 0
    if not (logbooks.logbook_ids_of(tx, person_id) or service.upcoming_hours(tx, person_id, now=now)):
        require(actor, "logbook.keep")
        return False
    hour.release_hours(tx, actor, person_id, now=now)
    erase_logbooks_of(tx, person_id, now=now)
    return True


def erase_logbooks_of(tx: Transaction, person_id: int, *, now: datetime) -> None:
    """Erase a person's logbooks. The copies that coaches have of entries lose their text, also in the messages."""
    for _, logbook_id in logbooks.logbook_ids_of(tx, person_id):
        for share_id in logbooks.erase(tx, logbook_id):
            notices.owe_updates(tx, facts.LogbookShared.subject, share_id, revision=1, due=now)
    homes.owe_home(tx, [person_id], now=now)
