"""Recipes, and the rows that they give."""

from pathlib import Path

import pytest

from twitter_sentiment.data.labeled import read_texts
from twitter_sentiment.data.mixing import MixedRows, mix
from twitter_sentiment.data.mixture import Mixture
from twitter_sentiment.errors import InputError

from ..conftest import REPOSITORY

CHALLENGE_SET = REPOSITORY / "src/twitter_sentiment/evaluation/checklist/challenge.csv"

RECIPE = """
[[sources]]
name = "own"
files = ["own/*.csv"]
origin = "ours"
license = "MIT"
repeats = 2
trusted_neutral = true
held_out = 0.5
block_rows = 2

[[sources]]
name = "stars"
files = ["stars.csv"]
language = "pt-MZ"
origin = "github.com/somebody/reviews @abc, stars.csv"
classes = ["negative", "positive"]
weight = 0.5
max_rows = 3
draw = 0.01

[[sources]]
name = "talk"
files = ["talk.csv"]
labeled = false

[[checks]]
name = "check"
files = ["check.csv"]

[test]
name = "test"
files = ["test.csv"]

[vocabulary]
least_count = 2
whole_scripts = ["Devanagari"]
files = ["talk.csv"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    own = "".join(f"own {word} {number},{label}\n" for number, (word, label) in enumerate(OWN))
    (tmp_path / "own/1.csv").write_text("text,label\n" + own + "Check ME,positive\n,neutral\n")
    stars = "".join(f"star {number},{number % 3}\n" for number in range(9))
    (tmp_path / "stars.csv").write_text("text,label\nown good 0,0\n" + stars)
    (tmp_path / "talk.csv").write_text("text\nsome talk\nown good 0\ncheck me\n")
    (tmp_path / "check.csv").write_text("text,label\ncheck   me,negative\n")
    (tmp_path / "test.csv").write_text("text,label\nstar 3,negative\nfine,positive\n")
    (tmp_path / "recipe.toml").write_text(RECIPE)
    return tmp_path


OWN = [("good", "positive"), ("bad", "negative"), ("plain", "neutral"), ("good", "positive")] * 3


def mixed(folder: Path, **options: bool) -> MixedRows:
    return mix(Mixture.read(folder / "recipe.toml"), folder, seed=42, **options)


def test_mix_drops_what_is_measured_with_and_what_came_before(folder: Path) -> None:
    own, stars, talk = mixed(folder, unlabeled=True).reports
    assert (own.rows, own.held_out, own.measured_with, own.repeated) == (6, 6, 1, 0)
    assert (stars.rows, stars.held_out, stars.measured_with, stars.repeated) == (3, 0, 1, 1)
    assert (talk.rows, talk.measured_with, talk.repeated) == (1, 1, 1)
    assert stars.origin.startswith("github.com/somebody")
    assert own.license == "MIT"


def test_mix_drops_the_challenge_set(folder: Path) -> None:
    text = read_texts(CHALLENGE_SET)[0]
    (folder / "stars.csv").write_text(f'text,label\n"{text}",2\nstar,0\nstars,1\n')
    assert mixed(folder).reports[1].measured_with == 1


def test_mix_describes_its_rows(folder: Path) -> None:
    train = mixed(folder, unlabeled=True).train
    own, stars, talk = (train[train["source"] == name] for name in ("own", "stars", "talk"))
    assert len(own) == 12
    assert own["text"].nunique() == 6
    assert set(own["pull"][own["label"] == "neutral"]) == {1}
    assert not own["pull"][own["label"] != "neutral"].any()
    assert set(stars["classes"]) == {("negative", "positive")}
    assert set(stars["weight"]) == {0.5}
    assert set(stars["language"]) == {"pt-MZ"}
    assert set(own["language"]) == {None}
    assert talk["label"].isna().all()


def test_sample_draws_by_source_and_counts(folder: Path) -> None:
    rows = mixed(folder).sample(12, seed=1)
    assert len(rows.train) == 12
    assert rows.train["source"].value_counts()["own"] >= 11
    assert sum(report.in_epoch for report in rows.reports) == 12
    assert [report.in_epoch for report in mixed(folder).reports] == [12, 3]


def test_mix_holds_whole_blocks_out(folder: Path) -> None:
    numbers = sorted(int(text.split()[-1]) for text in mixed(folder).validation["text"])
    assert numbers == [number for first in numbers[::2] for number in (first, first + 1)]
    assert all(number % 2 == 0 for number in numbers[::2])


def test_mix_without_teacher_has_no_unlabeled_rows(folder: Path) -> None:
    rows = mixed(folder)
    assert [report.name for report in rows.reports] == ["own", "stars"]
    assert rows.train["label"].notna().all()


def test_missing_source_is_refused_with_its_origin(folder: Path) -> None:
    (folder / "stars.csv").unlink()
    with pytest.raises(InputError, match=r"stars is missing.*github.com/somebody/reviews @abc.*--skip-missing"):
        mixed(folder)


def test_missing_source_can_be_skipped(folder: Path) -> None:
    (folder / "stars.csv").unlink()
    (folder / "check.csv").unlink()
    _, stars = mixed(folder, skip_missing=True).reports
    assert stars.skipped
    assert stars.rows == 0


def test_no_source_left_is_refused(folder: Path) -> None:
    (folder / "stars.csv").unlink()
    (folder / "own/1.csv").unlink()
    with pytest.raises(InputError, match="No source"):
        mixed(folder, skip_missing=True)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('name = "stars"', 'name = "own"', "two sources are called own"),
        ('files = ["stars.csv"]', "", "stars has neither files nor hub"),
        ('files = ["stars.csv"]', 'hub = "stars"', "hub must be one of imdb, tweets"),
        ("weight = 0.5", "wait = 0.5", "sources.1.wait"),
        ("max_rows = 3", "max_rows = 0", "sources.1.max_rows"),
        ('language = "pt-MZ"', 'language = "Portuguese"', "sources.1.language"),
        ('["Devanagari"]', '["Klingon)"]', "Klingon.* is no Unicode script"),
        ("[test]", "[[", "can't be read as TOML"),
    ],
)
def test_wrong_recipe_is_refused_with_its_reason(folder: Path, old: str, new: str, reason: str) -> None:
    (folder / "recipe.toml").write_text(RECIPE.replace(old, new))
    with pytest.raises(InputError, match=reason):
        mixed(folder)


def test_vocabulary_reads_further_texts(folder: Path) -> None:
    vocabulary = Mixture.read(folder / "recipe.toml").vocabulary
    assert vocabulary is not None
    assert vocabulary.texts(folder) == ["some talk", "own good 0", "check me"]
    (folder / "talk.csv").unlink()
    assert vocabulary.texts(folder, skip_missing=True) == []
    with pytest.raises(InputError, match=r"words of talk\.csv"):
        vocabulary.texts(folder)


def test_absent_recipe_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="There is no recipe"):
        Mixture.read(folder / "absent.toml")


@pytest.mark.parametrize("recipe", sorted((REPOSITORY / "recipes").glob("*.toml")), ids=lambda path: path.stem)
def test_recipe_of_the_project_states_origins(recipe: Path) -> None:
    mixture = Mixture.read(recipe)
    assert all(source.origin and source.license for source in mixture.sources)
    assert any(source.held_out for source in mixture.sources)
