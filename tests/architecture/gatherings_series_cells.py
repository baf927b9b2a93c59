"""The cells of series and of single dates: what each route permits; nobody stands to them in any way but as a coach."""

_OF_PROMOTION = (
    *("kinds", "series", "end", "alone", "alumni", "next_month", "take"),
    *("create", "created", "each", "created_each", "edit", "edited", "confirmed", "undo"),
    *("gathering", "shift", "shifted", "drop", "dropped", "hand_over", "handed", "keep", "capacity", "placed"),
)
PERMITS = {
    "/programme": ("gatherings.plan", False),
    "gatherings.programme": ("gatherings.plan", False),
    "gatherings.dates": ("gatherings.list", False),
    **{f"gatherings.{verb}": ("gatherings.plan", True) for verb in _OF_PROMOTION},
}
NEEDS_A_PERSON = {"gatherings.dates"}
SAMPLED = {
    "gatherings.programme": "/programme",
    **{
        f"gatherings.{verb}": "gatherings.series"
        for verb in ("kinds", "alone", "alumni", "next_month", "create", "each", "edit")
    },
    **{f"gatherings.{verb}": "gatherings.created" for verb in ("created_each", "edited", "confirmed", "end")},
    **{f"gatherings.{verb}": "gatherings.gathering" for verb in ("shift", "drop", "hand_over", "capacity")},
    **{f"gatherings.{verb}": "gatherings.shifted" for verb in ("dropped", "handed", "keep", "placed", "undo")},
}
