public import DocumentModel
import Storage

extension Library {
    /// The answer with the boxes of every footnote that stands in a PDF. Where they cannot be computed, because the file
    /// is not what was read any more, there are none.
    public func withBoxes(_ answer: Answer, password: PasswordSource? = nil) async throws(DocQAError) -> Answer {
        var answer = answer
        for index in answer.footnotes.indices {
            let note = answer.footnotes[index]
            guard let span = note.span, try await standsAsQuoted(note) else { continue }
            var placed: [PlacedBox] = []
            for page in note.pages {
                let boxes = try? await boxes(
                    document: note.document.id, page: page.physical, span: span, password: password)
                placed += (boxes ?? []).map { PlacedBox(page: page.physical, box: $0) }
            }
            answer.footnotes[index].boxes = placed
        }
        return answer
    }

    /// What every footnote, and every passage that comes close, stands in; by number, those that come close after the
    /// footnotes. What is not in the documents any more as it was quoted has none.
    ///
    /// - Parameter pictures: draw the pages of PDFs, at most two for each footnote.
    public func illustrations(
        of answer: Answer, pictures: Bool = true, password: PasswordSource? = nil
    ) async throws(DocQAError) -> [Int: Illustration] {
        var found: [Int: Illustration] = [:]
        for note in answer.footnotes where note.isPicture && pictures {
            found[note.number] = try await pageAlone(note, password)
        }
        for note in answer.footnotes where try await standsAsQuoted(note) {
            guard let span = note.span else { continue }
            var illustration = try await surroundings(of: span, in: note.document.id)
            if pictures {
                do throws(DocQAError) {
                    for page in note.pages.prefix(2) {
                        illustration.pictures.append(try await picture(of: page, note, span, password))
                    }
                } catch {
                    if error.code == "cancelled" { throw error }
                    illustration.problem = error.message
                }
            }
            found[note.number] = illustration
        }
        return found
    }

    /// The page that a claim was read from, as it was; nil when the document is another one now.
    private func pageAlone(_ note: Footnote, _ password: PasswordSource?) async throws(DocQAError) -> Illustration? {
        let isSame = try await reading { connection throws(StorageError) in
            try connection.document(note.document.id)?.sha256.hexadecimal == note.document.sha256
        }
        guard isSame, let page = note.pages.first else { return nil }
        var illustration = Illustration(before: "", after: "")
        do throws(DocQAError) {
            let png = try await picture(document: note.document.id, page: page.physical, password: password)
            illustration.pictures = [PagePicture(page: page, png: png)]
        } catch {
            if error.code == "cancelled" { throw error }
            illustration.problem = error.message
        }
        return illustration
    }

    private func picture(
        of page: PageNumber, _ note: Footnote, _ span: TextSpan, _ password: PasswordSource?
    ) async throws(DocQAError) -> PagePicture {
        let boxes = try await boxes(document: note.document.id, page: page.physical, span: span, password: password)
        let png = try await picture(
            document: note.document.id, page: page.physical, highlights: boxes, password: password)
        return PagePicture(page: page, png: png)
    }

    /// Whether the quote is what stands at the footnote's span now.
    private func standsAsQuoted(_ note: Footnote) async throws(DocQAError) -> Bool {
        guard let span = note.span else { return false }
        return try await reading { connection throws(StorageError) in
            try connection.text(of: note.document.id, in: span) == Array(note.quote.utf8)
        }
    }

    private func surroundings(of span: TextSpan, in document: Int) async throws(DocQAError) -> Illustration {
        try await reading { connection throws(StorageError) in
            let reach = 400
            let hidden = try connection.hidden(of: document).map(\.span)
            // Nobody can see hidden text in the document, so nobody is shown it here.
            let pages = try connection.pages(of: document, touching: span).map(\.span)
            let start = max(
                hidden.filter { $0.end <= span.start }.map(\.end).max() ?? 0,
                pages.map(\.start).filter { $0 <= span.start }.max() ?? 0)
            let end = min(
                hidden.filter { $0.start >= span.end }.map(\.start).min() ?? .max,
                pages.map(\.end).filter { $0 >= span.end }.min() ?? .max)
            let before = try connection.text(
                of: document, in: TextSpan(max(start, span.start - reach), span.start))
            let after = try connection.text(
                of: document, in: TextSpan(span.end, max(span.end, min(end, span.end + reach))))
            return Illustration(before: whole(before, atStart: true), after: whole(after, atStart: false))
        }
    }
}

/// A text that was cut by bytes, from the first to the last white space when it is long.
private func whole(_ bytes: [UInt8], atStart: Bool) -> String {
    guard bytes.count >= 400 else { return String(decoding: bytes, as: UTF8.self) }
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }
    var part = bytes[...]
    if atStart {
        part = part.drop { !isSpace($0) }
        if part.isEmpty { part = bytes.drop { $0 & 0xC0 == 0x80 } }
    } else if let last = part.lastIndex(where: isSpace) {
        part = part[...last]
    } else if let last = part.lastIndex(where: { $0 & 0xC0 != 0x80 }) {
        part = part[..<last]
    }
    return String(decoding: part, as: UTF8.self)
}
