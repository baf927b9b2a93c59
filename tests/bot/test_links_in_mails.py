"""Links in mails need a public address and a key: without one of them mails say what they said before."""

from typing import Any

import pytest

from bot.behind import make_links
from bot.errors import NotFound
from bot.settings import ExplicitSettings
from handlers import register
from handlers.kit.blocks import actions, button, message, section
from handlers.kit.escaping import Said
from handlers.kit.told import CARRIED, STOP
from handlers.notices.mails.linking import LinkTarget
from handlers.notices.renderers import PURPOSES
from storage.database import Database
from storage.programme import people

KEY = "un secret de trente-deux signes au moins"
BOTH = {"bot_base_url": "https://bot.example.org/", "bot_secret_key": KEY, "database_url": "sqlite://"}
POINTER = LinkTarget("gatherings.come", "gatherings.card", "gathering_card", 12, "", 0, 3, 1_779_809_400, "")


@pytest.mark.parametrize("missing", ["bot_base_url", "bot_secret_key"])
def test_without_an_address_or_a_key_there_are_no_links(missing: str) -> None:
    given: dict[str, Any] = {**BOTH, missing: None}
    assert make_links(ExplicitSettings.model_validate(given), salt="x") is None


def test_link_is_the_same_each_time_and_bound_to_every_word_of_it() -> None:
    links = make_links(ExplicitSettings.model_validate(BOTH), salt="x")
    assert links is not None
    token = links.write(POINTER)
    assert links.write(POINTER) == token
    assert links.read(token) == POINTER
    assert links.address(token) == f"https://bot.example.org/r/{token}"
    other = make_links(ExplicitSettings.model_validate({**BOTH, "bot_secret_key": KEY[::-1]}), salt="x")
    copied = make_links(ExplicitSettings.model_validate(BOTH), salt="another database")
    assert other is not None
    assert copied is not None
    assert (other.read(token), copied.read(token)) == (None, None)


def test_every_button_that_is_linked_is_heard_in_slack_and_asks_for_the_same() -> None:
    routes = register().tables["action"]
    assert len(PURPOSES) > 20
    assert [act for act in PURPOSES if act not in routes] == [STOP, CARRIED]


def test_what_is_not_there_yet_has_no_link_and_a_mail_of_nobody_neither(database: Database) -> None:
    links = make_links(ExplicitSettings.model_validate(BOTH), salt="x")
    assert links is not None
    drawn = message(Said("x"), section(Said("x")), actions(button("Je viens", "gatherings.come", value="12")))
    with database.transaction() as tx:
        maud = people.add(tx, name="Maud Petit", email="maud@example.org")
        assert links.link_buttons(tx, LinkTarget(**{**vars_of(POINTER), "person_id": maud}).notice(), drawn) is None
        with pytest.raises(NotFound):
            PURPOSES["gatherings.come"].ends(tx, 12)


def vars_of(pointer: LinkTarget) -> dict[str, Any]:
    return {name: getattr(pointer, name) for name in LinkTarget.__slots__}
