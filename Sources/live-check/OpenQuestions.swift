internal import Claude
internal import HTTPClient
internal import JSON

/// What nobody could tell us, and how to find out.
enum OpenQuestions {
    static let all: [Check] =
        [offsets, nestedDocuments, replayedFileIDs, encodings, fableCache] + limits + [titles, order]

    /// In what the offsets of `char_location` are counted, beyond the first 65,536 characters of Unicode.
    static let offsets: Check = {
        let text = "😀😀😀 Flags 🇩🇪🇫🇷 wave. Batteries are covered for 6 months. The end."
        let request = DocumentChecks.question(.document(DocumentBlock(.text(text), citations: true)))
        return Check("unit of char_location", "code points", costOf: [request]) { probe in
            let message = try await probe.create(request)
            for case .text(let block) in message.content {
                for case .characters(let place) in block.citations ?? [] {
                    return unit(of: place, in: text)
                }
            }
            return "no citation"
        }
    }()

    private static func unit(of place: DocumentCitation, in text: String) -> String {
        func trimmed(_ text: String) -> String {
            String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        let quote = trimmed(place.citedText)
        let range = place.start..<max(place.start, place.end)
        let scalars = Array(text.unicodeScalars)
        let units = Array(text.utf16)
        var matches: [String] = []
        if range.upperBound <= scalars.count {
            var slice = String.UnicodeScalarView()
            slice.append(contentsOf: scalars[range])
            if trimmed(String(slice)) == quote { matches.append("code points") }
        }
        if range.upperBound <= units.count, trimmed(String(decoding: units[range], as: UTF16.self)) == quote {
            matches.append("UTF-16 units")
        }
        if range.upperBound <= text.count, trimmed(String(Array(text)[range])) == quote { matches.append("characters") }
        return matches.isEmpty ? "none of the known units" : matches.joined(separator: " or ")
    }

    /// Whether a document inside a tool's result counts for `document_index`.
    static let nestedDocuments: Check = {
        var request = MessageRequest(
            model: DocumentChecks.model, maxTokens: 300,
            messages: [
                .user([
                    .document(DocumentBlock(.text("Pumps are blue."), citations: true)),
                    .text("How long are batteries covered?"),
                ]),
                .assistant([.toolUse(ToolUseBlock(id: "toolu_1", name: "read", input: [:]))]),
                .user([
                    .toolResult(
                        ToolResultBlock(
                            toolUseID: "toolu_1",
                            .blocks([.document(DocumentBlock(.text(DocumentChecks.text), citations: true))])))
                ]),
            ])
        request.thinking = .disabled
        request.tools = [Tool(name: "read", inputSchema: ["type": "object"])]
        return Check("document_index of a nested document", "1", costOf: [request]) { [request] probe in
            for case .text(let block) in try await probe.create(request).content {
                for case .characters(let place) in block.citations ?? [] { return "\(place.documentIndex)" }
            }
            return "no citation"
        }
    }()

    /// Whether a citation with `file_id` may go back.
    static let replayedFileIDs: Check = {
        let like = DocumentChecks.question(.document(DocumentBlock(.text(DocumentChecks.text), citations: true)))
        return Check("a replayed citation with file_id", "200", costOf: [like, like]) { probe in
            let file = try await probe.client.uploadFile(
                Array(DocumentChecks.text.utf8), name: "replayed.txt", mimeType: "text/plain", expiresIn: .seconds(3600)
            )
            let outcome = await Result { () async throws -> String in
                var request = DocumentChecks.question(.document(DocumentBlock(.file(file.id), citations: true)))
                request.messages += [InputMessage(replaying: try await probe.create(request)), .user("Say ok.")]
                let (status, _, body) = try await probe.send("/v1/messages", request.encoded())
                return status == 200 ? "200" : Probe.errorText(status, body)
            }
            try await probe.client.deleteFile(file.id)
            return try outcome.get()
        }
    }()

    /// Whether a compressed body is taken: a request for a count of tokens, made small by gzip.
    static let encodings = Check("content-encoding: gzip", "not known") { probe in
        let (status, _, body) = try await probe.send(
            "/v1/messages/count_tokens", gzippedCount, extra: ["content-encoding": "gzip"])
        return status == 200 ? "accepted" : Probe.errorText(status, body)
    }

    /// `{"model":"claude-haiku-5-5","messages":[{"role":"user","content":"How long?"}]}`
    private static let gzippedCount: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0xCA, 0xCD, 0x4F, 0x49,
        0xCD, 0x51, 0xB2, 0x52, 0x4A, 0xCE, 0x49, 0x2C, 0x4D, 0x49, 0xD5, 0xCD, 0x48, 0xCC, 0xCC, 0x2E,
        0xD5, 0x35, 0xD5, 0x35, 0x55, 0xD2, 0x51, 0xCA, 0x4D, 0x2D, 0x2E, 0x4E, 0x4C, 0x4F, 0x2D, 0x56,
        0xB2, 0x8A, 0xAE, 0x56, 0x2A, 0xCA, 0xCF, 0x49, 0x05, 0x2A, 0x2B, 0x2D, 0x4E, 0x2D, 0x02, 0x4A,
        0x25, 0xE7, 0xE7, 0x95, 0xA4, 0xE6, 0x95, 0x00, 0x05, 0x3C, 0xF2, 0xCB, 0x15, 0x72, 0xF2, 0xF3,
        0xD2, 0xED, 0x95, 0x6A, 0x63, 0x6B, 0x01, 0x47, 0x9B, 0x97, 0x6B, 0x4F, 0x00, 0x00, 0x00,
    ]

    /// The smallest prefix that Fable 5.2 caches.
    static let fableCache: Check = {
        let request = CacheChecks.long("claude-fable-5-2", tokens: 600)
        return Check("cache minimum of Fable 5.2", "512: written > 0", costOf: [request]) { probe in
            let usage = try await probe.create(request).usage
            return "written \(usage.cacheWriteTokens) of a prompt of \(usage.promptTokens)"
        }
    }()

    /// The rate limits of the models whose rows are not published.
    static let limits: [Check] = ["claude-sonnet-5-5", "claude-opus-5-5"].map { model in
        let request = MessageRequest(model: model, maxTokens: 16, messages: [.user("Say ok.")])
        return Check("rate limits of \(model)", "requests, input, output a minute", costOf: [request]) { probe in
            let (status, headers, body) = try await probe.send("/v1/messages", request.encoded())
            guard status == 200 else { return Probe.errorText(status, body) }
            return ["requests", "input-tokens", "output-tokens"]
                .map { headers["anthropic-ratelimit-\($0)-limit"] ?? "?" }.joined(separator: ", ")
        }
    }

    /// How long the title of a document may be; counting checks a request as sending it does, and costs nothing.
    static let titles = Check("longest title", "500") { probe in
        var longest = 0
        for length in [255, 500, 501, 1000, 5000] {
            let title = String(repeating: "t", count: length)
            let request = DocumentChecks.question(
                .document(DocumentBlock(.text("x y z."), title: title, citations: true)))
            guard (try? await probe.client.countTokens(request)) != nil else { break }
            longest = length
        }
        return longest == 5000 ? "5000 or more" : "\(longest)"
    }

    /// Whether citations come before or after the text that they support.
    static let order: Check = {
        let request = DocumentChecks.question(
            .document(DocumentBlock(.text(DocumentChecks.text), citations: true)),
            "List what is covered, and for how long.")
        return Check("order of citations and text", "either", costOf: [request]) { probe in
            var seen: Set<String> = []
            var hasText: Set<Int> = []
            for action in try await probe.stream(request, as: "order").1 {
                if case .text(_, let index) = action { hasText.insert(index) }
                if case .citation(_, let index) = action { seen.insert(hasText.contains(index) ? "after" : "before") }
            }
            return seen.isEmpty ? "no citation" : seen.sorted().joined(separator: " and ")
        }
    }()
}
