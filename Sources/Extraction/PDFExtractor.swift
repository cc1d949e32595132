package import DocumentModel
internal import Folders
package import PDFPages

/// PDFs, through the workers.
package struct PDFExtractor: Extractor {
    private let pool: PDFWorkerPool

    package init(pool: PDFWorkerPool) {
        self.pool = pool
    }

    package var claims: [FormatClaim] {
        [FormatClaim(.pdf, extensions: ["pdf"], evidence: { Self.isPDF($0) ? .certain : .none })]
    }

    package var input: ExtractorInput { .file }

    package func expect(_ files: Int) { pool.start(files) }

    package func extract(
        _ source: SourceFile, options: ExtractionOptions
    ) async throws(ExtractionError) -> ExtractedDocument {
        let file = try open(source)
        var limits = pool.limits
        limits.page = options.pageDeadline
        limits.document = options.documentDeadline
        do throws(PDFError) {
            return try await pool.read(file, checkInk: options.checkInk, limits: limits).document()
        } catch {
            guard error.code == .encrypted, let password = await options.password?(source.name) else {
                throw ExtractionError(error, reading: source.name)
            }
            do throws(PDFError) {
                return try await pool.read(file, password: password, checkInk: options.checkInk, limits: limits)
                    .document()
            } catch {
                throw ExtractionError(error, reading: source.name)
            }
        }
    }

    private func open(_ source: SourceFile) throws(ExtractionError) -> PDFSource {
        do {
            switch source.content {
            case .bytes(let bytes): return try PDFSource(bytes: bytes)
            case .path(let path):
                let file = try RegularFile(path)
                return try withExtendedLifetime(file) { file in try PDFSource(duplicating: file.descriptor) }
            }
        } catch let failure as RegularFile.Failure {
            throw ExtractionError(failure, reading: source.name)
        } catch let error as PDFError {
            throw ExtractionError(error, reading: source.name)
        } catch {
            throw ExtractionError(.unreadable, "\(source.name) cannot be opened", cause: error)
        }
    }

    /// The mark may stand behind a little junk, as the format's readers allow.
    private static func isPDF(_ head: [UInt8]) -> Bool {
        let percent = UInt8(ascii: "%")
        if head.first == percent, head.starts(with: "%PDF-".utf8) { return true }
        let front = head.prefix(1024)
        guard front.contains(percent) else { return false }
        let isMarked = front.indices.contains { front[$0] == percent && front[$0...].starts(with: "%PDF-".utf8) }
        return isMarked && front.contains { $0 >= 0x80 || $0 == 0 }
    }
}

extension ExtractionError {
    package init(_ error: PDFError, reading name: String) {
        let (code, reason, fix): (Code, String, String) =
            switch error.code {
            case .encrypted: (.encrypted, "\(name) is encrypted", "give its password with --password-command")
            case .wrongPassword:
                (.wrongPassword, "the password does not open \(name)", "check what --password-command prints")
            case .damaged:
                (.malformed, "\(name) is damaged beyond reading", "repair it (qpdf, mutool) or make it again")
            case .tooSlow: (.tooSlow, "\(name) took longer to read than allowed", "print it to a new PDF")
            case .outOfMemory: (.outOfMemory, "\(name) needs more memory than allowed", "print it to a new PDF")
            case .crashed: (.workerFailed, "the PDF library broke down over \(name)", "print it to a new PDF")
            case .workerMissing:
                (.workerFailed, "docqa-pdf-worker is not where it belongs (\(error.detail))", "install it there")
            case .workerUnusable:
                (
                    .workerFailed, "docqa-pdf-worker does not work (\(error.detail))",
                    "install it again with this program"
                )
            case .cancelled: (.cancelled, "the reading of \(name) was cancelled", "start it again")
            case .system:
                (
                    .unreadable, "no resources to read \(name) (\(error.detail))",
                    "free memory or open files and try again"
                )
            case .noSuchPage, .pictureTooLarge: (.malformed, "\(name) has no such page", "")
            }
        self.init(code, reason, fix: fix, cause: error)
    }
}
