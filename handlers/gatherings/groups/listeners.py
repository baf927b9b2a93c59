"""Listeners about the small groups of a gathering, for their presenters and for the coaches who adjust the groups."""

from functools import partial

from bot.errors import AlreadyAnswered, Invalid
from bot.gatherings.groups import adjusting, formation, grouping, presenters, presenting
from bot.gatherings.groups.adjusting import Adjusting
from bot.gatherings.groups.turns import Holding
from bot.gatherings.sheets import read
from bot.planning.solved import best_groups
from bot.programme.permissions import require
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.gestures.presence import send_entry
from handlers.kit.reading import read_id, read_word, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, explain_refusals, say, show_errors
from handlers.kit.turn import Turn

from . import presenters_views, texts, views
from .forms import AdjustingCarried, read_carried, read_move


def register(routes: Routes) -> None:
    routes.add("action", "gatherings.hold_groups", choose_hosts, permits="gatherings.plan")
    routes.add("action", "gatherings.groups", show_groups, permits="gatherings.plan")
    routes.add("action", "gatherings.form_now", form_groups_now, permits="gatherings.plan")
    take = partial(send_entry, take=grouping.take_calendar, none=texts.NOT_TAKEN)
    routes.add("action", "gatherings.group_calendar", take, permits="gatherings.read")
    routes.add("action", "gatherings.adjust", open_adjusting, permits="gatherings.plan")
    routes.add("action", "gatherings.place", move_person, permits="gatherings.plan")
    routes.add("action", "gatherings.again", recalculate_groups, permits="gatherings.plan")
    routes.add("action", "gatherings.give_up", discard_changes, permits="gatherings.plan")
    routes.add("view", "gatherings.adjusted", apply_changes, permits="gatherings.plan")
    answer = partial(routes.add, permits="gatherings.answer")
    answer("action", "gatherings.agree", agree_to_present)
    answer("action", "gatherings.swap", pass_turn)
    answer("action", "gatherings.about", open_about_form)
    answer("view", "gatherings.about_given", keep_about)


def choose_hosts(turn: Turn) -> None:
    gathering_id, wanted = split_pieces(turn.value, 2)
    with turn.tools.transaction() as tx:
        holding = read_word(Holding, wanted)
        asked = formation.choose(tx, turn.actor, read_id(gathering_id), holding=holding, now=turn.tools.now())
    turn.ack()
    say(turn, message(texts.CHOSEN(effect=texts.EFFECTS[asked.holding])))


def show_groups(turn: Turn) -> None:
    """Show all groups to a coach (button « Voir les groupes »)."""
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
        require(turn.actor, "gatherings.plan", sheet)
        groups = grouping.groups_of(reading, sheet.gathering.id)
    turn.ack()
    say(turn, views.overview_message(sheet, groups, now=turn.tools.now()), title=texts.TITLE)


def form_groups_now(turn: Turn) -> None:
    """Ask for the groups now. A periodic job forms them within a minute."""
    with explain_refusals(turn, texts.NOT_NOW):
        with turn.tools.transaction() as tx:
            formation.form_now(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        say(turn, message(texts.MAKING))


def open_adjusting(turn: Turn) -> None:
    """Show the groups with the changes that are not applied yet (button « Ajuster les groupes »)."""
    try:
        shown = _read_adjusting(turn, turn.value_id)
    except Invalid:
        turn.ack()
        turn.show(views.over_modal(texts.ADJUSTING_NOT_MADE))
        return
    turn.ack()
    turn.show(views.adjusting_form(shown))


def move_person(turn: Turn) -> None:
    """Move one person to another group (button « Changer de groupe »)."""
    now, carried = turn.tools.now(), read_carried(turn.private)
    try:
        person_id, to = read_move(turn.values)
        with turn.tools.transaction() as tx:
            shown = adjusting.move(tx, turn.actor, carried.gathering_id, person_id=person_id, to=to, now=now)
    except Invalid as refusal:
        _show_form(turn, carried, _refusal_sentence(refusal))
    else:
        # If a colleague changed the groups in the meantime, the form now shows these changes too, and says so.
        another = shown.version - 1 != carried.version
        turn.ack()
        turn.open(views.adjusting_form(shown, said=_colleague_sentence(turn, shown) if another else None))


def recalculate_groups(turn: Turn) -> None:
    """Place everybody again, except the people whom a coach placed by hand (button « Recalculer le reste »)."""
    carried = read_carried(turn.private)
    asked = _read_adjusting(turn, carried.gathering_id)
    turn.ack()
    turn.open(views.wait_modal())
    found, _ = best_groups(asked.solver_input)  # This runs outside a transaction, since it takes seconds.
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            shown = adjusting.save_solution(
                tx, turn.actor, carried.gathering_id, found=found, version=asked.version, now=now
            )
    except Invalid:
        turn.open(views.adjusting_form(_read_adjusting(turn, carried.gathering_id), said=texts.OUTDATED))
    else:
        turn.open(views.adjusting_form(shown, said=texts.FOUND))


def discard_changes(turn: Turn) -> None:
    """Discard all changes that are not applied yet (button « Revenir aux groupes d’origine »)."""
    carried = read_carried(turn.private)
    with turn.tools.transaction() as tx:
        shown = adjusting.discard(tx, turn.actor, carried.gathering_id, now=turn.tools.now())
    turn.ack()
    turn.open(views.adjusting_form(shown, said=texts.RESTORED))


def apply_changes(turn: Turn) -> None:
    """Apply the changes, and notify the people who change group (button « Prévenir »).

    If a colleague changed the groups since the form opened, apply nothing, and show the colleague's changes."""
    now, carried = turn.tools.now(), read_carried(turn.private)
    try:
        with turn.tools.transaction() as tx:
            done = adjusting.apply_adjustment(tx, turn.actor, carried.gathering_id, version=carried.version, now=now)
    except AlreadyAnswered:
        turn.ack(response_action="update", view=views.over_modal(texts.NOTHING_TO_TELL))
    except Invalid:
        shown = _read_adjusting(turn, carried.gathering_id)
        turn.ack(response_action="update", view=views.adjusting_form(shown, said=_colleague_sentence(turn, shown)))
    else:
        turn.ack(response_action="update", view=views.told_modal(done))


def _read_adjusting(turn: Turn, gathering_id: int) -> Adjusting:
    with turn.tools.reading() as reading:
        return adjusting.open_groups(reading, turn.actor, gathering_id, now=turn.tools.now())


def _show_form(turn: Turn, carried: AdjustingCarried, why: Said) -> None:
    shown = _read_adjusting(turn, carried.gathering_id)
    turn.ack()
    turn.open(views.adjusting_form(shown, said=why))


def _refusal_sentence(refusal: Invalid) -> Said:
    return texts.REFUSALS[str(refusal.facts["field"]), str(refusal.facts["reason"])]


def _colleague_sentence(turn: Turn, shown: Adjusting) -> Said:
    """Return the sentence that names the colleague who changed the groups.

    It names the colleague of the last change, or else any colleague who placed a person by hand."""
    others = [by for by in shown.placing.kept.values() if by != turn.actor.person_id]
    last = shown.changed_by if shown.changed_by != turn.actor.person_id else None
    person = shown.people.get(last or next(iter(others), 0))
    return texts.COLLEAGUE(name=person.name if person else texts.SOMEBODY)


def agree_to_present(turn: Turn) -> None:
    """Record that the actor will present, and offer to enter the subject (button « Je présente »)."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        sheet = presenters.agree(tx, turn.actor, turn.value_id, now=now)
    turn.ack()
    say(turn, presenters_views.agreed_message(sheet, now=now))


def pass_turn(turn: Turn) -> None:
    """Ask the next person in turn instead (button « Laisser mon tour », after its confirmation)."""
    with turn.tools.transaction() as tx:
        _, following = presenters.swap(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    say(turn, presenters_views.swapped_message(following))


def open_about_form(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
        mine = presenting.read_presenter(reading, sheet.gathering.id, turn.known.id)
    require(turn.actor, "gatherings.answer", sheet)
    if mine is None:
        raise AlreadyAnswered
    turn.ack()
    turn.open(presenters_views.about_form(sheet, mine))


def keep_about(turn: Turn) -> None:
    about = turn.values.typed_text(presenters_views.ABOUT)
    with show_errors(turn, errors_on(presenters_views.ABOUT, texts.ABOUT_LONG)):
        with turn.tools.transaction() as tx:
            presenters.agree(tx, turn.actor, turn.private_id, about=about, now=turn.tools.now())
        turn.ack(response_action="update", view=presenters_views.kept_modal())
