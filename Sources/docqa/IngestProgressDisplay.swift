import CommandLine
import DocQA
import Synchronization

/// Shows how far an ingest has come, on standard error only: one line that is drawn again on a terminal, a plain line
/// every few seconds elsewhere.
final class IngestProgressDisplay: Sendable {
    private struct State {
        var progress = IngestProgress()
        var lastDrawn: ContinuousClock.Instant?
        /// The columns of the line that stands on the terminal.
        var drawn: Int?
    }

    private let console: Console
    private let began = ContinuousClock.now
    private let state = Mutex(State())

    init(console: Console) { self.console = console }

    func tell(_ event: IngestEvent) {
        switch event {
        case .progress(let progress):
            let isTerminal = console.errors.terminal.isTerminal
            let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(5)
            state.withLock { state in
                let shown = state.progress.phase
                state.progress = progress
                let now = ContinuousClock.now
                let since = state.lastDrawn ?? (isTerminal ? nil : began)
                // Whoever stops it wants to see that it heard.
                let isNew = isTerminal && state.progress.phase != shown
                if let since, since + pause > now, !isNew { return }
                state.lastDrawn = now
                draw(progress, isTerminal ? console.errors.terminal : nil, &state.drawn)
            }
        case .skipped, .finished:
            break
        }
    }

    /// Takes the line away, so that what follows stands alone.
    func clear() {
        state.withLock { state in
            guard let drawn = state.drawn else { return }
            state.drawn = nil
            try? console.errors.write(erasure(of: drawn, on: console.errors.terminal))
            try? console.errors.flush()
        }
    }

    private func draw(_ progress: IngestProgress, _ terminal: Terminal?, _ drawn: inout Int?) {
        guard !console.isQuiet else { return }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        if let terminal {
            // The width is asked for each time: people resize. One column stays free, or the line would wrap.
            let text = IngestProgressLine.text(progress, seconds: seconds, width: terminal.width - 1)
            try? console.errors.write(erasure(of: drawn ?? 0, on: terminal) + text)
            drawn = TerminalColumns.count(of: text)
        } else {
            try? console.errors.write(IngestProgressLine.text(progress, seconds: seconds) + "\n")
        }
        try? console.errors.flush()
    }

    /// Takes away a line of so many columns, and the lines into which a narrower terminal has broken it.
    private func erasure(of columns: Int, on terminal: Terminal) -> String {
        let lines = terminal.rewrapsLines ? (max(1, columns) - 1) / terminal.width : 0
        return lines > 0 ? "\r\u{1B}[\(lines)A\u{1B}[J" : "\r\u{1B}[2K"
    }
}

/// The words of the progress line; pure.
enum IngestProgressLine {
    /// Whole phrases only, as many as fit: how many files always, then the time left, pages, speed, and what room is left
    /// for the name of the current file.
    static func text(_ progress: IngestProgress, seconds: Double, width: Int = .max) -> String {
        switch progress.phase {
        case .looking: return fitting(["Looking for files ...", "Looking ..."], width)
        case .finishing: return fitting(["Finishing the index ...", "Finishing ..."], width)
        case .stopping: return fitting(["Stopping; what has been read is written ...", "Stopping ..."], width)
        case .reading: break
        }
        let (done, all) = (Quantity.grouped(progress.filesDone), Quantity.grouped(progress.files))
        let files = fitting(["\(done) of \(Quantity.count(progress.files, "file"))", "\(done) of \(all)", done], width)
        let facts = facts(progress, seconds: seconds)
        var room = width - TerminalColumns.count(of: files)
        var isShown = [Bool](repeating: false, count: facts.count)
        for index in facts.indices.sorted(by: { facts[$0].rank < facts[$1].rank }) {
            let needed = TerminalColumns.count(of: facts[index].text) + 2
            if needed > room { break }
            room -= needed
            isShown[index] = true
        }
        let shown = zip(facts, isShown).filter(\.1).map(\.0.text)
        return ([files] + shown).joined(separator: ", ") + name(progress.current, room: room, all: width)
    }

    /// In the order in which they are shown; those of a low rank are left out last.
    private static func facts(_ progress: IngestProgress, seconds: Double) -> [(rank: Int, text: String)] {
        var facts: [(rank: Int, text: String)] = []
        if progress.pagesDone > 0 { facts.append((1, Quantity.count(progress.pagesDone, "page"))) }
        if seconds > 0.2, progress.bytesDone > 0 {
            let speed = Double(progress.bytesDone) / seconds
            facts.append((2, "\(Quantity.bytes(Int(speed)))/s"))
            let left = Double(progress.bytes - progress.bytesDone) / speed
            if seconds > 2, left > 1 { facts.append((0, "\(Quantity.seconds(left)) left")) }
        }
        return facts
    }

    /// As much of the current file's name as fits, cut at its front, after a gap. A few letters of it help nobody.
    private static func name(_ current: String, room: Int, all width: Int) -> String {
        guard width != .max else { return "" }
        let name = HarmlessText.of(current, oneLine: true)
        if TerminalColumns.count(of: name) + 2 <= room { return name.isEmpty ? "" : "  \(name)" }
        guard room >= 14 else { return "" }
        return "  ...\(TerminalColumns.suffix(of: name, fitting: room - 5))"
    }

    private static func fitting(_ texts: [String], _ width: Int) -> String {
        texts.first { TerminalColumns.count(of: $0) <= width } ?? ""
    }
}
