import Answering
public import Claude
import Folders
package import Prompts

/// The service that answers, and the words that are sent to it.
///
///     let client = try ClaudeClient(.fromEnvironment())
///     var request = AskRequest("How long is the warranty on batteries?")
///     request.model = .auto
///     let answer = try await library.ask(request, with: AnsweringService(client))
public struct AnsweringService: Sendable {
    public let client: ClaudeClient
    /// The templates of the prompts.
    package var prompts = PromptSet.ours
    /// So long a question waits at most for others that are writing the prefix that it would write.
    package var patience = Duration.seconds(5)

    public init(_ client: ClaudeClient) { self.client = client }

    /// The smallest model, for calls that only help.
    var helperModel: ModelFacts { ModelRouting(catalogue).choice("haiku", ModelRouting.Facts()).model }

    var catalogue: ModelCatalogue { client.configuration.catalogue }

    /// A template as a receipt names it: "answering 1 (3f9a0c2b7d41)".
    func note(_ name: PromptSet.Name) -> String {
        let template = prompts[name]
        return "\(template.name) \(template.version) (\(ContentHash(of: template.source).description.prefix(12)))"
    }
}

/// Who is to answer.
public enum ModelWish: Sendable, Hashable {
    /// Sentences of the documents, word for word: without a service, a key or a cost.
    case extractive
    /// The Claude model that fits the question; the answer says why.
    case auto
    /// A Claude model by its line ("haiku", "sonnet", "opus") or its id.
    case named(String)
}
