"""Parse the forms of the plan: one line of it, the school holidays, and the ends of the phases."""

from datetime import date

from bot.dates.recurrence import Rule
from bot.errors import Invalid
from bot.planning.year.model import COMMITTEES, GATHERED, MONTHLY, WORKSHOPS, YearChoice, YearLine, monday_of
from handlers.kit.reading import Fields, read_clock_time, read_date, read_id, split_pieces

DAY, WEEKDAY, ORDINAL, TIME, WEEKS, NUMBER = "day", "weekday", "ordinal", "time", "weeks", "what"
ORGANISER, OTHER, SCHOOL, END = "organiser", "other", "school", "end"
BACK, OUT = "back", "out"


def write_metadata(promotion_id: int, revision: int, *, key: str = "") -> str:
    """Return a form's private_metadata: the promotion's id, the plan's revision, and perhaps the key of a line."""
    return " ".join([str(promotion_id), str(revision), *([key] if key else [])])


def read_metadata(text: str) -> tuple[int, int, str]:
    """Parse a form's private_metadata. The line's key is "" if the form is about the whole plan."""
    promotion_id, revision, *key = split_pieces(text, 2, max_pieces=3)
    return read_id(promotion_id), read_id(revision, 0), key[0] if key else ""


def read_line(values: Fields, line: YearLine) -> YearChoice:
    """Parse the changes to a line. If its day or weeks are missing, raises Invalid ("day" or "weeks", "none")."""
    other = values.ticked_values(OTHER)
    chosen = values.chosen_value(ORGANISER) if ORGANISER in values else ""
    organiser = read_id(chosen) if chosen else None
    if OUT in other:
        return YearChoice(organiser_id=organiser, out=True)
    what = "" if BACK in other else _line_content(values, line)
    asked_anew = line.out or line.by_hand or not line.what
    return YearChoice(what=what if asked_anew or what != line.what else "", organiser_id=organiser)


def read_ends(values: Fields, numbers: tuple[int, ...]) -> dict[int, date]:
    """Parse the last day of each phase. If a day is missing, raises Invalid."""
    found = {number: values[f"{END}{number}"].get("selected_date") for number in numbers}
    missing = next((number_ for number_, chosen in found.items() if not chosen), None)
    if missing is not None:
        raise Invalid(field="ends", reason="order", number=missing)
    return {number_: read_date(chosen) for number_, chosen in found.items() if chosen}


def write_ends_metadata(promotion_id: int, revision: int, *, ends: dict[int, date]) -> str:
    return write_metadata(
        promotion_id, revision, key=",".join(f"{number_}:{ends[number_].isoformat()}" for number_ in sorted(ends))
    )


def read_ends_metadata(text: str) -> tuple[int, int, dict[int, date]]:
    promotion_id, revision, ends = read_metadata(text)
    several = (split_pieces(piece, 2, sep=":") for piece in ends.split(","))
    return promotion_id, revision, {read_id(number_): read_date(end) for number_, end in several}


def _line_content(values: Fields, line: YearLine) -> str:
    if line.family == WORKSHOPS:
        return values.chosen_value(NUMBER)
    if line.family in MONTHLY:
        rule = line.rule
        anchor = rule.anchor if rule else None
        minute = read_clock_time(values[TIME].get("selected_time") or "")
        weekday, ordinal = read_id(values.chosen_value(WEEKDAY), 0), read_id(values.chosen_value(ORDINAL), -1)
        return Rule(minute, weekday, ordinal, anchor=anchor).text
    if line.family == COMMITTEES:
        weeks = sorted(monday_of(read_date(week)).isoformat() for week in values.ticked_values(WEEKS))
        if not weeks:
            raise Invalid(field="weeks", reason="none")
        return " ".join(weeks)
    chosen = values[DAY].get("selected_date")
    if not chosen:
        raise Invalid(field="day", reason="none")
    first = read_date(chosen)
    if line.family in GATHERED and line.rule is not None:
        return Rule(line.rule.minute, days=(first,)).text
    return Rule(MORNING, days=(first,)).text if line.family in GATHERED else first.isoformat()


MORNING = 9 * 60  # the start of a seminar if none is proposed: 9 h, in minutes since midnight
