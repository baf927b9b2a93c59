"""A person's own data: read it, erase it, and erase it automatically when it is old.

`storage/personal.py` declares to which person each column belongs. An erasure ends the person's memberships. Periodic
jobs then release their places, as for everybody who leaves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.agenda import agenda
from bot.agenda.model import Appointment, Part
from bot.catalogue.catalogue import list_added_cycles
from bot.dates.paris import day_of, moment_at
from bot.dates.phases import add_months
from bot.errors import NotFound, Refusal
from bot.logbook import leaving
from bot.notices import notices
from bot.polls.model import Stage
from bot.programme import mail_links
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import person_of
from bot.rights import facts
from bot.workshops import workshops
from storage import personal
from storage.database import Reading, Transaction
from storage.mentoring import cycles
from storage.notices import ledger
from storage.polls import polls
from storage.programme import people, promotions

NEWEST = personal.NEWEST  # At most this many rows of a table are shown.
ERASABLE = timedelta(days=7)
_CLOCK = Actor("")


class Unsettled(Refusal):
    """Raised by `erase_actor` if the person has to settle some things first (`Left`), such as hosted appointments."""

    code = "unsettled"

    @property
    def left(self) -> "Left":
        """The things that the person must settle before the erasure."""
        found = self.facts.get("left")
        return found if isinstance(found, Left) else Left()


@dataclass(frozen=True, slots=True)
class Left:
    """The things that others still need from a person: appointments as host or booker, open cycles and polls.

    `own`: at least one of the cycles has a format that the programme added, and is not a mentorat. `alone_for`: names
    of promotions that have no other coach."""

    appointments: tuple[Appointment, ...] = ()
    cycles: int = 0
    polls: int = 0
    alone_for: tuple[str, ...] = ()
    own: bool = False

    def __bool__(self) -> bool:
        return bool(self.appointments or self.cycles or self.polls or self.alone_for)


@dataclass(frozen=True, slots=True)
class PersonData:
    """A person's data. `rows` has each table with its rows, the newest row first.

    `own`: the programme has added formats of cycles to the mentorat."""

    person: Person
    rows: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
    own: bool = False


def read(tx: Reading, actor: Actor) -> PersonData:
    """Return the actor's data. Raises NotAllowed, and NotFound for an unknown person."""
    require(actor, "rights.read")
    person = person_of(actor)
    kept = [(table.key, rows) for table, rows in personal.read_person(tx, person.id)]
    return PersonData(person, kept, own=bool(list_added_cycles(tx)))


def request_file(tx: Transaction, actor: Actor, *, now: datetime) -> bool:
    """« Recevoir le fichier »: enqueue a message with the file in its thread. A second click just after is ignored.

    Return True if the person has no Slack account: the file is then sent by mail. Raises NotAllowed, NotFound."""
    require(actor, "rights.read")
    if person_of(actor).slack_id is None:
        request_mail(tx, actor, now=now)
        return True
    notices.send_file(tx, person_of(actor).id, card=facts.DataMessage(), file=facts.DataFile(), now=now)
    return False


def request_mail(tx: Transaction, actor: Actor, *, now: datetime) -> bool:
    """« Mes données » on a page: mail the file to the person's known address.

    The page does not offer the file, since other people may have the page's link. The file is sent once a day: later
    calls return False. Raises NotAllowed, and NotFound without an address."""
    require(actor, "rights.read")
    person = person_of(actor)
    if not person.email:
        raise NotFound(thing="person")
    return notices.tell(tx, facts.DataMail(), about=day_of(now).toordinal(), to=[person.id], due=now) > 0


def erasure_deadline(_: Reading, asked_on: int) -> datetime:
    """Return when the erasure link of a mail expires. `asked_on`: the ordinal of the day of the request."""
    return moment_at(date.fromordinal(asked_on) + ERASABLE, 0)


def is_erased(tx: Reading, person_id: int) -> bool:
    """Return whether a person was erased."""
    return personal.is_erased(tx, person_id)


def things_to_settle(tx: Reading, actor: Actor, *, now: datetime) -> Left:
    """Return what the actor must settle before an erasure. Raises NotAllowed, NotFound."""
    require(actor, "rights.erase")
    person = person_of(actor)
    coming = agenda.list_upcoming(tx, person.id, now=now)
    theirs = [appointment for appointment in coming if appointment.part_of(person.id) in {Part.HOST, Part.BOOKER}]
    live = [cycle for cycle in cycles.cycles_of_person(tx, person.id, since=now) if cycle.state.is_live]
    mine = [cycle for cycle in live if person.id in (cycle.asked_by, cycle.mentor_id)]
    asked = [poll for poll in polls.list_for_asker(tx, person.id) if poll.stage in {Stage.OPEN, Stage.CLOSED}]
    own = any(cycle.terms.is_own for cycle in mine)
    return Left(tuple(theirs), len(mine), len(asked), tuple(_promotions_of_sole_coach(tx, person, now=now)), own)


def erase_actor(tx: Transaction, actor: Actor, *, now: datetime) -> None:
    """Erase the actor's data at once: texts, name, addresses, memberships, links.

    Past appointments and a team's texts stay without the name. Raises Unsettled if others still need the actor,
    NotAllowed, and NotFound if the actor is already erased."""
    person = person_of(actor)
    people.lock(tx, [person.id])
    if personal.is_erased(tx, person.id):
        raise NotFound(thing="person")
    if left := things_to_settle(tx, actor, now=now):
        raise Unsettled(left=left)
    _withdraw_workshops(tx, actor, person, now=now)
    _erase(tx, actor, person.id, now=now)


def erase_restored(tx: Transaction, person_ids: Collection[int], *, now: datetime) -> int:
    """Erase these people again after a backup was restored. Return how many of them the backup contained."""
    found = [person_id for person_id in sorted(people.by_ids(tx, person_ids)) if not personal.is_erased(tx, person_id)]
    for person_id in found:
        people.lock(tx, [person_id])
        _erase(tx, _CLOCK, person_id, now=now)
    return len(found)


def erase_expired(tx: Transaction, *, months: int, now: datetime) -> int:
    """Erase people who have had no role for `months`, and texts of promotions that ended before that time.

    If `months` is 0, erase none of these. In any case, erase texts that were written about erased people after their
    erasure. Return the number of people erased."""
    personal.erase_again(tx)
    if not months:
        return 0
    until = add_months(day_of(now), -months)
    found = personal.list_long_gone(tx, before=moment_at(until, 0), day=until.isoformat())
    for person_id in found:
        people.lock(tx, [person_id])
        _erase(tx, _CLOCK, person_id, now=now)
    # Keep all texts since the first day of the oldest promotion that had not ended before `until`.
    oldest = personal.oldest_kept_day(tx, day=until.isoformat())
    days = (until, date.fromisoformat(oldest)) if oldest else (until,)
    personal.erase_old_texts(tx, until=moment_at(min(days), 0))
    return len(found)


def _erase(tx: Transaction, actor: Actor, person_id: int, *, now: datetime) -> None:
    people.end_all_memberships(tx, person_id, now=now)
    leaving.erase_logbooks_of(tx, person_id, now=now)  # This also erases entries that were shared with coaches.
    ledger.drop_pending_of_person(tx, person_id, reason="erased", at=now)
    mail_links.end_links(tx, person_id)
    personal.erase(tx, person_id, now=now)
    record(tx, actor, "rights.erase", thing="person", thing_id=person_id, now=now)


def _withdraw_workshops(tx: Transaction, actor: Actor, person: Person, *, now: datetime) -> None:
    """Withdraw the workshop requests of an erased person whose team has no other member."""
    waiting = workshops.list_waiting(tx, person.defi_ids)
    for workshop in (each.workshop for each in waiting if each.workshop.asked_by == person.id and not each.looking):
        if {each.id for each in people.members_of_defi(tx, workshop.defi_id)} <= {person.id}:
            workshops.withdraw(tx, actor, workshop.id, now=now)


def _promotions_of_sole_coach(tx: Reading, person: Person, *, now: datetime) -> Iterator[str]:
    if Role.COACH not in person.roles:
        return
    for promotion in promotions.promotions_not_ended(tx, day_of(now)):
        if {person.id for person in people.list_with_role(tx, Role.COACH, promotion_id=promotion.id)} == {person.id}:
            yield promotion.name
