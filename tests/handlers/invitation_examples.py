"""Fixed values for invitations by mail, what a host sends on, and a message that goes by mail."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.agenda.calendars.entries import Outline
from bot.agenda.facts import AgendaStanding, CalendarReply
from bot.agenda.letter import Response
from bot.agenda.model import Appointment, Part, Participant, Reply, State
from bot.agenda.titles import TitleParts
from bot.programme.model import Person
from handlers.agenda import invitation_views
from handlers.agenda.invitation_views import InvitationData
from handlers.helpdesk import card_views
from handlers.kit.blocks import Message, message, section
from handlers.kit.escaping import Said
from handlers.notices.mails import drawing as mail_drawing
from tests.handlers.helpdesk_card_examples import (
    CLAIRE,
    NORA,
    NOW,
    ONE,
    PEOPLE,
    ROOM,
    SAMI,
    SHEET,
    SPECIALIST,
    STARTS,
    Drawn,
)

OMAR = replace(NORA, email="nora@agence.example.org")
KNOWN: Mapping[int, Person] = PEOPLE | {5: OMAR, 3: replace(CLAIRE, email="claire@example.org")}
ASKED = replace(ONE, participants=SPECIALIST)
MOVED = replace(ASKED, reason="Réunion <!channel> & comité", revision=1)
CANCELLED = replace(ASKED, state=State.CANCELLED, reason="Claire est en déplacement")
LEFT = replace(ASKED, participants=(*ASKED.participants[:3], Participant(5, Part.EXPERT, reply=Reply.LEFT)))
LONG = replace(ASKED, ends=STARTS + timedelta(days=1))
BEFORE = STARTS - timedelta(days=1)


def about(one: Appointment = ASKED, viewer: Person = OMAR, **other: Any) -> InvitationData:  # noqa: ANN401 - any field of it
    """Give what Nora's invitation to a bureau d'aide is drawn from."""
    return InvitationData(Outline(one, "Bureau d’aide", "Carte Vive", KNOWN), viewer.id, **other)


def _talk(viewer: Person, **other: Any) -> InvitationData:  # noqa: ANN401 - any field of it
    titles = TitleParts("Les conférences", "Ouvrir ses données")
    one = replace(ASKED, dispositif="conference", defi_id=None)
    return InvitationData(Outline(one, "Conférence", None, KNOWN, titles), viewer.id, **other)


def _subjects() -> str:
    told = [about(), about(MOVED, told_starts=BEFORE), about(told_starts=STARTS), about(CANCELLED, cancelled=True)]
    return "\n".join(invitation_views.mail_subject(one, now=NOW) for one in [*told, about(LEFT, cancelled=True)])


def _invitation(**told: Any) -> str:  # noqa: ANN401 - any field of what an invitation is drawn from
    one = about(**told)
    return _mail(invitation_views.invitation_message(one, now=NOW), invitation_views.mail_subject(one, now=NOW))


def _replied(
    response: Response, standing: AgendaStanding, *, starts: datetime | None = None, words: str = ""
) -> Message:
    fact = CalendarReply(OMAR.id, response, standing, starts)
    return invitation_views.calendar_reply_message(fact, about().outline, person=OMAR, comment=words, now=NOW)


def _mail(drawn: Message, subject: str) -> str:
    return f"Objet\u00a0: {subject}\n\n{mail_drawing.mail_from_message(drawn, subject=subject).text}"


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "agenda.invitation": lambda: invitation_views.invitation_message(
        about(preparation="relire la note & la fiche"), now=NOW
    ),
    "agenda.invitation.of-the-host": lambda: invitation_views.invitation_message(about(viewer=CLAIRE), now=NOW),
    "agenda.invitation.without-link": lambda: invitation_views.invitation_message(
        about(replace(ASKED, link=None)), now=NOW
    ),
    "agenda.invitation.two-days": lambda: invitation_views.invitation_message(
        about(replace(ASKED, ends=STARTS + timedelta(days=1))), now=NOW
    ),
    "agenda.invitation.moved": lambda: invitation_views.invitation_message(about(MOVED, told_starts=BEFORE), now=NOW),
    "agenda.invitation.another-link": lambda: invitation_views.invitation_message(about(told_starts=STARTS), now=NOW),
    "agenda.invitation.cancelled": lambda: invitation_views.invitation_message(
        about(CANCELLED, cancelled=True), now=NOW
    ),
    "agenda.invitation.left": lambda: invitation_views.invitation_message(about(LEFT, cancelled=True), now=NOW),
    "agenda.invitation.alone": lambda: invitation_views.invitation_message(
        about(replace(ASKED, participants=(Participant(5, Part.EXPERT),))), now=NOW
    ),
    "agenda.invitation.place": lambda: invitation_views.invitation_message(
        about(replace(ASKED, link=None, place="12 rue des Cartes, salle 3")), now=NOW
    ),
    "agenda.invitation.opens-the-room": lambda: invitation_views.invitation_message(
        about(replace(ASKED, link=ROOM), CLAIRE), now=NOW
    ),
    "agenda.invitation.speaks": lambda: invitation_views.invitation_message(
        _talk(OMAR, abstract="Ouvrir ses données, pas à pas."), now=NOW
    ),
    "agenda.invitation.listens": lambda: invitation_views.invitation_message(_talk(SAMI), now=NOW),
    "agenda.invitation.left.why": lambda: invitation_views.invitation_message(
        about(replace(LEFT, reason="Claire est en déplacement"), cancelled=True), now=NOW
    ),
    "agenda.invitation.left.cancelled": lambda: invitation_views.invitation_message(
        about(replace(LEFT, state=State.CANCELLED), cancelled=True), now=NOW
    ),
    "agenda.invitation.left.empty": lambda: invitation_views.invitation_message(
        about(replace(LEFT, participants=LEFT.participants[3:]), cancelled=True), now=NOW
    ),
    "agenda.invitation.subjects": _subjects,
    "agenda.invitation.as-mail": lambda: _invitation(preparation="relire <la> note"),
    "agenda.invitation.as-mail.moved": lambda: _invitation(one=MOVED, told_starts=BEFORE),
    "agenda.invitation.as-mail.cancelled": lambda: _invitation(one=CANCELLED, cancelled=True),
    "agenda.unreached": lambda: invitation_views.mail_not_delivered_message(
        about(), reason="no_smtp", teller=CLAIRE, now=NOW
    ),
    "agenda.unreached.refused": lambda: invitation_views.mail_not_delivered_message(
        about(MOVED, told_starts=BEFORE), reason="mail_refused", teller=CLAIRE, now=NOW
    ),
    "agenda.unreached.cancelled": lambda: invitation_views.mail_not_delivered_message(
        about(CANCELLED, cancelled=True), reason="gave_up", teller=None, now=NOW
    ),
    "agenda.replied.declined": lambda: _replied(Response.DECLINED, AgendaStanding.KEPT),
    "agenda.replied.words": lambda: _replied(
        Response.DECLINED, AgendaStanding.DONE, words="Réunion <!channel> & *comité*"
    ),
    "agenda.replied.maybe": lambda: _replied(Response.TENTATIVE, AgendaStanding.KEPT),
    "agenda.replied.other-time": lambda: _replied(Response.OTHER_TIME, AgendaStanding.KEPT, starts=BEFORE),
    "agenda.replied.passed-on": lambda: _replied(Response.PASSES_ON, AgendaStanding.KEPT),
    "agenda.replied.accepted-too-late": lambda: _replied(Response.ACCEPTED, AgendaStanding.KEPT),
    "agenda.replied.unproven": lambda: _replied(Response.DECLINED, AgendaStanding.UNPROVEN, words="Rien de tout cela"),
    "agenda.replied.earlier": lambda: _replied(Response.ACCEPTED, AgendaStanding.EARLIER),
    "agenda.answer_again": lambda: invitation_views.asked_again_message(about(MOVED), now=NOW),
    "agenda.answer_again.subject": lambda: invitation_views.asked_again_subject(about(MOVED), now=NOW),
    "agenda.bounced": lambda: invitation_views.mail_bounced_message(OMAR, "nora@agence.example.org"),
    "mail.copied": lambda: invitation_views.add_mail_foot(
        message(Said("Un *mot*."), section(Said("Un *mot*."))), KNOWN[CLAIRE.id]
    ),
    "mail.copied.to-nobody": lambda: invitation_views.add_mail_foot(message(Said("Un mot.")), None),
    "mail.copied.noted-nothing": lambda: invitation_views.add_notes(message(Said("Un mot, et rien d’autre."))),
    "mail.copied.as-mail": lambda: _mail(
        invitation_views.add_mail_foot(
            card_views.card(SHEET, SAMI.id, preparation="Écrire son besoin.", now=NOW).in_full, KNOWN[CLAIRE.id]
        ),
        "Bureau d’aide mardi 12 mai à 14\u00a0h",
    ),
}
