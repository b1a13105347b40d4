from fastapi import APIRouter

from kernel.module import Module
from kernel.text import Text
from ris_pacs.archive.events import KeyObjectsCame, PicturesCorrected, PicturesRestored
from ris_pacs.web import came, evidence, evidence_access, evidence_work, following, permissions
from ris_pacs.web.key_routes import router as key_images
from ris_pacs.web.mark_routes import router as marks
from ris_pacs.web.page_routes import router as pages
from ris_pacs.web.routes import router as dicomweb
from ris_pacs.web.search_routes import router as searches
from ris_pacs.web.store_routes import router as stow
from ris_pacs.web.uri_routes import router as uri
from ris_pacs.web.viewer import router as viewer
from ris_pacs.web.volume_routes import opening
from ris_pacs.web.volume_routes import router as volumes

root = APIRouter()
for each in (searches, dicomweb, stow, uri, opening, viewer):
    root.include_router(each)
api = APIRouter()
for each in (pages, key_images, marks, volumes):
    api.include_router(each)

module = Module(
    id="ris_pacs.web",
    title=Text("Hình ảnh trên web", "Pictures on the web"),
    requires=("his.admin", "his.patients", "ris_pacs.archive"),
    router=api,
    screens=root,
    permissions=permissions.ALL,
    listens={
        KeyObjectsCame: (came.key_objects,),
        PicturesCorrected: (following.corrected,),
        PicturesRestored: (following.restored,),
    },
    claims=evidence.CLAIMS + evidence_work.CLAIMS + evidence_access.CLAIMS,
)
