"""Views of invitations by mail, and of the answers of calendar programs. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.agenda.calendars.entries import Outline
from bot.agenda.facts import AgendaStanding, CalendarReply
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
class InvitationData:
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
        """The person whom the reader can contact.

        A person with an e-mail address comes first. After that, hosts come before the booker, and the booker before
        other participants."""
        parts = {someone.person_id: someone.part for someone in self.appointment.participants}
        ranks = {Part.HOST: 0, Part.BOOKER: 1}
        others = [person for person in self.outline.seen_by(self.person_id) if person.id != self.person_id]
        return min(
            others, key=lambda person: (not person.email, ranks.get(parts[person.id], 2), person.id), default=None
        )


def mail_subject(invitation: InvitationData, *, now: datetime) -> str:
    """Return the mail's subject, date first: « Mardi 12 mai à 9 h, invitation : Bureau d’aide »."""
    appointment = invitation.appointment
    named = invitation_texts.what(invitation.outline.name, invitation.outline.defi)
    when, heading = moment_words(appointment.starts, now), _heading(invitation)
    return capitalise(invitation_texts.SUBJECT(when=when, heading=heading[:1].lower() + heading[1:], named=named).plain)


def invitation_message(invitation: InvitationData, *, has_links: bool = False, now: datetime) -> Message:
    """Build the mail of an invitation. It names a contact, because the reader cannot press buttons in a mail.

    `has_links` means that links in the mail replace the buttons.
    The reader then needs the contact only for questions."""
    title = invitation_texts.TITLED(
        heading=_heading(invitation), named=invitation_texts.what(invitation.outline.name, invitation.outline.defi)
    )
    do = join_text(
        [
            _file_sentence(invitation),
            *([_contact_sentence(invitation, has_links=has_links)] if invitation.contact else []),
        ]
    )
    facts, link = _facts(invitation, now=now), invitation.appointment.link
    lines = join_text([link_address(text, link) if link else text for text in facts], "\n")
    return message(join_text([end_sentence(title), *facts, do]), header(title.plain), section(lines), section(do))


def mail_not_delivered_message(
    invitation: InvitationData, *, reason: str, teller: Person | None, now: datetime
) -> Message:
    """Build the notice to the host that a mail did not arrive, and why, with a text to copy and send."""
    person = invitation.outline.people.get(invitation.person_id)
    name = person.name if person else ""
    title = invitation_texts.NOT_REACHED(name=name, subject=mail_subject(invitation, now=now))
    why = invitation_texts.why(name, reason, address=person.email if person else None)
    # The text has the time zone of the other person, who will read it.
    with show_times_in(person.zone if person else None):
        ready = _text_to_forward(invitation, teller=teller, now=now)
    return message(
        join_text([end_sentence(title), why, invitation_texts.READY, ready, invitation_texts.ONCE]),
        section(join_text([bold(title), why], "\n")),
        section(invitation_texts.READY),
        section(invitation_texts.READY_WORDS(words=ready)),
        context(invitation_texts.ONCE),
    )


def add_mail_foot(
    mail: Message, contact: Person | None, *, has_links: bool = False, defi_page_url: str | None = None
) -> Message:
    """Add to a mail a footer that explains what the reader can do. `has_links` means that links replace the buttons.

    `defi_page_url` is the address of the page about the reader's own défi."""
    foot = invitation_texts.LINKS_FOOT if has_links else invitation_texts.COPY_FOOT
    return add_notes(mail, foot, *contact_notes(contact, has_links=has_links), *own_defi_notes(defi_page_url))


def own_defi_notes(address: str | None) -> list[Said]:
    """Return the sentence with the address of the reader's défi, if the reader is one of its porteurs or sponsors."""
    return [invitation_texts.OWN_DEFI(address=address)] if address else []


def contact_notes(contact: Person | None, *, has_links: bool) -> list[Said]:
    """Return the sentence with the contact, if there is one.

    `has_links` means that the contact is only for questions."""
    if contact is None:
        return []
    to = _address(contact)
    return [invitation_texts.TO_ASK(whom=to) if has_links else invitation_texts.TO_ANSWER(whom=to)]


def add_notes(mail: Message, *notes: Said) -> Message:
    blocks = mail.blocks or (section(mail.text).to_dict(),)
    if not notes:
        return replace(mail, blocks=blocks)
    said = (*blocks, context(join_text(notes)).to_dict())
    return Message(join_text([mail.text, *notes]), said, told_as=mail.told_as)


def _heading(invitation: InvitationData) -> str:
    appointment = invitation.appointment
    if invitation.cancelled:
        comes = appointment.part_of(invitation.person_id) is None and appointment.person_ids
        return invitation_texts.WITHOUT_YOU if comes and _takes_place(appointment) else invitation_texts.CANCELLED
    if invitation.told_starts is None:
        return invitation_texts.INVITED
    return invitation_texts.MOVED if invitation.told_starts != appointment.starts else invitation_texts.CHANGED


def _facts(invitation: InvitationData, *, now: datetime) -> list[Said]:
    appointment = invitation.appointment
    facts = [_date_line(appointment, now=now)]
    if invitation.cancelled:
        without = _heading(invitation) == invitation_texts.WITHOUT_YOU
        facts.append(invitation_texts.GOES_ON_WITHOUT if without else invitation_texts.IS_CANCELLED)
        return (
            facts if without or not appointment.reason else [*facts, fact(invitation_texts.REASON, appointment.reason)]
        )
    if invitation.told_starts not in (None, appointment.starts):
        facts.append(invitation_texts.INSTEAD_OF(when=moment_words(invitation.told_starts, now)))
        facts += [fact(invitation_texts.REASON, appointment.reason)] if appointment.reason else []
    speaks = invitation.outline.is_collective and appointment.part_of(invitation.person_id) is Part.EXPERT
    facts += [invitation_texts.SPEAKS] if speaks else []
    others = invitation.outline.others(invitation.person_id)
    facts += [invitation_texts.WITH_WHOM(names=texts.names(others))] if others else []
    facts += [texts.PLACE(where=appointment.place)] if appointment.place else []
    if appointment.link or not appointment.place:
        facts.append(invitation_texts.LINKED(link=appointment.link) if appointment.link else texts.NO_LINK)
    facts += [OPEN_FIRST] if appointment.opens_room(invitation.person_id) else []
    if invitation.abstract:
        facts.append(fact(texts.ABSTRACT, clip_sentences(invitation.abstract, SHORT)))
    if invitation.preparation:
        facts.append(fact(texts.PREPARE, clip_sentences(invitation.preparation, SHORT)))
    return facts


def _file_sentence(invitation: InvitationData) -> Said:
    return (
        invitation_texts.REMOVES
        if invitation.cancelled
        else invitation_texts.ADDS
        if invitation.told_starts is None
        else invitation_texts.UPDATES
    )


def _text_to_forward(invitation: InvitationData, *, teller: Person | None, now: datetime) -> str:
    """Return a plain text to forward as it is. It has no backquotes, because backquotes would end the code block."""
    title = mail_subject(invitation, now=now) + "."
    bye = f"{invitation_texts.GOODBYE},\n{teller.name}" if teller else f"{invitation_texts.GOODBYE}."
    words = "\n\n".join(
        [
            invitation_texts.HELLO,
            "\n".join([title, *(text.plain for text in _facts(invitation, now=now))]),
            _file_sentence(invitation).plain,
            bye,
        ]
    )
    return words.replace("`", "’")


def _contact_sentence(invitation: InvitationData, *, has_links: bool) -> Said:
    whom = _address(invitation.contact)
    return (
        invitation_texts.TO_ASK(whom=whom)
        if invitation.cancelled or has_links
        else invitation_texts.TO_CHANGE(whom=whom)
    )


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


def calendar_reply_message(
    fact: CalendarReply, outline: Outline, *, person: Person, comment: str, now: datetime
) -> Message:
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
    spoken = comment if not unproven else ""
    said = join_text([told, end_sentence(spoken)]) if spoken else told
    blocks = [section(told), *(plain_sections(spoken) if spoken else ())]
    return message(said, *blocks, actions(open_button(appointment.id, of=f"{when}, {outline.name}")))


def asked_again_message(invitation: InvitationData, *, now: datetime) -> Message:
    """Build an invitation with the current time, for a person whose answer was about an earlier time."""
    title = invitation_texts.TITLED(
        heading=invitation_texts.AGAIN, named=invitation_texts.what(invitation.outline.name, invitation.outline.defi)
    )
    drawn = invitation_message(invitation, now=now)
    head = [header(title.plain).to_dict(), section(invitation_texts.OTHER_TIME).to_dict()]
    return Message(
        join_text([end_sentence(title), invitation_texts.OTHER_TIME, drawn.text]), (*head, *drawn.blocks[1:])
    )


def asked_again_subject(invitation: InvitationData, *, now: datetime) -> str:
    appointment, named = invitation.appointment, invitation_texts.what(invitation.outline.name, invitation.outline.defi)
    heading = invitation_texts.AGAIN[:1].lower() + invitation_texts.AGAIN[1:]
    return capitalise(
        invitation_texts.SUBJECT(when=moment_words(appointment.starts, now), heading=heading, named=named).plain
    )


def mail_bounced_message(person: Person, address: str) -> Message:
    title = invitation_texts.BOUNCED(name=person.name, address=address)
    return message(
        join_text([title, invitation_texts.MEND]), section(join_text([bold(title.plain), invitation_texts.MEND], "\n"))
    )
