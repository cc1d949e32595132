import Accounting
import Claude
import CommandLine
import DocQA
import Storage
import Synchronization

/// Shows how far a batch has come, on standard error: one line that is drawn again on a terminal, a line for each step
/// elsewhere.
final class BatchDisplay: Sendable {
    private let console: Console
    private let shown = Mutex<String?>(nil)

    init(console: Console) { self.console = console }

    func tell(_ event: BatchEvent) {
        switch event {
        case .planned(let done, let all):
            if done == all || done % 20 == 0 { draw("Looked up \(done) of \(Quantity.count(all, "question")).") }
        case .progress(let status): draw(Self.line(status))
        case .step(let text):
            clear()
            console.note(HarmlessText.of(text, oneLine: true))
        case .warning(let text):
            clear()
            console.warn(HarmlessText.of(text, oneLine: true))
        }
    }

    /// Takes the line away, so that what follows stands alone.
    func clear() {
        shown.withLock { shown in
            guard shown != nil else { return }
            shown = nil
            guard console.errors.terminal.isTerminal else { return }
            try? console.errors.write("\r\u{1B}[2K")
            try? console.errors.flush()
        }
    }

    /// Only on a terminal: in a log it would be noise.
    private func draw(_ line: String) {
        guard console.errors.terminal.isTerminal, !console.isQuiet else { return }
        shown.withLock { shown in
            guard shown != line else { return }
            shown = line
            let width = console.errors.terminal.width - 1
            let text =
                TerminalColumns.count(of: line) <= width
                ? line : String(TerminalColumns.suffix(of: line, fitting: width))
            try? console.errors.write("\r\u{1B}[2K" + text)
            try? console.errors.flush()
        }
    }

    // MARK: Words

    /// "#3  2026-11-21 18:00  questions.csv: 118 of 120 answered, 2 failed; $0.0210 paid"
    static func line(_ status: BatchStatus) -> String {
        var facts = ["\(Quantity.grouped(status.answered)) of \(Quantity.count(status.questions, "question")) answered"]
        if status.unchanged > 0 { facts.append("\(Quantity.grouped(status.unchanged)) unchanged") }
        if status.failed > 0 { facts.append("\(Quantity.grouped(status.failed)) failed") }
        if status.cancelled > 0 { facts.append("\(Quantity.grouped(status.cancelled)) cancelled") }
        if status.open > 0 { facts.append("\(Quantity.grouped(status.open)) open") }
        var money = "\(Money(nanoDollars: status.spent).rounded) paid"
        if status.reserved > 0 { money += ", \(Money(nanoDollars: status.reserved).rounded) reserved" }
        let state = status.state == .cancelling ? " (being cancelled)" : ""
        return
            "#\(status.id)  \(CalendarDay.minute(of: status.createdAt))  \(HarmlessText.of(status.source, oneLine: true))\(state): "
            + facts.joined(separator: ", ") + "; " + money
    }

    /// What lies at the service.
    static func parts(_ status: BatchStatus) -> [String] {
        status.parts.map { part in
            var line = "    \(Quantity.count(part.questions, "question")), \(part.state)"
            if let remote = part.remote { line += ": \(HarmlessText.of(remote, oneLine: true))" }
            if part.state == "submitted", let end = part.expiresAt {
                line += ", given up at \(HarmlessText.of(end, oneLine: true))"
            }
            return line
        }
    }

    /// What it is expected to cost, beside what else it could.
    static func lines(_ estimate: BatchEstimate) -> [String] {
        var lines: [String] = []
        if estimate.silent > 0 {
            lines.append(
                "Of \(Quantity.count(estimate.silent, "question")) the documents say nothing: that answer costs nothing."
            )
        }
        if estimate.unchanged > 0 {
            lines.append(
                "\(Quantity.count(estimate.unchanged, "question")): nothing that the kept answer rests on has changed, so no model "
                    + "is asked (--fresh asks all).")
        }
        if estimate.repeated > 0 {
            lines.append(
                "\(Quantity.count(estimate.repeated, "question")) \(estimate.repeated == 1 ? "stands" : "stand") in the list "
                    + "before: asked once, answered in each place.")
        }
        guard estimate.questions > 0 else { return lines }
        let models = estimate.models.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        lines.append(
            "\(Quantity.count(estimate.questions, "question")) for \(models): about \(Quantity.grouped(estimate.promptTokens)) "
                + "tokens, of which questions share \(Quantity.grouped(estimate.sharedTokens)).")
        guard let expected = estimate.expected, let alone = estimate.alone, let single = estimate.single,
            let worst = estimate.worst
        else { return lines + ["Nobody knows the price of one of the models."] }
        func money(_ amount: Int) -> String { Money(nanoDollars: amount).rounded.description }
        lines.append(
            "It costs about \(money(expected)), at most \(money(worst)). Each question alone in a batch: \(money(alone)); "
                + "one after the other with docqa ask: \(money(single)).")
        return lines
    }
}
