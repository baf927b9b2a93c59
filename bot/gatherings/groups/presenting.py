"""Read the presenters of a multidisciplinary gathering."""

from bot.gatherings.groups.turns import PRESENTING, Presenter
from bot.gatherings.model import GatheringSheet
from bot.programme.model import Person
from storage.database import Reading
from storage.gatherings import gathering_groups, occurrences


def list_presenters(tx: Reading, sheet: GatheringSheet) -> list[tuple[Person, Presenter]]:
    """Return the presenters by name: people who agreed, and people who were asked and have not answered yet."""
    known = asked_presenters(tx, sheet.gathering.id).values()
    mine = {
        presenter.person_id: presenter
        for presenter in known
        if presenter.state in PRESENTING and presenter.person_id in sheet.people
    }
    return [(sheet.people[one], mine[one]) for one in sorted(mine, key=lambda one: (sheet.people[one].name, one))]


def read_presenter(tx: Reading, gathering_id: int, person_id: int) -> Presenter | None:
    """Return a person's state as presenter; None if they were not asked."""
    return asked_presenters(tx, gathering_id).get(person_id)


def is_presenter_at(tx: Reading, appointment_id: int, person_id: int | None) -> bool:
    """Return whether a person presents at the appointment of a gathering or of a small group."""
    found = occurrences.by_appointments(tx, [appointment_id]).get(appointment_id)
    gathering_id = found.id if found else gathering_groups.gathering_ids_of(tx, [appointment_id]).get(appointment_id)
    return gathering_id is not None and is_presenter(tx, gathering_id, person_id)


def is_presenter(tx: Reading, gathering_id: int, person_id: int | None) -> bool:
    """Return whether a person presents at a gathering."""
    mine = read_presenter(tx, gathering_id, person_id or 0)
    return mine is not None and mine.state in PRESENTING


def asked_presenters(tx: Reading, gathering_id: int) -> dict[int, Presenter]:
    """Return all people who were asked to present, by person id, including people who passed their turn on."""
    return gathering_groups.presenters_of(tx, [gathering_id]).get(gathering_id, {})
