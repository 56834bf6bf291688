"""Files and folders that appear whole or not at all."""

from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.files.atomic import (
    atomic_binary_file,
    atomic_file,
    replace_dir,
    require_writable,
    sha256,
    staging_dir,
)


def test_atomic_file_appears_when_complete() -> None:
    path = Path("deep/out.csv")
    with atomic_file(path) as file:
        file.write("new\n")
        assert not path.exists()
    assert path.read_text() == "new\n"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_atomic_file_keeps_the_old_one_after_an_error(error: type[BaseException]) -> None:
    path = Path("out.csv")
    path.write_text("old")

    def write_half() -> None:
        with atomic_file(path) as file:
            file.write("new")
            raise error

    with pytest.raises(error):
        write_half()
    assert path.read_text() == "old"
    assert list(Path().iterdir()) == [path]


def test_atomic_file_of_two_writers_is_whole() -> None:
    path = Path("out.csv")
    with atomic_file(path) as first, atomic_file(path) as second:
        first.write("first\n" * 1000)
        second.write("second\n")
    assert path.read_text() == "first\n" * 1000
    assert list(Path().iterdir()) == [path]


def test_atomic_file_keeps_a_link() -> None:
    Path("folder").mkdir()
    target = Path("folder/target.csv")
    target.write_text("old")
    Path("link.csv").symlink_to(target)
    with atomic_file(Path("link.csv")) as file:
        file.write("new")
    assert Path("link.csv").is_symlink()
    assert target.read_text() == "new"


def test_atomic_file_takes_the_longest_name() -> None:
    path = Path("a" * 255)
    with atomic_file(path) as file:
        file.write("new")
    assert path.read_text() == "new"


def test_atomic_file_refuses_a_folder() -> None:
    Path("out.csv").mkdir()
    with pytest.raises(InputError, match="can't be written"), atomic_file(Path("out.csv")):
        pass


def test_atomic_binary_file_keeps_every_byte() -> None:
    with atomic_binary_file(Path("out.bin")) as file:
        file.write(b"\r\n\x00\xff")
    assert Path("out.bin").read_bytes() == b"\r\n\x00\xff"


def test_replace_dir_swaps_whole_folders() -> None:
    folder = Path("model")
    folder.mkdir()
    (folder / "old").write_text("old")
    with staging_dir(folder) as staging:
        (staging / "new").write_text("new")
        (staging / "new").chmod(0o600)
        assert (folder / "old").exists()
        replace_dir(folder, staging)
    assert [path.name for path in folder.iterdir()] == ["new"]
    assert (folder / "new").stat().st_mode & 0o777 == 0o644
    assert list(Path().iterdir()) == [folder]


def test_staging_dir_is_removed_after_an_error() -> None:
    def write_half() -> None:
        with staging_dir(Path("model")) as staging:
            (staging / "half").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert list(Path().iterdir()) == []


def test_sha256_is_that_of_the_content() -> None:
    Path("empty").touch()
    assert sha256(Path("empty")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_require_writable_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.csv"
    require_writable(path)
    assert list(path.parent.iterdir()) == []
    path.write_text("old")
    require_writable(path)
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_require_writable_refuses_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be written: it is a folder"):
        require_writable(tmp_path)
