"""Shows that visits are claimed from the insurance agency by file (TT54/36, TT54/107)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.insurance import gateway
from his.insurance.checking import RULES, check
from his.insurance.dossier import Card, Dossier, Facility, Person, Service, Stay
from his.insurance.gateway import Account
from his.insurance.layouts import layout_on
from his.insurance.models import DossierState, InsuranceDossier
from his.insurance.rules.rule import Known, RuleSeverity
from his.insurance.simulator import PASSWORD, SIMULATOR
from his.insurance.tabulating import tables
from his.insurance.xmlfiles import as_bytes, envelope, read
from his.pricing.service import Line, share
from kernel.clock import local_now, today, utc_now
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.simulators import running
from kernel.text import Text

_PATIENCE = timedelta(days=3)
_LICENCE = "0000000/MINH-CHUNG"


def _shown(facility: str) -> Dossier:
    """An invented examination, an hour long, that ends now."""
    left = local_now().replace(tzinfo=None, second=0, microsecond=0)
    arrived = datetime.combine(left.date(), datetime.min.time())
    money = share(Line(Decimal(1), Decimal(50600), Decimal(50600), True, benefit=Decimal(100)))
    return Dossier(
        facility=Facility(code=facility, head=_LICENCE),
        person=Person(
            code="BN-MINH-CHUNG",
            name="Minh Chứng",
            birth="1980-05-17",
            sex="2",
            address="Minh chứng",
            province="79",
            commune="26743",
        ),
        cards=(
            Card(
                number="CK2797900000001",
                facility=facility,
                since=date(left.year, 1, 1),
                until=date(left.year, 12, 31),
            ),
        ),
        stay=Stay(
            number="LK-MINH-CHUNG",
            route="1.1",
            arrived=arrived,
            left=left,
            reason="Minh chứng",
            first_diagnosis="Viêm họng cấp",
            diagnosis="Viêm họng cấp",
            icd="J02.9",
            outcome="2",
            settled=(left.year, left.month),
            department="K01",
            doctor=_LICENCE,
        ),
        services=(
            Service(
                group=13,
                code="02.1896",
                name="Khám bệnh",
                quantity=Decimal(1),
                unit_price=Decimal(50600),
                unit_price_bh=Decimal(50600),
                money=money,
                department="K01",
                doctor=_LICENCE,
                ordered=arrived,
                unit="Lần",
            ),
        ),
    )


def a_dossier_is_made_checked_refused_and_sent(db: Session) -> Finding:
    """Tables by today's decision, all rules, a mistake caught, and the gateway's receipt."""
    house = admin.facility_if_any(db)
    if house is None:
        return Finding(
            Verdict.NOT_MET,
            Text("Chưa khai báo cơ sở.", "The facility is not set up."),
        )
    of = layout_on(today())
    dossier = _shown(house.code)
    known = Known(facility=house.code, card_check="000", expected_rates=frozenset({Decimal(100)}))
    found = [p for p in check(tables(dossier, of), of, known) if p.severity is RuleSeverity.ERROR]
    wrong = replace(dossier, stay=replace(dossier.stay, icd=""))
    caught = {p.code for p in check(tables(wrong, of), of, known)}
    file = as_bytes(envelope(tables(dossier, of), of, facility=house.code, made_on=today()))
    same = list(read(file, of).dossiers) == [tables(dossier, of)]
    try:
        receipt, card = _sent(house.code, of.id, file)
    except (gateway.GatewayDown, gateway.NotLetIn) as error:
        says = f"{type(error).__name__}: {error}"
        return Finding(
            Verdict.NOT_MET,
            Text(f"Cổng giả lập không nhận: {says}.", f"The gateway took nothing: {says}."),
        )
    good = not found and "D01" in caught and same and receipt.taken
    if good and receipt.receipt and card == "000":
        return Finding(
            Verdict.MET,
            Text(
                f"Hồ sơ theo {of.title}: qua {len(RULES)} quy tắc, lỗi thiếu bệnh chính bị chặn, "
                f"đọc lại đúng, tra thẻ và gửi lên cổng giả lập nhận mã {receipt.receipt}.",
                f"A dossier by {of.title}: {len(RULES)} rules passed, a missing diagnosis caught, "
                f"read back the same, card checked and sent to the simulated gateway, "
                f"receipt {receipt.receipt}.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text(
            f"Không lập hoặc gửi được hồ sơ: {', '.join(p.code for p in found) or receipt.says}.",
            f"The dossier could not be made or sent: {', '.join(p.code for p in found)} "
            f"{receipt.says}.",
        ),
    )


def _sent(facility: str, edition: str, file: bytes) -> tuple[gateway.Receipt, str]:
    """The receipt for a file and the answer about a card. Raises GatewayDown, NotLetIn."""
    try:
        with running(SIMULATOR) as it:
            account = Account(
                address=it.url, username=f"{facility}_BV", password=PASSWORD, facility=facility
            )
            card = gateway.check_card(
                account, card="CK2797900000001", name="Minh Chứng", birth="17/05/1980"
            )
            return gateway.send_dossier(account, edition, file), str(card["maKetQua"])
    finally:
        gateway.forget_tokens()


def dossiers_are_sent_here(db: Session) -> Finding:
    """How many dossiers the gateway has accepted from here, and how many were refused; one that
    was accepted without a receipt, or that has waited for days, is a fault."""
    queued = col(InsuranceDossier.state) == DossierState.QUEUED
    bare = (col(InsuranceDossier.state) == DossierState.ACCEPTED) & (
        col(InsuranceDossier.receipt) == ""
    )
    stuck = queued & (col(InsuranceDossier.queued_at) < utc_now() - _PATIENCE)
    asked = select(func.count(col(InsuranceDossier.id)))
    if wrong := db.exec(asked.where(bare | stuck)).one():
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{wrong} hồ sơ được nhận mà không có mã giao dịch, hoặc chờ gửi quá "
                f"{_PATIENCE.days} ngày.",
                f"{wrong} dossiers were accepted without a receipt, or have waited for over "
                f"{_PATIENCE.days} days.",
            ),
        )
    counted = dict(
        db.exec(
            select(InsuranceDossier.state, func.count(col(InsuranceDossier.id))).group_by(
                InsuranceDossier.state
            )
        ).all()
    )
    accepted, refused = (
        counted.get(DossierState.ACCEPTED, 0),
        counted.get(DossierState.REFUSED, 0),
    )
    if not accepted:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có hồ sơ nào được cổng nhận.", "The gateway has accepted nothing yet."),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"Cổng đã nhận {accepted} hồ sơ, đang chờ sửa {refused} hồ sơ bị từ chối.",
            f"The gateway has accepted {accepted} dossiers; {refused} were refused.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/32",
        Text(
            "Khi tiếp đón, thẻ BHYT được tra trên cổng; khác biệt, tuyến, mức hưởng hiện kèm "
            "lý do.",
            "At reception the card is checked at the gateway; differences, route and rate are "
            "shown with the reason.",
        ),
        (
            Checked("tests/his/insurance/test_visit_to_receipt.py"),
            Demonstrated(a_dossier_is_made_checked_refused_and_sent),
        ),
        screen="/reception",
    ),
    Claim(
        "TT54/35",
        Text(
            "Quyền lợi BHYT của lượt khám (thẻ, tuyến, mức hưởng, lý do) quyết định phần quỹ trả; "
            "hồ sơ gửi đi bằng đúng bảng kê đến từng đồng.",
            "The coverage of a visit (card, route, rate, reason) decides what the fund pays; the "
            "file that is sent equals the bill to the dong.",
        ),
        (
            Checked("tests/his/insurance/test_worked_by_hand.py"),
            Checked("tests/his/insurance/test_visit_to_receipt.py"),
            InUse(dossiers_are_sent_here),
        ),
        screen="/insurance/settlement",
    ),
    Claim(
        "TT54/36",
        Text(
            "Hồ sơ BHYT lập từ lượt khám theo bảng của Bộ Y tế, kiểm tra, ký, gửi, khóa sau khi "
            "nhận, thay thế khi bị từ chối, quyết toán tháng.",
            "Insurance dossiers are made from visits by the Ministry's tables, checked, signed, "
            "sent, locked, replaced when refused, and settled by month.",
        ),
        (
            Checked("tests/his/insurance/test_worked_by_hand.py"),
            Checked("tests/his/insurance/test_rules.py"),
            Checked("tests/his/insurance/test_files.py"),
            Demonstrated(a_dossier_is_made_checked_refused_and_sent),
            InUse(dossiers_are_sent_here),
        ),
        screen="/insurance",
    ),
    Claim(
        "TT54/107",
        Text(
            "Kết nối cổng giám định BHYT: tra thẻ, check-in, gửi hồ sơ, giữ phản hồi; cổng mất "
            "kết nối không ai phải chờ.",
            "Connected with the insurance gateway: card checks, check-ins, dossiers, answers "
            "kept; nobody waits when it is down.",
        ),
        (
            Checked("tests/his/insurance/test_visit_to_receipt.py"),
            Demonstrated(a_dossier_is_made_checked_refused_and_sent),
            InUse(dossiers_are_sent_here),
        ),
        screen="/insurance",
    ),
)
