import Glibc
import JSON

/// A command table made into a process: reads the arguments, runs the command, reports what went wrong, and exits.
package struct Program: Sendable {
    package let table: CommandTable
    /// The line of `--version`.
    package let version: String
    /// When to use colours if no flag says it; asked only when somebody watches.
    package let colorSetting: @Sendable (TypedLine) -> ColorChoice
    /// What an error of a room means to the person who typed the command.
    package let explain: @Sendable (any Error) -> Failure

    package init(
        table: CommandTable, version: String,
        colorSetting: @escaping @Sendable (TypedLine) -> ColorChoice = { _ in .auto },
        explain: @escaping @Sendable (any Error) -> Failure
    ) {
        self.table = table
        self.version = version
        self.colorSetting = colorSetting
        self.explain = explain
    }

    /// Runs the process's own command line, unless other arguments are given.
    package func runProcess(_ arguments: [String] = Array(Swift.CommandLine.arguments.dropFirst())) -> Never {
        let status: Int32
        switch prepare(arguments) {
        case .finished(let exit): status = exit.rawValue
        case .command(let invocation):
            invocation.command.atStart()
            status = Interruption.run { await run(invocation).rawValue }
        }
        // `exit` would run the destructors of every library while other threads may still use them.
        _exit(status)
    }

    package enum Prepared: Sendable {
        /// Help, the version, or a usage error: all has been printed.
        case finished(ExitCode)
        case command(Invocation)
    }

    /// Reads a command line up to the point where the command can run.
    package func prepare(_ arguments: [String], console given: Console? = nil) -> Prepared {
        var console = given ?? .standard()
        do {
            let line = try TypedLine.read(arguments, for: table)
            if given == nil { console = self.console(for: line) }
            if let help = line.help {
                return .finished(show(table.help(for: line.command, help, on: console.output.terminal), on: console))
            }
            if line.asksForVersion { return .finished(show(version + "\n", on: console)) }
            guard let command = line.command else {
                return .finished(show(table.help(for: nil, .short, on: console.output.terminal), on: console))
            }
            return .command(try Invocation(line, of: command, in: table, console: console))
        } catch {
            let wantsJSON = arguments.prefix { $0 != "--" }.contains("--json")
            return .finished(report(error.failure, asJSON: wantsJSON, on: console))
        }
    }

    /// Runs a command to its end.
    package func run(_ invocation: Invocation) async -> ExitCode {
        let console = invocation.console
        do {
            let exit = try await invocation.command.run(invocation)
            try console.output.flush()
            return exit
        } catch let error as OutputError {
            return ended(by: error, on: console)
        } catch is CancellationError {
            // The exit status is the signal's.
            console.warn("stopped before the end; run the same command again.")
            return .interrupted
        } catch let error as Failure {
            return report(error, asJSON: invocation[SharedFlags.json], on: console)
        } catch let error as UsageError {
            return report(error.failure, asJSON: invocation[SharedFlags.json], on: console)
        } catch {
            return report(explain(error), asJSON: invocation[SharedFlags.json], on: console)
        }
    }

    private func console(for line: TypedLine) -> Console {
        let typed = line.flags[SharedFlags.color.definition.name]
        let isWatched = isatty(1) == 1 || isatty(2) == 1
        let color = typed.map { (try? SharedFlags.color.read($0)) ?? .auto } ?? (isWatched ? colorSetting(line) : .auto)
        return .standard(color: color, isQuiet: line.flags[SharedFlags.quiet.definition.name] != nil)
    }

    private func show(_ text: String, on console: Console) -> ExitCode {
        do throws(OutputError) {
            try console.output.write(text)
            try console.output.flush()
            return .success
        } catch {
            return ended(by: error, on: console)
        }
    }

    /// A reader that has gone wanted no more: that is no error.
    private func ended(by error: OutputError, on console: Console) -> ExitCode {
        guard case .failed(let reason) = error else { return .success }
        let failure = Failure(.internalProblem, code: "output_failed", "The result could not be written: \(reason).")
        console.fail(failure, program: table.program)
        return failure.exit
    }

    /// Programs read the error where they would have read the result; people read it on standard error.
    private func report(_ failure: Failure, asJSON: Bool, on console: Console) -> ExitCode {
        if asJSON { _ = show(failure.json.text() + "\n", on: console) }
        console.fail(failure, program: table.program)
        return failure.exit
    }
}
