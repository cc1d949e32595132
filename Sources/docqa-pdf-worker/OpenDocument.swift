import CPoppler
import Glibc
import PDFPages

/// A document the library has open. Owns the descriptor it came by.
final class OpenDocument {
    private let descriptor: Int32
    private let password: String?
    private var document: OpaquePointer
    /// The file in memory, for files up to `largestMapping`; the library reads them 4 % faster than through a descriptor.
    private let mapping: UnsafeMutableRawBufferPointer?
    private(set) var pageCount: Int
    /// The looks of the fonts met so far.
    var fonts = FontLooks()

    /// A mapped file counts as memory of this process.
    private static let largestMapping = 16 << 20

    init(descriptor: Int32, password: String?) throws(PDFFailure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else {
            close(descriptor)
            throw .damaged
        }
        let size = Int(status.st_size)
        var mapping: UnsafeMutableRawBufferPointer?
        if size <= Self.largestMapping {
            let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
            if let start, start != MAP_FAILED { mapping = UnsafeMutableRawBufferPointer(start: start, count: size) }
        }
        do throws(PDFFailure) {
            document = try Self.load(mapping, descriptor, password)
        } catch {
            if let mapping { munmap(mapping.baseAddress, mapping.count) }
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.password = password
        self.mapping = mapping
        pageCount = max(0, Int(poppler_document_get_n_pages(document)))
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(document))
        if let mapping { munmap(mapping.baseAddress, mapping.count) }
        close(descriptor)
        malloc_trim(0)
    }

    /// Lets go of everything the library has kept of this document. False when it does not open again.
    func reopen() -> Bool {
        guard let fresh = try? Self.load(mapping, descriptor, password) else { return false }
        g_object_unref(UnsafeMutableRawPointer(document))
        document = fresh
        malloc_trim(0)
        return true
    }

    /// Nil when there is no such page or it is damaged.
    func withPage<Result>(_ number: Int, _ body: (OpaquePointer) -> Result) -> Result? {
        guard number >= 1, number <= pageCount, let page = poppler_document_get_page(document, Int32(number - 1)) else {
            return nil
        }
        defer { g_object_unref(UnsafeMutableRawPointer(page)) }
        return body(page)
    }

    func withDocument<Result>(_ body: (OpaquePointer) -> Result) -> Result { body(document) }

    func front() -> PDFFront {
        PDFFront(
            pageCount: pageCount, title: take(poppler_document_get_title(document)),
            author: take(poppler_document_get_author(document)), outline: outline(of: document))
    }

    private static func load(
        _ mapping: UnsafeMutableRawBufferPointer?, _ descriptor: Int32, _ password: String?
    ) throws(PDFFailure) -> OpaquePointer {
        var problem: UnsafeMutablePointer<GError>?
        let document: OpaquePointer?
        if let mapping {
            let bytes = g_bytes_new_static(mapping.baseAddress, gsize(mapping.count))
            document = poppler_document_new_from_bytes(bytes, password, &problem)
            g_bytes_unref(bytes)
        } else {
            // The library closes the descriptor it is given.
            document = poppler_document_new_from_fd(dup(descriptor), password, &problem)
        }
        if let document { return document }
        defer { g_clear_error(&problem) }
        guard let problem, problem.pointee.domain == poppler_error_quark(),
            problem.pointee.code == Int32(POPPLER_ERROR_ENCRYPTED.rawValue)
        else { throw .damaged }
        throw password == nil ? .encrypted : .wrongPassword
    }
}

/// The string the library gave away, when it holds anything.
func take(_ string: UnsafeMutablePointer<CChar>?) -> String? {
    guard let string else { return nil }
    defer { g_free(string) }
    let text = String(cString: string)
    return text.isEmpty ? nil : text
}
