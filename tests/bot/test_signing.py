"""What is signed comes back whole, and nothing else does: no letter changed, no other use, key or database."""

from hypothesis import given
from hypothesis import strategies as st

from bot.signing import SEAL, Signer

SECRET = "un secret de trente-deux signes au moins"
SIGNER = Signer(SECRET, salt="base")
DATA = st.binary(max_size=200)
LETTERS = st.sampled_from("ABCabc019-_.=/+é ")


@given(DATA)
def test_what_is_signed_is_read_and_signed_the_same_again(data: bytes) -> None:
    token = SIGNER.sign(data, use="link")
    assert SIGNER.read(token, use="link") == (data if data else None)  # nothing is not worth signing
    assert Signer(SECRET, salt="base").sign(data, use="link") == token
    assert len(token.rpartition(".")[2]) == -(-SEAL * 4 // 3)


@given(DATA.filter(bool), st.data())
def test_one_letter_changed_taken_or_added_is_read_as_nothing(data: bytes, draw: st.DataObject) -> None:
    token = SIGNER.sign(data, use="link")
    at, letter = draw.draw(st.integers(0, len(token) - 1)), draw.draw(LETTERS)
    for wrong in (
        token[:at] + letter + token[at + 1 :],
        token[:at] + token[at + 1 :],
        token[:at] + letter + token[at:],
    ):
        assert wrong == token or SIGNER.read(wrong, use="link") is None


@given(DATA.filter(bool))
def test_another_use_key_or_database_reads_nothing(data: bytes) -> None:
    token = SIGNER.sign(data, use="link")
    assert SIGNER.read(token, use="view") is None
    assert Signer(f"{SECRET}.", salt="base").read(token, use="link") is None
    assert Signer("nouveau", before=SECRET, salt="base").read(token, use="link") == data
    assert Signer("nouveau", before=SECRET, salt="base").sign(data, use="link") != token
    assert Signer(SECRET, salt="another").read(token, use="link") is None
    assert SIGNER.read(token, use="link", longest=len(token) - 1) is None


@given(st.text(max_size=200))
def test_nonsense_is_read_as_nothing(token: str) -> None:
    assert SIGNER.read(token, use="link") is None
