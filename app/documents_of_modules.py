"""docs/modules.md and docs/roles.md: what the manifests declare, as tables."""

from collections.abc import Iterable, Iterator

from app.modules import INSTALLED
from his.admin.roles import ROLES
from kernel.housekeeping import OWN
from kernel.module import Checked, Demonstrated, Job, Module, Parameter, Permission

_MODULES = """# Modules

Written by `his54 docs` from each `module.py`. In the order in which they are put together: a
module stands on those above it. *Stays on*: it cannot be switched off. Criteria that a module
claims are in [criteria](criteria.md), default rights in [roles](roles.md).

| module | Vietnamese | English | requires | can be off | claims |
|---|---|---|---|---|---|
"""
_KERNEL = """
## The kernel's own jobs

| job | what it does | when |
|---|---|---|
"""
_ROLES = """# Roles and rights

Written by `his54 docs` from each `permissions.py` and `his/admin/roles.py`.

These are the *defaults*: a right is given to its roles when it is first seen in an installation.
Afterwards the matrix in *Administration* (Quản trị) decides; a newer version never gives back
what was taken there. A user may hold several roles and then has the rights of all of them.
`•` means: held by default. Rights marked `*` must always be held by somebody.

| role | Vietnamese | English | rights by default |
|---|---|---|---|
"""


def modules() -> str:
    lines = [_MODULES + "\n".join(_row(m) for m in INSTALLED)]
    lines += [section for module in INSTALLED for section in _about(module)]
    lines.append(_KERNEL + "\n".join(_job(j) for j in OWN))
    return "\n".join(lines) + "\n"


def _row(module: Module) -> str:
    proven = sum(
        any(isinstance(e, Checked | Demonstrated) for e in c.evidence) for c in module.claims
    )
    signed = len(module.claims) - proven
    claims = [f"{proven}" if proven else "", f"{signed} by signature" if signed else ""]
    off = "yes" if module.can_be_off else "stays on"
    return (
        f"| [{module.id}](#{module.id.replace('.', '')}) | {module.title.vi} | {module.title.en} "
        f"| {_ids(module.requires)} | {off} | {', '.join(c for c in claims if c) or '-'} |"
    )


def _about(module: Module) -> Iterator[str]:
    yield f"\n## {module.id}\n"
    yield f"{module.title.vi} · {module.title.en}. Requires: {_ids(module.requires)}.\n"
    if module.listens:
        yield f"Listens to: {_ids(sorted(e.__name__ for e in module.listens))}.\n"
    if module.searches:
        yield f"In the search box: {', '.join(f'{s.title.en}' for s in module.searches)}.\n"
    if module.prints:
        yield "| print | Vietnamese | English | needs | printing again needs |"
        yield "|---|---|---|---|---|"
        for form in module.prints:
            again = form.again or form.needs
            yield (
                f"| `{form.id}` | {form.title.vi} | {form.title.en} "
                f"| `{form.needs.id}` | `{again.id}` |"
            )
        yield ""
    if module.permissions:
        yield "| right | Vietnamese | English |\n|---|---|---|"
        for right in module.permissions:
            yield f"| `{right.id}` | {right.title.vi} | {right.title.en} |"
        yield ""
    if module.settings:
        yield "| parameter | Vietnamese | English | default | values |\n|---|---|---|---|---|"
        for parameter in module.settings:
            yield _parameter(parameter)
        yield ""
    if module.jobs:
        yield "| job | what it does | when |\n|---|---|---|"
        for job in module.jobs:
            yield _job(job)


def _parameter(parameter: Parameter) -> str:
    if parameter.choices:
        values = ", ".join(f"`{c}`" for c in parameter.choices)
    elif isinstance(parameter.default, bool):
        values = "`true`, `false`"
    else:
        values = f"{parameter.least} to {parameter.most} {parameter.unit}".strip()
    return (
        f"| `{parameter.id}` | {parameter.title.vi} | {parameter.title.en} "
        f"| `{str(parameter.default).lower()}` | {values} |"
    )


def _job(job: Job) -> str:
    if job.daily_at:
        when = f"daily at {job.daily_at} (Viet Nam)"
    else:
        assert job.every
        seconds = int(job.every.total_seconds())
        unit, name = next((u, n) for u, n in _UNITS if seconds % u == 0)
        when = f"every {seconds // unit} {name}"
    return f"| `{job.id}` | {job.title.vi} · {job.title.en} | {when} |"


_UNITS = ((3600, "h"), (60, "min"), (1, "s"))


def roles() -> str:
    given = dict.fromkeys(ROLES, 0)
    for right in _rights():
        for role in right.given_to:
            given[role] += 1
    lines = [
        f"| `{role}` | {title.vi} | {title.en} | {given[role]} |" for role, title in ROLES.items()
    ]
    for module in INSTALLED:
        if module.permissions:
            lines.append(f"\n## {module.id}: {module.title.vi} · {module.title.en}\n")
            lines += _matrix(module)
    return _ROLES + "\n".join(lines) + "\n"


def _rights() -> Iterator[Permission]:
    for module in INSTALLED:
        yield from module.permissions


def _matrix(module: Module) -> Iterator[str]:
    yield f"| right | what it allows | {' | '.join(ROLES)} |"
    yield "|---|---|" + ":-:|" * len(ROLES)
    for right in module.permissions:
        squares = " | ".join("•" if role in right.given_to else " " for role in ROLES)
        star = " \\*" if right.always_held else ""
        name = right.id.removeprefix(module.id + ".")
        yield f"| `{name}`{star} | {right.title.vi} · {right.title.en} | {squares} |"


def _ids(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"
