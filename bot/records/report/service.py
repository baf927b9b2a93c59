"""Use cases of a report: the coaches write it and publish it once to the team, and the team answers it.

A report belongs to the défi and the phase, so it stays if its committee is cancelled and another is held. Texts are
versioned, so that two coaches do not overwrite each other. After the publication, the team only adds an answer and its
decisions about the advice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.dates.working import next_working_morning
from bot.errors import AlreadyCancelled, Invalid, NotFound
from bot.meeting_links import link_fault
from bot.notices import homes, notices
from bot.programme import versions
from bot.programme.history import record, record_once
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.shape import shape_in_use
from bot.programme.versions import Clash, TypedField
from bot.records import actions, facts, news
from bot.records.model import TEAM, Origin, Source
from bot.records.report.model import (
    ADVICE_LIMIT,
    ANSWER,
    LINK_LIMIT,
    MOST_ADVICE,
    PHRASE,
    PHRASE_LIMIT,
    REASON_LIMIT,
    STOCK,
    THING,
    Advice,
    AdviceImportance,
    ReportSheet,
    Verdict,
)
from bot.records.report.sheets import describe
from storage.database import Reading, Transaction
from storage.evaluation import committees
from storage.programme import people, promotions
from storage.records import reports

SUBJECT = facts.AboutReport.subject
LINK = "lien"


@dataclass(frozen=True, slots=True)
class AdviceFollowUp:
    """How a team follows advice: with an action, or with a line of its road map at the address `roadmap`."""

    action: actions.NewAction | None = None
    roadmap: str = ""


def open_words(tx: Reading, actor: Actor, committee_id: int, *, form: str, now: datetime) -> ReportSheet:
    """Return the report for a form. Raises like `save_report_texts` if the actor may not write the form's fields."""
    sheet = describe(tx, committee_id, now=now)
    _check_open(sheet, actor, sheet.fields_of(form))
    return sheet


def save_report_texts(
    tx: Transaction, actor: Actor, committee_id: int, *, typed_texts: Mapping[str, TypedField], now: datetime
) -> tuple[ReportSheet, list[Clash]]:
    """Save texts of a report: coaches write its headings, and the team writes its review or its answer.

    Return the texts that others changed meanwhile. Raises NotAllowed, and NotFound for fields of two forms.
    Raises Invalid for "report" ("published", "draft"), for "lien" (codes of `link_fault`), or for a field: "long",
    "sections" if the report lacks the field, "none" if all texts of the team are empty and were empty before."""
    sheet = _lock_report(tx, committee_id, now=now)
    _check_open(sheet, actor, tuple(typed_texts))
    says = any(cell.text.strip() or sheet.text(name) for name, cell in typed_texts.items())
    if not says and not {*typed_texts} <= {*sheet.headings}:
        raise Invalid(field=next(iter(typed_texts)), reason="none")
    if (link := typed_texts.get(LINK)) and link.text.strip() and (fault := link_fault(link.text.strip())):
        raise Invalid(field=LINK, reason=fault)
    if (phrase := typed_texts.get(PHRASE)) and len(phrase.text) > PHRASE_LIMIT:
        raise Invalid(field=PHRASE, reason="long")
    clashes = versions.save_texts(tx, actor, (THING, sheet.report.id), typed_texts=typed_texts, now=now)
    after = describe(tx, committee_id, now=now)
    if after.words != sheet.words:
        record(tx, actor, "records.report_words", thing=THING, thing_id=sheet.report.id, now=now)
        _refresh_cards(tx, after, now=now)
        if ANSWER in typed_texts and after.text(ANSWER):
            _tell_answered(tx, after, now=now)
    return after, clashes


def open_advice(tx: Reading, actor: Actor, committee_id: int, *, advice_id: int, now: datetime) -> ReportSheet:
    """Return the report for the form of a piece of advice. The id of a new piece is 0. Raises like `save_advice`."""
    sheet = describe(tx, committee_id, now=now)
    _check_draft(sheet, actor)
    if advice_id:
        _find_advice(sheet, advice_id)
    return sheet


def save_advice(
    tx: Transaction,
    actor: Actor,
    committee_id: int,
    *,
    advice_id: int = 0,
    revision: int = 0,
    sort: AdviceImportance,
    what: str,
    gesture: str = "",
    now: datetime,
) -> Advice | None:
    """Add a piece of advice, correct it, or delete it if its text is empty. A form sent again changes nothing.

    `revision` is the revision that the form shows. If another person corrected the advice first, return the corrected
    advice and save nothing. Raises NotAllowed, NotFound, and Invalid for "report" ("published") and "what"
    ("none", "long", "many")."""
    sheet = _lock_report(tx, committee_id, now=now)
    _check_draft(sheet, actor)
    said = what.strip()
    if len(said) > ADVICE_LIMIT or not (said or advice_id):
        raise Invalid(field="what", reason="long" if said else "none")
    if advice_id:
        found = _find_advice(sheet, advice_id)
        if (found.what, found.sort) == (said, sort):
            return None  # The form was submitted twice.
        if found.revision != revision:
            return found
        if said:
            reports.change_advice(tx, advice_id, sort=sort.value, what=said, revision=revision + 1)
        else:
            reports.drop_advice(tx, advice_id)
    elif not gesture or record_once(tx, f"{THING} {gesture}", now=now):
        if len(sheet.advice) >= MOST_ADVICE:
            raise Invalid(field="what", reason="many")
        reports.add_advice(tx, sheet.report.id, sort=sort.value, what=said)
    record(tx, actor, "records.advise", thing=THING, thing_id=sheet.report.id, now=now)
    return None


def add_all_advice(
    tx: Transaction,
    actor: Actor,
    committee_id: int,
    *,
    given: Mapping[AdviceImportance, Sequence[str]],
    gesture: str,
    now: datetime,
) -> None:
    """Add several pieces of advice from one form, once. `given` has their lines by importance.

    Raises NotAllowed, NotFound, and Invalid for "report" ("published") and for an importance ("long", "many")."""
    sheet = _lock_report(tx, committee_id, now=now)
    _check_draft(sheet, actor)
    lines = [(sort, line.strip()) for sort, several in given.items() for line in several if line.strip()]
    for sort, line in lines:
        if len(line) > ADVICE_LIMIT:
            raise Invalid(field=sort.value, reason="long")
    if not lines or not record_once(tx, f"{THING} {gesture}", now=now):
        return
    if (room := max(MOST_ADVICE - len(sheet.advice), 0)) < len(lines):
        raise Invalid(field=lines[room][0].value, reason="many")
    for sort, line in lines:
        reports.add_advice(tx, sheet.report.id, sort=sort.value, what=line)
    record(tx, actor, "records.advise", thing=THING, thing_id=sheet.report.id, now=now)


def open_publication(tx: Reading, actor: Actor, committee_id: int, *, now: datetime) -> ReportSheet:
    """Return the report for the preview of its publication. Raises like `publish_report`."""
    sheet = describe(tx, committee_id, now=now)
    _check_publication(sheet, actor, now=now)
    return sheet


def publish_report(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> tuple[ReportSheet, bool]:
    """Publish a report to its team, once. Return the report, and whether this call published it.

    Raises NotAllowed, NotFound, AlreadyCancelled, and Invalid for "report" ("empty", or "early" before its end).
    """
    sheet = _lock_report(tx, committee_id, now=now)
    require(actor, "records.report_write", sheet)
    if sheet.is_published:
        return sheet, False
    _check_publication(sheet, actor, now=now)
    written = sheet.opening.to_json()
    reports.change(tx, sheet.report.id, published_at=now, published_by=actor.person_id, before=written)
    record(tx, actor, "records.report_publish", thing=THING, thing_id=sheet.report.id, now=now)
    changed = replace(sheet.report, published_at=now, published_by=actor.person_id, before=written)
    names = {**sheet.people, **({actor.person.id: actor.person} if actor.person else {})}
    published = replace(sheet, report=changed, people=names)
    team = [person.id for role in TEAM for person in people.members_of_defi(tx, sheet.defi.id, role=role)]
    notices.tell(tx, facts.ReportPublished(), about=committee_id, to=team, due=now)
    eig = [person.id for person in people.members_of_defi(tx, sheet.defi.id, role=Role.EIG)] if published.advice else []
    news.tell_unanswered(tx, committee_id, eig=eig, now=now)
    _refresh_cards(tx, published, now=now)
    return published, True


def open_verdict(tx: Reading, actor: Actor, committee_id: int, *, advice_id: int, now: datetime) -> ReportSheet:
    """Return the report for the form in which the team decides about a piece of advice. Raises like `follow_advice`."""
    sheet = describe(tx, committee_id, now=now)
    _check_verdict(sheet, actor, advice_id)
    return sheet


def follow_advice(
    tx: Transaction, actor: Actor, committee_id: int, *, advice_id: int, follow_up: AdviceFollowUp, now: datetime
) -> ReportSheet:
    """« Je garde »: follow a piece of advice, with an action or a line of the défi's road map.

    A form sent again changes nothing. Raises NotAllowed, NotFound, and the errors of `actions.add`. Raises Invalid
    for "report" ("draft"), "advice" ("answered") and "roadmap" ("none", "long", or a code of `link_fault`)."""
    sheet = _lock_report(tx, committee_id, now=now)
    advice = _check_verdict(sheet, actor, advice_id)
    if follow_up.action is not None:
        place = actions.place_of(tx, defi_id=sheet.defi.id)
        new = replace(follow_up.action, source=Source(Origin.ADVICE, advice_id))
        added = actions.add(tx, actor, new, place=place, now=now)
        if added is None:
            return sheet  # The form was submitted twice.
        _save_verdict(tx, actor, sheet, advice, Verdict.ACTION, reason=None, action_id=added.id, now=now)
    else:
        link = follow_up.roadmap.strip()
        if not link or len(link) > LINK_LIMIT or (link_fault(link)):
            raise Invalid(field="roadmap", reason=link_fault(link) or "long" if link else "none")
        promotions.set_roadmap(tx, sheet.defi.id, link)
        _save_verdict(tx, actor, sheet, advice, Verdict.ROADMAP, reason=link, now=now)
    return describe(tx, committee_id, now=now)


def reject_advice(
    tx: Transaction, actor: Actor, committee_id: int, *, advice_id: int, reason: str, now: datetime
) -> ReportSheet:
    """« Pas pour nous »: reject advice. The reason is optional.

    Raises like `follow_advice`, and Invalid for "reason" ("long")."""
    sheet = _lock_report(tx, committee_id, now=now)
    advice = _check_verdict(sheet, actor, advice_id)
    if len(reason) > REASON_LIMIT:
        raise Invalid(field="reason", reason="long")
    _save_verdict(tx, actor, sheet, advice, Verdict.REFUSED, reason=reason.strip() or None, now=now)
    return describe(tx, committee_id, now=now)


def share_report(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> tuple[ReportSheet, bool]:
    """« Envoyer à mon sponsor »: share the report with sponsors, once. Return the report, and whether this call did it.

    Raises NotAllowed, NotFound, and Invalid for "report" ("draft", or "alone" if the défi has no sponsor)."""
    sheet = _lock_report(tx, committee_id, now=now)
    require(actor, "records.report_answer", sheet)
    _check_published(sheet)
    if not sheet.sponsors:
        raise Invalid(field="report", reason="alone")
    if sheet.report.shared_at is not None:
        return sheet, False
    reports.change(tx, sheet.report.id, shared_at=now)
    record(tx, actor, "records.report_share", thing=THING, thing_id=sheet.report.id, now=now)
    notices.tell(
        tx,
        facts.ReportShared(actor.person_id),
        about=committee_id,
        to=[sponsor.id for sponsor in sheet.sponsors],
        due=now,
    )
    return describe(tx, committee_id, now=now), True


def request_document(tx: Transaction, actor: Actor, committee_id: int, *, now: datetime) -> bool:
    """Enqueue the report as a document in the thread of its announcement. Return False if the actor has it already.

    Raises NotAllowed, NotFound, and Invalid for "report" ("draft")."""
    sheet = describe(tx, committee_id, now=now)
    require(actor, "records.report", sheet)
    _check_published(sheet)
    answered = max([0, *(int(advice.answered_at.timestamp()) for advice in sheet.advice if advice.answered_at)])
    written = sheet.words[ANSWER].number or 0 if ANSWER in sheet.words else 0
    paper = facts.ReportDocument(now)
    owed = paper.owed(committee_id, to=actor.person_id, due=now, revision=0, period=f"{answered} {written}")
    return notices.owe_file(tx, owed, card_subject=(SUBJECT, committee_id))


def _lock_report(tx: Transaction, committee_id: int, *, now: datetime) -> ReportSheet:
    committee = committees.read(tx, committee_id)
    if committee is None:
        raise NotFound(thing="committee")
    report = reports.find(tx, committee.round_id, committee.defi_id)
    report = report or reports.make(tx, committee.round_id, committee.defi_id, sections=shape_in_use().sections)
    reports.lock(tx, report.id)
    return describe(tx, committee_id, now=now)


def _check_open(sheet: ReportSheet, actor: Actor, names: tuple[str, ...]) -> None:
    wanted = {*names}
    if not wanted <= {*sheet.headings, *STOCK, ANSWER}:  # Meanwhile the bot was started with other sections.
        _check_draft(sheet, actor)
        raise Invalid(field=names[0], reason="sections")
    if not wanted or not any(wanted <= {*some} for some in (sheet.headings, STOCK, [ANSWER])):
        raise NotFound(thing="field")
    if wanted <= {*sheet.headings}:
        _check_draft(sheet, actor)
        return
    require(actor, "records.report_answer", sheet)
    if wanted <= {ANSWER}:
        _check_published(sheet)
    elif sheet.is_published:
        raise Invalid(field=THING, reason="published")


def _check_draft(sheet: ReportSheet, actor: Actor) -> None:
    require(actor, "records.report_write", sheet)
    if sheet.is_published:
        raise Invalid(field=THING, reason="published")


def _check_published(sheet: ReportSheet) -> None:
    if not sheet.is_published:
        raise Invalid(field=THING, reason="draft")


def _check_publication(sheet: ReportSheet, actor: Actor, *, now: datetime) -> None:
    _check_draft(sheet, actor)
    if not sheet.took_place:
        raise AlreadyCancelled(starts=sheet.sheet.appointment.starts)
    if sheet.is_empty or sheet.sheet.appointment.ends > now:
        raise Invalid(field=THING, reason="empty" if sheet.is_empty else "early")


def _check_verdict(sheet: ReportSheet, actor: Actor, advice_id: int) -> Advice:
    require(actor, "records.report_answer", sheet)
    _check_published(sheet)
    advice = _find_advice(sheet, advice_id)
    if sheet.is_settled(advice):
        raise Invalid(field="advice", reason="answered")
    return advice


def _find_advice(sheet: ReportSheet, advice_id: int) -> Advice:
    found = next((advice for advice in sheet.advice if advice.id == advice_id), None)
    if found is None:
        raise NotFound(thing="advice")
    return found


def _save_verdict(
    tx: Transaction,
    actor: Actor,
    sheet: ReportSheet,
    advice: Advice,
    verdict: Verdict,
    *,
    reason: str | None,
    action_id: int | None = None,
    now: datetime,
) -> None:
    reports.change_advice(
        tx,
        advice.id,
        verdict=verdict.value,
        reason=reason,
        action_id=action_id,
        answered_by=actor.person_id,
        answered_at=now,
    )
    detail = f"{advice.id} {verdict.value}"
    record(tx, actor, "records.report_judge", thing=THING, thing_id=sheet.report.id, now=now, detail=detail)
    _tell_answered(tx, sheet, now=now)
    _refresh_cards(tx, sheet, now=now)


def _tell_answered(tx: Transaction, sheet: ReportSheet, *, now: datetime) -> None:
    to = {*sheet.sheet.appointment.host_ids, *([sheet.report.published_by] if sheet.report.published_by else [])}
    notices.tell(tx, facts.ReportAnswered(), about=sheet.sheet.committee.id, to=to, due=next_working_morning(now))


def _refresh_cards(tx: Transaction, sheet: ReportSheet, *, now: datetime) -> None:
    committee = sheet.sheet.committee.id
    notices.owe_updates(tx, SUBJECT, committee, revision=0, due=now)
    homes.owe_home(tx, {participant.person_id for participant in sheet.sheet.appointment.participants}, now=now)
