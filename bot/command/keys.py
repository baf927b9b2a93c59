"""`bot rotate-key`: encrypt people's stored passwords with a new key, so that nobody has to type them again.

The operator puts the new secret into BOT_SECRET_KEY, and the old one into BOT_SECRET_KEY_BEFORE. The operator restarts
the bot, which then accepts both secrets, and runs this command. Running it again does no harm. At the end, the operator
removes BOT_SECRET_KEY_BEFORE."""

from bot.agenda.busy import accounts
from bot.app import make_seal
from bot.command.schema_check import open_database
from bot.errors import Refusal
from bot.programme.mail_links import database_mark
from bot.settings import Settings

_DONE = (
    "Retirez BOT_SECRET_KEY_BEFORE et relancez le bot quand vous voulez.",
    "Les liens des e-mails d’avant s’ouvrent jusque-là. Ensuite, ils ne s’ouvrent plus ; les prochains sont bons.",
)
_SEALED = (
    "C’est fait : il n’y avait aucun mot de passe d’agenda à sceller à nouveau.",
    "C’est fait : un mot de passe d’agenda est scellé avec le nouveau secret.",
    "C’est fait : {count} mots de passe d’agendas sont scellés avec le nouveau secret.",
)
_UNOPENED = (
    "Un mot de passe ne s’ouvre avec aucun des deux secrets",
    "{count} mots de passe ne s’ouvrent avec aucun des deux secrets",
)
_LOST = (
    "{unopened} : le bot demandera une nouvelle saisie. Ou bien redonnez le bon secret à "
    "BOT_SECRET_KEY_BEFORE, puis relancez cette commande."
)
_SAME = (
    "Rien n’a changé : BOT_SECRET_KEY et BOT_SECRET_KEY_BEFORE sont le même secret. Écrivez-en un nouveau dans "
    "BOT_SECRET_KEY, relancez le bot, puis cette commande."
)
_MISSING = (
    "Écrivez le nouveau secret dans BOT_SECRET_KEY et celui d’avant dans BOT_SECRET_KEY_BEFORE, relancez le bot, puis "
    "cette commande."
)


class KeysMissing(Refusal):
    """Raised by `rotate_keys` if the settings do not have two different secrets. Facts: `why`."""

    code = "keys_missing"


def rotate_keys(settings: Settings) -> tuple[list[str], bool]:
    """Seal all passwords with the new secret. Return the report, and whether some passwords fit neither secret.

    The bot may be running. An interrupted run can be repeated. Raises KeysMissing, DatabaseUnfit."""
    if settings.secret_key is None or settings.secret_key_before is None:
        raise KeysMissing(why=_MISSING)
    if settings.secret_key == settings.secret_key_before:
        raise KeysMissing(why=_SAME)
    with open_database(settings.database_url) as database:
        with database.transaction() as tx:
            mark = database_mark(tx)
        seal = make_seal(settings, salt=mark)
        if seal is None:
            raise KeysMissing(why=_MISSING)
        done = accounts.reseal_passwords(database, seal)
    lines = [_SEALED[min(done.sealed, 2)].format(count=done.sealed), *_DONE]
    unopened = _UNOPENED[done.lost > 1].format(count=done.lost)
    return [*lines, *([_LOST.format(unopened=unopened)] if done.lost else [])], bool(done.lost)
