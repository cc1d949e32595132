internal import Glibc
internal import JSON

/// The measurements: `bench NAME ARGUMENT...` prints one JSON object, or what the page about it shows.
@main struct Bench {
    /// One file a benchmark, one line here.
    static var benchmarks: [any Benchmark.Type] {
        [
            AskBenchmark.self,
            ChunkingBenchmark.self,
            CitationsBenchmark.self,
            ConfidenceBenchmark.self,
            EconomicsBenchmark.self,
            ExtractBenchmark.self,
            GramsBenchmark.self,
            HTTPBenchmark.self,
            IngestBenchmark.self,
            OddBenchmark.self,
            PDFBenchmark.self,
            QuotingBenchmark.self,
            RankingBenchmark.self,
            SearchBenchmark.self,
            SSEBenchmark.self,
            SimulatorBenchmark.self,
            StartupBenchmark.self,
            StreamsBenchmark.self,
            WalkBenchmark.self,
        ]
    }

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == CannedServerProcess.role, let answer = arguments.last.flatMap(CannedAnswer.init) {
            return (try? CannedServerProcess.run(answer)) ?? ()
        }
        guard let name = arguments.first, let benchmark = benchmarks.first(where: { $0.name == name }) else {
            let names = benchmarks.map { "  bench \($0.name) \($0.usage)\n" }.joined()
            say("usage:\n\(names)")
            exit(64)
        }
        do {
            let result = try await benchmark.run(Array(arguments.dropFirst()))
            print(result["markdown"]?.string ?? JSONValue.object(result).text())
        } catch {
            say("bench \(name): \(error)\n")
            exit(1)
        }
    }

    private static func say(_ text: String) {
        _ = write(STDERR_FILENO, text, text.utf8.count)
    }
}

/// A measurement. Its result is for programs; ratios are what counts on a shared machine.
protocol Benchmark {
    static var name: String { get }
    static var usage: String { get }
    static func run(_ arguments: [String]) async throws -> JSONObject
}

/// Too few arguments, or something that is not there.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
}

/// Seconds that a body takes.
func seconds<Result>(_ body: () async throws -> Result) async rethrows -> (Double, Result) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try await body()
    let duration = clock.now - start
    return (Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18, result)
}
