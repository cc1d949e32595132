package import Claude
import DocumentModel
package import JSON

/// All that an answer depends on, and nothing else: two questions with the same key can have the same answer.
///
/// What is warm in the cache, and so what a planner puts around the passages, is no part of it.
package struct EvidenceKey: Sendable {
    package var question: String
    /// The turns before it.
    package var earlier: [Turn]
    /// As retrieval ranked them.
    package var passages: [Evidence]
    /// What a model that searches by itself may find: the state of each collection, and the filter. nil when it is given
    /// the passages.
    package var searchable: JSONValue?
    /// Everything of the request but its messages: instructions, tools, model, limit, thinking, effort.
    package var frame: MessageRequest
    /// Those that may be sent behind it as well.
    package var templates: [String]
    /// Whatever else decides what is sent or shown, such as "strict".
    package var modes: [String]
    /// The labels of whoever asks; nil: of somebody who may see everything.
    package var access: [String]?
    package var tenant: String?

    package struct Turn: Sendable, Hashable {
        /// The hash of its own key; nil when no model was asked.
        package var key: [UInt8]?
        package var question: String
        package var answer: String

        package init(key: [UInt8]?, question: String, answer: String) {
            self.key = key
            self.question = question
            self.answer = answer
        }
    }

    package init(question: String, passages: [Evidence], frame: MessageRequest) {
        self.question = question
        self.passages = passages
        self.frame = frame
        earlier = []
        templates = []
        modes = []
    }

    /// What is hashed: the same in every process.
    package var bytes: [UInt8] {
        let parts: JSONValue = [
            "version": 1, "question": JSONValue(question),
            "earlier": .array(
                JSONArray(
                    earlier.map { turn in
                        [
                            turn.key.map { .array(JSONArray($0.map { JSONValue(Int($0)) })) } ?? .null,
                            JSONValue(turn.question), JSONValue(turn.answer),
                        ]
                    })),
            "passages": .array(JSONArray(passages.map(\.keyed))), "searchable": searchable ?? .null,
            "templates": list(templates), "modes": list(modes), "access": access.map(list) ?? .null,
            "tenant": tenant.map { JSONValue($0) } ?? .null,
        ]
        return frame.encoded() + [0x0A] + parts.bytes()
    }

    private func list(_ strings: [String]) -> JSONValue { .array(JSONArray(strings.map { JSONValue($0) })) }
}

extension Evidence {
    /// The document by its content and by what a reader is told of it, and the place in it. The text follows from both, and
    /// from how the document was read.
    fileprivate var keyed: JSONValue {
        [
            "collection": JSONValue(document.collection), "name": JSONValue(document.name),
            "title": document.title.map { JSONValue($0) } ?? .null, "sha256": JSONValue(document.sha256),
            "span": [JSONValue(span.start), JSONValue(span.end)],
            "heading": .array(JSONArray(headingPath.map { JSONValue($0) })), "kind": JSONValue(kind.rawValue),
            "text": .array(JSONArray(visible.map { JSONValue(String(decoding: $0.text, as: UTF8.self)) })),
        ]
    }
}
