"""Views of « Trouver une date »: the form, the proposed times, and the confirmation. Pure."""

from collections.abc import Collection
from datetime import datetime

from slack_sdk.models.blocks import Block, PlainTextInputElement, UserMultiSelectElement

from bot.agenda.calendars.entries import join_names
from bot.dates.words import duration_words, moment_words
from bot.polls.candidates import Candidate
from bot.polls.model import PLACE_LIMIT, TITLE_LIMIT, PollSheet
from bot.polls.wishes import COACHES, LENGTHS, WHOLE, PollChoices, PollOffer
from handlers.kit.blocks import (
    Choice,
    Group,
    Json,
    context,
    field,
    modal,
    multi_select,
    section,
    select,
    text_area,
)
from handlers.kit.fields import checkboxes, day_picker, defi_choices, more_fields_block, time_picker
from handlers.kit.told import undo_blocks
from handlers.polls.words import date_choice, date_list_words, quoted_title

from . import texts
from .forms import (
    DATES,
    DEADLINE,
    GROUPS,
    HOUR,
    LENGTH,
    MAY,
    MAY_MAILS,
    MAY_SIDE,
    MUST,
    MUST_MAILS,
    MUST_SIDE,
    NEW,
    OWN_DAY,
    OWN_TIME,
    SINCE,
    TITLE,
    UNTIL,
    WHERE,
    PollTarget,
    write_metadata,
)

MOST_NAMES = 2
MAILS_LIMIT = 3000
NINE = "09:00"


def poll_form(choices: PollChoices, draft_id: str, *, target: PollTarget = NEW, shows_all_fields: bool = False) -> Json:
    """Build the form. If `target` is an appointment or a workshop, the form does not ask for its name and length.

    For a new appointment, the form has five fields, or all fields if `shows_all_fields` is true (« Préciser »). For a
    workshop, `shows_all_fields` adds the fields for a date that has been agreed already."""
    between = [
        field(SINCE, texts.SINCE, day_picker(SINCE, initial=choices.since.isoformat())),
        field(UNTIL, texts.UNTIL, day_picker(UNTIL, initial=choices.until.isoformat())),
    ]
    if choices.moved is not None:
        dates = target.workshop is not None
        whose = texts.DATING(title=choices.moved) if dates else texts.MOVING(title=choices.moved)
        blocks = [section(whose), section(texts.INTRO), *_moved_people_fields(choices), *between]
        if dates and shows_all_fields:
            blocks += own_date_fields(texts.KNOWN, hint=texts.KNOWN_HINT)
        elif dates:
            blocks.append(more_fields_block(texts.PRECISE_KNOWN, "polls.start", value=str(target)))
    else:
        lengths = [(duration_words(length), str(length)) for length in LENGTHS]
        where = PlainTextInputElement(action_id=WHERE, max_length=PLACE_LIMIT)
        title = PlainTextInputElement(action_id=TITLE, min_length=1, max_length=TITLE_LIMIT)
        blocks = [
            section(texts.INTRO),
            field(TITLE, texts.WHAT, title, hint=texts.WHAT_HINT),
            *(_people_fields(choices) if shows_all_fields else [_required_people_field(is_only_field=True)]),
            field(LENGTH, texts.LENGTH, select(LENGTH, texts.CHOOSE, lengths, initial=lengths[LENGTHS.index(HOUR)])),
            *between,
        ]
        if shows_all_fields:
            blocks.append(field(WHERE, texts.WHERE, where, hint=texts.WHERE_HINT, optional=True))
        else:
            blocks.append(more_fields_block(texts.PRECISE_ABOUT, "polls.start"))
    private = write_metadata(draft_id, target)
    return modal("polls.search", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def dates_form(offer: PollOffer, draft_id: str, *, now: datetime) -> Json:
    """Build the form with the suitable times and the deadline. No time is ticked at first."""
    suits = texts.SUITS if offer.read or not offer.counts else texts.NOTHING_KNOWN
    said = texts.NONE if not offer.candidates else suits if offer.suits else texts.NEAREST
    blocks: list[Block] = [section(said)]
    if offer.candidates and (offer.read < offer.asked or not offer.counts):
        blocks.append(section(texts.read(offer.read, offer.asked) if offer.counts else texts.READ_FEW))
    if offer.candidates and all(candidate.on_holiday for candidate in offer.candidates):
        blocks.append(section(texts.ON_HOLIDAY))
    if offer.candidates:
        several = [candidate_choice(candidate_, offer, now=now) for candidate_ in offer.candidates]
        blocks.append(field(DATES, texts.DATES, checkboxes(DATES, several), hint=texts.DATES_HINT, optional=True))
    blocks += own_date_fields()
    deadline = day_picker(DEADLINE, initial=offer.deadline.isoformat())
    blocks.append(field(DEADLINE, texts.DEADLINE, deadline, hint=texts.DEADLINE_HINT))
    unreached = [person.name for person in offer.people.values() if not person.slack_id and not person.email]
    blocks += [context(texts.UNREACHED(names=join_names(sorted(unreached))))] if unreached else []
    blocks.append(context(texts.PRIVATE))
    return modal("polls.asked", texts.OFFER_TITLE, blocks, submit=texts.ASK, private_metadata=draft_id)


def candidate_choice(candidate_: Candidate, offer: PollOffer, *, now: datetime) -> Choice:
    """Build the option of a proposed time. It names the people who are not free at this time, but not why."""
    missing = [offer.people[each].name for each in (*candidate_.must_not, *candidate_.may_not) if each in offer.people]
    count = len(candidate_.must_not) + len(candidate_.may_not)
    if not count:
        told = texts.FREE if offer.counts and offer.read == offer.asked else texts.NO_CLASH
    elif count <= MOST_NAMES and len(missing) == count:
        told = texts.WITHOUT.format(names=join_names(missing))
    else:
        told = texts.BUSY.format(count=count)
    return date_choice(candidate_.starts, now, note=told)


def own_date_fields(label: str = texts.OWN_DAY, *, hint: str | None = None) -> list[Block]:
    return [
        field(OWN_DAY, label, day_picker(OWN_DAY, initial=None), hint=hint, optional=True),
        field(OWN_TIME, texts.OWN_TIME, time_picker(OWN_TIME, initial=NINE), optional=True),
    ]


def question_sent_modal(sheet: PollSheet, *, busy_starts: Collection[int] = (), now: datetime) -> Json:
    """Build the confirmation that the question is sent. `busy_starts` are dates on which the asker is not free."""
    count = len(sheet.voters)
    blocks = [section(texts.DONE(count=count) if count > 1 else texts.DONE_ONE)]
    if busy_starts:
        blocks.append(section(texts.OWN_BUSY(dates=date_list_words(sorted(busy_starts), now))))
    again = sheet.poll.chased_at
    blocks += [context(texts.CHASED(when=moment_words(again, now)))] if again else []
    return modal("polls.done", texts.DONE_TITLE, blocks)


def booked_modal(sheet: PollSheet, *, may_undo: bool = False, now: datetime) -> Json:
    """Build the confirmation of a booked date. It names unreachable people. `may_undo` adds the button to undo."""
    appointment = sheet.appointment
    when = moment_words(appointment.starts, now) if appointment else ""
    unreached = sorted(person.name for person in sheet.people.values() if not person.slack_id and not person.email)
    blocks: list[Block] = [section(texts.BOOKED(title=quoted_title(sheet), when=when))]
    blocks += undo_blocks("polls.undo", str(sheet.poll.id)) if may_undo else []
    blocks += [context(texts.UNREACHED(names=join_names(unreached)))] if unreached else []
    return modal("polls.done", texts.DONE_TITLE, blocks)


def _required_people_field(*, is_only_field: bool) -> Block:
    """Build the field of required people. It is mandatory if it is the form's only field of people."""
    must = UserMultiSelectElement(action_id=MUST, placeholder=texts.ACCOUNTS_CHOOSE)
    return field(MUST, texts.MUST, must, hint=texts.MUST_HINT, optional=not is_only_field)


def _people_fields(choices: PollChoices) -> list[Block]:
    may = UserMultiSelectElement(action_id=MAY, placeholder=texts.ACCOUNTS_CHOOSE)
    named = [(texts.WHOLE, WHOLE), (texts.COACHES, COACHES)]
    if len(choices.promotions) > 1:
        whole = [
            (texts.WHOLE_OF(name=promotion.name).plain, f"{WHOLE} {promotion.id}") for promotion in choices.promotions
        ]
        coaches = [
            (texts.COACHES_OF(name=promotion.name).plain, f"{COACHES} {promotion.id}")
            for promotion in choices.promotions
        ]
        named = [*whole, *coaches]
    named += [(texts.DEFI(name=name).plain, number) for name, number in defi_choices(choices.defis)]
    named = named[:100]  # Slack takes 100 options in a group.
    groups: list[Group] = [
        (label, [(words, f"{side}:{key}") for words, key in named])
        for side, label in ((MUST_SIDE, texts.MUST_GROUPS), (MAY_SIDE, texts.MAY_GROUPS))
    ]
    several = multi_select(GROUPS, texts.GROUPS_CHOOSE, groups)
    return [
        _required_people_field(is_only_field=False),
        field(MAY, texts.MAY, may, optional=True),
        *([field(GROUPS, texts.GROUPS, several, hint=texts.GROUPS_HINT, optional=True)] if choices.defis else []),
        field(MUST_MAILS, texts.MUST_MAILS, _mails_box(MUST_MAILS), hint=texts.MAILS_HINT, optional=True),
        field(MAY_MAILS, texts.MAY_MAILS, _mails_box(MAY_MAILS), optional=True),
    ]


def _mails_box(name: str) -> PlainTextInputElement:
    return text_area(name, limit=MAILS_LIMIT)


def _moved_people_fields(choices: PollChoices) -> list[Block]:
    """Build the fields of an appointment's required and optional people. A person chosen in both fields is required."""
    people = [(person.name, str(person.id)) for person in choices.people[:100]]
    must = [person for person in people if int(person[1]) in choices.must]
    may = [
        person
        for person in people
        if person not in must and (choices.invited is None or int(person[1]) in choices.invited)
    ]
    if not people:
        return []
    return [
        field(MUST, texts.MUST, multi_select(MUST, texts.PEOPLE_CHOOSE, [("", people)], initial=must), optional=True),
        field(MAY, texts.MAY, multi_select(MAY, texts.PEOPLE_CHOOSE, [("", people)], initial=may), optional=True),
    ]
