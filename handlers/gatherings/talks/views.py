"""A conference drawn: the form that fills it in, what its announcement adds, the card of who speaks; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement

from bot.agenda.model import Part
from bot.dates.words import join_words, span_words
from bot.gatherings.conference.talks import Choice, speakers_of
from bot.gatherings.lacking import of_kind
from bot.gatherings.model import TEXT_LIMIT, TITLE_LIMIT, Sheet
from bot.programme.model import Person
from bot.programme.roles import Role
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement.views import Extra, of
from handlers.gatherings.feedback.views import returns_button
from handlers.gatherings.questions import texts as questions_texts
from handlers.kit.blocks import (
    Choice as Option,
)
from handlers.kit.blocks import (
    Group,
    Json,
    Message,
    actions,
    alone,
    button,
    context,
    field,
    message,
    modal,
    multi_select,
    section,
    text_area,
)
from handlers.kit.escaping import Said, bold, clip_sentences, escape_and_link, escape_sparingly, linked, parts
from handlers.kit.sentences import fact, joined, stopped

from . import texts
from .forms import ABSTRACT, GUESTS, OUTSIDE, READING, SPEAKERS, TITLE

MOST_OPTIONS = 100  # of a group, for Slack; who is not listed is found by their address
OUTSIDE_LIMIT = 2000
SHORT = 600  # characters of an abstract on who speaks' card: it is theirs


def talk_form(sheet: Sheet, choice: Choice, *, now: datetime) -> Json:
    """Draw the form in which a conference is filled in, with what is known already."""
    gathering, one = sheet.gathering, sheet.appointment
    chosen = speakers_of(sheet)
    asks = _groups(choice.speakers, keep=chosen)
    guests = _groups(choice.guests)
    title = PlainTextInputElement(action_id=TITLE, max_length=TITLE_LIMIT, initial_value=gathering.title)
    outside = text_area(OUTSIDE, limit=OUTSIDE_LIMIT, placeholder=texts.OUTSIDE_EXAMPLE)
    blocks: list[Block] = [
        section(texts.HEAD(when=span_words(one.starts, one.ends, now=now))),
        field(TITLE, texts.TITLE, title, hint=texts.TITLE_HINT, optional=True),
        field(ABSTRACT, texts.ABSTRACT, _area(ABSTRACT, gathering.abstract), optional=True),
        field(READING, texts.READING, _area(READING, gathering.reading), optional=True),
    ]
    if asks:
        people = multi_select(SPEAKERS, texts.CHOOSE, asks, initial=[_option(each) for each in chosen])
        blocks.append(field(SPEAKERS, texts.SPEAKERS, people, hint=texts.SPEAKERS_HINT, optional=True))
        blocks += map(context, naming.can_help(choice.helping))
    blocks.append(field(OUTSIDE, texts.OUTSIDE, outside, hint=texts.OUTSIDE_HINT, optional=True))
    if guests:
        people = multi_select(GUESTS, texts.CHOOSE, guests)
        blocks.append(field(GUESTS, texts.GUESTS, people, hint=texts.GUESTS_HINT, optional=True))
    private = str(gathering.id)
    return modal("gatherings.completed", texts.COMPLETE, blocks, submit=texts.KEEP, private_metadata=private)


def completed(sheet: Sheet) -> Json:
    """Draw what the modal says once it is kept, and what is missing still."""
    left = of_kind(sheet)
    said = texts.KEPT if sheet.gathering.announced_at is not None else texts.KEPT_UNTOLD
    more = [context(naming.still_missing(left))] if left else []
    return modal("gatherings.done", texts.KEPT_TITLE, [section(said), *more], last=True)


def announced(sheet: Sheet, *, count: int, now: datetime) -> Extra:
    """Draw what a conference's announcement adds: what it is about, what to read, how many questions there are."""
    gathering, blocks, said = sheet.gathering, list[Block](), list[Said]()
    for name, text in ((texts.ABSTRACT, gathering.abstract), (texts.READ_BEFORE, gathering.reading)):
        if text:
            blocks += long_fact(name, text)
            said.append(fact(name, clip_sentences(escape_sparingly(text), SHORT)))
    if count:
        blocks.append(context(questions_texts.asked(count)))
        said.append(questions_texts.asked(count))
    value, named = str(gathering.id), of(sheet, now)
    buttons: list[InteractiveElement] = []
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        buttons.append(button(questions_texts.ASK, "gatherings.ask", value=value, of=named))
    if count:
        buttons.append(button(questions_texts.SEE, "gatherings.questions", value=value, of=named))
    return Extra(joined(said), tuple(blocks), tuple(buttons))


def planned(sheet: Sheet, *, returned: bool, now: datetime) -> Extra:
    """Draw what a conference adds to the page of who organises it; `returned`: somebody has said how it was."""
    value = str(sheet.gathering.id)
    buttons = [button(questions_texts.SEE, "gatherings.questions", value=value, of=of(sheet, now))]
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        buttons.insert(0, complete_button(sheet, now=now))
    if returned:
        buttons.append(returns_button(sheet, now=now))
    return Extra(buttons=tuple(buttons))


def complete_button(sheet: Sheet, *, now: datetime) -> InteractiveElement:
    """Draw « Compléter la conférence »."""
    style, value = "primary" if of_kind(sheet) else None, str(sheet.gathering.id)
    return button(texts.COMPLETE, "gatherings.complete", value=value, of=of(sheet, now), style=style)


def speaker(sheet: Sheet, person_id: int, *, posted: bool, now: datetime) -> Message | None:
    """Draw the card of who speaks; None where it is not true any more and nobody has read it (`posted`)."""
    one, named = sheet.appointment, naming.name_of(sheet.series, sheet.gathering)
    when = span_words(one.starts, one.ends, now=now)
    if sheet.is_cancelled:
        return alone(texts.CANCELLED(named=named, when=when)) if posted else None
    if one.part_of(person_id) is not Part.EXPERT:
        return alone(texts.SPEAKS_NO_MORE(named=named, when=when)) if posted else None
    if one.ends <= now:
        return alone(texts.SPOKE(named=named, when=when))
    others = [each.name for each in speakers_of(sheet) if each.id != person_id]
    facts = [
        (texts.WITH, join_words(others)),
        (texts.ORGANISER, sheet.organiser.name if sheet.organiser else ""),
        (texts.WHERE, one.place or ""),
        (texts.ABSTRACT, clip_sentences(sheet.gathering.abstract or "", SHORT)),
    ]
    key = texts.SPEAKS(named=named, when=when)
    shown = [bold(key), *(fact(name, escape_and_link(what)) for name, what in facts if what)]
    heard = [key, *(fact(name, what) for name, what in facts if what)]
    if one.link:
        shown.append(announcement_texts.LINK(link=linked(one.link)))
        heard.append(stopped(announcement_texts.LINK(link=one.link)))
    return message(joined(heard), section(joined(shown, "\n")), actions(*_speaker_buttons(sheet, now=now)))


def unasked(sheet: Sheet, person_id: int, *, posted: bool, now: datetime) -> Message | None:
    """Draw for who was to speak that they do not any more; None where they do again."""
    one = sheet.appointment
    if not posted and (sheet.is_cancelled or one.part_of(person_id) is Part.EXPERT):
        return None
    when = span_words(one.starts, one.ends, now=now)
    return alone(texts.SPEAKS_NO_MORE(named=naming.name_of(sheet.series, sheet.gathering), when=when))


def long_fact(name: str, text: str) -> list[Block]:
    """Draw what somebody wrote at length under its name, with links that can be clicked."""
    drawn = texts.LONG_FACT(name=name, text=escape_and_link(text, escaping=escape_sparingly))
    return [section(piece) for piece in parts(drawn)]


def _speaker_buttons(sheet: Sheet, *, now: datetime) -> list[InteractiveElement]:
    value, named = str(sheet.gathering.id), of(sheet, now)
    return [
        button(questions_texts.SEE, "gatherings.questions", value=value, of=named),
        button(announcement_texts.CALENDAR, "gatherings.speaker_calendar", value=value, of=named),
    ]


def _area(name: str, initial: str | None) -> PlainTextInputElement:
    return text_area(name, limit=TEXT_LIMIT, initial=initial)


def _option(person: Person) -> Option:
    return person.name, str(person.id)


def _groups(by_role: Mapping[Role, Sequence[Person]], *, keep: Sequence[Person] = ()) -> list[Group]:
    """Give who can be chosen by role, a hundred a role at most, those chosen before (`keep`) always."""
    kept = {one.id for one in keep}
    groups: list[Group] = []
    for role, several in by_role.items():
        first = [one for one in several if one.id in kept]
        rest = [one for one in several if one.id not in kept][: MOST_OPTIONS - len(first)]
        listed = sorted([*first, *rest], key=lambda one: (one.name, one.id))
        if listed:
            groups.append((texts.ROLES[role.value], [_option(one) for one in listed]))
    return groups
