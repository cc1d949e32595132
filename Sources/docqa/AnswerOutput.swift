import CommandLine
import DocQA
import DocumentModel
import Rendering

/// How `docqa ask` and `docqa replay` write an answer: its form, and where it goes.
enum AnswerOutput {
    static let format: Flag<AnswerFormat> = .choice(
        "format", "FORMAT", default: .terminal, "Write the answer as text, Markdown, one HTML file, or JSON.")
    static let output = Flag.text(
        "output", short: "o", "FILE", "Write the answer to a file that only you can read.", completion: .file)
    static let boxes = Flag.toggle(
        "boxes", "Say in the JSON where on their pages the quotes of PDFs stand.")

    static let receipt = Flag.toggle(
        "receipt",
        "Tell on standard error all that the answer took: every call with its tokens, exact cost and id, the prompt's "
            + "templates and prefix, times, what is left to spend.")

    static var flags: [any FlagDeclaration] { [format, output, boxes, receipt, IngestCommand.passwordCommand] }

    /// The receipt: in a line with every answer in the terminal's form, all of it when asked for.
    ///
    /// - Parameter advice: what else is said, in the same line.
    static func writeReceipt(_ answer: Answer, _ call: Invocation, advice: String? = nil) {
        let terminal = call.console.errors.terminal
        var lines: [String] = []
        if call[receipt] {
            lines = ReceiptText.lines(of: answer)
        } else if chosen(call) == .terminal {
            lines = [ReceiptLine.of(answer)]
        }
        if let advice {
            let isOneLine = lines.count == 1
            lines = isOneLine ? [lines[0] + " " + advice] : lines + [advice]
        }
        for line in lines { call.console.note(terminal.styled(HarmlessText.of(line, oneLine: true), .dim)) }
    }

    /// What the flags say; `--json` is the JSON form.
    static func chosen(_ call: Invocation) -> AnswerFormat { call[SharedFlags.json] ? .json : call[format] }

    /// Whether the answer is shown while it comes.
    static func isStreamed(_ call: Invocation) -> Bool { chosen(call) == .terminal && call[output] == nil }

    static func write(_ answer: Answer, from library: Library, _ call: Invocation) async throws {
        let format = chosen(call)
        let passwords = try IngestCommand.passwords(call)
        var answer = answer
        if call[boxes] { answer = try await library.withBoxes(answer, password: passwords) }
        let illustrations =
            format.isIllustrated ? try await library.illustrations(of: answer, password: passwords) : [:]
        if let path = call[output] {
            let terminal = Terminal(isTerminal: false)
            let text = format.renderer(on: terminal).render(answer, illustrations)
            try PrivateFile.write(Array(text.utf8), to: path)
            call.console.note("The answer is in \(HarmlessText.of(path, oneLine: true)).")
        } else {
            let text = format.renderer(on: call.console.output.terminal).render(answer, illustrations)
            try call.console.output.write(text)
        }
    }
}
