import Glibc
import Words

/// Makes a new database, whole or not at all: it is made under another name, forced to the disk once, and only then gets its own.
/// Until it has a name nothing depends on it, so SQLite need not wait for the disk after each step.
enum DatabaseCreation {
    /// Does nothing when another process was faster.
    static func make(at given: String) throws(StorageError) {
        let path = try followingLinks(given)
        try makeFolders(for: path)
        var facts = stat()
        if lstat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG {
            throw StorageError(.cannotOpen, "\(given) is not a file: choose another place with --db.")
        }
        let draft = path + ".new"
        let descriptor = open(draft, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(given) }
        defer { close(descriptor) }
        // Whoever makes the same database now is waited for.
        while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
        guard !exists(path) else { return }
        // What a process that died left behind would be taken for a part of the new one.
        for rest in ["-wal", "-shm", "-journal"] { unlink(draft + rest) }
        guard ftruncate(descriptor, 0) == 0 else { throw failure(given) }
        try fill(draft)
        guard fdatasync(descriptor) == 0, rename(draft, path) == 0 else { throw failure(given) }
        synchronizeFolder(of: path)
    }

    static func exists(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_size > 0
    }

    private static func fill(_ path: String) throws(StorageError) {
        let connection = try Connection(path: path, mode: .write)
        try connection.execute("PRAGMA synchronous = OFF")
        try connection.execute("PRAGMA journal_mode = MEMORY")
        // SQLite needs the page size before the first table, and WAL before others open the file.
        try connection.execute("PRAGMA page_size = 16384")
        try connection.execute("PRAGMA journal_mode = WAL")
        try Schema.migrate(connection)
        try connection.setSetting("tokenizer_version", String(WordIndexing.version))
    }

    /// Where a link leads, also when nothing is there yet: the database is made there, and the link stays.
    private static func followingLinks(_ path: String) throws(StorageError) -> String {
        var path = path
        for _ in 0..<16 {
            var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
            let count = target.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, $0.count) }
            guard count > 0 else { return path }
            let name = String(decoding: target[0..<count], as: UTF8.self)
            path = name.hasPrefix("/") ? name : folder(of: path) + name
        }
        throw StorageError(.cannotOpen, "\(path) is a link in a circle: choose another place with --db.")
    }

    /// Only their owner can look into them.
    private static func makeFolders(for path: String) throws(StorageError) {
        var folder = ""
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for (index, part) in parts.enumerated() {
            folder += index == 0 ? String(part) : "/" + part
            if !folder.isEmpty, mkdir(folder, 0o700) != 0, errno != EEXIST, errno != EISDIR, errno != EROFS {
                throw StorageError(
                    .cannotOpen,
                    "The folder \(folder) for the database cannot be made (\(String(cString: strerror(errno)))): "
                        + "choose another place with --db.")
            }
        }
    }

    /// With its slash, or empty.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    /// A new name is safe once its folder is; a file system that cannot do that is no reason to fail.
    private static func synchronizeFolder(of path: String) {
        let name = folder(of: path)
        let descriptor = open(name.isEmpty ? "." : name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fdatasync(descriptor)
        close(descriptor)
    }

    private static func failure(_ path: String) -> StorageError {
        if errno == ENOSPC || errno == EDQUOT { return .diskFull(detail: nil) }
        return StorageError(
            .cannotOpen,
            "The database \(path) cannot be made (\(String(cString: strerror(errno)))): choose another place with --db."
        )
    }
}
