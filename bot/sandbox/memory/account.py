"""An account of the workspace, of a person or the bot, as users.info returns it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox import stamps


@dataclass(slots=True)
class Account:
    """A member. `restricted`: a guest. `may_command`: can use slash commands."""

    id: str
    team_id: str
    name: str
    email: str | None
    tz: str = "Europe/Paris"
    locale: str = "fr-FR"
    restricted: bool = False
    may_command: bool = True
    deleted: bool = False
    is_bot: bool = False

    @property
    def handle(self) -> str:
        """The short name, as `user_name` in a slash command: without spaces and capitals."""
        return ".".join(self.name.lower().split())

    def as_json(self, *, with_email: bool, with_locale: bool = False) -> dict[str, Any]:
        """Return the user object of users.info. The e-mail needs users:read.email, the locale `include_locale`."""
        offset = datetime.fromtimestamp(stamps.unix_now(), UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        profile: dict[str, Any] = {"display_name": self.name, "real_name": self.name, "team": self.team_id}
        if with_email and self.email:
            profile["email"] = self.email
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.handle,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": int(stamps.unix_now()),
        }
        if self.deleted:
            return user
        user |= {
            "real_name": self.name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": False,
            "is_owner": False,
            "is_restricted": self.restricted,
            "is_ultra_restricted": False,
        }
        if with_locale:
            user["locale"] = self.locale
        return user
