import Glibc
import JSON
import TestSupport
import Testing

/// `docqa ingest` and what belongs to it, as a user types it.
@Suite struct IngestCommandTests {
    private let home = TemporaryFolder()
    private let docqa = BuiltProgram("docqa")

    private func run(
        _ words: String..., environment: [String: String] = [:], input: [UInt8] = []
    ) throws -> BuiltProgram.Result {
        try docqa.run(
            words, environment: environment.merging(["HOME": home.path]) { $1 }, folder: home.path, input: input)
    }

    @Test func sumsUpWhatBecameOfEachFile() throws {
        home.write("files/a.md", "# Title\n\nSome text.\n")
        home.write("files/b.txt", "Other text.\n")
        let first = try run("ingest", "files")
        #expect(first.status == 0)
        #expect(first.output.hasPrefix("default: 2 added; 2 passages; "))
        home.write("files/a.md", "# Title\n\nChanged text.\n")
        home.move("files/b.txt", to: "files/sub/c.txt")
        home.write("files/d.txt", "Newer text.\n")
        #expect(try run("ingest", "files").output.hasPrefix("default: 1 added, 1 updated, 1 moved; "))
        home.remove("files/d.txt")
        #expect(try run("ingest", "files").output.hasPrefix("default: 1 removed, 2 unchanged; "))
        #expect(try run("ingest", "files").output.hasPrefix("default: 2 unchanged; "))
    }

    @Test func aFileThatCannotBeReadIsNamedOnceWithReasonAndFixAndGivesExitEight() throws {
        home.write("files/a.txt", "text")
        home.write("files/broken.pdf", "%PDF-1.4 and nothing more")
        home.write("files/picture.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0])
        let result = try run("ingest", "files")
        #expect(result.status == 8)
        #expect(result.output.contains("not read: \(home["files/broken.pdf"]) is damaged beyond reading ("))
        #expect(result.output.contains("left out: 1 file: "))
        #expect(result.output.contains("1 added, 2 skipped"))
        let again = try run("ingest", "files", "--json")
        #expect(again.status == 8)
        let skipped = try #require(JSONValue(parsing: again.output)["skipped"]?.array)
        #expect(skipped.compactMap { $0["code"]?.string } == ["malformed", "kind_not_read"])
        #expect(try run("status").output.contains("2 files skipped, 1 of them of a kind that is read"))
    }

    @Test func aDryRunMakesNoDatabase() throws {
        home.write("files/a.txt", "text")
        let result = try run("ingest", "files", "--dry-run", "--db", home["new.db"])
        #expect(result.status == 0)
        #expect(result.output.contains("add\t\(home["files/a.txt"])"))
        #expect(result.output.contains("1 would be added"))
        #expect(home.read("new.db") == nil)
    }

    @Test func hostileNamesAreReadListedAndShownWithoutControlCharacters() throws {
        let names: [[UInt8]] = [
            Array("esc\u{1B}[31mred.txt".utf8), Array("new\nline.txt".utf8), Array("place#1:2@3-4.txt".utf8),
            Array("caf".utf8) + [0xE9] + Array(".txt".utf8), Array("caf\u{E9}.txt".utf8),
            Array("back\\xE9slash.txt".utf8), Array("-dash.txt".utf8), Array("\u{202E}gnp.txt".utf8),
        ]
        home.write("files/keep.txt", "kept")
        for name in names {
            let path = Array(home["files/"].utf8) + name + [0]
            let file = path.withUnsafeBytes {
                open($0.baseAddress!.assumingMemoryBound(to: CChar.self), O_WRONLY | O_CREAT, 0o600)
            }
            #expect(Glibc.write(file, "word", 4) == 4)
            close(file)
        }
        let first = try run("ingest", "files")
        #expect(first.output.hasPrefix("default: 9 added; "), "\(first)")
        #expect(try run("ingest", "files").output.hasPrefix("default: 9 unchanged; "))
        let list = try run("list").output
        #expect(list.split(separator: "\n").count == 9)
        #expect(!list.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        for name in ["place#1:2@3-4.txt", "place#1:2@3-4.txt:1", "caf\\xE9.txt", "esc\\x1B[31mred.txt"] {
            let shown = try run("show", name)
            #expect(shown.status == 0 && shown.output == "word\n", "\(name): \(shown)")
        }
        // A name that is no text is found again when its file is gone.
        home.remove("files")
        home.write("files/other.txt", "other")
        #expect(try run("ingest", "files").output.hasPrefix("default: 1 added, 9 removed; "))
    }

    @Test func ctrlCKeepsWhatIsReadSaysHowToGoOnAndExitsWith130() throws {
        home.write("files/a.txt", "text that is read")
        home.write("files/b.pdf", TestPDF.sentences(["A page."]))
        // This worker never ends its page, so the ingest lasts until it is stopped.
        let worker = BuiltProgram("pdf-worker-faults").path
        home.write("hanging", "#!/bin/sh\nFAULT=hang@1 exec \(worker)\n")
        home.setMode("hanging", 0o700)
        let words = ["ingest", home["files"], "--db", home["docqa.db"], "--jobs", "1"]
        let running = try docqa.start(
            words, environment: ["HOME": home.path, "DOCQA_PDF_WORKER": home["hanging"]], folder: home.path)
        while home.read("docqa.db.lock")?.isEmpty ?? true { sched_yield() }
        running.signal(SIGINT)
        let began = ContinuousClock.now
        let result = running.wait()
        #expect(result.status == 130)
        #expect(ContinuousClock.now - began < .seconds(6), "it waited for the worker")
        #expect(result.errors.contains("run the same command again to go on from here"))
        #expect(try run("status", "--db", home["docqa.db"]).output.contains("did not finish: run it again"))
        let next = try run("ingest", "files", "--db", home["docqa.db"])
        #expect(next.status == 0 && next.output.contains("added"), "\(next)")
        #expect(try run("list", "--db", home["docqa.db"]).output.split(separator: "\n").count == 2)
        #expect(try !run("status", "--db", home["docqa.db"]).output.contains("did not finish"))
    }

    @Test func standardInputIsKeptAndItsPagesCanBeDrawn() throws {
        let pdf = TestPDF.sentences(["Cold water below.", "Warm water above."])
        let read = try run("ingest", "-", "--name", "water.pdf", input: pdf)
        #expect(read.status == 0 && read.output.contains("Read water.pdf as document #1"), "\(read)")
        let plain = try run("show", "water.pdf#2", "--picture", "plain.png")
        #expect(plain.status == 0 && plain.errors.contains("Page 2 is drawn in plain.png"), "\(plain)")
        // The second page begins behind the first one's text and a form feed.
        let marked = try run("show", "#1@20-24", "--picture", "marked.png")
        #expect(marked.status == 0, "\(marked)")
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47]
        let pictures = [home.read("plain.png"), home.read("marked.png")]
        #expect(pictures.allSatisfy { $0?.starts(with: signature) ?? false } && pictures[0] != pictures[1])
        #expect(try run("verify").status == 0)
        #expect(try run("remove", "water.pdf").status == 0)
        #expect(try run("show", "water.pdf").status == 1)
    }

    @Test func standardInputIsCountedLikeAFile() throws {
        func read(_ text: String) throws -> JSONValue {
            try JSONValue(parsing: try run("ingest", "-", "--name", "a.md", "--json", input: Array(text.utf8)).output)
        }
        let first = try read("First words.")
        #expect((first["added"]?.int, first["updated"]?.int, first["passages"]?.int) == (1, 0, 1))
        let second = try read("Other words.")
        #expect((second["added"]?.int, second["updated"]?.int, second["passages"]?.int) == (0, 1, 1))
        for flag in ["--dry-run", "--watch"] {
            #expect(try run("ingest", "-", "--name", "b.md", flag, input: Array("words".utf8)).status == 2)
        }
        #expect(try run("list").output.split(separator: "\n").count == 1)
    }

    @Test func whatIsLeftOutIsNamedWithItsFix() throws {
        home.write("files/a.txt", "text")
        for name in ["one", "two", "three", "four"] {
            home.write("files/\(name).png", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10])
        }
        symlink("/etc/hostname", home["files/link.txt"])
        let output = try run("ingest", "files").output
        #expect(
            output.contains("left out: 4 files: a PNG image is not read: four.png, one.png, three.png, ... (save it as")
        )
        #expect(
            output.contains(
                "left out: 1 file: The symbolic link leads out of the folder: link.txt (name what it leads to"))
    }

    @Test func aPictureOfAChangedFileIsRefused() throws {
        home.write("files/water.pdf", TestPDF.sentences(["Cold water below."]))
        #expect(try run("ingest", "files").status == 0)
        home.write("files/water.pdf", TestPDF.sentences(["Hot water below."]))
        let refused = try run("show", "water.pdf#1", "--picture", "page.png", "--json")
        #expect(refused.status == 8)
        #expect(refused.errors.contains("changed since it was read"))
        #expect(home.read("page.png") == nil)
    }
}
