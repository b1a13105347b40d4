"""Signing in and staying signed in (TT 54/2017, criteria 114.1 and 114.2)."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlmodel import col

from app import practice
from kernel import clock
from kernel.access import SYSTEM
from kernel.audit import Audit
from kernel.db import Database
from kernel.identity import grants, lockout, users
from kernel.identity.errors import SignInLocked
from kernel.identity.models import Role, SignIn
from kernel.identity.passwords import hasher
from kernel.identity.presence import presence_of
from kernel.settings import Settings
from tests.conftest import Later

SignedIn = Callable[[str], TestClient]


@pytest.fixture
def stranger(signed_in: SignedIn) -> TestClient:
    """A browser that nobody has signed in with."""
    client = signed_in("cashier")
    client.delete("/api/session")
    client.cookies.clear()
    del client.headers["X-CSRF-Token"]
    return client


def enter(client: TestClient, username: str, password: str = "", otp: str = "") -> int:
    body = {"username": username, "password": password or practice.demo_password(Settings())}
    answer = client.post("/api/session", json=body | ({"otp": otp} if otp else {}))
    if answer.status_code == 200:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    status: int = answer.status_code
    return status


def give_authenticator(client: TestClient) -> tuple[str, list[str]]:
    secret = client.post("/api/session/second-factor").json()["secret"]
    code = pyotp.TOTP(secret).at(clock.utc_now())
    answer = client.post("/api/session/second-factor/confirm", json={"code": code})
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["recovery_codes"]


def test_a_person_signs_in_and_out(stranger: TestClient) -> None:
    assert stranger.get("/api/session").status_code == 401
    assert enter(stranger, "doctor") == 200
    me = stranger.get("/api/session").json()
    assert me["user"]["username"] == "doctor"
    assert me["must"] == []
    assert stranger.delete("/api/session").status_code == 204
    assert stranger.get("/api/session").status_code == 401


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(
    stranger: TestClient, signed_in: SignedIn
) -> None:
    client = signed_in("doctor")
    cookie = dict(client.cookies)
    client.delete("/api/session")
    stranger.cookies.update(cookie)
    assert stranger.get("/api/session").status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts(stranger: TestClient) -> None:
    answer = stranger.post(
        "/api/session",
        json={"username": "doctor", "password": practice.demo_password(Settings())},
    )
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_neither_password_nor_session_is_kept_in_clear(
    signed_in: SignedIn, clinic: Database
) -> None:
    client = signed_in("doctor")
    token = client.cookies["his54_session"]
    with clinic.read() as db:
        hashed = db.execute(text("SELECT password FROM kernel_user")).scalars().all()
        rows = db.execute(text("SELECT * FROM kernel_sign_in")).all()
    assert all(each.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for each in hashed)
    assert len(set(hashed)) == len(hashed)
    assert token not in str(rows)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(stranger: TestClient) -> None:
    known = stranger.post("/api/session", json={"username": "doctor", "password": "no"})
    unknown = stranger.post("/api/session", json={"username": "nobody", "password": "no"})
    assert known.status_code == unknown.status_code == 401
    assert known.json()["error"] == unknown.json()["error"] == "WrongPassword"
    assert known.json()["detail"] == unknown.json()["detail"]


def test_five_wrong_passwords_lock_the_name_and_the_lock_grows(
    stranger: TestClient, later: Later
) -> None:
    assert [enter(stranger, "doctor", "wrong") for _ in range(5)] == [401, 401, 401, 401, 429]
    assert enter(stranger, "doctor") == 429
    later(minutes=6)
    assert enter(stranger, "doctor", "wrong") == 429
    later(minutes=6)
    assert enter(stranger, "doctor") == 429, "the second lock is longer"
    later(minutes=5)
    assert enter(stranger, "doctor") == 200
    assert enter(stranger, "doctor", "wrong") == 401, "a success begins the count anew"


def test_a_name_that_nobody_has_is_locked_too(stranger: TestClient) -> None:
    assert [enter(stranger, "nobody", "wrong") for _ in range(6)][-1] == 429


def test_the_lock_survives_a_restart(stranger: TestClient, clinic: Database) -> None:
    for _ in range(5):
        enter(stranger, "doctor", "wrong")
    again = Database(clinic.url)
    with again.read() as db, pytest.raises(SignInLocked):
        lockout.demand_open(db, "doctor")
    again.close()


def test_wrong_passwords_at_the_same_time_are_all_counted(stranger: TestClient) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: enter(stranger, "doctor", "wrong"), range(12)))
    assert answers.count(401) <= 5
    assert set(answers) == {401, 429}


def test_signing_in_and_being_refused_are_on_the_audit(
    stranger: TestClient, clinic: Database
) -> None:
    enter(stranger, "doctor", "wrong")
    enter(stranger, "doctor")
    enter(stranger, "MyP@ssword-by-mistake", "doctor")
    with clinic.read() as db:
        rows = list(
            db.execute(
                select(Audit)
                .where(col(Audit.action).in_(("sign_in", "sign_in_refused")))
                .order_by(col(Audit.id).desc())
                .limit(3)
            ).scalars()
        )
        doctor = users.find(db, "doctor")
    assert doctor
    unknown, entered, refused = rows
    assert (refused.action, refused.subject_id) == ("sign_in_refused", str(doctor.id))
    assert (entered.action, entered.actor_id) == ("sign_in", doctor.id)
    assert "mistake" not in str(unknown.facts).lower()


def test_a_silent_session_ends_and_a_busy_one_lasts(
    stranger: TestClient, clinic: Database, later: Later
) -> None:
    enter(stranger, "doctor")
    for _ in range(3):
        later(minutes=29)
        assert stranger.get("/api/session").status_code == 200
    presence_of(clinic).write()
    later(minutes=29)
    assert stranger.get("/api/session").status_code == 200
    later(minutes=31)
    assert stranger.get("/api/session").status_code == 401


def test_no_session_outlives_the_working_day(stranger: TestClient, later: Later) -> None:
    enter(stranger, "doctor")
    for _ in range(25):
        later(minutes=29)
        stranger.get("/api/session")
    assert stranger.get("/api/session").status_code == 401


def test_being_seen_is_written_at_most_once_a_minute(
    stranger: TestClient, clinic: Database, later: Later
) -> None:
    enter(stranger, "doctor")

    def seen() -> object:
        presence_of(clinic).write()
        with clinic.read() as db:
            newest = select(col(SignIn.seen_at)).order_by(col(SignIn.at).desc()).limit(1)
            return db.execute(newest).scalar_one()

    began = seen()
    stranger.get("/api/session")
    assert seen() == began
    later(seconds=61)
    stranger.get("/api/session")
    assert seen() != began


def test_a_change_without_the_sessions_own_token_is_refused(signed_in: SignedIn) -> None:
    client = signed_in("doctor")
    token = client.headers.pop("X-CSRF-Token")
    refused = client.post("/api/session/language", json={"language": "en"})
    assert (refused.status_code, refused.json()["error"]) == (403, "BadCsrfToken")
    client.headers["X-CSRF-Token"] = signed_in("nurse").headers["X-CSRF-Token"]
    assert client.post("/api/session/language", json={"language": "en"}).status_code == 403
    client.headers["X-CSRF-Token"] = token
    assert client.post("/api/session/language", json={"language": "en"}).status_code == 204
    assert client.get("/api/session").json()["user"]["language"] == "en"


def test_a_disabled_person_is_stopped_at_the_next_click(
    signed_in: SignedIn, clinic: Database
) -> None:
    client = signed_in("doctor")
    assert client.get("/api/assembly").status_code == 200
    with clinic.write(SYSTEM) as db:
        doctor = users.find(db, "doctor")
        assert doctor
        users.disable(db, doctor)
    assert client.get("/api/assembly").status_code == 401
    assert enter(client, "doctor") == 401


def test_a_role_taken_or_given_counts_at_the_next_click(
    signed_in: SignedIn, clinic: Database
) -> None:
    client = signed_in("cashier")
    assert "his.admin.users.manage" not in client.get("/api/assembly").json()["may"]
    with clinic.write(SYSTEM) as db:
        cashier = users.find(db, "cashier")
        assert cashier
        users.give_role(db, cashier, "admin")
    assert "his.admin.users.manage" in client.get("/api/assembly").json()["may"]
    with clinic.write(SYSTEM) as db:
        grants.set_grant(db, "admin", "his.admin.audit.read", granted=False)
    assert "his.admin.audit.read" not in client.get("/api/assembly").json()["may"]
    with clinic.write(SYSTEM) as db:
        cashier = users.find(db, "cashier")
        assert cashier
        users.take_role(db, cashier, "admin")
    assert "his.admin.users.manage" not in client.get("/api/assembly").json()["may"]


def test_a_person_sees_and_ends_the_sessions_of_other_places(signed_in: SignedIn) -> None:
    office, home = signed_in("doctor"), signed_in("doctor")
    sessions = office.get("/api/session/open").json()["sessions"]
    other = next(each for each in sessions if not each["here"])
    assert office.delete(f"/api/session/open/{other['id']}").status_code == 204
    assert home.get("/api/session").status_code == 401
    assert office.get("/api/session").status_code == 200
    assert signed_in("nurse").delete(f"/api/session/open/{sessions[0]['id']}").status_code == 404


def test_a_new_password_ends_the_other_sessions(signed_in: SignedIn) -> None:
    here, there = signed_in("doctor"), signed_in("doctor")
    old = practice.demo_password(Settings())
    change = {"old": old, "new": "mùa thu lá bay khắp sân"}
    assert here.post("/api/session/password", json={**change, "old": "x"}).status_code == 401
    weak = here.post("/api/session/password", json={**change, "new": "doctor12345"})
    assert weak.json()["error"] == "PasswordIsTheName"
    assert here.post("/api/session/password", json=change).status_code == 204
    assert here.get("/api/session").status_code == 200
    assert there.get("/api/session").status_code == 401
    assert enter(there, "doctor", old) == 401
    assert enter(there, "doctor", change["new"]) == 200


def test_somebody_with_an_authenticator_needs_its_code(
    stranger: TestClient, signed_in: SignedIn, later: Later
) -> None:
    secret, spare = give_authenticator(signed_in("doctor"))
    later(minutes=1)
    needed = stranger.post(
        "/api/session",
        json={"username": "doctor", "password": practice.demo_password(Settings())},
    )
    assert (needed.status_code, needed.json()["error"]) == (401, "SecondFactorNeeded")
    code = pyotp.TOTP(secret).at(clock.utc_now())
    assert enter(stranger, "doctor", otp="000000" if code != "000000" else "111111") == 401
    assert enter(stranger, "doctor", otp=code) == 200
    assert enter(stranger, "doctor", otp=code) == 401, "a code is good once"
    assert enter(stranger, "doctor", otp=spare[0]) == 200
    assert enter(stranger, "doctor", otp=spare[0]) == 401, "so is a recovery code"


def test_guessing_codes_locks_like_guessing_passwords(
    stranger: TestClient, signed_in: SignedIn, later: Later
) -> None:
    secret, _ = give_authenticator(signed_in("doctor"))
    later(minutes=1)
    right = pyotp.TOTP(secret).at(clock.utc_now())
    wrong = "000000" if right != "000000" else "111111"
    assert [enter(stranger, "doctor", otp=wrong) for _ in range(5)][-1] == 429
    assert enter(stranger, "doctor", otp=right) == 429


def test_a_role_may_demand_the_second_factor_before_anything_else(
    signed_in: SignedIn, clinic: Database
) -> None:
    client = signed_in("doctor")
    assert client.get("/api/assembly").json()["may"]
    with clinic.write(SYSTEM) as db:
        role = db.get(Role, "doctor")
        assert role
        grants.changing(db)
        role.needs_second_factor = True
    assert client.get("/api/assembly").json()["may"] == []
    assert client.get("/api/session").json()["must"] == ["second_factor"]
    give_authenticator(client)
    assert client.get("/api/assembly").json()["may"]
    assert client.get("/api/session").json()["must"] == []


def test_a_weaker_hash_is_made_anew_at_the_next_sign_in(
    stranger: TestClient, clinic: Database, clinic_app: FastAPI
) -> None:
    clinic_app.state.settings = Settings(argon2_time=3)
    assert enter(stranger, "doctor") == 200
    with clinic.read() as db:
        doctor = users.find(db, "doctor")
    assert doctor
    assert "t=3" in doctor.password


def test_a_person_signs_in_on_a_page_that_has_no_script(stranger: TestClient) -> None:
    page = stranger.get("/login?next=/patients?q=lan")
    assert page.status_code == 200
    assert "<script" not in page.text
    form = {"username": "doctor", "password": practice.demo_password(Settings())}
    form["next"] = "/patients?q=lan"
    answer = stranger.post("/login", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/patients?q=lan")
    assert stranger.get("/api/session").status_code == 200


@pytest.mark.parametrize("elsewhere", ["//evil.test", "https://evil.test", "/\\evil.test", "/a\nb"])
def test_the_sign_in_page_never_sends_people_to_another_site(
    stranger: TestClient, elsewhere: str
) -> None:
    form = {
        "username": "doctor",
        "password": practice.demo_password(Settings()),
        "next": elsewhere,
    }
    answer = stranger.post("/login", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_another_site_cannot_sign_a_browser_in(stranger: TestClient) -> None:
    form = {"username": "doctor", "password": practice.demo_password(Settings())}
    answer = stranger.post("/login", data=form, headers={"Origin": "https://evil.test"})
    assert answer.status_code == 403
    assert stranger.get("/api/session").status_code == 401


def test_the_page_asks_for_the_code_without_keeping_the_password_in_clear(
    stranger: TestClient, signed_in: SignedIn, later: Later
) -> None:
    secret, _ = give_authenticator(signed_in("doctor"))
    later(minutes=1)
    password = practice.demo_password(Settings())
    page = stranger.post("/login", data={"username": "doctor", "password": password})
    assert password not in page.text
    found = re.search(r'name="ticket" value="([0-9a-f]+)"', page.text)
    assert found
    form = {"ticket": found[1], "otp": pyotp.TOTP(secret).at(clock.utc_now()), "next": "/x"}
    later(minutes=6)
    assert stranger.post("/login", data=form).status_code == 401, "a ticket is good for 5 minutes"
    later(minutes=-6)
    answer = stranger.post("/login", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/x"


def test_a_first_password_must_be_replaced_before_any_work(
    stranger: TestClient, clinic: Database
) -> None:
    with clinic.write(SYSTEM) as db:
        users.create(
            db,
            hasher(),
            username="moi",
            name="Người Mới",
            roles=["doctor"],
            password="tạm-thời-một-lần",
        )
    assert enter(stranger, "moi", "tạm-thời-một-lần") == 200
    assert stranger.get("/api/session").json()["must"] == ["password"]
    assert stranger.get("/api/assembly").json()["may"] == []
    change = {"old": "tạm-thời-một-lần", "new": "của riêng tôi thôi"}
    assert stranger.post("/api/session/password", json=change).status_code == 204
    assert stranger.get("/api/assembly").json()["may"]


def test_the_lock_grows_to_two_hours_and_no_further() -> None:
    assert lockout.wait(4) is None
    waits = [lockout.wait(n) for n in range(5, 40)]
    assert waits[:3] == [timedelta(minutes=m) for m in (5, 10, 20)]
    assert waits[-1] == timedelta(hours=2)
