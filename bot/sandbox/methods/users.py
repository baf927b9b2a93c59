"""Information about users (users.* and auth.test)."""

from bot.sandbox.memory.account import Account
from bot.sandbox.memory.team import Team
from bot.sandbox.methods.conversations import is_true, page_of
from bot.sandbox.refused import Json, Refused


def as_user(team: Team, account: Account, *, arguments: Json) -> Json:
    """Return the user object of an account, without what the app's scopes do not allow."""
    with_email = team.app.has_any(("users:read.email",))
    return account.as_json(with_email=with_email, with_locale=is_true(arguments.get("include_locale")))


def auth_test(team: Team, _arguments: Json) -> Json:
    return {
        "ok": True,
        "url": f"https://{team.domain}.slack.com/",
        "team": team.domain,
        "user": team.bot.handle,
        "team_id": team.id,
        "user_id": team.bot.id,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def info(team: Team, arguments: Json) -> Json:
    account = team.accounts.get(str(arguments["user"]))
    if account is None:
        raise Refused("user_not_found")
    return {"ok": True, "user": as_user(team, account, arguments=arguments)}


def list_users(team: Team, arguments: Json) -> Json:
    """users.list, page by page."""
    page, cursor = page_of(list(team.accounts.values()), arguments, default=1000)
    users = [as_user(team, account, arguments=arguments) for account in page]
    return {"ok": True, "members": users, "response_metadata": {"next_cursor": cursor}}


def look_up_by_email(team: Team, arguments: Json) -> Json:
    """users.lookupByEmail: users_not_found for an unknown address, or a deactivated account."""
    wanted = str(arguments["email"]).strip().lower()
    for account in team.accounts.values():
        if account.email and account.email.lower() == wanted and not account.deleted:
            return {"ok": True, "user": as_user(team, account, arguments=arguments)}
    raise Refused("users_not_found")


USERS = {
    "auth.test": auth_test,
    "users.info": info,
    "users.list": list_users,
    "users.lookupByEmail": look_up_by_email,
}
