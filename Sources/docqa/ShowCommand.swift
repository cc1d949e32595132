import CommandLine
import DocQA
import DocumentModel
import JSON

/// `docqa show`
enum ShowCommand {
    static let place = Argument.optionalText(
        "DOCUMENT", "A name, path, external id or #number, with #PAGE, :LINE or @FIRST-LAST byte behind it.")
    static let footnote = Flag.integer(
        "footnote", "N", in: 1...100_000, "Show what this footnote of the last answer quotes, instead of DOCUMENT.")
    static let answer = Flag.integer(
        "answer", "ID", in: 1...Int.max, "Of this answer, as docqa history numbers it.", defaultText: "the last")
    static let context = Flag.integer("context", "BYTES", default: 400, "Show this much around the place.")

    static let picture = Flag.text(
        "picture", "FILE", "Also write a picture (PNG) of the PDF page, with the place highlighted.", completion: .file)
    static let resolution = Flag.integer(
        "dpi", "N", default: 110, in: 20...1200, "The picture's dots per inch.")

    static let command = Command(
        "show", group: .documents, "Show a document's stored text, whole or at a place.",
        discussion: """
            A page is named by its printed label, else by its number. What was asked for stands out on a terminal; text that a \
            reader of the original cannot see is marked.
            """,
        arguments: [place],
        flags: [
            SharedFlags.db, DocumentFlags.anyCollection, footnote, answer, context, picture, resolution,
            IngestCommand.passwordCommand,
        ],
        examples: [
            CommandExample("docqa show manual.pdf#12", "The page labelled 12."),
            CommandExample("docqa show notes.md:40", "Line 40 and what stands around it."),
            CommandExample("docqa show --footnote 2", "What footnote 2 of the last answer quotes, in its place."),
            CommandExample("docqa show '#3@120-180'", "Bytes 120 to 180 of document 3."),
            CommandExample("docqa show 'a.pdf@4200-4260' --picture page.png", "The page, these words highlighted."),
        ],
        exits: [
            CommandExit(.nothingFound, "there is no such document or place"), CommandExit(.databaseProblem),
            CommandExit(.filesUnread, "the file is not what was read, so no picture of it is drawn"),
        ],
        schema: "show", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, _ in
            let (document, reference) = try await wanted(call, library)
            let excerpt = try await library.excerpt(of: reference, in: document, context: call[context])
            if let file = call[picture] { try await draw(excerpt, reference, from: library, to: file, call) }
            if call[SharedFlags.json] {
                try call.console.print(json: excerpt.json)
            } else {
                try print(excerpt, isWhole: reference.position == .start, on: call.console)
            }
            return .success
        }
    }

    /// The place that was typed, or where a footnote stands.
    private static func wanted(
        _ call: Invocation, _ library: Library
    ) async throws -> (StoredDocument, PlaceReference) {
        guard let number = call[footnote] else {
            guard call[answer] == nil else { throw UsageError("--answer goes with --footnote N.") }
            guard let text = call[place] else {
                throw UsageError("docqa show needs DOCUMENT or --footnote N.", next: "docqa list shows all documents.")
            }
            return try await library.place(text, in: call[DocumentFlags.anyCollection])
        }
        guard call[place] == nil else { throw UsageError("Name DOCUMENT or --footnote, not both.") }
        let answer = try await library.replay(call[answer], access: nil)
        let name = answer.id.map { "Answer \($0)" } ?? "The answer"
        guard let note = answer.footnotes.first(where: { $0.number == number }) else {
            throw Failure(
                .nothingFound, code: "no_such_answer", "\(name) has no footnote \(number).",
                next: "docqa replay shows those that it has.")
        }
        let here = try await library.documents(in: note.document.collection).first { $0.id == note.document.id }
        guard let span = note.span, let document = here, document.sha256 == note.document.sha256 else {
            throw Failure(
                .nothingFound, code: "no_such_document",
                note.span == nil
                    ? "Footnote \(number) was not verified: it stands in no document."
                    : "The source of footnote \(number) changed or went since.",
                next: "docqa replay shows what was quoted.")
        }
        var reference = PlaceReference(document: document.name)
        reference.position = .span(span.start, span.end)
        return (document, reference)
    }

    private static func draw(
        _ excerpt: DocumentExcerpt, _ reference: PlaceReference, from library: Library, to path: String,
        _ call: Invocation
    ) async throws {
        let (document, focus) = (excerpt.document, excerpt.focus)
        let pages = excerpt.pages
        let page = pages.first { $0.span.overlaps(focus) || $0.span == focus } ?? pages.first
        let number = page?.number ?? 1
        let passwords = try IngestCommand.passwords(call)
        var boxes: [PageBox] = []
        switch reference.position {
        case .start, .page: break
        case .line, .span:
            boxes = try await library.boxes(document: document.id, page: number, span: focus, password: passwords)
        }
        let bytes = try await library.picture(
            document: document.id, page: number, highlights: boxes, dotsPerInch: call[resolution], password: passwords)
        try PrivateFile.write(bytes, to: path)
        call.console.note("Page \(number) is drawn in \(HarmlessText.of(path, oneLine: true)).")
    }

    private static func print(_ excerpt: DocumentExcerpt, isWhole: Bool, on console: Console) throws {
        let terminal = console.output.terminal
        let name = HarmlessText.of(excerpt.document.name, oneLine: true)
        var title = excerpt.document.path.map { terminal.linked(name, to: Terminal.fileAddress($0)) } ?? name
        if let page = excerpt.pages.first(where: { $0.span.overlaps(excerpt.focus) }), !isWhole {
            title += ", page \(page.label ?? String(page.number))"
            if let label = page.label, label != String(page.number) { title += " (PDF page \(page.number))" }
        } else {
            title += ", lines \(excerpt.firstLine)-\(excerpt.lastLine)"
        }
        console.note(terminal.styled(title, .bold))
        for warning in excerpt.warnings { console.warn(HarmlessText.of(warning.message, oneLine: true)) }
        if !excerpt.hidden.isEmpty {
            console.warn(
                "\(Quantity.count(excerpt.hidden.count, "piece")) of this text cannot be seen in the original.")
        }
        let bytes = Array(excerpt.text.utf8)
        let from = min(max(0, excerpt.focus.start - excerpt.span.start), bytes.count)
        let to = min(max(from, excerpt.focus.end - excerpt.span.start), bytes.count)
        func piece(_ range: Range<Int>) -> String {
            HarmlessText.of(String(decoding: bytes[range], as: UTF8.self))
        }
        let focus = isWhole ? piece(from..<to) : terminal.styled(piece(from..<to), .bold)
        try console.print(piece(0..<from) + focus + piece(to..<bytes.count))
    }
}

extension DocumentExcerpt {
    fileprivate var json: JSONValue {
        [
            "document": .object(document.identityJSON), "span": span.json, "focus": focus.json,
            "lines": ["first": JSONValue(firstLine), "last": JSONValue(lastLine)],
            "pages": .array(JSONArray(pages.map(\.json))),
            "hidden": .array(
                JSONArray(hidden.map { ["span": $0.span.json, "reason": JSONValue($0.reason.rawValue)] })),
            "warnings": .array(JSONArray(warnings.map(\.json))), "text": JSONValue(text),
        ]
    }
}
