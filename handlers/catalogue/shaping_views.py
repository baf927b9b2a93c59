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


def new_format_form(
    promotion: Promotion,
    draft_id: str,
    *,
    hosts: Mapping[Role, Sequence[Person]],
    is_cycle: bool = False,
    shows_all_fields: bool = False,
) -> Json:
    """Build the form of a new rendez-vous, with five fields, or with eleven if `shows_all_fields` (« Préciser »).

    If `is_cycle`, build the form of a cycle of séances. The form of a rendez-vous has a button that opens this form."""
    name = field("name", shaping_texts.NAME, _text_box("name", NAME_LIMIT), hint=shaping_texts.NAME_HINT)
    about = field(
        "description", shaping_texts.ABOUT, text_area("description", limit=TEXT_LIMIT), hint=shaping_texts.ABOUT_HINT
    )
    if is_cycle:
        return _new_cycle_form(promotion, hosts, draft_id, [name, about], shows_all_fields=shows_all_fields)
    blocks = [section(shaping_texts.NEW_INTRO(promotion=promotion.name)), name, about, *_common_fields(USUAL)]
    switch = button(shaping_texts.AS_CYCLE, "formats.add", value=f"{promotion.id} {CYCLE}")
    blocks.insert(1, accessory_section(shaping_texts.CYCLE_IS, switch))
    if shows_all_fields:
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
    shows_all_fields: bool,
) -> Json:
    sessions, minutes, window = _term_fields(USUAL_CYCLE)
    fields = [section(shaping_texts.NEW_CYCLE_INTRO(promotion=promotion.name)), *blocks, _hosts_field(USUAL_CYCLE)]
    more = more_fields_block(shaping_texts.PRECISE_CYCLE, "formats.add", value=f"{promotion.id} {CYCLE}")
    return modal(
        "formats.new",
        shaping_texts.NEW_CYCLE,
        [*fields, sessions, minutes, *([window, *_people_fields(USUAL_CYCLE, hosts)] if shows_all_fields else [more])],
        submit=shaping_texts.PREVIEW,
        private_metadata=f"{draft_id} {promotion.id} {CYCLE}",
    )


def change_format_form(
    format_: Format, hosts: Mapping[Role, Sequence[Person]], *, promotion_id: int, shows_all_fields: bool = False
) -> Json:
    """Build the form that changes a format: how people book it, and its texts if the programme added it.

    If `shows_all_fields`, the form has the fields that rarely change (« Préciser »)."""
    blocks: list[Block] = [section(shaping_texts.CHANGE_INTRO(name=format_.name))]
    if format_.is_own:
        blocks += (
            [field("name", shaping_texts.NAME, _text_box("name", NAME_LIMIT, format_.name))] if shows_all_fields else []
        )
        about = text_area("description", limit=TEXT_LIMIT, initial=format_.description)
        blocks.append(field("description", shaping_texts.ABOUT, about, hint=shaping_texts.ABOUT_HINT))
    if format_.is_cycle:
        blocks += [_hosts_field(format_), *_term_fields(format_)]
        blocks += _people_fields(format_, hosts) if shows_all_fields else []
    else:
        blocks += [*_common_fields(format_), *_people_fields(format_, hosts)]
    if shows_all_fields and not format_.is_cycle:
        labels = _add_current(shaping_texts.HORIZONS, format_.horizon_days, "jours avant")
        horizon = _number_select("horizon", labels, format_.horizon_days)
        asks = _asker_fields(format_) if format_.is_own else []
        blocks += [*asks, *_rare_fields(format_), field("horizon", shaping_texts.HORIZON, horizon)]
    elif not shows_all_fields:
        adds = shaping_texts.PRECISE_OWN if format_.is_own else shaping_texts.PRECISE_CHANGE
        adds = shaping_texts.PRECISE_OWN_CYCLE if format_.is_cycle else adds
        blocks.append(more_fields_block(adds, "formats.change", value=f"{promotion_id} {format_.key}"))
    if shows_all_fields and format_.is_own:
        ready = text_area("preparation", limit=TEXT_LIMIT, initial=format_.preparation or None)
        blocks.append(
            field("preparation", shaping_texts.PREPARATION, ready, hint=shaping_texts.PREPARATION_HINT, optional=True)
        )
    private = f"{promotion_id} {format_.key} {format_.revision}"
    return modal(
        "formats.changed", shaping_texts.CHANGE_FORMAT, blocks, submit=shaping_texts.KEEP, private_metadata=private
    )


def cycle_form(format_: Format, *, promotion_id: int) -> Json:
    blocks = [section(shaping_texts.CYCLE_INTRO(name=format_.name)), *_term_fields(format_)]
    private = f"{promotion_id} {format_.key} {format_.revision}"
    return modal(
        "formats.changed", shaping_texts.CHANGE_FORMAT, blocks, submit=shaping_texts.PREVIEW, private_metadata=private
    )


def cycle_preview_modal(before: Format, format_: Format, *, promotion_id: int) -> Json:
    """Preview the new terms of a cycle before they are saved. Cycles that people have requested keep the old terms."""
    old, new = before.terms, format_.terms
    blocks = [
        section(shaping_texts.CYCLE_BEFORE(several=old.several, length=old.length, span=old.span)),
        section(shaping_texts.CYCLE_AFTER(several=new.several, length=new.length, span=new.span)),
        section(shaping_texts.CYCLES_STAY),
    ]
    private = (
        f"{promotion_id} {format_.key} {format_.revision} {format_.sessions} {format_.minutes} {format_.window_days}"
    )
    return modal(
        "formats.cycle", shaping_texts.PREVIEW_TITLE, blocks, submit=shaping_texts.KEEP, private_metadata=private
    )


def preview_modal(
    edition: Edition, format_: Format, *, hosts: Sequence[str] = (), metadata: str, lies_over_form: bool = True
) -> Json:
    """Preview the card of a new format and its booking form. `hosts` names the people to whom the format is limited.

    `lies_over_form` means that the preview lies over the filled-in form."""
    hours = ", ".join(write_hours(format_.hours).splitlines()) or shaping_texts.THEIR_HOURS
    lead = _add_current(shaping_texts.LEADS, format_.lead_hours, "h avant")[format_.lead_hours]
    question = format_.question or shaping_texts.USUAL_QUESTION
    form = [
        section(shaping_texts.PREVIEW_FORM(question=question, length=duration_words(format_.minutes))),
        section(shaping_texts.PREVIEW_WHEN(hours=hours, lead=lead)),
    ]
    if format_.is_cycle:
        terms = format_.terms
        form = [section(shaping_texts.PREVIEW_CYCLE(several=terms.several, length=terms.length, span=terms.span))]
    blocks: list[Block | Json] = [
        section(shaping_texts.PREVIEW_CARD),
        *views.preview_blocks(edition, format_.key, hosts=hosts),
        divider(),
        *form,
        *([section(shaping_texts.PREVIEW_AGREED)] if format_.needs_agreement else []),
        section(shaping_texts.NOTHING_YET),
    ]
    close, title = shaping_texts.CORRECT if lies_over_form else CLOSE, shaping_texts.PREVIEW_TITLE
    return modal("formats.opened", title, blocks, submit=shaping_texts.OPEN, close=close, private_metadata=metadata)


def format_opened_modal(format_: Format | None) -> Json:
    """Build the confirmation that a format is open. `format_` is None if another person had opened it before."""
    said = shaping_texts.OPENED(name=format_.name) if format_ else shaping_texts.OPENED_BEFORE
    return modal("formats.done", shaping_texts.OPENED_TITLE, [section(said)], last=True)


def not_opened_modal(reason: str) -> Json:
    return refusal_modal(shaping_texts.NOT_OPENED(why=reason))


def refusal_modal(reason: str) -> Json:
    return modal("formats.done", shaping_texts.PREVIEW_TITLE, [section(join_text([reason]))], last=True)


def format_changed_modal(format_: Format) -> Json:
    name = format_.name
    said = shaping_texts.CYCLE_CHANGED(name=name) if format_.is_cycle else shaping_texts.CHANGED(name=name)
    return modal("formats.done", shaping_texts.CHANGED_TITLE, [section(said)], last=True)


def _hosts_field(format_: Format) -> Block:
    # A programme may have only some of the roles.
    offered = [role for role in HOSTS if role in OFFERED or role is format_.hosts]
    roles = [(shaping_texts.ROLES[role], role.value) for role in offered]
    hosts = select(
        "hosts", shaping_texts.CHOOSE, roles, initial=(shaping_texts.ROLES[format_.hosts], format_.hosts.value)
    )
    return field("hosts", shaping_texts.HOSTS, hosts, hint=shaping_texts.HOSTS_HINT)


def _term_fields(format_: Format) -> list[Block]:
    """Return the fields of a cycle: number of séances, their length, and the number of days in which to plan them."""
    sessions = {count: str(count) for count in CYCLE_SESSIONS}
    days = _number_select(
        "window", _add_current(shaping_texts.WINDOWS, format_.window_days, "jours"), format_.window_days
    )
    return [
        field("sessions", shaping_texts.CYCLE_SESSIONS, _number_select("sessions", sessions, format_.sessions)),
        _minutes_field(format_),
        field("window", shaping_texts.WINDOW, days, hint=shaping_texts.WINDOW_HINT),
    ]


def _common_fields(format_: Format) -> list[Block]:
    hours = text_area("hours", limit=TEXT_LIMIT, initial=write_hours(format_.hours) or None)
    return [
        _hosts_field(format_),
        _minutes_field(format_),
        field("hours", shaping_texts.HOURS, hours, hint=shaping_texts.HOURS_HINT, optional=True),
    ]


def _rare_fields(format_: Format) -> list[Block]:
    counts = {count: str(count) for count in range(1, MOST_SESSIONS + 1)}
    sessions = _number_select("sessions", counts, format_.sessions)
    question = _text_box("question", QUESTION_LIMIT, format_.question)
    lead = _number_select("lead", _add_current(shaping_texts.LEADS, format_.lead_hours, "h avant"), format_.lead_hours)
    ways = [(label, word) for word, label in shaping_texts.AGREEMENTS.items()]
    agreement = select("agreement", shaping_texts.CHOOSE, ways, initial=ways[format_.needs_agreement])
    return [
        field("sessions", shaping_texts.SESSIONS, sessions, hint=shaping_texts.SESSIONS_HINT),
        field("lead", shaping_texts.LEAD, lead),
        field("agreement", shaping_texts.AGREEMENT, agreement, hint=shaping_texts.AGREEMENT_HINT),
        field("question", shaping_texts.QUESTION, question, hint=shaping_texts.QUESTION_HINT, optional=True),
    ]


def _asker_fields(format_: Format) -> list[Block]:
    if Role.PORTEUR not in {*OFFERED, *format_.askers}:  # The programme may have no porteurs.
        return []
    ways = {roles: (label, " ".join(roles)) for roles, label in shaping_texts.ASKER_ROLES.items()}
    chosen = select("askers", shaping_texts.CHOOSE, [*ways.values()], initial=ways[format_.askers])
    return [field("askers", shaping_texts.ASKERS, chosen, hint=shaping_texts.ASKERS_HINT)]


def _people_fields(format_: Format, hosts: Mapping[Role, Sequence[Person]]) -> list[Block]:
    groups: list[Group] = []
    shown: set[int] = set()
    for role in sorted(hosts, key=lambda role: role is not format_.hosts):
        several = [person for person in hosts[role] if person.id not in shown]
        # Chosen people come first, so that the limit does not cut them.
        several.sort(key=lambda person: person.id not in format_.people)
        choices = [(person.name, str(person.id)) for person in several[:MOST_OPTIONS]]
        shown |= {person.id for person in several}
        groups += [(shaping_texts.ROLES[role], choices)] if choices else []
    if not groups:
        return []
    chosen = [choice for _, choices in groups for choice in choices if int(choice[1]) in format_.people]
    listed = multi_select("people", shaping_texts.CHOOSE, groups, initial=chosen)
    return [field("people", shaping_texts.PEOPLE, listed, hint=shaping_texts.PEOPLE_HINT, optional=True)]


def _minutes_field(format_: Format) -> Block:
    lengths = {minutes: duration_words(minutes) for minutes in LENGTHS}
    return field("minutes", shaping_texts.MINUTES, _number_select("minutes", lengths, format_.minutes))


def _text_box(name: str, limit: int, initial: str = "") -> InputInteractiveElement:
    return PlainTextInputElement(action_id=name, max_length=limit, initial_value=initial or None)


def _number_select(name: str, labels: Mapping[int, str], chosen: int) -> InputInteractiveElement:
    choices: list[Choice] = [(label, str(number)) for number, label in labels.items()]
    return select(name, shaping_texts.CHOOSE, choices, initial=(labels[chosen], str(chosen)))


def _add_current(labels: Mapping[int, str], current: int, unit: str) -> Mapping[int, str]:
    """Return the options of a list, with the format's current value among them."""
    unit = unit.replace("jours", "jour") if current == 1 else unit
    return dict(sorted({**labels, current: labels.get(current, f"{current}\u00a0{unit}")}.items()))
