"""What an appointment that is a gathering is called, and what is to be known of it beforehand: for its reminders."""

from dataclasses import dataclass

from storage.database import Reading
from storage.gatherings import occurrences as gatherings
from storage.gatherings import series as gathering_series


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one gathering, as they were typed: `title` is a conference's, or the subject of a group."""

    title: str | None = None
    abstract: str | None = None
    reading: str | None = None
    sheet: str | None = None


def words_of(tx: Reading, appointment_id: int) -> Words | None:
    """Give the words of an appointment that is a gathering, None for any other; two queries at most."""
    found = gatherings.of_appointments(tx, [appointment_id]).get(appointment_id)
    if found is None:
        return None
    series = gathering_series.read(tx, found.series_id)
    return Words(found.title or (series.title if series else None), found.abstract, found.reading, found.sheet)
