import Claude
import CommandLine
import DocQA
import DocumentModel
import JSON
import Rendering

/// Results of a batch written down: JSON lines, CSV, Markdown.
enum BatchOutput {
    static func write(_ results: [BatchResultItem], _ call: Invocation) throws {
        let format = call[BatchFlags.format] ?? call[BatchFlags.output].flatMap { BatchFormat(path: $0) } ?? .jsonl
        let text = text(results, format)
        if let path = call[BatchFlags.output] {
            try PrivateFile.write(Array(text.utf8), to: path)
            call.console.note("The results are in \(HarmlessText.of(path, oneLine: true)).")
        } else {
            try call.console.output.write(text)
        }
    }

    static func text(_ results: [BatchResultItem], _ format: BatchFormat) -> String {
        switch format {
        case .jsonl: results.map { HarmlessText.ofJSON(BatchJSON.value($0).text()) + "\n" }.joined()
        case .csv: ([header] + results.map(row)).map { SeparatedValues.line($0) + "\n" }.joined()
        case .markdown: results.enumerated().map { markdown($1, number: $0 + 1) }.joined(separator: "\n")
        }
    }

    private static let header = [
        "id", "question", "state", "outcome", "answer", "sources", "unverified", "changed", "model", "cost_dollars",
        "answer_id", "problem",
    ]

    private static func row(_ result: BatchResultItem) -> [String] {
        let answer = result.answer
        let notes = answer?.footnotes ?? []
        return [
            result.name, result.question, result.state.rawValue, answer?.outcome.rawValue ?? "",
            answer.map(marked) ?? "", notes.map(source).joined(separator: "\n"),
            answer == nil ? "" : String(notes.count { $0.state == .unverified }),
            answer == nil ? "" : String(notes.count { $0.since == .changed || $0.since == .vanished }),
            answer?.model.name ?? "", answer?.cost.map { dollars($0.nanoDollars) } ?? "",
            answer?.id.map(String.init) ?? "", result.problemText ?? result.problem ?? "",
        ].map { HarmlessText.of($0) }
    }

    /// The answer's text with the numbers of its footnotes.
    private static func marked(_ answer: Answer) -> String {
        answer.segments.map { segment in
            let end = segment.text.lastIndex { !$0.isWhitespace }.map { segment.text.index(after: $0) }
            let split = end ?? segment.text.startIndex
            return segment.text[..<split] + segment.footnotes.map { "[\($0)]" }.joined() + segment.text[split...]
        }.joined()
    }

    /// "[1] warranty.md, line 22: ten years from the day"
    private static func source(_ note: Footnote) -> String {
        let place = PlaceText.of(note).map { ", \($0)" } ?? ""
        return "[\(note.number)] \(note.document.name)\(place): "
            + note.quote.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// A cost in dollars with nine places, which a spreadsheet can add up.
    private static func dollars(_ nano: Int) -> String {
        let digits = String(nano % 1_000_000_000)
        return "\(nano / 1_000_000_000)." + String(repeating: "0", count: 9 - digits.count) + digits
    }

    private static func markdown(_ result: BatchResultItem, number: Int) -> String {
        let title = "## " + MarkdownEscape.whole(HarmlessText.of(result.question, oneLine: true)) + "\n\n"
        guard let answer = result.answer else {
            let problem =
                result.problemText.map { ": " + MarkdownEscape.whole(HarmlessText.of($0, oneLine: true)) } ?? "."
            return title + "*Not answered (\(result.state.rawValue))\(problem)*\n"
        }
        // Footnotes are numbered through a whole file: each answer's get its number in front.
        let text = MarkdownAnswer().render(answer).replacing(/\[\^(\d+)\]/) { "[^\(number)-\($0.1)]" }
        return title + text
    }
}
