"""Listeners of formats: coaches add a rendez-vous after a preview, or change a format."""

from dataclasses import replace
from functools import partial
from uuid import uuid4

from bot.catalogue.formats import Format, read_hours
from bot.errors import Invalid
from bot.planning import formats
from bot.programme.roles import Role
from handlers.kit.fields import WHOLE_FORM
from handlers.kit.reading import Fields, read_id, read_mark, read_word, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import show_errors
from handlers.kit.turn import Turn

from . import shaping_texts, shaping_views


def register(routes: Routes) -> None:
    shapes = partial(routes.add, permits="catalogue.shape")
    shapes("action", "formats.add", open_new_form)
    shapes("view", "formats.new", show_preview)
    shapes("view", "formats.opened", add_format)
    shapes("action", "formats.change", open_change_form)
    shapes("view", "formats.changed", change_format)
    shapes("view", "formats.cycle", change_cycle)


def open_new_form(turn: Turn) -> None:
    """Open the form of a new rendez-vous in place of the list. Its preview will be a second modal over the form."""
    promotion_id, *how = split_pieces(turn.value, 1, max_pieces=3)
    with turn.tools.reading() as reading:
        promotion = formats.read_promotion(reading, turn.actor, read_id(promotion_id), now=turn.tools.now())
        hosts = formats.possible_hosts(reading)
    turn.ack()
    is_cycle, precise = shaping_views.CYCLE in how, WHOLE_FORM in how
    turn.open(
        shaping_views.new_format_form(promotion, str(uuid4()), hosts=hosts, is_cycle=is_cycle, shows_all_fields=precise)
    )


def show_preview(turn: Turn) -> None:
    draft_id, promotion_id, *kind = split_pieces(turn.private, 2, max_pieces=3)
    with show_errors(turn, partial(_field_errors, turn)):
        given = read_format(turn.values, shaping_views.USUAL_CYCLE if kind else shaping_views.USUAL)
        with turn.tools.transaction() as tx:
            edition, given = formats.save_draft(
                tx,
                turn.actor,
                read_mark(draft_id),
                promotion_id=read_id(promotion_id),
                new_format=given,
                now=turn.tools.now(),
            )
            hosts = formats.host_names(tx, given, promotion_ids=[read_id(promotion_id)])
        over, private = turn.lay_over_action, turn.private
        view = shaping_views.preview_modal(edition, given, hosts=hosts, metadata=private, lies_over_form=over == "push")
        turn.ack(response_action=over, view=view)


def add_format(turn: Turn) -> None:
    """Add the format, and open it in this promotion (« Ouvrir »)."""
    draft_id, promotion_id, *_ = split_pieces(turn.private, 2, max_pieces=3)
    try:
        with turn.tools.transaction() as tx:
            given = formats.add_drafted_format(
                tx, turn.actor, read_mark(draft_id), promotion_id=read_id(promotion_id), now=turn.tools.now()
            )
    # Another format has taken the name since. The preview has no field that could show the error.
    except Invalid as refusal:
        turn.ack(response_action="update", view=shaping_views.not_opened_modal(_error_sentence(refusal)))
        return
    turn.ack(response_action="update", view=shaping_views.format_opened_modal(given))


def open_change_form(turn: Turn) -> None:
    """Open the form of a format (« Modifier le format »), or show all its fields (« Préciser »)."""
    promotion_id, key, *precise = split_pieces(turn.value, 2, max_pieces=3)
    with turn.tools.reading() as reading:
        given = formats.find_format(reading, turn.actor, key, promotion_id=read_id(promotion_id), now=turn.tools.now())
        hosts = formats.possible_hosts(reading)
    turn.ack()
    of = read_id(promotion_id)
    if given.is_cycle and not given.is_own:
        drawn = shaping_views.cycle_form(given, promotion_id=of)
    else:
        drawn = shaping_views.change_format_form(given, hosts, promotion_id=of, shows_all_fields=bool(precise))
    (turn.open if precise else turn.show)(drawn)


def change_format(turn: Turn) -> None:
    """Save the changes, which apply to later bookings. A cycle's changes are previewed first."""
    promotion_id, key, revision = split_pieces(turn.private, 3)
    of, now = read_id(promotion_id), turn.tools.now()
    with show_errors(turn, partial(_field_errors, turn)):
        with turn.tools.reading() as reading:
            before = formats.find_format(reading, turn.actor, key, promotion_id=of, now=now)
            given = read_format(turn.values, replace(before, revision=read_id(revision, 0)))
            if given.is_cycle and not given.is_own:
                formats.check_change(reading, turn.actor, given, promotion_id=of, now=now)
        if given.is_cycle and not given.is_own:
            view = shaping_views.cycle_preview_modal(before, given, promotion_id=of)
            turn.ack(response_action=turn.lay_over_action, view=view)
            return
        with turn.tools.transaction() as tx:
            formats.change_format(tx, turn.actor, given, promotion_id=of, now=now)
        turn.ack(response_action="update", view=shaping_views.format_changed_modal(given))


def change_cycle(turn: Turn) -> None:
    """Save the previewed terms of a cycle. They apply to cycles that people request from now on."""
    promotion_id, key, *numbers = split_pieces(turn.private, 6)
    revision, sessions, minutes, window_days = (read_id(one, 0) for one in numbers)
    of, now = read_id(promotion_id), turn.tools.now()
    try:
        with turn.tools.transaction() as tx:
            before = formats.find_format(tx, turn.actor, key, promotion_id=of, now=now)
            given = replace(before, revision=revision, sessions=sessions, minutes=minutes, window_days=window_days)
            formats.change_format(tx, turn.actor, given, promotion_id=of, now=now)
    # Another person has changed the format since. The preview has no field that could show the error.
    except Invalid as refusal:
        turn.ack(response_action="update", view=shaping_views.refusal_modal(_error_sentence(refusal)))
        return
    turn.ack(response_action="update", view=shaping_views.format_changed_modal(given))


def read_format(values: Fields, before: Format) -> Format:
    """Parse the form of a format. Fields that the form lacks keep their values. Raises Invalid ("hours"), Garbled.

    If the form changes the hosts' role and has no field to choose people, the people chosen before are removed."""
    if before.is_cycle and not before.is_own:
        sessions, window_days = read_id(values.chosen_value("sessions")), read_id(values.chosen_value("window"))
        return replace(
            before, sessions=sessions, minutes=read_id(values.chosen_value("minutes")), window_days=window_days
        )
    hosts = read_word(Role, values.chosen_value("hosts"))
    named = before.people if hosts is before.hosts else ()
    return replace(
        before,
        name=_read_text(values, "name", before.name),
        description=_read_text(values, "description", before.description),
        preparation=_read_text(values, "preparation", before.preparation),
        question=_read_text(values, "question", before.question),
        minutes=read_id(values.chosen_value("minutes")),
        sessions=_read_number(values, "sessions", before.sessions),
        window_days=_read_number(values, "window", before.window_days),
        hosts=hosts,
        people=tuple(sorted(map(read_id, values.ticked_values("people")))) if "people" in values else named,
        lead_hours=_read_number(values, "lead", before.lead_hours),
        horizon_days=_read_number(values, "horizon", before.horizon_days),
        hours=read_hours(values.typed_text("hours")) if "hours" in values else before.hours,
        askers=_read_roles(values.chosen_value("askers")) if "askers" in values else before.askers,
        needs_agreement=(
            values.chosen_value("agreement") == "agreed" if "agreement" in values else before.needs_agreement
        ),
    )


def _read_roles(words: str) -> tuple[Role, ...]:
    return tuple(read_word(Role, each) for each in words.split())


def _read_text(values: Fields, name: str, before: str) -> str:
    return values.typed_text(name).strip() if name in values else before


def _read_number(values: Fields, name: str, before: int) -> int:
    return read_id(values.chosen_value(name)) if name in values else before


def _field_errors(turn: Turn, refusal: Invalid) -> dict[str, str]:
    name = str(refusal.facts["field"])
    return {name if name in turn.values else "minutes": _error_sentence(refusal)}


def _error_sentence(refusal: Invalid) -> str:
    return shaping_texts.INVALID[str(refusal.facts["field"]), str(refusal.facts["reason"])]
