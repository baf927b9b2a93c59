"""Read the data of committees for cards, forms and lists."""

from collections.abc import Collection, Mapping, Sequence

from bot.agenda import agenda
from bot.errors import NotFound
from bot.evaluation.model import Committee, CommitteeSheet
from bot.programme.model import Actor
from bot.programme.permissions import require
from storage.database import Reading
from storage.evaluation import committees
from storage.programme import people, promotions


def describe_committee(tx: Reading, committee_id: int) -> CommitteeSheet:
    """Return the data of a committee. Raises NotFound."""
    committee = committees.read(tx, committee_id)
    if committee is None:
        raise NotFound(thing="committee")
    return sheets_of(tx, [committee])[0]


def read(tx: Reading, actor: Actor, committee_id: int) -> CommitteeSheet:
    """Return a committee, if the actor attends it or is a coach. Raises NotFound, NotAllowed."""
    sheet = describe_committee(tx, committee_id)
    require(actor, "agenda.open", sheet)
    return sheet


def committee_ids(tx: Reading, appointment_ids: Collection[int]) -> Mapping[int, int]:
    """Return the committee id for each appointment that is a committee or a meeting about a report; one query."""
    return committees.committee_ids_of(tx, appointment_ids)


def committee_id_of(tx: Reading, appointment_id: int) -> int:
    """Return the id of the committee to which an appointment belongs. Raises NotFound."""
    found = committee_ids(tx, [appointment_id]).get(appointment_id)
    if found is None:
        raise NotFound(thing="appointment")
    return found


def list_standing(tx: Reading, round_id: int) -> list[CommitteeSheet]:
    """Return the committees of a round that are not cancelled, by start."""
    return sorted(
        sheets_of(tx, committees.list_current(tx, round_id)),
        key=lambda sheet: (sheet.appointment.starts, sheet.defi.id),
    )


def sheets_of(tx: Reading, committee_rows: Sequence[Committee]) -> list[CommitteeSheet]:
    """Return the data of committees of one round, in the same order. The number of queries is constant."""
    if not committee_rows:
        return []
    of = committees.read_round(tx, committee_rows[0].round_id)
    ids = {
        each
        for committee in committee_rows
        for each in (committee.appointment_id, committee.talk_id)
        if each is not None
    }
    appointments = {appointment.id: appointment for appointment in agenda.get_all(tx, ids)}
    known = people.by_ids(
        tx, {participant.person_id for appointment in appointments.values() for participant in appointment.participants}
    )
    defis = promotions.defis_by_ids(tx, {committee.defi_id for committee in committee_rows})
    phase = of.phase if of else 0
    return [
        CommitteeSheet(
            committee,
            phase,
            appointments[committee.appointment_id],
            defis[committee.defi_id],
            known,
            appointments.get(committee.talk_id or 0),
        )
        for committee in committee_rows
    ]
