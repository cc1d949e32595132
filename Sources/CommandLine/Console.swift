package import JSON

/// The two streams of a command: results go to standard output, everything else to standard error.
package struct Console: Sendable {
    package let output: OutputChannel
    package let errors: OutputChannel
    /// Messages and progress are left out; errors and warnings are not.
    package let isQuiet: Bool

    package init(output: OutputChannel, errors: OutputChannel, isQuiet: Bool = false) {
        self.output = output
        self.errors = errors
        self.isQuiet = isQuiet
    }

    /// The process's own streams.
    package static func standard(color: ColorChoice = .auto, isQuiet: Bool = false) -> Console {
        Console(
            output: OutputChannel(descriptor: 1, terminal: Terminal(descriptor: 1, color: color)),
            errors: OutputChannel(descriptor: 2, terminal: Terminal(descriptor: 2, color: color)), isQuiet: isQuiet)
    }

    /// A line of the result.
    package func print(_ line: String = "") throws(OutputError) {
        try output.write(line + "\n")
    }

    /// The result as one JSON object on one line.
    package func print(json value: JSONValue) throws(OutputError) {
        try output.write(HarmlessText.ofJSON(value.text()))
        try output.write("\n")
    }

    /// A message for the person who waits; left out with `--quiet`.
    package func note(_ message: String) {
        if !isQuiet { tell(message) }
    }

    /// Something that a person should know though the work goes on.
    package func warn(_ message: String) {
        tell(errors.terminal.styled("warning: ", .yellow) + message)
    }

    /// Why the command failed.
    package func fail(_ failure: Failure, program: String) {
        var text = errors.terminal.styled("\(program): ", .red, .bold) + HarmlessText.of(failure.message)
        if let next = failure.next { text += "\n" + HarmlessText.of(next) }
        tell(text)
    }

    /// Nobody can be told that standard error is closed.
    private func tell(_ message: String) {
        try? errors.write(message + "\n")
        try? errors.flush()
    }
}
