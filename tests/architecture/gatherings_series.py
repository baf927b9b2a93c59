"""The routes of series and of single dates: what they act on, what they leave, how they are forged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from bot.agenda.model import AgendaChange, AgendaPlan, Draft, Kind, Part, Participant, Reply, State
from bot.gatherings.kinds import CONFERENCE, KINDS, PAIRS
from bot.gatherings.model import Series
from bot.programme.model import Membership
from bot.programme.roles import Metier, Role
from handlers.gatherings.programme import texts
from handlers.gatherings.series.forms import SeriesMetadata, SubmittedForm, write_form
from handlers.kit.reading import Fields
from storage.agenda import appointments as agenda
from storage.agenda import changes, drafts
from storage.database import Transaction
from storage.gatherings import gathering_series
from storage.gatherings import occurrences as gatherings
from storage.programme import people
from tests.architecture.cells import Cell
from tests.architecture.staging import NOW, STARTS, Thing, World

Values = dict[str, dict[str, Any]]
OPENS = {
    "gatherings.which": "gatherings.which",
    "gatherings.kinds": "gatherings.kinds",
    "gatherings.series": "gatherings.page",
    "gatherings.alone": "gatherings.alone",
    "gatherings.next_month": "gatherings.planned",
    "gatherings.create": "gatherings.created",
    "gatherings.each": "gatherings.created_each",
    "gatherings.edit": "gatherings.edited",
    "gatherings.gathering": "gatherings.date",
    "gatherings.shift": "gatherings.shifted",
    "gatherings.drop": "gatherings.dropped",
    "gatherings.hand_over": "gatherings.handed",
    "gatherings.capacity": "gatherings.placed",
    "gatherings.alumni": "gatherings.created",
    **{f"gatherings.{verb}": "gatherings.done" for verb in ("end", "keep", "undo")},
}
LIST = (texts.TITLE, texts.NO_PROMOTION)
# route → how its answer begins
ANSWERS: dict[str, str | tuple[str, ...]] = {
    "/programme": LIST,
    "gatherings.programme": LIST,
    "gatherings.dates": texts.DATES_TITLE,
    "gatherings.take": "C’est noté",
}
LATER = datetime(2026, 6, 2, 10, 0, tzinfo=NOW.tzinfo)
PLACES = 12


def _series(
    tx: Transaction, world: World, *, dispositif: str = PAIRS, organiser: int | None = None, draft: str | None = None
) -> int:
    series = Series(
        id=0,
        promotion_id=world.promotion,
        dispositif=dispositif,
        rule="",
        minutes=KINDS[dispositif].minutes,
        organiser_id=organiser or world.ids["host"],
        metiers=(Metier.DROIT.value,) if dispositif == PAIRS else (),
    )
    return gathering_series.add(tx, series, draft_id=draft or str(uuid4()), now=NOW)


def _of_series(tx: Transaction, world: World, _cell: Cell) -> Thing:
    series, draft = str(_series(tx, world)), str(uuid4())
    return Thing(series, SeriesMetadata(draft, world.promotion, PAIRS, int(series)).text, draft=draft)


def _of_promotion(_tx: Transaction, world: World, cell: Cell) -> Thing:
    number, draft = str(world.promotion), str(uuid4())
    value = f"{number} {CONFERENCE}" if cell.route == "gatherings.create" else number
    kind = PAIRS if cell.route == "gatherings.created_each" else CONFERENCE
    return Thing(value, SeriesMetadata(draft, world.promotion, kind).text, draft=draft)


def _read_back(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write what was read back of the person's own form."""
    draft, sent = str(uuid4()), str(uuid4())
    values = Fields({name: field[name] for name, field in _form(world, Thing()).items()})
    form = SubmittedForm("gatherings.created", SeriesMetadata(sent, world.promotion, CONFERENCE).text, values)
    drafts.add(tx, Draft(draft, world.me(cell) or world.ids["host"], write_form(form), NOW + timedelta(days=2)))
    return Thing(private=draft, draft=sent)


def _of_metiers(tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Write what the form for all métiers makes: a métier of three that has no group."""
    tx.execute(update(people.memberships).where(people.memberships.c.role == Role.EIG.value).values(metier="design"))
    tx.execute(update(gathering_series.series).values(ended_at=NOW))
    return _of_promotion(tx, world, _cell)


def _of_metier(_tx: Transaction, world: World, _cell: Cell) -> Thing:
    return Thing(f"{world.promotion} {Metier.DESIGN.value}")


def _left(tx: Transaction, world: World, _cell: Cell) -> Thing:
    """Write a series whose organiser has left."""
    gone = people.add(tx, name="gone", email=f"{uuid4()}@example.org")
    people.add_membership(tx, gone, Membership(Role.COACH, world.promotion))
    rows = people.current_memberships(tx, promotion_id=world.promotion, roles=[Role.COACH])
    people.end_memberships(tx, [row.id for row in rows if row.person_id == gone], now=NOW)
    return Thing(str(_series(tx, world, organiser=gone)))


def _just_made(tx: Transaction, world: World, cell: Cell) -> Thing:
    """Write a series that the person has just made."""
    draft = str(uuid4())
    thing = _gathering(tx, world, cell, draft=draft)
    actor = world.me(cell) or world.ids["host"]
    changes.replace(tx, [AgendaChange(thing.appointment, draft, Kind.BOOK, actor, NOW + timedelta(hours=1))])
    return replace(thing, value=draft, draft=draft)


def _gathering(tx: Transaction, world: World, cell: Cell, *, draft: str | None = None) -> Thing:
    """Write a date, its time not claimed."""
    series = _series(tx, world, dispositif=CONFERENCE, draft=draft)
    unclaimed = cell.route == "gatherings.keep"
    host = Participant(world.ids["host"], Part.HOST, Reply.LEFT if unclaimed else Reply.COMES)
    starts = STARTS
    plan = AgendaPlan(CONFERENCE, world.promotion, None, starts, KINDS[CONFERENCE].minutes, (host,), place="Salle 3")
    appointment = agenda.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)
    number = gatherings.add(
        tx,
        series_id=series,
        period="2026-05",
        appointment_id=appointment,
        rule_day=starts.date(),
        announce_at=NOW,
        unclaimed=unclaimed,
    )
    return Thing(str(number), str(number), appointment=appointment)


def _dates(_tx: Transaction, _world: World, _cell: Cell) -> Thing:
    return Thing(CONFERENCE)


Setting = Callable[[Transaction, World, Cell], Thing]
SETTINGS: dict[str, Setting] = {
    "gatherings.which": lambda *_: Thing("plan"),
    **{f"gatherings.{verb}": _of_promotion for verb in ("kinds", "alone", "next_month", "create", "each", "created")},
    **{f"gatherings.{verb}": _of_series for verb in ("series", "edit", "edited", "end")},
    **{
        f"gatherings.{verb}": _gathering
        for verb in (
            "gathering",
            "shift",
            "shifted",
            "drop",
            "dropped",
            "hand_over",
            "handed",
            "keep",
            "capacity",
            "placed",
        )
    },
    "gatherings.created_each": _of_metiers,
    "gatherings.alumni": _of_metier,
    "gatherings.confirmed": _read_back,
    "gatherings.undo": _just_made,
    "gatherings.take": _left,
    "gatherings.dates": _dates,
}
Effect = Callable[[World, Cell, Thing], bool]


def _noted(verb: str, thing_kind: str = "series") -> Effect:
    """Make what says whether the history ends with this by the person of the cell."""

    def effect(world: World, cell: Cell, thing: Thing) -> bool:
        number = int(thing.value.split(" ")[-1])
        return world.lines(thing_kind, number)[-1:] == [(world.me(cell), f"gatherings.{verb}")]

    return effect


def _created(world: World, cell: Cell, thing: Thing) -> bool:
    number = world.read(lambda tx: gathering_series.id_of_draft(tx, thing.draft))
    return number is not None and world.lines("series", number) == [(world.me(cell), "gatherings.create")]


def _is_read_back(world: World, cell: Cell, thing: Thing) -> bool:
    """Say whether what was sent is kept until it is confirmed, and nothing else is written."""
    kept = world.read(lambda tx: drafts.read(tx, thing.draft))
    mine = kept is not None and kept.person_id == world.me(cell)
    return mine and world.read(lambda tx: gathering_series.id_of_draft(tx, thing.draft)) is None


def _undone(world: World, cell: Cell, thing: Thing) -> bool:
    number = world.read(lambda tx: gathering_series.id_of_draft(tx, thing.draft))
    return number is not None and world.lines("series", number)[-1:] == [(world.me(cell), "gatherings.undo")]


EFFECTS: dict[str, Effect] = {
    "gatherings.end": _noted("end"),
    "gatherings.take": _noted("take"),
    **{f"gatherings.{verb}": _is_read_back for verb in ("created", "created_each", "edited")},
    "gatherings.confirmed": _created,
    "gatherings.undo": _undone,
    "gatherings.shifted": _noted("move", "gathering"),
    "gatherings.dropped": _noted("cancel", "gathering"),
    "gatherings.handed": _noted("hand_over", "gathering"),
    "gatherings.keep": _noted("keep", "gathering"),
    "gatherings.placed": _noted("capacity", "gathering"),
}


def _chosen(value: object) -> dict[str, Any]:
    return {"selected_option": {"value": str(value)}}


def _form(world: World, _thing: Thing) -> Values:
    given: dict[str, dict[str, Any]] = {
        "rule": {"value": "2e mardi, 14 h"},
        "minutes": _chosen(90),
        "organiser": _chosen(world.ids["host"]),
        "organiser-design": _chosen(world.ids["host"]),
        "metiers": {"selected_options": [{"value": Metier.DROIT.value}]},
        "lead": _chosen(14),
    }
    return {name: {name: value} for name, value in given.items()}


def _later(_world: World, _thing: Thing) -> Values:
    return {
        "day": {"day": {"selected_date": f"{LATER:%Y-%m-%d}"}},
        "time": {"time": {"selected_time": f"{LATER:%H:%M}"}},
    }


VALUES: dict[str, Callable[[World, Thing], Values]] = {
    "gatherings.created": _form,
    "gatherings.created_each": _form,
    "gatherings.edited": _form,
    "gatherings.shifted": _later,
    "gatherings.dropped": lambda *_: {},
    "gatherings.handed": lambda world, _: {"person": {"person": _chosen(world.ids["colleague"])}},
    "gatherings.placed": lambda *_: {"capacity": {"capacity": {"value": str(PLACES)}}},
}
