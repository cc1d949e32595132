package import DocumentModel
package import JSON

/// The answer as the versioned contract of `docs/schemas/ask.json`: what `--json` prints, what the service sends, and what
/// is kept.
package enum AnswerJSON {
    /// Raised when a member changes its meaning or goes away; new members may come without.
    package static let schemaVersion = 1

    package static func value(_ answer: Answer) -> JSONValue {
        [
            "schema_version": JSONValue(schemaVersion),
            "id": optional(answer.id), "conversation": optional(answer.conversation), "turn": optional(answer.turn),
            "asked_at": optional(answer.askedAt),
            "question": JSONValue(answer.question),
            "outcome": JSONValue(answer.outcome.rawValue),
            "answer": [
                "text": JSONValue(answer.text), "segments": .array(JSONArray(answer.segments.map(segment))),
            ],
            "footnotes": .array(JSONArray(answer.footnotes.map(footnote))),
            "closest": .array(JSONArray(answer.closest.map(footnote))),
            "unread": .array(JSONArray(answer.unread.map(unread))),
            "notes": .array(JSONArray(answer.notes.map { JSONValue($0) })),
            "confidence": rounded(answer.confidence),
            "model": [
                "name": JSONValue(answer.model.name),
                "fallback_from": optional(answer.model.fallbackFrom),
            ],
            "stop_reason": JSONValue(answer.model.stopReason),
            "usage": usage(answer.usage),
            "cost": answer.cost.map(cost) ?? .null,
            "cache": cache(answer),
            "prompt": [
                "templates": .array(JSONArray(answer.prompt.templates.map { JSONValue($0) })),
                "prefix_hash": optional(answer.prompt.prefixHash),
                "plan": answer.prompt.plan.map(PromptPlanJSON.value) ?? .null,
            ],
            "timings": [
                "searching_ms": JSONValue(answer.timings.searching), "planning_ms": JSONValue(answer.timings.planning),
                "first_text_ms": JSONValue(answer.timings.firstText), "total_ms": JSONValue(answer.timings.total),
            ],
            "receipt": receipt(answer),
        ]
    }

    package static func document(_ document: DocumentIdentity) -> JSONValue {
        [
            "id": JSONValue(document.id), "external_id": optional(document.externalID), "path": optional(document.path),
            "name": JSONValue(document.name), "title": optional(document.title), "sha256": JSONValue(document.sha256),
            "collection": JSONValue(document.collection),
        ]
    }

    package static func footnote(_ note: Footnote) -> JSONValue {
        var object: JSONObject = [
            "number": JSONValue(note.number), "document": document(note.document),
            "span": note.span.map { ["start": JSONValue($0.start), "end": JSONValue($0.end)] } ?? .null,
            "pages": pages(note.pages),
            "lines": note.lines.map { ["first": JSONValue($0.first), "last": JSONValue($0.last)] } ?? .null,
            "heading": .array(JSONArray(note.headingPath.map { JSONValue($0) })),
            "quote": JSONValue(note.quote), "state": JSONValue(note.state.rawValue),
        ]
        if note.isPicture { object.append("picture", true) }
        object.append("boxes", ifPresent: note.boxes.map { .array(JSONArray($0.map(box))) })
        object.append("since", ifPresent: note.since.map { JSONValue($0.rawValue) })
        return .object(object)
    }

    /// {physical: [...], printed: [...]}, or null for documents without pages.
    package static func pages(_ pages: [PageNumber]) -> JSONValue {
        guard !pages.isEmpty else { return .null }
        return [
            "physical": .array(JSONArray(pages.map { JSONValue($0.physical) })),
            "printed": .array(JSONArray(pages.map { optional($0.printed) })),
        ]
    }

    private static func box(_ placed: PlacedBox) -> JSONValue {
        [
            "page": JSONValue(placed.page), "left": rounded(placed.box.left), "top": rounded(placed.box.top),
            "right": rounded(placed.box.right), "bottom": rounded(placed.box.bottom),
        ]
    }

    private static func segment(_ segment: Answer.Segment) -> JSONValue {
        [
            "text": JSONValue(segment.text),
            "footnotes": .array(JSONArray(segment.footnotes.map { JSONValue($0) })),
            "support": JSONValue(segment.support.rawValue),
        ]
    }

    private static func unread(_ part: Answer.UnreadPart) -> JSONValue {
        [
            "name": JSONValue(part.name), "pages": .array(JSONArray(part.pages.map { JSONValue($0) })),
            "reason": JSONValue(part.reason),
        ]
    }

    static func usage(_ usage: Answer.TokenUsage) -> JSONValue {
        [
            "input": JSONValue(usage.input), "cache_write_5m": JSONValue(usage.cacheWrite5m),
            "cache_write_1h": JSONValue(usage.cacheWrite1h), "cache_read": JSONValue(usage.cacheRead),
            "output": JSONValue(usage.output),
        ]
    }

    static func cost(_ cost: Answer.Cost) -> JSONValue {
        [
            "nano_dollars": JSONValue(cost.nanoDollars),
            "uncached_nano_dollars": JSONValue(cost.uncachedNanoDollars),
        ]
    }

    /// What the cache did: derived from usage and cost, for readers who want one word.
    private static func cache(_ answer: Answer) -> JSONValue {
        let usage = answer.usage
        let written = usage.cacheWrite5m + usage.cacheWrite1h
        let state = answer.reused != nil ? "answer" : usage.cacheRead > 0 ? "read" : written > 0 ? "written" : "unused"
        return [
            "state": JSONValue(state), "read_tokens": JSONValue(usage.cacheRead), "written_tokens": JSONValue(written),
            "saved_nano_dollars": answer.cost.map { JSONValue($0.uncachedNanoDollars - $0.nanoDollars) } ?? .null,
            "answer": answer.reused.map { ["id": JSONValue($0.answer), "made_at": JSONValue($0.madeAt)] } ?? .null,
            "missed": answer.prompt.miss.map(PromptPlanJSON.value) ?? .null,
        ]
    }

    static func optional(_ text: String?) -> JSONValue { text.map { JSONValue($0) } ?? .null }
    static func optional(_ number: Int?) -> JSONValue { number.map { JSONValue($0) } ?? .null }

    private static func rounded(_ value: Double) -> JSONValue {
        JSONNumber((value * 1000).rounded() / 1000).map { .number($0) } ?? .null
    }
}
