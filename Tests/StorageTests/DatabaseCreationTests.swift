import Glibc
import Storage
import TestSupport
import Testing

@Suite struct DatabaseCreationTests {
    let folder = TemporaryFolder()

    func makes(_ path: String) async throws {
        let store = try await SQLiteStore.open(path: path, create: true)
        let version = try await store.read { connection throws(StorageError) in
            try connection.first("PRAGMA user_version") { $0.int(0) }
        }
        #expect(version == Schema.version)
        await store.close()
    }

    func names() -> [String] {
        guard let entries = opendir(folder.path) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                })
        }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test func nothingButTheDatabaseStaysAndOnlyItsOwnerCanReadIt() async throws {
        try await makes(folder.path + "/new/docs.db")
        var facts = stat()
        #expect(stat(folder.path + "/new/docs.db", &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        #expect(stat(folder.path + "/new", &facts) == 0 && facts.st_mode & 0o777 == 0o700)
        try await makes(folder.path + "/docs.db")
        #expect(names() == ["docs.db", "new"])
    }

    @Test func whatADeadProcessLeftIsNotTakenForAPart() async throws {
        for rest in ["", "-wal", "-shm", "-journal"] {
            folder.write("docs.db.new" + rest, [UInt8](repeating: 7, count: 100_000))
        }
        try await makes(folder.path + "/docs.db")
        #expect(names() == ["docs.db"])
    }

    @Test func aLinkStaysALink() async throws {
        mkdir(folder.path + "/disk", 0o700)
        symlink("disk/docs.db", folder.path + "/docs.db")
        try await makes(folder.path + "/docs.db")
        var facts = stat()
        #expect(lstat(folder.path + "/docs.db", &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
        #expect(lstat(folder.path + "/disk/docs.db", &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG)
    }

    @Test func whatIsNoFileIsLeftAlone() async throws {
        mkfifo(folder.path + "/pipe", 0o600)
        symlink("circle", folder.path + "/circle")
        for name in ["pipe", "circle", "."] {
            let error = await #expect(throws: StorageError.self) {
                try await SQLiteStore.open(path: folder.path + "/" + name, create: true)
            }
            #expect(error?.code == .cannotOpen || error?.code == .notOurs, "\(name): \(String(describing: error))")
        }
        #expect(names() == ["circle", "pipe"])
    }

    @Test func manyAtOnceMakeOneDatabase() async throws {
        let path = folder.path + "/docs.db"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let store = try await SQLiteStore.open(path: path, create: true)
                    try await store.account { connection throws(StorageError) in
                        try connection.setSetting("number \(number)", "here")
                    }
                    await store.close()
                }
            }
            try await group.waitForAll()
        }
        let store = try await SQLiteStore.open(path: path, create: false)
        let count = try await store.read { connection throws(StorageError) in
            try connection.first("SELECT count(*) FROM setting WHERE name LIKE 'number %'") { $0.int(0) }
        }
        #expect(count == 8)
    }
}
