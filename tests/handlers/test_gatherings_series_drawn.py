"""What the form of a new series proposes, as far as a golden file would not show why."""

from datetime import UTC, datetime

import pytest

from bot.dates.paris import midnight
from bot.gatherings.kinds import SEMINAR
from handlers.gatherings.series import views
from handlers.gatherings.series.forms import SeriesMetadata, read_series
from handlers.kit.reading import Fields
from tests.handlers.gatherings_series_examples import CHOICES, private


def test_day_that_has_begun_in_paris_is_not_proposed() -> None:
    """At half past midnight in Paris it is still the day before by UTC, which is the bot's clock."""
    rule = views.proposed_rule(SEMINAR, CHOICES.promotion, today=CHOICES.promotion.starts_on)
    assert rule is not None
    first = rule.days[0]
    begun = datetime.fromtimestamp(midnight(first) + 1800, UTC)
    assert begun.date() < first
    before, after = (
        str(views.series_form(CHOICES, private(SEMINAR), now=now)) for now in (begun.replace(hour=12), begun)
    )
    assert before != after  # both days while the first is to come, the second alone once it has begun


@pytest.mark.parametrize(
    ("august", "skips"),
    [(None, True), ({"selected_options": []}, False), ({"selected_options": [{"value": "august"}]}, True)],
)
def test_august_is_skipped_unless_its_box_was_cleared(august: dict[str, object] | None, skips: bool) -> None:
    """The form of a single date has no such box."""
    values = Fields({} if august is None else {"august": august})
    given, _ = read_series(values, SeriesMetadata("draft-1", 1, SEMINAR), today=CHOICES.promotion.starts_on)
    assert given.skips_august is skips
