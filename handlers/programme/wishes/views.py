"""« En parler avec mon coach » drawn: the form, what it says once it is sent, what the coaches read. Pure."""

from bot.notices.asking import LINE_LIMIT, Sent, Wish
from handlers.kit.blocks import Json, Message, field, long_words, message, modal, section, text_area
from handlers.kit.sentences import joined, stopped

from . import texts


def form(dispositif: str, name: str) -> Json:
    """Draw the form: a line, if one wishes."""
    line = field("line", texts.LINE, text_area("line", limit=LINE_LIMIT), hint=texts.HINT, optional=True)
    blocks = [section(texts.INTRO(name=name)), line]
    return modal("programme.talked", texts.TITLE, blocks, submit=texts.SEND, private_metadata=dispositif)


def sent(outcome: Sent) -> Json:
    """Draw what the modal says once it is sent."""
    told = texts.told([one.name for one in outcome.coaches]) if outcome.is_new else texts.BEFORE
    title = texts.DONE_TITLE if outcome.is_heard else texts.TITLE
    return modal("programme.told", title, [section(told if outcome.is_heard else texts.NOBODY)], last=True)


def asked(wish: Wish, name: str) -> Message:
    """Draw, for the coaches, who would like to talk of which dispositif."""
    who, defis = wish.person, texts.of_defis(wish.defis)
    if who.slack_id:
        text = texts.ASKED(name=who.name, defis=defis, what=name, slack_id=who.slack_id)
    else:
        text = texts.ASKED_ELSEWHERE(name=who.name, defis=defis, what=name)
    words = long_words(wish.line) if wish.line else []
    return message(joined([text, *([stopped(wish.line)] if wish.line else [])]), section(text), *words)
