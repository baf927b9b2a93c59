"""The workspace that the operator's page starts beside a bot of its own: a page, people, channels."""

from pathlib import Path
from urllib.request import urlopen

from bot.demo.rehearsal import PEOPLE, open_workspace, settings
from tests.patience import PATIENCE

PAGE = Path(__file__).parents[2] / "docs" / "exploitation.md"


def test_workspace_has_a_page_people_and_a_channel_without_the_bot() -> None:
    slack, page = open_workspace(port=0, page_port=0)
    try:
        with urlopen(page.address, timeout=PATIENCE) as answer:
            assert answer.status == 200
        assert {one.email for one in slack.people} == {*PEOPLE.values()}
        names = [line.partition("=")[0] for line in settings(slack).splitlines()]
        assert names == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "BOT_COACHES"]
        without = [one.name for one in slack.team.channels.values() if slack.bot_user_id not in one.members]
        assert without == ["sans-bot"]
    finally:
        page.close()
        slack.stop()
    assert "-m bot.demo.rehearsal" in PAGE.read_text()
