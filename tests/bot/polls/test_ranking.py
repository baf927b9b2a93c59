"""How dates rank, and when one can no longer be beaten: proven against all that could still be answered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as some

from bot.polls.model import Choice, CloseReason, Poll, Voter, rank_dates, reason_to_close, unbeatable_date

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
DATES = tuple(int((NOW + timedelta(days=day)).timestamp()) for day in (10, 11, 12))
POLL = Poll(1, 99, "Outil", 60, DATES, NOW + timedelta(days=5), NOW)
YES, MAYBE, NO = Choice.YES, Choice.MAYBE, Choice.NO
SAID = some.sampled_from([*Choice, None])


def voter(number: int, *said: Choice | None, required: bool = False, dates: Sequence[int] = DATES) -> Voter:
    answers = {date: choice for date, choice in zip(dates, said, strict=False) if choice is not None}
    return Voter(number, required, answers)


@some.composite
def asked(draw: some.DrawFn) -> list[Voter]:
    """Give up to three people with what they said, or did not, of three dates."""
    several = draw(some.lists(some.tuples(some.booleans(), SAID, SAID, SAID), min_size=1, max_size=3))
    return [voter(number, *said, required=required) for number, (required, *said) in enumerate(several)]


def completions(voters: Sequence[Voter]) -> Iterator[list[Voter]]:
    """Give all that could come of what is still to be answered."""
    open_ = [(at, date) for at, one in enumerate(voters) for date in DATES if date not in one.answers]
    for said in product(Choice, repeat=len(open_)):
        found = list(voters)
        for (at, date), choice in zip(open_, said, strict=True):
            found[at] = replace(found[at], answers={**found[at].answers, date: choice})
        yield found


@given(asked())
def test_a_date_is_unbeatable_if_and_only_if_it_wins_whatever_is_answered(voters: list[Voter]) -> None:
    silent = sum(date not in one.answers for one in voters for date in DATES)
    if silent > 6:  # 3 ** 7 completions: the rest is said by the smaller ones
        return
    winners = {rank_dates(one, DATES)[0].starts for one in completions(voters)}
    found = unbeatable_date(voters, DATES)
    assert (found is not None) == (len(winners) == 1)
    assert found is None or winners == {found}


def test_who_must_come_counts_before_all_who_may_then_more_yes_then_the_sooner() -> None:
    voters = [
        voter(1, NO, MAYBE, YES, required=True),
        voter(2, YES, YES, YES),
        voter(3, YES, NO, YES),
        voter(4, YES, YES, NO),
    ]
    assert [one.starts for one in rank_dates(voters, DATES)] == [DATES[2], DATES[1], DATES[0]]
    tied = rank_dates([voter(1, YES, YES, YES)], DATES)
    assert [one.starts for one in tied] == list(DATES)
    assert tied[0].yes == (1,)
    assert tied[0].missing == ()


def test_a_poll_closes_when_all_have_answered_at_its_deadline_or_when_no_date_is_left() -> None:
    whole, half = voter(1, YES, NO, NO), voter(2, YES)
    assert reason_to_close(POLL, [whole, voter(2, NO, NO, NO)], now=NOW) is CloseReason.ALL
    assert reason_to_close(POLL, [whole, half], now=POLL.deadline) is CloseReason.DEADLINE
    assert reason_to_close(POLL, [half], now=NOW + timedelta(days=20)) is CloseReason.PAST
    # Of a date that is over nobody has to say anything.
    assert (
        reason_to_close(replace(POLL, deadline=NOW + timedelta(days=15)), [voter(2, None, YES, YES)], now=NOW) is None
    )
    later = NOW + timedelta(days=10, hours=1)
    assert (
        reason_to_close(replace(POLL, deadline=NOW + timedelta(days=15)), [voter(2, None, YES, YES)], now=later)
        is CloseReason.ALL
    )


def test_a_poll_closes_early_only_once_all_who_must_come_have_answered() -> None:
    ahead = [voter(number, YES, NO, NO) for number in (1, 2)]
    assert reason_to_close(POLL, [*ahead, voter(3)], now=NOW) is CloseReason.BEATEN
    assert reason_to_close(POLL, [*ahead, voter(3, required=True)], now=NOW) is None
    alone = replace(POLL, dates=DATES[:1])
    assert reason_to_close(alone, [*ahead, voter(3)], now=NOW) is None  # with one date there is nothing to beat
    assert reason_to_close(POLL, [voter(1), voter(2)], now=NOW) is None
