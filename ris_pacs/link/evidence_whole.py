"""Shows that HIS and PACS are one (TT54/47): an order comes back as report and pictures."""

import time
from collections.abc import Iterator

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import SYSTEM
from kernel.module import Checked, Claim, Demonstrated, Finding
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.dicom import service as dicom
from ris_pacs.link.proving import DOCTOR, MODALITY, SERVICE, Proof, shown
from ris_pacs.reading import service as reading
from ris_pacs.reading.service import Written
from ris_pacs.web import service as web

_NAME, _ACCESSION, _PATIENT_ID, _STUDY = 0x00100010, 0x00080050, 0x00100020, 0x0020000D
_QUICK = 5.0  # seconds from the order to the machine's list
_SAID = "Kết luận minh chứng"


def an_order_comes_back_with_report_and_pictures(db: Session) -> Finding:
    """HIS order, the machine's list, pictures, key image, report, record; a new name follows."""
    return shown(
        db,
        lambda here: next((step for step, held in _steps(here) if not held), ""),
        Text(
            "Chỉ định ở HIS lên worklist của máy trong vài giây với số hiệu và mã ca chụp; ảnh về "
            "đúng chỉ định; kết quả có ảnh chính và đường mở ảnh nằm trong hồ sơ; sửa tên ở HIS "
            "thì ảnh và worklist theo ngay; ảnh không rõ của ai thì chờ người khớp.",
            "An order of the HIS is on the machine's worklist within seconds, with accession and "
            "study; the pictures land on the order; the report with its key image and the way to "
            "the pictures is in the record; a corrected name follows in pictures and worklist; "
            "pictures of nobody known wait for a person.",
        ),
    )


def _steps(here: Proof) -> Iterator[tuple[str, bool]]:
    db = here.db
    person = patients.register(
        db, DOCTOR, name=f"Minh Chứng {here.word}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM) or admin.rooms(db)
    visit = encounters.open(
        db,
        DOCTOR,
        patient_id=person.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason="Minh chứng",
        beyond_quota=True,
    )
    began = time.monotonic()
    order = orders.place(db, DOCTOR, encounter_id=visit.id, service_code=SERVICE)
    db.flush()
    db.expire_all()
    exam = here.exam(order)
    rows = here.worklist(accession=order.code)
    told = [(str(r[_NAME]), str(r[_STUDY])) for r in rows]
    uid = exam.study_uid if exam else ""
    yield "worklist", told == [(archive.patient_name(person.name), uid)]
    yield "worklist within seconds", time.monotonic() - began < _QUICK
    yield from _renamed(here, order, person)
    study, sent = here.pictures(order)
    if study is None:
        yield "pictures of the order", False
        return
    yield "pictures of the order", (study.uid, len(sent)) == (uid, 2)
    yield from _reported(here, order, study)
    yield from _renamed(here, order, person, study)
    yield from _unknown(here, order)


def _renamed(
    here: Proof,
    order: orders.Order,
    person: patients.Patient,
    study: archive.ImagingStudy | None = None,
) -> Iterator[tuple[str, bool]]:
    """Before the pictures the worklist follows, after them what a workstation is told."""
    db = here.db
    name = f"{'Sửa Lần Hai' if study else 'Đã Sửa'} {here.word}"
    patients.update(
        db,
        DOCTOR,
        person.id,
        version=person.version,
        name=name,
        birth=person.birth,
        sex=person.sex,
    )
    db.flush()
    db.expire_all()
    if study is None:
        rows = here.worklist(accession=order.code)
        seen = [str(r[_NAME]) for r in rows]
        yield "worklist follows the name", seen == [archive.patient_name(name)]
        return
    found = dicom.found(db, "STUDY", {_PATIENT_ID: person.code, _ACCESSION: order.code})
    told = [(f.get(_NAME), f.get(_STUDY)) for f in found]
    yield "pictures follow the name", told == [(archive.patient_name(name), study.uid)]


def _reported(
    here: Proof, order: orders.Order, study: archive.ImagingStudy
) -> Iterator[tuple[str, bool]]:
    db = here.db
    row = archive.instances(db, study)[0]
    web.choose(db, SYSTEM, study.uid, instance_uid=row.uid, note="MC")
    found = reading.of_order(db, order.id) or reading.open_by_hand(db, SYSTEM, order.id)
    written = Written(findings="Mô tả minh chứng", conclusion=_SAID)
    reading.from_outside(db, SYSTEM, found.id, written, reader_name="BS minh chứng")
    db.expire_all()
    document = cdr.document_of_order(db, order.id)
    said = str(document.content) if document else ""
    yield "report in the record", _SAID in said
    yield "the way to the pictures", study.uid in said
    version = reading.standing(db, found.id)
    keys = version.key_images if version else None
    yield "key image in the record", len(keys or ()) == 1 and "key_images" in said
    yield "order answered", order.state is orders.OrderState.FULFILLED
    mine = archive.studies(db, DOCTOR, archive.Wanted(patient_id=order.patient_id))
    yield "with the patient", [each.uid for each in mine] == [study.uid]


def _unknown(here: Proof, order: orders.Order) -> Iterator[tuple[str, bool]]:
    """Nobody is guessed: a study that names no patient of ours waits."""
    db = here.db
    nobodys = select(func.count()).where(col(archive.ImagingStudy.patient_id).is_(None))
    before = db.exec(nobodys).one()
    _, forget = dicom.taken(
        db, MODALITY, code=f"LA{here.word}", name="La^Hoac", birth="1980-01-01", at=order.placed_at
    )
    here.forget.append(forget)
    db.expire_all()
    yield "pictures of nobody wait", db.exec(nobodys).one() == before + 1


CLAIMS = (
    Claim(
        "TT54/47",
        Text(
            "HIS nối với PACS: chỉ định lên worklist, ảnh về đúng chỉ định, kết quả và ảnh chính "
            "vào hồ sơ, sửa tên ở HIS thì PACS theo; ảnh chưa rõ chờ khớp.",
            "HIS and PACS are one: orders on the worklist, pictures on their order, report and key "
            "image in the record, a new name followed; what is unclear waits to be matched.",
        ),
        (
            Checked("tests/ris_pacs/link/test_both_ways.py"),
            Checked("tests/ris_pacs/archive/test_matching.py"),
            Demonstrated(an_order_comes_back_with_report_and_pictures),
        ),
        screen="/imaging/exams",
    ),
)
