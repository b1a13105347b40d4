"""Shows that prescribing is supported: new and renewed prescriptions, drug information, checks."""

from sqlmodel import Session

from his.prescribing import alerts, information, knowing, service
from his.prescribing import scene as scenes
from his.prescribing.checks.facts import Found
from his.prescribing.errors import AlertsUnanswered
from his.prescribing.evidence_of_use import alerts_are_answered_here, prescriptions_are_signed_here
from his.prescribing.words import Severity
from kernel.clock import today
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text


def a_new_prescription_is_warned_of_and_signed(db: Session) -> Finding:
    """An allergy to a drug of our own list stops it; another one is signed and gets its code."""
    listed = scenes.listed(db)
    if len(listed) < 2:
        return scenes.nothing_to_show()
    bad = listed[0]
    names = {i.name for i in bad.ingredients}
    good = next(
        (
            d
            for d in listed
            if d.atc[:3] != bad.atc[:3] and not names & {i.name for i in d.ingredients}
        ),
        None,
    )
    scene = scenes.scene(db, allergy=bad.ingredients[0].name)
    if scene is None or good is None:
        return scenes.nothing_to_show()
    warned = scenes.write(db, scene, bad.code)
    stopped = any(
        f.rule.startswith("allergy") and f.severity is Severity.STOP for f in warned.checked.found
    )
    draft = scenes.write(db, scene, good.code, version=warned.prescription.version)
    [signed] = scenes.sign(db, scene, draft)
    code = signed.code or ""
    db.expire_all()
    found = service.by_code(db, code)
    kept = [n.drug_code for n in service.lines(db, found.id)] if found else []
    if stopped and len(code) == 14 and kept == [good.code]:
        return Finding(
            Verdict.MET,
            Text(
                f"Dị ứng {bad.ingredients[0].name} bị chặn; {good.name} ký được, mã 14 ký tự.",
                f"An allergy to {bad.ingredients[0].name} was stopped; {good.name} was signed.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Đơn mới không được cảnh báo hoặc không ký được.", "No alert, or no signature."),
    )


def an_old_prescription_is_renewed(db: Session) -> Finding:
    """Yesterday's lines on today's draft, checked by what is known of the patient today."""
    listed = scenes.listed(db)
    scene = scenes.scene(db) if listed else None
    if scene is None:
        return scenes.nothing_to_show()
    drug = listed[0]
    [old] = scenes.sign(db, scene, scenes.write(db, scene, drug.code))
    scenes.react(db, scene, drug.ingredients[0].name)
    made = service.renew(db, scene.doctor, scene.visit.id, prescription_id=old.id)
    warned = any(f.rule.startswith("allergy") for f in made.draft.checked.found)
    [again] = scenes.sign(db, scene, made.draft)
    codes = {old.code, again.code}
    db.expire_all()
    lines = [n.drug_code for n in service.lines(db, again.id)]
    from_old = again.renewed_from == old.id
    if warned and from_old and lines == [drug.code] and len(codes) == 2:
        return Finding(
            Verdict.MET,
            Text(
                "Đơn cũ được kê lại, kiểm tra lại và ký với mã mới.",
                "An old prescription was renewed, checked again and signed with a new code.",
            ),
        )
    return Finding(
        Verdict.NOT_MET, Text("Không kê lại được đơn cũ.", "An old prescription was not renewed.")
    )


def an_interaction_of_our_own_drugs_is_said(db: Session) -> Finding:
    """Two drugs of this house's list that interact: said on the draft, a reason asked for."""
    listed = scenes.listed(db)
    known = knowing.knowledge(db, today())
    pair = next(
        (
            (one, other)
            for one in listed
            for row in known.interactions.of(one.ingredients[0].atc)
            if one.ingredients[0].atc and row.severity is not Severity.INFO
            for other in listed
            if other.code != one.code
            and row in known.interactions.between(one.ingredients[0].atc, other.ingredients[0].atc)
        ),
        None,
    )
    scene = scenes.scene(db) if pair else None
    if listed and pair is None:
        return Finding(
            Verdict.NOT_MET,
            Text(
                "Bảng tương tác không có cặp nào của danh mục thuốc này.",
                "The interaction tables know no pair of this house's drugs.",
            ),
        )
    if pair is None or scene is None:
        return scenes.nothing_to_show()
    draft = scenes.write(db, scene, pair[0].code, pair[1].code)
    said: list[Found] = [f for f in draft.checked.found if f.rule.startswith("interaction")]
    if said and _answered_with_a_reason(db, scene, draft):
        return Finding(
            Verdict.MET,
            Text(
                f"{pair[0].name} + {pair[1].name} được cảnh báo ({known.interactions.count} cặp); "
                "bỏ qua phải có lý do và dược sĩ thấy.",
                f"{pair[0].name} + {pair[1].name} is warned of ({known.interactions.count} rules); "
                "an override needs a reason, and pharmacists see it.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text(
            "Tương tác không được cảnh báo, hoặc bỏ qua được mà không có lý do.",
            "The interaction was not said, or could be overridden without a reason.",
        ),
    )


def _answered_with_a_reason(db: Session, scene: scenes.Scene, draft: service.Draft) -> bool:
    """Not signed without; with one it is, and the reason stands in the pharmacists' list."""
    grave = {f.key for f in draft.checked.found if f.severity is not Severity.INFO}
    if not grave:
        return True  # this house wants its doctors to be told only
    version = draft.prescription.version
    try:
        with db.begin_nested():
            service.sign(db, scene.doctor, draft.prescription.id, version=version)
    except AlertsUnanswered:
        [signed] = scenes.sign(db, scene, draft)
        db.expire_all()
        seen, _ = alerts.overridden(
            db, scene.doctor, reviewed=False, rule=None, after=None, limit=len(grave)
        )
        reasons = {a.key: a.reason for a in seen if a.prescription_id == signed.id}
        return reasons == dict.fromkeys(grave, scenes.REASON)
    return False


def a_drugs_page_is_complete(db: Session) -> Finding:
    """Ingredient, indications, interactions and alternatives of a drug of our own list."""
    listed = scenes.listed(db)
    if not listed:
        return scenes.nothing_to_show()
    pages = [information.page(db, d.code) for d in listed[:20]]
    whole = [p for p in pages if p.ingredients and p.indications]
    linked = sum(len(p.interactions) for p in pages)
    if len(whole) == len(pages) and linked:
        return Finding(
            Verdict.MET,
            Text(
                f"{len(whole)}/{len(pages)} thuốc xem thử có đủ hoạt chất, chỉ định; "
                f"{linked} tương tác.",
                f"{len(whole)} of {len(pages)} drugs have ingredients and indications; "
                f"{linked} interactions.",
            ),
        )
    return Finding(
        Verdict.NOT_MET,
        Text("Danh mục thuốc chưa có thông tin thuốc.", "The drug list carries no information."),
    )


_NEW = Checked("tests/his/prescribing/test_vertical.py")
_MORE = Checked("tests/his/prescribing/test_prescribing.py")
_CHECKS = Checked("tests/his/prescribing/test_checks.py")

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "TT54/L3.cdss1_eprescribing",
        Text(
            "Kê đơn mới và kê lại đơn cũ trên máy, có cảnh báo trước khi ký.",
            "New and renewed prescriptions on the screen, with alerts before the signature.",
        ),
        (
            _NEW,
            _MORE,
            Checked("tests/his/prescribing/test_api.py"),
            Demonstrated(a_new_prescription_is_warned_of_and_signed),
            Demonstrated(an_old_prescription_is_renewed),
            InUse(prescriptions_are_signed_here),
        ),
        screen="/queue",
    ),
    Claim(
        "TT54/L3.cdss_drug_info",
        Text(
            "Thông tin thuốc mở được ngay trong đơn và trên trang tra cứu, không cần Internet.",
            "Drug information opens inside the prescription and on a page of its own, off line.",
        ),
        (_MORE, Demonstrated(a_drugs_page_is_complete)),
        screen="/drugs",
    ),
    Claim(
        "TT54/34",
        Text(
            "Thông tin thuốc ngay tại dòng kê: hoạt chất, liều, thai kỳ, thận, tương tác, tồn kho, "
            "giá, tỷ lệ BHYT, thuốc thay thế.",
            "Drug information at the prescribed line: ingredient, dose, pregnancy, renal function, "
            "interactions, stock, price, insured share, substitutes.",
        ),
        (_MORE, Demonstrated(a_drugs_page_is_complete), InUse(prescriptions_are_signed_here)),
        screen="/drugs",
    ),
    Claim(
        "TT54/53",
        Text(
            "Tương tác, dị ứng, trùng lặp, liều, thai kỳ, tuổi, bệnh được kiểm tra khi kê; "
            "bỏ qua phải có lý do và dược sĩ thấy.",
            "Interactions, allergies, duplicates, doses, pregnancy, age and diseases are checked "
            "while prescribing; an override needs a reason, and pharmacists see it.",
        ),
        (
            _CHECKS,
            _NEW,
            _MORE,
            Demonstrated(an_interaction_of_our_own_drugs_is_said),
            InUse(alerts_are_answered_here),
        ),
        screen="/prescribing/safety",
    ),
)
