"""Listeners of mutual help: edit what a person offers or wants to learn, search people, ask for help, and answer."""

from datetime import datetime
from functools import partial

from bot.errors import Invalid, NotFound
from bot.helping import helping
from bot.helping.helping import AGAIN, read_ask
from bot.helping.model import HelpWords, WordSort, parse_words, word_name
from bot.programme.service import person_of
from bot.tools import Reading
from handlers.kit.blocks import option, text_message
from handlers.kit.reading import Fields, read_id
from handlers.kit.routes import Routes
from handlers.kit.saying import explain_refusals, reply_or_show, show_errors
from handlers.kit.told import MailLinks
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    routes.words["qui"] = show_helpers
    routes.add("action", "helping.open", open_form, permits="helping.join")
    routes.add("options", "helping.suggest", suggest_words, permits="catalogue.browse")
    routes.add("view", "helping.said", save_words, permits="helping.join")
    routes.add("action", "helping.still", confirm_words, permits="helping.join")
    routes.add("action", "helping.ask", ask_for_help, permits="helping.join")
    routes.add("action", "helping.accept", partial(answer_request, agrees=True), permits="helping.answer")
    routes.add("action", "helping.decline", partial(answer_request, agrees=False), permits="helping.answer")
    routes.help.append([(texts.HELP, "helping.join")])


def show_helpers(turn: Turn) -> None:
    """Show the people who can help with the typed word, or without a word all people (`/dispositifs qui`)."""
    now, tools = turn.tools.now(), turn.tools
    with tools.reading() as reading:
        if not turn.text:
            shown = views.directory_message(helping.who_is_who(reading, turn.actor, now=now))
        else:
            words = tools.recall(reading, "helping words", read=partial(helping.read_vocabulary, reading))
            found = helping.find_helpers(reading, turn.actor, typed_text=turn.text, vocabulary=words, now=now)
            shown = views.helpers_found_message(found, turn.text, viewer_id=person_of(turn.actor).id)
    turn.answer(shown)


def open_form(turn: Turn) -> None:
    """Open the form of the words that the actor offers or wants to learn (« Dire où je peux aider »)."""
    with turn.tools.reading() as reading:
        words = helping.read_words(reading, turn.actor)
    turn.ack()
    turn.show(views.words_form(words))


def suggest_words(turn: Turn) -> None:
    """Suggest words of the catalogue while the actor types, and the typed word itself."""
    words = helping.suggest_subjects(turn.actor, turn.value)
    turn.ack(options=[option((word_name(word), word)).to_dict() for word in words])


def save_words(turn: Turn) -> None:
    """Save the actor's words (« Enregistrer »). If the actor hides them, searches stop showing the actor at once."""
    with show_errors(turn, partial(_field_errors, turn)):
        words = read_words(turn.values)
        with turn.tools.transaction() as tx:
            helping.save_words(tx, turn.actor, words, now=turn.tools.now())
        turn.ack(response_action="update", view=views.words_saved_modal(words))


def _field_errors(turn: Turn, refusal: Invalid) -> dict[str, str]:
    sort = str(refusal.facts["field"])
    own = _own_field(sort)
    return {own if own in turn.values else sort: texts.WHY[str(refusal.facts["reason"])]}


def confirm_words(turn: Turn) -> None:
    """Confirm that the actor's words are true until the next phase (« Toujours vrai »)."""
    with turn.tools.transaction() as tx:
        helping.confirm_words(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, text_message(texts.CONFIRMED))


def ask_for_help(turn: Turn) -> None:
    """Ask a person for help (« Demander à … »). A second click does not ask again."""
    person_id, _, word = turn.value.partition(" ")
    with explain_refusals(turn, {"self": texts.SELF}):
        with turn.tools.transaction() as tx:
            outcome, person = helping.ask_for_help(
                tx, turn.actor, asked_id=read_id(person_id), word=word, now=turn.tools.now()
            )
        turn.ack()
        way = views.contact_words(person, reader=person_of(turn.actor))
        reply_or_show(turn, text_message(texts.outcome(outcome, person.name, way)))


def answer_request(turn: Turn, *, agrees: bool) -> None:
    """Record the answer to a request (« D’accord », « Pas cette fois »). If the actor agrees, notify both people."""
    with turn.tools.transaction() as tx:
        helping.answer_request(tx, turn.actor, ask_id=turn.value_id, is_agreed=agrees, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, text_message(texts.ACCEPTED if agrees else texts.DECLINED))


def read_words(values: Fields) -> HelpWords:
    """Parse the words that a person offers or wants to learn. Raises Invalid for a long word or too many words.

    Forms of an earlier version have a field of free words, separated by commas."""
    ticked = values.ticked_values(views.SHOWN)
    by_sort = {
        sort: parse_words(sort, [*values.ticked_values(sort.value), values.typed_text(_own_field(sort.value))])
        for sort in WordSort
    }
    return HelpWords(by_sort, views.SHOWN in ticked, views.DETAILS in ticked)


def _own_field(word_kind: str) -> str:
    return f"{word_kind}_own"


def _link_end(reading: Reading, ask_id: int) -> datetime:
    found = read_ask(reading, ask_id)
    if found is None:
        raise NotFound(thing="ask")
    return found.asked_at + AGAIN


ANSWERING = MailLinks(("helping.accept", "helping.decline"), _link_end)
