import Primitives

/// What is refused about transaction passwords. No sentence holds a digit of one.
package enum PasswordRefusal {
  package static let format = Refusal(
    .invalid, "password.format", field: "password", limit: "6", zh: "交易密码为 6 位数字。",
    en: "A transaction password has six digits.", remedyZh: "请输入 6 位数字。", remedyEn: "Enter six digits.")
  static let weak = Refusal(
    .invalid, "password.weak", field: "password", zh: "密码过于简单：六位相同，或为连续数字。",
    en: "This password is too simple: six times one digit, or a run of digits.", remedyZh: "请换一个密码。",
    remedyEn: "Choose another one.")
  static let personal = Refusal(
    .invalid, "password.personal", field: "password", zh: "密码不能取自出生日期、手机号码或证件号码。",
    en: "A password must not be part of a birth date, a phone number or a document number.", remedyZh: "请换一个密码。",
    remedyEn: "Choose another one.")
  package static let differs = Refusal(
    .invalid, "password.differs", field: "again", zh: "两次输入的新密码不一致。", en: "The two entries differ.",
    remedyZh: "请重新输入两次。", remedyEn: "Enter it twice again.")
  package static let same = Refusal(
    .invalid, "password.same", field: "password", zh: "新密码与原密码相同。", en: "The new password is the present one.",
    remedyZh: "请换一个密码。", remedyEn: "Choose another one.")
  package static func wrong(left: Int) -> Refusal {
    Refusal(
      .invalid, "password.wrong", field: "password", limit: "\(left)", zh: "密码不正确，今天还可以输入 \(left) 次。",
      en: "Wrong password; \(left) more \(left == 1 ? "try" : "tries") today.", remedyZh: "请重新输入。",
      remedyEn: "Enter it again.")
  }
  package static func locked(_ field: String?) -> Refusal {
    Refusal(
      .conflict, "password.locked", field: field, zh: "交易密码当日输错次数已满，已锁定至下一营业日。",
      en: "The password was entered wrongly too often today; it is locked until the next business day.",
      remedyZh: "请客户下一营业日再来，或凭证件办理密码重置。",
      remedyEn: "Come back on the next business day, or have it reset on sight of the document.")
  }
  static let none = Refusal(
    .conflict, "password.none", field: "account", zh: "该账户没有设置交易密码。", en: "This account has no transaction password.",
    remedyZh: "请办理设置交易密码。", remedyEn: "Set one first.")
  static let alreadySet = Refusal(
    .conflict, "password.already-set", field: "account", zh: "该账户已设置交易密码。",
    en: "This account has a transaction password already.", remedyZh: "请办理密码修改；忘记密码的办理密码重置。",
    remedyEn: "Change it; when it is forgotten, have it reset.")
  static let needed = Refusal(
    .conflict, "password.needed", zh: "本笔尚未输入正确的交易密码，或密码在此期间已变更。",
    en: "This case has no valid entry of the password, or the password was changed meanwhile.",
    remedyZh: "请重新办理，由客户在客户屏上输入密码。", remedyEn: "Start again; the customer enters it on his screen.")
  static let expired = Refusal(
    .conflict, "password.expired", zh: "交易密码输入后间隔过久，已失效。",
    en: "Too much time has passed since the password was entered.",
    remedyZh: "请重新办理。", remedyEn: "Start again.")
}
