"""Receive what a gathering brought: a mark by one click, a word by another; show who organises what was said."""

from bot.errors import Invalid
from bot.gatherings.conference import feedback
from handlers.kit.reading import number, pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining, say
from handlers.kit.turn import Turn

from . import texts, views
from .views import WORDS


def register(routes: Routes) -> None:
    """Enter the feedback into the table of routes."""
    routes.add("action", "gatherings.rate", rate, permits="gatherings.rate")
    routes.add("action", "gatherings.word", open_word, permits="gatherings.rate")
    routes.add("view", "gatherings.worded", add_word, permits="gatherings.rate")
    routes.add("action", "gatherings.returns", show, permits="gatherings.host")


def rate(turn: Turn) -> None:
    """« Très utile », « Utile », « Peu utile »: note it; the answer is seen by this person alone, in a channel too."""
    gathering_id, mark = pieces(turn.value, 2)
    now = turn.tools.now()
    with explaining(turn, texts.INVALID):
        with turn.tools.transaction() as tx:
            sheet = feedback.rate(tx, turn.actor, number(gathering_id), mark=mark, now=now)
        turn.ack()
        say(turn, views.rated(sheet, mark, now=now))


def open_word(turn: Turn) -> None:
    """« Ajouter un mot »: open the form."""
    with explaining(turn, texts.INVALID):
        with turn.tools.reading() as reading:
            sheet, initial = feedback.read_own(reading, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        turn.open(views.word_form(sheet, initial))


def add_word(turn: Turn) -> None:
    """A word is typed: keep it, or say on the field why not."""
    words = turn.values.typed(WORDS)
    try:
        with turn.tools.transaction() as tx:
            feedback.add_words(tx, turn.actor, turn.private_id, words=words, now=turn.tools.now())
    except Invalid as refusal:
        turn.ack(response_action="errors", errors={WORDS: texts.INVALID[str(refusal.facts["reason"])].plain})
    else:
        turn.ack(response_action="update", view=views.worded(erased=not words.strip()))


def show(turn: Turn) -> None:
    """« Retours »: open what people said, without names."""
    with turn.tools.reading() as reading:
        found = feedback.read_returns(reading, turn.actor, turn.value_id)
    turn.ack()
    turn.open(views.returns(found, now=turn.tools.now()))
