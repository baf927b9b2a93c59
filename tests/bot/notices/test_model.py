"""What makes two messages owed the same one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.notices.model import Action, NoticeToSend, key_of, key_of_home, key_of_update

NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
CARD = NoticeToSend(Action.POST, "helpdesk.card", "appointment", 7, 0, NOON, person_id=3)


def test_key_names_all_that_makes_a_notice_one_of_its_own() -> None:
    assert key_of(CARD) == "post helpdesk.card appointment 7 0 3@"
    in_a_channel = replace(CARD, person_id=None, channel="C1", period="2026-W20")
    assert key_of(in_a_channel) == "post helpdesk.card appointment 7 0 @C1 2026-W20"


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "helpdesk.cancelled"},
        {"subject": "cycle"},
        {"subject_id": 8},
        {"revision": 1},
        {"person_id": 4},
        {"channel": "C1"},
        {"period": "2026-W20"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_key_is_another_one_for_another_message(other: dict[str, object]) -> None:
    assert key_of(replace(CARD, **other)) != key_of(CARD)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "same", [{"due": NOON + timedelta(days=1)}, {"detail": "x"}, {"expires": NOON}, {"thread_ts": "1.2"}], ids=str
)
def test_key_stays_when_the_message_is_the_same(same: dict[str, object]) -> None:
    assert key_of(replace(CARD, **same)) == key_of(CARD)  # type: ignore[arg-type]


def test_key_of_an_update_is_never_the_same_twice() -> None:
    assert key_of_update("card", "a") != key_of_update("card", "b")


def test_owed_needs_somebody_and_is_no_update() -> None:
    with pytest.raises(ValueError, match="to a person or in a channel"):
        replace(CARD, person_id=None)
    with pytest.raises(ValueError, match="owe_updates"):
        replace(CARD, action=Action.UPDATE)


GROUP = replace(CARD, action=Action.GROUP, person_id=None)


def test_group_is_a_place_of_its_own_by_its_subject() -> None:
    assert (GROUP.recipient, key_of(GROUP)) == ("group appointment 7", "group helpdesk.card appointment 7 0 @")
    assert key_of(replace(GROUP, revision=1)) == "group helpdesk.card appointment 7 1 @"
    assert len(replace(GROUP, subject="s" * 40, subject_id=10**12).recipient) <= 60  # the column's width


@pytest.mark.parametrize("whom", [{"person_id": 3}, {"channel": "C1"}, {"thread_ts": "1.2"}], ids=str)
def test_group_is_addressed_by_nothing_else(whom: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="named by its drawing"):
        replace(GROUP, **whom)  # type: ignore[arg-type]


def test_key_of_a_home_is_never_the_same_twice() -> None:
    assert key_of_home(7, "first") == "home 7 first"
    assert key_of_home(7, "second") != key_of_home(7, "first")


def test_home_is_a_place_of_its_own() -> None:
    assert replace(CARD, action=Action.HOME).recipient == "home 3"
    assert replace(CARD, action=Action.FILE).recipient == CARD.recipient == "person 3"


def test_mail_is_a_place_of_its_own_and_a_message_of_its_own() -> None:
    mail = replace(CARD, action=Action.MAIL)
    assert (mail.recipient, key_of(mail)) == ("mail 3", "mail helpdesk.card appointment 7 0 3@")
    for channel in ({"channel": "C1"}, {"thread_ts": "1.2"}):
        with pytest.raises(ValueError, match="no channel"):
            replace(mail, **channel)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": Action.MAIL, "card": True},
        {"action": Action.MAIL, "person_id": None, "channel": "C1"},
        {"action": Action.FILE, "card": True},
        {"action": Action.HOME, "card": True},
        {"action": Action.FILE, "person_id": None, "channel": "C1"},
        {"action": Action.HOME, "person_id": None, "channel": "C1"},
    ],
    ids=str,
)
def test_owed_refuses_a_card_that_is_no_post_and_a_file_of_nobody(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"card|person"):
        replace(CARD, **wrong)  # type: ignore[arg-type]
