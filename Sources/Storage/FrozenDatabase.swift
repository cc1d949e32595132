import Glibc

/// A database that is read as it lies on the disk, because SQLite cannot make its two files beside it: the disk is full, or
/// may only be read. Nothing can be written to it.
struct FrozenDatabase: Sendable {
    let path: String
    /// Why it cannot be opened as usual.
    let reason: StorageError

    /// Nil when that would not help, or when the file alone is not the whole database.
    init?(_ path: String, because reason: StorageError) {
        guard [.full, .readOnly, .cannotOpen].contains(reason.code), access(path, R_OK) == 0 else { return nil }
        self.path = path
        self.reason = reason
        guard isAlone else { return nil }
    }

    /// Whether there is no log beside the file, of which the file knows nothing.
    var isAlone: Bool {
        var facts = stat()
        return stat(path + "-wal", &facts) != 0 || facts.st_size == 0
    }

    /// Fails when somebody has begun to write meanwhile: what was read then may be of two minds.
    func check() throws(StorageError) {
        guard isAlone else {
            throw StorageError(
                .writerBusy, "Another process has begun to write to the database: ask again.", detail: reason.detail)
        }
    }

    /// The file as an address that tells SQLite so.
    static func address(of path: String) -> String {
        var address = "file:"
        for byte in path.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/-._~".utf8.contains(byte)
            if isPlain {
                address.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16)
                address += "%" + (hex.count == 1 ? "0" + hex : hex)
            }
        }
        return address + "?immutable=1"
    }
}
