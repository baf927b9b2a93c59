"""Who still has something to prepare for an appointment: they alone read « S’y préparer ».

Here, over all features: each has another way to be prepared for.
"""

from bot.agenda.model import CLAIMING, Appointment
from bot.gatherings.groups.presenting import presents_at
from bot.gatherings.kinds import kind_of
from bot.gatherings.subjects import peers
from bot.helpdesk import model as helpdesk
from bot.helpdesk import sheets
from bot.mentoring import model as mentoring
from storage.database import Reading


def prepares(tx: Reading, one: Appointment, person_id: int) -> bool:
    """Say whether this person has yet to prepare for an appointment; a constant number of queries.

    Who hosts or speaks has nothing to, nor who has done it: a team that has given its document or will present its
    subject, whoever wrote what a mentoring is for. A group between peers is prepared once its subject is known, one
    that mixes people by who presents.
    """
    part, key = one.part_of(person_id), one.dispositif
    if part is None or part in CLAIMING or key == mentoring.KEY:
        return False
    if key == helpdesk.KEY:
        request_id = sheets.request_ids(tx, [one.id]).get(one.id)
        return request_id is not None and sheets.describe(tx, request_id).prepares(person_id)
    kind = kind_of(key)
    if kind.votes_subject:
        return bool(peers.subject_of(tx, one))
    return not kind.mixes or presents_at(tx, one.id, person_id)
