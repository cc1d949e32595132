import Accounting
import DocumentModel
import JSON
import Storage
import TestSupport
import Testing

@testable import DocQA

/// Answers that are kept, replayed, told apart from their changed sources, and forgotten.
@Suite struct ReplayTests {
    private let folder = TemporaryFolder()
    private static let question = "How long is the warranty on batteries?"
    private static let sentence = "The warranty on batteries runs for ten years from the day of commissioning."

    private func library() async throws -> Library {
        folder.write("files/warranty.md", "# Warranty\n\n\(Self.sentence)\n")
        folder.write("files/colours.md", "# Colours\n\nThe housing is available in white and anthracite.\n")
        let library = try await Library.open(at: folder["docqa.db"])
        _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        return library
    }

    private func ingestAgain(_ library: Library) async throws {
        _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
    }

    /// An answer of a service about the warranty, with the request that was sent.
    private func served(_ library: Library, request text: String, mark: Bool = false) async throws -> FinishedAnswer {
        let answer = try await library.ask(AskRequest(Self.question))
        let block: JSONValue = [
            "type": "document",
            "source": [
                "type": "text", "media_type": "text/plain",
                "data": JSONValue(Self.sentence + String(repeating: " More of it.", count: 40)),
            ], "title": "Warranty", "citations": ["enabled": true],
        ]
        var marked = block.object!
        if mark { marked.append("cache_control", ["type": "ephemeral"]) }
        let request: JSONValue = [
            "model": "some-model", "system": JSONValue(String(repeating: "Answer from the documents. ", count: 60)),
            "messages": [["role": "user", "content": [.object(marked), ["type": "text", "text": JSONValue(text)]]]],
        ]
        return FinishedAnswer(
            answer, to: AskRequest(text), documents: answer.footnotes.map(\.document),
            exchanges: [
                Exchange(.answer, .complete, request: request.bytes(), response: Array("event: ping\n\n\u{FFFD}".utf8))
            ])
    }

    @Test func whatWasAskedIsReplayedAsItWas() async throws {
        let library = try await library()
        let asked = try await library.ask(AskRequest(Self.question))
        let id = try #require(asked.id)
        var replayed = try await library.replay(id)
        #expect(replayed.footnotes.allSatisfy { $0.since == .same && $0.state == .verified })
        for index in replayed.footnotes.indices { replayed.footnotes[index].since = nil }
        #expect(replayed.json.text() == asked.json.text())
        #expect(try await library.replay().id == id)
        #expect(try await library.history().map(\.id) == [id])
    }

    @Test func requestsAndResponsesComeBackByteForByte() async throws {
        let library = try await library()
        var finished = try await served(library, request: "How long?")
        let first = try await library.keep(finished)
        finished = try await served(library, request: "And how long for modules?", mark: true)
        finished.conversation = first.conversation
        let second = try await library.keep(finished)
        #expect(second.conversation == first.id && second.turn == 2)
        let turns = try await library.conversation(#require(first.id), access: nil)
        #expect(turns.count == 2)
        #expect(turns[1].exchanges == finished.exchanges)
        #expect(turns[1].answer.question == Self.question)
        #expect(try await library.lastConversation(access: nil) == first.id)
    }

    @Test func aDocumentBlockIsKeptOnceHoweverOftenItWasSent() async throws {
        let library = try await library()
        let first = try await library.keep(served(library, request: "One?"))
        _ = try await library.keep(served(library, request: "Two?", mark: true))
        func pieces() async throws -> Int {
            try await library.reading { connection throws(StorageError) in
                try connection.first("SELECT count(*) FROM kept_piece") { $0.int(0) } ?? 0
            }
        }
        #expect(try await pieces() == 2, "the document's content and the instructions")
        try await library.forget(answers: [#require(first.id)])
        #expect(try await pieces() == 2, "the other answer needs them")
        _ = try await library.forget(collection: "default")
        #expect(try await pieces() == 0)
    }

    @Test func aChangedSourceIsSaidBesideTheFootnote() async throws {
        let library = try await library()
        let id = try #require(try await library.ask(AskRequest(Self.question)).id)
        #expect(try await library.impact().isEmpty)

        folder.write("files/warranty.md", "# Warranty\n\nNew terms.\n\n\(Self.sentence)\n")
        try await ingestAgain(library)
        #expect(try await library.replay(id).footnotes.first?.since == .moved)
        #expect(try await library.impact().isEmpty, "the words stand elsewhere in the same document")

        folder.write("files/warranty.md", "# Warranty\n\nThe warranty on batteries runs for two years.\n")
        try await ingestAgain(library)
        #expect(try await library.replay(id).footnotes.first?.since == .changed)
        #expect(try await library.impact().map(\.id) == [id])

        folder.remove("files/warranty.md")
        try await ingestAgain(library)
        let gone = try await library.replay(id)
        #expect(gone.footnotes.first?.since == .vanished)
        #expect(gone.footnotes.first?.quote == Self.sentence, "the copy is shown all the same")
    }

    @Test func aQuoteThatTheCopyOfWhatWasSentDoesNotHoldIsNoLongerProved() async throws {
        let library = try await library()
        var finished = try await served(library, request: "How long?")
        #expect(try await library.replay(library.keep(finished).id).footnotes.first?.state == .verified)
        finished.exchanges[0].request = JSONValue.object(["messages": "Something else was sent."]).bytes()
        #expect(try await library.replay(library.keep(finished).id).footnotes.first?.state == .unverified)
    }

    @Test func accessIsCheckedAgainAtEveryReplay() async throws {
        let library = try await library()
        func put(_ text: String, access: [String]) async throws {
            try await library.put(
                DocumentUpload(externalID: "launch", name: "launch.txt", bytes: Array(text.utf8), access: access))
        }
        let question = "When is the launch of the new battery?"
        try await put("The launch of the new battery is on 3 March.", access: [])
        let id = try #require(try await library.ask(AskRequest(question)).id)
        #expect(try await library.replay(id, access: ["staff"]).id == id)

        try await put("The launch of the new battery is on 3 March.", access: ["board"])
        #expect(try await library.replay(id, access: ["board", "staff"]).id == id)
        await #expect(throws: DocQAError.self) { try await library.replay(id, access: ["staff"]) }
        #expect(try await library.history(access: ["staff"]).isEmpty)

        // What only the board could see stays theirs when it is gone or opened for others afterwards.
        let secret = try #require(try await library.ask(AskRequest(question)).id)
        try await library.remove(externalID: "launch")
        await #expect(throws: DocQAError.self) { try await library.replay(secret, access: ["staff"]) }
        try await put("The launch of the new battery is no secret.", access: [])
        await #expect(throws: DocQAError.self) { try await library.replay(secret, access: ["staff"]) }
        #expect(try await library.replay(secret, access: ["board"]).id == secret)
        await #expect(throws: DocQAError.self) {
            try await library.replay(secret, access: nil, collections: ["another"])
        }
    }

    @Test func aQuestionWithoutSourcesIsSeenByThoseWhoSeeAsMuch() async throws {
        let library = try await Library.open(at: folder["empty.db"])
        try await library.put(DocumentUpload(externalID: "a", name: "a.txt", bytes: Array("Nothing.".utf8)))
        var request = AskRequest("Whatzit xyzzy?")
        request.access = ["board"]
        let id = try #require(try await library.ask(request).id)
        #expect(try await library.replay(id, access: ["board", "more"]).id == id)
        await #expect(throws: DocQAError.self) { try await library.replay(id, access: ["staff"]) }
    }

    @Test func forgettingLeavesNoByteOfADocument() async throws {
        let library = try await library()
        folder.write("files/secret.md", "# Secret\n\nThe zorblax password of the vault is quuxfrobnicate.\n")
        try await ingestAgain(library)
        let asked = try await library.ask(AskRequest("What is the zorblax password of the vault?"))
        #expect(asked.footnotes.first?.document.name == "secret.md")
        let other = try #require(try await library.ask(AskRequest(Self.question, paths: ["warranty.md"])).id)
        let document = try #require(try await library.documents(matching: "secret.md").first)
        let forgotten = try await library.forget(documents: [document.id], from: "default")
        #expect(forgotten.documents == 1 && forgotten.answers == 1 && forgotten.isLogEmptied)
        await library.close()
        for file in ["docqa.db", "docqa.db-wal"] {
            let bytes = folder.read(file) ?? []
            for word in ["quuxfrobnicate", "zorblax"] { #expect(!bytes.holds(word), "\(word) in \(file)") }
        }
        let again = try await Library.open(at: folder["docqa.db"])
        #expect(try await again.history().map(\.id) == [other])
        #expect(try await again.verify(repairs: false).findings.isEmpty)
    }

    @Test func aDocumentThatWasRemovedBeforeCanStillBeForgotten() async throws {
        let library = try await library()
        _ = try await library.ask(AskRequest(Self.question))
        folder.remove("files/warranty.md")
        try await ingestAgain(library)
        #expect(try await library.isRemembered("warranty.md", in: "default"))
        let forgotten = try await library.forget(documents: [], gone: ["warranty.md"], from: "default")
        #expect(forgotten.answers == 1)
        #expect(try await !library.isRemembered("warranty.md", in: "default"))
    }

    @Test func conversationsRestingForLongerThanTheBoundAreErased() async throws {
        let library = try await library()
        let answer = try await library.ask(AskRequest(Self.question))
        try await library.store.write { connection throws(StorageError) in
            try connection.execute("UPDATE answer SET asked_at = asked_at - 86400 * 10")
        }
        let finished = FinishedAnswer(answer, to: AskRequest("Again?"), documents: [])
        let kept = try await library.keep(finished, days: 11)
        #expect(try await library.history().count == 2)
        let last = try await library.keep(finished, days: 9)
        #expect(try await library.history().map(\.id) == [last.id, kept.id])
        #expect(try await library.keep(finished, days: 0).id == answer.id, "nothing new is kept")
        #expect(try await library.history().map(\.id) == [last.id, kept.id], "and nothing is erased for it")
    }

    @Test func numbersAreNotGivenTwice() async throws {
        let library = try await library()
        let first = try #require(try await library.ask(AskRequest(Self.question)).id)
        try await library.forget(answers: [first])
        #expect(try await library.ask(AskRequest(Self.question)).id != first)
    }
}

@Suite struct RequestPartsTests {
    @Test(arguments: [
        "", "{", "[1,2", "no json", "{\"a\":\"\\\"}", "{\"type\":\"document\",\"source\":{\"data\":\"x\"}}",
        String(repeating: "[", count: 5_000),
    ])
    func thePartsTogetherAreTheRequest(text: String) {
        let bytes = Array(text.utf8)
        #expect(RequestParts.of(bytes).flatMap(\.bytes) == bytes)
    }

    @Test func searchResultsInsideToolResultsAreShared() {
        let long = String(repeating: "word ", count: 100)
        let request: JSONValue = [
            "messages": [
                [
                    "role": "user",
                    "content": [
                        [
                            "type": "tool_result", "tool_use_id": "a",
                            "content": [
                                [
                                    "type": "search_result", "source": "a.md", "title": "A",
                                    "content": [["type": "text", "text": JSONValue(long)]],
                                ]
                            ],
                        ]
                    ],
                ]
            ]
        ]
        let parts = RequestParts.of(request.bytes())
        #expect(parts.flatMap(\.bytes) == request.bytes())
        let shared = parts.compactMap { part -> String? in
            guard case .shared(let bytes, _) = part else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(shared == ["[{\"type\":\"text\",\"text\":\"\(long)\"}]"])
    }
}

extension [UInt8] {
    fileprivate func holds(_ word: String) -> Bool {
        let wanted = Array(word.utf8)
        guard count >= wanted.count else { return false }
        return (0...(count - wanted.count)).contains { start in
            self[start] == wanted[0] && self[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }
}
