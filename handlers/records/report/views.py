"""Views of a report: the draft, the report for its reader, the forms, the confirmations. Pure."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate

from slack_sdk.models.blocks import Block

from bot.dates.words import day_words, join_words, moment_words
from bot.programme.model import Actor, Person
from bot.programme.permissions import may
from bot.programme.versions import LIMIT, Clash
from bot.records.model import ACTION_LIMIT
from bot.records.report.model import (
    ADVICE_LIMIT,
    ANSWER,
    AT_ONCE,
    PHRASE,
    PHRASE_LIMIT,
    REASON_LIMIT,
    STOCK,
    Advice,
    AdviceImportance,
    AdviceOutcome,
    ReportOpening,
    ReportSheet,
    advice_outcome,
)
from handlers.kit.blocks import (
    Json,
    Message,
    Paper,
    actions,
    button,
    confirm_dialog,
    context,
    field,
    header,
    modal,
    plain_sections,
    section,
    select,
    text_area,
    text_message,
)
from handlers.kit.escaping import Said, clip, link_to
from handlers.kit.fields import day_picker, link_box, merge_blocks, text_box, write_conflicts, write_versions
from handlers.kit.sentences import join_text
from handlers.records.actions.forms import DUE, OWNER

from . import texts
from .forms import KEEP, LINE, REASON, REFUSE, ROADMAP, SORT, WHAT, AdviceMetadata

LIMITS = {PHRASE: PHRASE_LIMIT}
MOST_BLOCKS = 98
MOST_BYTES = 90_000  # Slack takes 250,000 bytes and 100,000 characters in a view.
SHOWN = 700


def draft_modal(sheet: ReportSheet, *, now: datetime) -> Json:
    """Build the coaches' draft: opening facts, the team's review, the headings with their buttons, and the advice."""
    due = day_words(sheet.due, now)
    blocks: list[Block] = [section(texts.INTRO(phase=sheet.sheet.phase, defi=sheet.defi.name, day=due))]
    at_once = button(texts.AT_ONCE, "records.report_write:tout", value=f"{sheet.sheet.committee.id} {AT_ONCE}")
    blocks += [context(texts.READERS), actions(at_once)]
    before = [*_opening_parts(sheet, now=now), *_stock_parts(sheet)]
    blocks += [block for title, lines in before for block in (header(title), section(join_text(lines, "\n")))]
    blocks += [] if before else [context(texts.NOTHING_BEFORE)]
    blocks += [] if sheet.has_stock else [context(texts.NO_STOCK)]
    last = sheet.last_headings
    blocks += [each for name in sheet.headings if name not in last for each in _heading_blocks(sheet, name)]
    blocks += _draft_advice_blocks(sheet)
    blocks += [each for name in last for each in _heading_blocks(sheet, name)]
    private = str(sheet.sheet.committee.id)
    return modal("records.report_review", texts.TITLE, blocks, submit=texts.REVIEW, private_metadata=private)


def preview_modal(sheet: ReportSheet, *, viewer: Actor, now: datetime) -> Json:
    missing = [] if sheet.has_stock else [section(texts.NO_STOCK)]
    blocks = [section(texts.REVIEW_SAID), *missing, *_fit_blocks(report_blocks(sheet, viewer=viewer, now=now))]
    private = str(sheet.sheet.committee.id)
    return modal("records.report_publish", texts.REVIEW_TITLE, blocks, submit=texts.PUBLISH, private_metadata=private)


def published_modal(sheet: ReportSheet, *, is_first_time: bool, now: datetime) -> Json:
    """Confirm that the report is published. If it had been published before, say when and by whom."""
    at, by = sheet.report.published_at, sheet.people.get(sheet.report.published_by or 0)
    done = texts.PUBLISHED_DONE(phase=sheet.sheet.phase, defi=sheet.defi.name)
    when = moment_words(at, now) if at else ""
    said = done if is_first_time else texts.ALREADY(when=when, who=by.name if by else texts.SOMEBODY)
    return modal("records.report_done", texts.PUBLISHED_TITLE, [section(said)])


def report_modal(sheet: ReportSheet, *, viewer: Actor, now: datetime) -> Json:
    """Build a published report in a modal. If it is too long, cut it."""
    blocks = _fit_blocks(report_blocks(sheet, viewer=viewer, now=now))
    return modal("records.report_read", texts.TITLE, blocks, private_metadata=str(sheet.sheet.committee.id))


def page_message(sheet: ReportSheet, *, viewer: Actor, now: datetime) -> Message:
    """Build the whole published report, for the page of a link in a mail."""
    blocks = tuple(block.to_dict() for block in report_blocks(sheet, viewer=viewer, now=now))
    return Message(_report_name(sheet), blocks)


def paper(sheet: ReportSheet, *, name: str, now: datetime) -> Paper:
    blocks = tuple(block.to_dict() for block in report_blocks(sheet, viewer=None, now=now))
    words = texts.FILE_WORDS(phase=sheet.sheet.phase).plain
    return Paper(name, _report_name(sheet).plain, blocks, words)


def report_blocks(sheet: ReportSheet, *, viewer: Actor | None, now: datetime) -> list[Block]:
    """Build the whole report, with buttons for the viewer. Without a viewer, it has no buttons."""
    answers = viewer is not None and sheet.is_published and may(viewer, "records.report_answer", thing=sheet)
    blocks: list[Block] = [header(_report_name(sheet).plain), context(_byline(sheet))]
    opening = [*_opening_parts(sheet, now=now), *_stock_parts(sheet)]
    for title, lines in opening[: int(bool(sheet.opening.became))]:  # First come the decisions on the previous advice.
        blocks += [header(title), section(join_text(lines, "\n"))]
    blocks += _answer_blocks(sheet, PHRASE)
    for title, lines in opening[int(bool(sheet.opening.became)) :]:
        blocks += [header(title), section(join_text(lines, "\n"))]
    last = sheet.last_headings
    blocks += [each for name in sheet.headings if name not in (PHRASE, *last) for each in _answer_blocks(sheet, name)]
    blocks += _advice_blocks(sheet, answers=answers)
    blocks += [each for name in last for each in _answer_blocks(sheet, name)]
    if sheet.text(ANSWER):
        blocks += [header(texts.ANSWER), *plain_sections(sheet.text(ANSWER))]
    value, row = str(sheet.sheet.committee.id), []
    if answers:
        row.append(button(texts.REPLY, "records.report_say", value=f"{value} {ANSWER}"))
    if answers and sheet.sponsors and sheet.report.shared_at is None:
        ask = confirm_dialog(
            texts.SHARE_TITLE,
            texts.SHARE_SURE(names=_sponsor_names(sheet)).plain,
            yes=texts.SHARE_YES,
            no=texts.SHARE_NO,
        )
        row.append(button(texts.SHARE, "records.report_share", value=value, confirm=ask))
    if viewer is not None and sheet.is_published:
        row.append(button(texts.PAPER, "records.report_paper", value=value))
    return [*blocks, actions(*row)] if row else blocks


def words_form(sheet: ReportSheet, names: Sequence[str]) -> Json:
    team, labels = names[0] not in sheet.headings, _labels(sheet)
    blocks: list[Block] = []
    if names[0] in STOCK:
        blocks = [section(texts.STOCK_SAID(defi=sheet.defi.name, phase=sheet.sheet.phase)), context(texts.DRAFTED)]
    hint = texts.STOCK_READERS if names[0] in STOCK else texts.ANSWER_HINT if team else texts.HEADING_HINT
    for name in names:
        element = (
            link_box(name, initial=sheet.text(name) or None)
            if name == "lien"
            else text_box(name, limit=LIMITS.get(name, LIMIT), initial=sheet.text(name))
        )
        blocks.append(field(name, labels[name], element, hint=hint if name == names[-1] else None, optional=True))
    title = texts.STOCK_TITLE if names[0] in STOCK else texts.ANSWER_TITLE if team else texts.TITLE
    private = f"{sheet.sheet.committee.id} {write_versions(names, sheet.words)}"
    return _texts_form(sheet, names[0], title, blocks, private=private)


def merge_form(sheet: ReportSheet, clashes: Sequence[Clash], *, now: datetime) -> Json:
    blocks = merge_blocks(clashes, labels=_labels(sheet), limits=LIMITS, people=sheet.people, now=now)
    private = f"{sheet.sheet.committee.id} {write_conflicts(clashes)}"
    return _texts_form(sheet, clashes[0].theirs.field, texts.MERGE_TITLE, blocks, private=private)


def saved_modal(*, is_emptied: bool = False) -> Json:
    return modal("records.report_done", texts.SAVED_TITLE, [section(texts.EMPTIED if is_emptied else texts.SAVED)])


def advice_form(metadata: AdviceMetadata, *, shown_advice: Advice | None, typed_text: str | None = None) -> Json:
    """Build the form of a piece of advice.

    `typed_text` is a text that was not saved, because another person saved `shown_advice` first."""
    sorts = [(label, sort.value) for sort, label in texts.SORTS.items()]
    initial = next((sort for sort in sorts if shown_advice and sort[1] == shown_advice.sort.value), None)
    blocks: list[Block] = (
        [section(texts.OVERTAKEN(what=shown_advice.what))] if typed_text is not None and shown_advice else []
    )
    what = typed_text if typed_text is not None else shown_advice.what if shown_advice else None
    blocks += [
        field(SORT, texts.SORT, select(SORT, texts.CHOOSE, sorts, initial=initial), hint=texts.SORTS_HINT),
        field(
            WHAT,
            texts.WHAT,
            text_area(WHAT, limit=ADVICE_LIMIT, initial=what or None),
            hint=texts.WHAT_HINT,
            optional=True,
        ),
    ]
    return modal(
        "records.report_advised", texts.ADVICE_TITLE, blocks, submit=texts.SUBMIT, private_metadata=str(metadata)
    )


def keep_advice_form(advice: Advice, *, owners: Sequence[Person], metadata: AdviceMetadata, due: date) -> Json:
    """Build the form « Je garde », in which the team accepts a piece of advice and plans an action."""
    people = [(person.name, str(person.id)) for person in owners[:100]]
    mine = [*people[:1]] if people else []
    owner = (
        select(OWNER, texts.CHOOSE, people, initial=mine[0])
        if mine
        else select(OWNER, texts.CHOOSE, [(texts.NOBODY, "0")])
    )
    what = text_area(WHAT, limit=ACTION_LIMIT, initial=clip(advice.what, ACTION_LIMIT))
    blocks = [
        *plain_sections(advice.what),
        field(WHAT, texts.ACTION_WHAT, what, hint=texts.ACTION_HINT),
        field(OWNER, texts.OWNER, owner),
        field(DUE, texts.DUE, day_picker(DUE, initial=due.isoformat())),
    ]
    return modal("records.report_judged", texts.KEEP_TITLE, blocks, submit=texts.KEEP, private_metadata=str(metadata))


def roadmap_form(sheet: ReportSheet, advice: Advice, *, metadata: AdviceMetadata) -> Json:
    """Build the form « Mettre à la feuille de route », which puts a piece of advice on the road map."""
    link = field(ROADMAP, texts.ROADMAP, link_box(ROADMAP, initial=sheet.defi.roadmap), hint=texts.ROADMAP_HINT)
    blocks, submit = [*plain_sections(advice.what), link], texts.SUBMIT
    return modal("records.report_judged", texts.ROADMAP_TITLE, blocks, submit=submit, private_metadata=str(metadata))


def refuse_advice_form(advice: Advice, *, metadata: AdviceMetadata) -> Json:
    """Build the form « Pas pour nous », in which the team refuses a piece of advice."""
    reason = field(REASON, texts.REASON, text_area(REASON, limit=REASON_LIMIT), hint=texts.REASON_HINT, optional=True)
    blocks = [*plain_sections(advice.what), reason]
    return modal(
        "records.report_judged", texts.REFUSE_TITLE, blocks, submit=texts.REFUSE, private_metadata=str(metadata)
    )


def noted_modal(*, with_way_back: bool = False) -> Json:
    """Build the confirmation of a decision on advice. `with_way_back` adds how people can change the decision."""
    return modal(
        "records.report_done",
        texts.NOTED_TITLE,
        [section(texts.NOTED), *([context(texts.BACK)] if with_way_back else [])],
    )


def shared_message(sheet: ReportSheet, *, is_first_time: bool) -> Message:
    """Build the confirmation that the sponsor gets the report now, or that the sponsor got the report earlier."""
    names = _sponsor_names(sheet)
    return text_message(texts.SHARED(names=names) if is_first_time else texts.SHARED_BEFORE(names=names))


def paper_coming_message(*, is_first_time: bool) -> Message:
    """Build the notice that the document is coming, or that it came earlier."""
    return text_message(texts.PAPER_COMES if is_first_time else texts.PAPER_THERE)


def _heading_blocks(sheet: ReportSheet, name: str) -> list[Block]:
    text, value = sheet.text(name), f"{sheet.sheet.committee.id} {name}"
    label = texts.CHANGE if text else texts.WRITE
    shown = plain_sections(clip(text, SHOWN)) if text else [context(texts.EMPTY)]
    row = actions(button(label, f"records.report_write:{name}", value=value, of=sheet.headings[name]))
    return [header(sheet.headings[name]), *shown, row]


def _draft_advice_blocks(sheet: ReportSheet) -> list[Block]:
    blocks: list[Block] = [header(texts.ADVICE)]
    value = str(sheet.sheet.committee.id)
    for at, advice in _number_advice(sheet):
        change = button(
            texts.CHANGE,
            f"records.report_advise:{advice.id}",
            value=f"{value} {advice.id}",
            of=texts.NTH.format(number=at),
        )
        blocks += [section(_advice_line(at, advice)), actions(change)]
    return [*blocks, actions(button(texts.ADD_ADVICE, "records.report_advise", value=f"{value} 0"))]


def _advice_blocks(sheet: ReportSheet, *, answers: bool) -> list[Block]:
    blocks: list[Block] = [header(texts.ADVICE)] if sheet.advice else []
    for at, advice in _number_advice(sheet):
        became = advice_outcome(advice, sheet.states)
        blocks.append(section(_advice_line(at, advice)))
        blocks += [context(outcome_sentence(became))] if advice.verdict else []
        if answers and not sheet.is_settled(advice):
            value, of = f"{sheet.sheet.committee.id} {advice.id}", texts.NTH.format(number=at)
            ways = ((texts.KEEP, KEEP), (texts.ROADMAP_IT, LINE), (texts.REFUSE, REFUSE))
            row = [button(each, f"records.report_judge:{way}", value=f"{value} {way}", of=of) for each, way in ways]
            blocks.append(actions(*row))
    return blocks


def _number_advice(sheet: ReportSheet) -> list[tuple[int, Advice]]:
    return list(enumerate((advice for _, several in sheet.advice_by_sort() for advice in several), 1))


def _advice_line(at: int, advice: Advice) -> Said:
    return texts.SORTED(number=at, sort=texts.SORTS[advice.sort], what=advice.what)


def _opening_parts(sheet: ReportSheet, *, now: datetime) -> list[tuple[str, list[Said]]]:
    opening: ReportOpening = sheet.opening
    decisions = [_decision_line(*decision) for decision in opening.decisions]
    done = [_action_line(sheet, *action, now=now) for action in opening.actions]
    became = [
        texts.WAS(what=each.what, sort=texts.SORTS[AdviceImportance(each.sort)], became=outcome_sentence(each))
        for each in opening.became
    ]
    found = [
        (texts.BECAME, _bullet_lines(became)),
        (texts.WORDS, [texts.ASKED(question=question, answer=answer) for question, answer in opening.words]),
        (texts.DECISIONS, _bullet_lines(decisions)),
        (texts.OBJECTIVES, _bullet_lines(opening.objectives)),
        (texts.ACTIONS, _bullet_lines(done)),
        (texts.LEFT, _bullet_lines(opening.left)),
    ]
    return [(title, lines) for title, lines in found if lines]


def _action_line(sheet: ReportSheet, what: str, day: str, owner_id: int, *, now: datetime) -> Said:
    owner, due = sheet.people.get(owner_id), day_words(date.fromisoformat(day), now)
    return texts.WHOSE(what=what, who=owner.name, day=due) if owner else texts.BY(what=what, day=due)


def _stock_parts(sheet: ReportSheet) -> list[tuple[str, list[Said]]]:
    said = []
    for name, label in STOCK.items():
        if text := sheet.text(name):
            said.append(texts.ASKED(question=label, answer=link_to(text) if name == "lien" else text))
    return [(texts.STOCK, said)] if said else []


def _bullet_lines(several: Iterable[str]) -> list[Said]:
    return [texts.LINE(what=text) for text in several]


def _decision_line(what: str, why: str, who: str) -> Said:
    said: str = texts.BECAUSE(what=what, why=why) if why else what
    return texts.DISAGREES(what=said, who=who) if who else _plain_line(said)


def _plain_line(said: str) -> Said:
    return said if isinstance(said, Said) else texts.JUST(what=said)


def outcome_sentence(outcome: AdviceOutcome) -> Said:
    """Return what the team decided on a piece of advice, and the state of its action."""
    became = texts.STATES.get(outcome.state) or texts.VERDICTS[outcome.verdict]
    return texts.REASONED(became=became, reason=outcome.reason) if outcome.reason else _plain_line(became)


def _answer_blocks(sheet: ReportSheet, name: str) -> list[Block]:
    return [header(sheet.headings[name]), *plain_sections(sheet.text(name))] if sheet.text(name) else []


def _byline(sheet: ReportSheet) -> Said:
    held, at = sheet.sheet.appointment, sheet.report.published_at
    wrote = {sheet.words[name].person_id for name in sheet.headings if sheet.text(name)}
    names = _author_names(sheet, wrote)
    signed = texts.SIGNED(names=names, day=_full_day(at)) if at else texts.WRITTEN(names=names)
    return join_text([texts.HELD(day=_full_day(held.starts), names=_author_names(sheet, held.host_ids)), signed])


def _author_names(sheet: ReportSheet, several: Iterable[int | None]) -> str:
    return (
        join_words(
            sorted(sheet.people[person_id].name for person_id in several if person_id and person_id in sheet.people)
        )
        or texts.SOMEBODY
    )


def _full_day(moment: datetime) -> str:
    # People may read the document in a later year.
    return day_words(moment, moment - timedelta(days=366))


def _report_name(sheet: ReportSheet) -> Said:
    return texts.NAME(phase=sheet.sheet.phase, defi=sheet.defi.name)


def _sponsor_names(sheet: ReportSheet) -> str:
    return join_words([sponsor.name for sponsor in sheet.sponsors])


def _fit_blocks(blocks: list[Block]) -> list[Block]:
    """Return as many blocks as fit into a modal. If some do not fit, a note and the last block are at the end."""
    sizes = accumulate(len(json.dumps(block.to_dict(), ensure_ascii=False).encode()) for block in blocks)
    held = min(sum(size <= MOST_BYTES for size in sizes), MOST_BLOCKS)
    return blocks if held == len(blocks) else [*blocks[: min(held, MOST_BLOCKS - 2)], context(texts.CUT), blocks[-1]]


def _labels(sheet: ReportSheet) -> dict[str, str]:
    return {**sheet.headings, **STOCK, ANSWER: texts.ANSWER_LABEL}


def _texts_form(sheet: ReportSheet, name: str, title: str, blocks: Sequence[Block], *, private: str) -> Json:
    if name in sheet.headings:
        return modal("records.report_written", title, blocks, submit=texts.SUBMIT, private_metadata=private)
    return modal("records.report_said", title, blocks, submit=texts.SUBMIT, private_metadata=private)
