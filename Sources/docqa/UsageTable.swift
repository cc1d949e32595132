import Accounting
import Claude
import CommandLine
import DocumentModel

/// The sums as a person reads them: a table, and on a terminal no wider than that, with a bar for each row's share.
enum UsageTable {
    private struct Column {
        var title: String
        /// Of the rows, and of the total.
        var cells: [String]

        var width: Int { ([title] + cells).map { TerminalColumns.count(of: $0) }.max() ?? 0 }
    }

    /// What a narrow terminal does without, the first first; for the bars only the first three.
    private static let dispensable = ["failed", "again", "calls", "answers", "per answer", "saved"]
    private static let leastBar = 6
    private static let widestBar = 20

    static func lines(
        _ rows: [Spending], _ total: Spending, _ grouping: Spending.Grouping, on terminal: Terminal
    ) -> [String] {
        var columns = columns(rows + [total])
        var names = Column(
            title: grouping.rawValue,
            cells: rows.map { $0.name.isEmpty ? "(none)" : HarmlessText.of($0.name, oneLine: true) } + ["total"])
        var missing: [String] = []
        var room = 0
        if terminal.isTerminal {
            let longest = max(10, terminal.width / 4)
            names.cells = names.cells.map { shortened($0, to: longest) }
            func left() -> Int { terminal.width - columns.reduce(names.width) { $0 + 2 + $1.width } }
            for (number, title) in dispensable.enumerated() where left() < (number < 3 ? leastBar + 2 : 0) {
                guard let index = columns.firstIndex(where: { $0.title == title }) else { continue }
                columns.remove(at: index)
                missing.append(title)
            }
            room = left() - 2
        }
        let dearest = max(1, rows.map(\.cost).max() ?? 1)
        var lines = [terminal.styled(line(names, columns), .dim)]
        for (index, row) in rows.enumerated() {
            let bar = room >= leastBar ? "  " + self.bar(row.cost, of: dearest, min(room, widestBar)) : ""
            lines.append(line(names, columns, index) + bar)
        }
        if rows.count != 1 { lines.append(terminal.styled(line(names, columns, rows.count), .bold)) }
        if !missing.isEmpty {
            lines.append(sentence("The terminal is too narrow for: \(missing.joined(separator: ", ")).", terminal))
        }
        return lines + remarks(total).map { sentence($0, terminal) }
    }

    /// A column that says nothing takes no room.
    private static func columns(_ sums: [Spending]) -> [Column] {
        func counts(_ title: String, _ value: (Spending) -> Int) -> Column {
            Column(title: title, cells: sums.map { value($0) == 0 ? "" : Quantity.grouped(value($0)) })
        }
        let all = [
            Column(title: "cost", cells: amounts(sums.map(\.cost))),
            Column(title: "saved", cells: amounts(sums.map { $0.saved })),
            Column(
                title: "cached", cells: sums.map { $0.cachedShare.map { "\(Int(($0 * 100).rounded())) %" } ?? "" }),
            Column(title: "answers", cells: sums.map { Quantity.grouped($0.answers) }),
            counts("again", \.reused),
            Column(title: "per answer", cells: amounts(sums.map(\.costOfAnAnswer))),
            Column(title: "calls", cells: sums.map { Quantity.grouped($0.calls) }),
            counts("failed", \.failures),
        ]
        return all.filter { !($0.cells.last ?? "").isEmpty || $0.title == "cost" }
    }

    private static func remarks(_ total: Spending) -> [String] {
        var remarks: [String] = []
        if total.lost > 0 {
            remarks.append(
                "Of \(Quantity.count(total.lost, "call")) nobody heard the end (their process died); they count with the most "
                    + "that they can have cost, \(Money(nanoDollars: total.lostCost).rounded).")
        }
        if total.unpriced > 0 {
            remarks.append(
                "Of \(Quantity.count(total.unpriced, "call")) nobody knows the price; they are not in the sums.")
        }
        return remarks
    }

    private static func sentence(_ text: String, _ terminal: Terminal) -> String {
        terminal.isTerminal ? TextLayout.wrapped(text, width: terminal.width) : text
    }

    /// The name to the left, figures to the right.
    private static func line(_ names: Column, _ columns: [Column], _ index: Int? = nil) -> String {
        func cell(_ column: Column) -> String { index.map { column.cells[$0] } ?? column.title }
        func space(_ column: Column) -> String {
            String(repeating: " ", count: column.width - TerminalColumns.count(of: cell(column)))
        }
        return ([cell(names) + space(names)] + columns.map { space($0) + cell($0) }).joined(separator: "  ")
    }

    /// All with as many decimals: four for what people spend in cents, else two. What was spent is never rounded down.
    private static func amounts(_ values: [Int?]) -> [String] {
        let least = (values.compactMap { $0?.magnitude }.max() ?? 0) < 10_000_000_000 ? 4 : 2
        let step = least == 4 ? 100_000 : 10_000_000
        return values.map { value in
            guard let value else { return "" }
            let whole = value > 0 ? (value + step - 1) / step * step : value / step * step
            var text = Money(nanoDollars: whole).description
            let decimals = text.split(separator: ".").last?.count ?? 0
            text += String(repeating: "0", count: max(0, least - decimals))
            return text
        }
    }

    private static func shortened(_ text: String, to columns: Int) -> String {
        guard TerminalColumns.count(of: text) > columns else { return text }
        var short = ""
        for character in text where TerminalColumns.count(of: short + String(character)) < columns {
            short.append(character)
        }
        return short + "…"
    }

    /// Up to so many blocks, in eighths.
    private static func bar(_ value: Int, of most: Int, _ width: Int) -> String {
        let eighths = Int((Double(value) / Double(most) * Double(width * 8)).rounded())
        let part = eighths % 8 == 0 ? "" : String(["▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8 - 1])
        return String(repeating: "█", count: eighths / 8) + part
    }
}
