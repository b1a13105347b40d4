"""Bring the image viewer (OHIF, its published build) to `frontend/ohif/dist`, once.

It comes from where npm packages come from on this machine, by name and version, and must have
the digest that is written here. What the viewer needs not is left out; what names the root of
the server is rebased to /ohif/; the rest is squeezed beside itself, so that the server needs not.
Nothing is fetched while the hospital runs.

    python3 deploy/viewer.py ohif-app-3.13.2.tgz    # where the package was brought by hand
"""

import base64
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

PACKAGE = "@ohif/app"
VERSION = "3.13.2"
SHA512 = "WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA=="
BASE = "/ohif/"
PLACE = Path(__file__).resolve().parents[1] / "frontend" / "ohif" / "dist"

# onnxruntime (only for segmentation by AI) 136 MB, source maps 38 MB, microscopy 20 MB, what
# would register a service worker from another host, and other houses' configurations.
_NOT_TAKEN = re.compile(
    r"^(ort|dicom-microscopy-viewer|customizations)/|\.map$|^(sw|init-service-worker|google|"
    r"app-config|oidc-client\.min)\.js$|^(_headers|_redirects|serve\.json|silent-refresh\.html)$"
)
_SQUEEZED = {".js", ".css", ".wasm", ".svg", ".json", ".html"}
_ROOT = '__webpack_require__.p = "/"'


def bring(environment: Mapping[str, str], package: Path | None = None) -> None:
    """Into its place, unless it is there."""
    stamp = PLACE / ".built"
    wanted = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Bringing the image viewer, {PACKAGE} {VERSION} (once) ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        package = package or _fetch(Path(folder), environment)
        _examine(package)
        fresh = Path(folder) / "dist"
        _unpack(package, fresh)
        _rebase(fresh)
        _squeeze(fresh)
        shutil.rmtree(PLACE, ignore_errors=True)
        PLACE.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, PLACE)
    stamp.write_text(wanted)


def _fetch(folder: Path, environment: Mapping[str, str]) -> Path:
    """The package from npm's cache, or from the registry that npm is set to here."""
    asked = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--prefer-offline", "--loglevel=error"]
    done = subprocess.run(
        [*asked, "--pack-destination", str(folder)],
        check=False,
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    found = next(folder.glob("*.tgz"), None)
    if done.returncode or found is None:
        sys.exit(f"{done.stdout}\nThe image viewer {PACKAGE} {VERSION} could not be fetched.")
    return found


def _examine(package: Path) -> None:
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != SHA512:
        sys.exit(f"The package {PACKAGE} {VERSION} is not the one that was examined: {digest}")


def _unpack(package: Path, into: Path) -> None:
    with tarfile.open(package) as archive:
        for member in archive:
            name = member.name.removeprefix("package/dist/")
            if not member.isfile() or name == member.name or _NOT_TAKEN.search(name):
                continue
            content = archive.extractfile(member)
            target = (into / name).resolve()
            if content is None or into.resolve() not in target.parents:
                sys.exit(f"The package holds something odd: {member.name}")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                shutil.copyfileobj(content, out)


def _rebase(folder: Path) -> None:
    """From the root of a server to /ohif/, in the files that name it."""
    done = 0
    for file in folder.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        if _ROOT in text:
            file.write_text(text.replace(_ROOT, _ROOT.replace('"/"', f'"{BASE}"')), "utf-8")
            done += 1
    for file in folder.glob("*.css"):
        text = file.read_text(encoding="utf-8")
        if "url(/" in text:
            file.write_text(text.replace("url(/", f"url({BASE}"), "utf-8")
    page = folder / "index.html"
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"<script[^>]*init-service-worker[^>]*></script>", "", text)
    text = re.sub(r'\b(href|src|content)="/(?!/)', rf'\1="{BASE}', text)
    text = text.replace('window.PUBLIC_URL="/"', f'window.PUBLIC_URL="{BASE}"')
    page.write_text(text, "utf-8")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"/assets', f'"{BASE}assets'), "utf-8")
    if done < 8 or f'src="{BASE}app-config.js"' not in text:
        sys.exit("The image viewer is built in another way than was examined: nothing is taken.")


def _squeeze(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.suffix in _SQUEEZED and file.stat().st_size > 1024:
            packed = gzip.compress(file.read_bytes(), 6, mtime=0)
            file.with_name(file.name + ".gz").write_bytes(packed)


if __name__ == "__main__":
    bring(os.environ, Path(sys.argv[1]) if len(sys.argv) > 1 else None)
