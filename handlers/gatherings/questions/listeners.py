"""Receive questions to who speaks: asked, listed, supported, taken back."""

from bot.errors import AlreadyStarted, Invalid
from bot.gatherings import questions, subjects
from bot.gatherings.model import Purpose
from bot.gatherings.sheets import describe
from bot.programme.permissions import may
from bot.tools import Reading
from handlers.kit.blocks import Json, message
from handlers.kit.routes import Routes
from handlers.kit.saying import say
from handlers.kit.turn import Turn

from . import texts, views
from .forms import TEXT, carry, read_press, read_question


def register(routes: Routes) -> None:
    """Enter the buttons and the form of questions into the table of routes."""
    routes.add("action", "gatherings.ask", open_form, permits="gatherings.propose")
    routes.add("view", "gatherings.asked", ask, permits="gatherings.propose")
    routes.add("action", "gatherings.questions", show, permits="gatherings.read")
    routes.add("action", "gatherings.support", support, permits="gatherings.support")
    routes.add("action", "gatherings.take_back", take_back, permits="gatherings.withdraw")


def open_form(turn: Turn) -> None:
    """« Poser une question »: open the form; its own id is made now, and says nothing of who opens it."""
    now, gathering_id = turn.tools.now(), turn.value_id
    try:
        with turn.tools.reading() as reading:
            sheet = questions.open_question(reading, turn.actor, gathering_id, now=now)
    except AlreadyStarted:
        turn.ack()
        say(turn, message(texts.CLOSED))
        return
    turn.ack()
    turn.open(views.ask_form(sheet, carry(gathering_id), now=now))


def ask(turn: Turn) -> None:
    """A question is typed: ask it, or say on the field why not."""
    asked, now = read_question(turn.private, turn.values), turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            given = {"text": asked.text, "gesture": asked.gesture}
            questions.ask(tx, turn.actor, asked.gathering_id, anonymous=asked.anonymous, now=now, **given)
    except AlreadyStarted:
        turn.ack(response_action="errors", errors={TEXT: texts.CLOSED.plain})
    except Invalid as refusal:
        turn.ack(response_action="errors", errors={TEXT: texts.INVALID[str(refusal.facts["reason"])]})
    else:
        turn.ack(response_action="update", view=views.asked(anonymous=asked.anonymous))


def show(turn: Turn) -> None:
    """« Voir les questions »: open the list."""
    with turn.tools.reading() as reading:
        view = _list(turn, reading, turn.value_id)
    turn.ack()
    turn.open(view)


def support(turn: Turn) -> None:
    """« Soutenir », « Ne plus soutenir »: note it, and show the list as it stands."""
    press = read_press(turn.value)
    with turn.tools.transaction() as tx:
        now = turn.tools.now()
        one = questions.support(tx, turn.actor, press.question_id, wanted=press.wanted, now=now)
        view = _list(turn, tx, one.gathering_id)
    turn.ack()
    turn.open(view)


def take_back(turn: Turn) -> None:
    """« Retirer », said yes to: nobody sees the question any more."""
    with turn.tools.transaction() as tx:
        one = questions.withdraw(tx, turn.actor, turn.value_id, now=turn.tools.now())
        sees = may(turn.actor, "gatherings.read", thing=describe(tx, one.gathering_id))  # who asked may have left since
        view = _list(turn, tx, one.gathering_id) if sees else views.gone()
    turn.ack()
    turn.open(view)


def _list(turn: Turn, reading: Reading, gathering_id: int) -> Json:
    """Draw the list for who looks at it."""
    sheet, several = questions.listed(reading, turn.actor, gathering_id)
    now = turn.tools.now()
    is_open = subjects.is_open(sheet, purpose=Purpose.QUESTION, now=now)
    supports = is_open and may(turn.actor, "gatherings.support", thing=sheet)
    moderates = is_open and may(turn.actor, "gatherings.withdraw", thing=sheet)
    return views.listed(sheet, several, viewer_id=turn.known.id, supports=supports, moderates=moderates, now=now)
