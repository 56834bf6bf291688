"""What a set of templates is.

One template a line. A slot such as ``{adj}`` takes a word of the pole the text is to have, ``{other_adj}`` one of the
opposite pole, so that most templates serve both poles. What only one pole can say stands apart.
"""

from typing import NamedTuple

from ...labels import POSITIVE


class Theme(NamedTuple):
    """Templates of one kind.

    Attributes:
        weight: how often it is drawn, beside the other themes of the same label.
        both: the templates that serve either pole.
        positive: those of positive texts alone.
        negative: those of negative texts alone.
    """

    weight: float
    both: str = ""
    positive: str = ""
    negative: str = ""

    def templates(self, label: str) -> tuple[str, ...]:
        """Those that texts of a pole are made from."""
        return lines(self.both) + lines(self.positive if label == POSITIVE else self.negative)


def lines(text: str) -> tuple[str, ...]:
    """The lines of a block of templates."""
    return tuple(line.strip() for line in text.strip().splitlines())
