"""Views of small groups, for the organiser, for the coach who adjusts the groups, and for a member. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import OPEN_FIRST
from bot.agenda.model import Part, State
from bot.dates.words import join_words, moment_words, range_words, span_words
from bot.gatherings.groups.adjusting import GroupDraft
from bot.gatherings.groups.adjustment import PairWarning
from bot.gatherings.groups.formation import FormationInput, answers_close_at
from bot.gatherings.groups.grouping import Group
from bot.gatherings.groups.placement import SMALLEST
from bot.gatherings.groups.turns import HostChoice
from bot.gatherings.model import GatheringSheet, Reply
from bot.meeting_links import is_opened_by_host
from bot.programme.model import Person
from bot.programme.shape import shape_in_use
from handlers.gatherings import texts
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement.views import cancelled_sentence, date_and_name, title_of
from handlers.kit.blocks import (
    Choice,
    HomeLine,
    Json,
    Message,
    actions,
    button,
    context,
    divider,
    field,
    headed_message,
    line,
    message,
    modal,
    section,
    select,
    text_message,
)
from handlers.kit.escaping import Said, bold, escape_and_link
from handlers.kit.sentences import end_sentence, fact, join_text
from handlers.kit.texts import CALENDAR, LEAVE, LINK
from handlers.kit.told import open_button

from . import texts as presenters_texts
from .forms import GROUP, PERSON, AdjustmentMetadata


def holding_question_message(
    question: FormationInput, free_people: Sequence[Person], *, groups: int, now: datetime
) -> Message:
    """Build the question that asks the organiser who hosts the groups, with the effect of each choice.

    After an answer, show the answer."""
    sheet, coming = question.sheet, len(question.wanted.members)
    if sheet.is_cancelled:
        return text_message(cancelled_sentence(sheet, now))
    key = presenters_texts.too_few(
        title_of(sheet, now), coming, groups, join_words([person.name for person in free_people])
    )
    if sheet.gathering.grouping is not None:
        said = [key, presenters_texts.CHOSEN(effect=presenters_texts.EFFECTS[question.holding])]
        return message(join_text(said), section(join_text(said, "\n")))
    late = presenters_texts.BY_DEFAULT(until=moment_words(answers_close_at(sheet.appointment.starts), now))
    offered = [HostChoice.COACHES, HostChoice.TWO_HOURS, HostChoice.KEEPERS] if free_people else [HostChoice.KEEPERS]
    effects = [
        presenters_texts.CHOICE(holding=presenters_texts.HOLDINGS[way], effect=presenters_texts.EFFECTS[way])
        for way in offered
    ]
    shown = [key, join_text([bold(presenters_texts.QUESTION), *effects], "\n• "), late]
    row = actions(*_holding_buttons(sheet, offered, of=date_and_name(sheet, now)))
    return message(join_text([key, presenters_texts.QUESTION, *effects, late]), section(join_text(shown, "\n")), row)


def awaiting_line(sheet: GatheringSheet, *, now: datetime) -> HomeLine:
    """Build the organiser's line of the Home, which asks who will host the groups and until when to answer."""
    late = presenters_texts.BY_DEFAULT(until=moment_words(answers_close_at(sheet.appointment.starts), now))
    said = join_text([presenters_texts.WHO(named=title_of(sheet, now)), late])
    return line(said, *_holding_buttons(sheet, [*HostChoice], of=date_and_name(sheet, now)))


def own_group_message(sheet: GatheringSheet, group: Group, *, person_id: int, now: datetime) -> Message:
    appointment = group.appointment
    if appointment.state is State.CANCELLED:
        return text_message(cancelled_sentence(sheet, now))
    part = appointment.part_of(person_id)
    if part is None:
        return text_message(presenters_texts.GONE(named=title_of(sheet, now)))
    what = shape_in_use().rencontre_names.get(sheet.kind.key, presenters_texts.MIXED)
    key = presenters_texts.OWN(
        number=group.number, what=what, when=span_words(appointment.starts, appointment.ends, now=now)
    )
    where = [end_sentence(texts.WHERE(place=escape_and_link(appointment.place)))] if appointment.place else []
    leads = part is Part.HOST or _is_timekeeper(group, person_id)
    opens = [OPEN_FIRST] if leads and appointment.ends > now and is_opened_by_host(appointment.link) else []
    presents = any(person.id == person_id for person, _ in group.presents)
    prepare = [presenters_texts.PREPARE] if presents and appointment.starts > now else []
    link = [fact(LINK, appointment.link)] if appointment.link and appointment.ends > now else []
    lines = [*_company_lines(group, person_id), *_leader_lines(group, person_id, part), *where, *opens, *prepare, *link]
    mine = announcement_texts.of(
        moment_words(appointment.starts, now), presenters_texts.NUMBERED(number=group.number).plain
    )
    row: list[InteractiveElement] = []
    if appointment.ends > now:
        row = [button(CALENDAR, "gatherings.group_calendar", value=str(appointment.id), of=mine)]
    if row and part is Part.GUEST and appointment.starts > now:
        row.append(button(LEAVE, "gatherings.decline", value=str(sheet.gathering.id), of=mine))
    shown = section(join_text([bold(key), *lines], "\n"))
    return message(join_text([end_sentence(key), *lines]), shown, *([actions(*row)] if row else []))


def overview_message(sheet: GatheringSheet, groups: Sequence[Group], *, solution: str = "", now: datetime) -> Message:
    """Build the list of all groups for the organiser, with members, hosts, and how well each group is mixed.

    `solution` says how the groups were computed (a key of `SOLVED`). It is empty if they were not computed yet."""
    if not groups:
        return _nobody_attends_message(sheet, now=now) if solution else _groups_not_formed_message(sheet, now=now)
    key = presenters_texts.overview(title_of(sheet, now), len(groups))
    lines = [_group_line(group) for group in groups]
    more = [presenters_texts.SOLVED[solution]] if solution in presenters_texts.SOLVED else []
    if any(len(group.presents) > 2 for group in groups):
        more.append(presenters_texts.TOO_MANY)
    row = (
        [actions(adjust_button(sheet.gathering.id, of=date_and_name(sheet, now)))]
        if sheet.appointment.starts > now
        else []
    )
    blocks = [section(bold(key)), *map(section, lines), *([section(join_text(more))] if more else []), *row]
    return message(join_text([*map(end_sentence, [key, *lines]), *more]), *blocks)


def _groups_not_formed_message(sheet: GatheringSheet, *, now: datetime) -> Message:
    """Build the message that says when the bot will form the groups.

    Between the closing of answers and the start, it has a button to form them now, if anybody attends."""
    starts = sheet.appointment.starts
    if not answers_close_at(starts) <= now < starts:
        return text_message(presenters_texts.NOT_MADE)
    make = button(
        presenters_texts.NOW,
        "gatherings.form_now",
        value=str(sheet.gathering.id),
        of=date_and_name(sheet, now),
        style="primary",
    )
    return message(
        presenters_texts.LATE,
        section(presenters_texts.LATE),
        *([actions(make)] if sheet.who_replied(Reply.COMES) else []),
    )


def _nobody_attends_message(sheet: GatheringSheet, *, now: datetime) -> Message:
    """Build the notice to the organiser that nobody attends. Before the start, a button opens the date's page."""
    key = presenters_texts.NOBODY_COMES(named=title_of(sheet, now))
    if sheet.appointment.starts <= now:
        return headed_message(key, [])
    return headed_message(
        key, [presenters_texts.TO_CHANGE], actions(open_button(sheet.appointment.id, of=date_and_name(sheet, now)))
    )


def show_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    return button(
        presenters_texts.SHOW, "gatherings.groups", value=str(sheet.gathering.id), of=date_and_name(sheet, now)
    )


def _holding_buttons(sheet: GatheringSheet, holdings: Sequence[HostChoice], *, of: str) -> list[InteractiveElement]:
    value = sheet.gathering.id
    return [
        button(
            presenters_texts.HOLDINGS[way], f"gatherings.hold_groups:{way.value}", value=f"{value} {way.value}", of=of
        )
        for way in holdings
    ]


def _company_lines(group: Group, person_id: int) -> list[Said]:
    others = [member.name for member in group.members if member.id != person_id]
    presents = presenters_texts.presenting(
        [(person.name, about) for person, about in group.presents if person.id not in group.silent]
    )
    return [
        *([presenters_texts.COMPANY(names=join_words(others))] if others else []),
        *([presents] if presents else []),
    ]


def _leader_lines(group: Group, person_id: int, part: Part) -> list[Said]:
    if part is Part.HOST:
        return [presenters_texts.HOSTS]
    if _is_timekeeper(group, person_id):
        return [presenters_texts.ANIMATES]
    return [presenters_texts.HOSTED(name=name) for name in _leader_names(group)]


def _is_timekeeper(group: Group, person_id: int) -> bool:
    return group.host is None and group.keeper is not None and group.keeper.id == person_id


def _leader_names(group: Group) -> list[str]:
    if group.host is not None:
        return [group.host.name]
    return [presenters_texts.OF_EIG(name=group.keeper.name).plain] if group.keeper else []


def _group_line(group: Group) -> Said:
    appointment = group.appointment
    facts = ", ".join([range_words(appointment.starts, appointment.ends), *_leader_names(group)])
    return presenters_texts.GROUP(
        number=group.number, facts=facts, names=join_words([member.name for member in group.members])
    )


MOST_PAIRS = 5


def adjust_form(adjustment: GroupDraft, *, click_result: Said | None = None) -> Json:
    """Build the form that adjusts groups: each group, pairs of people to separate, and the fields to move a person.

    `click_result` is the sentence about the result of the last click."""
    carried = AdjustmentMetadata(adjustment.sheet.gathering.id, adjustment.version)
    numbers = sorted(adjustment.placing.groups)
    blocks: list[Block] = [*([section(click_result)] if click_result else []), context(presenters_texts.INTRO)]
    blocks += [section(_adjusted_group_line(adjustment, number)) for number in numbers]
    blocks += [context(cost) for number in numbers if (cost := _cost_sentence(adjustment, number))]
    small = [number for number in numbers if len(adjustment.placing.groups[number]) < SMALLEST and len(numbers) > 1]
    blocks += [context(presenters_texts.SMALL(number=size, many=_people_count(adjustment, size))) for size in small]
    blocks += [
        section(_changes_sentence(adjustment)),
        divider(),
        *_move_person_fields(adjustment),
        actions(*_buttons(adjustment)),
    ]
    return modal(
        "gatherings.adjusted",
        presenters_texts.ADJUSTING_TITLE,
        blocks,
        submit=presenters_texts.SUBMIT,
        private_metadata=str(carried),
    )


def being_computed_modal() -> Json:
    return modal("gatherings.adjusted", presenters_texts.WAIT_TITLE, [section(presenters_texts.WAIT)])


def changes_applied_modal(adjustment: GroupDraft) -> Json:
    moved = adjustment.moved
    return modal(
        "gatherings.told",
        presenters_texts.DONE_TITLE,
        [section(presenters_texts.told(_changes_by_person(adjustment), len(moved)))],
        last=True,
    )


def sentence_modal(said: Said) -> Json:
    return modal("gatherings.told", presenters_texts.ADJUSTING_TITLE, [section(said)])


def adjust_button(gathering_id: int, *, of: str) -> InteractiveElement:
    return button(presenters_texts.OPEN, "gatherings.adjust", value=str(gathering_id), of=of)


def _adjusted_group_line(adjustment: GroupDraft, number: int) -> Said:
    group = adjustment.now[number]
    leader = f", {group.host.name}" if group.host else ""
    names = [
        _person_name(adjustment, person_id)
        for person_id in _sort_by_name(adjustment, adjustment.placing.groups[number])
    ]
    return presenters_texts.LINE(
        number=number, many=_people_count(adjustment, number), leader=leader, names=join_words(names)
    )


def _person_name(adjustment: GroupDraft, person_id: int) -> str:
    name = adjustment.people[person_id].name
    return presenters_texts.BY_HAND(name=name).plain if person_id in adjustment.placing.kept else name


def _people_count(adjustment: GroupDraft, number: int) -> str:
    return presenters_texts.people(len(adjustment.placing.groups[number]))


def _sort_by_name(adjustment: GroupDraft, ids: Sequence[int]) -> list[int]:
    return sorted(
        (id_ for id_ in ids if id_ in adjustment.people),
        key=lambda person_id: (adjustment.people[person_id].name, person_id),
    )


def _cost_sentence(adjustment: GroupDraft, number: int) -> Said | None:
    """Return the sentence about pairs in a group who met before or who share a défi. The worst pair comes first.

    If there are none, it names pairs who share a métier. Return None if no people have anything in common."""
    found = sorted(adjustment.meetings(number), key=lambda meeting: (-(meeting.times + meeting.defi), meeting.pair))
    worse = [meeting for meeting in found if meeting.times or meeting.defi] or found
    if not worse:
        return None
    pairs = [_pair_line(adjustment, meeting) for meeting in worse[:MOST_PAIRS]]
    return presenters_texts.cost(number, pairs, max(0, len(worse) - MOST_PAIRS))


def _pair_line(adjustment: GroupDraft, meeting: PairWarning) -> Said:
    first, second = (adjustment.people[each].name for each in meeting.pair)
    why = presenters_texts.why(times=meeting.times, defi=meeting.defi, metier=meeting.metier)
    return presenters_texts.MEETING(one=first, other=second, why=why)


def _changes_sentence(adjustment: GroupDraft) -> Said:
    each = _changes_by_person(adjustment)
    return presenters_texts.CHANGES(what=join_words(each)) if each else presenters_texts.UNCHANGED


def _changes_by_person(adjustment: GroupDraft) -> list[str]:
    moved = adjustment.moved
    names = [
        (adjustment.people[person_id].name, moved[person_id]) for person_id in _sort_by_name(adjustment, list(moved))
    ]
    return [presenters_texts.CHANGE(name=name, number=number).plain for name, number in names]


def _move_person_fields(adjustment: GroupDraft) -> list[Block]:
    everybody = [person_id for some in adjustment.placing.groups.values() for person_id in some]
    # The element's id contains the version, since Slack would keep the old choice under the same id.
    named: list[Choice] = [
        (adjustment.people[person_id].name, str(person_id)) for person_id in _sort_by_name(adjustment, everybody)
    ][:100]
    groups: list[Choice] = [(f"Groupe {group}", str(group)) for group in sorted(adjustment.placing.groups)]
    who = select(f"{PERSON}:{adjustment.version}", presenters_texts.CHOOSE, named)
    to = select(f"{GROUP}:{adjustment.version}", presenters_texts.CHOOSE, groups)
    return [
        field(PERSON, presenters_texts.PERSON, who, optional=True),
        field(GROUP, presenters_texts.ADJUSTING_GROUP, to, optional=True),
    ]


def _buttons(adjustment: GroupDraft) -> list[InteractiveElement]:
    row = [button(presenters_texts.PLACE, "gatherings.place"), button(presenters_texts.AGAIN, "gatherings.again")]
    return [*row, button(presenters_texts.GIVE_UP, "gatherings.give_up")] if adjustment.version else row
