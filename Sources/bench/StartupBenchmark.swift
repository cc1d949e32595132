internal import Glibc
internal import JSON

/// How long `docqa --version` and `--help` take, against an empty C program, as whole processes.
enum StartupBenchmark: Benchmark {
    static let name = "startup"
    static let usage = "DOCQA [RUNS]   (DOCQA as scripts/build-release or scripts/install made it)"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let docqa = arguments.first, access(docqa, X_OK) == 0 else {
            throw BenchmarkError(description: "name a built docqa")
        }
        let runs = arguments.dropFirst().first.flatMap { Int($0) } ?? 200
        let empty = try compileEmptyProgram()
        defer { unlink(empty) }
        let lines = [[empty], [docqa, "--version"], [docqa, "--help"], [docqa, "status", "--help"]]
        // Turn by turn, so that a slow moment of the machine falls on all of them.
        var times = [[Double]](repeating: [], count: lines.count)
        for turn in 0..<(runs + 5) {
            for (index, line) in lines.enumerated() {
                let (seconds, status) = try await seconds { try spawn(line) }
                guard status == 0 else { throw BenchmarkError(description: "\(line) ended with \(status)") }
                if turn >= 5 { times[index].append(seconds * 1_000) }
            }
        }
        let floor = median(times[0])
        var result = JSONObject()
        result.append("runs", JSONValue(runs))
        for (index, line) in lines.enumerated() {
            let label = index == 0 ? "empty C program" : (["docqa"] + line.dropFirst()).joined(separator: " ")
            let milliseconds = median(times[index])
            result.append(
                label,
                [
                    "milliseconds": rounded(milliseconds), "p95_milliseconds": rounded(percentile(times[index], 0.95)),
                    "times_empty": rounded(milliseconds / floor),
                ])
        }
        return result
    }

    private static func compileEmptyProgram() throws -> String {
        var template = Array("/tmp/bench-empty-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw BenchmarkError(description: "no temporary file") }
        close(file)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let script = "echo 'int main(void) { return 0; }' | cc -O2 -x c -o \(path) -"
        guard try spawn(["/bin/sh", "-c", script]) == 0 else { throw BenchmarkError(description: "no C compiler (cc)") }
        return path
    }

    /// Runs a program to its end without a look at what it prints.
    static func spawn(_ line: [String]) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        guard posix_spawn(&child, line[0], &actions, nil, &words, environ) == 0 else {
            throw BenchmarkError(description: "\(line[0]) cannot be started")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func median(_ values: [Double]) -> Double { percentile(values, 0.5) }

    private static func percentile(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    private static func rounded(_ value: Double) -> JSONValue {
        JSONNumber((value * 100).rounded() / 100).map { .number($0) } ?? .null
    }
}
