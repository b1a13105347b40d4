"""Another HIS orders from the laboratory: new, several at once, added, cancelled, repeated."""

from datetime import timedelta

from sqlmodel import Session, col, select

from his.link.models import LinkMessage, LinkMessageState, PartnerPatient
from his.link.service import decide
from his.orders.service import Order, OrderState, Urgency
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from lis.link.models import LinkCode, LinkedOrder
from lis.results import service as results
from lis.results.service import Entry
from lis.specimens import collecting, drawing, receiving
from lis.specimens import service as specimens
from lis.specimens.service import ItemState
from tests.his import clinic
from tests.lis.link.peers import HIS, PID, oml, outgoing, partner, raw, say, states, told
from tests.lis.link.peers import msh as head
from tests.lis.results import bench


def _house(db: Session) -> None:
    bench.lists(db)
    partner(db, HIS, room=clinic.build(db).lab)


def _orders(db: Session) -> list[Order]:
    return list(db.exec(select(Order).order_by(col(Order.id))))


def _draw(db: Session, patient_id: object) -> list[str]:
    [*tubes] = drawing.label(db, bench.NURSE, patient_id)  # type: ignore[arg-type]
    codes = [each.specimen.code for each in tubes]
    collecting.collect(db, bench.NURSE, codes=codes, patient_id=patient_id, asked=True)  # type: ignore[arg-type]
    for code in codes:
        receiving.receive(db, bench.TECHNICIAN, code)
    return codes


def test_three_orders_of_one_message_are_three_orders_of_one_visit(db: Session) -> None:
    _house(db)
    answer = say(
        db, oml(("NW", "A1", "XN-GK"), ("NW", "A2", "XN-THAN"), ("NW", "A3", "XN-TSH"), control="7")
    )
    assert answer.type == "ORL^O22"
    assert (answer.first("MSA").get(1), answer.first("MSA").get(2)) == ("AA", "7")
    assert told(answer) == [("OK", "A1", "SC"), ("OK", "A2", "SC"), ("OK", "A3", "SC")]
    placed = _orders(db)
    assert [o.service_code for o in placed] == ["XN-GK", "XN-THAN", "XN-TSH"]
    assert len({o.encounter_id for o in placed}) == 1
    assert {o.urgency for o in placed} == {Urgency.STAT}
    assert placed[0].placed_by_name == "Trần Văn Bình (Hệ thống BV)"
    assert [o.get(3) for o in answer.all("ORC")] == [o.code for o in placed]
    [who] = db.exec(select(Patient).where(Patient.origin == patients.Origin.IMPORTED))
    assert (who.name, who.birth, who.sex) == ("Lê Thị Hoa", "1980-05-17", patients.Sex.FEMALE)
    waiting = specimens.items_of_order(db, placed[0].id)
    assert [i.test_code for i in waiting] == ["GLU", "K"]


def test_a_message_that_comes_twice_is_answered_the_same_and_places_nothing(db: Session) -> None:
    _house(db)
    message = oml(("NW", "A1", "XN-GK"), control="9")
    first, second = say(db, message), say(db, message)
    assert first.text == second.text
    assert states(db) == [LinkMessageState.DONE, LinkMessageState.REPEATED]
    assert len(_orders(db)) == 1


def test_an_order_number_is_never_placed_twice_under_another_control_id(db: Session) -> None:
    _house(db)
    say(db, oml(("NW", "A1", "XN-GK")))
    again = say(db, oml(("NW", "A1", "XN-GK"), ("NW", "A2", "XN-TSH")))
    assert told(again) == [("OK", "A1", "SC"), ("OK", "A2", "SC")]
    other = say(db, oml(("NW", "A1", "XN-THAN")))
    assert told(other)[0][0] == "UA"
    assert other.first("MSA").get(1) == "AE"
    assert len(_orders(db)) == 2


def test_one_bad_order_does_not_hold_back_the_others(db: Session) -> None:
    _house(db)
    answer = say(db, oml(("NW", "A1", "LA-GI"), ("NW", "A2", "XN-TSH"), ("XO", "A2", "XN-TSH")))
    assert [code for code, *_ in told(answer)] == ["UA", "OK", "UX"]
    assert answer.first("MSA").get(1) == "AA"
    [unknown] = db.exec(select(LinkCode))
    assert (unknown.code, unknown.ours) == ("LA-GI", "")


def test_a_cancelled_order_ends_and_one_with_results_does_not(db: Session) -> None:
    _house(db)
    say(db, oml(("NW", "A1", "XN-GK"), ("NW", "A2", "XN-TSH")))
    first, second = _orders(db)
    codes = _draw(db, first.patient_id)
    assert codes
    glucose = next(i for i in specimens.items_of_order(db, second.id) if i.test_code == "TSH")
    results.enter(db, bench.TECHNICIAN, [Entry(item_id=glucose.id, value="2")])
    answer = say(db, oml(("CA", "A1", "XN-GK"), ("CA", "A2", "XN-TSH"), ("CA", "A9", "XN-TSH")))
    assert told(answer) == [("CR", "A1", "CA"), ("UC", "A2", "IP"), ("UC", "A9", "")]
    db.refresh(first)
    assert first.state is OrderState.REFUSED  # its tube was in the laboratory already
    assert {i.state for i in specimens.items_of_order(db, first.id)} == {ItemState.ENDED}
    assert told(say(db, oml(("CA", "A1", "XN-GK"))))[0][0] == "CR"  # said again


def test_an_add_on_is_done_from_the_tube_that_is_there(db: Session) -> None:
    _house(db)
    say(db, oml(("NW", "A1", "XN-GK")))
    [order] = _orders(db)
    [tube] = _draw(db, order.patient_id)
    answer = say(db, oml(("NW", "A2", "XN-TSH", "A")))
    assert told(answer) == [("OK", "A2", "IP")]
    added = _orders(db)[1]
    assert added.encounter_id == order.encounter_id
    [item] = specimens.items_of_order(db, added.id)
    assert item.state is ItemState.RECEIVED
    assert item.specimen_id == specimens.by_code(db, bench.NURSE, tube).id


def test_a_patient_like_one_of_ours_waits_for_a_person_and_then_the_orders_go_on(
    db: Session, actor: Actor
) -> None:
    _house(db)
    ours = patients.register(
        db, actor, name="Lê Thị Hoa", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    answer = say(db, oml(("NW", "A1", "XN-GK")))
    assert answer.first("MSA").get(1) == "AA"
    assert told(answer) == [("OK", "A1", "HD")]
    assert _orders(db) == []
    assert states(db) == [LinkMessageState.REVIEW]
    [row] = db.exec(select(LinkMessage))
    decide(db, actor, row.id, patient_id=ours.id, reason="đúng người, đã gọi hỏi")
    [order] = _orders(db)
    assert order.patient_id == ours.id
    [known] = db.exec(select(PartnerPatient))
    assert (known.number, known.patient_id) == ("BV-77", ours.id)
    [state] = outgoing(db, "OML^O21")
    assert state.first("ORC").get(1) == "SC"
    assert state.first("ORC").get(3) == order.code
    assert told(say(db, oml(("NW", "A2", "XN-TSH")))) == [("OK", "A2", "SC")]


def test_a_known_number_with_another_persons_name_and_birth_waits(db: Session) -> None:
    _house(db)
    say(db, oml(("NW", "A1", "XN-GK")))
    other = "PID|1||BV-77^^^BV^PI||Trần^Nam^Văn||19551201|M"
    answer = say(db, oml(("NW", "A2", "XN-TSH"), pid=other))
    assert told(answer) == [("OK", "A2", "HD")]
    assert len(_orders(db)) == 1
    assert "Hoa" not in answer.text  # whom we know is not told to whoever asks
    rows = db.exec(select(LinkMessage).order_by(col(LinkMessage.id))).all()
    assert "Hoa" in rows[-1].says_vi


def test_our_code_with_somebody_elses_name_is_nobody(db: Session, actor: Actor) -> None:
    _house(db)
    ours = clinic.somebody(db, actor)
    pid = f"PID|1||{ours.code}^^^HIS54^PI||Trần^Nam^Văn||19551201|M"
    assert told(say(db, oml(("NW", "A1", "XN-GK"), pid=pid)))[0] == ("OK", "A1", "HD")
    assert _orders(db) == []


def test_an_unknown_system_and_an_unknown_type_are_refused_and_kept(db: Session) -> None:
    _house(db)
    stranger = say(db, raw(head("OML^O21", "AI-DO"), PID, "ORC|NW|1"))
    assert stranger.first("MSA").get(1) == "AR"
    other = say(db, raw(head("SIU^S12", "BVHIS"), PID))
    assert other.first("MSA").get(1) == "AR"
    assert other.first("ERR").get(3) == "200"
    rubbish = say(db, b"GET / HTTP/1.1\r\n\r\n")
    assert rubbish.first("MSA").get(1) == "AR"
    assert states(db) == [LinkMessageState.REFUSED] * 3


def test_a_system_is_only_let_in_from_its_own_address(db: Session) -> None:
    bench.lists(db)
    partner(db, HIS, room=clinic.build(db).lab, allowed_from="10.0.0.7")
    assert say(db, oml(("NW", "A1", "XN-GK")), peer="10.0.0.8:1").first("MSA").get(1) == "AR"
    assert say(db, oml(("NW", "A1", "XN-GK")), peer="10.0.0.7:1").first("MSA").get(1) == "AA"


def test_orders_of_the_next_week_lie_in_a_visit_of_their_own(db: Session, later: object) -> None:
    _house(db)
    say(db, oml(("NW", "A1", "XN-GK")))
    later(days=7)  # type: ignore[operator]
    message = oml(("NW", "A2", "XN-TSH")).replace(b"NHOM1", b"NHOM2")
    say(db, message)
    first, second = db.exec(select(LinkedOrder).order_by(col(LinkedOrder.id)))
    assert first.encounter_id != second.encounter_id
    assert second.taken_at - first.taken_at > timedelta(days=6)
