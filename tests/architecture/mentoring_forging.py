"""How each route of mentoring is forged: what is pressed and what is submitted, what the forms hold, what opens."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.mentoring.cycle import SessionEvent
from bot.programme.roles import Role
from handlers.mentoring.listing import texts as listing_texts
from handlers.mentoring.overview import texts as overview_texts
from tests.architecture.cells import Cell
from tests.architecture.mentoring_effects import LIMIT
from tests.architecture.mentoring_things import FOUR, MOVED
from tests.architecture.staging import Thing, World
from tests.journeys.mentors import DATA

Values = dict[str, dict[str, Any]]
COMMAND = "/mentorat"
ALL = (overview_texts.TITLE, overview_texts.NOTHING)
MINE = (listing_texts.TITLE,)

# route → the modal that it opens
OPENS = {
    "mentoring.start": "mentoring.need",
    "mentoring.choose_mentor": "mentoring.send",
    "mentoring.others": "mentoring.mentors",
    "mentoring.back": "mentoring.need",
    "mentoring.later": "mentoring.send",
    "mentoring.next": "mentoring.send",
    "mentoring.again": "mentoring.need",
    "mentoring.reassign": "mentoring.send",
    "mentoring.answer": "mentoring.answered",
    "mentoring.decline": "mentoring.declined",
    "mentoring.no_time": "mentoring.done",
    "mentoring.when": "mentoring.times",
    "mentoring.choose": "mentoring.chosen",
    "mentoring.move": "mentoring.moved",
    "mentoring.move_rest": "mentoring.rest_moved",
    "mentoring.replan": "mentoring.replanned",
    "mentoring.end": "mentoring.ended",
    "mentoring.skip": "mentoring.skipped",
    "mentoring.review": "mentoring.reviewed",
    "mentoring.hand_over": "mentoring.handed",
    "mentoring.limit": "mentoring.limited",
    "mentoring.open": "agenda.opened",
}
# route → how its answer begins
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "mentoring.list": MINE,
    "mentoring.list_all": ALL,
    "mentoring.full": "C’est noté",
}
# Whoever may do this is shown the need.
SHOWS_NEED = {"mentoring.open", "mentoring.when"}


def opens_first_step(cell: Cell) -> bool:
    """Say whether the command opens the first step: for an EIG; all others get a list."""
    return cell.persona.holds(in_promotion=False) is Role.EIG


def listed(cell: Cell) -> tuple[str, ...]:
    """Give how the list begins that the command answers with: all cycles for a coach, one's own for others."""
    return ALL if cell.persona.holds(in_promotion=False) is Role.COACH else MINE


def _option(value: object) -> dict[str, Any]:
    return {"selected_option": {"value": str(value)}}


def _fields(**fields: dict[str, Any]) -> Values:
    return {name: {name: value} for name, value in fields.items()}


def _ticked(*values: object) -> dict[str, Any]:
    return {"selected_options": [{"value": str(one)} for one in values]}


def _need(world: World, thing: Thing) -> Values:
    return _fields(
        defi=_option(world.defi),
        need={"value": thing.need},
        link={"value": None},
        domain=_option(DATA),
        participants=_ticked(world.ids["guest"]),
        days=_ticked(*range(5)),
        halves=_ticked("matin", "apres-midi"),
        from_day={"selected_date": None},
        mentor=_option(world.ids["maya"]),
    )


def _four(_world: World, _thing: Thing) -> Values:
    return _fields(**{f"slot-{number}": _option(int(one.timestamp())) for number, one in enumerate(FOUR, 1)})


def _answers(_world: World, thing: Thing) -> Values:
    """Give a mentor's answers: yes to three séances, no to the last."""
    said: Sequence[SessionEvent] = (*(SessionEvent.CONFIRM,) * 3, SessionEvent.REFUSE)
    named = zip(thing.sessions, said, strict=False)
    return _fields(**{f"answer-{appointment_id}": _option(event.value) for appointment_id, event in named})


def _times(_world: World, _thing: Thing) -> Values:
    lines = [f"{one.day} {_MONTHS[one.month]} 14h-17h" for one in FOUR]
    return _fields(times={"value": "\n".join(lines)})


def _new_time(_world: World, thing: Thing) -> Values:
    return _fields(**{f"starts-{thing.appointment}": _option(int(MOVED.timestamp()))}, reason={"value": None})


_MONTHS = {5: "mai", 6: "juin"}
# route → what its form holds
VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "mentoring.need": _need,
    "mentoring.send": _four,
    "mentoring.answered": _answers,
    "mentoring.declined": lambda *_: _fields(reason={"value": "Pas ce mois-ci"}),
    "mentoring.times": _times,
    "mentoring.chosen": lambda _, thing: _fields(**{f"time-{thing.appointment}": _option(int(FOUR[1].timestamp()))}),
    **dict.fromkeys(("mentoring.moved", "mentoring.rest_moved", "mentoring.replanned"), _new_time),
    "mentoring.skipped": lambda _, thing: _fields(sessions={"selected_options": [{"value": str(thing.sessions[0])}]}),
    "mentoring.ended": lambda *_: _fields(reason={"value": None}),
    "mentoring.reviewed": lambda *_: _fields(useful=_option("yes"), text={"value": None}),
    "mentoring.handed": lambda world, _: _fields(mentor=_option(world.ids["rose"])),
    "mentoring.limited": lambda *_: _fields(limit=_option(LIMIT)),
}
