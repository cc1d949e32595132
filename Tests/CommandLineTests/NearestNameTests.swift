import Testing

@testable import CommandLine

@Suite struct NearestNameTests {
    static let names = ["ingest", "list", "status", "search", "show", "config", "completions"]

    @Test(arguments: [
        ("serch", "search"), ("ingset", "ingest"), ("stats", "status"), ("SHOW", "show"), ("comp", "completions"),
        ("lits", "list"), ("confg", "config"),
    ])
    func findsTheNameThatWasMeant(typed: String, meant: String) {
        #expect(NearestName.of(typed, among: Self.names) == meant)
    }

    @Test(arguments: ["", "frobnicate", "xyz", "delete", "q"])
    func offersNothingWhenNothingIsNear(typed: String) {
        #expect(NearestName.of(typed, among: Self.names) == nil)
    }

    @Test(arguments: [("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3), ("ca", "abc", 3)])
    func countsChangedLetters(a: String, b: String, expected: Int) {
        #expect(NearestName.distance(Array(a.utf8), Array(b.utf8)) == expected)
        #expect(NearestName.distance(Array(b.utf8), Array(a.utf8)) == expected)
    }
}
