"""Find the facts that a gathering lacks, as codes that views turn into sentences. Pure."""

from collections.abc import Callable, Mapping

from bot.agenda.model import Part
from bot.gatherings.model import GatheringSheet

SUBJECT = "subject"


def _has_subject(sheet: GatheringSheet) -> bool:
    return sheet.gathering.title is not None or sheet.gathering.announced_at is None


def _has_speakers(sheet: GatheringSheet) -> bool:
    return any(participant.part is Part.EXPERT for participant in sheet.appointment.present)


# For each code in `Kind.lacks`, a function returns whether a gathering has the fact. For "place", a link is not enough.
GIVEN: Mapping[str, Callable[[GatheringSheet], bool]] = {
    SUBJECT: _has_subject,
    "title": lambda sheet: bool(sheet.gathering.title),
    "abstract": lambda sheet: bool(sheet.gathering.abstract),
    "speakers": _has_speakers,
    "place": lambda sheet: bool(sheet.appointment.place),
    "sheet": lambda sheet: bool(sheet.gathering.sheet),
}


def missing_for_kind(sheet: GatheringSheet) -> list[str]:
    """Return the codes of the facts that this kind of gathering needs and this gathering lacks, in the form's order."""
    return [code for code in sheet.kind.lacks if not GIVEN[code](sheet)]


def missing_facts(sheet: GatheringSheet) -> list[str]:
    """Return the codes of all missing facts. "where" means that the gathering has neither a place nor a link."""
    appointment, own = sheet.appointment, missing_for_kind(sheet)
    nowhere = ["where"] if appointment.place is None and appointment.link is None and "place" not in own else []
    return [*nowhere, *own]


def is_held_back(sheet: GatheringSheet) -> bool:
    """Return whether an announcement waits for missing facts, such as the title of a conference."""
    return not sheet.kind.held_back_by.isdisjoint(missing_for_kind(sheet))
