"""What happened before a journey begins, after the desk: examined, prescribed, answered, paid."""

import secrets
from random import SystemRandom
from typing import Any

import httpx

from tests.e2e import front_desk

Visit = dict[str, Any]
SCREEN = {"width": 1366, "height": 768}
TEXTS = {
    "reason": "Ho",
    "illness": "Ho khan 2 ngày, không sốt",
    "organs": "Họng đỏ, phổi thông khí đều",
    "conclusion": "Viêm họng cấp",
    "plan": "Súc họng, nghỉ ngơi",
    "outcome": "2",
}


def post(api: httpx.Client, path: str, body: Any = None, *, put: bool = False) -> Any:
    answer = api.request(
        "PUT" if put else "POST",
        path,
        json=body,
        headers={"Idempotency-Key": secrets.token_hex(8)},
    )
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json()


def examined(clinic_url: str, *, drugs: tuple[str, ...] = (), visit: Visit | None = None) -> Visit:
    """A visit that was examined, coded and, with drugs, prescribed for and closed."""
    visit = visit or front_desk.visit(clinic_url)
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        begin(doctor, visit)
        at = f"/api/outpatient/visits/{visit['id']}"
        post(doctor, f"{at}/examination", {"version": 0, **TEXTS}, put=True)
        diagnose(doctor, visit)
        if drugs:
            visit["prescription"] = prescribe(doctor, visit, drugs)
            post(doctor, f"{at}/closing", {"disposition": "home"})
    return visit


def insured(clinic_url: str) -> Visit:
    """Somebody with an insurance card waits in a room."""
    person = front_desk.somebody(ages=(20, 60))
    card = f"DN47979{SystemRandom().randrange(10**8):08}"
    with front_desk.signed_in(clinic_url, "reception") as desk:
        rooms = {each["code"]: each["id"] for each in desk.get("/api/admin/rooms").json()["items"]}
        papers = [{"kind": "bhyt", "value": card, "facility": "79999"}]
        known = {"name": person.name, "sex": person.sex, "birth": person.birth}
        home = {"street": "12 Lê Lợi", "commune": "26743", "province": "79"}
        patient = post(desk, "/api/patients", {**known, **home, "documents": papers})
        wanted = {"patient_id": patient["id"], "room_id": rooms["P101"], "payer": "bhyt"}
        visit: Visit = post(desk, "/api/encounters", {**wanted, "reason": "Ho"})
    return visit


def again(clinic_url: str, visit: Visit) -> Visit:
    """The same patient is here once more, in another room."""
    with front_desk.signed_in(clinic_url, "reception") as desk:
        rooms = {each["code"]: each["id"] for each in desk.get("/api/admin/rooms").json()["items"]}
        wanted = {
            "patient_id": visit["patient"]["id"],
            "room_id": rooms["P103"],
            "payer": "self_pay",
            "reason": "Ho",
            "again": True,
        }
        made: Visit = post(desk, "/api/encounters", wanted)
        return made


def begin(doctor: httpx.Client, visit: Visit) -> None:
    post(doctor, f"/api/encounters/{visit['id']}/begin")
    known = f"/api/patients/{visit['patient']['id']}/allergies"
    if not doctor.get(known).json()["asked_at"]:
        post(doctor, f"{known}/none")
    readings = [{"id": "pulse", "value": 80}, {"id": "temperature", "value": "37.2"}]
    post(doctor, f"/api/outpatient/visits/{visit['id']}/vitals", {"readings": readings})


def diagnose(doctor: httpx.Client, visit: Visit, code: str = "J02.9") -> None:
    codes = [{"kind": "main", "code": code}]
    at = f"/api/outpatient/visits/{visit['id']}/diagnoses"
    post(doctor, at, {"diagnoses": codes}, put=True)


def prescribe(doctor: httpx.Client, visit: Visit, drugs: tuple[str, ...]) -> str:
    """Signed; answers its code."""
    lines = [{"drug_code": code, "morning": 1, "days": 5} for code in drugs]
    draft = post(
        doctor,
        f"/api/prescribing/of-encounter/{visit['id']}/draft",
        {"version": 0, "lines": lines},
        put=True,
    )
    answers = [
        {"key": each["key"], "reason": "Đã cân nhắc"}
        for each in draft["alerts"]
        if each["severity"] == "warning"
    ]
    signed = post(
        doctor,
        f"/api/prescribing/{draft['id']}/signature",
        {"version": draft["version"], "answers": answers},
    )
    code: str = signed["items"][0]["code"]
    return code


def shift(clinic_url: str) -> None:
    """The cashier has an open shift."""
    with front_desk.signed_in(clinic_url, "cashier") as till:
        if till.get("/api/billing/shifts/current").json()["shift"] is None:
            post(till, "/api/billing/shifts", {"opening": 500_000})


def paid(clinic_url: str, visit: Visit) -> dict[str, Any]:
    """In cash, exactly; answers the invoice."""
    shift(clinic_url)
    with front_desk.signed_in(clinic_url, "cashier") as till:
        at = f"/api/billing/bills/{visit['id']}"
        bill = till.get(at).json()
        tenders = [{"method": "cash", "amount": bill["due"]}]
        wanted = {"version": bill["version"], "tenders": tenders}
        invoice: dict[str, Any] = post(till, f"{at}/settlement", wanted)
        return invoice
