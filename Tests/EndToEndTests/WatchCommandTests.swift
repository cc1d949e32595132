import Glibc
import TestSupport
import Testing

/// `docqa ingest --watch` as it runs: what happens in the folder is in the database soon after.
@Suite(.serialized, .timeLimit(.minutes(3))) struct WatchCommandTests {
    let docqa = BuiltProgram("docqa")
    let home = TemporaryFolder()

    func watch() throws -> RunningProgram {
        try docqa.start(
            ["ingest", home["files"], "--watch", "--db", home["docqa.db"]], environment: ["HOME": home.path],
            folder: home.path)
    }

    func names() throws -> Set<String> {
        let list = try docqa.run("list", "--db", home["docqa.db"], environment: ["HOME": home.path]).output
        return Set(
            list.split(separator: "\n").compactMap { $0.split(separator: " ").dropFirst(2).first.map(String.init) })
    }

    /// Waits until the database has these documents and no others; the suite's limit is for when it never does.
    func wait(for wanted: Set<String>) throws {
        while try names() != wanted { sched_yield() }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func newFoldersRenamesAndDeletionsAreFollowedUntilASignal(_ signal: Int32)
        throws
    {
        home.write("files/a.txt", "first")
        let running = try watch()
        try wait(for: ["a.txt"])
        home.write("files/new/deep/b.txt", "second")
        try wait(for: ["a.txt", "new/deep/b.txt"])
        // The folder that was made while watching is watched.
        home.write("files/new/deep/c.txt", "third")
        home.remove("files/a.txt")
        try wait(for: ["new/deep/b.txt", "new/deep/c.txt"])
        home.move("files/new", to: "files/renamed")
        try wait(for: ["renamed/deep/b.txt", "renamed/deep/c.txt"])
        home.write("files/renamed/deep/d.txt", "fourth")
        home.remove("files/renamed/deep/b.txt")
        try wait(for: ["renamed/deep/c.txt", "renamed/deep/d.txt"])

        running.signal(signal)
        let result = running.wait()
        #expect(result.status == 128 + signal, "\(result.errors)")
        #expect(try docqa.run("verify", "--db", home["docqa.db"], environment: ["HOME": home.path]).status == 0)
    }

    /// The watcher is stopped while more happens than the system remembers: it is told of an overflow, and nothing else of
    /// what happened then.
    @Test func whatAnOverflowOfTheSystemsQueueHidIsFoundAndWatched() throws {
        home.write("files/a.txt", "first")
        home.write("files/old/b.txt", "second")
        home.write("files/noise/one.log", "1")
        home.write("files/noise/two.log", "2")
        home.write("files/.gitignore", "*.log\n")
        let running = try watch()
        try wait(for: ["a.txt", "old/b.txt"])
        running.signal(SIGSTOP)
        let setting = try BuiltProgram(absolutePath: "/bin/cat").run("/proc/sys/fs/inotify/max_queued_events").output
        let limit = Int(setting.filter(\.isNumber))
        // Opening for writing and closing is an event. Neighbours that are alike count once, so two files take turns.
        for _ in 0...(try #require(limit) / 2) {
            for name in ["one", "two"] { close(open(home["files/noise/\(name).log"], O_WRONLY)) }
        }
        home.write("files/hidden/by/overflow.txt", "third")
        home.move("files/old", to: "files/kept")
        home.remove("files/a.txt")
        running.signal(SIGCONT)
        try wait(for: ["hidden/by/overflow.txt", "kept/b.txt"])
        home.write("files/hidden/by/later.txt", "fourth")
        home.write("files/kept/later.txt", "fifth")
        try wait(for: ["hidden/by/overflow.txt", "hidden/by/later.txt", "kept/b.txt", "kept/later.txt"])
        running.signal(SIGTERM)
        #expect(running.wait().status == 128 + SIGTERM)
    }
}
