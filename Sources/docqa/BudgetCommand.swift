import Accounting
import Claude
import CommandLine
import DocQA
import DocumentModel
import JSON
import Storage

/// `docqa budget`
enum BudgetCommand {
    static let command = Command(
        "budget", group: .costs, "Show the limits to what is spent, and what is left of them.",
        flags: [SharedFlags.db],
        examples: [
            CommandExample("docqa budget", "Every budget with what is spent and left."),
            CommandExample("docqa budget set 2.50", "Spend no more than $2.50 a day with this database."),
        ],
        exits: [CommandExit(.databaseProblem)],
        schema: "budget", run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try await call.withLibrary { library, _ in
            let standings = try await library.budgets()
            call.tellOfWaiting(library.waitingCalls)
            if call[SharedFlags.json] {
                try call.console.print(json: ["budgets": .array(JSONArray(standings.map(\.json)))])
            } else if standings.isEmpty {
                call.console.note("There is no budget: docqa budget set AMOUNT makes one.")
            } else {
                for standing in standings { try call.console.print(line(standing)) }
            }
            return .success
        }
    }

    /// "a day, collection manuals: $0.40 of $2.50 spent, $2.10 left; warns at $2.00"
    private static func line(_ standing: Budget.Standing) -> String {
        let budget = standing.budget
        let owner =
            switch budget.scope {
            case .database: ""
            case .collection(let name): ", collection \(HarmlessText.of(name, oneLine: true))"
            case .tenant(let name): ", tenant \(HarmlessText.of(name, oneLine: true))"
            }
        let spent = Money(nanoDollars: standing.spent).rounded
        var line = "a \(budget.period.rawValue)\(owner): \(spent) spent"
        if let limit = budget.limit {
            let left = Money(nanoDollars: max(0, limit - standing.spent) / 100_000 * 100_000)
            line = "a \(budget.period.rawValue)\(owner): \(spent) of \(Money(nanoDollars: limit)) spent, \(left) left"
        }
        if let warning = budget.warning { line += "; warns at \(Money(nanoDollars: warning))" }
        return line
    }
}

/// What the commands that change a budget share.
enum BudgetFlags {
    static let month = Flag.toggle("month", "For a calendar month instead of a day (UTC).")
    static let tenant = Flag.text("tenant", "NAME", "Only what is spent for this tenant of the service.")

    static func scope(_ call: Invocation) throws -> Budget.Scope {
        switch (call[DocumentFlags.anyCollection], call[tenant]) {
        case (nil, nil): return .database
        case (let name?, nil): return .collection(name)
        case (nil, let name?): return .tenant(name)
        default: throw UsageError("A budget is for a collection or for a tenant: leave --collection or --tenant out.")
        }
    }

    static func period(_ call: Invocation) -> Budget.Period { call[month] ? .month : .day }

    /// Nano-dollars from "2.50" or "$2.50".
    static func amount(_ text: String, _ name: String) throws -> Int {
        let digits = text.hasPrefix("$") ? String(text.dropFirst()) : text
        guard let money = Money(inDollars: digits) else {
            throw UsageError("\(name) is an amount of dollars like 2.50, not \"\(text)\".")
        }
        return money.nanoDollars
    }
}

/// `docqa budget set AMOUNT`
enum BudgetSetCommand {
    static let amount = Argument.text("AMOUNT", "Dollars, like 2.50.")
    static let warn = Flag.text("warn", "AMOUNT", "Warn beyond this amount.")

    static let command = Command(
        "budget set", group: .costs, "Limit what is spent in a day or a month.",
        discussion: """
            Before a call the most that it can cost is reserved in every budget that it counts in, and a call that could go \
            beyond one is refused with exit status 6; after it, what it did cost takes its place. All processes that use the \
            database share the account, so together they never spend more.
            """,
        arguments: [amount],
        flags: [SharedFlags.db, DocumentFlags.anyCollection, BudgetFlags.tenant, BudgetFlags.month, warn],
        examples: [
            CommandExample("docqa budget set 2.50", "At most $2.50 a day."),
            CommandExample("docqa budget set 40 --month --warn 30", "At most $40 a month, with a warning from $30 on."),
            CommandExample(
                "docqa budget set 1 --collection manuals", "At most $1 a day for questions to one collection."),
        ],
        exits: [CommandExit(.databaseProblem)], run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let limit = try BudgetFlags.amount(call[amount], "AMOUNT")
        let warning = try call[warn].map { try BudgetFlags.amount($0, "--warn") }
        let budget = Budget(
            try BudgetFlags.scope(call), BudgetFlags.period(call), limit: limit, warning: warning)
        return try await call.withLibrary(create: true) { library, _ in
            try await library.set(budget)
            call.console.note("Set: \(HarmlessText.of(budget.words, oneLine: true)) is \(Money(nanoDollars: limit)).")
            return .success
        }
    }
}

/// `docqa budget remove`
enum BudgetRemoveCommand {
    static let command = Command(
        "budget remove", group: .costs, "Remove a budget.",
        flags: [SharedFlags.db, DocumentFlags.anyCollection, BudgetFlags.tenant, BudgetFlags.month],
        examples: [CommandExample("docqa budget remove --month", "Spend without a limit on months again.")],
        exits: [CommandExit(.nothingFound, "there is no such budget"), CommandExit(.databaseProblem)], run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        let budget = Budget(try BudgetFlags.scope(call), BudgetFlags.period(call), limit: nil)
        return try await call.withLibrary { library, _ in
            let known = try await library.budgets().map(\.budget)
            guard known.contains(where: { $0.scope == budget.scope && $0.period == budget.period }) else {
                throw Failure(
                    .nothingFound, code: "no_such_budget", "There is no such budget.", next: "docqa budget lists them.")
            }
            try await library.set(budget)
            call.console.note("Removed: \(HarmlessText.of(budget.words, oneLine: true)).")
            return .success
        }
    }
}

extension Budget.Standing {
    fileprivate var json: JSONValue {
        func money(_ amount: Int?) -> JSONValue { amount.map { ["nano_dollars": JSONValue($0)] } ?? .null }
        var collection: JSONValue = .null
        var tenant: JSONValue = .null
        switch budget.scope {
        case .database: break
        case .collection(let name): collection = JSONValue(name)
        case .tenant(let name): tenant = JSONValue(name)
        }
        return [
            "period": JSONValue(budget.period.rawValue), "collection": collection, "tenant": tenant,
            "limit": money(budget.limit), "warning": money(budget.warning), "spent": money(spent),
            "left": money(left),
        ]
    }
}
