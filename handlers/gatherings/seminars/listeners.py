"""Listeners to prepare a seminar, note access needs, invite colleagues, share texts, and record attendance."""

from collections.abc import Iterator
from contextlib import contextmanager

from slack_sdk.errors import SlackApiError

from bot.errors import AlreadyAnswered, AlreadyCancelled, Invalid
from bot.gatherings import attendance, porteurs, seminars
from bot.gatherings.porteurs import Colleague
from bot.programme.model import Person
from handlers.gatherings.announcement.listeners import refusal_sentence
from handlers.gatherings.announcement.views import Announced
from handlers.gatherings.subjects.forms import TEXT, new_carried, read_carried
from handlers.kit.blocks import message
from handlers.kit.escaping import Said
from handlers.kit.reading import read_id
from handlers.kit.routes import Routes
from handlers.kit.saying import errors_by_field, errors_on, explain_refusals, say, show_errors
from handlers.kit.turn import Turn

from . import texts, views
from .views import NEED, PLACE, SHEET, THEMES


def register(routes: Routes) -> None:
    routes.add("action", "gatherings.seminar", open_form, permits="gatherings.host")
    routes.add("view", "gatherings.seminar_kept", keep_seminar, permits="gatherings.host")
    routes.add("action", "gatherings.practical", show_practical, permits="gatherings.read")
    routes.add("action", "gatherings.need", open_need, permits="gatherings.tell_need")
    routes.add("view", "gatherings.needed", tell_need, permits="gatherings.tell_need")
    routes.add("action", "gatherings.needs", show_needs, permits="gatherings.read_needs")
    routes.add("action", "gatherings.invite", open_invitation, permits="gatherings.invite")
    routes.add("view", "gatherings.invited", invite_colleague, permits="gatherings.invite")
    routes.add("action", "gatherings.share", open_sharing, permits="gatherings.share")
    routes.add("view", "gatherings.shared", share_learning, permits="gatherings.share")
    routes.add("action", "gatherings.everybody", note_everybody, permits="gatherings.attend")
    routes.add("action", "gatherings.somebody_missing", open_missing_form, permits="gatherings.attend")
    routes.add("view", "gatherings.missing", note_missing, permits="gatherings.attend")
    routes.add("action", "gatherings.not_held", note_not_held, permits="gatherings.attend")


def open_form(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = seminars.open_seminar(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.seminar_form(sheet, now=now))


def keep_seminar(turn: Turn) -> None:
    given = {"themes": THEMES, "place": PLACE, "practical": SHEET}
    typed = {name: turn.values.typed_text(field) for name, field in given.items()}
    with show_errors(turn, errors_by_field(texts.LONG)):
        with turn.tools.transaction() as tx:
            sheet = seminars.prepare(tx, turn.actor, turn.private_id, now=turn.tools.now(), **typed)
        turn.ack(response_action="update", view=views.kept_modal(sheet))


def show_practical(turn: Turn) -> None:
    with explain_refusals(turn, texts.NO_SHEET):
        with turn.tools.reading() as reading:
            sheet = seminars.read_practical(reading, turn.actor, turn.value_id)
        turn.ack()
        turn.open(views.practical_modal(sheet, now=turn.tools.now()))


def open_need(turn: Turn) -> None:
    now = turn.tools.now()
    with explain_refusals(turn, texts.INVALID_NEED):
        with turn.tools.reading() as reading:
            sheet, initial = seminars.read_need(reading, turn.actor, turn.value_id, now=now)
        turn.ack()
        turn.open(views.need_form(sheet, initial, now=now))


def tell_need(turn: Turn) -> None:
    """Save an access need. An empty text erases it."""
    text = turn.values.typed_text(NEED)
    with show_errors(turn, errors_on(NEED, texts.INVALID_NEED)):
        with turn.tools.transaction() as tx:
            seminars.tell_need(tx, turn.actor, turn.private_id, text=text, now=turn.tools.now())
        turn.ack(response_action="update", view=views.needed_modal(erased=not text.strip()))


def show_needs(turn: Turn) -> None:
    """Show the access needs. Only the organiser and hosts may see them."""
    with turn.tools.reading() as reading:
        sheet, several = seminars.read_needs(reading, turn.actor, turn.value_id)
    turn.ack()
    turn.open(views.needs_modal(sheet, several, now=turn.tools.now()))


def open_invitation(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = porteurs.open_invitation(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.invite_form(sheet, now=now))


def invite_colleague(turn: Turn) -> None:
    with show_errors(turn, lambda refusal: _errors(refusal, by_account=bool(_account(turn)))):
        colleague = _read_colleague(turn)
        person, announced = _invite_colleague(turn, colleague)
        turn.ack(response_action="update", view=views.invited_modal(person, is_announced=announced))


def open_sharing(turn: Turn) -> None:
    now, gathering_id = turn.tools.now(), turn.value_id
    with explain_refusals(turn, texts.SHARE_INVALID):
        with turn.tools.reading() as reading:
            sheet = porteurs.open_sharing(reading, turn.actor, gathering_id, now=now)
        turn.ack()
        turn.open(views.share_form(sheet, new_carried(gathering_id), now=now))


def share_learning(turn: Turn) -> None:
    carried, text, now = read_carried(turn.private), turn.values.typed_text(TEXT), turn.tools.now()
    with show_errors(turn, errors_on(TEXT, texts.SHARE_INVALID)):
        with turn.tools.transaction() as tx:
            porteurs.share(tx, turn.actor, carried.gathering_id, text=text, gesture=carried.gesture, now=now)
        turn.ack(response_action="update", view=views.shared_modal())


def _invite_colleague(turn: Turn, colleague: Colleague) -> tuple[Person, bool]:
    with turn.tools.transaction() as tx:
        person, sheet = porteurs.invite(tx, turn.actor, turn.private_id, colleague=colleague, now=turn.tools.now())
    return person, sheet.gathering.announced_at is not None


def _read_colleague(turn: Turn) -> Colleague:
    """Parse the invited colleague. If the form has a Slack account, get its name and mail address from Slack.

    Raises Invalid (field "colleague") without a name and address, or for an account without an address."""
    account = _account(turn)
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


def _account(turn: Turn) -> str:
    return str((turn.values.get(views.ACCOUNT) or {}).get("selected_user") or "")


def _errors(refusal: Invalid, *, by_account: bool) -> dict[str, str]:
    where, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    said = texts.INVALID["name"] if where == "name" else texts.INVALID[reason]
    if where in (views.NAME, views.EMAIL) and not by_account:
        return {where: said}
    return {views.ACCOUNT if by_account or reason == "nobody" else views.EMAIL: said}


def note_everybody(turn: Turn) -> None:
    """Record the attendance of everybody who had accepted (button « Tout le monde »)."""
    with _explaining(turn):
        with turn.tools.transaction() as tx:
            sheet = attendance.record_attendance(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        say(turn, views.attendance_noted_message(sheet))


def open_missing_form(turn: Turn) -> None:
    """Open the form with a box for each person who had accepted (button « Il manquait quelqu’un »)."""
    now = turn.tools.now()
    with _explaining(turn):
        with turn.tools.reading() as reading:
            sheet = attendance.read(reading, turn.actor, turn.value_id, now=now)
        turn.ack()
        turn.open(views.missing_form(Announced(sheet), now=now))


def note_missing(turn: Turn) -> None:
    boxes = [name for name in turn.values if name.startswith(views.MISSING)]
    ticked = [read_id(number_) for name in boxes for number_ in turn.values.ticked_values(name)]
    first = f"{views.MISSING}-1"
    with show_errors(
        turn, lambda refusal: {first: _refusal_sentence(refusal).plain}, AlreadyCancelled, AlreadyAnswered, Invalid
    ):
        with turn.tools.transaction() as tx:
            sheet = attendance.record_attendance(tx, turn.actor, turn.private_id, missing=ticked, now=turn.tools.now())
        turn.ack(response_action="update", view=views.attendance_noted_modal(sheet))


def note_not_held(turn: Turn) -> None:
    with _explaining(turn):
        with turn.tools.transaction() as tx:
            sheet = attendance.cancel_afterwards(tx, turn.actor, turn.value_id, now=turn.tools.now())
        turn.ack()
        say(turn, views.attendance_noted_message(sheet))


@contextmanager
def _explaining(turn: Turn) -> Iterator[None]:
    """Show the actor why a use case in the `with` block refused. The listener must return right after the block."""
    try:
        yield
    except (AlreadyCancelled, AlreadyAnswered, Invalid) as refusal:
        turn.ack()
        say(turn, message(_refusal_sentence(refusal)))


def _refusal_sentence(refusal: AlreadyCancelled | AlreadyAnswered | Invalid) -> Said:
    return texts.OVER if isinstance(refusal, AlreadyAnswered) else refusal_sentence(refusal)
