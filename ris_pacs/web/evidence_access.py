"""Shows that doctors outside imaging open pictures by right, and that the log says who looked
(TT54/L4.pacs_outside_imaging, TT54/62)."""

from collections.abc import Iterator
from secrets import randbelow, token_hex

from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, acting, demand
from kernel.clock import utc_now
from kernel.errors import NotAllowed
from kernel.identity.models import RolePermission
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, Verdict
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.web import codecs, page_routes, volume_routes
from ris_pacs.web.evidence import clip, not_met
from ris_pacs.web.permissions import VIEW

_IMAGING = {"radiology", "radiologist", "radiology_trainee"}
_FROM = "192.0.2.7"


def a_doctor_outside_imaging_opens_pictures(db: Session) -> Finding:
    """By right, from the patient; who looked at which study, when and from where is written."""
    doctor = Actor(new_id(), "BS lâm sàng minh chứng", frozenset({VIEW.id}))
    person = patients.register(
        db,
        doctor,
        name=f"Minh Chứng {token_hex(4).upper()}",
        birth="1980-05-17",
        sex=patients.Sex.FEMALE,
    )
    raw, pixels = clip(f"2.25.{10**30 + randbelow(10**30)}", person)
    store = archive.store(db)
    ready = archive.prepare(store, archive.take_file(store, [raw], "MC"))
    who = acting(db)
    before = who.actor, who.ip
    try:
        archive.keep_ready(db, [ready])
        db.expire_all()
        who.actor, who.ip = doctor, _FROM
        steps = _steps(db, doctor, person, pixels)
        failed = next((step for step, held in steps if not held), None)
    except codecs.CodecRefused as error:
        failed = str(error)
    finally:
        who.actor, who.ip = before
        store.remove(ready.instance["path"])
    if failed:
        return not_met(f"Bước “{failed}” không đúng.", f"The step “{failed}” failed.")
    return Finding(
        Verdict.MET,
        Text(
            "Bác sĩ ngoài khoa hình ảnh mở ca chụp từ người bệnh: đủ khung hình, xem nhanh được; "
            "người không có quyền bị từ chối; nhật ký ghi ai, ca nào, của ai, lúc nào, từ đâu.",
            "A doctor outside imaging opens a study from its patient: every frame, and the quick "
            "picture; who has no right is refused; the log says who, which study, whose, when and "
            "from where.",
        ),
    )


def _steps(
    db: Session, doctor: Actor, person: patients.Patient, pixels: bytes
) -> Iterator[tuple[str, bool]]:
    granted = select(col(RolePermission.role_id)).where(
        RolePermission.permission_id == VIEW.id, col(RolePermission.granted)
    )
    yield "a role outside imaging may", bool(set(db.exec(granted)) - _IMAGING)
    try:
        demand(Actor(new_id(), "Không có quyền"), VIEW)
        yield "nobody without the right", False
    except NotAllowed:
        pass
    listed = page_routes.of_patient(person.id, doctor, db).items
    yield "listed with the patient", [(e.modalities, e.pictures) for e in listed] == [(["US"], 1)]
    study = archive.study(db, doctor, listed[0].uid)
    (instance,) = archive.instances(db, study)
    frames = [archive.frame(db, instance, n).read() for n in range(1, instance.frames + 1)]
    yield "every frame", b"".join(frames) == pixels
    job = {"work": "rendered", "path": str(archive.file(db, instance)), "frame": 1}
    yield "quick picture", codecs.POOL.run({**job, "kind": "image/jpeg"}).startswith(b"\xff\xd8")
    volume_routes.picture_volumes(study.uid, doctor, db)
    audit.write_down(db)
    asked = select(audit.Audit).where(
        audit.Audit.subject_id == str(person.id), audit.Audit.what == f"study {study.uid}"
    )
    rows = list(db.exec(asked))
    told = [(r.action, r.actor_id, r.actor_name, r.ip) for r in rows]
    yield "who, from where", told == [("read", doctor.id, doctor.name, _FROM)]
    yield "when", abs((utc_now() - rows[0].at).total_seconds()) < 300


_SHOWN = Demonstrated(a_doctor_outside_imaging_opens_pictures)

CLAIMS = (
    Claim(
        "TT54/L4.pacs_outside_imaging",
        Text(
            "Bác sĩ mọi khoa mở hình ảnh ngay từ hồ sơ người bệnh, lượt khám, chỉ định, trên máy "
            "tính hay điện thoại, theo quyền, có nhật ký.",
            "Doctors of every department open pictures from the patient's record, the visit and "
            "the order, on a computer or a phone, by right, audited.",
        ),
        (Checked("tests/e2e/test_pictures.py"), _SHOWN),
        screen="/patients",
    ),
    Claim(
        "TT54/62",
        Text(
            "Quyền xem ảnh theo vai trò; mỗi lần mở một ca chụp được ghi: ai, người bệnh nào, lúc "
            "nào, từ đâu.",
            "Pictures are seen by the right of a role; each opening of a study is written down: "
            "who, which patient, when, from where.",
        ),
        (Checked("tests/ris_pacs/web/test_pictures.py"), _SHOWN),
        screen="/admin/audit",
    ),
)
