"""Listeners of a committee's sheet. Several people can write on it at the same time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import uuid4

from bot.errors import Invalid
from bot.evaluation.sheets import describe_committee
from bot.evaluation.support import support
from bot.records import meeting
from bot.tools import Reading
from handlers.kit.blocks import Choice, Json
from handlers.kit.routes import Routes
from handlers.kit.told import MailLinks
from handlers.kit.turn import Turn

from . import texts, views
from .forms import DISAGREES, MORE, WHAT, WHY, MinutesMetadata, read_metadata, read_unreached


def register(routes: Routes) -> None:
    meet = partial(routes.add, permits="records.meet")
    meet("action", "records.sheet", show_sheet)
    meet("action", "records.decide", open_decision_form)
    meet("action", "records.correct", open_correction_form)
    meet("view", "records.decided", save_decision)
    meet("action", "records.unreached", open_unreached_form)
    meet("view", "records.left_over", save_unreached)


def show_sheet(turn: Turn) -> None:
    """Show the current sheet (« Ouvrir la feuille », « Actualiser »)."""
    view = draw_sheet(turn, turn.value_id)
    turn.ack()
    (turn.replace_view if turn.modal_id == "records.sheet" else turn.show)(view)


def open_decision_form(turn: Turn) -> None:
    """Open the form of a decision (« Noter une décision »)."""
    with turn.tools.reading() as reading:
        meeting.read(reading, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    turn.show(views.decision_form(str(MinutesMetadata(turn.value_id, str(uuid4())))))


def open_correction_form(turn: Turn) -> None:
    """Open the form of a decision with the current text (« Corriger »)."""
    with turn.tools.reading() as reading:
        line = meeting.open_correction(reading, turn.actor, turn.value_id)
    turn.ack()
    carried = MinutesMetadata(line.committee_id, str(uuid4()), line.id, line.revision)
    turn.show(views.decision_form(str(carried), decision=line))


def save_decision(turn: Turn) -> None:
    """Submit a decision. If another person has corrected it meanwhile, show both texts."""
    now, carried, values = turn.tools.now(), read_metadata(turn.private), turn.values
    said = {name: values.typed_text(name) for name in (WHAT, WHY, DISAGREES)}
    with _show_errors(turn, on_overtaken=lambda: _show_conflict(turn, carried, said)):
        with turn.tools.transaction() as tx:
            if carried.line_id:
                meeting.correct_decision(tx, turn.actor, carried.line_id, revision=carried.revision, now=now, **said)
            else:
                committee, gesture = carried.committee_id, carried.gesture
                meeting.add_decision(tx, turn.actor, committee, gesture=gesture, now=now, **said)
        _update_sheet(turn, carried.committee_id)


def open_unreached_form(turn: Turn) -> None:
    """Open the form to record which questions and actions the committee did not get to."""
    questions, left = _point_choices(turn, turn.value_id)
    turn.ack()
    private = str(MinutesMetadata(turn.value_id, str(uuid4())))
    turn.show(views.unreached_form(private, questions=questions, open_actions=left))


def save_unreached(turn: Turn) -> None:
    """Save which questions and actions the committee did not get to."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with _show_errors(turn):
        questions, left = _point_choices(turn, carried.committee_id)
        what = read_unreached(turn.values, [*questions, *left])
        with turn.tools.transaction() as tx:
            meeting.save_unreached(tx, turn.actor, carried.committee_id, what=what, gesture=carried.gesture, now=now)
        _update_sheet(turn, carried.committee_id)


def draw_sheet(turn: Turn, committee_id: int) -> Json:
    """Build a committee's current sheet for the actor. Raises NotAllowed, NotFound."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        found = meeting.read(reading, turn.actor, committee_id, now=now)
        filled = support.read_support(reading, committee_id)
        answers = support.answers_of(filled, porteur_ids=filled.apart_seen_by(turn.known, now=now))
    return views.sheet_modal(found, viewer=turn.actor, support=answers, now=now)


def _point_choices(turn: Turn, committee_id: int) -> tuple[list[Choice], list[Choice]]:
    """Return the questions of the support and the open actions, as options of points that were not discussed."""
    with turn.tools.reading() as reading:
        found = meeting.read(reading, turn.actor, committee_id, now=turn.tools.now())
        asked = support.read_support(reading, committee_id).questions
    questions = [(question.text, question.key) for question in asked]
    return questions, [(record.action.what, f"action{record.action.id}") for record in found.before]


def _update_sheet(turn: Turn, committee_id: int) -> None:
    """Close the form, and update the sheet below it. On a web page, show the sheet in place of the form."""
    view = draw_sheet(turn, committee_id)
    if not turn.lies_over:
        turn.ack(response_action="update", view=view)
        return
    turn.ack()
    turn.update_view_below(view)


def _show_conflict(turn: Turn, metadata: MinutesMetadata, typed_texts: Mapping[str, str]) -> None:
    """Show another person's version of a decision. The typed text stays in the fields."""
    with turn.tools.reading() as reading:
        now_says = meeting.open_correction(reading, turn.actor, metadata.line_id)
    mine = replace(
        now_says, what=typed_texts[WHAT], why=typed_texts[WHY] or None, disagrees=typed_texts[DISAGREES] or None
    )
    again = replace(metadata, revision=now_says.revision)
    view = views.decision_form(str(again), decision=mine, newer_decision=now_says)
    turn.ack(response_action="update", view=view)


@contextmanager
def _show_errors(turn: Turn, *, on_overtaken: Callable[[], None] | None = None) -> Iterator[None]:
    """If the block raises Invalid, show the error on its field. The caller must return right after the block."""
    try:
        yield
    except Invalid as refusal:
        field, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        if reason == "overtaken" and on_overtaken:
            on_overtaken()
            return
        name = MORE if MORE in turn.inputs else field
        turn.ack(response_action="errors", errors={name: texts.INVALID[field, reason]})


def _link_end(reading: Reading, committee_id: int) -> datetime:
    return describe_committee(reading, committee_id).appointment.ends + meeting.SEEN_TO


# The buttons of the sheet that can be links in mails. Most readers of such mails are porteurs.
MEETING = MailLinks(
    ("records.sheet", "records.decide", "records.agree", "records.correct", "records.reword", "records.unreached"),
    _link_end,
)
