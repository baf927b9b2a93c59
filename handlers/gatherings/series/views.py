"""Views of the forms of series, and of the lists of their dates before and after saving. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from slack_sdk.models.blocks import Block, PlainTextInputElement

from bot.agenda.pending import UNDO
from bot.agenda.reminders.timetable import soonest_send_time
from bot.catalogue.tags import NOTHING
from bot.dates.holidays import is_working_day
from bot.dates.paris import day_of, to_paris
from bot.dates.recurrence import Rule
from bot.dates.recurrence_words import rule_words
from bot.dates.words import day_words, duration_words, join_words, moment_words, span_words
from bot.gatherings.announcements import waiting_limit
from bot.gatherings.kinds import PAIRS, kind_of
from bot.gatherings.lacking import missing_facts
from bot.gatherings.model import (
    LEAD_DAYS,
    LINK_LIMIT,
    PLACE_LIMIT,
    TITLE_LIMIT,
    GatheringSheet,
    Series,
)
from bot.gatherings.series.checks import OPENED
from bot.gatherings.series.overview import SeriesChoices
from bot.gatherings.series.service import SavedSeries
from bot.programme.model import Person, Promotion
from bot.programme.roles import METIER_WORDS, OFFERED, Role
from handlers.gatherings import texts as naming
from handlers.gatherings.date.views import open_button
from handlers.kit import tags
from handlers.kit.blocks import (
    Choice,
    Json,
    actions,
    context,
    field,
    modal,
    section,
    select,
)
from handlers.kit.escaping import Said, bold, escape
from handlers.kit.fields import WHOLE_FORM, channel_picker, checkboxes, more_fields_block
from handlers.kit.sentences import capitalise, end_sentence, join_text
from handlers.kit.texts import LINK, PLACE, WHEN
from handlers.kit.told import undo_blocks

from . import texts
from .forms import SeriesMetadata

LENGTHS = (30, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420)
LEADS = (1, 3, 7, 10, 14, 21, 28)
RULE_LIMIT = 300
MORNING, AFTERNOON, DAY = 9 * 60, 14 * 60, timedelta(days=1)
TUESDAY = 1
SHOWN = 12
# the usual hours: the preview warns of dates outside them
FIRST, LAST = 8, 20
SATURDAY, SUNDAY = 5, 6
AT_ONCE = timedelta(minutes=10)
MOST_ASKING = 10  # the most dates shown for all groups together


def series_form(
    choices: SeriesChoices,
    private: SeriesMetadata,
    *,
    initial_series: Series | None = None,
    metiers: Sequence[str] = (),
    open_to_roles: frozenset[Role] = frozenset(),
    organiser_id: int = 0,
    all_fields: bool = False,
    now: datetime,
) -> Json:
    """Build the form of a series with its current values, or with the defaults of its kind.

    `organiser_id` is the organiser of a new series. If `all_fields` is true, the form shows all fields, else a few.
    `open_to_roles` are the roles to which the group of a small métier is open. If there are such roles, the form has a
    field for them, and no field for the room."""
    kind = private.dispositif
    gathers = kind_of(kind).gathers_metiers
    blocks: list[Block] = [section(texts.KIND(name=naming.NAMES[kind]))]
    blocks += _date_fields(choices, kind, initial_series=initial_series, all_fields=all_fields, now=now)
    if gathers:
        known = [(METIER_WORDS[metier], metier.value) for metier in METIER_WORDS]
        ticked = [choice for choice in known if choice[1] in (initial_series.metiers if initial_series else metiers)]
        blocks.append(field("metiers", texts.METIERS, checkboxes("metiers", known, ticked=ticked)))
    blocks.append(
        _organiser_field(
            "organiser",
            texts.ORGANISER,
            choices.coaches,
            initial=initial_series.organiser_id if initial_series else organiser_id,
        )
    )
    name = PlainTextInputElement(
        action_id="title", max_length=TITLE_LIMIT, initial_value=initial_series.title if initial_series else None
    )
    if all_fields or not gathers:
        blocks.append(field("title", texts.NAME, name, hint=texts.NAME_HINT, optional=True))
    if all_fields:
        blocks += [
            *_place_fields(initial_series),
            *_announcement_fields(initial_series, open_to_roles),
            *tags.tag_fields(initial_series.tags if initial_series else NOTHING),
        ]
    else:
        blocks.append(_open_to_roles_field(None, open_to_roles) if open_to_roles else _place_fields(initial_series)[0])
        blocks.append(_all_fields_block(private, mentions_place=bool(open_to_roles)))
    blocks.append(context(texts.READERS))
    if private.series_id:
        return modal("gatherings.edited", texts.EDIT_TITLE, blocks, submit=texts.CHECK, private_metadata=private.text)
    return modal("gatherings.created", texts.CREATE_TITLE, blocks, submit=texts.CHECK, private_metadata=private.text)


def _all_fields_block(private: SeriesMetadata, *, mentions_place: bool) -> Block:
    """Build « Préciser » with its explanation. If `mentions_place` is true, the explanation mentions the place."""
    kind = kind_of(private.dispositif)
    action, value = "gatherings.create", f"{private.promotion_id} {private.dispositif}"
    if private.series_id:
        action, value = "gatherings.edit", str(private.series_id)
    about = texts.precise_about(name=kind.gathers_metiers, place=mentions_place, august=not kind.days)
    return more_fields_block(about, f"{action}:{WHOLE_FORM}", value=value)


def alumni_form(choices: SeriesChoices, private: SeriesMetadata, *, metier: str, now: datetime) -> Json:
    return series_form(choices, private, metiers=(metier,), open_to_roles=frozenset({Role.ALUMNI}), now=now)


def form_for_all_metiers(
    choices: SeriesChoices, private: SeriesMetadata, *, all_fields: bool = False, now: datetime
) -> Json:
    """Build the form that creates a group for each métier. It mentions small métiers.

    If `all_fields` is true (« Préciser »), the form has all fields."""
    wanted = [metier for metier in choices.metiers if metier.asks_group]
    blocks: list[Block] = [
        section(texts.EACH_INTRO),
        *_date_fields(choices, PAIRS, initial_series=None, all_fields=all_fields, now=now),
    ]
    for at, count in enumerate(wanted):
        coach = choices.coaches[at % len(choices.coaches)].id if choices.coaches else 0
        label = texts.OF_METIER(name=METIER_WORDS[count.metier], count=naming.counted(count.count)).plain
        blocks.append(_organiser_field(f"organiser-{count.metier.value}", label, choices.coaches, initial=coach))
    blocks += [
        context(texts.SMALL(name=capitalise(METIER_WORDS[metier.metier]), count=naming.counted(metier.count)))
        for metier in choices.metiers
        if metier.is_alone
    ]
    if all_fields:
        blocks += [*_place_fields(None), *_announcement_fields(None, frozenset()), *tags.tag_fields(NOTHING)]
    else:
        about = texts.precise_about(place=True, august=True)
        blocks.append(more_fields_block(about, "gatherings.each", value=str(private.promotion_id)))
    return modal("gatherings.created_each", texts.EACH_TITLE, blocks, submit=texts.CHECK, private_metadata=private.text)


def preview_modal(saved_series: Sequence[SavedSeries], draft_id: str, *, now: datetime) -> Json:
    """Build the preview of the series that a form will save, with a button to confirm."""
    edited, alone = saved_series[0].remade is not None, len(saved_series) == 1
    submit = texts.KEEP if edited else texts.CREATE if alone else texts.CREATE_EACH
    blocks = [context(texts.NOT_YET), *_date_blocks(saved_series, now=now)]
    blocks += [] if edited else [context(texts.THEN_UNDO)]
    return modal(
        "gatherings.confirmed",
        texts.CHECK_TITLE,
        blocks,
        submit=submit,
        close=texts.CORRECT,
        private_metadata=draft_id,
    )


def series_saved_modal(saved_series: Sequence[SavedSeries], *, batch: str | None = None, now: datetime) -> Json:
    """Build the confirmation of saved series. `batch` is the change's id, as long as the change can be undone."""
    blocks = [
        *_date_blocks(saved_series, now=now),
        *(undo_blocks("gatherings.undo", batch) if batch is not None else []),
    ]
    asking = [each for kept in saved_series for each in kept.coming[:SHOWN] if _has_question(each, now)]
    for sheet in asking[:MOST_ASKING]:
        blocks += [section(_question_line(sheet, now=now)), actions(open_button(sheet, now=now))]
    title = texts.EDITED_TITLE if saved_series[0].remade else texts.CREATED_TITLE
    return modal("gatherings.done", title, blocks, last=True)


def series_undone_modal(
    series_list: Sequence[Series], starts: Mapping[int, Sequence[datetime]], *, now: datetime
) -> Json:
    """Build the confirmation that series were undone. `starts` are their dates, by the id of the series."""
    named = [
        (naming.name_of(series), [moment_words(each, now) for each in sorted(starts[series.id])])
        for series in series_list
    ]
    return modal("gatherings.done", texts.UNDONE_TITLE, [section(texts.undone(named))], last=True)


def too_late_modal(reason: str) -> Json:
    return modal("gatherings.done", texts.TOO_LATE_TITLE, [section(escape(reason))], last=True)


def preview_outdated_modal(reasons: Sequence[str]) -> Json:
    return modal("gatherings.done", texts.CHANGED_TITLE, [section(join_text([texts.CHANGED, *reasons], "\n"))])


def is_announced_at_once(sheet: GatheringSheet, *, now: datetime) -> bool:
    return sheet.gathering.announced_at is None and sheet.gathering.announce_at <= now + UNDO


def proposed_rule(kind: str, promotion: Promotion, *, today: date) -> Rule | None:
    """Return the recurrence that the form proposes, or None for a kind without a proposal.

    The programme's own gatherings are on a Tuesday at 14 h, or at 9 h if they would end after the usual hours. A
    seminar has its usual days. Each moves to the next Tuesday that is a working day before another working day."""
    at = AFTERNOON if AFTERNOON + kind_of(kind).minutes <= LAST * 60 else MORNING
    match kind_of(kind).every:
        case "week":
            return Rule(at, weekday=TUESDAY)
        case "two weeks":
            monday = today + timedelta(days=-today.weekday() % 7)
            return Rule(at, weekday=TUESDAY, every=2, anchor=monday.isoformat())
        case "month":
            return Rule(at, weekday=TUESDAY, ordinal=1)
    wanted = kind_of(kind).days
    if wanted is None:
        return None
    days = sorted({_next_tuesday(day) for day in wanted(promotion) if _next_tuesday(day) > today})
    return Rule(MORNING, days=tuple(days)) if days else None


def _next_tuesday(day: date) -> date:
    while day.weekday() != TUESDAY or not (is_working_day(day) and is_working_day(day + DAY)):
        day += DAY
    return day


def _date_fields(
    choices: SeriesChoices, kind: str, *, initial_series: Series | None, all_fields: bool, now: datetime
) -> list[Block]:
    today = day_of(now)
    rule = (
        (Rule.from_text(initial_series.rule) if initial_series.rule else None)
        if initial_series
        else proposed_rule(kind, choices.promotion, today=today)
    )
    typed = PlainTextInputElement(
        action_id="rule", max_length=RULE_LIMIT, initial_value=rule_words(rule, now) if rule else None
    )
    usual = kind_of(kind).minutes
    minutes = initial_series.minutes if initial_series else usual
    lengths = [(duration_words(length), str(length)) for length in sorted({*LENGTHS, minutes, usual})]
    chosen = next(length for length in lengths if length[1] == str(minutes))
    skip = (texts.SKIP_AUGUST, "skip")
    august = checkboxes(
        "august", [skip], ticked=[skip] if initial_series is None or initial_series.skips_august else []
    )
    blocks = [
        field("rule", WHEN, typed, hint=texts.RULE_HINT),
        context(texts.RULE_HOLIDAYS),
        field("minutes", texts.MINUTES, select("minutes", texts.CHOOSE, lengths, initial=chosen)),
    ]
    return (
        blocks
        if kind_of(kind).days or not all_fields
        else [*blocks, field("august", texts.AUGUST, august, optional=True)]
    )


def _place_fields(initial_series: Series | None) -> list[Block]:
    place = PlainTextInputElement(
        action_id="place", max_length=PLACE_LIMIT, initial_value=initial_series.place if initial_series else None
    )
    # This is a plain text field, since Slack's URL field shows error messages of its own.
    link = PlainTextInputElement(
        action_id="link", max_length=LINK_LIMIT, initial_value=initial_series.link if initial_series else None
    )
    channel = channel_picker(
        "channel", texts.CHANNEL_CHOOSE, initial=initial_series.channel if initial_series else None
    )
    return [
        field("place", PLACE, place, hint=texts.PLACE_HINT, optional=True),
        field("link", LINK, link, optional=True),
        field("channel", texts.CHANNEL, channel, hint=texts.CHANNEL_HINT, optional=True),
    ]


def _announcement_fields(initial_series: Series | None, open_to_roles: frozenset[Role]) -> list[Block]:
    days = initial_series.lead_days if initial_series else LEAD_DAYS
    leads = [(texts.lead(lead_), str(lead_)) for lead_ in sorted({*LEADS, days})]
    lead = select("lead", texts.CHOOSE, leads, initial=next(choice for choice in leads if choice[1] == str(days)))
    places = str(initial_series.capacity) if initial_series and initial_series.capacity else None
    capacity = PlainTextInputElement(action_id="capacity", max_length=6, initial_value=places)
    return [
        field("lead", texts.LEAD, lead),
        field("capacity", texts.CAPACITY, capacity, hint=texts.CAPACITY_HINT, optional=True),
        _open_to_roles_field(initial_series, open_to_roles),
    ]


def _open_to_roles_field(initial_series: Series | None, open_to_roles: frozenset[Role]) -> Block:
    roles: list[Choice] = [(naming.OPENED[role], role.value) for role in OPENED if role in OFFERED]
    ticked = [
        choice
        for choice in roles
        if choice[1] in {role.value for role in (initial_series.opened_to if initial_series else open_to_roles)}
    ]
    return field("opened_to", texts.OPENED, checkboxes("opened_to", roles, ticked=ticked), optional=True)


def _organiser_field(name: str, label: str, coaches: Sequence[Person], *, initial: int) -> Block:
    people: list[Choice] = [(coach.name, str(coach.id)) for coach in coaches[:100]]
    chosen = next((person for person in people if person[1] == str(initial)), None)
    return field(name, label, select(name, texts.CHOOSE, people, initial=chosen), hint=texts.ORGANISER_HINT)


def _date_blocks(saved_series: Sequence[SavedSeries], *, now: datetime) -> list[Block]:
    blocks: list[Block] = []
    if len(saved_series) > 1:
        blocks.append(section(texts.groups([naming.name_of(kept.series) for kept in saved_series])))
    for one in saved_series:
        lines = [bold(naming.name_of(one.series))]
        if one.remade:
            changes = texts.remade(moved=one.remade.moved, dropped=one.remade.dropped, announced=one.remade.announced)
            lines += [changes] if changes else []
        shown = one.coming[:SHOWN]
        head = texts.head(len(one.coming), len(one.coming) - len(shown)) if shown else texts.NO_DATE_YET
        said = [_date_line(sheet, is_host_away=sheet.gathering.id in one.away, now=now) for sheet in shown]
        lines.append(join_text([head, *said], "\n• "))
        blocks.append(section(join_text(lines, "\n")))
    return blocks


def _date_line(sheet: GatheringSheet, *, is_host_away: bool, now: datetime) -> Said:
    appointment, gathering = sheet.appointment, sheet.gathering
    by_rule, slips = day_words(gathering.by_rule, now), _likely_mistakes(appointment.starts, appointment.ends)
    moved, when = gathering.moved_for, span_words(appointment.starts, appointment.ends, now=now)
    remarks = [naming.IN_PLACE_OF(day=by_rule, holiday=moved)] if moved else []
    remarks += [texts.ATTENTION(what=join_words(slips))] if slips else []
    remarks += [texts.AWAY(name=_organiser_name(sheet))] if is_host_away else []
    remarks += [_unclaimed_line(sheet)] if gathering.unclaimed else []
    remarks += (
        [texts.WAITS if _needs_facts(sheet, now) else _announcement_line(sheet, now=now)]
        if is_announced_at_once(sheet, now=now)
        else []
    )
    return _add_remarks(when, remarks) if remarks else escape(when)


def _add_remarks(when: str, remarks: Sequence[Said]) -> Said:
    return texts.REMARKS(when=when, remarks=join_text(remarks, "\u00a0; "))


def _announcement_line(sheet: GatheringSheet, *, now: datetime) -> Said:
    moment = soonest_send_time(now + UNDO, latest=sheet.appointment.starts)
    when = texts.NOW if moment - now <= AT_ONCE else moment_words(moment, now)
    return texts.announced(when, len(sheet.invited), sheet.channel)


def _likely_mistakes(starts: datetime, ends: datetime) -> list[str]:
    first, last = to_paris(starts), to_paris(ends)
    found = {SATURDAY: [texts.SATURDAY], SUNDAY: [texts.SUNDAY]}.get(first.weekday(), [])
    found += [texts.EARLY] if first.hour < FIRST else []
    by_night = last.date() != first.date() and last.hour < FIRST
    ends_late = (last.hour, last.minute) > (LAST, 0) or by_night
    return [*found, *([texts.LATE] if first.hour >= LAST or ends_late else [])]


def _needs_facts(sheet: GatheringSheet, now: datetime) -> bool:
    return waiting_limit(sheet, now=now + UNDO) is not None


def _has_question(sheet: GatheringSheet, now: datetime) -> bool:
    return sheet.gathering.unclaimed or (is_announced_at_once(sheet, now=now) and _needs_facts(sheet, now))


def _question_line(sheet: GatheringSheet, *, now: datetime) -> Said:
    codes = missing_facts(sheet)
    remarks = [_unclaimed_line(sheet)] if sheet.gathering.unclaimed else []
    remarks += [texts.LACKS(what=naming.lacking(codes))] if codes else []
    return capitalise(end_sentence(_add_remarks(moment_words(sheet.appointment.starts, now), remarks)))


def _unclaimed_line(sheet: GatheringSheet) -> Said:
    return texts.UNCLAIMED(name=_organiser_name(sheet))


def _organiser_name(sheet: GatheringSheet) -> str:
    return sheet.organiser.name if sheet.organiser else naming.SOMEBODY
