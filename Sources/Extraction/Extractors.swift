package import DocumentModel
internal import Folders

/// The extractors there are, and the way from a file to its document.
package struct Extractors: Sendable {
    package let list: [any Extractor]
    package let recogniser: Recogniser
    private let byFormat: [DocumentFormat: Int]

    /// The list stands with the other registration lines; where formats compete, the earlier extractor wins.
    package init(_ list: [any Extractor]) {
        self.list = list
        self.recogniser = Recogniser(list.flatMap(\.claims))
        let formats = list.enumerated().flatMap { place, extractor in extractor.formats.map { ($0, place) } }
        byFormat = Dictionary(formats) { first, _ in first }
    }

    /// The source with its recognition, and with its bytes and facts where its extractor wants bytes: one opening and one
    /// reading of the file, so that a caller can compare the content's hash before it extracts.
    package func load(_ source: SourceFile, options: ExtractionOptions) throws(ExtractionError) -> SourceFile {
        var loaded = source
        switch source.content {
        case .bytes(let bytes):
            loaded.recognition = recogniser.recognise(
                name: source.name, head: Array(bytes.prefix(Recognition.headLength)))
        case .path(let path):
            do throws(RegularFile.Failure) {
                let file = try RegularFile(path)
                let head = try file.head(Recognition.headLength)
                loaded.facts = file.facts
                let recognition = recogniser.recognise(name: source.name, head: head)
                loaded.recognition = recognition
                if case .format(let format) = recognition, extractor(for: format)?.input == .bytes {
                    loaded.content = .bytes(try file.contents(limit: options.maximumBytes, after: head))
                }
            } catch {
                throw ExtractionError(error, reading: source.name)
            }
        }
        return loaded
    }

    /// The document in a source, loaded or not.
    package func extract(
        _ source: SourceFile, options: ExtractionOptions = ExtractionOptions()
    ) async throws(ExtractionError) -> ExtractedDocument {
        let loaded = source.recognition == nil ? try load(source, options: options) : source
        switch loaded.recognition! {
        case .skip(let code, let reason):
            throw ExtractionError(code, "\(source.name): \(reason)")
        case .format(let format):
            guard let extractor = extractor(for: format) else {
                throw ExtractionError(
                    .unsupportedFormat, "\(source.name) is \(format.rawValue), which is not read here")
            }
            return try await extractor.extract(loaded, options: options)
        }
    }

    /// Tells the format's extractor how many files are to come.
    package func expect(_ files: Int, of format: DocumentFormat) {
        if files > 0 { extractor(for: format)?.expect(files) }
    }

    private func extractor(for format: DocumentFormat) -> (any Extractor)? {
        byFormat[format].map { list[$0] }
    }
}
