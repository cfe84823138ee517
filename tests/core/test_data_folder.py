"""The data folder is ours or empty, writable, with room, and held by one at a time: else one sentence."""

import os
import shutil
from pathlib import Path

import pytest

from wasteflow.core.embedded import CannotStart
from wasteflow.core.embedded.folder import DataFolder


def test_a_new_folder_is_made_and_found_again(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "deep" / "data")
    folder.hold()
    folder.release()
    folder.hold()
    folder.release()


def test_a_second_holder_is_refused(tmp_path: Path) -> None:
    first = DataFolder(tmp_path)
    first.hold()
    with pytest.raises(CannotStart, match="already runs"):
        DataFolder(tmp_path).hold()
    first.release()
    second = DataFolder(tmp_path)
    second.hold()
    second.release()


def test_a_foreign_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(CannotStart, match="not wasteflow's"):
        DataFolder(tmp_path).hold()
    assert [file.name for file in tmp_path.iterdir()] == ["letters.txt"]


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(CannotStart, match="not a folder"):
        DataFolder(tmp_path / "data").hold()


def test_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9, 5 << 20))
    with pytest.raises(CannotStart, match=r"full: 5 MB are free and 1024 MB are needed"):
        DataFolder(tmp_path).hold()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotStart, match="cannot be written"):
        DataFolder(tmp_path).hold()


def test_large_logs_are_turned_over(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.hold()
    folder.release()
    folder.log("api").write_bytes(b"x" * (11 << 20))
    folder.hold()
    folder.release()
    assert not folder.log("api").exists()
    assert (folder.logs / "api.log.1").exists()
