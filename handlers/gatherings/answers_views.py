"""What answers an answer drawn, and the form that answers for somebody; pure."""

from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, RadioButtonsElement

from bot.dates.words import moment_words
from bot.gatherings.answers import Answered
from bot.gatherings.model import Sheet
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
from handlers.kit.escaping import escape

from . import announcement_texts
from . import answers_texts as texts

PERSON, REPLY = "person", "reply"  # names of the fields
MOST = 100  # in one list: Slack takes no more


def noted(done: Answered, *, name: str, now: datetime) -> Message:
    """Draw the answer to a press, seen by one person: what is noted, their place in line, what else they have then."""
    called = announcement_texts.called(name, done.series, done.gathering.title)
    named = f"{called}, {moment_words(done.appointment.starts, now)}"
    said = [escape(texts.noted(done.reply, named, changed=done.changed))]
    said += [texts.rank(done.rank)] if done.rank else []
    said += [texts.clash([(one.starts, one.ends) for one in done.clashes])] if done.clashes else []
    said += [texts.CHANGE]
    return message(" ".join(said), section("\n".join(said)))


def answer_for_button(sheet: Sheet, *, now: datetime) -> tuple[InteractiveElement, ...]:
    """Draw « Répondre pour quelqu’un » for the organiser's page; none once it has begun."""
    if sheet.is_cancelled or sheet.appointment.starts <= now:
        return ()
    of = moment_words(sheet.appointment.starts, now)
    return (button(texts.ANSWER_FOR, "gatherings.answer_for", value=str(sheet.gathering.id), of=of),)


def answer_form(sheet: Sheet, *, name: str, now: datetime) -> Json:
    """Draw the form that answers for somebody who is invited."""
    named = announcement_texts.called(name, sheet.series, sheet.gathering.title)
    head = section(escape(f"{named}, {moment_words(sheet.appointment.starts, now)}."))
    if not sheet.invited:
        return modal("gatherings.done", texts.ANSWER_FOR, [head, section(texts.NOBODY_INVITED)])
    choices = [(one.name, str(one.id)) for one in sheet.invited]
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


def noted_for(done: Answered, *, person: str, name: str, now: datetime) -> Json:
    """Draw what the modal says once an answer is noted for somebody."""
    called = announcement_texts.called(name, done.series, done.gathering.title)
    named = f"{called}, {moment_words(done.appointment.starts, now)}"
    said = [section(escape(texts.noted_for(person, done.reply, named)))]
    if done.clashes:
        said.append(section(texts.clash_of([(one.starts, one.ends) for one in done.clashes])))
    return modal("gatherings.done", texts.NOTED_TITLE, [*said, context(texts.TOLD)], last=True)


def taken(*, coming: bool, offer_feed: bool) -> Message:
    """Draw the answer to « Ajouter à mon agenda », seen by one person."""
    said = [texts.TAKEN] if coming else [texts.NOT_COMING]
    said += [texts.OFFER_FEED] if coming and offer_feed else []
    return message(" ".join(said), section(said[0]), *(context(one) for one in said[1:]))
