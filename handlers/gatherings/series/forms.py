"""Parsers of the forms about series. They return a series and a dictionary of errors, whose keys are fields."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from bot.dates.hours_text import UnreadableText
from bot.dates.recurrence_text import read_rule
from bot.errors import Invalid
from bot.gatherings.kinds import kind_of
from bot.gatherings.model import LEAD_DAYS, Series
from bot.programme.roles import Metier, Role
from handlers.kit.reading import Fields, read_id, read_mark, split_pieces
from handlers.kit.tags import SKILLS_FIELD, VALEURS_FIELD

from . import texts

Errors = dict[str, str]
# The attribute of a series that each field of the form sets.
_ATTRIBUTES = {
    **{name: name for name in ("title", "channel", "place", "link", "capacity", "opened_to", "metiers")},
    **{"lead": "lead_days", "august": "skips_august", SKILLS_FIELD: "skills", VALEURS_FIELD: "valeurs"},
}


@dataclass(frozen=True, slots=True)
class SeriesMetadata:
    """The private_metadata of the form of a series.

    `draft_id` identifies the form. A new series has a `dispositif`, and an existing series a `series_id`."""

    draft_id: str
    promotion_id: int
    dispositif: str = ""
    series_id: int = 0

    @property
    def text(self) -> str:
        return f"{self.draft_id} {self.promotion_id} {self.dispositif or '-'} {self.series_id}"


@dataclass(frozen=True, slots=True)
class SubmittedForm:
    """A submitted form. `sent` is its callback id, and `private` its private_metadata."""

    sent: str
    private: str
    values: Fields


def read_metadata(private: str) -> SeriesMetadata:
    draft_id, promotion_id, dispositif, series_id = split_pieces(private, 4)
    kind = dispositif if dispositif != "-" else ""
    return SeriesMetadata(read_mark(draft_id), read_id(promotion_id), kind, read_id(series_id, 0))


def read_series(values: Fields, private: SeriesMetadata, *, today: date) -> tuple[Series, Errors]:
    """Parse a form into a series. Return the series and the parsing errors, whose keys are fields.

    The use case reports all other errors."""
    errors: Errors = {}
    rule = _read_rule(values, errors, today=today)
    capacity = _read_places(values, errors)
    kind = private.dispositif
    return (
        Series(
            id=private.series_id,
            promotion_id=private.promotion_id,
            dispositif=kind,
            rule=rule,
            minutes=_chosen_number(values, "minutes", kind_of(kind).minutes),
            organiser_id=_chosen_number(values, "organiser", 0),
            title=_typed_text(values, "title"),
            channel=values["channel"].get("selected_conversation") or None,
            place=_typed_text(values, "place"),
            link=_typed_text(values, "link"),
            lead_days=_chosen_number(values, "lead", LEAD_DAYS),
            capacity=capacity,
            skips_august="august" not in values or bool(values.ticked_values("august")),
            opened_to=frozenset(Role(role) for role in values.ticked_values("opened_to") if role in set(Role)),
            skills=tuple(values.ticked_values(SKILLS_FIELD)),
            valeurs=tuple(values.ticked_values(VALEURS_FIELD)),
            metiers=tuple(values.ticked_values("metiers")),
        ),
        errors,
    )


def keep_hidden_fields(edited_series: Series, current_series: Series, *, values: Fields) -> Series:
    """Return the edited series. Keep the current value of each field that the form did not show."""
    hidden = {name: getattr(current_series, name) for field, name in _ATTRIBUTES.items() if field not in values}
    return replace(edited_series, **hidden)


def write_form(form: SubmittedForm) -> str:
    """Serialise a form as JSON, to be saved as a draft until the actor confirms the preview."""
    return json.dumps(asdict(form), ensure_ascii=False)


def read_form(content: str) -> SubmittedForm:
    given = json.loads(content)
    return SubmittedForm(given["sent"], given["private"], Fields(given["values"]))


def read_organisers(values: Fields) -> dict[str, int]:
    return {
        metier.value: number for metier in Metier if (number := _chosen_number(values, f"organiser-{metier.value}", 0))
    }


def _read_rule(values: Fields, errors: Errors, *, today: date) -> str:
    typed = _typed_text(values, "rule")
    if typed is None:
        errors["rule"] = texts.error("rule", "empty")
        return ""
    try:
        return read_rule(typed, today=today).text
    except UnreadableText as unread:
        errors["rule"] = " ".join(dict.fromkeys(texts.rule_fault(fault) for fault in unread.faults))
        return ""


def _read_places(values: Fields, errors: Errors) -> int | None:
    typed = _typed_text(values, "capacity")
    if typed is None:
        return None
    try:
        return int(typed)
    except ValueError:
        errors["capacity"] = texts.error("capacity", "number")
        return None


def _typed_text(values: Fields, name: str) -> str | None:
    return values.typed_text(name).strip() or None


def _chosen_number(values: Fields, name: str, default: int) -> int:
    option = values[name].get("selected_option")
    return read_id(option["value"], 0) if option else default


def read_person(values: Fields) -> int:
    option = values["person"].get("selected_option")
    if not option:
        raise Invalid(field="person", reason="gone")
    return read_id(option["value"])


def read_capacity(values: Fields) -> int:
    try:
        return int(values.typed_text("capacity").strip())
    except ValueError:
        raise Invalid(field="capacity", reason="number") from None
