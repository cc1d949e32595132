import CommandLine

/// The program `docqa`.
@main enum DocQACommandLine {
    static func main() {
        Program(table: commandTable, version: Version.line, explain: explain).runProcess()
    }
}
