import Claude
import DocumentModel
import Storage
import Testing

@testable import Accounting

/// Calls that are made together are reserved together, or not at all.
@Suite struct ReservedTogetherTests {
    private func intent(_ cents: Int?, _ collections: [String] = ["a"], tenant: String? = nil) -> CallIntent {
        CallIntent(
            .batch, model: "claude-sonnet-5-5", worstCost: cents.map { .cents($0) }, collections: collections,
            tenant: tenant)
    }

    private func reserve(_ sample: LedgerSample, _ intents: [CallIntent]) async throws -> Ledger.Reserved<[String]> {
        try await sample.ledger.reserve(together: intents) { _, calls in calls.map(\.key) }.get()
    }

    private func refusal(_ sample: LedgerSample, _ intents: [CallIntent]) async throws -> AccountingError? {
        await #expect(throws: AccountingError.self) { try await reserve(sample, intents) }
    }

    @Test func eachBudgetSeesWhatItCovers() async throws {
        let ten = Money.cents(10).nanoDollars
        let sample = try await LedgerSample(budgets: [
            Budget(.collection("a"), .day, limit: ten), Budget(.tenant("t"), .month, limit: ten * 10),
            Budget(.database, .day, limit: ten * 2, warning: ten),
        ])
        // Six and five cents of one collection are too much, whatever the others cost.
        let error = try await refusal(sample, [intent(6), intent(5), intent(1, ["b"])])
        #expect(error?.code == .overBudget && error?.left == .cents(10))
        #expect(error?.message.hasPrefix("The 2 questions could cost $0.11 together") == true)
        #expect(try await sample.calls().isEmpty)
        let taken = try await reserve(sample, [intent(6), intent(4), intent(8, ["b"], tenant: "t")])
        #expect(taken.result.count == 3 && taken.warnings.count == 1)
        #expect(Set(try await sample.calls().map(\.key)) == Set(taken.result))
        // Two cents are left in all, none of collection a.
        #expect(try await refusal(sample, [intent(1)]) != nil)
        #expect(try await refusal(sample, [intent(2, ["b"]), intent(1, ["b"])]) != nil)
        _ = try await reserve(sample, [intent(1, ["b"]), intent(1, ["b"])])
    }

    @Test func whatNobodyCanPriceIsRefusedUnderABudget() async throws {
        let sample = try await LedgerSample(budgets: [Budget(.collection("a"), .day, limit: 1_000)])
        #expect(try await refusal(sample, [intent(nil)])?.code == .unknownPrice)
        _ = try await reserve(sample, [intent(nil, ["b"])])
    }

    @Test func whatIsWrittenBesideFailsWithIt() async throws {
        let sample = try await LedgerSample()
        await #expect(throws: StorageError.self) {
            try await sample.ledger.reserve(together: [intent(1)]) { connection, _ throws(StorageError) in
                try connection.run("INSERT INTO no_such_table VALUES(1)")
            }
        }
        #expect(try await sample.calls().isEmpty)
    }
}
