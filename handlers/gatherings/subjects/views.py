"""Views of subjects, with the forms to propose and to vote, and of small groups. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, PlainTextInputElement

from bot.agenda.titles import join_metier_names
from bot.dates.words import moment_words
from bot.gatherings.lacking import missing_for_kind
from bot.gatherings.model import PROPOSAL_LIMIT, TITLE_LIMIT, GatheringSheet, Proposal, Series
from bot.gatherings.series.joining import MergeResult, SmallGroup
from bot.gatherings.subjects.ballots import Ballot
from bot.gatherings.subjects.subjects import closes_at
from bot.programme.roles import Role
from handlers.gatherings import texts as naming
from handlers.gatherings.announcement import texts as announcement_texts
from handlers.gatherings.announcement.views import CardExtra, date_and_name
from handlers.gatherings.subjects.forms import OTHER, write_group
from handlers.kit import sentences
from handlers.kit.blocks import (
    HomeLine,
    Json,
    Message,
    accessory_section,
    actions,
    button,
    confirm_dialog,
    context,
    field,
    line,
    message,
    modal,
    section,
    select,
    text_area,
    text_message,
)
from handlers.kit.escaping import Said, bold, clip, escape_to_fit
from handlers.kit.fields import MOST_BOXES, checkboxes
from handlers.kit.sentences import join_text

from . import texts
from .forms import CHOSEN, TEXT, SubjectMetadata

SHOWN = 8  # A card shows at most this number of subjects, and the form shows all.
SHORT = 140


def ballot_buttons(ballot: Ballot, gathering_id: int, *, of: str) -> tuple[InteractiveElement, ...]:
    """Build the buttons to propose and to support subjects. Without any proposal, leave out the second button.

    `gathering_id` is the gathering whose message shows the buttons."""
    value = str(gathering_id)
    propose = button(texts.PROPOSE, "gatherings.propose", value=value, of=of)
    if not ballot.proposals:
        return (propose,)
    if ballot.sheet.kind.brings_colleagues:
        return (button(texts.SUPPORT_OR_PROPOSE, "gatherings.vote", value=value, of=of),)
    return propose, button(texts.SUPPORT, "gatherings.vote", value=value, of=of)


def propose_form(ballot: Ballot, metadata: SubjectMetadata, *, now: datetime) -> Json:
    box = text_area(TEXT, limit=PROPOSAL_LIMIT, placeholder=texts.FORM_EXAMPLE)
    blocks = [*_ballot_blocks(ballot, now=now), field(TEXT, texts.FORM_FIELD, box, hint=texts.FORM_HINT)]
    private = str(metadata)
    return modal("gatherings.proposed", texts.FORM_TITLE, blocks, submit=texts.FORM_SUBMIT, private_metadata=private)


def vote_form(
    ballot: Ballot, gathering_id: int, *, viewer_id: int, may_vote: bool, may_withdraw: bool, now: datetime
) -> Json:
    """Build the form to vote, with the full texts of the subjects. A person who may not vote sees only the texts.

    If `may_withdraw` is true, the viewer may withdraw the subjects of other people too."""
    blocks: list[Block] = [*_ballot_blocks(ballot, now=now)]
    propose = actions(button(texts.PROPOSE, "gatherings.propose", value=str(gathering_id)))
    if not ballot.proposals:
        blocks += [section(texts.NONE_YET), propose]
        return modal("gatherings.voted", texts.VOTE_TITLE, blocks)
    # The announcement has room for only one button, so the form has the button to propose.
    blocks += [propose] if ballot.sheet.kind.brings_colleagues else []
    for number, proposal in enumerate(ballot.proposals, 1):
        mine = proposal.author_id == viewer_id
        blocks.append(_subject_block(proposal, number=number, is_own=mine, may_withdraw=mine or may_withdraw))
    if not may_vote:
        return modal("gatherings.voted", texts.VOTE_TITLE, [*blocks, context(texts.NO_VOTE)])
    supported = ballot.supported_by(viewer_id)
    choices = [(f"{number}. {proposal.text}", str(proposal.id)) for number, proposal in enumerate(ballot.proposals, 1)]
    for part, first in enumerate(range(0, len(choices), MOST_BOXES)):
        some = choices[first : first + MOST_BOXES]
        ticked = [choice for choice in some if int(choice[1]) in supported]
        label = texts.VOTE_FIELD_MORE if part else texts.VOTE_FIELD
        hint = None if part else texts.VOTE_HINT
        name = f"{CHOSEN}-{part}"
        blocks.append(field(name, label, checkboxes(name, some, ticked=ticked), hint=hint, optional=True))
    private = str(gathering_id)
    return modal("gatherings.voted", texts.VOTE_TITLE, blocks, submit=texts.VOTE_SUBMIT, private_metadata=private)


def proposed_modal(ballot: Ballot, gathering_id: int, *, now: datetime) -> Json:
    # The vote is over without a subject, so the bot takes this proposal as the subject.
    if not ballot.is_open(now):
        return modal("gatherings.done", texts.PROPOSED_TITLE, [section(texts.TAKEN)])
    support = button(texts.SUPPORT, "gatherings.vote", value=str(gathering_id))
    blocks = [
        section(texts.PROPOSED),
        section(subjects_list(ballot)),
        *_deadline_blocks(ballot, now=now),
        actions(support),
    ]
    return modal("gatherings.done", texts.PROPOSED_TITLE, blocks)


def voted_modal(ballot: Ballot, *, now: datetime) -> Json:
    blocks = [section(texts.VOTED), section(subjects_list(ballot)), *_deadline_blocks(ballot, now=now)]
    return modal("gatherings.done", texts.VOTED_TITLE, blocks, last=True)


def ballot_message(ballot: Ballot, *, is_posted: bool, now: datetime) -> Message | None:
    """Build the card that asks a group's members to propose subjects and to vote. After the vote, show its result."""
    sheet = ballot.sheet
    name, when = naming.name_of(sheet.series), start_words(sheet, now)
    if not ballot.is_open(now):
        return _closed_message(ballot, name=name, when=when) if is_posted else None
    closes = moment_words(closes_at(sheet), now)
    title = texts.ASK(name=name, when=when)
    more = texts.ASK_MORE(closes=closes) if sheet.gathering.announced_at is None else texts.ASK_LATE
    row = actions(*ballot_buttons(ballot, sheet.gathering.id, of=announcement_texts.of(when, name)))
    shown = map(section, [bold(title), more, subjects_list(ballot)])
    return message(join_text([title, more, subjects_aloud(ballot)]), *shown, row)


def awaiting_line(ballot: Ballot, *, now: datetime) -> HomeLine:
    sheet = ballot.sheet
    name, when, value = naming.name_of(sheet.series), start_words(sheet, now), sheet.gathering.id
    row = ballot_buttons(ballot, value, of=announcement_texts.of(when, name))
    return line(join_text([texts.ASK(name=name, when=when), subjects_aloud(ballot)]), *row)


def next_subject_extra(ballot: Ballot, gathering_id: int, *, now: datetime) -> CardExtra:
    """Return the part of a message after a gathering that asks for the next subject, or names the chosen subject."""
    sheet = ballot.sheet
    name, when = naming.name_of(sheet.series), start_words(sheet, now)
    if not ballot.is_open(now):
        if sheet.gathering.title is None or sheet.appointment.starts <= now or sheet.is_cancelled:
            return CardExtra()
        said = texts.NEXT_CHOSEN(when=when, subject=sheet.gathering.title)
        return CardExtra(said, (section(said),))
    asks = texts.NEXT_UNDATED(name=name) if ballot.waits else texts.NEXT(name=name, when=when)
    shown = section(join_text([bold(asks), subjects_list(ballot)], "\n"))
    of = name if ballot.waits else announcement_texts.of(when, name)
    return CardExtra(join_text([asks, subjects_aloud(ballot)]), (shown,), ballot_buttons(ballot, gathering_id, of=of))


def start_words(sheet: GatheringSheet, now: datetime) -> str:
    return moment_words(sheet.appointment.starts, now)


def support_count(proposal: Proposal) -> str:
    return texts.supports(len(proposal.supporters))


def subject_lines(ballot: Ballot) -> list[Said]:
    """Return the subjects that a card shows, with their counts, and the number of further subjects."""
    shown = ballot.proposals[:SHOWN]
    lines = [
        texts.COUNTED(text=escape_to_fit(proposal.text, SHORT), count=support_count(proposal)) for proposal in shown
    ]
    rest = len(ballot.proposals) - len(shown)
    return [*lines, texts.ONE_MORE if rest == 1 else texts.MORE(number=rest)] if rest else lines


def subjects_list(ballot: Ballot) -> Said:
    lines = subject_lines(ballot)
    return join_text([bold(texts.SUBJECTS), *lines], "\n• ") if lines else texts.NONE_YET


def subjects_aloud(ballot: Ballot) -> Said:
    lines = subject_lines(ballot)
    return texts.LISTED(subjects=join_text(lines, ", ")) if lines else texts.NONE_YET


def _closed_message(ballot: Ballot, *, name: str, when: str) -> Message:
    sheet = ballot.sheet
    if sheet.is_cancelled:
        return text_message(texts.CANCELLED(name=name, when=when))
    if sheet.gathering.title is not None:
        return text_message(texts.CHOSEN(name=name, when=when, subject=sheet.gathering.title))
    return text_message(texts.CLOSED(name=name, when=when))


def _ballot_blocks(ballot: Ballot, *, now: datetime) -> Sequence[Block]:
    name = naming.name_of(ballot.sheet.series)
    if ballot.waits:
        return [section(texts.ABOUT_NEXT(name=name))]
    return [section(texts.ABOUT(name=name, when=start_words(ballot.sheet, now))), *_deadline_blocks(ballot, now=now)]


def _deadline_blocks(ballot: Ballot, *, now: datetime) -> Sequence[Block]:
    gathering = ballot.sheet.gathering
    if ballot.waits:
        return []
    if gathering.announced_at is not None and gathering.title is None:
        return [context(texts.FIRST_TAKEN)]
    return [context(texts.UNTIL(when=moment_words(closes_at(ballot.sheet), now)))]


def _subject_block(proposal: Proposal, *, number: int, is_own: bool, may_withdraw: bool) -> Block:
    count = texts.YOURS(count=support_count(proposal)) if is_own else support_count(proposal)
    said = texts.SUBJECT(number=number, text=proposal.text, count=count)
    if not may_withdraw:
        return section(said)
    confirm = confirm_dialog(texts.SURE_TITLE, texts.SURE, yes=texts.SURE_YES, no=texts.SURE_NO)
    take = button(
        texts.WITHDRAW, f"gatherings.withdraw:{proposal.id}", value=str(proposal.id), of=proposal.text, confirm=confirm
    )
    return accessory_section(said, take)


def page_extra(ballot: Ballot, *, small_group: SmallGroup | None, now: datetime) -> CardExtra:
    """Return what the subject adds to the organiser's page: a text, and buttons for the subject and a small group."""
    sheet = ballot.sheet
    if sheet.is_cancelled or sheet.appointment.starts <= now:
        return CardExtra()
    title = sheet.gathering.title
    key = texts.PLANNED(subject=title) if title else texts.NO_SUBJECT
    shown = key if title else sentences.join_text([key, subjects_list(ballot)], "\n")
    heard = key if title else sentences.join_text([key, subjects_aloud(ballot)])
    give = subject_button(sheet, now=now)
    row = small_group_buttons(small_group)[:1] if small_group else ()
    return CardExtra(heard, (section(shown),), (give, *row))


def subject_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    label = texts.CHANGE if sheet.gathering.title else texts.GIVE
    style, value = "primary" if missing_for_kind(sheet) else None, str(sheet.gathering.id)
    return button(label, "gatherings.subject", value=value, of=date_and_name(sheet, now), style=style)


def subject_form(ballot: Ballot, *, now: datetime) -> Json:
    sheet = ballot.sheet
    box = PlainTextInputElement(
        action_id=TEXT, min_length=1, max_length=TITLE_LIMIT, initial_value=sheet.gathering.title or None
    )
    about = texts.ABOUT(name=naming.name_of(sheet.series), when=start_words(sheet, now))
    blocks: list[Block] = [section(about)]
    if ballot.proposals:
        blocks.append(section(subjects_list(ballot)))
    blocks += map(context, naming.can_help(ballot.helping))
    if ballot.is_open(now):
        blocks.append(context(texts.ENDS_VOTE))
    blocks.append(field(TEXT, texts.FIELD, box, hint=texts.HINT))
    private = str(sheet.gathering.id)
    return modal("gatherings.subject_given", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=private)


def subject_given_modal(sheet: GatheringSheet, *, now: datetime) -> Json:
    said = texts.GIVEN(when=start_words(sheet, now), subject=sheet.gathering.title or "")
    return modal("gatherings.done", texts.NOTED_TITLE, [section(said)], last=True)


def small_group_message(small_group: SmallGroup, *, is_posted: bool) -> Message | None:
    """Build the notice to the organiser that a group has few people. If the group has changed, show its new state."""
    series = small_group.series
    name = naming.name_of(series)
    if series.ended_at is not None or Role.ALUMNI in series.opened_to or not small_group.is_few:
        if not is_posted:
            return None
        if series.ended_at is not None:
            return text_message(texts.ENDED(name=name))
        return text_message(texts.OPENED(name=name) if Role.ALUMNI in series.opened_to else texts.GROWN(name=name))
    key = small_group_sentence(small_group)
    more = texts.what_to_do(others=bool(small_group.others), alumni=small_group.alumni)
    row = small_group_buttons(small_group)
    return message(
        sentences.join_text([key, more]), section(bold(key)), section(more), *([actions(*row)] if row else [])
    )


def small_group_sentence(small_group: SmallGroup) -> Said:
    return texts.few(
        _group_name(small_group.series),
        [member.name for member in small_group.members],
        grouped=small_group.series.id > 0,
    )


def join_form(small_group: SmallGroup) -> Json:
    name = _group_name(small_group.series)
    if not small_group.others:
        return modal("gatherings.done", texts.JOIN_TITLE, [section(texts.NO_OTHER)])
    choices = [(clip(naming.name_of(other), 75), str(other.id)) for other in small_group.others[:100]]
    intro = texts.JOIN_INTRO(name=name) if small_group.series.id else texts.JOIN_INTRO_UNGROUPED(name=name)
    blocks = [section(intro), field(OTHER, texts.JOIN_FIELD, select(OTHER, texts.JOIN_CHOOSE, choices))]
    private = write_group(small_group.series)
    return modal(
        "gatherings.group_joined", texts.JOIN_TITLE, blocks, submit=texts.JOIN_SUBMIT, private_metadata=private
    )


def groups_merged_modal(result: MergeResult) -> Json:
    ended, into = _group_name(result.ended), naming.name_of(result.into)
    said = texts.joined(ended, into, result.number) if result.ended.id else texts.JOINS(metier=ended, into=into)
    title = texts.JOINED_TITLE if result.ended.id else texts.NOTED_TITLE
    return modal("gatherings.done", title, [section(said)], last=True)


def alumni_invited_message(small_group: SmallGroup) -> Message:
    return message(texts.OPENED(name=naming.name_of(small_group.series)))


def groups_merged_message(
    ended_series: Series, joined_series: Series, *, next_sheet: GatheringSheet | None, now: datetime
) -> Message:
    names = naming.name_of(ended_series), naming.name_of(joined_series)
    return text_message(texts.MERGED(ended=names[0], into=names[1], following=_next_date_sentence(next_sheet, now)))


def new_members_message(
    metier: str, joined_series: Series, *, next_sheet: GatheringSheet | None, now: datetime
) -> Message:
    name = join_metier_names([metier])
    return text_message(
        texts.ARRIVED(metier=name, into=naming.name_of(joined_series), following=_next_date_sentence(next_sheet, now))
    )


def small_group_buttons(small_group: SmallGroup) -> Sequence[InteractiveElement]:
    series = small_group.series
    name, value = _group_name(series), write_group(series)
    found: list[InteractiveElement] = []
    if small_group.others:
        label = texts.JOIN if series.id else texts.JOIN_ONE
        found.append(button(label, f"gatherings.join_group:{value}", value=value, of=name))
    if small_group.alumni and not series.id:
        value = f"{series.promotion_id} {series.metiers[0]}"
        found.append(button(texts.ALUMNI, f"gatherings.alumni:{series.metiers[0]}", value=value, of=name))
    elif small_group.alumni:
        said = texts.alumni_sure(name, small_group.alumni)
        confirm = confirm_dialog(texts.ALUMNI_SURE_TITLE, said, yes=texts.ALUMNI_YES, no=texts.ALUMNI_NO)
        found.append(button(texts.ALUMNI, f"gatherings.open_alumni:{value}", value=value, of=name, confirm=confirm))
    return found


def _next_date_sentence(sheet: GatheringSheet | None, now: datetime) -> Said:
    return texts.FOLLOWING(when=start_words(sheet, now)) if sheet else texts.NO_DATE


def _group_name(series: Series) -> str:
    return naming.name_of(series) if series.id else join_metier_names(series.metiers)
