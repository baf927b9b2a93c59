"""Find the gatherings that wait for an answer or a decision of one person, with a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.gatherings import attendance, calls
from bot.gatherings.groups import formation
from bot.gatherings.groups.turns import Presenter, PresenterState
from bot.gatherings.model import GatheringSheet, Reply
from bot.gatherings.series import orphans
from bot.gatherings.sheets import sheets_of
from bot.gatherings.subjects import ballots, peers
from bot.gatherings.subjects.subjects import is_open
from bot.programme.model import Actor
from bot.programme.service import person_of
from storage.database import Reading
from storage.gatherings import gathering_groups, gathering_line, occurrences

# `find_joinable` looks at most FAR ahead, and reads at most MOST_LOOKED_AT gatherings.
FAR, MOST_LOOKED_AT = timedelta(days=400), 100
# `AwaitingGatherings` lists gatherings this far ahead. A monthly message and `/programme` ask about later gatherings.
SETTLED_WITHIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class AwaitingGatherings:
    """The gatherings that wait for one person, by start.

    `holding` are gatherings for whose small groups the person must find hosts. `to_settle` are gatherings for which the
    person must enter facts or find a host. `led` are gatherings whose attendance the person must record. `subjects` are
    the ballots in which the person has not voted. `orphaned` are the series without an organiser, for a coach."""

    to_present: tuple[GatheringSheet, ...] = ()
    invitations: tuple[GatheringSheet, ...] = ()
    subjects: tuple[ballots.Ballot, ...] = ()
    holding: tuple[GatheringSheet, ...] = ()
    to_settle: tuple[GatheringSheet, ...] = ()
    led: tuple[GatheringSheet, ...] = ()
    to_rate: tuple[GatheringSheet, ...] = ()
    orphaned: tuple[orphans.OrphanedSeries, ...] = ()


def find_awaiting_gatherings(tx: Reading, actor: Actor, *, now: datetime) -> AwaitingGatherings:
    """Return the gatherings that await the actor."""
    person_id, orphaned = person_of(actor).id, tuple(orphans.list_awaiting_taker(tx, actor, now=now))
    since, until = now - attendance.ASKED_FOR, now + SETTLED_WITHIN
    ids = gathering_line.awaiting_ids(tx, person_id, since=since, until=until, now=now)
    found = sheets_of(tx, sorted(occurrences.by_ids(tx, ids).values(), key=lambda gathering: ids.index(gathering.id)))
    if not found:
        return AwaitingGatherings(orphaned=orphaned)
    asked = gathering_groups.presenters_of(tx, ids)
    made = gathering_groups.groups_of(tx, ids)
    coming = [sheet for sheet in found if sheet.appointment.starts > now]
    over = [sheet for sheet in found if sheet.gathering.closed_at is not None and attendance.took_place(sheet)]
    invited = [sheet for sheet in coming if any(each.id == person_id for each in sheet.invited)]
    to_present = [sheet for sheet in invited if _is_asked_to_present(asked, sheet, person_id)]
    return AwaitingGatherings(
        to_present=tuple(to_present),
        invitations=tuple(sheet for sheet in invited if sheet not in to_present and _is_unanswered(sheet, person_id)),
        subjects=_awaiting_ballots(tx, invited, person_id=person_id, now=now),
        holding=tuple(
            sheet
            for sheet in coming
            if sheet.series.organiser_id == person_id
            and sheet.gathering.id not in made
            and formation.must_choose_hosts(sheet, now=now)
        ),
        to_settle=tuple(
            sheet
            for sheet in coming
            if calls.person_to_ask(sheet) == person_id and calls.lacks_host_or_fact(sheet, now=now)
        ),
        led=tuple(
            sheet for sheet in over if person_id in attendance.hosts_of(sheet) and attendance.lacks_attendance(sheet)
        ),
        to_rate=tuple(sheet for sheet in over if sheet.kind.rates and person_id in attendance.attended_ids(sheet)),
        orphaned=orphaned,
    )


def find_joinable(tx: Reading, actor: Actor, *, now: datetime) -> list[GatheringSheet]:
    """Return, by start, the gatherings that the actor can accept: the actor declined them or has not answered."""
    me = person_of(actor).id
    ids = gathering_line.joinable_ids(tx, me, until=now + FAR, now=now, limit=MOST_LOOKED_AT)
    found = sheets_of(tx, sorted(occurrences.by_ids(tx, ids).values(), key=lambda gathering: ids.index(gathering.id)))
    return [sheet for sheet in found if any(each.id == me for each in sheet.invited)]


def _is_asked_to_present(
    presenters_by_gathering: dict[int, dict[int, Presenter]], sheet: GatheringSheet, person_id: int
) -> bool:
    mine = presenters_by_gathering.get(sheet.gathering.id, {}).get(person_id)
    return mine is not None and mine.state is PresenterState.ASKED


def _is_unanswered(sheet: GatheringSheet, person_id: int) -> bool:
    return sheet.gathering.announced_at is not None and person_id not in sheet.answers


def _awaiting_ballots(
    tx: Reading, invited_gatherings: list[GatheringSheet], *, person_id: int, now: datetime
) -> tuple[ballots.Ballot, ...]:
    """Return the open ballots without the person's vote. A ballot counts from a week before its group is announced."""
    soon = [
        sheet
        for sheet in invited_gatherings
        if sheet.kind.votes_subject
        and is_open(sheet, now=now)
        and sheet.gathering.announce_at - peers.ASKED_BEFORE <= now
        and (person_id not in sheet.answers or sheet.answers[person_id].reply is not Reply.DECLINES)
    ]
    found = ballots.ballots_of(tx, soon, now=now) if soon else []
    return tuple(ballot for ballot in found if not ballot.supported_by(person_id))
