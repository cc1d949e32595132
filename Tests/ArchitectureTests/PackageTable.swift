import TestSupport

/// The targets as `Package.swift` lists them, read from its text: one entry a target.
struct PackageTable {
    struct Entry {
        /// `program` is an executable target written out in full: C, or part of the tests.
        enum Kind: String { case room, tool, tests, shim, system, program }
        var kind: Kind
        var name: String
        var imports: [String]
        var path: String
    }

    let entries: [Entry]

    init() throws {
        let text = Project.text("Package.swift") ?? ""
        let line =
            /^ +(room|tool|tests|shim|system|\.executableTarget)\(\s*(?:name: )?"(\w[\w-]*)"(?:,\s*(?:dependencies: )?\[([^\]]*)\])?([^\n]*(?:\n            [^\n]*)*)/
            .anchorsMatchLineEndings()
        entries = text.matches(of: line).map { match in
            let kind = Entry.Kind(rawValue: String(match.1)) ?? .program
            let name = String(match.2)
            let imports = (match.3 ?? "").matches(of: /"([^"]+)"/).map { String($0.1) }
            let given = match.4.firstMatch(of: /path: "([^"]+)"/).map { String($0.1) }
            return Entry(
                kind: kind, name: name, imports: imports, path: given ?? (kind == .tests ? "Tests/" : "Sources/") + name
            )
        }
    }

    var rooms: [Entry] { entries.filter { $0.kind == .room } }
    var tools: [Entry] { entries.filter { $0.kind == .tool } }
    /// Programs that are not part of the tests.
    var programs: [Entry] {
        entries.filter { ($0.kind == .tool || $0.kind == .program) && !$0.path.hasPrefix("Tests/") }
    }
    /// Targets of C, ours and the system's.
    var foreign: [Entry] { entries.filter { $0.kind == .shim || $0.kind == .system } }
    /// Targets of Swift.
    var swift: [Entry] { entries.filter { [.room, .tool, .tests].contains($0.kind) } }
}

/// A Swift source file and the modules that its import lines name.
struct SourceFile {
    var path: String
    var imports: Set<String>

    static func all(of entry: PackageTable.Entry) -> [SourceFile] {
        Project.files(below: entry.path).filter { $0.hasSuffix(".swift") }.map { path in
            SourceFile(path: path, imports: imports(in: Project.text(path) ?? ""))
        }
    }

    private static let kinds: Set<Substring> = [
        "struct", "enum", "class", "func", "protocol", "let", "var", "typealias",
    ]

    /// "package import struct JSON.JSONValue" and "@testable import JSON" both import JSON.
    static func imports(in text: String) -> Set<String> {
        var modules: Set<String> = []
        for line in text.split(separator: "\n") where line.contains("import ") {
            let words = line.split(separator: " ")
            guard let at = words.firstIndex(of: "import"), at + 1 < words.count else { continue }
            let levels: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
            guard words[..<at].allSatisfy({ $0.hasPrefix("@") || levels.contains($0) }) else { continue }
            let name = kinds.contains(words[at + 1]) ? words[min(at + 2, words.count - 1)] : words[at + 1]
            modules.insert(String(name.prefix { $0 != "." && $0 != ";" }))
        }
        return modules
    }
}
