/// A kind of file that holds no text to read, known by its first bytes.
struct BinaryKind: Hashable {
    /// For people, with its article: "a PNG image".
    let name: String

    init?(head: [UInt8]) {
        if let match = Self.match(head) {
            name = match.name
        } else if Self.isNoText(head) {
            name = "data that is no text"
        } else {
            return nil
        }
    }

    /// Text of no encoding has more than a few control characters, save UTF-16 and UTF-32.
    private static func isNoText(_ head: [UInt8]) -> Bool {
        let controls = head.withUnsafeBufferPointer { bytes in
            var count = 0
            // Without branches, for many bytes at once.
            for byte in bytes {
                let isControl =
                    (byte < 8 ? 1 : 0) | (byte &- 16 < 10 ? 1 : 0) | (byte &- 28 < 4 ? 1 : 0) | (byte == 0x7F ? 1 : 0)
                count &+= isControl
            }
            return count
        }
        guard controls >= 4, controls * 50 > head.count else { return false }
        return ByteOrderMark(head) == nil && unmarkedUnicodeForm(head[...]) == nil
    }

    /// The first signature that a file begins with, looked for by one byte of each.
    private static func match(_ head: [UInt8]) -> Signature? {
        head.withUnsafeBufferPointer { bytes in
            marks.withUnsafeBufferPointer { marks in
                for (index, mark) in marks.enumerated()
                where mark.offset < bytes.count && bytes[mark.offset] == mark.byte && signatures[index].matches(head) {
                    return signatures[index]
                }
                return nil
            }
        }
    }

    private static let marks = signatures.map { (offset: $0.offset, byte: $0.bytes[0]) }

    private struct Signature {
        var name: String
        var offset: Int
        var bytes: [UInt8]

        init(_ name: String, at offset: Int = 0, _ bytes: [UInt8]) {
            self.name = name
            self.offset = offset
            self.bytes = bytes
        }

        init(_ name: String, at offset: Int = 0, _ text: String) {
            self.init(name, at: offset, Array(text.utf8))
        }

        func matches(_ head: [UInt8]) -> Bool {
            head.count >= offset + bytes.count && head[offset...].starts(with: bytes)
        }
    }

    private static let images: [Signature] = [
        Signature("a PNG image", [0x89, 0x50, 0x4E, 0x47]), Signature("a JPEG image", [0xFF, 0xD8, 0xFF]),
        Signature("a GIF image", "GIF87a"), Signature("a GIF image", "GIF89a"),
        Signature("a WebP image", at: 8, "WEBP"), Signature("a TIFF image", [0x49, 0x49, 0x2A, 0]),
        Signature("a TIFF image", [0x4D, 0x4D, 0, 0x2A]), Signature("an HEIF image", at: 4, "ftyphei"),
        Signature("an HEIF image", at: 4, "ftypmif1"), Signature("an AVIF image", at: 4, "ftypavif"),
        Signature("an icon", [0, 0, 1, 0]), Signature("a Photoshop image", "8BPS"),
        Signature("a JPEG 2000 image", at: 4, "jP  \r\n"), Signature("a DjVu document", "AT&TFORM"),
        Signature("a PostScript document", "%!PS"),
    ]

    private static let archives: [Signature] = [
        Signature("a gzip archive", [0x1F, 0x8B]), Signature("a bzip2 archive", "BZh9"),
        Signature("an xz archive", [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
        Signature("a Zstandard archive", [0x28, 0xB5, 0x2F, 0xFD]),
        Signature("a 7z archive", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]), Signature("a RAR archive", "Rar!\u{1A}\u{7}"),
        Signature("a tar archive", at: 257, "ustar"), Signature("an ar archive", "!<arch>\n"),
        Signature("an LZ4 archive", [0x04, 0x22, 0x4D, 0x18]), Signature("a cabinet archive", "MSCF"),
        Signature("an RPM package", [0xED, 0xAB, 0xEE, 0xDB]),
    ]

    // The parts of office files that name them stand at the front of the archive that they are.
    private static let office: [Signature] = [
        Signature("an EPUB book (convert it to HTML or PDF)", at: 30, "mimetypeapplication/epub"),
        Signature("an OpenDocument file (save it as PDF)", at: 30, "mimetypeapplication/vnd.oasis"),
        Signature("a Microsoft Office file (save it as PDF)", at: 30, "[Content_Types].xml"),
        Signature("a Microsoft Office file (save it as PDF)", at: 30, "_rels/.rels"),
        Signature("an old Microsoft Office file (save it as PDF)", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        Signature("an RTF document (save it as PDF or text)", "{\\rtf"),
        Signature("an Outlook mail folder", "!BDN"),
        Signature("a zip archive", "PK\u{3}\u{4}"), Signature("an empty zip archive", "PK\u{5}\u{6}"),
    ]

    private static let programs: [Signature] = [
        Signature("a program", [0x7F, 0x45, 0x4C, 0x46]), Signature("a program", [0xCF, 0xFA, 0xED, 0xFE]),
        Signature("a program", [0xCE, 0xFA, 0xED, 0xFE]), Signature("a program", [0xCA, 0xFE, 0xBA, 0xBE]),
        Signature("a WebAssembly program", [0, 0x61, 0x73, 0x6D]),
        Signature("compiled Python", [0xA7, 0x0D, 0x0D, 0x0A]),
        Signature("compiled Python", [0xCB, 0x0D, 0x0D, 0x0A]), Signature("compiled Emacs Lisp", ";ELC"),
        Signature("an Android program", "dex\n"),
    ]

    private static let media: [Signature] = [
        Signature("an MP3 sound", "ID3"), Signature("a WAV sound", at: 8, "WAVE"),
        Signature("an AVI film", at: 8, "AVI "),
        Signature("an Ogg sound or film", "OggS"), Signature("a FLAC sound", "fLaC"), Signature("a MIDI file", "MThd"),
        Signature("a film or sound (MP4)", at: 4, "ftyp"), Signature("a Matroska film", [0x1A, 0x45, 0xDF, 0xA3]),
        Signature("a Flash film", "FWS"), Signature("a Flash film", "CWS"),
    ]

    private static let dataFiles: [Signature] = [
        Signature("an SQLite database", "SQLite format 3\0"), Signature("a Parquet file", "PAR1"),
        Signature("an Arrow file", "ARROW1"), Signature("a NumPy array", [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]),
        Signature("an HDF5 file", [0x89, 0x48, 0x44, 0x46]), Signature("a font", "wOFF"), Signature("a font", "wOF2"),
        Signature("a font", "OTTO"), Signature("a font", [0, 1, 0, 0, 0]), Signature("a font", "ttcf"),
        Signature("a git pack", "PACK\0\0\0"), Signature("a git index", "DIRC\0\0\0"),
        Signature("a PGP message", "-----BEGIN PGP MESSAGE"), Signature("a GnuPG key box", at: 8, "KBXf"),
        Signature("an encrypted container", "LUKS"), Signature("a translation catalogue", [0xDE, 0x12, 0x04, 0x95]),
    ]

    private static let signatures = images + archives + office + programs + media + dataFiles
}
