import CommandLine
import DocQA
import DocumentModel
import Extraction
import PDFPages
import Rendering
import TestSupport
import Testing

/// Answers that consist of sentences of hostile documents, asked for and rendered as they are for a user.
@Suite struct ExtractiveAnswerTests {
    private let home = TemporaryFolder()

    /// A library of a document for each attack, with the attack in the sentence that answers and in its name and title, and of
    /// the hostile documents of the sample corpus.
    private func library() async throws -> Library {
        for (number, attack) in RendererConformanceTests.attacks.enumerated() {
            let sentence = "The warranty on part n\(number)x is \(attack) for \(number + 2) years."
            home.write("files/part-\(number).txt", "About \(attack)\n\n\(sentence)\n")
            home.write(
                "files/page-\(number).md", "# Colours \(attack)\n\nThe colour of part n\(number)x is \(attack) grey.\n")
        }
        home.write("files/\u{1B}[31m<b>[x](y)\u{202E}.txt", "The price of the hostile name is 12 pounds.\n")
        let library = try await Library.open(at: home["docqa.db"])
        for path in [home["files"], Project.root + "/corpus/community"] {
            _ = try await library.ingest(IngestRequest(paths: [path]))
        }
        return library
    }

    private var questions: [String] {
        get async throws {
            var questions = ["What is the price of the hostile name?"]
            for number in RendererConformanceTests.attacks.indices {
                questions.append("How long is the warranty on part n\(number)x?")
                questions.append("What is the colour of part n\(number)x?")
            }
            // Each line of the hostile documents, as a question for it.
            for name in ["ticket-48213.txt", "forum-thread-solar-diverter.html", "partner-flyer-solar-days.pdf"] {
                let bytes = try #require(Project.bytes("corpus/community/\(name)"))
                let text: [UInt8]
                if name.hasSuffix(".pdf") {
                    text = Array(try await PDFWorkerPool(width: 1).read(PDFSource(bytes: bytes)).document().text)
                } else {
                    let file = SourceFile(name: name, bytes: bytes)
                    text = Array(try await Extractors(Extractors.ofText).extract(file).text)
                }
                questions += String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
                    .filter { $0.contains { $0.isLetter } }
            }
            return questions
        }
    }

    @Test func nothingOfADocumentIsMoreThanTextInAnyForm() async throws {
        let library = try await library()
        let terminal = Terminal(isTerminal: true, showsColor: true, showsLinks: true)
        var hostile = 0
        for question in try await questions {
            var request = AskRequest(question)
            request.keepDays = 0
            let answer = try await library.ask(request)
            #expect(answer.model.name == "extractive")
            if (answer.footnotes + answer.closest).contains(where: {
                $0.quote.contains { "<\u{1B}\u{202E}[".contains($0) }
            }) {
                hostile += 1
            }
            let illustrations = try await library.illustrations(of: answer, pictures: false)
            for format in AnswerFormat.allCases {
                let shown = format.renderer(on: terminal).render(answer, illustrations)
                let bad = try RendererConformanceTests.controls(in: shown, format)
                #expect(bad.isEmpty, "\(format): \(bad) after \(question.debugDescription)")
                if format == .html { #expect(RendererConformanceTests.foreignTag(in: shown) == nil, "\(question)") }
                if format == .markdown {
                    #expect(RendererConformanceTests.foreignMarkup(in: shown) == nil, "\(question)")
                }
            }
        }
        // The attacks did reach the answers.
        #expect(hostile > 20, "\(hostile)")
        await library.close()
    }
}
