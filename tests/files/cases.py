"""The tables in tests/files/cases and what must be read from each."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """A table.

    Attributes:
        file: its name.
        columns: names of its columns.
        texts: texts of its rows; None where only their number matters.
        rows: number of rows, where `texts` is None.
        said: a part of each note that must be given.
        text_column: the column of texts, where no name tells it.
        labels: classes of the rows with a label; None for a table without labels.
        labels_said: part of what must be said about the labels.
    """

    file: str
    columns: tuple[str, ...]
    texts: tuple[str, ...] | None = None
    rows: int = 0
    said: tuple[str, ...] = ()
    text_column: str | None = None
    labels: tuple[str, ...] | None = None
    labels_said: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Its file."""
        return FOLDER / self.file

    @property
    def row_count(self) -> int:
        """Number of its rows."""
        return self.rows if self.texts is None else len(self.texts)


_NEGATIVE_POSITIVE = ("negative", "positive")
_POSITIVE_NEGATIVE = ("positive", "negative")

CASES = (
    Case(
        "sentiment140_no_header_latin1.csv",
        ("target", "id", "date", "flag", "user", "text"),
        ("@user_b ugh my café order was cold again £4 wasted", "lovely morning walk, sun is out"),
        said=("read as cp1252", "no header; the columns are those of Sentiment140"),
        labels=_NEGATIVE_POSITIVE,
        labels_said=("0 = negative, 4 = positive",),
    ),
    Case(
        "semicolon_crlf.csv",
        ("id", "Text", "label"),
        ("Love it, really", "Broken; sent back"),
        said=("semicolons", "column 'Text'"),
        labels=_POSITIVE_NEGATIVE,
    ),
    Case(
        "utf16_tabs.csv",
        ("id", "text", "label"),
        ("Love it, really", "Broken again, awful"),
        said=("tabs",),
        labels=_POSITIVE_NEGATIVE,
    ),
    Case("sep_line.csv", ("text", "label"), ("Love it", "Broken"), labels=_POSITIVE_NEGATIVE),
    Case(
        "comma_in_semicolon_header.csv",
        ("id", "What, if anything, was good?"),
        ("love it", "awful, really"),
        text_column="What, if anything, was good?",
    ),
    Case(
        "backslash_quotes.csv",
        ("id", "text"),
        ('She said "never again" and left, angry', "Fine"),
        said=("backslash",),
    ),
    Case(
        "quotes_are_text.tsv",
        ("id", "label", "text"),
        (
            '"Loved every minute of the gig last night',
            "The train was late again",
            "Doors open at nine",
            'They call this "service',
            "So proud of the team",
            "Worst coffee in town",
        ),
        said=("Quotes are ordinary characters",),
        labels=("positive", "negative", "neutral", "negative", "positive", "negative"),
    ),
    Case(
        "quotes_are_text_balanced.tsv",
        ("id", "label", "text"),
        ('"Loved it" she said, and so did I', '"Never again" was all he said', "fine day"),
        said=("Quotes are ordinary characters",),
        labels=("positive", "negative", "positive"),
    ),
    Case(
        "labels_0_4.csv",
        ("label", "text"),
        ("awful day", "lovely day", "so tired", "great gig"),
        labels=_NEGATIVE_POSITIVE * 2,
        labels_said=("0 = negative, 4 = positive",),
    ),
    Case("labels_1_2.csv", ("label", "text"), ("awful book", "lovely book", "dull", "great plot")),
    Case("labels_true_false.csv", ("text", "label"), ("love it", "hate it")),
    Case(
        "label_column_to_find.csv",
        (
            "tweet_id",
            "airline_sentiment",
            "airline_sentiment_confidence",
            "negativereason",
            "airline",
            "name",
            "retweet_count",
            "text",
        ),
        ("@blueair when do you open", "@blueair great crew", "@blueair two hours late again"),
        labels=("neutral", "positive", "negative"),
        labels_said=("column 'airline_sentiment'",),
    ),
    Case(
        "label_to_leave_out.csv",
        ("id", "entity", "sentiment", "text"),
        ("love it", "hate it", "see my stream", "patch is out"),
    ),
    Case(
        "unlabeled_rows.csv",
        ("text", "label"),
        ("love it", "hate it", "not rated yet", "also unrated"),
        labels=_POSITIVE_NEGATIVE,
        labels_said=("2 rows without a label",),
    ),
    Case(
        "unlabeled_rows.jsonl",
        ("text", "label"),
        ("love it", "hate it", "unrated"),
        labels=_POSITIVE_NEGATIVE,
        labels_said=("1 row without a label",),
    ),
    Case(
        "unlabeled_rows.xlsx",
        ("text", "label"),
        ("love it", "hate it", "unrated"),
        labels=_POSITIVE_NEGATIVE,
        labels_said=("1 row without a label",),
    ),
    Case("tweets.js", ("id", "full_text"), ("Love it",), said=("column 'full_text'",)),
    Case("x_api_v2_page.jsonl", ("id", "text"), ("Love it", "Broken")),
    Case("blank_lines_first.csv", ("id", "text"), ("Love it",)),
    Case(
        "missing_value_words.csv",
        ("text",),
        ("123", "NaN", "null", "None", "N/A", "", "   ", "5.0", "True"),
        said=("4 texts may stand for a missing value (NaN, null, None, N/A)",),
    ),
    Case("double_bom.csv", ("text", "label"), ("Love it", "Broken"), labels=_POSITIVE_NEGATIVE),
    Case(
        "unpaired_surrogate.jsonl",
        ("id", "text"),
        ("love this place", "so sad \ufffd", "worst 😡"),
        said=("1 row had half a character",),
    ),
    Case(
        "unpaired_surrogate_labeled.jsonl",
        ("text", "label"),
        ("love it \ufffd", "awful", "great"),
        said=("(line 1)",),
        labels=("negative", "negative", "positive"),
    ),
    Case("unpaired_surrogate_other_column.jsonl", ("user", "text"), ("love it", "awful"), said=("half a character",)),
    Case(
        "half_an_emoji.csv",
        ("id", "text"),
        ("I don’t love it 😡", "Café was lovely — “great” staff", "ok \ufffd", "fine"),
        said=("UTF-8 but for 1 place (line 4)",),
    ),
    Case(
        "half_an_emoji_2.csv",
        ("id", "text"),
        ("I don’t love it 😡", "Nice – thanks", "ok \ufffd", "fine"),
        said=("UTF-8 but for 1 place (line 4)",),
    ),
    Case("own_output_again.csv", ("text", "sentiment", "confidence"), ("Love it", "Broken")),
    Case("cover_sheet.xlsx", ("id", "review"), ("Loved it", "Broke at once"), said=("sheet 'Data'", "column 'review'")),
    Case(
        "excel_types.xlsx",
        ("id", "review", "stars"),
        ("Loved it", "10", "TRUE", "2024-05-01", "", "", "", "\rLine\r two great"),
        said=("column 'id' has 1 number of more than 15 digits",),
    ),
    Case("texts_scars.txt", ("text",), rows=8),
    Case(
        "texts_misread.csv",
        ("text", "label"),
        rows=23,
        labels=("negative",) * 17 + ("positive",) * 2 + ("negative", "positive") + ("positive",) * 2,
    ),
)
"""All tables but `unquoted_line_end.csv`, which is refused."""

LABELED = tuple(case for case in CASES if case.labels is not None)
