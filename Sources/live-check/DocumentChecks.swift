internal import Claude
internal import JSON

/// One cited stream for each form in which a document can be sent.
enum DocumentChecks {
    static let model = "claude-haiku-5-5"
    static let text = "The warranty lasts 24 months. Batteries are covered for 6 months. Seals are not covered."

    static func question(_ block: ContentBlock, _ question: String = "How long are batteries covered?")
        -> MessageRequest
    {
        var request = MessageRequest(
            model: model, maxTokens: 300, messages: [.user([block, .text(question + " Quote the document.")])])
        request.thinking = .disabled
        return request
    }

    /// A PDF of one page with one line of text, written out by hand.
    static let pdf: [UInt8] = {
        let content = "BT /F1 18 Tf 72 700 Td (Batteries are covered for 6 months.) Tj ET"
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            "<</Length \(content.count)>>stream\n\(content)\nendstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
        var file = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (number, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(number + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { file += String(String(offset + 10_000_000_000).dropFirst()) + " 00000 n \n" }
        return Array((file + "trailer<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(table)\n%%EOF\n").utf8)
    }()

    /// A PDF of one page that the server fetches by itself; its only line is "Dummy PDF file".
    static let pdfURL = "https://www.w3.org/WAI/ER/tests/xhtml/testfiles/resources/pdf/dummy.pdf"

    static let all: [Check] = {
        let result = SearchResultBlock(source: "kb://1", title: "Warranty", content: [TextBlock(text)], citations: true)
        let forms: [(name: String, expected: String, block: ContentBlock)] = [
            ("text", "char_location", .document(DocumentBlock(.text(text), title: "Warranty", citations: true))),
            ("content", "content_block_location", .document(DocumentBlock(.content([.text(text)]), citations: true))),
            ("pdf", "page_location", .document(DocumentBlock(.pdf(base64: base64(pdf)), citations: true))),
            ("search-result", "search_result_location", .searchResult(result)),
        ]
        let byURL = question(.document(DocumentBlock(.url(pdfURL), citations: true)), "What does the document say?")
        let requests =
            forms.map { ($0.name, $0.expected, question($0.block)) } + [("pdf by URL", "page_location", byURL)]
        let inline = requests.map { name, expected, request in
            Check("cited stream: \(name)", expected, costOf: [request]) { probe in
                citations(try await probe.stream(request, as: name.replacing(" ", with: "-")).0)
            }
        }
        let byFile = question(.document(DocumentBlock(.text(text), citations: true)))
        let file = Check("cited stream: file", "char_location, with file_id", costOf: [byFile, byFile]) { probe in
            let file = try await probe.client.uploadFile(
                Array(text.utf8), name: "warranty.txt", mimeType: "text/plain", expiresIn: .seconds(3600))
            let request = question(.document(DocumentBlock(.file(file.id), citations: true)))
            let outcome = await Result { try await probe.stream(request, as: "file").0 }
            try await probe.client.deleteFile(file.id)
            let message = try outcome.get()
            let hasID = message.json.text().contains("\"file_id\":\"file_")
            return citations(message) + (hasID ? ", with file_id" : ", without file_id")
        }
        return inline + [file]
    }()

    /// The types of the citations of a message, each once.
    static func citations(_ message: Message) -> String {
        let types = message.content.flatMap { block -> [String] in
            if case .text(let text) = block { text.citations?.map(\.type) ?? [] } else { [] }
        }
        return types.isEmpty ? "no citation" : Set(types).sorted().joined(separator: ", ")
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        return stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            let text = (0..<4).map { letters[bits >> (18 - 6 * $0) & 63] }
            return String(text.prefix(group.count + 1)) + String(repeating: "=", count: 3 - group.count)
        }.joined()
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
