"""Tests that another laboratory does: ordered, added, cancelled; its results, and what of them
does not fit."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from his.link.models import LinkMessage, LinkMessageState, Partner
from his.link.service import LINK, family_first
from his.orders import service as orders
from his.patients import service as patients
from his.patients.service import Patient
from kernel.clock import utc_now
from kernel.hl7.message import Message
from lis.link import coding, send_outs
from lis.link.errors import NothingToSendOut
from lis.link.models import CodeUse, LinkCode, SendOut, SendOutState
from lis.results import service as results
from lis.results.service import LabResult, ResultSource, ResultState
from lis.specimens import service as specimens
from lis.specimens import shipping
from tests.his import clinic
from tests.lis.link.peers import LAB, msh, outgoing, partner, raw, say, states
from tests.lis.link.test_results_out import valid
from tests.lis.results import bench
from tests.lis.results.bench import Bench


@dataclass
class Away:
    """A tube at the other laboratory, with what was ordered of it."""

    bench: Bench
    laboratory: Partner
    patient: Patient
    rows: dict[str, SendOut]

    def oru(
        self, test: str, value: str, *, status: str = "F", unit: str = "mmol/L", **other: str
    ) -> bytes:
        row = self.rows.get(test)
        placer = other.get("placer") or (row.placer if row else "?")
        name = "^".join(family_first(self.patient.name))
        pid = other.get("pid") or f"PID|1||{self.patient.code}^^^HIS54^PI||{name}"
        code = other.get("code") or f"{test}^{test}^99HIS54"
        return raw(
            msh("ORU^R01^ORU_R01", "REFLAB"),
            pid,
            f"ORC|RE|{placer}^HIS54|R-{placer}",
            f"OBR|1|{placer}^HIS54|R-{placer}|{code}|||||||||||||||||||||{status}",
            f"OBX|1|NM|{code}||{value}|{unit}|3.5-5.1|H|||{status}|||{utc_now():%Y%m%d%H%M%S}+0000",
            "NTE|1|L|đã chạy lại",
        )


@pytest.fixture
def away(db: Session) -> Away:
    bench.lists(db)
    laboratory = partner(db, LAB)
    come = bench.come(db, "XN-GK")
    patient = patients.get(db, LINK, come.visit.patient_id)
    shipment = shipping.send(
        db, bench.TECHNICIAN, [come.codes], outside=True, to_name="Viện xét nghiệm"
    )
    made = send_outs.send(db, bench.TECHNICIAN, shipment_id=shipment.id, partner_id=laboratory.id)
    with pytest.raises(NothingToSendOut):  # pressed twice
        send_outs.send(db, bench.TECHNICIAN, shipment_id=shipment.id, partner_id=laboratory.id)
    return Away(come, laboratory, patient, {row.test_code: row for row in made})


def _plain(result: LabResult) -> str:
    return "" if result.number is None else f"{result.number.normalize():f}"


def _answer(db: Session, *says: tuple[str, str]) -> None:
    """The other laboratory answers the last message of ours."""
    asked = (
        select(LinkMessage).where(col(LinkMessage.outgoing)).order_by(col(LinkMessage.id).desc())
    )
    sent = db.exec(asked).first()
    assert sent
    lines = [msh("ORL^O22^ORL_O22", "REFLAB"), f"MSA|AA|{sent.control_id}"]
    lines += [f"ORC|{code}|{placer}|R-{placer}" for code, placer in says]
    send_outs.answered(db, LINK, sent, Message(raw(*lines)))
    db.flush()


def _standing(db: Session, test: str) -> LabResult | None:
    asked = select(LabResult).where(LabResult.test_code == test).order_by(col(LabResult.run))
    return results.holding(list(db.exec(asked)))


def test_the_tests_of_a_tube_are_ordered_with_its_number(db: Session, away: Away) -> None:
    [oml] = outgoing(db, "OML^O21")
    valid(oml)
    assert [o.get(1) for o in oml.all("ORC")] == ["NW", "NW"]
    placers = [f"{away.bench.codes}-1", f"{away.bench.codes}-2"]
    assert [o.get(2) for o in oml.all("ORC")] == placers
    assert {o.get(4, 4) or o.get(4) for o in oml.all("OBR")} == {"GLU", "K"}
    assert {s.get(2) for s in oml.all("SPM")} == {away.bench.codes}
    assert oml.first("PID").get(3) == away.patient.code
    _answer(db, ("OK", placers[0]), ("UA", placers[1]))
    assert [r.state for r in away.rows.values()] == [SendOutState.ACCEPTED, SendOutState.REFUSED]
    assert away.rows["GLU"].filler == f"R-{placers[0]}"


def test_its_result_lands_on_the_test_and_waits_for_our_physician(db: Session, away: Away) -> None:
    answer = say(db, away.oru("K", "4.4"))
    assert answer.first("MSA").get(1) == "AA"
    found = _standing(db, "K")
    assert found is not None
    assert (_plain(found), found.state) == ("4.4", ResultState.ENTERED)
    assert (found.source, found.analyser) == (ResultSource.REFERENCE_LAB, "REF")
    assert "đã chạy lại" in found.comment
    assert "3.5-5.1 H" in found.comment
    assert db.get(SendOut, away.rows["K"].id).state is SendOutState.RESULTED  # type: ignore[union-attr]
    assert states(db) == [LinkMessageState.DONE]


def test_a_correction_waits_beside_the_result_that_is_out(db: Session, away: Away) -> None:
    say(db, away.oru("K", "4.4"))
    first = _standing(db, "K")
    assert first is not None
    results.verify(db, bench.PHYSICIAN, [first.id])
    say(db, away.oru("K", "4.9", status="C"))
    waiting = _standing(db, "K")
    assert waiting is not None
    assert (_plain(waiting), waiting.state) == ("4.9", ResultState.ENTERED)
    say(db, away.oru("K", "4.9", status="C"))  # said again: nothing more
    results.verify(db, bench.PHYSICIAN, [waiting.id])
    runs = list(db.exec(select(LabResult).where(LabResult.test_code == "K")))
    assert sorted((_plain(r), r.state.value) for r in runs) == [
        ("4.4", "replaced"),
        ("4.9", "verified"),
    ]


@pytest.mark.parametrize("out", [False, True])
def test_a_result_that_it_takes_back_stops_holding_at_once(
    db: Session, away: Away, *, out: bool
) -> None:
    say(db, away.oru("K", "4.4"))
    first = _standing(db, "K")
    assert first is not None
    if out:
        results.verify(db, bench.PHYSICIAN, [first.id])
    answer = say(db, away.oru("K", "", status="D"))
    assert answer.first("MSA").get(1) == "AA"
    assert _standing(db, "K") is None
    assert db.get(SendOut, away.rows["K"].id).state is SendOutState.ACCEPTED  # type: ignore[union-attr]


def test_what_does_not_fit_waits_and_lands_nowhere(db: Session, away: Away) -> None:
    somebody = clinic.somebody(db, LINK)
    wrong = (
        away.oru("K", "4.4", placer="260101-9"),
        away.oru("K", "4.4", pid=f"PID|1||{somebody.code}^^^HIS54^PI"),
        away.oru("K", "4.4", pid="PID|1||R5^^^REF^PI||Trần^Nam^Văn||19551201|M"),
        away.oru("K", "4.4", code="KALI-X^Kali^REF"),
        away.oru("K", "4.4", unit="parsec"),
        away.oru("K", "rất cao"),
    )
    for message in wrong:
        assert say(db, message).first("MSA").get(1) == "AA"
    assert states(db) == [LinkMessageState.REVIEW] * len(wrong)
    assert list(db.exec(select(LabResult))) == []
    [code] = db.exec(select(LinkCode).where(LinkCode.use == CodeUse.TEST))
    assert code.code == "KALI-X"


def test_a_mapped_code_names_its_test(db: Session, away: Away) -> None:
    coding.set_code(
        db,
        bench.PHYSICIAN,
        away.laboratory.id,
        use=CodeUse.TEST,
        code="KALI-X",
        name="",
        ours="K",
    )
    say(db, away.oru("K", "4.4", code="KALI-X^Kali^REF"))
    assert _standing(db, "K") is not None


def test_a_test_that_is_no_longer_wanted_is_cancelled_there(db: Session, away: Away) -> None:
    order = away.bench.orders["XN-GK"]
    orders.refuse(db, bench.PHYSICIAN, order.id, reason="bác sĩ đổi ý")
    cancel = outgoing(db, "OML^O21")[-1]
    valid(cancel)
    assert [o.get(1) for o in cancel.all("ORC")] == ["CA", "CA"]
    assert cancel.first("ORC").get(16, 2) == "bác sĩ đổi ý"
    _answer(db, *[("CR", row.placer) for row in away.rows.values()])
    assert {r.state for r in away.rows.values()} == {SendOutState.CANCELLED}


def test_a_test_is_added_to_the_tube_that_is_there(db: Session, away: Away) -> None:
    added = orders.place(db, bench.DOCTOR, encounter_id=away.bench.visit.id, service_code="XN-TSH")
    items: list[UUID] = [i.id for i in specimens.items_of_order(db, added.id)]
    made = send_outs.add(
        db,
        bench.TECHNICIAN,
        specimen_code=away.bench.codes,
        item_ids=items,
        partner_id=away.laboratory.id,
    )
    assert [row.placer for row in made] == [f"{away.bench.codes}-3"]
    oml = outgoing(db, "OML^O21")[-1]
    assert (oml.first("ORC").get(1), oml.first("OBR").get(11)) == ("NW", "A")


def test_the_other_laboratory_hears_of_a_new_name_and_of_a_merge(db: Session, away: Away) -> None:
    patients.update(
        db,
        bench.DOCTOR,
        away.patient.id,
        version=away.patient.version,
        name="Nguyễn Đổi Tên",
        birth=away.patient.birth,
        sex=away.patient.sex,
    )
    [change] = outgoing(db, "ADT^A08")
    valid(change)
    assert change.first("PID").get(5) == "Nguyễn"
    other = clinic.somebody(db, LINK)
    both = {"kept_id": other.id, "gone_id": away.patient.id}
    warned = [id_ for id_, _ in patients.preview(db, bench.DOCTOR, **both).warnings]
    patients.merge(db, bench.DOCTOR, **both, reason="trùng", accepted=warned)
    [merge] = outgoing(db, "ADT^A40")
    valid(merge)
    assert merge.first("PID").get(3) == other.code
    assert merge.first("MRG").get(1) == away.patient.code
    say(db, away.oru("K", "4.4"))  # still under the old code: it is the same person
    found = _standing(db, "K")
    assert found is not None
    assert found.patient_id == other.id
