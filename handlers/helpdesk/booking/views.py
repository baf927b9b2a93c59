"""Views of the steps to book a bureau d'aide: the need, the slots, « Modifier » and the confirmation. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.calendars.entries import join_names
from bot.agenda.model import Part, SettledChange
from bot.catalogue.formats import HOST_WORDS, Format
from bot.dates.paris import day_of, from_epoch
from bot.dates.words import duration_words, moment_words
from bot.helpdesk.changes import EMPTY
from bot.helpdesk.model import NEED_LIMIT, ChangeResult, RequestChoices, RequestWish, SlotChoices
from bot.helpdesk.wishes import defis_of
from bot.programme.model import Defi, Person
from bot.programme.roles import Role
from handlers.helpdesk.card_views import start_words
from handlers.helpdesk.slot_texts import TOLD_AT_ONCE
from handlers.helpdesk.slots import SlotField, slot_blocks, slot_taken_error, undo_blocks
from handlers.kit.blocks import (
    Json,
    accessory_section,
    actions,
    button,
    context,
    field,
    modal,
    multi_select,
    section,
    select,
    text_area,
)
from handlers.kit.escaping import Said, clip
from handlers.kit.fields import defi_choices, moment_fields

from . import texts
from .forms import ANY_HOST, ASKER, OVER, RUN, SLOTS

HALF, HOUR = 30 * 60, 60  # half an hour in seconds, and an hour in minutes
TITLE_LIMIT = 24  # Slack's limit for the title of a modal, in characters
GROUP = 100  # Slack's limit for the options of a list, and of each group of options


def need_form(choices: RequestChoices, draft_id: str) -> Json:
    """Build the first step: the need, and the défi if there are several. Fill it in with the draft's values."""
    terms, wish = choices.terms, choices.wish
    blocks = [section(_intro(terms))]
    # Show even one défi if the asker has other défis. Their promotion has ended or has closed this dispositif.
    if max(len(choices.teams), len(defis_of(choices.asker, terms))) > 1:
        defis = defi_choices([defi for defi, _ in choices.teams])
        chosen = str(wish.defi_id) if wish else defis[0][1] if len(defis) == 1 else None
        before = next((choice for choice in defis if choice[1] == chosen), None)
        blocks.append(field("defi", texts.DEFI, select("defi", texts.CHOOSE, defis, initial=before)))
    given = wish.need if wish else None
    example = None if terms.question else texts.NEED_EXAMPLE
    need = text_area("need", limit=NEED_LIMIT, initial=given or None, placeholder=example)
    blocks.append(
        field(
            "need",
            terms.question or texts.NEED,
            need,
            hint=texts.NEED_HINT if terms.hosts is Role.COACH else texts.HOST_READS,
        )
    )
    title = clip(terms.name, TITLE_LIMIT) if terms.is_own else texts.TITLE
    return modal(
        "helpdesk.need", title, blocks, submit=texts.SEE_SLOTS, private_metadata=_private_metadata(choices, draft_id)
    )


def _intro(help_format: Format) -> Said:
    if help_format.is_own:
        return texts.ABOUT(text=help_format.description)
    if help_format.minutes == HOUR and help_format.hosts is Role.COACH:
        return texts.INTRO
    return texts.INTRO_OF(length=duration_words(help_format.minutes), whom=HOST_WORDS[help_format.hosts])


def team_need_form(choices: RequestChoices, draft_id: str) -> Json:
    groups = [
        (defi.name, [(person.name, f"{defi.id} {person.id}") for person in team[:GROUP]])
        for defi, team in choices.teams[:GROUP]
    ]
    need = text_area("need", limit=NEED_LIMIT, placeholder=texts.NEED_EXAMPLE)
    blocks = [
        section(texts.FOR_TEAM),
        field(ASKER, texts.ASKER, select(ASKER, texts.CHOOSE, groups=groups), hint=texts.ASKER_HINT),
        field("need", texts.TEAM_NEED, need, hint=texts.TEAM_NEED_HINT),
    ]
    private = _private_metadata(choices, draft_id)
    return modal("helpdesk.need_for", texts.FOR_TEAM_TITLE, blocks, submit=texts.SEE_SLOTS, private_metadata=private)


def _private_metadata(choices: RequestChoices, draft_id: str) -> str:
    return f"{draft_id} {choices.terms.key}" if choices.terms.is_own else draft_id


def team_form(choices: RequestChoices, *, lies_over_slots: bool = False) -> Json:
    """Build « Modifier » with the draft's values.

    If `lies_over_slots` is true, its modal lies over the modal of slots."""
    wish = choices.wish or RequestWish(defi_id=choices.teams[0][0].id)
    defi, team = next((team for team in choices.teams if team[0].id == wish.defi_id), choices.teams[0])
    counts = [(texts.sessions(number), str(number)) for number in range(1, choices.terms.sessions + 1)]
    several = select("sessions", texts.CHOOSE, counts, initial=counts[min(wish.sessions, len(counts)) - 1])
    hint = texts.COMES_ANYWAY.format(name=choices.asker.name) if choices.for_team else texts.PARTICIPANTS_HINT
    blocks = [
        field("sessions", texts.SESSIONS, several, hint=texts.SESSIONS_HINT if len(counts) > 1 else texts.ONE_SESSION),
        _participants_field(defi, team, choices.porteurs, wish=wish, hint=hint),
        _host_field(choices, wish),
    ]
    private = f"{choices.draft_id} {OVER}" if lies_over_slots else choices.draft_id
    return modal("helpdesk.team", texts.TEAM_TITLE, blocks, submit=texts.SEE_SLOTS, private_metadata=private)


def slot_form(
    openings: SlotChoices, *, monday: date | None = None, one_field_each: bool = False, now: datetime
) -> Json:
    """Build the second step: the slots of the week of `monday`, or of the first week with slots.

    For several séances, it offers weekly runs if possible. If `one_field_each` is true, it has a field for each séance
    instead. If no slot is free, it offers other ways to get help."""
    runs = {} if one_field_each else openings.runs
    blocks = slot_blocks(
        [slot for slot in openings.slots if slot.starts in runs] if runs else openings.slots,
        fields=[_run_field(openings)] if runs else _slot_fields(openings),
        minutes=openings.terms.minutes,
        week_action="helpdesk.week",
        monday=monday,
        clashes=openings.clashes,
        people=openings.people,
        hosts=None if openings.host_chosen else openings.hosts,
        runs=runs,
        now=now,
    )
    if not blocks:
        return _no_slot_modal(openings)
    blocks[:0] = _plan_blocks(openings)
    # The sentence about closed days names only days on which this format has hours.
    possible = {hours.weekday for hours in openings.terms.hours} or openings.closed
    closed = sorted(openings.closed & possible)
    blocks += [context(texts.closed(closed, own=not openings.for_team))] if closed else []
    blocks += [context(texts.NEEDS_AGREEMENT)] if openings.terms.needs_agreement else []
    if openings.sessions > 1:
        blocks += _switch_blocks(openings, weekly=bool(runs), monday=monday, now=now)
    row = [
        _stop_button(openings)
        if openings.for_team
        else button(texts.NOT_MINE, "helpdesk.call", value=openings.draft_id)
    ]
    most = openings.terms.sessions
    if openings.sessions == 1 and most > 1 and not openings.added:
        value = f"{(monday or day_of(now)).isoformat()} {most}"
        row.insert(0, button(texts.a_week_apart(most), "helpdesk.each", value=value))
    blocks.append(actions(*row))
    title = texts.SLOT_TITLE if openings.sessions == 1 else texts.SLOTS_TITLE
    return modal("helpdesk.slot", title, blocks, submit=texts.BOOK, private_metadata=openings.draft_id)


def confirmation_modal(
    result: ChangeResult,
    starts: Collection[datetime],
    *,
    busy_names: Sequence[str] = (),
    reader_id: int | None = None,
    now: datetime,
) -> Json:
    """Build the confirmation of séances that were booked at `starts`, with the button to undo.

    `busy_names` are the names of people with another appointment at that time. `reader_id` is the id of the person who
    booked. A sentence tells a coach who booked for a team that the team gets the card."""
    sheet = result.sheet
    booked = [appointment for appointment in sheet.standing if appointment.starts in starts] or list(sheet.standing)
    hosts = [
        someone.person_id for appointment in booked for someone in appointment.participants if someone.part is Part.HOST
    ]
    host = next((sheet.people[host].name for host in hosts if host in sheet.people), "")
    times = [moment_words(appointment.starts, now) for appointment in booked]
    blocks: list[Block] = [section(texts.confirmation(times, host, what=sheet.what))]
    asks = [appointment for appointment in booked if appointment in sheet.held]
    if asks:
        until = moment_words(sheet.agreement_deadline(asks[0]), now)
        blocks.append(section(texts.ASKED_HOST(host=host, until=until)))
    blocks += [context(texts.ELSEWHERE(names=join_names(busy_names)))] if busy_names else []
    blocks += undo_blocks(result.batch, result.undo_until, now=now) or [context(TOLD_AT_ONCE)]
    later = sheet.request.awaits_paper
    own = reader_id is None or sheet.part_of(reader_id) in (Part.BOOKER, Part.GUEST)
    blocks.append(section(texts.next_things(document_later=later) if own else texts.THEIRS(defi=sheet.defi.name)))
    title = texts.ASKED_TITLE if asks else texts.BOOKED_TITLE
    return modal("helpdesk.booked", title, blocks, last=True)


def held_time_form(defi: Defi, host: str | None, *, draft_id: str, now: datetime) -> Json:
    """Build the second step of « A eu lieu », which asks for the time. If `host` is None, the reader was the host."""
    intro = section(texts.HELD_INTRO(defi=defi.name, host=host or texts.HELD_WITH_YOU))
    fields = moment_fields(from_epoch((int(now.timestamp()) // HALF - 4) * HALF))
    return modal(
        "helpdesk.noted_held", texts.HELD_TITLE, [intro, *fields], submit=texts.NOTE_HELD, private_metadata=draft_id
    )


def held_time_saved_modal(result: ChangeResult, *, now: datetime) -> Json:
    sheet = result.sheet
    when = moment_words(sheet.sessions[0].starts, now)
    undo = undo_blocks(result.batch, result.undo_until, now=now)
    blocks = [
        section(texts.HELD_NOTED(what=sheet.what, defi=sheet.defi.name, when=when)),
        *undo,
        section(texts.HELD_TOLD()),
    ]
    return modal("helpdesk.booked", texts.HELD_TITLE, blocks, last=True)


def undone_sentence(undone_changes: Sequence[SettledChange], *, what: str, now: datetime) -> Said:
    change = undone_changes[0].change
    whens = start_words(
        sorted((change.appointment for change in undone_changes), key=lambda appointment: appointment.starts), now
    )
    return texts.undone(change.kind, whens, what=what, comes=change.batch.startswith(EMPTY))


def slot_errors(
    openings: SlotChoices,
    starts: Mapping[str, datetime],
    *,
    free_host_ids: Mapping[str, Collection[int]],
    now: datetime,
) -> dict[str, str]:
    """Return an error for each field whose slot is taken. If no host is free at all slots, only one field has an error.

    `free_host_ids` are the ids of the hosts who are free, by field."""
    if RUN in starts:
        slots = [slot for slot in openings.slots if slot.starts in openings.runs]
        return {RUN: slot_taken_error(slots, starts[RUN], minutes=openings.terms.minutes, weekly=True, now=now)}
    gone = [name for name in starts if not free_host_ids[name]]
    if gone:
        return {
            name: slot_taken_error(
                openings.slots,
                starts[name],
                minutes=openings.terms.minutes,
                other_starts=[moment for other, moment in starts.items() if other != name],
                now=now,
            )
            for name in gone
        }
    count = Counter(host_id for ids in free_host_ids.values() for host_id in ids)
    best = min(count, key=lambda host_id: (-count[host_id], openings.hosts[host_id].name, host_id))
    kept = [moment_words(starts[name], now) for name in starts if best in free_host_ids[name]]
    first = next(iter(starts))
    if len(kept) == len(starts):
        return {first: texts.AGAIN}
    changed = next(name for name in starts if best not in free_host_ids[name])
    said = texts.nobody_for_all(openings.hosts[best].name, kept, others=len(starts) - len(kept))
    return {changed: said}


def _no_slot_modal(openings: SlotChoices) -> Json:
    names = [host.name for host in openings.hosts.values()] if openings.host_chosen else []
    days = openings.terms.horizon_days
    said = texts.NOTHING_FREE(days=days)
    if openings.for_team:
        said = texts.NOTHING_FOR_TEAM(days=days)
    elif names:
        said = (
            texts.HOST_NOT_FREE(name=names[0], days=days)
            if openings.added
            else texts.CHOSEN_NOT_FREE(name=names[0], days=days)
        )
    blocks = [*_plan_blocks(openings), section(said)]
    if openings.for_team:
        blocks.append(actions(_stop_button(openings)))
    else:
        call = button(texts.CALL, "helpdesk.call", value=openings.draft_id)
        wait = button(texts.WAIT, "helpdesk.wait", value=openings.draft_id)
        blocks.append(actions(call, wait))
    return modal("helpdesk.none", texts.SLOT_TITLE, blocks)


def _stop_button(openings: SlotChoices) -> InteractiveElement:
    return button(texts.OVER, "helpdesk.over", value=openings.draft_id)


def _plan_blocks(openings: SlotChoices) -> list[Block]:
    asker, defi = openings.asker, openings.defi
    team = [section(texts.TEAM_ASKS(defi=defi.name, asker=asker.name))] if asker and defi else []
    return [*team, _plan_block(openings)]


def _plan_block(openings: SlotChoices) -> Block:
    """Build the line about the number of séances, the participants and the host, with « Modifier » if possible."""
    guests = [person.name for person in (*openings.team, *openings.porteurs) if person.id in openings.guest_ids]
    everybody = guests == [person.name for person in openings.team]
    known = openings.host_chosen or len(openings.hosts) == 1
    host = next((host.name for host in openings.hosts.values()), None) if known else None
    coach, team = openings.terms.hosts is Role.COACH, None if everybody else guests
    said = texts.plan(openings.sessions, team, host=host, added=openings.added, coach=coach)
    if openings.added:
        return section(said)
    change = button(texts.MODIFY, "helpdesk.edit", value=openings.draft_id, of=texts.MODIFIED)
    return accessory_section(said, change)


def _run_field(openings: SlotChoices) -> SlotField:
    """Return the field of a weekly run. If all chosen slots belong to one run, that run is chosen."""
    first = next(iter(openings.chosen), 0)
    kept = first in openings.runs and {*openings.chosen} - {0} <= {*openings.runs[first].starts}
    return SlotField(RUN, texts.WEEKLY, first if kept else 0)


def _switch_blocks(openings: SlotChoices, *, weekly: bool, monday: date | None, now: datetime) -> list[Block]:
    """Build the button that switches between single slots and weekly runs. Without runs, build a sentence instead."""
    if not openings.runs:
        return [context(texts.NO_RUN)]
    value = (monday or day_of(now)).isoformat()
    return [actions(button(texts.EACH if weekly else texts.WEEKLY, "helpdesk.each", value=value))]


def _slot_fields(openings: SlotChoices) -> list[SlotField]:
    chosen = [*openings.chosen, *[0] * openings.sessions]
    return [
        SlotField(name, texts.SLOT if openings.sessions == 1 else texts.session(at + 1), chosen[at])
        for at, name in enumerate(SLOTS[: openings.sessions])
    ]


def _participants_field(
    defi: Defi, team: Sequence[Person], porteurs: Sequence[Person], *, wish: RequestWish, hint: str
) -> Block:
    come = [(person.name, str(person.id)) for person in (*team, *porteurs) if person.id in wish.guest_ids]
    groups = [
        (name, [(person.name, str(person.id)) for person in some[at : at + GROUP]])
        for name, some in ((defi.name, team), (texts.PORTEURS, porteurs))
        for at in range(0, len(some), GROUP)
    ]
    people = multi_select("participants", texts.CHOOSE_PEOPLE, groups, initial=come[:GROUP])
    return field("participants", texts.PARTICIPANTS, people, hint=hint)


def _host_field(choices: RequestChoices, wish: RequestWish) -> Block:
    anybody = (texts.ANY_HOST, ANY_HOST)
    hosts = [
        anybody,
        *((host.name, str(host.id)) for host in choices.hosts if host.id not in {choices.asker.id, *wish.guest_ids}),
    ]
    chosen = next((host for host in hosts if host[1] == str(wish.host_id)), anybody)
    if len(hosts) <= GROUP:
        chooser = select("host", texts.CHOOSE, hosts, initial=chosen)
    else:
        parts = [hosts[at : at + GROUP] for at in range(0, len(hosts), GROUP)]
        groups = [(texts.COACHES_MORE if at else texts.COACHES, part) for at, part in enumerate(parts)]
        chooser = select("host", texts.CHOOSE, groups=groups, initial=chosen)
    return field("host", texts.HOST, chooser, hint=texts.HOST_HINT)
