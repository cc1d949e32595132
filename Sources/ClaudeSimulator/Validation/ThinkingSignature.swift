import Claude
import JSON

/// The signature of a thinking block: it says which model wrote it, after which conversation.
enum ThinkingSignature {
    private static let mark = "Simulated."

    static func make(for call: MessageCall) -> String {
        mark + call.facts.id + "." + conversation(call, before: call.turns.count).hexadecimal
    }

    /// Everything before a turn, save for thinking, which may be taken away.
    private static func conversation(_ call: MessageCall, before end: Int) -> Digest {
        var digest = Digest()
        for tool in call.tools { BlockDigest.absorb(.object(tool), into: &digest) }
        for block in call.system { BlockDigest.absorb(.object(block), into: &digest) }
        for turn in call.turns[..<end] {
            for block in turn.blocks where block["type"]?.string?.hasSuffix("thinking") != true {
                digest.absorb(turn.role)
                BlockDigest.absorb(.object(block), into: &digest)
            }
        }
        return digest
    }

    /// Models that hold replayed thinking to the conversation it comes from.
    private static func binds(_ model: String) -> Bool {
        ["claude-fable-5-", "claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"].contains { model.hasPrefix($0) }
    }

    /// Refuses thinking that the model did not write in this conversation. Thinking of other models is dropped without a word.
    static func check(_ call: inout MessageCall, scripted: Set<String>) throws(APIFailure) {
        for (number, turn) in call.turns.enumerated() {
            var dropped: Set<Int> = []
            for (position, block) in turn.blocks.enumerated() where block["type"]?.string == "thinking" {
                let signature = block["signature"]?.string ?? ""
                if scripted.contains(signature) { continue }
                let place = "messages.\(number).content.\(position)"
                guard signature.hasPrefix(mark), let dot = signature.lastIndex(of: ".") else {
                    throw .invalid(place, "Invalid `signature` in `thinking` block")
                }
                let model = signature[..<dot].dropFirst(mark.count)
                if model != call.facts.id {
                    dropped.insert(position)
                    continue
                }
                let bound = signature[signature.index(after: dot)...]
                if binds(call.facts.id), bound != conversation(call, before: number).hexadecimal {
                    throw .invalid(
                        place,
                        "Invalid `signature` in `thinking` block. The block is bound to a different conversation")
                }
            }
            if !dropped.isEmpty {
                call.turns[number].blocks = turn.blocks.enumerated().filter { !dropped.contains($0.offset) }.map(
                    \.element)
            }
        }
    }
}
