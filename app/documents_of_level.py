"""docs/criteria.md: every criterion and clause of Circular 54, and who claims it with what."""

from collections.abc import Iterator
from textwrap import fill

from app.modules import INSTALLED
from kernel.module import Attested, Checked, Claim, Demonstrated, InUse, Module
from kernel.text import Text
from level.asked import Criterion, checklists, level_names, requirements
from level.asked import criteria as every_criterion
from level.catalogue import GROUPS
from level.claimants import CLAIMANTS

_HEAD = """# Criteria and who claims them

Written by `his54 docs` from `level/circulars` and the claims in each `module.py`.

This says what is *claimed* and with which kinds of evidence. Whether a claim holds is worked out
from the evidence, here and now, by `his54 level` and the page *Mức ứng dụng CNTT* (`/assessment`).

- **tested**: tests that passed on this very version (`level/proof.json`); they show ability
- **demonstrated**: done through the services in this installation, then undone; nightly, on demand
- **in use**: a question to this installation's data; shows use, never ability by itself
- **signed**: a named person's word with a document; it lapses. Shows nothing of the software

*Not claimed yet* means not met. Titles: Vietnamese · English; `[translation]` marks a Vietnamese
title that is our translation, not the circular's wording. A self-assessment from secondary
sources, not legal advice: the head of the facility decides the level (Article 5).
"""

_Claimed = dict[str, list[tuple[Module, Claim]]]


def claims() -> _Claimed:
    found: _Claimed = {}
    for module in INSTALLED:
        for claim in module.claims:
            found.setdefault(claim.criterion, []).append((module, claim))
    return found


def criteria() -> str:
    claimed = claims()
    lines = [_HEAD, *_summary(claimed)]
    for group, title in GROUPS.items():
        lines.append(f"\n## {title.vi} · {title.en}\n")
        for each in every_criterion():
            if each.group == group:
                lines += _criterion(each, claimed)
    lines.append("\n## Appendix II: what each level asks\n")
    lines += _levels(claimed)
    lines.append("\n## Further checklists\n")
    lines += _checklists(claimed)
    return "\n".join(lines) + "\n"


def _summary(claimed: _Claimed) -> Iterator[str]:
    yield "| group | criteria | software claims | by signature | in part | not claimed yet |"
    yield "|---|--:|--:|--:|--:|--:|"
    total = [0] * 5
    for group, title in GROUPS.items():
        mine = [c for c in every_criterion() if c.group == group]
        states = [_state(c, claimed) for c in mine]
        counted = [len(mine), *(states.count(s) for s in ("software", "signed", "part", "none"))]
        total = [a + b for a, b in zip(total, counted, strict=True)]
        yield f"| {title.en} | {' | '.join(map(str, counted))} |"
    yield f"| **all** | {' | '.join(f'**{n}**' for n in total)} |"


def _state(each: Criterion, claimed: _Claimed) -> str:
    """software, signed, part or none, by what is claimed of a criterion and of its parts."""
    leaves = [p.id for p in each.parts]
    whole = claimed.get(each.id, [])
    there = [leaf for leaf in leaves if claimed.get(leaf)]
    if not whole and not there:
        return "none"
    named = {m.id for m, _ in whole}
    if set(CLAIMANTS.get(each.id, ())) - named or (not whole and len(there) < len(leaves)):
        return "part"
    found = whole + [pair for leaf in there for pair in claimed[leaf]]
    return "software" if any(_shows_ability(c) for _, c in found) else "signed"


def _shows_ability(claim: Claim) -> bool:
    return any(isinstance(e, Checked | Demonstrated) for e in claim.evidence)


def _criterion(each: Criterion, claimed: _Claimed) -> Iterator[str]:
    ours = "" if each.vietnamese.startswith("quoted") else " [translation]"
    ended = f" Ended on {each.ended} (profile *current*)." if each.ended else ""
    yield _item(0, f"**{each.number}** ({_tier(each.tier)}) {_both(each.title)}{ours}.{ended}")
    yield from _who(each.id, [p.id for p in each.parts], claimed)
    for part in each.parts:
        yield _item(1, f"`{part.id}` {_both(part.title)}")
        yield from _claims(part.id, claimed, depth=2)


def _who(item: str, parts: list[str], claimed: _Claimed) -> Iterator[str]:
    yield from _claims(item, claimed, depth=1)
    if not claimed.get(item) and not any(claimed.get(p) for p in parts):
        yield _item(1, "not claimed yet")


def _claims(item: str, claimed: _Claimed, *, depth: int) -> Iterator[str]:
    for module, claim in claimed.get(item, ()):
        screen = f" Screen: `{claim.screen}`." if claim.screen else ""
        because = f"{_both(claim.because)} " if _shows_ability(claim) else ""
        yield _item(depth, f"`{module.id}`: {because}*{_kinds(claim)}.*{screen}")
    absent = set(CLAIMANTS.get(item, ())) - {m.id for m, _ in claimed.get(item, ())}
    if absent:
        names = ", ".join(f"`{name}`" for name in sorted(absent))
        yield _item(depth, f"must also be claimed by: {names}")


def _kinds(claim: Claim) -> str:
    tested = sum(isinstance(e, Checked) for e in claim.evidence)
    shown = sum(isinstance(e, Demonstrated) for e in claim.evidence)
    used = sum(isinstance(e, InUse) for e in claim.evidence)
    signed = [e for e in claim.evidence if isinstance(e, Attested)]
    kinds = [
        f"tested ({tested})" if tested else "",
        f"demonstrated ({shown})" if shown else "",
        f"in use ({used})" if used else "",
        *(f"signed ({e.valid_days} days): {_both(e.what).rstrip('.')}" for e in signed),
    ]
    return "; ".join(k for k in kinds if k)


def _levels(claimed: _Claimed) -> Iterator[str]:
    for number in range(1, 8):
        name = level_names().get(number)
        yield f"### Level {number}" + (f": {name.en}\n" if name else "\n")
        for each in requirements():
            if each.level != number:
                continue
            if each.kind == "group_tier":
                yield _item(0, f"{_both(each.title)} (its criteria, above)")
                continue
            yield _item(0, f"`{each.id}` {_both(each.title)}")
            yield from _who(each.id, [p.id for p in each.parts], claimed)
            for part in each.parts:
                yield _item(1, f"`{part.id}` {_both(part.title)}")
                yield from _claims(part.id, claimed, depth=2)
        yield ""


def _checklists(claimed: _Claimed) -> Iterator[str]:
    yield "The same engine judges these, without levels. Their items: `/assessment/checklists`.\n"
    yield "| text | items | software claims | by signature | not claimed yet |"
    yield "|---|--:|--:|--:|--:|"
    for each in checklists():
        judged = [i.id for i in each.items if i.evidence != "none"]
        ours = [i for i in judged if any(_shows_ability(c) for _, c in claimed.get(i, ()))]
        signed = [i for i in judged if claimed.get(i) and i not in ours]
        rest = len(judged) - len(ours) - len(signed)
        yield f"| {_both(each.document)} | {len(judged)} | {len(ours)} | {len(signed)} | {rest} |"


def _both(text: Text) -> str:
    return f"{text.vi} · {text.en}"


def _tier(tier: str) -> str:
    return f"level {tier}" if tier.isdigit() else tier


def _item(depth: int, says: str) -> str:
    indent = "  " * depth
    return fill(
        says,
        width=150,
        initial_indent=f"{indent}- ",
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
