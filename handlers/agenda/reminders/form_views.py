"""Views of the forms about reminders: a person's choices, and a dispositif's reminders. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, RadioButtonsElement

from bot.agenda.reminders.choices import MessageChoices, SavedChoices
from bot.agenda.reminders.timetable import DAY_MINUTES, OWN_QUESTION, ReminderKind, ReminderPolicy, WakingHours
from bot.catalogue.formats import booking_key
from bot.catalogue.model import Dispositif
from bot.dates.reader import place_of
from bot.dates.words import clock_words, relative_words
from bot.programme.model import Person
from bot.programme.roles import Role
from handlers.agenda.reminders import texts
from handlers.agenda.reminders.forms import (
    AS_IN_SLACK,
    BY,
    BY_MAIL,
    IN_SLACK,
    KINDS,
    SLEEPS,
    WAKES,
    ZONE,
    ReminderOffer,
    write_shown_choices,
)
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
from handlers.kit.fields import checkboxes, time_picker
from handlers.kit.sentences import capitalise, join_text

PARIS = "Europe/Paris"
OVERSEAS = (
    "America/Cayenne",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Miquelon",
    "America/Marigot",
    "Indian/Mayotte",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
)
HOSTS = frozenset({Role.COACH, Role.MENTOR, Role.EXPERT})
MOST_DISPOSITIFS = 100  # Slack's limit for one list


def offered_choices(person: Person, *, has_mail: bool) -> ReminderOffer:
    """Return which choices the form offers to a person. `has_mail` means that the bot can send mails."""
    hosts = bool(person.roles & HOSTS)
    return ReminderOffer(
        tuple(kind for kind in ReminderKind if hosts or kind is not ReminderKind.DAY),
        has_mail and person.email is not None,
    )


def choices_form(
    current_choices: MessageChoices,
    offer: ReminderOffer,
    *,
    slack_zone: str | None = None,
    is_coach: bool,
    newer_choices: SavedChoices | None = None,
) -> Json:
    """Build the form of a person's choices. `slack_zone` is Slack's time zone. `is_coach` adds a button.

    `newer_choices` has the choices that another window saved first.
    The fields show `current_choices`, the choices of this window."""
    wishes = current_choices.wishes
    choices = [_kind_choice(kind, texts.KINDS[kind]) for kind in offer.kinds]
    ticked = [_kind_choice(kind, texts.KINDS[kind]) for kind in offer.kinds if kind in wishes.kinds]
    blocks = [
        section(_newer_choices_sentence(newer_choices) if newer_choices else texts.INTRO),
        field(KINDS, texts.WANTED, checkboxes(KINDS, choices, ticked=ticked), optional=True),
        field(WAKES, texts.BEFORE, time_picker(WAKES, initial=_to_clock(wishes.quiet.wakes)), hint=texts.HOURS_HINT),
        field(
            SLEEPS,
            texts.FORM_AFTER,
            time_picker(SLEEPS, initial=_to_clock(wishes.quiet.sleeps)),
            hint=texts.AFTER_HINT,
        ),
    ]
    if offer.mail:
        ways = [option((texts.IN_SLACK, IN_SLACK)), option((texts.BY_MAIL, BY_MAIL))]
        radio = RadioButtonsElement(action_id=BY, options=ways, initial_option=ways[wishes.by_mail])
        blocks.append(field(BY, texts.BY, radio))
    zones = _zone_choices(current_choices.zone, slack_zone)
    chosen = next(zone for zone in zones if zone[1] == (current_choices.zone or AS_IN_SLACK))
    chooser = select(ZONE, texts.ZONE_CHOOSE, zones, initial=chosen)
    blocks += [field(ZONE, texts.ZONE, chooser, hint=texts.ZONE_HINT), context(texts.FOOT)]
    if is_coach:
        blocks += [divider(), actions(button(texts.POLICIES, "reminders.policies"))]
    seen = write_shown_choices(newer_choices.choices if newer_choices else current_choices)
    return modal("reminders.keep", texts.TITLE, blocks, submit=texts.KEEP, private_metadata=seen)


def choices_saved_modal(
    current_choices: MessageChoices, offer: ReminderOffer, *, slack_zone: str | None = None
) -> Json:
    wishes = current_choices.wishes
    number = len(wishes.kinds.intersection(offer.kinds))
    hours = clock_words(wishes.quiet.wakes), _sleep_words(wishes.quiet)
    said = texts.kept(
        number, *hours, there=_zone_city(current_choices.zone or slack_zone), by_mail=wishes.by_mail and offer.mail
    )
    return modal(
        "reminders.kept",
        texts.KEPT_TITLE,
        [section(join_text([said, _zone_sentence(current_choices.zone)])), context(texts.FIND_AGAIN)],
    )


def _zone_sentence(own_zone: str | None) -> Said:
    if own_zone is None:
        return texts.AS_SLACK_SAYS
    return texts.IN_PARIS if own_zone == PARIS else texts.ELSEWHERE(place=place_of(own_zone))


def policy_kinds(dispositif: str) -> tuple[ReminderKind, ...]:
    """Return a dispositif's kinds of reminders. AFTER is left out if it asks its own question afterwards, or none."""
    return tuple(
        kind for kind in ReminderKind if not (kind is ReminderKind.AFTER and booking_key(dispositif) in OWN_QUESTION)
    )


def policy_form(
    dispositifs: Sequence[Dispositif],
    chosen_dispositif: Dispositif,
    *,
    policy: ReminderPolicy,
    last_result: Said | None = None,
) -> Json:
    listed = [_dispositif_choice(dispositif) for dispositif in dispositifs[:MOST_DISPOSITIFS]]
    kinds = policy_kinds(chosen_dispositif.key)
    choices = [_kind_choice(kind, texts.POLICY_KINDS[kind]) for kind in kinds]
    ticked = [_kind_choice(kind, texts.POLICY_KINDS[kind]) for kind in kinds if kind in policy.kinds]
    # The element's id contains the dispositif, since Slack would keep the old checkboxes under the same id.
    ticking = checkboxes(f"{KINDS}:{chosen_dispositif.key}", choices, ticked=ticked)
    blocks: list[Block] = [
        section(texts.POLICIES_INTRO),
        *([section(last_result)] if last_result else []),
        actions(
            select("reminders.policy", texts.CHOOSE, listed, initial=_dispositif_choice(chosen_dispositif)),
            block_id="dispositif",
        ),
        field(KINDS, texts.POLICY_OF(name=clip(chosen_dispositif.name, 1900)).plain, ticking, optional=True),
        *([context(texts.OWN_QUESTION)] if ReminderKind.AFTER not in kinds else []),
    ]
    return modal(
        "reminders.set_policy", texts.POLICIES_TITLE, blocks, submit=texts.KEEP, private_metadata=chosen_dispositif.key
    )


def policy_saved_sentence(chosen_dispositif: Dispositif, policy: ReminderPolicy) -> Said:
    return texts.policy_kept(
        clip(chosen_dispositif.name, 200), len(policy.kinds.intersection(policy_kinds(chosen_dispositif.key)))
    )


def snoozed_message(next_reminder_at: datetime, *, now: datetime) -> Message:
    said = texts.SNOOZED(when=relative_words(next_reminder_at, now))
    return message(said, section(said))


def snoozed_late_message() -> Message:
    return message(texts.SNOOZED_LATE, section(texts.SNOOZED_LATE))


def no_appointment_left_message() -> Message:
    """Build the answer that the reminder's appointment is over or cancelled."""
    return message(texts.NOTHING_LEFT, section(texts.NOTHING_LEFT))


def _newer_choices_sentence(newer_choices: SavedChoices) -> Said:
    wishes, zone = newer_choices.choices.wishes, newer_choices.choices.zone
    holds = {
        "wakes": clock_words(wishes.quiet.wakes),
        "sleeps": _sleep_words(wishes.quiet),
        "by": texts.WAYS[wishes.by_mail],
        "zone": place_of(zone) if zone else texts.SLACKS_OWN,
    }
    what = [texts.CLASHES[name](what=holds[name]) for name in holds if name in newer_choices.clashes]
    return texts.OVERTAKEN(what=join_text(what, ", "))


def _zone_choices(own_zone: str | None, slack_zone: str | None) -> list[Choice]:
    """Return the time zones to choose from: Slack's, Paris, the overseas zones, and the current choice."""
    listed = dict.fromkeys((*OVERSEAS, *([own_zone] if own_zone and own_zone != PARIS else [])))
    places = sorted((capitalise(place_of(zone)), zone) for zone in listed)
    return [(texts.as_in_slack(_zone_city(slack_zone)), AS_IN_SLACK), (texts.PARIS_ALONE, PARIS), *places]


def _zone_city(zone: str | None) -> str:
    """Return a time zone's place, to write after a time. Return "" for Paris or an unknown zone."""
    return place_of(zone) if zone and zone != PARIS else ""


def _sleep_words(waking_hours: WakingHours) -> str:
    if waking_hours.sleeps == DAY_MINUTES:
        return texts.MIDNIGHT
    time = clock_words(waking_hours.sleeps)
    return texts.NEXT_DAY(time=time) if waking_hours.past_midnight else time


def _kind_choice(kind: ReminderKind, label: str) -> Choice:
    return label, kind.value


def _dispositif_choice(dispositif: Dispositif) -> Choice:
    return clip(dispositif.name, 75), dispositif.key


def _to_clock(minute: int) -> str:
    """Format minutes since midnight for a time picker. The end of a day is 00:00."""
    hour, rest = divmod(minute % DAY_MINUTES, 60)
    return f"{hour:02}:{rest:02}"
