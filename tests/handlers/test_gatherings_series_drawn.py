"""What the form of a new series proposes, as far as a golden file would not show why."""

from datetime import UTC, datetime

from bot.dates.paris import midnight
from bot.gatherings.kinds import SEMINAR
from handlers.gatherings.series import views
from tests.handlers.gatherings_series_examples import CHOICES, private


def test_day_that_has_begun_in_paris_is_not_proposed() -> None:
    """At half past midnight in Paris it is still the day before by UTC, which is the bot's clock."""
    rule = views.proposed_rule(SEMINAR, CHOICES.promotion, today=CHOICES.promotion.starts_on)
    assert rule is not None
    first = rule.days[0]
    begun = datetime.fromtimestamp(midnight(first) + 1800, UTC)
    assert begun.date() < first
    before, after = (str(views.form(CHOICES, private(SEMINAR), now=now)) for now in (begun.replace(hour=12), begun))
    assert before != after  # both days while the first is to come, the second alone once it has begun
