"""`.env.example`, made from Settings: each setting, its default, one line; `python -m bot.command.settings_example`."""

import sys

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from bot.programme.spelling import space_french
from bot.settings import Settings

# What an installation is asked for by `bot init`: the first ten lines of the file.
NEEDED = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "BOT_COACHES")
HEAD = "# Les réglages du bot, que `bot init` demande et écrit dans .env ; une variable d’environnement l’emporte."
OPTIONAL = "# Facultatif : tout ce qui suit. Une valeur vide compte comme absente."


def render_env_example() -> str:
    """Return the text of `.env.example`: what an installation needs, then all that is optional."""
    lines = {env_name(name, field): _lines(name, field) for name, field in Settings.model_fields.items()}
    needed = [line for name in NEEDED for line in lines.pop(name)]
    others = [line for two in lines.values() for line in ("", *two)]
    return space_french("\n".join([HEAD, *needed, "", OPTIONAL, *others]) + "\n")


def env_name(name: str, field: FieldInfo) -> str:
    """Give the variable that sets a setting: its own name in capitals, not what a platform calls it."""
    alias = field.validation_alias
    return str(alias.choices[-1]) if isinstance(alias, AliasChoices) else name.upper()


def _lines(name: str, field: FieldInfo) -> tuple[str, str]:
    return f"# {field.description}", f"{env_name(name, field)}={field.default or ''}"


if __name__ == "__main__":
    sys.stdout.write(render_env_example())
