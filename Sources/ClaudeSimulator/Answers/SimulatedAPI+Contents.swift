import Claude
import JSON
import Synchronization

extension SimulatedAPI {
    /// What stands in the files, PDFs and pictures of a request.
    func contents(of call: MessageCall, _ context: RequestContext) async throws(APIFailure) -> SourceContents {
        var contents = SourceContents()
        var pages = RequestSources.imageCount(of: call)
        // Of many pictures none may be as large as one alone.
        let pixels = pages > 20 ? 2000 : 8000
        let limit = (call.facts.maxInputTokens ?? 0) > 200_000 ? 600 : 100
        for block in RequestSources.blocks(of: call) + RequestSources.images(of: call) {
            guard let source = block["source"], let type = source["type"]?.string else { continue }
            let isImage = block["type"]?.string == "image"
            switch type {
            case "base64":
                let bytes = Base64.decode(source["data"]?.string ?? "") ?? []
                let media = isImage ? "image" : "application/pdf"
                contents[source] = try await content(
                    bytes, media, key: SourceContents.key(source) ?? "", block, pixels: pixels)
            case "file":
                let id = source["file_id"]?.string ?? ""
                let file = try change { (state) throws(APIFailure) in
                    try state.files.usable(id, in: context.workspace, at: context.start)
                }
                contents[source] = try await content(file.bytes, file.type, key: id, block, pixels: pixels)
            case "url":
                throw .invalid("Unable to download the file. Please verify the URL and try again.")
            default: continue
            }
            if case .pages(let read) = contents[source] { pages += read.count }
        }
        guard pages <= limit else {
            throw .invalid("A maximum of \(limit) PDF pages and images may be provided, found \(pages).")
        }
        return contents
    }

    private func content(
        _ bytes: [UInt8], _ type: String, key: String, _ block: JSONObject, pixels: Int
    ) async throws(APIFailure) -> SourceContent {
        if type.hasPrefix("image") {
            guard let size = ImageSize.read(bytes), size.width > 0, size.height > 0 else {
                throw .invalid("Could not process image")
            }
            guard size.width <= pixels, size.height <= pixels else {
                throw .invalid(
                    pixels == 8000
                        ? "At least one of the image dimensions exceed max allowed size: 8000 pixels"
                        : "At least one of the image dimensions exceed max allowed size for many-image requests: 2000 pixels"
                )
            }
            if block["transformations"]?["oversized_image"] == "error", max(size.width, size.height) > 2576 {
                throw .invalid("The image is larger than 2576 pixels, and `oversized_image` is 'error'")
            }
            return .image(width: size.width, height: size.height)
        }
        // One that anybody may read and nobody edit is encrypted, too; the API takes neither.
        if type == "application/pdf", PDFEncryption.stands(in: bytes) {
            throw .invalid("The PDF specified is password protected.")
        }
        if type == "application/pdf" { return .pages(try await pdfs.pages(bytes, key: key)) }
        guard type == "text/plain", let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalid("The file format \(type) is not supported in a `document` block")
        }
        return .text(text)
    }
}
