"""What has no room ends with a sentence."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.escaping import clip_sentences, escape


def test_text_that_fits_stays() -> None:
    assert clip_sentences("Un. Deux.", 9) == "Un. Deux."


def test_text_ends_with_its_last_whole_sentence() -> None:
    assert clip_sentences("Lisez le guide. Venez avec vos questions ! Et puis…", 45) == (
        "Lisez le guide. Venez avec vos questions !"
    )
    assert clip_sentences("Une liste :\n- un\n- deux", 20) == "Une liste :\n- un"
    assert clip_sentences("Version 2.5 du guide, toute entière", 20) == "Version 2.5 du guid…"


@given(st.text(alphabet=st.sampled_from("ab .!&<\n"), min_size=1, max_size=200), st.integers(10, 100))
def test_nothing_is_longer_than_its_room_or_cut_in_an_entity(text: str, room: int) -> None:
    cut = clip_sentences(escape(text), room)
    assert len(cut) <= room
    assert not cut.rstrip("…").endswith(("&", "&a", "&am", "&amp", "&l", "&lt"))
