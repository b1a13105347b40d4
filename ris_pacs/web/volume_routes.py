"""Three dimensions: whether a series makes a volume; and the way into the full viewer."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Path
from fastapi.responses import RedirectResponse, Response

from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.routing import Router
from ris_pacs.archive import service as archive
from ris_pacs.web import hanging, locating, objects, volumes
from ris_pacs.web.permissions import VIEW
from ris_pacs.web.schemas import PictureVolumeOut, PictureVolumesOut, ViewerSettingsOut

router = Router(prefix="/pictures", tags=["ris_pacs.web"])
opening = Router(prefix="/ohif/open", tags=["ris_pacs.web"])
opening.include_in_schema = False

Uid = Annotated[str, Path(max_length=64)]
Viewer = Annotated[Actor, Depends(Requires(VIEW))]


@router.get("/viewer-settings")
def viewer_settings(actor: Viewer, db: Db) -> ViewerSettingsOut:
    """Windows and hanging protocols by modality: the house's, and this person's before them."""
    return ViewerSettingsOut(**hanging.settings(db, actor))


@router.get("/studies/{study_uid}/volumes")
def picture_volumes(study_uid: Uid, actor: Viewer, db: Db) -> PictureVolumesOut:
    """What MPR and 3D of each series are worth: gaps, tilt, size."""
    of = archive.study(db, actor, study_uid)
    audit.read(db, objects.subject(of), f"study {of.uid}")
    found = []
    for run in archive.series(db, of):
        rows = [r for r in locating.described(db, of.id, run.id, "") if r.rows and r.frames == 1]
        if len(rows) < 2:
            continue
        weighed = volumes.weigh([objects.said(db, r) for r in rows])
        found.append(
            PictureVolumeOut(
                series_uid=run.uid,
                description=run.description,
                slices=weighed.slices,
                gap=weighed.gap,
                most=weighed.most,
                megabytes=weighed.megabytes,
                possible=weighed.possible,
                doubts=list(weighed.doubts),
            )
        )
    return PictureVolumesOut(items=found)


@opening.get("/{study_uid}")
def open_viewer(study_uid: Uid, actor: Viewer, db: Db) -> Response:
    """OHIF with this study, laid out as its modality asks for."""
    of = archive.study(db, actor, study_uid)
    chosen = hanging.protocol(hanging.settings(db, actor), of.modalities)
    asked = {"StudyInstanceUIDs": of.uid}
    if chosen != hanging.PROTOCOLS[0]:
        asked["hangingProtocolId"] = chosen
    return RedirectResponse(f"/ohif/viewer?{urlencode(asked)}", 307)
