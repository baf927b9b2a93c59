"""Views of the reply to an answer, and of the form that answers for a person; pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, RadioButtonsElement

from bot.gatherings.answers import Answered
from bot.gatherings.model import GatheringSheet, Reply
from handlers.gatherings.announcement.views import Where, headline, of, title_of, where_of
from handlers.kit.blocks import (
    Json,
    Message,
    button,
    context,
    field,
    message,
    modal,
    option,
    section,
    select,
)
from handlers.kit.gestures.texts import NOTED_TITLE
from handlers.kit.sentences import fact, joined

from . import texts

PERSON, REPLY = "person", "reply"  # names of the fields
MOST = 100  # Slack's limit for one list


def noted(done: Answered, *, now: datetime) -> Message:
    """Build the answer to a press, seen by one person: what is noted, where, their place in line, what else they have.

    Who comes is told the room here.
    """
    noted = (texts.NOTED if done.changed else texts.STILL)[done.reply]
    key = fact(noted, title_of(done, now))
    where = where_of(done, comes=True, now=now) if done.reply is Reply.COMES else Where()
    more = [texts.rank(done.rank)] if done.rank else []
    more += [texts.CLASH(others=_others(done))] if done.clashes else []
    more += [texts.STAYS if done.speaks else texts.CHANGE]
    return message(joined([key, *where.heard, *more]), section(joined([key, *where.shown, *more], "\n")))


def answer_for_button(sheet: GatheringSheet, *, now: datetime) -> tuple[InteractiveElement, ...]:
    """Build « Répondre pour quelqu’un » for the organiser's page; none once it has begun."""
    if sheet.is_cancelled or sheet.appointment.starts <= now:
        return ()
    value = str(sheet.gathering.id)
    return (button(texts.ANSWER_FOR, "gatherings.answer_for", value=value, of=of(sheet, now)),)


def answer_form(sheet: GatheringSheet, *, now: datetime) -> Json:
    """Build the form that answers for somebody who is invited."""
    head = section(headline(sheet, now))
    if not sheet.invited:
        return modal("gatherings.done", texts.ANSWER_FOR, [head, section(texts.NOBODY_INVITED)])
    choices = [(person.name, str(person.id)) for person in sheet.invited]
    groups = [
        (f"{some[0][0]} – {some[-1][0]}", some)
        for some in (choices[first : first + MOST] for first in range(0, len(choices), MOST))
    ]
    who = select(PERSON, texts.CHOOSE, groups=groups) if len(groups) > 1 else select(PERSON, texts.CHOOSE, choices)
    replies = RadioButtonsElement(
        action_id=REPLY, options=[option((label, reply.value)) for reply, label in texts.REPLIES.items()]
    )
    blocks: list[Block] = [head, field(PERSON, texts.WHO, who), field(REPLY, texts.REPLY, replies), context(texts.TOLD)]
    private = str(sheet.gathering.id)
    return modal("gatherings.answered_for", texts.ANSWER_FOR, blocks, submit=texts.SUBMIT, private_metadata=private)


def noted_for(done: Answered, *, person: str, now: datetime) -> Json:
    """Show what the modal says once an answer is noted for somebody."""
    noted = [fact(texts.NOTED_FOR[done.reply](name=person), title_of(done, now))]
    noted += [texts.CLASH_FOR(others=_others(done))] if done.clashes else []
    return modal("gatherings.done", NOTED_TITLE, [*map(section, noted), context(texts.TOLD)], last=True)


def _others(done: Answered) -> str:
    return texts.others([(clash.starts, clash.ends) for clash in done.clashes])
