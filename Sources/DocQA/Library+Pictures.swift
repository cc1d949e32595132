public import DocumentModel
import Extraction
import Folders
import PDFPages
import Storage

/// Asked for the password of an encrypted PDF.
public typealias PasswordSource = @Sendable (_ path: String) async -> String?

extension Library {
    /// Where a span of a document's text stands on one of its pages: a box for each line it touches.
    ///
    /// The boxes are computed from the file, or from the kept original of a document that was handed over. When that is no
    /// longer what was read, the error is `changed_since_read`: a box would be drawn in the wrong place.
    public func boxes(
        document: Int, page: Int, span: TextSpan, password: PasswordSource? = nil
    ) async throws(DocQAError) -> [PageBox] {
        let codePoints = try await reading { connection throws(StorageError) in
            try connection.codePoints(of: span, onPage: page, of: document)
        }
        guard !codePoints.isEmpty else { return [] }
        let boxes = try await withPDF(of: document, page: page, password: password) {
            pool, source, password throws(PDFError) in
            try await pool.boxes(source, password: password, page: page, codePoints: codePoints)
        }
        return boxes.map {
            PageBox(left: Double($0.left), top: Double($0.top), right: Double($0.right), bottom: Double($0.bottom))
        }
    }

    /// A page as a PNG file, with boxes highlighted; from the same source as `boxes`.
    public func picture(
        document: Int, page: Int, highlights: [PageBox] = [], dotsPerInch: Int = 110, password: PasswordSource? = nil
    ) async throws(DocQAError) -> [UInt8] {
        let boxes = highlights.map {
            PDFBox(left: Float($0.left), top: Float($0.top), right: Float($0.right), bottom: Float($0.bottom))
        }
        return try await withPDF(of: document, page: page, password: password) {
            pool, source, password throws(PDFError) in
            try await pool.picture(
                source, password: password, page: page, highlights: boxes, dotsPerInch: dotsPerInch)
        }
    }

    /// Pages as a PDF of their own, without anything that is not seen on them; from the same source as `boxes`.
    func excerpt(document: Int, pages: [Int], password: PasswordSource? = nil) async throws(DocQAError) -> [UInt8] {
        try await withPDF(of: document, page: pages.max() ?? 0, password: password) {
            pool, source, password throws(PDFError) in
            try await pool.excerpt(source, password: password, pages: pages)
        }
    }

    /// Opens what a document was read from, makes sure that it still is that, and is that when the work is done.
    private func withPDF<Success: Sendable>(
        of id: Int, page: Int, password: PasswordSource?,
        _ body: @Sendable (PDFWorkerPool, PDFSource, String?) async throws(PDFError) -> Success
    ) async throws(DocQAError) -> Success {
        let document = try await reading { connection throws(StorageError) in
            guard let document = try connection.document(id) else {
                throw StorageError(.noDocument, "There is no document #\(id): `docqa list` shows all.")
            }
            guard document.format == .pdf else {
                throw StorageError(.noDocument, "\(document.name) has no pages to draw: it is not a PDF.")
            }
            guard (1...max(1, document.pageCount)).contains(page) else {
                throw StorageError(
                    .noDocument, "\(document.name) has no page \(page): it has pages 1 to \(document.pageCount).")
            }
            return document
        }
        do throws(ExtractionError) {
            let file = try original(of: document)
            let outcome = await result(of: body, file: file, name: document.path ?? document.name, password)
            // Whatever came of it, it counts only if it came of what was read.
            guard (try? file.requireUnchanged()) != nil else { throw ExtractionError(changed: document.name) }
            switch outcome {
            case .success(let result): return result
            case .failure(let error): throw ExtractionError(error, reading: document.name)
            }
        } catch {
            throw DocQAError(error)
        }
    }

    /// Tries without a password first.
    private func result<Success: Sendable>(
        of body: @Sendable (PDFWorkerPool, PDFSource, String?) async throws(PDFError) -> Success,
        file: borrowing RegularFile, name: String, _ password: PasswordSource?
    ) async -> Result<Success, PDFError> {
        do throws(PDFError) {
            let source = try PDFSource(duplicating: file.descriptor)
            do throws(PDFError) {
                return .success(try await body(pdfPool, source, nil))
            } catch {
                guard error.code == .encrypted, let password = await password?(name) else { throw error }
                return .success(try await body(pdfPool, source, password))
            }
        } catch {
            return .failure(error)
        }
    }

    /// The open file with exactly the bytes that were read.
    private func original(of document: DocumentRecord) throws(ExtractionError) -> RegularFile {
        guard let hash = ContentHash(bytes: document.sha256) else {
            throw ExtractionError(.changedSinceRead, "the hash of \(document.name) is damaged")
        }
        let path = document.path.map { FilePath(display: $0) } ?? originals.path(of: hash)
        do throws(RegularFile.Failure) {
            let file = try RegularFile(path)
            guard try file.contentHash() == hash else { throw .changed }
            return file
        } catch {
            if error == .changed { throw ExtractionError(changed: document.name) }
            throw ExtractionError(error, reading: document.name)
        }
    }
}

extension ExtractionError {
    fileprivate init(changed name: String) {
        self.init(.changedSinceRead, "\(name) changed since it was read", fix: "run ingest again, then look again")
    }
}

extension Connection {
    /// The part of a span that stands on a page, in code points from the page's start.
    fileprivate func codePoints(
        of span: TextSpan, onPage number: Int, of document: Int
    ) throws(StorageError) -> Range<Int> {
        guard let page = try pages(of: document).first(where: { $0.number == number }),
            let part = page.span.intersection(span)
        else { return 0..<0 }
        let before = try text(of: document, in: TextSpan(page.span.start, part.start))
        let inside = try text(of: document, in: part)
        func count(_ bytes: [UInt8]) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }
        return count(before)..<(count(before) + count(inside))
    }
}
