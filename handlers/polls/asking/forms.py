"""Parsers of the forms and the answers of a date poll."""

from dataclasses import dataclass
from datetime import date

from bot.dates.paris import epoch_at
from bot.errors import Invalid
from bot.polls.model import Choice
from bot.polls.wishes import PeopleChoice, PollFormValues, Wish, read_guests
from handlers.kit.reading import Fields, read_clock_time, read_date, read_id, read_mark, read_word, split_pieces

TITLE, LENGTH, SINCE, UNTIL, WHERE = "title", "minutes", "since", "until", "where"
MUST, MAY, GROUPS = "must_people", "may_people", "groups"
MUST_MAILS, MAY_MAILS = "must_mails", "may_mails"
DATES, MORE_DATES, OWN_DAY, OWN_TIME, DEADLINE = "dates", "more_dates", "own_day", "own_time", "deadline"
MUST_SIDE, MAY_SIDE = "must", "may"
HOUR = 60  # the default length of an appointment, in minutes
WORKSHOP = "w"  # precedes the id of a workshop in a button's value


@dataclass(frozen=True, slots=True)
class PollTarget:
    """What a poll is about: an appointment to reschedule, a workshop without a date, or a new appointment."""

    moves: int | None = None
    workshop: int | None = None

    def __str__(self) -> str:
        return f"{WORKSHOP}{self.workshop}" if self.workshop is not None else str(self.moves or 0)


NEW = PollTarget()


def read_target(text: str) -> PollTarget:
    """Parse what the poll is about. An empty text is a new appointment. Raises NotFound."""
    if text.startswith(WORKSHOP):
        return PollTarget(workshop=read_id(text.removeprefix(WORKSHOP)))
    return PollTarget(moves=read_id(text or "0", 0) or None)


def write_metadata(draft_id: str, target: PollTarget) -> str:
    return f"{draft_id} {target}"


def read_metadata(text: str) -> tuple[str, PollTarget]:
    draft_id, target = split_pieces(text, 2)
    return read_mark(draft_id), read_target(target)


def read_poll_request(values: Fields, target: PollTarget) -> PollFormValues:
    """Parse the form. Raises Garbled, and Invalid for wrong addresses ("must_mails", "may_mails") or days ("until")."""
    since, until = (_read_day(values, name) for name in (SINCE, UNTIL))
    if target != NEW:
        must = {read_id(person_id) for person_id in values.ticked_values(MUST)}
        people = (
            tuple(sorted(must)),
            tuple(sorted({read_id(person_id) for person_id in values.ticked_values(MAY)} - must)),
        )
        wish = Wish("—", 0, since, until, moves=target.moves, workshop=target.workshop)
        return PollFormValues(wish, *(PeopleChoice(people=person) for person in people))
    wish = Wish(
        " ".join(values.typed_text(TITLE).split()),
        read_id(values.chosen_value(LENGTH) or str(HOUR)),
        since,
        until,
        where=" ".join(values.typed_text(WHERE).split()),
    )
    return PollFormValues(
        wish, _read_people(values, MUST, MUST_SIDE, MUST_MAILS), _read_people(values, MAY, MAY_SIDE, MAY_MAILS)
    )


def read_dates(values: Fields) -> tuple[int, ...]:
    """Parse the ticked dates and the typed date, in seconds since 1970. The earliest comes first."""
    found = {read_id(start) for name in (DATES, MORE_DATES) for start in values.ticked_values(name)}
    own = read_own_date(values)
    return tuple(sorted(found if own is None else {*found, own}))


def read_own_date(values: Fields) -> int | None:
    """Parse the typed date, in seconds since 1970. Return None if there is none."""
    own, time = values[OWN_DAY].get("selected_date"), values[OWN_TIME].get("selected_time")
    return epoch_at(read_date(own), read_clock_time(time)) if own and time else None


def read_deadline(values: Fields) -> date:
    """Parse the last day on which people can answer. Raises Invalid if the day is missing."""
    chosen = values[DEADLINE].get("selected_date")
    if not chosen:
        raise Invalid(field="deadline", reason="past")
    return read_date(chosen)


def _read_people(values: Fields, people_field: str, side: str, mails_field: str) -> PeopleChoice:
    groups = [split_pieces(group, 2, sep=":") for group in values.ticked_values(GROUPS)]
    guests = read_guests(values.typed_text(mails_field), field=mails_field)
    return PeopleChoice(
        values.chosen_accounts(people_field), tuple(group for whose, group in groups if whose == side), guests
    )


def _read_day(values: Fields, name: str) -> date:
    chosen = values[name].get("selected_date")
    if not chosen:
        raise Invalid(field="until", reason="order")
    return read_date(chosen)


DATE = "date"


def date_field_name(starts: int) -> str:
    return f"{DATE}-{starts}"


def read_choices(values: Fields) -> dict[int, Choice]:
    return {
        read_id(split_pieces(name, 2, sep="-")[1]): read_word(Choice, values.chosen_value(name))
        for name in values
        if name.startswith(f"{DATE}-")
    }
