"""Views of cycles for coaches, and of the limit for mentors. Pure.

A view returns None if its notice has become outdated."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.catalogue.formats import CycleTerms
from bot.dates.words import day_words
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import MOST_CYCLES, USUAL_LIMIT, CycleSheet, Mentor, may_mentor
from bot.programme.model import Person
from handlers.kit.blocks import (
    Choice,
    Group,
    Json,
    Message,
    actions,
    button,
    context,
    field,
    header,
    message,
    modal,
    section,
    select,
    text_message,
)
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text
from handlers.mentoring import texts as shared
from handlers.mentoring.asking.forms import LIMIT, MENTOR
from handlers.mentoring.card.texts import TAKEN
from handlers.mentoring.standing import coming_sessions, goes_on, name_of, session_moments, team_names

from . import texts

MOST_OPTIONS = 100  # Slack's limit for one list


def no_group_message(sheet: CycleSheet, *, reason: str, now: datetime) -> Message | None:
    """Build the notice to coaches that Slack opened no group conversation, and why."""
    if not sheet.cycle.state.is_live or not any(session.appointment.ends > now for session in sheet.sessions):
        return None
    names = [name_of(sheet, one) for one in (*sheet.team_ids, sheet.cycle.mentor_id) if one in sheet.people]
    why = texts.NO_GROUP_WHY.get(reason, texts.NO_GROUP_ELSE)
    said = texts.NO_GROUP(what=sheet.what, defi=sheet.defi.name, why=why, names=join_names(names))
    return message(said, section(said), actions(_open_button(sheet, texts.OPEN_CYCLE)))


def unanswered_message(sheet: CycleSheet, *, now: datetime) -> Message | None:
    """Build the notice to coaches that a mentor did not answer. It leaves out the need."""
    cycle, defi = sheet.cycle, sheet.defi.name
    if cycle.state is not CycleState.LAPSED:
        return None
    if cycle.followed_by is not None:
        return _plain_message(texts.UNANSWERED_FOLLOWED(this=cycle.terms.this, defi=defi, domain=cycle.domain))
    if cycle.taken_by is not None:
        return _plain_message(
            texts.UNANSWERED_TAKEN(name=_taker_name(sheet), what=sheet.what, where=_defi_and_domain(sheet))
        )
    since = day_words(cycle.asked_at, now)
    asker, mentor = name_of(sheet, cycle.asked_by), name_of(sheet, cycle.mentor_id)
    said = texts.UNANSWERED(what=sheet.what, where=_defi_and_domain(sheet), asker=asker, since=since, mentor=mentor)
    said = join_text([said, texts.HELD_IS_FREE]) if sheet.sessions else said
    title = texts.UNANSWERED_TITLE(defi=defi, a=cycle.terms.a).plain
    return message(said, header(title), section(said), actions(_take_button(sheet)))


def _defi_and_domain(sheet: CycleSheet) -> str:
    return sheet.defi.name if sheet.cycle.terms.is_own else f"{sheet.defi.name}, {sheet.cycle.domain}"


def mentor_lost_message(sheet: CycleSheet, *, person: Person | None, now: datetime) -> Message | None:
    """Build the notice to coaches that a mentor left or is unreachable. If the cycle is settled, say how."""
    cycle, defi, the = sheet.cycle, sheet.defi.name, sheet.cycle.terms.the
    if person is None:
        return None
    if not cycle.state.is_live:
        return _plain_message(texts.ORPHAN_OVER(the=the, defi=defi, name=person.name), texts.NOTHING_TO_DO)
    if cycle.mentor_id != person.id:
        mentor = name_of(sheet, cycle.mentor_id)
        return _plain_message(
            texts.ORPHAN_SETTLED(mentor=mentor, name=person.name, the=the, defi=defi), texts.NOTHING_TO_DO
        )
    running = cycle.state is CycleState.RUNNING
    say = texts.unreachable if may_mentor(person, cycle) else texts.orphaned
    asker = name_of(sheet, cycle.asked_by)
    said = [say(person.name, _defi_and_domain(sheet), what=sheet.what, asker=asker, running=running)]
    said += texts.to_come(session_moments(coming_sessions(sheet, now=now), now)) if running else []
    if cycle.taken_by is not None:
        said.append(TAKEN(coach=_taker_name(sheet)))
    row = [_replace_mentor_button(sheet), *([_take_button(sheet)] if cycle.taken_by is None else [])]
    return message(join_text(said), section(join_text(said)), actions(*row))


def coach_in_charge_message(sheet: CycleSheet, *, now: datetime) -> Message | None:
    """Build the notice to the asker that a coach takes care of the cycle, or None if this is not needed any more."""
    cycle = sheet.cycle
    if cycle.taken_by is None:
        return None
    mentor = name_of(sheet, cycle.mentor_id, otherwise=texts.A_MENTOR)
    if cycle.state is CycleState.LAPSED:
        return _plain_message(
            texts.TAKEN(name=_taker_name(sheet), what=sheet.what, defi=sheet.defi.name, mentor=mentor)
        )
    if not cycle.state.is_live or not (cycle.state.is_open or goes_on(sheet, now=now)):
        return None
    yours = cycle.terms.yours
    return _plain_message(texts.TAKEN_LIVE(name=_taker_name(sheet), yours=yours, defi=sheet.defi.name, mentor=mentor))


def you_are_in_charge_message(sheet: CycleSheet) -> Message:
    """Build the reply to the coach who takes care of a request, with the next actions."""
    said = texts.TOOK(of_the=sheet.cycle.terms.of_the, defi=sheet.defi.name)
    running = sheet.cycle.state is CycleState.RUNNING
    open_it = _open_button(sheet, texts.OPEN_CYCLE if running else texts.OPEN_REQUEST)
    return message(said, section(said), actions(open_it, _replace_mentor_button(sheet)))


def handed_over_message(
    sheet: CycleSheet, viewer_id: int, *, giver: Person | None, taker: Person | None, now: datetime
) -> Message | None:
    """Build the notice to the team and to both mentors that `taker` replaces `giver` as mentor."""
    if giver is None or taker is None or sheet.cycle.mentor_id != taker.id:
        return None
    defi, what, whens = sheet.defi.name, sheet.what, session_moments(coming_sessions(sheet, now=now), now)
    if viewer_id == giver.id:
        return _plain_message(texts.HANDED_GIVER(taker=taker.name, what=what, defi=defi))
    if sheet.cycle.state is not CycleState.RUNNING:
        return None
    if viewer_id == taker.id:
        said = texts.HANDED_TAKER(what=what, defi=defi, giver=giver.name, team=team_names(sheet))
        return _plain_message(said, *texts.to_come(whens), texts.IN_THE_CARD)
    return _plain_message(texts.handed_team(giver.name, taker.name, defi, what, whens))


def hand_over_form(sheet: CycleSheet, mentors: Sequence[Mentor], *, now: datetime) -> Json:
    """Build the form to hand over the rest of a cycle. The mentors of the cycle's domain come first."""
    cycle = sheet.cycle
    whens = session_moments(coming_sessions(sheet, now=now), now)
    if cycle.state is not CycleState.RUNNING or not goes_on(sheet, now=now):
        return _result_modal(texts.HAND_OVER_TITLE, texts.NOT_RUNNING)
    if not mentors:
        return _result_modal(texts.HAND_OVER_TITLE, texts.NOBODY_ELSE)
    shown = mentors[:MOST_OPTIONS]
    same = [_mentor_choice(mentor) for mentor in shown if cycle.domain in mentor.person.expertises]
    others = [_mentor_choice(mentor) for mentor in shown if cycle.domain not in mentor.person.expertises]
    # An added cycle has no domain. Its name is an expertise of its hosts.
    fit = texts.HOSTS if sheet.terms.is_own else texts.SAME_DOMAIN
    groups: list[Group] = [one for one in ((fit, same), (texts.OTHER_DOMAINS, others)) if one[1]]
    mentor = name_of(sheet, cycle.mentor_id)
    said = texts.HAND_OVER_INTRO(mentor=mentor, the=cycle.terms.the, defi=sheet.defi.name)
    blocks: list[Block] = [
        section(join_text([said, *texts.to_come(whens)])),
        field(MENTOR, texts.HAND_OVER_TO, select(MENTOR, texts.CHOOSE_SOMEBODY, groups=groups)),
        context(texts.HAND_OVER_RULE),
    ]
    return modal(
        "mentoring.handed",
        texts.HAND_OVER_TITLE,
        blocks,
        submit=texts.HAND_OVER_SUBMIT,
        private_metadata=str(cycle.id),
    )


def handed_over_modal(sheet: CycleSheet) -> Json:
    name = name_of(sheet, sheet.cycle.mentor_id, otherwise=texts.SOMEBODY)
    return _result_modal(texts.HANDED_TITLE, texts.HANDED(taker=name, the=sheet.cycle.terms.the, defi=sheet.defi.name))


def limit_form(limit: int | None, terms: CycleTerms) -> Json:
    """Build the form of a mentor's limit of cycles at a time. If `limit` is None, the mentor has set no limit."""
    choices: list[Choice] = [
        (str(number) if number else texts.LIMIT_NONE, str(number)) for number in range(MOST_CYCLES + 1)
    ]
    at = USUAL_LIMIT if limit is None else min(limit, MOST_CYCLES)
    chooser = select(LIMIT, texts.LIMIT_CHOOSE, choices, initial=choices[at])
    blocks = [
        field(
            LIMIT,
            texts.LIMIT,
            chooser,
            hint=texts.LIMIT_HINT(
                length=texts.LENGTHS.get(terms.minutes, terms.length), several=terms.several, span=terms.span
            ).plain,
        )
    ]
    return modal("mentoring.limited", texts.LIMIT_TITLE, blocks, submit=texts.LIMIT_SUBMIT)


def limit_saved_modal(limit: int) -> Json:
    return _result_modal(shared.NOTED_TITLE, texts.limited(limit))


def mentor_full_message() -> Message:
    return text_message(texts.FULL)


def _replace_mentor_button(sheet: CycleSheet) -> InteractiveElement:
    """Build the coach's button to replace the mentor: hand over a running cycle, or ask another mentor."""
    value, of = str(sheet.cycle.id), _defi_label(sheet)
    if sheet.cycle.state is CycleState.RUNNING:
        return button(texts.HAND_OVER, "mentoring.hand_over", value=value, of=of)
    return button(texts.REASSIGN, "mentoring.reassign", value=value, of=of)


def _take_button(sheet: CycleSheet) -> InteractiveElement:
    return button(texts.TAKE, "mentoring.take", value=str(sheet.cycle.id), of=_defi_label(sheet))


def _open_button(sheet: CycleSheet, label: str) -> InteractiveElement:
    return button(label, "mentoring.open", value=str(sheet.cycle.id), of=_defi_label(sheet))


def _taker_name(sheet: CycleSheet) -> str:
    return name_of(sheet, sheet.cycle.taken_by, otherwise=texts.SOMEBODY)


def _mentor_choice(mentor: Mentor) -> Choice:
    return texts.room(mentor.person.name, mentor.room), str(mentor.person.id)


def _defi_label(sheet: CycleSheet) -> str:
    return texts.OF_CYCLE(defi=sheet.defi.name).plain


def _plain_message(*sentences: Said) -> Message:
    said = join_text(sentences)
    return message(said, section(said))


def _result_modal(title: str, said: Said) -> Json:
    return modal("mentoring.done", title, [section(said)], last=True)
