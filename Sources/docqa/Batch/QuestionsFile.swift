import JSON

/// A file of questions: JSON lines, or CSV with a header. A line that cannot be used is reported, and the rest goes on. Pure.
struct QuestionsFile: Equatable {
    /// A question as the file has it; what is nil or empty there comes from the command line.
    struct Question: Equatable {
        var line: Int
        var name: String
        var question: String
        var collection: String?
        var labels: [String: String] = [:]
        var paths: [String] = []
        var types: [String] = []
        var after: String?
        var before: String?
        var access: [String]?
        var tenant: String?
    }

    struct Problem: Equatable {
        var line: Int
        var text: String
    }

    var questions: [Question] = []
    var problems: [Problem] = []
    /// Fields that nobody reads, each once.
    var ignored: [String] = []

    static let fields = [
        "id", "question", "text", "collection", "labels", "path", "type", "after", "before", "access", "tenant",
    ]

    init(_ bytes: [UInt8]) {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let first = body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
        if first == UInt8(ascii: "{") { readLines(body) } else { readTable(body) }
        var seen: Set<String> = []
        questions.removeAll { question in
            if seen.insert(question.name).inserted { return false }
            problems.append(Problem(line: question.line, text: "the id \"\(question.name)\" stands in an earlier line"))
            return true
        }
        problems.sort { $0.line < $1.line }
    }

    // MARK: JSON lines

    private mutating func readLines(_ body: [UInt8]) {
        for (index, line) in body.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { continue }
            do throws(JSONError) {
                let value = try JSONValue(parsing: line)
                guard let object = value.object else {
                    problems.append(Problem(line: index + 1, text: "it is not a JSON object"))
                    continue
                }
                if object["question"] == nil, let answers = object["answers"]?.array {
                    readAnswers(answers, index + 1)
                } else {
                    read(object, index + 1)
                }
            } catch {
                problems.append(
                    Problem(
                        line: index + 1, text: "it is not JSON: \(error.expectation) expected at byte \(error.offset)"))
            }
        }
    }

    /// What `docqa impact --json` and `docqa history --json` print. What was asked several times is asked once.
    private mutating func readAnswers(_ answers: JSONArray, _ line: Int) {
        var seen: Set<String> = []
        for answer in answers.elements {
            let asked: JSONValue = [
                answer["question"] ?? .null, answer["collections"] ?? .null, answer["access"] ?? .null,
            ]
            guard seen.insert(asked.text()).inserted else { continue }
            guard let id = answer["id"]?.int, let question = answer["question"]?.string else {
                problems.append(Problem(line: line, text: "an answer in it has no id or no question"))
                continue
            }
            // Asked by itself it would mean something else.
            if let turn = answer["turn"]?.int, turn > 1 {
                problems.append(
                    Problem(line: line, text: "answer \(id) is turn \(turn) of a conversation: ask it there again"))
                continue
            }
            var object = JSONObject()
            object.append("id", JSONValue("answer-\(id)"))
            object.append("question", JSONValue(question))
            let names = answer["collections"]?.array?.elements.compactMap(\.string) ?? []
            if names.count > 1 {
                problems.append(Problem(line: line, text: "answer \(id) asked several collections, not one or all"))
                continue
            }
            object.append("collection", ifPresent: names.first.map { JSONValue($0) })
            object.append("access", ifPresent: answer["access"])
            read(object, line)
        }
    }

    private mutating func read(_ object: JSONObject, _ line: Int) {
        for member in object.members where !Self.fields.contains(member.key.value) { ignore(member.key.value) }
        var wrong: [String] = []
        func text(_ name: String) -> String? {
            switch object[name] {
            case nil, .null?: return nil
            case .string(let text)?: return text.value
            case .number(let number)?: return number.text
            default:
                wrong.append("\(name) has to be a text")
                return nil
            }
        }
        func texts(_ name: String) -> [String]? {
            switch object[name] {
            case nil, .null?: return nil
            case .string(let text)?: return [text.value]
            case .array(let array)? where array.elements.allSatisfy({ $0.string != nil }):
                return array.elements.compactMap(\.string)
            default:
                wrong.append("\(name) has to be a text or a list of texts")
                return nil
            }
        }
        var question = Question(line, text: text, texts: texts)
        switch object["labels"] {
        case nil, .null?: break
        case .object(let labels)? where labels.members.allSatisfy({ $0.value.string != nil }):
            for member in labels.members { question.labels[member.key.value] = member.value.string }
        default: wrong.append("labels has to be an object of texts")
        }
        add(question, wrong)
    }

    // MARK: CSV

    private mutating func readTable(_ body: [UInt8]) {
        if body.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return }
        guard let table = SeparatedValues(body), let header = table.rows.first else { return }
        let names = header.cells.map { $0.lowercased() }
        guard names.contains("question") || names.contains("text") else {
            problems.append(
                Problem(
                    line: header.line,
                    text: "the first line has to name the columns, and \"question\" is not among them"))
            return
        }
        for name in names where !Self.fields.contains(name) { ignore(name) }
        for row in table.rows.dropFirst() where row.cells != [""] {
            guard row.cells.count <= names.count else {
                problems.append(
                    Problem(
                        line: row.line, text: "it has \(row.cells.count) cells, and the header names \(names.count)"))
                continue
            }
            var wrong: [String] = []
            func cell(_ name: String) -> String? {
                guard let column = names.firstIndex(of: name), column < row.cells.count else { return nil }
                return row.cells[column].isEmpty ? nil : row.cells[column]
            }
            func cells(_ name: String) -> [String]? {
                cell(name)?.split(separator: ";").map(Self.trimmed).filter { !$0.isEmpty }
            }
            var question = Question(row.line, text: cell, texts: cells)
            for label in cells("labels") ?? [] {
                let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
                if parts.count == 2 {
                    question.labels[parts[0]] = parts[1]
                } else {
                    wrong.append("labels are written key=value;key=value")
                }
            }
            add(question, wrong)
        }
        for line in table.openQuotes {
            problems.append(Problem(line: line, text: "the quotation mark that opens here is not closed"))
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(
            start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.endIndex))
    }

    // MARK: Both

    private mutating func ignore(_ name: String) {
        if !ignored.contains(name) { ignored.append(name) }
    }

    private mutating func add(_ question: Question, _ wrong: [String]) {
        var wrong = wrong
        if question.question.allSatisfy(\.isWhitespace), wrong.isEmpty { wrong.append("it has no question") }
        if let first = wrong.first {
            problems.append(Problem(line: question.line, text: first))
        } else {
            questions.append(question)
        }
    }
}

extension QuestionsFile.Question {
    /// All but the labels, which each kind of file writes its own way.
    fileprivate init(_ line: Int, text: (String) -> String?, texts: (String) -> [String]?) {
        self.init(line: line, name: text("id") ?? String(line), question: text("question") ?? text("text") ?? "")
        collection = text("collection")
        paths = texts("path") ?? []
        types = texts("type") ?? []
        after = text("after")
        before = text("before")
        access = texts("access")
        tenant = text("tenant")
    }
}
