internal import Glibc

/// A regular file, open for reading. It is closed with the value.
package struct RegularFile: ~Copyable {
    /// Why a file cannot be read; each carries the system's error number where there is one.
    package enum Failure: Error, Sendable, Hashable {
        case vanished
        case denied
        /// A folder, pipe, device or socket.
        case notRegular
        case system(Int32)
        /// Size or time of modification differ from before.
        case changed
        case larger(than: Int)
    }

    package let descriptor: Int32
    /// The facts at the time of opening.
    package let facts: FileFacts

    /// Opens without waiting: a pipe nobody writes to is refused, not waited for.
    package init(_ path: FilePath) throws(Failure) {
        let descriptor = path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        guard descriptor >= 0 else { throw Failure(errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let failure = Failure(errno)
            close(descriptor)
            throw failure
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notRegular
        }
        self.descriptor = descriptor
        self.facts = FileFacts(status)
    }

    deinit { close(descriptor) }

    /// At most `count` bytes from the front.
    package func head(_ count: Int) throws(Failure) -> [UInt8] {
        try read(at: 0, count: min(count, facts.size))
    }

    /// All bytes, when the file has at most `limit` and did not change meanwhile.
    package func contents(limit: Int, after head: [UInt8] = []) throws(Failure) -> [UInt8] {
        guard facts.size <= limit else { throw .larger(than: limit) }
        if head.count == facts.size {
            try requireUnchanged()
            return head
        }
        let bytes = try read(at: 0, count: facts.size)
        try requireUnchanged()
        guard bytes.count == facts.size else { throw .changed }
        return bytes
    }

    /// Throws when size or time differ from when the file was opened.
    package func requireUnchanged() throws(Failure) {
        guard let now = FileFacts(descriptor: descriptor) else { throw Failure(errno) }
        guard now == facts else { throw .changed }
    }

    private func read(at offset: Int, count: Int) throws(Failure) -> [UInt8] {
        var problem: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    break
                } else if errno != EINTR {
                    problem = errno
                    break
                }
            }
        }
        guard problem == 0 else { throw Failure(problem) }
        return bytes
    }
}

extension RegularFile.Failure {
    init(_ number: Int32) {
        switch number {
        case ENOENT, ENOTDIR, ESTALE: self = .vanished
        case EACCES, EPERM: self = .denied
        case ENXIO, ENODEV, EISDIR: self = .notRegular
        default: self = .system(number)
        }
    }
}
