"""What lists and the reading page show, in few statements."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.orders import service as orders
from his.orders.service import Order, OrderReport
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor
from kernel.schemas import said
from ris_pacs.reading import critical, keeping, keys, lists, second, templates, touching
from ris_pacs.reading.desk_models import ReportMacro, ReportTemplate
from ris_pacs.reading.digesting import digest_of
from ris_pacs.reading.key_schemas import ReportKeyOut
from ris_pacs.reading.models import OPEN, Reading, ReadingState, ReadingVersion, SecondReading
from ris_pacs.reading.permissions import SIGN, WRITE
from ris_pacs.reading.schemas import (
    CriticalCallOut,
    ExamReadingOut,
    PriorReportOut,
    ReadingAlarmOut,
    ReadingLineOut,
    ReportDraftOut,
    ReportMacroOut,
    ReportTemplateOut,
    ReportVersionOut,
    ScreenHereOut,
    SecondReadingOut,
    SecondToDoOut,
    TemplateFieldOut,
)
from ris_pacs.reading.settings import ROUTINE_MINUTES, STAT_MINUTES
from ris_pacs.reading.signing import Fitness, screen_here
from ris_pacs.reading.touch_models import ReadingTouch
from ris_pacs.reading.touch_schemas import ReportTouchOut


def lines(db: Session, actor: Actor, found: Sequence[Reading]) -> list[ReadingLineOut]:
    """Lines of the list in their order; who is in them is written down."""
    if not found:
        return []
    people = patients.briefs(db, actor, {r.patient_id for r in found})
    audit.read_list(db, "patient", sorted(people))
    asked = select(Order).where(col(Order.id).in_({r.order_id for r in found}))
    ordered = {o.id: o for o in db.exec(asked)}
    pictures = lists.studies(db, [r.study_uid for r in found])
    stat = timedelta(minutes=int(admin.parameter(db, STAT_MINUTES.id)))
    routine = timedelta(minutes=int(admin.parameter(db, ROUTINE_MINUTES.id)))
    shown = []
    for each in found:
        who, order = people[each.patient_id], ordered[each.order_id]
        study = pictures.get(each.study_uid)
        kind = each.modality or (study.modalities.split(" ")[0] if study else "")
        shown.append(
            ReadingLineOut(
                id=each.id,
                order_id=each.order_id,
                encounter_id=each.encounter_id,
                patient_id=who.id,
                patient_code=who.code,
                patient_name=who.name,
                patient_age=said(who.age),
                patient_sex=who.sex,
                accession=each.accession,
                service_name=each.service_name,
                modality=kind,
                study_uid=each.study_uid,
                pictures=study.instance_count if study else 0,
                rank=each.rank,
                asked_at=each.asked_at,
                due_at=each.asked_at + (routine if each.rank == 2 else stat),
                state=each.state,
                reader_id=each.reader_id,
                reader_name=each.reader_name,
                supervisor_name=each.supervisor_name,
                writer_name=each.writer_name,
                signed_by_name=each.signed_by_name,
                final_at=each.final_at,
                doctor_name=order.placed_by_name,
                indication=order.indication,
                critical=each.critical,
                moved_at=each.moved_at,
                touched_at=each.touched_at,
                discrepancy=each.discrepancy,
            )
        )
    return shown


def page(db: Session, actor: Actor, of: Reading) -> ExamReadingOut:
    """Everything that a reader has before him."""
    [line] = lines(db, actor, [of])
    audit.read(db, ("patient", of.patient_id), "imaging report")
    order = db.get(Order, of.order_id)
    assert order
    kept = keeping.draft(db, of.id)
    alarm = critical.alarm(db, of) if of.critical else None
    fits = templates.fitting(db, of, line.patient_sex, line.modality)
    open_ = of.state in (*OPEN, ReadingState.RETRACTED)
    mine = of.reader_id in (None, actor.id)
    over = of.state is ReadingState.PRELIMINARY
    return ExamReadingOut(
        line=line,
        note=order.note,
        version=of.version,
        reason=of.reason,
        draft=ReportDraftOut.model_validate(kept) if kept else None,
        versions=[version(each) for each in keeping.versions(db, of.id)],
        keys=[ReportKeyOut.model_validate(each) for each in keys.of(db, of.id)],
        priors=_priors(db, of, line),
        templates=[template(each) for each in fits],
        macros=[macro(each) for each in templates.macros(db, actor)],
        calls=[CriticalCallOut.model_validate(each) for each in critical.calls(db, of.id)],
        alarm=ReadingAlarmOut.model_validate(alarm) if alarm else None,
        seconds=[SecondReadingOut.model_validate(each) for each in second.of_reading(db, of.id)],
        touches=[touched(each) for each in touching.of_reading(db, of.id)],
        screen=screen(screen_here(db)),
        may_write=open_ and mine and actor.holds(WRITE),
        may_sign=open_ and (mine or over) and actor.holds(SIGN),
        nobody_told=critical.nobody_told(db, of),
    )


def version(of: ReadingVersion) -> ReportVersionOut:
    return ReportVersionOut(
        id=of.id,
        number=of.number,
        kind=of.kind,
        findings=of.findings,
        conclusion=of.conclusion,
        recommendation=of.recommendation,
        critical=of.critical,
        structured=of.structured,
        reason=of.reason,
        writer_name=of.writer_name,
        signed_by_name=of.signed_by_name,
        signed_with=of.signed_with,
        signed_at=of.signed_at,
        screen=of.screen,
        key_images=len(of.key_images or ()),
        measurements=len(of.measurements or ()),
        intact=of.digest == digest_of(of),
    )


def template(of: ReportTemplate) -> ReportTemplateOut:
    return ReportTemplateOut(
        id=of.id,
        name=of.name,
        modality=of.modality,
        service_code=of.service_code,
        sex=of.sex,
        findings=of.findings,
        conclusion=of.conclusion,
        recommendation=of.recommendation,
        fields=[
            TemplateFieldOut(
                key=f["key"],
                label=f["label"],
                kind=f.get("kind", "text"),
                unit=f.get("unit", ""),
                choices=list(f.get("choices") or ()),
                normal=f.get("normal", ""),
            )
            for f in of.fields or ()
        ],
        active=of.active,
        version=of.version,
    )


def macro(of: ReportMacro) -> ReportMacroOut:
    return ReportMacroOut(
        id=of.id,
        shortcut=of.shortcut,
        text=of.text,
        house=of.owner_id is None,
        active=of.active,
        version=of.version,
    )


def touched(of: ReadingTouch) -> ReportTouchOut:
    return ReportTouchOut(said=touching.WORDS[of.kind].json(), **of.model_dump())


def screen(of: Fitness) -> ScreenHereOut:
    at = of.display
    return ScreenHereOut(
        name=of.name,
        purpose=at.purpose.value if at else "",
        checked_at=at.checked_at if at else None,
        due_at=due(at.checked_at, at.every_days) if at else None,
        why=said(of.why) if of.why else None,
    )


def due(checked_at: datetime | None, days: int) -> datetime | None:
    return checked_at + timedelta(days=days) if checked_at else None


def seconds(db: Session, actor: Actor, found: Sequence[SecondReading]) -> list[SecondToDoOut]:
    """Those of patients that the actor may see."""
    asked = select(Reading).where(
        col(Reading.id).in_({s.reading_id for s in found}),
        patients.seen_by(actor, Reading.patient_id),
    )
    shown = {line.id: line for line in lines(db, actor, db.exec(asked).all())}
    return [
        SecondToDoOut(second=SecondReadingOut.model_validate(s), reading=shown[s.reading_id])
        for s in found
        if s.reading_id in shown
    ]


def _priors(db: Session, of: Reading, line: ReadingLineOut) -> list[PriorReportOut]:
    found = lists.priors(db, of)
    ids = [o.id for o in found]
    if not ids:
        return []
    told = orders.reports(db, ids)
    pictures = lists.studies_of_orders(db, ids)
    read = {
        r.order_id: r.id for r in db.exec(select(Reading).where(col(Reading.order_id).in_(ids)))
    }
    shown = []
    for each in found:
        study = pictures.get(each.id)
        last = told[each.id][-1] if told[each.id] else None
        kinds = study.modalities.split(" ") if study else []
        shown.append(
            PriorReportOut(
                order_id=each.id,
                reading_id=read.get(each.id),
                at=each.answered_at or each.placed_at,
                service_name=each.service_name,
                same=each.service_code == of.service_code or line.modality in kinds,
                text=_text(last),
                conclusion=str((last.facts or {}).get("conclusion") or "") if last else "",
                study_uid=study.uid if study else "",
            )
        )
    return sorted(shown, key=lambda p: not p.same)


def _text(report: OrderReport | None) -> str:
    return str((report.facts or {}).get("text") or report.text) if report else ""
