"""The notices about conferences and the promotion's seminar: who speaks, the questions, another place."""

from collections.abc import Mapping

from bot.clock import Now
from bot.gatherings import seminars
from bot.gatherings.conference import questions, talks
from bot.gatherings.model import Purpose
from bot.gatherings.sheets import describe
from bot.gatherings.subjects import service as subjects
from bot.notices.model import Action, Notice
from bot.tools import Reading
from handlers.gatherings.questions import views as questions_views
from handlers.gatherings.seminars import views as seminars_views
from handlers.gatherings.talks import views as talks_views
from handlers.kit.blocks import Message

from .messages import Renderer


def gatherings_talks_renderers(now: Now) -> Mapping[str, Renderer]:
    """Give the renderers of all that is told about them, by Slack or by mail."""

    def speaker(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        return talks_views.speaker(sheet, notice.person_id or 0, posted=_posted(notice), now=now())

    def unasked(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        return talks_views.unasked(sheet, notice.person_id or 0, posted=_posted(notice), now=now())

    def handed(reading: Reading, notice: Notice) -> Message | None:
        sheet = describe(reading, notice.subject_id)
        several = subjects.proposed(reading, notice.subject_id, purpose=Purpose.QUESTION)
        stands = not sheet.is_cancelled and notice.detail == str(int(sheet.appointment.starts.timestamp()))
        if several and (stands or _posted(notice)):
            return questions_views.handed(sheet, several, now=now())
        return questions_views.withdrawn(sheet, now=now()) if _posted(notice) else None

    def placed(reading: Reading, notice: Notice) -> Message | None:
        return seminars_views.placed(describe(reading, notice.subject_id), now=now())

    return {
        talks.SPEAKER: speaker,
        talks.UNASKED: unasked,
        questions.HANDED: handed,
        seminars.PLACED: placed,
    }


def _posted(notice: Notice) -> bool:
    return notice.action is Action.UPDATE
