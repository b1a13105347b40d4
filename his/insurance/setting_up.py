"""How the facility reaches the gateway, and its certificate (cấu hình cổng, chứng thư số)."""

from sqlmodel import Session, select

from his.insurance.models import Gateway
from his.insurance.signing import open_seal
from kernel import live
from kernel.access import Actor
from kernel.db import expect
from kernel.settled import kept


def gateway(db: Session) -> Gateway | None:
    """How it is reached; None until somebody said so."""
    return db.exec(select(Gateway)).first()


def head_of_house(db: Session) -> str | None:
    """Who signs for the facility; None until somebody said how the gateway is reached."""
    asked = select(Gateway.head)
    return kept(db, "his.insurance.head", lambda: db.exec(asked).first(), Gateway)


def set_up(
    db: Session,
    actor: Actor,
    *,
    address: str,
    username: str = "",
    password: str | None = None,
    md5_upper: bool = True,
    staff_name: str = "",
    staff_cccd: str | None = None,
    head: str = "",
    sign: bool = False,
    version: int = 0,
) -> Gateway:
    """Say how it is reached; a password or number that is None stays as it was."""
    found = _locked(db)
    if found is None:
        found = Gateway(address=address)
        db.add(found)
    elif version:
        expect(found, version)
    found.address, found.username, found.md5_upper = address, username, md5_upper
    found.staff_name, found.head = staff_name, head
    found.sign = sign and found.certificate is not None
    if password is not None:
        found.password = password
    if staff_cccd is not None:
        found.staff_cccd = staff_cccd
    db.flush()
    live.touch(db, "insurance")
    return found


def set_up_certificate(db: Session, actor: Actor, *, data: bytes, passphrase: str) -> Gateway:
    """Keep the facility's certificate (PKCS#12), sealed. Raises NotACertificate."""
    seal = open_seal(data, passphrase)
    found = _locked(db)
    if found is None:
        found = Gateway(address="")
        db.add(found)
    found.certificate, found.passphrase = data.hex(), passphrase
    found.certificate_names, found.certificate_until = seal.names, seal.until
    found.sign = True
    db.flush()
    return found


def _locked(db: Session) -> Gateway | None:
    return db.exec(select(Gateway).with_for_update()).first()
