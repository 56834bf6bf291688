"""The tables of a report and of a model card on the challenge set and the behavioral tests: header and rows."""

from collections.abc import Mapping

from ...metrics import BehaviorResult, ChallengeResult, MeasuredShare
from .run import behavioral_tests

Table = tuple[list[str], list[list[str]]]


def challenge_table(by_model: Mapping[str, Mapping[str, ChallengeResult]]) -> Table:
    """Return a row for each phenomenon; for each model, its accuracy in two classes and in three."""
    header = ["phenomenon"]
    for model in by_model:
        header += [f"{model}: two classes", "three classes"]
    rows = []
    for name in next(iter(by_model.values())):
        row = [name]
        for results in by_model.values():
            row += [_format_share(results[name].two_classes), _format_share(results[name].three_classes)]
        rows.append(row)
    return header, rows


def behavior_table(by_model: Mapping[str, Mapping[str, BehaviorResult]]) -> Table:
    """Return a row for each test; for each model, the share of cases that passed and the view that it is of."""
    descriptions = {test.name: test.description for test in behavioral_tests()}
    names = dict.fromkeys(name for results in by_model.values() for name in results)
    kinds = {name: result.kind for results in by_model.values() for name, result in results.items()}
    rows = [
        [
            descriptions.get(name, name),
            kinds[name],
            *(_format_passed(results.get(name)) for results in by_model.values()),
        ]
        for name in names
    ]
    return ["test", "kind", *by_model], rows


def _format_share(share: MeasuredShare | None) -> str:
    return "–" if share is None else f"{share.share:.1%} of {share.rows} ({share.low:.0%} to {share.high:.0%})"


def _format_passed(result: BehaviorResult | None) -> str:
    if result is None:
        return "–"
    view = f", {result.classes} classes" if result.classes else ""
    return f"{result.passed / result.cases:.0%} of {result.cases}{view}"
