"""Typed text is made harmless, and cut without harm."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.escaping import clip, escape, parts

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
    assert parts("un deux trois", 9) == ["un deux", "trois"]


def test_parts_of_nothing_are_none() -> None:
    assert parts("") == []


@given(ESCAPED, st.integers(8, 40))
def test_parts_fit_and_lose_no_sign(escaped: str, limit: int) -> None:
    pieces = parts(escaped, limit)
    assert [piece for piece in pieces if not piece or len(piece) > limit] == []
    assert "".join("".join(pieces).split()) == "".join(escaped.split())
    assert [piece for piece in pieces if escape(unescaped(piece)) != piece] == []
