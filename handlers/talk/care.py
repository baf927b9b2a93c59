"""The answer to words that hurt, drawn: people, each with what opens a conversation with them. Pure."""

from collections.abc import Sequence

from slack_sdk.models.blocks import InteractiveElement

from bot.catalogue.talk import Talk
from bot.programme.model import Person
from handlers.kit.blocks import Message, actions, button, message, section
from handlers.kit.escaping import Said, clip, escape_and_link
from handlers.kit.sentences import joined

from . import texts

BUTTONS = 5  # of a message
LABEL = 75  # characters of a button
_FIRST = {Talk.DANGER: texts.DANGER, Talk.AGAINST: texts.AGAINST, Talk.UNWELL: texts.UNWELL, Talk.BROKEN: texts.BROKEN}


def people(
    talk: Talk, own: Sequence[Person], *, team: Sequence[Person], contact: str, workspace: str | None
) -> Message:
    """Draw to whom one can speak: their coaches (`own`), or else the whole `team`, and `contact`, who is no coach.

    Where a coach is the problem, `contact` comes first, then the coaches who are not theirs.
    """
    named = [one for one in team if one not in own] if talk is Talk.AGAINST else own or team
    who: list[Said] = []
    if named:
        names = joined(map(_named, named), ", ")
        who.append(texts.to_write_to(names, count=len(named), own=bool(own), others=talk is Talk.AGAINST))
    if talk is not Talk.BROKEN:
        who = _with_second(who, talk, contact=contact, several=len(named) > 1)
    said = [_FIRST[talk], *who, *([] if talk is Talk.BROKEN else [texts.NOT_KEPT])]
    row = _buttons(named, workspace)
    return message(joined(said), *map(section, said), *([actions(*row)] if row else []))


def _with_second(who: list[Said], talk: Talk, *, contact: str, several: bool) -> list[Said]:
    """Return these lines with the one that names who is no coach: first where the problem is a coach."""
    if not contact:
        return [*who, texts.NO_SECOND] if several and talk is not Talk.AGAINST else who
    linked = escape_and_link(contact.rstrip("."))
    return [texts.FIRST(contact=linked), *who] if talk is Talk.AGAINST else [*who, texts.SECOND(contact=linked)]


def _named(one: Person) -> str:
    """Return somebody's name, with their address where they have no Slack account."""
    return texts.BY_MAIL(name=one.name, address=one.email) if one.email and not one.slack_id else one.name


def _buttons(named: Sequence[Person], workspace: str | None) -> list[InteractiveElement]:
    reached = [one for one in named if one.slack_id]
    team = texts.IN_TEAM.format(workspace=workspace) if workspace else ""
    one_only = len(named) == 1
    return [
        button(
            texts.WRITE_TO_ONE if one_only else clip(texts.WRITE_TO.format(name=one.name), LABEL),
            f"kit.link:{one.id}",
            url=texts.DM.format(slack_id=one.slack_id) + team,
            of=one.name,
        )
        for one in reached[:BUTTONS]
    ]
