import CommandLine
import Configuration

/// The program `docqa`.
@main enum DocQACommandLine {
    static func main() {
        Program(table: commandTable, version: Version.line, colorSetting: colorSetting, explain: explain).runProcess()
    }

    /// A configuration that cannot be read is reported by the command that needs it.
    private static func colorSetting(_ line: TypedLine) -> ColorChoice {
        let named = line.flags[SharedFlags.config.definition.name]?.last
        guard let configuration = try? Configuration.load(.process(flags: [:], namedFile: named)) else { return .auto }
        return ColorChoice(rawValue: configuration[Settings.color]) ?? .auto
    }
}
