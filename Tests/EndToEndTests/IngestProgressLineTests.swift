import CommandLine
import DocQA
import Testing

@testable import docqa

/// The progress line at every width: whole phrases, never too long, never without the count.
@Suite struct IngestProgressLineTests {
    private func progress(_ current: String = "manuals/2024/ember-installation-manual.pdf") -> IngestProgress {
        var progress = IngestProgress()
        progress.phase = .reading
        (progress.files, progress.filesDone, progress.pagesDone) = (12_345, 2_856, 8_120)
        (progress.bytes, progress.bytesDone) = (400_000_000, 140_000_000)
        progress.current = current
        return progress
    }

    private func line(_ width: Int, _ progress: IngestProgress) -> String {
        IngestProgressLine.text(progress, seconds: 10, width: width)
    }

    @Test func aWideTerminalShowsEverything() {
        #expect(
            line(200, progress())
                == "2,856 of 12,345 files, 8,120 pages, 14 MB/s, 19 s left  manuals/2024/ember-installation-manual.pdf")
    }

    @Test(arguments: [
        (79, "2,856 of 12,345 files, 8,120 pages, 14 MB/s, 19 s left  ...tallation-manual.pdf"),
        (60, "2,856 of 12,345 files, 8,120 pages, 14 MB/s, 19 s left"),
        (50, "2,856 of 12,345 files, 8,120 pages, 19 s left"),
        (39, "2,856 of 12,345 files, 19 s left"), (30, "2,856 of 12,345 files"), (19, "2,856 of 12,345"),
    ])
    func aNarrowOneLeavesOutWholePhrases(width: Int, text: String) {
        #expect(line(width, progress()) == text)
    }

    @Test(arguments: ["a.txt", "文書/日本語の長い名前のファイル.pdf", "e\u{301}te\u{301}/👩‍👩‍👧‍👦/rapport.pdf", ""])
    func noLineIsLongerThanItsTerminal(_ name: String) {
        for width in 19...200 {
            let text = line(width, progress(name))
            #expect(TerminalColumns.count(of: text) <= width && text.hasPrefix("2,856 of 12,345"), "\(width): \(text)")
        }
        for phase in [IngestProgress.Phase.looking, .finishing, .stopping] {
            var progress = progress()
            progress.phase = phase
            for width in 19...200 { #expect(!line(width, progress).isEmpty && line(width, progress).count <= width) }
        }
    }

    @Test func columnsAreThoseOfTheTerminal() {
        #expect(TerminalColumns.count(of: "abc") == 3)
        #expect(TerminalColumns.count(of: "日本語") == 6)
        #expect(TerminalColumns.count(of: "e\u{301}") == 1)
        #expect(TerminalColumns.suffix(of: "ab日本語", fitting: 5) == "本語")
    }
}
