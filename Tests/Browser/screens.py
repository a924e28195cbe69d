"""Two people before two screens: a teller who has only a keyboard, a customer who has only a pen and a finger."""

import math

from playwright.sync_api import Error


def visit(page, address):
    """Opens a page. A live page may be following its case to the next page of its own just then: once more."""
    for attempt in range(4):
        try:
            answer = page.goto(address, wait_until="load")
            # Nothing comes back when another navigation took its place.
            if answer or attempt == 3:
                return answer
        except Error as error:
            if attempt == 3 or "interrupted by another navigation" not in str(error):
                raise
            page.wait_for_load_state("load")


#: Told by the page itself, before any script of ours: what the teller did, and whether a key press counts.
WATCH = """(() => {
  const told = window.tellTheTest;
  const value = (e) => {
    if (e instanceof HTMLInputElement && e.type === 'radio') {
      return [...document.getElementsByName(e.name)].some((o) => o.checked) ? 'chosen' : '';
    }
    return e instanceof HTMLInputElement || e instanceof HTMLSelectElement || e instanceof HTMLTextAreaElement ? e.value : null;
  };
  for (const kind of ['mousedown', 'mouseup', 'mousemove', 'wheel', 'touchstart', 'pointerdown', 'pointermove']) {
    window.addEventListener(kind, (e) => { if (e.isTrusted) told({kind, key: '', counts: false}); }, true);
  }
  window.addEventListener('keydown', (e) => {
    if (!e.isTrusted || ['Shift', 'Control', 'Alt', 'Meta'].includes(e.key)) return;
    const held = value(e.target);
    const character = e.key.length === 1 && !e.ctrlKey && !e.altKey && held !== null;
    const leaves = (e.key === 'Enter' || e.key === 'Tab') && held !== null && held !== '';
    told({kind: 'key', key: e.key, counts: !character && !leaves, at: e.target.id || e.target.name || e.target.tagName});
  }, true);
})()"""


class Watched:
    """A page of which every complaint and every request is kept."""

    def __init__(self, page, host):
        self.page = page
        self.errors = []
        self.foreign = []
        page.on("console", lambda m: self.errors.append(f"{m.type}: {m.text} {m.location.get('url', '')}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.errors.append(f"uncaught: {e}"))
        page.on("request", lambda r: self.foreign.append(r.url) if not r.url.startswith((host, "data:", "blob:", "chrome:", "chrome-extension:")) else None)


class TellerScreen(Watched):
    """Everything through the keyboard; presses are counted by the page as the issue defines it."""

    def __init__(self, browser, bank, width=1366, height=768):
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai")
        self.told = []
        self.context.expose_binding("tellTheTest", lambda _, what: self.told.append(what))
        self.context.add_init_script(WATCH)
        super().__init__(self.context.new_page(), bank.address)
        self.bank = bank

    def go(self, path):
        visit(self.page, self.bank.address + path)

    # Hands

    def type(self, text):
        """Characters of a value; Chinese as an input method puts it in."""
        if text.isascii():
            self.page.keyboard.type(text)
        else:
            self.page.keyboard.insert_text(text)

    def press(self, key):
        self.page.keyboard.press(key)

    def enter(self, text):
        self.type(text)
        self.press("Enter")

    def field(self, name, text):
        """A value in the field that has the focus by now, left with Enter."""
        self.page.wait_for_function("name => document.activeElement?.name === name", arg=name)
        self.enter(text)

    def face(self, face, count=""):
        self.page.wait_for_function("face => document.activeElement?.dataset.face === face", arg=face)
        self.enter(count) if count else self.press("Enter")

    def tab_to(self, selector, most=80):
        for _ in range(most):
            if self.page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} cannot be reached with Tab")

    def wait_focus(self, selector):
        self.page.wait_for_function("s => document.activeElement?.matches(s) ?? false", arg=selector)

    # What was done

    @property
    def mouse(self):
        return [what for what in self.told if what["kind"] != "key"]

    def counted(self, since=0):
        return [what for what in self.told[since:] if what["kind"] == "key" and what["counts"]]

    # What is seen

    #: What only the page of that state has; the live view's own note of the state runs ahead of the page.
    MARKS = {"opened": "#case-form", "drafted": ".big-state .pulse", "settled": ".big-ok", "released": ".big-bad"}

    def state(self, wanted):
        self.page.wait_for_selector(self.MARKS[wanted], state="attached")
        self.page.wait_for_load_state("load")

    @property
    def case(self):
        return self.page.get_attribute('[data-mirror="frame"]', "data-case")

    def mirrored_ink(self):
        """Pixels of ink on the live view."""
        return self.page.evaluate(
            """() => {
              const pad = document.querySelector('[data-mirror="ink"]');
              if (pad.hidden) return 0;
              const copy = Object.assign(document.createElement('canvas'), {width: pad.width, height: pad.height});
              const look = copy.getContext('2d', {willReadFrequently: true});
              look.drawImage(pad, 0, 0);
              const data = look.getImageData(0, 0, pad.width, pad.height).data;
              let n = 0;
              for (let i = 3; i < data.length; i += 4) if (data[i] > 0) n++;
              return n;
            }"""
        )


class DisplayScreen(Watched):
    """The customer's screen: finger for buttons, pen with varying pressure for the pad."""

    def __init__(self, browser, bank, width=1280, height=800, bypass_csp=False):
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=True, bypass_csp=bypass_csp, locale="zh-CN", timezone_id="Asia/Shanghai")
        super().__init__(self.context.new_page(), bank.address)
        self.bank = bank
        self.pens = []
        self.context.expose_binding("tellTheTest", lambda _, what: self.pens.append(what))
        self.context.add_init_script(
            """for (const kind of ['pointerdown', 'pointermove', 'pointerup']) window.addEventListener(kind, (e) => {
                 if (e.target.matches?.('[data-pad]')) window.tellTheTest(
                   {kind, trusted: e.isTrusted, type: e.pointerType, p: e.pressure, x: e.clientX, y: e.clientY});
               }, true)"""
        )
        self.cdp = self.context.new_cdp_session(self.page)

    def go(self):
        visit(self.page, self.bank.address + "/display")

    def phase(self, wanted, timeout=15000):
        self.page.wait_for_selector(f'body[data-phase="{wanted}"]', timeout=timeout)

    def visible_code(self):
        self.phase("unpaired")
        self.page.wait_for_function("() => /^[0-9]{6}$/.test(document.querySelector('[data-bind=pairingCode]').textContent)")
        return self.page.inner_text('[data-bind="pairingCode"]').strip()

    def tap(self, selector):
        button = self.page.locator(f"{selector}:visible").first
        self.page.wait_for_function(
            "s => [...document.querySelectorAll(s)].some((e) => e.getClientRects().length && !e.disabled)", arg=selector)
        button.tap()

    def read(self):
        """Confirms page after page, each when it is on the screen, until the pad opens."""
        for _ in range(20):
            self.page.wait_for_function(
                """() => document.body.dataset.phase === 'signing'
                  || document.querySelector('[data-view="reading"]:not([hidden]) [data-confirm-page]:not([disabled])')""")
            if self.page.get_attribute("body", "data-phase") == "signing":
                return
            line = self.page.inner_text("[data-page-line]")
            self.tap("[data-confirm-page]")
            self.page.wait_for_function(
                """line => document.body.dataset.phase === 'signing' || document.querySelector('[data-page-line]').innerText !== line""",
                arg=line)
        raise AssertionError("the pad did not open")

    def keys(self, digits):
        """Six digits on the keypad, and done."""
        for digit in digits:
            self.tap(f'[data-digit="{digit}"]')
        self.tap("[data-password-done]")

    def pen(self, kind, x, y, force):
        pressed = kind != "mouseReleased"
        self.cdp.send(
            "Input.dispatchMouseEvent",
            {
                "type": kind, "x": x, "y": y, "pointerType": "pen", "force": force if pressed else 0,
                "button": "left", "buttons": 1 if pressed else 0, "clickCount": 1 if kind != "mouseMoved" else 0,
                "tiltX": 20, "tiltY": -10,
            },
        )

    def write(self, strokes=3, meanwhile=None):
        """A signature by pen on the whole pad; `meanwhile` is called before the pen is lifted the last time."""
        box = self.page.locator("[data-pad]").bounding_box()
        for number in range(strokes):
            left = box["x"] + box["width"] * (0.15 + 0.25 * number)
            middle = box["y"] + box["height"] * 0.5
            points = [
                (left + box["width"] * 0.2 * step / 24, middle + box["height"] * 0.28 * math.sin(step / 2.6 + number),
                 0.15 + 0.6 * abs(math.sin(step / 7 + number)))
                for step in range(25)
            ]
            self.pen("mousePressed", *points[0])
            for point in points[1:]:
                self.pen("mouseMoved", *point)
            if meanwhile and number == strokes - 1:
                meanwhile()
            self.pen("mouseReleased", *points[-1])

    def qr(self, folder):
        """What a phone reads from the code on the screen."""
        import subprocess

        picture = folder / "qr.png"
        self.page.locator("[data-qr]").screenshot(path=str(picture))
        return subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True).stdout.strip()
