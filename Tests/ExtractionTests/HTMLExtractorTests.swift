import DocumentModel
import Testing

@testable import Extraction

@Suite struct HTMLExtractorTests {
    func read(_ html: String) async throws -> ExtractedDocument { try await read(Array(html.utf8)) }

    func read(_ bytes: [UInt8]) async throws -> ExtractedDocument {
        let document = try await Extractors(Extractors.ofText).extract(SourceFile(name: "a.html", bytes: bytes))
        for run in document.sourceRuns {
            #expect(document.text[run.text..<(run.text + run.length)] == bytes[run.source..<(run.source + run.length)])
        }
        #expect(zip(document.sourceRuns, document.sourceRuns.dropFirst()).allSatisfy { $0.text + $0.length <= $1.text })
        return document
    }

    func blocks(_ html: String) async throws -> [String] { try await outline(read(html)) }

    @Test func theStructureOfThePageIsKept() async throws {
        let document = try await read(
            """
            <!doctype html><title> The &amp; Title </title><meta name=author content=Ada>
            <h1>One</h1><p>First   para<br>second line<p>Next <b>bo</b>ld <i>it</i>
            <h2>Two</h2><ul><li>a<li>b<ul><li>c</ul></ul><blockquote>q</blockquote><pre>
            x  y
              z</pre>
            """)
        #expect(
            outline(document) == [
                "heading: One", "paragraph: First para\nsecond line", "paragraph: Next bold it", "heading: Two",
                "listItem: a", "listItem: b", "listItem: c", "quote: q", "code: x  y\n  z",
            ])
        #expect(document.title == "The & Title")
        #expect(document.author == "Ada")
        #expect(document.headings.map(\.level) == [1, 2])
        #expect(document.headings.map(\.parent) == [nil, 0])
    }

    @Test func tablesHaveRowsWithTheirHeader() async throws {
        let document = try await read(
            "<table><caption>Cap</caption><tr><th>A<th>B<tr><td>1<td><p>2</p><p>3</p><tr><td><td>4</table>after")
        #expect(
            outline(document) == [
                "caption: Cap", "tableRow: A\tB", "tableRow: 1\t2 3", "tableRow: 4", "paragraph: after",
            ])
        let header = document.blocks[1].span
        #expect(document.blocks.map(\.tableHeader) == [nil, nil, header, header, nil])
    }

    @Test func tablesThatLayOutThePageAreNoTables() async throws {
        #expect(
            try await blocks("<table><tr><td><h1>T</h1>x<td><table><tr><td>1<td>2</table></table>") == [
                "heading: T", "paragraph: x", "tableRow: 1\t2",
            ])
    }

    @Test func scriptsStylesAndNavigationAreLeftOut() async throws {
        #expect(
            try await blocks(
                "<style>p{}</style><nav>menu</nav><div role=navigation>menu</div><script>if (a<b) x()</script>"
                    + "<template>t</template><noscript>n</noscript><p>text") == ["paragraph: text"])
    }

    @Test func charactersAreDecodedAndEveryRunStandsInTheSource() async throws {
        let html = "<p>A &amp; B &lt;c&gt; &eacute;t&#233; &copy2024 &nbsp;x&notin;y &unknown; a&b</p>"
        let document = try await read(html)
        #expect(outline(document) == ["paragraph: A & B <c> été ©2024 \u{A0}x∉y &unknown; a&b"])
        let covered = document.sourceRuns.reduce(0) { $0 + $1.length }
        #expect(covered == 25)
    }

    @Test func theOffsetsCountTheMark() async throws {
        let document = try await read("\u{FEFF}<p>text")
        #expect(document.sourceRuns == [SourceRun(text: 0, source: 6, length: 4)])
    }

    @Test(arguments: [
        ("<p hidden>", HiddenText.Reason.attribute), ("<p aria-hidden=true>", .attribute),
        ("<p style='display:none'>", .style), ("<p style='Display : NONE !important;'>", .style),
        ("<p style='visibility:hidden'>", .style), ("<p style='opacity:0'>", .style),
        ("<p style='opacity: 0.0'>", .style),
        ("<p style='font-size:0'>", .tiny), ("<p style='font-size:0.5px'>", .tiny),
        ("<p style='color:#fff;background:#FFFFFF'>", .color), ("<p style='color:white'>", .color),
        ("<p style='color:rgba(1,2,3,0)'>", .color),
        ("<div style='background:#000'><p style='color:black'>", .color),
        ("<p style='position:absolute;left:-9999px'>", .outsidePage), ("<p style='text-indent:-5000px'>", .outsidePage),
        ("<p style='height:0;overflow:hidden'>", .style), ("<dialog>", .attribute),
    ])
    func textThatCannotBeSeenIsKeptApart(tag: String, reason: HiddenText.Reason) async throws {
        let document = try await read("<p>before</p><div>\(tag)secret <b>words</b></div></div><p>after")
        #expect(document.hidden.map(\.reason) == [reason])
        #expect(document.hidden.map { document.string($0.span) } == ["secret words"])
        #expect(outline(document) == ["paragraph: before", "paragraph: after"])
        #expect(document.warnings.map(\.code) == [.hiddenText])
    }

    @Test func oldColorAttributesCount() async throws {
        let document = try await read("<body bgcolor=white><font color='#ffffff'>secret</font> seen")
        #expect(document.hidden.map { document.string($0.span) } == ["secret"])
        #expect(outline(document) == ["paragraph: seen"])
    }

    @Test(arguments: [
        "<p style='color:red'>", "<p style='opacity:.5'>", "<p style='font-size:12px'>", "<p aria-hidden=false>",
        "<style>body{}</style><p style='color:white'>", "<div style='background:navy'><p style='color:white'>",
        "<p style='left:-9999px'>", "<dialog open>", "<p hidden=until-found>",
    ])
    func textThatCanBeSeenIsNot(tag: String) async throws {
        let document = try await read(tag + "words")
        #expect(document.hidden.isEmpty)
        #expect(outline(document) == ["paragraph: words"])
    }

    @Test func aHiddenElementDoesNotCutTheSentence() async throws {
        let document = try await read("<p>one <span hidden>x</span>two</p>")
        #expect(outline(document) == ["paragraph: one two"])
        #expect(document.hidden.map { document.string($0.span) } == ["x"])
    }

    @Test func linksKnowTheirTarget() async throws {
        let document = try await read("<p>See <a href='/x?a=1&amp;b=2'> the guide</a>.")
        #expect(document.links.map(\.target) == ["/x?a=1&b=2"])
        #expect(document.links.map { document.string($0.span) } == ["the guide"])
    }

    @Test func theEncodingThatThePageDeclaresIsBelieved() async throws {
        let head = Array("<meta charset=\"iso-8859-2\"><p>".utf8)
        #expect(
            outline(
                try await Extractors(Extractors.ofText).extract(SourceFile(name: "a.html", bytes: head + [0xA3, 0xB1])))
                == ["paragraph: Łą"])
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "<div>", "<b>", "<table><tr><td>", "<ul><li>", "<p>", "<svg>", "<a href=x>", "<font color=red><i>",
            "<div hidden>",
            "</div>", "<!--", "<", "<a ", "&", "<select><option>", "<x y='", "<template>", "<td>", "<title>",
            "<frameset>",
            "<div></span>", "<button>", "<h1>", "<math><mi>", "<p><table>",
        ])
    func nestingWithoutEndIsSurvived(tag: String) async throws {
        let document = try await read(String(repeating: tag, count: 10_000) + "end")
        #expect(document.text.count < 10_000_000)
    }

    @Test func textBelowTheDepthThatIsKeptIsReadAllTheSame() async throws {
        let document = try await read(
            String(repeating: "<div>", count: 5_000) + "deep" + String(repeating: "</div>", count: 5_000) + "end")
        #expect(outline(document).joined().contains("deep"))
        #expect(outline(document).joined().contains("end"))
        #expect(document.warnings.map(\.code) == [.truncated])
        let hidden = try await read(String(repeating: "<div>", count: 500) + "<div hidden>secret</div>end")
        #expect(!outline(hidden).joined().contains("secret"))
        #expect(outline(hidden).joined().contains("end"))
    }
}
