"""The cells of actions and of committees' sheets: how somebody can stand to one, and which are tried by some alone."""

from bot.programme.model import Relation

Standing = tuple[Relation, bool]
_NOBODY: Standing = (Relation.NONE, False)
_TEAM: tuple[Standing, ...] = ((Relation.TEAM, True), _NOBODY)
_WORDS: tuple[Standing, ...] = ((Relation.OWNER, True), (Relation.BOOKER, False), _NOBODY)
_OWNER: tuple[Standing, ...] = ((Relation.OWNER, False), _NOBODY)
_PART: tuple[Standing, ...] = ((Relation.GUEST, False), (Relation.HOST, False), _NOBODY)
CLOSING = ("done", "put_off", "later", "drop", "dropped")
MEETING = ("sheet", "decide", "agree", "correct", "decided", "unreached", "left_over")
READING = ("report", "report_paper")
DRAFTING = ("report_write", "report_written", "report_advise", "report_advised", "report_review", "report_publish")
ANSWERING = ("report_say", "report_said", "report_judge", "report_judged", "report_share")
STANDINGS: dict[str, tuple[Standing, ...]] = {
    **{f"records.{verb}": _TEAM for verb in ("add", "placed", "added")},
    **{f"records.{verb}": _OWNER for verb in CLOSING},
    **{f"records.{verb}": _WORDS for verb in ("reword", "reworded")},
    **{f"records.{verb}": _OWNER for verb in ("letter_sent", "letter_undo")},
    **{f"records.{verb}": _PART for verb in MEETING},
    **{f"records.{verb}": _TEAM for verb in (*READING, *ANSWERING)},
}
SAMPLED = {
    **dict.fromkeys(("records.add", "records.placed"), "records.added"),
    **{f"records.{verb}": "records.done" for verb in ("put_off", "later", "drop", "dropped")},
    **{
        f"records.{verb}": "records.decided"
        for verb in ("sheet", "decide", "agree", "correct", "unreached", "left_over")
    },
    "records.reassign": "records.reassigned",
    "records.reword": "records.reworded",
    "records.report_paper": "records.report",
    **{
        f"records.{verb}": "records.report_written"
        for verb in DRAFTING
        if verb not in ("report_written", "report_publish")
    },
    **{f"records.{verb}": "records.report_said" for verb in ANSWERING if verb != "report_said"},
    "records.letter": "records.overview",
    "records.message": "records.list",
    **{f"records.{verb}": "records.overview" for verb in ("touched", "use", "load")},
}


def is_tried(route: str, persona: str, standing: Standing) -> bool:
    """Say whether somebody can stand so: EIG and porteurs alone are of a défi's team."""
    return not (route in STANDINGS and standing[0] is Relation.TEAM) or persona in {"eig", "porteur"}
