"""Whose a study is, by rule: the patient's code and his name or birth agree, or nobody's. Pure."""

from kernel.columns import unaccented


def name_words(name: str) -> frozenset[str]:
    """The words of a name however a machine writes it: `NGUYEN^VAN AN`, `An=..=..`."""
    plain = unaccented(name.split("=")[0].replace("^", " "))
    return frozenset("".join(c if c.isalnum() else " " for c in plain).split())


def names_agree(received: str, ours: str) -> bool:
    """The same words in any order, without diacritics."""
    one = name_words(received)
    return bool(one) and one == name_words(ours)


def births_agree(received: str, ours: str | None) -> bool:
    """A whole date that is the same. `received` is YYYY-MM-DD."""
    return len(received) == 10 and received == ours


def agree(*, name: str, birth: str, our_name: str, our_birth: str | None) -> bool:
    """With the code the same: name or birth says it too."""
    return names_agree(name, our_name) or births_agree(birth, our_birth)
