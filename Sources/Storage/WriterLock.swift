import Glibc

/// The right to write to a database: held by one process at a time, named after its holder, and gone when it dies.
///
/// It is a lock on a file beside the database, so readers never meet it. The file stays; only the lock on it counts.
package final class WriterLock {
    /// Who holds it, as far as the file tells.
    package struct Holder: Sendable, Equatable {
        package let processID: Int
        package let command: String
    }

    private let file: LockFile

    /// Takes the lock, or throws `writerBusy` naming the holder.
    package init(database: String, command: String) throws(StorageError) {
        let file = try LockFile(database + ".lock")
        let descriptor = file.descriptor
        guard file.take() else {
            // Whoever took the lock this moment has not written its name yet.
            var holder = WriterLock.holder(in: descriptor)
            for _ in 0..<50 where holder == nil {
                usleep(4_000)
                holder = WriterLock.holder(in: descriptor)
            }
            let name = holder.map { "`\($0.command)` (process \($0.processID))" } ?? "Another process"
            throw StorageError(
                .writerBusy, "\(name) is writing to this database: wait for it to finish, or stop it; readers go on.")
        }
        self.file = file
        let text = "\(getpid())\t\(command)\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    deinit {
        ftruncate(file.descriptor, 0)
    }

    private static func holder(in descriptor: Int32) -> Holder? {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        let fields = String(decoding: buffer[..<count], as: UTF8.self).split(whereSeparator: {
            $0 == "\t" || $0 == "\n"
        })
        guard fields.count >= 2, let id = Int(fields[0]) else { return nil }
        return Holder(processID: id, command: String(fields[1]))
    }
}
