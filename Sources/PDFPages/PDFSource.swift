internal import CSystem
internal import Glibc

/// An open PDF, to be handed to a worker by descriptor. Closed when the last user lets go.
package final class PDFSource: Sendable {
    let descriptor: Int32

    /// Shares the open file; the caller's descriptor stays the caller's.
    package init(duplicating descriptor: Int32) throws(PDFError) {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw PDFError(.system, "error \(errno)") }
        self.descriptor = copy
    }

    /// A file in memory with these bytes.
    package init(bytes: [UInt8]) throws(PDFError) {
        descriptor = csystem_memory_file("pdf")
        guard descriptor >= 0 else { throw PDFError(.system, "error \(errno)") }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw PDFError(.system, "error \(errno)")
            }
        }
    }

    deinit { close(descriptor) }
}
