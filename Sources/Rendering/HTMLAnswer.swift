import CommandLine
public import DocumentModel

/// The answer as one HTML file that needs nothing else and fetches nothing: no script, no outside address. A click on a
/// marker shows the passage, and for a PDF a picture of its page with the sentence highlighted.
///
/// All text is escaped, and the page's own security policy allows one style sheet and embedded pictures and nothing else, so
/// that even markup that got through would do nothing.
public struct HTMLAnswer: Renderer {
    public init() {}

    public func render(_ answer: Answer, _ illustrations: [Int: Illustration] = [:]) -> String {
        let question = HTMLEscape.of(answer.question, oneLine: true)
        var page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-\(HTMLStyle.hash)'; \
            base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>\(question)</title>
            <style>\(HTMLStyle.sheet)</style>
            </head>
            <body>
            <main>
            <h1 dir="auto">\(question)</h1>
            <div class="answer" dir="auto">\(body(answer))</div>

            """
        for note in answer.notes {
            page += "<p class=\"note\" dir=\"auto\">\(HTMLEscape.of(note, oneLine: true))</p>\n"
        }
        if !answer.footnotes.isEmpty {
            page += "<h2>Sources</h2>\n<ol>\n"
            for note in answer.footnotes { page += source(note, illustrations[note.number]) }
            page += "</ol>\n"
        }
        if !answer.closest.isEmpty {
            page += "<h2>The closest passages</h2>\n<ul>\n"
            for note in answer.closest { page += closest(note) }
            page += "</ul>\n"
        }
        if !answer.unread.isEmpty {
            page += "<h2>Not searched, though it may matter</h2>\n<ul>\n"
            for part in answer.unread {
                page += "<li class=\"source\" dir=\"auto\">\(HTMLEscape.of(part.line, oneLine: true))</li>\n"
            }
            page += "</ul>\n"
        }
        return page + "<footer>\(HTMLEscape.of(ReceiptLine.of(answer)))</footer>\n</main>\n</body>\n</html>\n"
    }

    private func body(_ answer: Answer) -> String {
        var out = ""
        var hasText = false
        for segment in answer.segments {
            var text = segment.text[...]
            if !hasText { text = text.drop { $0.isWhitespace } }
            hasText = hasText || !text.isEmpty
            let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex
            let claim = HTMLEscape.of(String(text[..<end]))
            out += segment.support == .unsupported ? "<span class=\"claim\">\(claim)</span>" : claim
            if segment.support == .unsupported { out += "<span class=\"marker alarm\">[no source]</span>" }
            for number in segment.footnotes {
                out += "<a class=\"marker\" href=\"#source-\(number)\">[\(number)]</a>"
            }
            out += HTMLEscape.of(String(text[end...]))
        }
        return out
    }

    private func source(_ note: Footnote, _ illustration: Illustration?) -> String {
        let anchor = "source-\(note.number)"
        var out = "<li class=\"source\" id=\"\(anchor)\"><a class=\"number\" href=\"#\(anchor)\">\(note.number)</a>"
        out += "<div class=\"place\">\(place(note))</div>"
        for remark in FootnoteRemark.all(of: note) {
            out += "<div class=\"\(remark.isAlarm ? "alarm" : "note")\">\(HTMLEscape.of(remark.text))</div>"
        }
        // Nothing is quoted from a picture.
        if !note.quote.isEmpty {
            out += "<blockquote dir=\"auto\">\u{201C}\(HTMLEscape.of(note.quote.onOneLine))\u{201D}</blockquote>"
        }
        if let illustration {
            out += "<a class=\"show\" href=\"#\(anchor)\">show the passage</a>"
            out += "<div class=\"passage\">\(passage(note, illustration))</div>"
        }
        return out + "</li>\n"
    }

    private func passage(_ note: Footnote, _ illustration: Illustration) -> String {
        var out = ""
        if !note.quote.isEmpty {
            out += "<p class=\"text\" dir=\"auto\">\(HTMLEscape.of(illustration.before))"
            out += "<mark>\(HTMLEscape.of(note.quote))</mark>\(HTMLEscape.of(illustration.after))</p>"
        }
        for picture in illustration.pictures {
            let name = "page \(picture.page.printed ?? String(picture.page.physical)) of \(note.document.name)"
            let caption = HTMLEscape.of(name, oneLine: true)
            out += "<figure><img alt=\"\(caption)\" src=\"data:image/png;base64,\(Base64.of(picture.png))\">"
            out += "<figcaption dir=\"auto\">\(caption)</figcaption></figure>"
        }
        if let problem = illustration.problem {
            out += "<p class=\"note\">The page is not drawn: \(HTMLEscape.of(problem, oneLine: true))</p>"
        }
        return out
    }

    private func closest(_ note: Footnote) -> String {
        "<li class=\"source\"><div class=\"place\">\(place(note))</div>"
            + "<blockquote dir=\"auto\">\u{201C}\(HTMLEscape.of(note.quote.onOneLine.shortened))\u{201D}</blockquote></li>\n"
    }

    /// "<b>Warranty terms</b> (policies/warranty.md), line 22, Batteries > Duration"
    private func place(_ note: Footnote) -> String {
        let name = "<bdi>\(HTMLEscape.of(note.document.name, oneLine: true))</bdi>"
        var source = name
        if let path = note.document.path {
            let address = HTMLEscape.of(Terminal.fileAddress(path) + PlaceText.fragment(note))
            source = "<a href=\"\(address)\" rel=\"noreferrer\">\(name)</a>"
        }
        if let title = note.document.title, title != note.document.name {
            source = "<b><bdi>\(HTMLEscape.of(title, oneLine: true))</bdi></b> (\(source))"
        }
        var facts = [source]
        if let place = PlaceText.of(note) { facts.append("<bdi>\(HTMLEscape.of(place, oneLine: true))</bdi>") }
        if !note.headingPath.isEmpty {
            facts.append("<bdi>\(HTMLEscape.of(note.headingPath.joined(separator: " > "), oneLine: true))</bdi>")
        }
        return facts.joined(separator: ", ")
    }
}
