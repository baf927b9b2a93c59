"""Views for hosts: a modal with further actions, and the form and the result of each action. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement
from slack_sdk.models.blocks.block_elements import DateTimePickerElement

from bot.agenda.around import BusyDay
from bot.agenda.model import Part
from bot.dates.words import moment_words
from bot.helpdesk.model import Document, RequestSheet
from bot.programme.model import Person
from handlers.helpdesk.agreeing import agreed_sessions, first_session
from handlers.helpdesk.card_texts import MOVE, SOMEBODY, of_days
from handlers.helpdesk.card_views import coming_sessions, start_words
from handlers.helpdesk.changes.forms import ChangeMetadata
from handlers.helpdesk.paper.texts import PRECISE
from handlers.kit.around import other_events_blocks
from handlers.kit.blocks import Choice, Group, Json, actions, button, context, field, modal, section, select
from handlers.kit.escaping import Said, bold
from handlers.kit.gestures.views import session_choice_blocks, write_leave_metadata

from . import forms, texts
from .forms import HOST, PERSON, SESSION, TIME_NAMES

MOST_OPTIONS = 100  # Slack's limit for the options of a list


def further_action_blocks(sheet: RequestSheet, viewer_id: int | None, *, of: str, now: datetime) -> list[Block]:
    """Build the actions that follow the card in the modal of « Ouvrir », for the booker, the host, or a coach."""
    value = str(sheet.request.id)
    if sheet.part_of(viewer_id) is Part.BOOKER:
        row: list[InteractiveElement] = [button(texts.ADD, "helpdesk.add", value=value, of=of)]
        if sheet.request.paper.document is not Document.SPOKEN:
            row.append(button(texts.PAPER, "helpdesk.paper", value=value, of=of))
        row.append(button(PRECISE, "helpdesk.precise", value=value, of=of))
        return [_title_section(texts.TEAM), actions(*row)]
    hosts, agreed = sheet.part_of(viewer_id) is Part.HOST, agreed_sessions(sheet, viewer_id, now=now)
    # True if the card has the host's three buttons.
    answers = sheet.must_agree(viewer_id) if hosts else bool(sheet.held)
    # If the card has the host's three buttons, one of them proposes times.
    proposes = bool(agreed) and not answers
    # If some séances are agreed, the card has the button to reschedule.
    moves = answers and not agreed
    # Only a host can ask a colleague to swap an hour. A coach cannot do this for the host.
    swaps = hosts and bool(agreed)
    return [
        _title_section(texts.DATES),
        actions(
            *([button(texts.PROPOSE, "helpdesk.propose", value=value, of=of)] if proposes else []),
            *([button(MOVE, "helpdesk.move", value=value, of=of)] if moves else []),
            button(texts.LINK, "helpdesk.link", value=value, of=of),
        ),
        _title_section(texts.PEOPLE),
        *(block for person in _awaited_people(sheet) for block in _answer_for_blocks(sheet, person)),
        actions(
            button(texts.NOTE, "helpdesk.note", value=value, of=of),
            button(texts.INVITE, "helpdesk.invite", value=value, of=of),
            button(texts.HAND_OVER, "helpdesk.hand_over", value=value, of=of),
            *([button(texts.SWAP, "helpdesk.swap", value=value, of=of)] if swaps else []),
        ),
    ]


def _awaited_people(sheet: RequestSheet) -> list[Person]:
    asked = {id_ for id_ in sheet.people if any(session.awaits(id_) for session in sheet.standing)}
    return [sheet.people[id_] for id_ in sorted(asked)]


def _answer_for_blocks(sheet: RequestSheet, person: Person) -> list[Block]:
    value = f"{sheet.request.id} {person.id}"
    yes = button(texts.COMES, f"helpdesk.join:{person.id}", value=value, of=person.name)
    no = button(texts.STAYS_OUT, f"helpdesk.stay_out:{person.id}", value=value, of=person.name)
    return [_title_section(texts.AWAITED(name=person.name)), actions(yes, no)]


def propose_form(
    sheet: RequestSheet,
    batch: str,
    *,
    viewer_id: int | None = None,
    hosts: Sequence[Person] = (),
    days: Sequence[BusyDay] = (),
    now: datetime,
) -> Json:
    """Build the form to propose one to three times for an upcoming séance, or for a request without one.

    `viewer_id` is the reader's id. If the reader hosts a séance, this séance is selected at first. `hosts` are the
    possible hosts, if the reader cannot host the request. `days` are the reader's other events."""
    coming = coming_sessions(sheet, now=now)
    blocks: list[Block] = [section(texts.NOT_HELD), *other_events_blocks(days, now=now)]
    if len(coming) > 1:
        choices = [
            (texts.SESSION(when=moment_words(appointment.starts, now)).plain, str(appointment.id))
            for appointment in coming
        ]
        initial = choices[coming.index(first_session(coming, viewer_id))]
        chooser = select(SESSION, texts.CHOOSE_SESSION, choices, initial=initial)
        blocks.append(field(SESSION, texts.WHICH, chooser))
    if hosts:
        several = [_person_choice(host) for host in hosts[:MOST_OPTIONS]]
        chooser = select(HOST, texts.CHOOSE_SOMEBODY, several, initial=several[0] if len(several) == 1 else None)
        blocks.append(field(HOST, texts.HOST, chooser, hint=texts.HOST_HINT))
    for name, label in zip(TIME_NAMES, texts.TIMES, strict=True):
        first = name == TIME_NAMES[0]
        picker = DateTimePickerElement(action_id=name)
        hint = texts.TIME_HINT if first else None
        blocks.append(field(name, label, picker, hint=hint, optional=not first))
    carried = ChangeMetadata(sheet.request.id, batch, coming[0].id if len(coming) == 1 else None)
    return modal(
        "helpdesk.proposed", texts.PROPOSE_TITLE, blocks, submit=texts.PROPOSE_SUBMIT, private_metadata=str(carried)
    )


def hand_over_form(
    sheet: RequestSheet,
    viewer_id: int | None,
    *,
    giver_id: int | None,
    colleagues: Sequence[Person],
    ticked_ids: Collection[int] = (),
    now: datetime,
) -> Json:
    """Build the form to hand over a host's upcoming séances to a colleague.

    `ticked_ids` has the id of the séance that the reader opened. If it is empty, the form ticks the next séance."""
    if not colleagues:
        return _result_modal(texts.HAND_OVER_TITLE, texts.NOBODY_TO_HAND_OVER)
    given = [
        appointment for appointment in coming_sessions(sheet, now=now) if giver_id in (None, *appointment.host_ids)
    ]
    host = sheet.people.get(giver_id or 0) if giver_id != viewer_id else None
    days = of_days(start_words(given, now)) if len(given) == 1 else texts.CHOSEN_DAYS
    said = texts.HAND_OVER_YOURS(what=sheet.what, days=days)
    if host:
        said = texts.HAND_OVER_FOR(what=sheet.what, host=host.name, days=days)
    chooser = select(
        PERSON, texts.CHOOSE_SOMEBODY, [_person_choice(colleague) for colleague in colleagues[:MOST_OPTIONS]]
    )
    sessions = session_choice_blocks(texts.WHICH_SESSIONS, given, ticked_ids=ticked_ids, now=now)
    blocks = [section(said), *sessions, field(PERSON, texts.HAND_OVER_TO, chooser)]
    private = write_leave_metadata(f"{sheet.request.id} {giver_id or 0}", given)
    return modal(
        "helpdesk.handed", texts.HAND_OVER_TITLE, blocks, submit=texts.HAND_OVER_SUBMIT, private_metadata=private
    )


def invite_form(
    sheet: RequestSheet, people: Sequence[Person], *, ticked_ids: Collection[int] = (), now: datetime
) -> Json:
    """Build the form to add a person to upcoming séances.

    It ticks the séances in `ticked_ids`, or else the next séance."""
    if not people:
        return _result_modal(texts.INVITE_TITLE, texts.NOBODY_TO_INVITE)
    coaches = [_person_choice(person) for person in people if person.coaches(sheet.promotion_id)][:MOST_OPTIONS]
    others = [_person_choice(person) for person in people if not person.coaches(sheet.promotion_id)][:MOST_OPTIONS]
    groups: list[Group] = [group for group in ((texts.COACHES, coaches), (texts.SPECIALISTS, others)) if group[1]]
    coming = coming_sessions(sheet, now=now)
    days = of_days(start_words(coming, now)) if len(coming) == 1 else texts.CHOSEN_DAYS
    blocks: list[Block] = [
        section(texts.INVITE_TO(what=sheet.what, days=days)),
        *session_choice_blocks(texts.WHICH_SESSIONS, coming, ticked_ids=ticked_ids, now=now),
        field(PERSON, texts.WHO, select(PERSON, texts.CHOOSE_SOMEBODY, groups=groups)),
    ]
    if others:
        blocks.append(context(texts.SPECIALISTS_ASK))
    private = write_leave_metadata(sheet.request.id, coming)
    return modal("helpdesk.invited", texts.INVITE_TITLE, blocks, submit=texts.INVITE_SUBMIT, private_metadata=private)


def note_form(sheet: RequestSheet, batch: str) -> Json:
    return forms.NOTE.draw([forms.WORD.draw()], metadata=ChangeMetadata(sheet.request.id, batch))


def link_form(sheet: RequestSheet, *, now: datetime) -> Json:
    link = next((appointment.link for appointment in coming_sessions(sheet, now=now) if appointment.link), None)
    return forms.LINK.draw([forms.ADDRESS.draw(initial=link)], metadata=sheet.request.id)


def proposed_modal(times: Sequence[datetime], *, now: datetime) -> Json:
    return _result_modal(texts.PROPOSED_TITLE, texts.proposed([moment_words(time, now) for time in sorted(times)]))


def handed_over_modal(sheet: RequestSheet, taker: Person | None, *, now: datetime) -> Json:
    name = taker.name if taker else SOMEBODY
    coming = coming_sessions(sheet, now=now)
    theirs = [appointment for appointment in coming if taker and appointment.part_of(taker.id) is Part.HOST]
    days = of_days(start_words(theirs or coming, now))
    asked = [appointment for appointment in theirs if appointment in sheet.held]
    if asked:
        until = moment_words(sheet.agreement_deadline(asked[0]), now)
        return _result_modal(texts.HANDED_TITLE, texts.HANDED_HELD(what=sheet.what, name=name, days=days, until=until))
    return _result_modal(texts.HANDED_TITLE, texts.HANDED(what=sheet.what, name=name, days=days))


def already_handed_over_modal(sheet: RequestSheet, giver_id: int) -> Json:
    """Build the answer that another host has already replaced this host."""
    giver = sheet.people.get(giver_id)
    return _result_modal(
        texts.HAND_OVER_TITLE, texts.ALREADY_HANDED(what=sheet.what, name=giver.name if giver else SOMEBODY)
    )


def invited_modal(sheet: RequestSheet, person: Person | None, *, now: datetime) -> Json:
    coming, who = coming_sessions(sheet, now=now), person.id if person else 0
    name = person.name if person else SOMEBODY
    if asked := [appointment for appointment in coming if appointment.awaits(who)]:
        return _result_modal(
            texts.WANTED_TITLE, texts.WANTED(what=sheet.what, name=name, days=of_days(start_words(asked, now)))
        )
    theirs = [appointment for appointment in coming if appointment.part_of(who)]
    return _result_modal(
        texts.INVITED_TITLE, texts.INVITED(what=sheet.what, name=name, days=of_days(start_words(theirs, now)))
    )


def note_sent_modal() -> Json:
    return _result_modal(texts.NOTED_TITLE, texts.NOTED)


def link_set_modal() -> Json:
    return _result_modal(texts.LINKED_TITLE, texts.LINKED)


def _title_section(text: Said) -> Block:
    return section(bold(text))


def _person_choice(person: Person) -> Choice:
    return person.name, str(person.id)


def _result_modal(title: str, said: Said) -> Json:
    return modal("helpdesk.done", title, [section(said)], last=True)
