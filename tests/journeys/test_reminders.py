"""Somebody chooses what they are reminded of, a coach what a dispositif reminds of; a reminder is put off, twice."""

from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.agenda.reminders.timetable import ReminderKind, ReminderPolicy, ReminderWishes, WakingHours
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.acks import Submission
from bot.sandbox.people.person import Person
from storage.agenda import reminders
from storage.notices.ledger import notices
from tests.journeys.promotion import NOW, Promotion, first_line, plain, seen_last

TITLE, POLICIES = "Mes messages", "Rappels des dispositifs"
WEEK, EVE = "Votre semaine, le lundi à 9 h", "La veille, s’il manque quelque chose ou s’il faut se déplacer"
LATER = "snooze"


def open_form(promotion: Promotion, person: Person) -> str:
    """Open the form; give its words."""
    person.command("/dispositifs agenda rappels")
    return plain(promotion.opened(person, title=TITLE).text)


def tick(person: Person, *labels: str) -> None:
    person.choose("kinds", *[one for one in person.options("kinds") if plain(one) in labels])


def wishes(promotion: Promotion, key: str = "lea") -> ReminderWishes | None:
    with promotion.database.reading() as reading:
        return reminders.wishes_of(reading, [promotion.ids[key]]).get(promotion.ids[key])


def policy(promotion: Promotion, dispositif: str) -> ReminderPolicy:
    with promotion.database.reading() as reading:
        return reminders.policy_of(reading, dispositif)


def shown(person: Person) -> str:
    assert person.modal
    return plain(person.modal.text)


def weeks(promotion: Promotion, person: Person) -> list[Message]:
    """Give the messages that told somebody of their week."""
    sent = select(notices.c.sent_ts).where(notices.c.kind == ReminderKind.WEEK.value, notices.c.sent_ts.is_not(None))
    with promotion.database.reading() as reading:
        known = set(reading.execute(sent).scalars())
    return [one for one in person.inbox() if one.ts in known]


@pytest.mark.parametrize("way", ["command", "agenda", "home"])
def test_there_are_several_ways_to_one_s_reminders(promotion: Promotion, way: str) -> None:
    lea = promotion.lea
    if way == "home":
        lea.open_home()
        lea.click(TITLE, message=lea.home())
    elif way == "agenda":
        lea.click(TITLE, message=lea.command("/dispositifs agenda"))
    else:
        lea.command("/dispositifs agenda rappels")
    assert promotion.opened(lea, title=TITLE).callback_id == "reminders.keep"


def test_what_is_ticked_is_kept_and_shown_again(promotion: Promotion) -> None:
    lea = promotion.lea
    open_form(promotion, lea)
    assert [plain(one) for one in lea.options("kinds")] == [
        WEEK,
        EVE,
        "Une heure avant, pour ce qui se passe en ligne",
        "Après, si vous avez réservé : le rendez-vous a-t-il eu lieu ?",
    ]
    tick(lea, WEEK, EVE)
    lea.fill("wakes", "10:00")
    lea.fill("sleeps", "00:00")
    assert lea.submit() == Submission()
    assert shown(lea).startswith("Vous recevrez vos rappels dans Slack, entre 10 h et minuit.")
    # What Léa was not asked, since they host nothing, stays as it was.
    assert wishes(promotion) == ReminderWishes(
        frozenset({ReminderKind.WEEK, ReminderKind.EVE, ReminderKind.DAY}), WakingHours(600, 1440)
    )
    lea.close()
    open_form(promotion, lea)
    assert lea.modal
    assert lea.submit() == Submission()
    assert wishes(promotion) == ReminderWishes(
        frozenset({ReminderKind.WEEK, ReminderKind.EVE, ReminderKind.DAY}), WakingHours(600, 1440)
    )


def test_hours_may_pass_midnight_on_one_s_own_clock_and_not_be_none(promotion: Promotion) -> None:
    lea = promotion.lea
    open_form(promotion, lea)
    lea.fill("wakes", "19:00")
    assert lea.submit().errors == {
        "sleeps": "Choisissez une autre heure que pour «\u00a0Ne rien m’envoyer avant\u00a0»."
    }
    assert wishes(promotion) is None
    lea.fill("sleeps", "02:00")
    lea.choose("zone", "À Tahiti")
    assert lea.submit() == Submission()
    said = "Vous recevrez vos rappels dans Slack, entre 19 h et 2 h le lendemain, à Tahiti."
    assert shown(lea).startswith(said)
    assert wishes(promotion) == ReminderWishes(quiet=WakingHours(19 * 60, 2 * 60))


def test_mail_is_a_way_where_the_bot_can_send_any(promotion: Promotion, monkeypatch: pytest.MonkeyPatch) -> None:
    claire = promotion.claire
    settings = vars(promotion.stage.house.tools.settings)
    monkeypatch.setitem(settings, "smtp_url", None)
    assert "Où les recevoir" not in open_form(promotion, claire)
    claire.close()
    monkeypatch.setitem(settings, "smtp_url", SecretStr("smtp://localhost"))
    open_form(promotion, claire)
    assert "Votre journée, à 8 h 30 les jours où vous recevez quelqu’un" in map(plain, claire.options("kinds"))
    claire.choose("by", "Par e-mail")
    assert claire.submit() == Submission()
    assert shown(claire).startswith("Vous recevrez vos rappels par e-mail, entre 8 h et 19 h.")
    assert wishes(promotion, "claire") == ReminderWishes(by_mail=True)


def test_who_wants_nothing_is_left_alone(promotion: Promotion) -> None:
    lea = promotion.lea
    open_form(promotion, lea)
    tick(lea)
    assert lea.submit() == Submission()
    assert shown(lea).startswith("Je ne vous rappellerai rien.")
    assert "Les autres messages arrivent dans Slack." in shown(lea)
    lea.close()
    promotion.book(lea, guests=("Sami Haddad",))
    before = len(lea.inbox())
    promotion.stage.advance(NOW + timedelta(days=4))
    assert (len(lea.inbox()), bool(weeks(promotion, promotion.sami))) == (before, True)


def test_coaches_decide_for_a_dispositif(promotion: Promotion) -> None:
    claire = promotion.claire
    open_form(promotion, claire)
    claire.click(POLICIES)
    assert "Atelier collaboratif : rappeler" in plain(promotion.opened(claire, title="Rappels par dispositif").text)
    claire.choose("dispositif", "Mentorat")
    assert promotion.stage.slack.wait_for(lambda: "Mentorat : rappeler" in shown(claire))
    assert len(claire.options("kinds")) == 4  # mentoring asks by itself
    tick(claire, EVE)
    assert claire.submit() == Submission()
    assert "C’est enregistré pour « Mentorat »." in shown(claire)
    assert policy(promotion, "mentorat") == ReminderPolicy(frozenset({ReminderKind.EVE, ReminderKind.AFTER}))
    assert policy(promotion, "bureau-aide") == ReminderPolicy()
    claire.close()
    assert shown(claire).startswith("Voici ce que je vous rappelle")


def test_an_eig_decides_for_no_dispositif(promotion: Promotion) -> None:
    lea = promotion.lea
    assert POLICIES not in open_form(promotion, lea)
    lea.close()
    lea.press_raw("reminders.policies")
    assert promotion.stage.slack.wait_for(lambda: seen_last(lea).startswith("Seule l’équipe des coachs"))
    lea.submit_raw("reminders.set_policy", private_metadata="bureau-aide")
    assert policy(promotion, "bureau-aide") == ReminderPolicy()


def test_a_forged_dispositif_is_none(promotion: Promotion) -> None:
    promotion.claire.submit_raw("reminders.set_policy", private_metadata="danse" * 20)
    assert promotion.count("reminder_policies") == 0


def test_a_reminder_is_put_off_and_put_off_again(promotion: Promotion) -> None:
    lea, stage = promotion.lea, promotion.stage
    promotion.book(lea)
    nine = NOW + timedelta(hours=1)
    stage.advance(nine)
    (first,) = weeks(promotion, lea)

    def put_off(choice: str, at: datetime) -> str:
        stage.set_clock(at)
        count = len(lea.replies())
        lea.choose(LATER, choice, message=weeks(promotion, lea)[-1])
        assert stage.slack.wait_for(lambda: len(lea.replies()) > count)
        return seen_last(lea)

    assert put_off("Dans une heure", nine).startswith("Je vous le rappelle aujourd’hui à 10 h")
    assert put_off("Dans 10 minutes", nine + timedelta(minutes=1)).startswith("Je vous le rappelle aujourd’hui à 9 h 1")
    stage.advance(nine + timedelta(minutes=15))
    assert (len(weeks(promotion, lea)), weeks(promotion, lea)[0]) == (2, first)
    assert first_line(weeks(promotion, lea)[1]) == first_line(first)
    assert put_off("Dans une heure", nine + timedelta(minutes=20)).startswith("Je vous le rappelle aujourd’hui à 10 h")
    stage.advance(nine + timedelta(hours=3))
    assert len(weeks(promotion, lea)) == 3


def test_what_is_over_is_not_put_off(promotion: Promotion) -> None:
    lea, stage = promotion.lea, promotion.stage
    promotion.book(lea)
    stage.advance(NOW + timedelta(hours=1))
    stage.set_clock(NOW + timedelta(days=1, hours=2))
    lea.choose(LATER, "Dans 10 minutes", message=weeks(promotion, lea)[-1])
    assert stage.slack.wait_for(lambda: seen_last(lea).startswith("Il n’y a plus rien à vous rappeler ici"))
