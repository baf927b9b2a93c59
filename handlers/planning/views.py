"""Views of the plan: the months, one line, the school holidays, and the preview of new phases. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from slack_sdk.models.blocks import Block, InputInteractiveElement

from bot.agenda.school import SCHOOL_LIMIT
from bot.agenda.titles import TitleParts, gathering_name
from bot.dates.holidays import DAY as ONE_DAY
from bot.dates.paris import MINUTES_A_DAY, day_of, moment_at
from bot.dates.recurrence import Rule
from bot.dates.recurrence_words import ORDINAL_WORDS, rule_words
from bot.dates.words import clock_words, day_words, join_words, month_words, week_words, weekday_words
from bot.gatherings.kinds import kind_of
from bot.planning.year.confirming import Confirmation
from bot.planning.year.model import (
    COMMITTEES,
    GATHERED,
    MONTHLY,
    REPORTS,
    WEEK,
    WORKSHOPS,
    PlanReason,
    PlanSheet,
    YearLine,
    monday_of,
)
from bot.planning.year.service import MOST_WORKSHOPS
from bot.programme.roles import METIER_WORDS
from handlers.kit.blocks import Choice, Json, Message, actions, button, context, field, message, modal, section, select
from handlers.kit.blocks import text_area as area
from handlers.kit.escaping import Said, escape
from handlers.kit.fields import MOST_BOXES, checkboxes, day_picker, time_picker
from handlers.kit.sentences import capitalise, end_sentence, join_text
from handlers.kit.told import undo_blocks

from . import texts
from .forms import (
    BACK,
    DAY,
    END,
    NUMBER,
    ORDINAL,
    ORGANISER,
    OTHER,
    OUT,
    SCHOOL,
    TIME,
    WEEKDAY,
    WEEKS,
    write_ends_metadata,
    write_metadata,
)

ROOM = 2800  # Slack takes 3,000 characters in a section.
MOST_FAULTS = 20
OFFERED = 8
MOST_LINES = 100
METIERS: Mapping[str, str] = {metier.value: words for metier, words in METIER_WORDS.items()}
Entry = tuple[date, str, str]


def plan_modal(sheet: PlanSheet, *, last_result: Said | None = None, now: datetime) -> Json:
    """Build the modal of the plan: open questions, events that its confirmation would move, and the lines by month."""
    blocks: list[Block] = [section(last_result)] if last_result else []
    blocks += [section(_intro(sheet, now=now)), *_sections(texts.SETTLE, _fault_sentences(sheet, now=now))]
    blocks += _sections(texts.MOVES, moved_sentences(sheet, now=now))
    for month, entries in month_lines(sheet):
        blocks += _sections(texts.MONTH(month=capitalise(month)), entries)
    out = [texts.ITEM(what=name_of(line)) for line in sheet.year.lines if line.out]
    blocks += [*_sections(texts.OUT, out), *_sections(texts.WHY, _reasons(sheet, now=now)), *_button_blocks(sheet)]
    submit = texts.CONFIRM if sheet.has_changes else None
    private = write_metadata(sheet.promotion.id, sheet.plan.revision)
    return modal("planning.year_confirmed", texts.TITLE, blocks, submit=submit, private_metadata=private)


def done_modal(confirmed: Confirmation) -> Json:
    count = len(confirmed.written)
    what = texts.SEVERAL.format(count=count) if count > 1 else texts.ONE
    blocks: list[Block] = [section(texts.DONE(what=what) if count or confirmed.dropped else texts.ALREADY)]
    if confirmed.dropped:
        blocks.append(section(texts.DROPPED_MANY(count=confirmed.dropped)))
    if confirmed.dropped or any(line.there and line.family in GATHERED for line in confirmed.written):
        blocks.append(section(texts.KNOWN_TOLD))
    if confirmed.undoes:
        blocks += undo_blocks("planning.year_undo", str(confirmed.sheet.promotion.id), time_limit=texts.TWO_MINUTES)
    return modal("planning.year_done", texts.DONE_TITLE, [*blocks, context(texts.NEXT)])


def too_late_modal(reason: str) -> Json:
    return modal("planning.year_done", texts.TOO_LATE_TITLE, [section(escape(reason))], last=True)


def line_form(sheet: PlanSheet, line: YearLine, *, now: datetime) -> Json:
    when = capitalise(_date_phrase(line, now=now))
    blocks: list[Block] = [section(texts.WHICH(name=name_of(line), when=when))]
    # Only a line with a date has reasons to show.
    told = [texts.ITEM(what=why) for why in _reason_phrases(line.reasons, now=now) if line.what]
    blocks += [
        *_sections(texts.WHY, told),
        *_sections(texts.SETTLE, _line_faults(line, now=now)),
        *_line_fields(sheet, line, now=now),
    ]
    if line.family in {*MONTHLY, *GATHERED} and not line.there and sheet.coaches:
        people = [(coach.name, str(coach.id)) for coach in sheet.coaches[:MOST_LINES]]
        mine = next((person for person in people if person[1] == str(line.organiser_id)), None)
        blocks.append(field(ORGANISER, texts.ORGANISER, select(ORGANISER, texts.CHOOSE, people, initial=mine)))
    others: list[Choice] = [(texts.BACK, BACK)] if line.by_hand or line.out else []
    others += [] if line.there or line.out else [(texts.LEAVE, OUT)]
    if others:
        blocks.append(field(OTHER, texts.OTHER, checkboxes(OTHER, others), optional=True))
    private = write_metadata(sheet.promotion.id, sheet.plan.revision, key=line.key)
    return modal("planning.year_lined", texts.LINE_TITLE, blocks, submit=texts.KEEP, private_metadata=private)


def school_form(sheet: PlanSheet) -> Json:
    box = area(SCHOOL, limit=SCHOOL_LIMIT, initial=sheet.plan.school or None)
    blocks = [field(SCHOOL, texts.SCHOOL_DATES, box, hint=texts.SCHOOL_HINT, optional=True)]
    private = write_metadata(sheet.promotion.id, sheet.plan.revision)
    return modal(
        "planning.year_schooled", texts.SCHOOL_TITLE, blocks, submit=texts.SCHOOL_KEEP, private_metadata=private
    )


def dates_form(sheet: PlanSheet) -> Json:
    blocks: list[Block] = [section(texts.DATES_INTRO)]
    for phase in sheet.promotion.phases:
        name = f"{END}{phase.number}"
        label = texts.ENDS.format(number=phase.number)
        blocks.append(field(name, label, day_picker(name, initial=phase.ends_on.isoformat())))
    private = write_metadata(sheet.promotion.id, sheet.plan.revision)
    return modal("planning.year_dated", texts.DATES_TITLE, blocks, submit=texts.LOOK, private_metadata=private)


def preview_modal(sheet: PlanSheet, current: PlanSheet, *, now: datetime) -> Json:
    """Build the preview of new last days of the phases. `current` is the current plan, and `sheet` the new one."""
    ends = {phase.number: phase.ends_on for phase in sheet.promotion.phases}
    old = {phase.number: phase.ends_on for phase in current.promotion.phases}
    changed = [
        texts.MOVE_INTRO(number=number_, day=day_words(end, now))
        for number_, end in ends.items()
        if old.get(number_) != end
    ]
    moves = moved_sentences(sheet, now=now)
    blocks: list[Block] = [section(join_text(changed, "\n"))] if changed else []
    blocks += _sections(texts.WOULD_MOVE, moves) if moves else [section(texts.NOTHING_MOVES)]
    blocks += [*_sections(texts.SETTLE, _fault_sentences(sheet, now=now)), context(texts.MOVED_KNOW)]
    private = write_ends_metadata(sheet.promotion.id, current.plan.revision, ends=ends)
    submit = texts.MOVE if changed else None
    return modal("planning.year_moved", texts.MOVE_TITLE, blocks, submit=submit, private_metadata=private)


def moved_sentences(sheet: PlanSheet, *, now: datetime) -> list[Said]:
    """Return which existing events the confirmation of the plan would move or cancel."""
    moves = [
        texts.MOVED(
            name=name_of(line), before=_to_text(line, line.there, now=now), after=_to_text(line, line.what, now=now)
        )
        for line in sheet.year.written_lines
        if line.there
    ]
    beyond = [
        texts.DROPPED(name=gathering_name(key, TitleParts()), day=day_words(day, now)) for key, day in sheet.beyond
    ]
    return [*moves, *beyond]


def plan_card(sheet: PlanSheet, *, now: datetime) -> Message:
    """Build the message that shows the whole plan as text. The picture comes in its thread."""
    told = [*month_lines(sheet), *_span_lines(sheet, now=now)]
    parts = [block for name, entries in told for block in _sections(texts.MONTH(month=capitalise(name)), entries)]
    key = texts.CARD(promotion=sheet.promotion.name)
    heard = [join_text([end_sentence(capitalise(name)), *entries], "\n") for name, entries in told]
    return message(end_sentence(join_text([key, *heard], " ")), section(key), *parts[:40])


def _span_lines(sheet: PlanSheet, *, now: datetime) -> Iterator[tuple[str, list[Said]]]:
    phases = sheet.promotion.phases
    spans = [
        (texts.PHASE.format(number=phase.number, name=phase.name), phase.starts_on, phase.ends_on) for phase in phases
    ]
    school = [(span.name or texts.SOME_SCHOOL, span.first, span.last) for span in sheet.school]
    for title, several in ((texts.PHASES, spans), (texts.SCHOOL, school)):
        if several:
            yield (
                title,
                [texts.SPAN(name=name, days=_interval(first, last, now=now)) for name, first, last in several],
            )


def _interval(first: date, last: date, *, now: datetime) -> str:
    return day_words(first, now) if first == last else week_words(first, last, now=now)


def month_lines(sheet: PlanSheet) -> Iterator[tuple[str, list[Said]]]:
    entries = sorted(_entries(sheet), key=lambda entry: (entry[0], entry[1]))
    for month, some in groupby(entries, key=lambda entry: entry[0].replace(day=1)):
        lines = [
            texts.ON_DAY(day=capitalise(day), what=join_words([what for *_, what in same]))
            for day, same in groupby(some, key=lambda entry: entry[1])
        ]
        yield month_words(month), lines


def name_of(line: YearLine) -> str:
    """Return a line's name, not escaped."""
    if line.family in GATHERED:
        named = texts.SEMINAR[line.variant] if lasts_two_days(line) else texts.PORTEURS
        return named.format(name=gathering_name(line.family, TitleParts()), number=line.variant)
    if line.family in MONTHLY:
        metiers = (line.variant,) if line.variant else ()
        return gathering_name(line.family, TitleParts(METIERS.get(line.variant), metiers=metiers))
    return _OTHERS[line.family].format(number=line.variant)


def lasts_two_days(line: YearLine) -> bool:
    return kind_of(line.family).minutes > MINUTES_A_DAY


_OTHERS = {COMMITTEES: texts.COMMITTEES, REPORTS: texts.REPORTS, WORKSHOPS: texts.WORKSHOPS}


def _entries(sheet: PlanSheet) -> Iterator[Entry]:
    names = {defi.id: defi.name for defi in sheet.defis}
    peers: dict[tuple[date, int], list[YearLine]] = {}
    for line in sheet.year.lines:
        if line.out:
            continue
        if kind_of(line.family).gathers_metiers and line.rule is not None:
            for day in line.days:
                peers.setdefault((day, line.rule.minute), []).append(line)
        elif line.family == WORKSHOPS:
            for monday, due in groupby(sorted(line.due), key=lambda each: monday_of(each[0])):
                defis = join_words(sorted({names[each] for _, each in due}))
                yield monday, _week_phrase(monday, _start_of(monday)), texts.WORKSHOPS_DUE.format(defis=defis)
        else:
            yield from ((day, *_entry(sheet, line, day)) for day in line.days)
    for (day, minute), several in peers.items():
        name = name_of(several[0]) if len(several) == 1 else texts.PEERS.format(count=len(several))
        yield day, day_words(day, _start_of(day)), _lower_first(texts.AT.format(name=name, time=clock_words(minute)))


def _entry(sheet: PlanSheet, line: YearLine, day: date) -> tuple[str, str]:
    name, told = _lower_first(name_of(line)), day_words(day, _start_of(day))
    if line.family == COMMITTEES:
        return _week_phrase(day, _start_of(day)), name
    if line.family == REPORTS:
        return told, texts.REPORT_DUE.format(number=line.variant)
    if line.family in MONTHLY and line.rule is not None:
        return told, texts.AT.format(name=name, time=clock_words(line.rule.minute))
    who = sheet.people.get(line.organiser_id or 0)
    name = texts.WITH.format(name=name, who=who.name) if who else name
    if lasts_two_days(line):
        told = texts.TWO_DAYS.format(first=told, second=day_words(day + ONE_DAY, _start_of(day)))
    return told, name


def _start_of(day: date) -> datetime:
    return moment_at(day, 0)


def _intro(sheet: PlanSheet, *, now: datetime) -> Said:
    promotion, plan = sheet.promotion, sheet.plan
    final = [texts.FINAL if sheet.has_events else texts.UNDOABLE] if sheet.has_changes else []
    whose = texts.WHOSE(promotion=promotion.name, days=week_words(promotion.starts_on, promotion.ends_on, now=now))
    if plan.confirmed_at is None:
        return join_text([whose, texts.NEW, *final])
    by = sheet.people.get(plan.confirmed_by or 0)
    told = texts.CONFIRMED(when=day_words(day_of(plan.confirmed_at), now), name=by.name if by else texts.SOMEBODY)
    return join_text([whose, told, *([texts.WAITS, *final] if sheet.has_changes else [])])


def _button_blocks(sheet: PlanSheet) -> list[Block]:
    number, name = str(sheet.promotion.id), sheet.promotion.name
    lines = [
        (name_of(line), f"{number} {line.key}")
        for line in sheet.year.lines
        if not (line.family in MONTHLY and line.there)  # People change an existing series on its own page.
        and (line.what or line.faults or line.out or line.family not in {*GATHERED, COMMITTEES})
    ][:MOST_LINES]
    row = [button(texts.SCHOOL, "planning.year_school", value=number, of=name)]
    if sheet.promotion.phases:
        row.append(button(texts.DATES, "planning.year_dates", value=number, of=name))
    row.append(button(texts.PICTURE, "planning.year_picture", value=number, of=name))
    row += [button(texts.OPENINGS, "catalogue.openings")] if sheet.hides else []
    closed = [section(texts.CLOSED(names=join_words(sheet.hides)))] if sheet.hides else []
    return [*closed, actions(*([select("planning.year_line", texts.CHANGE, lines)] if lines else []), *row)]


def _sections(title: Said, lines: Sequence[Said]) -> list[Block]:
    if not lines:
        return []
    parts: list[list[Said]] = [[title]]
    for line in lines:
        if sum(map(len, parts[-1])) + len(line) > ROOM:
            parts.append([])
        parts[-1].append(line)
    return [section(join_text(part, "\n")) for part in parts]


def _fault_sentences(sheet: PlanSheet, *, now: datetime) -> list[Said]:
    whole = []
    for why in sheet.year.faults:
        what, way = texts.WHOLE[why.code]
        names = join_words([METIERS.get(name, name) for name in why.names])
        whole.append(texts.ITEM(what=f"{what.format(number=why.number, names=names)} {way}"))
    lines = [text for line in sheet.year.lines if not line.out for text in _line_faults(line, now=now)]
    return _first_few([*whole, *lines])


def _first_few(lines: list[Said]) -> list[Said]:
    rest = len(lines) - MOST_FAULTS
    return [*lines[:MOST_FAULTS], texts.AND_MORE(count=rest)] if rest > 1 else lines


def _line_faults(line: YearLine, *, now: datetime) -> list[Said]:
    found = []
    for why in line.faults:
        what, way = texts.FAULTS[why.code]
        if line.family in MONTHLY and line.there:  # People change an existing series on its own page.
            way = texts.CHANGE_SERIES
        found.append(texts.FAULT(what=name_of(line), why=_fill(what, why, now=now), way=_fill(way, why, now=now)))
    return found


def _reasons(sheet: PlanSheet, *, now: datetime) -> list[Said]:
    found: dict[str, list[str]] = {}
    for line in sheet.year.lines:
        if line.days and not line.out:
            found.setdefault(", ".join(_reason_phrases(line.reasons, now=now)), []).append(name_of(line))
    return [texts.LINE(name=texts.NAMES_BETWEEN.join(names), why=why) for why, names in found.items()]


def _reason_phrases(reasons: Iterable[PlanReason], *, now: datetime) -> list[str]:
    return [_fill(texts.REASONS[why.code], why, now=now) for why in reasons]


def _fill(words: str, why: PlanReason, *, now: datetime) -> str:
    names = join_words(why.names)
    day = day_words(why.day, now) if why.day else ""
    about = texts.AGAINST.get(why.about) or texts.REASONS.get(why.about, "")
    what = about.format(names=names, number=why.number)
    return words.format(day=day, names=names, number=why.number, what=what)


def _date_phrase(line: YearLine, *, now: datetime) -> str:
    return _to_text(line, line.what, now=now) if line.what else texts.NO_DATE


def _to_text(line: YearLine, what: str, *, now: datetime) -> str:
    if line.family == WORKSHOPS:
        return texts.EACH.get(int(what)) or texts.MANY.format(number=what)
    if line.family in {*MONTHLY, *GATHERED}:
        return rule_words(Rule.from_text(what), now)
    if line.family == COMMITTEES:
        weeks = [date.fromisoformat(week) for week in what.split()]
        days = join_words([day_words(week, now) for week in weeks])
        return texts.WEEKS_OF.format(days=days) if len(weeks) > 1 else _week_phrase(weeks[0], now)
    return day_words(date.fromisoformat(what), now)


def _line_fields(sheet: PlanSheet, line: YearLine, *, now: datetime) -> list[Block]:
    if line.family == WORKSHOPS:
        numbers = [(str(count), str(count)) for count in range(MOST_WORKSHOPS + 1)]
        chosen = next((number for number in numbers if number[1] == line.what), numbers[1])
        return [field(NUMBER, texts.NUMBER, select(NUMBER, texts.CHOOSE, numbers, initial=chosen))]
    if line.family in MONTHLY:
        return _monthly_fields(line.rule or Rule(9 * 60 + 30, 3, 2))
    first = line.days[0].isoformat() if line.days else None
    if line.family != COMMITTEES:
        return [field(DAY, texts.DAY, day_picker(DAY, initial=first))]
    phase = next(phase for phase in sheet.promotion.phases if str(phase.number) == line.variant)
    last = monday_of(phase.ends_on)
    several = sorted({*line.days, *(last - at * WEEK for at in range(OFFERED) if last - at * WEEK >= phase.starts_on)})
    weeks = {day: (_week_phrase(day, now), day.isoformat()) for day in several[-MOST_BOXES:]}
    ticked = [choice for day, choice in weeks.items() if day in line.days]
    drawn = checkboxes(WEEKS, list(weeks.values()) or [(_week_phrase(last, now), last.isoformat())], ticked=ticked)
    return [field(WEEKS, texts.WEEKS, drawn, optional=True)]


def _monthly_fields(rule: Rule) -> list[Block]:
    days = [(weekday_words(weekday), str(weekday)) for weekday in range(5)]
    ordinals = [(ORDINAL_WORDS[ordinal], str(ordinal)) for ordinal in range(1, 5)]
    elements: tuple[tuple[str, str, InputInteractiveElement], ...] = (
        (ORDINAL, texts.ORDINAL, select(ORDINAL, texts.CHOOSE, ordinals, initial=ordinals[(rule.ordinal or 2) - 1])),
        (WEEKDAY, texts.WEEKDAY, select(WEEKDAY, texts.CHOOSE, days, initial=days[rule.weekday or 0])),
        (TIME, texts.TIME, time_picker(TIME, initial=f"{rule.minute // 60:02}:{rule.minute % 60:02}")),
    )
    return [field(name, label, element) for name, label, element in elements]


def _week_phrase(monday: date, now: datetime) -> str:
    return texts.WEEK_OF.format(day=day_words(monday, now))


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]
