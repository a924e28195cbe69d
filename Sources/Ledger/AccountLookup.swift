import Primitives
import Storage

extension LedgerBooks {
  /// The account, or nil when none has this number: for those who open accounts on demand.
  package func find(_ id: LedgerAccountID, in tx: any ReadTransaction) throws -> LedgerAccount? {
    try LedgerAccount.find(id, lock: false, in: tx)
  }
}
