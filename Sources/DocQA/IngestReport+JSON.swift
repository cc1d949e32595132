public import JSON

extension IngestReport {
    /// The report as `docqa ingest --json` prints it: `docs/schemas/ingest.json`.
    public var json: JSONValue {
        var object: JSONObject = [
            "collection": JSONValue(collection), "added": JSONValue(added), "updated": JSONValue(updated),
            "unchanged": JSONValue(unchanged), "moved": JSONValue(moved), "removed": JSONValue(removed),
            "skipped": .array(JSONArray(skipped.map(\.json))), "passages": JSONValue(passages),
            "pages": JSONValue(pages), "pages_without_text": JSONValue(pagesWithoutText),
            "pages_missing": JSONValue(pagesMissing), "documents_with_hidden_text": JSONValue(documentsWithHiddenText),
            "bytes": JSONValue(bytes), "milliseconds": JSONValue(Int(seconds * 1000)), "dry_run": JSONValue(isDryRun),
            "interrupted": JSONValue(isInterrupted), "notes": .array(JSONArray(notes.map { JSONValue($0) })),
        ]
        if isDryRun { object.append("planned", .array(JSONArray(planned.map(\.json)))) }
        return .object(object)
    }
}

extension IngestReport.Skipped {
    var json: JSONValue {
        var object: JSONObject = ["path": JSONValue(path), "code": JSONValue(code), "reason": JSONValue(reason)]
        object.append("fix", ifPresent: fix.map { JSONValue($0) })
        object.append("readable_kind", JSONValue(isReadableKind))
        return .object(object)
    }
}

extension IngestReport.Planned {
    var json: JSONValue { ["path": JSONValue(path), "action": JSONValue(action.rawValue)] }
}
