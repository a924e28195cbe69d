"""Images of papers for the tests, made without any library: a PNG of any size, and what must be refused."""

import struct
import zlib


def png(width=640, height=420, seed=0):
    """A card: coloured ground, a darker band, a frame."""
    def pixel(x, y):
        if x < 6 or y < 6 or x >= width - 6 or y >= height - 6:
            return bytes((13, 79, 92))
        if height // 5 < y < height // 3:
            return bytes((30 + 40 * seed % 200, 60, 120))
        if (y // 24) % 2 and width // 3 < x < width - 60 and y > height // 2:
            return bytes((70, 70, 70))
        return bytes((226, 239 - 20 * seed % 90, 240))

    rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(width)) for y in range(height))
    return b"\x89PNG\r\n\x1a\n" + header(width, height) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def header(width, height):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def bomb():
    """A hundred bytes that would become forty gigabytes."""
    return b"\x89PNG\r\n\x1a\n" + header(100_000, 100_000) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
