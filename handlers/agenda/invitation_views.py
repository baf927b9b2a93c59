"""Views of invitations by mail, and of the answers of calendar programs. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.agenda.calendars.entries import Outline
from bot.agenda.facts import AgendaStanding, Replied
from bot.agenda.letter import Response
from bot.agenda.model import Appointment, Part, State
from bot.dates.paris import day_of
from bot.dates.reader import show_times_in
from bot.dates.words import day_words, moment_words, range_words
from bot.programme.model import Person
from handlers.agenda.reminders import texts
from handlers.kit.blocks import Message, actions, context, header, message, plain_sections, section
from handlers.kit.escaping import Said, bold, clip_sentences, link_address
from handlers.kit.sentences import capitalise, end_sentence, fact, join_text
from handlers.kit.texts import OPEN_FIRST
from handlers.kit.told import open_button

from . import invitation_texts

SHORT = 400  # the longest text from the catalogue, in characters


@dataclass(frozen=True, slots=True)
class Invited:
    """The data of an invitation for one person.

    `told_starts` is the start that the previous invitation had. `preparation` is the catalogue's text, not escaped.
    `abstract` is the subject of a conference."""

    outline: Outline
    person_id: int
    cancelled: bool = False
    told_starts: datetime | None = None
    preparation: str = ""
    abstract: str = ""

    @property
    def appointment(self) -> Appointment:
        return self.outline.appointment

    @property
    def contact(self) -> Person | None:
        """The contact of the reader.

        A guest's contact is the host. A host's contact is the booker, otherwise another participant. A person with an
        e-mail address comes before a person without."""
        parts = {someone.person_id: someone.part for someone in self.appointment.participants}
        ranks = {Part.HOST: 0, Part.BOOKER: 1}
        others = [person for person in self.outline.seen_by(self.person_id) if person.id != self.person_id]
        return min(
            others, key=lambda person: (not person.email, ranks.get(parts[person.id], 2), person.id), default=None
        )


def subject(about: Invited, *, now: datetime) -> str:
    """Return the mail's subject, date first: « Mardi 12 mai à 9 h, invitation : Bureau d’aide »."""
    appointment = about.appointment
    named = invitation_texts.what(about.outline.name, about.outline.defi)
    when, heading = moment_words(appointment.starts, now), _heading(about)
    return capitalise(invitation_texts.SUBJECT(when=when, heading=heading[:1].lower() + heading[1:], named=named).plain)


def invitation_message(about: Invited, *, linked: bool = False, now: datetime) -> Message:
    """Build the mail of an invitation. It names a contact, because the reader cannot press buttons in a mail.

    `linked` means that links in the mail replace the buttons. The reader then needs the contact only for questions."""
    title = invitation_texts.TITLED(
        heading=_heading(about), named=invitation_texts.what(about.outline.name, about.outline.defi)
    )
    do = join_text([_file_sentence(about), *([_contact_sentence(about, linked=linked)] if about.contact else [])])
    facts, link = _facts(about, now=now), about.appointment.link
    lines = join_text([link_address(text, link) if link else text for text in facts], "\n")
    return message(join_text([end_sentence(title), *facts, do]), header(title.plain), section(lines), section(do))


def unreached_message(about: Invited, *, reason: str, teller: Person | None, now: datetime) -> Message:
    """Build the notice to the host that a mail did not arrive, and why, with a text to copy and send."""
    person = about.outline.people.get(about.person_id)
    name = person.name if person else ""
    title = invitation_texts.NOT_REACHED(name=name, subject=subject(about, now=now))
    why = invitation_texts.why(name, reason, address=person.email if person else None)
    # The text has the time zone of the other person, who will read it.
    with show_times_in(person.zone if person else None):
        ready = _ready_text(about, teller=teller, now=now)
    return message(
        join_text([end_sentence(title), why, invitation_texts.READY, ready, invitation_texts.ONCE]),
        section(join_text([bold(title), why], "\n")),
        section(invitation_texts.READY),
        section(invitation_texts.READY_WORDS(words=ready)),
        context(invitation_texts.ONCE),
    )


def add_mail_foot(
    drawn: Message, contact: Person | None, *, linked: bool = False, carried: str | None = None
) -> Message:
    """Add to a mail a footer that explains what the reader can do. `linked` means that links replace the buttons.

    `carried` is the address of the page about the reader's own défi."""
    foot = invitation_texts.LINKS_FOOT if linked else invitation_texts.COPY_FOOT
    return add_notes(drawn, foot, *contact_notes(contact, linked=linked), *own_defi_notes(carried))


def own_defi_notes(address: str | None) -> list[Said]:
    """Return the sentence with the address of the reader's own défi, if the reader carries or sponsors one."""
    return [invitation_texts.OWN_DEFI(address=address)] if address else []


def contact_notes(contact: Person | None, *, linked: bool) -> list[Said]:
    """Return the sentence with the contact, if there is one. `linked` means that the contact is only for questions."""
    if contact is None:
        return []
    to = _address(contact)
    return [invitation_texts.TO_ASK(whom=to) if linked else invitation_texts.TO_ANSWER(whom=to)]


def add_notes(drawn: Message, *notes: Said) -> Message:
    blocks = drawn.blocks or (section(drawn.text).to_dict(),)
    if not notes:
        return replace(drawn, blocks=blocks)
    said = (*blocks, context(join_text(notes)).to_dict())
    return Message(join_text([drawn.text, *notes]), said, told_as=drawn.told_as)


def _heading(about: Invited) -> str:
    appointment = about.appointment
    if about.cancelled:
        comes = appointment.part_of(about.person_id) is None and appointment.person_ids
        return invitation_texts.WITHOUT_YOU if comes and _takes_place(appointment) else invitation_texts.CANCELLED
    if about.told_starts is None:
        return invitation_texts.INVITED
    return invitation_texts.MOVED if about.told_starts != appointment.starts else invitation_texts.CHANGED


def _facts(about: Invited, *, now: datetime) -> list[Said]:
    appointment = about.appointment
    facts = [_date_line(appointment, now=now)]
    if about.cancelled:
        without = _heading(about) == invitation_texts.WITHOUT_YOU
        facts.append(invitation_texts.GOES_ON_WITHOUT if without else invitation_texts.IS_CANCELLED)
        return (
            facts if without or not appointment.reason else [*facts, fact(invitation_texts.REASON, appointment.reason)]
        )
    if about.told_starts not in (None, appointment.starts):
        facts.append(invitation_texts.INSTEAD_OF(when=moment_words(about.told_starts, now)))
        facts += [fact(invitation_texts.REASON, appointment.reason)] if appointment.reason else []
    speaks = about.outline.is_collective and appointment.part_of(about.person_id) is Part.EXPERT
    facts += [invitation_texts.SPEAKS] if speaks else []
    others = about.outline.others(about.person_id)
    facts += [invitation_texts.WITH_WHOM(names=texts.names(others))] if others else []
    facts += [texts.PLACE(where=appointment.place)] if appointment.place else []
    if appointment.link or not appointment.place:
        facts.append(invitation_texts.LINKED(link=appointment.link) if appointment.link else texts.NO_LINK)
    facts += [OPEN_FIRST] if appointment.opens_room(about.person_id) else []
    if about.abstract:
        facts.append(fact(texts.ABSTRACT, clip_sentences(about.abstract, SHORT)))
    if about.preparation:
        facts.append(fact(texts.PREPARE, clip_sentences(about.preparation, SHORT)))
    return facts


def _file_sentence(about: Invited) -> Said:
    return (
        invitation_texts.REMOVES
        if about.cancelled
        else invitation_texts.ADDS
        if about.told_starts is None
        else invitation_texts.UPDATES
    )


def _ready_text(about: Invited, *, teller: Person | None, now: datetime) -> str:
    """Return a plain text to forward as it is. It has no backquotes, because backquotes would end the code block."""
    title = subject(about, now=now) + "."
    bye = f"{invitation_texts.GOODBYE},\n{teller.name}" if teller else f"{invitation_texts.GOODBYE}."
    words = "\n\n".join(
        [
            invitation_texts.HELLO,
            "\n".join([title, *(text.plain for text in _facts(about, now=now))]),
            _file_sentence(about).plain,
            bye,
        ]
    )
    return words.replace("`", "’")


def _contact_sentence(about: Invited, *, linked: bool) -> Said:
    whom = _address(about.contact)
    return invitation_texts.TO_ASK(whom=whom) if about.cancelled or linked else invitation_texts.TO_CHANGE(whom=whom)


def _address(person: Person | None) -> str:
    if person is None:
        return ""
    return f"{person.name} ({person.email})" if person.email else person.name


def _takes_place(appointment: Appointment) -> bool:
    return appointment.state is not State.CANCELLED


def _date_line(appointment: Appointment, *, now: datetime) -> Said:
    if day_of(appointment.starts) == day_of(appointment.ends):
        words = texts.span(day_words(appointment.starts, now), range_words(appointment.starts, appointment.ends))
    else:
        words = texts.over_days(moment_words(appointment.starts, now), moment_words(appointment.ends, now))
    return end_sentence(words[:1].upper() + words[1:])


def replied_message(fact: Replied, outline: Outline, *, person: Person, words: str, now: datetime) -> Message:
    """Build the notice of a person's answer, with their comment."""
    appointment = outline.appointment
    when, name = moment_words(appointment.starts, now), person.name
    answer = invitation_texts.ANSWERS[fact.response]
    unproven = fact.standing is AgendaStanding.UNPROVEN
    title = (
        invitation_texts.unproven(name, fact.response)
        if unproven
        else invitation_texts.ANSWERED(name=name, answer=answer)
    )
    lines = [
        capitalise(invitation_texts.ABOUT(what=invitation_texts.what(outline.name, outline.defi), when=when).plain)
    ]
    rest = [invitation_texts.PROPOSED(when=moment_words(fact.starts, now))] if fact.starts else []
    if fact.standing is AgendaStanding.KEPT:
        rest.append(invitation_texts.TO_TALK if fact.response is Response.ACCEPTED else invitation_texts.KEPT)
    if fact.standing is AgendaStanding.EARLIER:
        rest.append(invitation_texts.EARLIER)
    told = join_text([title, *(end_sentence(line) for line in lines), *rest])
    spoken = words if not unproven else ""
    said = join_text([told, end_sentence(spoken)]) if spoken else told
    blocks = [section(told), *(plain_sections(spoken) if spoken else ())]
    return message(said, *blocks, actions(open_button(appointment.id, of=f"{when}, {outline.name}")))


def asked_again_message(about: Invited, *, now: datetime) -> Message:
    """Build an invitation with the current time, for a person who answered an invitation with an earlier time."""
    title = invitation_texts.TITLED(
        heading=invitation_texts.AGAIN, named=invitation_texts.what(about.outline.name, about.outline.defi)
    )
    drawn = invitation_message(about, now=now)
    head = [header(title.plain).to_dict(), section(invitation_texts.OTHER_TIME).to_dict()]
    return Message(
        join_text([end_sentence(title), invitation_texts.OTHER_TIME, drawn.text]), (*head, *drawn.blocks[1:])
    )


def asked_again_subject(about: Invited, *, now: datetime) -> str:
    appointment, named = about.appointment, invitation_texts.what(about.outline.name, about.outline.defi)
    heading = invitation_texts.AGAIN[:1].lower() + invitation_texts.AGAIN[1:]
    return capitalise(
        invitation_texts.SUBJECT(when=moment_words(appointment.starts, now), heading=heading, named=named).plain
    )


def bounced_message(person: Person, address: str) -> Message:
    title = invitation_texts.BOUNCED(name=person.name, address=address)
    return message(
        join_text([title, invitation_texts.MEND]), section(join_text([bold(title.plain), invitation_texts.MEND], "\n"))
    )
