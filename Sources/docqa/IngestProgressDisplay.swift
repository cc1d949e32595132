import CommandLine
import DocQA
import Synchronization

/// Shows how far an ingest has come, on standard error only: one line that is drawn again on a terminal, a plain line
/// every few seconds elsewhere.
final class IngestProgressDisplay: Sendable {
    private struct State {
        var progress = IngestProgress()
        var lastDrawn: ContinuousClock.Instant?
        var isDrawn = false
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
                state.progress = progress
                let now = ContinuousClock.now
                let since = state.lastDrawn ?? (isTerminal ? nil : began)
                if let since, since + pause > now { return }
                state.lastDrawn = now
                state.isDrawn = isTerminal
                draw(progress, isTerminal: isTerminal)
            }
        case .skipped, .finished:
            break
        }
    }

    /// Takes the line away, so that what follows stands alone.
    func clear() {
        state.withLock { state in
            guard state.isDrawn, !console.isQuiet else { return }
            state.isDrawn = false
            try? console.errors.write("\r\u{1B}[2K")
            try? console.errors.flush()
        }
    }

    private func draw(_ progress: IngestProgress, isTerminal: Bool) {
        guard !console.isQuiet else { return }
        let text = IngestProgressLine.text(progress, seconds: (ContinuousClock.now - began) / .seconds(1))
        if isTerminal {
            // The width is asked for each time: people resize. One column stays free, or the line would wrap.
            let fitted = IngestProgressLine.fit(
                text, current: progress.current, width: console.errors.terminal.width - 1)
            try? console.errors.write("\r\u{1B}[2K" + fitted)
        } else {
            try? console.errors.write(text + "\n")
        }
        try? console.errors.flush()
    }
}

/// The words of the progress line; pure.
enum IngestProgressLine {
    static func text(_ progress: IngestProgress, seconds: Double) -> String {
        switch progress.phase {
        case .looking: return "Looking for files ..."
        case .finishing: return "Finishing the index ..."
        case .reading: break
        }
        var parts = ["\(Quantity.grouped(progress.filesDone)) of \(Quantity.count(progress.files, "file"))"]
        if progress.pagesDone > 0 { parts.append(Quantity.count(progress.pagesDone, "page")) }
        if seconds > 0.2, progress.bytesDone > 0 {
            let speed = Double(progress.bytesDone) / seconds
            parts.append("\(Quantity.bytes(Int(speed)))/s")
            let left = Double(progress.bytes - progress.bytesDone) / speed
            if seconds > 2, left > 1 { parts.append("\(Quantity.seconds(left)) left") }
        }
        return parts.joined(separator: ", ")
    }

    /// The text and as much of the current file's name as fits, cut at its front.
    static func fit(_ text: String, current: String, width: Int) -> String {
        let name = HarmlessText.of(current, oneLine: true)
        guard !name.isEmpty, text.count + 3 < width else { return String(text.prefix(width)) }
        let room = width - text.count - 2
        if name.count <= room { return "\(text)  \(name)" }
        guard room > 8 else { return text }
        return "\(text)  ...\(name.suffix(room - 3))"
    }
}
