"""What `bot doctor` asks of the mail server: whether it would take our mails, and how to mend what keeps it."""

from collections.abc import Mapping

from bot.doctor_slack import Trouble
from bot.mail_server import read_mailbox, read_server
from handlers.notices.mails.smtp import Post

_TROUBLES: Mapping[str, tuple[str, str]] = {
    "mail_auth": ("le nom ou le mot de passe est refusé", "Vérifiez les deux dans SMTP_URL (smtp://nom:motdepasse@…)."),
    "mail_certificate": (
        "son certificat n’est pas valable pour ce nom",
        "Écrivez dans SMTP_URL le nom que porte le certificat du serveur.",
    ),
    "mail_deferred": ("il ne prend rien pour l’instant", "Réessayez dans quelques minutes."),
    "mail_no_tls": (
        "il ne chiffre pas, ou pas de cette façon",
        "Essayez smtps:// avec le port 465, ou smtp:// avec le port 587.",
    ),
    "unreachable": ("il ne répond pas", "Vérifiez le serveur et le port dans SMTP_URL, et le réseau."),
}


def place_of(url: str) -> str:
    """Name the server of SMTP_URL without its password."""
    server = read_server(url)
    return f"{server.host}, port {server.port}"


def try_mail(url: str, *, sender: str, seconds: float) -> Trouble | None:
    """Say what keeps the server from taking mails of `sender`, None for nothing; it gets `seconds`, and no mail."""
    server = read_server(url)
    trouble = Post(server, read_mailbox(sender), seconds=seconds).check()
    if trouble is None:
        return None
    text, mend = _TROUBLES.get(trouble.reason, _TROUBLES["unreachable"])
    return Trouble(f"{place_of(url)} : {text}", mend)
