"""The teller hands the application form over; the customer completes it on his own screen and gives it back (BC-019)."""

import pytest
from counter import Api, Refused, resident_id

NAME, PHONE = "阿依古丽·买买提", "13812345678"


@pytest.fixture(scope="module")
def opened(journey):
    """Opening an account up to F3; the customer writes at once."""
    teller, display = journey.teller, journey.display
    seen = {"errors": len(display.errors), "mouse": len(teller.mouse)}
    teller.wait_focus("#code")
    teller.enter("1101")
    teller.state("opened")
    teller.field("documentNumber", resident_id("hand-over"))
    teller.field("customerName", "阿依古丽")
    teller.page.wait_for_function("() => document.activeElement?.name === 'phone'")
    teller.press("F3")
    display.phase("filling")
    teller.page.wait_for_selector('[data-hand-over="out"] .chip-wait:visible')
    return seen


def form_value(screen, name):
    return screen.page.evaluate(
        """name => { const all = [...document.querySelectorAll(`#case-form [name="${name}"]`)];
          return (all[0].type === 'radio' ? all.find((e) => e.checked)?.value ?? '' : all[0].value).replace(/\\s/g, '') }""", name)


def follows(screen, name, value):
    screen.page.wait_for_function(
        """([name, value]) => { const all = [...document.querySelectorAll(`#case-form [name="${name}"]`)];
          return (all[0].type === 'radio' ? all.find((e) => e.checked)?.value ?? '' : all[0].value).replace(/\\s/g, '') === value }""",
        arg=[name, value])


def test_what_is_there_already_is_shown_and_no_more(opened, journey):
    page = journey.display.page
    assert page.input_value("[data-form] [name=customerName]") == "阿依古丽"
    assert page.is_checked('[data-form] [name=accountClass][value="1"]')
    names = page.evaluate("() => [...new Set([...document.querySelectorAll('[data-form] input')].map((e) => e.name))]")
    assert names == ["customerName", "phone", "currency", "accountClass", "password"], "what the teller checks is not the customer's"
    assert resident_id("hand-over") not in page.content()


def test_the_teller_sees_it_live_and_keeps_his_hands_off(opened, journey):
    teller, page = journey.teller, journey.display.page
    page.fill("[data-form] [name=customerName]", NAME)
    follows(teller, "customerName", NAME)
    journey.display.tap('[data-field="currency"] .d-choice:has([value="CNY"])')
    follows(teller, "currency", "CNY")
    inert = teller.page.evaluate("() => [...document.querySelectorAll('#case-form [data-field]')].filter((e) => e.inert).map((e) => e.dataset.field)")
    assert inert == ["customerName", "phone", "currency", "accountClass", "password"]
    assert teller.page.inner_text("[data-mirror=phase]") == "填写申请表中"


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(opened, journey):
    teller, display = journey.teller, journey.display
    display.page.fill("[data-form] [name=phone]", "1381234")
    display.tap("[data-form-done]")
    display.page.wait_for_selector('[data-field="phone"].d-field-bad .d-field-problem:visible')
    assert "手机号码" in display.page.inner_text('[data-field="phone"] .d-field-problem')
    display.page.wait_for_function("() => document.activeElement.name === 'phone'")
    display.page.click("[data-switch-language]")
    assert "phone" in display.page.inner_text('[data-field="phone"]').lower()
    display.page.click("[data-switch-language]")
    assert form_value(teller, "phone") == "1381234"
    with pytest.raises(Refused) as early:
        Api(journey.bank.port, journey.token()).post(f"/api/v1/cases/{teller.case}/submission", {"fields": {"customerName": NAME}})
    assert early.value.code == "case.form-out"
    display.page.reload()
    display.phase("filling")
    assert display.page.input_value("[data-form] [name=customerName]") == NAME
    assert display.page.input_value("[data-form] [name=phone]") == "1381234"


def test_taken_back_and_handed_over_again(opened, journey):
    teller, display = journey.teller, journey.display
    teller.press("F3")
    display.phase("idle")
    teller.page.wait_for_selector('[data-hand-over="here"] button:visible')
    assert form_value(teller, "customerName") == NAME
    assert "阿依古丽" not in display.page.content(), "nothing personal stays on the screen"
    teller.page.reload()
    assert form_value(teller, "customerName") == NAME, "also when the page is opened again"
    teller.press("F3")
    display.phase("filling")


def test_given_to_the_teller_submitted_and_signed(opened, journey):
    teller, display = journey.teller, journey.display
    display.page.fill("[data-form] [name=phone]", PHONE)
    display.tap('[data-field="password"] .d-choice:has([value="none"])')
    display.tap("[data-form-done]")
    display.phase("busy")
    teller.page.wait_for_selector('[data-hand-over="filled"] .chip-ok:visible')
    follows(teller, "phone", PHONE)
    teller.field("identityCheck", "1")
    teller.field("identityResult", "1")
    teller.press("F9")
    teller.wait_focus("#to-customer")
    teller.press("Enter")
    teller.state("drafted")
    display.phase("reading")
    assert NAME in display.page.inner_text('[data-view="reading"] [data-bind="sentence"]')
    journey.sign_and_confirm()
    case = teller.case
    teller.press("F12")
    teller.page.wait_for_url("**/workbench")
    display.phase("idle")
    assert len(teller.mouse) == opened["mouse"], "no mouse on the teller's side"
    audit = Api(journey.bank.port).sign_on("U0001", journey.bank.sign_ons["U0001"]).get(f"/api/v1/audit?subject={case}&limit=50")
    assert "case.form-completed" in str(audit) and PHONE not in str(audit)
    complaints = [error for error in display.errors[opened["errors"]:] if "422" not in error]
    assert complaints == [], complaints


def test_the_customer_asks_the_teller_to_fill_it_in(journey):
    teller, display = journey.teller, journey.display
    teller.wait_focus("#code")
    teller.enter("1101")
    teller.state("opened")
    teller.press("F3")
    display.phase("filling")
    display.tap("[data-form-return]")
    display.phase("idle")
    teller.page.wait_for_selector('[data-hand-over="here"] button:visible')
    Api(journey.bank.port, journey.token()).post(f"/api/v1/cases/{teller.case}/release")
    teller.page.goto(journey.bank.address + "/workbench")
    teller.wait_focus("#code")
