"""Ink as a display sends it: `GINK`, version 1, big-endian (see Sources/Documents/Ink)."""

import math
import random
import struct

PAD = (900, 360)


def gink(strokes, width=PAD[0], height=PAD[1]):
    """strokes: lists of (x, y, pressure, ms)."""
    parts = [b"GINK\x01", struct.pack(">HHH", width, height, len(strokes))]
    for stroke in strokes:
        parts.append(struct.pack(">H", len(stroke)))
        for x, y, pressure, ms in stroke:
            parts.append(struct.pack(">fffIBB", x, y, pressure, ms, 90, 90))
    return b"".join(parts)


def scribble(seed=1):
    """Two strokes that look like a hurried name."""
    draw = random.Random(seed)
    strokes, ms = [], 0
    for top in (120, 220):
        stroke = []
        for step in range(40):
            x = 120 + step * 15 + draw.uniform(-3, 3)
            y = top + 60 * math.sin(step / 3) + draw.uniform(-3, 3)
            stroke.append((x, y, 0.3 + 0.4 * abs(math.sin(step / 5)), ms))
            ms += 12
        strokes.append(stroke)
        ms += 150
    return strokes


def marked(count=20, seed=7):
    """A stroke whose points can be recognised in any encoding: (strokes, points)."""
    draw = random.Random(seed)
    points, ms = [], 0
    for step in range(count):
        # Sixteenths: exact as float32, unmistakable as text.
        x = 60 + step * 40 + draw.randrange(1, 640, 2) / 16
        y = 40 + draw.randrange(1, 4400, 2) / 16
        points.append((x, y, 0.5, ms))
        ms += 16
    return [points], [(x, y) for x, y, _, _ in points]
