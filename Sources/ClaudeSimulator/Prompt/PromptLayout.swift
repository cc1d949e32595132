import Claude
import JSON

/// A request rendered for the cache: a row of positions in the order tools, system, messages, each with a digest of everything
/// up to its end.
///
/// What the API says changes a level of the cache is absorbed where that level begins, so whatever invalidates follows by itself.
struct PromptLayout: Sendable {
    private(set) var prompt = PromptCache.Prompt()
    /// Digests of the parts by themselves, for `diagnostics`.
    private(set) var fingerprint = PromptFingerprint()
    var totalTokens: Int { prompt.positions.last?.tokens ?? 0 }

    private var digest = Digest()
    private var bytes = 0
    private var fixedTokens = TokenEstimate.request
    private let estimate: TokenEstimate
    private let contents: SourceContents
    private let facts: ModelFacts

    init(_ call: MessageCall, workspace: String, contents: SourceContents) {
        facts = call.facts
        self.contents = contents
        estimate = TokenEstimate(tokenizer: call.facts.tokenizer)
        digest.absorb(workspace)
        digest.absorb(call.facts.id)
        digest.absorb(call.version.rawValue)
        layOutTools(call)
        layOutSystem(call)
        layOutMessages(call)
        placeAutomaticMark(call)
        prompt.minimumTokens = call.facts.minCacheableTokens ?? 1024
        fingerprint.model = call.facts.id
        fingerprint.isFast = call.isFast
    }

    private mutating func layOutTools(_ call: MessageCall) {
        digest.absorb(call.schema?.text(.canonical) ?? "")
        var part = Digest()
        part.absorb(call.schema?.text(.canonical) ?? "")
        if !call.tools.isEmpty { fixedTokens += call.facts.toolPromptTokens ?? TokenEstimate.toolPrompt }
        for tool in call.tools {
            var plain = tool
            plain["cache_control"] = nil
            let text = JSONValue.object(plain).text(.canonical)
            digest.absorb(text)
            part.absorb(text)
            bytes += text.utf8.count
            fixedTokens += TokenEstimate.tool
            close(tool)
        }
        fingerprint.tools = part
    }

    private mutating func layOutSystem(_ call: MessageCall) {
        for flag in [call.usesWebSearch, call.citesSources, call.isFast] { digest.absorb(flag ? 1 : 0) }
        if call.citesSources { fixedTokens += TokenEstimate.citationPrompt }
        var part = Digest()
        part.absorb(call.citesSources ? 1 : 0)
        for block in call.system {
            BlockDigest.absorb(.object(block), into: &digest)
            BlockDigest.absorb(.object(block), into: &part)
            measure(block)
            close(block)
        }
        fingerprint.system = part
    }

    private mutating func layOutMessages(_ call: MessageCall) {
        let settings = "\(call.toolChoice.type) \(call.toolChoice.name ?? "") \(call.toolChoice.disablesParallelUse)"
        digest.absorb(settings)
        digest.absorb(RequestSources.imageCount(of: call))
        digest.absorb(call.thinking.name)
        digest.absorb(call.effort)
        fingerprint.settings = "\(settings) \(call.thinking.name) \(call.effort)"
        var role = ""
        for turn in call.turns {
            // Neighbouring turns of one role are one turn.
            if turn.role != role { fixedTokens += TokenEstimate.turn }
            role = turn.role
            for block in turn.blocks {
                digest.absorb(role)
                BlockDigest.absorb(.object(block), into: &digest)
                var part = Digest()
                part.absorb(role)
                BlockDigest.absorb(.object(block), into: &part)
                fingerprint.messages.append(part)
                measure(block)
                close(block)
                fingerprint.messageTokens.append(totalTokens)
            }
        }
    }

    /// Ends a position.
    private mutating func close(_ block: JSONObject) {
        prompt.positions.append((digest, fixedTokens + estimate.tokens(bytes: bytes)))
        if let lifetime = CacheMarks.markedLifetime(of: block) {
            prompt.marks.append((prompt.positions.count - 1, lifetime))
        }
    }

    private mutating func placeAutomaticMark(_ call: MessageCall) {
        guard let lifetime = call.automaticMark else { return }
        let blocks = call.tools + call.system + call.turns.flatMap(\.blocks)
        guard let position = blocks.lastIndex(where: CacheMarks.isCacheable) else { return }
        if !prompt.marks.contains(where: { $0.position == position }) { prompt.marks.append((position, lifetime)) }
    }

    // MARK: Size

    private mutating func measure(_ block: JSONObject) {
        func count(_ text: String?) { bytes += text?.utf8.count ?? 0 }
        switch block["type"]?.string {
        case "text": count(block["text"]?.string)
        case "thinking": count(block["thinking"]?.string)
        case "image": measureImage(block["source"])
        case "document":
            count(block["title"]?.string)
            count(block["context"]?.string)
            measureDocument(block["source"])
        case "search_result":
            count(block["source"]?.string)
            count(block["title"]?.string)
            measureContent(block["content"])
        case "tool_use", "server_tool_use":
            count(block["name"]?.string)
            count(block["input"]?.text(.canonical))
        default: measureContent(block["content"])
        }
    }

    private mutating func measureContent(_ content: JSONValue?) {
        if let text = content?.string { bytes += text.utf8.count }
        for inner in content?.array?.elements ?? [] {
            if let object = inner.object { measure(object) }
        }
    }

    private mutating func measureDocument(_ source: JSONValue?) {
        switch source?["type"]?.string {
        case "text": bytes += source?["data"]?.string?.utf8.count ?? 0
        case "content": measureContent(source?["content"])
        default:
            switch contents[source] {
            case .text(let text): bytes += text.utf8.count
            case .pages(let pages):
                bytes += pages.reduce(0) { $0 + $1.utf8.count }
                fixedTokens += pages.count * TokenEstimate.pagePicture
            case .image, nil: break
            }
        }
    }

    private mutating func measureImage(_ source: JSONValue?) {
        guard case .image(let width, let height) = contents[source] else { return }
        fixedTokens += TokenEstimate.image(width: width, height: height, tokenizer: facts.tokenizer)
    }
}

/// Absorbs a block as it is rendered: cache marks and nulls do not count, nor does the order of the fields, except in tool input.
enum BlockDigest {
    static func absorb(_ value: JSONValue, into digest: inout Digest) {
        switch value {
        case .string(let text): digest.absorb(text.value)
        case .array(let array):
            digest.absorb(array.count)
            for element in array { absorb(element, into: &digest) }
        case .object(let object):
            let members = object.members.filter { $0.key.value != "cache_control" && !$0.value.isNull }
            for member in members.sorted(by: { $0.key.value < $1.key.value }) {
                digest.absorb(member.key.value)
                if member.key.value == "input" {
                    digest.absorb(member.value.text(.canonical))
                } else {
                    absorb(member.value, into: &digest)
                }
            }
            digest.absorb(members.count)
        default: digest.absorb(value.text(.canonical))
        }
    }
}
