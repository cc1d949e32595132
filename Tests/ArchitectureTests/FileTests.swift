import TestSupport
import Testing

@Suite struct FileTests {
    static let sources = ["Sources", "Tests", "Plugins"].flatMap { Project.files(below: $0) }.filter {
        $0.hasSuffix(".swift")
    }

    @Test func noFileIsNamedAfterNothing() {
        let empty = [
            "Utils", "Utilities", "Util", "Helpers", "Helper", "Common", "Manager", "Misc", "Impl", "Core", "Info",
        ]
        for path in Self.sources + ["scripts", "prompts", "docs"].flatMap({ Project.files(below: $0) }) {
            let file = path.split(separator: "/").last ?? ""
            let name = file.prefix { $0 != "." }
            for word in empty {
                let isNamed = name == word || name.hasSuffix(word) || path.split(separator: "/").contains { $0 == word }
                #expect(!isNamed, "\(path): what is in it?")
            }
        }
    }

    @Test func noProgramHasTopLevelCode() {
        // C callbacks written there inherit the main actor and trap.
        for path in Self.sources { #expect(!path.hasSuffix("/main.swift"), "\(path): use @main") }
    }

    @Test func everyUncheckedSendableSaysWhy() {
        for path in Self.sources {
            let lines = (Project.text(path) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() where line.contains("@unchecked " + "Sendable") {
                let isExplained = index > 0 && lines[index - 1].contains("//") || line.contains("//")
                #expect(isExplained, "\(path):\(index + 1) has no reason on the line above")
            }
        }
    }

    @Test func noSourceFileHasGrownPastReading() {
        let sizes = Self.sources.filter { $0.hasPrefix("Sources/") }.map { path in
            (path: path, lines: (Project.text(path) ?? "").utf8.count { $0 == 0x0A })
        }.sorted { $0.lines > $1.lines }
        let median = sizes[sizes.count / 2].lines
        let large = sizes.filter { $0.lines > 450 }.map { "\($0.path) \($0.lines)" }
        print(
            "\(sizes.count) source files, median \(median) lines, above 450: \(large.isEmpty ? "none" : large.joined(separator: ", "))"
        )
        for file in sizes { #expect(file.lines <= 1_000, "\(file.path) has \(file.lines) lines") }
    }
}
