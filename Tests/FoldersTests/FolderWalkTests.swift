import Folders
import Glibc
import Testing

@Suite struct FolderWalkTests {
    let scratch = ScratchFolder()

    func names(_ walk: FolderWalk) -> [String] {
        walk.files.map { String($0.path.display.dropFirst(scratch.path.display.count + 1)) }
    }

    func walk(_ options: WalkOptions = WalkOptions()) throws -> [String] {
        try names(FolderWalk(scratch.path, options: options))
    }

    @Test func filesComeInTheOrderOfTheirPaths() throws {
        for name in ["b.txt", "a/z.txt", "a-b.txt", "a/b/c.txt", "Z.txt"] as [FilePath] { scratch.file(name) }
        #expect(try walk() == ["Z.txt", "a/b/c.txt", "a/z.txt", "a-b.txt", "b.txt"])
    }

    @Test func ignoreFilesNestAndNegate() throws {
        scratch.file(".gitignore", "*.log\n/build/\n!keep.log\n")
        scratch.file("sub/.gitignore", "!b.log\n/only-here.txt\n")
        scratch.file("sub/.docqaignore", "c.md\n")
        for name: FilePath in [
            "a.log", "keep.log", "build/x.txt", "sub/build/x.txt", "sub/b.log", "sub/only-here.txt",
            "sub/deep/only-here.txt", "sub/c.md", "c.md", "build2/x.txt",
        ] { scratch.file(name) }
        #expect(
            try walk() == [
                "build2/x.txt", "c.md", "keep.log", "sub/b.log", "sub/build/x.txt", "sub/deep/only-here.txt",
            ])
    }

    @Test func rulesAboveTheRootHoldInsideARepository() throws {
        scratch.file(".git/info/exclude", "secret.txt\n")
        scratch.file(".gitignore", "/docs/drafts/\n*.tmp\n")
        scratch.file("docs/drafts/a.txt")
        scratch.file("docs/a.tmp")
        scratch.file("docs/secret.txt")
        scratch.file("docs/b.txt")
        let walk = try FolderWalk(scratch.path.appending("docs"))
        #expect(names(walk) == ["docs/b.txt"])
    }

    @Test func hiddenFilesNeedARuleThatNamesThem() throws {
        scratch.file(".hidden.txt")
        scratch.file(".github/a.md")
        scratch.file(".git/config")
        scratch.file("CVS/Entries")
        #expect(try walk() == [])
        scratch.file(".docqaignore", "!.github/\n!.git/\n")
        #expect(try walk() == [".github/a.md"])
    }

    @Test func globsIncludeAndExclude() throws {
        for name in ["a.md", "a.txt", "docs/b.md", "docs/c.txt", "docs/x/d.rst", "old/e.md"] as [FilePath] {
            scratch.file(name)
        }
        #expect(try walk(WalkOptions(include: ["*.md"])) == ["a.md", "docs/b.md", "old/e.md"])
        #expect(try walk(WalkOptions(include: ["docs/"])) == ["docs/b.md", "docs/c.txt", "docs/x/d.rst"])
        #expect(try walk(WalkOptions(include: ["*.md"], exclude: ["old/", "/a.*"])) == ["docs/b.md"])
    }

    @Test func linksAreFollowedInsideTheRootOnlyAndEachFileIsFoundOnce() throws {
        scratch.file("a.txt")
        scratch.file("d/b.txt")
        scratch.file(".store/c.txt")
        scratch.file(".store/sub/d.txt")
        scratch.link("l-a.txt", to: "a.txt")
        scratch.link("loop", to: ".")
        scratch.link("d/up", to: "..")
        scratch.link("shown", to: ".store")
        scratch.link("again", to: ".store/sub")
        scratch.link("out", to: "/etc")
        scratch.link("broken", to: "nowhere")
        let walk = try FolderWalk(scratch.path)
        #expect(names(walk) == ["a.txt", "again/d.txt", "d/b.txt", "shown/c.txt"])
        #expect(walk.skipped.map(\.code) == [.brokenLink, .linkOutOfRoot])
    }

    @Test func specialFilesAreReported() throws {
        scratch.file("a.txt")
        #expect(scratch.path.appending("pipe").withCString { mkfifo($0, 0o600) } == 0)
        let walk = try FolderWalk(scratch.path)
        #expect(names(walk) == ["a.txt"])
        #expect(walk.skipped.map(\.code) == [.specialFile])
    }

    @Test func namesThatAreNotUTF8AreFoundAndCanBeRead() throws {
        scratch.file(FilePath(bytes: Array("caf".utf8) + [0xE9, 0x0A] + Array(".txt".utf8)), "bonjour")
        let walk = try FolderWalk(scratch.path)
        #expect(names(walk) == ["caf\\xE9\\x0A.txt"])
        #expect(try RegularFile(walk.files[0].path).contents(limit: 100) == Array("bonjour".utf8))
    }

    @Test func aPathToAFileIsThatFile() throws {
        scratch.file(".gitignore", "*")
        scratch.file("a.txt", "12345")
        let walk = try FolderWalk(scratch.path.appending("a.txt"))
        #expect(walk.files.map(\.facts.size) == [5])
    }

    @Test func aMissingRootIsAnErrorThatSaysSo() {
        let error = #expect(throws: FolderError.self) { try FolderWalk(scratch.path.appending("none")) }
        #expect(error?.code == .missing)
    }

    @Test func aDeepTreeIsWalkedToItsEnd() throws {
        let deep = FilePath(String(repeating: "dddd/", count: 700) + "a.txt")
        scratch.file(deep)
        #expect(try FolderWalk(scratch.path).files.count == 1)
    }
}
