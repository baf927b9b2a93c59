"""The longest value of each kind that a file or a form may hold: all of it is kept, and one sign more is refused."""

from collections.abc import Callable

import pytest

from bot.meeting_links import LONGEST, link_fault
from bot.programme.files.faults import BadValue
from bot.programme.files.fields import (
    EMAIL_LENGTH,
    LINK_LENGTH,
    NAME_LENGTH,
    PLACE_LENGTH,
    read_channel_id,
    read_email,
    read_link,
    read_name,
    read_place,
    read_slack_id,
)

LINK, EMAIL = "https://exemple.fr/", "@exemple.fr"


@pytest.mark.parametrize(
    ("read", "of", "limit"),
    [
        (read_name, lambda length: "x" * length, NAME_LENGTH),
        (read_place, lambda length: "x" * length, PLACE_LENGTH),
        (read_email, lambda length: f"{'x' * (length - len(EMAIL))}{EMAIL}", EMAIL_LENGTH),
        (read_link, lambda length: f"{LINK}{'x' * (length - len(LINK))}", LINK_LENGTH),
        (read_slack_id, lambda length: f"U{'0' * (length - 1)}", 32),
        (read_channel_id, lambda length: f"C{'0' * (length - 1)}", 32),
    ],
)
def test_longest_value_is_kept_whole(read: Callable[[str], str], of: Callable[[int], str], limit: int) -> None:
    assert len(read(of(limit))) == limit
    with pytest.raises(BadValue):
        read(of(limit + 1))


def test_longest_link_of_a_room_is_kept() -> None:
    whole = f"{LINK}{'x' * (LONGEST - len(LINK))}"
    assert [link_fault(whole), link_fault(f"{whole}x")] == [None, "long"]
