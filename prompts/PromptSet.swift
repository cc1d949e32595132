import Glibc

/// All templates: ours, or some of them replaced by a person's own.
///
/// Each template has one function here, whose parameters are its slots, so that a call that forgets one does not compile.
package struct PromptSet: Sendable, Hashable {
    package enum Name: String, Sendable, CaseIterable {
        case answering, conversation, rewriting, revision, summary, deep

        /// Exactly the slots that the text has to have.
        var slots: Set<String> {
            switch self {
            case .answering, .deep: []
            case .conversation: ["summary"]
            case .rewriting: ["history", "question"]
            case .revision: ["claims"]
            case .summary: ["history"]
            }
        }

        var ours: [UInt8] {
            switch self {
            case .answering: PackageResources.answering_md
            case .conversation: PackageResources.conversation_md
            case .rewriting: PackageResources.rewriting_md
            case .revision: PackageResources.revision_md
            case .summary: PackageResources.summary_md
            case .deep: PackageResources.deep_md
            }
        }
    }

    private var templates: [Name: Template] = [:]

    /// The templates that come with the program.
    package static let ours: PromptSet = {
        do {
            return try PromptSet { _ in nil }
        } catch {
            preconditionFailure("a template that comes with the program is wrong: \(error)")
        }
    }()

    /// The templates of a folder over ours: `answering.md` and so on; those that are missing there are ours.
    package init(folder: String) throws(PromptError) {
        var found = 0
        try self.init { name throws(PromptError) in
            let path = "\(folder)/\(name.rawValue).md"
            let bytes = try PromptSet.read(path)
            found += bytes == nil ? 0 : 1
            return bytes.map { (path, $0) }
        }
        guard found > 0 else { throw PromptError(file: folder, line: 1, "there is no template in this folder") }
    }

    /// The templates that a function finds; those that it does not are ours.
    package init(_ find: (Name) throws(PromptError) -> (file: String, source: [UInt8])?) throws(PromptError) {
        for name in Name.allCases {
            let (file, source) = try find(name) ?? ("prompts/\(name.rawValue).md", name.ours)
            let template = try Template(source, file: file)
            guard template.name == name.rawValue else {
                throw PromptError(file: file, line: 1, "the header names \(template.name), not \(name.rawValue)")
            }
            for case .slot(let slot, let line) in template.pieces where !name.slots.contains(slot) {
                throw PromptError(file: file, line: line, "there is no slot {{\(slot)}} in \(name.rawValue)")
            }
            if let missing = name.slots.subtracting(template.slots).min() {
                throw PromptError(file: file, line: 1, "the slot {{\(missing)}} is missing")
            }
            templates[name] = template
        }
    }

    package subscript(name: Name) -> Template {
        guard let template = templates[name] else { preconditionFailure("every name has its template") }
        return template
    }

    // MARK: One function a template

    /// The instructions before every cited answer.
    package func answering() -> String { self[.answering].filled([:]) }

    /// The same when the model may search by itself.
    package func deep() -> String { answering() + "\n\n" + self[.deep].filled([:]) }

    package func conversation(summary: String) -> String { self[.conversation].filled(["summary": summary]) }

    package func rewriting(history: String, question: String) -> String {
        self[.rewriting].filled(["history": history, "question": question])
    }

    package func revision(claims: String) -> String { self[.revision].filled(["claims": claims]) }

    package func summary(history: String) -> String { self[.summary].filled(["history": history]) }

    /// A small text file; nil when there is none.
    private static func read(_ path: String) throws(PromptError) -> [UInt8]? {
        guard let stream = fopen(path, "re") else {
            if errno == ENOENT { return nil }
            throw PromptError(file: path, line: 1, "it cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 65_537)
        let count = fread(&bytes, 1, bytes.count, stream)
        guard ferror(stream) == 0, count <= 65_536 else {
            throw PromptError(file: path, line: 1, "it cannot be read, or is larger than 64 KiB")
        }
        return Array(bytes[..<count])
    }
}
