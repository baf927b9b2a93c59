"""Views of people and the promotion: unknown people, requests to others, as a form and as read. Pure."""

from collections.abc import Sequence

from bot.notices.asking import LINE_LIMIT, NoticeWish, Sent
from bot.programme.model import Defi, Person
from handlers.kit.blocks import Json, Message, actions, button, field, long_words, message, modal, section, text_area
from handlers.kit.sentences import joined, stopped

from . import texts

_STARTS = {
    "bureau-aide": (texts.BOOK, "helpdesk.start"),
    "mentorat": (texts.ASK_MENTORING, "mentoring.start"),
}


def stranger(slack_id: str) -> Message:
    """Build the message to the coaches about somebody they have not added."""
    text = texts.STRANGER(slack_id=slack_id)
    return message(text, section(text), actions(button(texts.ADD, "setup.add", value=slack_id, style="primary")))


def waiting(slack_id: str) -> Message:
    """Build the message to the coaches about somebody of the programme who asks for them."""
    text = texts.WAITING(slack_id=slack_id)
    return message(text, section(text))


def team_asked(person: Person | None, defi: Defi, *, dispositif: str, line: str | None = None) -> Message:
    """Build, for the EIG of a défi, what its porteur asks of them, with the `line` that they added."""
    name = person.name if person else texts.SOMEBODY
    text = texts.TEAM_ASKED(name=name, defi=defi.name, what=texts.WHAT[dispositif], how=texts.HOW[dispositif])
    label, action = _STARTS[dispositif]
    words = long_words(line) if line else []
    spoken = joined([text, *([stopped(line)] if line else [])])
    return message(spoken, section(text), *words, actions(button(label, action, style="primary")))


def form(dispositif: str, name: str) -> Json:
    """Build the form: a line, if one wishes."""
    line = field("line", texts.LINE, text_area("line", limit=LINE_LIMIT), hint=texts.HINT, optional=True)
    blocks = [section(texts.INTRO(name=name)), line]
    return modal("programme.talked", texts.TITLE, blocks, submit=texts.SEND, private_metadata=dispositif)


def sent(outcome: Sent) -> Json:
    """Show what the modal says once it is sent."""
    told = texts.told([coach.name for coach in outcome.coaches]) if outcome.is_new else texts.BEFORE
    title = texts.DONE_TITLE if outcome.is_heard else texts.TITLE
    return modal("programme.told", title, [section(told if outcome.is_heard else texts.NOBODY)], last=True)


def team_form(dispositif: str) -> Json:
    """Show what a porteur asks of their team: a line, if they wish."""
    line = field("line", texts.LINE, text_area("line", limit=LINE_LIMIT), hint=texts.TEAM_HINT, optional=True)
    blocks = [section(texts.TEAM_INTRO(what=texts.WHAT[dispositif])), line]
    return modal("programme.team_asked", texts.TEAM_TITLE, blocks, submit=texts.SEND, private_metadata=dispositif)


def team_told(names: Sequence[str], dispositif: str, *, new: bool) -> Json:
    """Show what the modal says once the team is asked, or was before, or where there is none."""
    said = texts.asked(names, texts.WHAT[dispositif]) if new else texts.ALREADY_ASKED
    title = texts.DONE_TITLE if names else texts.TEAM_TITLE
    return modal("programme.told", title, [section(said if names else texts.NO_TEAM)], last=True)


def asked(wish: NoticeWish, name: str) -> Message:
    """Build, for the coaches, who would like to talk of which dispositif."""
    who, defis = wish.person, texts.of_defis(wish.defis)
    if who.slack_id:
        text = texts.ASKED(name=who.name, defis=defis, what=name, slack_id=who.slack_id)
    else:
        text = texts.ASKED_ELSEWHERE(name=who.name, defis=defis, what=name)
    words = long_words(wish.line) if wish.line else []
    return message(joined([text, *([stopped(wish.line)] if wish.line else [])]), section(text), *words)
