"""Parse the forms of the mentor: answers to séances, and the times at which the mentor is available."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.dates.days_text import read_moments
from bot.dates.paris import day_of, moment_at
from bot.errors import Refusal
from bot.mentoring.answers import MentorAnswer
from bot.mentoring.cycle import SessionEvent
from handlers.kit.reading import Fields, read_id, read_word
from handlers.mentoring.slot_field import read_start

ANSWER, TIME, REASON, TIMES = "answer", "time", "reason", "times"


def answer_field_name(appointment_id: int) -> str:
    return f"{ANSWER}-{appointment_id}"


def time_field_name(appointment_id: int) -> str:
    return f"{TIME}-{appointment_id}"


def read_answers(values: Fields) -> dict[int, MentorAnswer]:
    given = {id_: _read_event(values, answer_field_name(id_)) for id_ in _field_ids(values, ANSWER)}
    return {
        one: MentorAnswer(event, read_start(values, time_field_name(one)) if event is SessionEvent.COUNTER else None)
        for one, event in given.items()
        if event is not None
    }


def find_faults(values: Fields) -> dict[str, str]:
    """Return the errors by field. An answer gets "which" if it proposes no time although another time is chosen.

    A time gets "missing" if the answer proposes another time and none is chosen."""
    found: dict[str, str] = {}
    for id_ in _field_ids(values, ANSWER):
        countered = _read_event(values, answer_field_name(id_)) is SessionEvent.COUNTER
        timed = read_start(values, time_field_name(id_)) is not None
        if timed and not countered:
            found[answer_field_name(id_)] = "which"
        elif countered and not timed:
            found[time_field_name(id_)] = "missing"
    return found


def read_chosen_times(values: Fields) -> dict[int, datetime]:
    picks = {id_: read_start(values, time_field_name(id_)) for id_ in _field_ids(values, TIME)}
    return {one: starts for one, starts in picks.items() if starts is not None}


def read_ranges(values: Fields, *, today: date) -> list[tuple[datetime, datetime]]:
    """Parse the times at which the mentor is available. Raises UnreadableText with the errors of each line."""
    read = read_moments(values.typed_text(TIMES), today=today)
    return [(moment_at(day, first), moment_at(day, last)) for day, first, last in read]


def error_field(values: Fields, times: Mapping[int, datetime], *, refusal: Refusal) -> str:
    """Return the field in which to show why the times are refused.

    This is the field of the refused time. If `refusal` names no time, guess which time the person should change."""
    at_fault = refusal.facts.get("starts")
    reason = refusal.facts.get("reason")
    by_start = sorted(times, key=lambda one: times[one])
    days = [day_of(times[one]) for one in by_start]
    twice = [one for one, day in zip(by_start, days, strict=True) if days.count(day) > 1]
    found = [one for one in by_start if times[one] == at_fault]
    if not found and by_start:
        found = by_start[:1] if reason == "soon" else twice[-1:] if reason == "same_day" and twice else by_start[-1:]
    named = [time_field_name(one) for one in found if time_field_name(one) in values]
    return named[0] if named else next(iter(values), ANSWER)


def _field_ids(values: Fields, kind: str) -> list[int]:
    return [read_id(name.partition("-")[2]) for name in values if name.startswith(f"{kind}-")]


def _read_event(values: Fields, name: str) -> SessionEvent | None:
    answer = values.chosen_value(name)
    return read_word(SessionEvent, answer) if answer else None
