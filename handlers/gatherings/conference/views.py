"""Views of a conference's questions, form and speakers, and of the ratings of any gathering. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement

from bot.agenda.model import Part
from bot.dates.words import join_words, moment_words, span_words
from bot.gatherings.conference.feedback import WORDS_LIMIT, FeedbackSummary
from bot.gatherings.conference.talks import TalkChoice, speakers_of
from bot.gatherings.lacking import missing_for_kind
from bot.gatherings.model import PROPOSAL_LIMIT, TEXT_LIMIT, TITLE_LIMIT, GatheringSheet, Mark, Proposal
from bot.programme.model import Person
from bot.programme.roles import Role
from bot.programme.spelling import name_sort_key
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement.views import CardExtra, date_and_name, title_of
from handlers.kit.blocks import (
    Choice,
    Group,
    HomeLine,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    divider,
    field,
    line,
    message,
    modal,
    multi_select,
    plain_section,
    section,
    text_area,
    text_message,
)
from handlers.kit.escaping import (
    Said,
    bold,
    clip_sentences,
    clip_words,
    escape_and_link,
    escape_sparingly,
    link_to,
    split_text,
)
from handlers.kit.fields import WHOLE_FORM, checkboxes, more_fields_block
from handlers.kit.sentences import end_sentence, fact, join_text
from handlers.kit.texts import CALENDAR, PLACE, WITH

from . import texts
from .forms import ABSTRACT, ANONYMOUS, GUESTS, OUTSIDE, READING, SPEAKERS, TEXT, TITLE, YES, SupportPress

SHOWN = 12  # The message to speakers shows at most this number of questions.
NAMED = 40  # the most characters of a question in the label of its button


def question_form(sheet: GatheringSheet, metadata: str, *, now: datetime) -> Json:
    """Build the form of a question. It says who will read the question."""
    box = checkboxes(ANONYMOUS, [(texts.ANONYMOUSLY, YES)])
    blocks = [
        section(_name_and_time(sheet, now)),
        field(TEXT, texts.TEXT, text_area(TEXT, limit=PROPOSAL_LIMIT), hint=texts.WHO_READS),
        field(ANONYMOUS, texts.ANONYMOUS, box, hint=texts.ANONYMOUS_HINT, optional=True),
    ]
    return modal("gatherings.asked", texts.ASK, blocks, submit=texts.SEND, private_metadata=metadata)


def question_sent_modal(*, anonymous: bool) -> Json:
    said = texts.ASKED_ANONYMOUSLY if anonymous else texts.ASKED
    return modal("gatherings.done", texts.ASKED_TITLE, [section(said)], last=True)


def questions_modal(
    sheet: GatheringSheet,
    questions: Sequence[Proposal],
    *,
    viewer_id: int,
    may_support: bool,
    may_moderate: bool,
    now: datetime,
) -> Json:
    """Build the list of questions, with the buttons that the viewer may use.

    If `may_support` is true, the viewer may support questions.
    If `may_moderate` is true, they may withdraw any question."""
    blocks: list[Block] = [section(_name_and_time(sheet, now))]
    if not questions:
        blocks.append(section(texts.NONE))
    for number, each in enumerate(questions, 1):
        blocks += [plain_section(each.text), context(_author_and_supports(sheet, each))]
        mine = may_moderate or (each.author_id is not None and each.author_id == viewer_id)
        row = _question_buttons(each, number, viewer_id, may_support=may_support, may_withdraw=mine)
        blocks += [actions(*row)] if row else []
    return modal("gatherings.done", texts.LIST_TITLE, blocks)


def question_withdrawn_modal() -> Json:
    """Build the confirmation that a question was withdrawn, for an author who is not allowed to read the list."""
    return modal("gatherings.done", texts.LIST_TITLE, [section(texts.WITHDRAWN)], last=True)


def questions_message(sheet: GatheringSheet, questions: Sequence[Proposal], *, now: datetime) -> Message:
    """Build the questions that speakers and hosts get the day before. The question with most support comes first."""
    starts = sheet.appointment.starts
    key = texts.handed(len(questions), naming.name_of(sheet.series, sheet.gathering), moment_words(starts, now))
    lines = [
        texts.QUESTION(number=number, text=each.text, whose=_author_and_supports(sheet, each))
        for number, each in enumerate(questions[:SHOWN], 1)
    ]
    left = len(questions) - len(lines)
    more = texts.others(left) if left else texts.LATER_ONES
    see = button(texts.SEE, "gatherings.questions", value=str(sheet.gathering.id), of=date_and_name(sheet, now))
    said = join_text([key, *map(end_sentence, lines), more])
    return message(said, section(bold(key)), *map(section, lines), context(more), actions(see))


def no_questions_message(sheet: GatheringSheet, *, now: datetime) -> Message:
    """Build the message that replaces the questions to speakers if none are left or the conference is cancelled."""
    when = moment_words(sheet.appointment.starts, now)
    return text_message(
        texts.NONE_LEFT(named=naming.name_of(sheet.series, sheet.gathering), when=when, none=texts.NONE)
    )


def _name_and_time(sheet: GatheringSheet, now: datetime) -> Said:
    appointment, named = sheet.appointment, naming.name_of(sheet.series, sheet.gathering)
    return texts.ABOUT(named=named, when=span_words(appointment.starts, appointment.ends, now=now))


def _author_and_supports(sheet: GatheringSheet, proposal: Proposal) -> Said:
    author = sheet.people.get(proposal.author_id) if proposal.author_id is not None else None
    return texts.WHOSE(
        author=author.name if author else texts.NO_NAME, supports=texts.supports(len(proposal.supporters))
    )


def _question_buttons(
    proposal: Proposal, number: int, viewer_id: int, *, may_support: bool, may_withdraw: bool
) -> list[InteractiveElement]:
    named = texts.NUMBERED(number=number, text=clip_words(proposal.text, NAMED)).plain
    row = []
    if may_support:
        wanted = viewer_id not in proposal.supporters
        label = texts.SUPPORT if wanted else texts.SUPPORT_NO_MORE
        row.append(
            button(label, f"gatherings.support:{proposal.id}", value=str(SupportPress(proposal.id, wanted)), of=named)
        )
    if may_withdraw:
        confirm = confirm_dialog(texts.WITHDRAW_TITLE, texts.WITHDRAW_SURE, yes=texts.WITHDRAW_YES, no=texts.KEEP)
        row.append(
            button(
                texts.WITHDRAW, f"gatherings.take_back:{proposal.id}", value=str(proposal.id), of=named, confirm=confirm
            )
        )
    return row


# Slack limits the options of a group. Further people can be entered by their mail address.
MOST_OPTIONS = 100
OUTSIDE_LIMIT = 2000
SHORT = 600


def talk_form(sheet: GatheringSheet, choice: TalkChoice, *, all_fields: bool = False, now: datetime) -> Json:
    """Build the form of a conference. If `all_fields` is true, it also has the fields that « Préciser » adds."""
    gathering, appointment = sheet.gathering, sheet.appointment
    chosen = speakers_of(sheet)
    asks = _people_groups(choice.speakers, always_shown=chosen)
    guests = _people_groups(choice.guests)
    title = PlainTextInputElement(action_id=TITLE, max_length=TITLE_LIMIT, initial_value=gathering.title)
    outside = text_area(OUTSIDE, limit=OUTSIDE_LIMIT, placeholder=texts.OUTSIDE_EXAMPLE)
    blocks: list[Block] = [
        section(texts.HEAD(when=span_words(appointment.starts, appointment.ends, now=now))),
        field(TITLE, texts.TITLE, title, hint=texts.TITLE_HINT, optional=True),
        field(ABSTRACT, texts.ABSTRACT, _text_area(ABSTRACT, gathering.abstract), optional=True),
        field(READING, texts.READING, _text_area(READING, gathering.reading), optional=True),
    ]
    if asks:
        people = multi_select(SPEAKERS, texts.CHOOSE, asks, initial=[_person_choice(person) for person in chosen])
        blocks.append(field(SPEAKERS, texts.SPEAKERS, people, hint=texts.SPEAKERS_HINT, optional=True))
        blocks += map(context, naming.can_help(choice.helping))
    private = str(gathering.id)
    if all_fields:
        blocks.append(field(OUTSIDE, texts.OUTSIDE, outside, hint=texts.OUTSIDE_HINT, optional=True))
    else:
        blocks.append(more_fields_block(texts.PRECISE_ABOUT, f"gatherings.complete:{WHOLE_FORM}", value=private))
    if all_fields and guests:
        people = multi_select(GUESTS, texts.CHOOSE, guests)
        blocks.append(field(GUESTS, texts.GUESTS, people, hint=texts.GUESTS_HINT, optional=True))
    return modal(
        "gatherings.completed",
        texts.COMPLETE,
        blocks,
        submit=texts.KEEP_TALK,
        private_metadata=private,
    )


def talk_saved_modal(sheet: GatheringSheet) -> Json:
    left = missing_for_kind(sheet)
    said = texts.KEPT if sheet.gathering.announced_at is not None else texts.KEPT_UNTOLD
    more = [context(naming.still_missing(left))] if left else []
    return modal("gatherings.done", texts.KEPT_TITLE, [section(said), *more], last=True)


def announcement_extra(sheet: GatheringSheet, *, count: int, now: datetime) -> CardExtra:
    """Return what a conference adds to its announcement: the subject, the reading list and the number of questions."""
    gathering, blocks, said = sheet.gathering, list[Block](), list[Said]()
    for name, text in (
        (texts.ABSTRACT, gathering.abstract),
        (texts.READ_BEFORE, gathering.reading),
    ):
        if text:
            blocks += long_fact_blocks(name, text)
            said.append(fact(name, clip_sentences(escape_sparingly(text), SHORT)))
    if count:
        blocks.append(context(texts.asked(count)))
        said.append(texts.asked(count))
    value, named = str(gathering.id), date_and_name(sheet, now)
    buttons: list[InteractiveElement] = []
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        buttons.append(button(texts.ASK, "gatherings.ask", value=value, of=named))
    if count:
        buttons.append(button(texts.SEE, "gatherings.questions", value=value, of=named))
    return CardExtra(join_text(said), tuple(blocks), tuple(buttons))


def page_extra(sheet: GatheringSheet, *, has_ratings: bool, now: datetime) -> CardExtra:
    """Return what a conference adds to the organiser's page."""
    value = str(sheet.gathering.id)
    buttons = [button(texts.SEE, "gatherings.questions", value=value, of=date_and_name(sheet, now))]
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        buttons.insert(0, talk_form_button(sheet, now=now))
    if has_ratings:
        buttons.append(feedback_button(sheet, now=now))
    return CardExtra(buttons=tuple(buttons))


def talk_form_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    style, value = "primary" if missing_for_kind(sheet) else None, str(sheet.gathering.id)
    return button(texts.COMPLETE, "gatherings.complete", value=value, of=date_and_name(sheet, now), style=style)


def speaker_message(
    sheet: GatheringSheet, person_id: int, *, has_agreed: bool = True, is_posted: bool, now: datetime
) -> Message | None:
    """Build the speaker's card. Until the speaker has agreed, the card asks whether they will speak.

    Return None if the card was never `is_posted` and the person no longer speaks or the conference is cancelled."""
    appointment, named = sheet.appointment, naming.name_of(sheet.series, sheet.gathering)
    when = span_words(appointment.starts, appointment.ends, now=now)
    if sheet.is_cancelled:
        return text_message(texts.CANCELLED(named=named, when=when)) if is_posted else None
    if appointment.part_of(person_id) is not Part.EXPERT:
        return text_message(texts.SPEAKS_NO_MORE(named=named, when=when)) if is_posted else None
    if appointment.ends <= now:
        return text_message(texts.SPOKE(named=named, when=when))
    others = [each.name for each in speakers_of(sheet) if each.id != person_id]
    facts = [
        (WITH, join_words(others)),
        (texts.ORGANISER, sheet.organiser.name if sheet.organiser else ""),
        (PLACE, appointment.place or ""),
        (texts.ABSTRACT, clip_sentences(sheet.gathering.abstract or "", SHORT)),
    ]
    key = texts.SPEAKS(named=named, when=when)
    shown = [bold(key), *(fact(name, escape_and_link(what)) for name, what in facts if what)]
    heard = [key, *(fact(name, what) for name, what in facts if what)]
    if appointment.link:
        shown.append(announcement_texts.LINK(link=link_to(appointment.link)))
        heard.append(end_sentence(announcement_texts.LINK(link=appointment.link)))
    row = _speaker_buttons(sheet, now=now)
    if not has_agreed and appointment.starts > now:
        shown.append(texts.SAY_YES)
        heard.append(texts.SAY_YES)
        value = str(sheet.gathering.id)
        row.insert(
            0,
            button(
                announcement_texts.COME, "gatherings.come", value=value, of=date_and_name(sheet, now), style="primary"
            ),
        )
    return message(join_text(heard), section(join_text(shown, "\n")), actions(*row))


def no_longer_speaker_message(
    sheet: GatheringSheet, person_id: int, *, is_posted: bool, now: datetime
) -> Message | None:
    """Build the notice that a person no longer speaks at a conference.

    Return None if the notice was never `is_posted` and the person speaks again or the conference is cancelled."""
    appointment = sheet.appointment
    if not is_posted and (sheet.is_cancelled or appointment.part_of(person_id) is Part.EXPERT):
        return None
    when = span_words(appointment.starts, appointment.ends, now=now)
    return text_message(texts.SPEAKS_NO_MORE(named=naming.name_of(sheet.series, sheet.gathering), when=when))


def long_fact_blocks(name: str, text: str) -> list[Block]:
    """Build a long text that a person typed, with its name above and with links."""
    drawn = texts.LONG_FACT(name=name, text=escape_and_link(text, escaping=escape_sparingly))
    return [section(piece) for piece in split_text(drawn)]


def _speaker_buttons(sheet: GatheringSheet, *, now: datetime) -> list[InteractiveElement]:
    value, named = str(sheet.gathering.id), date_and_name(sheet, now)
    return [
        button(texts.SEE, "gatherings.questions", value=value, of=named),
        button(CALENDAR, "gatherings.speaker_calendar", value=value, of=named),
    ]


def _text_area(name: str, initial: str | None) -> PlainTextInputElement:
    return text_area(name, limit=TEXT_LIMIT, initial=initial)


def _person_choice(person: Person) -> Choice:
    return person.name, str(person.id)


def _people_groups(by_role: Mapping[Role, Sequence[Person]], *, always_shown: Sequence[Person] = ()) -> list[Group]:
    """Return at most a hundred people of each role, as options of a menu.

    The menu always contains the people in `always_shown`."""
    kept = {person.id for person in always_shown}
    groups: list[Group] = []
    for role, several in by_role.items():
        first = [person for person in several if person.id in kept]
        rest = [person for person in several if person.id not in kept][: MOST_OPTIONS - len(first)]
        listed = sorted([*first, *rest], key=name_sort_key)
        if listed:
            groups.append((texts.ROLES[role.value], [_person_choice(person) for person in listed]))
    return groups


WORDS = "words"
# The most comments that fit, with their dividers, into Slack's 100 blocks.
MOST_WORDS = 40


def rating_extra(sheet: GatheringSheet, *, now: datetime) -> CardExtra:
    """Return the part of a conference or seminar in the message after it: three buttons for anonymous ratings."""
    named, buttons = date_and_name(sheet, now), list[InteractiveElement]()
    for mark, label in texts.MARKS.items():
        value = f"{sheet.gathering.id} {mark}"
        buttons.append(button(label, f"gatherings.rate:{mark}", value=value, of=named))
    blocks = (section(bold(texts.USEFUL)), context(texts.NOBODY_SEES))
    return CardExtra(join_text([texts.USEFUL, texts.NOBODY_SEES]), blocks, tuple(buttons))


def rating_line(sheet: GatheringSheet, *, now: datetime) -> HomeLine:
    named, number = date_and_name(sheet, now), sheet.gathering.id
    marks = [
        button(label, f"gatherings.rate:{mark}", value=f"{number} {mark}", of=named)
        for mark, label in texts.MARKS.items()
    ]
    return line(join_text([texts.WAS_USEFUL(named=title_of(sheet, now)), texts.NOBODY_SEES]), *marks)


def feedback_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    return button(texts.RETURNS, "gatherings.returns", value=str(sheet.gathering.id), of=date_and_name(sheet, now))


def rating_noted_message(sheet: GatheringSheet, mark: str, *, now: datetime) -> Message:
    said, value = texts.RATED(mark=texts.MARKS[mark]), str(sheet.gathering.id)
    add = button(texts.ADD, "gatherings.word", value=value, of=date_and_name(sheet, now))
    return message(said, section(said), actions(add))


def comment_form(sheet: GatheringSheet, initial: str) -> Json:
    box = text_area(WORDS, limit=WORDS_LIMIT, initial=initial or None)
    blocks = [field(WORDS, texts.WORD, box, hint=texts.WORD_WHO_READS, optional=True)]
    private = str(sheet.gathering.id)
    return modal("gatherings.worded", texts.ADD, blocks, submit=texts.KEEP_WORD, private_metadata=private)


def comment_saved_modal(*, is_erased: bool) -> Json:
    said = texts.WORD_ERASED if is_erased else texts.WORD_KEPT
    return modal("gatherings.done", texts.WORD_KEPT_TITLE, [section(said)], last=True)


def feedback_modal(feedback: FeedbackSummary, *, now: datetime) -> Json:
    """Build the counts of the ratings, and the comments without names."""
    sheet, when = feedback.sheet, moment_words(feedback.sheet.appointment.starts, now)
    blocks: list[Block] = [section(texts.TITLED(name=naming.name_of(sheet.series, sheet.gathering), when=when))]
    if not any(feedback.counts.values()):
        return modal("gatherings.done", texts.RETURNS_TITLE, [*blocks, section(texts.NO_RETURN)])
    given = [(texts.MARKS[mark.value], feedback.counts[mark]) for mark in Mark if feedback.counts[mark]]
    blocks.append(section(join_text([texts.COUNTED(mark=mark, count=count) for mark, count in given], "\n")))
    blocks.append(context(texts.WITHOUT_NAMES))
    blocks.append(section(texts.WORDS if feedback.words else texts.NO_WORD))
    for word in feedback.words[:MOST_WORDS]:
        blocks += [plain_section(word), divider()]
    return modal("gatherings.done", texts.RETURNS_TITLE, blocks)
