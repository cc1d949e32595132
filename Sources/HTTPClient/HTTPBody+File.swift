import Glibc

extension HTTPBody {
    /// Writes the body to a file that only its owner can read. The name appears when the file is whole; a transfer that fails
    /// leaves nothing behind.
    ///
    /// - Returns: the number of bytes written.
    package func write(to path: String) async throws(HTTPError) -> Int {
        let unfinished = path + ".part"
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw HTTPError(.file, detail: String(cString: strerror(errno))) }
        var count = 0
        do throws(HTTPError) {
            defer { close(descriptor) }
            for try await chunk in self {
                try Self.write(chunk, to: descriptor)
                count += chunk.count
            }
            guard fsync(descriptor) == 0, rename(unfinished, path) == 0 else {
                throw HTTPError(.file, detail: String(cString: strerror(errno)))
            }
        } catch {
            unlink(unfinished)
            throw error
        }
        return count
    }

    private static func write(_ chunk: [UInt8], to descriptor: Int32) throws(HTTPError) {
        var rest = chunk[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw HTTPError(.file, detail: String(cString: strerror(errno))) }
            rest = rest.dropFirst(written)
        }
    }
}
