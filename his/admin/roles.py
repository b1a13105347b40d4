"""The roles of a clinic (vai trò). What each may do is the modules' default, then the matrix."""

from sqlmodel import Session

from kernel.identity import grants
from kernel.identity.models import Role
from kernel.text import Text

ROLES: dict[str, Text] = {
    "admin": Text("Quản trị hệ thống", "Administrator"),
    "reception": Text("Tiếp đón", "Reception"),
    "nurse": Text("Điều dưỡng", "Nurse"),
    "doctor": Text("Bác sĩ", "Doctor"),
    "lab": Text("Xét nghiệm", "Laboratory"),
    "lab_doctor": Text("Bác sĩ xét nghiệm", "Laboratory physician"),
    "radiology": Text("Chẩn đoán hình ảnh", "Imaging"),
    "radiologist": Text("Bác sĩ chẩn đoán hình ảnh", "Radiologist"),
    "radiology_trainee": Text("Bác sĩ CĐHA học việc", "Radiology trainee"),
    "pharmacy": Text("Dược", "Pharmacy"),
    "cashier": Text("Thu ngân", "Cashier"),
    "director": Text("Ban giám đốc", "Director"),
    "trainer": Text("Đào tạo", "Trainer"),
}


def seed(db: Session) -> None:
    """The roles, and every permission that is new given to its default roles."""
    for role_id, title in ROLES.items():
        if db.get(Role, role_id) is None:
            db.add(Role(id=role_id, title_vi=title.vi, title_en=title.en))
    db.flush()
    grants.sync(db)
