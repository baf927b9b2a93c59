"""The scene of a bureau d'aide in which a porteuse without Slack takes part, by mail and browser."""

from datetime import UTC
from email.message import EmailMessage
from functools import partial

from bot.dates.holidays import add_working_days
from bot.dates.paris import day_of, moment_at
from bot.dates.words import moment_words
from bot.demo.letters import newest, opens_link, presses, read, shown
from bot.demo.looks import card, find, flat, modal, saying, seen_alone
from bot.demo.pages import DemoPage
from bot.demo.scenes.booking import FIRST, MODIFY, MORE, SEE, WEEKLY
from bot.demo.scenes.changes import COME_BACK, LEAVE
from bot.demo.show import Show
from bot.demo.stage import MAIL_SERVER, PATIENCE
from bot.planning.replying import read_answers
from bot.sandbox.people.person import Person
from bot.sandbox.post_office import Letter

NEED = "Nous cherchons à quelle équipe du ministère confier notre outil."
PROPOSE, PROPOSED = "Proposer un autre créneau", "Proposer des dates"
WORD = "Réunion de service à la même heure."
EVENING = 18 * 60  # minutes since 0 h: everybody is free then


def live_a_bureau_d_aide(show: Show) -> None:
    """A team invites a porteuse to two séances. She leaves one, rejoins, and learns that the other one is moved."""
    told, who, eig = show.told, show.cast.porteuse_by_mail, show.cast.eigs[-2]  # an EIG of her défi
    told.scene("Une porteuse sans Slack participe à un bureau d’aide, par e-mail")
    slots = _book(show, eig)
    host = show.cast.colleague.name
    first = slots[0].capitalize()  # mails begin their subject with the slot
    told.sees(who, lambda: read(newest(show, who, first)), f"{first}, invitation", host, LEAVE)
    page = opens_link(show, who, LEAVE, first)
    told.sees(
        who,
        lambda: shown(page),
        NEED,
        *(slot.partition(" à ")[0] for slot in slots),
        "Si ce n’est pas vous, ce lien vous a été transmis",
    )
    _leave_and_come_back(show, page, slots[1])
    when = _take_another_time(show, eig, slots[0])
    told.sees(who, lambda: read(newest(show, who, "nouvelle date")), when.capitalize(), f"Au lieu du {slots[0]}", LEAVE)
    told.does(who, "rouvre le premier lien")
    told.sees(who, lambda: shown(DemoPage(page.address)), f"Bureau d’aide {when}", LEAVE)
    _answer_from_a_calendar(show, when)


def _book(show: Show, eig: Person) -> list[str]:
    """Book two séances and invite the porteuse. Return their slots in words."""
    told, who, host = show.told, show.cast.porteuse_by_mail, show.cast.colleague
    told.does(eig, f"tape /bureau-aide, écrit « {NEED} », et veut deux séances avec {host.name}, où vient {who.name}")
    eig.command("/bureau-aide")
    show.opened(eig, FIRST)
    eig.fill("need", NEED)
    show.send(eig, SEE, "Créneau")
    show.press(eig, MODIFY, title=MODIFY)
    eig.choose("sessions", "2\u00a0séances")
    eig.choose("participants", eig.name, who.name)
    eig.choose("host", host.name)
    show.send(eig, SEE, "2 séances", f"{eig.name} et {who.name}", WEEKLY)
    eig.choose(WEEKLY, eig.options(WEEKLY)[0])
    show.send(eig, "Réserver", "C’est réservé")
    slots = [line.removeprefix("• ") for line in modal(eig).split("\n") if line.startswith("• ")]
    eig.close(all=True)
    show.stand()
    return slots


def _leave_and_come_back(show: Show, page: DemoPage, slot: str) -> None:
    told, who, host = show.told, show.cast.porteuse_by_mail, show.cast.colleague
    form = presses(show, who, page, LEAVE, "Séances auxquelles vous ne viendrez pas")
    chosen = next(value for words, value in form.options("sessions").items() if flat(slot) in words.lower())
    gone = presses(show, who, form, "Je ne viendrai pas", "C’est noté", slot, sessions=[chosen])
    show.stand()
    left = f"{who.name} ne pourra pas venir"
    told.sees(host, partial(saying, host, left), left, slot)
    told.sees(who, lambda: read(newest(show, who, "sans vous")), slot.capitalize(), COME_BACK)
    presses(show, who, gone, COME_BACK, "C’est noté, vous venez", slot)
    show.stand()
    back = f"{who.name} viendra finalement"
    told.sees(host, partial(saying, host, back), back, slot)


def _take_another_time(show: Show, eig: Person, slot: str) -> str:
    """The coach proposes another time, and the team accepts. Return the new time in words."""
    told, host, now = show.told, show.cast.colleague, show.stage.clock()
    starts = moment_at(add_working_days(day_of(now), 4), EVENING)
    when = moment_words(starts, now)
    told.does(host, f"clique sur « {MORE} », puis « {PROPOSE} », et choisit {when} à la place du {slot}")
    host.click(MORE, message=card(host, slot))
    show.opened(host, FIRST)
    host.click(PROPOSE)
    show.opened(host, PROPOSED)
    host.fill("Premier créneau", str(int(starts.timestamp())))
    show.send(host, "Proposer", "C’est proposé")
    host.close(all=True)
    show.stage.settle()
    told.does(eig, f"clique sur « Choisir {when} »")
    eig.click(f"Choisir {when}", message=find(eig, f"Choisir {when}"))
    told.sees(eig, partial(seen_alone, eig), "C’est noté", when)
    show.stand()
    return when


def _answer_from_a_calendar(show: Show, slot: str) -> None:
    """She declines in her calendar program. The bot reads its mail by IMAP."""
    told, who, host = show.told, show.cast.porteuse_by_mail, show.cast.colleague
    told.scene("Une porteuse sans Slack répond depuis son logiciel d’agenda")
    invited = newest(show, who, "nouvelle date")
    if invited is None:
        raise LookupError(f"no invitation to {who.name}")
    told.does(who, f"clique sur « Refuser » dans son logiciel d’agenda, et ajoute : « {WORD} »")
    tools, box = show.stage.house.tools, show.stage.slack.replies
    uid = box.put(_declined(invited, show))

    def has_read() -> bool:
        read_answers(tools, 0)
        return uid in box.fetched

    told.checks(
        "le bot lit sa réponse dans la boîte des réponses", show.stage.slack.wait_for(has_read, seconds=PATIENCE)
    )
    show.stand()
    left = f"{who.name} ne pourra pas venir"
    told.sees(host, partial(saying, host, left), left, slot)
    told.sees(host, partial(saying, host, WORD), WORD)


def _declined(invited: Letter, show: Show) -> bytes:
    """Return the mail by which a calendar program declines, as the bot's mail server got it."""
    who, entry, to = show.cast.porteuse_by_mail, invited.calendar, str(invited.message["From"])
    lines = [
        *("BEGIN:VCALENDAR", "PRODID:-//Agenda//FR", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT"),
        *(f"UID:{entry['UID']}", f"SEQUENCE:{entry['SEQUENCE']}"),
        f"DTSTAMP:{show.stage.clock().astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:{who.email}",
        *(f"COMMENT:{WORD}", "END:VEVENT", "END:VCALENDAR", ""),
    ]
    letter = EmailMessage()
    domain = who.email.rpartition("@")[2]
    letter["Authentication-Results"] = f"{MAIL_SERVER}; dmarc=pass header.from={domain}"
    letter["From"], letter["To"], letter["Subject"] = f"{who.name} <{who.email}>", to, "Refusé : bureau d’aide"
    letter.set_content("")
    parameters = {"method": "REPLY", "charset": "utf-8"}
    letter.add_alternative(
        "\r\n".join(lines).encode(), maintype="text", subtype="calendar", cte="base64", params=parameters
    )
    return letter.as_bytes()
