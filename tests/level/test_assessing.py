"""The level of a house with a few wings, from evidence to figure."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.modules import INSTALLED
from kernel import clock
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.module import Attested, Checked, Demonstrated, InUse, Module, Verdict
from level import proving, published, service, showing
from level.calculus import FIGURES
from level.catalogue import circular_54, known_ids
from level.claimants import CLAIMANTS
from level.errors import (
    EvidenceRunning,
    ModuleStaysOn,
    NoModuleOfThisName,
    NoSuchCriterion,
    NoSuchReading,
)
from level.models import Run, Trigger
from level.showing import Proven, pieces
from tests.level import wings
from tests.level.wings import PASSES, WORD, house, installed, wing

pytestmark = pytest.mark.usefixtures("green")

LEVEL_1 = [f"TT54/{n}" for n in range(30, 37)] + ["TT54/L1.patient_info_access"]


def shared(claim: str) -> bool:
    return claim in CLAIMANTS


def software() -> tuple[Module, ...]:
    """What level 1 asks of software, in two wings that stand on each other."""
    done = Checked(PASSES), Demonstrated(wings.met)
    alone = [(c, done) for c in LEVEL_1 if not shared(c)]
    desk, office = wing("desk", *alone[:3]), wing("office", *alone[3:], requires=("desk",))
    theirs: dict[str, list[str]] = {}
    for claim in LEVEL_1:
        for module in CLAIMANTS.get(claim, ()):
            theirs.setdefault(module, []).append(claim)
    return desk, office, *(wing(m, *((c, done) for c in claims)) for m, claims in theirs.items())


def verdicts(database: Database, item: str) -> tuple[str, str, str]:
    with database.read(SYSTEM) as db:
        three = service.assess(db, profile="2017").outcome.judgements[item].three
    return three.able, three.reached, three.reached_with_na


@pytest.fixture
def later() -> Iterator[None]:
    yield
    clock._ahead = timedelta()


def test_software_that_passes_and_works_here_is_able(database: Database) -> None:
    house(database, wing("lab", ("TT54/80", (Checked(PASSES), Demonstrated(wings.met)))))

    assert verdicts(database, "TT54/80") == ("not_reviewed",) * 3, "never shown here yet"

    service.run_all(database)

    assert verdicts(database, "TT54/80") == ("met", "met", "met")


def test_a_proof_of_another_source_proves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    house(database, wing("lab", ("TT54/80", Checked(PASSES))))
    assert verdicts(database, "TT54/80")[0] == "met"

    monkeypatch.setattr(showing, "proven_here", lambda: Proven({}))

    assert verdicts(database, "TT54/80")[0] == "not_met"


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ({"a": "passed", "b": "passed"}, "met"),
        ({"a": "passed", "b": "skipped"}, "not_met"),
        ({"a": "passed", "b": "failed"}, "not_met"),
        ({"a": "passed", "b": "missing"}, "not_met"),
    ],
)
def test_a_file_is_proven_when_all_its_tests_passed(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    outcomes: dict[str, str],
    verdict: str,
) -> None:
    told = Proven({f"{PASSES}::{name}": outcome for name, outcome in outcomes.items()})
    monkeypatch.setattr(showing, "proven_here", lambda: told)
    house(database, wing("lab", ("TT54/80", Checked(PASSES)), ("TT54/81", Checked(f"{PASSES}::a"))))

    assert verdicts(database, "TT54/80")[0] == verdict
    assert verdicts(database, "TT54/81")[0] == "met"


def test_a_folder_is_proven_when_every_file_of_it_ran(database: Database) -> None:
    house(database, wing("lab", ("TT54/80", Checked("tests/level"))))

    assert verdicts(database, "TT54/80")[0] == "not_met", "only one file of it is in the proof"


def test_a_demonstration_grows_stale(database: Database, later: None) -> None:
    house(database, wing("lab", ("TT54/80", Demonstrated(wings.met))))
    service.run_all(database)
    assert verdicts(database, "TT54/80")[0] == "met"

    clock._ahead = timedelta(days=8)

    assert verdicts(database, "TT54/80")[0] == "not_reviewed"


def test_one_criterion_can_be_proved_by_itself(database: Database) -> None:
    house(database, wing("lab", ("TT54/80", Demonstrated(wings.met))))
    service.run_all(database)
    house(database, wing("lab", ("TT54/80", Demonstrated(wings.not_met))))

    done = service.prove(database, "80")

    assert done.scope == "TT54/80"
    assert verdicts(database, "TT54/80")[0] == "not_met"
    with pytest.raises(NoSuchCriterion):
        service.prove(database, "TT54/999")


def test_level_1_is_reached_when_the_facility_signs(database: Database) -> None:
    house(database, *software())
    service.run_all(database)
    with database.read(SYSTEM) as db:
        told = service.assess(db, profile="2017")
        assert (told.outcome.able, told.outcome.reached) == (1, 0)
        level, lacking = service.missing(told)
        assert level == 1
        assert {m.id for m in lacking} == {"TT54/1", "TT54/2", "TT54/3"}
        assert {m.who for m in lacking} == {"facility"}

    with database.write(SYSTEM) as db:
        for claim in ("TT54/1", "TT54/2", "TT54/3"):
            service.attest(
                db,
                SYSTEM,
                claim=claim,
                statement="Có đủ.",
                signer_name="Nguyễn Văn A",
                signer_role="Giám đốc",
                signed_on=clock.today(),
            )

    with database.read(SYSTEM) as db:
        told = service.assess(db, profile="2017")
        assert (told.outcome.able, told.outcome.reached) == (1, 1)
        level, lacking = service.missing(told)
        assert level == 2
        assert {m.who for m in lacking} == {"facility", "software"}


def test_every_run_is_kept_with_its_figures(database: Database) -> None:
    house(database, *software())

    done = service.run_all(database, Trigger.NIGHTLY)

    with database.read(SYSTEM) as db:
        [kept], _ = service.runs(db)
        assert kept.id == done.id
        assert kept.trigger is Trigger.NIGHTLY
        assert kept.finished_at
        assert kept.modules == [m.id for m in database.assembly.modules]
        assert kept.figures["2017"]["able"] == 1
        assert kept.figures["current"]["criteria"] == 128
        found, _ = service.findings_of(db, done.id, limit=200)
        assert found
        figures = service.assess(db, profile="2017").outcome
        assert kept.figures["2017"]["reached"] == figures.reached


def test_one_whole_run_at_a_time(database: Database) -> None:
    house(database)
    with database.write(SYSTEM) as db:
        db.add(
            Run(
                trigger=Trigger.ASKED,
                source="x",
                version="x",
                modules=[],
                started_at=clock.utc_now(),
            )
        )

    with pytest.raises(EvidenceRunning):
        service.run_all(database)


def test_a_switch_of_modules_is_assessed_again(database: Database) -> None:
    lab = wing("lab", ("TT54/80", Demonstrated(wings.met)))
    house(database, lab)
    assert service.due(database)

    assert proving.when_changed(database)
    assert not service.due(database)
    assert proving.when_changed(database) is None

    house(database, lab, off={"lab"})
    assert service.due(database)


# ---------------------------------------------------------------------- what if


@pytest.mark.parametrize("gone", ["desk", "office"])
def test_what_if_equals_an_assessment_without_the_module(database: Database, gone: str) -> None:
    house(database, *software())
    service.run_all(database)
    with database.read(SYSTEM) as db:
        told = service.what_if(db, off={gone}, profile="2017")

    house(database, *software(), off={gone})
    service.run_all(database)

    with database.read(SYSTEM) as db:
        really = service.assess(db, profile="2017").outcome
    assert {i: j.three for i, j in told.after.outcome.judgements.items()} == {
        i: j.three for i, j in really.judgements.items()
    }
    assert [told.after.outcome.level(f) for f in FIGURES] == [really.level(f) for f in FIGURES]
    assert told.after.outcome.able == 0
    fallen = {f.id for f in told.changed if f.figure == "able"}
    assert fallen == {
        i
        for i, j in told.before.outcome.judgements.items()
        if j.three.able is not really.judgements[i].three.able
    }
    assert "TT54/36" in fallen


def test_what_if_takes_dependants_along(database: Database) -> None:
    house(database, *software())

    with database.read(SYSTEM) as db:
        told = service.what_if(db, off={"desk"})

    assert told.off == ("desk",)
    assert told.along == ("office",)


def test_what_if_turns_criteria_on_and_off(database: Database) -> None:
    house(database, *software())
    service.run_all(database)
    with database.read(SYSTEM) as db:
        told = service.what_if(db, forced={"TT54/30": False}, profile="2017")
        assert (told.before.outcome.able, told.after.outcome.able) == (1, 0)
        level_2 = {c: True for r in circular_54("2017").requirements if r.level == 2
                   for c in (r.criteria or (r.id,))}  # fmt: skip
        told = service.what_if(db, forced=level_2, profile="2017")
        assert told.after.outcome.able == 2


def test_what_if_refuses_what_cannot_be(database: Database) -> None:
    house(database)
    with database.read(SYSTEM) as db:
        with pytest.raises(NoModuleOfThisName):
            service.what_if(db, off={"nothing"})
        with pytest.raises(ModuleStaysOn) as refused:
            service.what_if(db, off={"his.admin"})
        named = {m.id: m.title for m in database.assembly.modules}["his.admin"]
        assert refused.value.detail.en.startswith(named.en)
        assert refused.value.detail.vi.startswith(named.vi)
        with pytest.raises(NoSuchReading):
            service.assess(db, profile="2099")


# --------------------------------------------------------------- the house as installed


def switchable() -> list[str]:
    return [m.id for m in INSTALLED if m.can_be_off]


@pytest.mark.parametrize("gone", switchable() or [pytest.param("", marks=pytest.mark.skip)])
def test_for_every_module_what_the_page_says_falls_really_falls(
    database: Database, gone: str
) -> None:
    installed(database, *INSTALLED)
    service.run_all(database)
    with database.read(SYSTEM) as db:
        told = service.what_if(db, off={gone}, profile="2017").after.outcome

    installed(database, *INSTALLED, off={gone})
    service.run_all(database)

    with database.read(SYSTEM) as db:
        really = service.assess(db, profile="2017").outcome
    differs = {
        i: (j.three, really.judgements[i].three)
        for i, j in told.judgements.items()
        if j.three != really.judgements[i].three
    }
    assert not differs
    assert [told.level(f) for f in FIGURES] == [really.level(f) for f in FIGURES]


def test_every_claim_names_something_that_the_circulars_ask() -> None:
    for module in INSTALLED:
        for claim in module.claims:
            assert claim.criterion in known_ids(), f"{module.id}: {claim.criterion}"


def test_nothing_is_claimed_twice_unless_it_is_shared_by_name() -> None:
    claimed: dict[str, set[str]] = {}
    for module in INSTALLED:
        for claim in module.claims:
            claimed.setdefault(claim.criterion, set()).add(module.id)
    for criterion, modules in claimed.items():
        if len(modules) > 1:
            assert modules <= set(CLAIMANTS.get(criterion, ())), f"{criterion}: {modules}"


def test_a_shared_claim_names_the_modules_that_share_it() -> None:
    for module in INSTALLED:
        for claim in module.claims:
            if claimants := CLAIMANTS.get(claim.criterion):
                assert module.id in claimants, f"{module.id} claims {claim.criterion}"


def test_being_used_is_never_the_only_evidence() -> None:
    for module in INSTALLED:
        for claim in module.claims:
            assert not all(isinstance(e, InUse) for e in claim.evidence), claim.criterion


def test_the_facility_is_asked_for_everything_that_only_it_can_show() -> None:
    asked = {c.criterion for m in INSTALLED for c in m.claims
             if any(isinstance(e, Attested) for e in c.evidence)}  # fmt: skip
    for criterion in circular_54("2017").criteria:
        if criterion.evidence == "facility" or criterion.number <= 19:
            assert criterion.id in asked, criterion.id


def test_evidence_has_keys_of_its_own(database: Database) -> None:
    house(database, *software())
    keys = [p.key for p in pieces(database.assembly)]

    assert len(keys) == len(set(keys))


# --------------------------------------------------------------------- public JSON


def test_the_public_json_has_its_shape(database: Database) -> None:
    house(database, wing("lab", ("TT54/80", (Checked(PASSES), InUse(wings.met)))))
    service.run_all(database)
    with database.read(SYSTEM) as db:
        told = published.as_json(service.assess(db, profile="2017"))

    assert list(told) == [
        "profile",
        "generated_at",
        "version",
        "able",
        "reached",
        "reached_with_na",
        "levels",
        "criteria",
    ]
    assert [level["level"] for level in told["levels"]] == [1, 2, 3, 4, 5, 6, 7]
    assert all(list(level) == ["level", "met", "requirements"] for level in told["levels"])
    assert len(told["criteria"]) == 146
    words = {v.value for v in Verdict}
    for each in told["criteria"]:
        assert list(each) == [
            "id",
            "number",
            "group",
            "tier",
            "title",
            "able",
            "reached",
            "reached_with_na",
            "claimed_by",
            "findings",
        ]
        assert {each["able"], each["reached"], each["reached_with_na"]} <= words
        assert "by_attestation" not in {each["reached"], each["reached_with_na"]}
    lab = told["criteria"][79]
    assert (lab["id"], lab["claimed_by"]) == ("TT54/80", ["lab"])
    assert [(f["kind"], f["verdict"]) for f in lab["findings"]] == [
        ("checked", "met"),
        ("in_use", "met"),
    ]
    assert set(lab["findings"][1]["says"]) == {"vi", "en"}
    assert lab["findings"][1]["at"].endswith("Z")


def test_the_command_line_prints_the_same(database: Database) -> None:
    house(database, *software())
    told = service.assess_now(database, profile="2017")
    with database.read(SYSTEM) as db:
        page = published.as_json(service.assess(db, profile="2017"))

    assert {**told, "generated_at": ""} == {**page, "generated_at": ""}
    without = service.assess_now(database, profile="2017", off={"desk"})
    assert (told["able"], without["able"]) == (1, 0)


def test_an_unclaimed_criterion_is_not_met(database: Database) -> None:
    house(database, wing("lab", ("TT54/80", Checked(PASSES))))

    assert verdicts(database, "TT54/81") == ("not_met",) * 3


def test_a_signature_is_left_out_of_what_the_software_can(database: Database) -> None:
    house(database, wing("lab", ("TT54/80", Attested(WORD))))

    assert verdicts(database, "TT54/80") == ("by_attestation", "not_reviewed", "not_reviewed")
