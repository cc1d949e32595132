import Glibc
import TestSupport
import Testing

/// `docs/ARCHITECTURE.md` against the tree.
@Suite struct DocumentationTests {
    let page = Project.text("docs/ARCHITECTURE.md") ?? ""

    /// The names in the first column of the table under a heading.
    func names(under heading: String) -> [String] {
        guard let start = page.firstRange(of: "\n## \(heading)\n") else { return [] }
        let rest = page[start.upperBound...]
        let section = rest.firstRange(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest
        return section.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| `") else { return nil }
            return String(line.dropFirst(3).prefix { $0 != "`" })
        }
    }

    @Test func everyRoomAndProgramHasItsPromise() throws {
        let table = try PackageTable()
        let rooms = table.rooms.map(\.name).filter { $0 != "TestSupport" }
        #expect(names(under: "Rooms").sorted() == rooms.sorted(), "docs/ARCHITECTURE.md: the rooms")
        #expect(Set(names(under: "Programs")) == Set(table.programs.map(\.name)), "docs/ARCHITECTURE.md: the programs")
        for module in table.foreign.map(\.name) {
            #expect(page.contains("`\(module)`"), "docs/ARCHITECTURE.md: \(module)")
        }
    }

    @Test func everyTestFolderThatIsNoRoomsIsExplained() throws {
        let table = try PackageTable()
        let folders = Set(Project.files(below: "Tests").map { String($0.split(separator: "/")[1]) })
        let ofRooms = Set((table.rooms + table.tools).map { "\($0.name)Tests" })
        #expect(folders.subtracting(ofRooms) == Set(names(under: "Tests")))
        let inTests = table.entries.filter { $0.path.hasPrefix("Tests/") }
        let declared = Set(inTests.map { String($0.path.dropFirst("Tests/".count)) })
        #expect(folders == declared, "Package.swift and Tests")
    }

    @Test func everySourceFolderIsATarget() throws {
        let folders = Set(Project.files(below: "Sources").map { String($0.split(separator: "/")[1]) })
        let targets = try PackageTable().entries.filter { $0.path.hasPrefix("Sources/") }.map(\.name)
        #expect(folders == Set(targets))
    }

    @Test(.enabled(if: Project.isCheckout, "this is no git checkout"))
    func theTopIsAsGitHasIt() throws {
        let git = try BuiltProgram(absolutePath: "/usr/bin/git").run(
            "-c", "safe.directory=*", "-C", Project.root, "ls-files")
        try #require(git.status == 0, "\(git.errors)")
        let top = Set(git.output.split(separator: "\n").map { String($0.prefix { $0 != "/" }) })
        #expect(Set(names(under: "What is at the top")) == top)
    }

    @Test func everyLinkBetweenPagesLeadsSomewhere() {
        let pages = ["README.md", "CHANGELOG.md"] + Project.files(below: "docs").filter { $0.hasSuffix(".md") }
        for page in pages {
            let folder = page.split(separator: "/").dropLast().joined(separator: "/")
            for match in (Project.text(page) ?? "").matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/) {
                let path = "\(Project.root)/\(folder)/\(match.1)"
                #expect(access(path, F_OK) == 0, "\(page): \(match.1) is not there")
            }
        }
    }

    @Test func theReadmeBeginsWithTheTwoCommands() {
        let blocks = (Project.text("README.md") ?? "").matches(of: /```sh\n([^`]*)```/).map { String($0.1) }
        #expect(blocks.count > 2 && blocks[0].hasPrefix("scripts/quickstart") && blocks[1].hasPrefix("scripts/test"))
    }

    @Test func decisionsAreNumberedWithoutGaps() {
        let numbers = Project.files(below: "docs/decisions").compactMap { path in
            path.split(separator: "/").last.flatMap { Int($0.prefix(4)) }
        }
        #expect(numbers == Array(1...max(1, numbers.count)))
    }
}
