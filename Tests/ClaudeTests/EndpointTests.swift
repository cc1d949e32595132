import JSON
import TestSupport
import Testing

@testable import Claude

/// Batches, files and models.
@Suite struct EndpointTests {
    let item = BatchItem(customID: "q-1", question)

    @Test func batchesAreCreatedLookedAtAndEnded() async throws {
        let batch =
            #"{"id":"msgbatch_1","type":"message_batch","processing_status":"ended","request_counts":{"succeeded":1},"results_url":null}"#
        let server = try LoopbackServer { request, connection in
            let isList = request.target.contains("?")
            try connection.respond(
                200, [:], isList ? #"{"data":[\#(batch)],"has_more":true,"last_id":"msgbatch_1"}"# : batch)
        }
        let client = try client(server)
        #expect(try await client.createBatch([item]).status == .ended)
        #expect(try await client.batch("msgbatch_1").counts.succeeded == 1)
        let page = try await client.batches(limit: 2, after: "a b")
        #expect(page.hasMore && page.data.map(\.id) == ["msgbatch_1"])
        _ = try await client.cancelBatch("msgbatch_1")
        try await client.deleteBatch("msgbatch_1")
        #expect(
            server.requests.map { "\($0.method) \($0.target)" } == [
                "POST /v1/messages/batches", "GET /v1/messages/batches/msgbatch_1",
                "GET /v1/messages/batches?limit=2&after_id=a%20b", "POST /v1/messages/batches/msgbatch_1/cancel",
                "DELETE /v1/messages/batches/msgbatch_1",
            ])
        #expect(server.requests[0].text.hasPrefix(#"{"requests":[{"custom_id":"q-1","params":{"model":"#))
    }

    @Test func encodedRequestsGoOutByteForByte() async throws {
        let server = try LoopbackServer.scripted([(200, [:], #"{"id":"msgbatch_1"}"#)])
        let client = try client(server)
        let items = [#"{"model": "m",  "messages":[]}"#, "{}"].enumerated().map {
            EncodedBatchItem(customID: "q-\($0)", request: Array($1.utf8))
        }
        #expect(try await client.createBatch(items).id == "msgbatch_1")
        #expect(
            server.requests[0].text
                == #"{"requests":[{"custom_id":"q-0","params":{"model": "m",  "messages":[]}},{"custom_id":"q-1","params":{}}]}"#
        )
        for (items, field) in [
            ([], "requests"), ([items[0], items[0]], "requests[1].custom_id"),
            ([EncodedBatchItem(customID: "", request: [])], "requests[0].custom_id"),
        ] {
            let error = await failure { () async throws(ClaudeError) in try await client.createBatch(items) }
            #expect(error?.field == field)
        }
        #expect(server.requests.count == 1)
    }

    @Test func whatABatchWouldRefuseLaterIsRefusedNow() async throws {
        let server = try LoopbackServer.scripted([(200, [:], "{}")])
        let client = try client(server)
        var streaming = question
        streaming.stream = true
        var warm = question
        warm.maxTokens = 0
        for (items, field) in [
            ([], "requests"), ([BatchItem(customID: "a b", question)], "requests[0].custom_id"),
            ([item, item], "requests[1].custom_id"),
            ([BatchItem(customID: "a", streaming)], "requests[0].params.stream"),
            ([BatchItem(customID: "a", warm)], "requests[0].params.max_tokens"),
        ] {
            let error = await failure { () async throws(ClaudeError) in try await client.createBatch(items) }
            #expect(error?.field == field)
        }
        #expect(server.requests.isEmpty)
    }

    @Test func resultsComeLineByLine() async throws {
        let server = try LoopbackServer { _, connection in
            try connection.begin(200, ["transfer-encoding": "chunked"])
            let lines = (0..<50).map {
                #"{"custom_id":"q-\#($0)","result":{"type":"succeeded","message":\#(plainMessage)}}"#
            }
            let text = lines.joined(separator: "\n") + "\n\n" + #"{"custom_id":"last","result":{"type":"canceled"}}"#
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: 997) {
                try connection.chunk(Array(bytes[start..<min(start + 997, bytes.count)]))
            }
            try connection.chunk("")
        }
        let client = try client(server)
        var ids: [String] = []
        let batch = Batch(object: [
            "id": "b", "results_url": JSONValue(server.url + "/v1/messages/batches/b/results?x=1"),
        ])
        for try await result in try await client.batchResults(batch) {
            ids.append(result.customID)
            if case .succeeded(let message) = result.outcome { #expect(message.text == "Six months.") }
        }
        #expect(ids == (0..<50).map { "q-\($0)" } + ["last"])
        #expect(server.requests[0].target == "/v1/messages/batches/b/results?x=1")
        // The key does not follow a URL to another host.
        let elsewhere = Batch(object: ["id": "b", "results_url": "https://elsewhere.example/results"])
        _ = try await client.batchResults(elsewhere)
        #expect(server.requests[1].target == "/v1/messages/batches/b/results")
    }

    @Test func filesGoUpAndComeDown() async throws {
        let file = #"{"id":"file_1","type":"file","filename":"a.txt","mime_type":"text/plain","size_bytes":3}"#
        let server = try LoopbackServer { request, connection in
            if request.target.hasSuffix("/content") { return try connection.respond(200, [:], "content") }
            let isList = request.method == "GET" && request.target.contains("?")
            try connection.respond(200, [:], isList ? #"{"data":[\#(file)],"next_page":"p2"}"# : file)
        }
        let client = try client(server)
        let folder = TemporaryFolder()
        folder.write("a.txt", "abc")
        let uploaded = try await client.uploadFile(
            at: folder["a.txt"], mimeType: "text/plain", expiresIn: .seconds(3600))
        #expect(uploaded.id == "file_1" && uploaded.sizeBytes == 3)
        let sent = server.requests[0]
        let boundary = try #require(sent["content-type"]?.split(separator: "boundary=").last)
        #expect(
            sent.text == """
                --\(boundary)\r\ncontent-disposition: form-data; name="expires_in_seconds"\r\n\r\n3600\r\n\
                --\(boundary)\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\
                content-type: text/plain\r\n\r\nabc\r\n--\(boundary)--\r\n
                """)
        #expect(try await client.files(limit: 1).nextPage == "p2")
        #expect(try await client.files(ids: ["file_1", "file_2"]).count == 1)
        _ = try await client.file("file_1")
        #expect(try await client.downloadFile("file_1", to: folder["down"]) == 7)
        #expect(folder.read("down") == Array("content".utf8))
        try await client.deleteFile("file_1")
        #expect(server.requests[2].target == "/v1/files?ids%5B%5D=file_1&ids%5B%5D=file_2")
        for name in ["", "a/b", "a\"b", String(repeating: "x", count: 256)] {
            let error = await failure { () async throws(ClaudeError) in
                try await client.uploadFile([], name: name, mimeType: "text/plain")
            }
            #expect(error?.code == .refusedLocally)
        }
    }

    @Test func theCatalogueIsRefreshedOverAllPages() async throws {
        let server = try LoopbackServer { request, connection in
            let isSecond = request.target.contains("after_id=m1")
            let model = #"{"type":"model","id":"\#(isSecond ? "m2" : "m1")","display_name":"M","max_input_tokens":7}"#
            try connection.respond(200, [:], #"{"data":[\#(model)],"has_more":\#(!isSecond),"last_id":"m1"}"#)
        }
        let catalogue = try await client(server).refreshedCatalogue()
        #expect(catalogue[model: "m1"]?.maxInputTokens == 7 && catalogue[model: "m2"]?.maxInputTokens == 7)
        #expect(catalogue[model: "claude-sonnet-5-5"] != nil)
    }
}
