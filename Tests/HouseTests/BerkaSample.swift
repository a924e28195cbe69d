import Foundation
import TestHouse

/// A made-up export in the form of the PKDD'99 bank: three clients, two accounts, every kind of transaction.
struct BerkaSample {
  static let transactions: [String] = [
    #"1;10;930101;"PRIJEM";"VKLAD";1000.00;1000.00;"";;"#,
    #"2;10;930102;"VYDAJ";"VYBER";200.00;800.00;"";;"#,
    #"3;10;930102;"PRIJEM";"PREVOD Z UCTU";500.50;1300.50;"";"AB";"123""#,
    #"4;10;930131;"PRIJEM";"";3.20;1303.80;"UROK";;"#,
    #"5;10;930131;"VYDAJ";"VYBER";14.60;1289.10;"SLUZBY";;"#,
    #"6;10;930205;"VYDAJ";"PREVOD NA UCET";89.20;1200.00;"SIPO";"CD";"9""#,
    #"7;10;930206;"VYBER";"VYBER";100.00;1100.00;"";;"#,
    #"8;20;930103;"PRIJEM";"PREVOD Z UCTU";4000.00;4000.00;"DUCHOD";;"#,
    #"9;20;930110;"VYDAJ";"VYBER KARTOU";4500.00;-500.00;"";;"#,
    #"10;20;930131;"VYDAJ";"VYBER";1.10;-501.10;"SANKC. UROK";;"#,
    #"11;20;930201;"VYDAJ";"PREVOD NA UCET";10.00;-511.10;"POJISTNE";;"#,
    #"12;20;930202;"VYDAJ";"PREVOD NA UCET";20.00;-531.10;"UVER";;"#,
    #"13;20;930203;"VYDAJ";"PREVOD NA UCET";30.00;-561.10;" ";;"#,
    #"14;20;930204;"PRIJEM";"VKLAD";900.00;338.90;"";;"#,
    #"15;20;930205;"VYDAJ";"VYBER";40.00;298.90;"SIPO";;"#,
  ]

  var clients = [#"1;"706213";1"#, #"2;"450204";2"#, #"3;"500101";2"#]
  var dispositions = [#"1;1;10;"OWNER""#, #"2;2;20;"OWNER""#, #"3;3;20;"DISPONENT""#]
  var accounts = [#"10;1;"POPLATEK MESICNE";930101"#, #"20;2;"POPLATEK TYDNE";930102"#]
  var rows = Self.transactions

  /// Writes the files into a new folder, lines ending with CRLF.
  func write() throws -> URL {
    let folder = URL(fileURLWithPath: try TestVault.directory())
    try put("client.asc", #""client_id";"birth_number";"district_id""#, clients, folder)
    try put("disp.asc", #""disp_id";"client_id";"account_id";"type""#, dispositions, folder)
    try put("account.asc", #""account_id";"district_id";"frequency";"date""#, accounts, folder)
    try put(
      "trans.asc",
      #""trans_id";"account_id";"date";"type";"operation";"amount";"balance";"k_symbol";"bank";"account""#, rows, folder
    )
    return folder
  }

  private func put(_ name: String, _ heading: String, _ lines: [String], _ folder: URL) throws {
    let text = ([heading] + lines).joined(separator: "\r\n") + "\r\n"
    try Data(text.utf8).write(to: folder.appending(path: name))
  }
}
