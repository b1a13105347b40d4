"""Another HIS orders pictures: new, replaced, changed, cancelled, repeated, reused, too late."""

import pytest
from sqlmodel import Session, col, select

from his.link.models import LinkMessageState
from his.orders import service as orders
from his.orders.service import Order, OrderState, Urgency
from his.patients.service import Patient
from kernel.access import SYSTEM
from ris_pacs.link.models import ImagingCode, LinkedExam
from ris_pacs.schedule import service as schedule
from tests.ris_pacs.link.peers import (
    CHEST,
    HEAD,
    PID,
    house,
    incoming,
    msh,
    omi,
    outgoing,
    raw,
    say,
    told,
)


def _orders(db: Session) -> list[Order]:
    return list(db.exec(select(Order).order_by(col(Order.id))))


def test_two_orders_are_two_exams_of_one_visit(db: Session) -> None:
    house(db)
    answer = say(db, omi(("NW", "A1", CHEST), ("NW", "A2", HEAD), control="7"))
    assert answer.type == "ORI^O24"
    assert (answer.first("MSA").get(1), answer.first("MSA").get(2)) == ("AA", "7")
    assert told(answer) == [("OK", "A1", "SC"), ("OK", "A2", "SC")]
    first, second = _orders(db)
    assert [first.service_code, second.service_code] == [CHEST, HEAD]
    assert first.encounter_id == second.encounter_id
    assert first.urgency is Urgency.URGENT
    assert first.indication == "Ho kéo dài"
    assert first.placed_by_name == "Trần Văn Bình (Hệ thống BV)"
    exam = schedule.exam_of_order(db, first.id)
    assert exam is not None
    assert [o.get(18) for o in answer.all("OBR")] == [exam.accession, second.code]


def test_an_older_system_orders_by_orm(db: Session) -> None:
    house(db)
    lines = ("ORC|NW|A1^BV|||||^^^^^S", f"OBR|1|A1^BV||{CHEST}^^L", "ZDS|1.2.3^100")
    answer = say(db, raw(msh("ORM^O01"), PID, *lines))
    assert answer.type == "ORR^O02"
    assert told(answer) == [("OK", "A1", "SC")]
    assert _orders(db)[0].urgency is Urgency.STAT


def test_a_message_that_comes_twice_places_nothing_and_is_answered_the_same(db: Session) -> None:
    house(db)
    message = omi(("NW", "A1", CHEST), control="9")
    first, second = say(db, message), say(db, message)
    assert first.text == second.text
    again = say(db, omi(("NW", "A1", CHEST)))
    assert told(again) == [("OK", "A1", "SC")]
    assert told(say(db, omi(("NW", "A1", HEAD))))[0][0] == "UA"
    assert len(_orders(db)) == 1
    assert [m.state for m in incoming(db)][:2] == [LinkMessageState.DONE, LinkMessageState.REPEATED]


def test_an_accession_number_is_one_orders(db: Session) -> None:
    house(db)
    assert told(say(db, omi(("NW", "A1", CHEST), accession="XR100")))[0][0] == "OK"
    reused = say(db, omi(("NW", "A2", HEAD), accession="XR100"))
    assert told(reused)[0][0] == "UA"
    assert "XR100" in reused.first("ORC").get(16, 2)
    ours = _orders(db)[0].code
    assert told(say(db, omi(("NW", "A3", HEAD), accession=ours)))[0][0] == "UA"
    assert len(_orders(db)) == 1


def test_a_cancellation_crosses_with_the_start(db: Session) -> None:
    house(db)
    say(db, omi(("NW", "A1", CHEST), ("NW", "A2", HEAD)))
    first, second = _orders(db)
    orders.start(db, SYSTEM, second.id)
    answer = say(db, omi(("CA", "A1", CHEST), ("CA", "A2", HEAD)))
    assert told(answer) == [("CR", "A1", "CA"), ("UC", "A2", "IP")]
    db.refresh(first)
    assert first.state is OrderState.CANCELLED
    exam = schedule.exam_of_order(db, first.id)
    assert exam is not None
    assert exam.state in schedule.ENDED
    assert told(say(db, omi(("CA", "A1", CHEST))))[0][0] == "CR"  # said again


def test_nobody_cancels_the_order_of_another_patient(db: Session) -> None:
    house(db)
    other = "PID|1||BV-78^^^BV^PI||Trần^Nam^Văn||19551201|M"
    say(db, omi(("NW", "A1", CHEST)))
    say(db, omi(("NW", "B1", CHEST), pid=other))
    assert told(say(db, omi(("CA", "A1", CHEST), pid=other)))[0][0] == "UC"
    assert {o.state for o in _orders(db)} == {OrderState.PLACED}


def test_a_cancellation_that_overtakes_its_order_holds(db: Session) -> None:
    house(db)
    assert told(say(db, omi(("CA", "A1", CHEST))))[0][0] == "UC"
    late = say(db, omi(("NW", "A1", CHEST)))
    assert told(late)[0][0] == "UA"
    assert "before it came" in late.first("ORC").get(16, 2)
    assert _orders(db) == []


def test_an_order_is_replaced_by_another(db: Session) -> None:
    house(db)
    say(db, omi(("NW", "A1", CHEST)))
    answer = say(db, omi(("RP", "A1", CHEST), ("RO", "A2", HEAD)))
    assert [code for code, *_ in told(answer)] == ["RQ", "OK"]
    old, new = _orders(db)
    assert (old.state, new.service_code) == (OrderState.CANCELLED, HEAD)
    row = db.exec(select(LinkedExam).where(LinkedExam.placer == "A2")).one()
    assert row.replaces == "A1"


def test_what_has_begun_is_not_replaced(db: Session) -> None:
    house(db)
    say(db, omi(("NW", "A1", CHEST)))
    orders.start(db, SYSTEM, _orders(db)[0].id)
    answer = say(db, omi(("RP", "A1", CHEST), ("RO", "A2", HEAD)))
    assert [code for code, *_ in told(answer)] == ["UM", "UA"]
    assert len(_orders(db)) == 1


def test_a_change_keeps_the_number(db: Session) -> None:
    house(db)
    say(db, omi(("NW", "A1", CHEST)))
    assert told(say(db, omi(("XO", "A1", HEAD)))) == [("XR", "A1", "SC")]
    old, new = _orders(db)
    assert (old.state, new.service_code) == (OrderState.CANCELLED, HEAD)
    assert told(say(db, omi(("XO", "A1", "LA-GI"))))[0][0] == "UX"
    db.refresh(new)
    assert new.state is not OrderState.CANCELLED


def test_an_unknown_code_is_listed_and_no_order(db: Session) -> None:
    house(db)
    answer = say(db, omi(("NW", "A1", "LA-GI"), ("NW", "A2", CHEST)))
    assert [code for code, *_ in told(answer)] == ["UA", "OK"]
    assert [(c.code, c.ours) for c in db.exec(select(ImagingCode))] == [("LA-GI", "")]


def test_another_person_under_a_known_number_waits(db: Session) -> None:
    house(db)
    say(db, omi(("NW", "A1", CHEST)))
    other = "PID|1||BV-77^^^BV^PI||Trần^Nam^Văn||19551201|M"
    answer = say(db, omi(("NW", "A2", HEAD), pid=other))
    assert told(answer) == [("OK", "A2", "HD")]
    assert len(_orders(db)) == 1
    assert len(list(db.exec(select(Patient)))) == 1


@pytest.mark.parametrize(
    ("drop", "place", "code"),
    [
        ("PID", "PID^1", "100"),
        ("ORC|NW|", "ORC^1^2", "101"),
        ("BV-77", "PID^1^3", "101"),
        ("NW", "ORC^1^1", "101"),
    ],
)
def test_a_bad_message_is_refused_with_the_place(
    db: Session, drop: str, place: str, code: str
) -> None:
    house(db)
    text = omi(("NW", "A1", CHEST)).decode()
    if drop == "PID":
        text = text.replace(f"{PID}\r", "")
    elif drop == "ORC|NW|":
        text = text.replace("ORC|NW|A1^BV", "ORC|NW|")
    else:
        text = text.replace(drop, "", 1)
    answer = say(db, text.encode())
    assert answer.first("MSA").get(1) == "AE"
    shown = [(e.raw(2), e.get(3)) for e in answer.all("ERR")]
    assert (place, code) in [("^".join(w.split("^")[: place.count("^") + 1]), c) for w, c in shown]
    assert _orders(db) == []
    [kept] = incoming(db)
    assert kept.state is LinkMessageState.REFUSED
    assert kept.says_vi


def test_who_ordered_hears_how_far_it_is_and_that_we_end_it(db: Session) -> None:
    house(db)
    say(db, omi(("NW", "A1", CHEST)))
    order = _orders(db)[0]
    orders.start(db, SYSTEM, order.id)
    orders.refuse(db, SYSTEM, order.id, reason="Máy hỏng")
    said = [(m.first("ORC").get(1), m.first("ORC").get(5)) for m in outgoing(db, "OMI^O23")]
    assert said[-2:] == [("SC", "IP"), ("OC", "CA")]
