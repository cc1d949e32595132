import CommandLine
import DocQA
import DocumentModel

/// Search results as a person reads them.
struct SearchListing {
    let full: Bool
    let explained: Bool
    let console: Console

    func print(_ result: SearchResult) throws {
        for hit in result.hits { try print(hit) }
        if result.hits.isEmpty { console.note(SearchListing.nothingFound(result)) }
        for unknown in result.unknownWords {
            let shown = unknown.word.count > 60 ? "\(unknown.word.prefix(60))…" : unknown.word
            let word = HarmlessText.of(shown, oneLine: true)
            let meant = unknown.suggestions.map { HarmlessText.of($0, oneLine: true) }.joined(separator: ", ")
            console.note("No document says \"\(word)\"." + (meant.isEmpty ? "" : " Did you mean \(meant)?"))
        }
    }

    private func print(_ hit: SearchHit) throws {
        let terminal = console.output.terminal
        let name = HarmlessText.of(hit.document.name, oneLine: true)
        let linked = hit.document.path.map { terminal.linked(name, to: Terminal.fileAddress($0)) } ?? name
        var place = terminal.styled(linked, .bold)
        if let position = SearchListing.position(hit) { place += ", " + position }
        try console.print("\(hit.rank). \(place)  \(terminal.styled(SearchListing.rounded(hit.score), .dim))")
        let heading = hit.heading.map { HarmlessText.of($0, oneLine: true) }.joined(separator: " > ")
        if !heading.isEmpty { try console.print("   " + terminal.styled(heading, .dim)) }
        if full {
            try console.print(HarmlessText.of(hit.text))
        } else {
            try console.print("   " + marked(hit.snippet, hit.marks, terminal))
        }
        for other in hit.otherPlaces.prefix(3) {
            try console.print("   also in \(HarmlessText.of(other.document, oneLine: true))")
        }
        if explained { try console.print("   " + SearchListing.explanation(hit.explanation)) }
        try console.print("")
    }

    private func marked(_ text: String, _ marks: [Range<Int>], _ terminal: Terminal) -> String {
        let bytes = Array(text.utf8)
        func piece(_ range: Range<Int>) -> String {
            HarmlessText.of(String(decoding: bytes[range.clamped(to: bytes.indices)], as: UTF8.self), oneLine: true)
        }
        var out = ""
        var position = 0
        for mark in marks where mark.lowerBound >= position {
            out += piece(position..<mark.lowerBound) + terminal.styled(piece(mark), .bold)
            position = mark.upperBound
        }
        return out + piece(position..<max(position, bytes.count))
    }

    /// "page 217 (PDF page 231)" or "lines 12-18".
    static func position(_ hit: SearchHit) -> String? {
        guard let first = hit.pages.first, let last = hit.pages.last else {
            guard let lines = hit.lines else { return nil }
            return lines.count == 1 ? "line \(lines.lowerBound)" : "lines \(lines.lowerBound)-\(lines.upperBound)"
        }
        let printed = HarmlessText.of(first.label ?? String(first.number), oneLine: true)
        let end = HarmlessText.of(last.label ?? String(last.number), oneLine: true)
        let name = first == last ? "page \(printed)" : "pages \(printed)-\(end)"
        let physical = first == last ? "PDF page \(first.number)" : "PDF pages \(first.number)-\(last.number)"
        return first.label == nil || first.label == String(first.number) ? name : "\(name) (\(physical))"
    }

    static func explanation(_ explanation: SearchHit.Explanation) -> String {
        var parts = explanation.words.filter { $0.passages > 0 }.map {
            "\(HarmlessText.of($0.word, oneLine: true)) \(rounded($0.share)) (in \(Quantity.count($0.passages, "passage")))"
        }
        if explanation.nearness > 0 { parts.append("near each other \(rounded(explanation.nearness))") }
        if explanation.document > 0 { parts.append("whole document \(rounded(explanation.document))") }
        if explanation.name > 0 { parts.append("name and title \(rounded(explanation.name))") }
        if explanation.related > 0 { parts.append("related words \(rounded(explanation.related))") }
        return parts.joined(separator: " + ") + "; BM25 alone \(rounded(explanation.bm25))"
    }

    static func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

    /// What was searched, and what was not.
    static func nothingFound(_ result: SearchResult) -> String {
        let searched = result.searched
        if searched.collections.isEmpty { return "Nothing found: nothing was ingested yet. Run docqa ingest FOLDER." }
        if result.words.isEmpty { return "Nothing found: the question holds no word. Ask in words." }
        var text = "Nothing found in \(Quantity.count(searched.passages, "passage")) of "
        text += searched.collections.map { HarmlessText.of($0, oneLine: true) }.joined(separator: ", ") + "."
        if let allowed = searched.allowed {
            text +=
                allowed == 0
                ? " The filters leave no document: loosen them."
                : " The filters left \(Quantity.count(allowed, "passage"))."
        }
        if searched.skippedFiles > 0 {
            let names = searched.skippedFiles == 1 ? "it" : "them"
            text += " \(Quantity.count(searched.skippedFiles, "file")) could not be read: docqa status names \(names)."
        }
        if searched.unreadPages > 0 {
            let verb = searched.unreadPages == 1 ? "has" : "have"
            text += " \(Quantity.count(searched.unreadPages, "page")) \(verb) no readable text."
        }
        return text
    }
}
