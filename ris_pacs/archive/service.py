"""The front door of the archive: what the other modules of imaging may ask and do."""

from collections.abc import Sequence

from sqlmodel import Session

from kernel.access import SYSTEM, Actor
from ris_pacs.archive.correcting import Packed, pack, recount, turn, unpack
from ris_pacs.archive.deciding import changes, match, try_again, undo, unmatch
from ris_pacs.archive.errors import FrameNotThere, NoSuchStudy, PictureDamaged, PictureStoreFull
from ris_pacs.archive.finding import Wanted, query, runs, studies
from ris_pacs.archive.frame_source import FrameSource
from ris_pacs.archive.incoming import Incoming, NotDicom, Ready, place, prepare, take_file
from ris_pacs.archive.indexing import describe, index_waiting
from ris_pacs.archive.jsons import compact, element, joined
from ris_pacs.archive.matching import names_agree
from ris_pacs.archive.models import (
    ImagingConflict,
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
    StudyAct,
    StudyChange,
    StudyState,
)
from ris_pacs.archive.permissions import READ, UNMATCHED
from ris_pacs.archive.reading import CHARSETS
from ris_pacs.archive.reading import FIRST as HEAD
from ris_pacs.archive.receiving import TOPIC, lost, note, unwanted
from ris_pacs.archive.receiving import keep as keep_ready
from ris_pacs.archive.remembering import Kept, Memory, Outcome
from ris_pacs.archive.search_index import holding
from ris_pacs.archive.showing import (
    by_id,
    file,
    frame,
    frame_in,
    instance,
    instances,
    metadata,
    one_series,
    overlays,
    patient_name,
    series,
    series_json,
    store,
    study,
    study_json,
    visible,
)
from ris_pacs.archive.storage import State, full, state
from ris_pacs.archive.stores import Draft, LocalStore, store_of

__all__ = [
    "CHARSETS",
    "HEAD",
    "READ",
    "TOPIC",
    "UNMATCHED",
    "Draft",
    "FrameNotThere",
    "FrameSource",
    "ImagingConflict",
    "ImagingInstance",
    "ImagingSeries",
    "ImagingStudy",
    "Incoming",
    "InstanceState",
    "Kept",
    "LocalStore",
    "Memory",
    "NoSuchStudy",
    "NotDicom",
    "Outcome",
    "Packed",
    "PictureDamaged",
    "PictureStoreFull",
    "Ready",
    "State",
    "StudyAct",
    "StudyChange",
    "StudyState",
    "Wanted",
    "by_id",
    "changes",
    "compact",
    "describe",
    "element",
    "file",
    "frame",
    "frame_in",
    "full",
    "holding",
    "index_waiting",
    "instance",
    "instances",
    "joined",
    "keep",
    "keep_ready",
    "lost",
    "match",
    "metadata",
    "names_agree",
    "note",
    "one_series",
    "overlays",
    "pack",
    "patient_name",
    "place",
    "prepare",
    "query",
    "recount",
    "runs",
    "series",
    "series_json",
    "state",
    "store",
    "store_of",
    "studies",
    "study",
    "study_json",
    "take_file",
    "try_again",
    "turn",
    "undo",
    "unmatch",
    "unpack",
    "unwanted",
    "visible",
]


def keep(db: Session, files: Sequence[Incoming], actor: Actor = SYSTEM) -> list[Kept]:
    """Bring them to the disk and into the index; for who has no transaction to spare while files
    are written, there are `prepare` (outside) and `keep_ready`. Answers in their order."""
    kept = store(db)
    told: dict[int, Kept] = {}
    ready: list[tuple[int, Ready]] = []
    for n, each in enumerate(files):
        try:
            ready.append((n, prepare(kept, each)))
        except NotDicom as error:
            told[n] = Kept(each.uid, each.sop_class, "", "", Outcome.REFUSED, error.why)
    for (n, _), answer in zip(ready, keep_ready(db, [r for _, r in ready], actor), strict=True):
        told[n] = answer
        if answer.unwanted:
            kept.remove(answer.unwanted)
    return [told[n] for n in range(len(files))]
