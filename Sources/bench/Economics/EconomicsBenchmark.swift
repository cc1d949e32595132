internal import Glibc
internal import JSON
internal import Prompts

/// What questions cost under four policies of caching: a help-desk's questions over real documents, on the simulator's
/// cache, clock and prices. `docs/economics.md` explains what is replayed and holds the table that `--markdown` prints.
enum EconomicsBenchmark: Benchmark {
    static let name = "economics"
    static let usage =
        "[--seed N] [--others N,N,N,N,N] [--questions COUNT] [--size BYTES] [--markdown] HELP_DESK_FOLDER [OTHER_FOLDER...]"

    static let sizes = [30_000, 300_000, 3_000_000, 30_000_000]
    static let models = ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"]

    private struct Settings: Sendable {
        var seeds: [UInt64] = []
        var questions = 1_200
        var sizes = EconomicsBenchmark.sizes
        var isMarkdown = false
        var folders: [String] = []
        let instructions = PromptSet.ours.answering()

        init(_ arguments: [String]) throws {
            var seed = UInt64.random(in: 1...999_999)
            var others = (0..<5).map { _ in UInt64.random(in: 1...999_999) }
            var rest = arguments[...]
            while let argument = rest.popFirst() {
                switch argument {
                case "--seed": seed = rest.popFirst().flatMap(UInt64.init) ?? seed
                case "--others": others = (rest.popFirst() ?? "").split(separator: ",").compactMap { UInt64($0) }
                case "--questions": questions = rest.popFirst().flatMap(Int.init) ?? questions
                case "--size": sizes = rest.popFirst().flatMap(Int.init).map { [$0] } ?? sizes
                case "--markdown": isMarkdown = true
                default: folders.append(argument)
                }
            }
            seeds = [seed] + others
            guard !folders.isEmpty else { throw BenchmarkError(description: usage) }
        }
    }

    static func run(_ arguments: [String]) async throws -> JSONObject {
        let settings = try Settings(arguments)
        let desk = try HelpDesk(settings.folders[0])
        let others = try settings.folders.dropFirst().flatMap { folder in
            let name = folder.split(separator: "/").last ?? ""
            return try HelpDesk.corpus(folder).map { (name: "\(name)-\($0.name)", bytes: $0.bytes) }
        }
        var table = EconomicsTable(seeds: settings.seeds, questions: settings.questions)
        for size in settings.sizes {
            let collection = try await AskedCollection(CollectionFiles(bytes: size, desk, others), desk)
            table.collections.append(
                EconomicsTable.CollectionLine(
                    size: size, bytes: collection.bytes, passages: collection.passages,
                    documentsAsked: collection.questions.count))
            let (cells, talks) = try await measured(size, collection, settings)
            table.cells += cells
            table.talks += talks
        }
        return settings.isMarkdown ? ["markdown": JSONValue(table.markdown)] : table.json
    }

    /// All cells of a collection, in two threads.
    private static func measured(
        _ size: Int, _ collection: AskedCollection, _ settings: Settings
    ) async throws -> ([EconomicsCell], [ConversationCell]) {
        var cells: [EconomicsCell] = []
        var talks: [ConversationCell] = []
        for seed in settings.seeds {
            for model in models { talks.append(ConversationCell(seed: seed, size: size, model: model)) }
            for arrivals in Arrivals.allCases {
                for model in models {
                    cells.append(EconomicsCell(seed: seed, size: size, arrivals: arrivals, model: model))
                }
            }
        }
        let (todoCells, todoTalks) = (cells, talks)
        try await withThrowingTaskGroup(of: ([(Int, EconomicsCell)], [(Int, ConversationCell)]).self) { group in
            for worker in 0..<2 {
                group.addTask {
                    let meter = try PromptMeter()
                    var done: ([(Int, EconomicsCell)], [(Int, ConversationCell)]) = ([], [])
                    for (number, cell) in todoCells.enumerated() where number % 2 == worker {
                        var cell = cell
                        try cell.measure(
                            collection, questions: settings.questions, instructions: settings.instructions, meter)
                        done.0.append((number, cell))
                    }
                    for (number, talk) in todoTalks.enumerated() where number % 2 == worker {
                        var talk = talk
                        try talk.measure(
                            collection, conversations: max(1, settings.questions / 3),
                            instructions: settings.instructions, meter)
                        done.1.append((number, talk))
                    }
                    await meter.stop()
                    return done
                }
            }
            for try await (someCells, someTalks) in group {
                for (number, cell) in someCells { cells[number] = cell }
                for (number, talk) in someTalks { talks[number] = talk }
            }
        }
        return (cells, talks)
    }
}
