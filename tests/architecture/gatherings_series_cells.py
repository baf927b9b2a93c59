"""The cells of series and of single dates; nobody stands to them in any way but as a coach."""

NEEDS_A_PERSON = {"gatherings.dates"}
SAMPLED = {
    "gatherings.programme": "/programme",
    "gatherings.which": "/programme",
    **{
        f"gatherings.{verb}": "gatherings.series"
        for verb in ("kinds", "alone", "alumni", "next_month", "create", "each", "edit")
    },
    **{f"gatherings.{verb}": "gatherings.created" for verb in ("created_each", "edited", "confirmed", "end")},
    **{f"gatherings.{verb}": "gatherings.gathering" for verb in ("shift", "drop", "hand_over", "capacity")},
    **{f"gatherings.{verb}": "gatherings.shifted" for verb in ("dropped", "handed", "keep", "placed", "undo")},
}
