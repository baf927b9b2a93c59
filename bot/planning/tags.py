"""Use cases that edit the skills and values of appointments of any dispositif. A host or a coach may do so."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.agenda import locks
from bot.agenda.model import Appointment
from bot.catalogue.phases import SKILLS, VALEURS
from bot.catalogue.tags import MOST, NOTHING, Tags, first_choice
from bot.errors import Invalid, NotFound
from bot.planning.rooms import refresh_cards
from bot.programme.history import record
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.agenda import appointments
from storage.database import Reading, Transaction

ACTION = "agenda.tag"


def find_appointments(tx: Reading, actor: Actor, appointment_ids: Collection[int]) -> list[Appointment]:
    """Return these appointments if the actor may choose their skills. Raises NotAllowed, NotFound."""
    found = appointments.read_all(tx, appointment_ids)
    if not found or len(found) < len(set(appointment_ids)):
        raise NotFound(thing="appointment")
    for appointment in found:
        require(actor, ACTION, appointment)
    return found


def choose_tags(
    tx: Transaction, actor: Actor, appointment_ids: Sequence[int], *, about: Tags, seen_tags: Tags | None, now: datetime
) -> list[Appointment]:
    """Save the skills and values of these appointments, and update their cards. Idempotent.

    `seen_tags` is the choice that the form showed, or None. Raises NotAllowed, NotFound, Invalid for "skills"
    ("overtaken") if another choice was saved since, and Invalid for "skills" or "valeurs" ("many", "gone")."""
    find_appointments(tx, actor, appointment_ids)
    found = locks.lock(tx, [], appointments=appointment_ids)
    kept = first_choice(appointment.tags for appointment in found)
    before = kept or NOTHING
    if kept not in (seen_tags, about):
        raise Invalid(field="skills", reason="overtaken")
    for name, several, known in (("skills", about.skills, SKILLS), ("valeurs", about.valeurs, VALEURS)):
        if len(several) > MOST:
            raise Invalid(field=name, reason="many")
        if any(tag not in known and tag.key not in before.keys and not tag.covers for tag in several):
            raise Invalid(field=name, reason="gone")
    changed = [appointment for appointment in found if appointment.tags != about.keys]
    if changed:
        appointments.set_tags(tx, appointment_ids, about.keys)
        for appointment in changed:
            record(tx, actor, ACTION, thing="appointment", thing_id=appointment.id, now=now)
        refresh_cards(tx, changed, now=now)
    return found
