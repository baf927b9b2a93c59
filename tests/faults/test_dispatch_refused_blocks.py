"""A workspace that has not all of Block Kit: what is owed arrives once, as text, whatever else happens meanwhile."""

from collections.abc import Iterator

import pytest

from handlers.kit.blocks import Message, set_heading_levels
from handlers.kit.escaping import Said
from handlers.kit.lacking import RefusedBlockTypes
from handlers.kit.told import HomeView
from storage.database import Database
from tests.faults.dispatch_rig import Rig, rigged
from tests.handlers.kit.test_lacking import CARD, HEADED

AS_TEXT = "Ana & <Bob>\nmardi & jeudi\nOuvrir"


@pytest.fixture
def rig(database: Database) -> Iterator[Rig]:
    with rigged(database) as ready:
        ready.sandbox.faults.refuse("card", "header.level")
        ready.drawn = Message(Said("votre rendez-vous"), (CARD,))
        yield ready


def shown(rig: Rig, name: str) -> list[str]:
    """What a person sees of each message."""
    return [one.words for one in rig.sandbox.person(name).inbox()]


def test_refused_card_arrives_once_as_text_and_is_closed(rig: Rig) -> None:
    rig.owe("Ada", 1)
    rig.owe("Bob", 1)
    rig.dispatcher(lacking=RefusedBlockTypes()).run_once()
    assert (shown(rig, "Ada"), shown(rig, "Bob")) == ([AS_TEXT], [AS_TEXT])
    assert (rig.calls("chat.postMessage"), rig.outlook().owed_now, rig.failures()) == (3, 0, [])


@pytest.mark.parametrize("error", ["reset_after", "http_500_after"])
def test_text_whose_answer_is_lost_is_looked_up_under_the_same_key(rig: Rig, error: str) -> None:
    rig.owe("Ada", 1)
    rig.sandbox.faults.fail("chat.postMessage", error=error, when=lambda given: given["blocks"][0]["type"] == "section")
    rig.dispatcher().run_once()
    rig.wait_out_doubt()
    assert shown(rig, "Ada") == [AS_TEXT]
    assert (rig.calls("chat.postMessage"), rig.outlook().owed_now) == (2, 0)


def test_refusal_after_a_look_up_sends_once(rig: Rig) -> None:
    """The first attempt never arrived; what goes after the minute is refused, redrawn, and there once."""
    rig.owe("Ada", 1)
    rig.sandbox.faults.fail("chat.postMessage", error="reset_before")
    rig.dispatcher().run_once()
    rig.wait_out_doubt()
    assert shown(rig, "Ada") == [AS_TEXT]


def test_update_that_is_refused_shows_what_is_true_now(rig: Rig) -> None:
    rig.drawn = None
    rig.owe("Ada", 1)
    rig.dispatcher().run_once()
    rig.drawn = Message(Said("votre rendez-vous"), (CARD,))
    rig.owe_updates(1)
    rig.dispatcher().run_once()
    assert (shown(rig, "Ada"), rig.failures()) == ([AS_TEXT], [])


def test_home_is_published_without_levels_over_the_hash_that_is_known(rig: Rig) -> None:
    rig.drawn = HomeView({"type": "home", "blocks": HEADED})
    rig.open_home("Ada")
    process = RefusedBlockTypes()
    rig.dispatcher(lacking=process).run_once()
    rig.drawn = HomeView({"type": "home", "blocks": HEADED * 2})
    rig.owe_home("Ada")
    rig.dispatcher(lacking=process).run_once()
    assert rig.home("Ada") == "Ce qui vient\nCe qui vient"
    assert (rig.calls("views.publish"), rig.failures(), sorted(process.names)) == (3, [], ["header.level"])
    assert set_heading_levels(HEADED) == HEADED
