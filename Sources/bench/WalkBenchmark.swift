internal import Folders
internal import JSON

/// How long it takes to list a folder with the facts of every file.
enum WalkBenchmark: Benchmark {
    static let name = "walk"
    static let usage = "FOLDER [list | changes]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let path = arguments.first else { throw BenchmarkError(description: usage) }
        if arguments.dropFirst().first == "changes" { return try await changes(FilePath(path)) }
        let (taken, walk) = try await seconds { try FolderWalk(FilePath(path)) }
        if arguments.dropFirst().first == "list" {
            return ["paths": .array(JSONArray(walk.files.map { JSONValue($0.path.display) }))]
        }
        return [
            "files": JSONValue(walk.files.count), "folders": JSONValue(walk.folders.count),
            "skipped": JSONValue(walk.skipped.count), "ms": JSONValue(Int(taken * 1e3)),
        ]
    }

    /// What a question pays to see that nothing changed: the best of ten, with all the time it wants.
    private static func changes(_ root: FilePath) async throws -> JSONObject {
        let files = try FolderWalk(root).files.count
        var best = Double.infinity
        for _ in 0..<10 {
            let (taken, walk) = try await seconds {
                try FolderWalk(root, changedSince: .max, until: ContinuousClock.now + .seconds(60))
            }
            precondition(walk.isComplete && walk.files.isEmpty, "nothing has changed since the end of time")
            best = min(best, taken)
        }
        return ["files": JSONValue(files), "microseconds": JSONValue(Int(best * 1e6))]
    }
}
