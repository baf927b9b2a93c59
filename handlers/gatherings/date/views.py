"""Views of one date of a series (its page, forms and notices), and of « Ce mois-ci ». Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement

from bot.agenda.model import Appointment
from bot.dates.paris import day_of
from bot.dates.words import day_words, join_words, moment_words, month_words, range_words, span_words
from bot.gatherings.announcements import postponed_until
from bot.gatherings.lacking import missing_facts
from bot.gatherings.model import GatheringSheet, Reply
from bot.gatherings.series.overview import PlannerPage
from bot.planning.lines import MonthDates, MonthLine, is_for_eig
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement.views import NOTHING, CardExtra, date_and_name, title_sentence
from handlers.gatherings.seminars import views
from handlers.kit import tags
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    divider,
    field,
    header,
    line,
    message,
    modal,
    section,
    select,
    text_message,
)
from handlers.kit.escaping import Said, bold, escape_and_link
from handlers.kit.gestures.texts import MOVE
from handlers.kit.gestures.views import DateFormTexts
from handlers.kit.sentences import FACT, end_sentence, join_text
from handlers.kit.texts import GO_BACK, REASONED
from handlers.kit.told import open_button as open_appointment

from . import texts

SHOWN = 15
BUTTONS = 5


def page_modal(page: PlannerPage, *, extra: CardExtra = NOTHING, now: datetime) -> Json:
    """Build the page of a date, with its actions. `extra` is the part that depends on the kind of gathering."""
    sheet = page.sheet
    blocks: list[Block] = [section(join_text([bold(name_of(sheet)), *_facts(page, now=now)], "\n"))]
    if sheet.is_cancelled:
        return modal("gatherings.date", texts.PAGE_TITLE, [*blocks, section(texts.IS_CANCELLED)])
    return modal("gatherings.date", texts.PAGE_TITLE, [*blocks, *action_blocks(sheet, extra=extra, now=now)])


def action_blocks(sheet: GatheringSheet, *, extra: CardExtra = NOTHING, now: datetime) -> list[Block]:
    """Build the planner's actions on a coming date. The blocks of `extra` stand before the rare actions."""
    own = [*extra.blocks, *([actions(*extra.buttons)] if extra.buttons else [])]
    blocks: list[Block] = []
    if sheet.appointment.starts <= now:
        blocks += [*views.attendance_blocks(sheet, now=now), *own]
    elif sheet.gathering.unclaimed:
        blocks += [section(texts.IS_UNCLAIMED), actions(*_date_buttons(sheet, now=now)), *own]
    else:
        blocks += [*own, actions(*_date_buttons(sheet, now=now))]
    return blocks


def date_form_texts(sheet: GatheringSheet, *, now: datetime) -> DateFormTexts:
    return DateFormTexts(
        thing_id=sheet.gathering.id,
        head=title_sentence(sheet, now),
        name=name_of(sheet),
        starts=sheet.appointment.starts,
        of=sheet.appointment,
        rules=[texts.MOVE_RULE, *([texts.MOVE_FINAL] if sheet.gathering.unclaimed else [])],
        ends=[texts.CANCEL_RULE],
        asks=True,
    )


def hand_over_form(page: PlannerPage, *, now: datetime) -> Json:
    sheet = page.sheet
    head = section(title_sentence(sheet, now))
    if not page.colleagues:
        return modal("gatherings.done", texts.HAND_OVER, [head, section(texts.NOBODY_FREE)])
    people = [(colleague.name, str(colleague.id)) for colleague in page.colleagues[:100]]
    blocks = [
        head,
        field("person", texts.COLLEAGUE, select("person", texts.CHOOSE, people)),
        context(texts.HAND_OVER_RULE),
    ]
    return modal(
        "gatherings.handed", texts.HAND_OVER, blocks, submit=texts.HAND_OVER, private_metadata=_private_metadata(sheet)
    )


def capacity_form(sheet: GatheringSheet, *, now: datetime) -> Json:
    typed = PlainTextInputElement(action_id="capacity", max_length=6, initial_value=str(sheet.capacity or "") or None)
    blocks = [section(title_sentence(sheet, now)), field("capacity", texts.PLACES, typed)]
    return modal(
        "gatherings.placed", texts.CAPACITY, blocks, submit=texts.CAPACITY, private_metadata=_private_metadata(sheet)
    )


def done_modal(title: str, *sentences: Said) -> Json:
    return modal("gatherings.done", title, [section(join_text(sentences))])


def moved_message(
    sheet: GatheringSheet,
    group: Appointment | None = None,
    *,
    old_start: datetime,
    reader_id: int | None,
    now: datetime,
) -> Message:
    """Build the notice of a new time. `group` is the reader's small group, which may begin later and has its own room.

    If `reader_id` is None, the notice is for a channel, and leaves out the reason. Only participants see the room;
    people on the waiting list do not."""
    for_all = reader_id is None
    appointment = group or sheet.appointment
    was = moment_words(old_start + (appointment.starts - sheet.appointment.starts), now)
    key = texts.TOLD_MOVED(name=name_of(sheet), after=moment_words(appointment.starts, now), before=was)
    reason = None if for_all else appointment.reason
    where = appointment.place or (None if for_all else group.link if group else sheet.room_for(reader_id))
    shown = [join_text([key, *_reason_lines(reason, with_links=True)]), *_place_lines(where)]
    foot = texts.MOVED_FOOT_FOR_ALL if for_all else texts.MOVED_FOOT
    row = [] if for_all else [actions(_appointment_button(sheet, now=now))]
    return message(join_text([key, *_reason_lines(reason), foot]), section(join_text(shown, "\n")), context(foot), *row)


def cancelled_message(
    sheet: GatheringSheet, *, known_start: datetime | None = None, for_all: bool = False, now: datetime
) -> Message:
    """Build the notice of a cancellation. `known_start` is the date that the reader knew, if it changed since.

    If `for_all` is true, the notice is for a channel, and does not contain the reason."""
    appointment = sheet.appointment
    key = naming.CANCELLED(name=name_of(sheet), when=moment_words(known_start or appointment.starts, now))
    return text_message(join_text([key, *_reason_lines(None if for_all else appointment.reason)]))


def handed_over_message(sheet: GatheringSheet, *, reader_id: int | None, taker_id: int, now: datetime) -> Message:
    """Build the notice that a date has a new host, for the new host or for the previous host."""
    name, when = name_of(sheet), moment_words(sheet.appointment.starts, now)
    if reader_id == taker_id:
        said = texts.HANDED_TO(name=name, when=when)
        return message(said, section(said), actions(_appointment_button(sheet, now=now)))
    taker = sheet.people.get(taker_id)
    return text_message(texts.HANDED_FROM(who=taker.name if taker else naming.SOMEBODY, name=name, when=when))


def questions_message(sheets: Sequence[GatheringSheet], *, now: datetime) -> Message:
    """Build the organiser's questions, with a button for each date that is « à arbitrer » or lacks facts."""
    if not sheets:
        return text_message(texts.SETTLED)
    blocks: list[Block] = [header(texts.ASK_TITLE)]
    asked = [_question_line(sheet, now=now) for sheet in sheets[:SHOWN]]
    for at, (sheet, each) in enumerate(zip(sheets, asked, strict=False)):
        blocks.append(section(each))
        if len(sheets) == 1 and sheet.gathering.unclaimed:
            blocks.append(actions(*choice_buttons(sheet, now=now)))
        elif at < BUTTONS:
            blocks.append(actions(open_button(sheet, now=now)))
    return message(join_text([end_sentence(texts.ASK_TITLE), *asked]), *blocks)


def awaiting_line(sheet: GatheringSheet, *, fill_button: InteractiveElement | None = None, now: datetime) -> HomeLine:
    """Build the line of the Home about a date for which the organiser must decide.

    `fill_button` is the button to the form."""
    row = choice_buttons(sheet, now=now) if sheet.gathering.unclaimed else []
    return line(
        _question_line(sheet, now=now), *row, *([fill_button] if fill_button else []), open_button(sheet, now=now)
    )


def open_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    value = str(sheet.gathering.id)
    return button(texts.OPEN, f"gatherings.gathering:{value}", value=value, of=date_and_name(sheet, now))


def name_of(sheet: GatheringSheet) -> str:
    return naming.name_of(sheet.series, sheet.gathering)


def state_lines(sheet: GatheringSheet, missing_codes: Sequence[str], *, now: datetime) -> list[Said]:
    """Return the planner's lines about a date: whether it is announced, and which facts are missing."""
    gathering, until = sheet.gathering, postponed_until(sheet)
    if gathering.announced_at is not None:
        told = texts.ANNOUNCED(day=day_words(gathering.announced_at, now))
    elif until is not None:
        told = texts.HELD(until=moment_words(until, now))
    else:
        told = texts.TO_ANNOUNCE(day=day_words(max(gathering.announce_at, now), now))
    return [told, *([texts.MISSING(what=naming.lacking(missing_codes))] if missing_codes else [])]


def _appointment_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    return open_appointment(sheet.appointment.id, of=date_and_name(sheet, now))


def choice_buttons(sheet: GatheringSheet, *, now: datetime) -> list[InteractiveElement]:
    """Build the actions on a date without a host: choose another time or a colleague, or keep it as it is."""
    value, named = str(sheet.gathering.id), date_and_name(sheet, now)
    ask = confirm_dialog(texts.KEEP_TITLE, texts.KEEP_SURE, yes=texts.KEEP_YES, no=GO_BACK)
    return [
        button(MOVE, "gatherings.shift", value=value, of=named),
        button(texts.HAND_OVER, "gatherings.hand_over", value=value, of=named),
        button(texts.KEEP, "gatherings.keep", value=value, of=named, confirm=ask),
    ]


def _date_buttons(sheet: GatheringSheet, *, now: datetime) -> list[InteractiveElement]:
    value, named = str(sheet.gathering.id), date_and_name(sheet, now)
    first = choice_buttons(sheet, now=now) if sheet.gathering.unclaimed else choice_buttons(sheet, now=now)[:2]
    rest = [
        button(texts.CAPACITY, "gatherings.capacity", value=value, of=named),
        button(texts.CANCEL, "gatherings.drop", value=value, of=named),
    ]
    return [*first, *rest]


def _facts(page: PlannerPage, *, now: datetime) -> list[str]:
    sheet = page.sheet
    appointment, gathering = sheet.appointment, sheet.gathering
    where = appointment.place or appointment.link
    hosts = [sheet.people[id_].name for id_ in appointment.host_ids if id_ in sheet.people]
    starts, ends = appointment.starts, appointment.ends
    several_days = day_of(starts) != day_of(ends)
    facts: list[str] = [span_words(starts, ends, now=now) if several_days else moment_words(starts, now)]
    if gathering.moved_for:
        facts.append(announcement_texts.instead(gathering.by_rule, gathering.moved_for, now))
    facts += [texts.HOST(names=join_words(hosts or [naming.NOBODY]))]
    facts += _place_lines(where)
    facts.append(texts.places(len(sheet.who_replied(Reply.COMES)), sheet.capacity))
    return [*facts, *state_lines(sheet, page.missing, now=now)]


def _question_line(sheet: GatheringSheet, *, now: datetime) -> Said:
    name, when, codes, until = (
        name_of(sheet),
        moment_words(sheet.appointment.starts, now),
        missing_facts(sheet),
        postponed_until(sheet),
    )
    asked = [texts.ASK_HOST(name=name, when=when)] if sheet.gathering.unclaimed else []
    asked += [texts.ASK_MISSING(name=name, when=when, what=naming.lacking(codes))] if codes else []
    return join_text([*asked, *([texts.ASK_BEFORE(until=moment_words(until, now))] if until else [])])


def _place_lines(place: str | None) -> list[Said]:
    return [naming.WHERE(place=escape_and_link(place))] if place else []


def _reason_lines(reason: str | None, *, with_links: bool = False) -> list[Said]:
    """Return the sentence with the reason, if there is one. If `with_links` is true, web addresses become links."""
    given = (reason or "").rstrip(".")
    return [REASONED(reason=escape_and_link(given) if with_links else given)] if reason else []


def _private_metadata(sheet: GatheringSheet) -> str:
    return str(sheet.gathering.id)


MONTH_SHOWN = 40  # the most lines in one message, since Slack allows 50 blocks
MOST_SAID = 3000  # the most characters of all lines, since Slack allows 4,000 in a text for screen readers


def month_message(month: MonthDates, *, now: datetime) -> Message:
    """Build « Ce mois-ci », with the date, place, skills, values and audience of each event."""
    title = texts.TITLE(month=month_words(month.first))
    spoken = [end_sentence(join_text([_month_line(line, now=now), *_detail_lines(line)], ". ")) for line in month.lines]
    lengths = accumulate(len(text) + 1 for text in spoken)
    shown = max(1, sum(length <= MOST_SAID for length in list(lengths)[:MONTH_SHOWN]))
    blocks = [_month_block(line, now=now) for line in month.lines[:shown]]
    names = dict.fromkeys(naming.named(line.series, line.title) for line in month.lines[shown:])
    rest = [texts.others(len(month.lines) - shown, [*names])] if names else []
    heard = join_text([end_sentence(title), *spoken[:shown], *rest, texts.FOOT])
    return message(heard, header(title.plain), *blocks, *map(section, rest), context(texts.FOOT))


def month_lines(month: MonthDates, *, now: datetime) -> list[str]:
    """Return a line for each event, not escaped, for the welcome of a new member."""
    return [_month_line(line, now=now).plain for line in month.lines]


def month_preview_modal(month: MonthDates, *, now: datetime) -> Json:
    """Build the preview of the next month: open questions, then the text that the channel will get."""
    blocks: list[Block] = [section(texts.NEXT_TITLE(month=month_words(month.first)))]
    if not month.lines:
        return modal("gatherings.planned", texts.NEXT, [*blocks, section(texts.NOTHING)])
    blocks.append(context(texts.DRY))
    if not month.promotion.channels.get("promotion"):
        blocks.append(context(texts.WITHOUT_CHANNEL))
    to_do = [what for line in month.lines for what in _to_do_lines(line, now=now)]
    blocks.append(section(join_text([texts.TO_DO, *to_do], "\n• ") if to_do else texts.NOTHING_TO_DO))
    written = texts.WRITTEN if month.promotion.channels.get("promotion") else texts.SENT
    for title, lines in (
        (written, [each for each in month.lines if is_for_eig(each)]),
        (texts.APART, [each for each in month.lines if not is_for_eig(each)]),
    ):
        blocks += (
            [divider(), section(title), *(_month_block(line, now=now) for line in lines[:MONTH_SHOWN])] if lines else []
        )
    return modal("gatherings.planned", texts.NEXT, blocks)


def month_not_posted_message(month: MonthDates, *, reason: str) -> Message:
    """Build the notice to coaches that the channel refused « Ce mois-ci »."""
    return text_message(texts.lost(month_words(month.first), reason))


def _to_do_lines(line: MonthLine, *, now: datetime) -> list[Said]:
    what = _month_line(line, now=now)
    found = [texts.UNCLAIMED(what=what)] if line.unclaimed else []
    if line.missing:
        found.append(texts.MONTH_MISSING(what=what, lacks=naming.lacking(line.missing)))
    if line.moved_for:
        found.append(
            texts.MOVED(what=what, moved=naming.IN_PLACE_OF(day=day_words(line.by_rule, now), holiday=line.moved_for))
        )
    return found or ([texts.UNMADE(what=what)] if line.is_unmade else [])


def _month_block(line: MonthLine, *, now: datetime) -> Block:
    return section(join_text([bold(_month_line(line, now=now)), *_detail_lines(line, with_links=True)], "\n"))


def _month_line(line: MonthLine, *, now: datetime) -> Said:
    return texts.LINE(when=_date_words(line, now), name=naming.named(line.series, line.title))


def _detail_lines(line: MonthLine, *, with_links: bool = False) -> list[Said]:
    """Return the lines after an event's date and name. If `with_links` is true, web addresses become links."""
    series = line.series
    lines = [texts.HOSTED(name=line.host.name)] if line.host else []
    lines += [texts.PLACE(where=escape_and_link(line.place) if with_links else line.place)] if line.place else []
    lines += [texts.ONLINE] if line.is_online else []
    lines += [FACT(name=name, what=what) for name, what in tags.facts(line.tags)]
    if series.opened_to:
        lines.append(texts.OPENED(names=", ".join(naming.OPENED[role] for role in sorted(series.opened_to))))
    return lines


def _date_words(line: MonthLine, now: datetime) -> str:
    if day_of(line.starts) != day_of(line.ends):
        return f"du {moment_words(line.starts, now)} au {moment_words(line.ends, now)}"
    return f"{day_words(line.starts, now)} {range_words(line.starts, line.ends)}"
