"""Listeners of adjusting small groups: place one person, solve the rest, notify at the end."""

from bot.errors import AlreadyAnswered, Invalid
from bot.gatherings.groups import adjusting
from bot.gatherings.groups.adjusting import Adjusting
from bot.planning.solved import best_groups
from handlers.kit.escaping import Said
from handlers.kit.routes import Routes
from handlers.kit.turn import Turn

from . import texts, views
from .forms import AdjustingCarried, read_carried, read_move


def register(routes: Routes) -> None:
    """Enter the form about small groups into the table of routes."""
    routes.add("action", "gatherings.adjust", show, permits="gatherings.plan")
    routes.add("action", "gatherings.place", place, permits="gatherings.plan")
    routes.add("action", "gatherings.again", find_again, permits="gatherings.plan")
    routes.add("action", "gatherings.give_up", give_up, permits="gatherings.plan")
    routes.add("view", "gatherings.adjusted", tell, permits="gatherings.plan")


def show(turn: Turn) -> None:
    """« Ajuster les groupes »: the groups, with what is changed already."""
    try:
        shown = _read(turn, turn.value_id)
    except Invalid:
        turn.ack()
        turn.show(views.over(texts.NOT_MADE))
        return
    turn.ack()
    turn.show(views.form(shown))


def place(turn: Turn) -> None:
    """« Changer de groupe »: place one person by hand."""
    now, carried = turn.tools.now(), read_carried(turn.private)
    try:
        person_id, to = read_move(turn.values)
        with turn.tools.transaction() as tx:
            shown = adjusting.move(tx, turn.actor, carried.gathering_id, person_id=person_id, to=to, now=now)
    except Invalid as refusal:
        _draw(turn, carried, _why(refusal))
    else:
        # The form now has a colleague's later changes, and says so.
        another = shown.version - 1 != carried.version
        turn.ack()
        turn.open(views.form(shown, said=_colleague(turn, shown) if another else None))


def find_again(turn: Turn) -> None:
    """« Recalculer le reste »: who was placed by hand stays, the others are placed anew; it takes seconds."""
    carried = read_carried(turn.private)
    asked = _read(turn, carried.gathering_id)
    turn.ack()
    turn.open(views.wait())
    found, _ = best_groups(asked.again)  # no transaction is open meanwhile
    now = turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            shown = adjusting.put_again(
                tx, turn.actor, carried.gathering_id, found=found, version=asked.version, now=now
            )
    except Invalid:
        turn.open(views.form(_read(turn, carried.gathering_id), said=texts.OUTDATED))
    else:
        turn.open(views.form(shown, said=texts.FOUND))


def give_up(turn: Turn) -> None:
    """« Revenir aux groupes d’origine »: what was changed is forgotten."""
    carried = read_carried(turn.private)
    with turn.tools.transaction() as tx:
        shown = adjusting.give_up(tx, turn.actor, carried.gathering_id, now=turn.tools.now())
    turn.ack()
    turn.open(views.form(shown, said=texts.RESTORED))


def tell(turn: Turn) -> None:
    """« Prévenir »: apply the groups, and notify people whose group changed; a colleague's change is shown first."""
    now, carried = turn.tools.now(), read_carried(turn.private)
    try:
        with turn.tools.transaction() as tx:
            done = adjusting.tell(tx, turn.actor, carried.gathering_id, version=carried.version, now=now)
    except AlreadyAnswered:
        turn.ack(response_action="update", view=views.over(texts.NOTHING_TO_TELL))
    except Invalid:
        shown = _read(turn, carried.gathering_id)
        turn.ack(response_action="update", view=views.form(shown, said=_colleague(turn, shown)))
    else:
        turn.ack(response_action="update", view=views.told(done))


def _read(turn: Turn, gathering_id: int) -> Adjusting:
    with turn.tools.reading() as reading:
        return adjusting.open_groups(reading, turn.actor, gathering_id, now=turn.tools.now())


def _draw(turn: Turn, carried: AdjustingCarried, why: Said) -> None:
    shown = _read(turn, carried.gathering_id)
    turn.ack()
    turn.open(views.form(shown, said=why))


def _why(refusal: Invalid) -> Said:
    return texts.REFUSALS[str(refusal.facts["field"]), str(refusal.facts["reason"])]


def _colleague(turn: Turn, shown: Adjusting) -> Said:
    """Name who changed something: a colleague's hand that placed somebody, else who changed last."""
    others = [by for by in shown.placing.kept.values() if by != turn.actor.person_id]
    last = shown.changed_by if shown.changed_by != turn.actor.person_id else None
    person = shown.people.get(last or next(iter(others), 0))
    return texts.COLLEAGUE(name=person.name if person else texts.SOMEBODY)
