import Answering
import DocumentModel
import JSON
import LanguageModels
import Retrieval

/// What was known of a question when it was planned, kept until its answer is made.
struct BatchFindings: Sendable, Hashable {
    /// A passage that was found.
    struct Passage: Sendable, Hashable {
        var document: Int
        var span: TextSpan
    }

    var confidence: Double
    /// Names of the collections that were searched.
    var searched: [String]
    /// The best first.
    var passages: [Passage]
    /// What a reader of the answer has to know about how it came about, each a sentence.
    var notes: [String]
    var templates: [String] = []
    var planned: PlannedQuestion?
    var prefixHash: String?
    /// The hash of all that the answer depends on.
    var evidenceKey: [UInt8]?
}

extension BatchFindings {
    init(_ findings: Asking.Findings) {
        self.init(
            confidence: findings.retrieval.confidence, searched: findings.retrieval.searched.collections,
            passages: findings.evidence.map { Passage(document: $0.document.id, span: $0.span) },
            notes: findings.notes)
    }

    /// - Parameter documents: as they were sent: the documents may have changed since.
    func findings(_ documents: [PromptDocument]) -> Asking.Findings {
        var retrieval = Retrieval()
        retrieval.confidence = confidence
        retrieval.searched.collections = searched
        return Asking.Findings(
            retrieval: retrieval, evidence: passages.compactMap { $0.evidence(in: documents) }, notes: notes)
    }
}

extension BatchFindings.Passage {
    /// As much of the passage as was sent, from its beginning up to the first gap; nil when nothing of it was.
    fileprivate func evidence(in documents: [PromptDocument]) -> Evidence? {
        let sent = documents.filter { $0.identity.id == document }
        var pieces: [(start: Int, text: [UInt8])] = []
        for block in sent.flatMap(\.blocks) {
            for piece in block.pieces {
                guard let part = piece.span.intersection(span) else { continue }
                let start = piece.range.lowerBound + part.start - piece.span.start
                pieces.append((part.start, Array(block.text[start..<(start + part.byteCount)])))
            }
        }
        pieces.sort { $0.start < $1.start }
        guard let identity = sent.first?.identity, let first = pieces.first else { return nil }
        var text: [UInt8] = []
        for piece in pieces {
            let end = first.start + text.count
            if piece.start > end { break }
            text += piece.text.dropFirst(end - piece.start)
        }
        return Evidence(
            document: identity, span: TextSpan(first.start, first.start + text.count), text: text, headingPath: [],
            kind: .prose, score: 0)
    }
}

extension BatchFindings {
    var bytes: [UInt8] {
        func list(_ texts: [String]) -> JSONValue { .array(JSONArray(texts.map { JSONValue($0) })) }
        var object: JSONObject = [
            "confidence": JSONNumber(confidence).map { .number($0) } ?? .null, "searched": list(searched),
            "passages": .array(
                JSONArray(
                    passages.map {
                        [JSONValue($0.document), JSONValue($0.span.start), JSONValue($0.span.end)]
                    })),
            "notes": list(notes), "templates": list(templates),
        ]
        object.append("planned", ifPresent: planned.map(AnswerJSON.planned))
        object.append("prefix_hash", ifPresent: prefixHash.map { JSONValue($0) })
        object.append("evidence_key", ifPresent: evidenceKey.map { JSONValue($0.hexadecimal) })
        return JSONValue.object(object).bytes()
    }

    /// What is not there, or is damaged, is not known.
    init(_ bytes: [UInt8]) {
        let value = (try? JSONValue(parsing: bytes)) ?? .null
        func list(_ name: String) -> [String] { value[name]?.array?.elements.compactMap(\.string) ?? [] }
        confidence = value["confidence"]?.double ?? 0
        searched = list("searched")
        passages = (value["passages"]?.array?.elements ?? []).compactMap { entry in
            let numbers = entry.array?.elements.compactMap(\.int) ?? []
            guard numbers.count == 3, 0 <= numbers[1], numbers[1] <= numbers[2] else { return nil }
            return Passage(document: numbers[0], span: TextSpan(numbers[1], numbers[2]))
        }
        notes = list("notes")
        templates = list("templates")
        planned = value["planned"].flatMap(AnswerJSON.plannedQuestion)
        prefixHash = value["prefix_hash"]?.string
        evidenceKey = value["evidence_key"]?.string?.bytesOfHexadecimal
    }
}
