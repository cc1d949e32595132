import Folders
import Glibc
import Storage

/// The kept bytes of documents that were handed over, in a folder beside the database: `docqa.db.originals/ab/cdef...`,
/// named by their SHA-256, readable by their owner only.
///
/// A file is whole or not there: it is written beside its place, forced to the disk, and renamed. Which files may go is
/// noted in the database (`Connection.looseOriginals`) before anything is done to them, so a crash leaves none behind for
/// longer than until the next change.
struct OriginalFiles: Sendable {
    let folder: String

    init(database: String) { folder = database + ".originals" }

    func path(of hash: ContentHash) -> FilePath {
        let digits = hash.description
        return FilePath("\(folder)/\(digits.prefix(2))/\(digits.dropFirst(2))")
    }

    /// Keeps bytes under their hash. A file that is there already and whole is left as it is.
    func keep(_ bytes: [UInt8], _ hash: ContentHash) throws(StorageError) {
        guard state(of: hash) != .sound else { return }
        let place = path(of: hash).display
        let above = String(place.prefix(upTo: place.lastIndex(of: "/") ?? place.startIndex))
        for folder in [folder, above] where mkdir(folder, 0o700) != 0 && errno != EEXIST { throw failure(place) }
        let part = place + ".part"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(place) }
        let isWritten = OriginalFiles.write(bytes, to: descriptor) && fsync(descriptor) == 0
        let problem = errno
        close(descriptor)
        guard isWritten, rename(part, place) == 0 else {
            let number = isWritten ? errno : problem
            unlink(part)
            throw failure(place, number)
        }
        for folder in [above, folder] { OriginalFiles.force(folder) }
    }

    /// Takes files away, and what an interrupted write left of them.
    func remove(_ hashes: [ContentHash]) {
        var folders: Set<String> = []
        for hash in hashes {
            let place = path(of: hash).display
            unlink(place)
            unlink(place + ".part")
            folders.insert(String(place.prefix(upTo: place.lastIndex(of: "/") ?? place.startIndex)))
        }
        for folder in folders {
            OriginalFiles.force(folder)
            rmdir(folder)  // only when it is empty
        }
        rmdir(folder)
    }

    enum State { case sound, missing, damaged }

    func state(of hash: ContentHash) -> State {
        do throws(RegularFile.Failure) {
            return try RegularFile(path(of: hash)).contentHash() == hash ? .sound : .damaged
        } catch {
            return error == .vanished ? .missing : .damaged
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count > 0 { written += count } else if errno != EINTR { return false }
        }
        return true
    }

    /// A name is on the disk only when its folder is.
    private static func force(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure(_ path: String, _ number: Int32 = errno) -> StorageError {
        if number == ENOSPC || number == EDQUOT || number == EFBIG {
            return StorageError(.full, "The disk is full: free some space and hand the document over again.")
        }
        return StorageError(
            .readOnly,
            "The document could not be kept in \(folder) (\(String(cString: strerror(number)))): check that folder's "
                + "permissions.")
    }
}

extension OriginalFiles {
    /// Takes away the files that no document needs any more. The caller holds the writer lock.
    func settle(on connection: Connection) throws(StorageError) {
        let loose = try connection.looseOriginals()
        guard !loose.isEmpty else { return }
        var unneeded: [ContentHash] = []
        for sha256 in loose where try !connection.needsOriginal(sha256) {
            if let hash = ContentHash(bytes: sha256) { unneeded.append(hash) }
        }
        remove(unneeded)
        try connection.forgetLooseOriginals()
    }

    /// What is wrong with the kept files.
    func verify(on connection: Connection) throws(StorageError) -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        for document in try connection.documents() where document.path == nil {
            try connection.throwIfInterrupted()
            guard let hash = ContentHash(bytes: document.sha256), state(of: hash) != .sound else { continue }
            findings.append(
                VerificationFinding(
                    code: .original, message: "The kept original is missing or is not what was handed over.",
                    collection: document.collection, document: document.name))
        }
        return findings
    }
}
