import DocumentModel
import Glibc
import Rendering
import TestSupport
import Testing

/// The HTML of an answer in a browser: it shows the answer, and nothing that stands in a document runs.
@Suite(.enabled(if: Chromium.isInstalled)) struct ChromiumTests {
    private static let attack =
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
        + "</style></title><svg/onload=document.title='owned'>"

    private static let page: String = {
        let document = DocumentIdentity(
            id: 1, path: "/docs/a.pdf", name: attack, title: attack, sha256: String(repeating: "0", count: 64),
            collection: "default")
        let note = Footnote(
            number: 1, document: document, span: TextSpan(0, 9), pages: [PageNumber(physical: 1, printed: nil)],
            headingPath: [attack], quote: "Ten years. " + attack, state: .verified)
        let answer = Answer(
            question: "How long? " + attack,
            segments: [.init(text: "Ten years." + attack, footnotes: [1], support: .cited)], footnotes: [note],
            outcome: .answered, confidence: 1, model: .init(name: attack, stopReason: "end_turn"))
        return HTMLAnswer().render(answer, [1: Illustration(before: attack, after: attack)])
    }()

    @Test func theAnswerIsShownAsText() throws {
        let shown = try Chromium.document(of: Self.page)
        #expect(shown.contains("Ten years.&lt;script&gt;"))
        #expect(shown.contains("<a class=\"marker\" href=\"#source-1\">[1]</a>"))
        #expect(!shown.contains("<script") && !shown.contains("<svg"))
    }

    @Test func noScriptOfADocumentRuns() throws {
        #expect(try Chromium.title(of: Self.page).hasPrefix("How long?"))
    }

    @Test func evenMarkupThatGotThroughWouldNotRun() throws {
        let broken = Self.page.replacing("</main>", with: "<script>document.title='owned'</script></main>")
        #expect(try Chromium.title(of: broken).hasPrefix("How long?"), "the page's policy forbids it")
        let start = try #require(broken.firstRange(of: "<meta http-equiv"))
        let end = try #require(broken[start.lowerBound...].firstIndex(of: ">"))
        let withoutPolicy = broken[..<start.lowerBound] + broken[broken.index(after: end)...]
        #expect(try Chromium.title(of: String(withoutPolicy)) == "owned", "without the policy it does")
    }

    /// The style sheet is applied only when its hash is the one in the policy: the passage is hidden until it is asked for.
    @Test func theStyleSheetIsTheOneThePolicyNames() throws {
        let probe = Self.page.replacing("<h2>Sources</h2>", with: "")
        let small = try Chromium.picture(of: probe)
        let broken = try Chromium.picture(of: probe.replacing("sha256-", with: "sha256-A"))
        #expect(small != broken, "with another hash the page looks otherwise")
    }
}

/// A browser without a window.
enum Chromium {
    static let path = "/usr/bin/chromium"
    static var isInstalled: Bool { access(path, X_OK) == 0 }

    /// The document after everything has loaded.
    static func document(of page: String) throws -> String {
        try run(page, ["--dump-dom"]) { _, output in output }
    }

    static func title(of page: String) throws -> String {
        let dom = try document(of: page)
        let start = try #require(dom.firstRange(of: "<title>")).upperBound
        return String(dom[start..<(try #require(dom.firstRange(of: "</title>")).lowerBound)])
    }

    static func picture(of page: String) throws -> [UInt8] {
        try run(page, ["--screenshot=picture.png", "--window-size=800,600", "--hide-scrollbars"]) { folder, _ in
            try #require(folder.read("picture.png"))
        }
    }

    private static func run<Result>(
        _ page: String, _ arguments: [String], _ body: (TemporaryFolder, String) throws -> Result
    ) throws -> Result {
        let folder = TemporaryFolder()
        folder.write("page.html", page)
        let common = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--user-data-dir=\(folder.path)/profile", "--virtual-time-budget=2000",
        ]
        let result = try BuiltProgram(absolutePath: path).run(
            common + arguments + ["file://\(folder.path)/page.html"],
            environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"], folder: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        return try body(folder, result.output)
    }
}
