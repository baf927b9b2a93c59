"""The words of the programme in service: used as a process starts, and measured before they are kept."""

import re
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from bot.command.schema_check import connect, is_missing
from bot.errors import Refusal
from bot.programme import shape
from bot.programme.files.programme import Fault
from bot.programme.shape import Shape
from bot.wording import loading
from bot.wording.limits import TITLE, limit_of, survey
from storage.programme import shapes

_FIELD = re.compile(r"\{[^}]*\}")


def put_in_service(url: str) -> None:
    """Use the words kept in this database; those that ship where it has none, or cannot be read.

    Raises RuntimeError once a module captured other words."""
    try:
        database = connect(url)
        try:
            if is_missing(database):
                return
            with database.reading() as reading:
                kept = shapes.read(reading)
        finally:
            database.close()
    except (Refusal, DBAPIError):  # the command that follows says what is wrong with it
        return
    if kept:
        shape.use(shape.read(kept))
        loading.use({})


def too_long(given: Shape) -> Iterator[Fault]:
    """Yield the label for which a button or a choice has no room in Slack, with this sentence; titles are cut."""
    places, limits = survey() if given.renames else ({}, {})
    for place in places.values():
        text, limit = given.words(place.text), limit_of(place, limits)
        if text != place.text and (length := len(_FIELD.sub("", text))) > limit > TITLE:
            role = next((role for role, label in given.roles.items() if any(word in text for word in label.shown)), "")
            where = (f"roles.{role}", 0, "plural") if role else ("", 0, "name")
            yield where, f"« {text} » aurait {length} signes, et Slack en montre {limit} : prenez des mots plus courts"
