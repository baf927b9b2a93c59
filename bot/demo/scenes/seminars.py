"""Scenes of both seminars: the promotion's, with access needs, and the porteurs', with subjects."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.demo.gatherings import (
    COME,
    Step,
    all_answer,
    announced_at,
    next_of,
    open_date,
    opens,
    pass_seconds,
    posted,
    posted_words,
    reads,
    sends,
    writes,
)
from bot.demo.looks import flat, modal, saying, seen_alone
from bot.demo.scenes.groups import SHORT, propose, vote, who_came
from bot.demo.show import Show
from bot.gatherings.kinds import PORTEURS, SEMINAR
from bot.gatherings.model import GatheringSheet
from bot.sandbox.memory.messages import Message

SEMINAR_NAME, PORTEURS_NAME = "Séminaire de la promotion", "Séminaire des porteurs et porteuses"
PREPARE, SHEET, NEEDS = "Préparer la fiche", "Voir la fiche pratique", "Voir les besoins"
SAY_NEED, NEED_TITLE = "Dire un besoin d’accessibilité", "Accessibilité"
THEMES, PLACE = "Ce qui restera de nos défis.", "Ferme des Tilleuls, 3 chemin du Lavoir"
PRACTICAL = "Gare de Val-d’Ambre, puis 10 minutes à pied. Repas sur place."
NEED = "Une boucle magnétique dans la salle."
SUBJECT, SUPPORT = "Pérenniser un défi après le départ des EIG", "Soutenir ou proposer un sujet"
INVITE, GUEST = "Inviter un ou une collègue", ("Noé Petitjean", "noe.petitjean@example.org")
SHARE, SHARED = "Partager ce que j’en retiens", "Nommer dès maintenant qui reprendra le code."


@dataclass(frozen=True, slots=True)
class PromotionSeminar:
    """Two days: themes, a place, an information sheet, and an access need that the organiser alone can read."""

    show: Show
    sheet: GatheringSheet

    @classmethod
    def of(cls, show: Show, *, after: datetime) -> "PromotionSeminar":
        """Return the next seminar of the story."""
        return cls(show, next_of(show, SEMINAR, after=after))

    def prepare(self) -> None:
        """The coach enters the practical information."""
        show, coach = self.show, self.show.cast.coach
        open_date(show, coach, SEMINAR_NAME)
        opens(show, coach, PREPARE, title=PREPARE)
        writes(show, coach, {"abstract": THEMES, "place": PLACE, "sheet": PRACTICAL})
        sends(show, coach, "Enregistrer", "C’est noté")

    def steps(self) -> list[Step]:
        """Return what happens, step by step."""
        return [
            Step(announced_at(self.sheet), "Le séminaire de la promotion est annoncé", self._come),
            who_came(self.show, self.show.cast.coach, self.sheet, SEMINAR_NAME),
        ]

    def _come(self) -> None:
        show, cast, told = self.show, self.show.cast, self.show.told
        several, person = cast.eigs[:5], cast.second_teammate
        told.sees(cast.eig, self._said, SEMINAR_NAME, THEMES, PLACE, SHEET, SAY_NEED)
        all_answer(show, several, self._card())
        told.sees(cast.eig, self._said, "5 personnes viennent")
        opens(show, cast.eig, SHEET, title="Fiche pratique", message=self._card())
        told.sees(cast.eig, partial(modal, cast.eig), PRACTICAL)
        cast.eig.close(all=True)
        opens(show, person, SAY_NEED, title=NEED_TITLE, message=self._card())
        told.sees(person, partial(modal, person), "Qui le lira : la personne qui organise")
        writes(show, person, {"need": NEED})
        sends(show, person, "Envoyer", "C’est noté")
        open_date(show, cast.coach, SEMINAR_NAME)
        reads(show, cast.coach, NEEDS, person.name, NEED, title="Besoins")
        told.does(cast.colleague, "essaie de voir les besoins")
        cast.colleague.press_raw("gatherings.needs", value=str(self.sheet.gathering.id))
        told.sees(cast.colleague, partial(seen_alone, cast.colleague), "Seule la personne qui organise ou anime")
        with show.stage.slack.team.lock:
            several_ = [message for place in show.stage.slack.team.channels.values() for message in place.messages]
        told.checks(
            "le besoin n’est dans aucun message", all(flat(NEED) not in flat(message.words) for message in several_)
        )

    def _card(self) -> Message | None:
        return posted(self.show.cast.promotion, SEMINAR_NAME, COME)

    def _said(self) -> str:
        return posted_words(self.show.cast.promotion, SEMINAR_NAME, COME)


@dataclass(frozen=True, slots=True)
class PorteursSeminar:
    """Half a day: subjects that people propose and support, a guest, shared documents."""

    show: Show
    sheet: GatheringSheet

    @classmethod
    def of(cls, show: Show, *, after: datetime) -> "PorteursSeminar":
        """Return the next seminar of the story."""
        return cls(show, next_of(show, PORTEURS, after=after))

    def steps(self) -> list[Step]:
        """Return what happens, step by step."""
        return [
            Step(announced_at(self.sheet), "Le séminaire des porteurs et porteuses est annoncé", self._choose),
            Step(self.sheet.appointment.ends + SHORT, "Après le séminaire, un partage", self._share),
            who_came(self.show, self.show.cast.colleague, self.sheet, PORTEURS_NAME),
        ]

    def _choose(self) -> None:
        show, cast, told = self.show, self.show.cast, self.show.told
        first, second = cast.leads
        told.sees(first, self._said, PORTEURS_NAME, "Proposer un sujet")
        propose(show, first, SUBJECT, self._card())
        show.stand()  # then look at each person's messages
        vote(show, second, SUBJECT, self._card(), label=SUPPORT)
        told.sees(cast.sponsor, partial(saying, cast.sponsor, PORTEURS_NAME), PORTEURS_NAME, COME)
        vote(show, cast.sponsor, SUBJECT, None, label=SUPPORT)
        pass_seconds(show)
        told.sees(first, self._said, f"{SUBJECT} (3 soutiens)")
        opens(show, first, INVITE, title="Inviter", message=self._card())
        writes(show, first, {"Ou son nom": GUEST[0], "Et son adresse e-mail": GUEST[1]})
        sends(show, first, "Envoyer l’invitation", f"{GUEST[0]} reçoit l’invitation")
        show.stage.settle()
        letters = show.stage.slack.post.inbox(GUEST[1])
        told.checks(f"{GUEST[0]} a reçu son invitation par e-mail", len(letters) == 1)
        all_answer(show, cast.leads, self._card())

    def _share(self) -> None:
        show, lead, channel = self.show, self.show.cast.leads[0], self.show.cast.porteurs
        show.told.sees(lead, partial(posted_words, channel, SHARE), "merci à toutes les personnes présentes", SHARE)
        opens(show, lead, SHARE, title="Partager", message=posted(channel, SHARE))
        writes(show, lead, {"Ce que vous en retenez": SHARED})
        sends(show, lead, "Partager", "Merci, c’est partagé")
        show.stage.settle()
        show.told.sees(
            show.cast.leads[1], partial(posted_words, channel, SHARED), f"Ce que {lead.name} retient", SHARED
        )

    def _card(self) -> Message | None:
        return posted(self.show.cast.porteurs, PORTEURS_NAME, COME)

    def _said(self) -> str:
        return posted_words(self.show.cast.porteurs, PORTEURS_NAME, COME)
