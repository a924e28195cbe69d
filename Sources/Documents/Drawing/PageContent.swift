import Primitives

/// What stands on a voucher, with every value already resolved. Drawing decides only how it looks.
package struct PageContent: Sendable, Equatable {
  /// One label and its value; long values get the whole width of the page by themselves.
  package struct Row: Sendable, Equatable {
    package let label: Bilingual
    package let value: String
    package let bold: Bool

    package init(label: Bilingual, value: String, bold: Bool = false) {
      self.label = label
      self.value = value
      self.bold = bold
    }
  }

  /// A column of a list.
  package struct Column: Sendable, Equatable {
    package let label: Bilingual
    /// Its share of the width, against the others'.
    package let share: Int
    /// Figures stand to the right.
    package let isFigure: Bool

    package init(label: Bilingual, share: Int, isFigure: Bool = false) {
      self.label = label
      self.share = share
      self.isFigure = isFigure
    }
  }

  package enum Block: Sendable, Equatable {
    case table([Row])
    /// An amount in figures with its currency (`CNY 10,000.00`) and in Chinese capitals.
    case amount(label: Bilingual, figures: String, capitals: String)
    case paragraph(Bilingual)
    /// The title of a part; it never stands alone at the foot of a page.
    case heading(Bilingual)
    /// A QR code, drawn alone with its quiet zone; `caption` stands beside it.
    case qr(text: String, caption: Bilingual)
    /// A list over as many pages as it needs; the headings stand on each.
    case lines(columns: [Column], rows: [[String]])
    /// Where the boxes stand when not at the foot of the last page; drawn once, whatever the count.
    case signatures
  }

  /// One place to sign.
  package struct SignatureBox: Sendable, Equatable {
    /// The role of the template: `teller`, `customer`, `bank` …; unique in a page.
    package let role: String
    package let label: Bilingual

    package init(role: String, label: Bilingual) {
      self.role = role
      self.label = label
    }
  }

  package let bank: Bilingual
  /// The outlet, under the bank's name; may be empty.
  package let outlet: Bilingual
  package let title: Bilingual
  package let blocks: [Block]
  package let boxes: [SignatureBox]
  /// What the number at the head of the page is.
  package let numberLabel: Bilingual
  package let journalNumber: String
  package let businessDate: BusinessDate
  /// The creation date in the file; the same content gives the same bytes.
  package let createdAt: Moment
  /// One small line at the foot of every page.
  package let footer: Bilingual

  package init(
    bank: Bilingual, outlet: Bilingual = Bilingual(zh: "", en: ""), title: Bilingual, blocks: [Block],
    boxes: [SignatureBox], numberLabel: Bilingual = Bilingual(zh: "流水号", en: "Journal no."), journalNumber: String,
    businessDate: BusinessDate, createdAt: Moment, footer: Bilingual = Bilingual(zh: "", en: "")
  ) {
    self.bank = bank
    self.outlet = outlet
    self.title = title
    self.blocks = blocks
    self.boxes = boxes
    self.numberLabel = numberLabel
    self.journalNumber = journalNumber
    self.businessDate = businessDate
    self.createdAt = createdAt
    self.footer = footer
  }
}

/// A rectangle in PDF coordinates: points (1/72 inch), origin at the page's lower left corner.
package struct PageRectangle: Sendable, Equatable {
  package let x: Double
  package let y: Double
  package let width: Double
  package let height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// Where the widget of a signature field goes.
package struct PlacedBox: Sendable, Equatable {
  package let role: String
  package let label: Bilingual
  /// From 0.
  package let page: Int
  package let rectangle: PageRectangle

  package init(role: String, label: Bilingual, page: Int, rectangle: PageRectangle) {
    self.role = role
    self.label = label
    self.page = page
    self.rectangle = rectangle
  }
}

/// A finished page file, unsigned, without form fields.
package struct DrawnVoucher: Sendable, Equatable {
  package let pdf: [UInt8]
  package let pages: Int
  /// In the order of `PageContent.boxes`.
  package let boxes: [PlacedBox]

  package init(pdf: [UInt8], pages: Int, boxes: [PlacedBox]) {
    self.pdf = pdf
    self.pages = pages
    self.boxes = boxes
  }
}
