"""The frame of the report: one HTML page that needs nothing else, for a screen, a phone and paper."""

from html import escape

from .wording import one_line

TITLE_CHARACTERS = 80

_STYLE = """
:root {color-scheme: light dark; --back: #fff; --text: #1f2328; --faint: #59636e; --rule: #d1d9e0; --mark: #fff3c4;
  --negative: #b3500b; --neutral: #5f6771; --positive: #1d63b0;}
@media (prefers-color-scheme: dark) {
  :root {--back: #12161c; --text: #e6e9ee; --faint: #a3adb9; --rule: #3a434e; --mark: #4d4213;
    --negative: #f0955a; --neutral: #a9b1bb; --positive: #7db4f0;}}
@media print {
  :root {color-scheme: light; --back: #fff; --text: #000; --faint: #444; --rule: #bbb; --mark: #fff3c4;
    --negative: #b3500b; --neutral: #5f6771; --positive: #1d63b0;}
  body {max-width: none; padding: 0;} h2, h3 {break-after: avoid;} tr, figure {break-inside: avoid;}
  * {print-color-adjust: exact; -webkit-print-color-adjust: exact;}}
* {box-sizing: border-box;}
body {margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;}
h1 {font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem;}
h2 {font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--rule); padding-bottom: .2rem;}
h3 {font-size: 1rem; margin: 1.4rem 0 .3rem;}
p, ul {margin: .4rem 0;}
bdi {overflow-wrap: anywhere;}
.faint, .example {color: var(--faint); font-size: .875rem;}
.example {margin: .2rem 0 0; max-width: 46rem;}
table {border-collapse: collapse; width: 100%;}
th, td {text-align: start; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--rule);}
th {font-weight: 600;}
thead th {color: var(--faint); font-size: .875rem;}
.number {white-space: nowrap; font-variant-numeric: tabular-nums;}
.bars th {width: 22%; overflow-wrap: anywhere;}
.drivers th:first-child {width: 20%; overflow-wrap: anywhere;}
.drivers td.number {width: 8rem;}
.bars td.number {width: 13.5rem;}
.bars svg {display: block; margin: .2rem 0;}
.groups td.number {line-height: 1.375rem; padding-top: .45rem;}
.label-negative {color: var(--negative);} .label-neutral {color: var(--neutral);}
.label-positive {color: var(--positive);}
figure {margin: .3rem 0;}
figcaption {font-weight: 600;}
.small {display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: .4rem 2rem;}
svg {display: block; overflow: visible;}
svg text {fill: var(--faint); font-size: .75rem; paint-order: stroke; stroke: var(--back); stroke-width: 3px;
  stroke-linejoin: round;}
 svg text.strong {fill: var(--text); font-weight: 600;}
.track {fill: var(--rule); opacity: .35;}
rect.negative, .band.negative, .dot.negative {fill: var(--negative);} .line.negative {stroke: var(--negative);}
rect.neutral {fill: var(--neutral);}
rect.positive, .band.positive, .dot.positive {fill: var(--positive);} .line.positive {stroke: var(--positive);}
.line.positive {stroke-dasharray: 6 3;}
.bar rect {opacity: .6;} .bar rect.track {opacity: .35;}
.whisker {stroke: var(--text); stroke-width: 1.5;}
.band {opacity: .2;}
.line {fill: none; stroke-width: 2; vector-effect: non-scaling-stroke;}
.dot.marked {stroke: var(--text); stroke-width: 2;}
.grid {stroke: var(--rule);}
.mark {fill: var(--mark);}
@media (max-width: 36rem) {
  thead {display: none;}
  tr, th, td, .bars th, .bars td.number, .drivers th:first-child, .drivers td.number {display: block; width: 100%;
    border: 0; padding: .1rem 0;}
  tr {border-bottom: 1px solid var(--rule); padding: .4rem 0;}
  .number {white-space: normal;}
  .compared td::before {content: attr(data-file) ": "; color: var(--faint);}}
"""

# Should a text ever get out of its place, the browser still runs and loads nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(title: str, body: str) -> str:
    """Put the content of the report into a page.

    Args:
        title: its title, which is escaped here.
        body: its content as HTML.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(one_line(title, TITLE_CHARACTERS))}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def quoted(text: str, limit: int) -> str:
    """Write a text of the file: escaped, cut to a limit, and without effect on the direction of what is around it."""
    return f'<bdi dir="auto">{escape(one_line(text, limit))}</bdi>'
