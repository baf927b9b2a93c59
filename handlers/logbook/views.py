"""Views of a logbook's page and forms, for its owner. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.model import Appointment
from bot.catalogue.phases import PHASES, SKILLS, Tag, tag_of
from bot.dates.words import day_words, join_words, moment_words, month_words, weekday_words
from bot.logbook.facts import LogbookPaper
from bot.logbook.hour import FRIDAY
from bot.logbook.model import (
    AIMS,
    ASKS,
    LIMIT,
    OWN,
    OWN_LIMIT,
    RESULTS,
    Evidence,
    FieldText,
    Logbook,
    MonthEvent,
    MonthPage,
    Progress,
    digest_of,
    field_place,
    first_day,
    month_of,
)
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    accessory_section,
    actions,
    button,
    context,
    divider,
    field,
    header,
    modal,
    multi_select,
    plain_sections,
    section,
    select,
    text_area,
    text_message,
)
from handlers.kit.escaping import Said, clip, clip_words
from handlers.kit.fields import time_picker
from handlers.kit.sentences import capitalise, join_text

from . import texts
from .forms import LEVEL, TIME, WEEKDAY, TextMetadata
from .forms import SKILLS as SKILLS_FIELD

SHOWN = 600
MOST_FOUND = 40
USUAL = "16:00"


def page_modal(page: MonthPage, *, now: datetime) -> Json:
    return modal("logbook.page", texts.TITLE, page_blocks(page, now=now), private_metadata=page.month)


def page_blocks(page: MonthPage, *, now: datetime) -> list[Block]:
    """Build a month as blocks of a modal, with events, a question, aims, skills and other actions."""
    drawn: list[Block] = [
        section(texts.ALONE if page.can_write else texts.OVER),
        context(_hour_sentence(page, now=now)),
    ]
    drawn += [
        header(texts.NOW if page.month == month_of(page.today) else _month_title(page.month)),
        *_evidence_blocks(page, now=now),
    ]
    drawn += [header(texts.QUESTION), *_question_blocks(page)]
    drawn += [header(texts.AIMS), *(_answer_block(page, name) for name in AIMS)]
    drawn += [header(texts.SKILLS), *_skill_blocks(page)]
    if page.compares:
        drawn += [header(texts.COMPARED), *map(section, progress_lines(page.book))]
    if page.is_last:
        drawn += [
            header(texts.VALUE),
            context(texts.VALUE_SAID),
            *(_answer_block(page, name) for name in RESULTS),
        ]
    return [*drawn, divider(), *_button_blocks(page)]


def progress_lines(book: Logbook) -> list[Said]:
    """Return a line for each skill, with its first and its current level, and the comments on them."""
    return [_progress_line(progress) for progress in book.progress]


def words_form(book: Logbook, *, month: str, name: str, now: datetime) -> Json:
    place = field_place(name, month) or ("", name)
    word = book.words.get(place)
    return _words_form(name, label_of(book, name, word=word), word, month=month, now=now)


def skills_form(book: Logbook, month: str) -> Json:
    """Build the form to choose the skills to follow, by phase. It keeps skills that the catalogue no longer has."""
    known = {tag.key for tag in SKILLS}
    groups: list[tuple[str, Sequence[Choice]]] = [
        (texts.GROUP.format(number=phase.number), [_skill_choice(skill) for skill in phase.skills])
        for phase in PHASES
        if phase.skills
    ]
    former = [_skill_choice(tag_of(skill)) for skill in book.skills if skill not in known]
    groups += [(texts.FORMER, former)] if former else []
    chosen = [_skill_choice(tag_of(skill)) for skill in book.skills]
    box = multi_select(SKILLS_FIELD, texts.PAGE_CHOOSE, groups, initial=chosen)
    drawn = [field(SKILLS_FIELD, texts.FOLLOWED, box, hint=texts.FOLLOWED_HINT, optional=True)]
    return modal("logbook.followed", texts.FOLLOW_TITLE, drawn, submit=texts.SAVE, private_metadata=month)


def levels_form(book: Logbook, *, month: str, phase: int) -> Json:
    levels: list[Choice] = [(words, level.value) for level, words in texts.LEVELS.items()]
    last = {progress.skill: progress.last.level.value for progress in book.progress}
    drawn: list[Block] = [section(texts.ASSESS_SAID(phase=phase))]
    for at, skill in enumerate(book.skills):
        initial = next((level for level in levels if level[1] == last.get(skill)), None)
        name, box = f"{LEVEL}-{at}", select(f"{LEVEL}-{at}", texts.PAGE_CHOOSE, levels, initial=initial)
        drawn.append(field(name, tag_of(skill).name, box, optional=True))
    private = " ".join([month, str(phase), *book.skills])
    return modal("logbook.assessed", texts.ASSESS_TITLE, drawn, submit=texts.SAVE, private_metadata=private)


def hour_form(page: MonthPage) -> Json:
    days: list[Choice] = [(weekday_words(day), str(day)) for day in range(FRIDAY + 1)]
    drawn: list[Block] = [
        section(texts.HOUR_SAID),
        field(WEEKDAY, texts.WEEKDAY, select(WEEKDAY, texts.PAGE_CHOOSE, days, initial=days[FRIDAY])),
        field(TIME, texts.TIME, time_picker(TIME, initial=USUAL)),
    ]
    if page.hour:
        drawn.append(actions(button(texts.NO_MORE_HOUR, "logbook.no_hour", value=page.month)))
    return modal("logbook.hour_kept", texts.HOUR_TITLE, drawn, submit=texts.SAVE, private_metadata=page.month)


def hours_reserved_modal(appointments: Sequence[Appointment], *, now: datetime) -> Json:
    said = texts.HOUR_KEPT(whens=join_words([moment_words(appointment.starts, now) for appointment in appointments]))
    return modal("logbook.done", texts.HOUR_TITLE, [section(said)])


def no_hour_modal() -> Json:
    return modal("logbook.done", texts.HOUR_TITLE, [section(texts.HOUR_GIVEN_UP)])


def refusal_message(reason: str) -> Message:
    return text_message(texts.PAGE_WHY[reason])


def label_of(book: Logbook, name: str, *, word: FieldText | None = None) -> str:
    """Return the label of a field. If the owner worded the question, the label is that question.

    An answered question keeps the wording that it had at the time of the answer."""
    if name not in ASKS:
        return texts.LABELS[name]
    return (word.asked if word and word.text else None) or book.text(ASKS[name]) or texts.LABELS[name]


def _hour_sentence(page: MonthPage, *, now: datetime) -> Said:
    return texts.HOUR(when=moment_words(page.hour.starts, now)) if page.hour else texts.NO_HOUR


def _month_title(month: str) -> str:
    return capitalise(month_words(first_day(month)))


def _evidence_blocks(page: MonthPage, *, now: datetime) -> Iterator[Block]:
    kept = {evidence.fact: evidence for evidence in page.book.evidence_of(page.month)}
    shown: dict[str, MonthEvent | Evidence] = {each.fact: each for each in page.found} | kept
    if not shown:
        yield section(texts.NOTHING_FOUND)
        return
    yield section(texts.FOUND)
    ordered = sorted(shown.values(), key=lambda each: (each.day, each.fact))
    for each in ordered[:MOST_FOUND]:
        said = _item_line(each, now=now)
        if not page.can_write:
            yield section(texts.KEEP_ALONE(what=said) if each.fact in kept else said)
            continue
        value, of = f"{page.month} {each.fact}", f"{day_words(each.day, now)}, {clip_words(each.said, 60)}"
        if each.fact in kept:
            drop = button(texts.DROP, f"logbook.drop:{each.fact}", value=value, of=of)
            yield accessory_section(texts.KEEP_ALONE(what=said), drop)
        else:
            yield accessory_section(said, button(texts.KEEP, f"logbook.keep:{each.fact}", value=value, of=of))
    if len(ordered) > MOST_FOUND:
        yield context(texts.MORE_FOUND(count=len(ordered) - MOST_FOUND))


def _item_line(event: MonthEvent, *, now: datetime) -> Said:
    item = texts.ITEMS[event.source](day=capitalise(day_words(event.day, now)), what=clip_words(event.said, SHOWN))
    return (
        join_text([item, texts.TAGS(names=", ".join(_tag_words(tag_of(tag)) for tag in event.tags))])
        if event.tags
        else item
    )


def _tag_words(tag: Tag) -> str:
    return f"{texts.SKILL if tag.is_skill else texts.PAGE_VALUE} {tag.name}"


def _question_blocks(page: MonthPage) -> Iterator[Block]:
    following = page.book.next_question(page.month)
    if page.can_write and following:
        label = label_of(page.book, following)
        ask = _write_button(page, following, texts.ANSWER, object_name=label, style="primary")
        yield accessory_section(_answer_text(label, page.book.words.get((page.month, following))), ask)
    elif not following:
        yield context(texts.ALL_ANSWERED)
    for name in page.book.questions(page.month):
        if page.book.text(name, page.month):
            yield _answer_block(page, name)
    free = next((each for each in OWN if not page.book.text(ASKS[each])), None)
    if page.can_write:
        asked = [
            _write_button(page, ASKS[each], texts.CHANGE_QUESTION, object_name=page.book.text(ASKS[each]))
            for each in OWN
            if page.book.text(ASKS[each])
        ]
        add = [_write_button(page, ASKS[free], texts.ADD_QUESTION)] if free else []
        yield actions(*add, *asked)


def _answer_block(page: MonthPage, name: str) -> Block:
    place = field_place(name, page.month) or ("", name)
    word = page.book.words.get(place)
    label = label_of(page.book, name, word=word)
    said = _answer_text(label, word, beside_it=True)
    if not page.can_write:
        return section(said)
    return accessory_section(
        said, _write_button(page, name, texts.CHANGE if word and word.text else texts.WRITE, object_name=label)
    )


def _answer_text(label: str, word: FieldText | None, *, beside_it: bool = False) -> Said:
    if word and word.aside is not None:
        return texts.TWO_TEXTS(label=label)
    if word and word.text:
        return texts.ANSWERED(label=label, text=clip(word.text, SHOWN))
    return texts.NOTHING_WRITTEN(label=label) if beside_it else texts.TO_ANSWER(label=label)


def _write_button(
    page: MonthPage, name: str, label: str, *, object_name: str | None = None, style: str | None = None
) -> InteractiveElement:
    value = f"{page.month} {name}"
    return button(
        label, f"logbook.write:{name}", value=value, of=object_name and clip_words(object_name, 60), style=style
    )


def _skill_blocks(page: MonthPage) -> Iterator[Block]:
    last = {progress.skill: progress.last.level for progress in page.book.progress}
    for skill in page.book.skills:
        name = tag_of(skill).name
        level = last.get(skill)
        yield section(texts.LEVEL(skill=name, level=texts.LEVELS[level]) if level else texts.NO_LEVEL(skill=name))
    if not page.book.skills:
        yield section(texts.NO_SKILL)
    if page.can_write:
        assess = button(texts.ASSESS, "logbook.assess", value=page.month)
        follow = button(texts.FOLLOW, "logbook.skills", value=page.month)
        yield actions(*([assess] if page.book.skills and page.phase else []), follow)


def _progress_line(progress: Progress) -> Said:
    name, then, now = tag_of(progress.skill).name, progress.first, progress.last
    if then.phase == now.phase and then.level is now.level:
        said = texts.SAME(skill=name, now=texts.LEVELS[now.level], first=then.phase)
    else:
        was, level = texts.LEVELS[then.level], texts.LEVELS[now.level]
        said = texts.THEN_NOW(skill=name, then=was, first=then.phase, now=level, last=now.phase)
    proofs = join_words([clip_words(evidence.said, 80) for evidence in progress.evidence[:3]])
    return join_text([said, texts.WITH(what=proofs)], "\n") if proofs else said


def _button_blocks(page: MonthPage) -> Iterator[Block]:
    row = []
    if page.can_write:
        row.append(button(texts.TALK, "logbook.talk", value=page.month))
        row.append(button(texts.CHANGE_HOUR if page.hour else texts.HOUR_BUTTON, "logbook.hour", value=page.month))
    for paper, label in texts.FILES.items():
        if (
            paper is LogbookPaper.WHOLE
            or (paper is LogbookPaper.CV and page.is_last)
            or (paper is LogbookPaper.PICTURE and page.book.progress)
        ):
            row.append(button(label, f"logbook.file:{paper}", value=paper))
    row.append(button(texts.ERASE, "logbook.erase", value=page.month, confirm=texts.erase_sure()))
    yield actions(*row)
    others = [(_month_title(month), month) for month in reversed(page.months) if month != page.month]
    if others:
        yield actions(select("logbook.month", texts.MONTHS, others[:100]))


def _skill_choice(tag: Tag) -> Choice:
    return (tag.name, tag.key)


def _words_form(name: str, label: str, word: FieldText | None, *, month: str, now: datetime) -> Json:
    over, text, aside = (word.number, word.text, word.aside) if word else (0, "", None)
    drawn: list[Block] = []
    if word and aside is not None:
        drawn = [
            section(texts.MERGE(when=moment_words(word.at, now)) if text else texts.MERGE_ERASED),
            *_saved_text_blocks(text),
        ]
    ask = name in ASKS.values()
    limit = OWN_LIMIT if ask else LIMIT
    initial = (text if aside is None else aside)[:limit] or None
    hint = texts.HINTS.get("ask" if ask else name, texts.HINTS[""])
    box = text_area(name, limit=limit, initial=initial)
    drawn.append(field(name, label if aside is None else texts.MERGED, box, hint=hint, optional=True))
    private = str(TextMetadata(month, name, over, digest_of(text)))
    return modal("logbook.written", texts.WRITING, drawn, submit=texts.SAVE, private_metadata=private)


def _saved_text_blocks(text: str) -> list[Block]:
    return plain_sections(text) if text else []
