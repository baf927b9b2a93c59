"""Listeners to prepare a seminar, note access needs, invite colleagues, share texts, and record attendance."""

from collections.abc import Iterator
from contextlib import contextmanager

from slack_sdk.errors import SlackApiError

from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid
from bot.gatherings import attendance, porteurs, seminars
from bot.gatherings.porteurs import Colleague
from bot.programme.model import Person
from handlers.gatherings.announcement.listeners import refusal_sentence
from handlers.gatherings.announcement.views import AnnouncementData
from handlers.gatherings.subjects.forms import TEXT, new_metadata, read_metadata
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.reading import read_id
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_by_field, errors_on, explain_refusals, reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .views import NEED, PLACE, SHEET, THEMES


def register(routes: Routes) -> None:
    routes.add("action", "gatherings.seminar", open_seminar_form, permits="gatherings.host")
    routes.add("view", "gatherings.seminar_kept", save_seminar, permits="gatherings.host")
    routes.add("action", "gatherings.practical", show_practical_facts, permits="gatherings.read")
    routes.add("action", "gatherings.need", open_access_need_form, permits="gatherings.tell_need")
    routes.add("view", "gatherings.needed", save_access_need, permits="gatherings.tell_need")
    routes.add("action", "gatherings.needs", show_access_needs, permits="gatherings.read_needs")
    routes.add("action", "gatherings.invite", open_invitation, permits="gatherings.invite")
    routes.add("view", "gatherings.invited", invite_colleague, permits="gatherings.invite")
    routes.add("action", "gatherings.share", open_share_form, permits="gatherings.share")
    routes.add("view", "gatherings.shared", share_learning, permits="gatherings.share")
    routes.add("action", "gatherings.everybody", note_everybody_came, permits="gatherings.attend")
    routes.add("action", "gatherings.somebody_missing", open_absentees_form, permits="gatherings.attend")
    routes.add("view", "gatherings.missing", note_absentees, permits="gatherings.attend")
    routes.add("action", "gatherings.not_held", note_not_held, permits="gatherings.attend")


def open_seminar_form(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = seminars.open_seminar(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.seminar_form(sheet, now=now))


def save_seminar(turn: Turn) -> None:
    given = {"themes": THEMES, "place": PLACE, "practical_sheet": SHEET}
    typed = {name: turn.values.typed_text(field) for name, field in given.items()}
    with show_errors(turn, errors_by_field(texts.LONG)):
        with turn.tools.transaction() as tx:
            sheet = seminars.save_preparation(tx, turn.actor, turn.private_id, now=turn.tools.now(), **typed)
        turn.ack(response_action="update", view=views.seminar_saved_modal(sheet))


def show_practical_facts(turn: Turn) -> None:
    with explain_refusals(turn, texts.NO_SHEET):
        with turn.tools.reading() as reading:
            sheet = seminars.read_practical_sheet(reading, turn.actor, turn.value_id)
        turn.ack()
        turn.open(views.practical_modal(sheet, now=turn.tools.now()))


def open_access_need_form(turn: Turn) -> None:
    now = turn.tools.now()
    with explain_refusals(turn, texts.INVALID_NEED):
        with turn.tools.reading() as reading:
            sheet, initial = seminars.read_own_access_needs(reading, turn.actor, turn.value_id, now=now)
        turn.ack()
        turn.open(views.access_need_form(sheet, initial, now=now))


def save_access_need(turn: Turn) -> None:
    """Save an access need. An empty text erases it."""
    text = turn.values.typed_text(NEED)
    with show_errors(turn, errors_on(NEED, texts.INVALID_NEED)):
        with turn.tools.transaction() as tx:
            seminars.save_access_needs(tx, turn.actor, turn.private_id, text=text, now=turn.tools.now())
        turn.ack(response_action="update", view=views.access_need_saved_modal(is_erased=not text.strip()))


def show_access_needs(turn: Turn) -> None:
    """Show the access needs. Only the organiser and hosts may see them."""
    with turn.tools.reading() as reading:
        sheet, several = seminars.list_access_needs(reading, turn.actor, turn.value_id)
    turn.ack()
    turn.open(views.access_needs_modal(sheet, several, now=turn.tools.now()))


def open_invitation(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = porteurs.open_invitation(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.invite_form(sheet, now=now))


def invite_colleague(turn: Turn) -> None:
    with show_errors(turn, lambda refusal: _errors(refusal, by_account=bool(_chosen_account(turn)))):
        colleague = _read_colleague(turn)
        person, announced = _invite_colleague(turn, colleague)
        turn.ack(response_action="update", view=views.invited_modal(person, is_announced=announced))


def open_share_form(turn: Turn) -> None:
    now, gathering_id = turn.tools.now(), turn.value_id
    with explain_refusals(turn, texts.SHARE_INVALID):
        with turn.tools.reading() as reading:
            sheet = porteurs.open_sharing(reading, turn.actor, gathering_id, now=now)
        turn.ack()
        turn.open(views.share_form(sheet, new_metadata(gathering_id), now=now))


def share_learning(turn: Turn) -> None:
    carried, text, now = read_metadata(turn.private), turn.values.typed_text(TEXT), turn.tools.now()
    with show_errors(turn, errors_on(TEXT, texts.SHARE_INVALID)):
        with turn.tools.transaction() as tx:
            porteurs.share_text(tx, turn.actor, carried.gathering_id, text=text, form_id=carried.gesture, now=now)
        turn.ack(response_action="update", view=views.shared_modal())


def _invite_colleague(turn: Turn, colleague: Colleague) -> tuple[Person, bool]:
    with turn.tools.transaction() as tx:
        person, sheet = porteurs.invite(tx, turn.actor, turn.private_id, colleague=colleague, now=turn.tools.now())
    return person, sheet.gathering.announced_at is not None


def _read_colleague(turn: Turn) -> Colleague:
    """Parse the invited colleague. If the form has a Slack account, get its name and mail address from Slack.

    Raises Invalid (field "colleague") if both the name and the address are empty, or if the account has no address."""
    account = _chosen_account(turn)
    if not account:
        name, email = turn.values.typed_text(views.NAME), turn.values.typed_text(views.EMAIL)
        if not name.strip() and not email.strip():
            raise Invalid(field="colleague", reason="nobody")
        return Colleague(name, email)
    try:
        user = turn.client.users_info(user=account)["user"]
    except SlackApiError:
        user = {}
    profile = user.get("profile") or {}
    email = str(profile.get("email") or "")
    if user.get("is_bot") or not email:
        raise Invalid(field="colleague", reason="account")
    name = str(profile.get("real_name") or user.get("real_name") or user.get("name") or email)
    return Colleague(name, email, slack_id=account)


def _chosen_account(turn: Turn) -> str:
    return str((turn.values.get(views.ACCOUNT) or {}).get("selected_user") or "")


def _errors(refusal: Invalid, *, by_account: bool) -> dict[str, str]:
    where, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    said = texts.INVALID["name"] if where == "name" else texts.INVALID[reason]
    if where in (views.NAME, views.EMAIL) and not by_account:
        return {where: said}
    return {views.ACCOUNT if by_account or reason == "nobody" else views.EMAIL: said}


def note_everybody_came(turn: Turn) -> None:
    """Record the attendance of everybody who had accepted (button « Tout le monde »)."""
    with _explain_refusals(turn):
        with turn.tools.transaction() as tx:
            sheet = attendance.record_attendance(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, views.attendance_noted_message(sheet))


def open_absentees_form(turn: Turn) -> None:
    """Open the form with a box for each person who had accepted (button « Il manquait quelqu’un »)."""
    now = turn.tools.now()
    with _explain_refusals(turn):
        with turn.tools.reading() as reading:
            sheet = attendance.read(reading, turn.actor, turn.value_id, now=now)
        turn.ack()
        turn.open(views.absentees_form(AnnouncementData(sheet), now=now))


def note_absentees(turn: Turn) -> None:
    boxes = [name for name in turn.values if name.startswith(views.MISSING)]
    ticked = [read_id(number_) for name in boxes for number_ in turn.values.ticked_values(name)]
    first = f"{views.MISSING}-1"
    with show_errors(
        turn, lambda refusal: {first: _refusal_sentence(refusal).plain}, AlreadyCancelled, AlreadyAnswered, Invalid
    ):
        with turn.tools.transaction() as tx:
            sheet = attendance.record_attendance(
                tx, turn.actor, turn.private_id, absent_ids=ticked, now=turn.tools.now()
            )
        turn.ack(response_action="update", view=views.attendance_noted_modal(sheet))


def note_not_held(turn: Turn) -> None:
    with _explain_refusals(turn):
        with turn.tools.transaction() as tx:
            sheet = attendance.cancel_afterwards(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        reply_or_show(turn, views.attendance_noted_message(sheet))


@contextmanager
def _explain_refusals(turn: Turn) -> Iterator[None]:
    """Show the actor why a use case in the `with` block refused. The listener must return right after the block."""
    try:
        yield
    except (AlreadyCancelled, AlreadyAnswered, Invalid) as refusal:
        turn.ack()
        reply_or_show(turn, message(_refusal_sentence(refusal)))


def _refusal_sentence(refusal: AlreadyCancelled | AlreadyAnswered | Invalid) -> Said:
    return texts.OVER if isinstance(refusal, AlreadyAnswered) else refusal_sentence(refusal)
