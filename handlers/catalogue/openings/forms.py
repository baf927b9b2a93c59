"""The fields of « Dispositifs ouverts » → a day, or none."""

from datetime import date

from bot.dates.paris import day_of
from bot.errors import Invalid
from handlers.kit.reading import day
from handlers.kit.turn import Turn

from . import texts


def read_day(turn: Turn) -> date | None:
    """Read from when the dispositif is open, None for not yet. Raises Invalid ("day", "missing")."""
    state = turn.values.chosen("state")
    if state == texts.NEVER:
        return None
    if state == texts.NOW:
        return day_of(turn.tools.now())
    chosen = turn.values["day"].get("selected_date")
    if not chosen:
        raise Invalid(field="day", reason="missing")
    return day(str(chosen))
