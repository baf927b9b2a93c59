"""Listeners of the porteurs' seminar: invite a colleague, share afterwards."""

from slack_sdk.errors import SlackApiError

from bot.errors import Invalid
from bot.gatherings import porteurs
from bot.gatherings.porteurs import Colleague
from bot.programme.model import Person
from handlers.gatherings.subjects.forms import TEXT, carry, read_carried
from handlers.kit.routes import Routes
from handlers.kit.saying import explaining, on, refusing
from handlers.kit.turn import Turn

from . import texts, views


def register(routes: Routes) -> None:
    """Enter the buttons and forms of the porteurs' seminar into the table of routes."""
    routes.add("action", "gatherings.invite", open_invitation, permits="gatherings.invite")
    routes.add("view", "gatherings.invited", invite, permits="gatherings.invite")
    routes.add("action", "gatherings.share", open_sharing, permits="gatherings.share")
    routes.add("view", "gatherings.shared", share, permits="gatherings.share")


def open_invitation(turn: Turn) -> None:
    """« Inviter une ou un collègue »: open the form."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = porteurs.open_invitation(reading, turn.actor, turn.value_id, now=now)
    turn.ack()
    turn.open(views.invite_form(sheet, now=now))


def invite(turn: Turn) -> None:
    """A colleague is named: invite them, or say on the field why not."""
    with refusing(turn, lambda refusal: _errors(refusal, by_account=bool(_account(turn)))):
        colleague = _read(turn)
        person, announced = _invite(turn, colleague)
        turn.ack(response_action="update", view=views.invited(person, is_announced=announced))


def open_sharing(turn: Turn) -> None:
    """« Partager ce que j’en retiens »: open the form; its own id of the gesture is made now."""
    now, gathering_id = turn.tools.now(), turn.value_id
    with explaining(turn, texts.SHARE_INVALID):
        with turn.tools.reading() as reading:
            sheet = porteurs.open_sharing(reading, turn.actor, gathering_id, now=now)
        turn.ack()
        turn.open(views.share_form(sheet, carry(gathering_id), now=now))


def share(turn: Turn) -> None:
    """What somebody takes from it is typed: the others read it, or the field says why not."""
    carried, text, now = read_carried(turn.private), turn.values.typed(TEXT), turn.tools.now()
    with refusing(turn, on(TEXT, texts.SHARE_INVALID)):
        with turn.tools.transaction() as tx:
            porteurs.share(tx, turn.actor, carried.gathering_id, text=text, gesture=carried.gesture, now=now)
        turn.ack(response_action="update", view=views.shared_done())


def _invite(turn: Turn, colleague: Colleague) -> tuple[Person, bool]:
    with turn.tools.transaction() as tx:
        person, sheet = porteurs.invite(tx, turn.actor, turn.private_id, colleague=colleague, now=turn.tools.now())
    return person, sheet.gathering.announced_at is not None


def _read(turn: Turn) -> Colleague:
    """Read whom the form names; an account's name and e-mail are asked of Slack. Raises Invalid ("colleague")."""
    account = _account(turn)
    if not account:
        name, email = turn.values.typed(views.NAME), turn.values.typed(views.EMAIL)
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
    """Return what is said on which field."""
    where, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    said = texts.INVALID["name"] if where == "name" else texts.INVALID[reason]
    if where in (views.NAME, views.EMAIL) and not by_account:
        return {where: said}
    return {views.ACCOUNT if by_account or reason == "nobody" else views.EMAIL: said}
