"""Catalogue texts carry links that can be read back, whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.eleven import ELEVEN
from bot.catalogue.model import Piece, link_text, pieces, plain_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("sans lien", (Piece("sans lien"),)),
        ("a [b](https://c.fr) d", (Piece("a "), Piece("b", "https://c.fr"), Piece(" d"))),
        ("[a [b]](mailto:c@d.fr)", (Piece("a [b]", "mailto:c@d.fr"),)),
        ("[a](b.md)", (Piece("[a](b.md)"),)),
        ("[a](javascript:alert)", (Piece("[a](javascript:alert)"),)),
    ],
)
def test_pieces_of_text(text: str, found: tuple[Piece, ...]) -> None:
    assert pieces(text) == found


@pytest.mark.parametrize(
    ("label", "url", "written"),
    [
        ("mot", "https://a.fr/(b)", "[mot](https://a.fr/%28b%29)"),
        ("", "https://a.fr", "https://a.fr"),
        ("https://a.fr", "https://a.fr", "https://a.fr"),
        ("un ] seul", "https://a.fr", "un ] seul (https://a.fr)"),
    ],
)
def test_link_as_written(label: str, url: str, written: str) -> None:
    assert link_text(label, url) == written


@given(st.text(alphabet="ab []()é\n", min_size=1, max_size=12), st.text(alphabet="ab()/%", max_size=8))
def test_link_keeps_its_label(label: str, path: str) -> None:
    assert plain_text(link_text(label, f"https://a.fr/{path}")).startswith(label)


def test_get_by_key() -> None:
    assert [ELEVEN.get("mentorat"), ELEVEN.get("inconnu")] == [ELEVEN.dispositifs[5], None]
