"""Detect the kind of an imported file by its content, and parse the file or collect its faults."""

import re

from bot.programme.files.decoding import decode
from bot.programme.files.faults import FaultList
from bot.programme.files.hours import HOURS_COLUMNS, HoursFile, read_hours
from bot.programme.files.people import PEOPLE_COLUMNS, PeopleFile, read_people
from bot.programme.files.promotion import PromotionFile, read_promotion
from bot.programme.files.sheet import Header, find_header
from bot.programme.files.toml_text import looks_like_toml
from bot.programme.spelling import nearest_word, squash

_ALL_COLUMNS = tuple(dict.fromkeys((*PEOPLE_COLUMNS, *HOURS_COLUMNS)))
# Excel may write this first line. It is ignored, since the separator is detected.
_SEPARATOR = re.compile(r"\Asep=.(?=\r?\n)", re.IGNORECASE)
# A file is recognised by two columns of its kind. One may be misspelt, which counts as 0.9.
RECOGNISED = 1.5
_UNKNOWN = (
    "Ce fichier n’est pas reconnu : commencez un fichier de personnes par « email,nom,role », "
    "de disponibilités par « email,jour,debut,fin », de promotion par « name = »."
)


def read_file(name: str, data: bytes) -> PeopleFile | HoursFile | PromotionFile:
    """Parse a file without comparing it with the database. Raises FileFaults with all faults."""
    faults = FaultList(name)
    text = decode(data, faults)
    found = None if text is None else _read_text(_SEPARATOR.sub("", text), faults)
    if faults or found is None:
        raise faults.refuse()
    return found


def _read_text(text: str, faults: FaultList) -> PeopleFile | HoursFile | PromotionFile | None:
    if looks_like_toml(text):
        return read_promotion(text, faults)
    header = find_header(text, _ALL_COLUMNS)
    people, hours = (_count_columns(header, columns) if header else 0 for columns in (PEOPLE_COLUMNS, HOURS_COLUMNS))
    if header is None or max(people, hours) < RECOGNISED:
        faults.note(header.line if header else 1, "", reason=_UNKNOWN)
        return None
    return read_people(text, header, faults=faults) if people >= hours else read_hours(text, header, faults=faults)


def _count_columns(header: Header, columns: tuple[str, ...]) -> float:
    """Count the names in the header that are columns of a kind of file. A misspelt name counts as 0.9."""
    words = {squash(column) for column in columns}
    return sum(
        1.0 if squash(name) in words else 0.9 * (nearest_word(name, columns) is not None) for name in header.names
    )
