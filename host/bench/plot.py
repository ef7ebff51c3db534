# SPDX-License-Identifier: MIT
"""A picture (SVG) of the ratios relative to their aims."""

import math
from xml.sax.saxutils import escape

from report import short, spread

ROW, TOP, LABELS, AXIS, VALUES = 22, 64, 400, 380, 180
WIDTH = LABELS + AXIS + VALUES
FEWEST, MOST = 1 / 4, 16        # of the aim, at the ends of the axis
MET, MISSED = "#2a7f4f", "#b8452e"

STYLE = """\
text { font: 13px sans-serif; fill: #222 }
.title { font-size: 15px; font-weight: bold }
.small { font-size: 11px; fill: #666 }
"""


def place(value):
    """Position of a multiple of the aim on the logarithmic axis"""
    value = min(max(value, FEWEST), MOST)
    part = math.log(value / FEWEST) / math.log(MOST / FEWEST)
    return LABELS + part * AXIS


def multiples(ratio):
    """min, median and max as multiples of the aim; more is better"""
    if ratio.least is None:
        return sorted(ratio.most / v for v in spread(ratio.samples))
    return [v / ratio.least for v in spread(ratio.samples)]


def axis(height):
    mark = FEWEST
    while mark <= MOST:
        x = place(mark)
        color, width = ("#222", 1.5) if mark == 1 else ("#ddd", 1)
        yield '<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="%s" stroke-width="%s"/>' % (
            x, TOP - 8, x, height - 30, color, width)
        name = "aim" if mark == 1 else "%g x" % mark if mark > 1 else "1/%g" % (1 / mark)
        yield '<text class="small" x="%.1f" y="%d" text-anchor="middle">%s</text>' % (
            x, TOP - 14, name)
        mark *= 2


def row(number, ratio):
    y = TOP + number * ROW + ROW / 2
    low, median, high = (place(v) for v in multiples(ratio))
    color = MET if ratio.met else MISSED
    yield '<text x="%d" y="%.1f" text-anchor="end">%s</text>' % (
        LABELS - 12, y + 4, escape(ratio.about))
    yield ('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="5" '
           'stroke-opacity="0.35" stroke-linecap="round"/>' % (low, y, high, y, color))
    yield '<circle cx="%.1f" cy="%.1f" r="5" fill="%s"/>' % (median, y, color)
    yield '<text x="%d" y="%.1f">%s <tspan class="small">(aim %s)</tspan></text>' % (
        LABELS + AXIS + 14, y + 4, short(spread(ratio.samples)[1]), escape(ratio.aim()))


def svg(ratios, note):
    shown = [r for r in ratios if r.met is not None]
    height = TOP + len(shown) * ROW + 40
    lines = [
        "<!-- SPDX-License" "-Identifier: MIT -->",
        '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" '
        'viewBox="0 0 %d %d">' % (WIDTH, height, WIDTH, height),
        "<style>\n%s</style>" % STYLE,
        '<rect width="100%" height="100%" fill="white"/>',
        '<text class="title" x="12" y="24">Measured ratios, as multiples of '
        'their aims (logarithmic; right is better)</text>',
    ]
    lines += axis(height)
    for number, ratio in enumerate(shown):
        lines += row(number, ratio)
    lines += ['<text class="small" x="12" y="%d">dot: median; bar: minimum to maximum; '
              '%s</text>' % (height - 10, escape(note)), "</svg>"]
    return "\n".join(lines) + "\n"
