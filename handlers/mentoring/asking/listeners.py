"""Listeners of the steps in which an EIG requests a cycle."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import uuid4

from bot.catalogue.formats import is_added_format
from bot.errors import Invalid, NotFound, SlotTaken, SlotUnbookable
from bot.mentoring import service
from bot.mentoring.model import CycleChoice, CycleOffer
from bot.programme.roles import Role
from bot.tools import Reading
from handlers.kit.blocks import Json, message
from handlers.kit.faults import note_modal
from handlers.kit.reading import read_id, read_mark, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show, show_errors
from handlers.kit.turn import Turn, is_on_top
from handlers.kit.words import word_listener
from handlers.mentoring.listing import listeners
from handlers.mentoring.overview import listeners as overview

from . import texts, views
from .forms import field_to_change, key_of_format, lost_time_field, read_metadata, read_slots, read_wish, slot_errors

HELP = (
    (texts.HELP, "mentoring.start"),
    (texts.HELP_LIST, "mentoring.list"),
    (texts.HELP_ALL, "mentoring.list_all"),
)


def register(routes: Routes) -> None:
    words = {"": begin_request, "liste": listeners.answer_list, "tous": overview.answer_all}
    routes.add("command", "/mentorat", word_listener("/mentorat", words, help_line=HELP), permits="mentoring.list")
    routes.add("action", "mentoring.start", open_need_form, permits="mentoring.start")
    routes.add("view", "mentoring.need", submit_need, permits="mentoring.ask")
    routes.add("view", "mentoring.send", send_request, permits="mentoring.ask")
    browse = partial(routes.add, permits="mentoring.browse")
    browse("action", "mentoring.choose_mentor", choose_mentor)
    browse("action", "mentoring.others", show_other_mentors)
    browse("action", "mentoring.later", search_later)
    browse("action", "mentoring.back", reopen_need_form)
    routes.add("action", "mentoring.next", begin_next_request, permits="mentoring.choose")
    routes.add("action", "mentoring.reassign", begin_next_request, permits="mentoring.choose")
    routes.add("action", "mentoring.again", begin_request_again, permits="mentoring.choose")
    routes.help.append(HELP)


def begin_request(turn: Turn) -> None:
    """Open the first step for an EIG. Show a coach all cycles, and other people their own cycles."""
    roles = turn.actor.roles
    if Role.EIG in roles:
        open_need_form(turn)
    elif Role.COACH in roles:
        overview.answer_all(turn)
    else:
        listeners.answer_list(turn)


def open_need_form(turn: Turn) -> None:
    """Open the first step, or show all its fields (« Préciser »)."""
    precise = bool(turn.value) and not is_added_format(turn.value)
    draft_id, over, key = read_metadata(turn.value) if precise else (str(uuid4()), False, key_of_format(turn.value))
    try:
        with turn.tools.reading() as reading:
            choices = service.offer_choices(reading, turn.actor, draft_id=draft_id, key=key, now=turn.tools.now())
    except NotFound as refusal:
        _explain_refusal(turn, refusal)
    else:
        if precise:
            typed, defi_id = read_wish(turn.values, turn.known, format_key=key), turn.values.chosen_value("defi")
            choices = replace(choices, wish=replace(typed, defi_id=read_id(defi_id) if defi_id else 0))
        turn.ack()
        show = turn.open if precise else turn.show
        show(views.need_form(choices, shows_all_fields=precise, lies_over_next=over))


def begin_request_again(turn: Turn) -> None:
    """Open the first step with the previous values (« Demander un nouveau cycle »)."""
    now, cycle_id = turn.tools.now(), turn.value_id
    try:
        with turn.tools.reading() as reading:
            choices = service.begin_again(reading, turn.actor, str(uuid4()), cycle_id=cycle_id, now=now)
    except NotFound as refusal:
        _explain_refusal(turn, refusal)
    else:
        turn.ack()
        turn.show(views.need_form(choices))


def begin_next_request(turn: Turn) -> None:
    """Begin a request after one that failed, with the best mentor not asked yet. A coach can act for the asker."""
    now, draft_id, cycle_id = turn.tools.now(), str(uuid4()), turn.value_id
    try:
        with turn.tools.reading() as reading:
            offer = service.find_next_mentor(reading, turn.actor, draft_id, cycle_id=cycle_id, now=now)
            view = _build_offer_form(reading, turn, offer, now=now)
        best = offer.wish.mentor_id
        with turn.tools.transaction() as tx:
            service.begin_next_request(tx, turn.actor, draft_id, cycle_id=cycle_id, mentor_id=best, now=now)
    except Invalid as refusal:
        turn.ack()
        reply_or_show(turn, message(texts.invalid(refusal)))
    else:
        turn.ack()
        turn.show(view)


def submit_need(turn: Turn) -> None:
    """Submit the first step, and show the next step: the list of mentors, or the plan of séances.

    If the first step lies over the modal of the next step, close the first step and update that modal."""
    now = turn.tools.now()
    draft_id, over, key = read_metadata(turn.private)
    with show_errors(turn, partial(_field_errors, turn)):
        wish = read_wish(turn.values, turn.known, format_key=key)
        with turn.tools.transaction() as tx:
            service.save_need(tx, turn.actor, draft_id, wish=wish, now=now)
        view = _offer_form(turn, draft_id, now=now)
        if over:
            turn.ack()
            turn.update_view_below(view)
        else:
            turn.ack(response_action="update", view=view)


def choose_mentor(turn: Turn) -> None:
    draft_id, mentor_id = split_pieces(turn.value, 2)
    _change_draft(turn, read_mark(draft_id), partial(service.choose_mentor, mentor_id=read_id(mentor_id)))


def show_other_mentors(turn: Turn) -> None:
    """Show the possible mentors (« Voir d’autres spécialistes »)."""
    _change_draft(turn, turn.value_mark, partial(service.choose_mentor, mentor_id=None))


def search_later(turn: Turn) -> None:
    """Search for séances thirty days later (« Le mois suivant »)."""
    _change_draft(turn, turn.value_mark, service.search_later)


def reopen_need_form(turn: Turn) -> None:
    """Open the first step over the next step (« Modifier la demande »), to which « Fermer » returns."""
    with turn.tools.reading() as reading:
        choices = service.reopen_draft(reading, turn.actor, turn.value_mark, now=turn.tools.now())
    over = turn.in_modal and not is_on_top(turn.view)
    turn.ack()
    turn.show(views.need_form(choices, lies_over_next=over))


def send_request(turn: Turn) -> None:
    """Reserve times for all séances (« Envoyer la demande »), or show free times in errors on the fields."""
    now = turn.tools.now()
    chosen = read_slots(turn.values)
    wrong = slot_errors(chosen)
    if wrong:
        errors = {name: texts.invalid(Invalid(field="times", reason=why)).plain for name, why in wrong.items()}
        turn.ack(response_action="errors", errors=errors)
        return
    starts = {name: moment for name, moment in chosen.items() if moment is not None}
    try:
        with turn.tools.transaction() as tx:
            visio = turn.tools.settings.bot_visio_url
            sheet = service.send_request(
                tx, turn.actor, turn.draft, starts=list(starts.values()), visio_url=visio, now=now
            )
    except (SlotTaken, SlotUnbookable) as refusal:
        turn.ack(response_action="errors", errors=_taken_time_errors(turn, starts, refusal, now=now))
    except Invalid as refusal:
        _show_send_refusal(turn, starts, refusal, now=now)
    else:
        turn.ack(response_action="update", view=views.request_sent_modal(sheet, turn.known.id, now=now))


def _change_draft(turn: Turn, draft_id: str, apply_change: Callable[..., None]) -> None:
    """Change the draft with `apply_change`, and show the mentors or the plan again in the open modal."""
    now = turn.tools.now()
    with turn.tools.transaction() as tx:
        apply_change(tx, turn.actor, draft_id, now=now)
    view = _offer_form(turn, draft_id, now=now)
    turn.ack()
    turn.open(view)


def _offer_form(turn: Turn, draft_id: str, *, now: datetime) -> Json:
    with turn.tools.reading() as reading:
        return _build_offer_form(reading, turn, service.browse_mentors(reading, turn.actor, draft_id, now=now), now=now)


def _build_offer_form(reading: Reading, turn: Turn, offer: CycleOffer, *, now: datetime) -> Json:
    wish = offer.wish
    assigned = wish.choice is CycleChoice.ASSIGNED and wish.after is not None
    before = service.read_passed_request(reading, turn.actor, wish.after or 0) if assigned else None
    return views.offer_form(offer, before=before, now=now)


def _explain_refusal(turn: Turn, refusal: NotFound) -> None:
    said = texts.NOT_OFFERED.get(str(refusal.facts.get("thing")))
    if said is None:
        raise refusal
    turn.ack()
    reply_or_show(turn, message(said))


def _taken_time_errors(
    turn: Turn, starts: Mapping[str, datetime], refusal: SlotTaken | SlotUnbookable, *, now: datetime
) -> dict[str, str]:
    """Return the errors of times that were just taken, with the nearest free times."""
    with turn.tools.reading() as reading:
        offer = service.browse_mentors(reading, turn.actor, turn.draft, now=now)
    free, lost = [slot.starts for slot in offer.slots], lost_time_field(starts, refusal.facts.get("starts"))
    return views.taken_time_errors(
        free, starts, terms=offer.wish.terms, lost_field=lost, is_taken=isinstance(refusal, SlotTaken), now=now
    )


def _field_errors(turn: Turn, refusal: Invalid) -> dict[str, str]:
    # If the form lacks the field of the error, show the error on another field. Added cycles have no domain.
    fields = (str(refusal.facts["field"]), "domain", "need")
    return {next(name for name in fields if name in turn.values): texts.invalid(refusal).plain}


def _show_send_refusal(turn: Turn, starts: Mapping[str, datetime], refusal: Invalid, *, now: datetime) -> None:
    field, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    said = texts.invalid(refusal)
    if starts:
        turn.ack(response_action="errors", errors={field_to_change(starts, reason): said.plain})
    # The mentor has published hours since the form was opened, so the form can offer times now.
    elif field == "times":
        turn.ack(response_action="update", view=_offer_form(turn, turn.draft, now=now))
    else:
        turn.ack(response_action="update" if is_on_top(turn.view) else "push", view=note_modal(message(said)))
