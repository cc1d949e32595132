import PDFPages
import Synchronization

/// Whether the trailer of a PDF names an encryption.
enum PDFEncryption {
    static func stands(in bytes: [UInt8]) -> Bool {
        let key = Array("/Encrypt".utf8)
        var start = 0
        while let found = ByteSearch.range(of: key, in: bytes, from: start) {
            start = found.upperBound
            // `/Encrypt 5 0 R` or `/Encrypt <<`; a longer name is another key.
            let rest = bytes[start...].drop { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
            if let next = rest.first, next == UInt8(ascii: "<") || (0x30...0x39).contains(next) { return true }
        }
        return false
    }
}

/// Reads the pages of PDFs in worker processes, each document once.
final class PDFTexts: Sendable {
    private let pool: PDFWorkerPool
    private let known = Mutex<[String: [String]]>([:])

    init(worker: String?) {
        pool = PDFWorkerPool(program: worker.map { PDFWorkerProgram(path: $0) } ?? .installed())
    }

    /// The texts of the pages; one that cannot be read has none.
    func pages(_ bytes: [UInt8], key: String) async throws(APIFailure) -> [String] {
        if let pages = known.withLock({ $0[key] }) { return pages }
        let reading: PDFReading
        do throws(PDFError) { reading = try await pool.read(try PDFSource(bytes: bytes)) } catch {
            switch error.code {
            case .encrypted, .wrongPassword: throw .invalid("The PDF specified is password protected.")
            case .workerMissing, .workerUnusable, .cancelled, .system:
                throw APIFailure(500, "api_error", "The simulator cannot read PDFs. \(error.description)")
            default: throw .invalid("The PDF specified was not valid.")
            }
        }
        let pages = reading.pages.map { outcome -> String in
            guard case .read(let page) = outcome else { return "" }
            return String(decoding: page.text, as: UTF8.self)
        }
        known.withLock { $0[key] = pages }
        return pages
    }
}
