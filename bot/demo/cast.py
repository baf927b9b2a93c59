"""The made-up promotion: its people, channels and files, and the Monday on which the story starts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files

from bot.dates.holidays import is_working_day
from bot.dates.hours import parse_clock
from bot.dates.paris import moment_at
from bot.dates.phases import add_months
from bot.programme.files.kind import read_file
from bot.programme.files.people import PeopleFile, PersonRow
from bot.programme.roles import ROLE_WORDS, Role
from bot.sandbox.memory.channels import Channel
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox

ELSEWHERE = {"joachim.lafleur@example.org": "America/Cayenne"}  # {e-mail: time zone} of accounts outside Paris time
BY_MAIL = {"porteuse": "hanae.duvivier@example.org", "mentor": "rachid.benhaddou@example.org"}  # no Slack account
STRANGER = ("Nadia Petit", "nadia.petit@example.org")


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A person without a Slack account, who uses mail and a browser."""

    name: str
    email: str


@dataclass(frozen=True)
class Cast:
    """The people of the story: EIG of three teams, two coaches, three mentors, two porteurs, a stranger, and others.

    `porteuse_by_mail` and `mentor_by_mail` have no Slack account. `mentor` and `other_mentor` have published hours,
    `busy_mentor` has not. `welcomed`: people who get a welcome message.
    """

    eig: Person
    teammate: Person
    second_teammate: Person
    rival: Person
    reader: Person  # of the rival's team
    coach: Person
    colleague: Person
    mentor: Person
    other_mentor: Person
    busy_mentor: Person
    expert: Person
    sponsor: Person
    stranger: Person
    eigs: tuple[Person, ...]
    leads: tuple[Person, ...]  # the porteurs
    porteuse_by_mail: Correspondent
    mentor_by_mail: Correspondent
    welcomed: tuple[Person, ...]
    promotion: Channel
    coachs: Channel
    porteurs: Channel


def story_start(today: date) -> datetime:
    """Return 9 h in Paris on the first Monday, from `today` on, that is a working day (for `make demo`)."""
    day = today + timedelta(days=-today.weekday() % 7)
    while not is_working_day(day):
        day += timedelta(days=7)
    return moment_at(day, parse_clock("9h"))


def gather(slack: Sandbox) -> Cast:
    """Create the channels and the accounts of all people in the file, and of one person who is in no file."""
    written = {row.email: Correspondent(row.name, row.email) for row in _rows()}
    rows = [row for row in _rows() if row.email not in BY_MAIL.values()]
    accounts = {
        row.email: slack.add_person(
            row.name,
            email=row.email,
            guest="no_commands" if Role.MENTOR in row.roles else False,
            tz=ELSEWHERE.get(row.email, "Europe/Paris"),
        )
        for row in rows
    }
    stranger = slack.add_person(STRANGER[0], email=STRANGER[1])
    everybody = [*accounts.values(), stranger]
    by_role = {role: [accounts[row.email] for row in rows if role in row.roles] for role in Role}
    coachs, porteurs = by_role[Role.COACH], by_role[Role.PORTEUR]
    eig = [row for row in rows if Role.EIG in row.roles]
    hours = _read("disponibilites.csv")
    mentors = [row.email for row in rows if Role.MENTOR in row.roles]
    planned = [accounts[email] for email in mentors if email in hours]
    first = eig[0]
    teammates = [row for row in eig[1:] if row.defis == first.defis]
    rival = next(row for row in eig if row.defis != first.defis)
    return Cast(
        eig=accounts[first.email],
        teammate=accounts[teammates[0].email],
        second_teammate=accounts[teammates[1].email],
        rival=accounts[rival.email],
        reader=accounts[next(row for row in eig if row.defis == rival.defis and row is not rival).email],
        coach=coachs[0],
        colleague=coachs[1],
        mentor=planned[0],
        other_mentor=planned[1],
        busy_mentor=next(accounts[email] for email in mentors if email not in hours),
        expert=by_role[Role.EXPERT][0],
        sponsor=by_role[Role.SPONSOR][0],
        stranger=stranger,
        eigs=tuple(by_role[Role.EIG]),
        leads=tuple(porteurs),
        porteuse_by_mail=written[BY_MAIL["porteuse"]],
        mentor_by_mail=written[BY_MAIL["mentor"]],
        welcomed=tuple(accounts[row.email] for row in rows),
        promotion=slack.add_channel("promotion-eig", members=everybody),
        coachs=slack.add_channel("coachs-eig", members=coachs, private=True),
        porteurs=slack.add_channel("porteurs-eig", members=[*coachs, *porteurs], private=True),
    )


def first_coach() -> str:
    """Return the e-mail of the coach with whom a bot without data begins."""
    return next(row.email for row in _rows() if Role.COACH in row.roles)


def role_words(slack: Sandbox) -> dict[str, str]:
    """Return {account id: role} for the people of the story: « EIG », « coach ». The stranger is left out."""
    rows = {row.email: row for row in _rows()}
    return {
        person.id: ", ".join(ROLE_WORDS[role][0] for role in rows[person.email].roles)
        for person in slack.people
        if person.email in rows
    }


def part_words(slack: Sandbox) -> dict[str, str]:
    """Return {account id: role and team}: « EIG, Guichet Clair »."""
    defis = {row.email: row.defis for row in _rows()}
    return {
        name: ", ".join([words, *defis[slack.person(name).email or ""]]) for name, words in role_words(slack).items()
    }


def promotion_files(cast: Cast, *, begins: date) -> list[tuple[str, bytes]]:
    """Return (name, content) of the three files that a programme imports, for a promotion that begins on this day."""
    promotion = _read("promotion.toml").format(
        starts_on=begins.isoformat(),
        ends_on=(add_months(begins, 10) - timedelta(days=1)).isoformat(),
        promotion=cast.promotion.id,
        coachs=cast.coachs.id,
        porteurs=cast.porteurs.id,
    )
    others = [(name, _read(name).encode()) for name in ("personnes.csv", "disponibilites.csv")]
    return [("promotion.toml", promotion.encode()), *others]


def _rows() -> tuple[PersonRow, ...]:
    name = "personnes.csv"
    people = read_file(name, _read(name).encode())
    if not isinstance(people, PeopleFile):
        raise TypeError(f"{name} names no people")
    return people.rows


def _read(name: str) -> str:
    return files("bot.demo").joinpath("files", name).read_text(encoding="utf-8")
