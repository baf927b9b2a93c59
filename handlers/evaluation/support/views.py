"""Views of a support: its page, its forms, the form that merges texts, and notices. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.paris import day_of
from bot.dates.words import day_words, join_words, moment_words
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.support.model import INDICATOR, LINK, OUTCOMES, OWN, FilledSupport, SupportPart, limit_of
from bot.programme.model import Actor, Person, Version
from bot.programme.permissions import may
from bot.programme.versions import Clash
from bot.records.model import ListedAction
from handlers.kit import texts as kit_texts
from handlers.kit.blocks import (
    Choice,
    HomeLine,
    Json,
    Message,
    actions,
    button,
    context,
    divider,
    field,
    headed_message,
    header,
    line,
    modal,
    plain_sections,
    section,
    select,
    text_message,
)
from handlers.kit.escaping import Said, clip, clip_words, escape, link_to
from handlers.kit.fields import link_box, merge_blocks, text_box, write_conflicts, write_versions
from handlers.kit.sentences import join_text
from handlers.kit.told import rating_row

from . import texts
from .forms import SupportMetadata

SHORT = 350  # the most characters of an answer in a message
MOST_ACTIONS, MOST_VERSIONS, MOST_APART = 10, 15, 3
ROOM = 4000  # the most characters of an escaped answer on the page


def support_modal(
    filled: FilledSupport,
    viewer: Person,
    *,
    actions: Sequence[ListedAction] = (),
    is_saved: bool = False,
    now: datetime,
) -> Json:
    """Build the page of a support for one person. `actions` are the open actions of the défi."""
    committee = filled.sheet
    when = moment_words(committee.appointment.starts, now)
    intro = texts.INTRO(defi=committee.defi.name, phase=committee.phase, when=when)
    blocks: list[Block] = [section(join_text([*([texts.SAVED] if is_saved else []), intro], "\n"))]
    blocks += (
        [section(texts.CANCELLED)]
        if committee.is_cancelled
        else [section(join_text(_empty_part_lines(filled, now=now), "\n"))]
    )
    blocks += _write_blocks(filled, viewer)
    blocks += _aim_blocks(filled) + _open_action_blocks(actions, now=now)
    blocks += [section(texts.ROADMAP(link=link_to(committee.defi.roadmap)))] if committee.defi.roadmap else []
    blocks += [divider(), *answer_blocks(filled, filled.apart_seen_by(viewer, now=now))]
    blocks += _indicator_blocks(filled) + _next_aim_blocks(filled)
    blocks += [_versions_block(filled)] if filled.words else []
    return modal("evaluation.support", texts.TITLE, [*blocks, context(texts.FREE)])


def answer_blocks(filled: FilledSupport, porteur_ids: Sequence[int]) -> list[Block]:
    """Build each question with the team's answer, and with the separate answers of the porteurs in `porteur_ids`."""
    blocks: list[Block] = []
    for question in filled.questions:
        text = filled.text(question.key)
        if filled.link and not text and not any(question.key in filled.apart_of(who) for who in porteur_ids):
            continue  # The team's own document contains the answer.
        blocks.append(section(_question_line(filled, question.key, question.text)))
        blocks += plain_sections(text, max_chars=ROOM) if text else [context(texts.UNANSWERED)]
        for who in porteur_ids[:MOST_APART]:
            if theirs := filled.apart_of(who).get(question.key):
                blocks += [section(texts.APART(who=_person_name(filled, who))), *plain_sections(theirs, max_chars=ROOM)]
    return blocks


def form(filled: FilledSupport, part: SupportPart, *, writer_id: int, now: datetime) -> Json:
    names = filled.fields_of(part, writer_id)
    when = moment_words(filled.sheet.appointment.starts, now)
    intro = texts.INTRO(defi=filled.sheet.defi.name, phase=filled.sheet.phase, when=when)
    blocks: list[Block] = [section(intro), context(escape(texts.HINTS[part]))]
    blocks += [_field(filled, name) for name in names]
    carried = SupportMetadata(filled.sheet.committee.id, part, write_versions(names, filled.words))
    return _part_modal(part, blocks, carried, submit=texts.SUBMIT)


def merge_form(filled: FilledSupport, part: SupportPart, *, clashes: Sequence[Clash], now: datetime) -> Json:
    names = [clash.theirs.field for clash in clashes]
    labels = {name: field_label(filled, name) for name in names}
    limits = {name: limit_of(name) for name in names}
    blocks = merge_blocks(clashes, labels=labels, people=filled.people, limits=limits, now=now)
    carried = SupportMetadata(filled.sheet.committee.id, part, write_conflicts(clashes))
    return _part_modal(part, blocks, carried, submit=texts.MERGE_SUBMIT)


def versions_modal(filled: FilledSupport, name: str, *, versions: Sequence[Version], now: datetime) -> Json:
    """Build the list of an answer's versions, newest first. It includes texts that a person dropped in a merge."""
    blocks: list[Block] = [section(texts.QUESTION(question=field_label(filled, name)))]
    for version in versions[:MOST_VERSIONS]:
        who, when = _person_name(filled, version.person_id), moment_words(version.at, now)
        said = texts.VERSION(who=who, when=when) if version.number else texts.VERSION_ASIDE(who=who, when=when)
        blocks += [
            section(said),
            *(plain_sections(version.text, max_chars=ROOM) if version.text else [context(texts.EMPTIED)]),
        ]
    if not versions:
        blocks.append(context(texts.NO_VERSION))
    return modal("evaluation.done", texts.PAST_TITLE, blocks)


def fill_in_message(filled: FilledSupport, reader_id: int, *, is_awaited: bool = True, now: datetime) -> Message:
    """Build the reminder to fill in the support, with the deadline and how to change the date.

    If `is_awaited` is false, the person has written since, and the message says so."""
    when, defi = moment_words(filled.sheet.appointment.starts, now), filled.sheet.defi.name
    key = texts.EMPTY(defi=defi, when=when) if is_awaited else texts.WRITTEN(defi=defi, when=when)
    return _reminder_message(filled, reader_id, key, now=now)


def coach_reminder_message(filled: FilledSupport, reader_id: int, *, by: Person | None, now: datetime) -> Message:
    """Build the reminder that a coach (`by`) waits for the reader's answers."""
    when = moment_words(filled.sheet.appointment.starts, now)
    who = by.name if by else texts.A_COACH
    return _reminder_message(filled, reader_id, texts.CHASED(who=who, defi=filled.sheet.defi.name, when=when), now=now)


def summary_message(
    filled: FilledSupport, *, actions: Sequence[ListedAction], people_to_remind: Sequence[Person], now: datetime
) -> Message:
    """Build the summary of a support for coaches: answers, missing answers, open actions, and people to remind."""
    committee = filled.sheet
    when = moment_words(committee.appointment.starts, now)
    key = texts.READING(defi=committee.defi.name, when=when)
    lines = [texts.DOCUMENT(link=link_to(filled.link))] if filled.link else []
    for question in filled.questions:
        if text := filled.text(question.key):
            lines.append(texts.READ_ANSWER(question=question.text, answer=clip_words(" ".join(text.split()), SHORT)))
    lines += [texts.MISSING(what=missing)] if (missing := _missing_words(filled)) else []
    apart = [_person_name(filled, who) for who in sorted(filled.people) if filled.apart_of(who)]
    lines += [texts.APART_READY(names=join_words(apart))] if apart else []
    lines += (
        [texts.WAITING_FOR(names=join_words([person.name for person in people_to_remind]))] if people_to_remind else []
    )
    lines.append(texts.READ_OPEN(many=len(actions)) if actions else texts.NO_ACTION)
    return headed_message(key, lines, _button_row(_open_button(filled, now=now)))


def rating_message(sheet: CommitteeSheet, *, has_answered: bool, now: datetime) -> Message:
    """Build the question that asks how useful the committee was. After the person has answered, build the thanks."""
    when = moment_words(sheet.appointment.starts, now)
    key = texts.USEFUL(defi=sheet.defi.name, when=when)
    if has_answered:
        return headed_message(key, [kit_texts.RATED])
    return headed_message(key, [kit_texts.RATE_WHY], _rating_row(sheet, now=now))


def thanks_message() -> Message:
    return text_message(kit_texts.RATED)


def awaiting_line(filled: FilledSupport, *, now: datetime) -> HomeLine:
    when = moment_words(filled.sheet.appointment.starts, now)
    return line(texts.AWAITING(defi=filled.sheet.defi.name, when=when), _open_button(filled, now=now))


def unrated_line(sheet: CommitteeSheet, *, now: datetime) -> HomeLine:
    when = moment_words(sheet.appointment.starts, now)
    return HomeLine((section(texts.USEFUL(defi=sheet.defi.name, when=when)), _rating_row(sheet, now=now)))


def field_label(filled: FilledSupport, name: str) -> str:
    if name in texts.INDICATOR_LABELS:
        return texts.INDICATOR_LABELS[name]
    if name in (OWN, LINK):
        return texts.OWN if name == OWN else texts.LINK
    known = {**dict(filled.own), **{question.key: question.text for question in filled.questions}}
    _, dot, key = name.rpartition(".")
    if name.startswith("axis."):
        return clip(texts.AXIS(question=known.get(key, key)).plain, 150)
    if dot or name in known:
        return known.get(key, texts.TITLE)
    number = int(name.lstrip("abcdefghijklmnopqrstuvwxyz") or 0)
    aim = next((aim.text for aim in filled.aims if aim.number == number), "")
    if name.startswith("outcome"):
        return clip(texts.OUTCOME(aim=aim).plain, 500)
    return texts.BECAUSE if name.startswith("because") else texts.AIM_LABEL(number=number).plain


def _field(filled: FilledSupport, name: str) -> Block:
    label, now_says = field_label(filled, name), filled.text(name)
    axes = filled.support.axes
    choices = axes if name.startswith("axis.") else OUTCOMES if name.startswith("outcome") else None
    if choices is not None:
        known: list[Choice] = [(words, key) for key, words in choices.items()]
        chosen = next((choice for choice in known if choice[1] == now_says), None)
        hint = texts.AXIS_CHOOSE if choices is axes else texts.OUTCOME_CHOOSE
        return field(name, label, select(name, hint, known, initial=chosen), optional=True)
    if name == LINK:
        return field(name, label, link_box(name, initial=now_says or None), optional=True)
    hint_ = texts.OWN_HINT if name == OWN else None
    return field(name, label, text_box(name, limit=limit_of(name), initial=now_says), hint=hint_, optional=True)


def _reminder_message(filled: FilledSupport, reader_id: int, key: Said, *, now: datetime) -> Message:
    reader = filled.people.get(reader_id)
    late = day_of(now) >= filled.reading_from
    row = [_open_button(filled, now=now)]
    lines = [texts.LATE if late else texts.UNTIL(day=day_words(filled.reading_from, now))]
    actor = Actor("", reader)
    of, value = moment_words(filled.sheet.appointment.starts, now), str(filled.sheet.committee.id)
    if may(actor, "evaluation.apart", thing=filled):
        lines.append(texts.PORTEUR)
        row.append(_write_button(filled, SupportPart.APART, of=of))
    elif not late and may(actor, "evaluation.move", thing=filled.sheet):
        lines.append(texts.MOVABLE)
        row.append(button(texts.MOVE, "evaluation.move", value=value, of=of))
    return headed_message(key, lines, _button_row(*row))


def _empty_part_lines(filled: FilledSupport, *, now: datetime) -> list[Said]:
    """Return the sentences about missing answers, and about the day on which the coaches begin to read."""
    appointment = filled.sheet.appointment
    lines = [texts.DOCUMENT(link=link_to(filled.link))] if filled.link else []
    if missing := _missing_words(filled):
        lines.append(texts.MISSING(what=missing))
    elif not filled.link:
        lines.append(texts.NOTHING_MISSING)
    names = [filled.people[who].name for who in appointment.host_ids if who in filled.people]
    if names and appointment.starts > now:
        lines.append(texts.READERS(day=day_words(filled.reading_from, now), names=join_words(names)))
    return lines


def _missing_words(filled: FilledSupport) -> str:
    unsaid = [texts.UNSAID[min(filled.unsaid, 2)]] if filled.unsaid else []
    return join_words([*(question.text for question in filled.empty), *unsaid])


def _write_blocks(filled: FilledSupport, viewer: Person) -> list[Block]:
    actor = Actor("", viewer)
    allowed = {part: may(actor, "evaluation.fill", thing=filled) for part in SupportPart}
    allowed[SupportPart.AIMS] &= bool(filled.aims)
    allowed[SupportPart.APART] = may(actor, "evaluation.apart", thing=filled)
    parts = [part for part in SupportPart if allowed[part]]
    if not parts:
        return []
    row = _button_row(*(_write_button(filled, part, of=filled.sheet.defi.name) for part in parts))
    return [row, *([context(texts.HIDDEN)] if SupportPart.APART in parts else [])]


def _part_modal(part: SupportPart, blocks: Sequence[Block], metadata: SupportMetadata, *, submit: str) -> Json:
    title, private = texts.TITLES[part], str(metadata)
    if part is SupportPart.APART:
        return modal("evaluation.said_apart", title, blocks, submit=submit, private_metadata=private)
    return modal("evaluation.filled", title, blocks, submit=submit, private_metadata=private)


def _write_button(filled: FilledSupport, part: SupportPart, *, of: str) -> InteractiveElement:
    about = str(filled.sheet.committee.id)
    if part is SupportPart.APART:
        return button(texts.PARTS[part], "evaluation.apart", value=about, of=of)
    return button(texts.PARTS[part], f"evaluation.write:{part}", value=f"{about} {part}", of=of)


def _open_button(filled: FilledSupport, *, now: datetime) -> InteractiveElement:
    of = f"{moment_words(filled.sheet.appointment.starts, now)}, {filled.sheet.defi.name}"
    return button(texts.OPEN, "evaluation.support", value=str(filled.sheet.committee.id), of=of)


def _button_row(*buttons: InteractiveElement) -> Block:
    return actions(*buttons)


def _rating_row(sheet: CommitteeSheet, *, now: datetime) -> Block:
    return rating_row(sheet.committee.id, of=moment_words(sheet.appointment.starts, now))


def _question_line(filled: FilledSupport, key: str, question: str) -> Said:
    axis = filled.support.axes.get(filled.text(f"axis.{key}"))
    return texts.QUESTION_AXIS(question=question, axis=axis) if axis else texts.QUESTION(question=question)


def _aim_blocks(filled: FilledSupport) -> list[Block]:
    lines = []
    for aim in filled.aims:
        outcome = OUTCOMES.get(aim.outcome, texts.NOT_SAID).lower()
        lines.append(
            texts.AIM_BECAUSE(text=aim.text, outcome=outcome, because=aim.because)
            if aim.because
            else texts.AIM(text=aim.text, outcome=outcome)
        )
    return [header(texts.LAST_AIMS), section(join_text(lines, "\n"))] if lines else []


def _open_action_blocks(open_actions: Sequence[ListedAction], *, now: datetime) -> list[Block]:
    lines = [
        texts.ACTION(
            what=record.action.what,
            who=record.owner.name if record.owner else texts.NOBODY,
            day=day_words(record.action.due, now),
            age=_AGES.get(record.age) or texts.DAYS.format(count=record.age),
        )
        for record in open_actions[:MOST_ACTIONS]
    ]
    lines += [texts.MORE(count=len(open_actions) - MOST_ACTIONS)] if len(open_actions) > MOST_ACTIONS else []
    return [header(texts.OPEN_ACTIONS), section(join_text(lines, "\n"))] if lines else []


def _indicator_blocks(filled: FilledSupport) -> list[Block]:
    what = filled.text("indicator")
    if not what:
        return []
    told = [(name, filled.text(name)) for name in INDICATOR[1:] if filled.text(name)]
    lines = [what, *(texts.MEASURED[name](what=said) for name, said in told)]
    return [header(texts.INDICATOR), section(join_text(lines, "\n"))]


def _next_aim_blocks(filled: FilledSupport) -> list[Block]:
    lines = [texts.LISTED(what=goal) for goal in filled.coming]
    return [header(texts.NEXT_AIMS), section(join_text(lines, "\n"))] if lines else []


def _versions_block(filled: FilledSupport) -> Block:
    about = filled.sheet.committee.id
    choices = [(question.text, f"{about} {question.key}") for question in filled.questions]
    return actions(select("evaluation.past", texts.PAST, choices))


def _person_name(filled: FilledSupport, person_id: int | None) -> str:
    person = filled.people.get(person_id or 0)
    return person.name if person else texts.SOMEBODY


_AGES: Mapping[int, str] = {0: texts.TODAY, 1: texts.ONE_DAY}
