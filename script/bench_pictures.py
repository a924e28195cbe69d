"""Two pictures of a run as SVG: rates by clients, rates by size of the data. They bring their own light and dark ground."""

import math
from html import escape

WIDTH = 960
STYLE = """
  svg { --ground: #ffffff } .ground { fill: var(--ground) } .ink { fill: #1f2328 } .soft { fill: #59636e }
  .grid { stroke: #d8dee4 } .axis { stroke: #8c959f }
  .sqlite { --c: #0a5cad } .postgresql { --c: #b04a00 } .peer { --c: #57606a }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #0d1117 } .ink { fill: #e6edf3 } .soft { fill: #9da7b3 }
    .grid { stroke: #2b323b } .axis { stroke: #6e7681 }
    .sqlite { --c: #6cb6ff } .postgresql { --c: #ffa657 } .peer { --c: #adb6c0 }
  }
  text { font: 14px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif }
  .title { font-size: 18px; font-weight: 600 } .small { font-size: 12.5px }
  .line { fill: none; stroke: var(--c); stroke-width: 2.5; stroke-linejoin: round } .fill { fill: var(--c) }
  .halo { stroke: var(--ground); stroke-width: 4; paint-order: stroke }
  .lead { fill: none; stroke: var(--c); stroke-width: 1.2; stroke-dasharray: 1.5 4 }
"""
LABELS = {"tpcb": "TPC-B-like, pgbench", "posting": "posting", "bulk": "batches of 64", "posting-http": "posting by HTTP",
          "deposit": "whole deposit"}
DASHES = {"posting-http": "8 5", "deposit": "3 4", "tpcb": "14 5"}
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def text(x, y, words, kind="ink", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def rule(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def path(points, kind, extra=""):
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" class="{kind}"{extra}/>'


def page(height, title, below, parts):
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'role="img" aria-label="{escape(title)}">\n<style>{STYLE}</style>')
    return "\n".join([head, f'<rect class="ground" width="{WIDTH}" height="{height}" rx="8"/>', text(24, 34, title, "ink title"),
                      text(24, 56, below, "soft small"), *parts, "</svg>\n"])


def rounded(value):
    """Three figures are enough on a picture."""
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{float(f'{value:.3g}'):,.{digits}f}"


def spread(wanted, gap, top, bottom):
    """Heights as near to the wanted ones as they can be, at least a gap apart, in the same order."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    places = [wanted[i] for i in order]
    for _ in range(400):
        for i in range(len(places) - 1):
            short = gap - (places[i + 1] - places[i])
            if short > 0:
                places[i] -= short / 2
                places[i + 1] += short / 2
        if places and places[0] < top:
            places[0] = top
        if places and places[-1] > bottom:
            places[-1] = bottom
    return dict(zip(order, places))


def by_clients(lines, machine):
    """`lines`: (what, engine, [(clients, rate)]); both axes logarithmic, since rates differ a thousandfold."""
    left, right, top, bottom, height = 84, WIDTH - 286, 84, 520, 580
    rates = [rate for _, _, points in lines for _, rate in points]
    counts = sorted({clients for _, _, points in lines for clients, _ in points})
    low, high = math.floor(math.log10(min(rates))), math.ceil(math.log10(max(rates)))
    high = max(high, low + 1)
    last = max(counts[-1], 2)

    def x(clients):
        return left + (right - left) * math.log(clients) / math.log(last)

    def y(rate):
        return bottom - (bottom - top) * (math.log10(rate) - low) / (high - low)

    parts = []
    for power in range(low, high + 1):
        parts += [rule(left, y(10**power), right, y(10**power), "grid"),
                  text(left - 10, y(10**power) + 5, f"{10**power:,}", "soft", "end")]
    for clients in counts:
        parts += [rule(x(clients), bottom, x(clients), bottom + 6, "axis"),
                  text(x(clients), bottom + 24, str(clients), "soft", "middle")]
    parts += [rule(left, bottom, right, bottom, "axis"),
              text((left + right) / 2, bottom + 46, "clients at the same time", "soft", "middle")]
    ends = spread([y(points[-1][1]) for _, _, points in lines], 21, top, bottom)
    for index, (what, engine, points) in enumerate(lines):
        color = "peer" if what == "tpcb" else engine
        dash = f' stroke-dasharray="{DASHES[what]}"' if what in DASHES else ""
        places = [(x(clients), y(rate)) for clients, rate in points]
        lead = [places[-1], (right + 4, places[-1][1]), (right + 18, ends[index])]
        name = LABELS[what] if what == "tpcb" else f"{LABELS[what]}, {ENGINES[engine]}"
        parts += [f'<g class="{color}">', path(lead, "lead"), path(places, "line", dash)]
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" class="fill"/>' for px, py in places]
        parts += [text(right + 24, ends[index] + 5, name, "fill small"),
                  text(WIDTH - 16, ends[index] + 5, rounded(points[-1][1]), "fill small", "end"), "</g>"]
    below = f"Durable transactions; both axes logarithmic; figures at the right: each line's last point. {machine}"
    return page(height, "Transactions per second by clients", below, parts)


def power(count):
    """10,000 as 10⁴, 3,000,000 as 3·10⁶."""
    if count < 1000:
        return str(count)
    exponent = int(math.log10(count))
    front = count / 10**exponent
    return ("" if front == 1 else f"{front:g}·") + "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] for c in str(exponent))


def by_size(sizes, rates, machine):
    """`sizes`: (accounts, postings before); `rates`: (engine, size) → rate. Bars from zero, so that lengths compare."""
    left, right, top, bottom, height = 84, WIDTH - 24, 112, 440, 512
    highest = max(rates.values())
    unit = 10 ** math.floor(math.log10(highest))
    step = next(unit * part for part in (0.1, 0.2, 0.5, 1, 2) if highest / (unit * part) <= 6)
    scale = step * math.ceil(highest / step)

    def y(rate):
        return bottom - (bottom - top) * rate / scale

    parts, slot = [], (right - left) / len(sizes)
    for index in range(round(scale / step) + 1):
        rate = index * step
        parts += [rule(left, y(rate), right, y(rate), "grid" if index else "axis"),
                  text(left - 10, y(rate) + 5, f"{rate:,.0f}", "soft", "end")]
    first = {engine: next((rates[engine, size] for size in sizes if (engine, size) in rates), None) for engine in ENGINES}
    for index, size in enumerate(sizes):
        here = [engine for engine in ENGINES if (engine, size) in rates]
        middle, wide = left + slot * (index + 0.5), min(64, slot / 2 - 8)
        for turn, engine in enumerate(here):
            rate, begin = rates[engine, size], middle - wide * len(here) / 2 - 2 * (len(here) - 1) + turn * (wide + 4)
            bar = f'x="{begin:.1f}" y="{y(rate):.1f}" width="{wide:.1f}" height="{bottom - y(rate):.1f}"'
            parts += [f'<g class="{engine}">', f'<rect {bar} rx="3" class="fill"/>',
                      text(begin + wide / 2, y(rate) - 22, rounded(rate), "fill small halo", "middle"),
                      text(begin + wide / 2, y(rate) - 7, f"×{rate / first[engine]:.2f}", "fill small halo", "middle"), "</g>"]
        entries = f"{power(size[1])} postings before" if size[1] else "no postings before"
        parts += [text(middle, bottom + 24, f"{power(size[0])} accounts", "ink", "middle"),
                  text(middle, bottom + 43, entries, "soft small", "middle")]
    begin = left
    for engine in [e for e in ENGINES if first[e]]:
        parts += [f'<g class="{engine}"><rect x="{begin}" y="72" width="12" height="12" rx="2" class="fill"/>',
                  text(begin + 18, 83, ENGINES[engine], "fill"), "</g>"]
        begin += 120
    below = f"64 clients, durable; × is against the first of the same engine. {machine}"
    return page(height, "Postings per second as the data grows", below, parts)


def draw(folder, report):
    """Writes the pictures for which the run has figures."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = report.facts["machine"]
    lines = {}
    for case in report.named("a", *LABELS):
        if report.mid(case):
            lines.setdefault((case.what, case.engine), []).append((case.clients, report.mid(case)))
    if lines:
        (folder / "bench-clients.svg").write_text(by_clients([(*key, points) for key, points in lines.items()], machine))
    rates = {(c.engine, (c.accounts, c.history)): report.mid(c) for c in report.sections.get("c", []) if report.mid(c)}
    if rates:
        sizes = list(dict.fromkeys(size for _, size in rates))
        (folder / "bench-growth.svg").write_text(by_size(sizes, rates, machine))
