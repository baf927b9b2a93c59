"""Without an address or a key of the bot's, each mail is what its message alone makes of it; with them only more."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from sqlalchemy import select

from bot.behind import make_links
from bot.settings import ExplicitSettings
from bot.signing import Signer
from handlers.agenda import invitation_texts
from handlers.notices.mails.linking import Links
from handlers.notices.messages import Mail
from handlers.notices.renderers import PURPOSES, make_messages
from storage.database import Database
from storage.notices.ledger import notices
from storage.notices.rows import RETURNED, fetch_rows, to_notices
from tests.handlers.notices.worlds import fill, worlds

WITHOUT_LINKS, WITH_LINKS = (
    one(whom="").plain.rstrip(" .") for one in (invitation_texts.TO_CHANGE, invitation_texts.TO_ASK)
)
KEY = "a key of this test, long enough for it"


def mails() -> Iterator[dict[str, Any]]:
    """Give one world of each kind of mail."""
    found = sorted((one for one in worlds() if one["action"] == "mail"), key=lambda one: one["kind"])
    yield from (next(several) for _, several in groupby(found, key=lambda one: one["kind"]))


@pytest.mark.parametrize("off", [{}, {"bot_base_url": "https://bot.example.org"}, {"bot_secret_key": KEY}])
def test_links_need_an_address_and_a_key(off: dict[str, str]) -> None:
    settings = ExplicitSettings.model_validate({"database_url": "sqlite://"} | off)
    assert make_links(settings, salt="x") is None


@pytest.mark.parametrize("backend", ["sqlite"])
def test_mail_without_links_leads_nowhere_and_with_them_says_the_same(database: Database) -> None:
    links = Links(Signer(KEY, salt="x"), base="https://bot.example.org", purposes=PURPOSES)
    compared = linked = 0
    for world in mails():
        with database.rehearsal() as tx:
            fill(tx, world)
            [notice] = to_notices(fetch_rows(tx, select(*RETURNED).where(notices.c.id == world["id"]), {}))
            now = partial(datetime.fromtimestamp, world["now"], UTC)
            without, with_them = (make_messages(now, [], links=one).render(tx, notice) for one in (None, links))
        assert isinstance(without, Mail)
        assert isinstance(with_them, Mail)
        assert "/r/" not in without.text + without.html
        assert without.stop is None
        assert (without.subject, without.invitation, without.method) == (
            with_them.subject,
            with_them.invitation,
            with_them.method,
        )
        linked += "/r/" in with_them.text
        assert said(without) <= said(with_them)
        same = (without.text, without.html) == (with_them.text, with_them.html)
        assert same == ("/r/" not in with_them.text)  # to the byte
        compared += 1
    assert (compared, linked > 0) == (6, True)


def said(mail: Mail) -> set[str]:
    """Give the lines of a mail, all but its foot, which says whether there are links, and what to write for."""
    foot = invitation_texts.COPY_FOOT.plain, invitation_texts.LINKS_FOOT.plain
    lines = mail.text.replace(WITHOUT_LINKS, WITH_LINKS).split("\n")
    return {line for line in lines if not line.startswith(foot)}
