"""Listeners about the small groups of a gathering, for their presenters and for the coaches who adjust the groups."""

from functools import partial

from bot.errors import AlreadyAnswered, Invalid
from bot.gatherings.groups import adjusting, formation, grouping, presenters, presenting
from bot.gatherings.groups.adjusting import GroupDraft
from bot.gatherings.groups.turns import HostChoice
from bot.gatherings.sheets import read
from bot.planning.solved import best_groups
from bot.programme.permissions import require
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.gestures.presence import send_calendar_files
from handlers.kit.reading import read_id, read_word, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, explain_refusals, reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import presenters_views, texts, views
from .forms import AdjustmentMetadata, read_metadata, read_move


def register(routes: Routes) -> None:
    routes.add("action", "gatherings.hold_groups", choose_hosts, permits="gatherings.plan")
    routes.add("action", "gatherings.groups", show_groups, permits="gatherings.plan")
    routes.add("action", "gatherings.form_now", form_groups_now, permits="gatherings.plan")
    take = partial(send_calendar_files, enqueue_files=grouping.owe_calendar_files, empty_sentence=texts.NOT_TAKEN)
    routes.add("action", "gatherings.group_calendar", take, permits="gatherings.read")
    routes.add("action", "gatherings.adjust", open_adjust_form, permits="gatherings.plan")
    routes.add("action", "gatherings.place", move_person, permits="gatherings.plan")
    routes.add("action", "gatherings.again", recalculate_groups, permits="gatherings.plan")
    routes.add("action", "gatherings.give_up", discard_changes, permits="gatherings.plan")
    routes.add("view", "gatherings.adjusted", apply_changes, permits="gatherings.plan")
    answer = partial(routes.add, permits="gatherings.answer")
    answer("action", "gatherings.agree", agree_to_present)
    answer("action", "gatherings.swap", pass_presenting_turn)
    answer("action", "gatherings.about", open_subject_form)
    answer("view", "gatherings.about_given", save_subject)


def choose_hosts(turn: Turn) -> None:
    gathering_id, wanted = split_pieces(turn.value, 2)
    with turn.tools.transaction() as tx:
        holding = read_word(HostChoice, wanted)
        asked = formation.choose_hosts(tx, turn.actor, read_id(gathering_id), holding=holding, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.CHOSEN(effect=texts.EFFECTS[asked.holding])))


def show_groups(turn: Turn) -> None:
    """Show all groups to a coach (button « Voir les groupes »)."""
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
        require(turn.actor, "gatherings.plan", sheet)
        groups = grouping.groups_of(reading, sheet.gathering.id)
    turn.ack()
    reply_or_show(turn, views.overview_message(sheet, groups, now=turn.tools.now()), title=texts.TITLE)


def form_groups_now(turn: Turn) -> None:
    """Plan to form the groups now. A periodic job forms them within a minute."""
    with explain_refusals(turn, texts.NOT_NOW):
        with turn.tools.transaction() as tx:
            formation.form_now(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, message(texts.MAKING))


def open_adjust_form(turn: Turn) -> None:
    """Show the groups with the changes that are not applied yet (button « Ajuster les groupes »)."""
    try:
        shown = _read_adjustment(turn, turn.value_id)
    except Invalid:
        turn.ack()
        turn.show(views.sentence_modal(texts.ADJUSTING_NOT_MADE))
        return
    turn.ack()
    turn.show(views.adjust_form(shown))


def move_person(turn: Turn) -> None:
    """Move one person to another group (button « Changer de groupe »)."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    try:
        person_id, to = read_move(turn.values)
        with turn.tools.transaction() as tx:
            shown = adjusting.move_person(
                tx, turn.actor, carried.gathering_id, person_id=person_id, to_number=to, now=now
            )
    except Invalid as refusal:
        _show_form(turn, carried, _refusal_sentence(refusal))
    else:
        # If a colleague changed the groups in the meantime, the form now shows these changes too, and says so.
        another = shown.version - 1 != carried.version
        turn.ack()
        turn.open(views.adjust_form(shown, click_result=_colleague_sentence(turn, shown) if another else None))


def recalculate_groups(turn: Turn) -> None:
    """Place everybody again, except the people whom a coach placed by hand (button « Recalculer le reste »)."""
    carried = read_metadata(turn.private)
    asked = _read_adjustment(turn, carried.gathering_id)
    turn.ack()
    turn.open(views.being_computed_modal())
    found, _ = best_groups(asked.solver_input)  # This runs outside a transaction, since it takes seconds.
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            shown = adjusting.save_solution(
                tx, turn.actor, carried.gathering_id, solution=found, version=asked.version, now=now
            )
    except Invalid:
        turn.open(views.adjust_form(_read_adjustment(turn, carried.gathering_id), click_result=texts.OUTDATED))
    else:
        turn.open(views.adjust_form(shown, click_result=texts.FOUND))


def discard_changes(turn: Turn) -> None:
    """Discard all changes that are not applied yet (button « Revenir aux groupes d’origine »)."""
    carried = read_metadata(turn.private)
    with turn.tools.transaction() as tx:
        shown = adjusting.discard_adjustment(tx, turn.actor, carried.gathering_id, now=turn.tools.now())
    turn.ack()
    turn.open(views.adjust_form(shown, click_result=texts.RESTORED))


def apply_changes(turn: Turn) -> None:
    """Apply the changes, and notify the people who change group (button « Prévenir »).

    If a colleague changed the groups since the form opened, apply nothing, and show the colleague's changes."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    try:
        with turn.tools.transaction() as tx:
            done = adjusting.apply_adjustment(tx, turn.actor, carried.gathering_id, version=carried.version, now=now)
    except AlreadyAnswered:
        turn.ack(response_action="update", view=views.sentence_modal(texts.NOTHING_TO_TELL))
    except Invalid:
        shown = _read_adjustment(turn, carried.gathering_id)
        turn.ack(response_action="update", view=views.adjust_form(shown, click_result=_colleague_sentence(turn, shown)))
    else:
        turn.ack(response_action="update", view=views.changes_applied_modal(done))


def _read_adjustment(turn: Turn, gathering_id: int) -> GroupDraft:
    with turn.tools.reading() as reading:
        return adjusting.open_groups(reading, turn.actor, gathering_id, now=turn.tools.now())


def _show_form(turn: Turn, metadata: AdjustmentMetadata, reason: Said) -> None:
    shown = _read_adjustment(turn, metadata.gathering_id)
    turn.ack()
    turn.open(views.adjust_form(shown, click_result=reason))


def _refusal_sentence(refusal: Invalid) -> Said:
    return texts.REFUSALS[str(refusal.facts["field"]), str(refusal.facts["reason"])]


def _colleague_sentence(turn: Turn, adjustment: GroupDraft) -> Said:
    """Return the sentence that names the colleague who changed the groups.

    It names the colleague of the last change, or else any colleague who placed a person by hand."""
    others = [by for by in adjustment.placing.kept.values() if by != turn.actor.person_id]
    last = adjustment.changed_by if adjustment.changed_by != turn.actor.person_id else None
    person = adjustment.people.get(last or next(iter(others), 0))
    return texts.COLLEAGUE(name=person.name if person else texts.SOMEBODY)


def agree_to_present(turn: Turn) -> None:
    """Record that the actor will present, and offer to enter the subject (button « Je présente »)."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        sheet = presenters.agree_to_present(tx, turn.actor, turn.value_id, now=now)
    turn.ack()
    reply_or_show(turn, presenters_views.agreed_message(sheet, now=now))


def pass_presenting_turn(turn: Turn) -> None:
    """Ask the next person to present in place of the actor (« Laisser mon tour », after its confirmation)."""
    with turn.tools.transaction() as tx:
        _, following = presenters.pass_turn(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, presenters_views.turn_passed_message(following))


def open_subject_form(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        sheet = read(reading, turn.actor, turn.value_id)
        mine = presenting.read_presenter(reading, sheet.gathering.id, turn.known.id)
    require(turn.actor, "gatherings.answer", sheet)
    if mine is None:
        raise AlreadyAnswered
    turn.ack()
    turn.open(presenters_views.subject_form(sheet, mine))


def save_subject(turn: Turn) -> None:
    about = turn.values.typed_text(presenters_views.ABOUT)
    with show_errors(turn, errors_on(presenters_views.ABOUT, texts.ABOUT_LONG)):
        with turn.tools.transaction() as tx:
            presenters.agree_to_present(tx, turn.actor, turn.private_id, subject=about, now=turn.tools.now())
        turn.ack(response_action="update", view=presenters_views.subject_saved_modal())
