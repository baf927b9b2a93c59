"""The cells of logbooks: their own one, or none; which routes are tried by some alone."""

from bot.programme.model import Relation

Standing = tuple[Relation, bool]
_OWN: tuple[Standing, ...] = ((Relation.OWNER, False), (Relation.NONE, False))
READING = ("/carnet", *(f"logbook.{verb}" for verb in ("open", "month", "file", "erase")))
KEEPING = (
    *("keep", "drop", "write", "written", "skills", "followed", "assess", "assessed", "hour", "hour_kept", "no_hour"),
    *("talk", "preview", "shared"),
)
OF_NO_PROMOTION = {"logbook.read", "logbook.keep"}
STANDINGS: dict[str, tuple[Standing, ...]] = dict.fromkeys(READING, _OWN)
SAMPLED = {
    **dict.fromkeys(("logbook.open", "logbook.month", "logbook.file"), "/carnet"),
    **{f"logbook.{verb}": "logbook.written" for verb in KEEPING if verb not in ("written", "shared", "hour_kept")},
}
