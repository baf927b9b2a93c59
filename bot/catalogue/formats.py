"""Define formats: the length, number and booking rules of a dispositif's appointments. Pure values.

The built-in formats are in `eleven.toml`. The table `formats` has the formats that coaches changed or added. A change
applies to later bookings only (docs/programme.md, Formats)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.catalogue.words import normalise, slug
from bot.dates.hours import WeeklyHours, merge_ranges, parse_clock, write_clock
from bot.dates.paris import MINUTES_A_DAY
from bot.dates.recurrence_words import NUMBER_WORDS
from bot.dates.words import duration_words
from bot.errors import Invalid
from bot.programme.roles import Role
from bot.programme.shape import in_programme_words

OWN = "rdv-"  # prefix of the keys of rendez-vous that the programme added
CYCLES = "cycle-"  # prefix of the keys of cycles that the programme added
MENTORING = "mentorat"  # the cycle that every programme has
MOST_FORMATS = 40
KEY_LENGTH = 40  # the length of the column `appointments.dispositif`
NAME_LIMIT, QUESTION_LIMIT, TEXT_LIMIT = 60, 150, 500  # characters
QUARTER = 15  # minutes
LENGTHS = range(QUARTER, 4 * 60 + 1, QUARTER)  # minutes
MOST_SESSIONS = 4
CYCLE_SESSIONS = range(2, 9)
APART_DAYS = 4  # the least number of days between two planned séances of a cycle
LONGEST_WINDOW = 90  # days
LEAD_HOURS = range(1, 14 * 24 + 1)
HORIZON_DAYS = range(1, 61)
# If the host must agree, a booking is made at least this many hours ahead, so that the host can answer.
HELD_LEAD_HOURS = 24
HOST_WORDS: Mapping[Role, str] = {  # These words for the hosts of a format follow « avec ».
    Role.COACH: in_programme_words("une personne de l’équipe des coachs"),
    Role.MENTOR: in_programme_words("un mentor ou une mentore"),
    Role.EXPERT: in_programme_words("un ou une spécialiste"),
}
HOSTS = tuple(HOST_WORDS)
ASKERS = (Role.EIG, Role.PORTEUR)  # These roles can ask for a format that the programme added.
ASKER_WORDS: Mapping[tuple[Role, ...], str] = {  # These words for the askers of a format follow « pour ».
    (Role.EIG,): in_programme_words("les EIG de chaque défi"),
    (Role.PORTEUR,): in_programme_words("les porteurs et porteuses de chaque défi"),
    ASKERS: in_programme_words("les EIG, les porteurs et les porteuses de chaque défi"),
}
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_CLOCK = r"\d{1,2}\s*(?:h\s*\d{0,2}|:\s*\d{2})"
_NAME = re.compile(r"[^\x00-\x1f<>{}|`*]*")  # Slack or our sentences interpret the excluded characters.
_HOURS = re.compile(rf"\s*([a-zé]+)\s+({_CLOCK})\s*(?:-|–|—|à)\s*({_CLOCK})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CycleTerms:
    """The terms of a cycle: the number of séances, their length in minutes, and the longest time from first to last.

    `format_key` is the key of the cycle's format. `format_name` is its name in sentences; it is empty for the
    mentorat."""

    sessions: int
    minutes: int
    window_days: int
    format_key: str = MENTORING
    format_name: str = ""

    @property
    def is_own(self) -> bool:
        """Return whether the programme added this cycle. The only other cycle is the mentorat."""
        return bool(self.format_name)

    @property
    def what(self) -> str:
        """The cycle's name for a title, or for a sentence after « de »: "mentorat", "« Accompagnement juridique »"."""
        return f"«\u00a0{self.format_name}\u00a0»" if self.is_own else MENTORING

    @property
    def the(self) -> str:
        """The cycle's name with « le » if it is the mentorat: "le mentorat", "« Accompagnement juridique »"."""
        return self.what if self.is_own else f"le {MENTORING}"

    @property
    def of_the(self) -> str:
        """The cycle's name after « du » or « de »: "du mentorat", "de « Accompagnement juridique »"."""
        return f"{'de' if self.is_own else 'du'} {self.what}"

    @property
    def a(self) -> str:
        """The cycle's name with « un » if it is the mentorat: "un mentorat", "« Accompagnement juridique »"."""
        return self.what if self.is_own else f"un {MENTORING}"

    @property
    def yours(self) -> str:
        """The words for the reader's own cycle: "votre mentorat"."""
        return f"votre cycle de {self.what}" if self.is_own else f"votre {MENTORING}"

    @property
    def this(self) -> str:
        """The words for the cycle on the screen: "ce mentorat", "ce cycle"."""
        return "ce cycle" if self.is_own else f"ce {MENTORING}"

    @property
    def number(self) -> str:
        """The number of séances as a word: "quatre"."""
        return NUMBER_WORDS[self.sessions]

    @property
    def several(self) -> str:
        """The number of séances with its noun: "quatre séances"."""
        return f"{self.number} séances"

    @property
    def length(self) -> str:
        """The length of one séance in words: "1 h 30"."""
        return duration_words(self.minutes)

    @property
    def days(self) -> str:
        """The longest time between the first and the last séance, in days: "30 jours"."""
        return f"{self.window_days}\u00a0jours"

    @property
    def is_month(self) -> bool:
        """Return whether the longest time is about a month, so that a sentence can call it « mois »."""
        return 28 <= self.window_days <= 31

    @property
    def span(self) -> str:
        """The longest time between the first and the last séance, in words: "un mois", "45 jours"."""
        return "un mois" if self.is_month else self.days

    @property
    def period(self) -> str:
        """The period of all séances, in words that follow « dans » or « après »: "le mois prévu"."""
        return "le mois prévu" if self.is_month else "la période prévue"

    @property
    def of_period(self) -> str:
        """The period of all séances, in words that follow « pour »: "le mois". It serves before any date is known."""
        return "le mois" if self.is_month else f"les {self.days} qui viennent"

    @property
    def soon(self) -> str:
        """How soon a mentor could meet a team, in words: "ce mois-ci"."""
        return "ce mois-ci" if self.is_month else f"d’ici {self.days}"


@dataclass(frozen=True, slots=True)
class Format:
    """The booking rules of a dispositif.

    `sessions` is the highest number of séances in a booking. For a cycle, it is the exact number within `window_days`.
    `hosts` is the role of the hosts. If `people` is not empty, only people with these ids are hosts. If `hours` is
    empty, each host's own hours count. `question` labels the field for the need; "" means the usual label. If
    `needs_agreement` is set, a booking waits until the host agrees. `askers` are the roles that may ask, in the order
    of ASKERS; a built-in format has EIG alone. `revision` counts changes; it is 0 for a built-in format."""

    key: str
    name: str
    minutes: int
    sessions: int = 1
    hosts: Role = Role.COACH
    people: tuple[int, ...] = ()
    lead_hours: int = 24
    horizon_days: int = 60
    hours: tuple[WeeklyHours, ...] = ()
    question: str = ""
    description: str = ""
    preparation: str = ""
    window_days: int = 0
    needs_agreement: bool = False
    askers: tuple[Role, ...] = (Role.EIG,)
    revision: int = 0

    @property
    def is_cycle(self) -> bool:
        """Return whether the format is a cycle. The séances of a cycle are all requested at once."""
        return booking_key(self.key) == MENTORING

    @property
    def terms(self) -> CycleTerms:
        """The terms of a cycle that a person requests now."""
        name = self.name if self.is_own else ""
        return CycleTerms(self.sessions, self.minutes, self.window_days, self.key, name)

    @property
    def is_own(self) -> bool:
        """Return whether the programme added this format. If not, it is one of the original dispositifs."""
        return is_added_format(self.key)

    @property
    def lead(self) -> timedelta:
        """The shortest time between the moment of booking and the start of the appointment."""
        return timedelta(hours=self.lead_hours)


def is_added_format(key: str) -> bool:
    """Return whether the programme added the dispositif with this key."""
    return key.startswith((OWN, CYCLES))


def is_valid_key(key: str) -> bool:
    """Return whether a new format may have this key. It contains no space, because buttons separate keys by spaces."""
    return len(key) <= KEY_LENGTH and re.fullmatch(rf"(?:{OWN}|{CYCLES})[a-z0-9-]+", key) is not None


def booking_key(key: str) -> str:
    """Return the key of the built-in dispositif that is booked in the same way. A built-in key stays the same."""
    if key.startswith(CYCLES):
        return MENTORING
    return "bureau-aide" if is_added_format(key) else key


def make_key(name: str, taken_keys: Collection[str], *, kind: str = OWN) -> str:
    """Return a free key for a new format with this name. `kind` is the prefix; a number is added to a taken key."""
    words = re.sub(r"[^a-z0-9-]", "", slug(name, longest=KEY_LENGTH - len(kind) - 3)).strip("-")
    key = f"{kind}{words or 'autre'}"
    numbers = (f"{key}-{number}" for number in range(2, MOST_FORMATS + 2))
    return next(free for free in (key, *numbers) if free not in taken_keys)


def check_format(booking_format: Format, others: Iterable[Format], *, taken_names: Iterable[str] = ()) -> None:
    """Check a format before it is saved. `others` are the other formats; `taken_names` are names of other dispositifs.

    Raises Invalid with the `field` and the reason of the first fault. The table `faults` has all reasons. A "window" is
    "short" if it has too few days for its séances. A "lead" is "held" if the host has too little time to agree."""
    squeezed = normalise(booking_format.name)
    several = list(others)
    named = {normalise(name) for name in (*taken_names, *(other.name for other in several))}
    faults = (
        ("name", "empty", not squeezed),
        ("name", "long", len(booking_format.name) > NAME_LIMIT),
        ("name", "unfit", booking_format.is_own and not _NAME.fullmatch(booking_format.name)),
        ("name", "taken", booking_format.is_own and squeezed in named),
        ("name", "many", len(several) >= MOST_FORMATS),
        ("minutes", "quarter", booking_format.minutes not in LENGTHS),
        ("sessions", "cycle", booking_format.is_cycle and booking_format.sessions not in CYCLE_SESSIONS),
        ("sessions", "range", not booking_format.is_cycle and not 1 <= booking_format.sessions <= MOST_SESSIONS),
        ("window", "long", booking_format.window_days > LONGEST_WINDOW),
        (
            "window",
            "short",
            booking_format.is_cycle and booking_format.window_days < (booking_format.sessions - 1) * APART_DAYS,
        ),
        ("lead", "range", booking_format.lead_hours not in LEAD_HOURS),
        ("lead", "held", booking_format.needs_agreement and booking_format.lead_hours < HELD_LEAD_HOURS),
        ("horizon", "range", booking_format.horizon_days not in HORIZON_DAYS),
        ("question", "long", len(booking_format.question) > QUESTION_LIMIT),
        ("description", "empty", booking_format.is_own and not booking_format.description.strip()),
        ("description", "long", len(booking_format.description) > TEXT_LIMIT),
        ("preparation", "long", len(booking_format.preparation) > TEXT_LIMIT),
        ("hosts", "role", booking_format.hosts not in HOSTS),
        (
            "askers",
            "role",
            booking_format.askers
            not in (ASKER_WORDS if booking_format.is_own and not booking_format.is_cycle else [ASKERS[:1]]),
        ),
        (
            "hours",
            "short",
            bool(booking_format.hours)
            and not any(_span_minutes(hours) >= booking_format.minutes for hours in booking_format.hours),
        ),
    )
    for field, reason, wrong in faults:
        if wrong:
            raise Invalid(field=field, reason=reason)


def read_hours(text: str) -> tuple[WeeklyHours, ...]:
    """Parse weekly hours such as « jeudi 14 h-17 h », separated by lines or commas.

    Raises Invalid with the field "hours" and a reason: "unread" with the `line`, "order" if a range ends before it
    begins, or "quarter" if a range does not begin and end on a quarter of an hour."""
    found: dict[int, list[tuple[int, int]]] = {}
    for line in filter(None, (part.strip() for part in re.split(r"[\n,;]", text))):
        parts = _HOURS.fullmatch(line.replace("\u202f", " ").replace("\u00a0", " "))
        weekday = next((at for at, day in enumerate(_DAYS) if parts and _names_day(parts[1], day)), None)
        if parts is None or weekday is None:
            raise Invalid(field="hours", reason="unread", line=line)
        try:
            starts, ends = parse_clock(parts[2]), parse_clock(parts[3])
        except ValueError:
            raise Invalid(field="hours", reason="unread", line=line) from None
        if starts % QUARTER or ends % QUARTER:
            raise Invalid(field="hours", reason="quarter")
        if ends <= starts:
            raise Invalid(field="hours", reason="order", line=line)
        found.setdefault(weekday, []).append((starts, ends))
    ranges = [(day, span) for day, spans in sorted(found.items()) for span in merge_ranges(spans)]
    return tuple(WeeklyHours(day, write_clock(starts), write_clock(ends)) for day, (starts, ends) in ranges)


def write_hours(hours: Iterable[WeeklyHours]) -> str:
    """Return weekly hours as text that `read_hours` can parse, one range a line."""
    return "\n".join(f"{_DAYS[span.weekday]} {_clock_text(span.starts)}-{_clock_text(span.ends)}" for span in hours)


def _names_day(typed_day: str, day: str) -> bool:
    return len(typed_day) >= 3 and day.startswith(typed_day.lower().removesuffix("s"))


def _clock_text(clock: str) -> str:
    hour, minute = divmod(parse_clock(clock), 60)
    return f"{hour}\u00a0h" if not minute else f"{hour}\u00a0h\u00a0{minute:02}"


def _span_minutes(hours: WeeklyHours) -> int:
    return min(parse_clock(hours.ends), MINUTES_A_DAY) - parse_clock(hours.starts)
