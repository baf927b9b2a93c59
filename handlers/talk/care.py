"""The answer to words that hurt: people, each with a link to a conversation. Pure."""

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
    """Build the list of people to talk to: their coaches (`own`), or else the whole `team`, and `contact`, not a coach.

    If a coach is the problem, `contact` comes first, then the coaches who are not theirs. Without any name, help
    outside the bot."""
    against = talk is Talk.AGAINST and bool(own)  # with no coach of their own, it may be any of the team
    named = [person for person in team if person not in own] if against else own or team
    who: list[Said] = []
    if named:
        names = joined(map(_named, named), ", ")
        who.append(texts.to_write_to(names, count=len(named), own=bool(own), others=against))
    if talk is not Talk.BROKEN:
        who = _with_second(who, talk, own=bool(own), contact=contact, several=len(named) > 1)
    elif not named:
        who = [texts.WRITE_TO_CONTACT(contact=_linked(contact)) if contact else texts.WRITE_TO_SOMEBODY]
    first = _FIRST[talk] if against or talk is not Talk.AGAINST else texts.UNWELL
    first = texts.SORRY if talk is Talk.BROKEN and not named else first
    said = [first, *(who or [texts.OUTSIDE]), texts.HELP if talk is Talk.BROKEN else texts.NOT_KEPT]
    row = _buttons(named, workspace)
    return message(joined(said), *map(section, said), *([actions(*row)] if row else []))


def _with_second(who: list[Said], talk: Talk, *, own: bool, contact: str, several: bool) -> list[Said]:
    """Return these lines with the contact outside the coaches: first if the problem is a coach."""
    if talk is Talk.AGAINST:
        choose = [texts.NO_SECOND] if several and not own else []
        return [*([texts.FIRST(contact=_linked(contact))] if contact else []), *who, *choose]
    if contact:
        linked = _linked(contact)
        return [*who, texts.SECOND(contact=linked)] if who else [texts.WRITE_TO_CONTACT(contact=linked)]
    return [*who, texts.NO_SECOND] if several else who


def _linked(contact: str) -> Said:
    return escape_and_link(contact.rstrip("."))


def _named(person: Person) -> str:
    """Return somebody's name, with their address where they have no Slack account."""
    return (
        texts.BY_MAIL(name=person.name, address=person.email) if person.email and not person.slack_id else person.name
    )


def _buttons(named: Sequence[Person], workspace: str | None) -> list[InteractiveElement]:
    reached = [person for person in named if person.slack_id]
    team = texts.IN_TEAM.format(workspace=workspace) if workspace else ""
    one_only = len(named) == 1
    return [
        button(
            texts.WRITE_TO_ONE if one_only else clip(texts.WRITE_TO.format(name=person.name), LABEL),
            f"kit.link:{person.id}",
            url=texts.DM.format(slack_id=person.slack_id) + team,
            of=person.name,
        )
        for person in reached[:BUTTONS]
    ]
