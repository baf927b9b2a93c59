"""The kinds of notices and how each is drawn, borrowing the features' views: the registry of `Messages`."""

from bot.catalogue import service as catalogue
from bot.clock import Now
from bot.dates.reader import told_in
from bot.notices import answers, team
from bot.notices.model import Notice
from bot.programme.service import identify
from bot.tools import Reading
from handlers.catalogue.listeners import draw, upcoming
from handlers.catalogue.views import NO_DATES, Seen
from handlers.kit.blocks import Message
from handlers.programme import views as programme_views

from .agenda_messages import agenda_renderers, rooms_renderers
from .following import follow_ups
from .gatherings_announcement_messages import gatherings_announcement_renderers, gatherings_nudge_renderers
from .gatherings_groups_messages import gatherings_groups_renderers
from .gatherings_series_messages import gatherings_series_renderers
from .gatherings_subjects_messages import gatherings_subjects_renderers
from .gatherings_talks_messages import gatherings_talks_renderers
from .helpdesk_messages import helpdesk_renderers
from .home_messages import home_renderers
from .hosting_messages import hosting_renderers
from .invitation_messages import copy_renderers, invitation_renderers, mailed
from .late_messages import late_renderers
from .mentoring_messages import mentoring_renderers
from .messages import Messages, Renderer
from .reminder_messages import reminder_renderers
from .welcome_messages import welcome_renderers


def make_messages(now: Now, help_lines: list[str]) -> Messages:
    """Give the renderers of all kinds; `help_lines` are those of the features, for who asks for help in a DM."""

    def answer(reading: Reading, notice: Notice) -> Message:
        wanted, asked_by = answers.read_answer(notice.detail)
        seen = Seen.ALONE if notice.thread_ts is None else Seen.SHARED
        asker = identify(reading, asked_by)
        menu = catalogue.open_menu(reading, asker, now=now())
        with told_in(asker.zone if seen is Seen.ALONE else None):
            coming = upcoming(reading, asker, wanted.keys[0], now=now()) if wanted.keys else NO_DATES
        return draw(menu, wanted, help_lines=help_lines, seen=seen, upcoming=coming)

    def stranger(reading: Reading, notice: Notice) -> Message:
        known = identify(reading, notice.detail).roles
        return (programme_views.waiting if known else programme_views.stranger)(notice.detail)

    def waiting(_reading: Reading, notice: Notice) -> Message:
        return programme_views.waiting(notice.detail)

    told = {  # goes by mail too, to who has no Slack
        **helpdesk_renderers(now),
        **hosting_renderers(now),
        **mentoring_renderers(now),
        **gatherings_announcement_renderers(now),
        **gatherings_groups_renderers(now),
        **gatherings_subjects_renderers(now),
        **gatherings_talks_renderers(now),
        **rooms_renderers(now),
    }
    own: dict[str, Renderer] = {
        answers.KIND: answer,
        team.STRANGER: stranger,
        team.WAITING: waiting,
        **told,
        **agenda_renderers(now),
        **home_renderers(now),
        **mailed({**reminder_renderers(now), **gatherings_nudge_renderers(now)}),
        **gatherings_series_renderers(now),
        **late_renderers(now),
        **welcome_renderers(now),
        **invitation_renderers(now),
        **copy_renderers(told),
    }
    return Messages(own, on_failed=follow_ups(now, copied=told))
