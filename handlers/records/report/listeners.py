"""Listeners of a report: draft, publish, read and answer it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, moment_at
from bot.errors import Invalid, NotFound
from bot.evaluation.sheets import describe_committee
from bot.programme.model import Actor
from bot.programme.permissions import may
from bot.programme.service import promotion_of
from bot.programme.versions import LIMIT, digest_of
from bot.records import actions
from bot.records.report import service, sheets
from bot.records.report.model import AT_ONCE, PHRASE, PHRASE_LIMIT, STOCK, THING, AdviceImportance, ReportSheet
from bot.records.report.sheets import describe
from bot.tools import Reading
from handlers.kit.blocks import Json, Message, context, field, modal, section, text_area, text_message
from handlers.kit.faults import note_modal
from handlers.kit.fields import text_box, write_versions
from handlers.kit.reading import read_id, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import explain_refusals, reply_or_show
from handlers.kit.told import MailLinks
from handlers.kit.turn import Turn

from . import texts, views
from .forms import (
    KEEP,
    LINE,
    REASON,
    WHAT,
    AdviceMetadata,
    read_advice,
    read_form_button,
    read_kept_advice,
    read_metadata,
    read_sort,
    read_texts,
    read_verdict_button,
)

AHEAD = 10  # the working days after which an action is due by default


def register(routes: Routes) -> None:
    writes, answers = (partial(routes.add, permits=f"records.report_{verb}") for verb in ("write", "answer"))
    routes.add("action", "records.report", show_report, permits="records.report")
    routes.add("action", "records.report_paper", send_paper, permits="records.report")
    writes("action", "records.report_write", open_text_form)
    writes("view", "records.report_written", save_heading)
    writes("action", "records.report_advise", open_advice_form)
    writes("view", "records.report_advised", save_advice)
    writes("view", "records.report_review", show_preview)
    writes("view", "records.report_publish", publish_report)
    answers("action", "records.report_say", open_text_form)
    answers("view", "records.report_said", save_answer)
    answers("action", "records.report_judge", open_verdict_form)
    answers("view", "records.report_judged", save_verdict)
    answers("action", "records.report_share", share_report)


def show_report(turn: Turn) -> None:
    """Show the published report.

    Before it is published, show the draft to coaches, and show the form of the team's own review to the team."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = sheets.read(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    if sheet.is_published or may(turn.actor, "records.report_write", thing=sheet):
        turn.show(_report_view(turn, sheet))
    else:
        turn.show(views.words_form(sheet, tuple(STOCK)))


def open_text_form(turn: Turn) -> None:
    """Open the form of a heading, of the review, or of the answer."""
    committee_id, name = read_form_button(turn.value)
    with explain_refusals(turn, texts.WHY):
        with turn.tools.reading() as reading:
            sheet = service.open_words(reading, turn.actor, committee_id, form=name, now=turn.tools.now())
        turn.ack()
        whole = headings_form(sheet, gesture=str(uuid4())) if name == AT_ONCE else None
        turn.show(whole or views.words_form(sheet, sheet.fields_of(name)))


def save_heading(turn: Turn) -> None:
    """Save a heading, and update the draft below the form. If another person has saved it first, show both texts."""
    with _show_errors(turn):
        if (sheet := _save_texts(turn)) is not None:
            turn.ack()
            _update_view_below(turn, sheet)


def save_answer(turn: Turn) -> None:
    with _show_errors(turn):
        if (sheet := _save_texts(turn)) is not None:
            _, typed = read_texts(turn.private, turn.values)
            emptied = not any(sheet.text(name) for name in typed)
            turn.ack(response_action="update", view=views.saved_modal(is_emptied=emptied))
            _update_view_below(turn, sheet)


def open_advice_form(turn: Turn) -> None:
    """Open the form of a piece of advice (« Ajouter un conseil », « Modifier »)."""
    committee, advice = split_pieces(turn.value, 2)
    committee_id, advice_id, now = read_id(committee), read_id(advice, 0), turn.tools.now()
    with explain_refusals(turn, texts.WHY):
        with turn.tools.reading() as reading:
            sheet = service.open_advice(reading, turn.actor, committee_id, advice_id=advice_id, now=now)
        turn.ack()
        shown = next((advice for advice in sheet.advice if advice.id == advice_id), None)
        carried = AdviceMetadata(committee_id, advice_id, str(uuid4()), shown.revision if shown else 0)
        turn.show(views.advice_form(carried, shown_advice=shown))


def save_advice(turn: Turn) -> None:
    """Submit a piece of advice. If another person has edited it first, show their version and the typed text."""
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with _show_errors(turn):
        what, sort = turn.values.typed_text(WHAT), read_sort(turn.values)
        given = {"advice_id": carried.advice_id, "revision": carried.revision}
        with turn.tools.transaction() as tx:
            newer = service.save_advice(
                tx, turn.actor, carried.committee_id, sort=sort, what=what, gesture=carried.gesture, now=now, **given
            )
            sheet = sheets.describe(tx, carried.committee_id, now=now)
        if newer is not None:
            again = replace(carried, revision=newer.revision)
            turn.ack(response_action="update", view=views.advice_form(again, shown_advice=newer, typed_text=what))
            return
        turn.ack()
        _update_view_below(turn, sheet)


def show_preview(turn: Turn) -> None:
    now = turn.tools.now()
    with _show_errors(turn):
        with turn.tools.reading() as reading:
            sheet = service.open_publication(reading, turn.actor, turn.private_id, now=now)
        view = views.preview_modal(sheet, viewer=turn.actor, now=now)
        turn.ack(response_action=turn.lay_over_action, view=view)


def publish_report(turn: Turn) -> None:
    """Publish the report, only once (« Publier à l’équipe »)."""
    now = turn.tools.now()
    with _show_errors(turn):
        with turn.tools.transaction() as tx:
            sheet, fresh = service.publish_report(tx, turn.actor, turn.private_id, now=now)
        turn.ack(response_action="update", view=views.published_modal(sheet, is_first_time=fresh, now=now))
        _update_view_below(turn, sheet)


def open_verdict_form(turn: Turn) -> None:
    """Open the form of the button's verdict: « Je garde », « Mettre à la feuille de route » or « Pas pour nous »."""
    committee_id, advice_id, verdict = read_verdict_button(turn.value)
    now = turn.tools.now()
    with explain_refusals(turn, texts.WHY):
        with turn.tools.reading() as reading:
            sheet = service.open_verdict(reading, turn.actor, committee_id, advice_id=advice_id, now=now)
            owners = actions.owners_for(reading, actions.place_of(reading, defi_id=sheet.defi.id))
        turn.ack()
        advice = next(advice for advice in sheet.advice if advice.id == advice_id)
        carried = AdviceMetadata(committee_id, advice_id, str(uuid4()), verdict=verdict)
        due = add_working_days(day_of(now), AHEAD)
        mine = sorted(owners, key=lambda person: person.id != turn.actor.person_id)
        if verdict == KEEP:
            turn.show(views.keep_advice_form(advice, owners=mine, metadata=carried, due=due))
        else:
            lines = verdict == LINE
            turn.show(
                views.roadmap_form(sheet, advice, metadata=carried)
                if lines
                else views.refuse_advice_form(advice, metadata=carried)
            )


def save_verdict(turn: Turn) -> None:
    now, carried = turn.tools.now(), read_metadata(turn.private)
    with _show_errors(turn):
        committee_id, advice_id = carried.committee_id, carried.advice_id
        kept = read_kept_advice(turn.values, carried) if carried.verdict in (KEEP, LINE) else None
        with turn.tools.transaction() as tx:
            if kept is not None:
                sheet = service.follow_advice(
                    tx, turn.actor, committee_id, advice_id=advice_id, follow_up=kept, now=now
                )
            else:
                reason = turn.values.typed_text(REASON)
                sheet = service.reject_advice(tx, turn.actor, committee_id, advice_id=advice_id, reason=reason, now=now)
        turn.ack(response_action="update", view=views.noted_modal(with_way_back=carried.verdict == KEEP))
        _update_view_below(turn, sheet)


def share_report(turn: Turn) -> None:
    with explain_refusals(turn, texts.WHY):
        with turn.tools.transaction() as tx:
            sheet, fresh = service.share_report(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, views.shared_message(sheet, is_first_time=fresh))


def send_paper(turn: Turn) -> None:
    """Send the document to the thread of the message that announced the report (« Recevoir le document »)."""
    with explain_refusals(turn, texts.WHY):
        with turn.tools.transaction() as tx:
            fresh = service.request_document(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, views.paper_coming_message(is_first_time=fresh))


def _save_texts(turn: Turn) -> ReportSheet | None:
    """Save the texts of a form. If another person has saved them first, show both versions and return None."""
    now = turn.tools.now()
    committee_id, typed = read_texts(turn.private, turn.values)
    gesture, advice = read_advice(turn.private, turn.values)
    with turn.tools.transaction() as tx:
        if advice:
            service.add_all_advice(tx, turn.actor, committee_id, given=advice, gesture=gesture, now=now)
        sheet, clashes = service.save_report_texts(tx, turn.actor, committee_id, typed_texts=typed, now=now)
    if clashes:
        turn.ack(response_action="update", view=views.merge_form(sheet, clashes, now=now))
        return None
    return sheet


def _report_view(turn: Turn, sheet: ReportSheet) -> Json:
    now = turn.tools.now()
    return (
        views.report_modal(sheet, viewer=turn.actor, now=now)
        if sheet.is_published
        else views.draft_modal(sheet, now=now)
    )


def _update_view_below(turn: Turn, sheet: ReportSheet) -> None:
    """Update the draft or the report below the form. If the form has no view below, do nothing."""
    if turn.lies_over and (sheet.is_published or may(turn.actor, "records.report_write", thing=sheet)):
        turn.update_view_below(_report_view(turn, sheet))


@contextmanager
def _show_errors(turn: Turn) -> Iterator[None]:
    """If the block raises Invalid, show the error on its field, or as a modal over the form.

    The caller must return right after the block."""
    try:
        yield
    except Invalid as refusal:
        name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
        if name in (THING, "advice"):
            turn.ack(response_action=turn.lay_over_action, view=note_modal(text_message(texts.WHY[reason])))
            return
        why = texts.SECTIONS if reason == "sections" else texts.INVALID.get((name, reason), texts.LONG)
        turn.ack(response_action="errors", errors={name: why})


AFTER = timedelta(days=30)  # People can read a report until this long after the end of the promotion.


def _link_end(reading: Reading, committee_id: int) -> datetime:
    promotion = promotion_of(reading, describe_committee(reading, committee_id).promotion_id)
    if promotion is None:
        raise NotFound(thing="promotion")
    return moment_at(promotion.ends_on + AFTER, 0)


def _report_page(reading: Reading, actor: Actor, committee_id: int, now: datetime) -> Message | None:
    """Build the whole published report. If the person may not read it any more, return None."""
    sheet = describe(reading, committee_id, now=now)
    reads = sheet.is_published and may(actor, "records.report", thing=sheet)
    return views.page_message(sheet, viewer=actor, now=now) if reads else None


_ACTS = ("records.report", "records.report_say", "records.report_judge", "records.report_share")
REPORT = MailLinks(_ACTS, _link_end, page=_report_page)


def headings_form(sheet: ReportSheet, *, gesture: str) -> Json:
    """Build the form of all headings. A heading without a saved text shows a proposed text."""
    proposed = {name: text for name, text in sheet.begun.items() if not sheet.text(name)}
    blocks = [section(texts.AT_ONCE_SAID(phase=sheet.sheet.phase, defi=sheet.defi.name))]
    blocks += [context(texts.BEGUN)] if proposed else []
    for name, label in sheet.headings.items():
        limit = PHRASE_LIMIT if name == PHRASE else LIMIT
        box = text_box(name, limit=limit, initial=sheet.text(name) or proposed.get(name, ""))
        blocks.append(field(name, label, box, optional=True))
    for sort in AdviceImportance:
        hint = texts.LINE_EACH if sort is AdviceImportance.DO else None
        blocks.append(
            field(
                sort.value,
                texts.NEW_ADVICE.format(sort=texts.SORTS[sort]),
                text_area(sort.value, limit=LIMIT),
                hint=hint,
                optional=True,
            )
        )
    digests = ",".join(f"{name}={digest_of(text)}" for name, text in proposed.items())
    carried = (
        f"{sheet.sheet.committee.id} {write_versions(list(sheet.headings), sheet.words)} {gesture} {digests}".strip()
    )
    return modal("records.report_written", texts.TITLE, blocks, submit=texts.SUBMIT, private_metadata=carried)
