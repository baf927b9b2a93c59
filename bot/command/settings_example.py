"""Make texts from the settings: `.env.example`, and the legal notice of `bot mentions`.

`python -m bot.command.settings_example` prints `.env.example`. `bot mentions` prints the notice about personal data
that a French administration must publish. docs/donnees-personnelles.md has this notice without the values."""

import sys

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from bot.programme.shape import in_programme_words
from bot.programme.spelling import space_french
from bot.settings import Settings

# `bot init` asks for these settings. They come first in `.env.example`.
NEEDED = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "BOT_COACHES")
HEAD = "# Les réglages du bot, que `bot init` demande et écrit dans .env ; une variable d’environnement l’emporte."
OPTIONAL = "# Facultatif : tout ce qui suit. Une valeur vide compte comme absente."

TEXT = """\
- **Responsable du traitement** : {BOT_CONTROLLER}.
- **Base légale** : {BOT_LEGAL_BASIS}.
- **Finalité** : organiser l’accompagnement du programme (rendez-vous, rappels, demandes, comités), sans noter ni
  classer personne.
- **Destinataires** : les personnes du programme, comme le dit la page des données personnelles ; qui exploite le
  bot ; Slack, et le serveur d’e-mail.
- **Durée** : {kept} ; les alumni et les coachs gardent nom et adresse jusqu’à leur effacement ;
  décisions, rapports et historique restent, sans nom ; les sauvegardes, le temps que leur donne qui exploite le bot.
- **Transferts hors de l’Union européenne** : Slack, service d’une société des États-Unis, transporte et garde
  messages, formulaires et fichiers. {BOT_TRANSFERS}.
- **Vos droits** (accès, rectification, effacement, limitation, opposition) : `/dispositifs mes-donnees`, et {BOT_DPO}.
- **Réclamation** : Commission nationale de l’informatique et des libertés (CNIL), https://www.cnil.fr/fr/plaintes."""
NAMES = ("BOT_CONTROLLER", "BOT_LEGAL_BASIS", "BOT_TRANSFERS", "BOT_DPO")


def render_env_example() -> str:
    """Return the text of `.env.example`: the required settings, then the others."""
    lines = {env_name(name, field): _setting_lines(name, field) for name, field in Settings.model_fields.items()}
    needed = [line for name in NEEDED for line in lines.pop(name)]
    others = [line for two in lines.values() for line in ("", *two)]
    return space_french("\n".join([HEAD, *needed, "", OPTIONAL, *others]) + "\n")


def env_name(name: str, field: FieldInfo) -> str:
    """Return the name of a setting's environment variable. If a platform has its own name for it, return ours."""
    alias = field.validation_alias
    return str(alias.choices[-1]) if isinstance(alias, AliasChoices) else name.upper()


def _setting_lines(name: str, field: FieldInfo) -> tuple[str, str]:
    return f"# {field.description}", f"{env_name(name, field)}={field.default or ''}"


def mentions_text(settings: Settings) -> str:
    """Return the notice to publish, in Markdown. If a setting is empty, the notice names its variable."""
    given = {name: getattr(settings, name.lower()).rstrip(".") or f"[à compléter : {name}]" for name in NAMES}
    months = settings.bot_kept_months
    kept = f"{months} mois après la fin de la promotion" if months else "sans limite"
    return in_programme_words(TEXT).format(kept=kept, **given)


if __name__ == "__main__":
    sys.stdout.write(render_env_example())
