"""`his54`: what an operator types. Each command imports what it needs, so that help is instant."""

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.cli_keys import keys_cli
from app.cli_users import user_cli

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="HIS54: a hospital information system that proves its own level (TT 54/2017/TT-BYT).",
    rich_markup_mode="rich",
)
cli.add_typer(user_cli, name="user")
cli.add_typer(keys_cli, name="keys")
lis_cli = typer.Typer(no_args_is_help=True, help="The laboratory: the analysers' gateway.")
cli.add_typer(lis_cli, name="lis")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False)


@cli.command()
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Migrate, fill the practice clinic, print its sign-ins.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes (PostgreSQL only). HIS54_WORKERS.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="HIS54_PORT, 8054 by default.")] = None,
) -> None:
    """Serve the hospital. An empty database opens the set-up page."""
    from app.serving import serve as run

    run(demo=demo, workers=workers, port=port, say=out.print)


@cli.command()
def worker() -> None:
    """Run jobs and send the outbox, apart from the web server (PostgreSQL only)."""
    from app.serving import work

    work(say=out.print)


@cli.command()
def migrate() -> None:
    """Bring the database to this version of the program."""
    from app.house import head, open_house
    from app.house import migrate as upgrade

    house = open_house()
    with out.status("Migrating…"):
        upgrade(house.database)
    out.print(f"The database is at version {head()}.")


@cli.command()
def seed(
    patients: Annotated[
        int, typer.Option(help="Bulk-load so many invented patients, for measuring only.")
    ] = 0,
) -> None:
    """Fill reference lists and the practice clinic. A second run changes nothing."""
    from app.house import must_be_migrated, open_house
    from app.practice import fill

    house = open_house()
    must_be_migrated(house.database)
    if patients:
        from app.progress import bar
        from seed.bulk import load

        with bar(out, "Patients") as done:
            load(house.database, patients, progress=done)
        return
    with out.status("Filling the practice clinic…"):
        said = fill(house)
    out.print(said)


@cli.command()
def level(
    as_json: Annotated[bool, typer.Option("--json", help="The whole assessment as JSON.")] = False,
    profile: Annotated[str, typer.Option(help="2017 or current")] = "2017",
    off: Annotated[
        list[str] | None, typer.Option(help="As if this module were off (may be repeated).")
    ] = None,
) -> None:
    """Work out the level under Circular 54/2017/TT-BYT."""
    from app.house import must_be_migrated, open_house
    from level import service

    house = open_house()
    must_be_migrated(house.database)
    found = service.assess_now(house.database, profile=profile, off=frozenset(off or ()))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    out.print(f"Profile {found['profile']}, version {found['version']}")
    out.print(f"Able (software)    : level {found['able']}")
    out.print(f"Reached here       : level {found['reached']}")
    out.print(f"Reached, N/A taken : level {found['reached_with_na']}")


@cli.command()
def prove(
    criteria: Annotated[
        list[str] | None, typer.Argument(help="TT54/30 or 30; all when none is named.")
    ] = None,
) -> None:
    """Run the evidence of criteria here and now, and keep the outcome."""
    from app.house import must_be_migrated, open_house
    from level import service

    house = open_house()
    must_be_migrated(house.database)
    failed = 0
    for criterion, finding in service.prove_now(house.database, criteria or []):
        failed += finding.verdict in ("not_met", "error")
        out.print(f"{criterion:<14} {finding.verdict:<13} {finding.says.en}")
    raise typer.Exit(1 if failed else 0)


@cli.command("import")
def import_list(
    list_id: Annotated[str, typer.Argument(metavar="LIST", help="icd10, service, drug, …")],
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change.")
    ] = False,
    valid_from: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="First day in force of what the file says; without it: today.",
        ),
    ] = None,
    valid_to: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Last day of a whole edition; without it: until the next one, else open.",
        ),
    ] = None,
    whole: Annotated[
        bool | None,
        typer.Option(
            "--whole/--part",
            help="The file is the whole list: what it lacks ends. Or a part of it: the rest stays. "
            "Without either: as this list is usually given.",
        ),
    ] = None,
    source: Annotated[
        str, typer.Option(help='The decision or letter it comes from, "QĐ 3276/QĐ-BYT".')
    ] = "",
) -> None:
    """Take a shared list from a CSV or XLSX file (the facility's official one)."""
    from app.house import must_be_migrated, open_house
    from app.progress import bar
    from his.catalogs import service as catalogs
    from kernel.access import SYSTEM

    with closing(open_house()) as house:
        must_be_migrated(house.database)
        with house.database.write(SYSTEM, "his54 import") as db, bar(out, list_id) as done:
            outcome = catalogs.import_file(
                db,
                SYSTEM,
                list_id,
                file,
                dry_run=dry_run,
                valid_from=valid_from.date() if valid_from else None,
                valid_to=valid_to.date() if valid_to else None,
                whole=whole,
                source=source,
                progress=done,
            )
    tried = outcome.trial
    out.print(
        f"{'Would change' if dry_run else 'Changed'} {list_id}: {tried.added} added, "
        f"{tried.changed} changed, {tried.ended} ended, {tried.unchanged} as before."
    )
    for wrong in outcome.errors:
        out.print(f"  row {wrong.row}: {wrong.says.en}")
    if outcome.errors:
        raise typer.Exit(1)


@cli.command()
def simulate(
    name: Annotated[str, typer.Argument(help="bhyt, sms, …; none: list them.")] = "",
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="On 127.0.0.1.")] = None,
) -> None:
    """Play a gateway, a bank or another outside party, for tests and for teaching."""
    from app.modules import INSTALLED
    from kernel import simulators

    found = {
        each.id: each
        for module in INSTALLED
        for each in module.contributes
        if isinstance(each, simulators.Simulator)
    }
    if not name:
        for each in found.values():
            out.print(f"{each.id:<16} {each.port}  {each.title.en}")
        return
    if name not in found:
        known = ", ".join(found) or "none"
        raise typer.BadParameter(f"There is no simulator {name!r}. There is: {known}.")
    chosen = found[name]
    out.print(f"{chosen.title.en}: http://127.0.0.1:{port or chosen.port}/   (Ctrl+C ends)")
    simulators.serve(chosen, port=port)


@cli.command()
def openapi() -> None:
    """Print the description of the API (OpenAPI 3.1)."""
    from app.client import description

    typer.echo(description())


@cli.command()
def client(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether it is up to date.")
    ] = False,
) -> None:
    """Write the front end's client and its types of modules and permissions."""
    from app.client import generate

    raise typer.Exit(generate(check=check, say=out.print))


@cli.command()
def docs(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether they are up to date.")
    ] = False,
) -> None:
    """Write the documents that are made from the code (docs/)."""
    from app.documents import write

    raise typer.Exit(write(check=check, say=out.print))


@cli.command()
def dicom() -> None:
    """Receive pictures and answer machines, apart from the web server (PostgreSQL only)."""
    from app.serving import dicom as receive

    receive(say=out.print)


@lis_cli.command("gateway")
def lis_gateway() -> None:
    """Hold the lines to the analysers, apart from the web server (PostgreSQL only)."""
    from app.serving import gateway

    gateway(say=out.print)


def main() -> None:
    """The console script: refusals as one line, without a trace."""
    from kernel.errors import Refusal

    try:
        cli()
    except Refusal as refusal:
        err.print(f"[red]{refusal.code}[/red]: {refusal.detail.en}")
        raise SystemExit(1) from None
    except Exception as error:
        if type(error).__name__ == "NotMigrated":
            err.print(str(error))
            raise SystemExit(1) from None
        raise


if __name__ == "__main__":
    main()
