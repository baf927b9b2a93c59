"""Use cases that request a cycle: draft a wish, find mentors, and hold times until the mentor answers.

The rules are in docs/programme.md, Mentoring. The later steps are in `answers`, `choices`, `running` and `lapses`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.agenda import drafts
from bot.catalogue.catalogue import format_of
from bot.catalogue.formats import CycleTerms
from bot.catalogue.openings import asker_refusal, asking_memberships, check_open
from bot.errors import AlreadyAnswered, DraftExpired, NotFound
from bot.mentoring import facts, news, steps
from bot.mentoring.cycle import CycleState, hold_deadline
from bot.mentoring.lapses import expire_requests_of
from bot.mentoring.matching import checks, matching
from bot.mentoring.model import (
    MENTORING,
    Cycle,
    CycleChoice,
    CycleChoices,
    CycleOffer,
    CycleSheet,
    CycleWish,
    Mentor,
)
from bot.mentoring.sheets import describe_cycle
from bot.mentoring.words import read_wish, write_wish
from bot.notices import notices
from bot.programme.model import Actor, Defi, Person
from bot.programme.permissions import may, require
from bot.programme.service import defi_of, person_of, running_promotion_ids
from bot.programme.spelling import fold, name_sort_key
from storage.database import Reading, Transaction
from storage.mentoring import cycles, mentoring_clock
from storage.programme import people, promotions


def offer_choices(
    tx: Reading, actor: Actor, *, draft_id: str = "", key: str = MENTORING, now: datetime
) -> CycleChoices:
    """Return the options of the first step for the format `key`. The domains are the expertises of the mentors.

    A format that the programme added has its name as its only domain. Raises NotAllowed unless the actor is an EIG,
    NotAsker, NotOpen, and NotFound for "dispositif", "defi", "expertise" (no mentor has one), "mentor" (the mentorat
    has none), or "host" (a format that the programme added has none)."""
    if not (given := format_of(tx, key)).is_cycle:
        raise NotFound(thing="dispositif")
    if given.is_own and actor.person and not asking_memberships(actor.person, given):
        raise asker_refusal(given)
    require(actor, "mentoring.start")
    asker = person_of(actor)
    running = running_promotion_ids(tx, now)
    mine = [promotions.defi_by_id(tx, defi_id) for defi_id in asker.defi_ids]
    found = [defi for defi in mine if defi and defi.promotion_id in running]
    opened = check_open(tx, actor, key, promotion_ids={defi.promotion_id for defi in found} or None, now=now)
    teams = tuple((defi, tuple(people.members_of_defi(tx, defi.id))) for defi in found if defi.promotion_id in opened)
    if not teams:
        raise NotFound(thing="defi")
    terms = given.terms
    mentors = {
        mentor.person.id: mentor
        for promotion_id in sorted({defi.promotion_id for defi, _ in teams})
        for mentor in matching.mentors_of(tx, promotion_id, terms=terms, without_ids={asker.id}, now=now)
    }
    domains = _mentors_by_domain([*mentors.values()], terms)
    if not domains:
        raise NotFound(thing="host" if terms.is_own else "expertise" if mentors else "mentor")
    return CycleChoices(asker, teams, domains, terms, draft_id=draft_id, about=given.description)


def save_need(tx: Transaction, actor: Actor, draft_id: str, *, wish: CycleWish, now: datetime) -> None:
    """Save the first step of a draft. `browse_mentors` then returns the second step.

    Raises DraftExpired, NotAllowed, NotOpen, NotAsker, and Invalid with these fields and reasons: "need" ("empty",
    "long"), "link" ("address", "long"), "domain" ("gone", "open", "running"), "participants" ("many", "other_team"),
    "days" or "halves" ("none"), "from_day" ("past", "far"), "mentor" ("gone", "own", "full"). In a format that the
    programme added, "cycle" replaces "domain", and the mentor's reason "left" replaces "gone"."""
    defi = defi_of(tx, wish.defi_id)
    terms = format_of(tx, wish.terms.format_key).terms
    _check_may_ask(tx, actor, terms, defi)
    asker = person_of(actor)
    wish = replace(wish, guest_ids=tuple(id_ for id_ in dict.fromkeys(wish.guest_ids) if id_ != asker.id))
    checks.check_words(wish)
    checks.check_team(tx, wish, asker=asker, defi=defi)
    checks.check_day(wish, now=now)
    _check_open(tx, actor, terms, defi, now=now)
    wish = replace(wish, terms=terms, domain=terms.format_name or wish.domain)
    wish = _keep_previous_request(tx, actor, draft_id, wish=wish, now=now)
    mentors = matching.mentors_of(tx, defi.promotion_id, terms=wish.terms, now=now)
    checks.check_domain(tx, wish, asker_id=asker.id)
    checks.check_expertise(wish, mentors)
    if wish.mentor_id is not None:
        checks.check_mentor(wish, mentors, team={asker.id, *wish.guest_ids})
    drafts.save(tx, actor, draft_id, content=write_wish(wish), now=now)


def browse_mentors(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> CycleOffer:
    """Return the second step: the mentors, or the plan with the chosen mentor. Raises NotAllowed, DraftExpired.

    Call it outside a transaction: it searches many calendars, and a transaction would block all writers meanwhile."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "mentoring.browse", draft)
    wish = read_draft(draft.content)
    return _make_offer(tx, actor, draft_id, wish, defi_of(tx, wish.defi_id), now=now)


def reopen_draft(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> CycleChoices:
    """Return the first step with the draft's values. Raises like `offer_choices`, plus DraftExpired."""
    draft = drafts.find(tx, actor, draft_id, now=now)
    require(actor, "mentoring.browse", draft)
    wish = read_draft(draft.content)
    return replace(offer_choices(tx, actor, draft_id=draft_id, key=wish.terms.format_key, now=now), wish=wish)


def choose_mentor(tx: Transaction, actor: Actor, draft_id: str, *, mentor_id: int | None, now: datetime) -> None:
    """Save the chosen mentor; None means that the asker returns to the list. Raises NotAllowed, DraftExpired."""
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    require(actor, "mentoring.browse", draft)
    wish = read_draft(draft.content)
    choice = wish.choice if wish.choice in (CycleChoice.PASSED_ON, CycleChoice.ASSIGNED) else CycleChoice.PROPOSED
    wish = replace(wish, mentor_id=mentor_id, choice=choice, chosen=())
    drafts.save(tx, actor, draft_id, content=write_wish(wish), now=now)


def search_later(tx: Transaction, actor: Actor, draft_id: str, *, now: datetime) -> None:
    """« Le mois suivant »: let the draft's search begin thirty days later. Raises NotAllowed, DraftExpired."""
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    require(actor, "mentoring.browse", draft)
    wish = read_draft(draft.content)
    wish = replace(wish, from_day=matching.next_month(wish, now=now), chosen=())
    drafts.save(tx, actor, draft_id, content=write_wish(wish), now=now)


def find_next_mentor(tx: Reading, actor: Actor, draft_id: str, *, cycle_id: int, now: datetime) -> CycleOffer:
    """Return the plan with the best remaining mentor after a failed request, or an empty offer if no mentor remains.

    Call it outside a transaction, for the reason that `browse_mentors` gives. `begin_next_request` saves the result and
    raises the same errors."""
    sheet, wish = _next_wish(tx, actor, cycle_id, now=now)
    ranked = matching.match_mentors(tx, wish, sheet.defi, asker_id=sheet.cycle.asked_by, now=now)
    wish = replace(wish, mentor_id=ranked[0].mentor.person.id if ranked else None)
    return _make_offer(tx, actor, draft_id, wish, sheet.defi, now=now)


def add_other_mentors(tx: Reading, sheet: CycleSheet, *, now: datetime) -> CycleSheet:
    """Add to a failed request the names of the mentors who could be asked next."""
    cycle = sheet.cycle
    if cycle.state not in (CycleState.DECLINED, CycleState.LAPSED) or cycle.followed_by is not None:
        return sheet
    without = {*sheet.team_ids, *_passed_mentors(tx, sheet)}
    mentors = matching.mentors_of(tx, sheet.defi.promotion_id, terms=cycle.terms, without_ids=without, now=now)
    able = [
        mentor.person for mentor in mentors if mentor.room and fold(cycle.domain) in map(fold, mentor.person.expertises)
    ]
    return replace(sheet, others=tuple(person.name for person in sorted(able, key=name_sort_key)))


def begin_next_request(
    tx: Transaction, actor: Actor, draft_id: str, *, cycle_id: int, mentor_id: int | None, now: datetime
) -> None:
    """Save a draft with the values of a failed request and the mentor that `find_next_mentor` returned.

    A coach may do it for the asker. Raises NotAllowed, NotFound, AlreadyAnswered (another request has followed),
    NotOpen, NotAsker, DraftExpired, and Invalid if a duplicate is open or running."""
    _, wish = _next_wish(tx, actor, cycle_id, now=now)
    drafts.save(tx, actor, draft_id, content=write_wish(replace(wish, mentor_id=mentor_id)), now=now)


def begin_again(tx: Reading, actor: Actor, draft_id: str, *, cycle_id: int, now: datetime) -> CycleChoices:
    """« Demander un nouveau cycle »: return the first step, filled from this cycle. Raises like `offer_choices`."""
    sheet = describe_cycle(tx, cycle_id)
    require(actor, "mentoring.choose", sheet)
    wish = replace(_wish_of(sheet.cycle), mentor_id=sheet.cycle.mentor_id)
    key = sheet.cycle.terms.format_key
    return replace(offer_choices(tx, actor, draft_id=draft_id, key=key, now=now), wish=wish)


def send_request(
    tx: Transaction, actor: Actor, draft_id: str, *, starts: Sequence[datetime] = (), visio_url: str, now: datetime
) -> CycleSheet:
    """Send the request, and hold the times until the mentor answers. A second submission returns the same cycle.

    For a mentor without hours `starts` is empty, and the mentor is asked for times. Raises DraftExpired, NotAllowed,
    NotOpen, NotAsker, SlotTaken, SlotUnbookable, Invalid for "times" ("count", "early", "outside") if they do not fit
    the window, and the errors of `save_need` for "domain", "cycle", "participants" and "mentor"."""
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        return describe_cycle(tx, draft.result_id)
    wish = read_draft(draft.content)
    defi = defi_of(tx, wish.defi_id)
    asker = _asker_of_wish(tx, actor, wish, defi)
    _check_open(tx, actor, wish.terms, defi, now=now)
    mentor_id = wish.mentor_id or 0
    before = cycles.read(tx, wish.after) if wish.after and wish.choice is CycleChoice.ASSIGNED else None
    # These locks protect the limits of the asker, the mentor and the défi, and the request that a coach passes on.
    team = {person.id for person in people.members_of_defi(tx, defi.id)} if wish.terms.is_own else set[int]()
    people.lock(tx, {mentor_id, asker.id, *team} | ({before.mentor_id} if before else set()))
    expire_requests_of(tx, mentor_id=mentor_id, now=now)
    _withdraw_previous(tx, actor, wish, now=now)
    checks.check_domain(tx, wish, asker_id=asker.id)
    checks.check_team(tx, wish, asker=asker, defi=defi)
    mentors = matching.mentors_of(tx, defi.promotion_id, terms=wish.terms, now=now)
    mentor = checks.check_mentor(wish, mentors, team={asker.id, *wish.guest_ids})
    if mentor.has_hours:
        checks.check_times(tx, wish, defi=defi, asker=asker, starts=starts, now=now)
    state = CycleState.HELD if mentor.has_hours else CycleState.ASKED
    until = hold_deadline(now, first=min(starts) if mentor.has_hours else None)
    cycle_id = cycles.add(
        tx, wish, draft_id=draft_id, asked_by=asker.id, mentor_id=mentor_id, state=state, answer_by=until, now=now
    )
    drafts.settle(tx, draft, result_id=cycle_id)
    asked = describe_cycle(tx, cycle_id)
    _record_successor(tx, asked.cycle, now=now)
    steps.record_step(tx, actor, cycle_id, "ask", now=now)
    if mentor.has_hours:
        steps.hold_sessions(tx, actor, asked, starts=starts, link=steps.link_of(asked, visio_url=visio_url), now=now)
    sheet = describe_cycle(tx, cycle_id)
    news.owe_cards(tx, sheet, [asker.id, mentor_id], now=now)
    news.owe_answer_reminders(tx, sheet, now=now)
    news.refresh(tx, sheet, now=now)
    return sheet


def read_draft(content: str) -> CycleWish:
    """Parse the wish in a draft. Raises DraftExpired if the draft was used."""
    if not content:
        raise DraftExpired
    return read_wish(content)


def _keep_previous_request(
    tx: Transaction, actor: Actor, draft_id: str, *, wish: CycleWish, now: datetime
) -> CycleWish:
    try:
        before = read_draft(drafts.find(tx, actor, draft_id, now=now, lock=True).content)
    except DraftExpired:
        return wish
    if before.after is None or before.domain != wish.domain:
        return wish
    return replace(wish, after=before.after, passed=before.passed, choice=before.choice)


def _make_offer(tx: Reading, actor: Actor, draft_id: str, wish: CycleWish, defi: Defi, *, now: datetime) -> CycleOffer:
    asker_id = _renew_asker(tx, describe_cycle(tx, wish.after)).cycle.asked_by if wish.after else person_of(actor).id
    if wish.mentor_id is not None:
        return matching.plan_with_mentor(tx, draft_id, wish=wish, defi=defi, asker_id=asker_id, now=now)
    return CycleOffer(draft_id, wish, tuple(matching.match_mentors(tx, wish, defi, asker_id=asker_id, now=now)))


def _next_wish(tx: Reading, actor: Actor, cycle_id: int, *, now: datetime) -> tuple[CycleSheet, CycleWish]:
    sheet = describe_cycle(tx, cycle_id)
    own = sheet.cycle.asked_by == actor.person_id
    require(actor, "mentoring.choose" if own else "mentoring.reassign", sheet)
    sheet = _renew_asker(tx, sheet)
    cycle = sheet.cycle
    if cycle.followed_by is not None:
        raise AlreadyAnswered
    _check_open(tx, actor, cycle.terms, sheet.defi, now=now)
    wish = replace(
        _wish_of(cycle),
        from_day=cycle.from_day,
        guest_ids=tuple(id_ for id_ in cycle.guest_ids if sheet.defi.id in sheet.people[id_].defi_ids),
        choice=CycleChoice.PASSED_ON if own else CycleChoice.ASSIGNED,
        after=cycle_id,
        passed=_passed_mentors(tx, sheet),
        terms=cycle.terms,
    )
    if not cycle.state.is_live:
        checks.check_domain(tx, wish, asker_id=cycle.asked_by)
    return sheet, wish


def _check_may_ask(tx: Reading, actor: Actor, terms: CycleTerms, defi: Defi) -> None:
    if terms.is_own and actor.roles and not may(actor, "mentoring.ask", thing=defi):
        raise asker_refusal(format_of(tx, terms.format_key))
    require(actor, "mentoring.ask", defi)


def _check_open(tx: Reading, actor: Actor, terms: CycleTerms, defi: Defi, *, now: datetime) -> None:
    check_open(tx, actor, terms.format_key, promotion_ids={defi.promotion_id}, now=now)


def _mentors_by_domain(mentors: Sequence[Mentor], terms: CycleTerms) -> dict[str, tuple[Person, ...]]:
    if terms.is_own:
        return {terms.format_name: tuple(mentor.person for mentor in mentors)} if mentors else {}
    names = sorted({expertise for mentor in mentors for expertise in mentor.person.expertises}, key=str.casefold)
    return {name: tuple(mentor.person for mentor in mentors if name in mentor.person.expertises) for name in names}


def _asker_of_wish(tx: Reading, actor: Actor, wish: CycleWish, defi: Defi) -> Person:
    before = describe_cycle(tx, wish.after) if wish.after and wish.choice is CycleChoice.ASSIGNED else None
    if before is None:
        _check_may_ask(tx, actor, wish.terms, defi)
        return person_of(actor)
    require(actor, "mentoring.reassign", before)
    return _renew_asker(tx, before).asker


def read_passed_request(tx: Reading, actor: Actor, cycle_id: int) -> CycleSheet:
    """Return the request that a coach passes on. If its asker left the défi, another team member is the asker.

    Raises NotAllowed."""
    sheet = describe_cycle(tx, cycle_id)
    require(actor, "mentoring.reassign", sheet)
    return _renew_asker(tx, sheet)


def _renew_asker(tx: Reading, sheet: CycleSheet) -> CycleSheet:
    team = {person.id: person for person in people.members_of_defi(tx, sheet.defi.id)}
    cycle = sheet.cycle
    heir = next((id_ for id_ in (cycle.asked_by, *cycle.guest_ids, *team) if id_ in team), cycle.asked_by)
    if heir == cycle.asked_by:
        return sheet
    guests = tuple(id_ for id_ in cycle.guest_ids if id_ != heir)
    return replace(
        sheet, cycle=replace(cycle, asked_by=heir, guest_ids=guests), people={**sheet.people, heir: team[heir]}
    )


def _withdraw_previous(tx: Transaction, actor: Actor, wish: CycleWish, *, now: datetime) -> None:
    if wish.after is None or wish.choice is not CycleChoice.ASSIGNED:
        return
    sheet = steps.lock_cycle(tx, wish.after, now=now)
    if sheet.cycle.state.is_open:
        steps.drop_sessions(tx, actor, sheet.sessions, now=now)
        sheet = steps.set_state(tx, actor, sheet, CycleState.WITHDRAWN, verb="reassign", now=now)
        news.tell(tx, sheet, facts.RequestWithdrawn(), recipient_ids=[sheet.cycle.mentor_id], now=now)
        news.refresh(tx, sheet, now=now)


def _record_successor(tx: Transaction, cycle: Cycle, *, now: datetime) -> None:
    """Record which request follows a failed one. The failed request's message then stops offering a new request."""
    before = cycle.after or mentoring_clock.last_failed_request(tx, cycle)
    if before is not None:
        cycles.change(tx, before, followed_by=cycle.id)
        notices.owe_updates(tx, news.SUBJECT, before, revision=0, due=now)


def _wish_of(cycle: Cycle) -> CycleWish:
    return CycleWish(
        defi_id=cycle.defi_id,
        need=cycle.need,
        link=cycle.link or "",
        domain=cycle.domain,
        suits=cycle.suits,
        guest_ids=cycle.guest_ids,
    )


def _passed_mentors(tx: Reading, sheet: CycleSheet) -> tuple[int, ...]:
    passed = [sheet.cycle.mentor_id]
    before = sheet.cycle.after
    while before is not None:
        cycle = cycles.read(tx, before)
        if cycle is None or cycle.state is CycleState.DONE:
            break
        passed.append(cycle.mentor_id)
        before = cycle.after
    return tuple(dict.fromkeys(passed))
