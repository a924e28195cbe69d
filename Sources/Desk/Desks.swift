import Access

/// The front doors of the counter, as the web floor is given them. Staff and workstations are managed
/// through `door`.
package struct Desks: Sendable {
  package let house: House
  package let cases: CaseDesk
  package let approvals: ApprovalDesk
  package let images: CaseImageDesk
  package let dayEnd: DayEndDesk
  package let corrections: CorrectionDesk
  package let errors: ErrorDesk
  package let counter: CounterDesk
  package let tills: TillDesk
  package let records: RecordsDesk
  package let reports: ReportDesk
  package let archive: ArchiveDesk
  package let statements: StatementDesk
  package let posting: PostingDesk
  package let help: HelpDesk
  package let parameters: ParameterDesk
  package let institutions: InstitutionDesk
  package var door: AccessDoor { house.door }

  package init(_ house: House) {
    self.house = house
    cases = CaseDesk(house)
    approvals = ApprovalDesk(cases)
    images = CaseImageDesk(cases)
    corrections = CorrectionDesk(house)
    errors = ErrorDesk(house)
    dayEnd = DayEndDesk(house, approvals: cases.approvals)
    counter = CounterDesk(house)
    tills = TillDesk(cases)
    records = RecordsDesk(house)
    reports = ReportDesk(house)
    archive = ArchiveDesk(house)
    statements = StatementDesk(house)
    posting = PostingDesk(house)
    help = HelpDesk(house)
    parameters = ParameterDesk(house)
    institutions = InstitutionDesk(house)
  }
}
