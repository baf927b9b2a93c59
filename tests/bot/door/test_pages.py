"""Who asks for a link's page, as far as a proxy may say; how often that is."""

import pytest
from pydantic import ValidationError

from bot.door.pages import RequestLimit, client_address, client_network
from bot.settings import ExplicitSettings

OURS = ("127.0.0.1", "10.0.0.0/8")


@pytest.mark.parametrize(
    ("asked_from", "forwarded", "trusted", "who"),
    [
        ("203.0.113.9", "198.51.100.7", (), "203.0.113.9"),  # nobody is trusted unless somebody says so
        ("127.0.0.1", "198.51.100.7", (), "127.0.0.1"),
        ("203.0.113.9", "198.51.100.7", OURS, "203.0.113.9"),  # a stranger's own word
        ("127.0.0.1", "198.51.100.7", OURS, "198.51.100.7"),
        ("127.0.0.1", "192.0.2.1, 198.51.100.7, 10.1.2.3", OURS, "198.51.100.7"),  # the first was the stranger's word
        ("127.0.0.1", "", OURS, "127.0.0.1"),
        ("127.0.0.1", "10.1.1.1", OURS, "10.1.1.1"),
        ("127.0.0.1", "not an address", OURS, "127.0.0.1"),
        ("127.0.0.1", "2001:db8::1", OURS, "2001:db8::1"),
        ("", "198.51.100.7", OURS, ""),
    ],
)
def test_address_is_that_which_a_trusted_proxy_reports(
    asked_from: str, forwarded: str, trusted: tuple[str, ...], who: str
) -> None:
    assert client_address(asked_from, forwarded, trusted_proxies=trusted) == who


def test_trusted_proxies_are_addresses_or_networks() -> None:
    given = {"database_url": "sqlite://", "bot_trusted_proxies": "127.0.0.1, 10.0.0.0/8"}
    assert ExplicitSettings.model_validate(given).bot_trusted_proxies == OURS
    with pytest.raises(ValidationError):
        ExplicitSettings.model_validate(given | {"bot_trusted_proxies": "proxy.example.org"})


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", ""),
    ],
)
def test_guesses_of_ipv6_are_counted_by_network(address: str, counted: str) -> None:
    assert client_network(address) == counted


def test_one_stranger_who_tries_too_often_keeps_nobody_else_out() -> None:
    limits = RequestLimit(2, max_clients=2)
    assert [limits.count("a") for _ in range(3)] == [True, True, False]
    assert limits.count("b")
    assert limits.count("c")  # the third place: who was here first is forgotten
    assert limits.count("a")
