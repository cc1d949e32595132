import DocumentModel

/// What must be said beside a footnote, in words for people.
struct FootnoteRemark {
    var text: String
    /// The footnote proves nothing any more, or never did.
    var isAlarm: Bool

    static func all(of note: Footnote) -> [FootnoteRemark] {
        var remarks: [FootnoteRemark] = []
        switch note.state {
        case _ where note.isPicture:
            let page = note.pages.first.map { ", page \($0.physical)" } ?? ""
            return [FootnoteRemark(text: "read from a picture\(page), unproved", isAlarm: true)]
        case .verified: break
        case .verifiedMoved: remarks.append(FootnoteRemark(text: "found elsewhere in the document", isAlarm: false))
        case .unverified:
            remarks.append(
                FootnoteRemark(text: "NOT VERIFIED: these words were not found in the source", isAlarm: true))
        }
        switch note.since {
        case nil, .same: break
        case .moved:
            remarks.append(FootnoteRemark(text: "the source changed since and still says this", isAlarm: false))
        case .changed:
            remarks.append(FootnoteRemark(text: "THE SOURCE CHANGED SINCE: it says this no more", isAlarm: true))
        case .vanished: remarks.append(FootnoteRemark(text: "THE SOURCE IS GONE since", isAlarm: true))
        }
        return remarks
    }
}

extension Answer.UnreadPart {
    /// "scan.pdf, pages 2, 3: no text on these pages"
    var line: String {
        guard !pages.isEmpty else { return "\(name): \(reason)" }
        let shown = pages.prefix(8).map(String.init).joined(separator: ", ") + (pages.count > 8 ? " ..." : "")
        return "\(name), \(pages.count == 1 ? "page" : "pages") \(shown): \(reason)"
    }
}

extension String {
    /// Runs of white space as one space each, none at the ends.
    var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// As far as it helps to choose among passages that only come close.
    var shortened: String { count > 280 ? prefix(270) + " ..." : self }
}
