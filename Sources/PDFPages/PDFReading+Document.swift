package import DocumentModel

extension PDFReading {
    /// The document the pages make: their texts one after the other with a form feed between them, blocks from the layout,
    /// headings from the outline and the layout.
    package func document() -> ExtractedDocument {
        var document = ExtractedDocument(format: .pdf)
        document.title = meaningfulTitle(front.title)
        document.author = front.author.map(collapsed).flatMap { $0.isEmpty ? nil : $0 }
        let text = pages.reduce(0) { $0 + $1.textLength + 1 }
        document.text.reserveCapacity(text)
        var report = PDFReport()
        var layouts: [PageLayout] = []
        layouts.reserveCapacity(pages.count)
        for outcome in pages {
            if !document.pages.isEmpty { document.text.append(0x0C) }
            let start = document.text.count
            switch outcome {
            case .missing(let number, let reason):
                report.missing[reason, default: []].append(number)
                document.pages.append(
                    Page(number: number, span: TextSpan(start, start), state: .missing(reason: reason)))
            case .read(let page):
                document.text.append(contentsOf: page.text)
                let span = TextSpan(start, document.text.count)
                let state: Page.State = page.lines.isEmpty ? .withoutText : .read
                document.pages.append(
                    Page(number: page.number, label: page.label, span: span, rotation: page.rotation, state: state))
                document.hidden += page.hidden.map { HiddenText($0.span.shifted(by: start), $0.reason) }
                document.links += page.links.map { Link($0.span.shifted(by: start), target: $0.target) }
                report.note(page)
                layouts.append(PageLayout(page, at: start))
            }
        }
        document.text.withUnsafeBufferPointer { text in
            let style = DocumentStyle(layouts, text)
            for index in layouts.indices { layouts[index].arrange(style, text) }
        }
        (document.headings, document.blocks) = PDFHeadings(front.outline, document.pages, layouts, document.text).result
        document.warnings = report.warnings
        if let degradation = worker.degradation {
            document.warnings.append(DocumentWarning(.sandboxDegraded, degradation))
        }
        return document
    }
}

extension PDFReading.Outcome {
    fileprivate var textLength: Int {
        if case .read(let page) = self { page.text.count } else { 0 }
    }
}

/// What a person should know of the reading, gathered over the pages.
private struct PDFReport {
    var missing: [String: [Int]] = [:]
    var pictures: [Int] = []
    var empty: [Int] = []
    var cut: [Int] = []
    var repaired: [Int] = []
    var hidden: [HiddenText.Reason: [Int]] = [:]

    mutating func note(_ page: PDFPage) {
        if page.notes.contains(.onlyPicture) {
            pictures.append(page.number)
        } else if page.lines.isEmpty {
            empty.append(page.number)
        }
        if page.notes.contains(.textCut) { cut.append(page.number) }
        if page.notes.contains(.textRepaired) { repaired.append(page.number) }
        for reason in Set(page.hidden.map(\.reason)) { hidden[reason, default: []].append(page.number) }
    }

    var warnings: [DocumentWarning] {
        var warnings: [DocumentWarning] = []
        func warn(_ code: DocumentWarning.Code, _ numbers: [Int], _ sentence: (String) -> String) {
            guard let first = numbers.first else { return }
            warnings.append(DocumentWarning(code, sentence(pageRanges(numbers)), page: first))
        }
        for (reason, numbers) in missing.sorted(by: { $0.value[0] < $1.value[0] }) {
            warn(.pageUnreadable, numbers) { "Not read: \($0); \(reason)." }
        }
        warn(.pageWithoutText, pictures) {
            "Only a picture and no text: \($0); recognise the text (ocrmypdf) to search it."
        }
        warn(.pageWithoutText, empty) { "No text: \($0)." }
        for reason in HiddenText.Reason.allCases {
            warn(.hiddenText, hidden[reason] ?? []) { "Text nobody can see (\(reason.inWords)), not searched: \($0)." }
        }
        warn(.truncated, cut) { "Text after a zero character is not read: \($0)." }
        warn(.bytesReplaced, repaired) { "Characters that are not Unicode were replaced: \($0)." }
        return warnings
    }
}

extension HiddenText.Reason {
    fileprivate var inWords: String {
        switch self {
        case .color: "in the colour of the paper"
        case .tiny: "below one point"
        case .outsidePage: "outside the page"
        case .covered: "without ink"
        case .attribute, .style, .comment: "marked as hidden"
        }
    }
}

/// "page 3", "pages 1-4, 7".
func pageRanges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
        if let last = ranges.last, last.upperBound + 1 == number {
            ranges[ranges.count - 1] = last.lowerBound...number
        } else {
            ranges.append(number...number)
        }
    }
    let shown = ranges.prefix(12).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    let list = shown.joined(separator: ", ") + (ranges.count > shown.count ? " and more" : "")
    return (numbers.count == 1 ? "page " : "pages ") + list
}
