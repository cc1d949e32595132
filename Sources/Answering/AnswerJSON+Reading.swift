package import DocumentModel
package import JSON

extension AnswerJSON {
    /// The answer that a value of the contract stands for; nil when it is not one. Members that are not known, or that
    /// came later and are missing, do no harm.
    package static func answer(_ value: JSONValue) -> Answer? {
        guard let question = value["question"]?.string,
            let outcome = value["outcome"]?.string.flatMap({ Answer.Outcome(rawValue: $0) }),
            let segments = all(value["answer"]?["segments"], segment),
            let footnotes = all(value["footnotes"], footnote), let closest = all(value["closest"], footnote),
            let unread = all(value["unread"], unread), let model = value["model"]?["name"]?.string
        else { return nil }
        var answer = Answer(
            question: question, segments: segments, footnotes: footnotes, outcome: outcome, unread: unread,
            closest: closest, confidence: value["confidence"]?.double ?? 0,
            model: Answer.ModelNote(
                name: model, fallbackFrom: value["model"]?["fallback_from"]?.string,
                stopReason: value["stop_reason"]?.string ?? ""),
            usage: usage(value["usage"]), cost: value["cost"].flatMap(cost), prompt: prompt(value["prompt"]),
            timings: timings(value["timings"]))
        answer.prompt.miss = value["cache"]?["missed"].flatMap(PromptPlanJSON.miss)
        answer.notes = value["notes"]?.array?.compactMap(\.string) ?? []
        answer.id = value["id"]?.int
        answer.conversation = value["conversation"]?.int
        answer.turn = value["turn"]?.int
        answer.askedAt = value["asked_at"]?.int
        if let reused = value["cache"]?["answer"], let id = reused["id"]?.int, let made = reused["made_at"]?.int {
            answer.reused = Answer.Reuse(answer: id, madeAt: made)
        }
        answer.receipt = receipt(value["receipt"])
        return answer
    }

    /// Every element made into a value, or nil when one cannot be.
    private static func all<Element>(_ array: JSONValue?, _ read: (JSONValue) -> Element?) -> [Element]? {
        guard let elements = array?.array else { return nil }
        let values = elements.compactMap(read)
        return values.count == elements.count ? values : nil
    }

    private static func segment(_ value: JSONValue) -> Answer.Segment? {
        guard let text = value["text"]?.string, let numbers = value["footnotes"]?.array,
            let support = value["support"]?.string.flatMap({ Answer.Segment.Support(rawValue: $0) })
        else { return nil }
        return Answer.Segment(text: text, footnotes: numbers.compactMap(\.int), support: support)
    }

    private static func footnote(_ value: JSONValue) -> Footnote? {
        guard let number = value["number"]?.int, let document = value["document"].flatMap(identity),
            let quote = value["quote"]?.string,
            let state = value["state"]?.string.flatMap({ Footnote.State(rawValue: $0) })
        else { return nil }
        var note = Footnote(
            number: number, document: document, span: value["span"].flatMap(span), pages: pageNumbers(value["pages"]),
            lines: value["lines"].flatMap(lines),
            headingPath: value["heading"]?.array?.compactMap(\.string) ?? [], quote: quote, state: state)
        note.isPicture = value["picture"]?.bool ?? false
        note.boxes = all(value["boxes"], placedBox)
        note.since = value["since"]?.string.flatMap { Footnote.Since(rawValue: $0) }
        return note
    }

    static func identity(_ value: JSONValue) -> DocumentIdentity? {
        guard let id = value["id"]?.int, let name = value["name"]?.string, let sha256 = value["sha256"]?.string,
            let collection = value["collection"]?.string
        else { return nil }
        return DocumentIdentity(
            id: id, externalID: value["external_id"]?.string, path: value["path"]?.string, name: name,
            title: value["title"]?.string, sha256: sha256, collection: collection)
    }

    private static func span(_ value: JSONValue) -> TextSpan? {
        guard let start = value["start"]?.int, let end = value["end"]?.int, 0 <= start, start <= end else { return nil }
        return TextSpan(start, end)
    }

    private static func pageNumbers(_ value: JSONValue?) -> [PageNumber] {
        let physical = value?["physical"]?.array?.compactMap(\.int) ?? []
        let printed = value?["printed"]?.array?.map(\.string) ?? []
        return physical.enumerated().map { index, number in
            PageNumber(physical: number, printed: index < printed.count ? printed[index] : nil)
        }
    }

    private static func lines(_ value: JSONValue) -> LineRange? {
        guard let first = value["first"]?.int, let last = value["last"]?.int else { return nil }
        return LineRange(first: first, last: last)
    }

    private static func placedBox(_ value: JSONValue) -> PlacedBox? {
        guard let page = value["page"]?.int, let left = value["left"]?.double, let top = value["top"]?.double,
            let right = value["right"]?.double, let bottom = value["bottom"]?.double
        else { return nil }
        return PlacedBox(page: page, box: PageBox(left: left, top: top, right: right, bottom: bottom))
    }

    private static func unread(_ value: JSONValue) -> Answer.UnreadPart? {
        guard let name = value["name"]?.string, let reason = value["reason"]?.string else { return nil }
        return Answer.UnreadPart(name: name, pages: value["pages"]?.array?.compactMap(\.int) ?? [], reason: reason)
    }

    static func usage(_ value: JSONValue?) -> Answer.TokenUsage {
        var usage = Answer.TokenUsage()
        usage.input = value?["input"]?.int ?? 0
        usage.cacheWrite5m = value?["cache_write_5m"]?.int ?? 0
        usage.cacheWrite1h = value?["cache_write_1h"]?.int ?? 0
        usage.cacheRead = value?["cache_read"]?.int ?? 0
        usage.output = value?["output"]?.int ?? 0
        return usage
    }

    static func cost(_ value: JSONValue) -> Answer.Cost? {
        guard let paid = value["nano_dollars"]?.int else { return nil }
        var cost = Answer.Cost()
        cost.nanoDollars = paid
        cost.uncachedNanoDollars = value["uncached_nano_dollars"]?.int ?? paid
        return cost
    }

    private static func prompt(_ value: JSONValue?) -> Answer.PromptNote {
        var note = Answer.PromptNote()
        note.templates = value?["templates"]?.array?.compactMap(\.string) ?? []
        note.prefixHash = value?["prefix_hash"]?.string
        note.plan = value?["plan"].flatMap(PromptPlanJSON.plan)
        return note
    }

    private static func timings(_ value: JSONValue?) -> Answer.Timings {
        var timings = Answer.Timings()
        timings.searching = value?["searching_ms"]?.int ?? 0
        timings.planning = value?["planning_ms"]?.int ?? 0
        timings.firstText = value?["first_text_ms"]?.int ?? 0
        timings.total = value?["total_ms"]?.int ?? 0
        return timings
    }
}
