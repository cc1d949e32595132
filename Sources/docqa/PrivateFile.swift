import CommandLine
import Glibc

/// A file that only its owner can read: what is drawn or written of documents is as private as they are.
enum PrivateFile {
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
