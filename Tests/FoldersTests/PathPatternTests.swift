import Testing

@testable import Folders

/// Each case as gitignore(5) words it.
@Suite struct PathPatternTests {
    @Test(arguments: [
        ("*.log", "a.log", true), ("*.log", "x/y/a.log", true), ("*.log", "a.logs", false),
        ("/a.log", "a.log", true), ("/a.log", "x/a.log", false),
        ("doc/a", "doc/a", true), ("doc/a", "x/doc/a", false),
        ("**/foo", "foo", true), ("**/foo", "a/b/foo", true), ("**/foo/bar", "a/foo/bar", true),
        ("abc/**", "abc/x/y", true), ("abc/**", "abc", false), ("abc/**", "x/abc/y", false),
        ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/bx", false),
        ("a**b", "axxb", true), ("a**b/c", "ax/yb/c", false),
        ("foo/*", "foo/x.json", true), ("foo/*", "foo/bar/x.c", false),
        ("?.txt", "a.txt", true), ("?.txt", "ab.txt", false),
        ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("[^a-c]x", "dx", true), ("[]-]x", "]x", true),
        ("[[:digit:]]x", "7x", true), ("[[:digit:]]x", "ax", false), ("[a", "[a", false), ("[\\]]x", "]x", true),
        ("\\#a", "#a", true), ("#a", "#a", false), ("\\!a", "!a", true), ("a\\*", "a*", true), ("a\\*", "ab", false),
        ("a ", "a", true), ("a\\ ", "a ", true), ("a\\ ", "a", false), ("a\r", "a", true), (" a", "a", false),
        ("*a*b*c*", "xxaxxbxxcxx", true), ("*a*b*c*", "xxcxxbxxaxx", false), ("Ü*", "Über", true),
        ("**", "a/b", true), ("", "a", false), ("/", "a", false), ("a//b", "a/b", false),
    ])
    func matchesAsGitDoes(line: String, path: String, expected: Bool) {
        let pattern = PathPattern(line: Array(line.utf8)[...])
        #expect((pattern?.matches(Array(path.utf8)[...], isDirectory: false) ?? false) == expected)
    }

    @Test func aSlashAtTheEndMeansFoldersOnly() throws {
        let pattern = try #require(PathPattern(line: Array("build/".utf8)[...]))
        #expect(pattern.matches(Array("x/build".utf8)[...], isDirectory: true))
        #expect(!pattern.matches(Array("x/build".utf8)[...], isDirectory: false))
    }

    @Test func manyStarsTakeNoExponentialTime() throws {
        let stars = String(repeating: "*a", count: 200) + "b"
        let pattern = try #require(PathPattern(line: Array(stars.utf8)[...]))
        #expect(!pattern.matches(Array(repeating: UInt8(ascii: "a"), count: 2_000)[...], isDirectory: false))
        let deep = String(repeating: "**/a/", count: 100) + "b"
        let anchored = try #require(PathPattern(line: Array(deep.utf8)[...]))
        let path = Array(String(repeating: "a/", count: 400).utf8)
        #expect(!anchored.matches(path.dropLast(), isDirectory: false))
    }

    @Test func theLastRuleDecidesAndInnerRulesBeforeOuter() {
        let outer = IgnoreRules(patterns: IgnoreRules.parse(Array("*.txt\n!keep.txt\n".utf8)))
        let inner = IgnoreRules(patterns: IgnoreRules.parse(Array("/keep.txt\n".utf8)), depth: 2, outer: outer)
        func verdict(_ rules: IgnoreRules, _ path: String) -> IgnoreRules.Verdict {
            rules.verdict(Array(path.utf8)[...], isDirectory: false)
        }
        #expect(verdict(outer, "a.txt") == .ignored)
        #expect(verdict(outer, "keep.txt") == .kept)
        #expect(verdict(inner, "d/keep.txt") == .ignored)
        #expect(verdict(inner, "d/e/keep.txt") == .kept)
        #expect(verdict(inner, "d/a.md") == .undecided)
    }
}
