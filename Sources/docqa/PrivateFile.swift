import CommandLine
import Glibc

/// A file that only its owner can read: what is drawn or written of documents is as private as they are.
enum PrivateFile {
    /// What a file holds; nil when it has more than `limit` bytes.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        while descriptor >= 0 {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { break }
            if count == 0 { return bytes }
            bytes += piece[..<count]
            if bytes.count > limit { return nil }
        }
        throw Failure(
            .usage, code: "file_unreadable", "\(path) cannot be read: \(String(cString: strerror(errno))).",
            next: "Name another file.")
    }

    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        var written = 0
        var problem = errno
        while descriptor >= 0, written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            problem = errno
            if count > 0 { written += count } else if problem != EINTR { break }
        }
        guard descriptor >= 0, close(descriptor) == 0, written == bytes.count else {
            throw Failure(
                .internalProblem, code: "output_failed",
                "\(path) could not be written: \(String(cString: strerror(problem))).", next: "Name another file.")
        }
    }
}
