"""Views of formats: the form of a new rendez-vous, its preview, and the form that changes a format. Pure."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block, InputInteractiveElement, PlainTextInputElement

from bot.catalogue.catalogue import Edition
from bot.catalogue.formats import (
    CYCLE_SESSIONS,
    HOSTS,
    LENGTHS,
    MOST_SESSIONS,
    NAME_LIMIT,
    QUESTION_LIMIT,
    TEXT_LIMIT,
    Format,
    write_hours,
)
from bot.dates.words import duration_words
from bot.programme.model import Person, Promotion
from bot.programme.roles import OFFERED, Role
from handlers.kit.blocks import (
    CLOSE,
    Choice,
    Group,
    Json,
    accessory_section,
    button,
    divider,
    field,
    modal,
    multi_select,
    section,
    select,
    text_area,
)
from handlers.kit.fields import more_fields_block
from handlers.kit.sentences import join_text

from . import shaping_texts, views

MOST_OPTIONS = 100  # Slack's limit for the options of a group
USUAL = Format("rdv-", "", 30)
USUAL_CYCLE = Format("cycle-", "", 45, sessions=3, window_days=60)
CYCLE = "cycle"  # A button with this value opens the form of a cycle.


def new_form(
    promotion: Promotion,
    draft_id: str,
    *,
    hosts: Mapping[Role, Sequence[Person]],
    is_cycle: bool = False,
    precise: bool = False,
) -> Json:
    """Build the form of a new rendez-vous, with five fields. If `precise`, it has six more fields (« Préciser »).

    If `is_cycle`, build the form of a cycle of séances. A button of the first form switches to it."""
    name = field("name", shaping_texts.NAME, _text_box("name", NAME_LIMIT), hint=shaping_texts.NAME_HINT)
    about = field(
        "description", shaping_texts.ABOUT, text_area("description", limit=TEXT_LIMIT), hint=shaping_texts.ABOUT_HINT
    )
    if is_cycle:
        return _new_cycle_form(promotion, hosts, draft_id, [name, about], precise=precise)
    blocks = [section(shaping_texts.NEW_INTRO(promotion=promotion.name)), name, about, *_common_fields(USUAL)]
    switch = button(shaping_texts.AS_CYCLE, "formats.add", value=f"{promotion.id} {CYCLE}")
    blocks.insert(1, accessory_section(shaping_texts.CYCLE_IS, switch))
    if precise:
        blocks += [*_people_fields(USUAL, hosts), *_asker_fields(USUAL), *_rare_fields(USUAL)]
    else:
        blocks.append(more_fields_block(shaping_texts.PRECISE_NEW, "formats.add", value=str(promotion.id)))
    private = f"{draft_id} {promotion.id}"
    return modal("formats.new", shaping_texts.NEW, blocks, submit=shaping_texts.PREVIEW, private_metadata=private)


def _new_cycle_form(
    promotion: Promotion,
    hosts: Mapping[Role, Sequence[Person]],
    draft_id: str,
    blocks: Sequence[Block],
    *,
    precise: bool,
) -> Json:
    sessions, minutes, window = _term_fields(USUAL_CYCLE)
    fields = [section(shaping_texts.NEW_CYCLE_INTRO(promotion=promotion.name)), *blocks, _hosts_field(USUAL_CYCLE)]
    more = more_fields_block(shaping_texts.PRECISE_CYCLE, "formats.add", value=f"{promotion.id} {CYCLE}")
    return modal(
        "formats.new",
        shaping_texts.NEW_CYCLE,
        [*fields, sessions, minutes, *([window, *_people_fields(USUAL_CYCLE, hosts)] if precise else [more])],
        submit=shaping_texts.PREVIEW,
        private_metadata=f"{draft_id} {promotion.id} {CYCLE}",
    )


def change_form(
    given: Format, hosts: Mapping[Role, Sequence[Person]], *, promotion_id: int, precise: bool = False
) -> Json:
    """Build the form that changes a format: how people book it, and its texts if the programme added it.

    If `precise`, the form has the fields that rarely change (« Préciser »)."""
    blocks: list[Block] = [section(shaping_texts.CHANGE_INTRO(name=given.name))]
    if given.is_own:
        blocks += [field("name", shaping_texts.NAME, _text_box("name", NAME_LIMIT, given.name))] if precise else []
        about = text_area("description", limit=TEXT_LIMIT, initial=given.description)
        blocks.append(field("description", shaping_texts.ABOUT, about, hint=shaping_texts.ABOUT_HINT))
    if given.is_cycle:
        blocks += [_hosts_field(given), *_term_fields(given)]
        blocks += _people_fields(given, hosts) if precise else []
    else:
        blocks += [*_common_fields(given), *_people_fields(given, hosts)]
    if precise and not given.is_cycle:
        labels = _add_current(shaping_texts.HORIZONS, given.horizon_days, "jours avant")
        horizon = _number_select("horizon", labels, given.horizon_days)
        asks = _asker_fields(given) if given.is_own else []
        blocks += [*asks, *_rare_fields(given), field("horizon", shaping_texts.HORIZON, horizon)]
    elif not precise:
        adds = shaping_texts.PRECISE_OWN if given.is_own else shaping_texts.PRECISE_CHANGE
        adds = shaping_texts.PRECISE_OWN_CYCLE if given.is_cycle else adds
        blocks.append(more_fields_block(adds, "formats.change", value=f"{promotion_id} {given.key}"))
    if precise and given.is_own:
        ready = text_area("preparation", limit=TEXT_LIMIT, initial=given.preparation or None)
        blocks.append(
            field("preparation", shaping_texts.PREPARATION, ready, hint=shaping_texts.PREPARATION_HINT, optional=True)
        )
    private = f"{promotion_id} {given.key} {given.revision}"
    return modal(
        "formats.changed", shaping_texts.CHANGE_FORMAT, blocks, submit=shaping_texts.KEEP, private_metadata=private
    )


def cycle_form(given: Format, *, promotion_id: int) -> Json:
    blocks = [section(shaping_texts.CYCLE_INTRO(name=given.name)), *_term_fields(given)]
    private = f"{promotion_id} {given.key} {given.revision}"
    return modal(
        "formats.changed", shaping_texts.CHANGE_FORMAT, blocks, submit=shaping_texts.PREVIEW, private_metadata=private
    )


def cycle_preview_modal(before: Format, given: Format, *, promotion_id: int) -> Json:
    """Preview the new terms of a cycle before they are saved. Cycles that people have requested keep the old terms."""
    old, new = before.terms, given.terms
    blocks = [
        section(shaping_texts.CYCLE_BEFORE(several=old.several, length=old.length, span=old.span)),
        section(shaping_texts.CYCLE_AFTER(several=new.several, length=new.length, span=new.span)),
        section(shaping_texts.CYCLES_STAY),
    ]
    private = f"{promotion_id} {given.key} {given.revision} {given.sessions} {given.minutes} {given.window_days}"
    return modal(
        "formats.cycle", shaping_texts.PREVIEW_TITLE, blocks, submit=shaping_texts.KEEP, private_metadata=private
    )


def preview_modal(
    edition: Edition, given: Format, *, hosts: Sequence[str] = (), private: str, stays: bool = True
) -> Json:
    """Preview the card of a new format and its booking form. `hosts` has the names of its only hosts, if there are any.

    `stays` means that the preview lies over the filled-in form."""
    hours = ", ".join(write_hours(given.hours).splitlines()) or shaping_texts.THEIR_HOURS
    lead = _add_current(shaping_texts.LEADS, given.lead_hours, "h avant")[given.lead_hours]
    question = given.question or shaping_texts.USUAL_QUESTION
    form = [
        section(shaping_texts.PREVIEW_FORM(question=question, length=duration_words(given.minutes))),
        section(shaping_texts.PREVIEW_WHEN(hours=hours, lead=lead)),
    ]
    if given.is_cycle:
        terms = given.terms
        form = [section(shaping_texts.PREVIEW_CYCLE(several=terms.several, length=terms.length, span=terms.span))]
    blocks: list[Block | Json] = [
        section(shaping_texts.PREVIEW_CARD),
        *views.preview_blocks(edition, given.key, hosts=hosts),
        divider(),
        *form,
        *([section(shaping_texts.PREVIEW_AGREED)] if given.needs_agreement else []),
        section(shaping_texts.NOTHING_YET),
    ]
    close, title = shaping_texts.CORRECT if stays else CLOSE, shaping_texts.PREVIEW_TITLE
    return modal("formats.opened", title, blocks, submit=shaping_texts.OPEN, close=close, private_metadata=private)


def opened_modal(given: Format | None) -> Json:
    """Build the confirmation that a format is open. `given` is None if another person had opened it before."""
    said = shaping_texts.OPENED(name=given.name) if given else shaping_texts.OPENED_BEFORE
    return modal("formats.done", shaping_texts.OPENED_TITLE, [section(said)], last=True)


def taken_modal(why: str) -> Json:
    return refused_modal(shaping_texts.NOT_OPENED(why=why))


def refused_modal(why: str) -> Json:
    return modal("formats.done", shaping_texts.PREVIEW_TITLE, [section(join_text([why]))], last=True)


def changed_modal(given: Format) -> Json:
    name = given.name
    said = shaping_texts.CYCLE_CHANGED(name=name) if given.is_cycle else shaping_texts.CHANGED(name=name)
    return modal("formats.done", shaping_texts.CHANGED_TITLE, [section(said)], last=True)


def _hosts_field(given: Format) -> Block:
    # A programme may have only some of the roles.
    offered = [role for role in HOSTS if role in OFFERED or role is given.hosts]
    roles = [(shaping_texts.ROLES[role], role.value) for role in offered]
    hosts = select("hosts", shaping_texts.CHOOSE, roles, initial=(shaping_texts.ROLES[given.hosts], given.hosts.value))
    return field("hosts", shaping_texts.HOSTS, hosts, hint=shaping_texts.HOSTS_HINT)


def _term_fields(given: Format) -> list[Block]:
    """Return the fields of a cycle: number of séances, their length, and the number of days in which to plan them."""
    sessions = {count: str(count) for count in CYCLE_SESSIONS}
    days = _number_select("window", _add_current(shaping_texts.WINDOWS, given.window_days, "jours"), given.window_days)
    return [
        field("sessions", shaping_texts.CYCLE_SESSIONS, _number_select("sessions", sessions, given.sessions)),
        _minutes_field(given),
        field("window", shaping_texts.WINDOW, days, hint=shaping_texts.WINDOW_HINT),
    ]


def _common_fields(given: Format) -> list[Block]:
    hours = text_area("hours", limit=TEXT_LIMIT, initial=write_hours(given.hours) or None)
    return [
        _hosts_field(given),
        _minutes_field(given),
        field("hours", shaping_texts.HOURS, hours, hint=shaping_texts.HOURS_HINT, optional=True),
    ]


def _rare_fields(given: Format) -> list[Block]:
    counts = {count: str(count) for count in range(1, MOST_SESSIONS + 1)}
    sessions = _number_select("sessions", counts, given.sessions)
    question = _text_box("question", QUESTION_LIMIT, given.question)
    lead = _number_select("lead", _add_current(shaping_texts.LEADS, given.lead_hours, "h avant"), given.lead_hours)
    ways = [(label, word) for word, label in shaping_texts.AGREEMENTS.items()]
    agreement = select("agreement", shaping_texts.CHOOSE, ways, initial=ways[given.needs_agreement])
    return [
        field("sessions", shaping_texts.SESSIONS, sessions, hint=shaping_texts.SESSIONS_HINT),
        field("lead", shaping_texts.LEAD, lead),
        field("agreement", shaping_texts.AGREEMENT, agreement, hint=shaping_texts.AGREEMENT_HINT),
        field("question", shaping_texts.QUESTION, question, hint=shaping_texts.QUESTION_HINT, optional=True),
    ]


def _asker_fields(given: Format) -> list[Block]:
    if Role.PORTEUR not in {*OFFERED, *given.askers}:  # The programme may have no porteurs.
        return []
    ways = {roles: (label, " ".join(roles)) for roles, label in shaping_texts.ASKER_ROLES.items()}
    chosen = select("askers", shaping_texts.CHOOSE, [*ways.values()], initial=ways[given.askers])
    return [field("askers", shaping_texts.ASKERS, chosen, hint=shaping_texts.ASKERS_HINT)]


def _people_fields(given: Format, hosts: Mapping[Role, Sequence[Person]]) -> list[Block]:
    groups: list[Group] = []
    shown: set[int] = set()
    for role in sorted(hosts, key=lambda role: role is not given.hosts):
        several = [person for person in hosts[role] if person.id not in shown]
        # Chosen people come first, so that the limit does not cut them.
        several.sort(key=lambda person: person.id not in given.people)
        choices = [(person.name, str(person.id)) for person in several[:MOST_OPTIONS]]
        shown |= {person.id for person in several}
        groups += [(shaping_texts.ROLES[role], choices)] if choices else []
    if not groups:
        return []
    chosen = [choice for _, choices in groups for choice in choices if int(choice[1]) in given.people]
    listed = multi_select("people", shaping_texts.CHOOSE, groups, initial=chosen)
    return [field("people", shaping_texts.PEOPLE, listed, hint=shaping_texts.PEOPLE_HINT, optional=True)]


def _minutes_field(given: Format) -> Block:
    lengths = {minutes: duration_words(minutes) for minutes in LENGTHS}
    return field("minutes", shaping_texts.MINUTES, _number_select("minutes", lengths, given.minutes))


def _text_box(name: str, limit: int, initial: str = "") -> InputInteractiveElement:
    return PlainTextInputElement(action_id=name, max_length=limit, initial_value=initial or None)


def _number_select(name: str, labels: Mapping[int, str], chosen: int) -> InputInteractiveElement:
    choices: list[Choice] = [(label, str(number)) for number, label in labels.items()]
    return select(name, shaping_texts.CHOOSE, choices, initial=(labels[chosen], str(chosen)))


def _add_current(labels: Mapping[int, str], given: int, unit: str) -> Mapping[int, str]:
    """Return the options of a list, with the format's current value among them."""
    unit = unit.replace("jours", "jour") if given == 1 else unit
    return dict(sorted({**labels, given: labels.get(given, f"{given}\u00a0{unit}")}.items()))
