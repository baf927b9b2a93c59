"""Views of seminars, with their preparation, access needs, invitations and shared texts, and of attendance. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    EmailInputElement,
    InteractiveElement,
    PlainTextInputElement,
    UserSelectElement,
)

from bot.dates.words import day_words, span_words
from bot.gatherings.lacking import missing_for_kind
from bot.gatherings.model import PLACE_LIMIT, SHARED_LIMIT, TEXT_LIMIT, GatheringSheet, Reply
from bot.gatherings.porteurs import PorteursShared
from bot.gatherings.seminars import NEED_LIMIT
from bot.gatherings.subjects.ballots import Ballot
from bot.programme.files.fields import NAME_LENGTH
from bot.programme.model import Person
from bot.programme.shape import shape_in_use
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement.views import AnnouncementData, CardExtra, date_and_name, title_of, title_sentence
from handlers.gatherings.conference.views import feedback_button, long_fact_blocks
from handlers.gatherings.subjects import texts as subjects_texts
from handlers.gatherings.subjects.forms import TEXT, SubjectMetadata
from handlers.gatherings.subjects.views import ballot_buttons, start_words, subjects_aloud, subjects_list
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    field,
    headed_message,
    line,
    message,
    modal,
    plain_section,
    section,
    text_area,
)
from handlers.kit.escaping import Said, bold, clip, clip_sentences, escape_and_link, escape_sparingly, split_text
from handlers.kit.fields import MOST_BOXES, checkboxes
from handlers.kit.sentences import capitalise, end_sentence, fact, join_text
from handlers.kit.texts import PLACE as WHERE

from . import texts

THEMES, PLACE, SHEET, NEED = "abstract", "place", "sheet", "need"
SHORT = 600  # The text for screen readers has at most this number of characters of the themes.
MOST_NEEDS = 45  # the most access needs shown, since each takes two of Slack's 100 blocks


def seminar_form(sheet: GatheringSheet, *, now: datetime) -> Json:
    gathering, place = sheet.gathering, sheet.appointment.place
    where = PlainTextInputElement(action_id=PLACE, max_length=PLACE_LIMIT, initial_value=place)
    practical = text_area(SHEET, limit=TEXT_LIMIT, initial=gathering.sheet, placeholder=texts.SHEET_EXAMPLE)
    themes = text_area(THEMES, limit=TEXT_LIMIT, initial=gathering.abstract)
    blocks = [
        section(join_text([_date_line(sheet, now=now), texts.WHO_READS], "\n")),
        field(THEMES, texts.THEMES, themes, optional=True),
        field(PLACE, WHERE, where, hint=texts.PLACE_HINT, optional=True),
        field(SHEET, texts.SHEET, practical, hint=texts.SHEET_HINT, optional=True),
    ]
    private = str(gathering.id)
    return modal("gatherings.seminar_kept", texts.PREPARE, blocks, submit=texts.KEEP, private_metadata=private)


def seminar_saved_modal(sheet: GatheringSheet) -> Json:
    left = missing_for_kind(sheet)
    more = [context(naming.still_missing(left))] if left else []
    return modal("gatherings.done", texts.KEPT_TITLE, [section(texts.KEPT), *more], last=True)


def announcement_extra(sheet: GatheringSheet, *, now: datetime) -> CardExtra:
    """Return what a seminar adds to its announcement: its themes, and two buttons for participants."""
    themes = sheet.gathering.abstract
    blocks = long_fact_blocks(texts.THEMES, themes) if themes else []
    said = [fact(texts.THEMES, clip_sentences(escape_sparingly(themes), SHORT))] if themes else []
    value, named = str(sheet.gathering.id), date_and_name(sheet, now)
    buttons: list[InteractiveElement] = []
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        buttons.append(button(texts.SEE_SHEET, "gatherings.practical", value=value, of=named))
        buttons.append(button(texts.NEED, "gatherings.need", value=value, of=named))
    return CardExtra(join_text(said), tuple(blocks), tuple(buttons))


def seminar_form_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    style, value = "primary" if missing_for_kind(sheet) else None, str(sheet.gathering.id)
    return button(texts.PREPARE, "gatherings.seminar", value=value, of=date_and_name(sheet, now), style=style)


def page_extra(sheet: GatheringSheet, *, has_ratings: bool, now: datetime) -> CardExtra:
    """Return what a seminar adds to the organiser's page."""
    value, named = str(sheet.gathering.id), date_and_name(sheet, now)
    buttons: list[InteractiveElement] = []
    if not sheet.is_cancelled and sheet.appointment.starts > now:
        buttons.append(seminar_form_button(sheet, now=now))
    buttons.append(button(texts.NEEDS, "gatherings.needs", value=value, of=named))
    if has_ratings:
        buttons.append(feedback_button(sheet, now=now))
    return CardExtra(buttons=tuple(buttons))


def practical_modal(sheet: GatheringSheet, *, now: datetime) -> Json:
    place = sheet.appointment.place
    where = [fact(WHERE, escape_and_link(place))] if place else []
    head = section(join_text([_date_line(sheet, now=now), *where], "\n"))
    said = split_text(escape_and_link(sheet.gathering.sheet or "", escaping=escape_sparingly))
    return modal("gatherings.done", texts.SHEET, [head, *map(section, said)])


def access_need_form(sheet: GatheringSheet, initial: str, *, now: datetime) -> Json:
    box = text_area(NEED, limit=NEED_LIMIT, initial=initial or None)
    blocks = [
        section(_date_line(sheet, now=now)),
        field(NEED, texts.NEED_LABEL, box, hint=texts.NEED_HINT, optional=True),
    ]
    private = str(sheet.gathering.id)
    return modal("gatherings.needed", texts.NEED_TITLE, blocks, submit=texts.SEND, private_metadata=private)


def access_need_saved_modal(*, is_erased: bool) -> Json:
    said = texts.NEED_ERASED if is_erased else texts.NEED_KEPT
    return modal("gatherings.done", texts.KEPT_TITLE, [section(said)], last=True)


def access_needs_modal(sheet: GatheringSheet, needs: Sequence[tuple[Person, str]], *, now: datetime) -> Json:
    blocks: list[Block] = [section(_date_line(sheet, now=now))]
    for person, said in needs[:MOST_NEEDS]:
        blocks += [section(texts.HEAD(what=person.name)), plain_section(said)]
    blocks.append(context(texts.NEEDS_PRIVATE) if needs else section(texts.NO_NEED))
    return modal("gatherings.done", texts.NEEDS_TITLE, blocks)


def new_place_message(sheet: GatheringSheet, *, now: datetime) -> Message | None:
    """Build the notice to participants about a seminar's new place. Return None without a place."""
    place = sheet.appointment.place
    if sheet.is_cancelled or not place:
        return None
    appointment = sheet.appointment
    what = shape_in_use().rencontre_names.get(sheet.kind.key, texts.SEMINAR)
    said = texts.PLACED(what=what, when=span_words(appointment.starts, appointment.ends, now=now), place=place)
    return headed_message(said, [])


def _date_line(sheet: GatheringSheet, *, now: datetime) -> Said:
    return texts.HEAD(what=capitalise(span_words(sheet.appointment.starts, sheet.appointment.ends, now=now)))


ACCOUNT, NAME, EMAIL = "account", "name", "email"


def porteurs_announcement_extra(ballot: Ballot, *, now: datetime) -> CardExtra:
    """Return what the porteurs' seminar adds to its announcement: the subjects, and a button to invite a colleague."""
    sheet = ballot.sheet
    lines = (section(subjects_list(ballot)),)
    if not ballot.is_open(now):
        return CardExtra(subjects_aloud(ballot), lines) if ballot.proposals else CardExtra()
    named = date_and_name(sheet, now)
    invite = button(texts.INVITE, "gatherings.invite", value=str(sheet.gathering.id), of=named)
    return CardExtra(subjects_aloud(ballot), lines, (*ballot_buttons(ballot, sheet.gathering.id, of=named), invite))


def sharing_extra(sheet: GatheringSheet, *, now: datetime) -> CardExtra:
    """Return the part of a porteurs' seminar in the message after it: a button to share what the reader learnt."""
    if sheet.is_cancelled or sheet.appointment.starts > now:
        return CardExtra()
    share = button(texts.SHARE, "gatherings.share", value=str(sheet.gathering.id), of=date_and_name(sheet, now))
    return CardExtra(texts.ASKED, (section(texts.ASKED),), (share,))


def porteurs_page_extra(ballot: Ballot, *, now: datetime) -> CardExtra:
    """Return what the porteurs' seminar adds to the organiser's page: subjects, and a button to invite a colleague."""
    sheet = ballot.sheet
    if sheet.is_cancelled or sheet.appointment.starts <= now:
        return CardExtra()
    invite = button(texts.INVITE, "gatherings.invite", value=str(sheet.gathering.id), of=date_and_name(sheet, now))
    return CardExtra(subjects_aloud(ballot), (section(subjects_list(ballot)),), (invite,))


def invite_form(sheet: GatheringSheet, *, now: datetime) -> Json:
    account = UserSelectElement(action_id=ACCOUNT, placeholder=texts.ACCOUNT_CHOOSE)
    name = PlainTextInputElement(action_id=NAME, min_length=1, max_length=NAME_LENGTH)
    blocks = [
        section(_about_sentence(sheet, now)),
        section(texts.INTRO),
        field(ACCOUNT, texts.ACCOUNT, account, optional=True),
        field(NAME, texts.NAME, name, optional=True),
        field(EMAIL, texts.EMAIL, EmailInputElement(action_id=EMAIL), hint=texts.EMAIL_HINT, optional=True),
    ]
    private = str(sheet.gathering.id)
    return modal("gatherings.invited", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def invited_modal(person: Person, *, is_announced: bool) -> Json:
    said = texts.INVITED(name=person.name) if is_announced else texts.INVITED_LATER(name=person.name)
    return modal("gatherings.done", texts.DONE_TITLE, [section(said)], last=True)


def share_form(sheet: GatheringSheet, metadata: SubjectMetadata, *, now: datetime) -> Json:
    hint = texts.SHARE_HINT if sheet.channel else texts.SHARE_HINT_EACH
    box = text_area(TEXT, limit=SHARED_LIMIT)
    blocks = [section(_about_sentence(sheet, now)), field(TEXT, texts.SHARE_FIELD, box, hint=hint)]
    private = str(metadata)
    return modal("gatherings.shared", texts.SHARE_TITLE, blocks, submit=texts.SHARE_SUBMIT, private_metadata=private)


def shared_modal() -> Json:
    return modal("gatherings.done", texts.SHARED_TITLE, [section(texts.SHARED)], last=True)


def shared_message(sharing: PorteursShared, *, now: datetime) -> Message:
    who = sharing.author.name if sharing.author else texts.SOMEBODY
    name, day = (
        naming.name_of(sharing.sheet.series, sharing.sheet.gathering),
        day_words(sharing.sheet.appointment.starts, now),
    )
    said, typed = texts.SHARES(who=who, name=name, day=day), sharing.proposal.text
    heard = join_text([said, clip(end_sentence(typed), 3500)])
    return message(heard, section(bold(said)), plain_section(typed))


def _about_sentence(sheet: GatheringSheet, now: datetime) -> Said:
    return subjects_texts.ABOUT(name=naming.name_of(sheet.series, sheet.gathering), when=start_words(sheet, now))


MISSING = "missing"  # A field's name is this word and a number.


def after_message(announcement: AnnouncementData, *, inspiration: str, now: datetime) -> Message | None:
    """Build the message to participants after a gathering.

    Return None if both the catalogue's text (`inspiration`) and the announcement's `extra` are empty."""
    extra = announcement.extra
    if not inspiration and not extra.said:
        return None
    key = texts.THANKS(name=announcement.title(now))
    more = [fact(texts.INSPIRE, clip_sentences(inspiration, SHORT))] if inspiration else []
    blocks: list[Block] = [section(bold(key)), *map(context, more), *extra.blocks]
    blocks += [actions(*extra.buttons)] if extra.buttons else []
    return message(join_text([key, *more, *([extra.said] if extra.said else [])]), *blocks)


def attendance_message(announcement: AnnouncementData, *, now: datetime) -> Message:
    """Build the question that asks the host who attended. After an answer, show the answer."""
    sheet = announcement.sheet
    if sheet.gathering.attendance is not None:
        told, left = join_text([title_sentence(sheet, now), _attendance_sentence(sheet)]), announcement.extra.buttons
        return message(told, section(told), *([actions(*left)] if left else []))
    had = texts.had_said([person.name for person in sheet.who_replied(Reply.COMES)])
    row = actions(*_attendance_buttons(sheet, of=announcement.date_and_name(now)), *announcement.extra.buttons)
    return headed_message(texts.QUESTION(name=announcement.title(now)), [had, texts.SILENCE], row)


def awaiting_line(sheet: GatheringSheet, *, now: datetime) -> HomeLine:
    had = texts.had_said([person.name for person in sheet.who_replied(Reply.COMES)])
    said = join_text([texts.QUESTION(name=title_of(sheet, now)), had])
    return line(said, *_attendance_buttons(sheet, of=date_and_name(sheet, now)))


def absentees_form(announcement: AnnouncementData, *, now: datetime) -> Json:
    """Build the form with a box for each person who had accepted. Ticked people did not attend."""
    sheet = announcement.sheet
    came = sheet.who_replied(Reply.COMES)
    head = section(join_text([title_sentence(sheet, now), texts.TICK if came else texts.NOBODY]))
    if not came:
        return modal("gatherings.done", texts.WHO_WAS_MISSING, [head])
    groups = [came[first : first + MOST_BOXES] for first in range(0, len(came), MOST_BOXES)]
    fields = [
        field(
            f"{MISSING}-{number}",
            texts.part(number, len(groups)),
            checkboxes(f"{MISSING}-{number}", [(person.name, str(person.id)) for person in some]),
            optional=True,
        )
        for number, some in enumerate(groups, 1)
    ]
    private = str(sheet.gathering.id)
    return modal(
        "gatherings.missing",
        texts.WHO_WAS_MISSING,
        [head, *fields],
        submit=texts.AFTER_SUBMIT,
        private_metadata=private,
    )


def attendance_blocks(sheet: GatheringSheet, *, now: datetime) -> list[Block]:
    """Build the attendance of a past date, or « Elle n’a pas eu lieu » if nobody has recorded the attendance."""
    if sheet.gathering.attendance is not None:
        return [section(_attendance_sentence(sheet))]
    return [actions(_not_held_button(sheet, of=date_and_name(sheet, now)))]


def attendance_noted_message(sheet: GatheringSheet) -> Message:
    return message(_attendance_sentence(sheet))


def attendance_noted_modal(sheet: GatheringSheet) -> Json:
    return modal("gatherings.done", texts.NOTED_TITLE, [section(_attendance_sentence(sheet))], last=True)


def _attendance_sentence(sheet: GatheringSheet) -> Said:
    missing = [person.name for person in sheet.who_replied(Reply.COMES) if sheet.answers[person.id].attended is False]
    return texts.noted(missing, held=sheet.gathering.attendance != "none")


def _attendance_buttons(sheet: GatheringSheet, *, of: str) -> list[InteractiveElement]:
    value = str(sheet.gathering.id)
    return [
        button(texts.EVERYBODY, "gatherings.everybody", value=value, of=of, style="primary"),
        button(texts.SOMEBODY_MISSING, "gatherings.somebody_missing", value=value, of=of),
        _not_held_button(sheet, of=of),
    ]


def _not_held_button(sheet: GatheringSheet, *, of: str) -> InteractiveElement:
    confirm = confirm_dialog(texts.NOT_HELD_TITLE, texts.NOT_HELD_SURE, yes=texts.YES, no=texts.NO)
    return button(texts.NOT_HELD, "gatherings.not_held", value=str(sheet.gathering.id), of=of, confirm=confirm)
