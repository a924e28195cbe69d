import Access
import Banking
import Desk
import HTTPTypes
import Hummingbird
import Primitives

/// Blank vouchers and counterfeit money as JSON.
struct VoucherRoutes: Sendable {
  let desks: Desks

  private static let need = Need.either(.tillSupervise, .tillOperate)

  var routes: [Route] { stock + ends + counterfeits }

  private var stock: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/vouchers", Self.need, "重要空白凭证", "Blank vouchers of the outlet",
        answer: .json(WireVouchers.shape)
      ) { call in Answer.json(WireVouchers(try await desks.tills.vouchers(by: try call.signOn))) },
      Route(
        .post, "/api/v1/vouchers/receipts", .permission(.tillSupervise), "凭证入库", "Receive blank vouchers",
        body: .json(VoucherForms.receipt), answer: .nothing
      ) { call in
        try await desks.tills.receiveVouchers(
          try call.text("kind"), first: Int64(try call.integer("first")), last: Int64(try call.integer("last")),
          by: try call.signOn)
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/vouchers/hand-outs", .permission(.tillSupervise), "凭证领用", "Hand out blank vouchers",
        body: .json(VoucherForms.handOut), answer: .json(WireRange.shape, .created)
      ) { call in
        Answer.json(
          WireRange(
            try await desks.tills.handVouchers(
              try call.text("kind"), pieces: Int64(try call.integer("pieces")), to: try call.text("teller"),
              by: try call.signOn)), .created)
      },
      Route(
        .post, "/api/v1/vouchers/hand-ins", .permission(.tillOperate), "凭证上缴", "Hand blank vouchers in",
        body: .json(VoucherForms.kind), answer: .json(WireRange.shape, .created)
      ) { call in
        Answer.json(
          WireRange(try await desks.tills.handVouchersIn(try call.text("kind"), by: try call.signOn)), .created)
      },
    ]
  }

  private var ends: [Route] {
    let desks = desks
    return [
      Route(
        .post, "/api/v1/vouchers/ends", .permission(.tillOperate), "凭证使用或作废", "Use or void a blank voucher",
        body: .json(VoucherForms.end), answer: .nothing
      ) { call in
        guard let end = VoucherStock.End(rawValue: try call.text("end")) else { throw WebRefusal.missing("end") }
        try await desks.tills.endVoucher(
          try call.text("kind"), number: Int64(try call.integer("number")), end, purpose: try call.text("purpose"),
          by: try call.signOn)
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/vouchers/counts", .permission(.tillOperate), "凭证盘点", "Count blank vouchers",
        body: .json(VoucherForms.count), answer: .nothing
      ) { call in
        try await desks.tills.countVouchers(
          [(try call.text("kind"), Int64(try call.integer("pieces")))], by: try call.signOn)
        return Answer.nothing()
      },
      Route(
        .post, "/api/v1/vouchers/destructions", .permission(.tillSupervise), "凭证销毁", "Destroy a voided voucher",
        body: .json(VoucherForms.destruction), answer: .nothing
      ) { call in
        try await desks.tills.destroyVoucher(
          try call.text("kind"), number: Int64(try call.integer("number")), second: try call.text("second"),
          password: try call.text("password"), by: try call.signOn)
        return Answer.nothing()
      },
    ]
  }

  private var counterfeits: [Route] {
    let desks = desks
    return [
      Route(
        .get, "/api/v1/counterfeits", Self.need, "假币登记簿", "The register of counterfeits",
        answer: .json(WireCounterfeits.shape),
        query: [QueryMember("serial", .text(length: 0...20), "of one serial number; today's if absent")]
      ) { call in
        let found = try await desks.tills.counterfeits(serial: call.query.filled("serial"), by: try call.signOn)
        return Answer.json(WireCounterfeits(entries: found.map(WireCounterfeit.init)))
      },
      Route(
        .post, "/api/v1/counterfeits", .permission(.tillOperate), "收缴假币", "Take counterfeits in",
        body: .json(VoucherForms.counterfeit), answer: .json(WireCounterfeit.shape, .created)
      ) { call in
        guard let type = DocumentType(rawValue: try call.text("documentType")) else {
          throw WebRefusal.missing("documentType")
        }
        guard let kind = CounterfeitRegister.Note.Kind(rawValue: try call.text("kind")) else {
          throw WebRefusal.missing("kind")
        }
        let face = try call.text("denomination")
        let notes = call.list("serials").compactMap { item in
          if case .text(let serial) = item {
            TillDesk.FalseNote(denomination: face, serial: serial, kind: kind)
          } else {
            nil
          }
        }
        let entry = try await desks.tills.takeInCounterfeits(
          notes, currency: try call.text("currency"), document: (type, try call.text("documentNumber")),
          name: try call.text("name"), second: try call.text("second"), password: try call.text("password"),
          by: try call.signOn)
        return Answer.json(WireCounterfeit(entry), .created)
      },
    ]
  }
}
