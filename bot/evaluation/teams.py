"""Keep the participants of committees equal to the défi's team. A periodic job invites new members.

The job also removes people who left the team. It only compares participants and team, so it does not matter how the
team changed (docs/programme.md, Committees). A person who declined is not invited again. A person who left the team and
returns is invited again."""

from collections.abc import Collection
from datetime import datetime

from bot.agenda import parts
from bot.agenda.locks import lock
from bot.agenda.model import Appointment, Part, Reply
from bot.errors import Refusal
from bot.evaluation import changes, news
from bot.evaluation.half_days import teams_of
from bot.evaluation.model import ROLES, CommitteeSheet
from bot.evaluation.sheets import describe_committee, sheets_of
from bot.evaluation.support import support
from bot.programme.model import Actor
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.programme import history, people

CLOCK = Actor("")


def list_changed_members(tx: Reading, *, now: datetime, only_leavers: bool = False) -> list[tuple[int, int]]:
    """Return (committee id, person id) for people to invite or to remove.

    If `only_leavers`, return only people to remove."""
    found: list[tuple[int, int]] = []
    for several in committees.list_upcoming(tx, now=now).values():
        sheets = sheets_of(tx, several)
        teams = teams_of(tx, sheets[0].promotion_id)
        if not teams:  # A closed promotion keeps its upcoming appointments (`bot.rights.closing`).
            continue
        refused = _list_declined(tx, [appointment for sheet in sheets for appointment in _upcoming(sheet, now=now)])
        for sheet in sheets:
            team = {person.id for person in teams.get(sheet.defi.id, ())}
            wrong = {
                who
                for appointment in _upcoming(sheet, now=now)
                for who in _expected_ids(appointment, team, refused) ^ _guest_ids(appointment)
                if not only_leavers or who in _guest_ids(appointment)
            }
            found += [(sheet.committee.id, person_id) for person_id in sorted(wrong)]
    return found


def update_member(tx: Transaction, committee_id: int, *, person_id: int, now: datetime) -> None:
    """Invite this person to a committee and its meeting, or remove them, as the team requires. Update the cards."""
    before = describe_committee(tx, committee_id).both
    claimants = {id_ for appointment in before for id_ in appointment.claimant_ids}
    lock(
        tx,
        {*claimants, person_id},
        (committees.lock, [committee_id]),
        appointments=[appointment.id for appointment in before],
    )
    sheet = describe_committee(tx, committee_id)
    team = {person.id for role in ROLES for person in people.members_of_defi(tx, sheet.defi.id, role=role)}
    joined, left = set[int](), set[int]()
    refused = _list_declined(tx, _upcoming(sheet, now=now))
    for appointment in _upcoming(sheet, now=now):
        belongs, comes = person_id in _expected_ids(appointment, team, refused), person_id in _guest_ids(appointment)
        if belongs == comes:
            continue  # Another replica has already done this.
        changes.settle_pending_changes(tx, [appointment.id], now=now)
        try:
            if belongs:
                parts.join(tx, CLOCK, [appointment.id], person_id=person_id, part=Part.GUEST, now=now)
            else:
                parts.leave(tx, CLOCK, [appointment.id], person_id=person_id, now=now)
        except Refusal:  # The appointment was cancelled or has begun.
            continue
        (joined if belongs else left).add(appointment.id)
    after = describe_committee(tx, committee_id)
    if joined:
        news.tell_joined(tx, after, person_id, now=now)
        support.plan_messages(tx, after, reader_ids=[person_id], now=now)
        news.refresh_cards(tx, [after], now=now)
    if left:
        news.tell_left(tx, after, leaver_id=person_id, from_talk=after.appointment.id not in left, now=now)


def _upcoming(sheet: CommitteeSheet, *, now: datetime) -> list[Appointment]:
    return [appointment for appointment in sheet.both if appointment.starts > now]


def _expected_ids(appointment: Appointment, team_ids: set[int], refused: Collection[tuple[int, int]]) -> set[int]:
    hosts = {participant.person_id for participant in appointment.participants if participant.part is Part.HOST}
    return {each for each in team_ids if each not in hosts and (appointment.id, each) not in refused}


def _list_declined(tx: Reading, appointments: Collection[Appointment]) -> set[tuple[int, int]]:
    """Return (appointment id, person id) for guests who declined. People whom the job removed are not included."""
    out = {
        (appointment.id, participant.person_id)
        for appointment in appointments
        for participant in appointment.participants
        if participant.reply is Reply.LEFT
    }
    past = history.entries_of_all(tx, "appointment", {appointment_id for appointment_id, _ in out}) if out else []
    last = {(entry.thing_id, entry.detail): entry.actor_id for entry in past if entry.action.endswith(".leave")}
    return {
        (appointment_id, person)
        for appointment_id, person in out
        if last.get((appointment_id, str(person))) is not None
    }


def _guest_ids(appointment: Appointment) -> set[int]:
    return {participant.person_id for participant in appointment.present if participant.part is Part.GUEST}
