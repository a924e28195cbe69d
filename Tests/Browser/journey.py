"""One customer at one counter, from the empty workstation to the receipt (acceptance 2)."""

from counter import Api, resident_id
from screens import DisplayScreen, TellerScreen

NAME, PHONE = "欧阳静宜", "13800138000"
AMOUNT, CAPITALS = "1,270.00", "人民币壹仟贰佰柒拾元整"


class Journey:
    def __init__(self, bank, browser, folder):
        self.bank = bank
        self.browser = browser
        self.folder = folder
        self.teller = TellerScreen(browser, bank)
        self.display = DisplayScreen(browser, bank)
        self.document = resident_id("journey")
        self.seen = {}

    def play(self):
        self.come_in()
        self.open_the_till()
        self.open_an_account()
        self.deposit()
        self.refused()
        self.take_the_voucher()

    def tell_where_it_stands(self):
        """Pictures and complaints of both screens, for whoever has to find out why the journey stopped."""
        for name, screen in (("teller", self.teller), ("display", self.display)):
            picture = self.folder / f"{name}.png"
            screen.page.screenshot(path=str(picture))
            print(f"{name}: {screen.page.url} {picture} {screen.errors}")

    def close(self):
        self.teller.context.close()
        self.display.context.close()

    # Before the first customer

    def come_in(self):
        boss = Api(self.bank.port).sign_on("A0001", self.bank.sign_ons["A0001"])
        code = boss.post("/api/v1/enrolment-codes", {"institution": "110101"})["code"]
        teller = self.teller
        teller.go("/enrolment")
        teller.wait_focus("[name=code]")
        teller.type(code)
        teller.press("Tab")
        teller.enter("1 号柜台")
        teller.page.wait_for_url("**/sign-on")
        teller.wait_focus("[name=number]")
        teller.type("T0001")
        teller.press("Tab")
        teller.enter(self.bank.sign_ons["T0001"])
        teller.page.wait_for_url("**/workbench")
        self.display.go()
        digits = self.display.visible_code()
        teller.tab_to("#pairing-code")
        teller.enter(digits)
        self.display.phase("idle")
        teller.page.wait_for_selector('[data-live="display"] .chip-ok')

    def open_the_till(self):
        teller = self.teller
        teller.press("F6")
        teller.page.wait_for_url("**/till")
        for face, count in (("100", "20"), ("50", "20"), ("20", "10")):
            teller.face(face, count)
        teller.press("F9")
        teller.page.wait_for_url("**/workbench")
        self.seen["till"] = teller.page.inner_text(".strip-till")

    # Two cases

    def open_an_account(self):
        teller, display = self.teller, self.display
        teller.wait_focus("#code")
        teller.enter("1101")
        teller.state("opened")
        teller.field("documentNumber", self.document)
        teller.field("customerName", NAME)
        teller.field("phone", PHONE)
        teller.field("identityCheck", "1")
        teller.field("identityResult", "1")
        teller.field("currency", "1")
        # Bound account and password are left as they are.
        teller.wait_focus("[name=linkedAccount]")
        teller.press("F9")
        teller.wait_focus("#to-customer")
        teller.press("Enter")
        teller.state("drafted")
        display.phase("reading")
        self.seen["account sentence"] = display.page.inner_text('[data-view="reading"] [data-bind="sentence"]')
        self.sign_and_confirm()
        self.case_of_account = teller.case
        teller.press("F12")
        teller.page.wait_for_url("**/workbench")
        display.phase("idle")
        self.account = Api(self.bank.port, self.token()).get(f"/api/v1/cases/{self.case_of_account}")["accountNumber"]

    def token(self):
        """The teller's own sign-on; cookie and bearer name the same session."""
        return next(c["value"] for c in self.teller.context.cookies() if c["name"] == "guichet_session")

    def fill_the_deposit(self):
        """From the workbench to the customer's screen."""
        teller = self.teller
        teller.wait_focus("#code")
        teller.enter("1201")
        teller.state("opened")
        teller.field("account", self.account)
        teller.field("amount", "1270")
        teller.face("100", "12")
        teller.face("50", "1")
        teller.face("20", "1")
        teller.wait_focus("[name=note]")
        self.seen["capitals"] = teller.page.inner_text("#capitals-amount")
        self.seen["verdict"] = teller.page.inner_text("[data-denominations] [data-verdict]")
        teller.press("Enter")
        teller.wait_focus("#to-customer")
        self.seen["booked"] = teller.page.inner_text("#feedback")
        teller.press("Enter")
        teller.state("drafted")

    def sign_and_confirm(self, second_click=False):
        """The customer's part; the teller only looks on."""
        teller, display = self.teller, self.display
        display.phase("reading")
        display.read()
        self.seen["ink before"] = teller.mirrored_ink()

        def look():
            for _ in range(100):
                self.seen["ink while signing"] = teller.mirrored_ink()
                if self.seen["ink while signing"] > 300:
                    break
                teller.page.wait_for_timeout(50)

        display.write(1)
        display.tap("[data-sign-again]")
        display.pens.clear()
        display.write(3, meanwhile=look)
        display.tap("[data-sign-done]")
        display.phase("confirming")
        teller.page.wait_for_selector('[data-mirror="page"]:not([hidden])')
        if second_click:
            display.page.wait_for_selector("[data-confirm-final]:not([disabled])")
            display.page.evaluate("""() => { const b = document.querySelector('[data-confirm-final]'); b.click(); b.click(); b.click(); }""")
        else:
            display.tap("[data-confirm-final]")
        display.phase("done")
        teller.state("settled")

    def deposit(self):
        teller, display = self.teller, self.display
        start = len(teller.told)
        self.fill_the_deposit()
        display.phase("reading")
        self.seen["facts"] = display.page.inner_text('[data-view="reading"] [data-facts]')
        self.seen["bold"] = display.page.locator('[data-view="reading"] [data-facts] dd.strong').all_inner_texts()
        display.tap("[data-switch-language]")
        self.seen["english"] = display.page.inner_text('[data-view="reading"]')
        display.tap("[data-switch-language]")
        self.seen["chinese"] = display.page.inner_text('[data-view="reading"]')
        self.sign_and_confirm(second_click=True)
        self.seen["qr"] = display.qr(self.folder)
        display.tap('[data-rate="5"]')
        display.page.wait_for_selector("[data-rating-thanks]:not([hidden])")
        self.deposit_case = teller.case
        self.seen["settled page"] = teller.page.inner_text("#main")
        teller.press("F12")
        teller.page.wait_for_url("**/workbench")
        display.phase("idle")
        self.presses = teller.counted(start)
        self.settled = Api(self.bank.port, self.token()).get(f"/api/v1/cases/{self.deposit_case}")

    def refused(self):
        """The customer says no; nothing is booked, the cash goes back and that is recorded."""
        teller, display = self.teller, self.display
        self.before = Api(self.bank.port, self.token()).get(f"/api/v1/accounts/{self.account}")["balance"]["amount"]
        self.fill_the_deposit()
        display.phase("reading")
        display.tap('[data-view="reading"] [data-ask-refuse]')
        display.tap("[data-refuse]")
        display.phase("refused")
        teller.state("released")
        self.refused_case = teller.case
        self.seen["refused page"] = teller.page.inner_text("#main")
        teller.press("F12")
        self.seen["end before hand-back"] = Api(self.bank.port, self.token()).get(f"/api/v1/cases/{self.refused_case}")["ended"]
        teller.press("F6")
        # What was taken in stands there already; a build before that has an empty grid.
        if not teller.page.input_value("#hand-back-form [name=denominations]"):
            for face, count in (("100", "12"), ("50", "1"), ("20", "1")):
                teller.face(face, count)
        teller.press("F9")
        teller.page.wait_for_selector("#end-form")
        teller.page.wait_for_load_state("load")
        self.seen["handed back"] = teller.page.inner_text("#main")
        teller.press("F12")
        teller.page.wait_for_url("**/workbench")
        display.phase("idle")
        api = Api(self.bank.port, self.token())
        self.after = api.get(f"/api/v1/accounts/{self.account}")["balance"]["amount"]
        self.given_back = api.get(f"/api/v1/cases/{self.refused_case}")

    def take_the_voucher(self):
        api = Api(self.bank.port, self.token())
        self.voucher = self.folder / "voucher.pdf"
        self.voucher.write_bytes(api.get(f"/api/v1/archive/{self.settled['documentId']}/voucher.pdf"))
        self.qr = self.settled["receiptUrl"]
        self.texts = [NAME, AMOUNT, CAPITALS, self.settled["number"], self.account]
