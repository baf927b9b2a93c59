"""Closing a promotion, drawn: what it does before it is pressed, what was done, what people are told. Pure."""

from datetime import date, datetime

from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words
from bot.programme.model import Promotion
from bot.rights.closing import Closing
from handlers.kit.blocks import Json, Message, actions, alone, button, modal, section, sure
from handlers.kit.sentences import joined

from . import texts


def form(one: Closing, *, now: datetime) -> Json:
    """Draw what closing does, and yes; of one that is closed, since when, and the way back."""
    if one.closed is not None:
        return closed(one, fresh=False, now=now)
    name, ends = one.promotion.name, one.promotion.ends_on
    still = any((one.coming, one.actions, one.owed))
    said = [
        texts.INTRO(name=name),
        texts.BECOMES(eig=one.eig),
        texts.LEAVES(porteurs=one.porteurs, sponsors=one.sponsors),
        texts.STAYS,
        texts.ERASED(day=day_words(one.erased_on, now)) if one.erased_on else texts.NOT_ERASED,
        texts.OPEN(coming=one.coming, actions=one.actions, owed=one.owed) if still else texts.NOTHING_OPEN,
        *([texts.EARLY(day=day_words(ends, now))] if ends > day_of(now) else []),
        texts.TOLD,
    ]
    private = str(one.promotion.id)
    return modal(
        "rights.closed", texts.TITLE, [section(each) for each in said], submit=texts.CLOSE, private_metadata=private
    )


def closed(one: Closing, *, fresh: bool, now: datetime) -> Json:
    """Draw that it is closed, now (`fresh`) or since when and by whom, with the way back."""
    name, done = one.promotion.name, one.closed
    by = texts.BY(name=done.by.name) if done and done.by else joined([])
    when = moment_words(done.at, now) if done else ""
    said = texts.DONE(name=name) if fresh else texts.ALREADY(name=name, when=when, by=by)
    ask = sure(texts.SURE_TITLE, texts.SURE, yes=texts.YES, no=texts.NO)
    back = button(texts.REOPEN, "rights.reopen", value=str(one.promotion.id), of=name, confirm=ask)
    return modal("rights.closing", texts.TITLE, [section(said), section(texts.WAY_BACK), actions(back)])


def reopened(promotion: Promotion, *, fresh: bool) -> Json:
    """Draw that it is open again, or was not closed."""
    name = promotion.name
    said = texts.REOPENED(name=name) if fresh else texts.NOT_CLOSED(name=name)
    return modal("rights.closing", texts.TITLE, [section(said)])


def told(promotion: Promotion, *, alumni: bool, by_mail: bool, erased_on: date | None, now: datetime) -> Message:
    """Draw what somebody who was of it is told; who has no Slack (`by_mail`) reads of no command."""
    name = promotion.name
    said = [texts.CLOSED_EIG(name=name) if alumni else texts.CLOSED_PORTEUR(name=name)]
    if erased_on:
        when = texts.ERASED_ON(day=day_words(erased_on, now))
        said.append(when if by_mail else texts.YOUR_DATA(when=when))
    return alone(joined(said))


def not_any_more(promotion: Promotion) -> Message:
    """Draw to who was told that it is closed that it is not."""
    return alone(texts.NOT_ANY_MORE(name=promotion.name))
