"""docs/lists.md: every shared list, and the headings by which its files are understood."""

from collections.abc import Iterator

from his.catalogs.lists import CATALOGUES
from his.catalogs.lists.declaration import GROUP_TITLES, OWN_FIELDS, Catalogue

_HEAD = """# Shared lists

Written by `his54 docs` from `his/catalogs/lists`. How to import:
[Importing shared lists](admin/lists.md).

*Owner*: `authority` lists are renewed from the authority's file only; `facility` lists may be
edited by hand too. *Edition*: a `whole` file ends what it leaves out; a `part` file only adds and
changes. *Needed columns*: one heading of each group separated by commas; case, diacritics,
blanks and underscores do not count. Further columns are optional; the screen names them.
"""


def lists() -> str:
    lines = [_HEAD]
    for group, title in GROUP_TITLES.items():
        lines.append(f"## {title.vi} · {title.en}\n")
        lines.append("| LIST | Vietnamese | English | source | owner | edition | needed columns |")
        lines.append("|---|---|---|---|---|---|---|")
        lines += [_row(each) for each in CATALOGUES if each.group is group]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(each: Catalogue) -> str:
    owner = "authority" if each.official else "facility"
    edition = "whole" if each.whole else "part"
    return (
        f"| `{each.id}` | {each.title.vi} | {each.title.en} | {each.source} | {owner} "
        f"| {edition} | {', '.join(_needed(each))} |"
    )


def _needed(each: Catalogue) -> Iterator[str]:
    """As `his.catalogs.reading` asks for them: the key or code and name, and what is required."""
    required = [c.id for c in each.columns if c.required]
    for name in dict.fromkeys([*(each.key or ("code", "name")), *required]):
        column = each.column(name)
        if column is None:
            known = (*each.headers.get(name, ()), *OWN_FIELDS.get(name, ()))
        elif column.required:
            known = (column.id, *column.headers, column.title.vi)
        else:
            continue
        yield " or ".join(f"`{heading}`" for heading in dict.fromkeys(known))
