"""Renders a notice as a mail to its reader, with links or a person to contact instead of buttons."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bot.agenda import agenda, facts
from bot.agenda.calendars.ics import make_invitation
from bot.agenda.calendars.model import AnswerRequest, Attendee
from bot.agenda.model import Appointment
from bot.evaluation import facts as evaluation_facts
from bot.evaluation.sheets import committee_ids, describe_committee
from bot.gatherings import announcements
from bot.gatherings import facts as gathering_facts
from bot.gatherings.sheets import describe_gathering, gathering_id_of
from bot.helpdesk import facts as helpdesk_facts
from bot.helpdesk import news
from bot.helpdesk.sheets import describe_request, request_ids
from bot.mentoring import facts as mentoring_facts
from bot.mentoring import news as mentoring
from bot.mentoring.sheets import cycle_ids, describe_cycle
from bot.notices.facts import Fact
from bot.notices.model import Action, Notice
from bot.notices.welcome import Greeting
from bot.outside.mail_server import Mailbox, read_mailbox
from bot.polls import facts as poll_facts
from bot.polls import sheets
from bot.programme.model import Person
from bot.programme.service import company_of, find_person, list_coaches
from bot.records import facts as record_facts
from bot.records import letters
from bot.rights import facts as rights_facts
from bot.tools import Reading
from handlers.agenda import invitation_views
from handlers.agenda.invitation_texts import LINKS_FOOT, SENDER
from handlers.kit.blocks import Json, Message, Paper, context
from handlers.kit.told import Drawing, Letter, Upload
from handlers.notices.joining import JoinedPart, join_parts
from handlers.notices.messages import Drawn, Mail, MailPart

from .drawing import mail_from_message, paper_page
from .linking import Links
from .mails import dated_title, title_of

_AHEAD = frozenset({facts.WeekReminder.kind, facts.EveReminder.kind, facts.DayReminder.kind, facts.HourReminder.kind})
# These notices never share a mail with others. A mail with a person's data has a link to erase them, so it must contain
# nothing that the person might forward. Replies to a letter go to the letter's author.
_ALONE = frozenset({rights_facts.DataMail.kind, record_facts.LetterSent.kind})
Draw: TypeAlias = Callable[[Reading, Notice], Drawing | None]


def draw_delivery(
    reading: Reading,
    notice: Notice,
    draw: Draw,
    *,
    links: Links | None,
    reply_mailbox: Mailbox | None = None,
    now: datetime,
) -> Drawn | None:
    """Render a notice. If it goes by mail, return the mail.

    `reply_mailbox` is the mailbox that receives the replies of calendar programs, or None."""
    drawn = draw(reading, notice)
    if isinstance(drawn, Letter):
        to = Attendee(reply_mailbox.name or SENDER, reply_mailbox.address) if reply_mailbox else None
        given = make_invitation(drawn.entry, answers=AnswerRequest(to, drawn.reader, drawn.asked) if to else None)
        whole = _with_action_links(reading, notice, drawn, draw=draw, links=links) if links else drawn.message
        return mail_from_message(whole, subject=drawn.subject, invitation=given, method=drawn.method)
    if isinstance(drawn, Paper):
        return Upload(drawn.name, drawn.title, drawn.words, data=paper_page(drawn))
    if isinstance(drawn, Message) and notice.action is Action.MAIL:
        reminds = links is not None and notice.kind in _AHEAD  # a reminder's mail also has the links of its card
        rows = _action_links(reading, notice, draw=draw, links=links) if links and reminds else []
        return mail_of(reading, notice, drawn, links=links, rows=rows, now=now)
    return drawn


def _with_action_links(reading: Reading, notice: Notice, letter: Letter, *, draw: Draw, links: Links) -> Message:
    rows = _action_links(reading, notice, draw=draw, links=links)
    whole = (rows and letter.linked) or letter.message
    foot = [context(LINKS_FOOT).to_dict()] if rows else []
    return replace(whole, blocks=(*whole.blocks, *rows, *foot))


def _action_links(reading: Reading, notice: Notice, *, draw: Draw, links: Links) -> Sequence[Json]:
    """Return the buttons of the appointment's card as links. The notice's subject is the appointment."""
    known = _card_fact(reading, notice.subject_id)
    if known is None:
        return []
    fact, about = known
    card = replace(
        notice, action=Action.UPDATE, kind=fact.kind, subject=fact.subject, subject_id=about, detail=fact.detail
    )
    drawn = draw(reading, card)
    return links.rows(reading, card, drawn.in_full) if isinstance(drawn, Message) else []


def _card_fact(reading: Reading, appointment_id: int) -> tuple[Fact, int] | None:
    """Return the fact that renders an appointment's card, and the id of its subject. If it has no card, return None."""
    if (request_id := request_ids(reading, [appointment_id]).get(appointment_id)) is not None:
        return helpdesk_facts.RequestCard(), request_id
    if (cycle_id := cycle_ids(reading, [appointment_id]).get(appointment_id)) is not None:
        return mentoring_facts.CycleCard(), cycle_id
    if (committee_id := committee_ids(reading, [appointment_id]).get(appointment_id)) is not None:
        return evaluation_facts.CommitteeCard(), committee_id
    if (poll_id := sheets.poll_ids(reading, [appointment_id]).get(appointment_id)) is not None:
        return poll_facts.PollCard(), poll_id
    gathering_id = gathering_id_of(reading, appointment_id)
    return None if gathering_id is None else (gathering_facts.GatheringCard(), gathering_id)


def mail_of(
    reading: Reading,
    notice: Notice,
    drawn: Message,
    *,
    links: Links | None,
    rows: Sequence[Json] = (),
    now: datetime,
) -> Mail:
    """Return a message as a mail. Buttons become links if possible. `rows` has more links, to put below."""
    drawn = drawn.in_full
    linked = links.link_buttons(reading, notice, drawn) if links else None
    if rows:
        linked = replace(linked or drawn, blocks=(*_without_dead_buttons((linked or drawn).blocks), *rows))
    whole = join_parts([JoinedPart(notice, linked or drawn)])
    contact, about = _contact_and_appointment(reading, notice, now=now)
    carried = links.carried(reading, notice) if links and notice.kind != rights_facts.DataMail.kind else None
    copy = invitation_views.add_mail_foot(whole, contact, has_links=linked is not None, defi_page_url=carried)
    stops = links.stop_link(reading, notice) if links else None
    # If the message got the title of a week or a day, the mail has no single date.
    alone = title_of(whole) == title_of(drawn)
    subject = dated_title(title_of(whole), about if alone else None, now=now)
    papers = ((drawn.paper.name, paper_page(drawn.paper)),) if drawn.paper else ()
    own = MailPart(
        JoinedPart(notice, linked or drawn), contact, linked=linked is not None, stops=stops, carried=carried
    )
    shared = None if notice.kind in _ALONE else own
    stop = stops([own.part.kind]) if stops else None
    reply_to = _author_mailbox(contact) if notice.kind == record_facts.LetterSent.kind else None
    return replace(mail_from_message(copy, subject=subject), stop=stop, papers=papers, reply_to=reply_to, copied=shared)


def _author_mailbox(author: Person | None) -> Mailbox | None:
    try:
        return replace(read_mailbox(author.email), name=author.name) if author and author.email else None
    except ValueError:
        return None


def _without_dead_buttons(blocks: Sequence[Json]) -> list[Json]:
    """Return blocks without the buttons that cannot become links, to leave room for the rows of links."""
    drawn = [
        block
        | {"elements": [element for element in block["elements"] if element["type"] != "button" or element.get("url")]}
        if block["type"] == "actions"
        else block
        for block in blocks
    ]
    return [block for block in drawn if block.get("elements") != []]


def _contact_and_appointment(
    reading: Reading, notice: Notice, *, now: datetime
) -> tuple[Person | None, Appointment | None]:
    """Return the person whom the mail's reader can contact, and the mail's appointment. Either can be missing."""
    other: Appointment | None = None
    if notice.subject == news.SUBJECT:
        sheet = describe_request(reading, notice.subject_id)
        ids = [*(host for appointment in sheet.standing for host in appointment.host_ids), sheet.request.asked_by]
        known, other = sheet.people, next(iter(sheet.standing), None)
    elif notice.subject == mentoring.SUBJECT:
        cycle = describe_cycle(reading, notice.subject_id)
        ids = [cycle.cycle.mentor_id, cycle.cycle.asked_by]
        known = cycle.people
    elif notice.subject == facts.AppointmentFact.subject:
        other = agenda.get(reading, notice.subject_id)
        ids = [*other.host_ids, *other.person_ids]
        known = {person.id: person for person in map(partial(find_person, reading), ids) if person}
    elif notice.subject in (evaluation_facts.CommitteeFact.subject, record_facts.AboutReport.subject):
        committee = describe_committee(reading, notice.subject_id)
        talked = committee.appointment  # the committee's own appointment, not the meeting about its report
        other = None if notice.subject == record_facts.AboutReport.subject else talked
        ids, known = [*talked.host_ids, *talked.person_ids], committee.people
    elif notice.subject == record_facts.LetterSent.subject:
        written = letters.find(reading, notice.subject_id)
        author = written[1] if written else None
        ids, known = ([author.id], {author.id: author}) if author else ([], {})
    elif notice.kind == Greeting.kind:
        greeted = find_person(reading, notice.subject_id)
        mine = company_of(reading, greeted)
        team = [coach for company in mine for coach in company.coaches] or list_coaches(reading, now, person=greeted)
        ids, known = [person.id for person in team], {each.id: each for each in team}
    elif notice.subject in (poll_facts.AboutPoll.subject, poll_facts.AboutBookedMeeting.subject):
        poll = sheets.describe(reading, notice.subject_id)
        other = poll.appointment if notice.subject == poll_facts.AboutBookedMeeting.subject else None
        ids, known = [*(other.host_ids if other else ()), poll.poll.asked_by], poll.people
    elif notice.subject in announcements.SUBJECTS:
        about = describe_gathering(reading, notice.subject_id)
        other = about.appointment
        ids, known = [about.series.organiser_id, *other.host_ids], about.people
    else:
        return None, None
    return next((known[id_] for id_ in ids if id_ in known and id_ != notice.person_id), None), other
