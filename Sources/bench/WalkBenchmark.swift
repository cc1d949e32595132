internal import Folders
internal import JSON

/// How long it takes to list a folder with the facts of every file.
enum WalkBenchmark: Benchmark {
    static let name = "walk"
    static let usage = "FOLDER [list]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let path = arguments.first else { throw BenchmarkError(description: usage) }
        let (taken, walk) = try await seconds { try FolderWalk(FilePath(path)) }
        if arguments.dropFirst().first == "list" {
            return ["paths": .array(JSONArray(walk.files.map { JSONValue($0.path.display) }))]
        }
        return [
            "files": JSONValue(walk.files.count), "folders": JSONValue(walk.folders.count),
            "skipped": JSONValue(walk.skipped.count), "ms": JSONValue(Int(taken * 1e3)),
        ]
    }
}
