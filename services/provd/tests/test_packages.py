# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of plugins: the database, the graph of filters, and what archives must not do."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import tarfile
import zipfile
import zlib

import pytest
from xivo_provd.packages import PackageDatabase, PackageError, archives
from xivo_provd.packages.archives import FilterError
from xivo_provd.packages.graph import parse_graph

from .compat_vendor import file_section, installer, package, tarred, zipped
from .conftest import PLUGINS


class TestDatabase:
    def test_what_a_package_tells(self):
        # DEV-183
        text = (
            package("fw", "one two", "x", description_fr="Micrologiciel", depends="lang")
            + package("lang")
            + file_section("one", b"12345", "http://vendor.example/dl/one%20v1.zip?x=1")
            + file_section("two", b"123", None, filename="two.cop.sgn")
            + installer("x", "a-b: unzip $FILE1", "b-c: cp */*.rom firmware/")
        )
        found = PackageDatabase.parse(text).packages["fw"]
        assert [file.filename for file in found.files] == ["one v1.zip", "two.cop.sgn"]
        assert (found.size, found.depends) == (8, ("lang",))
        assert found.shown() == {"description": "x", "description_fr": "Micrologiciel", "version": "1.0", "dsize": 8}
        assert [edge.filter_name for edge in found.installer.edges] == ["unzip", "cp"]

    def test_words_for_the_installer(self):
        # DEV-183
        text = package("fw", install="x sn4110 v1") + package("plain") + installer("x", "a-b: cp * $ARG1/")
        packages = PackageDatabase.parse(text).packages
        assert packages["fw"].installer_arguments == ("sn4110", "v1")
        assert packages["fw"].installer is not None
        assert (packages["plain"].installer, packages["plain"].installer_arguments) == (None, ())

    @pytest.mark.parametrize(
        "text",
        [
            "no section",
            "[pkg_x]\nfiles: nope\n",
            "[pkg_x]\ninstall: nope\n",
            "[pkg_../x]\n",
            "[file_x]\nfilename: ../../etc/passwd\n",
            "[file_x]\nfilename: .hidden\n",
            "[file_x]\nsize: -1\n",
            "[file_x]\nsize: many\n",
            "[install_x]\na-b: rm -rf /\n",
            "[install_x]\nab: cp x y\n",
            "[install_x]\nb-c: cp x y\n",
            "[install_x]\na-b: cp x y\nb-c: cp x y\nc-b: cp x y\n",
            "[install_x]\na-b: cp 'x\n",
            "[pkg_x]\nversion: 1\n[pkg_x]\nversion: 2\n",
        ],
    )
    def test_what_is_not_one(self, text):
        with pytest.raises(PackageError, match=r"pkgs\.db is not valid"):
            PackageDatabase.parse(text)

    def test_those_of_all_our_families_are_valid(self):
        # DEV-183 ADM-015
        databases = [PackageDatabase.read(path) for path in PLUGINS.glob("*/pkgs/pkgs.db")]
        assert databases
        for database in databases:
            for name in database.packages:
                assert database.with_dependencies(name)[-1].package_id == name

    def test_dependencies_in_a_circle_or_nowhere(self):
        database = PackageDatabase.parse(package("a", depends="b") + package("b", depends="a"))
        with pytest.raises(PackageError, match="depend on each other"):
            database.with_dependencies("a")
        with pytest.raises(PackageError, match="b, which is not in"):
            PackageDatabase.parse(package("a", depends="b")).with_dependencies("a")


class TestFilters:
    @pytest.fixture
    def run(self, tmp_path):
        def run(
            content: bytes, *lines: str, name: str = "archive", arguments: tuple[str, ...] = ()
        ) -> dict[str, bytes]:
            source = tmp_path / name
            source.write_bytes(content)
            scratch = tmp_path / "scratch"
            scratch.mkdir()
            graph = parse_graph(dict(line.split(": ", 1) for line in lines))
            return {
                path.relative_to(end).as_posix(): path.read_bytes()
                for end in graph.run([source], scratch, arguments)
                for path in end.rglob("*")
                if path.is_file()
            }

        return run

    FILES = {"v1/a.rom": b"a", "v1/b.rom": b"b", "v1/doc/read.me": b"r", "top.txt": b"t"}

    @pytest.mark.parametrize(
        ("lines", "names"),
        [
            (["b-c: cp */*.rom firmware/"], {"firmware/a.rom", "firmware/b.rom"}),
            (["b-c: cp v1/a.rom new.rom"], {"new.rom"}),
            (["b-c: cp -r v1 ."], {"v1/a.rom", "v1/b.rom", "v1/doc/read.me"}),
            (["b-c: cp v1/*.rom top.txt x"], {"x/a.rom", "x/b.rom", "x/top.txt"}),
            (["b-c: include */*.rom"], {"v1/a.rom", "v1/b.rom"}),
            (["b-c: include v1/doc"], {"v1/doc/read.me"}),
            (["b-c: exclude */doc *.txt"], {"v1/a.rom", "v1/b.rom"}),
            (["b-c: cp v1/a.rom x/", "b-d: cp v1/b.rom y/"], {"x/a.rom", "y/b.rom"}),
            (["b-c: cp v1/a.rom x/", "b-e: cp top.txt .", "c-e: cp x/a.rom ."], {"a.rom", "top.txt"}),
            (["b-c: cp $FILE1 copy.zip"], {"copy.zip"}),
        ],
    )
    def test_copy_include_exclude(self, run, lines, names):
        assert set(run(zipped(self.FILES), "a-b: unzip $FILE1", *lines)) == names

    @pytest.mark.parametrize("mode", ["w:", "w:gz", "w:bz2", "w:xz"])
    def test_untar(self, run, mode):
        assert run(tarred(self.FILES, mode), "a-b: untar $FILE1") == self.FILES

    def test_an_archive_in_an_archive(self, run):
        inner = tarred({"x.rom": b"x"})
        assert run(zipped({"in/x.tgz": inner}), "a-b: unzip $FILE1", "b-c: untar in/*.tgz") == {"x.rom": b"x"}

    def test_7z(self, run, tmp_path):
        (tmp_path / "x.rom").write_bytes(b"rom" * 1000)
        made = tmp_path / "made.7z"
        subprocess.run(["bsdtar", "--format", "7zip", "-cf", made, "-C", tmp_path, "x.rom"], check=True)
        assert run(made.read_bytes(), "a-b: 7z $FILE1") == {"x.rom": b"rom" * 1000}

    def test_unrar(self, run):
        assert run(rar("fw\\x.rom", b"rom"), "a-b: unrar $FILE1") == {"fw/x.rom": b"rom"}

    @pytest.mark.parametrize("header", ["tagged", "unknown"])
    def test_unsign(self, run, header):
        # ADM-016
        content = tarred({"fr/x.xml": b"fr"})
        signature = os.urandom(300).replace(b"\x1f", b"\x00")
        length = 5 + 7 + len(signature)
        signed = b"\x01\x00\x02\x01\x00" + b"\x02\x00\x04" + struct.pack(">I", length) + signature
        if header == "unknown":
            signed = b"\xff" + signed
        lines = ("a-b: unsign $FILE1", "b-c: untar po-locale-fr_FR.cop", "c-d: cp fr/*.xml French/")
        assert run(signed + content, *lines, name="po-locale-fr_FR.cop.sgn") == {"French/x.xml": b"fr"}

    @pytest.mark.parametrize(
        "lines",
        [
            ["a-b: cp $FILE2 x"],
            ["a-b: cp nothing* x"],
            ["a-b: cp $FILE1"],
            ["a-b: cp $FILE1 ../x"],
            ["a-b: cp $FILE1 /tmp/x"],
            ["a-b: cp ../../* x"],
            ["a-b: unzip $FILE1"],
            ["a-b: untar $FILE1"],
            ["a-b: 7z $FILE1"],
            ["a-b: unrar $FILE1"],
            ["a-b: unsign $FILE1"],
            ["a-b: unsign $FILE1 ../x"],
            ["a-b: include *.rom"],
            ["a-b: unzip"],
            ["a-b: cp $FILE1 $ARG3/"],
            ["a-b: cp $FILE1 $ARG1/"],
            ["a-b: cp $FILE1 firmware/$FILE2"],
        ],
    )
    def test_what_cannot_be_done_says_so(self, run, lines):
        with pytest.raises(FilterError):
            run(b"not an archive", *lines, arguments=("..",))

    @pytest.mark.parametrize(
        ("line", "name"),
        [
            ("cp *.rom firmware/", "firmware/T7(T73,T74)-1.0.rom"),
            ("cp $FILE1 firmware/", "firmware/T7(T73,T74)-1.0.rom"),
            ("cp ${FILE1} firmware/new-$FILE1", "firmware/new-T7(T73,T74)-1.0.rom"),
            ("include $FILE1", "T7(T73,T74)-1.0.rom"),
            ("exclude *.zip", "T7(T73,T74)-1.0.rom"),
        ],
    )
    def test_the_start_has_the_files_as_they_were_downloaded(self, run, line, name):
        # DEV-183
        assert run(b"rom", f"a-b: {line}", name="T7(T73,T74)-1.0.rom") == {name: b"rom"}

    def test_packages_of_one_installer_say_where_their_files_go(self, run):
        # DEV-183
        lines = ("a-b: unzip $FILE1", "b-c: cp $ARG2/*.rom $ARG1/", "b-d: cp top.txt ${ARG1}-$ARG2.txt")
        made = run(zipped(self.FILES), *lines, arguments=("sn4110", "v1"))
        assert made == {"sn4110/a.rom": b"a", "sn4110/b.rom": b"b", "sn4110-v1.txt": b"t"}


def rar(name: str, content: bytes) -> bytes:
    """A RAR 4 archive with one stored file (the format's technical note, "technote.txt")."""

    def block(kind: int, flags: int, body: bytes, data: bytes = b"") -> bytes:
        header = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(header) & 0xFFFF) + header + data

    size, raw = len(content), name.encode()
    fields = struct.pack("<IIBIIBBHI", size, size, 3, zlib.crc32(content), 0x21, 20, 0x30, len(raw), 0o100644)
    return (
        b"Rar!\x1a\x07\x00"
        + block(0x73, 0, bytes(6))
        + block(0x74, 0x8000, fields + raw, content)
        + block(0x7B, 0x4000, b"")
    )


def tar_with(member: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(member, io.BytesIO(bytes(member.size)))
    return buffer.getvalue()


def odd_member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


def zip_with_link() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


class TestBadArchives:
    @pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\..\\x"])
    def test_names_that_lead_out(self, tmp_path, name):
        for unpack, content in (
            (archives.unzip, zipped({name: b"x"})),
            (archives.untar, tarred({name: b"x"})),
            (archives.unpack_with_tool, tarred({name: b"x"})),
        ):
            (tmp_path / "archive").write_bytes(content)
            with pytest.raises(FilterError, match="out of the folder"):
                unpack(tmp_path / "archive", tmp_path / "target")
        assert not (tmp_path / "x").exists()

    @pytest.mark.parametrize(
        "content",
        [
            tar_with(odd_member("link", tarfile.SYMTYPE, "/etc/passwd")),
            tar_with(odd_member("hard", tarfile.LNKTYPE, "/etc/passwd")),
            tar_with(odd_member("device", tarfile.CHRTYPE)),
            tar_with(odd_member("pipe", tarfile.FIFOTYPE)),
        ],
    )
    def test_what_is_no_file(self, tmp_path, content):
        (tmp_path / "archive").write_bytes(content)
        for unpack in (archives.untar, archives.unpack_with_tool):
            with pytest.raises(FilterError, match="neither a file nor a folder"):
                unpack(tmp_path / "archive", tmp_path / "target")

    def test_a_link_in_a_zip(self, tmp_path):
        (tmp_path / "archive").write_bytes(zip_with_link())
        with pytest.raises(FilterError, match="neither a file nor a folder"):
            archives.unzip(tmp_path / "archive", tmp_path / "target")

    def test_too_much(self, tmp_path, monkeypatch):
        monkeypatch.setattr(archives, "MAX_BYTES", 10_000)
        bomb = {"big": bytes(5_000_000)}
        for unpack, content in (
            (archives.unzip, zipped(bomb)),
            (archives.untar, tarred(bomb)),
            (archives.unpack_with_tool, tarred(bomb)),
        ):
            (tmp_path / "archive").write_bytes(content)
            (tmp_path / "target").mkdir(exist_ok=True)
            with pytest.raises(FilterError, match="too large"):
                unpack(tmp_path / "archive", tmp_path / "target")
            left = tmp_path / "target" / "big"
            assert not left.exists() or left.stat().st_size <= 10_000

    def test_too_many(self, tmp_path, monkeypatch):
        monkeypatch.setattr(archives, "MAX_FILES", 3)
        (tmp_path / "archive").write_bytes(zipped({str(number): b"" for number in range(5)}))
        with pytest.raises(FilterError, match="too many files"):
            archives.unzip(tmp_path / "archive", tmp_path / "target")
