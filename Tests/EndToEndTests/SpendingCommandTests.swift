import Accounting
import Claude
import JSON
import Storage
import TestSupport
import Testing

@Suite struct SpendingCommandTests {
    let docqa = BuiltProgram("docqa")
    let home = TemporaryFolder()

    func run(_ arguments: String...) throws -> BuiltProgram.Result {
        try docqa.run(arguments + ["--db", home["a.db"]], environment: ["HOME": home.path], folder: home.path)
    }

    /// Two days of calls, as a process leaves them behind.
    private func spend() async throws {
        let store = try await SQLiteStore.open(path: home["a.db"], create: true)
        // 20 and 21 November 2026.
        for (day, tenant) in [(1_795_176_000, "=acme"), (1_795_262_400, nil)] {
            let ledger = Ledger(store: store) { day }
            let intent = CallIntent(
                .answer, model: "claude-sonnet-5-5", worstCost: .cents(5), collections: ["manuals"], tenant: tenant)
            let answer = try await ledger.reserve(intent)
            let usage = Usage(inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 9_000)
            await ledger.settle(answer, CallOutcome(.complete, .usage(usage)))
            let lost = try await ledger.reserve(intent)
            await ledger.settle(lost, CallOutcome(.failed, .nothing, error: "overloaded_error"))
        }
        await store.close()
    }

    @Test func showsWhatEachDayCost() async throws {
        try await spend()
        let table = try run("usage")
        #expect(table.status == 0 && table.errors.isEmpty)
        // 1,000 x 2 + 9,000 x 0.1 + 100 x 10 dollars a million are 0.39 cents; without a cache 2.1.
        #expect(
            table.output == """
                day            cost    saved  cached  answers  per answer  calls  failed
                2026-11-20  $0.0039  $0.0171    90 %        1     $0.0039      2       1
                2026-11-21  $0.0039  $0.0171    90 %        1     $0.0039      2       1
                total       $0.0078  $0.0342    90 %        2     $0.0039      4       2

                """)
        let one = try run("usage", "--since", "2026-11-21", "--json")
        let total = try JSONValue(parsing: one.output)["total"]
        #expect(total?["calls"]?.int == 2 && total?["cost"]?["nano_dollars"]?.int == 3_900_000)
        #expect(try run("usage", "--before", "2026-11-20").errors.contains("No call to the API is on record"))
        // A name that a spreadsheet would run is made harmless.
        let csv = try run("usage", "--by", "tenant", "--csv").output.split(separator: "\n")
        #expect(csv.count == 3 && csv[0].hasPrefix("tenant,calls,"))
        #expect(csv.contains { $0.hasPrefix("'=acme,2,1,1,1000,") })
    }

    @Test func setsAndRemovesBudgets() async throws {
        #expect(try run("budget", "set", "2.50", "--warn", "2").status == 0)
        #expect(try run("budget", "set", "$40", "--month", "--collection", "manuals").status == 0)
        #expect(
            try run("budget").output == """
                a month, collection manuals: $0.00 of $40.00 spent, $40.00 left
                a day: $0.00 of $2.50 spent, $2.50 left; warns at $2.00

                """)
        #expect(try run("budget", "remove").status == 0)
        #expect(try run("budget", "remove").status == 1)
        #expect(try JSONValue(parsing: run("budget", "--json").output)["budgets"]?.array?.elements.count == 1)
        for wrong in ["much", "-1", "1e9", "0.0000000001", "99999999999999"] {
            let result = try docqa.run(
                ["budget", "set", "--db", home["a.db"], "--", wrong], environment: ["HOME": home.path],
                folder: home.path)
            #expect(result.status == 2 && result.errors.contains("an amount of dollars"), "\(wrong): \(result)")
        }
        #expect(try run("budget", "set", "1", "--tenant", "a", "--collection", "b").status == 2)
    }
}
