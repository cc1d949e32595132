import Glibc
import HTTPClient
import JSON
import TestSupport
import Testing

@testable import ClaudeSimulator

/// How much a request may bring along, and in which state.
@Suite(.timeLimit(.minutes(1))) struct SourceLimitTests {
    private let client = try! SimulatorClient { $0.pdfWorker = BuiltProgram("docqa-pdf-worker").path }
    private static let text: JSONValue = ["type": "text", "text": "Well?"]

    private func ask(_ blocks: [JSONValue], model: String = "claude-sonnet-5-5") async throws -> SimulatorClient.Answer
    {
        let content = JSONValue.array(JSONArray(blocks + [Self.text]))
        return try await client.message([
            "model": JSONValue(model), "messages": [["role": "user", "content": content]],
        ])
    }

    private static func pdf(_ bytes: [UInt8]) -> JSONValue {
        let data = JSONValue(base64(bytes))
        return ["type": "document", "source": ["type": "base64", "media_type": "application/pdf", "data": data]]
    }

    private static func pdf(pages: Int) -> JSONValue {
        var pdf = TestPDF()
        for number in 0..<pages { pdf.addPage(TestPDF.text("Page \(number)", x: 72, y: 700)) }
        return Self.pdf(pdf.bytes)
    }

    /// A PNG of which only the head is there, and so many bytes more.
    private static func picture(_ width: Int, _ height: Int, rest: Int = 0, oversized: String? = nil) -> JSONValue {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
        for value in [width, height] {
            bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
        bytes += [UInt8](repeating: 0, count: rest)
        let source: JSONValue = ["type": "base64", "media_type": "image/png", "data": JSONValue(base64(bytes))]
        var block: JSONObject = ["type": "image", "source": source]
        if let oversized { block["transformations"] = ["oversized_image": JSONValue(oversized)] }
        return .object(block)
    }

    @Test(arguments: ["password-open.pdf", "owner-password-only.pdf"])
    func encryptedPDFsAreRefused(name: String) async throws {
        let bytes = try FileBytes.read("\(Project.root)/Tests/PDFPagesTests/.fixtures/\(name)")
        let answer = try await ask([Self.pdf(bytes)])
        #expect(answer.status == 400 && answer.message == "The PDF specified is password protected.", "\(answer.text)")
        await client.stop()
    }

    @Test func whatIsNoPDFIsRefused() async throws {
        let answer = try await ask([Self.pdf(Array("%PDF-1.7 and nothing more".utf8))])
        #expect(answer.status == 400 && answer.message == "The PDF specified was not valid.", "\(answer.text)")
        await client.stop()
    }

    @Test func pagesAndPicturesAreCountedTogether() async throws {
        // 100 on a model with a window of 200,000 tokens, 600 on the others.
        let picture = Self.picture(1, 1)
        #expect(try await ask([Self.pdf(pages: 99), picture], model: "claude-haiku-4-5").status == 200)
        let refused = try await ask([Self.pdf(pages: 99), picture, picture], model: "claude-haiku-4-5")
        #expect(refused.status == 400 && refused.message.hasSuffix("found 101."), "\(refused.text)")
        #expect(try await ask([Self.pdf(pages: 99), picture, picture]).status == 200)
        let many = try await ask([JSONValue](repeating: picture, count: 601))
        #expect(many.status == 400 && many.message.contains("found 601"), "\(many.text)")
        await client.stop()
    }

    @Test func picturesHaveASize() async throws {
        #expect(try await ask([Self.picture(8000, 8000)]).status == 200)
        #expect(try await ask([Self.picture(8001, 1)]).message.contains("8000 pixels"))
        #expect(try await ask([Self.picture(3000, 10, oversized: "downsize")]).status == 200)
        #expect(try await ask([Self.picture(3000, 10, oversized: "error")]).message.contains("oversized_image"))
        let heavy = try await ask([Self.picture(10, 10, rest: 8 << 20)])
        #expect(heavy.status == 400 && heavy.message.contains("image exceeds 10 MB maximum"), "\(heavy.message)")
        #expect(try await ask([Self.picture(0, 10)]).message == "Could not process image")
        await client.stop()
    }

    @Test func ofManyPicturesNoneMayBeLarge() async throws {
        func pictures(_ count: Int, _ size: Int) -> [JSONValue] {
            [Self.picture(size, 10)] + [JSONValue](repeating: Self.picture(10, 10), count: count - 1)
        }
        #expect(try await ask(pictures(20, 2001)).status == 200)
        #expect(try await ask(pictures(21, 2000)).status == 200)
        let refused = try await ask(pictures(21, 2001))
        #expect(refused.status == 400 && refused.message.contains("2000 pixels"), "\(refused.text)")
        await client.stop()
    }

    @Test func bodiesHaveASize() async throws {
        let body = [UInt8](repeating: 0x20, count: (32 << 20) + 1)
        for path in ["/v1/messages", "/v1/messages/count_tokens"] {
            let answer = try await client.send(.post, path, body)
            #expect(answer.status == 413 && answer.json["error"]?["type"] == "request_too_large")
        }
        await client.stop()
    }

    @Test func aPromptBeyondTheWindowIsRefused() async throws {
        let words = JSONValue(String(repeating: "Words and words. ", count: 40_000))
        let document: JSONValue = [
            "type": "document", "source": ["type": "text", "media_type": "text/plain", "data": words],
        ]
        let answer = try await ask([document], model: "claude-haiku-4-5")
        #expect(answer.status == 400 && answer.message.hasPrefix("prompt is too long: "), "\(answer.text)")
        await client.stop()
    }

    @Test(arguments: ["image", "document"]) func nothingIsFetched(type: String) async throws {
        let block: JSONValue = ["type": JSONValue(type), "source": ["type": "url", "url": "https://example.com/a"]]
        let answer = try await ask([block])
        #expect(answer.status == 400 && answer.message.hasPrefix("Unable to download the file."))
        await client.stop()
    }
}

private func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for place in 0..<4 { text.append(place <= group.count ? letters[bits >> (18 - 6 * place) & 63] : 0x3D) }
    }
    return String(decoding: text, as: UTF8.self)
}
