"""Views of a gathering's announcement: the card of a channel, the card of a person, and answers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, RadioButtonsElement

from bot.agenda.model import Part
from bot.dates.words import join_words, moment_words, span_words
from bot.gatherings.answers import AnswerResult
from bot.gatherings.lacking import is_held_back
from bot.gatherings.model import GatheringSheet, Reply
from bot.programme.shape import shape_in_use
from handlers.gatherings import texts as naming
from handlers.kit import tags
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    actions,
    button,
    context,
    field,
    headed_message,
    line,
    message,
    modal,
    option,
    section,
    select,
)
from handlers.kit.escaping import Said, bold, clip_sentences, escape_and_link, link_to
from handlers.kit.gestures.texts import NOTED_TITLE
from handlers.kit.sentences import end_sentence, fact, join_text
from handlers.kit.texts import CALENDAR, WITH

from . import texts

SHORT = 400  # the most characters shown of a text from the catalogue
SILENT = join_text([])


@dataclass(frozen=True, slots=True)
class CardExtra:
    """The part of a card that depends on the kind of gathering.

    The card shows `blocks` after the common facts, and at most two `buttons` after the common buttons. `said` is the
    content of the blocks in full sentences, for screen readers."""

    said: Said = SILENT
    blocks: tuple[Block, ...] = ()
    buttons: tuple[InteractiveElement, ...] = ()


NOTHING = CardExtra()


@dataclass(frozen=True, slots=True)
class AnnouncementData:
    """The data of an announcement. `preparation` is the catalogue's advice on how to prepare for the gathering.

    If `agreed` has the ids of speakers, the announcement names only these. If it is None, it names all speakers."""

    sheet: GatheringSheet
    preparation: str = ""
    extra: CardExtra = NOTHING
    agreed: frozenset[int] | None = None

    @property
    def label(self) -> str:
        return naming.name_of(self.sheet.series, self.sheet.gathering)

    def is_open(self, now: datetime) -> bool:
        return not self.sheet.is_cancelled and self.sheet.appointment.starts > now

    def date_words(self, now: datetime) -> str:
        appointment = self.sheet.appointment
        return texts.WHEN(span=span_words(appointment.starts, appointment.ends, now=now))

    def title(self, now: datetime) -> str:
        return title_of(self.sheet, now)

    def date_and_name(self, now: datetime) -> str:
        return date_and_name(self.sheet, now)


@dataclass(frozen=True, slots=True)
class Where:
    """The lines about the place. `shown` has links, and `heard` is for screen readers."""

    shown: tuple[Said, ...] = ()
    heard: tuple[Said, ...] = ()

    @classmethod
    def of_lines(cls, *lines: Said) -> "Where":
        """Return lines that screen readers read as they are shown."""
        return cls(lines, lines)

    def __add__(self, other: "Where") -> "Where":
        return Where((*self.shown, *other.shown), (*self.heard, *other.heard))


def announcement_card(announcement: AnnouncementData, *, now: datetime) -> Message:
    """Build the card for a channel, with the buttons to answer. It leaves out the room, which only participants see."""
    if announcement.sheet.is_cancelled:
        return _cancelled_message(announcement, now=now)
    said = texts.QUESTION if announcement.is_open(now) else texts.OVER
    facts, where = (
        [*_fact_sentences(announcement, now=now), *_attendance_lines(announcement)],
        place_lines(announcement.sheet, shows_room=False, now=now),
    )
    return _card(announcement, facts, said, place=where, now=now)


def card(announcement: AnnouncementData, person_id: int, *, counts: bool, now: datetime) -> Message:
    """Build a person's own card, with their answer. If `counts` is true, add the number of participants."""
    if announcement.sheet.is_cancelled:
        return _cancelled_message(announcement, now=now)
    mine = announcement.sheet.answers.get(person_id)
    own = texts.MINE[mine.reply] if mine else texts.UNANSWERED
    said = own if announcement.is_open(now) else texts.OVER
    coming = _attendance_lines(announcement) if counts else []
    where = place_lines(announcement.sheet, shows_room=announcement.sheet.comes(person_id), now=now)
    return _card(announcement, [*_fact_sentences(announcement, now=now), *coming], said, place=where, now=now)


def host_card(announcement: AnnouncementData, *, shows_room: bool, now: datetime) -> Message:
    """Build the card of hosts, speakers and planners, without answer buttons.

    If `shows_room` is true, it shows the room."""
    if announcement.sheet.is_cancelled:
        return _cancelled_message(announcement, now=now)
    said = texts.LEADS if announcement.is_open(now) else texts.OVER
    where = place_lines(announcement.sheet, shows_room=shows_room, now=now)
    return _card(
        announcement,
        [*_fact_sentences(announcement, now=now), *_attendance_lines(announcement)],
        said,
        place=where,
        with_answers=False,
        now=now,
    )


def nudge_message(announcement: AnnouncementData, person_id: int, *, now: datetime) -> Message:
    """Build a person's reminder in « Votre semaine » to answer. If the person has answered, it shows their answer."""
    if announcement.sheet.is_cancelled:
        return _cancelled_message(announcement, now=now)
    appointment, mine = announcement.sheet.appointment, announcement.sheet.answers.get(person_id)
    when = span_words(appointment.starts, appointment.ends, now=now)
    if mine is not None or not announcement.is_open(now):
        rest = texts.MINE[mine.reply] if mine else texts.OVER
        return _short_card(naming.WHAT_AND_WHEN(name=announcement.label, when=when), Where.of_lines(rest))
    return _short_card(
        texts.NUDGE(name=announcement.label, when=when), Where(), buttons=_answer_buttons(announcement, now=now)[:2]
    )


def place_given_message(announcement: AnnouncementData, person_id: int, *, now: datetime) -> Message:
    """Build the notice that the person now has a place, with a button to give it back."""
    if announcement.sheet.is_cancelled:
        return _cancelled_message(announcement, now=now)
    mine = announcement.sheet.answers.get(person_id)
    key = naming.WHAT_AND_WHEN(name=announcement.label, when=announcement.date_words(now))
    if not announcement.is_open(now):
        return _short_card(key, Where.of_lines(texts.PAST))
    if mine is None or mine.reply is not Reply.COMES:
        return _short_card(texts.GAVE_BACK, Where.of_lines(key))
    of, value = announcement.date_and_name(now), str(announcement.sheet.gathering.id)
    back = button(texts.GIVE_BACK, "gatherings.decline", value=value, of=of)
    keep = button(CALENDAR, "gatherings.calendar", value=value, of=of)
    facts = (
        Where.of_lines(key)
        + place_lines(announcement.sheet, shows_room=True, now=now)
        + Where.of_lines(texts.GIVE_BACK_HINT)
    )
    return _short_card(texts.FREED, facts, buttons=[back, keep])


def answered_for_you_message(
    announcement: AnnouncementData, person_id: int, *, teller: str, reply: Reply, now: datetime
) -> Message:
    """Build the notice that `teller` answered for the person.

    If the person has since changed the answer, show the new one."""
    if announcement.sheet.is_cancelled:
        return _cancelled_message(announcement, now=now)
    mine = announcement.sheet.answers.get(person_id)
    buttons = _answer_buttons(announcement, now=now)
    key = naming.WHAT_AND_WHEN(name=announcement.label, when=announcement.date_words(now))
    if mine is not None and mine.reply is not reply:
        return _short_card(key, Where.of_lines(texts.MINE[mine.reply]), buttons=buttons)
    comes = reply is Reply.COMES
    where = place_lines(announcement.sheet, shows_room=comes, now=now) if reply is not Reply.DECLINES else Where()
    return _short_card(key, Where.of_lines(texts.answered_for(teller, reply)) + where, buttons=buttons)


def no_channel_message(announcement: AnnouncementData, *, channel: str, reason: str, now: datetime) -> Message:
    key, how = (
        texts.no_channel(announcement.title(now), channel, reason),
        texts.HOW_TO_INVITE(name=shape_in_use().bot_name),
    )
    return message(join_text([key, how]), section(key), context(how))


def invitation_line(sheet: GatheringSheet, *, now: datetime) -> HomeLine:
    """Build the line of the Home about an invitation without an answer."""
    span = span_words(sheet.appointment.starts, sheet.appointment.ends, now=now)
    value, named = str(sheet.gathering.id), date_and_name(sheet, now)
    come = button(texts.COME, "gatherings.come", value=value, of=named)
    decline = button(texts.DECLINE, "gatherings.decline", value=value, of=named)
    return line(texts.NUDGE(name=naming.name_of(sheet.series, sheet.gathering), when=span), come, decline)


def joinable_line(sheet: GatheringSheet, person_id: int, *, now: datetime) -> HomeLine:
    """Build the line of the Home about a gathering that a person can join.

    If the person declined, the line has only the button « Je viens »."""
    mine = sheet.answers.get(person_id)
    if mine is None:
        return invitation_line(sheet, now=now)
    span = span_words(sheet.appointment.starts, sheet.appointment.ends, now=now)
    key = naming.WHAT_AND_WHEN(name=naming.name_of(sheet.series, sheet.gathering), when=span)
    come = button(texts.COME, "gatherings.come", value=str(sheet.gathering.id), of=date_and_name(sheet, now))
    return line(join_text([key, texts.MINE[mine.reply]]), come)


def title_of(about: GatheringSheet | AnswerResult, now: datetime) -> str:
    """Return a gathering's name and date, not escaped."""
    return f"{naming.name_of(about.series, about.gathering)}, {moment_words(about.appointment.starts, now)}"


def cancelled_sentence(about: GatheringSheet | AnswerResult, now: datetime) -> Said:
    name, starts = naming.name_of(about.series, about.gathering), about.appointment.starts
    return naming.CANCELLED(name=name, when=moment_words(starts, now))


def title_sentence(about: GatheringSheet | AnswerResult, now: datetime) -> Said:
    return end_sentence(title_of(about, now))


def date_and_name(sheet: GatheringSheet, now: datetime) -> str:
    return texts.of(moment_words(sheet.appointment.starts, now), naming.name_of(sheet.series, sheet.gathering))


def place_lines(about: GatheringSheet | AnswerResult, *, shows_room: bool, now: datetime) -> Where:
    """Return the lines about the place. If `shows_room` is true, they contain the room until the gathering ends.

    If the kind of gathering has small groups, a line says that each group has its own room."""
    appointment = about.appointment
    where = Where()
    if appointment.place:
        shown, heard = (
            end_sentence(naming.WHERE(place=place)) for place in (escape_and_link(appointment.place), appointment.place)
        )
        where = Where((shown,), (heard,))
    if appointment.ends <= now:
        return where
    if about.series.kind.mixes:
        return where + Where.of_lines(texts.OWN_GROUP)
    if appointment.link and shows_room:
        return where + Where(
            (texts.LINK(link=link_to(appointment.link)),), (end_sentence(texts.LINK(link=appointment.link)),)
        )
    if appointment.link:
        return where + Where.of_lines(texts.ONLINE_TOO if appointment.place else texts.ONLINE)
    return where if appointment.place else Where.of_lines(texts.NOWHERE)


def _card(
    announcement: AnnouncementData,
    facts: Sequence[Said],
    said: Said,
    *,
    place: Where,
    with_answers: bool = True,
    now: datetime,
) -> Message:
    key = naming.WHAT_AND_WHEN(name=announcement.label, when=announcement.date_words(now))
    small = _small_print(announcement)
    blocks: list[Block] = [section(join_text([bold(key), *facts, *place.shown], "\n"))]
    blocks += [*map(context, small), *announcement.extra.blocks, section(said)]
    asked = _answer_buttons(announcement, now=now)
    row = [*asked, *announcement.extra.buttons] if with_answers else asked[-1:]
    blocks += [actions(*row)] if row else []
    heard = [key, *facts, *place.heard, *small, announcement.extra.said, said]
    return message(join_text(text for text in heard if text), *blocks)


def _fact_sentences(announcement: AnnouncementData, *, now: datetime) -> list[Said]:
    sheet = announcement.sheet
    gathering = sheet.gathering
    ids = [
        participant.person_id for participant in sheet.appointment.present if _is_speaker(sheet, participant.person_id)
    ]
    speakers = [sheet.people[id_].name for id_ in ids if announcement.agreed is None or id_ in announcement.agreed]
    return [
        *([texts.instead(gathering.by_rule, gathering.moved_for, now)] if gathering.moved_for else []),
        *([texts.TO_BE_SAID] if is_held_back(sheet) and announcement.is_open(now) else []),
        *([fact(WITH, join_words(speakers))] if speakers else []),
        *([fact(texts.ORGANISER, sheet.organiser.name)] if sheet.organiser else []),
    ]


def _is_speaker(sheet: GatheringSheet, person_id: int) -> bool:
    return sheet.appointment.part_of(person_id) is Part.EXPERT and person_id in sheet.people


def _attendance_lines(announcement: AnnouncementData) -> list[Said]:
    sheet = announcement.sheet
    free, names = sheet.free_places, [person.name for person in sheet.who_replied(Reply.COMES)]
    left = [texts.places(free, len(sheet.who_replied(Reply.WAITS)))] if free is not None else []
    return [*([texts.coming(names)] if names else []), *left]


def _small_print(announcement: AnnouncementData) -> list[Said]:
    prepare = [fact(texts.PREPARE, clip_sentences(announcement.preparation, SHORT))] if announcement.preparation else []
    return [*prepare, *tags.tags_sentence(announcement.sheet.tags)]


def _answer_buttons(announcement: AnnouncementData, *, now: datetime) -> list[InteractiveElement]:
    if not announcement.is_open(now):
        return []
    value, of = str(announcement.sheet.gathering.id), announcement.date_and_name(now)
    return [
        button(texts.COME, "gatherings.come", value=value, of=of, style="primary"),
        button(texts.DECLINE, "gatherings.decline", value=value, of=of),
        button(CALENDAR, "gatherings.calendar", value=value, of=of),
    ]


def _cancelled_message(announcement: AnnouncementData, *, now: datetime) -> Message:
    return headed_message(cancelled_sentence(announcement.sheet, now), [])


def _short_card(key: Said, facts: Where, *, buttons: Sequence[InteractiveElement] = ()) -> Message:
    blocks: list[Block] = [section(join_text([bold(key), *facts.shown], "\n"))]
    blocks += [actions(*buttons)] if buttons else []
    return message(join_text([key, *facts.heard]), *blocks)


PERSON, REPLY = "person", "reply"
MOST = 100  # Slack's limit for one list


def answer_noted_message(result: AnswerResult, *, now: datetime) -> Message:
    """Build the ephemeral reply to an answer, with the person's rank on the waiting list or their conflicts, if any.

    Participants see the room in it."""
    noted = (texts.NOTED if result.changed else texts.STILL)[result.reply]
    key = fact(noted, title_of(result, now))
    where = place_lines(result, shows_room=True, now=now) if result.reply is Reply.COMES else Where()
    more = [texts.rank(result.rank)] if result.rank else []
    more += [texts.CLASH(others=_conflict_words(result))] if result.clashes else []
    more += [texts.STAYS if result.speaks else texts.CHANGE]
    return message(join_text([key, *where.heard, *more]), section(join_text([key, *where.shown, *more], "\n")))


def answer_for_button(sheet: GatheringSheet, *, now: datetime) -> tuple[InteractiveElement, ...]:
    """Build « Répondre pour quelqu’un » for the organiser's page. After the start, build nothing."""
    if sheet.is_cancelled or sheet.appointment.starts <= now:
        return ()
    value = str(sheet.gathering.id)
    return (button(texts.ANSWER_FOR, "gatherings.answer_for", value=value, of=date_and_name(sheet, now)),)


def answer_form(sheet: GatheringSheet, *, now: datetime) -> Json:
    head = section(title_sentence(sheet, now))
    if not sheet.invited:
        return modal("gatherings.done", texts.ANSWER_FOR, [head, section(texts.NOBODY_INVITED)])
    choices = [(person.name, str(person.id)) for person in sheet.invited]
    groups = [
        (f"{some[0][0]} – {some[-1][0]}", some)
        for some in (choices[first : first + MOST] for first in range(0, len(choices), MOST))
    ]
    who = select(PERSON, texts.CHOOSE, groups=groups) if len(groups) > 1 else select(PERSON, texts.CHOOSE, choices)
    replies = RadioButtonsElement(
        action_id=REPLY, options=[option((label, reply.value)) for reply, label in texts.REPLIES.items()]
    )
    blocks: list[Block] = [head, field(PERSON, texts.WHO, who), field(REPLY, texts.REPLY, replies), context(texts.TOLD)]
    private = str(sheet.gathering.id)
    return modal("gatherings.answered_for", texts.ANSWER_FOR, blocks, submit=texts.SUBMIT, private_metadata=private)


def answer_noted_modal(result: AnswerResult, *, person: str, now: datetime) -> Json:
    noted = [fact(texts.NOTED_FOR[result.reply](name=person), title_of(result, now))]
    noted += [texts.CLASH_FOR(others=_conflict_words(result))] if result.clashes else []
    return modal("gatherings.done", NOTED_TITLE, [*map(section, noted), context(texts.TOLD)], last=True)


def _conflict_words(result: AnswerResult) -> str:
    return texts.others([(clash.starts, clash.ends) for clash in result.clashes])
