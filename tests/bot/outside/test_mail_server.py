"""`SMTP_URL` and `MAIL_FROM`: what they may be, and what is refused without being quoted."""

import pytest

from bot.outside.mail_server import Mailbox, MailServer, read_mailbox, read_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.exemple.fr", MailServer("mail.exemple.fr", 25)),
        ("smtp://ana:a%40b%3Ac@mail.exemple.fr", MailServer("mail.exemple.fr", 587, False, "ana", "a@b:c")),
        ("smtps://ana%40exemple.fr:secret@mail", MailServer("mail", 465, True, "ana@exemple.fr", "secret")),
        ("smtp://[::1]:1025/", MailServer("::1", 1025)),
    ],
)
def test_server_is_read(url: str, server: MailServer) -> None:
    assert (read_server(url), "secret" in repr(read_server(url))) == (server, False)


@pytest.mark.parametrize(
    "url", ["", "mail.exemple.fr", "http://mail", "smtp://", "smtp://mail:99999", "smtp://mail:x", "smtp://mail/boite"]
)
def test_no_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 its words are nobody's business, for a password may be in them
        read_server(url)


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("bot@exemple.fr", Mailbox("bot", "exemple.fr")),
        (" Dispositifs EIG <bot@exemple.fr> ", Mailbox("bot", "exemple.fr", "Dispositifs EIG")),
        ('"EIG, bot" <bot+a@exemple.fr>', Mailbox("bot+a", "exemple.fr", "EIG, bot")),
        ("lea@défi.exemple.fr", Mailbox("lea", "xn--dfi-bma.exemple.fr")),
    ],
)
def test_address_is_read(text: str, mailbox: Mailbox) -> None:
    assert read_mailbox(text) == mailbox


@pytest.mark.parametrize(
    "text",
    [
        *("", "lea", "@exemple.fr", "lea@", "léa@exemple.fr", "a b@exemple.fr", "a@b@c", "lea@exemple.fr\r\nBcc: x@y"),
        *("lea@exemple.fr>", "<lea@exemple.fr", "lea@-x.fr\n", f"a@{'x' * 260}.fr", "x<a@b.fr>c"),
    ],
)
def test_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        read_mailbox(text)
