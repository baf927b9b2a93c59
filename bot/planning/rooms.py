"""Use cases that replace rooms of a video service that has closed. The bot notifies each person concerned once.

If séances share an old room, they and their series get the same new room. Links that people and défis entered
themselves are removed, and the people are notified. Their later bookings get ordinary rooms."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.agenda import changes, locks
from bot.agenda.calendars import calendars
from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Appointment, State
from bot.agenda.reminders.timetable import soonest_send_time
from bot.catalogue import catalogue
from bot.dates.paris import day_of
from bot.evaluation import news as evaluation_news
from bot.evaluation import sheets
from bot.gatherings import news as gatherings_news
from bot.gatherings.groups import grouping
from bot.gatherings.model import Series
from bot.gatherings.sheets import sheets_of
from bot.helpdesk import news as helpdesk_news
from bot.meeting_links import CLOSED, is_closed, make_link, visio_fault
from bot.mentoring import news as mentoring_news
from bot.mentoring.sheets import describe_cycle
from bot.notices import notices
from bot.planning.facts import RoomsNotice
from bot.polls import news as polls_news
from bot.polls.sheets import meeting_of
from bot.programme.history import record
from bot.programme.model import Actor, Defi
from bot.programme.roles import Role
from bot.programme.service import coaches_of
from storage.agenda import appointments, rooms
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.gatherings import gathering_groups, gathering_series, occurrences
from storage.helpdesk import requests
from storage.mentoring import cycles
from storage.polls import polls
from storage.programme import history, people
from storage.programme import promotions as programme

Owners: TypeAlias = Mapping[str, Sequence[int]]  # ids of the owners of a link, by kind ("person", "defi", "series")

REPLACED = "agenda.room"  # this action in the history means that a room was replaced or removed
CLOCK = Actor("")
FAR = timedelta(days=400)
JOINED = timedelta(seconds=60)  # one message tells all replacements within this time


@dataclass(frozen=True, slots=True)
class RoomNews:
    """The content of a notice to one person. `outlines`: their appointments with a new room, by start.

    `own`: the person's own link was removed. `defis`: défis that they coach and whose link was removed. `series`:
    (name, new link) of the series that they organise."""

    person_id: int
    outlines: tuple[Outline, ...]
    own: bool
    defis: tuple[Defi, ...]
    series: tuple[tuple[str, str], ...]


def list_due(tx: Reading, *, visio_url: str, now: datetime) -> list[str]:
    """Return the links to replace, in the order in which appointments need them.

    The list is empty if the bot cannot make rooms."""
    if visio_fault(visio_url):
        return []
    return [link for link in rooms.list_links(tx, CLOSED, now=now) if is_closed(link)]


def replace_link(tx: Transaction, link: str, *, visio_url: str, now: datetime) -> None:
    """Replace a link by a new room in all upcoming appointments. Notify each person once.

    It is safe to run this on several replicas: an appointment that has another link by then is skipped."""
    before = appointments.read_all(tx, rooms.list_upcoming(tx, link, now=now))
    owners = rooms.owners_of(tx, link)
    concerned = {id_ for each in before for id_ in each.person_ids} | _people_to_notify(tx, owners)
    claiming = {*concerned, *(id_ for each in before for id_ in each.claimant_ids)}
    locked = locks.lock(tx, claiming, appointments=[each.id for each in before])
    coming = [appointment for appointment in locked if appointment.link == link]
    owners = rooms.owners_of(tx, link)
    if not coming and not any(owners.values()):
        return
    new = make_link(visio_url)
    moved = changes.set_link(tx, coming, link=new, now=now)
    rooms.replace_link(tx, link, new_link=new)
    for appointment in moved:
        record(tx, CLOCK, REPLACED, thing="appointment", thing_id=appointment.id, now=now)
    _replace_own_links(tx, owners, new=new, now=now)
    refresh_cards(tx, moved, now=now)
    # Nobody knows the link of a held appointment, so only confirmed appointments are announced.
    known = [appointment for appointment in moved if appointment.state is State.CONFIRMED]
    _enqueue_notices(
        tx, {id_ for each in known for id_ in each.person_ids} | _people_to_notify(tx, owners), known, now=now
    )


def read_news(tx: Reading, person_id: int, *, since: datetime, now: datetime) -> RoomNews | None:
    """Return the current content of a notice about replaced rooms, or None if it is empty."""
    found = appointments.list_by_people(tx, [person_id], since=now, until=now + FAR, states=[State.CONFIRMED])
    told = _replaced_ids(tx, "appointment", [appointment.id for appointment in found], since=since)
    person = people.by_id(tx, person_id)
    coached = {
        membership.promotion_id for membership in (person.current if person else ()) if membership.role is Role.COACH
    }
    promotions = [
        promotion.id for promotion in programme.promotions_not_ended(tx, day_of(now)) if coached & {None, promotion.id}
    ]
    defis = {defi.id: defi for promotion in promotions for defi in programme.defis_of(tx, promotion)}
    series = {
        series.id: series
        for series in gathering_series.list_by_promotions(tx, promotions)
        if series.organiser_id == person_id
    }
    news = RoomNews(
        person_id,
        tuple(
            calendars.outlines_of(
                tx, [appointment for appointment in found if appointment.id in told and appointment.link]
            )
        ),
        own=bool(_replaced_ids(tx, "person", [person_id], since=since)) and not (person and person.visio),
        defis=tuple(
            defis[defi_id]
            for defi_id in sorted(_replaced_ids(tx, "defi", defis, since=since))
            if not defis[defi_id].visio
        ),
        series=_named_links(
            tx, [series[series_id] for series_id in sorted(_replaced_ids(tx, "series", series, since=since))]
        ),
    )
    return news if news.outlines or news.own or news.defis or news.series else None


def _people_to_notify(tx: Reading, owners: Owners) -> set[int]:
    defis = programme.defis_by_ids(tx, owners["defi"])
    coaches = {
        coach.id
        for promotion_id in {defi.promotion_id for defi in defis.values()}
        for coach in coaches_of(tx, promotion_id)
    }
    series = gathering_series.by_ids(tx, owners["series"])
    return {*owners["person"], *coaches, *(series_.organiser_id for series_ in series.values())}


def _replace_own_links(tx: Transaction, owners: Owners, *, new: str, now: datetime) -> None:
    for person_id in owners["person"]:
        people.change(tx, person_id, visio=None)
    for defi_id in owners["defi"]:
        programme.change_defi(tx, defi_id, visio=None)
    for series_id in owners["series"]:
        gathering_series.change(tx, series_id, link=new)
    for thing, ids in owners.items():
        for id_ in ids:
            record(tx, CLOCK, REPLACED, thing=thing, thing_id=id_, now=now)


def refresh_cards(tx: Transaction, changed: Sequence[Appointment], *, now: datetime) -> None:
    """Update everything that shows these appointments, with the code of each feature."""
    by_id = {appointment.id: appointment for appointment in changed}
    for request in requests.read_by_appointments(tx, by_id):
        ids = requests.session_ids(tx, request.id)
        helpdesk_news.refresh(tx, request.id, appointments=[by_id[id_] for id_ in ids if id_ in by_id], now=now)
    for cycle_id in sorted({*cycles.cycle_ids_of(tx, by_id).values()}):
        mentoring_news.refresh(tx, describe_cycle(tx, cycle_id), now=now)
    gatherings_news.refresh(tx, sheets_of(tx, list(occurrences.by_appointments(tx, by_id).values())), now=now)
    grouping.refresh_groups(
        tx, [by_id[gathering] for gathering in gathering_groups.gathering_ids_of(tx, by_id)], now=now
    )
    for committee_id in sorted({*committees.committee_ids_of(tx, by_id).values()}):
        evaluation_news.refresh_cards(tx, [sheets.describe_committee(tx, committee_id)], now=now)
    for poll_id in sorted({*polls.poll_ids_of(tx, by_id).values()}):
        polls_news.refresh_meeting(tx, meeting_of(tx, poll_id), now=now)


def _enqueue_notices(
    tx: Transaction, person_ids: Collection[int], moved: Sequence[Appointment], *, now: datetime
) -> None:
    """Enqueue a message for each person without a pending one. Avoid quiet hours, unless an appointment is near."""
    for person_id in sorted({*person_ids} - rooms.lock_unsent_messages(tx, RoomsNotice.kind, person_ids)):
        first = min((appointment.starts for appointment in moved if appointment.part_of(person_id)), default=now + FAR)
        due_at = soonest_send_time(now + JOINED, latest=first)
        notices.tell(tx, RoomsNotice(now), about=person_id, to=[person_id], due=due_at)


def _named_links(tx: Reading, several: Sequence[Series]) -> tuple[tuple[str, str], ...]:
    words = catalogue.current_edition(tx).catalogue
    named = []
    for series in several:
        kind = words.get(series.dispositif)
        name = "\u00a0: ".join(each for each in (kind.name if kind else series.dispositif, series.title) if each)
        named += [(name, series.link)] if series.link else []
    return tuple(named)


def _replaced_ids(tx: Reading, thing: str, ids: Iterable[int], *, since: datetime) -> set[int]:
    known = history.entries_of_all(tx, thing, [*ids])
    return {entry.thing_id for entry in known if entry.action == REPLACED and entry.at >= since}
