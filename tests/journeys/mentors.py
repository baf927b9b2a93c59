"""Three mentors for the journeys' promotion, guests of the workspace; what is done and read in a mentoring cycle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from bot.agenda.pending import UNDO
from bot.dates.hours import WeeklyHours
from bot.dates.paris import from_epoch
from bot.demo.looks import button_for
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from bot.sandbox.words import read_text
from storage.database import Transaction
from tests.journeys.promotion import PARIS, Promotion, plain, seen_last
from tests.patience import PATIENCE
from tests.promotion import enter, settle_in

DATA = "science de la donnée"
DESIGN = "accessibilité"
MENTORS = {"maya": "Maya Benali", "noe": "Noé Lambert", "rose": "Rose Petit"}
AFTERNOONS = [WeeklyHours(day, "14:00", "18:00", None, None) for day in range(5)]
MORNINGS = [WeeklyHours(day, "09:00", "12:30", None, None) for day in (1, 3)]

NEED = "Choisir un modèle pour nos séries & <!channel>"
CONFIRM, ANSWER, DECLINE = "Confirmer les 4 séances", "Répondre séance par séance", "Décliner la demande"
NEXT, WITHDRAW = "Demander à quelqu’un d’autre", "Retirer la demande"
MORE = "Autres actions"
CALENDAR, MOVE, END, LEAVE = (
    "Ajouter à mon agenda",
    "Changer la date",
    "Mettre fin au cycle",
    "Je ne pourrai plus venir",
)
REPLAN, REVIEW, AGAIN = "Choisir un nouveau créneau", "Donner mon avis", "Demander un nouveau cycle"
PLANNED = [f"{day}, de 14 h à 15 h 30" for day in ("mardi 12 mai", "mardi 19 mai", "mardi 26 mai", "mardi 2 juin")]
SECOND = timedelta(seconds=1)
_NEXT_TURN = """
    SELECT min(moment) FROM (
        SELECT min(answer_by) AS moment FROM mentoring_cycles WHERE state IN ('asked', 'offered', 'held', 'answered')
        UNION ALL
        SELECT min(ends) FROM appointments JOIN mentoring_sessions ON appointment_id = appointments.id
        WHERE mentoring_sessions.state = 'confirmed'
        UNION ALL
        SELECT min(starts) - 86400 FROM appointments JOIN mentoring_sessions ON appointment_id = appointments.id
        WHERE mentoring_sessions.state = 'late'
    ) AS turns
"""


@dataclass
class Mentoring:
    """The promotion with its mentors, all in the workspace; mentors are guests without commands."""

    promotion: Promotion
    maya: Person  # has afternoons
    noe: Person  # has no hours
    rose: Person  # has two mornings, and takes one cycle at a time
    titled: str = field(default="Mentorat", init=False)  # what the modal of an opened card is called

    @property
    def people(self) -> dict[str, Person]:
        """Everybody by key, who is unknown to the programme among them."""
        keys = ("lea", "sami", "ines", "claire", "david", "nadia")
        return {key: getattr(self.promotion, key) for key in keys} | {key: getattr(self, key) for key in MENTORS}

    def settle(self) -> None:
        """Wait until the bot owes nothing."""
        self.promotion.stage.settle()

    def go_to(self, to: datetime) -> None:
        """Move time to `to`, and let each turn of a cycle on the way be noted at its moment."""
        stage = self.promotion.stage
        while (due := self._next_turn()) is not None and due <= to:
            stage.advance(due + SECOND)
            assert stage.slack.wait_for(partial(self._is_past, due), seconds=PATIENCE)
        stage.advance(to)

    def press(self, who: Person, label: str, *, message: Message | None = None) -> bool:
        """Click the button of these plain words, in the modal first, then in the message or the newest that has it.

        Return whether it stood behind « Autres actions » of the message.
        """
        if message and label not in map(plain, message.buttons) and MORE in message.buttons and not who.modal:
            who.click(MORE, message=message)
            self.opened(who, self.titled)
            return self.press(who, label) or True
        modal, home = who.modal, who.home()
        shown = [*(modal.buttons if modal else []), *(message.buttons if message else who.buttons())]
        shown += home.buttons if home and message is None else []
        found = [one for one in shown if plain(one) == label]
        assert found, f"{who.name} sees no « {label} » but {[plain(one) for one in shown]}"
        assert who.click(found[0], message=message).error is None
        return False

    def answered(self, who: Person, label: str, *, message: Message | None = None) -> str:
        """Press, and give what this person alone is answered."""
        before = len(who.replies())
        if self.press(who, label, message=message):
            view = self.promotion.stage.slack.wait_for(
                lambda: (top := who.modal) and plain(top.title) != self.titled and top, seconds=PATIENCE
            )
            assert view, f"nothing is said to « {label} »"
            who.close(all=True)
            self.settle()
            return plain(view.text)
        return self.reply(who, before)

    def reply(self, who: Person, before: int) -> str:
        """Give what this person alone is answered after `before` other answers."""
        assert self.promotion.stage.slack.wait_for(lambda: len(who.replies()) > before, seconds=PATIENCE)
        self.settle()
        return seen_last(who)

    def opens(self, who: Person, label: str, *, title: str, message: Message | None = None) -> View:
        """Press, and give the modal that opens."""
        self.press(who, label, message=message)
        return self.opened(who, title)

    def opened(self, who: Person, title: str) -> View:
        """Give the modal of this title once it is on top."""
        view = self.promotion.stage.slack.wait_for(
            lambda: (top := who.modal) and plain(top.title) == title and top, seconds=PATIENCE
        )
        assert view, f"{who.name} has {who.modal and who.modal.title!r} open, not {title!r}"
        return view

    def pick(self, who: Person, field: str, option: str) -> None:
        """Choose in the field of the modal whose label holds these plain words."""
        name = field_of(who, field)
        labels = who.options(name)
        found = [one for one in labels if plain(one) == option]
        assert found, f"no {option!r} but {[plain(one) for one in labels]}"
        who.choose(name, found[0])

    def send(self, who: Person) -> list[str]:
        """Submit; give what is said on the fields, in their order."""
        done = who.submit()
        assert (done.error, done.delivered) == (None, True), done
        return [plain(one) for one in done.errors.values()]

    def done(self, who: Person) -> str:
        """Submit what is right; give what the modal says then, with all closed and everybody told."""
        assert self.send(who) == []
        said = plain(who.modal.text) if who.modal else ""
        if who.modal:
            who.close(all=True)
        self.settle()
        return said

    def hear_of_a_move(self) -> None:
        """Let the two minutes go by after which another time is told."""
        self.promotion.stage.advance(self.promotion.stage.clock() + UNDO + timedelta(seconds=1))

    def begin(
        self, who: Person, *, domain: str = DATA, need: str = NEED, link: str = "", guests: Iterable[str] = ()
    ) -> None:
        """Fill in the first step."""
        who.command("/mentorat")
        self.opened(who, "Mentorat")
        if link or guests:
            self.precise(who)
            who.fill("link", link)
        who.fill("need", need)
        who.choose("domain", domain)
        if guests:
            who.choose("participants", *guests)

    def precise(self, who: Person) -> None:
        """Press « Préciser », and wait for all fields of the first step."""
        self.promotion.turn(who, "Préciser")

    def plan(self, who: Person, *, mentor: str = "Maya Benali", **first: Any) -> None:  # noqa: ANN401 - of `begin`
        """Go through two steps, up to the four séances."""
        self.begin(who, **first)
        assert self.send(who) == []
        self.look_at(who, mentor)

    def look_at(self, who: Person, mentor: str) -> None:
        """Choose in the list who is asked."""
        self.opened(who, "Mentors et mentores")
        labels = ("Voir les 4\u00a0séances", "Lui demander", "Chercher d’autres dates")
        full = next(one for label in labels if (one := button_for(who, label, name=mentor)) != label)
        who.click(full)
        titles = ("Les 4 séances", "Votre demande", "Pas de date possible")
        assert self.promotion.stage.slack.wait_for(lambda: who.modal and plain(who.modal.title) in titles)

    def ask(self, who: Person, **wish: Any) -> None:  # noqa: ANN401 - of `plan`
        """Ask for a cycle, from the command to the cards."""
        self.plan(who, **wish)
        self.done(who)

    def run(self, who: Person, **wish: Any) -> Channel:  # noqa: ANN401 - of `plan`
        """Ask Maya for a cycle that she confirms; give the group conversation."""
        self.ask(who, **wish)
        self.answered(self.maya, CONFIRM)
        return self.groups[-1]

    @property
    def groups(self) -> list[Channel]:
        """The group conversations, the newest last."""
        return [one for one in self.promotion.stage.slack.team.channels.values() if one.kind == "mpim"]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Give what the database holds."""
        with self.promotion.database.reading() as reading:
            return [tuple(row) for row in reading.execute(text(query))]

    def sessions(self) -> list[tuple[Any, ...]]:
        """Give the four rows: appointment, when, its revision, both states; by number."""
        return self.rows(
            "SELECT a.id, a.starts, a.revision, a.state, s.state FROM appointments a"
            " JOIN mentoring_sessions s ON s.appointment_id = a.id ORDER BY s.cycle_id, s.number"
        )

    def cycle_id(self, defi: str = "Carte Vive") -> str:
        """Give the id of this défi's newest cycle."""
        query = "SELECT d.name, max(c.id) FROM mentoring_cycles c JOIN defis d ON d.id = c.defi_id GROUP BY d.name"
        return str(next(newest for name, newest in self.rows(query) if name == defi))

    def history(self) -> list[tuple[str, str | None]]:
        """Give what was done to cycles, and by whom (key; None: the clock)."""
        names = {person: key for key, person in self.promotion.ids.items() if key in self.people}
        rows = self.rows("SELECT action, actor_id FROM history WHERE thing = 'mentoring_cycle' ORDER BY id")
        return [(action, names.get(actor)) for action, actor in rows]

    def _is_past(self, due: datetime) -> bool:
        coming = self._next_turn()
        return coming is None or coming > due

    def _next_turn(self) -> datetime | None:
        found = self.rows(_NEXT_TURN)[0][0]
        return None if found is None else from_epoch(found)


def paris(written: str) -> datetime:
    """Read a clock time of Paris in 2026, "05-12 14:00"."""
    return datetime.fromisoformat(f"2026-{written}").replace(tzinfo=PARIS)


def field_of(who: Person, field: str) -> str:
    """Give the name of the field of the modal whose label holds these plain words."""
    blocks = who.modal.blocks if who.modal else []
    labels = {str(one["block_id"]): plain(read_text(one.get("label"))) for one in blocks if one["type"] == "input"}
    found = [name for name, label in labels.items() if field == name or field in label]
    assert len(found) == 1, f"{field!r} is in {found} of {labels}"
    return found[0]


def card(who: Person) -> Message:
    """Give the newest card of a cycle."""
    titled = [one for one in who.inbox(threads=False) if one.blocks and one.blocks[0]["type"] == "header"]
    return [one for one in titled if not one.words.startswith(("Votre journée", "Votre semaine"))][-1]


def title(message: Message) -> str:
    """Give what is read first of a message, in plain words."""
    return plain(message.words).split("\n")[0]


def dates(message: Message) -> list[str]:
    """Give the séances that a message lists."""
    return [one.removeprefix("• ") for one in plain(message.words).split("\n") if one.startswith("• ")]


def buttons(message: Message) -> list[str]:
    """Give the buttons of a message, in plain words."""
    return [plain(one) for one in message.buttons]


def news(who: Person) -> list[str]:
    """Give the texts of all that is no card and no reminder, threads left out, oldest first."""
    found = who.inbox(threads=False)
    said = [plain(one.text) for one in found if not one.blocks or one.blocks[0]["type"] != "header"]
    return [one for one in said if not one.startswith("Mentorat dans une heure")]


def newest(who: Person) -> Message:
    """Give the newest message, threads left out."""
    return who.inbox(threads=False)[-1]


def gather_mentors(promotion: Promotion) -> Mentoring:
    """Let the mentors join the promotion and the workspace."""
    emails = {key: f"{key}-{promotion.lea.id.lower()}@example.org" for key in MENTORS}
    slack = promotion.stage.slack
    people = {key: slack.add_person(MENTORS[key], email=emails[key], guest="no_commands") for key in MENTORS}
    with promotion.database.transaction() as tx:
        seed_mentors(tx, promotion.ids, emails=emails)
        settle_in(tx)
    promotion.sami.command("/dispositifs agenda")  # his account is known: no group is opened without one
    return Mentoring(promotion, **people)


def seed_mentors(tx: Transaction, ids: dict[str, int], *, emails: Mapping[str, str] | None = None) -> None:
    """Write the mentors beside the promotion; their ids join `ids`."""
    for key, expertises, week, limit in (
        ("maya", (DATA, DESIGN), AFTERNOONS, None),
        ("noe", (DATA,), [], None),
        ("rose", (DATA,), MORNINGS, 1),
    ):
        ids[key] = enter(
            tx,
            MENTORS[key],
            Membership(Role.MENTOR),
            email=(emails or {}).get(key, f"{key}@example.org"),
            week=week,
            expertises=expertises,
            cycles_max=limit,
        )
