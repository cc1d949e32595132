import Claude
import JSON

/// A request for a message that has passed every check.
struct MessageCall: Sendable {
    struct Turn: Sendable {
        var role: String
        /// A text in place of blocks has become a block.
        var blocks: [JSONObject]
    }

    enum ThinkingMode: Sendable, Equatable {
        case off
        case adaptive
        case betweenTools
        case manual(budget: Int)

        var name: String {
            switch self {
            case .off: "disabled"
            case .adaptive: "adaptive"
            case .betweenTools: "between_tools"
            case .manual(let budget): "enabled \(budget)"
            }
        }
    }

    struct ToolChoice: Sendable, Equatable {
        var type = "auto"
        var name: String?
        var disablesParallelUse = false

        var isForced: Bool { type == "any" || type == "tool" }
    }

    enum DiagnosticsRequest: Sendable {
        case none
        case first
        case after(String)
    }

    var facts: ModelFacts
    var version: APIVersion
    var maxTokens = 0
    var system: [JSONObject] = []
    var turns: [Turn] = []
    var tools: [JSONObject] = []
    var toolChoice = ToolChoice()
    var thinking = ThinkingMode.off
    var showsThinking = false
    var effort = "high"
    var schema: JSONValue?
    var stopSequences: [String] = []
    var isStreamed = false
    var isFast = false
    var geography = "global"
    var diagnostics = DiagnosticsRequest.none
    /// The lifetime of the automatic mark, when the request asks for one.
    var automaticMark: PromptCache.Lifetime?
    /// Whether documents and search results can be cited.
    var citesSources = false

    /// A warm-up writes the cache and returns nothing.
    var isWarmUp: Bool { maxTokens == 0 }
    var usesWebSearch: Bool { tools.contains { $0["type"]?.string?.hasPrefix("web_search_") == true } }
    var clientTools: [JSONObject] { tools.filter { Tool(object: $0).isRunByClient } }
}

enum APIVersion: String, Sendable, CaseIterable {
    case current = "2026-10-21"
    case older = "2023-06-01"
}
