"""The forms about reminders drawn: what one wants, and what each dispositif reminds of. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, RadioButtonsElement

from bot.agenda.reminders.timetable import OWN_QUESTION, Kind, Policy, Wishes
from bot.catalogue.model import Dispositif
from bot.dates.words import clock_words, relative_words
from bot.programme.model import Person
from bot.programme.roles import Role
from handlers.agenda.reminders import form_texts as texts
from handlers.agenda.reminders.forms import BY, BY_MAIL, DAY_MINUTES, IN_SLACK, KINDS, SLEEPS, WAKES, Offered
from handlers.kit.blocks import (
    Choice,
    Json,
    Message,
    actions,
    button,
    context,
    divider,
    field,
    message,
    modal,
    option,
    section,
    select,
)
from handlers.kit.escaping import Said, clip
from handlers.kit.fields import boxes, time_picker

HOSTS = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})
MOST_DISPOSITIFS = 100  # in one list: Slack takes no more


def offer(person: Person, *, has_mail: bool) -> Offered:
    """Say what this person is asked; `has_mail`: the bot can send mails."""
    hosts = bool(person.roles & HOSTS)
    return Offered(tuple(kind for kind in Kind if hosts or kind is not Kind.DAY), has_mail and person.email is not None)


def form(wishes: Wishes, offered: Offered, *, coach: bool) -> Json:
    """Draw what somebody wants; `coach`: with the way to what the dispositifs remind of."""
    choices = [_choice(kind, texts.KINDS[kind]) for kind in offered.kinds]
    ticked = [_choice(kind, texts.KINDS[kind]) for kind in offered.kinds if kind in wishes.kinds]
    blocks = [
        section(texts.INTRO),
        field(KINDS, texts.WANTED, boxes(KINDS, choices, ticked=ticked), optional=True),
        field(WAKES, texts.BEFORE, time_picker(WAKES, initial=_clock(wishes.quiet.wakes)), hint=texts.HOURS_HINT),
        field(SLEEPS, texts.AFTER, time_picker(SLEEPS, initial=_clock(wishes.quiet.sleeps))),
    ]
    if offered.mail:
        ways = [option((texts.IN_SLACK, IN_SLACK)), option((texts.BY_MAIL, BY_MAIL))]
        radio = RadioButtonsElement(action_id=BY, options=ways, initial_option=ways[wishes.by_mail])
        blocks.append(field(BY, texts.BY, radio))
    blocks.append(context(texts.FOOT))
    if coach:
        blocks += [divider(), actions(button(texts.POLICIES, "reminders.policies"))]
    return modal("reminders.keep", texts.TITLE, blocks, submit=texts.KEEP)


def kept(wishes: Wishes, offered: Offered) -> Json:
    """Draw what holds from now on."""
    number = len(wishes.kinds.intersection(offered.kinds))
    ends = texts.MIDNIGHT if wishes.quiet.sleeps == DAY_MINUTES else clock_words(wishes.quiet.sleeps)
    hours = clock_words(wishes.quiet.wakes), ends
    said = texts.kept(number, *hours, by_mail=wishes.by_mail and offered.mail)
    return modal("reminders.kept", texts.KEPT_TITLE, [section(said), context(texts.FIND_AGAIN)])


def policy_kinds(dispositif: str) -> tuple[Kind, ...]:
    """Give what a dispositif can remind of: the question afterwards not where its feature asks by itself."""
    return tuple(kind for kind in Kind if not (kind is Kind.AFTER and dispositif in OWN_QUESTION))


def policy_form(
    dispositifs: Sequence[Dispositif], chosen: Dispositif, *, policy: Policy, said: Said | None = None
) -> Json:
    """Draw what one dispositif reminds of, with the list to choose another; `said`: what came of the last one."""
    listed = [_named(one) for one in dispositifs[:MOST_DISPOSITIFS]]
    kinds = policy_kinds(chosen.key)
    choices = [_choice(kind, texts.POLICY_KINDS[kind]) for kind in kinds]
    ticked = [_choice(kind, texts.POLICY_KINDS[kind]) for kind in kinds if kind in policy.kinds]
    # The element's id holds the dispositif: with the same id Slack would keep the boxes of the one before.
    ticking = boxes(f"{KINDS}:{chosen.key}", choices, ticked=ticked)
    blocks: list[Block] = [
        section(texts.POLICIES_INTRO),
        *([section(said)] if said else []),
        actions(select("reminders.policy", texts.CHOOSE, listed, initial=_named(chosen)), block_id="dispositif"),
        field(KINDS, texts.POLICY_OF(name=clip(chosen.name, 1900)).plain, ticking, optional=True),
        *([context(texts.OWN_QUESTION)] if Kind.AFTER not in kinds else []),
    ]
    return modal("reminders.set_policy", texts.POLICIES_TITLE, blocks, submit=texts.KEEP, private_metadata=chosen.key)


def policy_kept(chosen: Dispositif, policy: Policy) -> Said:
    """Say that what a dispositif reminds of is kept."""
    return texts.policy_kept(clip(chosen.name, 200), len(policy.kinds.intersection(policy_kinds(chosen.key))))


def snoozed(due: datetime, *, now: datetime) -> Message:
    """Draw when a reminder comes again."""
    said = texts.SNOOZED(when=relative_words(due, now))
    return message(said, section(said))


def snoozed_late() -> Message:
    """Draw that the moment chosen is too late."""
    return message(texts.SNOOZED_LATE, section(texts.SNOOZED_LATE))


def nothing_left() -> Message:
    """Draw that there is nothing left to be reminded of."""
    return message(texts.NOTHING_LEFT, section(texts.NOTHING_LEFT))


def _choice(kind: Kind, label: str) -> Choice:
    return label, kind.value


def _named(one: Dispositif) -> Choice:
    return clip(one.name, 75), one.key


def _clock(minute: int) -> str:
    """Write minutes since 0 h as a clock picker does; the day's end is 0 h there."""
    hour, rest = divmod(minute % DAY_MINUTES, 60)
    return f"{hour:02}:{rest:02}"
