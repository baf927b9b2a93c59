"""Views of an appointment's reminders and of the question after it. Pure.

Each view returns a message. To join several reminders in one message, use `split_reminder` and the block ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import Outline
from bot.agenda.late import is_near
from bot.agenda.model import Appointment, Outcome, State
from bot.agenda.reminders.choices import MONDAY, snooze_end
from bot.catalogue.formats import booking_key
from bot.dates.paris import day_of
from bot.dates.words import day_words, moment_words, range_words, relative_words
from bot.records.model import TRIED
from handlers.agenda.reminders import texts
from handlers.kit.blocks import HomeLine, Json, Message, actions, button, context, line, message, section, select
from handlers.kit.escaping import Said, bold, clip_sentences, clip_words, escape_and_link, link_to
from handlers.kit.sentences import ITEM, fact, join_text
from handlers.kit.texts import OPEN_FIRST
from handlers.kit.told import late_button, open_button, try_button

SNOOZE, AWAITING = "snooze", "awaiting"  # block ids; a message of several reminders has one of each
FRIDAY = 4
SHORT = 400  # the longest text from the catalogue, in characters
MOST_AWAITING = 5


@dataclass(frozen=True, slots=True)
class ReminderData:
    """The data of a reminder for one person.

    `preparation` and `inspiration` are texts from the catalogue, not escaped. `request_id` is the request of a bureau
    d'aide. `lacks_paper` means that the document is missing, and this person can send it. `need_on_card` means that
    this person's card shows the need. `notes` has labels and texts about a gathering or a workshop. `subject` is the
    subject of a group between peers. `tries` has what people try since the last séance. `answered` is the number of
    people who accepted a gathering, or None for other appointments."""

    outline: Outline
    person_id: int
    preparation: str = ""
    inspiration: str = ""
    request_id: int | None = None
    lacks_paper: bool = False
    need_on_card: bool = False
    outcome: Outcome | None = None
    notes: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    tries: tuple[str, ...] = ()
    answered: int | None = None

    @property
    def title(self) -> str:
        """The appointment's name, to put before a time. A comma follows the title of a gathering."""
        return f"{self.outline.name}," if self.outline.is_collective else self.outline.name

    @property
    def appointment(self) -> Appointment:
        return self.outline.appointment

    def is_ahead(self, now: datetime) -> bool:
        """Check whether the appointment is confirmed and not over, and this person still attends."""
        appointment = self.appointment
        return (
            appointment.state is State.CONFIRMED
            and appointment.ends > now
            and appointment.part_of(self.person_id) is not None
        )


def week_message(reminder: ReminderData, *, awaiting: Sequence[str] = (), now: datetime) -> Message:
    """Build the reminder of this week's appointment: how to prepare, what is missing, and questions to answer.

    `awaiting` has a line for each question, not escaped. Five lines are shown."""
    appointment = reminder.appointment
    if not reminder.is_ahead(now):
        return _outdated_message(reminder, now=now)
    key = _key_sentence(reminder, _span_words(appointment, day_words(appointment.starts, now), now=now))
    facts = [*([texts.MISSING] if reminder.lacks_paper else []), *_experiment_facts(reminder)]
    prepare = texts.prepare(reminder.subject, clip_sentences(reminder.preparation, SHORT))
    small = [*([(texts.PREPARE, prepare)] if prepare else []), *_note_facts(reminder)]
    return _reminder_message(
        key,
        facts,
        small_print=small,
        buttons=_buttons(reminder, now=now),
        awaiting=awaiting,
        ahead=reminder,
        now=now,
    )


def eve_message(reminder: ReminderData, *, is_posted: bool = False, now: datetime) -> Message | None:
    """Build the reminder of the day before, which asks for a missing document or shows the place.

    If the appointment is online and no document is missing, return None, unless the reminder is posted already."""
    appointment = reminder.appointment
    if not is_posted and appointment.link and not appointment.place and not reminder.lacks_paper:
        return None
    if not reminder.is_ahead(now):
        return _outdated_message(reminder, now=now)
    missing = (
        [texts.MISSING]
        if reminder.lacks_paper
        else [texts.NOTHING_MISSING]
        if appointment.link and not appointment.place
        else []
    )
    key = _key_sentence(reminder, relative_words(appointment.starts, now))
    return _reminder_message(
        key,
        missing,
        small_print=_note_facts(reminder),
        buttons=_buttons(reminder, now=now),
        ahead=reminder,
        now=now,
    )


def hour_message(reminder: ReminderData, *, now: datetime) -> Message:
    appointment = reminder.appointment
    if not reminder.is_ahead(now):
        return _outdated_message(reminder, now=now)
    when = texts.in_time(appointment.starts, now)
    first = texts.key(reminder.title, when, (), None)
    company = texts.company(reminder.outline.others(reminder.person_id), reminder.outline.defi)
    near = is_near(reminder.appointment, now=now)
    late = [late_button(reminder.appointment.id, of=_date_and_name(reminder, now=now))] if near else []
    buttons = [*_join_buttons(reminder, now=now), _open_button(reminder, now=now), *late]
    return _reminder_message(first, [company] if company else [], buttons=buttons, ahead=reminder, now=now)


def day_message(reminder: ReminderData, *, now: datetime) -> Message:
    """Build the host's reminder: the people, their number, the défi, the link, and where to read the need."""
    appointment = reminder.appointment
    if not reminder.is_ahead(now):
        return _outdated_message(reminder, now=now)
    when = _span_words(
        appointment,
        texts.TODAY if day_of(appointment.starts) == day_of(now) else day_words(appointment.starts, now),
        now=now,
    )
    key = texts.key(reminder.title, when, (), reminder.outline.defi)
    card = [texts.ON_THE_CARD] if reminder.need_on_card else []
    others = reminder.outline.others(reminder.person_id)
    meets = [texts.answers(reminder.answered)] if reminder.answered is not None else []
    meets = [*([texts.meets(others)] if others or not meets else []), *meets]
    facts = [*meets, *card, *_experiment_facts(reminder)]
    return _reminder_message(
        key,
        facts,
        buttons=[_open_button(reminder, now=now), *_join_buttons(reminder, now=now)],
        ahead=reminder,
        now=now,
    )


def after_message(reminder: ReminderData, *, now: datetime) -> Message:
    """Ask the booker whether the appointment took place. If the bot has an outcome, show it instead of the question."""
    appointment = reminder.appointment
    if reminder.outcome is not None:
        tries = _try_buttons(reminder, now) if reminder.outcome is not Outcome.POSTPONED else []
        return _reminder_message(
            texts.answered(appointment.dispositif, reminder.outcome, appointment.starts, now),
            [],
            buttons=tries,
            now=now,
        )
    if appointment.state is not State.CONFIRMED or appointment.part_of(reminder.person_id) is None:
        return _outdated_message(reminder, now=now)
    if appointment.ends > now:  # The appointment has been rescheduled since the question was sent.
        return _reminder_message(_key_sentence(reminder, relative_words(appointment.starts, now)), [], now=now)
    question = texts.took_place(appointment.dispositif, appointment.starts, now)
    others, defi = reminder.outline.others(reminder.person_id), reminder.outline.defi
    whose = texts.whose(moment_words(appointment.starts, now), others, defi)
    small = [(texts.INSPIRE, clip_sentences(reminder.inspiration, SHORT))] if reminder.inspiration else []
    facts = [whose, texts.no_answer_is_yes(appointment.dispositif)]
    buttons = [*_answer_buttons(appointment, of=moment_words(appointment.starts, now)), *_try_buttons(reminder, now)]
    return _reminder_message(question, facts, small_print=small, buttons=buttons, now=now)


def awaiting_line(appointment: Appointment, *, now: datetime) -> HomeLine:
    """Build the question after an appointment as a line of the Home."""
    said = join_text(
        [
            texts.took_place(appointment.dispositif, appointment.starts, now),
            texts.no_answer_is_yes(appointment.dispositif),
        ]
    )
    return line(said, *_answer_buttons(appointment, of=moment_words(appointment.starts, now)))


def outcome_noted_message(
    appointment: Appointment, outcome: Outcome, *, request_id: int | None = None, now: datetime
) -> Message:
    """Build the reply to an answer. `request_id` is the bureau d'aide to which a button adds a séance."""
    said = texts.noted(appointment.dispositif, outcome, appointment.starts, now)
    if outcome is not Outcome.POSTPONED:
        return _reminder_message(said, [], now=now)
    if request_id is None:
        return _reminder_message(said, [texts.PLAN_ANOTHER], now=now)
    again = button(texts.ADD, "helpdesk.add", value=str(request_id), of=moment_words(appointment.starts, now))
    return _reminder_message(said, [texts.CHOOSE_ANOTHER], buttons=[again], now=now)


def snooze_block(starts: datetime, *, now: datetime) -> Block | None:
    """Build the list of possible snoozes. Return None if the start is too near."""
    friday = day_of(now).weekday() == FRIDAY
    offered = [
        (label, choice)
        for choice, label in texts.SNOOZES.items()
        if (choice != MONDAY or friday) and snooze_end(choice, now=now) < starts
    ]
    return actions(select("reminders.snooze", texts.SNOOZE, offered), block_id=SNOOZE) if offered else None


def split_reminder(reminder: Message) -> tuple[Message, Message | None, Json | None]:
    """Split a reminder into three parts: its own content, the questions that await an answer, the list of snoozes."""
    alone = {block.get("block_id"): block for block in reminder.blocks if block.get("block_id") in (SNOOZE, AWAITING)}
    own, awaits = reminder.text.cut(f" {texts.AWAITING}")
    blocks = tuple(block for block in reminder.blocks if block.get("block_id") not in alone)
    waiting = Message(awaits, (alone[AWAITING],)) if AWAITING in alone else None
    return Message(own, blocks) if waiting else Message(reminder.text, blocks), waiting, alone.get(SNOOZE)


def _reminder_message(
    key: Said,
    facts: Sequence[Said],
    *,
    small_print: Sequence[tuple[str, str]] = (),
    buttons: Sequence[InteractiveElement] = (),
    awaiting: Sequence[str] = (),
    ahead: ReminderData | None = None,
    now: datetime,
) -> Message:
    """Build a reminder: the key sentence, facts, small print, buttons.

    `small_print` has labels with typed texts. With `ahead`, add this appointment's place and a list of snoozes."""
    shown, spoken = _place_lines(ahead) if ahead else ([], [])
    blocks: list[Block] = [section(join_text([bold(key), *shown, *facts], "\n"))]
    said = [key, *spoken, *facts, *(fact(name, what) for name, what in small_print)]
    blocks += [context(fact(name, escape_and_link(what))) for name, what in small_print]
    blocks += [actions(*buttons)] if buttons else []
    if awaiting:
        lines = _clip_awaiting(awaiting)
        listed = [bold(texts.AWAITING), *(ITEM(what=line) for line in lines), texts.WHERE_TO_ANSWER]
        blocks.append(section(join_text(listed, "\n"), block_id=AWAITING))
        said += [fact(texts.AWAITING, join_text(lines)), texts.WHERE_TO_ANSWER]
    put_off = snooze_block(ahead.appointment.starts, now=now) if ahead else None
    blocks += [put_off] if put_off else []
    return message(join_text(said), *blocks)


def _outdated_message(reminder: ReminderData, *, now: datetime) -> Message:
    """Build the message with an appointment's current state, which replaces an outdated reminder in Slack."""
    appointment, what = reminder.appointment, reminder.title
    when = moment_words(appointment.starts, now)
    if appointment.state is State.CANCELLED:
        said = texts.cancelled(what, when)
    elif appointment.part_of(reminder.person_id) is None:
        said = texts.without_you(what, when)
    else:
        said = texts.key(what, when, reminder.outline.others(reminder.person_id), reminder.outline.defi)
    return _reminder_message(said, [], now=now)


def _key_sentence(reminder: ReminderData, when: str) -> Said:
    outline = reminder.outline
    return texts.key(reminder.title, when, outline.others(reminder.person_id), outline.defi)


def _span_words(appointment: Appointment, day: str, *, now: datetime) -> str:
    if day_of(appointment.starts) == day_of(appointment.ends):
        return texts.span(day, range_words(appointment.starts, appointment.ends))
    return texts.over_days(moment_words(appointment.starts, now), moment_words(appointment.ends, now))


def _place_lines(reminder: ReminderData) -> tuple[list[Said], list[Said]]:
    """Return the place as shown on screen, and as read aloud. If this person must open the room, explain how."""
    appointment = reminder.appointment
    place = [texts.PLACE(where=appointment.place)] if appointment.place else []
    if not appointment.link:
        return (place, place) if place else ([texts.NO_LINK], [texts.NO_LINK])
    opens = [OPEN_FIRST] if appointment.opens_room(reminder.person_id) else []
    return [*place, fact(texts.LINK, link_to(appointment.link)), *opens], [
        *place,
        fact(texts.LINK, appointment.link),
        *opens,
    ]


def _experiment_facts(reminder: ReminderData) -> list[Said]:
    return [texts.TRIED(what=clip_words("\u00a0; ".join(reminder.tries), SHORT))] if reminder.tries else []


def _note_facts(reminder: ReminderData) -> list[tuple[str, str]]:
    return [(name, clip_words(said, SHORT)) for name, said in reminder.notes]


def _join_buttons(reminder: ReminderData, *, now: datetime) -> list[InteractiveElement]:
    appointment = reminder.appointment
    of = moment_words(appointment.starts, now)
    return (
        [button(texts.JOIN, f"kit.link:{appointment.id}", url=appointment.link, of=of, style="primary")]
        if appointment.link
        else []
    )


def _buttons(reminder: ReminderData, *, now: datetime) -> list[InteractiveElement]:
    return [*_paper_buttons(reminder, now=now), _open_button(reminder, now=now)]


def _open_button(reminder: ReminderData, *, now: datetime) -> InteractiveElement:
    return open_button(reminder.appointment.id, of=_date_and_name(reminder, now=now))


def _date_and_name(reminder: ReminderData, *, now: datetime) -> str:
    return f"{moment_words(reminder.appointment.starts, now)}, {reminder.outline.name}"


def _paper_buttons(reminder: ReminderData, *, now: datetime) -> list[InteractiveElement]:
    if not reminder.lacks_paper or reminder.request_id is None:
        return []
    appointment = reminder.appointment
    value, of = str(reminder.request_id), moment_words(appointment.starts, now)
    return [button(texts.SEND, f"helpdesk.paper:{appointment.id}", value=value, of=of)]


def _answer_buttons(appointment: Appointment, *, of: str) -> list[InteractiveElement]:
    value = str(appointment.id)
    return [
        button(texts.it_took_place(appointment.dispositif), "reminders.took_place", value=value, of=of),
        button(texts.INCOMPLETE, "reminders.incomplete", value=value, of=of),
        button(texts.POSTPONE, "reminders.postpone", value=value, of=of),
    ]


def _try_buttons(reminder: ReminderData, now: datetime) -> list[InteractiveElement]:
    appointment = reminder.appointment
    return (
        [try_button(appointment.id, of=_date_and_name(reminder, now=now))]
        if booking_key(appointment.dispositif) in TRIED
        else []
    )


def _clip_awaiting(awaiting: Sequence[str]) -> list[str]:
    if len(awaiting) <= MOST_AWAITING:
        return [*awaiting]
    shown = awaiting[: MOST_AWAITING - 1]
    return [*shown, texts.and_more(len(awaiting) - len(shown))]
