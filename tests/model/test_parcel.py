"""Parcels: what is packed into small parts comes out again."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from twitter_sentiment.errors import InputError
from twitter_sentiment.model.parcel import CONTENTS_FILE, pack, unpack

WEIGHTS = np.random.default_rng(1).normal(size=(1000, 1200)).astype(np.float32)


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    model = tmp_path / "model"
    (model / "pooling").mkdir(parents=True)
    save_file({"weight": WEIGHTS, "position": np.arange(7)}, model / "model.safetensors")
    (model / "pooling/config.json").write_text("{}")
    (tmp_path / "rows.csv").write_text("text,label\nso schön 😊,positive\n", encoding="utf-8")
    pack([model, tmp_path / "rows.csv"], tmp_path / "parcel", part_megabytes=1)
    return tmp_path / "parcel"


def test_files_and_folders_come_out_as_they_went_in_and_weights_in_half_precision(parcel: Path, tmp_path: Path) -> None:
    unpack(parcel, tmp_path / "out")
    assert (tmp_path / "out/rows.csv").read_bytes() == (tmp_path / "rows.csv").read_bytes()
    assert (tmp_path / "out/model/pooling/config.json").read_text() == "{}"
    weights = load_file(tmp_path / "out/model/model.safetensors")
    assert weights["weight"].dtype == np.float16
    assert np.array_equal(weights["weight"], WEIGHTS.astype(np.float16))
    assert np.array_equal(weights["position"], np.arange(7))


def test_no_part_is_larger_than_asked(parcel: Path) -> None:
    sizes = [part.stat().st_size for part in sorted(parcel.glob("part-*"))]
    assert len(sizes) > 1
    assert sizes[:-1] == [1_000_000] * (len(sizes) - 1)
    assert sizes[-1] <= 1_000_000


def test_a_missing_or_damaged_part_is_named(parcel: Path, tmp_path: Path) -> None:
    part = parcel / "part-002"
    content = part.read_bytes()
    part.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(InputError, match="part-002 .* is damaged"):
        unpack(parcel, tmp_path / "out")
    part.unlink()
    with pytest.raises(InputError, match="part-002 is missing"):
        unpack(parcel, tmp_path / "out")
    (parcel / CONTENTS_FILE).unlink()
    with pytest.raises(InputError, match="is no parcel"):
        unpack(parcel, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_can_not_be_packed_is_refused_before_anything_is_written(parcel: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere to pack"):
        pack([tmp_path / "nowhere"], tmp_path / "new", 1)
    (tmp_path / "other/model").mkdir(parents=True)
    with pytest.raises(InputError, match="called model"):
        pack([tmp_path / "model", tmp_path / "other/model"], tmp_path / "new", 1)
    with pytest.raises(InputError, match="is not empty"):
        pack([tmp_path / "rows.csv"], parcel, 1)
    assert not (tmp_path / "new").exists()
