"""What has yet to be said of a gathering, kind by kind, as codes that the conversation has words for. Pure."""

from collections.abc import Callable, Mapping, Sequence

from bot.agenda.model import Part
from bot.gatherings.model import CONFERENCE, PAIRS, SEMINAR, Sheet

SUBJECT = "subject"


def of_peers(sheet: Sheet) -> list[str]:
    """A group between peers lacks its subject, once the vote has brought none."""
    lacks = sheet.gathering.title is None and sheet.gathering.announced_at is not None
    return [SUBJECT] if lacks else []


def of_conference(sheet: Sheet) -> list[str]:
    """A conference lacks what its form asks for, by the form's fields."""
    speaks = any(one.part is Part.EXPERT for one in sheet.appointment.present)
    given = {"title": sheet.gathering.title, "abstract": sheet.gathering.abstract, "speakers": speaks}
    return [name for name, value in given.items() if not value]


def of_seminar(sheet: Sheet) -> list[str]:
    """The promotion's seminar lacks its place, even where there is a link, and its practical sheet."""
    given = {"place": sheet.appointment.place, "sheet": sheet.gathering.sheet}
    return [name for name, value in given.items() if not value]


# By the dispositif's key; what is not here lacks nothing of its own.
LACKING: Mapping[str, Callable[[Sheet], Sequence[str]]] = {
    PAIRS: of_peers,
    CONFERENCE: of_conference,
    SEMINAR: of_seminar,
}


def missing(sheet: Sheet) -> list[str]:
    """Give what somebody has yet to say of a gathering: "where" without place and link, and what its kind asks for."""
    one = sheet.appointment
    find = LACKING.get(sheet.series.dispositif)
    own = find(sheet) if find else ()
    nowhere = ["where"] if one.place is None and one.link is None and "place" not in own else []
    return [*nowhere, *own]


def holds_back(sheet: Sheet) -> bool:
    """Say whether an announcement waits for what is missing: a conference without a title or a speaker says nothing."""
    return sheet.series.dispositif == CONFERENCE and bool({"title", "speakers"} & set(of_conference(sheet)))
