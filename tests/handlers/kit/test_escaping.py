"""Typed text is made harmless, and cut without harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.escaping import clip, clip_words, escape, escape_and_link, escape_sparingly, link_to, split_text

TYPED = st.text(alphabet=st.sampled_from("a é&<>;\n"), max_size=60)
ESCAPED = TYPED.map(escape)


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_escape_leaves_nothing_that_pings() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@given(TYPED)
def test_escape_loses_nothing(typed: str) -> None:
    assert unescaped(escape(typed)) == typed


def test_clip_leaves_a_text_that_fits() -> None:
    assert clip("abcde", 5) == "abcde"


def test_clip_ends_with_an_ellipsis() -> None:
    assert clip("abcdef", 5) == "abcd…"


def test_clip_never_cuts_an_entity() -> None:
    assert [clip("ab&amp;cd", limit) for limit in range(3, 10)] == [
        "ab…",
        "ab…",
        "ab…",
        "ab…",
        "ab…",
        "ab&amp;…",
        "ab&amp;cd",
    ]


@given(ESCAPED, st.integers(1, 40))
def test_clipped_text_fits_and_is_a_beginning(escaped: str, limit: int) -> None:
    clipped = clip(escaped, limit)
    assert len(clipped) <= limit
    begun = unescaped(clipped.removesuffix("…")) if clipped != escaped else unescaped(escaped)
    assert unescaped(escaped).startswith(begun)
    assert escape(begun) == (clipped.removesuffix("…") if clipped != escaped else escaped)


def test_parts_cut_at_the_last_space() -> None:
    assert split_text("un deux trois", 9) == ["un deux", "trois"]


def test_parts_of_nothing_are_none() -> None:
    assert split_text("") == []


@given(ESCAPED, st.integers(8, 40))
def test_parts_fit_and_lose_no_sign(escaped: str, limit: int) -> None:
    pieces = split_text(escaped, limit)
    assert [piece for piece in pieces if not piece or len(piece) > limit] == []
    assert "".join("".join(pieces).split()) == "".join(escaped.split())
    assert [piece for piece in pieces if escape(unescaped(piece)) != piece] == []


def test_address_is_made_to_be_clicked() -> None:
    assert link_to("https://exemple.fr/a?b=1&c=2|3") == "<https://exemple.fr/a?b=1&amp;c=2%7C3>"


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Lire https://exemple.fr/guide.", "Lire <https://exemple.fr/guide>."),
        ("(https://exemple.fr/a)", "(<https://exemple.fr/a>)"),
        ("https://exemple.fr/Data_(code) !", "<https://exemple.fr/Data_(code)> !"),
        ("HTTPS://exemple.fr et http://b.fr", "<HTTPS://exemple.fr> et <http://b.fr>"),
        ("https://exemple.fr/a?b=1&c=2", "<https://exemple.fr/a?b=1&amp;c=2>"),
        ("<https://exemple.fr|<!channel>>", "&lt;<https://exemple.fr>|&lt;!channel&gt;&gt;"),
        ("https://exemple.fr/une-adresse-coup…", "https://exemple.fr/une-adresse-coup…"),
        ("javascript:alert(1) https:// xhttps://a.fr", "javascript:alert(1) https:// xhttps://a.fr"),
    ],
)
def test_addresses_in_what_is_typed_can_be_clicked(typed: str, drawn: str) -> None:
    assert escape_and_link(typed) == drawn


def test_what_is_no_address_is_escaped_as_asked() -> None:
    assert escape_and_link("R&D https://a.fr", escaping=escape_sparingly) == "R&D <https://a.fr>"


def test_clip_never_cuts_a_link() -> None:
    assert clip("Voir <https://exemple.fr/guide> ici", 20) == "Voir…"


@pytest.mark.parametrize(
    ("text", "clipped"),
    [
        ("Je viens : mardi 26 mai", "Je viens : mardi 26 mai"),
        ("Je viens : mardi 26 mai à 14\u00a0h, Publier", "Je viens : mardi 26 mai à…"),
        ("Anticonstitutionnellement-Anticonstitutionnellement", "Anticonstitutionnellement-A…"),
    ],
)
def test_spoken_words_are_whole(text: str, clipped: str) -> None:
    assert clip_words(text, 28) == clipped
