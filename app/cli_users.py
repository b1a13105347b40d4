"""`his54 user ...`: make, unlock and end people's accounts."""

from typing import Annotated, Any

import typer
from rich.console import Console

user_cli = typer.Typer(no_args_is_help=True, help="Make, unlock and end people's accounts.")
out = Console(highlight=False, soft_wrap=True)


def _users() -> Any:
    from app.house import must_be_migrated, open_house
    from kernel.identity import commands

    house = open_house()
    must_be_migrated(house.database)
    return house.database, commands


@user_cli.command("list")
def list_users() -> None:
    """Everyone with an account: name, roles, state."""
    database, commands = _users()
    for line in commands.listing(database):
        out.print(line)


@user_cli.command("create")
def create_user(
    username: str,
    name: Annotated[str, typer.Option(help="Full name")],
    role: Annotated[list[str], typer.Option(help="admin, doctor, … (may be repeated)")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Make an account."""
    database, commands = _users()
    out.print(commands.create(database, username, name=name, roles=role, password=password))


@user_cli.command("password")
def set_password(
    username: str,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Give an account a new password and end its sessions."""
    database, commands = _users()
    out.print(commands.set_password(database, username, password))


@user_cli.command("disable")
def disable_user(username: str) -> None:
    """End an account at once. The last administrator stays."""
    database, commands = _users()
    out.print(commands.disable(database, username))


@user_cli.command("enable")
def enable_user(username: str) -> None:
    """Open an ended account again."""
    database, commands = _users()
    out.print(commands.enable(database, username))


@user_cli.command("forget-second-factor")
def forget_second_factor(username: str) -> None:
    """Let somebody who lost the telephone enrol a new one."""
    database, commands = _users()
    out.print(commands.forget_second_factor(database, username))


@user_cli.command("unlock")
def unlock_user(username: str) -> None:
    """Open an account that wrong passwords have locked."""
    database, commands = _users()
    out.print(commands.unlock(database, username))


@user_cli.command("role")
def give_role(username: str, role: str) -> None:
    """Give an account one more role."""
    database, commands = _users()
    out.print(commands.give_role(database, username, role))
