"""What goes by mail in the words of a message: with whom to write to in the place of its buttons."""

from functools import partial

from bot.agenda import facts
from bot.agenda import service as agenda
from bot.gatherings import announcements as gatherings
from bot.gatherings.sheets import describe as describe_gathering
from bot.helpdesk import news as helpdesk
from bot.helpdesk.sheets import describe as describe_request
from bot.mentoring import news as mentoring
from bot.mentoring.sheets import describe as describe_cycle
from bot.notices.model import Action, Notice
from bot.programme.model import Person
from bot.programme.service import person_named
from bot.tools import Reading
from handlers.agenda.invitations import views
from handlers.kit.blocks import Message
from handlers.kit.mrkdwn import unescape
from handlers.kit.told import Drawing, Letter
from handlers.notices.joining import Part, join
from handlers.notices.messages import Drawn, Mail

from .drawing import from_message
from .linking import Links


def delivered(reading: Reading, notice: Notice, drawn: Drawing | None, *, links: Links | None) -> Drawn | None:
    """Give what a notice is sent as: what a feature drew, or the mail that says it, where it goes by mail."""
    if isinstance(drawn, Letter):
        given, method = drawn.invitation, drawn.method
        return from_message(drawn.message, subject=drawn.subject, invitation=given, method=method)
    if isinstance(drawn, Message) and notice.action is Action.MAIL:
        return mail_of(reading, notice, drawn, links=links)
    return drawn


def mail_of(reading: Reading, notice: Notice, drawn: Message, *, links: Links | None) -> Mail:
    """Give the mail that says what a message says, as if it were posted alone; its buttons lead where they can."""
    linked = links.linked(reading, notice, drawn) if links else None
    whole = join([Part(notice, linked or drawn)])
    copy = views.copied(whole, _contact(reading, notice), linked=linked is not None)
    return from_message(copy, subject=_title(whole))


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
    elif notice.subject == facts.About.subject:
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
