"""`.env.example`, made from Settings: each setting, its default, one line; `python -m bot.command.settings_example`."""

import sys
from collections.abc import Iterator

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from bot.programme.spelling import space_french
from bot.settings import Settings

HEAD = (
    "# Les réglages du bot. Copiez ce fichier sous le nom .env, puis remplissez ce qui manque.",
    "# Une valeur vide compte comme absente ; une variable d’environnement l’emporte sur ce fichier.",
)


def render_env_example() -> str:
    """Give the text of `.env.example`."""
    return space_french("\n".join([*HEAD, *_lines()]) + "\n")


def env_name(name: str, field: FieldInfo) -> str:
    """Give the variable that sets a setting: its own name in capitals, not what a platform calls it."""
    alias = field.validation_alias
    return str(alias.choices[-1]) if isinstance(alias, AliasChoices) else name.upper()


def _lines() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        yield ""
        yield f"# {field.description}"
        yield f"{env_name(name, field)}={field.default or ''}"


if __name__ == "__main__":
    sys.stdout.write(render_env_example())
