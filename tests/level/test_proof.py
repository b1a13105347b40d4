"""What a proof says, and of what it says nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from level.proof import ROOT, BadParts, Proof, merge, outcomes, save, source_digest
from tests.proof import split

pytest_plugins = ["pytester"]

BOTH = ["postgresql", "sqlite"]


def written(file: Path, source: str, databases: list[str] = BOTH) -> Path:
    save(Proof(source=source, databases=databases, tests={"t": "passed"}), file)
    return file


def test_a_proof_of_another_source_proves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "lis" / "service.py"
    source.parent.mkdir()
    source.write_text("answer = 42\n")
    proof = written(tmp_path / "proof.json", source_digest(tmp_path))

    assert outcomes(proof, source_digest(tmp_path)) == {"t": "passed"}

    source.write_text("answer = 41\n")
    assert outcomes(proof, source_digest(tmp_path)) == {}


def test_a_proof_on_one_database_proves_nothing(tmp_path: Path) -> None:
    assert outcomes(written(tmp_path / "proof.json", "abc", ["sqlite"]), "abc") == {}


def test_a_missing_proof_proves_nothing(tmp_path: Path) -> None:
    assert outcomes(tmp_path / "proof.json", "abc") == {}


@pytest.mark.parametrize(
    "name", ["docs/guide.py", "README.md", "level/proof.json", "var/his54.db", ".venv/x.py",
             "frontend/node_modules/x.js", "frontend/dist/x.js", "his/__pycache__/x.pyc",
             "his54.egg-info/PKG-INFO", "bench/results.json", "his54.toml"]
)  # fmt: skip
def test_documents_and_what_is_built_are_no_source(tmp_path: Path, name: str) -> None:
    (tmp_path / "his.py").write_text("x")
    before = source_digest(tmp_path)
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("anything")

    assert source_digest(tmp_path) == before


def test_a_renamed_file_is_another_source(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    before = source_digest(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")

    assert source_digest(tmp_path) != before


def test_a_test_must_pass_on_every_database() -> None:
    on_sqlite = Proof(source="s", databases=["sqlite"], tests={"a": "passed", "b": "passed"})
    on_postgresql = Proof(source="s", databases=["postgresql"], tests={"a": "failed"})

    assert merge([on_sqlite, on_postgresql]) == Proof(
        source="s", databases=BOTH, tests={"a": "failed", "b": "missing"}
    )


def test_shards_of_a_run_are_joined() -> None:
    one = Proof(source="s", databases=BOTH, tests={"a": "passed"})
    two = Proof(source="s", databases=BOTH, tests={"b": "passed", "c": "skipped"})

    assert merge([one, two])["tests"] == {"a": "passed", "b": "passed", "c": "skipped"}


def test_parts_of_different_sources_do_not_join() -> None:
    with pytest.raises(BadParts):
        merge([Proof(source=s, databases=BOTH, tests={}) for s in "ab"])


@pytest.mark.parametrize(
    ("node", "database", "told"),
    [
        ("t.py::t", None, "t.py::t"),
        ("t.py::t[sqlite]", "sqlite", "t.py::t"),
        ("t.py::t[postgresql-x-y]", "postgresql", "t.py::t[x-y]"),
        ("t.py::t[x-sqlite]", "sqlite", "t.py::t[x]"),
        ("t.py::t[sqlite-0002-sqlite-and.md]", "sqlite", "t.py::t[0002-sqlite-and.md]"),
        ("t.py::t[0002-sqlite-and.md]", None, "t.py::t[0002-sqlite-and.md]"),
    ],
)
def test_a_test_is_one_test_on_two_databases(node: str, database: str | None, told: str) -> None:
    assert split(node, database) == told


# ------------------------------------------------------------- the plugin, in runs of its own


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Proof | None]:
    """Run a small suite with --proof; the proof that it wrote, or None."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("HIS54_TEST_POSTGRES", raising=False)
    pytester.makeini("[pytest]\nmarkers =\n    official: needs the official lists\n")
    pytester.makepyfile(
        test_one="""
            import pytest

            def test_good(): ...
            def test_bad(): assert False

            @pytest.mark.skip
            def test_never(): ...

            @pytest.mark.parametrize("backend", ["sqlite"])
            def test_stored(backend): ...

            @pytest.mark.parametrize("record", ["0002-sqlite-and-postgresql.md", "postgresql"])
            def test_documents(record): assert record != "postgresql"

            @pytest.mark.official
            def test_official(): ...
        """,
        test_two="def test_other(): ...",
    )

    def run(*arguments: str) -> Proof | None:
        file = pytester.path / "proof.json"
        file.unlink(missing_ok=True)
        pytester.runpytest_subprocess(
            "-p", "xdist.plugin", "-p", "tests.proof", "--proof", str(file), *arguments
        )
        if not file.exists():
            return None
        told: Proof = json.loads(file.read_text())
        return told

    return run


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_a_whole_run_writes_every_outcome(
    run: Callable[..., Proof | None], workers: tuple[str, ...]
) -> None:
    proof = run(*workers)

    assert proof is not None
    assert proof["databases"] == ["sqlite"]
    assert proof["tests"] == {
        "test_one.py::test_bad": "failed",
        "test_one.py::test_documents[0002-sqlite-and-postgresql.md]": "passed",
        "test_one.py::test_documents[postgresql]": "failed",
        "test_one.py::test_good": "passed",
        "test_one.py::test_never": "skipped",
        "test_one.py::test_stored": "passed",
        "test_two.py::test_other": "passed",
    }


@pytest.mark.parametrize(
    "arguments",
    [("-k", "good"), ("-k", "good", "-n", "2"), ("test_one.py::test_good",), ("-x",)],
    ids=["chosen", "chosen, with workers", "named", "stopped"],
)
def test_a_run_with_tests_left_out_writes_no_proof(
    run: Callable[..., Proof | None], arguments: tuple[str, ...]
) -> None:
    assert run(*arguments) is None


def test_leaving_out_the_official_lists_alone_is_a_whole_run(
    run: Callable[..., Proof | None],
) -> None:
    assert run("-m", "not official") is not None
