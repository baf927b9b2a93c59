"""A promotion with channels for the journeys of gatherings: three métiers, two coachs, two porteurs, a sponsor."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import update

from bot.agenda.model import Part, Reply
from bot.dates.paris import day_of
from bot.gatherings import sheets
from bot.gatherings.kinds import CONFERENCE, KINDS, PAIRS
from bot.gatherings.model import Gathering, GatheringSheet, Series
from bot.gatherings.series import occurrence
from bot.programme.model import Entry, Membership
from bot.programme.roles import Metier, Role
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.memory.views import View
from bot.sandbox.people.person import Person
from storage.agenda import appointments
from storage.gatherings import gathering_series, occurrences
from storage.gatherings.titles import SPEAKER_AGREED
from storage.programme import history, people, promotions
from storage.programme.people import memberships
from tests.journeys.promotion import NOW, Promotion, plain, seen_last
from tests.patience import PATIENCE
from tests.promotion import enter, settle_in

DESIGN, DEV, DATA = Metier.DESIGN.value, Metier.DEVELOPPEMENT.value, Metier.SCIENCE_DONNEE.value
# key → name, role, défi (by its key in Promotion.ids, None for none), métier. Léa, Sami and Inès are of the promotion.
BEHIND = "Autres actions"
MORE = {
    "ali": ("Ali Bernard", Role.EIG, "relais", DESIGN),
    "zoe": ("Zoé Garnier", Role.EIG, "relais", DEV),
    "tom": ("Tom Lefèvre", Role.EIG, "carte", DATA),
    "paul": ("Paul Mercier", Role.PORTEUR, "carte", None),
    "rita": ("Rita Lopes", Role.PORTEUR, "relais", None),
    "serge": ("Serge Blanc", Role.SPONSOR, "carte", None),
}
OWN_METIERS = {"lea": DESIGN, "sami": DEV, "ines": DATA}
VISIO = "https://visio.example.org/{room}"
IN_THREE_WEEKS = (NOW + timedelta(days=22)).replace(hour=14)  # Tuesday 26 May: announced on 12 May at 9 h
LONG_AGO = "2026-01-12 T09:00"  # a rule that brings nothing more about by itself
_drafts = count(1)
_numbers = count(1)


@dataclass
class Gatherings:
    """The promotion with its channels; `people` by key, who is unknown to the programme (Nadia) among them."""

    promotion: Promotion
    channel: Channel  # of the promotion
    porteurs: Channel
    people: dict[str, Person]
    ids: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, key: str) -> Person:
        """Give somebody by their key: `gatherings.lea`."""
        people: dict[str, Person] = self.__dict__["people"]
        if key not in people:
            raise AttributeError(key)
        return people[key]

    @property
    def eig(self) -> list[str]:
        """The keys of the EIG."""
        return ["lea", "sami", "ines", "ali", "zoe", "tom"]

    def series(self, dispositif: str = PAIRS, *, by: str = "claire", **values: object) -> Series:
        """Write a series, of all métiers where it is one between peers."""
        given: dict[str, Any] = {
            "id": 0,
            "promotion_id": self.promotion.ids["promotion"],
            "dispositif": dispositif,
            "rule": LONG_AGO,
            "minutes": KINDS[dispositif].minutes,
            "organiser_id": self.ids[by],
            "metiers": (DESIGN, DEV, DATA) if dispositif == PAIRS else (),
            **values,
        }
        with self.promotion.database.transaction() as tx:
            series_id = gathering_series.add(tx, Series(**given), draft_id=f"draft {next(_drafts)}", now=self.now)
            return sheets.get_series(tx, series_id)

    def make(self, series: Series, starts: datetime = IN_THREE_WEEKS, *, title: str | None = None) -> Gathering:
        """Make an occurrence at a time, titled or not; a conference with a title has somebody who speaks too."""
        with self.promotion.database.transaction() as tx:
            made = occurrence.make_occurrence(
                tx,
                series,
                period=f"{starts:%Y-%m}",
                starts=starts,
                day_by_rule=day_of(starts),
                visio_url=VISIO,
                now=self.now,
            )
            assert made is not None
            if title is not None:
                occurrences.change(tx, made.id, title=title)
            if title is not None and series.dispositif == CONFERENCE:
                anne = self.ids.get("anne") or people.add(tx, name="Anne Petit", email=f"anne.{made.id}@example.org")
                self.ids["anne"] = anne
                appointments.set_participant(
                    tx, made.appointment_id, anne, part=Part.EXPERT, reply=Reply.COMES, sees_need=False
                )
                history.record(tx, Entry(anne, SPEAKER_AGREED, "gathering", made.id, self.now, str(anne)))
        return made

    def change(self, gathering: Gathering, **values: object) -> None:
        """Set columns of an occurrence, as a coach's form would."""
        with self.promotion.database.transaction() as tx:
            occurrences.change(tx, gathering.id, **values)

    def sheet(self, gathering: Gathering) -> GatheringSheet:
        """Give what is known of an occurrence now."""
        with self.promotion.database.reading() as reading:
            return sheets.describe_gathering(reading, gathering.id)

    @property
    def now(self) -> datetime:
        """The story's time."""
        return self.promotion.stage.clock()

    def go_to(self, to: datetime) -> None:
        """Move time to `to` by stepping, and let all happen that falls due on the way."""
        self.promotion.stage.advance(to)

    def settle(self) -> None:
        """Let the two seconds go by in which changes of a card join, and wait until the bot owes nothing."""
        self.go_to(self.now + timedelta(seconds=3))

    def announced(self, gathering: Gathering) -> Message:
        """Move time to a gathering's announcement; give the newest message of the promotion's channel."""
        self.go_to(gathering.announce_at + timedelta(seconds=30))
        found = self.promotion.stage.slack.wait_for(self.cards, seconds=PATIENCE)
        assert found, "nothing was announced"
        self.settle()
        return self.cards()[-1]

    def cards(self, channel: Channel | None = None) -> list[Message]:
        """Give the announcements in the promotion's channel, or another, that take answers."""
        found = (channel or self.channel).messages
        return [one for one in found if "Je viens" in map(plain, one.buttons)]

    def press(self, who: Person, label: str, *, message: Message | None = None) -> None:
        """Click the button of these plain words, in the modal first, then in the message or the newest that has it."""
        shown = [*(who.modal.buttons if who.modal else []), *(message.buttons if message else who.buttons())]
        if label not in map(plain, shown) and BEHIND in shown:
            who.click(BEHIND, message=message)
            view = self.promotion.stage.slack.wait_for(lambda: who.modal, seconds=PATIENCE)
            shown = view.buttons if view else []
        found = [one for one in shown if plain(one) == label]
        assert found, f"{who.name} sees no « {label} » but {[plain(one) for one in shown]}"
        assert who.click(found[0], message=message).error is None

    def answered(self, who: Person, label: str, *, message: Message | None = None) -> str:
        """Press, and give what this person alone is answered."""
        before = len(who.replies())
        self.press(who, label, message=message)
        if (card := who.modal) is not None:  # it stood behind « Autres actions », and is answered over it
            view = self.promotion.stage.slack.wait_for(
                lambda: (top := who.modal) and top.id != card.id and top, seconds=PATIENCE
            )
            assert view, f"nothing is said to « {label} »"
            who.close(all=True)
            return plain(view.text)
        assert self.promotion.stage.slack.wait_for(lambda: len(who.replies()) > before, seconds=PATIENCE)
        return seen_last(who)

    def opens(self, who: Person, label: str, *, title: str, message: Message | None = None) -> View:
        """Press, and give the modal that opens."""
        self.press(who, label, message=message)
        view = self.promotion.stage.slack.wait_for(
            lambda: (top := who.modal) and plain(top.title) == title and top, seconds=PATIENCE
        )
        assert view, f"{who.name} has {who.modal and who.modal.title!r} open, not {title!r}"
        return view

    def send(self, who: Person) -> list[str]:
        """Submit; give what is said on the fields, in their order."""
        done = who.submit()
        assert (done.error, done.delivered) == (None, True), done
        return [plain(one) for one in done.errors.values()]

    def inbox(self, key: str) -> list[str]:
        """Give somebody's messages from the bot, in plain words, the newest last."""
        return [plain(one.words) for one in self.people[key].inbox()]


def gather_channels(promotion: Promotion, *, without: Iterable[str] = ()) -> Gatherings:
    """Add the others and the channels to the journeys' promotion; `without`: channels that it has not."""
    slack, number = promotion.stage.slack, next(_numbers)
    known = {key: getattr(promotion, key) for key in ("lea", "sami", "ines", "claire", "david", "nadia")}
    more = {key: slack.add_person(one[0], email=f"{key}.{number}@example.org") for key, one in MORE.items()}
    cast = known | more
    eig = ["lea", "sami", "ines", "ali", "zoe", "tom"]
    channel = slack.add_channel("promotion", members=[cast[key] for key in (*eig, "claire", "david")])
    porteurs = slack.add_channel("porteurs", members=[cast[key] for key in ("paul", "rita", "claire", "david")])
    ids = dict(promotion.ids)
    with promotion.database.transaction() as tx:
        for key, (name, role, defi, metier) in MORE.items():
            of = Membership(role, ids["promotion"], ids[defi], metier)
            ids[key] = enter(tx, name, of, email=f"{key}.{number}@example.org")
        for key, metier in OWN_METIERS.items():
            mine = memberships.c.person_id == ids[key]
            tx.execute(update(memberships).where(mine).values(metier=metier))
        settle_in(tx)
        named = {"promotion": channel.id, "porteurs": porteurs.id}
        given = {f"channel_{use}": one for use, one in named.items() if use not in without}
        promotions.change_promotion(tx, ids["promotion"], **given)
    return Gatherings(promotion, channel, porteurs, cast, ids)
