import Accounting
import Claude
import CommandLine
import DocQA
import DocumentModel
import JSON
import Storage

/// `docqa usage`
enum UsageCommand {
    static let grouping = Flag.choice("by", "WHAT", default: Spending.Grouping.day, "What to tell apart.")
    static let since = Flag.text("since", "DATE", "Only calls on this day (2026-01-31, UTC) or later.")
    static let before = Flag.text("before", "DATE", "Only calls before this day.")
    static let tenant = Flag.text("tenant", "NAME", "Only calls for this tenant of the service.")
    static let csv = Flag.toggle("csv", "Print rows of comma-separated values.")

    static let command = Command(
        "usage", group: .costs, "Show what calls to the API cost, and what the cache saved.",
        discussion: """
            Every call has a row, also one that failed, was cancelled or cut, each attempt, each round of a search, and helper \
            calls. What a call cost is computed \
            from the usage that the service reported, by the model that answered, in whole nano-dollars; a call whose end nobody \
            heard of counts with its worst case. "Saved" is the difference to the same calls without a cache, and what answers \
            would have cost that were given again; "again" counts these. "Cached" is the share of all prompt tokens that were read \
            from the cache.
            """,
        flags: [SharedFlags.db, DocumentFlags.anyCollection, grouping, since, before, tenant, csv],
        examples: [
            CommandExample("docqa usage", "The costs of each day."),
            CommandExample(
                "docqa usage --by collection --since 2026-11-01", "Which collection cost how much since then."),
            CommandExample("docqa usage --by model --csv", "A table for a spreadsheet."),
        ],
        exits: [CommandExit(.databaseProblem)],
        schema: "usage", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let grouping = call[grouping]
        let start = try call[since].map { try CalendarDay.start(of: $0, "--since") } ?? 0
        let end = try call[before].map { try CalendarDay.start(of: $0, "--before") } ?? .max
        return try await call.withLibrary { library, _ in
            let (total, rows) = try await library.spending(
                by: grouping, since: start, before: end, collection: call[DocumentFlags.anyCollection],
                tenant: call[tenant])
            call.tellOfWaiting(library.waitingCalls)
            if call[SharedFlags.json] {
                try call.console.print(json: [
                    "by": JSONValue(grouping.rawValue), "rows": .array(JSONArray(rows.map { $0.json(named: true) })),
                    "total": total.json(named: false),
                ])
            } else if call[csv] {
                try call.console.print(Spending.csvHeader(grouping))
                for row in rows { try call.console.print(row.csv) }
            } else if rows.isEmpty {
                call.console.note("No call to the API is on record: answers without a key cost nothing.")
            } else {
                for line in UsageTable.lines(rows, total, grouping, on: call.console.output.terminal) {
                    try call.console.print(line)
                }
            }
            return .success
        }
    }
}

extension Invocation {
    /// Figures without them would look like all there is.
    func tellOfWaiting(_ calls: Int) {
        guard calls > 0 else { return }
        console.warn(
            "The database cannot be written to: \(Quantity.count(calls, "call")) beside it \(calls == 1 ? "is" : "are") not in "
                + "these figures. Budgets count them.")
    }
}

extension Spending {
    func json(named: Bool) -> JSONValue {
        var object = JSONObject()
        if named { object.append("name", JSONValue(name)) }
        object.append("calls", JSONValue(calls))
        object.append("answers", JSONValue(answers))
        object.append("reused_answers", JSONValue(reused))
        object.append("failures", JSONValue(failures))
        object.append("lost_calls", JSONValue(lost))
        object.append("lost_cost", ["nano_dollars": JSONValue(lostCost)])
        object.append("input_tokens", JSONValue(tokens.input))
        object.append("cache_write_5m_tokens", JSONValue(tokens.cacheWrite5m))
        object.append("cache_write_1h_tokens", JSONValue(tokens.cacheWrite1h))
        object.append("cache_read_tokens", JSONValue(tokens.cacheRead))
        object.append("output_tokens", JSONValue(tokens.output))
        object.append("cost", ["nano_dollars": JSONValue(cost)])
        object.append("uncached_cost", ["nano_dollars": JSONValue(uncachedCost)])
        object.append("saved", ["nano_dollars": JSONValue(saved)])
        object.append("cost_per_answer", costOfAnAnswer.map { ["nano_dollars": JSONValue($0)] } ?? .null)
        object.append(
            "cached_share",
            cachedShare.flatMap { JSONNumber(($0 * 10_000).rounded() / 10_000) }.map { .number($0) } ?? .null)
        object.append("unpriced_calls", JSONValue(unpriced))
        object.append("first_text_ms", firstText.map { JSONValue($0) } ?? .null)
        object.append("duration_ms", duration.map { JSONValue($0) } ?? .null)
        return .object(object)
    }

    static func csvHeader(_ grouping: Spending.Grouping) -> String {
        "\(grouping.rawValue),calls,answers,failures,input_tokens,cache_write_5m_tokens,cache_write_1h_tokens,"
            + "cache_read_tokens,output_tokens,cost_nano_dollars,uncached_nano_dollars,saved_nano_dollars,"
            + "cost_per_answer_nano_dollars,cached_share,unpriced_calls,reused_answers,lost_calls,lost_nano_dollars"
    }

    var csv: String {
        let name = SeparatedValues.cell(name)
        let figures = [
            calls, answers, failures, tokens.input, tokens.cacheWrite5m, tokens.cacheWrite1h, tokens.cacheRead,
            tokens.output, cost, uncachedCost, saved,
        ]
        let share = cachedShare.map { "\(($0 * 10_000).rounded() / 10_000)" } ?? ""
        let ends = [unpriced, reused, lost, lostCost]
        return
            ([name] + figures.map(String.init) + [costOfAnAnswer.map(String.init) ?? "", share]
            + ends.map(String.init)).joined(separator: ",")
    }
}
