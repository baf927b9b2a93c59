"""Listeners about actions: list, add, close, postpone, drop, reassign."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from uuid import uuid4

from bot.dates.holidays import next_working_day
from bot.dates.paris import day_of
from bot.dates.words import day_words
from bot.errors import Invalid, NotFound
from bot.evaluation.sheets import describe_committee
from bot.programme.model import Actor
from bot.programme.permissions import may, require
from bot.records import actions, meeting
from bot.records.model import Action, ListedAction, Place
from bot.tools import Reading
from handlers.kit.blocks import Json
from handlers.kit.escaping import Said
from handlers.kit.reading import read_id
from handlers.kit.routes import Routes
from handlers.kit.saying import explain_refusals, reply_or_show
from handlers.kit.told import MailLinks
from handlers.kit.turn import Turn
from handlers.records.meeting.listeners import draw_sheet

from . import texts, views
from .forms import (
    APPOINTMENT,
    COMMITTEE,
    DEFI,
    LIST,
    NOWHERE,
    OWNER,
    PLACE,
    SHEET,
    WHAT,
    WHY,
    ActionMetadata,
    read_due,
    read_metadata,
    read_new_action,
    read_target,
)

IN = timedelta(days=14)
_CLOSED = {"closed": texts.CLOSED}


def register(routes: Routes) -> None:
    act, close = partial(routes.add, permits="records.act"), partial(routes.add, permits="records.close")
    routes.add("action", "records.list", show_list, permits="records.list")
    routes.add("shortcut", "records.message", open_message_action_form, permits="records.list")
    act("action", "records.add", open_new_action_form)
    routes.add("action", "records.agree", open_committee_action_form, permits="records.meet")
    act("view", "records.placed", choose_place)
    act("view", "records.added", add_action)
    close("action", "records.done", finish_action)
    close("action", "records.put_off", open_put_off_form)
    close("view", "records.later", postpone_action)
    close("action", "records.drop", open_drop_form)
    close("view", "records.dropped", drop_action)
    routes.add("action", "records.reassign", open_reassign_form, permits="records.reassign")
    routes.add("view", "records.reassigned", reassign_action, permits="records.reassign")
    routes.add("action", "records.reword", open_reword_form, permits="records.reword")
    routes.add("view", "records.reworded", reword_action, permits="records.reword")
    routes.words["actions"] = show_list
    routes.help.append([(texts.HELP, "records.list")])


def show_list(turn: Turn) -> None:
    """Show the actor's actions, followed by other people's actions on the actor's défis (« Voir mes actions »)."""
    with turn.tools.reading() as reading:
        draw = _list_builder(reading, turn.actor, now=turn.tools.now())
    turn.ack()
    turn.open(draw())


def open_new_action_form(turn: Turn) -> None:
    """Open the form of a new action. If the button names no défi, ask for the défi first."""
    at = read_target(turn.value) if turn.value else None
    _open_new_form(turn, at, link=NOWHERE)


def open_committee_action_form(turn: Turn) -> None:
    """Open the form of a new action on a committee's sheet. It can be opened through a link in a mail too."""
    _open_new_form(turn, (COMMITTEE, turn.value_id), link=NOWHERE)


def open_message_action_form(turn: Turn) -> None:
    """Open the form of a new action about a message (« En faire une action »). Save its link, but never its text."""
    _open_new_form(turn, None, link=turn.message_link or NOWHERE)


def choose_place(turn: Turn) -> None:
    """Submit the défi of a new action, and show the action's form."""
    carried, chosen = read_metadata(turn.private), turn.values.chosen_value(PLACE)
    if not chosen:
        turn.ack(response_action="errors", errors={PLACE: texts.INVALID["place", "none"]})
        return
    here = ActionMetadata((DEFI, read_id(chosen)), carried.gesture, carried.back, carried.link)
    with turn.tools.reading() as reading:
        view = _new_form(turn, reading, here)
    turn.ack(response_action="update", view=view)


def add_action(turn: Turn) -> None:
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with _show_errors(turn):
        new = read_new_action(turn.values, carried)
        kind, thing_id = carried.at
        with turn.tools.transaction() as tx:
            if kind == COMMITTEE:
                meeting.add_action(tx, turn.actor, thing_id, new=new, now=now)
            else:
                actions.add(tx, turn.actor, new, place=_read_place(tx, carried.at), now=now)
        due = day_words(new.due, now)
        _answer_form(turn, carried, texts.ADDED(what=new.what.strip(), facts=texts.BY.format(day=due)))


def finish_action(turn: Turn) -> None:
    with explain_refusals(turn, _CLOSED):
        with turn.tools.transaction() as tx:
            action = actions.finish(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        back = _current_view_builder(turn)
        if back is None:
            reply_or_show(turn, views.done_message(action))
        else:
            turn.replace_view(back())


def open_put_off_form(turn: Turn) -> None:
    """Open the form to choose another day (« Reporter »)."""
    now = turn.tools.now()
    _open_change_form(
        turn,
        "records.close",
        lambda _, record, carried: views.put_off_form(
            record, carried, until=_proposed_day(record.action, now), now=now
        ),
    )


def postpone_action(turn: Turn) -> None:
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with _show_errors(turn):
        until = read_due(turn.values)
        with turn.tools.transaction() as tx:
            action = actions.postpone(tx, turn.actor, carried.at[1], until=until, now=now)
        _answer_form(turn, carried, texts.IS_PUT_OFF(day=day_words(action.due, now), what=action.what))


def open_drop_form(turn: Turn) -> None:
    """Ask why the action is dropped (« Abandonner »)."""
    now = turn.tools.now()
    _open_change_form(turn, "records.close", lambda _, record, carried: views.drop_form(record, carried, now=now))


def drop_action(turn: Turn) -> None:
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with _show_errors(turn):
        with turn.tools.transaction() as tx:
            action = actions.drop(tx, turn.actor, carried.at[1], why=turn.values.typed_text(WHY), now=now)
        _answer_form(turn, carried, texts.IS_DROPPED(what=action.what))


def open_reassign_form(turn: Turn) -> None:
    """Ask for the new owner (« Confier à… »)."""
    now = turn.tools.now()

    def draw(reading: Reading, listed: ListedAction, carried: ActionMetadata) -> Json:
        owners = actions.owners_for(reading, actions.place_of_action(reading, listed.action))
        return views.reassign_form(listed, owners, metadata=carried, now=now)

    _open_change_form(turn, "records.reassign", draw)


def reassign_action(turn: Turn) -> None:
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with _show_errors(turn):
        owner = turn.values.chosen_value(OWNER)
        if not owner:
            raise Invalid(field="owner", reason="none")
        with turn.tools.transaction() as tx:
            action = actions.reassign(tx, turn.actor, carried.at[1], owner_id=read_id(owner), now=now)
            (record,) = actions.describe_all(tx, [action], now=now)
        name = record.owner.name if record.owner else texts.SOMEBODY
        _answer_form(turn, carried, texts.IS_HANDED(name=name, what=action.what))


def open_reword_form(turn: Turn) -> None:
    """Open the form with the current text (« Corriger »)."""

    def draw(reading: Reading, listed: ListedAction, carried: ActionMetadata) -> Json:
        _, over = actions.open_rewording(reading, turn.actor, listed.action.id)
        return views.reword_form(listed.action.what, replace(carried, over=over))

    _open_change_form(turn, "records.reword", draw)


def reword_action(turn: Turn) -> None:
    """Submit a corrected text. If another person has corrected the action meanwhile, show both texts."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    mine = turn.values.typed_text(WHAT)
    with _show_errors(turn, on_overtaken=lambda: _show_conflict(turn, carried, mine)):
        with turn.tools.transaction() as tx:
            action = actions.reword(tx, turn.actor, carried.at[1], what=mine, seen_corrections=carried.over, now=now)
        _answer_form(turn, carried, texts.IS_REWORDED(what=action.what))


def _show_conflict(turn: Turn, metadata: ActionMetadata, own_text: str) -> None:
    with turn.tools.reading() as reading:
        theirs, over = actions.open_rewording(reading, turn.actor, metadata.at[1])
    view = views.reword_form(own_text, replace(metadata, over=over), newer_text=theirs.what)
    turn.ack(response_action="update", view=view)


def _open_new_form(turn: Turn, target: tuple[str, int] | None, *, link: str) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        if target is None:
            require(turn.actor, "records.list")
            places = actions.places_of(reading, turn.actor, now=now)
            if len(places) == 1 and places[0].defi:
                target = DEFI, places[0].defi.id
        carried = ActionMetadata(target or (DEFI, 1), str(uuid4()), _view_below(turn), link)
        view = _new_form(turn, reading, carried) if target else views.place_form(places, carried)
    turn.ack()
    turn.show(view)


def _new_form(turn: Turn, reading: Reading, metadata: ActionMetadata) -> Json:
    if metadata.at[0] == COMMITTEE:
        require(turn.actor, "records.meet", describe_committee(reading, metadata.at[1]))
    place = _read_place(reading, metadata.at)
    owners = actions.possible_owners(reading, turn.actor, place)
    due = next_working_day(day_of(turn.tools.now()) + IN - timedelta(days=1))
    return views.action_form(place, owners, metadata=metadata, viewer_id=turn.actor.person_id, due=due)


def _read_place(reading: Reading, target: tuple[str, int]) -> Place:
    kind, thing_id = target
    if kind == DEFI:
        return actions.place_of(reading, defi_id=thing_id)
    if kind == APPOINTMENT:
        return actions.place_of(reading, appointment_id=thing_id)
    if kind == COMMITTEE:
        return actions.place_of(reading, appointment_id=describe_committee(reading, thing_id).appointment.id)
    raise NotFound(thing="action")


def _open_change_form(turn: Turn, verb: str, draw: Callable[[Reading, ListedAction, ActionMetadata], Json]) -> None:
    """Open a form that changes the button's action. If the action is closed, say so."""
    now, action_id = turn.tools.now(), turn.value_id
    with explain_refusals(turn, _CLOSED):
        with turn.tools.reading() as reading:
            action = actions.read(reading, turn.actor, action_id, verb=verb)
            if not action.is_open:
                raise Invalid(field="action", reason="closed")
            (record,) = actions.describe_all(reading, [action], now=now)
            view = draw(reading, record, ActionMetadata(("action", action_id), str(uuid4()), _view_below(turn)))
        turn.ack()
        turn.show(view)


def _answer_form(turn: Turn, metadata: ActionMetadata, confirmation: Said) -> None:
    """Acknowledge a form, and update the view below it. If there is none, show a confirmation in place of the form."""
    back = _view_builder(turn, metadata.back)
    view = back() if back else views.noted_modal(confirmation)
    if back is None or not turn.lies_over:
        turn.ack(response_action="update", view=view)
        return
    turn.ack()
    turn.update_view_below(view)


def _current_view_builder(turn: Turn) -> Callable[[], Json] | None:
    """Return a function that builds the current modal again, if it is the list or a sheet, and None otherwise."""
    return _view_builder(turn, _view_below(turn))


def _view_builder(turn: Turn, view_name: str) -> Callable[[], Json] | None:
    if view_name == NOWHERE:
        return None
    if view_name == LIST:
        with turn.tools.reading() as reading:
            return _list_builder(reading, turn.actor, now=turn.tools.now())
    return partial(draw_sheet, turn, read_id(view_name.partition("-")[2]))


def _view_below(turn: Turn) -> str:
    """Return the name of the modal from which a form is opened, for the form's private_metadata."""
    if turn.modal_id == "records.sheet":
        return f"{SHEET}-{turn.private_id}"
    return LIST if turn.modal_id == "records.list" else NOWHERE


def _list_builder(reading: Reading, actor: Actor, *, now: datetime) -> Callable[[], Json]:
    mine, others = actions.list_all(reading, actor, now=now)
    coach, me = may(actor, "records.reassign"), actor.person_id or 0
    return partial(views.actions_modal, mine, others, viewer_id=me, is_coach=coach, now=now)


def _proposed_day(action: Action, now: datetime) -> date:
    """Return the working day that a form proposes: a week after the due day, or a week from today if that is later."""
    return next_working_day(max(action.due, day_of(now)) + timedelta(days=6))


@contextmanager
def _show_errors(turn: Turn, *, on_overtaken: Callable[[], None] | None = None) -> Iterator[None]:
    """If the block raises Invalid, show the error on its field. The caller must return right after the block."""
    try:
        yield
    except Invalid as refusal:
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        if reason == "overtaken" and on_overtaken:
            on_overtaken()
            return
        place = name if name in turn.inputs else next(iter(turn.inputs), name)  # « déjà faite » concerns no field
        turn.ack(response_action="errors", errors={place: texts.INVALID[name, reason]})


CLOSING = MailLinks(("records.done", "records.put_off", "records.drop"), actions.link_expires_at)
