"""Offer help on subjects, find helpers, ask a helper for help, and answer such a request.

A search only finds people who agreed to be found."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.dates.paris import day_of
from bot.errors import AlreadyAnswered, Invalid, NotFound
from bot.helping import facts
from bot.helping.model import (
    Helper,
    HelpFound,
    HelpOutcome,
    HelpRequest,
    HelpWords,
    Vocabulary,
    find_matches,
    find_similar,
    suggest_words,
    vocabulary_of,
    word_name,
)
from bot.notices import homes, notices
from bot.programme import budget
from bot.programme.model import Actor, Person, Phase, Promotion
from bot.programme.permissions import require
from bot.programme.roles import Role
from bot.programme.service import person_of, running_promotion_ids, running_promotions
from bot.programme.spelling import fold, name_sort_key
from storage.database import Reading, Transaction
from storage.programme import helping, people, promotions

MOST_FOUND = 20
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
AGAIN = timedelta(days=30)  # A helper can be asked again after this time.
_SUBJECT = facts.AboutHelp.subject


def read_words(tx: Reading, actor: Actor) -> HelpWords:
    """Return the words that the actor entered. Raises NotAllowed, NotFound."""
    require(actor, "helping.join")
    return helping.words_of_person(tx, person_of(actor).id)


def suggest_subjects(actor: Actor, typed_text: str) -> list[str]:
    """Return suggestions for a typed text: skills of the catalogue, and the text itself. Raises NotAllowed."""
    require(actor, "catalogue.browse")
    return suggest_words(typed_text)


def save_words(tx: Transaction, actor: Actor, words: HelpWords, *, now: datetime) -> None:
    """Save the actor's words. If the actor hides them, other people no longer see them. Raises NotAllowed, NotFound."""
    require(actor, "helping.join")
    person = person_of(actor)
    people.lock(tx, [person.id])
    helping.replace_words(tx, person.id, words, now=now)
    homes.owe_home(tx, [person.id], now=now)


def phase_to_confirm(
    tx: Reading, person: Person, running_promotions: Sequence[Promotion], *, now: datetime
) -> Phase | None:
    """« Toujours vrai ? »: return the newest phase that began after the person entered their words, or None.

    `running_promotions` are the running promotions of this person."""
    phases = (
        [phase for promotion in running_promotions if (phase := promotion.phase_on(day_of(now)))]
        if person.roles
        else []
    )
    said_at = helping.words_confirmed_at(tx, person.id) if phases else None
    begun = [phase for phase in phases if said_at and day_of(said_at) < phase.starts_on]
    return max(begun, key=lambda phase: phase.starts_on, default=None)


def is_asked_this_week(tx: Reading, person: Person, *, now: datetime) -> bool:
    """Return whether « Votre semaine » asks « Toujours vrai ? »: once in each phase, in its first week."""
    phase = phase_to_confirm(tx, person, running_promotions(tx, now, person=person), now=now)
    return phase is not None and day_of(now) < phase.starts_on + WEEK


def confirm_words(tx: Transaction, actor: Actor, *, now: datetime) -> None:
    """« Toujours vrai »: confirm the actor's words for this phase. Raises NotAllowed, NotFound."""
    require(actor, "helping.join")
    person = person_of(actor)
    people.lock(tx, [person.id])
    helping.confirm_words(tx, person.id, now=now)
    homes.owe_home(tx, [person.id], now=now)


def read_vocabulary(tx: Reading) -> Vocabulary:
    """Return all words that people entered. Only `find_helpers` may use them, because some are hidden.

    A caller can cache the words until the next write."""
    return vocabulary_of(helping.list_words(tx))


def find_helpers(tx: Reading, actor: Actor, *, typed_text: str, vocabulary: Vocabulary, now: datetime) -> HelpFound:
    """Return people who can help with the typed word, then people who practise it, at most 20. Raises NotAllowed."""
    require(actor, "helping.join")
    running = running_promotion_ids(tx, now)
    wanted = find_matches(typed_text, vocabulary)
    says = helping.people_with_words(tx, wanted, promotion_ids=running) if wanted else {}
    if not says:
        near = find_similar(typed_text, vocabulary)
        found = helping.people_with_words(tx, near, promotion_ids=running) if near else {}
        shown = {word for some in found.values() for _, word in some}
        return HelpFound((), next((word_name(one) for one in near if one in shown), None))
    first = list(says)[:MOST_FOUND]
    helpers = {helper.person.id: helper for helper in _describe_people(tx, first)}
    return HelpFound([replace(helpers[one], says=tuple(says[one])) for one in first], more=len(says) - len(first))


def who_is_who(tx: Reading, actor: Actor, *, now: datetime) -> Sequence[Helper]:
    """Return people in the actor's running promotions who agreed to be seen, by name. Raises NotAllowed, NotFound."""
    require(actor, "helping.join")
    ids = {promotion.id for promotion in running_promotions(tx, now, person=person_of(actor))}
    return _describe_people(tx, helping.visible_people(tx, ids)) if ids else []


def find_by_name(tx: Reading, actor: Actor, *, typed_text: str, now: datetime) -> Sequence[Helper]:
    """Return the people of the actor's promotions whose name matches the typed text, by name, at most 20.

    Everybody sees the défi and métier of a person who agreed to show them. People of the same défi and coaches of the
    promotion always see both. Raises NotAllowed, NotFound."""
    require(actor, "helping.join")
    me, wanted, found, coached = person_of(actor), {*fold(typed_text).split()}, dict[int, Person](), set[int]()
    for promotion in running_promotions(tx, now, person=me):
        for role in (Role.EIG, Role.PORTEUR, Role.COACH):
            for person in people.list_with_role(tx, role, promotion_id=promotion.id):
                if wanted <= {*fold(person.name).split()}:
                    found[person.id] = person
                    coached |= {person.id} if me.coaches(promotion.id) else set()
    shared = {membership.defi_id for membership in me.current}
    beside = {
        person.id for person in found.values() if shared & {each.defi_id for each in person.current if each.defi_id}
    }
    return _describe_people(tx, found, shown_ids=coached | beside)[:MOST_FOUND]


def ask_for_help(
    tx: Transaction, actor: Actor, *, asked_id: int, word: str, now: datetime
) -> tuple[HelpOutcome, Person]:
    """Ask a person for help with a subject that the person offers. Return the outcome and the person.

    If the person has agreed before, nothing is sent. If the person declined, or has not answered, nothing is sent for a
    month. Raises NotAllowed, NotFound, BudgetSpent, and Invalid if the person is the actor."""
    require(actor, "helping.join")
    asker = person_of(actor)
    person = people.by_id(tx, asked_id)
    if person is None:
        raise NotFound(thing="person")
    if person.id == asker.id:
        raise Invalid(field="person", reason="self")
    people.lock(tx, [asker.id, person.id])
    if word not in helping.offered_words(tx, person.id, promotion_ids=running_promotion_ids(tx, now)):
        return HelpOutcome.HIDDEN, person
    before = helping.newest_ask(tx, asker.id, asked_id=person.id)
    if before is not None and (outcome := _earlier_outcome(before, now)) is not None:
        return outcome, person
    budget.check_budget("asks", used=helping.count_asks_since(tx, asker.id, now - HOUR), limit=budget.ASKS_AN_HOUR)
    # The earlier request had no answer for a month, so it is sent again.
    if before is not None and before.agreed is None:
        helping.renew_ask(tx, before.id, word=word, now=now)
        number, period = before.id, str(int(now.timestamp()))
    else:
        number, period = helping.add_ask(tx, asker.id, asked_id=person.id, word=word, now=now), ""
    notices.tell(tx, facts.HelpAsked(), about=number, to=[person.id], due=now, period=period)
    return HelpOutcome.SENT, person


def answer_request(tx: Transaction, actor: Actor, *, ask_id: int, is_agreed: bool, now: datetime) -> HelpRequest:
    """Answer a request for help. Both people are notified of an agreement, and only the asker of a refusal.

    Raises NotAllowed, NotFound, AlreadyAnswered."""
    found = helping.read_ask(tx, ask_id, lock=True)
    if found is None:  # One of the two people was erased.
        raise NotFound(thing="ask")
    require(actor, "helping.answer", found)
    if found.agreed is not None:
        raise AlreadyAnswered
    helping.answer_ask(tx, ask_id, agreed=is_agreed, now=now)
    if is_agreed:
        notices.tell(tx, facts.HelpAgreed(), about=ask_id, to=[found.asker_id, found.asked_id], due=now)
    else:
        notices.tell(tx, facts.HelpRefusal(), about=ask_id, to=[found.asker_id], due=now)
    notices.owe_updates(tx, _SUBJECT, ask_id, revision=1, due=now)
    return found


def read_ask(tx: Reading, ask_id: int) -> HelpRequest | None:
    """Return a request for help; None if one of the two people was erased."""
    return helping.read_ask(tx, ask_id)


def list_waiting(tx: Reading, actor: Actor) -> Sequence[tuple[HelpRequest, Person]]:
    """Return (request, asker), oldest first, for requests that await the actor's answer. Skip askers who have left."""
    several = helping.list_unanswered_asks(tx, actor.person_id) if actor.person_id else []
    names = people.by_ids(tx, {ask.asker_id for ask in several}) if several else {}
    return [(ask, names[ask.asker_id]) for ask in several if names[ask.asker_id].roles]


def _earlier_outcome(earlier_request: HelpRequest, now: datetime) -> HelpOutcome | None:
    if earlier_request.agreed is None:
        return HelpOutcome.WAITS if now < earlier_request.asked_at + AGAIN else None
    if earlier_request.agreed:
        return HelpOutcome.AGREED
    return HelpOutcome.NOT_NOW if earlier_request.answered_at and now < earlier_request.answered_at + AGAIN else None


def _describe_people(tx: Reading, person_ids: Iterable[int], *, shown_ids: Collection[int] = ()) -> list[Helper]:
    found = people.by_ids(tx, list(person_ids)) if person_ids else {}
    detailed = {*helping.people_with_details(tx, found), *shown_ids}
    defis = promotions.defis_by_ids(tx, _defi_ids(found.values(), detailed))
    return [
        Helper(
            person,
            defis=[defis[each] for each in _defi_ids([person], detailed) if each in defis],
            details=person.id in detailed,
        )
        for person in sorted(found.values(), key=name_sort_key)
    ]


def _defi_ids(people: Iterable[Person], detailed_ids: Collection[int]) -> list[int]:
    held = {
        membership.defi_id
        for person in people
        if person.id in detailed_ids
        for membership in person.current
        if membership.defi_id
    }
    return sorted(held)
