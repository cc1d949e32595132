import Configuration
import Glibc
import Storage

extension DoctorCheck {
    static let database = DoctorCheck(name: "database") { context in
        await context.configured { configuration in
            let path = configuration[Settings.database]
            var status = stat()
            guard stat(path, &status) == 0 else {
                guard errno == ENOENT || errno == ENOTDIR else { return cannotBeReached(path) }
                return .skipped("There is none yet; docqa ingest FOLDER makes \(path)")
            }
            guard status.st_mode & 0o077 == 0 else {
                return .failed("Others can read \(path).", fix: "chmod 600 '\(path)'")
            }
            return await integrity(of: path)
        }
    }

    private static func cannotBeReached(_ path: String) -> Finding {
        .failed(
            "\(path) cannot be reached: \(String(cString: strerror(errno))).",
            fix: "Give yourself access to its folder, or name another database: docqa config set database FILE")
    }

    private static func integrity(of path: String) async -> Finding {
        do throws(StorageError) {
            let store = try await SQLiteStore.open(path: path, create: false, readers: 1)
            let answer = try await store.read { connection throws(StorageError) in
                try connection.first("PRAGMA integrity_check(1)") { $0.string(0) } ?? ""
            }
            await store.close()
            guard answer == "ok" else {
                return .failed(
                    "The database is damaged: \(answer).", fix: "Move \(path) away and ingest the documents again.")
            }
            return .good("\(path), schema \(Schema.version), passes its integrity check")
        } catch {
            return .failed(error.message, fix: "Read what it says; another database is named with --db.")
        }
    }

    static let databaseFolder = DoctorCheck(name: "database folder") { context in
        await context.configured { configuration in
            let path = configuration[Settings.database]
            var folder = Path.folder(of: path)
            // The folders that are missing are made at the first ingest.
            while access(folder, F_OK) != 0, errno == ENOENT, folder != "/" { folder = Path.folder(of: folder) }
            guard access(folder, W_OK | X_OK) == 0 else {
                return .failed(
                    "\(folder) cannot be written: \(String(cString: strerror(errno))).",
                    fix: "Give yourself access to it, or name another database: docqa config set database FILE")
            }
            var space = statvfs()
            guard statvfs(folder, &space) == 0 else { return cannotBeReached(folder) }
            let free = Int(clamping: space.f_bavail) * Int(clamping: space.f_frsize) / 1_000_000
            guard free >= 500 else {
                return .failed(
                    "Only \(free) MB are free in \(folder).",
                    fix: "Make room, or name a database on another disk: docqa config set database FILE")
            }
            return .good("\(folder) can be written, \(free / 1_000) GB free")
        }
    }

    static let fullTextSearch = DoctorCheck(name: "full-text search") { _ in
        do throws(StorageError) {
            let connection = try Connection(path: ":memory:", mode: .write)
            try connection.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
            let version = try connection.first("SELECT sqlite_version()") { $0.string(0) } ?? ""
            return .good("SQLite \(version) has FTS5")
        } catch {
            return .failed(
                "SQLite has no full-text search: \(error.message)",
                fix: "Install a SQLite with FTS5: apt-get install libsqlite3-0")
        }
    }
}
