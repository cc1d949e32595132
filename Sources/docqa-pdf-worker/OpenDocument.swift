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
        // The library falls over a password that Latin-1 cannot say; it could not try it anyway.
        if let password, !password.unicodeScalars.allSatisfy({ $0.value < 256 && $0.value > 0 }) {
            close(descriptor)
            throw .wrongPassword
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

    /// A password is tried through the descriptor: after a wrong one the library uses the memory of a mapped file that it
    /// has let go, and calls any other file damaged. So it is only tried on what is known to be encrypted.
    private static func load(
        _ mapping: UnsafeMutableRawBufferPointer?, _ descriptor: Int32, _ password: String?
    ) throws(PDFFailure) -> OpaquePointer {
        do throws(PDFFailure) {
            guard let mapping else { return try loaded { poppler_document_new_from_fd(dup(descriptor), nil, $0) } }
            let bytes = g_bytes_new_static(mapping.baseAddress, gsize(mapping.count))
            defer { g_bytes_unref(bytes) }
            return try loaded { poppler_document_new_from_bytes(bytes, nil, $0) }
        } catch {
            guard error == .encrypted, password != nil else { throw error }
        }
        do throws(PDFFailure) {
            return try loaded { poppler_document_new_from_fd(dup(descriptor), password, $0) }
        } catch {
            throw .wrongPassword
        }
    }

    /// The library closes a descriptor it is given.
    private static func loaded(
        _ open: (UnsafeMutablePointer<UnsafeMutablePointer<GError>?>) -> OpaquePointer?
    ) throws(PDFFailure) -> OpaquePointer {
        var problem: UnsafeMutablePointer<GError>?
        if let document = open(&problem) { return document }
        defer { g_clear_error(&problem) }
        guard let problem, problem.pointee.domain == poppler_error_quark(),
            problem.pointee.code == Int32(POPPLER_ERROR_ENCRYPTED.rawValue)
        else { throw .damaged }
        throw .encrypted
    }
}

/// The string the library gave away, when it holds anything.
func take(_ string: UnsafeMutablePointer<CChar>?) -> String? {
    guard let string else { return nil }
    defer { g_free(string) }
    let text = String(cString: string)
    return text.isEmpty ? nil : text
}
