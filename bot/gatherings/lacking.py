"""Missing facts of a gathering, as codes that the conversation has words for. Pure."""

from collections.abc import Callable, Mapping

from bot.agenda.model import Part
from bot.gatherings.model import GatheringSheet

SUBJECT = "subject"


def _has_subject(sheet: GatheringSheet) -> bool:
    """A subject lacks once the vote has brought none."""
    return sheet.gathering.title is not None or sheet.gathering.announced_at is None


def _has_speakers(sheet: GatheringSheet) -> bool:
    return any(participant.part is Part.EXPERT for participant in sheet.appointment.present)


# By the codes of a kind's `lacks`; "place" is lacking even where there is a link.
GIVEN: Mapping[str, Callable[[GatheringSheet], bool]] = {
    SUBJECT: _has_subject,
    "title": lambda sheet: bool(sheet.gathering.title),
    "abstract": lambda sheet: bool(sheet.gathering.abstract),
    "speakers": _has_speakers,
    "place": lambda sheet: bool(sheet.appointment.place),
    "sheet": lambda sheet: bool(sheet.gathering.sheet),
}


def of_kind(sheet: GatheringSheet) -> list[str]:
    """Return what its kind asks for, in the order of its form, and nobody has said."""
    return [code for code in sheet.kind.lacks if not GIVEN[code](sheet)]


def missing(sheet: GatheringSheet) -> list[str]:
    """Get what somebody has yet to say of a gathering: "where" without place and link, and what its kind asks for."""
    appointment, own = sheet.appointment, of_kind(sheet)
    nowhere = ["where"] if appointment.place is None and appointment.link is None and "place" not in own else []
    return [*nowhere, *own]


def holds_back(sheet: GatheringSheet) -> bool:
    """Return whether an announcement waits for missing facts, such as a conference's title or speaker."""
    return not sheet.kind.held_back_by.isdisjoint(of_kind(sheet))
