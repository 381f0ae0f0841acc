"""No command loses what a user has written: a file is replaced whole or stays as it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nrr_graph.errors import NrrGraphError
from nrr_graph.project import data_folder, project_folder
from nrr_graph.release.register import Entry, append_entries, read_register
from nrr_graph.release.writing import digest_of, write_whole
from serving import nrr_graph

Content = dict[Path, bytes]
Before = Callable[[], None]


def _run(*arguments: str | Path, before: Before | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(nrr_graph()), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=before, check=False)


def _content(folder: Path) -> Content:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _limit_files_to(size_bytes: int) -> Before:
    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))

    return limit


@pytest.fixture
def untidy(copied_data: Path) -> Path:
    """Return a folder with two files that are not in canonical form."""
    folder = copied_data.parent / "untidy"
    folder.mkdir()
    for name in ("places.ttl", "offices.ttl"):
        text = (copied_data / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(" ;\n  ", " ; "), encoding="utf-8")
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 64 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = os.geteuid() == 0 and not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)],
        stderr=subprocess.DEVNULL,
    )
    if not mounted:
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.check_call(["umount", str(folder)])


def _fill(disk: Path, left_bytes: int) -> None:
    free = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(b"x" * max(free - left_bytes, 0))


@pytest.mark.parametrize("limit_bytes", [0, 1000, 3000])
def test_a_file_size_limit_leaves_the_files_whole(untidy: Path, limit_bytes: int) -> None:
    before = _content(untidy)
    result = _run("format", "--data", untidy, before=_limit_files_to(limit_bytes))
    assert result.returncode == 1
    assert ".ttl: cannot be written (File too large); nothing is changed" in result.stderr
    assert _content(untidy) == before


def test_a_full_disk_leaves_the_files_whole(untidy: Path, small_disk: Path) -> None:
    for path in untidy.iterdir():
        shutil.copy(path, small_disk)
    _fill(small_disk, left_bytes=4096)
    before = _content(small_disk)
    result = _run("format", "--data", small_disk)
    assert result.returncode == 1
    assert "cannot be written (No space left on device); nothing is changed" in result.stderr
    assert _content(small_disk) == before


def test_a_full_disk_leaves_an_earlier_export_whole(small_disk: Path) -> None:
    path = small_disk / "nrr.nt"
    path.write_bytes(b"earlier\n")
    result = _run("export", "--format", "nt", "--output", path)
    assert result.returncode == 1
    assert "nrr.nt: cannot be written (No space left on device)" in result.stderr
    assert _content(small_disk) == {path: b"earlier\n"}


@pytest.mark.parametrize("name", ["crate", "crate.zip"])
def test_a_full_disk_leaves_nothing_of_an_archive(small_disk: Path, name: str) -> None:
    data = data_folder() / "places.ttl"
    result = _run("export", "--format", "crate", "--data", data, "--output", small_disk / name)
    assert result.returncode == 1
    assert f"{name}: cannot be written (No space left on device)" in result.stderr
    assert _content(small_disk) == {}


def test_a_folder_without_the_right_to_write_is_named(untidy: Path, small_disk: Path) -> None:
    shutil.copy(untidy / "offices.ttl", small_disk)
    before = _content(small_disk)
    subprocess.check_call(["mount", "-o", "remount,ro", str(small_disk)])
    result = _run("format", "--data", small_disk)
    assert result.returncode == 1
    assert "offices.ttl: cannot be written (" in result.stderr
    assert "Read-only file system" in result.stderr or "the file is read-only" in result.stderr
    assert _content(small_disk) == before


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [("nonsense", 2), ("# a remark\n", 1), ("id:x nrr:order 1 . # a remark\n", 1)],
)
def test_of_several_files_all_are_laid_out_or_none(untidy: Path, spoiled: str, code: int) -> None:
    last = untidy / "places.ttl"
    last.write_text(last.read_text(encoding="utf-8") + spoiled, encoding="utf-8")
    before = _content(untidy)
    result = _run("format", "--data", untidy)
    assert result.returncode == code
    assert "places.ttl" in result.stderr
    assert _content(untidy) == before


@pytest.mark.parametrize(
    "comment",
    [
        "id:here nrr:order 1 . # at the end\n",
        "id:here nrr:order 1 # before the stop\n.\n",
        'id:here rdfs:label "a \\" # no comment"@en . # a comment\n',
        'id:here rdfs:label """a "" # no comment"""@en . # a comment\n',
        "id:here rdfs:label '# no comment'@en . # a comment\n",
        "id:here rdfs:seeAlso <http://e.org/#no-comment> . # a comment\n",
        "#",
    ],
)
def test_a_comment_is_refused_wherever_it_stands(untidy: Path, comment: str) -> None:
    path = untidy / "places.ttl"
    path.write_text(path.read_text(encoding="utf-8") + comment, encoding="utf-8")
    before = _content(untidy)
    result = _run("format", "--data", path)
    line = path.read_text(encoding="utf-8").rstrip("\n.").count("\n") + 1
    assert result.returncode == 1
    assert f"places.ttl:{line}: the canonical form keeps no comments" in result.stderr
    assert _content(untidy) == before


@pytest.mark.parametrize(
    "literal",
    ['"""# list\n# more"""', "'''it's\n# list'''", '"# list"', "'# \"list\"'", '"""a""" , "#"'],
)
def test_a_number_sign_in_a_text_is_no_comment(untidy: Path, literal: str) -> None:
    path = untidy / "places.ttl"
    addition = f"id:rome rdfs:seeAlso <http://e.org/#place> ; rdfs:comment {literal} .\n"
    path.write_text(path.read_text(encoding="utf-8") + addition, encoding="utf-8")
    result = _run("format", "--data", path)
    assert result.returncode == 0, result.stderr
    assert "# " in path.read_text(encoding="utf-8") or '"#"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.rstrip(b"\n"),
    ],
    ids=["byte order mark", "carriage returns", "no final newline"],
)
def test_what_an_editor_leaves_behind_is_laid_out(
    copied_data: Path, spoil: Callable[[bytes], bytes]
) -> None:
    paths = [copied_data / "places.ttl", copied_data / "queries" / "classes.ttl"]
    before = [path.read_bytes() for path in paths]
    for path, content in zip(paths, before, strict=True):
        path.write_bytes(spoil(content))
    options = [word for path in paths for word in ("--data", str(path))]
    assert _run("format", "--check", *options).returncode == 1
    assert _run("format", *options).returncode == 0
    assert [path.read_bytes() for path in paths] == before


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(untidy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.ttl"
    link.symlink_to(untidy / "places.ttl")
    (untidy / "places.ttl").chmod(0o640)
    assert _run("format", "--data", link).returncode == 0
    assert link.is_symlink()
    assert (untidy / "places.ttl").stat().st_mode & 0o777 == 0o640
    assert _run("format", "--check", "--data", untidy / "places.ttl").returncode == 0


def test_a_file_changed_by_another_is_not_overwritten(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for path in (one, two):
        path.write_bytes(b"old")
    read_as = {path: digest_of(b"old") for path in (one, two)}
    two.write_bytes(b"by another")
    with pytest.raises(NrrGraphError, match="two: somebody else has changed the file"):
        write_whole({one: b"new", two: b"new"}, read_as)
    assert _content(tmp_path) == {one: b"old", two: b"by another"}


def test_if_one_file_cannot_have_its_name_all_keep_the_old_content(tmp_path: Path) -> None:
    one, folder = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"old")
    (folder / "full").mkdir(parents=True)
    with pytest.raises(NrrGraphError, match="two: cannot be written"):
        write_whole({one: b"new", folder: b"new"})
    assert _content(tmp_path) == {one: b"old"}


#: Runs the real command and interrupts it when it calls a function of the system.
_INTERRUPTED = """
import os, signal, sys
from nrr_graph.cli import main
name, number = sys.argv.pop(1), int(sys.argv.pop(1))
original = getattr(os, name)
def interrupting(*arguments, **options):
    os.kill(os.getpid(), number)
    return original(*arguments, **options)
setattr(os, name, interrupting)
main()
"""


@pytest.mark.parametrize(
    ("at", "number", "is_written"),
    [
        ("fsync", signal.SIGINT, False),
        ("fsync", signal.SIGKILL, False),
        ("link", signal.SIGINT, True),
        ("link", signal.SIGTERM, True),
    ],
)
def test_an_interrupted_command_has_written_all_files_or_none(
    untidy: Path, at: str, number: int, is_written: bool
) -> None:
    before = {path: path.read_bytes() for path in untidy.glob("*.ttl")}
    command = [sys.executable, "-c", _INTERRUPTED, at, str(int(number))]
    result = subprocess.run(
        [*command, "format", "--data", str(untidy)], capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    after = {path: path.read_bytes() for path in untidy.glob("*.ttl")}
    changed = {path for path in before if after[path] != before[path]}
    assert changed == (set(before) if is_written else set())


@pytest.fixture
def copied_project(tmp_path: Path) -> Path:
    """Return a copy of the project, whose register a test may damage."""
    copy = tmp_path / "project"
    for name in ("src", "data", "ontology", "rules", "shapes"):
        shutil.copytree(project_folder() / name, copy / name)
    return copy


def _register(
    project: Path, *options: str, before: Before | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from nrr_graph.cli import main; main()", "register", *options]
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, preexec_fn=before, check=False
    )


def _add_place(project: Path, name: str = "new-place") -> None:
    with (project / "data" / "ttl" / "places.ttl").open("a", encoding="utf-8") as file:
        file.write(f"\nid:{name} a nrr:Place .\n")


def test_a_register_without_a_final_newline_gets_a_new_line(copied_project: Path) -> None:
    path = copied_project / "data" / "register.tsv"
    before = path.read_bytes()
    path.write_bytes(before.rstrip(b"\n"))
    _add_place(copied_project)
    result = _register(copied_project)
    assert result.returncode == 0, result.stderr
    assert path.read_bytes() == before + result.stdout.encode()
    assert read_register(path)[-1].name == "id:new-place"


def test_a_register_that_cannot_be_written_stays_whole(copied_project: Path) -> None:
    path = copied_project / "data" / "register.tsv"
    before = path.read_bytes()
    _add_place(copied_project)
    result = _register(copied_project, before=_limit_files_to(4096))
    assert result.returncode == 1
    assert "register.tsv: cannot be written (File too large)" in result.stderr
    assert result.stdout == ""
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda content: b"\xef\xbb\xbf" + content, "a byte order mark"),
        (lambda content: content.replace(b"\n", b"\r\n"), "carriage return"),
        (lambda content: content.replace(b"Q12\t", b"Q12\xff\t"), "not UTF-8"),
        (lambda content: content.replace(b"Q12\t", b"Q12 "), "expected a number, a tab"),
        (lambda _: b"", "expected the heading"),
    ],
)
def test_a_spoiled_register_is_named_and_left_alone(
    copied_project: Path, spoil: Callable[[bytes], bytes], words: str
) -> None:
    path = copied_project / "data" / "register.tsv"
    path.write_bytes(spoil(path.read_bytes()))
    before = path.read_bytes()
    _add_place(copied_project)
    result = _register(copied_project)
    assert result.returncode == 1
    assert "register.tsv" in result.stderr
    assert words in result.stderr
    assert path.read_bytes() == before


def test_two_curators_who_register_at_once_lose_nothing(copied_project: Path) -> None:
    path = copied_project / "data" / "register.tsv"
    before = path.read_bytes()
    _add_place(copied_project)
    command = [sys.executable, "-c", "from nrr_graph.cli import main; main()", "register"]
    environment = {**os.environ, "PYTHONPATH": str(copied_project / "src")}
    both = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    told = [process.communicate()[1].decode() for process in both]
    codes = [process.returncode for process in both]
    assert 0 in codes
    for code, words in zip(codes, told, strict=True):
        assert code == 0 or "somebody else has changed the file" in words
    assert path.read_bytes().startswith(before)
    assert [entry.name for entry in read_register(path)].count("id:new-place") == 1


def test_an_entry_that_does_not_fit_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "register.tsv"
    path.write_text("number\tname\nQ1\tid:nato\n", encoding="utf-8")
    for entry in (Entry("Q1", "id:russia"), Entry("Q2", "id:two words")):
        before = path.read_bytes()
        with pytest.raises(NrrGraphError):
            append_entries([entry], path)
        assert path.read_bytes() == before
