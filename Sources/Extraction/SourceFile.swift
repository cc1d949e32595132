package import Folders

/// Something to extract: a file, or bytes that somebody handed over.
package struct SourceFile: Sendable {
    package enum Content: Sendable {
        case path(FilePath)
        case bytes([UInt8])
    }

    /// The path, or the name given with the bytes: its ending helps to recognise the format, errors show it.
    package var name: String
    package var content: Content
    /// The facts of the file the bytes were read from.
    package var facts: FileFacts?
    /// What the file was recognised as, once it was.
    package var recognition: Recognition?

    package init(path: FilePath) {
        self.name = path.display
        self.content = .path(path)
    }

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.content = .bytes(bytes)
    }

    /// The content of a source that holds bytes; a path is read within the limit.
    package func bytes(limit: Int) throws(ExtractionError) -> [UInt8] {
        switch content {
        case .bytes(let bytes):
            guard bytes.count <= limit else { throw ExtractionError(.larger(than: limit), reading: name) }
            return bytes
        case .path(let path):
            do throws(RegularFile.Failure) {
                return try RegularFile(path).contents(limit: limit)
            } catch {
                throw ExtractionError(error, reading: name)
            }
        }
    }
}
