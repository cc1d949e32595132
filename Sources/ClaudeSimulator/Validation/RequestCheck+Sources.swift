import Claude
import JSON

extension RequestCheck {
    func readDocument(_ reader: inout FieldReader) throws(APIFailure) {
        if let title = try reader.optionalString("title"), title.unicodeScalars.count > 500 {
            throw .invalid(reader.path(of: "title"), "String should have at most 500 characters")
        }
        _ = try reader.optionalString("context")
        try readCitationSwitch(&reader)
        var source = try FieldReader(try reader.required("source"), at: reader.path(of: "source"))
        guard let type = try source.choice("type", ["text", "content", "base64", "url", "file"]) else {
            throw .invalid(source.path(of: "type"), "Field required")
        }
        switch type {
        case "text":
            try requireType(&source, ["text/plain"])
            guard !(try source.string("data")).isEmpty else {
                throw .invalid(source.path(of: "data"), "String should have at least 1 character")
            }
        case "base64":
            try requireType(&source, ["application/pdf"])
            try requireBase64(&source)
        case "content":
            let content = try source.required("content")
            if content.string == nil {
                guard let values = content.array else {
                    throw .invalid(source.path(of: "content"), "Input should be a valid string or a valid list")
                }
                _ = try readBlocks(values.elements, at: source.path(of: "content"), in: .documentContent)
            }
        case "url": _ = try source.string("url")
        default: _ = try source.string("file_id")
        }
        try source.finish()
    }

    static let imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"]

    func readImage(_ reader: inout FieldReader) throws(APIFailure) {
        var source = try FieldReader(try reader.required("source"), at: reader.path(of: "source"))
        guard let type = try source.choice("type", ["base64", "url", "file"]) else {
            throw .invalid(source.path(of: "type"), "Field required")
        }
        switch type {
        case "base64":
            try requireType(&source, Self.imageTypes)
            try requireBase64(&source)
            let size = source.object["data"]?.string?.utf8.count ?? 0
            guard size <= 10 << 20 else {
                throw .invalid(
                    source.path(of: "base64"), "image exceeds 10 MB maximum: \(size) bytes > \(10 << 20) bytes")
            }
        case "url": _ = try source.string("url")
        default: _ = try source.string("file_id")
        }
        try source.finish()
        guard var transformations = try reader.object("transformations") else { return }
        _ = try transformations.choice("oversized_image", ["downsize", "error"])
        try transformations.finish()
    }

    private func requireType(_ source: inout FieldReader, _ types: [String]) throws(APIFailure) {
        guard try source.choice("media_type", types) != nil else {
            throw .invalid(source.path(of: "media_type"), "Field required")
        }
    }

    private func requireBase64(_ source: inout FieldReader) throws(APIFailure) {
        guard Base64.isValid(try source.string("data")) else {
            throw .invalid(source.path(of: "data"), "The source data is not valid base64")
        }
    }
}
