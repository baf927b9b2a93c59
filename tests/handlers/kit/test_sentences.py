"""A sentence escapes what is put into it, once, and sets its own French; nothing typed by a person is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.blocks import headed_message, section, text_message
from handlers.kit.escaping import Said, bold, clip, escape
from handlers.kit.mrkdwn import Link, MarkedText, read_mrkdwn, unescape
from handlers.kit.sentences import capitalise, end_sentence, fact, french, join_text, said, sentence
from tests.handlers.typography import faults

HOSTILE = "<!channel> & *x* <https://a.example|b> ?"
TYPED = st.text(st.sampled_from(list("ab *_<>&|@!;:? \n'«»")), max_size=30)


def test_value_is_escaped_once_and_what_was_said_stays() -> None:
    filled = sentence("{who} vient avec {other}.")(who="<!here>", other=bold(escape("A & B")))
    assert filled == "&lt;!here&gt; vient avec *A &amp; B*."
    assert escape(filled) is filled
    assert sentence("Il dit : {filled}")(filled=filled) == f"Il dit\u00a0: {filled}"


@given(TYPED)
def test_what_was_typed_is_read_back_as_it_was(typed: str) -> None:
    filled = sentence("({typed})")(typed=typed)
    assert isinstance(filled, Said)
    assert filled.plain == f"({typed})"
    assert unescape(escape(typed)) == typed


@given(TYPED.filter(lambda one: one.strip() == one != "" and "\n" not in one and not set(one) & set("_<>&")))
def test_value_ends_neither_the_bold_nor_the_link_it_stands_in(typed: str) -> None:
    filled = sentence("a *b {typed} c* d")(typed=typed)
    [piece] = read_mrkdwn(filled, str)
    assert [type(node) for node in piece.lines[0]] == [str, MarkedText, str]
    filled = sentence("<https://e.example/{typed}|Voir>")(typed=typed.replace(" ", ""))
    [piece] = read_mrkdwn(filled, str)
    assert [type(node) for node in piece.lines[0]] == [Link]


def test_address_in_a_label_stays_a_label() -> None:
    filled = sentence("<https://e.example|{label}>")(label="x> <!channel>\n|y")
    assert filled == "<https://e.example|x&gt; &lt;!channel&gt; |y>"


@pytest.mark.parametrize(("name", "shown"), [("Léa", "de Léa, que Léa"), ("Ewa", "d’Ewa, qu’Ewa")])
def test_small_words_go_with_the_name(name: str, shown: str) -> None:
    assert sentence("{name:de}, {name:que}")(name=name) == shown


@pytest.mark.parametrize("text", ["{}", "{0}", "{a:of}", "{a!r}", "{a.b}"])
def test_field_that_is_none_is_refused_where_it_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="no field"):
        sentence(text)


@pytest.mark.parametrize("values", [{}, {"a": 1, "b": 2}, {"b": 1}])
def test_other_fields_than_a_sentence_has_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="fields are"):
        sentence("{a}")(**values)


@pytest.mark.parametrize(
    ("typed", "set_so"),
    [
        ("Qui vient ? Dites : « Oui » ; vite !", "Qui vient\u00a0? Dites\u00a0: «\u00a0Oui\u00a0»\u00a0; vite\u00a0!"),
        ("L'eau de 14 h 30, 3 000 fois", "L’eau de 14\u00a0h\u00a030, 3\u00a0000 fois"),
        ("déjà\u00a0: posé\u202f!", "déjà\u00a0: posé\u202f!"),
        ("un :tada: <!date^1^{x}|y> https://a.example/b?c", "un :tada: <!date^1^{x}|y> https://a.example/b?c"),
    ],
)
def test_french_is_set_at_ordinary_spaces(typed: str, set_so: str) -> None:
    assert french(typed) == set_so


def test_french_as_it_is_set_breaks_no_rule() -> None:
    assert faults(french("Qu'est-ce « qui » vient à 9 h 30 ? Ceci : 2 mois ; 1 000 fois !")) == []


def test_what_is_put_in_keeps_its_own_spaces_and_apostrophes() -> None:
    assert sentence("Mot : {typed}")(typed="l'été ?") == "Mot\u00a0: l'été ?"


def test_what_is_cut_or_joined_is_still_said() -> None:
    assert isinstance(clip(said("a" * 30), 10), Said)
    assert join_text([said("a"), escape("<")], "\n") == "a\n&lt;"
    assert join_text([said("<a>"), HOSTILE], "\n") == f"<a>\n{escape(HOSTILE)}"  # once, and never not at all
    assert [bold("<"), bold(escape("<")), bold(said("<@U1>"))] == ["*&lt;*", "*&lt;*", "*<@U1>*"]
    assert [str(HOSTILE), said("*x*")] == [HOSTILE, "*x*"]


@pytest.mark.parametrize(
    ("typed", "ended"), [("à bientôt", "À bientôt."), ("qui vient ?", "Qui vient ?"), ("et…", "Et…"), ("", ".")]
)
def test_sentence_begins_and_ends_as_one(typed: str, ended: str) -> None:
    assert capitalise(end_sentence(typed)) == ended
    assert isinstance(capitalise(end_sentence(escape(typed))), Said)


def test_fact_is_a_sentence() -> None:
    assert fact("Lieu", "A & B") == "Lieu\u00a0: A &amp; B."
    assert fact("Lieu", escape("A & B ?")) == "Lieu\u00a0: A &amp; B ?"


def test_key_sentence_is_heard_with_what_follows_and_shown_above_it() -> None:
    drawn = headed_message(escape("A & *b*."), [said("Ensuite."), said("Puis.")])
    assert drawn.text == "A &amp; ∗b∗. Ensuite. Puis."
    assert drawn.blocks == (section(said("*A &amp; ∗b∗.*\nEnsuite.\nPuis.")).to_dict(),)
    assert text_message(said("Voilà.")).blocks == (section(said("Voilà.")).to_dict(),)
