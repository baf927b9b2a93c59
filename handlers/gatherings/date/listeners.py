"""Listeners with which a planner shows, reschedules, cancels or hands over one date, or sets its capacity."""

from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from bot.dates.words import moment_words
from bot.errors import Invalid, SlotTaken
from bot.gatherings import changes
from bot.gatherings.model import GatheringSheet
from bot.gatherings.series import overview
from bot.gatherings.series.overview import PlannerPage
from bot.gatherings.sheets import describe_gathering
from bot.programme.model import Actor
from bot.tools import Reading
from handlers.gatherings import texts as naming
from handlers.gatherings.kinds import page_extra
from handlers.gatherings.programme.listeners import show_view
from handlers.gatherings.series import texts as series_texts
from handlers.gatherings.series.forms import read_capacity, read_person
from handlers.kit.fields import read_move_metadata
from handlers.kit.gestures.dated import Cancels, Moves
from handlers.kit.gestures.texts import NOTED_TITLE, TOLD
from handlers.kit.reading import read_moment
from handlers.kit.routes import Routes
from handlers.kit.saying import show_errors
from handlers.kit.sentences import capitalise
from handlers.kit.texts import PERSON_GONE
from handlers.kit.turn import Turn

from . import texts, views

_FAULTS = {
    ("person", "gone"): ("person", PERSON_GONE),
    ("person", "already"): ("person", texts.ALREADY),
    ("person", "made"): ("person", texts.MADE),
    ("capacity", "number"): ("capacity", texts.NUMBER),
    ("capacity", "none"): ("capacity", series_texts.error("capacity", "none")),
    ("capacity", "many"): ("capacity", series_texts.error("capacity", "many")),
}


def _open_sheet(reading: Reading, actor: Actor, gathering_id: int, _: datetime) -> GatheringSheet:
    return overview.read_gathering(reading, actor, gathering_id).sheet


def _slot_taken_error(turn: Turn) -> str:
    now, starts = turn.tools.now(), read_moment(turn.values)
    with turn.tools.reading() as reading:
        sheet = overview.read_gathering(reading, turn.actor, read_move_metadata(turn.private)[0]).sheet
        taken = [person.name for person in changes.busy_people(reading, sheet, starts=starts)]
    return texts.taken(taken, moment_words(starts, now))


MOVES = Moves(
    button="gatherings.shift",
    form="gatherings.shifted",
    permits="gatherings.plan",
    read=_open_sheet,
    named=lambda sheet, _, now: views.date_form_texts(sheet, now=now),
    before=lambda reading, gathering_id: describe_gathering(reading, gathering_id).appointment.starts,
    change=changes.move,
    taken=_slot_taken_error,
)
CANCELS = Cancels(
    button="gatherings.drop",
    form="gatherings.dropped",
    permits="gatherings.plan",
    title=texts.CANCEL,
    read=_open_sheet,
    named=lambda sheet, _, now: views.date_form_texts(sheet, now=now),
    change=changes.cancel,
)


def register(routes: Routes) -> None:
    plan = partial(routes.add, permits="gatherings.plan")
    plan("action", "gatherings.gathering", open_page)
    MOVES.register(routes)
    CANCELS.register(routes)
    plan("action", "gatherings.hand_over", open_hand_over_form)
    plan("view", "gatherings.handed", hand_over)
    plan("action", "gatherings.keep", keep_date_without_host)
    plan("action", "gatherings.capacity", open_capacity_form)
    plan("view", "gatherings.placed", set_capacity)


def open_page(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        page = overview.read_gathering(reading, turn.actor, turn.value_id)
        extra = page_extra(reading, page.sheet, now=now)
    turn.ack()
    show_view(turn, views.page_modal(page, extra=extra, now=now))


def open_hand_over_form(turn: Turn) -> None:
    """Open the form with the colleagues who are free (button « Confier à quelqu’un »)."""
    page = _read_page(turn, turn.value_id)
    turn.ack()
    show_view(turn, views.hand_over_form(page, now=turn.tools.now()))


def hand_over(turn: Turn) -> None:
    now = turn.tools.now()
    with _show_errors(turn):
        person_id = read_person(turn.values)
        with turn.tools.transaction() as tx:
            sheet = changes.hand_over(tx, turn.actor, turn.private_id, person_id=person_id, now=now)
        when, who = moment_words(sheet.appointment.starts, now), sheet.people[person_id].name
        said = texts.HANDED(who=who, name=views.name_of(sheet), when=when)
        turn.ack(response_action="update", view=views.done_modal(texts.HANDED_TITLE, said, TOLD))


def keep_date_without_host(turn: Turn) -> None:
    """Keep the date without a host (button « Garder sans personne pour l’animer », after its confirmation)."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        sheet = changes.keep_without_host(tx, turn.actor, turn.value_id, now=now)
    turn.ack()
    said = texts.KEPT(name=views.name_of(sheet), when=moment_words(sheet.appointment.starts, now))
    turn.open(views.done_modal(NOTED_TITLE, said))


def open_capacity_form(turn: Turn) -> None:
    page = _read_page(turn, turn.value_id)
    turn.ack()
    show_view(turn, views.capacity_form(page.sheet, now=turn.tools.now()))


def set_capacity(turn: Turn) -> None:
    """Save the number of places. If it is too low, the error shows how many participants there are."""
    now = turn.tools.now()
    with _show_errors(turn):
        capacity = read_capacity(turn.values)
        with turn.tools.transaction() as tx:
            sheet = changes.set_capacity(tx, turn.actor, turn.private_id, capacity=capacity, now=now)
        when, places = moment_words(sheet.appointment.starts, now), capitalise(naming.places(capacity))
        said = texts.PLACED(places=places, name=views.name_of(sheet), when=when)
        turn.ack(response_action="update", view=views.done_modal(NOTED_TITLE, said))


def _read_page(turn: Turn, gathering_id: int) -> PlannerPage:
    with turn.tools.reading() as reading:
        return overview.read_gathering(reading, turn.actor, gathering_id)


def _show_errors(turn: Turn) -> AbstractContextManager[None]:
    return show_errors(turn, partial(_errors, turn), Invalid, SlotTaken)


def _errors(turn: Turn, refusal: Invalid | SlotTaken) -> dict[str, str]:
    now = turn.tools.now()
    if isinstance(refusal, Invalid):
        if refusal.facts["reason"] == "below":
            return {"capacity": series_texts.below(int(str(refusal.facts["comes"])))}
        name, said = _FAULTS[str(refusal.facts["field"]), str(refusal.facts["reason"])]
        return {name: said}
    sheet = _read_page(turn, turn.private_id).sheet
    return {"person": texts.taken_person(moment_words(sheet.appointment.starts, now))}
