"""Repositories that want something else than to be published: refused by file and reason.

What was served stays, and nothing outside of the commit's folder is read. Trees that no `git add`
would make are written object by object, as whoever pushes can.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from kb.errors import ContentError, KbError, RepositoryError
from kb.ingest.repository import read_commit, resolve
from kb.model import Audience
from tests.bases import Base, article
from tests.test_publish import holders

#: Stands in a file beside the repository, in one beside the folder of articles, and in no article.
CANARY = "kanarek-spoza-bazy"
GOOD = article("Dobry artykuł").encode()
FILE, LINK, MODULE, TREE = "100644", "120000", "160000", "40000"
#: Mode, name and contents of an entry; contents are bytes, further entries, or a commit's name.
Entry = tuple[str, bytes, object]

SECRET_PATHS = (
    b"../tajne.md",
    b"../../tajne.md",
    b"/etc/passwd",
    b"/proc/self/environ",
    b"..",
    b".",
)


def tree(base: Base, entries: tuple[Entry, ...]) -> str:
    """Write a tree with these entries, whatever their names; its object name."""
    written = b""
    for mode, name, contents in sorted(entries, key=lambda one: one[1]):
        if isinstance(contents, tuple):
            found = tree(base, contents)
        elif isinstance(contents, bytes):
            found = store(base, "blob", contents)
        else:
            found = str(contents)
        written += f"{mode} ".encode() + name + b"\0" + bytes.fromhex(found)
    return store(base, "tree", written)


def store(base: Base, kind: str, data: bytes) -> str:
    command = [
        "git",
        "-C",
        str(base.repo),
        "hash-object",
        "-w",
        "--literally",
        "--stdin",
        "-t",
        kind,
    ]
    return (
        subprocess.run(command, input=data, check=True, capture_output=True).stdout.decode().strip()
    )


def commit(base: Base, entries: tuple[Entry, ...], header: bytes = b"") -> str:
    """Make a commit on main whose folder of articles holds the entries."""
    root = tree(base, ((TREE, b"pomoc", entries), (FILE, b"tajne.md", CANARY.encode())))
    who = b"A <a@b.example> 1790000000 +0000"
    said = header or b"author " + who + b"\ncommitter " + who + b"\n"
    parent = base.git("rev-parse", "HEAD").encode()
    sha = store(
        base, "commit", b"tree " + root.encode() + b"\nparent " + parent + b"\n" + said + b"\nZ\n"
    )
    base.git("update-ref", "refs/heads/main", sha)
    return sha


def one(name: bytes, contents: object = GOOD, mode: str = FILE) -> tuple[Entry, ...]:
    return ((mode, name, contents), (FILE, b"dobry.md", GOOD))


def within(
    folder: bytes, name: bytes, contents: object = GOOD, mode: str = FILE
) -> tuple[Entry, ...]:
    return one(folder, ((mode, name, contents),), TREE)


COMMIT = "1" * 40
NOT = "not followed"
_MARKS = b"# A\n\n<<<<<<< HEAD\nJedno.\n=======\nDrugie.\n>>>>>>> galaz\n"
_LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 9\n"

#: What is in the folder → the name as it is told, the rule, and a word of the reason.
REFUSED: Mapping[str, tuple[tuple[Entry, ...], str, str, str]] = {
    **{
        f"link to {target.decode()}": (one(b"a.md", target, LINK), "a.md", "symlink", NOT)
        for target in SECRET_PATHS
    },
    "link to itself": (one(b"a.md", b"a.md", LINK), "a.md", "symlink", NOT),
    "link without an end": (one(b"b", b"b/b", LINK), "b", "symlink", NOT),
    "link in a folder": (within(b"z", b"a.md", b"../../tajne.md", LINK), "z/a.md", "symlink", NOT),
    "link as kb.toml": (one(b"kb.toml", b"../tajne.md", LINK), "kb.toml", "symlink", NOT),
    "link as golden.yaml": (one(b"golden.yaml", b"/etc/x", LINK), "golden.yaml", "symlink", NOT),
    "link as flags.yaml": (one(b"flags.yaml", b"/etc/passwd", LINK), "flags.yaml", "symlink", NOT),
    "link as logo": (one(b"logo.svg", b"/etc/passwd", LINK), "logo.svg", "symlink", NOT),
    "link to a device": (one(b"a.md", b"/dev/zero", LINK), "a.md", "symlink", NOT),
    "link of a megabyte": (one(b"a.md", b"x" * 1_000_000, LINK), "a.md", "symlink", NOT),
    "submodule": (one(b"modul", COMMIT, MODULE), "modul", "submodule", "not read"),
    "submodule as article": (one(b"a.md", COMMIT, MODULE), "a.md", "submodule", "not read"),
    "submodule as kb.toml": (one(b"kb.toml", COMMIT, MODULE), "kb.toml", "submodule", "not read"),
    "submodule in a folder": (within(b"z", b"m", COMMIT, MODULE), "z/m", "submodule", "not read"),
    "folder above": (within(b"..", b"a.md"), "../a.md", "file-name", "leads out"),
    "folder above, deep": (
        one(b"z", ((TREE, b"..", ((TREE, b"..", ((FILE, b"a.md", GOOD),)),)),), TREE),
        "z/../../a.md", "file-name", "leads out",
    ),
    "this folder": (within(b".", b"a.md"), "./a.md", "file-name", "leads out"),
    "path as a name": (one(b"../../tajne.md"), "../../tajne.md", "file-name", "leads out"),
    "whole path as a name": (one(b"/etc/a.md"), "/etc/a.md", "file-name", "leads out"),
    "two slashes": (one(b"z//a.md"), "z//a.md", "file-name", "leads out"),
    "git's folder": (within(b".git", b"a.md"), ".git/a.md", "file-name", "git's own"),
    "git's folder in capitals": (within(b".GIT", b"a.md"), ".GIT/a.md", "file-name", "git's own"),
    "git's folder of Windows": (within(b".git. ", b"a.md"), ".git. /a.md", "file-name", "git's"),
    "backslash": (one(b"..\\a.md"), "..\\\\a.md", "file-name", "Windows"),
    "drive": (one(b"C:a.md"), "C:a.md", "file-name", "Windows"),
    "newline": (one(b"a\nb.md"), "a\\nb.md", "file-name", "not UTF-8"),
    "carriage return": (one(b"a\rb.md"), "a\\rb.md", "file-name", "not UTF-8"),
    "tab": (one(b"a\tb.md"), "a\\tb.md", "file-name", "not UTF-8"),
    "escape": (one(b"\x1b[2Ja.md"), "\\x1b[2Ja.md", "file-name", "not UTF-8"),
    "dash": (one(b"-rf.md"), "-rf.md", "file-name", "dash"),
    "option": (one(b"--output=x.md"), "--output=x.md", "file-name", "dash"),
    "folder with a dash": (within(b"--help", b"a.md"), "--help/a.md", "file-name", "dash"),
    "bytes": (one(b"\xb1.md"), "\\udcb1.md", "file-name", "not UTF-8"),
    "half a letter": (one(b"\xc4.md"), "\\udcc4.md", "file-name", "not UTF-8"),
    "turned direction": (one("a\u202edm.md".encode()), "a\\u202edm.md", "file-name", "nobody sees"),
    "invisible": (one("a\u200b.md".encode()), "a\\u200b.md", "file-name", "nobody sees"),
    "separator": (one("a\u2028.md".encode()), "a\\u2028.md", "file-name", "nobody sees"),
    "long name": (one(b"a" * 300 + b".md"), "a" * 200, "file-name", "longer than"),
    "long path": (
        one(b"z" * 180, ((TREE, b"y" * 180, ((TREE, b"x" * 180, ((TREE, b"w" * 180, (
            (TREE, b"v" * 180, ((TREE, b"u" * 180, ((FILE, b"a.md", GOOD),)),)),)),)),)),), TREE),
        "z" * 180, "file-name", "longer than",
    ),
    "huge": (one(b"a.md", b"x" * 1_000_001), "a.md", "file-too-large", "1000001 bytes"),
    "huge kb.toml": (one(b"kb.toml", b"#" * 2_000_000), "kb.toml", "file-too-large", "Split it"),
    "huge flags": (one(b"flags.yaml", b"#" * 2_000_000), "flags.yaml", "file-too-large", "Split"),
    "LFS": (one(b"a.md", _LFS), "a.md", "lfs-pointer", "git lfs untrack"),
    "LFS as kb.toml": (one(b"kb.toml", _LFS), "kb.toml", "lfs-pointer", "git lfs untrack"),
    "LFS as golden.yaml": (one(b"golden.yaml", _LFS), "golden.yaml", "lfs-pointer", "git lfs"),
    "merge": (one(b"a.md", _MARKS), "a.md", "merge-conflict", "Choose one side"),
    "merge with Windows ends": (
        one(b"a.md", _MARKS.replace(b"\n", b"\r\n")), "a.md", "merge-conflict", "Choose one side"
    ),
    "merge of kb.toml": (one(b"kb.toml", _MARKS), "kb.toml", "merge-conflict", "Choose one side"),
    "capitals": ((*one(b"a.md"), (FILE, b"A.md", GOOD)), "a.md", "file-name", "same name as A.md"),
    "capitals of the ending": ((*one(b"a.md"), (FILE, b"a.MD", GOOD)), "a.md", "file-name", "same"),
    "capitals of a folder": (
        ((TREE, b"Z", ((FILE, b"a.md", GOOD),)), (TREE, b"z", ((FILE, b"a.md", GOOD),))),
        "z/a.md", "file-name", "same name as Z/a.md",
    ),
    "composed and decomposed": (
        ((FILE, "ż.md".encode(), GOOD), (FILE, "z\u0307.md".encode(), GOOD)),
        "ż.md", "file-name", "same name",
    ),
    "Latin 2": (one(b"a.md", "# Zażółć".encode("iso8859-2")), "a.md", "encoding", "not UTF-8"),
    "UTF-16": (one(b"a.md", "# Zażółć".encode("utf-16")), "a.md", "encoding", "not UTF-8"),
    "NUL": (one(b"a.md", b"# A\0B"), "a.md", "nul-byte", "not a text file"),
    "gzip": (one(b"a.md", b"\x1f\x8b\x08" + b"\x00" * 99), "a.md", "encoding", "not UTF-8"),
    "YAML that grows": (
        one(b"a.md", b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n"),
        "a.md", "front-matter", "not allowed",
    ),
    "YAML that runs": (
        one(b"a.md", b"---\ntitle: !!python/object/apply:os.system [id]\n---\n"),
        "a.md", "front-matter", "not allowed",
    ),
    "kb.toml that is none": (one(b"kb.toml", b"[[["), "kb.toml", "kb-toml", ""),
    "kb.toml in Latin 2": (one(b"kb.toml", b'name = "\xb1"'), "kb.toml", "kb-toml", ""),
}  # fmt: skip

REFS = (
    "--upload-pack=touch x", "--all", "-n1", "--output=/tmp/x", "", "a\nb", "a\0b", "main:tajne.md",
    "main^{tree}", "@{-1}", ":/Zmiana", "refs/heads/../../../tajne", "main..main", "^main",
    "0" * 40, "HEAD:pomoc", "main --", "$(id)", "`id`", "../repo",
)  # fmt: skip


@pytest.fixture
def outside(base: Base) -> Path:
    """A secret beside the repository."""
    secret = base.root / "tajne.md"
    secret.write_text(article("Tajne", CANARY), encoding="utf-8")
    return secret


def test_there_are_sixty_of_them() -> None:
    assert len(REFUSED) >= 60


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_by_file_and_reason_and_the_old_commit_is_served(
    base: Base, outside: Path, name: str
) -> None:
    entries, told, rule, word = REFUSED[name]
    served = base.pointer()
    commit(base, entries)

    with pytest.raises(ContentError) as refusal:
        base.publish()

    found = [one for one in refusal.value.problems if one.path.startswith(told) or told in one.path]
    assert [(one.rule, word in one.message) for one in found] == [(rule, True)]
    assert str(refusal.value).isprintable() or "\n" in str(refusal.value)
    assert "\x1b" not in str(refusal.value)
    assert [base.pointer(), *base.left_behind()] == [served]
    assert holders(base.data, CANARY) == []
    with base.reader() as reader:
        assert reader.article("termin-zwrotu").html


def test_the_next_good_commit_is_published(base: Base) -> None:
    commit(base, REFUSED["path as a name"][0])
    with pytest.raises(ContentError):
        base.publish()
    base.git("reset", "-q", "--hard", "HEAD~1")
    base.commit({"zwroty/nowy.md": article("Nowy")})

    assert base.publish().articles == 4


@pytest.mark.parametrize("ref", REFS)
def test_a_ref_is_no_option_no_path_and_no_program(base: Base, outside: Path, ref: str) -> None:
    served = base.pointer()

    with pytest.raises(RepositoryError) as refusal:
        base.publish(content_ref=ref)

    assert CANARY not in str(refusal.value)
    assert base.pointer() == served
    assert not (base.repo / "x").exists()


@pytest.mark.parametrize("folder", ["..", "../..", "pomoc/../..", "/etc", "-x", "tajne.md"])
def test_a_folder_outside_is_refused(base: Base, outside: Path, folder: str) -> None:
    with pytest.raises(RepositoryError):
        base.publish(articles=folder)


ODD_HEADERS: Mapping[str, bytes] = {
    "year 318,857": b"author A <a@b> 9999999999999 +0000\ncommitter A <a@b> 9999999999999 +0000\n",
    "before 1970": b"author A <a@b> -99999 +0000\ncommitter A <a@b> -99999 +0000\n",
    "no date": b"author A <a@b>\ncommitter A <a@b>\n",
    "words": b"author A <a@b> dawno +0000\ncommitter A <a@b> dawno +0000\n",
    "HTML": b"author <b>A</b> <a@b> 1790000000 +0000\ncommitter \x1b[31m <a@b> 1790000000 +0000\n",
    "encoding": b"author \xff\xfe <a@b> 1790000000 +0000\ncommitter A <a@b> 1790000000 +9999\n"
    b"encoding nie-ma\n",
}


@pytest.mark.parametrize("name", ODD_HEADERS)
def test_an_odd_commit_is_published_and_what_is_odd_of_it_is_not(base: Base, name: str) -> None:
    sha = commit(base, one(b"a.md"), ODD_HEADERS[name])

    assert base.publish().commit == sha
    with base.reader() as reader:
        page = reader.article("a")
    assert page.summary.updated_at.year >= 1970
    assert all(author.isprintable() for author in page.authors)


def test_replaced_objects_are_not_what_the_commit_names(base: Base) -> None:
    commit(base, one(b"a.md"))
    other = store(base, "blob", article("Podmieniony").encode())
    base.git("replace", store(base, "blob", GOOD), other)

    base.publish()

    with base.reader(Audience.PUBLIC) as reader:
        assert reader.article("a").summary.title == "Dobry artykuł"


def test_no_program_of_the_repository_is_run(base: Base, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "diff.external", "diff.zly.textconv", "filter.zly.smudge",
        "filter.zly.clean", "core.sshCommand", "gpg.program",
    ):  # fmt: skip
        base.git("config", key, str(program))
    base.git("config", "log.showSignature", "true")
    folder = base.repo / ".git" / "info"
    folder.mkdir(exist_ok=True)
    (folder / "attributes").write_text("*.md diff=zly filter=zly\n", encoding="utf-8")
    commit(base, one(b"a.md", article("A", slug="b").encode()))
    commit(base, one(b"a.md", article("A", slug="c").encode()))

    base.publish()

    assert not ran.exists()


def test_a_partial_clone_fetches_nothing(base: Base, tmp_path: Path) -> None:
    base.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    command = [
        "git",
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        base.repo.as_uri(),
        str(clone),
    ]
    subprocess.run(command, check=True, capture_output=True)

    with pytest.raises(KbError):
        read_commit(clone, resolve(clone, "main"), "pomoc")
