package import DocumentModel

/// What reads one or more formats. A new format is one file that conforms and one registration line.
package protocol Extractor: Sendable {
    /// The formats it reads and how files of each are known.
    var claims: [FormatClaim] { get }
    /// How it wants the source: most want the bytes.
    var input: ExtractorInput { get }
    /// The document in the source. The source's `content` is as `input` asks, except that bytes handed over stay bytes.
    func extract(_ source: SourceFile, options: ExtractionOptions) async throws(ExtractionError) -> ExtractedDocument
    /// So many of its files are to come: what takes time to start may start now.
    func expect(_ files: Int)
}

/// In which form an extractor gets its source.
package enum ExtractorInput: Sendable {
    /// The whole content, read within the limit for text.
    case bytes
    /// Untouched: the extractor reads the file itself.
    case file
}

extension Extractor {
    package var input: ExtractorInput { .bytes }
    package func expect(_ files: Int) {}
    package var formats: [DocumentFormat] { claims.map(\.format) }
}

/// How files of one format are known: by what stands at their front, else by their name.
package struct FormatClaim: Sendable {
    /// How sure the front of a file makes one.
    package enum Evidence: Int, Sendable, Comparable {
        case none
        /// Decides when the name says nothing.
        case likely
        /// Decides whatever the name says.
        case certain

        package static func < (a: Evidence, b: Evidence) -> Bool { a.rawValue < b.rawValue }
    }

    package var format: DocumentFormat
    /// Lower case, without the dot.
    package var extensions: Set<String>
    /// Whole file names, lower case ("makefile").
    package var names: Set<String>
    /// Judges the first bytes of a file (`Recognition.headLength` at most); UTF-16 and UTF-32 arrive as UTF-8.
    package var evidence: @Sendable (_ head: [UInt8]) -> Evidence
    /// Whether its evidence can be certain; where it cannot, files whose name tells their format are not judged by it.
    package var isDecisive: Bool

    package init(
        _ format: DocumentFormat, extensions: Set<String> = [], names: Set<String> = [], isDecisive: Bool = true,
        evidence: @escaping @Sendable (_ head: [UInt8]) -> Evidence = { _ in .none }
    ) {
        self.format = format
        self.extensions = extensions
        self.names = names
        self.isDecisive = isDecisive
        self.evidence = evidence
    }
}
