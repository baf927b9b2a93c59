"""Views of the answers to small talk: a sentence, and buttons for what the person wants. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.model import Part, State
from bot.catalogue.talk import Talk
from bot.dates.hours_text import ranges_words
from bot.dates.paris import day_of
from bot.dates.words import day_words, join_words, moment_words, relative_words
from bot.helpdesk.duty import DutyDay
from bot.helpdesk.model import BUREAU
from bot.mentoring.model import MENTORING
from bot.planning.coming import UpcomingAppointment
from bot.planning.standing import CarriedDefi
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import may
from bot.programme.roles import Role
from bot.programme.service import Company
from handlers.agenda.absence import views
from handlers.evaluation.card.views import leave_confirmation
from handlers.kit.blocks import Message, actions, button, message, section, text_message
from handlers.kit.escaping import Said
from handlers.kit.sentences import capitalise, end_sentence, fact, join_text
from handlers.kit.texts import JOIN, LEAVE
from handlers.kit.told import open_button

from . import texts

OF_A_DAY = 2  # the most appointments of one day, each with up to two buttons
# A message shows at most this number of appointments. Its last button opens the list of all appointments.
SHOWN = 4
_SAID = {Talk.THANKS: texts.THANKS, Talk.BYE: texts.BYE}
_LEADS = {
    Talk.CANCEL: (texts.TO_CANCEL_ONE, texts.TO_CANCEL, texts.NOTHING_TO_CANCEL),
    Talk.MOVE: (texts.TO_MOVE_ONE, texts.TO_MOVE, texts.NOTHING_TO_MOVE),
    Talk.NEXT: (texts.NEXT, texts.NEXT, texts.NOTHING_COMES),
    Talk.LINK: (texts.LINK, texts.LINK, texts.NOTHING_COMES),
}
_ONE = (Talk.NEXT, Talk.LINK)  # The answer shows one appointment only: the current or the next one.


def fixed_message(talk: Talk, actor: Actor, *, closed_keys: frozenset[str] = frozenset()) -> Message:
    """Build an answer that needs no data: a greeting, thanks, a farewell, how to book."""
    if talk in _SAID:
        return text_message(_SAID[talk])
    if talk is Talk.HELLO or (talk in (Talk.DATE, Talk.STOP) and not actor.roles):
        return message(texts.HELLO, section(texts.HELLO), actions(*_first_buttons(actor, closed_keys=closed_keys)))
    if talk is Talk.DATE:
        return message(
            texts.FIND, section(texts.FIND), actions(button(texts.FIND_DATE, "polls.start", style="primary"))
        )
    if talk is Talk.STOP:
        return message(texts.STOP, section(texts.STOP), actions(button(texts.REMINDERS, "reminders.open")))
    if talk is Talk.DATA:
        return message(texts.WHOSE_DATA, section(texts.WHOSE_DATA), actions(button(texts.DATA, "rights.show")))
    text = texts.BOOK_WHAT if Role.EIG in actor.roles else texts.BOOK_BY_EIG
    return message(text, section(text), actions(*_first_buttons(actor, closed_keys=closed_keys, with_mentoring=True)))


def appointments_message(
    talk: Talk,
    coming: Sequence[UpcomingAppointment],
    *,
    actor: Actor,
    closed_keys: frozenset[str] = frozenset(),
    now: datetime,
) -> Message:
    """Build a list of upcoming appointments, each with a button for what the person wants: cancel, move or join it."""
    words, several, none = _LEADS[talk]
    shown = [each for each in coming if each.appointment.starts > now or talk in _ONE]
    if not shown:
        text = join_text([none, texts.CAN_BOOK if Role.EIG in actor.roles else texts.CAN_BROWSE])
        return message(
            text, section(text), actions(*_first_buttons(actor, closed_keys=closed_keys, with_own_list=False))
        )
    online = [each for each in shown if _room_link(each)] if talk is Talk.LINK else []
    listed = (online or shown)[: 1 if talk in _ONE else SHOWN]
    text = words if len(shown) == 1 else several
    text = texts.NO_LINK if talk is Talk.LINK and not online else text
    more = len(shown) - len(listed) if talk not in _ONE else 0
    return _list_message(text, listed, talk, actor=actor, more_count=more, now=now)


def _list_message(
    text: Said, appointments: Sequence[UpcomingAppointment], talk: Talk, *, actor: Actor, more_count: int, now: datetime
) -> Message:
    blocks: list[Block] = [section(text)]
    lines = []
    for each in appointments:
        note, row = _note_and_buttons(talk, each, actor, now=now)
        line = _appointment_line(each, actor.person_id, now=now)
        lines.append(join_text([end_sentence(line), *([note] if note else [])]))
        blocks += [section(lines[-1]), *([actions(*row)] if row else [])]
    if more_count > 0:
        lines.append(texts.later(more_count))
        blocks.append(section(lines[-1]))
    blocks.append(actions(button(texts.MINE, "talk.coming")))
    return message(join_text([text, *lines]), *blocks)


def away_message() -> Message:
    """Build the answer to a host who is absent, with the button to enter the absence."""
    row = actions(views.open_button(), button(texts.MINE, "talk.coming"))
    return message(texts.AWAY, section(texts.AWAY), row)


def away_day_message(day: date, appointments: Sequence[UpcomingAppointment], *, actor: Actor, now: datetime) -> Message:
    named = _day_name(day, now=now)
    if not appointments:
        return text_message(texts.NOTHING_THAT_DAY(day=named))
    said = texts.AWAY_ONE(day=named) if len(appointments) == 1 else texts.AWAY_SEVERAL(day=named)
    return _list_message(
        said, appointments[:OF_A_DAY], Talk.AWAY, actor=actor, more_count=len(appointments) - OF_A_DAY, now=now
    )


def _day_name(day: date, *, now: datetime) -> str:
    return {day_of(now): texts.TODAY, day_of(now) + timedelta(days=1): texts.TOMORROW}.get(day) or day_words(day, now)


def adding_message(actor: Actor) -> Message:
    """Build the answer about adding people, which only coaches do."""
    if Role.COACH in actor.roles:
        row = actions(button(texts.PROMOTIONS, "setup.all", style="primary"))
        return message(texts.ADD_PEOPLE, section(texts.ADD_PEOPLE), row)
    return message(texts.ASK_TO_ADD, section(texts.ASK_TO_ADD), actions(button(texts.ALERT, "programme.alert")))


def duty_message(duty: DutyDay, actor: Actor, *, closed_keys: frozenset[str], now: datetime) -> Message:
    """Build the list of coaches who host on the day, with their hours.

    If no coach hosts on that day, build the list for the next day on which a coach hosts."""
    if duty.day is None:
        text = texts.NO_DUTY if duty.is_open else texts.DUTY_CLOSED
    else:
        lines = [texts.ON_DUTY(name=person.name, hours=ranges_words(ranges)) for person, ranges in duty.hosts]
        today, day = day_of(now), _day_name(duty.day, now=now)
        said = texts.DUTY(day=day) if duty.day == (duty.asked or today) else texts.NEXT_DUTY(day=day)
        if duty.asked not in (None, today, duty.day):
            said = texts.OTHER_DUTY(asked=_day_name(duty.asked or today, now=now), day=day)
        text = join_text([said, *lines], "\n")
    return message(text, section(text), actions(*_first_buttons(actor, closed_keys=closed_keys)))


def hours_message() -> Message:
    row = actions(button(texts.MY_HOURS, "hours.open"), button(texts.MINE, "talk.coming"))
    return message(texts.OWN_HOURS, section(texts.OWN_HOURS), row)


def defi_message(
    defi: Defi,
    people: Mapping[Role, Sequence[Person]],
    *,
    reader: Actor,
    team_plan: CarriedDefi | None = None,
    report: tuple[int, int] | None = None,
    now: datetime,
) -> Message:
    """Build the answer about a défi to a member of its promotion: its EIG, porteurs and coaches.

    If the reader may follow the défi, `team_plan` has its team's next events, and `report` has the phase and the
    committee's id of the last report."""
    lines = [texts.DEFI(name=defi.name, administration=defi.administration)]
    lines += [
        fact(texts.IN_DEFI[role], join_words([person.name for person in several]))
        for role, several in people.items()
        if several
    ]
    if team_plan is not None:
        lines += [
            texts.DEFI_DATE(when=capitalise(relative_words(outline.appointment.starts, now)), what=outline.name)
            for outline in team_plan.coming[:SHOWN]
        ]
        lines += [] if team_plan.coming else [texts.DEFI_NOTHING]
    concerned = reader.person_id in {person.id for several in people.values() for person in several}
    row = [button(texts.MINE, "talk.coming")] if concerned else []
    if report is not None:
        phase, committee_id = report
        label = texts.DEFI_REPORT(phase=phase).plain
        row.append(button(label, f"records.report:{committee_id}", value=str(committee_id), of=defi.name))
    return message(join_text(lines, "\n"), section(join_text(lines, "\n")), *([actions(*row)] if row else []))


def coaches_message(
    company: Sequence[Company],
    all_coaches: Sequence[Person],
    *,
    teams: Mapping[int, Sequence[Person]],
    actor: Actor,
    closed_keys: frozenset[str] = frozenset(),
) -> Message:
    """Build the list of a person's coaches, by défi. For a défi without coaches, list those of its promotion (`teams`).

    `all_coaches` has the coaches of all promotions of the person."""
    lines = []
    for found in company:
        if found.coaches:
            lines.append(texts.coach_of(found.defi.name, _names(found.coaches)))
        elif team := teams.get(found.defi.promotion_id):
            lines.append(texts.NO_COACH_OF(defi=found.defi.name, names=_names(team)))
    if not lines:
        lines = [texts.NO_DEFI(names=_names(all_coaches))] if all_coaches else [texts.NO_COACHES]
    if all_coaches:
        named = {coach.id for one in company for coach in one.coaches or teams.get(one.defi.promotion_id, ())}
        named = named or {person.id for person in all_coaches}
        lines.append(texts.WRITE if len(named) > 1 else texts.WRITE_ONE)
    text = join_text(lines)
    return message(text, section(text), actions(*_first_buttons(actor, closed_keys=closed_keys)))


def _note_and_buttons(
    talk: Talk, coming: UpcomingAppointment, actor: Actor, *, now: datetime
) -> tuple[Said | None, list[InteractiveElement]]:
    """Return the button for what the person wants, and a note. If the person may not do this, the note says who may."""
    of, at = (
        texts.NUMBERED(when=moment_words(coming.appointment.starts, now), what=coming.outline.name).plain,
        coming.appointment.id,
    )
    part = coming.appointment.part_of(actor.person_id)
    leads = part in (Part.BOOKER, Part.HOST)
    opened = [open_button(at, of=of)]
    if talk in _ONE:
        link, place = _room_link(coming), coming.appointment.place
        given = link or coming.appointment.state is not State.CONFIRMED
        where = texts.PLACE(place=place) if place else None if given else texts.NO_PLACE
        return where, [*([button(JOIN, f"kit.link:{at}", url=link, of=of)] if link else []), *opened]
    row: list[InteractiveElement] | None = None
    note = None
    if talk in (Talk.CANCEL, Talk.AWAY):
        row = _cancel_buttons(
            coming, part, actor, may_leave=talk is Talk.AWAY and _has_other_eig(coming, actor), object_name=of
        )
    elif coming.request_id is not None and leads:
        row = [button(texts.MOVE, f"helpdesk.move:{at}", value=str(coming.request_id), of=of)]
    elif coming.cycle_id is not None and leads and coming.appointment.state is State.CONFIRMED:
        row = [button(texts.MOVE, f"mentoring.move:{at}", value=str(coming.cycle_id), of=of)]
    elif coming.committee_id is not None and may(actor, "evaluation.move", thing=coming.appointment):
        row = [button(texts.MOVE, f"evaluation.move:{at}", value=str(coming.committee_id), of=of)]
    else:
        note = _who_moves_sentence(coming, is_booker_or_host=leads)
    return note, row or opened


def _who_moves_sentence(coming: UpcomingAppointment, *, is_booker_or_host: bool) -> Said | None:
    if coming.gathering_id is not None:
        return texts.ONLY_COACHES
    return texts.ONLY_TEAM if coming.committee_id is not None else None if is_booker_or_host else texts.ONLY_BOOKER


def _room_link(coming: UpcomingAppointment) -> str | None:
    return coming.appointment.link if coming.appointment.state is State.CONFIRMED else None


def _cancel_buttons(
    coming: UpcomingAppointment, part: Part | None, actor: Actor, *, may_leave: bool = False, object_name: str
) -> list[InteractiveElement] | None:
    """Return the buttons to cancel the appointment, or to leave it without cancelling it.

    If only the card (« Ouvrir ») has them, return None. `may_leave` lets the booker leave while the others stay."""
    at = coming.appointment.id
    if coming.request_id is not None:
        leave = button(LEAVE, f"helpdesk.leave:{at}", value=f"{coming.request_id} {at}", of=object_name)
        cancel = button(texts.CANCEL, f"helpdesk.cancel:{at}", value=f"{coming.request_id} {at}", of=object_name)
        if part is Part.HOST:
            return [cancel]
        return [leave] if part is not Part.BOOKER else [leave, cancel] if may_leave else [cancel]
    if coming.gathering_id is not None and part is Part.GUEST:
        return [button(texts.DECLINE, f"gatherings.decline:{at}", value=str(coming.gathering_id), of=object_name)]
    if coming.committee_id is not None:
        value = str(coming.committee_id)
        if may(actor, "evaluation.cancel", thing=coming.appointment):
            return [button(texts.CANCEL_COMMITTEE, f"evaluation.cancel:{at}", value=value, of=object_name)]
        return [button(LEAVE, f"evaluation.leave:{at}", value=value, of=object_name, confirm=leave_confirmation())]
    return None


def _has_other_eig(coming: UpcomingAppointment, actor: Actor) -> bool:
    """Return whether another EIG attends as a guest. Then the booker can leave without cancelling the appointment."""
    guests = {participant.person_id for participant in coming.appointment.present if participant.part is Part.GUEST} - {
        actor.person_id
    }
    return any(Role.EIG in person.roles and person.id in guests for person in coming.outline.coming)


def _first_buttons(
    actor: Actor, *, closed_keys: frozenset[str], with_mentoring: bool = False, with_own_list: bool = True
) -> list[InteractiveElement]:
    row = [button(texts.MINE, "talk.coming")] if with_own_list and actor.person_id is not None else []
    if Role.EIG in actor.roles:
        ask = (
            [button(texts.ASK_MENTORING, "mentoring.start")] if with_mentoring and MENTORING not in closed_keys else []
        )
        book = [button(texts.BOOK, "helpdesk.start", style="primary")] if BUREAU not in closed_keys else []
        row = [*book, *ask, *row]
    row.append(button(texts.CATALOGUE, "catalogue.menu"))
    return row if actor.roles else [*row, button(texts.ALERT, "programme.alert")]


def _appointment_line(coming: UpcomingAppointment, person_id: int | None, *, now: datetime) -> Said:
    held = coming.appointment.state is State.HELD
    others = coming.outline.others(person_id or 0)
    when = relative_words(coming.appointment.starts, now)
    return texts.line(when, coming.outline.name, defi=coming.outline.defi, others=others, held=held)


def _names(people: Sequence[Person]) -> Said:
    # If the person has a Slack account, Slack shows the name, and a click on it opens a conversation.
    named = [texts.PERSON(slack_id=person.slack_id) if person.slack_id else person.name for person in people]
    return join_text(filter(None, [join_text(named[:-1], ", "), *named[-1:]]), texts.AND)
