"""Who presents at a multidisciplinary group, as it stands."""

from bot.gatherings.model import Sheet
from bot.gatherings.turns import PRESENTING, Presenter
from bot.programme.model import Person
from storage import gathering_groups
from storage.database import Reading


def presenting(tx: Reading, sheet: Sheet) -> list[tuple[Person, Presenter]]:
    """Give who presents, by name, whether they have said yes or nothing yet."""
    known = asked_of(tx, sheet.gathering.id).values()
    mine = {one.person_id: one for one in known if one.state in PRESENTING and one.person_id in sheet.people}
    return [(sheet.people[one], mine[one]) for one in sorted(mine, key=lambda one: (sheet.people[one].name, one))]


def read(tx: Reading, gathering_id: int, person_id: int) -> Presenter | None:
    """Give where somebody stands who was asked, None for who was not."""
    return asked_of(tx, gathering_id).get(person_id)


def asked_of(tx: Reading, gathering_id: int) -> dict[int, Presenter]:
    """Give who was asked to present, by person, whatever they said."""
    return gathering_groups.presenters_of(tx, [gathering_id]).get(gathering_id, {})
