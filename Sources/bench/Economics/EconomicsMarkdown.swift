extension EconomicsTable {
    /// The tables of `docs/economics.md`.
    var markdown: String {
        var lines: [String] = []
        lines.append("Seed \(seeds[0]); others \(seeds.dropFirst().map { "\($0)" }.joined(separator: ", ")).")
        lines.append("")
        lines.append("| | " + seeds.map { "\($0)" }.joined(separator: " | ") + " | at most |")
        lines.append("| --- |" + String(repeating: " ---: |", count: seeds.count + 1))
        let summaries = seeds.map(summary)
        func row(_ name: String, _ bound: String, _ value: (Summary) -> String) {
            lines.append("| \(name) | " + summaries.map(value).joined(separator: " | ") + " | \(bound) |")
        }
        row("ours to the best single fixed policy, geometric mean", "0.75") { Self.decimal($0.mean) }
        row("that policy", "") { $0.bestFixed.rawValue }
        row("the same of the input alone", "") { Self.decimal($0.inputMean) }
        row("ours to the cheapest of the others, worst cell", "1.03") { Self.decimal($0.worst) }
        row("planned and charged apart, worst cell", "3 %") { Self.percent($0.inaccuracy) }
        row("repeated input of follow-ups that is read, worst cell", "at least 95 %") { Self.percent($0.readShare) }
        row("conversations to the same uncached, input, geometric mean", "") { Self.decimal($0.talkCost) }
        lines.append("")
        lines.append(
            "| collection | a question each | model | " + CachePolicy.allCases.map(\.rawValue).joined(separator: " | ")
                + " | ours to the cheapest, by seed |")
        lines.append("| --- | --- | --- | ---: | ---: | ---: | ---: | --- |")
        for cell in cells where cell.seed == seeds[0] {
            let ratios = seeds.compactMap { seed in
                cells.first {
                    $0.seed == seed && $0.size == cell.size && $0.arrivals == cell.arrivals && $0.model == cell.model
                }.map { Self.decimal($0.ratio) }
            }
            let line = collections.first { $0.size == cell.size }
            let fits = cell.bills[0].charged != cell.bills[2].charged
            let dollars = cell.bills.enumerated().map { number, bill in
                number == 2 && !fits ? "(does not fit)" : Self.dollars(bill.charged, per: questions)
            }
            let model = cell.model.split(separator: "-").dropFirst().first.map { $0.capitalized } ?? cell.model
            lines.append(
                "| \(Self.size(cell.size)), \(line?.passages ?? 0) passages | \(cell.arrivals.rawValue) | \(model) | "
                    + dollars.joined(separator: " | ") + " | " + ratios.joined(separator: " ") + " |")
        }
        return lines.joined(separator: "\n")
    }

    private static func decimal(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        return "\(thousandths / 1000)." + String(String(1000 + thousandths % 1000).dropFirst())
    }

    private static func percent(_ value: Double) -> String {
        let tenths = Int((value * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// Dollars for a thousand questions.
    private static func dollars(_ nano: Int, per questions: Int) -> String {
        let cents = nano / questions / 10_000
        return "\(cents / 100)." + String(String(100 + cents % 100).dropFirst())
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 1_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
    }
}

extension Substring {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
