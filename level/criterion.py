"""The page of one criterion: its text, our reading, who claims it and how it is proved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from kernel.module import Attested, Claim, Module
from kernel.schemas import Words, said
from kernel.text import Text
from level import service, showing
from level.asked import Checklist, ChecklistItem, Part
from level.assessing import Gathered
from level.calculus import Judgement, Shown
from level.catalogue import GROUPS, SERVICES
from level.claimants import CLAIMANTS
from level.pages import finding_out, words
from level.schemas import (
    AttestationOut,
    ClaimOut,
    CriterionOut,
    EvidenceOut,
    PartOut,
    WaiverOut,
)
from level.showing import Piece

TT54 = Text("Thông tư 54/2017/TT-BYT, Phụ lục I", "Circular 54/2017/TT-BYT, Appendix I")
TT54_LEVELS = Text("Thông tư 54/2017/TT-BYT, Phụ lục II", "Circular 54/2017/TT-BYT, Appendix II")


def page_of(db: Session, id_: str, profile: str | None) -> CriterionOut:
    """Raises NoSuchCriterion."""
    id_ = service.known(id_)
    for checklist in service.all_checklists():
        for item in checklist.items:
            if item.id == id_:
                return _listed(db, checklist, item)
    return _of_54(db, id_, profile)


def _of_54(db: Session, id_: str, profile: str | None) -> CriterionOut:
    told = service.assess(db, profile=profile)
    whole = told.catalogue.titles
    if id_ not in whole:  # it ended: shown as it stands in the text of 2017
        told = service.assess(db, profile="2017")
    criteria = {each: c for c in told.catalogue.criteria for each in (c.id, *_ids(c.parts))}
    clauses = {each: r for r in told.catalogue.requirements for each in (r.id, *_ids(r.parts))}
    one, clause = criteria.get(id_), clauses.get(id_)
    owner = one.id if one else clause.id if clause else id_
    judgement = told.outcome.judgements[owner]
    asked_by = [r for r in told.catalogue.requirements if owner in (*r.criteria, r.id)]
    lack = one.may_lack if one else clause.may_lack if clause else None
    parts = one.parts if one else clause.parts if clause else ()
    return CriterionOut(
        **_common(db, owner, judgement, told.gathered, _ids(parts)),
        number=one.number if one else None,
        group=one.group if one else None,
        group_title=said(GROUPS[one.group]) if one else None,
        tier=one.tier if one else None,
        levels=sorted({r.level for r in asked_by}),
        document=said(TT54 if one else TT54_LEVELS),
        title=said(told.catalogue.titles[owner]),
        subgroup=words(one.subgroup) if one else None,
        parts=[PartOut(id=p.id, title=said(p.title)) for p in parts],
        qualifier=words(one.qualifier if one else clause.qualifier if clause else None),
        reading=words(one.reading if one else clause.note if clause else None),
        ended=one.ended if one else None,
        vietnamese=one.vietnamese if one else None,
        evidence=one.evidence if one else None,
        asked=words(one.asked) if one else None,
        suggested=words(one.suggested) if one else None,
        sources=Words(vi=one.sources, en=one.sources) if one and one.sources else None,
        may_lack=words(SERVICES.get(lack or "")),
        why=None if judgement.three.passes("reached") else said(service.why(told, owner)),
        related=_related(owner),
    )


def _ids(parts: Sequence[Part]) -> list[str]:
    return [p.id for p in parts]


def _listed(db: Session, checklist: Checklist, item: ChecklistItem) -> CriterionOut:
    gathered = service.gather(db)
    outcome = service.judged_checklist(gathered, checklist)
    judgement = outcome.judgements.get(item.id)
    if judgement is None:  # for information: nobody here is bound by it
        judgement = service.judged_checklist(gathered, _only(checklist, item)).judgements[item.id]
    return CriterionOut(
        **_common(db, item.id, judgement, gathered, []),
        number=None,
        group=None,
        group_title=None,
        tier=None,
        levels=[],
        document=said(checklist.document),
        title=said(item.title),
        subgroup=words(item.section),
        parts=[],
        qualifier=words(item.heading),
        reading=words(item.reading),
        ended=None,
        vietnamese=None,
        evidence=item.evidence,
        asked=None,
        suggested=words(item.suggested),
        sources=said(item.place),
        may_lack=None,
        why=None,
        related=list(item.related),
    )


def _only(checklist: Checklist, item: ChecklistItem) -> Checklist:
    return replace(checklist, items=(replace(item, evidence="facility"),))


def _related(owner: str) -> list[str]:
    return [i.id for c in service.all_checklists() for i in c.items if owner in i.related]


def _common(
    db: Session, owner: str, judgement: Judgement, gathered: Gathered, parts: list[str]
) -> dict[str, Any]:
    ids = [owner, *parts]
    signed, _ = service.attestations(db, claims=ids)
    waived, _ = service.waivers(db, items=ids)
    three = judgement.three
    return {
        "id": owner,
        "claimants": sorted({m for id_ in ids for m in CLAIMANTS.get(id_, ())}),
        "unclaimed": list(judgement.unclaimed),
        "missing": list(judgement.missing),
        "able": three.able,
        "reached": three.reached,
        "reached_with_na": three.reached_with_na,
        "claims": claims(gathered, ids),
        "history": [finding_out(f) for f in service.history_of(db, ids)],
        "attestations": [AttestationOut.model_validate(a) for a in signed],
        "waivers": [WaiverOut.model_validate(w) for w in waived],
    }


def claims(gathered: Gathered, ids: list[str]) -> list[ClaimOut]:
    """The claims of modules that are on, each with its evidence and what it showed."""
    shown = dict(zip(_keys(gathered), gathered.shown, strict=True))
    return [
        _claim(module, claim, shown)
        for module in gathered.assembly.modules
        for claim in module.claims
        if claim.criterion in ids
    ]


def _keys(gathered: Gathered) -> list[tuple[str, str, str, str]]:
    return [p.key for p in showing.pieces(gathered.assembly)]


def _claim(
    module: Module, claim: Claim, shown: Mapping[tuple[str, str, str, str], Shown]
) -> ClaimOut:
    return ClaimOut(
        module=module.id,
        module_title=said(module.title),
        claim=claim.criterion,
        because=said(claim.because),
        screen=claim.screen,
        evidence=[_evidence(piece, shown[piece.key]) for piece in showing.pieces_of(module, claim)],
    )


def _evidence(piece: Piece, shown: Shown) -> EvidenceOut:
    signed = piece.evidence if isinstance(piece.evidence, Attested) else None
    return EvidenceOut(
        kind=piece.kind,
        name=piece.name,
        what=said(signed.what) if signed else None,
        valid_days=signed.valid_days if signed else None,
        verdict=shown.verdict,
        says=said(shown.says),
        at=shown.at,
        milliseconds=round(shown.seconds * 1000),
    )
