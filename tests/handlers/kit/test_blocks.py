"""What a person typed reads in a message as it was typed, wherever it is drawn without markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from handlers.kit.blocks import button, plain_section, plain_sections
from handlers.kit.mrkdwn import unescape


def shown(*blocks: Block) -> str:
    """Give what Slack shows: it reads its three entities in plain text too."""
    return "".join(block.to_dict()["text"]["text"] for block in blocks)


@pytest.mark.parametrize("typed", ["Écrire &lt;b&gt; plutôt que <b>", "<!channel> & <@U0AUTRE>", "a &amp; b"])
def test_typed_words_are_read_as_they_were_typed(typed: str) -> None:
    assert [unescape(shown(plain_section(typed))), unescape(shown(*plain_sections(typed)))] == [typed, typed]


def test_typed_words_ping_nobody() -> None:
    assert shown(plain_section("<!channel>")) == "&lt;!channel&gt;"


@given(st.text(alphabet=st.sampled_from("ab<>&;lt"), min_size=1, max_size=9000), st.integers(3000, 12_000))
def test_long_words_lose_only_what_has_no_room(typed: str, room: int) -> None:
    blocks = plain_sections(typed, max_chars=room)
    said = shown(*blocks)
    assert max(len(shown(block)) for block in blocks) <= 3000
    assert len(said) <= room
    assert unescape(said) == typed or said.endswith("…")


@pytest.mark.parametrize(
    "title", ["", ", défi Carte Vive", ", un titre qui ne tient pas tout entier dans un si petit bouton"]
)
@pytest.mark.parametrize("label", ["Annuler", "Dire un besoin d’accessibilité"])
def test_a_button_is_heard_with_its_date_first_then_as_it_reads(label: str, title: str) -> None:
    day = "mercredi 30 septembre à 14\u00a0h\u00a030"
    heard = button(label, "a.b", of=f"{day}{title}").to_dict()["accessibility_label"]
    assert heard.startswith(f"{day} : {label}")
    assert len(heard) <= 75
    assert f"{label}{title}".startswith(heard.removeprefix(f"{day} : ").rstrip("…"))
