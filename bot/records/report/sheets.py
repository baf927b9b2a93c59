"""Read reports with everything that forms, pages and cards show."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of
from bot.errors import NotFound
from bot.evaluation.model import CommitteeSheet
from bot.evaluation.sheets import describe_committee
from bot.evaluation.support import support
from bot.programme import versions
from bot.programme.model import Actor, Person
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.shape import shape_in_use
from bot.records import meeting, news
from bot.records.model import Origin, works_on
from bot.records.report.model import (
    STOCK,
    STOCK_FROM,
    STOCK_UNTIL,
    THING,
    Advice,
    AdviceOutcome,
    AwaitedStep,
    PastCommittee,
    Report,
    ReportOpening,
    ReportSheet,
    ReportStep,
    advice_outcome,
    due_on,
    proposed_texts,
)
from storage.database import Reading
from storage.programme import people, promotions
from storage.records import actions, reports

DOCUMENT = "Document de l’équipe"
SEEN_TO = timedelta(days=60)  # Coaches are asked for a report for 60 days after its committee.


def describe(tx: Reading, committee_id: int, *, now: datetime) -> ReportSheet:
    """Return a committee's report, even if it is empty; a constant number of queries. Raises NotFound."""
    sheet = describe_committee(tx, committee_id)
    report = reports.find(tx, sheet.committee.round_id, sheet.defi.id)
    report = report or Report(0, sheet.committee.round_id, sheet.defi.id, shape_in_use().sections)
    words = versions.newest_versions(tx, THING, [report.id]).get(report.id, {}) if report.id else {}
    advice = reports.advice_of(tx, report.id) if report.id else []
    answers: Mapping[str, str] = {}
    if report.before:
        opening = ReportOpening.from_json(report.before)
    else:
        opening, answers = _opening(tx, report, sheet, now=now)
    named = (
        {word.person_id for word in words.values()}
        | {advice_.answered_by for advice_ in advice}
        | {report.published_by}
    )
    named |= {owner for *_, owner in opening.actions}
    known = people.by_ids(tx, {person_id for person_id in named if person_id} - sheet.people.keys())
    sponsors = tuple(people.members_of_defi(tx, sheet.defi.id, role=Role.SPONSOR))
    everybody = {**sheet.people, **known}
    states = _action_states(tx, advice)
    begun = {} if report.before else proposed_texts(report.sections, answers=answers, opening=opening)
    return ReportSheet(sheet, report, words, tuple(advice), opening, everybody, sponsors, states, begun)


def read(tx: Reading, actor: Actor, committee_id: int, *, now: datetime) -> ReportSheet:
    """Return a report, for its readers. Raises NotFound, NotAllowed."""
    found = describe(tx, committee_id, now=now)
    require(actor, "records.report", found)
    return found


def list_readable(tx: Reading, person: Person, defi_ids: Collection[int]) -> Mapping[int, list[tuple[int, int]]]:
    """Return (phase, committee id) of the reports that a person may read, oldest first, for each défi id. One query."""
    team = {id_ for id_ in defi_ids if works_on(person, id_)}
    return reports.list_readable(tx, team, sponsored_ids={*defi_ids} - team)


def find_awaiting_reports(tx: Reading, person: Person, *, now: datetime) -> list[AwaitedStep]:
    """Return the steps of reports that await a person, sorted by the end of the committee; five queries at most.

    An EIG is asked for the team's review, from two working days after the committee, and then for decisions about the
    advice. Coaches are asked for the report if they hosted the committee, or write in the hosts' place."""
    if not any(membership.role in (Role.EIG, Role.COACH) for membership in person.current):
        return []
    over = [
        _mark_led(tx, phase, person) for phase in reports.ended_committees(tx, person, since=now - SEEN_TO, now=now)
    ]
    begun = {phase.report_id for phase in over if phase.report_id}
    words = versions.newest_versions(tx, THING, begun)
    open_, defis = (
        reports.ids_with_undecided_advice(tx, begun),
        promotions.defis_by_ids(tx, {phase.defi_id for phase in over}),
    )
    found: list[AwaitedStep] = []
    for one in over:
        has_stock = any(each.text for name, each in words.get(one.report_id, {}).items() if name in STOCK)
        wait = _next_step(
            one, mine=one.defi_id in person.defi_ids, has_stock=has_stock, answered=one.report_id not in open_
        )
        first = add_working_days(day_of(one.starts), STOCK_FROM)
        if wait is None or (wait is ReportStep.STOCK and day_of(now) < first):
            continue
        until = due_on(one.starts, one.talk) if wait is ReportStep.WRITING else None
        until = add_working_days(day_of(one.starts), STOCK_UNTIL) if wait is ReportStep.STOCK else until
        found.append(AwaitedStep(wait, one.committee_id, one.phase, defis[one.defi_id], until))
    return found


def _mark_led(tx: Reading, phase: PastCommittee, person: Person) -> PastCommittee:
    """Return the committee, marked as led by this person if they write its report (see
    `news.enqueue_report_reminders`)."""
    if not person.coaches(phase.promotion_id):
        return replace(phase, is_led=False)
    if not phase.is_unled:
        return phase
    writes = person.id in news.report_writers(tx, phase.defi_id, promotion_id=phase.promotion_id)
    return replace(phase, is_led=writes)


def _next_step(phase: PastCommittee, *, mine: bool, has_stock: bool, answered: bool) -> ReportStep | None:
    if phase.is_led:
        return None if phase.is_published else ReportStep.WRITING
    if not mine:
        return None
    if phase.is_published:
        return None if answered else ReportStep.ANSWERS
    return None if has_stock else ReportStep.STOCK


def _opening(
    tx: Reading, report: Report, sheet: CommitteeSheet, *, now: datetime
) -> tuple[ReportOpening, Mapping[str, str]]:
    gathered = meeting.gather_sheet(tx, sheet, now=now)
    words, objectives, answered = _support_words(tx, sheet.committee.id)
    earlier = reports.find_previous(tx, report.round_id, report.defi_id)
    became: list[AdviceOutcome] = []
    if earlier is not None:
        last = reports.advice_of(tx, earlier.id)
        states = _action_states(tx, last)
        became = [advice_outcome(advice, states) for advice in last]
    opening = ReportOpening(
        tuple(became),
        words,
        objectives=objectives,
        decisions=tuple(
            (decision.what, decision.why or "", decision.disagrees or "") for decision in gathered.decisions
        ),
        actions=tuple(
            (record.action.what, record.action.due.isoformat(), record.action.owner_id) for record in gathered.after
        ),
        left=tuple(point.what for point in gathered.unreached),
    )
    return opening, answered


def _support_words(
    tx: Reading, committee_id: int
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], Mapping[str, str]]:
    try:
        filled = support.read_support(tx, committee_id)
    except NotFound:  # The committee was booked before supports existed.
        return (), (), {}
    own = [(DOCUMENT, filled.link)] if filled.link else []
    answers = [(question.text, filled.text(question.key)) for question in filled.questions if filled.text(question.key)]
    keyed = {question.key: filled.text(question.key) for question in filled.questions}
    return (*own, *answers), filled.coming, keyed


def _action_states(tx: Reading, several: list[Advice]) -> Mapping[int, str]:
    came = actions.list_by_origin(tx, Origin.ADVICE, [advice.id for advice in several if advice.action_id])
    return {action.id: action.state.value for action in came}
