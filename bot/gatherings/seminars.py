"""Prepare the promotion's seminars: themes, place, travel, lodging, and the participants' access needs.

A seminar takes two days. The first seminar is three weeks after the promotion's start, and the second one is two months
before its end (docs/programme.md, Dispositifs). Only the organiser and the hosts see a participant's access needs. The
history, notices, logs and exports do not contain access needs. The bot erases these needs when the participant cancels,
when the seminar is cancelled, and 30 days after its end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.agenda.calendars import invitations
from bot.agenda.model import Appointment
from bot.errors import Invalid, NotFound
from bot.gatherings import announcements, calls
from bot.gatherings.facts import GatheringPlaceChanged
from bot.gatherings.locks import check_upcoming
from bot.gatherings.model import PLACE_LIMIT, TEXT_LIMIT, GatheringSheet, Reply
from bot.gatherings.sheets import describe_gathering
from bot.notices import notices
from bot.programme.history import record
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.spelling import name_sort_key
from storage.agenda import appointments
from storage.database import Reading, Transaction
from storage.gatherings import feedback, occurrences

NEEDS_KEPT = timedelta(days=30)  # access needs are kept this long after the end of a seminar
NEED_LIMIT = TEXT_LIMIT


def open_seminar(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    """Return the seminar for the preparation form. Raises like `save_preparation`."""
    sheet = _read_seminar(tx, gathering_id)
    require(actor, "gatherings.host", sheet)
    check_upcoming(sheet, now=now)
    return sheet


def save_preparation(
    tx: Transaction, actor: Actor, gathering_id: int, *, themes: str, place: str, practical_sheet: str, now: datetime
) -> GatheringSheet:
    """Save the themes, the place and the practical sheet of a seminar; an empty text means « not known yet ».

    The sheet has travel, lodging, meals and a contact. Participants are notified if the place changed. Raises NotFound,
    NotAllowed, AlreadyCancelled, AlreadyStarted, Invalid "long" for "abstract", "place" or "sheet"."""
    occurrences.lock(tx, gathering_id)
    sheet = open_seminar(tx, actor, gathering_id, now=now)
    for name, text, limit in (
        ("abstract", themes, TEXT_LIMIT),
        ("place", place, PLACE_LIMIT),
        ("sheet", practical_sheet, TEXT_LIMIT),
    ):
        if len(text) > limit:
            raise Invalid(field=name, reason="long")
    before, where = sheet.appointment.place, " ".join(place.split()) or None
    said = themes.strip() or None, practical_sheet.strip() or None
    if before == where and said == (sheet.gathering.abstract, sheet.gathering.sheet):
        return sheet
    occurrences.change(tx, gathering_id, abstract=said[0], sheet=said[1])
    if before != where:
        _set_place(tx, sheet.appointment, where, now=now)
    record(tx, actor, "gatherings.prepare", thing="gathering", thing_id=gathering_id, now=now)
    sheet = describe_gathering(tx, gathering_id)
    if before and where and before != where:
        coming, period = set(sheet.appointment.person_ids) - {actor.person_id or 0}, str(sheet.appointment.revision)
        notices.tell(tx, GatheringPlaceChanged(), about=gathering_id, to=coming, due=now, period=period)
    announcements.refresh_cards(tx, gathering_id, everywhere=before != where, now=now)
    calls.refresh(tx, sheet, now=now)
    return sheet


def read_practical_sheet(tx: Reading, actor: Actor, gathering_id: int) -> GatheringSheet:
    """Return the seminar with its practical sheet, for participants, the organiser and coaches.

    Raises NotFound, NotAllowed, Invalid ("sheet"): "none", or "not_coming" if the actor does not attend."""
    sheet = _read_seminar(tx, gathering_id)
    require(actor, "gatherings.read", sheet)
    if _is_only_invited(sheet, actor):
        raise Invalid(field="sheet", reason="not_coming")
    if not sheet.gathering.sheet:
        raise Invalid(field="sheet", reason="none")
    return sheet


def read_own_access_needs(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> tuple[GatheringSheet, str]:
    """Return the seminar and the actor's access needs, "" for none. Raises like `save_access_needs`."""
    sheet = _read_attended(tx, actor, gathering_id, now=now)
    return sheet, feedback.needs_of(tx, gathering_id).get(actor.person_id or 0, "")


def save_access_needs(tx: Transaction, actor: Actor, gathering_id: int, *, text: str, now: datetime) -> GatheringSheet:
    """Save the actor's access needs in place of the previous ones; an empty text erases them.

    The history does not record this change. Raises NotFound, NotAllowed, AlreadyCancelled, AlreadyStarted, Invalid
    ("need"): "long", or "not_coming" if the actor does not attend."""
    occurrences.lock(tx, gathering_id)
    sheet = _read_attended(tx, actor, gathering_id, now=now)
    if len(text) > NEED_LIMIT:
        raise Invalid(field="need", reason="long")
    if text.strip() == feedback.needs_of(tx, gathering_id).get(actor.person_id or 0, ""):
        return sheet
    if text.strip():
        feedback.put_need(tx, gathering_id, actor.person_id or 0, text=text.strip(), now=now)
    else:
        feedback.erase_needs(tx, gathering_id, [actor.person_id or 0])
    return sheet


def list_access_needs(
    tx: Reading, actor: Actor, gathering_id: int
) -> tuple[GatheringSheet, Sequence[tuple[Person, str]]]:
    """Return the seminar, and (participant, access needs) by the participant's name. Raises NotFound, NotAllowed."""
    sheet = _read_seminar(tx, gathering_id)
    require(actor, "gatherings.read_needs", sheet)
    needs = feedback.needs_of(tx, gathering_id)
    return sheet, [
        (person, needs[person.id])
        for person in sorted(sheet.who_replied(Reply.COMES), key=name_sort_key)
        if person.id in needs
    ]


def erase_access_needs(tx: Transaction, *, now: datetime) -> int:
    """Erase access needs if the gathering was cancelled, or ended 30 days ago. Return how many were erased."""
    return occurrences.erase_old_needs(tx, ended_before=now - NEEDS_KEPT)


def _read_seminar(tx: Reading, gathering_id: int) -> GatheringSheet:
    sheet = describe_gathering(tx, gathering_id)
    if not sheet.kind.tells_needs:
        raise NotFound(thing="gathering")
    return sheet


def _read_attended(tx: Reading, actor: Actor, gathering_id: int, *, now: datetime) -> GatheringSheet:
    sheet = _read_seminar(tx, gathering_id)
    require(actor, "gatherings.tell_need", sheet)
    check_upcoming(sheet, now=now)
    answer = sheet.answers.get(actor.person_id or 0)
    if answer is None or answer.reply is not Reply.COMES:
        raise Invalid(field="need", reason="not_coming")
    return sheet


def _is_only_invited(sheet: GatheringSheet, actor: Actor) -> bool:
    invited = any(person.id == actor.person_id for person in sheet.invited)
    return invited and sheet.appointment.part_of(actor.person_id) is None


def _set_place(tx: Transaction, appointment: Appointment, place: str | None, *, now: datetime) -> None:
    appointments.lock_all(tx, [appointment.id])
    appointments.change(tx, appointment.id, now=now, place=place)
    invitations.propagate_changes(tx, appointments.read_all(tx, [appointment.id]), now=now)
