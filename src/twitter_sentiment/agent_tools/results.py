"""What the tools return; clients get these models as JSON with their schema."""

from pydantic import BaseModel, Field

from ..api_types import ExplanationResponse


class ClassifiedText(BaseModel):
    """The sentiment of a text."""

    label: str = Field(description="The most probable class")
    confidence: float = Field(description="Its calibrated probability, from 0 to 1")
    scores: dict[str, float] = Field(description="The probability of each class")


class FaultyText(BaseModel):
    """A text that can't be classified."""

    error: str = Field(description="What is wrong with it")


class Classification(BaseModel):
    """One result for each text, in their order."""

    results: list[ClassifiedText | FaultyText]


class ExplainedText(ClassifiedText, ExplanationResponse):
    """The sentiment of a text, and the weight of each of its parts."""

    sentence: str = Field(description="The same in words")


class ShareOfTexts(BaseModel):
    """An estimated share with its 95 % interval; net sentiment is the positive share less the negative one."""

    share: float
    low: float
    high: float


class Shares(BaseModel):
    """The estimated shares of some texts."""

    texts: int
    shares: dict[str, ShareOfTexts] = Field(description="Of each class, and `net`; empty below 30 texts")


class AllShares(Shares):
    """The shares of all texts."""

    predicted: dict[str, int] = Field(description="Texts by their predicted class: counts, not corrected")
    corrected: bool = Field(description="Whether the model's folder describes its errors, so that shares are corrected")


class GroupShares(Shares):
    """The shares of a group."""

    group: str


class PeriodShares(Shares):
    """The shares of a period."""

    start: str
    group: str | None = Field(description="The group that it is a period of; null for all texts")
    differs: str = Field(description='By what it differs from the other periods beyond chance, as in "more negative"')


class DriverTerm(BaseModel):
    """A term that sets some texts apart from others, beyond chance."""

    scope: str = Field(description="What is compared: `sentiment`, a group with the rest, or a period with the others")
    toward: str = Field(description="The texts that have more of it")
    term: str
    texts: int = Field(description="Distinct texts with it among them")
    texts_rest: int = Field(description="Distinct texts with it among the others")


class FileAnalysis(BaseModel):
    """What the texts of a file say together. It holds no text of the file but names of groups and terms."""

    file: str
    rows: int
    rows_without_text: int
    probably_not_english: int
    all_texts: AllShares
    period: str | None = Field(description="Length of the periods; null without a column of dates")
    periods: list[PeriodShares] = Field(description="Of all texts, and those of groups that differ; in order")
    groups: list[GroupShares] = Field(description="The largest first")
    drivers: list[DriverTerm]
    notes: list[str] = Field(description="What must be known to read this")
