"""Invitations by mail, what a host is told where one does not arrive, and mails in the place of Slack's messages."""

from collections.abc import Mapping
from functools import partial

from bot.agenda import ics, invitations, unreached
from bot.agenda import service as agenda
from bot.agenda.calendars import SUBJECT, entry_of, outline_of
from bot.agenda.invitations import Invitation
from bot.catalogue.model import plain
from bot.catalogue.service import OWN_WORDS, current
from bot.clock import Now
from bot.dates.words import moment_words
from bot.gatherings import announcing as gatherings
from bot.gatherings.model import KINDS
from bot.gatherings.sheets import describe as describe_gathering
from bot.gatherings.words import words_of
from bot.helpdesk import news as helpdesk
from bot.helpdesk.sheets import describe as describe_request
from bot.mentoring import news as mentoring
from bot.mentoring.sheets import describe as describe_cycle
from bot.notices import copies
from bot.notices.model import Action, Notice
from bot.planning.preparing import prepares
from bot.programme.model import Person
from bot.programme.service import person_named
from bot.tools import Reading
from handlers.agenda import entry_texts
from handlers.agenda import invitation_views as views
from handlers.agenda.invitation_views import Invited
from handlers.kit.blocks import Message
from handlers.kit.escaping import escape
from handlers.kit.mrkdwn import unescape

from .joining import Part, join
from .mail_drawing import from_message
from .messages import Drawn, Mail, Renderer, Upload


def invitation_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of an invitation, and of the words and the file that a host sends on."""

    def invite(reading: Reading, notice: Notice) -> Mail | None:
        told = invitations.read(reading, notice)
        entry = entry_of(reading, notice.subject_id, person_id=notice.person_id or 0)
        if told is None or entry is None:
            return None
        about, moment = _invited(reading, told), now()
        return from_message(
            views.invitation(about, now=moment),
            subject=views.subject(about, now=moment),
            invitation=ics.make_invitation(entry),
            method="CANCEL" if entry.cancelled else "REQUEST",
        )

    def not_reached(reading: Reading, notice: Notice) -> Message | None:
        found = unreached.read(reading, notice)
        if found is None:
            return None
        about = _invited(reading, found.invitation)
        teller = person_named(reading, notice.person_id or 0)
        return views.unreached(about, reason=found.reason, teller=teller, now=now())

    def file(reading: Reading, notice: Notice) -> Upload | None:
        found = unreached.read(reading, notice)
        entry = entry_of(reading, notice.subject_id, person_id=found.invitation.person_id) if found else None
        if entry is None:
            return None
        title = entry_texts.TITLE(summary=entry.summary, when=moment_words(entry.starts, now())).plain
        name = ics.file_name(entry.uid, notice.revision)
        return Upload(name, title, escape(f"{title}."), data=ics.make_invitation(entry))

    return {invitations.INVITE: invite, unreached.UNREACHED: not_reached, unreached.FILE: file}


def mailed(renderers: Mapping[str, Renderer]) -> Mapping[str, Renderer]:
    """Give these renderers so that who chose mail gets a mail, with whom to write to in the place of buttons."""

    def by_mail(render: Renderer) -> Renderer:
        def draw(reading: Reading, notice: Notice) -> Drawn | None:
            drawn = render(reading, notice)
            if notice.action is not Action.MAIL or not isinstance(drawn, Message):
                return drawn
            whole = join([Part(notice, drawn)])
            return from_message(views.copied(whole, _contact(reading, notice)), subject=_title(whole))

        return draw

    return {kind: by_mail(render) for kind, render in renderers.items()}


def copy_renderers(renderers: Mapping[str, Renderer]) -> Mapping[str, Renderer]:
    """Give the renderer of a mail that says what a message of one of these kinds would have said."""

    def copy(reading: Reading, notice: Notice) -> Mail | None:
        post = copies.original(notice)
        drawn = renderers[post.kind](reading, post)
        if not isinstance(drawn, Message):
            return None
        contact = _contact(reading, notice)
        return from_message(views.copied(drawn, contact), subject=_title(drawn))

    return {copies.COPY: copy}


def _invited(reading: Reading, told: Invitation) -> Invited:
    """Read what an invitation is drawn from; a constant number of queries."""
    one = told.appointment
    words = current(reading).catalogue.get(one.dispositif) or OWN_WORDS.catalogue.get(one.dispositif)
    said = words_of(reading, one.id) if one.dispositif in KINDS else None
    return Invited(
        outline_of(reading, one),
        told.person_id,
        cancelled=told.cancelled,
        told_starts=told.told_starts,
        preparation=plain(words.preparer) if words and prepares(reading, one, told.person_id) else "",
        abstract=(said.abstract or "") if said else "",
    )


def _contact(reading: Reading, notice: Notice) -> Person | None:
    """Give whom the reader of a mail can answer: who hosts, or who asked where the reader hosts."""
    if notice.subject == helpdesk.SUBJECT:
        sheet = describe_request(reading, notice.subject_id)
        ids = [*(host for one in sheet.standing for host in one.host_ids), sheet.request.asked_by]
        known = sheet.people
    elif notice.subject == mentoring.SUBJECT:
        cycle = describe_cycle(reading, notice.subject_id)
        ids = [cycle.cycle.mentor_id, cycle.cycle.asked_by]
        known = cycle.people
    elif notice.subject == SUBJECT:
        one = agenda.get(reading, notice.subject_id)
        ids = [*one.host_ids, *one.person_ids]
        known = {each.id: each for each in map(partial(person_named, reading), ids) if each}
    elif notice.subject in gatherings.SUBJECTS:
        about = describe_gathering(reading, notice.subject_id)
        ids, known = [about.series.organiser_id, *about.appointment.host_ids], about.people
    else:
        return None
    return next((known[one] for one in ids if one in known and one != notice.person_id), None)


def _title(drawn: Message) -> str:
    """Give what a message is called: its own title, or its first sentence."""
    first = drawn.blocks[0] if drawn.blocks else {}
    if first.get("type") == "header":
        return str(first["text"]["text"])
    return unescape("".join(drawn.text.partition(". ")[:2]).strip())
