"""The practice clinic's house and people: invented, and marked as practice data."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.facility import facility_if_any, room_by_code
from his.admin.models import (
    Department,
    Facility,
    FacilityClass,
    Printer,
    PrinterPaper,
    PrintRoute,
    Room,
    RoomKind,
    Site,
    Staff,
    Workstation,
)
from his.admin.set_up import demo_password
from kernel.identity import users
from kernel.identity.models import User
from kernel.identity.passwords import hasher
from kernel.settings import Settings

_DEPARTMENTS = (
    ("KKB", "K01", "Khoa Khám bệnh", "Outpatient department"),
    ("NHI", "K18", "Chuyên khoa Nhi", "Paediatrics"),
    ("SAN", "K27", "Chuyên khoa Phụ sản", "Obstetrics and gynaecology"),
    ("XN", "K39", "Khoa Xét nghiệm", "Laboratory"),
    ("CDHA", "K40", "Khoa Chẩn đoán hình ảnh", "Imaging"),
    ("DUOC", "", "Khoa Dược", "Pharmacy"),
    ("TCKT", "", "Phòng Tài chính - Kế toán", "Finance"),
    ("HC", "", "Phòng Hành chính", "Administration"),
)

_ROOMS = (
    ("TD01", "KKB", "Quầy tiếp đón", "Reception desk", RoomKind.RECEPTION),
    ("P101", "KKB", "Phòng khám Nội 1", "General clinic 1", RoomKind.EXAM),
    ("P102", "NHI", "Phòng khám Nhi", "Paediatric clinic", RoomKind.EXAM),
    ("P103", "KKB", "Phòng khám Nội 2", "General clinic 2", RoomKind.EXAM),
    ("P201", "SAN", "Phòng khám Sản", "Obstetric clinic", RoomKind.EXAM),
    ("TT01", "KKB", "Phòng thủ thuật", "Procedure room", RoomKind.PROCEDURE),
    ("XN01", "XN", "Phòng xét nghiệm", "Laboratory", RoomKind.LAB),
    ("CDHA01", "CDHA", "Phòng X-quang - Siêu âm", "X-ray and ultrasound", RoomKind.IMAGING),
    ("TN01", "TCKT", "Quầy thu ngân", "Cashier", RoomKind.CASHIER),
    ("NT01", "DUOC", "Nhà thuốc", "Pharmacy counter", RoomKind.PHARMACY),
)

# username, name, title, roles, department, room, licence
_PEOPLE = (
    ("admin", "Nguyễn Quốc Bảo", "KS", ("admin",), "HC", None, ""),
    ("admin2", "Lê Thị Minh Châu", "KS", ("admin",), "HC", None, ""),
    ("reception", "Trần Thị Ngọc Ánh", "CN", ("reception",), "KKB", "TD01", ""),
    ("reception2", "Phạm Hoài Nam", "CN", ("reception",), "KKB", "TD01", ""),
    ("nurse", "Võ Thị Thu Hà", "ĐD", ("nurse",), "KKB", "P101", "000101/HCM-GPHN"),
    ("nurse2", "Đặng Thị Kim Oanh", "ĐD", ("nurse",), "NHI", "P102", "000102/HCM-GPHN"),
    ("nurse3", "Huỳnh Thị Mỹ Duyên", "NHS", ("nurse",), "SAN", "P201", "000103/HCM-GPHN"),
    ("doctor", "Lê Hoàng Minh", "BSCKI", ("doctor",), "KKB", "P101", "000201/HCM-GPHN"),
    ("doctor2", "Nguyễn Thị Lan", "BSCKI", ("doctor",), "NHI", "P102", "000202/HCM-GPHN"),
    ("doctor3", "Trương Văn Đức", "BS", ("doctor",), "KKB", "P103", "000203/HCM-GPHN"),
    ("doctor4", "Phan Thị Bích Thủy", "ThS.BS", ("doctor",), "SAN", "P201", "000204/HCM-GPHN"),
    ("lab", "Bùi Thanh Tùng", "CNXN", ("lab",), "XN", "XN01", "000301/HCM-GPHN"),
    ("lab2", "Hồ Thị Như Quỳnh", "KTV", ("lab",), "XN", "XN01", "000302/HCM-GPHN"),
    ("labdoctor", "Đinh Thị Hải Yến", "BSCKI", ("lab_doctor",), "XN", "XN01", "000303/HCM-GPHN"),
    (
        "radiology",
        "Ngô Đình Khoa",
        "BSCKI",
        ("radiology", "radiologist"),
        "CDHA",
        "CDHA01",
        "000401/HCM-GPHN",
    ),
    ("radiology2", "Lý Gia Huy", "KTV", ("radiology",), "CDHA", "CDHA01", "000402/HCM-GPHN"),
    ("pharmacy", "Đỗ Thị Hồng Nhung", "DSĐH", ("pharmacy",), "DUOC", "NT01", "000501/HCM-CCHN"),
    ("pharmacy2", "Vũ Minh Quân", "DSTH", ("pharmacy",), "DUOC", "NT01", "000502/HCM-CCHN"),
    ("cashier", "Mai Thị Tuyết", "CN", ("cashier",), "TCKT", "TN01", ""),
    ("director", "Dương Công Thành", "TS.BS", ("director",), "HC", None, "000001/HCM-GPHN"),
    ("trainer", "Cao Thị Phương", "CN", ("trainer",), "HC", None, ""),
)

_PRINTERS = (
    ("IN-A5-TD", "Máy in A5 tiếp đón", PrinterPaper.A5),
    ("IN-K80-TD", "Máy in số thứ tự", PrinterPaper.K80),
    ("IN-A4-P1", "Máy in A4 tầng 1", PrinterPaper.A4),
    ("IN-TEM-XN", "Máy in tem xét nghiệm", PrinterPaper.LABEL),
)

_WORKSTATIONS = (
    ("MT-TD01", "Máy tiếp đón 1", "TD01"),
    ("MT-P101", "Máy phòng khám Nội 1", "P101"),
    ("MT-P102", "Máy phòng khám Nhi", "P102"),
    ("MT-XN01", "Máy xét nghiệm", "XN01"),
    ("MT-TN01", "Máy thu ngân", "TN01"),
)


def seed(db: Session) -> None:
    """House and people of the practice clinic; only where no other facility is set up."""
    ours = facility_if_any(db)
    if ours is not None and not ours.demo:
        return
    if ours is None:
        db.add(
            Facility(
                code="79954",
                name="Phòng khám Đa khoa HIS54",
                name_en="HIS54 Polyclinic",
                authority="Sở Y tế Thành phố Hồ Chí Minh",
                address="54 Đường Thực Hành, Phường Bến Thành, Thành phố Hồ Chí Minh",
                phone="028 5400 5400",
                class_=FacilityClass.GENERAL_CLINIC,
                demo=True,
            )
        )
        _house(db)
        _machines(db)
    _people(db)


def _house(db: Session) -> None:
    site = Site(code="CS1", name="Cơ sở chính", address="54 Đường Thực Hành")
    db.add(site)
    db.flush()
    departments = {}
    for code, official, name, name_en in _DEPARTMENTS:
        departments[code] = Department(
            site_id=site.id, code=code, official=official, name=name, name_en=name_en
        )
    db.add_all(departments.values())
    db.flush()
    for code, department, name, name_en, kind in _ROOMS:
        db.add(
            Room(
                site_id=site.id,
                department_id=departments[department].id,
                code=code,
                name=name,
                name_en=name_en,
                kind=kind,
            )
        )
    db.flush()


def _machines(db: Session) -> None:
    printers = {code: Printer(code=code, name=name, paper=p) for code, name, p in _PRINTERS}
    stations = {
        code: Workstation(code=code, name=name, room_id=room_by_code(db, room).id)
        for code, name, room in _WORKSTATIONS
    }
    db.add_all([*printers.values(), *stations.values()])
    db.flush()
    everywhere = PrintRoute(form="", printer_id=printers["IN-A4-P1"].id)
    desk = PrintRoute(
        form="", workstation_id=stations["MT-TD01"].id, printer_id=printers["IN-A5-TD"].id
    )
    db.add_all([everywhere, desk])


def _people(db: Session) -> None:
    settings = Settings()
    secret, password = hasher(settings), demo_password(settings)
    departments = {d.code: d.id for d in db.execute(select(Department)).scalars()}
    rooms = {r.code: r.id for r in db.execute(select(Room)).scalars()}
    known = set(db.execute(select(col(User.username))).scalars())
    for username, name, title, roles, department, room, licence in _PEOPLE:
        if username in known:
            continue
        person = users.create(db, secret, username=username, name=name, roles=roles, password=None)
        users.keep_password(db, person, secret.hash(password), must_change=False)
        db.add(
            Staff(
                user_id=person.id,
                title=title,
                licence=licence,
                licence_on=date(2024, 1, 1) if licence else None,
                department_id=departments.get(department),
                room_id=rooms.get(room) if room else None,
            )
        )
    db.flush()
