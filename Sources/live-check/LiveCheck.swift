internal import Claude
internal import Glibc
internal import JSON

/// Holds what this package believes of the Claude API against the API itself. For whoever has a key; costs at most ten cents.
@main struct LiveCheck {
    static func main() async {
        do {
            try await run()
        } catch {
            say("live-check: \(error)\n")
            exit(1)
        }
    }

    static func run() async throws {
        let probe = try Probe()
        let checks = DocumentChecks.all + CacheChecks.all + OpenQuestions.all + RuleChecks.all
        let worst = checks.reduce(Money.zero) { $0 + $1.worstCost }
        say(
            "This sends about \(checks.count) small requests to \(probe.host).\nThey cost at most \(worst). Go on? [y/N] "
        )
        guard worst <= .cents(10) else { throw CheckFailure("the checks would cost more than ten cents") }
        guard readLine()?.lowercased().hasPrefix("y") == true else { return say("Nothing was sent.\n") }

        var rows: [(name: String, expected: String, seen: String)] = []
        for check in checks {
            do {
                rows.append((check.name, check.expected, try await check.run(probe)))
            } catch {
                rows.append((check.name, check.expected, "\(error)"))
            }
            say(".")
        }
        say("\n")
        let widths = (rows.map(\.name.count).max() ?? 0, rows.map(\.expected.count).max() ?? 0)
        print("\(padded("check", widths.0))  \(padded("expected", widths.1))  seen")
        for row in rows { print("\(padded(row.name, widths.0))  \(padded(row.expected, widths.1))  \(row.seen)") }
        print("Spent: \(await probe.spent). Streams saved: \(await probe.saved.joined(separator: ", "))")
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func say(_ text: String) { _ = write(STDERR_FILENO, text, text.utf8.count) }
}

/// One belief and the way to find out.
struct Check: Sendable {
    let name: String
    let expected: String
    let worstCost: Money
    let run: @Sendable (Probe) async throws -> String

    /// A check that sends these requests; what they may cost is reckoned before anything is sent.
    init(
        _ name: String, _ expected: String, costOf requests: [MessageRequest] = [],
        _ run: @escaping @Sendable (Probe) async throws -> String
    ) {
        self.name = name
        self.expected = expected
        self.run = run
        worstCost = requests.reduce(.zero) { sum, request in
            // Twice the estimate, which has nothing to learn from yet.
            let tokens = TokenEstimator().estimate(request) * 2
            return sum + (ModelCatalogue.builtIn.worstCost(of: request, promptTokens: tokens) ?? .cents(10))
        }
    }
}

struct CheckFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
