import Answering
import CommandLine
package import DocumentModel
import JSON

/// The answer for programs: the contract of `docs/schemas/ask.json` on one line.
package struct JSONAnswer: Renderer {
    package init() {}

    package func render(_ answer: Answer, _ illustrations: [Int: Illustration]) -> String {
        HarmlessText.ofJSON(AnswerJSON.value(answer).text()) + "\n"
    }
}
