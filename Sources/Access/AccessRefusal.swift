import Primitives

/// What Access says no to.
package enum AccessRefusal {
  private static func no(
    _ kind: Refusal.Kind, _ code: String, field: String? = nil, limit: String? = nil, _ zh: String, _ en: String,
    _ remedyZh: String, _ remedyEn: String
  ) -> Refusal {
    Refusal(
      kind, "access.\(code)", field: field, limit: limit, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn)
  }

  // MARK: Sign-on

  /// One answer for an unknown number, a wrong password, a lock-out and a blocked person: it tells a
  /// stranger nothing.
  static let signOnFailed = no(
    .unauthenticated, "sign-on-failed", field: "password", limit: "\(AccessOffice.failuresUntilLock)",
    "工号或密码不正确，或账号已被锁定。", "The number or the password is wrong, or the sign-on is locked.",
    "请重新输入。连续输错 5 次将锁定 15 分钟，也可请管理员解锁。",
    "Try again. Five wrong passwords in a row lock the sign-on for 15 minutes; an administrator can unlock it.")
  static let notSignedOn = no(
    .unauthenticated, "not-signed-on", "您尚未签到，或签到已结束。", "You are not signed on, or the sign-on has ended.",
    "请重新签到；办理中的业务会保留。", "Sign on again; unfinished cases are kept.")
  static let idle = no(
    .unauthenticated, "idle-lock", limit: "\(IdleClock.idleSeconds)", "长时间未操作，已锁定。",
    "Locked because nothing was done for a while.", "请输入密码继续；未完成的业务会保留。",
    "Enter your password to go on; unfinished cases are kept.")
  static let unknownTerminal = no(
    .forbidden, "unknown-terminal", "本工作站未登记或已停用。", "This workstation is not enrolled or was withdrawn.",
    "请管理员提供登记码后重新登记。", "Ask an administrator for a code and enrol it again.")
  static let otherInstitution = no(
    .forbidden, "other-institution", "本工作站属于其他机构。", "This workstation belongs to another institution.",
    "请在本机构的工作站签到。", "Sign on at a workstation of your own institution.")

  // MARK: Permissions

  static func forbidden(_ permission: Permission) -> Refusal {
    no(
      .forbidden, "forbidden", limit: permission.rawValue, "您的岗位没有此项权限。", "Your post does not allow this.",
      "请由有权限的同事办理。", "Ask a colleague who may.")
  }
  static func terminalNeeded(_ permission: Permission) -> Refusal {
    no(
      .forbidden, "terminal-needed", limit: permission.rawValue, "此项操作须在已登记的工作站上办理。",
      "This is done at an enrolled workstation only.", "请在工作站上签到后办理。", "Sign on at a workstation.")
  }
  static func changePasswordFirst(_ permission: Permission) -> Refusal {
    no(
      .forbidden, "change-password-first", limit: permission.rawValue, "首次签到须先修改密码。",
      "The first password must be changed first.", "请先修改密码。", "Change your password.")
  }

  // MARK: Passwords

  static let passwordOld = no(
    .invalid, "password-old", field: "oldPassword", "原密码不正确。", "The old password is wrong.", "请重新输入原密码。",
    "Enter the old password again.")
  static let passwordSame = no(
    .invalid, "password-same", field: "newPassword", "新密码不能与原密码相同。",
    "The new password must differ from the old one.", "请输入另一个密码。", "Choose another password.")
  static let passwordChangedMeanwhile = no(
    .conflict, "password-changed-meanwhile", "密码刚刚已被更改。", "The password has just been changed.", "请重新签到。",
    "Sign on again.")
  static func passwordShort(_ least: Int) -> Refusal {
    no(
      .invalid, "password-short", field: "newPassword", limit: "\(least)", "密码至少 \(least) 个字符。",
      "A password has at least \(least) characters.", "请加长密码。", "Make it longer.")
  }
  static func passwordLong(_ most: Int) -> Refusal {
    no(
      .invalid, "password-long", field: "newPassword", limit: "\(most)", "密码最多 \(most) 个字节。",
      "A password has at most \(most) bytes.", "请缩短密码。", "Make it shorter.")
  }
  static func passwordClasses(_ least: Int) -> Refusal {
    no(
      .invalid, "password-classes", field: "newPassword", limit: "\(least)",
      "密码须包含大写字母、小写字母、数字、符号中的至少 \(least) 类。",
      "A password needs at least \(least) of: capitals, small letters, digits, signs.", "请加入其他种类的字符。",
      "Add characters of another kind.")
  }
  static let passwordOwnNumber = no(
    .invalid, "password-own-number", field: "newPassword", "密码不能包含工号或姓名。",
    "A password must not hold your number or name.", "请输入另一个密码。", "Choose another password.")
  static let passwordCharacters = no(
    .invalid, "password-characters", field: "newPassword", "密码含有不可见字符。", "The password holds control characters.",
    "请只用可见字符。", "Use visible characters only.")

  // MARK: Staff

  static let staffNumber = no(
    .invalid, "staff-number", field: "number", "工号应为一个字母加 3 至 7 位数字。", "A number is one letter and 3 to 7 digits.",
    "例如 T0001。", "Such as T0001.")
  static let staffName = no(
    .invalid, "staff-name", field: "name", limit: "40", "姓名应为 1 至 40 个字符。", "A name has 1 to 40 characters.",
    "请填写姓名。", "Enter the name.")
  static func staffNumberUsed(_ number: String) -> Refusal {
    no(
      .conflict, "staff-number-used", field: "number", limit: number, "工号 \(number) 已被使用。",
      "The number \(number) is taken.", "工号不得重复使用，请另选。", "Numbers are never given twice; choose another.")
  }
  static let noStaff = no(
    .notFound, "no-staff", field: "number", "没有这个工号。", "There is no such number.", "请核对工号。", "Check the number.")
  static let ownRecord = no(
    .forbidden, "own-record", field: "number", "不能变更自己的岗位、状态或密码重置。",
    "Nobody changes their own posts, state or first password.", "请由另一位管理员办理。", "Ask another administrator.")
  static let posts = no(
    .invalid, "posts", field: "posts", "岗位组合不允许：管理员和审计员不得兼任其他岗位。",
    "These posts cannot be held together: an administrator or auditor holds no other.", "请只选一个此类岗位，至少选一个岗位。",
    "Choose at least one post, and only one if it is one of these.")
  static let rehearsalPost = no(
    .forbidden, "rehearsal-post", field: "posts", "演练岗位只能用于演示银行。", "The rehearsal post exists in demo banks only.",
    "请选择其他岗位。", "Choose another post.")

  // MARK: Institutions

  static let institutionShape = no(
    .invalid, "institution-shape", field: "institution", "机构号、名称或上级机构不正确。",
    "The institution's number, names or parent do not fit.", "机构号为 1 至 999999，上级机构须高一级，名称 1 至 60 字。",
    "Numbers are 1 to 999999, the parent is one level above, names have 1 to 60 characters.")
  static func institutionExists(_ id: InstitutionID) -> Refusal {
    no(
      .conflict, "institution-exists", field: "institution", limit: "\(id)", "机构 \(id) 已存在。",
      "Institution \(id) exists already.", "请另选机构号。", "Choose another number.")
  }
  static func noInstitution(_ id: InstitutionID) -> Refusal {
    no(
      .notFound, "no-institution", field: "institution", limit: "\(id)", "没有机构 \(id)。",
      "There is no institution \(id).", "请核对机构号。", "Check the number.")
  }
  package static let outsideInstitution = no(
    .forbidden, "outside-institution", field: "institution", "该机构不在您的管辖范围内。",
    "This institution is not yours and not below yours.", "请由该机构或其上级的管理员办理。",
    "Ask an administrator of that institution or above it.")

  // MARK: Terminals and displays

  static let enrolmentCode = no(
    .invalid, "enrolment-code", field: "code", limit: "\(EnrolmentCode.lifeSeconds / 60)", "登记码不正确、已使用或已过期。",
    "The code is wrong, used or expired.", "请核对，或请管理员提供新的登记码（30 分钟内有效，仅用一次）。",
    "Check it, or ask an administrator for a new one (good for 30 minutes and one use).")
  static let terminalName = no(
    .invalid, "terminal-name", field: "name", limit: "40", "工作站名称应为 1 至 40 个字符。",
    "A workstation's name has 1 to 40 characters.", "例如“1 号柜台”。", "Such as “Counter 1”.")
  static let noTerminal = no(
    .notFound, "no-terminal", field: "terminal", "没有这台工作站，或已停用。",
    "There is no such workstation, or it was withdrawn.", "请刷新列表。", "Reload the list.")
  static let pairingCode = no(
    .invalid, "pairing-code", field: "code", limit: "\(AccessOffice.pairingSeconds)", "配对码不正确或已过期。",
    "The digits are wrong or have expired.", "请输入客户屏上当前显示的六位数字，两分钟内有效。",
    "Type the six digits that the customer's screen shows now; they are good for two minutes.")
  static let pairingTries = no(
    .tooMany, "pairing-tries", field: "code", limit: "\(AccessOffice.pairingTries)",
    "配对码已连续输错 \(AccessOffice.pairingTries) 次。",
    "The digits were typed wrongly \(AccessOffice.pairingTries) times.", "请等待两分钟，再输入客户屏上新的六位数字。",
    "Wait two minutes, then type the new digits on the customer's screen.")
  static let displaysWaiting = no(
    .busy, "displays-waiting", limit: "\(AccessOffice.mostWaitingDisplays)",
    "等待配对的客户屏已有 \(AccessOffice.mostWaitingDisplays) 台。",
    "\(AccessOffice.mostWaitingDisplays) screens wait for pairing already.", "请稍候两分钟再试。", "Try again in two minutes.")
  static let unknownDisplay = no(
    .unauthenticated, "unknown-display", "本客户屏尚未配对。", "This screen is not paired.", "请柜员重新配对。",
    "Ask the teller to pair it again.")
  static let loanSelf = no(
    .invalid, "loan-self", field: "number", "不能把授权权限借给自己。", "Authority is lent to somebody else.",
    "请选择本机构的另一名柜员。", "Choose another teller of this institution.")
  static let loanBorrower = no(
    .invalid, "loan-borrower", field: "number", "只能借给本机构在岗并有复核权限的柜员。",
    "Authority is lent to an active teller of this institution who may review.",
    "请选择本机构的另一名柜员。", "Choose another teller of this institution.")
  static let loanTime = no(
    .invalid, "loan-time", field: "until", limit: "\(AuthorityLoan.longestSeconds / 3600) h", "授权期限应在此刻之后、十二小时之内。",
    "A loan ends after now and within twelve hours.", "请重新填写到期时间。", "Give another end.")
  static let loanRuns = no(
    .conflict, "loan-runs", field: "number", "该柜员已有正在生效的授权。", "A loan to this person is running already.",
    "请先收回，再重新借出。", "Have it taken back first.")
}
