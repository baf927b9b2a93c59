"""Views of an absence. They build the form, the result of saving it, and the notices about it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.away import AbsenceWay, AwayChoice, AwayLine
from bot.agenda.calendars.entries import Outline, join_names
from bot.agenda.model import Absence, AbsenceState
from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words, range_words, week_words
from bot.planning.absence.model import AbsencePage, Days, SavedAbsence, proposed_spans, to_choice
from bot.planning.absence.service import WORD_LIMIT
from bot.programme.model import Person
from handlers.kit.blocks import (
    LABEL,
    Choice,
    Described,
    Json,
    Message,
    actions,
    button,
    context,
    field,
    message,
    modal,
    plain_sections,
    section,
    select,
    text_area,
    text_message,
)
from handlers.kit.escaping import Said
from handlers.kit.sentences import ITEM, capitalise, end_sentence, join_text

from . import texts
from .forms import WORD, AbsenceMetadata, line_field_name, write_choice, write_days


@dataclass(frozen=True, slots=True)
class AbsenceLookup:
    """The appointments and people of an absence, by id. The form and the notices read names from them."""

    outlines: Mapping[int, Outline]
    people: Mapping[int, Person]

    def name(self, person_id: int | None) -> str:
        """Return a person's name, or "" if they are unknown."""
        person = self.people.get(person_id or 0)
        return person.name if person else ""


def form(
    page: AbsencePage,
    lookup: AbsenceLookup,
    *,
    metadata: AbsenceMetadata,
    viewer_id: int,
    chosen_by_id: Mapping[int, AwayChoice] | None = None,
    has_new_appointment: bool = False,
    now: datetime,
) -> Json:
    """Build the form of an absence: its days, and a choice for each appointment.

    `chosen_by_id` has the choices to preselect, by appointment id.
    `has_new_appointment` warns that an appointment was just added."""
    days = days_words(page.days, now=now)
    chosen_by_id = chosen_by_id or {}
    blocks: list[Block] = [actions(_day_select(page.days, now=now))]
    blocks += [section(texts.FRESH)] if has_new_appointment else []
    open_lines = [line for line in page.lines if line.is_open]
    blocks.append(section(texts.counted(len(page.lines), days) if page.lines else texts.NOTHING(days=days)))
    blocks += [context(texts.EACH)] if open_lines else []
    for line in open_lines:
        blocks.append(
            _choice_field(
                line, lookup, chosen_by_id.get(line.appointment.id), viewer_id=viewer_id, days=page.days, now=now
            )
        )
    fixed = [line for line in page.lines if not line.is_open]
    blocks += [
        context(texts.FIXED(what=capitalise(_appointment_words(line.appointment.id, lookup, viewer_id, now=now))))
        for line in fixed
    ]
    begun = [_appointment_words(appointment.id, lookup, viewer_id, now=now) for appointment in page.begun]
    blocks += [context(texts.BEGUN(what=texts.listed(begun)))] if begun else []
    if open_lines:
        words = text_area(WORD, limit=WORD_LIMIT)
        blocks.append(field(WORD, texts.WORD, words, hint=texts.WORD_HINT, optional=True))
    return modal("absence.said", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=str(metadata))


def noted_modal(absence_result: SavedAbsence, lookup: AbsenceLookup, *, viewer_id: int, now: datetime) -> Json:
    absence = absence_result.absence
    days = days_words(Days(absence.first_day, absence.last_day), now=now)
    lines = [
        _result_line(line.appointment_id, to_choice(line), lookup, viewer_id, now=now) for line in absence_result.lines
    ]
    waits = absence.state is AbsenceState.PENDING and absence.until > now
    blocks: list[Block] = [section(join_text([texts.NOTED(days=days), texts.CLOSED]))]
    blocks += [section(join_text([ITEM(what=line) for line in lines], "\n"))] if lines else []
    blocks += _changes_by_others(absence_result, lookup, viewer_id, now=now)
    if waits:
        back = button(texts.UNDO, "absence.undo", value=absence.batch, of=day_words(absence.first_day, now))
        blocks += [*([context(texts.WAITS)] if lines else []), actions(back)]
    elif lines:
        blocks.append(context(texts.TOLD if absence.until >= now else texts.OVER))
    return modal("absence.noted", texts.DONE_TITLE, blocks, last=True)


def undone_modal(absence_result: SavedAbsence, lookup: AbsenceLookup, *, viewer_id: int, now: datetime) -> Json:
    """Build the confirmation of an undone absence. It names the appointments that other people had changed."""
    days = days_words(Days(absence_result.absence.first_day, absence_result.absence.last_day), now=now)
    kept = [line.appointment_id for line in absence_result.lines if line.appointment_id not in absence_result.changed]
    whats = [
        ITEM(what=end_sentence(capitalise(_appointment_words(change, lookup, viewer_id, now=now)))) for change in kept
    ]
    blocks: list[Block] = [section(texts.BACK(days=days))]
    blocks += [section(join_text([texts.back(len(whats)), *whats], "\n"))] if whats else []
    blocks += _changes_by_others(absence_result, lookup, viewer_id, now=now)
    return modal("absence.undone", texts.UNDONE_TITLE, blocks, last=True)


def refused_modal(*, is_past: bool) -> Json:
    """Build an error: the days are in the past, or there are too many of them."""
    return modal("absence.refused", texts.TITLE, [section(texts.PAST if is_past else texts.TOO_LONG)])


def absence_message(
    absence: Absence, person: Person, *, outlines: Sequence[Outline], with_note: bool, now: datetime
) -> Message:
    """Build the notice of an absence. `outlines` has the appointments to reschedule.

    If `with_note`, show the person's note."""
    days = days_words(Days(absence.first_day, absence.last_day), now=now)
    said = [texts.NOT_THERE(name=person.name, days=days)]
    whats = [_outline_words(outline, now=now) for outline in outlines]
    said += [texts.NO_TIME_YET(what=texts.listed(whats))] if whats else []
    text = join_text(said)
    if not (with_note and absence.word):
        return text_message(text)
    whose = texts.ITS_WORD(name=person.name)
    return message(
        join_text([text, whose, end_sentence(absence.word)]),
        section(text),
        section(whose),
        *plain_sections(absence.word),
    )


def choices_not_applied_message(
    absence: Absence, outlines: Sequence[Outline], *, viewer_id: int, now: datetime
) -> Message:
    """Build the list of choices that the bot could not apply, for the absent person."""
    days = days_words(Days(absence.first_day, absence.last_day), now=now)
    known = AbsenceLookup({outline.appointment.id: outline for outline in outlines}, {})
    return text_message(
        texts.stuck([_appointment_words(outline, known, viewer_id, now=now) for outline in known.outlines], days)
    )


def open_button() -> InteractiveElement:
    return button(texts.OPEN, "absence.open")


def days_words(days: Days, *, now: datetime) -> str:
    """Return days in words: « aujourd’hui, mardi 12 mai », « du mardi 12 au vendredi 15 mai »."""
    if days.first != days.last:
        return week_words(days.first, days.last, now=now)
    named = day_words(days.first, now)
    return f"aujourd’hui, {named}" if days.first == day_of(now) else named


def option_name(choice: AwayChoice, lookup: AbsenceLookup) -> str:
    return texts.way(choice.way, taker=lookup.name(choice.taker_id), several=len(choice.starts) != 1)


def _day_select(days: Days, *, now: datetime) -> InteractiveElement:
    offered: list[Choice] = [(capitalise(days_words(span, now=now)), write_days(span)) for span in proposed_spans(now)]
    mine: Choice = (capitalise(days_words(days, now=now)), write_days(days))
    choices = offered if mine in offered else [mine, *offered]
    return select("absence.days", texts.DAYS, choices, initial=mine)


def _choice_field(
    line: AwayLine,
    lookup: AbsenceLookup,
    chosen_option: AwayChoice | None,
    *,
    viewer_id: int,
    days: Days,
    now: datetime,
) -> Block:
    options = [_option(choice, lookup, now=now) for choice in line.choices]
    at = next(
        (
            at
            for at, choice in enumerate(line.choices)
            if chosen_option and write_choice(choice) == write_choice(chosen_option)
        ),
        0,
    )
    name = line_field_name(line.appointment.id)
    label = capitalise(
        _appointment_words(line.appointment.id, lookup, viewer_id, now=now, with_day=days.first != days.last)
    )
    hint = _hint(line.choices[at], now=now)
    return field(name, label, select(name, texts.CHOOSE, options, initial=options[at]), hint=hint)


def _option(choice: AwayChoice, lookup: AbsenceLookup, *, now: datetime) -> Choice | Described:
    """Build the option of a choice. If a description of all proposed times is too long, it lists only two of them."""
    label, value = option_name(choice, lookup), write_choice(choice)
    if choice.way is not AbsenceWay.PROPOSE:
        return label, value
    said = _proposed_times(choice, now=now)
    return label, value, said if len(said) <= LABEL else _proposed_times(choice, max_times=2, now=now)


def _hint(choice: AwayChoice, *, now: datetime) -> str | None:
    if choice.way is not AbsenceWay.PROPOSE:
        return None
    times = join_names([moment_words(moment, now) for moment in choice.starts])
    return texts.PROPOSED_TIMES(times=times).plain if times else end_sentence(texts.PROPOSED_BY_THEM).plain


def _proposed_times(choice: AwayChoice, *, max_times: int = 3, now: datetime) -> str:
    whens = [moment_words(moment, now) for moment in choice.starts]
    more = [texts.ANOTHER] if len(whens) > max_times else []
    return capitalise(join_names([*whens[:max_times], *more])) if whens else texts.PROPOSED_BY_THEM


def _result_line(
    appointment_id: int, choice: AwayChoice, lookup: AbsenceLookup, viewer_id: int, *, now: datetime
) -> Said:
    what = capitalise(_appointment_words(appointment_id, lookup, viewer_id, now=now))
    return texts.LINE(what=what, way=end_sentence(texts.becomes(choice.way, taker=lookup.name(choice.taker_id))))


def _changes_by_others(
    absence_result: SavedAbsence, lookup: AbsenceLookup, viewer_id: int, *, now: datetime
) -> list[Block]:
    whats = [_appointment_words(change, lookup, viewer_id, now=now) for change in absence_result.changed]
    return [section(texts.CHANGED(what=texts.listed(whats)))] if whats else []


def _appointment_words(
    appointment_id: int, lookup: AbsenceLookup, viewer_id: int | None, *, now: datetime, with_day: bool = True
) -> str:
    outline = lookup.outlines[appointment_id]
    appointment = outline.appointment
    when = range_words(appointment.starts, appointment.ends)
    if with_day and day_of(appointment.starts) != day_of(now):
        when = f"{day_words(appointment.starts, now)}, {when}"
    others = [] if outline.is_collective or viewer_id is None else outline.others(viewer_id)
    defi = f", défi {outline.defi}" if outline.defi else ""
    return f"{when}, {outline.name}{defi}" + (f", avec {join_names(others)}" if others else "")


def _outline_words(outline: Outline, *, now: datetime) -> str:
    return _appointment_words(
        outline.appointment.id, AbsenceLookup({outline.appointment.id: outline}, {}), None, now=now
    )
