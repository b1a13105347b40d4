"""The words of a call as sounds (giọng đọc), for boards whose browser has no Vietnamese voice.

They are made here, once, with eSpeak NG where it is installed (Debian: `apt install espeak-ng`);
nothing is fetched and nothing of anybody's is recorded. Without it a board chimes and flashes.
"""

import shutil
import subprocess
from pathlib import Path

from kernel.db import Database
from kernel.settings import Settings
from kernel.text import Text

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LETTERS = {
    **{c: c for c in "eiouy"},
    "a": "a", "b": "bê", "c": "xê", "d": "dê", "g": "gờ", "h": "hát", "k": "ca", "l": "lờ",
    "m": "mờ", "n": "nờ", "p": "pê", "q": "quy", "r": "rờ", "s": "ét", "t": "tê", "v": "vê",
    "x": "ích", "f": "ép", "j": "gi", "w": "vê kép", "z": "dét",
}  # fmt: skip
WORDS: dict[str, str] = {
    "moi": "Mời số",
    "vao": "vào phòng",
    "quay": "đến quầy",
    **{str(n): word for n, word in enumerate(_DIGITS)},
    **_LETTERS,
}
_SECONDS = 20


def folder() -> Path:
    return Settings().data / "voice"


def clip(word: str) -> bytes | None:
    """The sound of one word; none that is not recorded."""
    path = folder() / f"{word}.wav"
    return path.read_bytes() if word in WORDS and path.is_file() else None


def clips_ready() -> bool:
    """All words, or none: half a number is worse than a chime."""
    return (folder() / "complete").is_file()


def record(_: Database) -> Text | None:
    """Make the sounds that are not there yet (job)."""
    espeak = shutil.which("espeak-ng")
    if espeak is None or clips_ready():
        return None
    into = folder()
    into.mkdir(parents=True, exist_ok=True)
    for word, text in WORDS.items():
        path = into / f"{word}.wav"
        if not path.is_file():
            subprocess.run(  # noqa: S603 (our own words)
                [espeak, "-v", "vi", "-s", "150", "-w", str(path), text],
                check=True,
                timeout=_SECONDS,
                capture_output=True,
            )
    (into / "complete").touch()
    return Text(f"Đã ghi {len(WORDS)} âm.", f"{len(WORDS)} sounds recorded.")
