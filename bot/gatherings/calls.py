"""Ask organisers for the missing facts of their gatherings, and for the host of a date « à arbitrer ».

In each promotion, a person gets one message a month about the gatherings that they host or organise. An organiser gets
another message when a date loses its host."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from bot.gatherings.facts import OrganiserQuestion
from bot.gatherings.lacking import missing_facts
from bot.gatherings.model import GatheringSheet
from bot.gatherings.news import ORGANISER
from bot.gatherings.sheets import sheets_of
from bot.notices import homes, notices
from bot.notices.model import NoticeToSend
from storage.database import Reading, Transaction
from storage.gatherings import occurrences

# If a person was asked about a date within this time, the bot updates that message and sends no new one.
LATELY = timedelta(hours=1)
MOST = 60  # one message asks about this many gatherings at most, because it stores their ids


def lacks_host_or_fact(sheet: GatheringSheet, *, now: datetime) -> bool:
    """Return whether an upcoming gathering is « à arbitrer » or lacks a fact."""
    stands = not sheet.is_cancelled and sheet.appointment.starts > now
    return stands and (sheet.gathering.unclaimed or bool(missing_facts(sheet)))


def person_to_ask(sheet: GatheringSheet) -> int:
    """Return the id of the person to ask about a gathering: its host, or its organiser if it has no host."""
    return next(iter(sheet.appointment.host_ids), sheet.series.organiser_id)


def ask_for_missing_hosts(
    tx: Transaction, gatherings: Sequence[GatheringSheet], *, due: datetime | None = None, now: datetime
) -> None:
    """Ask each organiser, in one message, to find a host for each of these gatherings that is « à arbitrer »."""
    _enqueue_question(tx, [sheet for sheet in gatherings if sheet.gathering.unclaimed], period="host", now=due or now)


def ask_missing_facts(tx: Transaction, gatherings: Sequence[GatheringSheet], *, period: str, now: datetime) -> None:
    """Ask each host or organiser, in one message, for everything that their gatherings lack.

    A person gets one message for each `period`, such as a month. If a question about a gathering was sent within the
    last hour, that message is updated instead."""
    lacking = [sheet for sheet in gatherings if lacks_host_or_fact(sheet, now=now)]
    lately = {
        person_id: _recently_asked_ids(tx, person_id, now=now)
        for person_id in {person_to_ask(sheet) for sheet in lacking}
    }
    again = [sheet for sheet in lacking if sheet.gathering.id in lately[person_to_ask(sheet)]]
    for person_id in sorted({person_to_ask(sheet) for sheet in again}):
        notices.owe_updates(tx, ORGANISER, person_id, revision=0, due=now)
    _enqueue_question(tx, [sheet for sheet in lacking if sheet not in again], period=period, now=now)


def refresh(tx: Transaction, sheet: GatheringSheet, *, now: datetime) -> None:
    """Update the questions that the organiser and the hosts of a gathering have received, and their Homes."""
    asked = sorted({sheet.series.organiser_id, *sheet.appointment.host_ids})
    for person_id in asked:
        notices.owe_updates(tx, ORGANISER, person_id, revision=0, due=now)
    homes.owe_home(tx, asked, now=now)


def read(tx: Reading, fact: OrganiserQuestion, *, person_id: int, now: datetime) -> list[GatheringSheet]:
    """Return the gatherings of a question that still need this person's decision, by start."""
    several = occurrences.by_ids(tx, list(fact.gathering_ids)).values()
    found = [sheet for sheet in sheets_of(tx, list(several)) if lacks_host_or_fact(sheet, now=now)]
    mine = [sheet for sheet in found if person_to_ask(sheet) == person_id]
    return sorted(mine, key=lambda sheet: (sheet.appointment.starts, sheet.gathering.id))


def _recently_asked_ids(tx: Reading, person_id: int, *, now: datetime) -> set[int]:
    questions = notices.list_messages_about(tx, OrganiserQuestion, about=person_id, since=now - LATELY)
    return {gathering_id for _, detail in questions for gathering_id in OrganiserQuestion.read(detail).gathering_ids}


def _enqueue_question(tx: Transaction, gatherings: Sequence[GatheringSheet], *, period: str, now: datetime) -> None:
    by_person: dict[int, list[GatheringSheet]] = {}
    for sheet in gatherings:
        by_person.setdefault(person_to_ask(sheet), []).append(sheet)
    notices.owe(
        tx,
        [_question_notice(person, ones[:MOST], period=period, now=now) for person, ones in sorted(by_person.items())],
    )


def _question_notice(
    person_id: int, gatherings: Sequence[GatheringSheet], *, period: str, now: datetime
) -> NoticeToSend:
    # A notice is sent once per period, so the monthly job asks once. Each time a date loses its host, its appointment
    # gets a new revision. The revision is in the period, so the organiser is asked again.
    revisions = ",".join(f"{sheet.gathering.id}-{sheet.appointment.revision}" for sheet in gatherings)
    return OrganiserQuestion(tuple(sheet.gathering.id for sheet in gatherings)).owed(
        person_id,
        to=person_id,
        due=now,
        expires=max(sheet.appointment.starts for sheet in gatherings),
        period=period if period != "host" else f"host {crc32(revisions.encode()):x}",
    )
