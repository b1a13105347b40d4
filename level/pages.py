"""What the level's screens show, put together from the assessment."""

from collections.abc import Mapping

from sqlmodel import Session

from kernel.clock import today
from kernel.schemas import Words, said
from kernel.text import Text
from level import service, showing
from level.asked import Checklist, ChecklistItem, doubts, level_names
from level.assessing import Assessment, Gathered
from level.calculus import Judgement
from level.catalogue import GROUPS, NOT_LEGAL_ADVICE, PROFILES, SERVICES, Catalogue, circular_54
from level.models import Run, StoredFinding
from level.readings import SWITCHES
from level.schemas import (
    ChecklistItemOut,
    ChecklistOut,
    ChoiceOut,
    DoubtOut,
    FallenOut,
    FiguresOut,
    GroupOut,
    LapsingOut,
    LevelModuleOut,
    MissingOut,
    NextOut,
    OverviewOut,
    ReadingOut,
    RunOut,
    SignatureOut,
    StoredFindingOut,
    WaivableOut,
    WhatIfOut,
)


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
                confidence=said(d.confidence),
            )
            for d in doubts()
        ],
        groups=groups(told),
        level_names={str(n): said(t) for n, t in level_names().items()},
        next_able=following(told, "able"),
        next_reached=following(told, "reached"),
        next_reached_with_na=following(told, "reached_with_na"),
        modules=modules(gathered),
        last_run=run_out(gathered.last) if gathered.last else None,
        proof=bool(showing.proven_here()),
        lapsing=lapsing(db),
        waiting=sum(s.kind == "attested" and s.verdict != "met" for s in gathered.shown),
        waived=sorted(gathered.waived),
        note=said(NOT_LEGAL_ADVICE),
    )


def lapsing(db: Session) -> list[LapsingOut]:
    return [
        LapsingOut(id=a.id, claim=a.claim, title=said(title_of(a.claim)), valid_until=a.valid_until)
        for a in sorted(service.lapsing(db, today()), key=lambda a: (a.valid_until, a.claim))
    ]


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
        provenance=said(checklist.provenance),
        judged=len(judgements),
        able=sum(j.three.passes("able") for j in judgements.values()),
        reached=sum(j.three.passes("reached") for j in judgements.values()),
        items=[_item(i, judgements.get(i.id)) for i in checklist.items],
    )


def _item(item: ChecklistItem, judgement: Judgement | None) -> ChecklistItemOut:
    three = judgement.three if judgement else None
    return ChecklistItemOut(
        id=item.id,
        place=said(item.place),
        section=words(item.section),
        heading=words(item.heading),
        title=said(item.title),
        evidence=item.evidence,
        suggested=words(item.suggested),
        reading=words(item.reading),
        binds=words(item.binds),
        later=words(item.later),
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
