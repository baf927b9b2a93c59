"""Check the values of a series, and report all faults together. A fault has a field and a code."""

from datetime import datetime

from bot.agenda.agenda import LONGEST
from bot.agenda.slots import QUARTER
from bot.catalogue.phases import SKILLS, VALEURS, Tag
from bot.catalogue.tags import MOST as MOST_TAGS
from bot.dates.paris import day_of
from bot.dates.recurrence import Rule, never_happens
from bot.errors import Invalid
from bot.gatherings.changes import MOST
from bot.gatherings.kinds import KINDS
from bot.gatherings.model import (
    PLACE_LIMIT,
    TITLE_LIMIT,
    Series,
)
from bot.meeting_links import link_fault
from bot.programme import shaping
from bot.programme.model import Promotion
from bot.programme.roles import Metier, Role
from bot.programme.service import coaches_of
from storage.database import Reading

LEADS = range(1, 61)  # an announcement can be this many days ahead
# Small groups are formed two days before the gathering. So it must be announced at least this many days before.
MIXED_LEAD = 7
OPENED = (Role.PORTEUR, Role.SPONSOR, Role.ALUMNI)  # a series can be opened to these roles
_LONGEST_MINUTES = LONGEST * QUARTER // 60


def check(tx: Reading, series: Series, promotion: Promotion, *, now: datetime) -> None:
    """Raise Invalid if a series has faults. `faults` has the reason of each field; `field` and `reason` are the first.

    "title" and "place" can be "long", and "skills" and "valeurs" can be "many". "rule" is "never" if it has no day
    before the promotion ends. "metiers" is "none" if a group between peers has no métier. "capacity" can be "none" or
    "many". "lead" and "minutes" can be out of "range". "lead" is "short" if small groups would be formed before people
    can answer. "link" has the reason of `meeting_links.link_fault`. A value that cannot be chosen any more is "gone":
    in "metiers", "organiser", "skills", "valeurs", "opened_to" or "dispositif"."""
    faults = {name: reason for name, reason in _faults(tx, series, promotion, now=now).items() if reason}
    if faults:
        first, reason = next(iter(faults.items()))
        raise Invalid(field=first, reason=reason, faults=faults)


def _faults(tx: Reading, series: Series, promotion: Promotion, *, now: datetime) -> dict[str, str | None]:
    until = promotion.ends_on
    rule = Rule.from_text(series.rule)
    never = never_happens(rule, today=day_of(now), until=until, skips_august=series.skips_august)
    coaches = {coach.id for coach in coaches_of(tx, promotion.id)}
    return {
        "dispositif": None
        if series.dispositif in KINDS and shaping.is_kind_in_service(tx, series.dispositif)
        else "gone",
        "rule": "never" if never else None,
        "minutes": None if 15 <= series.minutes <= _LONGEST_MINUTES else "range",
        "title": _length_fault(series.title, TITLE_LIMIT),
        "metiers": _metiers_fault(series),
        "organiser": None if series.organiser_id in coaches else "gone",
        "place": _length_fault(series.place, PLACE_LIMIT),
        "link": _link_fault(series.link),
        "lead": _lead_fault(series),
        "capacity": _capacity_fault(series.capacity),
        "opened_to": None if series.opened_to <= set(OPENED) else "gone",
        "skills": _tags_fault(series.tags.skills, SKILLS),
        "valeurs": _tags_fault(series.tags.valeurs, VALEURS),
    }


def _lead_fault(series: Series) -> str | None:
    if series.lead_days not in LEADS:
        return "range"
    return "short" if series.kind.mixes and series.lead_days < MIXED_LEAD else None


def _metiers_fault(series: Series) -> str | None:
    if not series.kind.gathers_metiers:
        return None
    if not series.metiers:
        return "none"
    return None if set(series.metiers) <= {metier.value for metier in Metier} else "gone"


def _length_fault(text: str | None, limit: int) -> str | None:
    return "long" if text is not None and len(text) > limit else None


def _link_fault(link: str | None) -> str | None:
    return None if link is None else link_fault(link)


def _capacity_fault(capacity: int | None) -> str | None:
    if capacity is None:
        return None
    return "none" if capacity < 1 else "many" if capacity >= MOST else None


def _tags_fault(chosen_tags: tuple[Tag, ...], known_tags: tuple[Tag, ...]) -> str | None:
    if len(chosen_tags) > MOST_TAGS:
        return "many"
    return None if all(tag in known_tags or tag.covers for tag in chosen_tags) else "gone"
