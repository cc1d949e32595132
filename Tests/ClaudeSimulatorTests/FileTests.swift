import HTTPClient
import JSON
import Testing

@testable import ClaudeSimulator

@Suite(.timeLimit(.minutes(1))) struct FileTests {
    private func upload(
        _ client: SimulatorClient, _ text: String = "Batteries are covered for 6 months.", name: String = "terms.txt",
        type: String = "text/plain", expires: String? = nil
    ) async throws -> SimulatorClient.Answer {
        var body = "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
        body += "content-type: \(type)\r\n\r\n\(text)\r\n"
        if let expires {
            body += "--edge\r\ncontent-disposition: form-data; name=\"expires_in_seconds\"\r\n\r\n\(expires)\r\n"
        }
        return try await client.send(
            .post, "/v1/files", Array((body + "--edge--\r\n").utf8),
            headers: ["content-type": "multipart/form-data; boundary=edge"])
    }

    private func ask(_ client: SimulatorClient, _ file: String) async throws -> SimulatorClient.Answer {
        let document: JSONValue = [
            "type": "document", "source": ["type": "file", "file_id": JSONValue(file)], "citations": ["enabled": true],
        ]
        let question: JSONValue = ["type": "text", "text": "How long are batteries covered?"]
        return try await client.message(["messages": [["role": "user", "content": [document, question]]]])
    }

    @Test func aFileServesUntilItExpires() async throws {
        let client = try SimulatorClient()
        let file = try await upload(client, expires: "3600").json
        let id = try #require(file["id"]?.string)
        #expect(file["expires_at"]?.string != nil && file["downloadable"] == false)
        let cited = try await ask(client, id)
        #expect(cited.status == 200 && cited.text.contains(#""file_id":"\#(id)""#))
        client.simulator.clock.advance(seconds: 3600)
        let refused = try await ask(client, id)
        #expect(refused.status == 404 && refused.json["error"]?["details"]?["error_code"] == "file_expired")
        // What is known of it stays.
        #expect(try await client.send(.get, "/v1/files/\(id)").json == file)
        await client.stop()
    }

    @Test func whatWasUploadedIsNotGivenBack() async throws {
        let client = try SimulatorClient()
        let id = try await upload(client).json["id"]?.string ?? ""
        let refused = try await client.send(.get, "/v1/files/\(id)/content")
        #expect(refused.status == 400)
        #expect(refused.json["error"]?["details"]?["error_code"] == "file_not_downloadable")
        #expect(try await client.send(.delete, "/v1/files/\(id)").json["type"] == "file_deleted")
        #expect(try await client.send(.get, "/v1/files/\(id)").status == 404)
        #expect(try await ask(client, id).status == 404)
        await client.stop()
    }

    @Test(arguments: ["3599", "7776001", "soon"]) func lifetimesHaveLimits(seconds: String) async throws {
        let client = try SimulatorClient()
        let answer = try await upload(client, expires: seconds)
        #expect(answer.status == 400 && answer.message.hasPrefix("expires_in_seconds"))
        await client.stop()
    }

    @Test(arguments: ["", "a<b.txt", "a|b", "a?b", String(repeating: "n", count: 256)])
    func namesHaveRules(name: String) async throws {
        let client = try SimulatorClient()
        #expect(try await upload(client, name: name).status == 400)
        await client.stop()
    }

    @Test func onlyTheLastPartOfAPathIsTheName() async throws {
        let client = try SimulatorClient()
        #expect(try await upload(client, name: "a/b/c.txt").json["filename"] == "c.txt")
        await client.stop()
    }

    @Test func listsArePagedByCursorAndById() async throws {
        let client = try SimulatorClient()
        var ids: [JSONValue] = []
        for number in 0..<3 { ids.insert(try await upload(client, name: "\(number)").json["id"] ?? .null, at: 0) }
        func list(_ query: String, key: String = "test") async throws -> JSONValue {
            try await client.send(.get, "/v1/files?\(query)", headers: ["x-api-key": key]).json
        }
        func found(_ page: JSONValue) -> [JSONValue] { page["data"]?.array?.elements.compactMap { $0["id"] } ?? [] }
        let first = try await list("limit=2")
        #expect(found(first) == Array(ids[..<2]))
        let second = try await list("limit=2&page=\(first["next_page"]?.string ?? "")")
        #expect(found(second) == Array(ids[2...]) && second["next_page"]?.isNull == true)
        #expect(found(try await list("ids[]=\(ids[1].string ?? "")&ids[]=file_nobody")) == [ids[1]])
        #expect(try await client.send(.get, "/v1/files?page=x").status == 400)
        // A file belongs to the workspace of its key.
        #expect(found(try await list("", key: "another")).isEmpty)
        await client.stop()
    }

    @Test func otherFormatsAreNoDocuments() async throws {
        let client = try SimulatorClient()
        let id = try await upload(client, type: "application/msword").json["id"]?.string ?? ""
        let refused = try await ask(client, id)
        #expect(refused.status == 400 && refused.message.contains("application/msword"))
        await client.stop()
    }
}
