"""`his54 keys ...`: the key ring that seals identifiers and files."""

import typer
from rich.console import Console

keys_cli = typer.Typer(no_args_is_help=True, help="The key ring that seals identifiers and files.")
out = Console(highlight=False, soft_wrap=True)


@keys_cli.command("rotate")
def rotate_keys() -> None:
    """Add a new key: it seals from now on; what older keys sealed still opens."""
    from kernel import keys
    from kernel.settings import Settings

    file = Settings().key_file
    ring = keys.load(file).rotated()
    keys.save(ring, file)
    out.print(f"Key {ring.newest} seals from now on, in running servers too. Copy {file} away.")


@keys_cli.command("list")
def list_keys() -> None:
    """The keys on the ring, by number and date; never the secrets."""
    from kernel import keys
    from kernel.settings import Settings

    for key in keys.load(Settings().key_file).keys:
        out.print(f"{key.number:>4}  made {key.made_at}")
