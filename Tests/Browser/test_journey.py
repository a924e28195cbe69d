"""Acceptance 2: a cash deposit from the teller's keyboard to the sealed voucher, by two people before two screens."""

import re

import pytest
from counter import Api
from journey import AMOUNT, CAPITALS, NAME


def test_the_teller_never_touched_a_mouse(journey):
    keys = [what for what in journey.teller.told if what["kind"] == "key"]
    assert len(keys) > 150, "the watch on the keyboard saw nothing"
    assert journey.teller.mouse == []


def test_at_most_twelve_presses_that_are_no_value(journey):
    figure = len(journey.presses)
    print(f"\nACCEPTANCE 2: {figure} key presses besides values: {[(p['key'], p['at']) for p in journey.presses]}")
    assert 1 <= figure <= 12


def test_till_and_form_said_what_they_should(journey):
    assert "3,200.00" in journey.seen["till"]
    assert CAPITALS in journey.seen["capitals"]
    assert "一致" in journey.seen["verdict"] or "相符" in journey.seen["verdict"] or "✓" in journey.seen["verdict"]
    assert "1,270.00" in journey.seen["booked"] and "借" in journey.seen["booked"] and "贷" in journey.seen["booked"]


def test_the_display_switched_by_itself_and_showed_the_key_facts(journey):
    assert NAME in journey.seen["account sentence"]
    grouped = re.sub(r"\s", "", journey.seen["facts"])
    assert NAME in grouped and journey.account in grouped and AMOUNT in grouped and CAPITALS in grouped
    assert any(AMOUNT in text for text in journey.seen["bold"]), journey.seen["bold"]
    assert any(journey.account == re.sub(r"\s", "", text) for text in journey.seen["bold"])


def test_both_languages(journey):
    assert "You are paying" in journey.seen["english"] and "您将向" not in journey.seen["english"]
    assert "您将向" in journey.seen["chinese"] and "You are paying" not in journey.seen["chinese"]


def test_the_pen_was_a_pen(journey):
    pens = journey.display.pens
    assert len(pens) >= 70 and all(p["trusted"] and p["type"] == "pen" for p in pens)
    pressures = {round(p["p"], 2) for p in pens if p["kind"] == "pointermove"}
    assert len(pressures) > 5 and min(pressures) < 0.3 and max(pressures) > 0.6


def test_the_teller_saw_the_strokes_while_they_were_drawn(journey):
    assert journey.seen["ink before"] == 0
    assert journey.seen["ink while signing"] > 300


def test_three_clicks_on_the_last_button_booked_once(journey):
    assert journey.settled["state"] == "settled" and journey.settled["ended"]
    assert journey.settled["amount"] == {"amount": "1270.00", "currency": "CNY"}
    assert journey.before == "1270.00"
    entries = Api(journey.bank.port, journey.token()).get(f"/api/v1/accounts/{journey.account}/entries")["entries"]
    assert [entry["amount"]["amount"] for entry in entries] == ["1270.00"]


def test_rating(journey):
    assert journey.settled["rating"] == 5


def test_a_refusal_books_nothing_and_the_cash_goes_back(journey):
    case = journey.given_back
    assert case["state"] == "released" and case["release"] and case["handBack"] == "done" and case["ended"]
    assert journey.after == journey.before
    assert journey.seen["end before hand-back"] is False
    assert "1,270.00" in journey.seen["handed back"]


def test_the_code_on_the_screen_leads_to_the_receipt(journey):
    assert journey.seen["qr"] == journey.settled["receiptUrl"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_receipt_needs_no_script(journey, chromium, lang):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    answer = page.goto(journey.settled["receiptUrl"] + f"?lang={lang}")
    assert answer.status == 200
    assert answer.headers["referrer-policy"] == "no-referrer"
    text = page.inner_text("body")
    assert "1,270.00" in text and journey.settled["number"] in text
    assert journey.account not in re.sub(r"\s", "", text), "the account must be masked"
    assert NAME not in text, "the name must be masked"
    assert ("In force" in text or "in force" in text) == (lang == "en")
    context.close()


def test_a_receipt_that_nobody_was_given(journey, chromium):
    status, _, body = Api(journey.bank.port).send("GET", "/r/" + "A" * 22)
    assert status == 404 and NAME.encode() not in body


def test_nothing_complained_and_nothing_came_from_elsewhere(journey):
    for screen in (journey.teller, journey.display):
        assert screen.errors == []
        assert screen.foreign == []


def test_the_books_are_sound(journey):
    journey.bank.assert_sound()
