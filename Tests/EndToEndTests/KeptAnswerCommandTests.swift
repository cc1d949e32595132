import JSON
import TestSupport
import Testing

/// What can be done with kept answers from the command line, when their sources are there and when they are gone.
@Suite struct KeptAnswerCommandTests {
    private static let sentence = "The pump weighs nine kilograms."
    private let docqa = BuiltProgram("docqa")
    private let home = TemporaryFolder()

    init() throws {
        home.write("files/pump.md", "# Pump\n\nIt is green.\n\n\(Self.sentence)\n")
        _ = try run("ingest", home["files"])
        let asked = try run("ask", "How much does the pump weigh?")
        try #require(asked.status == 0 && asked.output.contains(Self.sentence), "\(asked)")
    }

    private func run(_ words: String...) throws -> BuiltProgram.Result {
        try docqa.run(words + ["--db", home["a.db"]], environment: ["HOME": home.path], folder: home.path)
    }

    @Test func aFootnoteIsShownWhereItStands() throws {
        let shown = try run("show", "--footnote", "1", "--json")
        let excerpt = try JSONValue(parsing: shown.output)
        let focus = try #require(excerpt["focus"])
        let start = try #require(focus["start"]?.int)
        let text = "# Pump\n\nIt is green.\n\n\(Self.sentence)\n"
        #expect(
            String(decoding: Array(text.utf8)[start...].prefix(Self.sentence.utf8.count), as: UTF8.self)
                == Self.sentence)
        #expect(try run("show", "--footnote", "1", "--answer", "1").output.contains(Self.sentence))
        let none = try run("show", "--footnote", "7")
        #expect(none.status == 1 && none.errors.contains("Answer 1 has no footnote 7."), "\(none)")
        #expect(try run("show").status == 2 && run("show", "pump.md", "--footnote", "1").status == 2)
        #expect(try run("show", "pump.md", "--answer", "1").status == 2)
    }

    @Test func aFootnoteWhoseSourceChangedIsNotShownElsewhere() throws {
        home.write("files/pump.md", "# Pump\n\nIt is red now, and nobody knows how heavy it is.\n")
        _ = try run("ingest", home["files"])
        let shown = try run("show", "--footnote", "1")
        #expect(shown.status == 1 && shown.errors.contains("changed or went"), "\(shown)")
        #expect(try run("replay", "--last").output.contains("THE SOURCE CHANGED SINCE"))
    }

    /// Answers about it are all that is left of it.
    @Test func aDocumentThatIsRemovedAlreadyCanBeForgotten() throws {
        #expect(try run("remove", "pump.md").status == 0)
        #expect(try run("replay", "--last").output.contains(Self.sentence))
        let forgotten = try run("remove", "pump.md", "--forget")
        #expect(forgotten.status == 0 && forgotten.output.contains("erased 1 answer"), "\(forgotten)")
        #expect(try run("replay", "1").status == 1)
        let database = try #require(home.read("a.db"))
        #expect(!String(decoding: database, as: UTF8.self).contains("nine kilograms"))
        #expect(try run("remove", "pump.md", "--forget").status == 1)
    }
}
