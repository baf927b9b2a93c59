"""Listeners about a conference's subject and the questions to its speakers, and about the ratings of any gathering."""

from functools import partial

from bot.errors import AlreadyStarted, Invalid
from bot.gatherings.conference import feedback, questions, talks
from bot.gatherings.model import Purpose
from bot.gatherings.sheets import describe_gathering
from bot.gatherings.subjects import subjects
from bot.programme.permissions import may
from bot.tools import Reading
from handlers.kit.blocks import Json, message
from handlers.kit.gestures.presence import send_calendar_files
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_on, explain_refusals, reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .forms import TEXT, new_metadata, read_question, read_support_press, read_talk
from .views import WORDS


def register(routes: Routes) -> None:
    routes.add("action", "gatherings.ask", open_question_form, permits="gatherings.propose")
    routes.add("view", "gatherings.asked", ask_question, permits="gatherings.propose")
    routes.add("action", "gatherings.questions", show_questions, permits="gatherings.read")
    routes.add("action", "gatherings.support", support_question, permits="gatherings.support")
    routes.add("action", "gatherings.take_back", withdraw_question, permits="gatherings.withdraw")
    routes.add("action", "gatherings.complete", open_talk_form, permits="gatherings.host")
    routes.add("view", "gatherings.completed", save_talk, permits="gatherings.host")
    take = partial(send_calendar_files, enqueue_files=talks.owe_calendar_file, empty_sentence=texts.NO_LONGER_TO_COME)
    routes.add("action", "gatherings.speaker_calendar", take, permits="gatherings.read")
    routes.add("action", "gatherings.rate", rate_gathering, permits="gatherings.rate")
    routes.add("action", "gatherings.word", open_comment_form, permits="gatherings.rate")
    routes.add("view", "gatherings.worded", save_comment, permits="gatherings.rate")
    routes.add("action", "gatherings.returns", show_feedback, permits="gatherings.host")


def open_question_form(turn: Turn) -> None:
    """Open the form of a question with a new id, which does not reveal the question's author."""
    now, gathering_id = turn.tools.now(), turn.value_id
    try:
        with turn.tools.reading() as reading:
            sheet = questions.open_question(reading, turn.actor, gathering_id, now=now)
    except AlreadyStarted:
        turn.ack()
        reply_or_show(turn, message(texts.CLOSED))
        return
    turn.ack()
    turn.open(views.question_form(sheet, new_metadata(gathering_id), now=now))


def ask_question(turn: Turn) -> None:
    asked, now = read_question(turn.private, turn.values), turn.tools.now()
    with show_errors(turn, _text_errors, AlreadyStarted, Invalid):
        with turn.tools.transaction() as tx:
            given = {"text": asked.text, "form_id": asked.gesture}
            questions.ask(tx, turn.actor, asked.gathering_id, is_anonymous=asked.anonymous, now=now, **given)
        turn.ack(response_action="update", view=views.question_sent_modal(anonymous=asked.anonymous))


def _text_errors(refusal: AlreadyStarted | Invalid) -> dict[str, str]:
    started = isinstance(refusal, AlreadyStarted)
    return {TEXT: texts.CLOSED.plain if started else texts.INVALID[str(refusal.facts["reason"])]}


def show_questions(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        view = _questions_modal(turn, reading, turn.value_id)
    turn.ack()
    turn.open(view)


def support_question(turn: Turn) -> None:
    """Save whether the actor supports a question, and show the list again."""
    press = read_support_press(turn.value)
    with turn.tools.transaction() as tx:
        now = turn.tools.now()
        proposal = questions.support(tx, turn.actor, press.question_id, is_supported=press.wanted, now=now)
        view = _questions_modal(turn, tx, proposal.gathering_id)
    turn.ack()
    turn.open(view)


def withdraw_question(turn: Turn) -> None:
    """Withdraw the question, and show the list again (button « Retirer », after its confirmation)."""
    with turn.tools.transaction() as tx:
        proposal = questions.withdraw(tx, turn.actor, turn.value_id, now=turn.tools.now())
        # The author may have left the programme.
        sees = may(turn.actor, "gatherings.read", thing=describe_gathering(tx, proposal.gathering_id))
        view = _questions_modal(turn, tx, proposal.gathering_id) if sees else views.question_withdrawn_modal()
    turn.ack()
    turn.open(view)


def _questions_modal(turn: Turn, reading: Reading, gathering_id: int) -> Json:
    sheet, several = questions.list_questions(reading, turn.actor, gathering_id)
    now = turn.tools.now()
    is_open = subjects.is_open(sheet, purpose=Purpose.QUESTION, now=now)
    supports = is_open and may(turn.actor, "gatherings.support", thing=sheet)
    moderates = is_open and may(turn.actor, "gatherings.withdraw", thing=sheet)
    return views.questions_modal(
        sheet, several, viewer_id=turn.known.id, may_support=supports, may_moderate=moderates, now=now
    )


def open_talk_form(turn: Turn) -> None:
    """Open the form of a conference. If the actor clicks « Préciser » in it, replace it by the form with all fields."""
    now = turn.tools.now()
    gathering_id, *precise = split_pieces(turn.value, 1, max_pieces=2)
    with turn.tools.reading() as reading:
        sheet, choice = talks.open_talk(reading, turn.actor, read_id(gathering_id), now=now)
    turn.ack()
    turn.open(views.talk_form(sheet, choice, all_fields=bool(precise), now=now))


def save_talk(turn: Turn) -> None:
    with show_errors(turn, _field_errors):
        talk = read_talk(turn.values)
        with turn.tools.transaction() as tx:
            sheet = talks.save_talk(tx, turn.actor, turn.private_id, talk=talk, now=turn.tools.now())
        turn.ack(response_action="update", view=views.talk_saved_modal(sheet))


def _field_errors(refusal: Invalid) -> dict[str, str]:
    name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    return {name: texts.invalid(name, reason, str(refusal.facts.get("name") or ""))}


def rate_gathering(turn: Turn) -> None:
    """Save a rating. The reply is ephemeral, even in a channel."""
    gathering_id, mark = split_pieces(turn.value, 2)
    now = turn.tools.now()
    with explain_refusals(turn, texts.INVALID_FEEDBACK):
        with turn.tools.transaction() as tx:
            sheet = feedback.rate(tx, turn.actor, read_id(gathering_id), mark=mark, now=now)
        turn.ack()
        reply_or_show(turn, views.rating_noted_message(sheet, mark, now=now))


def open_comment_form(turn: Turn) -> None:
    with explain_refusals(turn, texts.INVALID_FEEDBACK):
        with turn.tools.reading() as reading:
            sheet, initial = feedback.read_own_comment(reading, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        turn.open(views.comment_form(sheet, initial))


def save_comment(turn: Turn) -> None:
    words = turn.values.typed_text(WORDS)
    with show_errors(turn, errors_on(WORDS, texts.INVALID_FEEDBACK)):
        with turn.tools.transaction() as tx:
            feedback.add_comment(tx, turn.actor, turn.private_id, words=words, now=turn.tools.now())
        turn.ack(response_action="update", view=views.comment_saved_modal(is_erased=not words.strip()))


def show_feedback(turn: Turn) -> None:
    with turn.tools.reading() as reading:
        found = feedback.read_feedback(reading, turn.actor, turn.value_id)
    turn.ack()
    turn.open(views.feedback_modal(found, now=turn.tools.now()))
