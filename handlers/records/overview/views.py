"""Views of the coaches' overview: défis, usage, hours of hosts, and skills not covered yet. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from math import ceil

from slack_sdk.models.blocks import Block

from bot.catalogue.phases import Tag
from bot.dates.paris import day_of
from bot.dates.words import dates_words, day_words, join_words, moment_words
from bot.programme.model import Person, Promotion
from bot.records.balance import DispositifTotal
from bot.records.host_week import Week
from bot.records.load import Load
from bot.records.overview import DefiLine, Figures, MissingTags, Overview
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    button,
    context,
    header,
    message,
    modal,
    section,
    set_heading_levels,
    text_message,
)
from handlers.kit.escaping import Said
from handlers.kit.lacking import plain_blocks
from handlers.kit.sentences import capitalise, end_sentence, join_text

from . import texts

MOST_ROWS = 100  # Slack's limit for the rows of a table
MOST_WORDS = 9_500  # the most characters in all cells of a table
MOST_OTHERS = 4  # the most buttons to other promotions
MOST_HOSTS, WEEKS = 60, 4


def overview_modal(overview: Overview, *, now: datetime) -> Json:
    # A modal cannot have tables.
    return modal("records.overview", texts.TITLE, _page_blocks(overview, plain_blocks, now=now))


def home_page(overview: Overview, *, now: datetime) -> Json:
    """Build the overview as a page of the Home, with a button back to the Home, and buttons to other promotions."""
    others = [
        button(other.name, f"records.overview:{other.id}", value=str(other.id), of=texts.TITLE)
        for other in overview.others
    ]
    top = [header(texts.TITLE), actions(button(texts.BACK, "home.back"), *others[:MOST_OTHERS])]
    return {"type": "home", "blocks": set_heading_levels([*top, *_page_blocks(overview, list, now=now)])}


def _page_blocks(
    overview: Overview, draw_tables: Callable[[list[Json]], list[Json]], *, now: datetime
) -> list[Block | Json]:
    about, of = str(overview.promotion.id), overview.promotion.name
    blocks: list[Block | Json] = [section(texts.INTRO(promotion=of, phase=_phase_words(overview)))]
    columns = _column_keys(overview)
    several = [_table_row(line, is_over=overview.is_over, now=now) for line in overview.lines]
    rows = _fit_rows([[row[key] for key in columns] for row in several])
    blocks += (
        draw_tables([_table_block([texts.COLUMNS[key] for key in columns], rows, promotion_name=of)])
        if rows
        else [section(texts.NO_DEFI)]
    )
    if left := len(overview.lines) - len(rows):
        others = texts.OTHER_DEFI if left == 1 else texts.OTHER_DEFIS.format(count=left)
        blocks.append(section(texts.MORE_DEFIS(others=others)))
    if overview.mentoring and not overview.is_over:
        count, day = len(overview.mentoring), day_words(min(overview.mentoring), now)
        one, many = texts.ONE_MENTORING, texts.MANY_MENTORING
        if overview.own_cycles:
            one, many = texts.ONE_CYCLE, texts.MANY_CYCLES
        what = one if count == 1 else many.format(count=count)
        waits = (
            texts.CYCLES_WAIT(what=what, day=day) if overview.own_cycles else texts.MENTORING_WAITS(what=what, day=day)
        )
        blocks.append(section(waits))
    order = join_text([texts.ORDER, *([texts.WORKSHOPS] if "atelier" in columns else [])])
    last = [] if overview.is_over or not overview.lines else [context(order)]
    ways = actions(
        button(texts.GLANCE, "evaluation.glance", value=f"{about} 0", of=of),
        button(texts.TOUCHED, "records.touched", value=about, of=of),
        button(texts.USE, "records.use", value=about, of=of),
        button(texts.LOAD, "records.load", value=about, of=of),
        *(
            []
            if overview.is_over or not overview.books
            else [button(texts.FOR_TEAM, "helpdesk.for_team", value=about, of=of)]
        ),
        *([] if overview.is_over else [button(texts.LETTER, "records.letter", value=about, of=of)]),
    )
    return [*blocks, *last, ways, context(texts.NOTHING_PRIVATE)]


def use_modal(overview: Overview, totals: Sequence[DispositifTotal]) -> Json:
    counted = {total.dispositif: total for total in totals}
    blocks: list[Block] = [section(texts.USE_INTRO(promotion=overview.promotion.name))]
    blocks += [] if overview.figures else [section(texts.NO_USE)]
    blocks += [
        section(join_text(_figure_lines(figure, counted[figure.dispositif]), "\n")) for figure in overview.figures
    ]
    ways = actions(button(texts.TABLES, "records.tables", of=overview.promotion.name))
    return modal("records.use", texts.USE, [*blocks, ways, context(texts.FEWEST)])


def load_modal(promotion: Promotion, lines: Sequence[Load], *, now: datetime) -> Json:
    """Build the modal with each host's hours: by phase, and for each of four weeks, beginning with this week."""
    hosts = list(dict.fromkeys(line.host for line in lines))
    blocks: list[Block] = [section(texts.LOAD_INTRO(promotion=promotion.name))]
    blocks += [] if hosts else [section(texts.NO_LOAD)]
    for host in hosts[:MOST_HOSTS]:
        mine = [line for line in lines if line.host == host]
        blocks.append(section(join_text([_phases_sentence(host, mine), *_week_lines(mine, now=now)], "\n")))
    if (left := len(hosts) - MOST_HOSTS) > 0:
        others = texts.OTHER_HOST if left == 1 else texts.OTHER_HOSTS.format(count=left)
        blocks.append(section(texts.LOAD_MORE(others=others)))
    return modal("records.load", texts.LOAD, [*blocks, context(texts.LOAD_ONLY_HOURS)])


def _phases_sentence(host: Person, loads: Sequence[Load]) -> Said:
    said = []
    for number in sorted({line.phase for line in loads if line.over or line.ahead}):
        of = [line for line in loads if line.phase == number]
        over, ahead = (_hours_words(sum(each)) for each in zip(*((line.over, line.ahead) for line in of), strict=True))
        form = texts.LOAD_PHASE if number else texts.LOAD_BETWEEN
        said.append(form.format(number=number, over=over, ahead=ahead))
    return texts.LOAD_HOST(host=host.name, phases="\u00a0; ".join(said) or texts.NO_HOURS)


def _hours_words(minutes: int) -> str:
    """Format minutes as hours. More than 24 hours are possible: « 27 h 30 »."""
    return f"{minutes // 60}\u00a0h" + (f"\u00a0{minutes % 60:02}" if minutes % 60 else "")


def _week_lines(loads: Sequence[Load], *, now: datetime) -> list[Said]:
    first = day_of(now) - timedelta(days=day_of(now).weekday())
    weeks = [line for line in loads if first <= line.monday < first + timedelta(days=7 * WEEKS)]
    said = []
    for line in weeks:
        parts = [texts.LOAD_HOSTED.format(hours=_hours_words(line.over + line.ahead))]
        parts += [] if line.free is None else [texts.LOAD_FREE.format(hours=_hours_words(line.free))]
        said.append(texts.LOAD_WEEK(day=dates_words([line.monday]), hours=", ".join(parts)))
    return said


def uncovered_modal(overview: Overview, *, now: datetime) -> Json:
    blocks: list[Block] = [section(texts.TOUCHED_INTRO(phase=capitalise(_phase_words(overview))))]
    groups = [(texts.VALUES, overview.valeurs)]
    if overview.phase is not None:
        groups = [(texts.EIG, overview.eig), (texts.PORTEURS_SKILLS, overview.porteurs), *groups]
    blocks += [section(join_text([title, *_missing_lines(missing, now=now)], "\n")) for title, missing in groups]
    skills = [tag for tag in overview.touched if tag.is_skill]  # a value can have the name of a skill
    valeurs = [tag for tag in overview.touched if not tag.is_skill]
    blocks += [section(texts.DONE_SKILLS(names=_tag_names(skills)))] if skills else []
    blocks += [section(texts.DONE_VALUES(names=_tag_names(valeurs)))] if valeurs else []
    blocks += [] if overview.phase else [context(texts.NO_PHASES)]
    return modal("records.touched", texts.TOUCHED, [*blocks, context(texts.HOW)])


def tables_message(*, now: datetime) -> Message:
    """Build the direct message under which the bot posts the tables."""
    return text_message(texts.CARD(day=day_words(now, now)))


def _phase_words(overview: Overview) -> str:
    return (
        texts.PHASE.format(number=overview.phase.number, name=overview.phase.name) if overview.phase else texts.NO_PHASE
    )


def _column_keys(overview: Overview) -> list[str]:
    """Return the keys of the columns. A closed dispositif that never took place has no column."""
    counts = {
        "bureau-aide": any(line.desks for line in overview.lines),
        "own": any(line.own for line in overview.lines),
        "atelier": any(line.workshops for line in overview.lines),
        "comite": any(line.committee for line in overview.lines),
        "rapport": any(line.reported for line in overview.lines),
    }
    left_out = {key for key, some in counts.items() if not some and (key == "own" or key in overview.closed)}
    return [key for key in texts.COLUMNS if key not in left_out]


def _table_block(columns: Sequence[str], rows: Sequence[Sequence[str | int]], *, promotion_name: str) -> Json:
    return {
        "type": "data_table",
        "caption": texts.CAPTION.format(title=texts.TITLE, promotion=promotion_name),
        "rows": [[_table_cell(value) for value in row] for row in (columns, *rows)],
        "page_size": MOST_ROWS,
    }


def _table_cell(value: str | int) -> Json:
    """Build a cell. Numbers stay numbers, so that people can sort a column of numbers."""
    if isinstance(value, int):
        return {"type": "raw_number", "text": str(value), "value": value}
    return {"type": "raw_text", "text": value}


def _fit_rows(rows: Sequence[Sequence[str | int]]) -> Sequence[Sequence[str | int]]:
    sums = accumulate(sum(len(str(value)) for value in row) for row in rows)
    return rows[: min(MOST_ROWS, sum(words <= MOST_WORDS for words in sums))]


def _table_row(line: DefiLine, *, is_over: bool, now: datetime) -> dict[str, str | int]:
    coaches = [texts.YOU] if line.mine else []
    met = _short_day(line.met, now) if line.met else texts.NEVER
    if line.met and line.met_by:
        met = texts.BY.format(day=met, names=join_words(line.met_by))
    no_committee = texts.NO_COMMITTEE_HELD if is_over else texts.NO_COMMITTEE
    unreported = texts.NO_REPORT if is_over else texts.UNREPORTED
    awaits = [] if is_over else _awaited_words(line, now=now)  # After the promotion, a défi has nothing pending.
    return {
        "defi": line.defi.name,
        "coachs": capitalise(join_words([*coaches, *line.coaches]) or texts.TEAM),
        "attend": capitalise("\u00a0; ".join(awaits) or texts.NOTHING),
        "rencontre": capitalise(met),
        "bureau-aide": line.desks,
        "own": line.own,
        "atelier": line.workshops,
        "comite": capitalise(_short_day(line.committee, now) if line.committee else no_committee),
        "rapport": capitalise(texts.REPORTED if line.reported else unreported),
    }


def _awaited_words(line: DefiLine, *, now: datetime) -> list[str]:
    found = []
    for asked in line.waiting:
        since = texts.SINCE.format(day=_short_day(asked.since, now)) if asked.since else ""
        waits = texts.OWN_WAITS if asked.name else texts.WORKSHOP_WAITS if asked.workshop else texts.WAITING
        found.append(waits.format(name=asked.name, since=since))
    if line.late_actions:
        found.append(
            texts.LATE_ACTION if line.late_actions == 1 else texts.LATE_ACTIONS.format(count=line.late_actions)
        )
    if line.is_long_ago(now):
        found.append(texts.LONG_AGO if line.met else texts.NOT_MET)
    return found


def _short_day(moment: datetime, now: datetime) -> str:
    """Return a day without its weekday. If the year is not the year of `now`, add the year."""
    day = day_of(moment)
    return dates_words([day]) + ("" if day.year == day_of(now).year else f" {day.year}")


def _figure_lines(figures: Figures, total: DispositifTotal) -> list[Said]:
    shown = {"over": total.over, "ahead": total.ahead, "cancelled": total.cancelled}
    counts = texts.COUNTS.format_map({name: texts.MASKED if count is None else count for name, count in shown.items()})
    lines = [texts.FIGURES(name=figures.name or texts.NAMES[figures.dispositif], counts=counts)]
    if figures.come is not None:
        lines.append(texts.ATTENDED(come=figures.come, there=figures.there, missing=figures.missing))
    if figures.days is not None:
        lines.append(
            texts.DAYS(days=texts.ONE_DAY if figures.days <= 1 else texts.MANY_DAYS.format(count=ceil(figures.days)))
        )
    return lines


def _missing_lines(missing: MissingTags, *, now: datetime) -> list[Said]:
    if not missing.tags:
        return [texts.ALL]
    lines = [texts.MISSING(names=_tag_names(missing.tags))]
    if missing.kinds:
        lines.append(texts.COULD(kinds=", ".join(texts.COULD_BE[kind] for kind in missing.kinds)))
    free = [
        texts.DATE.format(name=texts.NAMES[each.dispositif].lower(), day=day_words(each.starts, now))
        for each in missing.free
    ]
    lines += [texts.FREE(dates="\u00a0; ".join(free))] if free else []
    return [*lines, *(texts.SUBJECT(tag=tag.name, subject=text) for tag, text in missing.subjects)]


def _tag_names(tags: Sequence[Tag]) -> str:
    return ", ".join(dict.fromkeys(tag.name for tag in tags))


SHOWN = 15  # the most lines; `/agenda` has the whole list


def week_message(week: Week, reader_id: int, *, now: datetime) -> Message | None:
    """Build the message of a coach's week. Without any appointment or late action, return None."""
    hosted = [
        texts.line(
            moment_words(outline.appointment.starts, now),
            outline.name,
            defi=outline.defi,
            others=outline.others(reader_id),
        )
        for outline in week.hosted[:SHOWN]
    ]
    if len(week.hosted) > SHOWN:
        hosted.append(texts.AND_MORE(count=len(week.hosted) - SHOWN))
    defis = [texts.late(defi.name, count) for defi, count in week.defis]
    late = any(count for _, count in week.defis)
    if not hosted and not late:
        return None
    blocks: list[Block] = []
    heard = []
    for title, lines in ((texts.HOSTED, hosted), (texts.DEFIS, defis)):
        if lines:
            blocks.append(section(join_text([title, *lines], "\n• ")))
            heard += [end_sentence(title.replace("*", "")), *map(end_sentence, lines)]
    return message(join_text(heard), *blocks)
