"""An invitation by mail drawn as a message, its subject, and what a host sends on where it does not arrive. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.agenda.calendars.entries import OPEN_FIRST, Outline
from bot.agenda.model import Appointment, Part, State
from bot.dates.paris import day_of
from bot.dates.reader import told_in
from bot.dates.words import day_words, moment_words, range_words
from bot.programme.model import Person
from handlers.kit.blocks import Message, context, header, message, section
from handlers.kit.escaping import clip, escape

from . import invitation_texts as texts
from . import reminder_texts

SHORT = 400  # characters of the catalogue's words


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation is drawn from, for one person.

    `told_starts`: the start that their invitation before told of. `preparation`: the catalogue's words, not escaped.
    `abstract`: what a conference is about.
    """

    outline: Outline
    person_id: int
    cancelled: bool = False
    told_starts: datetime | None = None
    preparation: str = ""
    abstract: str = ""

    @property
    def appointment(self) -> Appointment:
        """The appointment."""
        return self.outline.appointment

    @property
    def contact(self) -> Person | None:
        """Whom to write to: who hosts, for a host who booked, and else anybody who comes; first who has an e-mail."""
        parts = {someone.person_id: someone.part for someone in self.appointment.participants}
        ranks = {Part.HOST: 0, Part.BOOKER: 1}
        others = [one for one in self.outline.coming if one.id != self.person_id]
        return min(others, key=lambda one: (not one.email, ranks.get(parts[one.id], 2), one.id), default=None)


def subject(about: Invited, *, now: datetime) -> str:
    """Title the mail: « Invitation : Bureau d’aide, défi Carte Vive, mardi 12 mai à 9 h »."""
    one = about.appointment
    named = texts.what(about.outline.name, about.outline.defi)
    return texts.subject(_heading(about), named, moment_words(one.starts, now))


def invitation(about: Invited, *, now: datetime) -> Message:
    """Draw who, when, where, how to prepare, and whom to write to, since a mail has no buttons."""
    title = texts.titled(_heading(about), texts.what(about.outline.name, about.outline.defi))
    file = texts.REMOVES if about.cancelled else texts.ADDS if about.told_starts is None else texts.UPDATES
    asks = [_write_to(about)] if about.contact else []
    facts = _facts(about, now=now)
    said = [title + ".", *facts, file, *asks]
    lines = ["\n".join(_marked(one, about.appointment.link) for one in facts), escape(" ".join([file, *asks]))]
    return message(escape(" ".join(said)), header(title), *(section(one) for one in lines))


def unreached(about: Invited, *, reason: str, teller: Person | None, now: datetime) -> Message:
    """Draw for who hosts: who did not get which mail and why, and words that can be copied and sent."""
    person = about.outline.people.get(about.person_id)
    name = person.name if person else ""
    title = texts.not_reached(name, subject(about, now=now))
    why = texts.why(name, reason, address=person.email if person else None)
    with told_in(person.zone if person else None):  # words that somebody else will read
        ready = _ready(about, teller=teller, now=now)
    said = [f"{title}.", why, texts.READY, ready, texts.ONCE]
    return message(
        escape(" ".join(said)),
        section(f"*{escape(title)}*\n{escape(why)}"),
        section(escape(texts.READY)),
        section(f"```{escape(ready)}```"),
        context(texts.ONCE),
    )


def copied(drawn: Message, contact: Person | None) -> Message:
    """Add to a message that goes by mail what to do without its buttons."""
    foot = [texts.COPY_FOOT, *([texts.to_answer(_address(contact))] if contact else [])]
    words = escape(" ".join(foot))
    blocks = drawn.blocks or (section(drawn.text).to_dict(),)
    return Message(f"{drawn.text} {words}", (*blocks, context(words).to_dict()))


def _heading(about: Invited) -> str:
    one = about.appointment
    if about.cancelled:
        comes = one.part_of(about.person_id) is None and one.person_ids
        return texts.WITHOUT_YOU if comes and _stands(one) else texts.CANCELLED
    if about.told_starts is None:
        return texts.INVITED
    return texts.MOVED if about.told_starts != one.starts else texts.CHANGED


def _facts(about: Invited, *, now: datetime) -> list[str]:
    one = about.appointment
    facts = [_when(one, now=now)]
    if about.cancelled:
        without = _heading(about) == texts.WITHOUT_YOU
        facts.append(texts.GOES_ON_WITHOUT if without else texts.IS_CANCELLED)
        return facts if without or not one.reason else [*facts, reminder_texts.fact(texts.REASON, one.reason)]
    if about.told_starts not in (None, one.starts):
        facts.append(texts.instead_of(moment_words(about.told_starts, now)))
        facts += [reminder_texts.fact(texts.REASON, one.reason)] if one.reason else []
    speaks = about.outline.is_collective and one.part_of(about.person_id) is Part.EXPERT
    facts += [texts.SPEAKS] if speaks else []
    others = about.outline.others(about.person_id)
    facts += [texts.with_whom(reminder_texts.names(others))] if others else []
    facts += [reminder_texts.place(one.place)] if one.place else []
    if one.link or not one.place:
        facts.append(f"{reminder_texts.LINK}\u00a0: {one.link}" if one.link else reminder_texts.NO_LINK)
    facts += [OPEN_FIRST] if one.opens_room(about.person_id) else []
    if about.abstract:
        facts.append(reminder_texts.fact(reminder_texts.ABSTRACT, clip(about.abstract, SHORT)))
    if about.preparation:
        facts.append(reminder_texts.fact(reminder_texts.PREPARE, clip(about.preparation, SHORT)))
    return facts


def _marked(fact: str, link: str | None) -> str:
    """Escape a fact, its link as one: what is typed like a mark in it is none."""
    if not link:
        return escape(fact)
    address = escape(link)
    return escape(fact).replace(address, f"<{address.replace('|', '%7C')}>")


def _ready(about: Invited, *, teller: Person | None, now: datetime) -> str:
    """Write the words that can be sent as they are, in plain text; a fence in them would end the box."""
    title = subject(about, now=now) + "."
    file = texts.REMOVES if about.cancelled else texts.ADDS if about.told_starts is None else texts.UPDATES
    bye = f"{texts.GOODBYE},\n{teller.name}" if teller else f"{texts.GOODBYE}."
    words = "\n\n".join([texts.HELLO, "\n".join([title, *_facts(about, now=now)]), file, bye])
    return words.replace("`", "’")


def _write_to(about: Invited) -> str:
    whom = _address(about.contact)
    return texts.to_ask(whom) if about.cancelled else texts.to_change(whom)


def _address(person: Person | None) -> str:
    if person is None:
        return ""
    return f"{person.name} ({person.email})" if person.email else person.name


def _stands(one: Appointment) -> bool:
    return one.state is not State.CANCELLED


def _when(one: Appointment, *, now: datetime) -> str:
    if day_of(one.starts) == day_of(one.ends):
        words = reminder_texts.span(day_words(one.starts, now), range_words(one.starts, one.ends))
    else:
        words = reminder_texts.over_days(moment_words(one.starts, now), moment_words(one.ends, now))
    return f"{words[:1].upper()}{words[1:]}."
