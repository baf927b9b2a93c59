"""Views of the agenda: upcoming appointments by day, their history, and the address of the feed. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from slack_sdk.models.blocks import Block, InteractiveElement, StaticSelectElement

from bot.agenda.calendars.entries import Outline, join_names
from bot.agenda.late import DELAYS
from bot.agenda.model import Appointment, State
from bot.agenda.past import APPOINTMENT, AppointmentHistory, affected_person_id, verb_of
from bot.catalogue.tags import Tags
from bot.dates.holidays import is_holiday
from bot.dates.paris import day_of
from bot.dates.words import day_words, duration_words, moment_words, month_words, range_words, time_words
from bot.planning.own_agenda import DEFI, HOSTED, PAGE, WHOLE, Agenda, AgendaControl, AgendaFilters
from bot.programme.model import Entry, Person
from bot.programme.roles import Role
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    header,
    message,
    modal,
    section,
    select,
    text_message,
)
from handlers.kit.escaping import Said, bold
from handlers.kit.sentences import FACT, capitalise, end_sentence, fact, join_text
from handlers.kit.tags import TagsMetadata, tag_fields
from handlers.kit.tags import facts as tag_facts
from handlers.kit.texts import CHANGE_TAGS, OPEN, OPEN_FIRST_OF_ALL, PAST_OF
from handlers.kit.told import open_button, open_menu

from . import texts

SHOWN, PAST = PAGE, 30
FRIDAY, MOST_OPEN = 4, 100
DAY_ROOM, DAY_SPOKEN, BETWEEN = (
    1700,
    500,
    "\u00a0; ",
    # A day has at most 1700 characters on screen and 500 in the text, so that seven days fit into a message.
)
EVERY = "-"  # the filter's value for all months
JOIN = "join"  # This option lists the gatherings that the reader can join.
# the most buttons that open appointments, and the most buttons together with the links to rooms
OPENED, LINKS = 3, 4


def tags_form(about: TagsMetadata, shown_tags: Tags, *, is_overtaken: bool = False) -> Json:
    """Build the form of skills and values. Its fields have the values of `shown_tags`.

    `about` has the saved values. `is_overtaken` means that another person saved other values meanwhile."""
    blocks = [section(texts.GUESSED)] if shown_tags.guessed and shown_tags else []
    if is_overtaken:
        facts = [fact(name, what) for name, what in tag_facts(about.tags)]
        blocks = [section(join_text([texts.OVERTAKEN, *(facts or [texts.NONE_CHOSEN])]))]
    blocks += [*tag_fields(shown_tags), context(texts.TAGGED_BY_ALL)]
    carries = str(about)
    return modal("agenda.tagged", CHANGE_TAGS, blocks, submit=texts.SAVE, private_metadata=carries)


def tags_saved_modal() -> Json:
    return modal("agenda.noted", CHANGE_TAGS, [section(texts.TAGGED)])


def history_modal(history: AppointmentHistory, *, is_custom: bool = False, now: datetime) -> Json:
    """Build the modal with an appointment's history, newest line first.

    Equal lines are shown once, and actions without a sentence never. `is_custom` means that the programme added the
    appointment's format."""
    told = [
        _history_line(entry, history, is_custom=is_custom, now=now)
        for entry in history.entries
        if texts.has_words(verb_of(entry))
    ]
    lines = list(dict.fromkeys(told))
    shown = [section(join_text(lines[at : at + 10], "\n")) for at in range(0, min(len(lines), PAST), 10)]
    more = [context(texts.OLDER(count=PAST))] if len(lines) > PAST else []
    blocks = [*(shown or [section(texts.NO_PAST)]), *more, context(texts.PAST_FOOT)]
    return modal("agenda.past", PAST_OF, blocks)


def _history_line(entry: Entry, history: AppointmentHistory, *, is_custom: bool, now: datetime) -> Said:
    starts, about = (
        history.starts.get(entry.thing_id) if entry.thing == APPOINTMENT else None,
        affected_person_id(entry),
    )
    what = texts.done(verb_of(entry), history.names.get(about or 0), own=is_custom)
    if starts is not None:
        what = texts.OF_ONE(what=what, when=moment_words(starts, now))
    when = capitalise(moment_words(entry.at, now))
    if entry.actor_id is None:
        return texts.BY_ITSELF(when=when, what=what)
    if entry.actor_id == about:
        return texts.BY_THEMSELVES(when=when, what=what)
    return texts.BY(when=when, what=what, who=history.names.get(entry.actor_id) or texts.SOMEBODY)


def week_message(outlines: Sequence[Outline], viewer: Person, *, now: datetime) -> Message:
    today = day_of(now)
    days = [today + timedelta(days=offset) for offset in range(7)]
    within = [outline for outline in outlines if day_of(outline.appointment.starts) <= days[-1]]
    lines = [(capitalise(day_words(day, now)), _day_lines(day, within)) for day in days]
    lines = [(day, what) for day, what in lines if what]
    ways: list[InteractiveElement] = (
        [open_menu([_appointment_choice(outline, now=now) for outline in within[:MOST_OPEN]])] if within else []
    )
    ways += [button(texts.NEEDS, "helpdesk.needs")] if Role.COACH in viewer.roles else []
    ways.append(button(texts.WHOLE, "agenda.show", value=filter_value(WHOLE)))
    later = next((outline for outline in outlines if outline not in within), None)
    foot = [texts.THEN(when=moment_words(later.appointment.starts, now), what=later.name)] if later else []
    drawn = [section(FACT(name=bold(day), what=_join_up_to(what, max_chars=DAY_ROOM))) for day, what in lines]
    blocks = [*drawn, *map(section, foot), actions(*ways)]
    spoken = [end_sentence(FACT(name=day, what=_join_up_to(what, max_chars=DAY_SPOKEN))) for day, what in lines]
    return message(join_text([end_sentence(texts.WEEK), *spoken, *foot]), header(texts.WEEK), *blocks)


def _day_lines(day: date, outlines: Sequence[Outline]) -> list[Said]:
    """Return the appointments of a day in words. For a free day, say so, or return nothing on a weekend."""
    held = [outline for outline in outlines if _is_on(outline.appointment, day)]
    if not held:
        return [] if day.weekday() > FRIDAY else [texts.HOLIDAY if is_holiday(day) else texts.FREE_DAY]
    return [
        texts.short(
            outline.name,
            time_words(outline.appointment.starts) if day_of(outline.appointment.starts) == day else "",
            defi=outline.defi,
            held=outline.appointment.state is State.HELD,
        )
        for outline in held
    ]


def _is_on(appointment: Appointment, day: date) -> bool:
    """Check whether an appointment is on a day. An appointment that ends at midnight is not on the next day."""
    return day_of(appointment.starts) <= day <= day_of(appointment.ends - timedelta(microseconds=1))


def _join_up_to(items: Sequence[Said], *, max_chars: int) -> Said:
    """Return as many items as fit into `max_chars` characters, and how many are left out."""
    shown = list(items)
    while len(shown) > 1 and len(join_text(shown, BETWEEN)) > max_chars:
        shown.pop()
    more = [texts.more_of_day(len(items) - len(shown))] if len(shown) < len(items) else []
    return join_text([*shown, *more], BETWEEN)


def agenda_message(agenda: Agenda, viewer: Person, *, now: datetime) -> Message:
    """Build a page of the agenda, with its filter and the button to the next page."""
    title = texts.title(
        agenda.shown.what, agenda.dispositifs.get(agenda.shown.what), month=_month_words(agenda.shown.month)
    )
    return upcoming_message(
        agenda.outlines, viewer.id, title=title, agenda=agenda, may_open_all=Role.COACH in viewer.roles, now=now
    )


def upcoming_message(
    outlines: Sequence[Outline],
    viewer_id: int,
    *,
    title: str = texts.TITLE,
    agenda: Agenda | None = None,
    may_open_all: bool = False,
    now: datetime,
) -> Message:
    """Build a message with upcoming appointments by day. If there are none, say so.

    The first appointments have buttons to open them and to join their room, if the reader takes part. `may_open_all`
    means that the reader may open all of them. If `agenda` is given, the message also has the filter of this page."""
    narrowing = [actions(_filter_select(agenda), block_id=_block_id(agenda))] if agenda else []
    if not outlines:
        narrowed = agenda is not None and agenda.shown != AgendaFilters()
        said = join_text([end_sentence(title), texts.NOTHING_HERE]) if narrowed else texts.NOTHING
        row = [button(texts.CATALOGUE, "catalogue.menu"), _messages_button()]
        return message(said, section(said), actions(*row), *narrowing)
    shown = outlines[:SHOWN]
    can_open = [outline for outline in shown if may_open_all or outline.appointment.part_of(viewer_id)]
    more = (
        [button(texts.NEXT, "agenda.show:next", value=_next_page_value(agenda))] if agenda and agenda.has_more else []
    )
    blocks, spoken = _day_blocks(shown, viewer_id, openable=can_open[:OPENED], links=LINKS - len(more), now=now)
    foot = [OPEN_FIRST_OF_ALL] if any(_may_open_room(outline, viewer_id) for outline in shown) else []
    if agenda is not None and agenda.count > len(shown):
        foot.append(texts.PAGE(first=agenda.first, last=agenda.first + len(shown) - 1, count=agenda.count))
    elif len(outlines) > SHOWN:
        foot.append(texts.later(len(outlines) - SHOWN))
    rest = (
        [open_menu([_appointment_choice(outline, now=now) for outline in can_open[OPENED:]])]
        if len(can_open) > OPENED
        else []
    )
    last = [*map(section, foot), actions(*rest, *more, _messages_button()), *narrowing, context(texts.FOOT)]
    return message(join_text([end_sentence(title), *spoken, *foot, texts.FOOT]), header(title), *blocks, *last)


def filter_value(what: str, month: str = "", *, page: int = 0, sort: AgendaControl = AgendaControl.WHAT) -> str:
    """Return a filter as the value of an option. `sort` says what the option changes, so that all values differ."""
    return f"{sort} {what} {month or EVERY} {page}"


def feed_message(address: str, *, is_renewed: bool = False) -> Message:
    """Build the message with the address of a person's calendar feed, and with instructions.

    `is_renewed` means that the address replaces an old one."""
    first = texts.RENEWED if is_renewed else texts.FEED_INTRO
    told = [first, texts.ADDRESS(address=address), join_text((texts.OUTLOOK, texts.GOOGLE, texts.APPLE), "\n")]
    renew = confirm_dialog(texts.RENEW_TITLE, texts.RENEW_SURE, yes=texts.RENEW_YES, no=texts.KEEP)
    revoke = confirm_dialog(texts.REVOKE_TITLE, texts.REVOKE_SURE, yes=texts.REVOKE_YES, no=texts.KEEP)
    row = actions(
        button(texts.RENEW, "agenda.renew", confirm=renew),
        button(texts.REVOKE, "agenda.revoke", confirm=revoke),
    )
    text = join_text([*told, texts.FEED_FOOT])
    return message(text, header(texts.FEED_TITLE), *map(section, told), context(texts.FEED_FOOT), row)


def moved_entry_message(outline: Outline, new_start: datetime | None, *, now: datetime) -> Message:
    """Build the notice to a person who moved their own calendar entry. If `new_start` is None, they deleted it."""
    appointment = outline.appointment
    what, when = outline.name, moment_words(appointment.starts, now)
    text = (
        texts.GONE_THERE(what=what, when=when)
        if new_start is None
        else texts.MOVED_THERE(what=what, moved=moment_words(new_start, now), when=when)
    )
    of = f"{when}, {what}"
    back = button(texts.PUT_BACK, f"agenda.put_back:{appointment.id}", value=str(appointment.id), of=of)
    return message(text, section(text), actions(open_button(appointment.id, of=of), back))


def restored_message(outline: Outline, *, now: datetime) -> Message:
    text = texts.PUT_BACK_DONE(what=outline.name, when=moment_words(outline.appointment.starts, now))
    return message(text, section(text))


def feed_revoked_message(*, had_address: bool) -> Message:
    """Build the confirmation. `had_address` means that there was an address to delete."""
    text = texts.REVOKED if had_address else texts.NOTHING_TO_REVOKE
    return message(text, section(text))


def without_address_message() -> Message:
    """Explain that a calendar has no address, because the bot has no public address."""
    return message(texts.WITHOUT_ADDRESS, section(texts.WITHOUT_ADDRESS))


def _day_blocks(
    outlines: Sequence[Outline], viewer_id: int, *, openable: Sequence[Outline], links: int, now: datetime
) -> tuple[list[Block], list[Said]]:
    """Build blocks for each day with its buttons, and the same days as text for screen readers.

    `openable` has the appointments that get a button to open them. `links` is the most buttons in all, including those
    that join a room."""
    linked = [outline for outline in outlines if _link(outline, viewer_id)][: max(links - len(openable), 0)]
    blocks: list[Block] = []
    spoken: list[Said] = []
    for day, group in groupby(outlines, key=lambda outline: _day_heading(outline.appointment, now)):
        ones = list(group)
        lines = [_appointment_line(outline, viewer_id, now=now) for outline in ones]
        blocks.append(section(join_text([bold(day), *lines], "\n• ")))
        row = [_open_button(outline, is_single=len(ones) == 1, now=now) for outline in ones if outline in openable]
        row += [_join_button(outline, now=now) for outline in ones if outline in linked]
        blocks += [actions(*row)] if row else []
        said = [texts.spoken_line(line, _link(outline, viewer_id)) for line, outline in zip(lines, ones, strict=True)]
        spoken.append(FACT(name=day, what=join_text(said)))
    return blocks, spoken


def _day_heading(appointment: Appointment, now: datetime) -> str:
    days = day_of(appointment.starts) - day_of(now)
    relative = {timedelta(days=0): texts.TODAY, timedelta(days=1): texts.TOMORROW}.get(days)
    return texts.day(day_words(appointment.starts, now), relative=relative)


def _appointment_line(outline: Outline, viewer_id: int, *, now: datetime) -> Said:
    appointment = outline.appointment
    if day_of(appointment.starts) == day_of(appointment.ends):
        span = range_words(appointment.starts, appointment.ends)
    else:
        span = texts.until_other_day(time_words(appointment.starts), moment_words(appointment.ends, now))
    held = appointment.state is State.HELD
    span = f"{span}, {appointment.place}" if appointment.place else span
    return texts.line(outline.name, span, defi=outline.defi, others=outline.others(viewer_id), held=held)


def _link(outline: Outline, viewer_id: int) -> str | None:
    """Return the link of a confirmed appointment to its participants only."""
    appointment = outline.appointment
    return appointment.link if appointment.state is State.CONFIRMED and appointment.part_of(viewer_id) else None


def _may_open_room(outline: Outline, viewer_id: int) -> bool:
    return bool(_link(outline, viewer_id)) and outline.appointment.opens_room(viewer_id)


def _messages_button() -> InteractiveElement:
    return button(texts.MESSAGES, "reminders.open")


def _filter_select(agenda: Agenda) -> StaticSelectElement:
    """Build the list of filters: what, month, gatherings to join. A choice of one filter keeps the other filters."""
    shown = agenda.shown
    what = [(texts.WHOLE, WHOLE)]
    what += [(texts.HOSTED, HOSTED)] if agenda.hosts else []
    what += [(texts.OF_DEFI, DEFI)] if agenda.has_defi else []
    what += [(name, key) for key, name in agenda.dispositifs.items()]
    groups = [(texts.GROUP_WHAT, [(name, _changed_filter(agenda, what=key)) for name, key in what])]
    if len(agenda.months) > 1 or shown.month:
        months = [(_month_words(month) or "", _changed_filter(agenda, month=month)) for month in agenda.months]
        groups.append((texts.GROUP_MONTH, [(texts.EVERY_MONTH, _changed_filter(agenda, month="")), *months]))
    groups.append((texts.GROUP_JOIN, [(texts.JOINABLE, JOIN)]))
    return select("agenda.show", texts.NARROW, groups=groups)


def _changed_filter(agenda: Agenda, *, what: str | None = None, month: str | None = None, page: int = 0) -> str:
    sort = AgendaControl.PAGE if page else AgendaControl.MONTH if month is not None else AgendaControl.WHAT
    return filter_value(what or agenda.shown.what, agenda.shown.month if month is None else month, page=page, sort=sort)


def _next_page_value(agenda: Agenda) -> str:
    return _changed_filter(agenda, page=agenda.shown.page + 1)


def _block_id(agenda: Agenda) -> str:
    """Return a block id for this content. With the same id, Slack would keep the old choice in a list."""
    return f"agenda {agenda.shown.what} {agenda.shown.month or '-'} {agenda.shown.page}"


def _month_words(month: str) -> str | None:
    return month_words(date.fromisoformat(f"{month}-01")) if month else None


def _open_button(outline: Outline, *, is_single: bool, now: datetime) -> InteractiveElement:
    appointment = outline.appointment
    label = OPEN if is_single else texts.OPEN_AT(time=time_words(appointment.starts)).plain
    return open_button(appointment.id, of=f"{moment_words(appointment.starts, now)}, {outline.name}", label=label)


def _appointment_choice(outline: Outline, *, now: datetime) -> Choice:
    appointment = outline.appointment
    return f"{moment_words(appointment.starts, now)}, {outline.name}", str(appointment.id)


def _join_button(outline: Outline, *, now: datetime) -> InteractiveElement:
    appointment = outline.appointment
    of = f"{day_words(appointment.starts, now)}, {outline.name}"
    return button(
        texts.JOIN_AT(time=time_words(appointment.starts)).plain,
        f"kit.link:{appointment.id}",
        url=appointment.link,
        of=of,
    )


def delay_form(outline: Outline, reader_id: int, *, now: datetime) -> Json:
    """Ask how late the person will be, with a button for each delay. If there is nobody to notify, say so."""
    appointment, names = outline.appointment, outline.others(reader_id)
    when = moment_words(appointment.starts, now)
    if not names:
        return modal("agenda.late_form", texts.LATE_TITLE, [section(texts.NOBODY(what=outline.name, when=when))])
    row = [
        button(
            duration_words(minutes),
            f"agenda.late_by:{minutes}",
            value=f"{appointment.id} {minutes}",
            of=f"{when}, {outline.name}",
        )
        for minutes in DELAYS
    ]
    asked = section(texts.ask(names, outline.name, when))
    return modal("agenda.late_form", texts.LATE_TITLE, [asked, actions(*row)])


def delay_sent_message(
    outline: Outline | None, *, is_told: bool, reader_id: int, is_chosen: bool = False, now: datetime
) -> Message:
    """Build the reply about a delay, with the names of the notified people.

    `outline` is None if no appointment is near. `is_chosen` means that the person chose the appointment."""
    if outline is None:
        return text_message(texts.NOT_NEAR if is_chosen else texts.FOR_NOTHING)
    names, when = join_names(outline.others(reader_id)), moment_words(outline.appointment.starts, now)
    if not names:
        return text_message(texts.NOBODY(what=outline.name, when=when))
    if is_told:
        return text_message(texts.TOLD(names=names, what=outline.name, when=when))
    return text_message(texts.AGAIN(names=names, what=outline.name, when=when))
