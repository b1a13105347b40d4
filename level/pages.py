"""What the level's screens show, put together from the assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from kernel.clock import today
from kernel.module import Attested, Claim, Module
from kernel.schemas import Words, said
from kernel.text import Text
from level import service, showing
from level.assessing import Assessment, Gathered
from level.calculus import Judgement, Shown
from level.catalogue import (
    GROUPS,
    NOT_LEGAL_ADVICE,
    PROFILES,
    SERVICES,
    SWITCHES,
    Catalogue,
    Checklist,
    ChecklistItem,
    Part,
    circular_54,
    doubts,
    level_names,
)
from level.claimants import CLAIMANTS
from level.models import Run, StoredFinding
from level.schemas import (
    AttestationOut,
    ChecklistItemOut,
    ChecklistOut,
    ChoiceOut,
    ClaimOut,
    CriterionOut,
    DoubtOut,
    EvidenceOut,
    FallenOut,
    FiguresOut,
    GroupOut,
    LapsingOut,
    LevelModuleOut,
    MissingOut,
    NextOut,
    OverviewOut,
    PartOut,
    ReadingOut,
    RunOut,
    SignatureOut,
    StoredFindingOut,
    WaivableOut,
    WaiverOut,
    WhatIfOut,
)
from level.showing import Piece

TT54 = Text("Thông tư 54/2017/TT-BYT, Phụ lục I", "Circular 54/2017/TT-BYT, Appendix I")
TT54_LEVELS = Text("Thông tư 54/2017/TT-BYT, Phụ lục II", "Circular 54/2017/TT-BYT, Appendix II")


def words(text: Text | None) -> Words | None:
    return said(text) if text else None


def run_out(run: Run) -> RunOut:
    return RunOut.model_validate(run)


def finding_out(found: StoredFinding) -> StoredFindingOut:
    return StoredFindingOut(
        id=found.id,
        run_id=found.run_id,
        module=found.module,
        claim=found.claim,
        kind=found.kind,
        piece=found.piece,
        verdict=found.verdict,
        says=Words(vi=found.says_vi, en=found.says_en),
        milliseconds=found.milliseconds,
        at=found.at,
    )


def title_of(id_: str) -> Text:
    """The title of anything that can be claimed."""
    found = circular_54("2017").titles.get(id_)
    if found:
        return found
    return next(i.title for c in service.all_checklists() for i in c.items if i.id == id_)


def overview(db: Session, profile: str | None) -> OverviewOut:
    told = service.assess(db, profile=profile)
    gathered, catalogue = told.gathered, told.catalogue
    day = today()
    return OverviewOut(
        profile=catalogue.profile,
        profiles=[ChoiceOut(id=p, title=said(t)) for p, t in PROFILES.items()],
        readings=readings(catalogue),
        doubts=[
            DoubtOut(
                id=d.id,
                where=said(d.where),
                text=said(d.text),
                resolution=said(d.resolution),
                product=said(d.product),
                confidence=d.confidence,
            )
            for d in doubts()
        ],
        groups=groups(told),
        level_names={str(n): said(t) for n, t in level_names().items()},
        next_able=following(told, "able"),
        next_reached=following(told, "reached"),
        modules=modules(gathered),
        last_run=run_out(gathered.last) if gathered.last else None,
        proof=bool(showing.proven_here()),
        lapsing=[
            LapsingOut(
                id=a.id, claim=a.claim, title=said(title_of(a.claim)), valid_until=a.valid_until
            )
            for a in service.lapsing(db, day)
        ],
        waiting=sum(s.kind == "attested" and s.verdict != "met" for s in gathered.shown),
        waived=sorted(gathered.waived),
        note=said(NOT_LEGAL_ADVICE),
    )


def readings(catalogue: Catalogue) -> list[ReadingOut]:
    return [
        ReadingOut(
            id=s.id,
            doubt=s.doubt,
            title=said(s.title),
            chosen=catalogue.reading[s.id],
            default=s.default,
            options=[ChoiceOut(id=o, title=said(t)) for o, t in s.options.items()],
            reason=said(s.reason),
        )
        for s in SWITCHES
    ]


def groups(told: Assessment) -> list[GroupOut]:
    found = []
    for group, title in GROUPS.items():
        mine = [
            told.outcome.judgements[c.id].three for c in told.catalogue.criteria if c.group == group
        ]
        if mine:
            met = {f: sum(t.passes(f) for t in mine) for f in ("able", "reached")}
            with_na = sum(t.passes("reached_with_na") for t in mine)
            found.append(
                GroupOut(
                    id=group,
                    title=said(title),
                    criteria=len(mine),
                    able=met["able"],
                    reached=met["reached"],
                    reached_with_na=with_na,
                )
            )
    return found


def following(told: Assessment, figure: str) -> NextOut:
    level, lacking = service.missing(told, figure)
    return NextOut(
        level=level,
        missing=[
            MissingOut(
                id=m.id, title=said(told.catalogue.titles[m.id]), who=m.who, says=said(m.says)
            )
            for m in lacking
        ],
    )


def modules(gathered: Gathered) -> list[LevelModuleOut]:
    built = gathered.assembly
    return [
        LevelModuleOut(
            id=m.id,
            title=said(m.title),
            on=m.id in built,
            can_be_off=m.can_be_off,
            claims=[c.criterion for c in m.claims],
        )
        for m in built.installed or built.modules
    ]


def criterion(db: Session, id_: str, profile: str | None) -> CriterionOut:
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
        sources=one.sources if one else None,
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
        sources=item.place,
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


def what_if_out(found: service.WhatIf) -> WhatIfOut:
    titles = found.before.catalogue.titles
    return WhatIfOut(
        profile=found.before.catalogue.profile,
        off=list(found.off),
        along=list(found.along),
        before=_figures(found.before),
        after=_figures(found.after),
        changed=[_fallen(f, titles) for f in found.changed],
        requirements=[_fallen(f, titles) for f in found.demands],
        says=said(says_of(found)),
    )


def says_of(found: service.WhatIf) -> Text:
    """One sentence: what falls, and why."""
    old, new = found.before.outcome, found.after.outcome
    fallen = {f.id for f in found.changed if f.figure == "able"}
    if not fallen and (old.able, old.reached) == (new.able, new.reached):
        return Text("Không có gì thay đổi.", "Nothing changes.")
    return Text(
        "Phần mềm: mức {a} → {b}; cơ sở: mức {c} → {d}. {n} tiêu chí và yêu cầu thay đổi.",
        "Software: level {a} → {b}; facility: level {c} → {d}. {n} criteria and clauses change.",
    ).put(a=old.able, b=new.able, c=old.reached, d=new.reached, n=len(fallen))


def _figures(told: Assessment) -> FiguresOut:
    o = told.outcome
    return FiguresOut(able=o.able, reached=o.reached, reached_with_na=o.reached_with_na)


def _fallen(fallen: service.Fallen, titles: Mapping[str, Text]) -> FallenOut:
    return FallenOut(
        id=fallen.id,
        title=said(titles[fallen.id]),
        figure=fallen.figure,
        before=fallen.before,
        after=fallen.after,
        because=list(fallen.because),
    )


def checklist_out(gathered: Gathered, checklist: Checklist) -> ChecklistOut:
    judgements = service.judged_checklist(gathered, checklist).judgements
    return ChecklistOut(
        id=checklist.id,
        document=said(checklist.document),
        status=said(checklist.status),
        status_as_of=checklist.status_as_of,
        provenance=checklist.provenance,
        judged=len(judgements),
        able=sum(j.three.passes("able") for j in judgements.values()),
        reached=sum(j.three.passes("reached") for j in judgements.values()),
        items=[_item(i, judgements.get(i.id)) for i in checklist.items],
    )


def _item(item: ChecklistItem, judgement: Judgement | None) -> ChecklistItemOut:
    three = judgement.three if judgement else None
    return ChecklistItemOut(
        id=item.id,
        place=item.place,
        section=words(item.section),
        heading=words(item.heading),
        title=said(item.title),
        evidence=item.evidence,
        suggested=words(item.suggested),
        reading=words(item.reading),
        binds=words(item.binds),
        later=item.later,
        related=list(item.related),
        able=three.able if three else None,
        reached=three.reached if three else None,
        reached_with_na=three.reached_with_na if three else None,
        claimed_by=list(judgement.claimed_by) if judgement else [],
    )


def signatures(db: Session) -> list[SignatureOut]:
    day = today()
    signed = service.in_force(db, day)
    found = []
    for piece, evidence in service.wanted(db):
        shown = showing.attested(piece, evidence.what, signed, day)
        mine = [a for a in signed if (a.module, a.claim) == (piece.module, piece.claim)]
        last = max(mine, key=lambda a: (a.valid_until, a.recorded_at), default=None)
        found.append(
            SignatureOut(
                module=piece.module,
                claim=piece.claim,
                title=said(title_of(piece.claim)),
                what=said(evidence.what),
                valid_days=evidence.valid_days,
                verdict=shown.verdict,
                says=said(shown.says),
                attestation_id=last.id if last else None,
                valid_until=last.valid_until if last else None,
            )
        )
    return found


def waivable(db: Session) -> list[WaivableOut]:
    told = service.catalogue(db, "2017")
    return [
        WaivableOut(
            id=id_,
            title=said(told.titles[id_]),
            service=lack,
            service_title=said(SERVICES[lack]),
        )
        for id_, lack in told.waivable.items()
    ]
