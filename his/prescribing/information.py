"""The page of a drug: what the list and the tables say of it, stock, price, alternatives."""

from sqlmodel import Session

from his.prescribing import approving, drugs, knowing
from his.prescribing.checks.knowledge import Interaction, Knowledge, Risk
from his.prescribing.drugs import Drug
from his.prescribing.knowledge_schemas import DrugFactOut, DrugPage
from his.prescribing.schemas import DrugOfferOut
from his.prescribing.words import Severity
from kernel.clock import today
from kernel.schemas import Words, said
from kernel.text import Text

_MOST = 200


def page(db: Session, code: str, *, payer: str = "self_pay") -> DrugPage:
    """Raises NotInCatalogue."""
    drug = drugs.one(db, code)
    known = knowing.knowledge(db, today())
    open_ = set(approving.unapproved(db))
    [offer, *others] = drugs.offers(db, [drug, *drugs.alternatives(db, drug)], payer=payer)
    return DrugPage(
        offer=DrugOfferOut.of(offer),
        registration=drug.registration,
        tender=drug.tender,
        ministry_code=drug.ministry_code,
        atc=drug.atc,
        scope=drug.scope,
        condition=drug.condition,
        indications=drug.indications,
        icd=list(drug.icd),
        contraindications=drug.contraindications,
        ingredients=DrugPage.ingredients_of(drug),
        facts=_facts(drug, known, open_),
        interactions=_interactions(drug, known, open_),
        alternatives=[DrugOfferOut.of(o) for o in others],
        stock_note=offer.stock.note if offer.stock else "",
    )


def _facts(drug: Drug, known: Knowledge, open_: set[str]) -> list[DrugFactOut]:
    found = []
    for each in drug.ingredients:
        for limit in known.doses.of(each.atc):
            parts = []
            if limit.adult_max_day:
                parts.append(
                    Text("người lớn {n} mg/ngày", "adults {n} mg a day").put(n=limit.adult_max_day)
                )
            if limit.child_dose:
                per = Text("lần", "dose") if limit.child_per == "dose" else Text("ngày", "day")
                parts.append(
                    Text("trẻ em {n} mg/kg/{per}", "children {n} mg/kg/{per}").put(
                        n=limit.child_dose, per=per
                    )
                )
            if limit.note:
                parts.append(Text(limit.note, limit.note))
            all_ = Words(vi="; ".join(p.vi for p in parts), en="; ".join(p.en for p in parts))
            found.append(_fact("dose_limit", None, f"{each.name} ({limit.route})", all_, open_))
        for table, risks in (
            ("renal_dose", known.renal),
            ("pregnancy_risk", known.pregnancy),
            ("lactation_risk", known.lactation),
            ("age_limit", known.ages),
            ("disease_risk", known.diseases),
        ):
            found += [_risk(table, r, open_) for r in risks.of(each.atc)]
        for group in known.groups.of(each.atc):
            found.append(_fact("therapy_group", None, group.title.vi, said(group.title), open_))
    return found


def _risk(table: str, risk: Risk, open_: set[str]) -> DrugFactOut:
    return _fact(table, risk.severity, risk.name, said(risk.says), open_)


def _fact(
    table: str, severity: Severity | None, title: str, says: Words, open_: set[str]
) -> DrugFactOut:
    return DrugFactOut(
        table=table,
        severity=severity,
        title=title,
        says=says,
        source=table,
        approved=table not in open_,
    )


def _interactions(drug: Drug, known: Knowledge, open_: set[str]) -> list[DrugFactOut]:
    order = (Severity.STOP, Severity.WARNING, Severity.INFO)
    rows: dict[str, Interaction] = {}
    for each in drug.ingredients:
        for row in known.interactions.of(each.atc):
            rows.setdefault(f"{row.table}/{row.id}", row)
    ranked = sorted(rows.values(), key=lambda r: (order.index(r.severity), r.table, r.id))
    return [
        DrugFactOut(
            table=row.table,
            severity=row.severity,
            title=" + ".join(row.names),
            says=Words(
                vi=". ".join(p for p in (row.effect.vi, row.action.vi) if p),
                en=". ".join(p for p in (row.effect.en, row.action.en) if p),
            ),
            source=row.source,
            approved=row.table not in open_,
        )
        for row in ranked[:_MOST]
    ]
