"""Looking for what must not be there: points of a signature and personal data, in any usual encoding."""

import sqlite3
import struct


def point_patterns(points):
    """bytes → what they are. Positions only: 2 to 16 bytes each."""
    found = {}
    for number, (x, y) in enumerate(points):
        for order, name in ((">", "big"), ("<", "little")):
            found[struct.pack(order + "ff", x, y)] = f"point {number} float32 {name}-endian"
            found[struct.pack(order + "dd", x, y)] = f"point {number} float64 {name}-endian"
            found[struct.pack(order + "ii", round(x), round(y))] = f"point {number} int32 {name}-endian"
            found[struct.pack(order + "d", x)] = f"point {number} x float64 {name}-endian"
        for text in (f"{x}", f"{x},{y}", f"{round(x)},{round(y)}", f"{x} {y}", f"{round(x)} {round(y)}"):
            # A bare integer such as 311 is no marker; with its fraction or its partner it is.
            if "." in text or "," in text or " " in text:
                found[text.encode()] = f"point {number} text {text!r}"
    return found


def short_patterns(points):
    """int16 needs two points in a row to be told from chance in megabytes of ciphertext; alone it is 4 bytes."""
    pairs, single = {}, {}
    whole = [(round(x), round(y)) for x, y in points]
    for order, name in ((">", "big"), ("<", "little")):
        for number, (x, y) in enumerate(whole):
            single[struct.pack(order + "hh", x, y)] = f"point {number} int16 {name}-endian"
            if number:
                pairs[struct.pack(order + "hhhh", *whole[number - 1], x, y)] = f"points {number - 1}, {number} int16 {name}-endian"
    return pairs, single


def text_patterns(texts):
    return {
        text.encode(coding): f"{text!r} as {coding}" for text in texts for coding in ("utf-8", "utf-16-le", "utf-16-be")
    }


def search(data, patterns):
    return [what for pattern, what in patterns.items() if pattern in data]


def in_files(paths, patterns):
    return [f"{path.name}: {what}" for path in paths for what in search(path.read_bytes(), patterns)]


def values(database, skip=lambda table, column: False):
    """Every value of every table, as bytes, with its place."""
    line = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    line.text_factory = bytes
    tables = [row[0].decode() for row in line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        columns = [row[1].decode() for row in line.execute(f'PRAGMA table_info("{table}")')]
        for column in columns:
            if skip(table, column):
                continue
            for (value,) in line.execute(f'SELECT "{column}" FROM "{table}" WHERE typeof("{column}") IN (\'blob\', \'text\')'):
                yield f"{table}.{column}", value if isinstance(value, bytes) else str(value).encode()
    line.close()
