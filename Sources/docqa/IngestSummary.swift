import CommandLine
import DocQA

/// What an ingest did, for people.
enum IngestSummary {
    static func print(_ report: IngestReport, on console: Console) throws {
        if report.isDryRun { try printPlan(report, on: console) }
        try printSkipped(report.skipped, on: console)
        for note in report.notes { console.warn(note) }
        try console.print(line(report))
        if report.documentsWithHiddenText > 0 {
            let count = Quantity.count(report.documentsWithHiddenText, "document")
            try console.print(
                "Text that a reader cannot see was found in \(count); it is not searched and not sent to a model.")
        }
    }

    /// "Read 12 files (3 new, 9 changed) ..."
    static func line(_ report: IngestReport) -> String {
        var parts: [String] = []
        let verb = report.isDryRun ? "would be " : ""
        if report.added > 0 { parts.append("\(Quantity.grouped(report.added)) \(verb)added") }
        if report.updated > 0 { parts.append("\(Quantity.grouped(report.updated)) \(verb)updated") }
        if report.moved > 0 { parts.append("\(Quantity.grouped(report.moved)) \(verb)moved") }
        if report.removed > 0 { parts.append("\(Quantity.grouped(report.removed)) \(verb)removed") }
        if report.unchanged > 0 { parts.append("\(Quantity.grouped(report.unchanged)) unchanged") }
        if !report.skipped.isEmpty { parts.append("\(Quantity.grouped(report.skipped.count)) skipped") }
        if parts.isEmpty { parts.append("nothing to read") }
        var text = "\(report.collection): " + parts.joined(separator: ", ")
        if report.pages > 0 {
            text += "; \(Quantity.count(report.pages, "page"))"
            var missing: [String] = []
            if report.pagesWithoutText > 0 {
                missing.append("\(Quantity.grouped(report.pagesWithoutText)) without text")
            }
            if report.pagesMissing > 0 { missing.append("\(Quantity.grouped(report.pagesMissing)) unreadable") }
            if !missing.isEmpty { text += " (\(missing.joined(separator: ", ")))" }
        }
        if report.passages > 0 { text += "; \(Quantity.count(report.passages, "passage"))" }
        return text + "; \(Quantity.seconds(report.seconds))."
    }

    private static func printPlan(_ report: IngestReport, on console: Console) throws {
        for item in report.planned {
            try console.print("\(item.action.rawValue)\t\(HarmlessText.of(item.path, oneLine: true))")
        }
    }

    /// Files of kinds that are read, one by one; the others together by reason, the first of them by name. Each with the fix.
    private static func printSkipped(_ skipped: [IngestReport.Skipped], on console: Console) throws {
        var others: [String: [IngestReport.Skipped]] = [:]
        for file in skipped {
            guard file.isReadableKind else {
                others[file.reason, default: []].append(file)
                continue
            }
            let fix = file.fix.map { " (\($0))" } ?? ""
            // Most reasons name the file themselves.
            let reason = file.reason.contains(file.path) ? file.reason : "\(file.path): \(file.reason)"
            try console.print("not read: \(HarmlessText.of(reason, oneLine: true))\(fix)")
        }
        for (reason, files) in others.sorted(by: { $0.key < $1.key }) {
            let names = files.prefix(3).map { $0.path.split(separator: "/").last.map(String.init) ?? $0.path }
            let list = names.joined(separator: ", ") + (files.count > names.count ? ", ..." : "")
            let text = "\(reason.hasSuffix(".") ? String(reason.dropLast()) : reason): \(list)"
            let fix = files[0].fix.map { " (\($0))" } ?? ""
            try console.print(
                "left out: \(Quantity.count(files.count, "file")): \(HarmlessText.of(text, oneLine: true))\(fix)")
        }
    }
}
