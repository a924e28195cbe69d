"""Papers of the customer as images (SC-023, SC-039, SC-044, SC-046): camera, file, drop; what is refused; the approver's view."""

import os

import pytest
from counter import Api, Counter, Refused
from papers import bomb, png
from screens import visit
from test_pages import DESK, Visitor, album, go_through, judge  # noqa: F401

FIELDS = {
    "documentType": "resident-id", "phone": "13900139000", "identityCheck": "original-seen", "identityResult": "agrees",
}


@pytest.fixture(scope="module")
def camera(chromium):
    """A browser with a camera that shows a moving test picture, beside the browser of the run."""
    path = os.environ.get("GUICHET_CHROMIUM", "/usr/bin/chromium")
    browser = chromium.browser_type.launch(
        executable_path=path, args=["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def desk(bank, camera):
    counter = Counter(bank, "T0002", name="影像柜台")
    counter.document = "11010519491231002X"
    visitor = Visitor(camera, bank, "T0002", counter.station)
    counter.open_account(document=counter.document, name="王小明", phone="13800138000")
    visitor.counter = counter
    counter.teller = counter.out.signed(visitor.token)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def boss(bank, camera):
    visitor = Visitor(camera, bank, "S0001")
    yield visitor
    visitor.close()


def begin(desk, service="information-change"):
    case = desk.counter.begin(service)["id"]
    desk.language("zh")
    return case, f"/cases/{case}"


def images(desk, case):
    return desk.counter.teller.get(f"/api/v1/cases/{case}/images")["images"]


def note(page):
    page.wait_for_function("() => document.querySelector('[data-paper-note]')?.textContent.trim()")
    return page.inner_text("[data-paper-note]")


def file(name, data):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def test_the_pane_in_both_languages_and_sizes(desk, album):  # noqa: F811
    problems = []
    for service in ("information-change", "enterprise-open", "cash-deposit"):
        case, path = begin(desk, service)
        problems += go_through(desk, [(f"papers-{service}", path, 200)], album)
    assert problems == [], "\n" + "\n".join(problems)


def test_taken_with_the_camera_by_keyboard_alone(desk):
    case, path = begin(desk)
    plain = desk.plain
    plain.errors.clear()
    visit(plain.page, desk.bank.address + path)
    page = plain.page
    page.fill("[name=phone]", "13900139000")
    page.keyboard.press("F10")
    assert page.evaluate("() => document.activeElement.dataset.paperCamera") == ""
    page.keyboard.press("Enter")
    page.wait_for_selector("#paper-camera[open] [data-paper-shoot]:not([disabled])")
    assert "身份证件正面" in page.inner_text("#paper-camera-title")
    page.wait_for_function("() => document.activeElement.hasAttribute('data-paper-shoot')")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-paper-still]:not([hidden])")
    page.wait_for_function("() => document.activeElement.hasAttribute('data-paper-use')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#papers .paper img")
    page.wait_for_function("() => document.querySelector('#papers .paper img').naturalWidth > 0")
    kept = images(desk, case)
    assert [(one["kind"], one["source"]) for one in kept] == [("identity-front", "camera")]
    assert min(kept[0]["width"], kept[0]["height"]) >= 300
    assert "还缺" not in page.inner_text("#papers .demands")
    assert page.input_value("[name=phone]") == "13900139000", "what was typed is still there"
    assert page.evaluate("() => document.activeElement.hasAttribute('data-paper-camera')"), "the focus comes back"
    # The light of the camera goes out with the dialog.
    assert page.evaluate("() => document.querySelector('[data-paper-video]').srcObject.getTracks().every((t) => t.readyState === 'ended')")
    assert plain.errors == [] and plain.foreign == [], (plain.errors, plain.foreign)


def test_the_camera_dialog_looks_right(desk, album):  # noqa: F811
    _, path = begin(desk)
    problems = []
    for lang in ("zh", "en"):
        desk.language(lang)
        for size in DESK:
            desk.page.set_viewport_size({"width": size[0], "height": size[1]})
            visit(desk.page, desk.bank.address + path)
            desk.page.keyboard.press("F10")
            desk.page.keyboard.press("Enter")
            desk.page.wait_for_selector("#paper-camera[open] [data-paper-shoot]:not([disabled])")
            problems += judge(desk, "papers-camera", lang, size, album, keep=size == DESK[0])
            desk.page.keyboard.press("Enter")
            desk.page.wait_for_selector("[data-paper-still]:not([hidden])")
            problems += judge(desk, "papers-camera-taken", lang, size, album, keep=False)
            desk.page.keyboard.press("Escape")
    assert problems == [], "\n" + "\n".join(problems)


def test_a_camera_that_is_refused_or_not_there_is_said_in_words(desk):
    _, path = begin(desk)
    for name, words in (("NotAllowedError", "未允许"), ("NotFoundError", "没有找到摄像头"), ("NotReadableError", "占用")):
        visit(desk.page, desk.bank.address + path)
        desk.page.evaluate(
            "(name) => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name)); }", name)
        desk.page.click("[data-paper-camera]")
        desk.page.wait_for_function("() => document.querySelector('[data-paper-trouble]').textContent")
        assert words in desk.page.inner_text("[data-paper-trouble]"), name
        assert desk.page.is_disabled("[data-paper-shoot]")


def test_a_file_chosen_and_one_dropped_seen_large_and_removed(desk, album):  # noqa: F811
    case, path = begin(desk)
    page = desk.page
    page.set_viewport_size({"width": 1366, "height": 768})
    visit(page, desk.bank.address + path)
    page.set_input_files("[data-paper-form] input[type=file]", file("scan.png", png()))
    page.wait_for_selector("#papers .papers li")
    assert page.evaluate("() => document.querySelector('[name=kind]').selectedOptions[0].value") == "identity-back", "the next one asked for"
    page.evaluate(
        """async (bytes) => {
             const data = new DataTransfer();
             data.items.add(new File([new Uint8Array(bytes)], "back.png", {type: "image/png"}));
             for (const name of ["dragover", "drop"])
               document.querySelector("#papers .hint").dispatchEvent(new DragEvent(name, {dataTransfer: data, bubbles: true, cancelable: true}));
           }""", list(png(seed=2)))
    page.wait_for_function("() => document.querySelectorAll('#papers .papers li').length === 2")
    assert [one["kind"] for one in images(desk, case)] == ["identity-front", "identity-back"]
    problems = []
    for lang in ("zh", "en"):
        desk.language(lang)
        for size in DESK:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            visit(page, desk.bank.address + path)
            problems += judge(desk, "papers-two", lang, size, album, keep=size == DESK[0])
            page.locator("#papers .paper").first.click()
            page.wait_for_function("() => document.querySelector('[data-paper-image]').naturalWidth === 640")
            problems += judge(desk, "papers-large", lang, size, album, keep=size == DESK[0])
            page.keyboard.press("ArrowRight")
            page.wait_for_function("() => document.querySelector('[data-paper-title]').textContent.startsWith('2')")
            page.keyboard.press("Escape")
            page.wait_for_function("() => document.querySelector('[data-paper-image]').getAttribute('src') === null")
    page.locator("#papers .paper-remove").nth(1).click()
    page.wait_for_function("() => document.querySelectorAll('#papers .papers li').length === 1")
    assert [one["kind"] for one in images(desk, case)] == ["identity-front"]
    assert problems == [], "\n" + "\n".join(problems)


def test_what_is_refused_is_said_at_the_pane_and_the_form_stays(desk, album):  # noqa: F811
    case, path = begin(desk)
    page = desk.page
    page.set_viewport_size({"width": 1366, "height": 768})
    visit(page, desk.bank.address + path)
    page.fill("[name=phone]", "13900139000")
    tries = (
        (file("paper.png", b"GIF89a not a picture"), "不是 JPEG 或 PNG"),
        (file("bomb.png", bomb()), "100000×100000"),
        (file("tiny.png", png(120, 90)), "无法辨认"),
        (file("half.png", png()[:-40]), "已损坏"),
        (file("large.jpg", b"\xff\xd8\xff" + bytes(8 * 1024 * 1024 + 1)), "过大"),
    )
    for item, words in tries:
        page.set_input_files("[data-paper-form] input[type=file]", item)
        page.wait_for_function("(words) => document.querySelector('[data-paper-note]')?.textContent.includes(words)", arg=words)
    problems = judge(desk, "papers-refused", "zh", (1366, 768), album)
    assert images(desk, case) == [] and page.input_value("[name=phone]") == "13900139000"
    # A line that breaks: said, and the next attempt works.
    page.route("**/images", lambda route: route.abort())
    page.set_input_files("[data-paper-form] input[type=file]", file("scan.png", png()))
    assert "没有保存" in note(page)
    page.unroute("**/images")
    page.set_input_files("[data-paper-form] input[type=file]", file("scan.png", png()))
    page.wait_for_selector("#papers .papers li")
    with pytest.raises(Refused) as no:
        desk.counter.teller.call(
            "POST", f"/api/v1/cases/{case}/images?kind=form", bytes(8 * 1024 * 1024 + 1), {"Content-Type": "application/octet-stream"})
    assert (no.value.status, no.value.code) == (413, "web.too-large")
    assert problems == [], "\n" + "\n".join(problems)


def test_missing_papers_stop_the_case_the_approver_sees_what_was_taken(desk, boss, album):  # noqa: F811
    case, path = begin(desk)
    form = {**FIELDS, "documentNumber": desk.counter.document, "phone": "13900139001"}
    with pytest.raises(Refused) as no:
        desk.counter.submit(case, form)
    assert no.value.code == "papers.missing" and no.value.field == "papers"
    desk.page.set_viewport_size({"width": 1366, "height": 768})
    for kind, seed in (("identity-front", 1), ("identity-back", 2), ("form", 3)):
        desk.counter.teller.call(
            "POST", f"/api/v1/cases/{case}/images?kind={kind}&source=file", png(640, 420, seed), {"Content-Type": "application/octet-stream"})
    assert desk.counter.submit(case, form)["state"] == "waiting"
    problems = go_through(desk, [("papers-waiting", path, 200)], album)
    problems += go_through(boss, [("papers-approval", f"/approvals?case={case}", 200)], album)
    boss.language("zh")
    page = boss.page
    page.set_viewport_size({"width": 1366, "height": 768})
    visit(page, boss.bank.address + f"/approvals?case={case}")
    page.wait_for_function("() => [...document.querySelectorAll('.paper img')].filter((i) => i.naturalWidth > 0).length === 3")
    page.locator(".paper").nth(2).click()
    page.wait_for_function("() => document.querySelector('[data-paper-image]').naturalWidth === 640")
    problems += judge(boss, "papers-approval-large", "zh", (1366, 768), album)
    page.keyboard.press("a")
    assert desk.counter.case(case)["state"] == "waiting", "a letter in the dialog decides nothing"
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_selector("#queue .empty")
    desk.counter.submit(case, form)
    settled = desk.counter.finish(case)
    assert settled["state"] == "settled"
    problems += go_through(boss, [("papers-archive", f"/archive/{settled['documentId']}", 200)], album)
    auditor = Api(desk.bank.port).sign_on("U0001", desk.bank.sign_ons["U0001"])
    records = auditor.get(f"/api/v1/audit?subject={case}&limit=200")["records"]
    actions = [record["action"] for record in records]
    assert actions.count("case.image-added") == 3 and actions.count("case.image-read") >= 1
    with pytest.raises(Refused) as no:
        desk.counter.teller.call("DELETE", f"/api/v1/cases/{case}/images/1")
    assert no.value.code == "papers.closed"
    assert problems == [], "\n" + "\n".join(problems)
    desk.bank.assert_sound()
