import Accounting
import Claude
import CommandLine
import DocumentModel
import Testing

@testable import docqa

/// `docqa usage` as terminals of different widths show it.
@Suite struct UsageTableTests {
    private static let big: [Spending] = [
        ("help-desk articles for customers in Europe", 745_393_100_000), ("説明書、初めてのお客様へ、全部で三百ページ", 12_400_000_000),
        ("faq", 41_000_000),
    ].map { name, cost in
        var sum = Spending(name: name)
        (sum.calls, sum.answers, sum.reused, sum.failures) = (63_766, 56_243, 3_332, 3_239)
        (sum.cost, sum.uncachedCost) = (cost, cost * 2)
        (sum.tokens.input, sum.tokens.cacheRead) = (1_000, 3_000)
        return sum
    }

    private static var total: Spending {
        var total = Spending(name: "")
        for row in big {
            total.calls += row.calls
            total.answers += row.answers
            total.reused += row.reused
            total.failures += row.failures
            total.cost += row.cost
            total.uncachedCost += row.uncachedCost
            total.tokens.input += row.tokens.input
            total.tokens.cacheRead += row.tokens.cacheRead
        }
        (total.lost, total.lostCost, total.unpriced) = (7, 22_000_000, 2)
        return total
    }

    private func lines(width: Int, isTerminal: Bool = true) -> [String] {
        UsageTable.lines(
            Self.big, Self.total, .collection, on: Terminal(isTerminal: isTerminal, showsColor: false, width: width)
        )
        .flatMap { $0.split(separator: "\n").map(String.init) }
    }

    @Test(arguments: [40, 60, 80, 100, 120, 200]) func noLineIsWiderThanTheTerminal(width: Int) {
        let lines = lines(width: width)
        #expect(lines.allSatisfy { TerminalColumns.count(of: $0) <= width }, "\(lines)")
        #expect(lines[0].contains("cost") && lines[0].contains("cached"))
        #expect(lines.contains { $0.contains("$757.84") }, "the sum")
        #expect(lines.contains { $0.contains("nobody heard") })
    }

    @Test(arguments: [80, 120, 200]) func barsShowTheShares(width: Int) {
        let rows = lines(width: width).dropFirst().prefix(3).map { $0.filter { "█▏▎▍▌▋▊▉".contains($0) }.count }
        #expect(rows[0] >= 6 && rows[1] <= 1 && rows[2] == 0, "\(rows)")
    }

    @Test func whatANarrowTerminalDoesWithoutIsNamed() {
        let narrow = lines(width: 60).joined(separator: " ")
        #expect(narrow.contains("too narrow for: failed, again, calls") && narrow.contains("…"))
        #expect(!lines(width: 200).contains { $0.contains("too narrow") || $0.contains("…") })
    }

    @Test func aFileGetsItAll() {
        let lines = lines(width: 40, isTerminal: false)
        #expect(
            lines[0].hasSuffix("calls  failed") && lines[1].hasPrefix("help-desk articles for customers in Europe  "))
        #expect(!lines.contains { $0.contains("█") })
    }
}
