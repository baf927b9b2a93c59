"""One's own agenda drawn: what comes next by day, the address to follow it from elsewhere. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import Outline
from bot.agenda.model import Appointment, State
from bot.catalogue.tags import Tags
from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words, range_words, time_words
from handlers.agenda import texts
from handlers.kit.blocks import Choice, Json, Message, actions, button, context, header, message, modal, section, sure
from handlers.kit.escaping import Said, bold
from handlers.kit.sentences import FACT, fact, joined, stopped
from handlers.kit.tags import About, draw_fields
from handlers.kit.tags import facts as tag_facts
from handlers.kit.texts import CHANGE_TAGS, OPEN, OPEN_FIRST_OF_ALL
from handlers.kit.told import open_button, open_list

SHOWN = 15  # appointments: more is nobody's next weeks
OPENED, LINKS = 3, 4  # a message holds five buttons at most, and one is for reminders; a list opens the others


def tags_form(about: About, shown: Tags, *, overtaken: bool = False) -> Json:
    """Draw the form of what appointments are about; `about` has what is chosen so far, `shown` may be guessed or typed.

    `overtaken`: somebody else chose while it was filled in.
    """
    blocks = [section(texts.GUESSED)] if shown.guessed and shown else []
    if overtaken:
        facts = [fact(name, what) for name, what in tag_facts(about.tags)]
        blocks = [section(joined([texts.OVERTAKEN, *(facts or [texts.NONE_CHOSEN])]))]
    blocks += [*draw_fields(shown), context(texts.TAGGED_BY_ALL)]
    carries = str(about)
    return modal("agenda.tagged", CHANGE_TAGS, blocks, submit=texts.SAVE, private_metadata=carries)


def tagged() -> Json:
    """Draw that it is kept."""
    return modal("agenda.noted", CHANGE_TAGS, [section(texts.TAGGED)])


def week(outlines: Sequence[Outline], viewer_id: int, *, now: datetime) -> Message:
    """Draw what comes within seven days; what comes next where that is nothing."""
    within = [one for one in outlines if one.appointment.starts < now + timedelta(days=7)]
    if within or not outlines:
        return coming(within, viewer_id, title=texts.WEEK, now=now)
    return coming(outlines[:SHOWN], viewer_id, title=texts.AFTER_WEEK, now=now)


def coming(outlines: Sequence[Outline], viewer_id: int, *, title: str = texts.TITLE, now: datetime) -> Message:
    """Draw what comes next, by day, with a way to open each of them; a kind word when nothing does.

    The next ones have a button, and so have the next links, as far as there is room.
    """
    if not outlines:
        row = [button(texts.CATALOGUE, "catalogue.menu"), _reminders()]
        return message(texts.NOTHING, section(texts.NOTHING), actions(*row))
    shown = outlines[:SHOWN]
    opened = [one.appointment.id for one in shown[:OPENED]]
    linked = [one.appointment.id for one in shown if _link(one.appointment)][: LINKS - len(opened)]
    blocks: list[Block] = [header(title)]
    spoken = [stopped(title)]
    for day, group in groupby(shown, key=lambda one: _day(one.appointment, now)):
        ones = list(group)
        lines = [_line(one, viewer_id, now=now) for one in ones]
        blocks.append(section(joined([bold(day), *lines], "\n• ")))
        row = [_open(one, alone=len(ones) == 1, now=now) for one in ones if one.appointment.id in opened]
        row += [_join(one, now=now) for one in ones if one.appointment.id in linked]
        blocks += [actions(*row)] if row else []
        said = [texts.spoken_line(line, _link(one.appointment)) for line, one in zip(lines, ones, strict=True)]
        spoken.append(FACT(name=day, what=joined(said)))
    if any(one.appointment.opens_room(viewer_id) and _link(one.appointment) for one in shown):
        blocks.append(section(OPEN_FIRST_OF_ALL))
        spoken.append(OPEN_FIRST_OF_ALL)
    if len(outlines) > SHOWN:
        blocks.append(section(texts.later(len(outlines) - SHOWN)))
        spoken.append(texts.later(len(outlines) - SHOWN))
    rest = [open_list([_choice(one, now=now) for one in shown[OPENED:]])] if len(shown) > OPENED else []
    return message(joined([*spoken, texts.FOOT]), *blocks, actions(*rest, _reminders()), context(texts.FOOT))


def feed(address: str, *, renewed: bool = False) -> Message:
    """Draw the address of somebody's feed with how to subscribe; `renewed`: it is in the place of another."""
    first = texts.RENEWED if renewed else texts.FEED_INTRO
    told = [first, texts.ADDRESS(address=address), joined((texts.OUTLOOK, texts.GOOGLE, texts.APPLE), "\n")]
    renew = sure(texts.RENEW_TITLE, texts.RENEW_SURE, yes=texts.RENEW_YES, no=texts.KEEP)
    revoke = sure(texts.REVOKE_TITLE, texts.REVOKE_SURE, yes=texts.REVOKE_YES, no=texts.KEEP)
    row = actions(
        button(texts.RENEW, "agenda.renew", confirm=renew),
        button(texts.REVOKE, "agenda.revoke", confirm=revoke),
    )
    text = joined([*told, texts.FEED_FOOT])
    return message(text, header(texts.FEED_TITLE), *map(section, told), context(texts.FEED_FOOT), row)


def found(outline: Outline, moved: datetime | None, *, now: datetime) -> Message:
    """Draw to its owner that they moved an entry in their own calendar to this time, or took it out there (None)."""
    one = outline.appointment
    what, when = outline.name, moment_words(one.starts, now)
    text = (
        texts.GONE_THERE(what=what, when=when)
        if moved is None
        else texts.MOVED_THERE(what=what, moved=moment_words(moved, now), when=when)
    )
    of = f"{when}, {what}"
    back = button(texts.PUT_BACK, f"agenda.put_back:{one.id}", value=str(one.id), of=of)
    return message(text, section(text), actions(open_button(one.id, of=of), back))


def put_back(outline: Outline, *, now: datetime) -> Message:
    """Draw that an entry is on its way back into one's own calendar."""
    text = texts.PUT_BACK_DONE(what=outline.name, when=moment_words(outline.appointment.starts, now))
    return message(text, section(text))


def revoked(*, existed: bool) -> Message:
    """Draw that the address is gone, or was gone before."""
    text = texts.REVOKED if existed else texts.NOTHING_TO_REVOKE
    return message(text, section(text))


def without_address() -> Message:
    """Draw why there is no address to give yet."""
    return message(texts.WITHOUT_ADDRESS, section(texts.WITHOUT_ADDRESS))


def _day(appointment: Appointment, now: datetime) -> str:
    days = day_of(appointment.starts) - day_of(now)
    relative = {timedelta(days=0): texts.TODAY, timedelta(days=1): texts.TOMORROW}.get(days)
    return texts.day(day_words(appointment.starts, now), relative=relative)


def _line(outline: Outline, viewer_id: int, *, now: datetime) -> Said:
    one = outline.appointment
    if day_of(one.starts) == day_of(one.ends):
        span = range_words(one.starts, one.ends)
    else:
        span = texts.until_other_day(time_words(one.starts), moment_words(one.ends, now))
    held = one.state is State.HELD
    span = f"{span}, {one.place}" if one.place else span
    return texts.line(outline.name, span, defi=outline.defi, others=outline.others(viewer_id), held=held)


def _link(one: Appointment) -> str | None:
    """Give the link of what stands: nobody waits behind that of what has yet to be confirmed."""
    return one.link if one.state is State.CONFIRMED else None


def _reminders() -> InteractiveElement:
    return button(texts.REMINDERS, "reminders.open")


def _open(outline: Outline, *, alone: bool, now: datetime) -> InteractiveElement:
    one = outline.appointment
    label = OPEN if alone else texts.OPEN_AT(time=time_words(one.starts)).plain
    return open_button(one.id, of=f"{moment_words(one.starts, now)}, {outline.name}", label=label)


def _choice(outline: Outline, *, now: datetime) -> Choice:
    one = outline.appointment
    return f"{moment_words(one.starts, now)}, {outline.name}", str(one.id)


def _join(outline: Outline, *, now: datetime) -> InteractiveElement:
    one = outline.appointment
    of = f"{day_words(one.starts, now)}, {outline.name}"
    return button(texts.JOIN_AT(time=time_words(one.starts)).plain, f"kit.link:{one.id}", url=one.link, of=of)
