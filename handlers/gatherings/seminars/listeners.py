"""Listeners of the promotion's seminar: preparation, its sheet, access needs."""

from bot.errors import Invalid
from bot.gatherings import seminars
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining, on, refusing
from handlers.kit.turn import Turn

from . import texts, views
from .views import NEED, PLACE, SHEET, THEMES


def register(routes: Routes) -> None:
    """Enter the seminar's buttons and forms into the table of routes."""
    routes.add("action", "gatherings.seminar", open_form, permits="gatherings.host")
    routes.add("view", "gatherings.seminar_kept", prepare, permits="gatherings.host")
    routes.add("action", "gatherings.practical", show_practical, permits="gatherings.read")
    routes.add("action", "gatherings.need", open_need, permits="gatherings.tell_need")
    routes.add("view", "gatherings.needed", tell_need, permits="gatherings.tell_need")
    routes.add("action", "gatherings.needs", show_needs, permits="gatherings.read_needs")


def open_form(turn: Turn) -> None:
    """« Préparer le séminaire »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = seminars.open_seminar(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.seminar_form(sheet, now=now))


def prepare(turn: Turn) -> None:
    """It is filled in: keep it, or say on the field why not."""
    given = {"themes": THEMES, "place": PLACE, "practical": SHEET}
    typed = {name: turn.values.typed(field) for name, field in given.items()}
    with refusing(turn, _on_field):
        with turn.tools.transaction() as tx:
            sheet = seminars.prepare(tx, turn.actor, turn.private_id, now=turn.tools.now(), **typed)
        turn.ack(response_action="update", view=views.kept(sheet))


def _on_field(refusal: Invalid) -> dict[str, str]:
    field = str(refusal.facts["field"])
    return {field: texts.LONG[field]}


def show_practical(turn: Turn) -> None:
    """« Voir la fiche pratique »: open it for the person who comes."""
    with explaining(turn, texts.NO_SHEET):
        with turn.tools.reading() as reading:
            sheet = seminars.read_practical(reading, turn.actor, turn.value_id)
        turn.ack()
        turn.open(views.practical(sheet, now=turn.tools.now()))


def open_need(turn: Turn) -> None:
    """« Dire un besoin d’accessibilité »: open the form, with what this person said before."""
    now = turn.tools.now()
    with explaining(turn, texts.INVALID_NEED):
        with turn.tools.reading() as reading:
            sheet, initial = seminars.read_need(reading, turn.actor, turn.value_id, now=now)
        turn.ack()
        turn.open(views.need_form(sheet, initial, now=now))


def tell_need(turn: Turn) -> None:
    """It is said, or the field was emptied: keep it or erase it, or say on the field why not."""
    text = turn.values.typed(NEED)
    with refusing(turn, on(NEED, texts.INVALID_NEED)):
        with turn.tools.transaction() as tx:
            seminars.tell_need(tx, turn.actor, turn.private_id, text=text, now=turn.tools.now())
        turn.ack(response_action="update", view=views.needed(erased=not text.strip()))


def show_needs(turn: Turn) -> None:
    """« Besoins »: open what people need, for the person who organises or hosts alone."""
    with turn.tools.reading() as reading:
        sheet, several = seminars.read_needs(reading, turn.actor, turn.value_id)
    turn.ack()
    turn.open(views.needs(sheet, several, now=turn.tools.now()))
