"""Views of answers from calendar programs: for hosts, and for people asked again; and of addresses that bounce."""

from datetime import datetime

from bot.agenda.calendars.entries import Outline
from bot.agenda.facts import AgendaStanding, Replied
from bot.agenda.replies.letter import Response
from bot.dates.words import moment_words
from bot.programme.model import Person
from handlers.agenda.invitations import texts, views
from handlers.agenda.invitations.views import Invited
from handlers.kit.blocks import Message, actions, header, long_words, message, section
from handlers.kit.escaping import bold
from handlers.kit.sentences import capital, joined, stopped
from handlers.kit.told import open_button


def replied(fact: Replied, outline: Outline, *, person: Person, words: str, now: datetime) -> Message:
    """Show what somebody answered, with their words, and « Ouvrir »: nothing else was done, or the card says it."""
    appointment = outline.appointment
    when, name = moment_words(appointment.starts, now), person.name
    answer = texts.ANSWERS[fact.response]
    unproven = fact.standing is AgendaStanding.UNPROVEN
    title = texts.unproven(name, fact.response) if unproven else texts.ANSWERED(name=name, answer=answer)
    lines = [capital(texts.ABOUT(what=texts.what(outline.name, outline.defi), when=when).plain)]
    rest = [texts.PROPOSED(when=moment_words(fact.starts, now))] if fact.starts else []
    if fact.standing is AgendaStanding.KEPT:
        rest.append(texts.TO_TALK if fact.response is Response.ACCEPTED else texts.KEPT)
    if fact.standing is AgendaStanding.EARLIER:
        rest.append(texts.EARLIER)
    told = joined([title, *(stopped(line) for line in lines), *rest])
    spoken = words if not unproven else ""
    said = joined([told, stopped(spoken)]) if spoken else told
    blocks = [section(told), *(long_words(spoken) if spoken else ())]
    return message(said, *blocks, actions(open_button(appointment.id, of=f"{when}, {outline.name}")))


def again(about: Invited, *, now: datetime) -> Message:
    """Build the appointment as it is now, for the person who answered another time."""
    title = texts.TITLED(heading=texts.AGAIN, named=texts.what(about.outline.name, about.outline.defi))
    drawn = views.invitation(about, now=now)
    head = [header(title.plain).to_dict(), section(texts.OTHER_TIME).to_dict()]
    return Message(joined([stopped(title), texts.OTHER_TIME, drawn.text]), (*head, *drawn.blocks[1:]))


def again_subject(about: Invited, *, now: datetime) -> str:
    """Title its mail, the date first."""
    appointment, named = about.appointment, texts.what(about.outline.name, about.outline.defi)
    heading = texts.AGAIN[:1].lower() + texts.AGAIN[1:]
    return capital(texts.SUBJECT(when=moment_words(appointment.starts, now), heading=heading, named=named).plain)


def bounced(person: Person, address: str) -> Message:
    """Show the coaches that mails to a person's address bounce."""
    title = texts.BOUNCED(name=person.name, address=address)
    return message(joined([title, texts.MEND]), section(joined([bold(title.plain), texts.MEND], "\n")))
