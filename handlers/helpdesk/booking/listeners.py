"""Listeners of the steps to book a bureau d'aide, of « Ajouter une séance », and of « Revenir en arrière »."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import uuid4

from bot.agenda.agenda import list_clashes
from bot.agenda.model import SettledChange
from bot.catalogue.catalogue import format_of
from bot.catalogue.openings import asking_memberships
from bot.errors import Invalid, SlotTaken, SlotUnbookable
from bot.helpdesk import changes, held, service, wishes
from bot.helpdesk.model import BUREAU, ChangeResult, RequestWish, SlotChoices
from bot.helpdesk.wishes import read_booking_name
from bot.metrics import BOOKINGS
from bot.programme.roles import Role
from bot.tools import Reading
from handlers.helpdesk.listing import listeners
from handlers.helpdesk.slots import read_week
from handlers.kit.blocks import Json
from handlers.kit.escaping import Said
from handlers.kit.gestures.undoing import undo_change
from handlers.kit.reading import read_id, read_mark, read_moment, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import show_errors
from handlers.kit.turn import Turn, is_on_top
from handlers.kit.words import word_listener

from . import texts, views
from .forms import (
    RUN,
    error_field,
    read_first_step,
    read_format_key,
    read_need,
    read_starts,
    read_team,
    read_team_need,
    start_errors,
)

HELP = ((texts.HELP, "helpdesk.ask_desk"), (texts.HELP_LIST, "helpdesk.list"))


def register(routes: Routes) -> None:
    words = {"": begin_request, "liste": listeners.list_requests}
    listen = word_listener("/bureau-aide", words, help_line=HELP)
    routes.add("command", "/bureau-aide", listen, permits="helpdesk.ask_desk")
    routes.add("action", "helpdesk.start", begin_format_request, permits="helpdesk.start")
    routes.add("action", "helpdesk.for_team", begin_team_request, permits="helpdesk.book_for")
    routes.add("view", "helpdesk.need_for", save_team_need, permits="helpdesk.book_for")
    routes.add("action", "helpdesk.over", ask_held_time, permits="helpdesk.book_for")
    routes.add("view", "helpdesk.noted_held", note_held_time, permits="helpdesk.book_for")
    routes.add("action", "helpdesk.again", begin_request_again, permits="helpdesk.again")
    routes.add("view", "helpdesk.need", save_need, permits="helpdesk.book")
    for name, listener in (("edit", open_team_form), ("week", show_other_week), ("each", switch_slot_mode)):
        routes.add("action", f"helpdesk.{name}", listener, permits="helpdesk.browse")
    routes.add("view", "helpdesk.team", save_team_form, permits="helpdesk.book")
    routes.add("view", "helpdesk.slot", book_sessions, permits="helpdesk.book")
    routes.add("action", "helpdesk.add", add_session, permits="helpdesk.add")
    routes.add("action", "helpdesk.undo", undo_last_change, permits="helpdesk.undo")
    listeners.register(routes)
    routes.help.append(HELP)


def begin_request(turn: Turn, key: str = BUREAU) -> None:
    """Open the first booking step (`/bureau-aide` and buttons). For a coach, open « Réserver pour une équipe »."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        given = format_of(reading, key)
        leads = Role.COACH in turn.actor.roles and not asking_memberships(turn.actor.person, given)
        offer = wishes.offer_all_teams if leads else service.offer_choices
        choices = offer(reading, turn.actor, format_key=key, now=now)
    turn.ack()
    turn.open((views.team_need_form if leads else views.need_form)(choices, str(uuid4())))


def begin_format_request(turn: Turn) -> None:
    """Open the first booking step of a format of help. The button's value is the format's key."""
    begin_request(turn, read_format_key(turn.value))


def begin_request_again(turn: Turn) -> None:
    """Open the first booking step, filled in with the need of a cancelled request (« Réserver à nouveau »)."""
    with turn.tools.reading() as reading:
        choices = service.offer_again(reading, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    turn.show(views.need_form(choices, str(uuid4())))


def begin_team_request(turn: Turn) -> None:
    """Open a coach's first step for the teams of a promotion (« Réserver pour une équipe »)."""
    with turn.tools.reading() as reading:
        choices = wishes.offer_teams(reading, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    turn.show(views.team_need_form(choices, str(uuid4())))


def save_team_need(turn: Turn) -> None:
    draft_id, key = read_first_step(turn.private)
    save_wish(turn, replace(read_team_need(turn.values), format_key=key), draft_id=draft_id)


def ask_held_time(turn: Turn) -> None:
    """Open the form that asks a host when a past appointment took place (« A eu lieu »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        defi, host = held.describe_draft(reading, turn.actor, turn.value_mark, now=now)
    turn.ack()
    turn.open(views.held_time_form(defi, host, draft_id=turn.value_mark, now=now))


def note_held_time(turn: Turn) -> None:
    """Record a past appointment, with the time that the form contains."""
    now = turn.tools.now()
    with show_errors(turn, partial(_errors, turn)):
        starts = read_moment(turn.values)
        with turn.tools.transaction() as tx:
            done = held.record_hour(tx, turn.actor, turn.draft, starts=starts, now=now)
        turn.ack(response_action="update", view=views.held_time_saved_modal(done, now=now))


def save_need(turn: Turn) -> None:
    draft_id, key = read_first_step(turn.private)
    save_wish(turn, replace(read_need(turn.values), format_key=key), draft_id=draft_id)


def save_wish(turn: Turn, wish: RequestWish, *, draft_id: str) -> None:
    """Save the draft's need, and open the modal of slots over the form."""
    now = turn.tools.now()
    with show_errors(turn, partial(_errors, turn)):
        with turn.tools.transaction() as tx:
            service.save_need(tx, turn.actor, draft_id, wish=wish, now=now)
        turn.ack(
            response_action=turn.lay_over_action, view=views.slot_form(_read_openings(turn, draft_id, now=now), now=now)
        )


def open_team_form(turn: Turn) -> None:
    """Open the form « Modifier » over the slots. « Fermer » closes it and shows the slots again."""
    starts = list(read_starts(turn.values).values())
    with turn.tools.transaction() as tx:
        choices = service.modify_draft(tx, turn.actor, turn.value_mark, starts=starts, now=turn.tools.now())
    over = turn.in_modal and not is_on_top(turn.view)
    turn.ack()
    turn.show(views.team_form(choices, lies_over_slots=over))


def save_team_form(turn: Turn) -> None:
    """Save the form « Modifier » in the draft, and show the slots that fit.

    If « Modifier » lies over the modal of slots, update that modal. Otherwise replace « Modifier » by the slots."""
    now = turn.tools.now()
    draft_id, *over = split_pieces(turn.private, 1, max_pieces=2)
    team = read_team(turn.values)
    with show_errors(turn, partial(_errors, turn)):
        with turn.tools.transaction() as tx:
            service.save_team(
                tx,
                turn.actor,
                read_mark(draft_id),
                guest_ids=team.guest_ids,
                host_id=team.host_id,
                sessions=team.sessions,
                now=now,
            )
        _show_slots(turn, views.slot_form(_read_openings(turn, draft_id, now=now), now=now), below=bool(over))


def _show_slots(turn: Turn, view: Json, *, below: bool) -> None:
    if not below:
        turn.ack(response_action="update", view=view)
        return
    turn.ack()
    turn.update_view_below(view)


def show_other_week(turn: Turn) -> None:
    """Show the slots of another week in the same step, and keep the chosen slots."""
    _show_week(turn, read_week(turn.value), one_field_each=RUN not in turn.values)


def switch_slot_mode(turn: Turn) -> None:
    """Switch between « Choisir chaque créneau » and « Même heure chaque semaine ». Keep the chosen slots.

    In a form for one séance, the button switches to as many weekly séances as the format allows."""
    value, *several = split_pieces(turn.value, 1, max_pieces=2)
    sessions = read_id(several[0]) if several else None
    _show_week(turn, read_week(value), one_field_each=RUN in turn.values, sessions=sessions)


def _show_week(turn: Turn, monday: date, *, one_field_each: bool, sessions: int | None = None) -> None:
    now = turn.tools.now()
    starts = list(read_starts(turn.values).values())
    with turn.tools.transaction() as tx:
        service.choose_slots(tx, turn.actor, turn.draft, starts=starts, sessions=sessions, now=now)
    openings = _read_openings(turn, turn.draft, now=now)
    turn.ack()
    turn.open(views.slot_form(openings, monday=monday, one_field_each=one_field_each, now=now))


def book_sessions(turn: Turn) -> None:
    """Book séances at the chosen slots, with the best free host. If no host is free, the errors name free slots."""
    now = turn.tools.now()
    chosen = read_starts(turn.values)
    with turn.tools.reading() as reading:
        terms = service.terms_of_draft(reading, turn.actor, turn.draft, now=now)
    wrong = start_errors(chosen, minutes=terms.minutes)
    if wrong:
        errors = {error_field(name): texts.INVALID["slot", fault] for name, fault in wrong.items()}
        turn.ack(response_action="errors", errors=errors)
        return
    starts = {name: moment for name, moment in chosen.items() if moment is not None}
    with show_errors(turn, partial(_errors, turn)):
        done = _book_with_any_host(turn, list(starts.values()), now=now)
        BOOKINGS.labels(dispositif=terms.key, outcome="booked" if done else "taken").inc()
        if done:
            elsewhere = _names_with_conflict(turn, done, starts.values())
            view = views.confirmation_modal(
                done, starts.values(), busy_names=elsewhere, reader_id=turn.known.id, now=now
            )
            turn.ack(response_action="update", view=view)
        else:
            turn.ack(response_action="errors", errors=_taken_slot_errors(turn, starts, now=now))


def _names_with_conflict(turn: Turn, result: ChangeResult, starts: Collection[datetime]) -> list[str]:
    """Return the names of participants who have another appointment at that time. This does not prevent the booking."""
    booked = [appointment for appointment in result.sheet.standing if appointment.starts in starts]
    ids, found = [appointment.id for appointment in booked], set[int]()
    with turn.tools.reading() as reading:
        for appointment in booked:
            met = list_clashes(
                reading, appointment.person_ids, since=appointment.starts, until=appointment.ends, ignored_ids=ids
            )
            found |= {clash.person_id for clash in met}
    return [person.name for each, person in result.sheet.people.items() if each in found]


def add_session(turn: Turn) -> None:
    """Show the slots to add one séance to a request (« Ajouter une séance »)."""
    now, draft_id = turn.tools.now(), str(uuid4())
    with turn.tools.transaction() as tx:
        service.begin_extra_session(tx, turn.actor, draft_id, request_id=turn.value_id, now=now)
    openings = _read_openings(turn, draft_id, now=now)
    turn.ack()
    show = turn.lay_over if turn.in_modal else turn.open
    show(views.slot_form(openings, now=now))


def undo_last_change(turn: Turn) -> None:
    """Undo the last change (« Revenir en arrière »), before anybody is notified."""
    undo_change(turn, changes.undo, undone_sentence=_undone_sentence)


def _undone_sentence(reading: Reading, undone_changes: Sequence[SettledChange], now: datetime) -> Said:
    return views.undone_sentence(
        undone_changes, what=read_booking_name(reading, undone_changes[0].appointment.dispositif), now=now
    )


def _read_openings(turn: Turn, draft_id: str, *, now: datetime) -> SlotChoices:
    with turn.tools.reading() as reading:
        return service.browse_slots(reading, turn.actor, draft_id, now=now)


def _book_with_any_host(turn: Turn, starts: Sequence[datetime], *, now: datetime) -> ChangeResult | None:
    # Use one transaction per host. A transaction about two hosts could lock their rows in the wrong order.
    with turn.tools.reading() as reading:
        candidates = service.rank_hosts(reading, turn.actor, turn.draft, starts=starts, now=now)
    for candidate in candidates:
        try:
            with turn.tools.transaction() as tx:
                return service.book(
                    tx,
                    turn.actor,
                    turn.draft,
                    starts=starts,
                    candidate=candidate,
                    visio_url=turn.tools.settings.bot_visio_url,
                    now=now,
                )
        except (SlotTaken, SlotUnbookable):
            continue
    return None


def _taken_slot_errors(turn: Turn, starts: Mapping[str, datetime], *, now: datetime) -> dict[str, str]:
    openings = _read_openings(turn, turn.draft, now=now)
    with turn.tools.reading() as reading:
        free = {
            name: [
                candidate.host_id
                for candidate in service.rank_hosts(reading, turn.actor, turn.draft, starts=[moment], now=now)
            ]
            for name, moment in starts.items()
        }
    return views.slot_errors(openings, starts, free_host_ids=free, now=now)


def _errors(turn: Turn, refusal: Invalid) -> dict[str, str]:
    """Return the error by its field. If the form does not have this field, the first field shows the error."""
    field, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    place = field if field in turn.values else next(iter(turn.values), field)
    return {place: texts.INVALID[field, reason]}
