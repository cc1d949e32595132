/// The fields of a `multipart/form-data` body.
struct MultipartForm {
    struct Part {
        var name: String
        var fileName: String?
        var type: String?
        var bytes: ArraySlice<UInt8>
    }

    private(set) var parts: [Part] = []

    /// Reads a body, or nothing when it is none of this kind.
    init?(_ body: [UInt8], contentType: String?) {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", of: contentType)
        else { return nil }
        let mark = Array("--\(boundary)".utf8)
        let gap = Array("\r\n\r\n".utf8)
        guard var start = ByteSearch.range(of: mark, in: body, from: 0)?.upperBound else { return nil }
        while let end = ByteSearch.range(of: Array("\r\n".utf8) + mark, in: body, from: start) {
            guard let head = ByteSearch.range(of: gap, in: body, from: start), head.upperBound <= end.lowerBound else {
                return nil
            }
            var fields: [String: String] = [:]
            for line in String(decoding: body[start..<head.lowerBound], as: UTF8.self).split(separator: "\r\n") {
                let pair = line.split(separator: ":", maxSplits: 1)
                if pair.count == 2 { fields[pair[0].lowercased()] = String(pair[1].drop { $0 == " " }) }
            }
            let disposition = fields["content-disposition"] ?? ""
            guard let name = Self.parameter("name", of: disposition) else { return nil }
            let fileName = Self.parameter("filename", of: disposition)
            let bytes = body[head.upperBound..<end.lowerBound]
            parts.append(Part(name: name, fileName: fileName, type: fields["content-type"], bytes: bytes))
            start = end.upperBound
        }
    }

    subscript(name: String) -> Part? { parts.first { $0.name == name } }

    /// `name="a"` or `name=a` in a header.
    private static func parameter(_ name: String, of header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].drop(while: { $0 == " " }) == name else { continue }
            return pair[1].hasPrefix("\"") ? String(pair[1].dropFirst().prefix { $0 != "\"" }) : String(pair[1])
        }
        return nil
    }
}
