"""Views of « Comités de la phase »: the form, the plan, the form of one line, and the booking. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.dates.holidays import next_working_day
from bot.dates.paris import to_paris
from bot.dates.words import day_words, duration_words, join_words, moment_words, week_words
from bot.evaluation.half_days import HalfDaysQuestion
from bot.evaluation.model import WORKED, CommitteeSheet, HalfDay, days_of
from bot.evaluation.placement import A_DAY as USUAL_A_DAY
from bot.evaluation.placement import GAP as USUAL_GAP
from bot.evaluation.placement import LooserRule
from bot.evaluation.plans import GAPS, MOST_A_DAY, CommitteeChoices, CommitteeLine, CommitteePlan
from bot.programme.model import Person
from handlers.evaluation.card.leading_views import phase_button
from handlers.evaluation.planning.forms import week_field_name
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    accessory_section,
    actions,
    button,
    context,
    field,
    headed_message,
    modal,
    multi_select,
    section,
    select,
)
from handlers.kit.escaping import Said, escape
from handlers.kit.fields import WHOLE_FORM, checkboxes, day_picker, more_fields_block, time_picker
from handlers.kit.sentences import ITEM, capitalise, join_text
from handlers.kit.told import open_button, undo_blocks

from . import texts
from .forms import (
    A_DAY,
    COACHES,
    DAY,
    DEFIS,
    EACH,
    GAP,
    LEAVE,
    OUT,
    TALK_DAY,
    TALK_TIME,
    TIME,
    WEEKS,
    write_metadata,
)

MOST_NAMES = 8
MOST_BOOKED = 60  # Each booked committee takes one of Slack's 100 blocks.
MOST_LOOSENED = 8
NINE = "09:00"


def form(
    choices: CommitteeChoices, draft_id: str, *, asked_now: bool = False, batch: str | None = None, now: datetime
) -> Json:
    """Build the form that plans committees. If every défi has a committee, show only the booked committees.

    If `asked_now` is true, the form says that people were asked about their half-days. `batch` is the id of the
    booking, as long as the reader can undo it."""
    until = day_words(choices.phase.ends_on, now)
    intro = texts.INTRO(
        phase=choices.phase.number, name=choices.phase.name, until=until, teams=_teams_sentence(choices)
    )
    blocks: list[Block] = [section(intro)]
    private = write_metadata(choices.promotion.id, choices.phase.number, draft_id=draft_id)
    if choices.teams:
        blocks += [*_fields(choices, now=now), *_half_days_blocks(choices, asked_now=asked_now)]
    blocks.append(actions(phase_button(choices.promotion.id, of=choices.promotion.name)))
    if choices.booked:
        undo = undo_blocks("evaluation.undo", batch) if batch is not None else []
        blocks += [section(texts.BOOKED_TITLE), *undo, *_booked_blocks(choices.booked, now=now)]
    submit = texts.SUBMIT if choices.teams else None
    return modal("evaluation.search", texts.TITLE, blocks, submit=submit, private_metadata=private)


def searching_modal() -> Json:
    return modal("evaluation.searching", texts.PLAN_TITLE, [section(texts.SEARCHING), context(texts.STUCK)])


def plan_modal(plan: CommitteePlan, *, refused: Said | None = None, now: datetime) -> Json:
    """Build a plan, each line with a button to change it. `refused` says why the plan could not be booked."""
    written = plan.written
    blocks: list[Block] = [section(refused)] if refused else []
    blocks += [section(_count_placed(plan)), *_loosened_wish_blocks(plan, now=now)]
    for line in written.lines:
        blocks += _line_blocks(plan, line, now=now)
    for defi_id in written.left:
        blocks += _left_out_blocks(plan, defi_id)
    if plan.silent:
        blocks.append(context(texts.SILENT_HERE(names=_join_people(plan.silent))))
    blocks.append(context(texts.NOTHING_BOOKED))
    submit = texts.BOOK if written.lines else None
    return modal("evaluation.booked", texts.PLAN_TITLE, blocks, submit=submit, private_metadata=plan.draft_id)


def line_form(plan: CommitteePlan, defi_id: int, *, all_fields: bool = False, now: datetime) -> Json:
    """Build the form of one committee of the plan, with its start and hosts, or a box to leave the défi out.

    If `all_fields` is true, it also has fields for the meeting about the report."""
    line = plan.written.line_of(defi_id)
    first = min(plan.written.wish.weeks)
    starts = to_paris(line.starts) if line else None
    day = f"{starts:%Y-%m-%d}" if starts else max(first, to_paris(now).date()).isoformat()
    people = [(coach.name, str(coach.id)) for coach in plan.coaches[:100]]
    chosen = [person for person in people if line and int(person[1]) in line.coach_ids]
    out = (texts.LEAVE_OUT, OUT)
    blocks = [
        section(texts.LINE_INTRO(defi=plan.defis[defi_id].name)),
        field(DAY, texts.DAY, day_picker(DAY, initial=day)),
        field(TIME, texts.TIME, time_picker(TIME, initial=f"{starts:%H:%M}" if starts else NINE)),
        field(
            COACHES,
            texts.WHO,
            multi_select(COACHES, texts.WHO_CHOOSE, [("", people)], initial=chosen),
            hint=texts.WHO_HINT,
            optional=True,
        ),
        field(LEAVE, texts.LEAVE, checkboxes(LEAVE, [out]), optional=True),
    ]
    private = f"{plan.draft_id} {defi_id}"
    if all_fields:
        blocks += _talk_fields(line.talk if line else None)
    else:
        blocks.append(more_fields_block(texts.PRECISE_ABOUT, f"evaluation.line:{WHOLE_FORM}", value=private))
    return modal("evaluation.lined", texts.LINE_TITLE, blocks, submit=texts.KEEP, private_metadata=private)


def _talk_fields(talk: datetime | None) -> list[Block]:
    at = to_paris(talk) if talk else None
    day = day_picker(TALK_DAY, initial=f"{at:%Y-%m-%d}" if at else None)
    time = time_picker(TALK_TIME, initial=f"{at:%H:%M}" if at else None)
    return [
        field(TALK_DAY, texts.TALK_DAY, day, optional=True),
        field(TALK_TIME, texts.TALK_TIME, time, hint=texts.TALK_HINT, optional=True),
    ]


def booked_modal(sheets: Sequence[CommitteeSheet], *, batch: str | None = None, now: datetime) -> Json:
    """Build the list of booked committees. `batch` is the id of the booking, as long as it can be undone."""
    undo = undo_blocks("evaluation.undo", batch) if batch is not None else []
    blocks = [section(texts.DONE(what=_count_words(sheets))), *undo, *_booked_blocks(sheets, now=now)]
    return modal("evaluation.done", texts.DONE_TITLE, blocks)


def undone_modal(sheets: Sequence[CommitteeSheet], *, now: datetime) -> Json:
    lines = [
        ITEM(what=texts.WAS(defi=sheet.defi.name, when=moment_words(sheet.appointment.starts, now))) for sheet in sheets
    ]
    said = join_text([texts.UNDONE, *lines], "\n")
    return modal("evaluation.done", texts.UNDONE_TITLE, [section(said)], last=True)


def too_late_modal(reason: str) -> Json:
    return modal("evaluation.done", texts.TOO_LATE_TITLE, [section(escape(reason))], last=True)


def already_booked_modal(sheets: Sequence[CommitteeSheet], *, now: datetime) -> Json:
    """Build the error that another person booked first. It shows the booked committees."""
    return modal("evaluation.done", texts.OUTDATED_TITLE, [section(texts.OUTDATED), *_booked_blocks(sheets, now=now)])


def _count_words(sheets: Sequence[CommitteeSheet]) -> str:
    return texts.SEVERAL.format(count=len(sheets)) if len(sheets) > 1 else texts.ONE


def _fields(choices: CommitteeChoices, *, now: datetime) -> list[Block]:
    weeks = {week: _week_choice(week, now=now) for week in choices.weeks}
    usual = [choice for day, choice in weeks.items() if day in choices.usual]
    teams = [(team.name, str(team.id)) for team in choices.teams[:100]]
    a_day = [(str(number), str(number)) for number in range(1, MOST_A_DAY + 1)]
    gaps = [(duration_words(minutes), str(minutes)) for minutes in GAPS]
    each = [(words, str(number)) for number, words in texts.COACHES.items()]
    return [
        field(
            WEEKS,
            texts.WEEKS,
            checkboxes(WEEKS, list(weeks.values()), ticked=usual),
            hint=texts.WEEKS_HINT,
            optional=True,
        ),
        field(DEFIS, texts.DEFIS, multi_select(DEFIS, texts.DEFIS_CHOOSE, [("", teams)], initial=teams)),
        field(A_DAY, texts.A_DAY, select(A_DAY, texts.CHOOSE, a_day, initial=a_day[USUAL_A_DAY - 1])),
        field(GAP, texts.GAP, select(GAP, texts.CHOOSE, gaps, initial=gaps[GAPS.index(USUAL_GAP)])),
        field(EACH, texts.EACH, select(EACH, texts.CHOOSE, each, initial=each[0])),
    ]


def _half_days_blocks(choices: CommitteeChoices, *, asked_now: bool) -> list[Block]:
    if asked_now:
        said = texts.ASKED_NOW
    elif not choices.asked:
        said = texts.NOT_ASKED
    elif choices.silent:
        said = texts.SILENT(asked=choices.asked, names=_join_people(choices.silent), meaning=texts.MEANING)
    else:
        said = texts.ALL_ANSWERED(asked=choices.asked)
    return [section(said), *([] if asked_now else [actions(button(texts.ASK, "evaluation.ask"))])]


def _teams_sentence(choices: CommitteeChoices) -> Said:
    count = len(choices.teams)
    return texts.TEAMS(count=count) if count > 1 else texts.ONE_TEAM if count else texts.NO_TEAM


def _booked_blocks(sheets: Sequence[CommitteeSheet], *, now: datetime) -> list[Block]:
    blocks: list[Block] = []
    for sheet in sheets[:MOST_BOOKED]:
        when = moment_words(sheet.appointment.starts, now)
        people = join_names([sheet.people[id_].name for id_ in sheet.appointment.host_ids])
        opens = open_button(sheet.appointment.id, of=f"{when}, {sheet.defi.name}")
        blocks.append(accessory_section(texts.BOOKED(defi=sheet.defi.name, when=when, people=people), opens))
    return blocks


def _count_placed(plan: CommitteePlan) -> Said:
    number, of, how = len(plan.written.lines), len(plan.written.wish.defi_ids), plan.written.how
    if not number:
        return texts.NONE_PLACED(of=of, how=texts.HOW["none" if how in ("best", "good") else how])
    committees, have = ("comité", "a") if number == 1 else ("comités", "ont")
    return texts.PLACED(placed=number, committees=committees, of=of, have=have, how=texts.HOW[how])


def _line_blocks(plan: CommitteePlan, line: CommitteeLine, *, now: datetime) -> list[Block]:
    defi, when = plan.defis[line.defi_id].name, moment_words(line.starts, now)
    people = join_names([plan.people[id_].name for id_ in line.coach_ids if id_ in plan.people])
    said = _mark_missing_porteur(plan, line.defi_id, texts.LINE(defi=defi, when=when, people=people))
    talk = texts.TALK(when=moment_words(line.talk, now)) if line.talk else texts.NO_TALK
    change = _change_button(plan, line.defi_id, texts.CHANGE, of=f"{when}, {defi}")
    return [accessory_section(join_text([said, talk, *_unavailable_people(plan, line.defi_id)], "\n"), change)]


def _unavailable_people(plan: CommitteePlan, defi_id: int) -> list[Said]:
    shut, busy = plan.shut.get(defi_id, ()), plan.busy.get(defi_id, ())
    said = [texts.SHUT(names=_join_people(shut), has=texts.HAS[len(shut) > 1])] if shut else []
    return [*said, *([texts.BUSY(names=_join_people(busy), has=texts.HAS[len(busy) > 1])] if busy else [])]


def _left_out_blocks(plan: CommitteePlan, defi_id: int) -> list[Block]:
    defi = plan.defis[defi_id].name
    said = _mark_missing_porteur(plan, defi_id, texts.WITHOUT(defi=defi))
    return [accessory_section(said, _change_button(plan, defi_id, texts.SET, of=defi))]


def _mark_missing_porteur(plan: CommitteePlan, defi_id: int, said: Said) -> Said:
    return texts.NO_PORTEUR(line=said) if defi_id in plan.without_porteur else said


def _change_button(plan: CommitteePlan, defi_id: int, label: str, *, of: str) -> InteractiveElement:
    value = f"{plan.draft_id} {defi_id}"
    return button(label, f"evaluation.line:{defi_id}", value=value, of=of)


def _loosened_wish_blocks(plan: CommitteePlan, *, now: datetime) -> list[Block]:
    """Build the list of changes to the wishes. Each change alone would let more committees have a date."""
    several = [_loosened_wish_line(plan, loosened, now=now) for loosened in plan.written.loosened[:MOST_LOOSENED]]
    return [section(join_text([texts.WOULD, *(ITEM(what=text) for text in several)], "\n"))] if several else []


def _loosened_wish_line(plan: CommitteePlan, loosened: LooserRule, *, now: datetime) -> Said:
    if loosened.what == "a_day":
        return texts.MORE_A_DAY(fits=loosened.fits)
    if loosened.half is None or loosened.defi_id is None:
        weeks = plan.written.wish.weeks
        last = max(days_of(weeks, until=date.max), default=max(weeks))
        return texts.MORE_DAYS(fits=loosened.fits, day=day_words(next_working_day(last), now))
    person = plan.people.get(loosened.person_id or 0)
    half = half_day_words(HalfDay.from_number(loosened.half), now)
    name = person.name if person else ""
    return texts.ONE_HALF(fits=loosened.fits, name=name, half=half, defi=plan.defis[loosened.defi_id].name)


def _week_choice(monday: date, *, now: datetime) -> Choice:
    days = week_words(monday, monday + timedelta(days=WORKED - 1), now=now)
    return texts.WEEK(days=days).plain, monday.isoformat()


def _join_people(people: Iterable[Person]) -> str:
    names = [person.name for person in people]
    if len(names) <= MOST_NAMES + 1:
        return join_names(names)
    return texts.MORE_NAMES(names=", ".join(names[:MOST_NAMES]), count=len(names) - MOST_NAMES).plain


def question_message(question: HalfDaysQuestion, *, is_repeated: bool, now: datetime) -> Message:
    """Build the question about half-days. If `is_repeated` is true, it is the second question.

    If the person has answered, or the question is obsolete, say so."""
    phase, weeks = question.round.phase, _weeks_words(question, now=now)
    key = texts.KEY_AGAIN(phase=phase, weeks=weeks) if is_repeated else texts.KEY(phase=phase, weeks=weeks)
    if not question.halves:
        return headed_message(key, [texts.CLOSED])
    if question.settled:
        mine = [texts.DATED(when=moment_words(committee.appointment.starts, now)) for committee in question.committees]
        return headed_message(key, mine or [texts.SETTLED])
    row = actions(button(texts.HALF_DAYS_CHOOSE, "evaluation.half_days", value=str(question.round.id)))
    return headed_message(key, [texts.ANSWERED if question.answered else texts.SILENCE], row)


def half_days_form(question: HalfDaysQuestion, *, now: datetime) -> Json:
    """Build the form with a group of boxes for each week. All boxes are ticked at first."""
    if not question.halves:
        return modal("evaluation.done", texts.HALF_DAYS_TITLE, [section(texts.CLOSED)])
    blocks: list[Block] = [section(texts.HALF_DAYS_INTRO)]
    for monday, group in groupby(question.halves, key=lambda day: day.day - timedelta(days=day.day.weekday())):
        halves = list(group)
        choices = {halve.number: _half_day_choice(halve, question.busy, now=now) for halve in halves}
        ticked = [choice for number, choice in choices.items() if number not in question.shut]
        name = week_field_name(halves)
        label = texts.WEEK(days=week_words(monday, monday + timedelta(days=WORKED - 1), now=now)).plain
        blocks.append(field(name, label, checkboxes(name, list(choices.values()), ticked=ticked), optional=True))
    private = str(question.round.id)
    return modal(
        "evaluation.answered", texts.HALF_DAYS_TITLE, blocks, submit=texts.HALF_DAYS_SUBMIT, private_metadata=private
    )


def half_days_modal(question: HalfDaysQuestion, *, now: datetime) -> Json:
    """Build the confirmation of half-days. If the person's committee has a date, a line says how to change it."""
    open_ = [halve for halve in question.halves if halve.number not in question.shut]
    lines = [texts.HALF_DAYS_DONE(many=texts.how_many(len(open_), len(question.halves)))]
    lines += [
        texts.HALF_DAYS_BOOKED(when=moment_words(committee.appointment.starts, now))
        for committee in question.committees
    ]
    return modal("evaluation.done", texts.HALF_DAYS_DONE_TITLE, [section(line) for line in lines])


def half_day_words(half_day: HalfDay, now: datetime) -> str:
    """Return a half-day in words, such as « mardi 12 mai, matin »."""
    return texts.HALF(day=day_words(half_day.day, now), half=_half_day_name(half_day)).plain


def _half_day_choice(half_day: HalfDay, busy_ids: Collection[int], *, now: datetime) -> Choice:
    day, part = day_words(half_day.day, now), _half_day_name(half_day)
    label = texts.HALF_DAYS_BUSY(day=day, half=part) if half_day.number in busy_ids else texts.HALF(day=day, half=part)
    return capitalise(label.plain), str(half_day.number)


def _half_day_name(half_day: HalfDay) -> str:
    return texts.AFTERNOON if half_day.afternoon else texts.MORNING


def _weeks_words(question: HalfDaysQuestion, *, now: datetime) -> str:
    last = timedelta(days=WORKED - 1)
    return join_words([week_words(monday, monday + last, now=now) for monday in question.round.weeks])
