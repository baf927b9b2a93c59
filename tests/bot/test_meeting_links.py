"""Links of online appointments: rooms nobody can guess, what is known of the service that a link leads to."""

import re

import pytest

from bot.meeting_links import is_closed, is_opened_by_host, make_link, visio_fault

VISIO = "https://visio.numerique.gouv.fr"


def test_a_link_has_a_room_nobody_can_guess() -> None:
    rooms = {make_link("https://visio.example.org/{room}").rpartition("/")[2] for _ in range(500)}
    assert len(rooms) == 500
    assert {len(room) for room in rooms} == {16}
    assert all(room.isascii() and room.isalnum() for room in rooms)
    assert min(sum(sign.isdigit() for sign in room) for room in rooms) >= 4
    assert make_link("https://visio.example.org/fixe") == "https://visio.example.org/fixe"


def test_a_room_of_visio_is_named_in_its_form() -> None:
    links = {make_link(f"{VISIO}/{{visio}}") for _ in range(500)}
    assert len(links) == 500
    assert all(re.fullmatch(rf"{re.escape(VISIO)}/[a-z]{{3}}-[a-z]{{4}}-[a-z]{{3}}", one) for one in links)
    assert {sign for one in links for sign in one.rpartition("/")[2]} == {*"abcdefghijklmnopqrstuvwxyz-"}


@pytest.mark.parametrize(
    "link",
    [
        "https://webconf.numerique.gouv.fr/EquipeSentinelle1234",
        "http://webconf.numerique.gouv.fr/a",
        "https://WebConf.Numerique.Gouv.fr./a",
        "https://webconf.numerique.gouv.fr:443/a?x=1",
        "https://webconf.numerique.gouv.fr/{room}",
    ],
)
def test_a_link_to_the_closed_service_is_known_as_such(link: str) -> None:
    assert is_closed(link)


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "webconf.numerique.gouv.fr",
        f"{VISIO}/abc-defg-hij",
        "https://example.org/webconf.numerique.gouv.fr",
        "https://webconf.numerique.gouv.fr.example.org/a",
        "https://[webconf.numerique.gouv.fr/a",
    ],
)
def test_any_other_link_is_not(link: str | None) -> None:
    assert not is_closed(link)


@pytest.mark.parametrize(
    ("link", "opened"),
    [
        (f"{VISIO}/abc-defg-hij", True),
        ("https://meet.example.org/abc-defg-hij", True),
        ("https://meet.google.com/abc-defg-hij", False),
        (f"{VISIO}/abc-defg-hij/plus", False),
        (f"{VISIO}/ABC-DEFG-HIJ", False),
        (f"{VISIO}/abcd-efg-hij", False),
        ("http://visio.numerique.gouv.fr/abc-defg-hij", False),
        ("https://bbb.example.org/rooms/abc-defg-hij", False),
        (None, False),
    ],
)
def test_a_room_that_its_host_opens_is_known_by_its_form(link: str | None, opened: bool) -> None:
    assert is_opened_by_host(link) is opened


@pytest.mark.parametrize(
    ("template", "wrong"),
    [
        (f"{VISIO}/{{visio}}", False),
        (f"{VISIO}/abc-defg-hij", False),
        ("https://jitsi.example.org/{room}", False),
        (f"{VISIO}/{{room}}", True),
        ("https://webconf.numerique.gouv.fr/{room}", True),
        ("https://webconf.numerique.gouv.fr/{visio}", True),
    ],
)
def test_a_template_whose_rooms_never_open_is_told(template: str, wrong: bool) -> None:
    assert (visio_fault(template) is not None) is wrong
