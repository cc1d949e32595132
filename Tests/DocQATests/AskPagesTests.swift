import Claude
import ClaudeSimulator
import DocQA
import DocumentModel
import JSON
import TestSupport
import Testing

/// Pages of PDFs that are sent as they look, and pages without text as pictures.
@Suite struct AskPagesTests {
    private let rig = AskRig()
    private static let picture = "q 200 0 0 100 50 400 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"

    private func manual(_ text: String = "The fuse of the pump is 25 A.") -> [UInt8] {
        var pdf = TestPDF()
        pdf.addPage(TestPDF.text("The pump has a fuse and a valve.", x: 72, y: 700))
        pdf.addPage(Self.picture)
        pdf.addPage(TestPDF.text(text, x: 72, y: 700))
        pdf.addPage(
            TestPDF.text("The fuse of the fan is 10 A.", x: 72, y: 700)
                + TestPDF.text("The fuse of everything is 99 A.", x: 72, y: 650, before: "1 1 1 rg"))
        return pdf.bytes
    }

    private func library() async throws -> Library {
        rig.folder.write("files/manual.pdf", manual())
        let library = try await rig.library()
        return library
    }

    private func with(
        _ body: (Simulator, Library, AnsweringService) async throws -> Void
    ) async throws {
        let simulator = try Simulator()
        let library = try await library()
        let result: Result<Void, any Error>
        do { result = .success(try await body(simulator, library, try rig.service(simulator))) } catch {
            result = .failure(error)
        }
        await simulator.stop()
        try result.get()
    }

    private func request(_ question: String, pages: PDFPagesWish = .auto, pictures: Bool = false) -> AskRequest {
        var request = rig.request(question)
        request.formats = ["pdf"]
        request.pdfPages = pages
        request.sendsPagePictures = pictures
        return request
    }

    /// The blocks of the last call, the question left out.
    private func sent(_ library: Library, _ answer: Answer) async throws -> [JSONValue] {
        let turns = try await library.conversation(try #require(answer.conversation), access: nil)
        let bytes = try #require(turns.last?.exchanges.last?.request)
        let messages = try JSONValue(parsing: bytes)["messages"]?.array?.elements ?? []
        return messages.last?["content"]?.array?.elements.dropLast() ?? []
    }

    private func media(_ block: JSONValue) -> String? { block["source"]?["media_type"]?.string }

    @Test func pagesAreSentWhenAskedForOrWhenTheQuestionIsForSomethingSeen() async throws {
        try await with { _, library, service in
            for (question, wish, isSent) in [
                ("Which fuse does the pump have?", PDFPagesWish.auto, false),
                ("Which fuse does the pump have?", .always, true),
                ("Which fuse does the drawing of the pump show?", .auto, true),
                ("Which fuse does the drawing of the pump show?", .never, false),
            ] {
                let answer = try await library.ask(request(question, pages: wish), with: service)
                let pdfs = try await sent(library, answer).filter { media($0) == "application/pdf" }
                #expect(pdfs.count == (isSent ? 1 : 0), "\(question) \(wish)")
            }
        }
    }

    /// What pages take is known coarsely; what texts take is not estimated worse for it.
    @Test func pagesSayNothingOfHowLongTextsAre() async throws {
        try await with { _, library, service in
            func ask(_ pages: PDFPagesWish, after conversation: ConversationWish? = nil) async throws -> Answer {
                var request = request("Which fuse does the pump have?", pages: pages)
                request.isFresh = true
                request.conversation = conversation
                return try await library.ask(request, with: service)
            }
            for _ in 0..<3 { #expect(try await ask(.always).prompt.plan?.inputs.correction == 1) }
            _ = try await ask(.always, after: .last)
            let plan = try #require(try await ask(.never).prompt.plan)
            #expect(plan.inputs.correction == 1 && plan.inputs.loggedQuestions == 3)
            let learned = try #require(try await ask(.never).prompt.plan?.inputs.correction)
            #expect(learned != 1 && abs(learned - 1) < 0.1)
        }
    }

    /// The service would read the hidden text of a page that is sent as it is.
    @Test func aPageWithHiddenTextGoesAsText() async throws {
        try await with { _, library, service in
            let answer = try await library.ask(
                request("Which fuse do the pump and the fan have?", pages: .always), with: service)
            let blocks = try await sent(library, answer)
            #expect(blocks.map(media) == ["application/pdf", "text/plain"])
            #expect(blocks[0]["title"]?.string == "manual.pdf > pages 1, 3")
            let text = try #require(blocks[1]["source"]?["data"]?.string)
            #expect(text.contains("10 A") && !text.contains("99 A"))
        }
    }

    @Test func aPDFThatChangedSinceItWasReadIsNeverSentAsItLooks() async throws {
        try await with { _, library, service in
            rig.folder.write("files/manual.pdf", manual("The fuse of the pump is 16 A."))
            let answer = try await library.ask(
                request("Which fuse does the pump have?", pages: .always, pictures: true), with: service)
            let blocks = try await sent(library, answer)
            #expect(blocks.map(media) == ["text/plain"])
            #expect(blocks[0]["source"]?["data"]?.string?.contains("25 A") == true)
            #expect(answer.notes.count == 2 && answer.notes.allSatisfy { $0.contains("changed since it was read") })
        }
    }

    @Test func whatIsReadFromAPictureIsShownAsUnprovedAlsoWhenReplayed() async throws {
        try await with { simulator, library, service in
            simulator.enqueue(try ScriptedReply(["content": [rig.plain("Picture 1: The plate says 400 volts.")]]))
            let asked = request("What does the plate of the pump say?", pictures: true)
            let answer = try await library.ask(asked, with: service)
            let note = try #require(answer.footnotes.first)
            #expect(answer.outcome == .answered && answer.unread.isEmpty && note.isPicture)
            #expect(
                note.pages.map(\.physical) == [2] && note.state == .unverified && note.document.name == "manual.pdf")
            #expect(answer.segments.map(\.support) == [.picture])
            let replayed = try await library.replay()
            #expect(replayed.footnotes.first?.since == .same && replayed.footnotes.first?.isPicture == true)
            let pictures = try await library.illustrations(of: answer)
            #expect(pictures[1]?.pictures.map(\.page.physical) == [2])

            // The conversation has the picture: it is not sent again, and is still spoken of by its name.
            simulator.enqueue(try ScriptedReply(["content": [rig.plain("Picture 1: It is made of steel, it seems.")]]))
            var next = asked
            next.question = "And what is the plate of the pump made of?"
            next.conversation = .last
            let second = try await library.ask(next, with: service)
            #expect(try await sent(library, second).isEmpty)
            #expect(second.footnotes.first?.pages.map(\.physical) == [2])

            rig.folder.write("files/manual.pdf", manual("The fuse of the pump is 16 A."))
            _ = try await library.ingest(IngestRequest(paths: [rig.folder["files"]]))
            #expect(try await library.replay(answer.id).footnotes.first?.since == .changed)
            #expect(try await library.illustrations(of: answer).isEmpty)
        }
    }

    /// Replaying proves the quotes of pages against their texts, which are kept beside the request.
    @Test func aCitedPageIsProvedAgain() async throws {
        try await with { simulator, library, service in
            let cited: JSONValue = [
                "type": "text", "text": "It is 25 A.",
                "citations": [
                    [
                        "type": "page_location", "cited_text": "The fuse of the pump\nis 25 A.", "document_index": 0,
                        "document_title": .null, "start_page_number": 2, "end_page_number": 3, "file_id": .null,
                    ]
                ],
            ]
            simulator.enqueue(try ScriptedReply(["content": [cited]]))
            let answer = try await library.ask(
                request("Which fuse does the pump have?", pages: .always), with: service)
            let note = try #require(answer.footnotes.first)
            #expect(note.state == .verified && note.pages.map(\.physical) == [3])
            #expect(note.quote == "The fuse of the pump is 25 A.")
            let again = try await library.replay()
            #expect(again.footnotes.map(\.state) == [.verified] && again.footnotes[0].since == .same)
        }
    }
}
